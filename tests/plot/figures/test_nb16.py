"""Pictures of notebook 16: what is drawn is what was given."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lecture_lib.plot.figures import nb16, nb16_limits, nb16_memory
from lecture_lib.scale import CostModel, Death, Entry, Run, quiet_machine
from lecture_lib.scale.apart import Part
from lecture_lib.scale.pace import Pace


def drawn(axs) -> None:
    """Nothing may be out of sight or in the way when it is laid out."""
    np.ravel(axs)[0].figure.canvas.draw()


def told(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def bars(ax):
    """(Row, start, length in ms) of each bar, in the order they were drawn."""
    boxes = [path.get_extents() for some in ax.collections for path in some.get_paths()]
    return [(round((b.y0 + b.y1) / 2), round(b.x0, 6), round(b.width, 6)) for b in boxes]


def run_of(starts, deaths=()):
    """Two workers whose rounds begin at given seconds and take 0.9 of the way to the next."""
    ledger = {}
    for clock, (start, stop) in enumerate(pairwise(starts)):
        for w in (0, 1):
            step = (stop - start) * 0.9
            times = [start, 0.1 * step, start + 0.2 * step, start + 0.8 * step, start + step]
            ledger[w, clock] = Entry(w, clock, w, clock, 0, 0, *times)
    return Run(np.zeros(1), ledger, len(starts) - 1, 8, 0, starts[-1], deaths=deaths)


def test_one_process_stands_over_the_same_rounds_on_workers():
    run = run_of([0, 1, 2, 3, 4, 5])
    (ax,) = nb16.timelines({"large": Pace(8, 0.5, 1.0, run)})
    drawn(ax)
    alone = [bar for bar in bars(ax) if bar[0] == 0]
    assert alone == [(0, 0.0, 500.0), (0, 500.0, 500.0), (0, 1000.0, 500.0)]
    assert {row for row, *_ in bars(ax)} == {0, 1, 2}
    shown = [bar for bar in bars(ax) if bar[0] > 0]
    assert min(start for _, start, _ in shown) >= 0
    assert max(start + length for _, start, length in shown) == pytest.approx(3000)


def test_the_rounds_shown_are_those_of_median_length():
    """One that was held up for long is not typical."""
    run = run_of([0, 1, 2, 12, 13, 14, 15, 16])
    (ax,) = nb16.timelines({"": Pace(8, 0.5, 1.0, run)}, rounds=1)
    assert ax.get_xlim()[1] < 2000


def test_whole_runs_share_one_axis_of_time():
    short, long = nb16.schedules({"a": run_of([0, 1, 2]), "b": run_of([0, 2, 4])})
    drawn(short)
    assert short.get_xlim() == long.get_xlim() and long.get_xlim()[1] > 3800
    assert short.get_title(loc="left") == "a"


def test_a_death_and_a_return_are_marked_where_they_were():
    run = run_of([0, 1, 2, 3, 9, 10, 11, 12], (Death("worker 1", 3.5, 8.5),))
    left, right = nb16.death(run)
    drawn([left, right])
    assert told(left) == ["killed"] and told(right) == ["its successor asks"]
    assert left.lines[0].get_xdata()[0] == pytest.approx(3000), "three rounds from the left end"
    assert right.lines[0].get_xdata()[0] == pytest.approx(1000), "one from there"


def test_each_network_is_foretold_with_its_own_bytes():
    """On the diagonal if the model is right; coloured by who should win."""
    model = CostModel(2e-3, 1e9)
    one, two = Pace(1_000_000, 0.004, 0.014), Pace(8, 0.1, 0.07)
    right, left = nb16.foretold(model, {(16, 1): one, (16, 64): two}, quiet_machine())
    drawn([left, right])
    (alone,) = nb16.foretold(stored=quiet_machine())
    assert told(alone) == told(right)
    points = {line.get_marker(): line.get_xydata()[0] for line in left.lines
              if line.get_marker() in ("o", "s")}  # fmt: skip
    assert points["o"] == pytest.approx([2 + 4 * (2 + 1), 14]), "work halved, four messages"
    assert points["s"] == pytest.approx([50 + 4 * 2, 70], rel=1e-4)
    assert [line.get_ydata()[0] for line in left.lines if line.get_marker() == "_"] == [4, 100]
    assert len(told(right)) == len(quiet_machine().paces)


@pytest.mark.parametrize("machines", [3, 4, 6])
def test_a_ring_has_one_whole_sum_each_after_one_way_and_all_after_two(machines):
    panels = nb16.ring(machines)
    drawn(panels)
    numbers = [np.array([int(word) for word in told(ax)]).reshape(machines, machines)
               for ax in panels]  # fmt: skip
    assert (numbers[0] == 1).all() and (numbers[-1] == machines).all()
    assert ((numbers[-2] == machines).sum(axis=1) == 1).all(), "after R − 1 turns one each"


def test_the_best_number_of_workers_is_the_lowest_point():
    ax = nb16.best(8.0, 0.001)
    drawn(ax)
    total = next(line for line in ax.lines if line.get_linewidth() == 3)
    assert total.get_xdata()[np.argmin(total.get_ydata())] == pytest.approx(63, rel=0.03)
    assert "63 workers: 0.25 s" in told(ax) and "1,000 workers: 2 s" in told(ax)


def test_lost_shares_are_bars_and_the_stored_ones_stand_on_them():
    ax = nb16.lost({"w += 1": 0.0, "w[:] = w + 1": 0.2}, {"w += 1": 0.01, "w[:] = w + 1": 0.25})
    drawn(ax)
    assert [bar.get_width() for bar in ax.patches] == [0, 20]
    assert ax.lines[0].get_xdata() == pytest.approx([1, 25])


def test_a_path_ends_where_it_leaves_the_picture():
    left, right = nb16_limits.delays({"new": [1, 0.1, 0], "old": [1, -2, 5, -9]}, [2, 1], {1: 1.0})
    drawn([left, right])
    assert [len(line.get_ydata()) for line in left.lines[:2]] == [3, 3]
    assert right.lines[0].get_ydata().tolist() == [2, 1]
    assert right.lines[1].get_xdata() == [1]


def test_losses_are_named_where_they_are_last_seen():
    ax = nb16_limits.arrivals({"all": ([0, 1, 2], [4.9, 0.1, 1e-8]), "some": ([0, 2], [4.9, 4.9])})
    drawn(ax)
    assert told(ax) == ["all", "some"] and ax.texts[0].xy == (1, 0.1)


def test_parts_that_can_be_told_from_luck_look_otherwise():
    full, clear, luck = (Part(0.01, 0.02, d, 0.001) for d in (0, 0.01, 0.001))
    ax = nb16_limits.parts({"full": full, "clear": clear, "luck": luck})
    drawn(ax)
    marks = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    assert [mark.get_marker() for mark in marks] == ["o", "s"]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx([1.0, 0.1])


def test_what_is_unlabelled_is_drawn_in_the_order_of_its_pieces():
    axs = nb16_limits.unlabelled([[[0.1, 0.2, 0.3, 0.4]] * 2] * 2, [8_000, 2_000_000])
    drawn(axs)
    assert [ax.get_title(loc="left") for ax in axs] == ["run 0: 8 kB", "run 1: 2 MB"]
    assert bars(axs[0])[:4] == [(0, 0.0, 100.0), (0, 100.0, 200.0), (0, 300.0, 300.0),
                                (0, 600.0, 400.0)]  # fmt: skip


def test_each_worker_has_an_arrow_from_the_server_and_one_to_it():
    ax = nb16.system()
    drawn(ax)
    words = [text for text in told(ax) if text]
    assert [word.split()[0] for word in words].count("pull") == 2
    assert {"push $g_0$", "push $g_1$"} <= set(words)
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    rises = [arrow.xy[1] > arrow.xyann[1] for arrow in arrows]
    assert rises.count(True) == rises.count(False) == 2


@pytest.mark.parametrize("machines", [2, 4, 8])
def test_machines_that_share_hold_one_whole_together(machines):
    for ax, shared in zip(nb16_memory.sharing(machines), (0, 1, 3), strict=True):
        held = [box for box in ax.patches if box.get_width() < 16 or box.get_fill()]
        parts = [held[k::3] for k in range(3)]
        for k, (boxes, size) in enumerate(zip(parts, (2, 2, 12), strict=True)):
            together = sum(box.get_width() for box in boxes)
            assert together == pytest.approx(size if k >= 3 - shared else size * machines)
            ends = {round(box.get_x(), 9) for box in boxes}
            assert len(ends) == (machines if k >= 3 - shared else 1), "each has another part"


def test_paths_by_turns_end_where_they_leave_the_picture():
    ax = nb16_limits.turns({"in turn": [[1, -2, 9, 9]], "at random": [[1, 0.5, 0, 0]]}, workers=2)
    drawn(ax)
    assert [len(line.get_xdata()) for line in ax.lines[:2]] == [3, 4]
    assert ax.get_xlim() == (0, 1.5)
