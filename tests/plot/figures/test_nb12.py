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
    assert [text.get_text() for text in enlarged.texts] == ["enlarged 10 times"]


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
