"""Pictures of notebook 01: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.plot.figures.nb01 import doublings, graph, layers, nudge, work
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


def test_work_draws_both_counts_and_writes_the_last():
    k = np.arange(1, 21)
    ax = work(k, 2 * k, np.where(k <= 14, 2.0**k, np.nan))
    assert written(ax) == ["paths: 16,384", "arrows: 40"]
    assert [line.get_marker() for line in ax.lines] == ["o", "s"]
    assert ax.get_yscale() == "log"


def test_layers_says_which_delta_is_known():
    ax = layers()
    assert sum("delta" in text for text in written(ax)) == 1
    known = next(text for text in ax.texts if "delta" in text.get_text())
    assert known.get_color() == LIGHT["gradient-text"]
