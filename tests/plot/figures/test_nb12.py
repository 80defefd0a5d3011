"""Pictures of notebook 12: what is drawn is what was given."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures import nb12

X = np.linspace(-1, 1, 9)


def drawn(axs) -> None:
    """Nothing may be out of sight or in the way when it is laid out."""
    np.ravel(axs)[0].figure.canvas.draw()


def test_each_call_is_a_bar_with_its_number():
    ax = nb12.calls([0.66, 0.7])
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [0.66, 0.7]
    assert {"0.66", "0.70"} <= {text.get_text() for text in ax.texts}


def test_contributions_share_their_scale():
    parts = np.stack([3 * X**2, -3 * X**2], axis=1)
    axs = nb12.contributions(X, {"a": (X, parts), "b": (X, parts / 10)}, (X, X), X**3)
    drawn(axs)
    assert axs[2].get_ylim() == axs[3].get_ylim()
    assert [line.get_linestyle() for line in axs[2].lines] == ["-", "--"]
    np.testing.assert_allclose(axs[3].lines[0].get_ydata(), 0.3 * X**2)
    np.testing.assert_allclose(axs[0].lines[0].get_ydata(), X**3)
    (enlarged,) = axs[3].child_axes
    assert not axs[2].child_axes and enlarged.get_ylim()[1] < axs[3].get_ylim()[1] / 8
    np.testing.assert_allclose(enlarged.lines[1].get_ydata(), -0.3 * X**2)
    assert enlarged.get_title("left") + enlarged.get_title() == "the same, 10 times as high"


def test_the_gallery_begins_with_the_network_of_most_units():
    outputs = np.stack([np.full(9, level) for level in (0.1, 0.2, 0.3, 0.4)])
    axs = nb12.gallery(X, outputs, [0, 1, 2, 1], X, X, X)
    drawn(axs[-1])
    assert [ax.lines[0].get_ydata()[0] for ax in axs[:4]] == [0.3, 0.2, 0.4, 0.1]


def test_the_sweep_draws_the_lowest_loss_of_each_run():
    losses = {0: [[3.0, 1.0, 2.0], [5.0, 4.0, 3.0]], 0.5: [[1.0, 1.0, 0.5], [0.5, 2.0, 2.0]]}
    left, right = nb12.sweep({"quiet": losses}, (0,), coin=0.7, floor=0.4)
    drawn(left)
    np.testing.assert_allclose(right.lines[2].get_ydata(), [2.0, 0.5])
    np.testing.assert_allclose(left.lines[0].get_ydata(), [4.0, 2.5, 2.5])


def test_samples_are_squares_with_their_labels():
    axs = nb12.samples(np.arange(18.0).reshape(2, 9), [4, 2])
    drawn(axs)
    assert [ax.get_title() for ax in axs] == ["4", "2"]
    np.testing.assert_allclose(axs[1].images[0].get_array(), np.arange(9.0, 18).reshape(3, 3))


def test_a_duel_counts_pairs_not_means():
    rivals = {"vote": [1.1, 1.1, 0.0], "decay": [0.9, 0.9, 3.0]}
    axs = nb12.duels({"one": (np.ones(3), rivals), "two": (np.zeros(3), rivals)})
    drawn(axs)
    told = [[t.get_text() for t in ax.texts if " of " in t.get_text()] for ax in axs]
    assert told == [["2 of 3", "1 of 3"], ["2 of 3", "3 of 3"]]  # a tie is no win
    assert axs[0].get_xlim() == axs[1].get_xlim()


def test_unlabelled_runs_keep_their_letters_and_nothing_else():
    run = (np.ones((2, 9)), np.full((2, 9), 0.5))
    axs = nb12.unlabelled({"Left": {"A": run, "B": run}, "Right": {"A": run, "B": run}})
    drawn(axs)
    assert [line.get_label() for line in axs[1].lines][::2] == ["A, validation", "B, validation"]
    assert all(len(ax.lines) == 4 for ax in axs)


def test_gaps_draw_every_network_and_the_mean():
    found = np.array([[0.0, 0.2], [0.2, 0.6]])
    (ax,) = nb12.gaps([0.1, 0.5], {"mean": found})
    drawn(ax)
    assert len(ax.lines) == 4
    for line in ax.lines[2:]:  # of two, the median is the mean
        np.testing.assert_allclose(line.get_ydata(), [0.1, 0.4])


def test_doubt_is_drawn_against_being_as_sure_as_right():
    ax = nb12.doubt([0.6, 0.9], {"votes": [0.5, 0.7], "mean": [0.6, 0.8]})
    drawn(ax)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.5, 1.0])
    np.testing.assert_allclose(ax.lines[2].get_ydata(), [0.6, 0.8])


def test_leads_have_a_row_for_each_setting_and_count_what_is_above_zero():
    panels = {"a": {"p = 0.5": [0.1, 0.3], "p = 0.9": [-0.1, 0.2]},
              "b": {"p = 0.5": [-0.1, -0.3], "p = 0.9": [0, 0.2]}}  # fmt: skip
    left, right = nb12.leads(panels, xlabel="a − b", sides=("worse", "better"))
    drawn(left)
    assert [text.get_text() for text in left.texts] == ["2 of 2", "1 of 2", "worse", "better"]
    assert [text.get_text() for text in right.texts][:2] == ["0 of 2", "1 of 2"]
    np.testing.assert_allclose(left.lines[2].get_xdata(), [0.2, 0.2])
    assert left.get_xlim()[0] < -0.3 and left.get_xlim()[1] > 0.3


def test_overlaid_functions_are_drawn_in_their_order_with_the_data_on_top():
    curves = {"plain": X, "masks": X**2, "price": X**3}
    axs = nb12.overlaid({"a": (X, curves), "b": (X, curves)}, {"a": (X, X), "b": (X, -X)})
    drawn(axs)
    for line, curve in zip(axs[1].lines, (*curves.values(), -X), strict=True):
        np.testing.assert_allclose(line.get_ydata(), curve)
    assert axs[0].lines[1].get_linewidth() > 2 * axs[0].lines[2].get_linewidth()


def test_a_ladder_says_shares_of_the_whole_and_draws_every_pair():
    ax = nb12.ladder({"half": [-0.1, 0.3], "all": [0.1, 0.3]}, whole="all", xlabel="saved")
    drawn(ax)
    assert [text.get_text() for text in ax.texts] == ["50 %", "100 %"]
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], [0.1, 0.2])
    np.testing.assert_allclose(ax.lines[0].get_xdata(), [-0.1, 0.3])
    assert ax.get_xlim()[0] < -0.1 and ax.get_xlim()[1] > 0.3
