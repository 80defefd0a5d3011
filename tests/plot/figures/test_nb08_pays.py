"""Pictures of when momentum pays: each marks the best of what was given."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.plot.figures import nb08_pays as draw


def test_each_best_u_is_marked():
    u = [0.1, 1.0, 10.0]
    panels = {v: {0: [3.0, 1.0, np.inf], 0.9: [3.0, 1.0, 0.1]} for v in (1e-3, 1e-4)}
    left, right = draw.losses_over_length(u, panels, edge=2)
    assert [ax.get_title() for ax in (left, right)] == ["σ² = $10^{-3}$", "σ² = $10^{-4}$"]
    points = [line.get_xydata()[0].tolist() for line in left.lines if len(line.get_xdata()) == 1]
    assert points == [[1.0, 1.0], [10.0, 0.1]]


def test_what_overflows_is_not_drawn():
    (ax,) = draw.losses_over_length([1.0, 2.0], {1e-3: {0: [0.5, np.inf]}}, edge=2)
    assert np.isnan(ax.lines[0].get_ydata()[-1])


def test_gains_stand_over_how_far_the_best_u_lies_beyond_the_edge_of_sgd():
    edges = {0: {8: (0.5, 0.7, 0.8), 64: (1.0, 1.25, 1.3)}, 0.9: {8: [1.0] * 3, 64: [8.0] * 3}}
    u = [1.0, 2.0, 4.0]
    flat = {0: ([1.0], [[0.1] * 3]), 0.9: (u, [[0.1] * 3, [0.11] * 3, [0.3] * 3])}
    steep = {0: ([1.0], [[0.4, 0.1, 0.2]]), 0.9: (u, [[0.2] * 3, [0.1] * 3, [0.05] * 3])}
    schedules = {"constant": {64: steep, 8: flat}, "lowered": {64: flat}}
    left, right = draw.gains(edges, schedules)
    plain, ball, best, lowered = (line.get_xydata().tolist() for line in left.lines)
    assert plain == [[8, 0.7], [64, 1.25]]
    assert ball == [[8, 1.0], [64, 8.0]]
    assert [y for _, y in best] == [1.0, 4.0]
    assert [y for _, y in lowered] == [1.0]
    equal, edge, gain, other = right.lines
    assert set(equal.get_ydata()) == set(edge.get_xdata()) == {1}
    np.testing.assert_allclose(gain.get_xydata(), [[1 / 0.7, 1.0], [4 / 1.25, 4.0]])
    np.testing.assert_allclose(other.get_xydata(), [[1 / 1.25, 1.0]])
    names = [text.get_text() for text in right.texts]
    assert names == ["SGD's edge", "64, η/20\n1.0 ×", "8\n1.0 ×", "64\n4.0 ×"]
    spread = right.collections[2].get_segments()[0]
    assert spread[:, 1] == pytest.approx([2.0, 8.0])
    assert left.get_xlim() == pytest.approx((8 / 1.5, 64 * 1.5))


def test_good_lengths_are_within_a_fifth_of_the_lowest_median():
    losses = [[0.9, 0.13, 0.13], [0.12, 0.119, 0.2], [0.1, 0.1, 0.1], [0.3, 0.11, 0.11]]
    assert draw.good_lengths([1, 2, 4, 8], losses) == (2, 4, 8)


def test_edges_and_gains_stand_over_beta_for_each_size():
    u = [1.0, 4.0]
    plain = (u, [[0.25, 0.25, 0.25, 0.9], [1.0, 1.0, 1.0, 1.0]])
    ball = (u, [[0.125, 0.25, 0.5], [0.5, 1.0, 2.0]])
    curves = {0.9: ball, 0: plain}
    edge, *both = draw.over_beta({256: curves, 32: curves}, c=8)
    limits = [line for line in edge.lines if not str(line.get_label()).startswith("batches")]
    lines = [line for line in edge.lines if str(line.get_label()).startswith("batches")]
    assert [line.get_ydata()[0] for line in limits] == [4, 32]
    assert [line.get_label() for line in lines] == ["batches of 32", "batches of 256"]
    for line in lines:
        assert line.get_ydata() == pytest.approx([2, 2])  # crossings of the medians
    for ax in both:
        assert ax.lines[1].get_ydata() == pytest.approx([1, 1])  # of the seeds that both have
        spread = ax.collections[1].get_segments()[0]
        assert spread[:, 1] == pytest.approx([0.75, 1.5])
        assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "0.9"]
    assert [ax.get_title() for ax in both] == ["gain with 32", "gain with 256"]
