"""Pictures of networks in notebook 05: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import bowl
from lecture_lib.plot.figures import nb05_network as draw


def test_the_median_is_that_of_the_late_losses_and_runs_that_turn_are_filled():
    smooth = np.linspace(3.0, 1.0, 101)
    rough = 2.0 + 0.5 * (-1.0) ** np.arange(101)
    sweep = [[smooth, smooth], [rough, smooth]]
    straight = [[True, True], [False, True]]
    left, right = draw.rates_of_networks([0.5, 1.0], sweep, straight, [0.6, 0.9], shown=[1.0])
    thick = max(left.lines, key=lambda line: line.get_linewidth() * len(line.get_xdata()))
    late = smooth[-50:].mean()
    np.testing.assert_allclose(thick.get_ydata(), [late, (late + 2) / 2])
    dots = [line for line in left.lines if line.get_marker() == "o" and len(line.get_xdata())]
    filled = [line for line in dots if line.get_markerfacecolor() == line.get_color()]
    assert [tuple(line.get_xdata()) for line in filled] == [(pytest.approx(1.0, rel=0.05),)]
    np.testing.assert_array_equal(right.lines[0].get_ydata(), rough)
    band = left.patches[0].get_extents().transformed(left.transData.inverted())
    assert (band.x0, band.x1) == pytest.approx((0.6, 0.9))


def test_a_search_shows_what_it_tried_and_its_rows_are_in_the_order_of_the_limits():
    tried = [{0.5: "too small", 1.0: "at the edge"}, {0.5: "too large", 0.25: "too small"}]
    left, right = draw.searches(tried, [1.0, 0.25], [1.5, 0.6],
                                {"found": [0.1, 0.3], "η = 1": [0.2, 0.4]})  # fmt: skip
    places = {(line.get_marker(), *line.get_xydata()[0]) for line in left.lines
              if line.get_marker() in ("+", "_", "o") and len(line.get_xdata())}  # fmt: skip
    assert places == {("+", 0.5, 1), ("o", 1.0, 1), ("_", 0.5, 0), ("+", 0.25, 0)}
    (frames,) = (line for line in left.lines
                 if line.get_marker() == "s" and len(line.get_xdata()))  # fmt: skip
    np.testing.assert_array_equal(frames.get_xdata(), [0.25, 1.0])
    dots = [line.get_xdata().tolist() for line in right.lines if line.get_marker() == "o"]
    assert dots == [[0.3, 0.1], [0.4, 0.2]]


def test_each_rate_has_the_sign_of_its_verdict_in_both_panels_and_the_limits_are_lines():
    verdicts = ["too small", "at the edge", "too large", "too large"]
    limits = {"1/L": 0.25, "2/L": 0.5}
    for ax, heights in zip(
        draw.judged([0.1, 0.4, 0.6, 0.8], [1.0, 0.2, -0.9, -1.0], [3.0, 0.1, 0.5, 2.0], verdicts,
                    limits),
        ([1.0, 0.2, -0.9, -1.0], [3.0, 0.1, 0.5, 2.0]), strict=True,
    ):  # fmt: skip
        signs = {line.get_marker(): line.get_xydata().tolist() for line in ax.lines
                 if line.get_label() in verdicts}  # fmt: skip
        points = [list(pair) for pair in zip([0.1, 0.4, 0.6, 0.8], heights, strict=True)]
        assert signs == {"+": points[:1], "o": points[1:2], "_": points[2:]}
        standing = [line.get_xdata()[0] for line in ax.lines if list(line.get_ydata()) == [0, 1]]
        assert standing == [0.25, 0.5]
        assert [text.get_text() for text in ax.texts] == list(limits)


def test_curvatures_have_the_line_two_over_the_rate():
    runs = {"a": (1.0, [[3.0, 1.5]]), "b": (4.0, [[9.0, 0.5]]), "c": (0.5, [[1.0, 2.0]])}
    axes = draw.sharpness(runs, 50, together=2)
    assert [ax.get_title() for ax in axes] == ["a", "b", "c"]
    assert [set(ax.lines[-1].get_ydata()) for ax in axes] == [{2.0}, {0.5}, {4.0}]
    np.testing.assert_array_equal(axes[0].lines[0].get_xdata(), [0, 50])
    assert axes[0].get_ylim() == axes[1].get_ylim() != axes[2].get_ylim()


def test_a_slice_shows_what_is_lower_than_its_middle():
    minimum, slope = draw.slices([bowl([1.0, 4.0], domain=((-2, 2), (-2, 2))),
                                  bowl([1.0, 4.0], domain=((0, 2), (-2, 2)))])  # fmt: skip
    np.testing.assert_array_equal(minimum.lines[-1].get_xydata(), [[0.0, 0.0]])
    np.testing.assert_array_equal(slope.lines[-1].get_xydata(), [[1.0, 0.0]])
    assert len(slope.collections) == len(minimum.collections) + 2
