"""The scale explorer: its numbers are those of CostModel, in Python and in the page."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import lecture_lib.widgets.scale as room
from lecture_lib.scale import PATTERNS, CostModel
from lecture_lib.style import number
from lecture_lib.widgets import ScaleExplorer
from lecture_lib.widgets.scale.costs import (
    COUNTS,
    NETWORKS,
    SERVERS,
    SHARES,
    WIDTH,
    WORKERS,
    parts,
    positions,
)
from lecture_lib.widgets.scale.words import seconds_text

HERE = Path(room.__file__).parent
NODE = pytest.mark.skipif(
    shutil.which("node") is None, reason="needs node; the browser tests see it too"
)
NAMES = ("workers", "work", "size", "servers", "network", "share")
LOCAL = CostModel(1.1e-3, 9e8, (1, 4))
RUNS = ([1, 2, 4, 2], [0.1, 0.1, 0.1, 0.001], [9640, 9640, 9640, 4e6], [0.11, 0.06, 0.04, 0.02])


def fitted():
    return ScaleExplorer(LOCAL, RUNS)


def run(script):
    """What a script prints as JSON, with everything that the two modules export."""
    head = "".join(f'import * as {name} from "{HERE.as_uri()}/{name}.js";\n'
                   for name in ("costs", "words"))  # fmt: skip
    done = subprocess.run(
        ["node", "--input-type=module"], input=head + script, check=True, timeout=60,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return json.loads(done.stdout)


def some_states(explorer):
    """Corners of all settings, and some positions between."""
    rng = np.random.default_rng(0)
    settings = {one.name: one.count for one in (*explorer.payload.sliders,
                                                *explorer.payload.choices)}  # fmt: skip
    corners = itertools.product(*((0, settings[name] - 1) for name in NAMES))
    inner = [[int(rng.integers(settings[name])) for name in NAMES] for _ in range(200)]
    return [dict(zip(NAMES, at, strict=True)) for at in [*corners, *inner]]


def move(explorer, **change):
    explorer.state = {**explorer.state, **change}
    return explorer


# --- numbers ---------------------------------------------------------------------------------


@NODE
def test_the_page_multiplies_as_python_does():
    explorer = fitted()
    states = some_states(explorer)
    found = run(
        f"const content = {json.dumps(explorer.content)};\nconst states = {json.dumps(states)};\n"
        "console.log(JSON.stringify(states.map((state) => {"
        "  const setting = costs.settingOf(state, content);"
        "  const best = costs.bestOf(setting);"
        "  return [costs.roundsOf(setting, content), best, costs.speedWith(best, setting)];"
        "})));"
    )
    for state, (rounds, best, speed) in zip(states, found, strict=True):
        move(explorer, **state)
        np.testing.assert_allclose(rounds, [*explorer.rounds().values()], rtol=1e-12)
        work, size = explorer.works[state["work"]], explorer.sizes[state["size"]] * WIDTH
        servers = SERVERS[state["servers"]]
        assert best == pytest.approx(explorer.model.best_workers(work, size, servers), rel=1e-12)
        if best >= 1:
            assert speed == pytest.approx(explorer.speed_at(best), rel=1e-12)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_parts_of_a_round_are_the_round(pattern):
    sending = {"servers": 8, "share": 0.1} if pattern == "server" else {}
    for workers in (1, 2, 60, 10_000):
        found = parts(LOCAL, workers, 0.5, 4e6, pattern, 8, 0.1)
        assert found.total == pytest.approx(LOCAL.round(workers, 0.5, 4e6, pattern, **sending))
        assert found.work == pytest.approx(0.5 / workers)


@NODE
def test_times_are_written_as_in_python():
    times = [0.0, 3e-7, 9.9949e-4, 9.9951e-4, 0.52, 0.99951, 60, 999.6, 7199, 7201, 2e5, 7e7, 1e12]
    written = run(
        f"console.log(JSON.stringify({json.dumps(times)}.map((t) => words.secondsText(t))));"
    )
    assert written == [seconds_text(t) for t in times]


def test_every_position_of_the_cursor_has_a_point_on_the_curves():
    assert set(WORKERS) <= set(COUNTS) and WORKERS[0] == 1 and WORKERS[-1] == 10_000
    ratios = np.diff(np.log(COUNTS[31:]))
    assert max(ratios) < 0.12  # a curve has no corners


def test_sliders_reach_from_a_millisecond_to_a_large_model():
    explorer = ScaleExplorer()
    assert explorer.works[0] == 1e-3 and explorer.works[-1] >= 100
    assert explorer.sizes[0] <= 1e4 and explorer.sizes[-1] == 1e12
    assert SERVERS[-1] == 64 and SHARES == (1.0, 0.1, 0.01, 0.001)


def test_what_is_asked_for_is_a_position_and_takes_the_place_of_its_neighbour():
    assert positions(0, 1).tolist() == [1, 2, 5, 10]
    assert positions(0, 1, [2.1, 300, 2.1]).tolist() == [1, 2.1, 5, 10, 300]


# --- what was measured -----------------------------------------------------------------------


def test_runs_are_shown_where_the_sliders_stand_at_their_work_and_size():
    explorer = fitted()
    assert explorer.measured() == [
        (1, pytest.approx(0.1 / 0.11)), (2, pytest.approx(0.1 / 0.06)), (4, pytest.approx(2.5)),
    ]  # fmt: skip
    assert repr(explorer).count("measured, R") == 3
    other = move(explorer, work=0, size=int(np.flatnonzero(explorer.sizes == 1e6)[0]))
    assert other.measured() == [(2, pytest.approx(0.05))]
    assert move(explorer, work=5).measured() == []


@pytest.mark.parametrize("change", [{"network": 1}, {"servers": 2}, {"share": 1}])
def test_what_was_not_measured_is_not_shown(change):
    explorer = move(fitted(), **change)
    assert explorer.measured() == [] and not explorer.is_fitted


def test_one_number_of_work_stands_for_all_runs():
    explorer = ScaleExplorer(LOCAL, ([1, 2], 0.03, 4e5, [0.033, 0.02]))
    assert len(explorer.measured()) == 2
    assert "30 ms of work" in explorer.title


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"measured": RUNS}, "stand beside the model"),
        ({"model": LOCAL, "measured": RUNS[:3]}, "3 arrays; it is workers, work, size, seconds"),
        ({"model": LOCAL, "measured": ([0], 1, 1, 1)}, "at least one worker"),
        ({"model": LOCAL, "measured": ([1], 1, 1, 0)}, "above 0; the smallest are 1.0"),
        ({"model": LOCAL, "measured": ([1], 1, np.inf, 1)}, "above 0"),
    ],
)  # fmt: skip
def test_runs_that_are_none_are_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        ScaleExplorer(**arguments)


def test_where_the_networks_numbers_are_from_is_said():
    networks = fitted().content["networks"]
    assert networks[0]["source"] == ["fitted to R = 1 to 4", "dashed: a model"]
    assert networks[0]["terms"] == ["α = 1.1 ms", "β = 900 MB/s"]
    assert {one["source"][1] for one in networks[1:]} == {"orders of magnitude"}
    assert len(networks) == 1 + len(NETWORKS) == 1 + len(ScaleExplorer().networks)
    assert ScaleExplorer(CostModel(1e-3, 1e9)).content["networks"][0]["source"] == ["measured"]


# --- the challenge ---------------------------------------------------------------------------


def test_the_best_number_is_told_only_where_it_is_found():
    explorer = ScaleExplorer()
    best = float(explorer.model.best_workers(explorer.works[explorer.work],
                                             explorer.sizes[explorer.size] * WIDTH))  # fmt: skip
    notch = int(np.abs(np.log(np.array(WORKERS) / best)).argmin())
    told = [at for at in range(len(WORKERS)) if "best" in repr(move(explorer, workers=at))]
    assert told == [notch - 1, notch, notch + 1]
    assert f"best is R = {number(best, 3)}" in repr(move(explorer, workers=notch))
    key = f"{explorer.work} {explorer.size} {explorer.network} {explorer.servers}"
    assert "best" in repr(move(explorer, workers=0, found=[key]))
    assert "best" not in repr(move(explorer, servers=1))


def test_at_the_best_number_half_of_a_round_is_sending():
    best = LOCAL.best_workers(3.0, 4e6)
    assert 3.0 / LOCAL.round(best, 3.0, 4e6) == pytest.approx(best / 2)


def test_where_the_curve_does_not_turn_there_is_nothing_to_find():
    explorer = move(ScaleExplorer(), work=0, workers=0)  # a server can only be slower
    assert explorer.best() is None and "best" not in repr(explorer)
    assert move(explorer, share=1).best() is None


@pytest.mark.parametrize("make", [ScaleExplorer, fitted, lambda: ScaleExplorer(LOCAL)])
def test_presets_are_whole_states_and_no_answers(make):
    explorer = make()
    assert explorer.best() is None
    for preset in explorer.payload.presets:
        assert set(preset.state) == set(explorer.state) - {"found"}
        assert move(explorer, **preset.state).best() is None, preset


VERDICTS = """
const first = content.initial;
const told = (change) => {
  const state = { ...first, ...change };
  return words.verdict(state, costs.settingOf(state, content), content);
};
const key = costs.keyOf(first);
const near = (change) => {
  const state = { ...first, ...change };
  return costs.isNear(state, costs.settingOf(state, content), content);
};
const close = content.workers.map((_, workers) => near({ workers }));
console.log(JSON.stringify([
  told({}), told({ share: 1 }), told({ work: 0 }), told({ found: [key] }),
  told({ found: [key], servers: 3 }), told({ found: [key], servers: 3, share: 2 }),
  close, near({ workers: close.indexOf(true), share: 1 }), near({ workers: 0, work: 0 }),
]));
"""


@NODE
def test_what_is_said_of_the_challenge():
    explorer = ScaleExplorer()
    *said, close, sparse, flat = run(f"const content = {json.dumps(explorer.content)};{VERDICTS}")
    assert said == [
        "Not yet.",
        "Not yet: send all of the gradient.",
        "Not yet: here the server’s curve does not turn.",
        "Reached: R*\u00a0=\u00a07.92 (★): half work, half sending.",
        "It is another round now: look again.",
        "Not yet: send all of the gradient.",
    ]
    assert close == [move(explorer, workers=at).best() is not None for at in range(len(WORKERS))]
    assert sum(close) == 3 and not sparse and not flat


# --- words and print -------------------------------------------------------------------------


@NODE
def test_the_sentence_says_what_the_summary_does():
    explorer = fitted()
    states = [dict(explorer.state), *(dict(one.state) for one in explorer.payload.presets),
              {**explorer.state, "workers": 0}, {**explorer.state, "share": 2}]  # fmt: skip
    said = run(
        f"const content = {json.dumps(explorer.content)};\nconst states = {json.dumps(states)};\n"
        "console.log(JSON.stringify(states.map((state) => "
        "words.sentence(costs.settingOf(state, content), content)[0][0])));"
    )
    for state, text in zip(states, said, strict=True):
        rounds = move(explorer, **state).rounds()
        work = explorer.works[state["work"]]
        speeds = [work / one.total for one in rounds.values()]
        limit = max(zip(rounds["server"], rounds["server"]._fields, strict=True))[1]
        assert f"{number(speeds[0], 3)} times as fast, limited by {limit}" in text
        assert number(max(speeds), 3) in text
        assert text.startswith(f"{WORKERS[state['workers']]:,} worker")
    assert "one server, 1 % sent: " in said[-1] and said[-2].startswith("1 worker with")


def test_the_figure_has_the_curves_and_the_bars():
    explorer = fitted()
    above, under = explorer.figure().axes
    lines = {line.get_label(): line for line in above.lines}
    assert {"R workers, R times as fast", "one server", "tree", "ring"} <= set(lines)
    assert "measured" in lines and list(lines["measured"].get_xdata()) == [1, 2, 4]
    widths = np.array([bar.get_width() for bar in under.patches]).reshape(3, 3)
    np.testing.assert_allclose(widths.sum(axis=1), 1)
    rounds = explorer.rounds()
    np.testing.assert_allclose(widths[0], np.array(rounds["server"]) / rounds["server"].total)


def test_a_star_is_on_paper_only_when_it_is_found():
    def stars(explorer):
        return [line.get_marker() for line in explorer.figure().axes[0].lines].count("*")

    explorer = ScaleExplorer()
    assert stars(explorer) == 0
    assert stars(move(explorer, workers=WORKERS.index(8))) == 1
