"""Pictures of notebook 10 on its network: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures.nb10_network import branches, by_peak

STEPS = np.arange(0, 101, 10)
TRUNK = 3.0 - 0.02 * STEPS
HELD = {100: TRUNK, 50: np.where(STEPS <= 30, TRUNK, np.maximum(TRUNK - 0.5, 1.5))}


def numbers(ax):
    return [text.get_text() for text in ax.texts]


def test_the_trunk_is_drawn_once_and_each_end_is_named():
    ax = branches(STEPS, ("cosine", TRUNK + 0.5), HELD)
    whole = {line.get_label(): line for line in ax.lines}
    assert whole["hold"].get_ydata().tolist() == TRUNK.tolist()
    branch = next(line for line in ax.lines if list(line.get_xdata()) == [30, 40, 50])
    assert branch.get_ydata()[0] == TRUNK[3]
    assert numbers(ax) == ["1.50", "1.00", "1.50"]


def test_nothing_of_the_end_is_drawn_before_it_is_asked_for():
    ax = branches(STEPS, ("cosine", TRUNK + 0.5), HELD, until=80)
    assert max(np.max(line.get_xdata()) for line in ax.lines) == 80
    assert numbers(ax)[:2] == ["1.90", "1.40"]
    assert branches(STEPS, ("cosine", TRUNK), HELD, until=20).get_xlim()[1] > 100


def test_the_ring_is_round_the_lowest_mean():
    curves = {"a": [[3, 1, 2], [3, 3, 2]], "b": [2, 3, 4]}
    left, right = by_peak([0.1, 0.2, 0.4], {"one": curves, "two": {"b": [4, 3, 2]}}, "both")
    rings = [line for line in left.lines if line.get_markersize() == 17]
    assert [ring.get_xdata().tolist() for ring in rings] == [[0.2], [0.1]]
    assert rings[0].get_ydata().tolist() == [2]
    assert (left.get_title(), right.get_title()) == ("one", "two")
    assert left.figure.get_suptitle() == "both"
