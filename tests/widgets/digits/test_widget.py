"""The digit pad without a browser: its numbers, what its challenge promises, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.widgets import DigitPad
from lecture_lib.widgets.digits.reach import SURE, ink_needed
from lecture_lib.widgets.digits.widget import NOISES
from lecture_lib.widgets.packing import inflate, unpack


def net(seed=0, units=32):
    """Weights that nothing makes regular, and images in sixteenths."""
    rng = np.random.default_rng(seed)
    V, W = rng.normal(size=(64, units)) / 4, rng.normal(size=(units, 10))
    images = rng.integers(0, 17, size=(5, 64)) / 16
    return V, W, images


def softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def by_numpy(V, W, ink):
    return softmax(np.maximum(ink @ V, 0) @ W)


def at(pad, **change):
    pad.state = {**pad.state, **change}
    return pad


def test_sums_shares_and_reading_are_numpys():
    V, W, images = net()
    pad = DigitPad(V, W, images)
    for image in images:
        at(pad, ink=image.tolist())
        np.testing.assert_allclose(pad.sums(), image @ V, atol=1e-12)
        np.testing.assert_allclose(pad.shares(), by_numpy(V, W, image), atol=1e-12)
        assert pad.read() == by_numpy(V, W, image).argmax()
    assert pad.shares().sum() == pytest.approx(1, abs=1e-12)


def test_the_page_gets_numbers_with_which_shares_are_right_to_a_millionth():
    V, W, images = net()
    pad = DigitPad(V, W, images)
    sent = unpack(inflate(pad.data), pad.content["arrays"])
    found = by_numpy(*(sent[name].astype(float) for name in ("V", "W", "images")))
    np.testing.assert_allclose(found, by_numpy(V, W, images), atol=1e-6)


def test_the_summary_has_the_three_largest_shares():
    V, W, images = net()
    shares = by_numpy(V, W, images[0])
    head, _, *rows = DigitPad(V, W, images, labels=range(5)).summary().splitlines()
    live = np.sum(images[0] @ V > 0)
    assert head == f"DigitPad: unseen digit 1 of 5, a 0; {live} of 32 sums above 0"
    expected = [[f"{k}", f"{shares[k]:.3f}"] for k in np.argsort(-shares)[:3]]
    assert [row.split() for row in rows] == expected


def test_scores_that_would_overflow_have_shares():
    V, W, images = net()
    pad = DigitPad(1e3 * V, 1e3 * W, images)
    assert np.isfinite(pad.shares()).all() and pad.shares().max() == pytest.approx(1)


def test_without_ink_all_shares_are_equal_and_the_first_is_read():
    pad = at(DigitPad(*net()), ink=[0] * 64, origin="blank")
    np.testing.assert_allclose(pad.shares(), 0.1)
    assert pad.read() == 0 and "no ink; 0 of 32 sums" in pad.summary()


def test_images_of_0_to_16_are_read_by_what_was_trained_on_them():
    V, W, images = net()
    coarse = DigitPad(V / 16, W, 16 * images, scale=16)
    np.testing.assert_allclose(coarse.shares(), DigitPad(V, W, images).shares(), atol=1e-12)
    assert max(coarse.state["ink"]) <= 1


def test_images_may_be_square_and_of_another_number_of_units():
    V, W, images = net(units=7)
    pad = DigitPad(V, W, images.reshape(-1, 8, 8))
    assert pad.sums().shape == (7,)
    np.testing.assert_array_equal(pad.first(), images[0])


def test_noise_is_the_same_for_the_same_seed():
    first, again, other = (DigitPad(*net(), seed=seed).noises for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any() and first.min() >= 0 and first.max() <= 1


def test_changed_ink_is_measured_from_what_was_there_first():
    pad = DigitPad(*net())
    ink = at(pad, origin="noise", noise=NOISES + 2).first()
    np.testing.assert_array_equal(ink, pad.noises[1])  # round again
    ink[5] = 1 - ink[5]
    at(pad, ink=ink.tolist())
    assert pad.origin() == f"noise {NOISES + 2}, {abs(1 - 2 * pad.noises[1, 5]):.1f} ink changed"


def test_the_challenge_can_be_met_for_half_of_images_and_noise():
    V, W, images = net()
    pad = DigitPad(V, W, images)
    assert pad.most is not None and f"at most {pad.most} ink" in pad.content["challenge"]
    read = by_numpy(V, W, images).argmax(axis=1)
    digits = ink_needed(V, W, images, read[:, None] == np.arange(10))
    noise = ink_needed(V, W, pad.noises, np.zeros((NOISES, 10), bool))
    for needed in (digits, noise):
        assert np.mean(needed <= pad.most) >= 0.5


def test_so_much_ink_misleads_indeed():
    """One pixel decides: filled, it is read as 7."""
    V, W, ink = np.zeros((64, 2)), np.zeros((2, 10)), np.zeros((1, 64))
    V[3, 0], V[9, 1], W[0, 2], W[1, 7] = 4.0, 16.0, 1.0, 1.0
    ink[0, 3] = 1.0
    barred = np.arange(10)[None] == 2
    (needed,) = ink_needed(V, W, ink, barred)
    ink[0, 9] = 1.0
    assert needed == 1.0 and by_numpy(V, W, ink)[0, 7] > SURE


@pytest.mark.parametrize(
    ("V", "W"),
    [
        (np.zeros((64, 3)), np.zeros((3, 10))),  # silent: no share ever leaves 0.1
        (0.01 * net()[0], net()[1]),  # never sure
    ],
)
def test_where_nothing_can_be_reached_nothing_is_asked(V, W):
    pad = DigitPad(V, W, net()[2])
    assert pad.most is None and pad.content["challenge"] == ""


def test_images_that_are_all_misread_leave_nothing_to_ask():
    V, W, images = net()
    labels = (by_numpy(V, W, images).argmax(axis=1) + 1) % 10
    assert DigitPad(V, W, images, labels).content["challenge"] == ""


@pytest.mark.parametrize("labels", [None, range(5)])
def test_a_figure_for_every_origin(labels):
    pad = DigitPad(*net(), labels)
    for origin, noise in (("digit", 0), ("noise", 1), ("blank", 1)):
        at(pad, origin=origin, noise=noise, ink=[0.5] * 64).figure().canvas.draw()


V, W, IMAGES = net()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"V": V.T}, r"V has shape \(32, 64\) and W \(32, 10\).*transposed"),
        ({"W": W[:, :9]}, r"give \(64, n\) and \(n, 10\)"),
        ({"V": np.zeros((64, 33)), "W": np.zeros((33, 10))}, "1 to 32 hidden units"),
        ({"V": V * np.nan}, "V holds NaN.*diverge"),
        ({"V": "weights"}, "V is no array of numbers"),
        ({"images": IMAGES[:, :60]}, r"images have shape \(5, 60\)"),
        ({"images": IMAGES[0]}, r"images have shape \(64,\)"),
        ({"images": np.zeros((41, 64))}, r"such as images\[:12\]"),
        ({"images": np.zeros((0, 64))}, "give 1 to 40"),
        ({"images": 16 * IMAGES}, "scale=16"),
        ({"images": -IMAGES}, "must lie in 0 to scale"),
        ({"labels": [1, 2]}, r"labels have shape \(2,\) for 5 images"),
        ({"labels": [1, 2, 3, 4, 10]}, "a digit from 0 to 9"),
        ({"scale": 0}, "scale is 0"),
    ],
)
def test_what_does_not_fit_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        DigitPad(**{"V": V, "W": W, "images": IMAGES, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"ink": [0.5] * 63},
        {"ink": [2.0] * 64},
        {"ink": [float("nan")] * 64},
        {"unit": 32},
        {"origin": "paper"},
        {"digit": 5},
        {"origin": "noise", "noise": 0},
        {"rub": 2},
        {"brush": 1},
        {"tries": [{"origin": "blank", "digit": 0, "noise": 0, "ink": [9] * 64}]},
    ],
)
def test_a_state_that_cannot_be_is_refused_and_changes_nothing(change):
    pad = DigitPad(V, W, IMAGES)
    before = pad.state
    with pytest.raises(TraitError, match="DigitPad"):
        at(pad, **change)
    assert pad.state == before
