"""Curves: where labels sit, and which way arrows point."""

from __future__ import annotations

import pytest

from lecture_lib.graph.curves import HEAD, arrow, on_curve
from lecture_lib.graph.layout import place


def corners(path):
    return [tuple(map(float, pair.split())) for pair in path.strip("MZ").split("L")]


def test_an_arrow_ends_in_its_tip_and_opens_behind_it():
    assert arrow((0.0, 0.0), (8.0, 0.0)) == "M0 3.6L8 0L0 -3.6Z"
    one, tip, two = corners(arrow((1.0, 1.0), (4.0, 5.0)))
    assert tip == (4.0, 5.0)
    for x, y in (one, two):  # the base is square to the shaft, 3.6 px to either side of the foot
        assert (x - 1) * 3 + (y - 1) * 4 == pytest.approx(0, abs=0.3)
        assert (x - 1) ** 2 + (y - 1) ** 2 == pytest.approx(3.6**2, abs=0.3)
    assert (one[0] + two[0], one[1] + two[1]) == pytest.approx((2, 2))


def test_an_arrow_without_length_is_still_drawn():
    assert len(corners(arrow((2.0, 2.0), (2.0, 2.0)))) == 3


def test_every_arrow_of_a_picture_points_at_its_node(neuron):
    found = place(neuron)
    for edge in neuron.edges:
        route, (left, top, _, bottom) = found.edges[edge.id], found.boxes[edge.target]
        assert route.tip[0] == pytest.approx(left, abs=0.2) and top <= route.tip[1] <= bottom
        assert route.tip[0] - route.points[-1][0] == pytest.approx(HEAD, abs=0.2)


@pytest.mark.parametrize("x", [0.0, 0.4, 1.5, 2.9, 3.0, 4.2, 6.0])
def test_a_label_sits_on_its_curve(x):
    line = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 3.0), (5.0, 3.0), (6.0, 3.0)]
    assert on_curve(line, x) == pytest.approx((x, min(x, 3.0)), abs=0.1)
