"""Pictures of notebook 01: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.plot.figures.nb01 import doublings, graph, layers, learning, nudge, work
from lecture_lib.style import LIGHT


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_two_arrows_lead_from_each_number_to_the_next_and_one_of_them_is_bold():
    ax = doublings(20)
    assert len(ax.patches) == 40
    bold = [patch for patch in ax.patches if patch.get_linewidth() > 2]
    assert len(bold) == 20
    ends = sorted(patch._posA_posB[0][0] for patch in bold)
    assert ends == list(range(20))
    assert written(ax) == ["$x_0$", "$x_1$", "$x_2$", "$x_{20}$"]


def test_a_chain_has_its_changes_beneath_and_its_numbers_on_the_arrows():
    ax = nudge(["w", "c", "d"], ["+.01", "?", "?"], ["×2", ""])
    assert written(ax) == ["w", "+.01", "c", "?", "d", "?", "×2", ""]
    assert len(ax.patches) == 2
    with pytest.raises(ValueError):
        nudge(["w", "c"], ["+.01"], [""])


def test_a_graph_shows_values_and_local_derivatives_and_bends_twins_apart():
    a = ll.Value(2.0, "a")
    u = a * a
    v = u - a
    u.name, v.name = "u", "v"
    ax = graph(v, {"a": (0, 0), "u": (2, 1), "v": (4, 0)})
    assert sorted(written(ax)) == sorted(["1", "−1", "2", "2", "a = 2", "u = 4", "v = 2"])
    twos = [text.get_position() for text in ax.texts if text.get_text() == "2"]
    assert abs(twos[0][1] - twos[1][1]) > 0.3


@pytest.mark.parametrize("paths", [2.0 ** np.arange(1, 21), np.arange(2, 22)])
def test_work_writes_the_last_of_each_curve_on_its_free_side(paths):
    k = np.arange(1, 21)
    ax = work(k, 2 * k, paths)
    assert written(ax) == [f"paths: {paths[-1]:,.0f}", "arrows: 40"]
    assert [line.get_marker() for line in ax.lines] == ["o", "s"]
    assert ax.get_yscale() == "log"
    ax.figure.draw_without_rendering()
    for text in ax.texts:
        box = text.get_window_extent()
        for line in ax.lines:
            x, y = ax.transData.transform(line.get_xydata()).T
            assert not np.any((box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1))


def test_a_factor_is_written_as_one():
    ax = nudge(["w", "c", "d", "e"], ["", "", "", ""], [2, -1, 0.5])
    assert [text for text in written(ax) if "×" in text] == ["×2", "×(−1)", "×0.5"]


def test_the_loss_stands_above_the_layers_and_parameters_at_their_side():
    places = {t.get_text(): t.get_position() for t in layers(2.0, (0.5, -3.0), -1.0).texts}
    assert places[r"$\ell$"][1] > places[r"$\mathrm{lay}_2$"][1] > places[r"$\mathrm{lay}_1$"][1]
    assert places[r"$\theta_1 = 0.5$"][1] == places[r"$\mathrm{lay}_1$"][1]
    assert places[r"$\theta_2 = −3$"][1] == places[r"$\mathrm{lay}_2$"][1]


def test_layers_asks_for_each_delta_at_its_layer_and_tells_none():
    ax = layers(2.0, (0.5, -3.0), -1.0)
    asked = {t.get_text(): t for t in ax.texts if "?" in t.get_text()}
    assert len(asked) == 3
    assert all(t.get_color() == LIGHT["gradient-text"] for t in asked.values())
    places = {t.get_text(): t.get_position()[1] for t in ax.texts}
    assert places[r"$\delta_2 = ?$"] == places[r"$\mathrm{lay}_2$"]
    assert places[r"$\delta_1 = ?$"] == places[r"$\mathrm{lay}_1$"]


def test_what_is_learnt_is_drawn_beside_its_targets_and_its_loss():
    x, losses = [-1.0, 0.0, 1.0], [2.0, 1.0, 0.5, 0.1]
    curves = {n: np.full(3, n / 3) for n in range(4)}
    left, right = learning([(-1, 1), (0, 0), (1, 1)], x, curves, losses)
    assert left.get_yscale() == "log"
    np.testing.assert_array_equal(left.lines[0].get_ydata(), losses)
    marked = [line for line in left.lines if line.get_marker() == "o"]
    assert [(*line.get_xdata(), *line.get_ydata()) for line in marked] == [*enumerate(losses)]
    targets, *drawn = right.lines
    np.testing.assert_array_equal(targets.get_ydata(), [1, 0, 1])
    assert [line.get_ydata()[0] for line in drawn] == [0, 1 / 3, 2 / 3, 1]
    assert len({line.get_linestyle() for line in drawn}) == 4
    assert written(right) == ["before", "1", "2", "3 rounds"]
    with pytest.raises(ValueError):
        learning([(0, 0)], x, {0: x, 1: x}, losses)
