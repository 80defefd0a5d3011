"""Dropout and its rivals are drawn as they were measured."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures import nb12_rivals

X = np.linspace(-1, 1, 9)


def test_a_duel_counts_pairs_not_means():
    rivals = {"vote": [1.1, 1.1, 0.0], "decay": [0.9, 0.9, 3.0]}
    axs = nb12_rivals.duels({"one": (np.ones(3), rivals), "two": (np.zeros(3), rivals)})
    axs[0].figure.canvas.draw()  # nothing may be out of sight or in the way
    told = [[t.get_text() for t in ax.texts if " of " in t.get_text()] for ax in axs]
    assert told == [["2 of 3", "1 of 3"], ["2 of 3", "3 of 3"]]  # a tie is no win
    assert axs[0].get_xlim() == axs[1].get_xlim()


def test_leads_have_a_row_for_each_setting_and_count_what_is_above_zero():
    panels = {"a": {"p = 0.5": [0.1, 0.3], "p = 0.9": [-0.1, 0.2]},
              "b": {"p = 0.5": [-0.1, -0.3], "p = 0.9": [0, 0.2]}}  # fmt: skip
    left, right = nb12_rivals.leads(panels, xlabel="a − b", sides=("worse", "better"))
    left.figure.canvas.draw()
    assert [text.get_text() for text in left.texts] == ["2 of 2", "1 of 2", "worse", "better"]
    assert [text.get_text() for text in right.texts][:2] == ["0 of 2", "1 of 2"]
    np.testing.assert_allclose(left.lines[2].get_xdata(), [0.2, 0.2])
    assert left.get_xlim()[0] < -0.3 and left.get_xlim()[1] > 0.3


def test_overlaid_functions_are_drawn_in_their_order_with_the_data_on_top():
    curves = {"plain": X, "masks": X**2, "price": X**3}
    axs = nb12_rivals.overlaid({"a": (X, curves), "b": (X, curves)}, {"a": (X, X), "b": (X, -X)})
    axs[0].figure.canvas.draw()  # nothing may be out of sight or in the way
    for line, curve in zip(axs[1].lines, (*curves.values(), -X), strict=True):
        np.testing.assert_allclose(line.get_ydata(), curve)
    assert axs[0].lines[1].get_linewidth() > 2 * axs[0].lines[2].get_linewidth()


def test_a_ladder_says_shares_of_the_whole_and_draws_every_pair_of_both_starts():
    usual = {"half": [-0.1, 0.3], "all": [0.1, 0.3], "noise": [-0.2, -0.4]}
    quiet = {"half": [0.0, 0.1], "all": [0.1, 0.3], "noise": [-0.1, -0.1]}
    ax = nb12_rivals.ladder(
        {"usual start": usual, "quiet start": quiet}, whole="all", xlabel="saved",
        unshared={"noise"}, fresh={"noise": [0.4]},
    )  # fmt: skip
    ax.figure.canvas.draw()
    assert [text.get_text() for text in ax.texts] == ["usual", "50 %", "100 %", "quiet", "25 %",
                                                      "100 %"]  # fmt: skip
    widths = [bar.get_width() for bar in ax.patches]
    np.testing.assert_allclose(widths, [0.1, 0.2, -0.3, 0.05, 0.2, -0.1])
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(dots[0].get_xdata(), [-0.1, 0.3])
    for y, row in enumerate(dots[:3]):  # each row's dots lie on the bar of their start
        assert np.ptp(row.get_ydata()) > 0 and np.abs(row.get_ydata() - (y - 0.2)).max() < 0.18
    assert dots[-1].get_xdata() == [0.4] and abs(dots[-1].get_ydata()[0] - 1.8) < 0.18
    errors = [line.get_xdata() for line in ax.lines if line.get_linewidth() == 4.5]
    np.testing.assert_allclose(errors[0], [0.1 - 0.2, 0.1 + 0.2])  # half the spread of the two
    assert ax.get_xlim()[0] < -0.4 and ax.get_xlim()[1] > 0.4


def test_stored_runs_are_losses_and_shares_and_nobody_can_change_them():
    usual, quiet = nb12_rivals.stored("usual start"), nb12_rivals.stored("quiet start")
    assert [*usual] == [*quiet]
    for runs in (*usual.values(), *quiet.values()):
        assert runs.shape == (30, 2)
        assert (runs[:, 0] > 0.09).all() and (runs[:, 0] < 0.35).all()
        assert (runs[:, 1] > 0.9).all() and (runs[:, 1] < 1).all()
    quiet["dropout"][...] = 0
    assert nb12_rivals.stored("quiet start")["dropout"].all()


def test_costs_stand_where_they_were_measured():
    rows = {"one": [0.6, 0.8, 1.0], "few": [0.75, 0.85], "no price": [0.4, 0.6], "formula": 0.7}
    axs = nb12_rivals.costs({"a": (0.5, rows), "b": (0.7, {"one": [0.6, 1.0]})})
    axs[0].figure.canvas.draw()  # nothing may be out of sight or in the way
    for ax, without in zip(axs, (0.5, 0.7), strict=True):
        upright = [x[0] for x in (line.get_xdata() for line in ax.lines) if x[0] == x[-1]]
        np.testing.assert_allclose(upright[-2:], [without, 0.8])  # no mask; mean over masks
    tick = axs[0].lines[-3]
    np.testing.assert_allclose(tick.get_xdata(), [0.7, 0.7])  # it falls short of the mean
    spans = [patch.get_data().edges[[0, -1]] for patch in axs[0].patches]
    np.testing.assert_allclose(spans, [[0.6, 1.0], [0.75, 0.85], [0.4, 0.6]])
    assert "0.200 of 0.300" in [text.get_text() for text in axs[0].texts]
