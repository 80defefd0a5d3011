"""Pictures of edges over the size of a batch: each is where the losses say."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib import style
from lecture_lib.plot.figures import nb08_edges as draw


def test_an_edge_is_where_the_median_passes_the_limit_whatever_the_grid():
    u = np.geomspace(1, 16, 9)
    losses = np.stack([0.5 * (u / edge) ** 2 for edge in (3.0, 5.0, 7.0)], axis=1)
    for every in (1, 2, 4):
        low, edge, high = draw.measured_edge(u[::every], losses[::every])
        assert edge == pytest.approx(5)
        assert (low, high) == pytest.approx((3, 7))
    assert draw.measured_edge(u, losses, limit=0.125)[1] == pytest.approx(2.5)


def test_the_last_crossing_is_the_edge_and_without_one_the_end():
    rows = [[0.1], [0.9], [0.4], [0.5 / 0.8]]
    assert draw.measured_edge([1, 2, 4, 8], rows)[1] == pytest.approx(4 * 2**0.5)
    assert draw.measured_edge([1, 2], [[0.1], [0.2]]) == (2, 2, 2)
    assert draw.measured_edge([1, 2], [[0.7], [0.9]]) == (1, 1, 1)


def test_both_laws_are_drawn_and_new_points_are_hollow():
    found = {
        0: {8: (0.6, 0.7, 0.8), 128: (1.4, 1.5, 1.6)},
        0.9: {8: (1.0, 1.1, 1.5), 16: (1.9, 2.1, 2.2), 64: (7.0, 8.0, 9.0)},
    }
    given = {0: {128: 1.5}, 0.9: {16: 2.0, 64: 8.0}}
    ax = draw.foretold(found, given, {0: 0.6, 0.9: 0.05}, c=7)
    noise, rival, plain, ball = (line for line in ax.lines if len(line.get_xdata()) > 1)
    B = ball.get_xdata()
    assert noise.get_ydata() == pytest.approx(B / 7)
    assert rival.get_ydata() == pytest.approx(B / 8)  # through (16, 2) and (64, 8)
    assert 1 / plain.get_ydata() == pytest.approx(0.6 + 7 / B)
    assert 1 / ball.get_ydata() == pytest.approx(0.05 + 7 / B)
    points = {tuple(line.get_xydata()[0]): line.get_markerfacecolor() for line in ax.lines
              if len(line.get_xdata()) == 1}  # fmt: skip
    filled = {at for at, face in points.items() if face != style.LIGHT["surface"]}
    assert filled == {(128, 1.5), (16, 2.0), (64, 8.0)}
    assert set(points) - filled == {(8, 0.7), (8, 1.1)}


def test_bands_hold_what_the_laws_say_within_the_bounds():
    found = {0: {64: (1.0, 1.0, 1.0)}, 0.9: {16: (1.0, 2.0, 4.0), 64: (8.0, 8.0, 8.0)}}
    given = {0: {64: 1.0}, 0.9: {16: 2.0, 64: 8.0}}
    ax = draw.foretold(found, given, {0: 0.9, 0.9: 0.05}, c=7)
    wide = ax.collections[0].get_paths()[0].vertices  # of the power law
    at = wide[np.isclose(wide[:, 0], wide[:, 0].min())][:, 1]
    B = wide[:, 0].min()
    assert (at.min(), at.max()) == pytest.approx(((B / 16) ** 1.5, 4 * (B / 16) ** 0.5))


def test_dead_units_are_shares_below_the_losses_of_their_column():
    losses = {"constant": [[0.1, 0.3], [1.0, 3.0]], "lowered": [[0.1, 0.1], [2.0, 2.0]]}
    panels = {"32": (losses, [0.25, 0.75]), "256": (losses, [0.0, 0.5])}
    *tops, left, right = draw.floor_and_edge([2, 4], panels)
    assert [ax.get_title() for ax in tops] == ["32", "256"]
    assert tops[1].lines[0].get_ydata() == pytest.approx([0.2, 2.0])
    assert [bar.get_height() for bar in left.patches] == [25.0, 75.0]
    assert [bar.get_height() for bar in right.patches] == [0.0, 50.0]


def test_points_stand_between_the_edges_of_their_beta():
    found = {0: [[0.5, 0.6, 0.9]] * 2, 0.9: [[0.7, 0.8, 0.8], [4.0, 5.0, 9.0]]}
    (ax,) = draw.two_edges([1, 16], {"one": (found, [4.0], 4)})
    lines = {line.get_label(): line.get_ydata() for line in ax.lines}
    assert lines["curvature edge, β = 0"] == pytest.approx([0.5, 0.5])
    assert lines["curvature edge, β = 0.9"] == pytest.approx([9.5, 9.5])
    assert lines["measured, β = 0.9"] == pytest.approx([0.8, 5.0])
    noise, both = ax.lines[0], ax.lines[2]
    assert noise.get_ydata() == pytest.approx(noise.get_xdata() / 2)  # 2B/4
    np.testing.assert_allclose(1 / both.get_ydata(), 2 / both.get_xdata() + 2)  # of one mode


def test_noise_of_one_curvature_may_be_larger_than_it():
    """Of 16 pixels ±1 the curvature is 1 and s² is 15: the student's own law, 1/u = 1/2 + 15/2B."""
    found = {0: [[0.1], [1.0]]}
    (ax,) = draw.two_edges([1, 16], {"signs": (found, [1.0], 15)})
    both = ax.lines[2]
    np.testing.assert_allclose(1 / both.get_ydata(), 7.5 / both.get_xdata() + 0.5)
