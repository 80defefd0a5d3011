"""Clipping: exact, as torch does it, and as CS324 prints it."""

from pathlib import Path

import numpy as np
import pytest

from lecture_lib.optim import Clipped, GradientDescent, clip_by_norm, global_norm

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "torch_2_13_0.npz")
GRADIENTS = [np.array([3.0, 0.0]), np.array([0.0, 4.0])]


def test_the_norm_is_taken_over_all_tensors_together():
    assert global_norm(GRADIENTS) == 5.0
    clipped = clip_by_norm(GRADIENTS)
    np.testing.assert_allclose(clipped, [[0.6, 0.0], [0.0, 0.8]], rtol=1e-15)
    np.testing.assert_array_equal(GRADIENTS, [[3.0, 0.0], [0.0, 4.0]])


def test_torch_form_equals_torch():
    assert global_norm(GRADIENTS) == REFERENCE["clip/norm"]
    np.testing.assert_allclose(
        clip_by_norm(GRADIENTS, form="torch"), REFERENCE["clip/gradients"], rtol=1e-12
    )
    assert clip_by_norm(np.array([1.0]), form="torch")[0] == pytest.approx(0.999999, abs=1e-9)


@pytest.mark.parametrize(
    ("form", "norms"), [("exact", [0.01, 0.5, 1, 1]), ("printed", [1, 1, 5, 100])]
)
def test_the_printed_form_does_the_opposite(form, norms):  # E-S1
    before = np.array([0.01, 0.5, 5, 100])[:, None] * [0.6, 0.8]
    after = clip_by_norm(before, form=form, axis=-1)
    np.testing.assert_allclose(np.linalg.norm(after, axis=-1), norms, rtol=1e-12)


def test_rows_of_a_batch_are_clipped_apart_and_limits_may_be_arrays():
    batch = np.array([[3.0, 4.0], [0.3, 0.4]])
    np.testing.assert_allclose(clip_by_norm(batch, axis=-1), [[0.6, 0.8], [0.3, 0.4]])
    limits = np.array([[1.0], [0.1]])
    np.testing.assert_allclose(clip_by_norm(batch, limits, axis=-1), [[0.6, 0.8], [0.06, 0.08]])


@pytest.mark.parametrize("form", ["exact", "torch", "printed"])
def test_no_gradient_stays_no_gradient(form):
    np.testing.assert_array_equal(clip_by_norm(np.zeros(2), form=form), 0.0)


def test_clipped_rule_takes_a_step_of_the_right_length():
    rule = Clipped(GradientDescent(1.0), max_norm=2.0)
    theta, state = rule.update(np.zeros(2), np.array([30.0, 40.0]), rule.init(np.zeros(2)))
    np.testing.assert_allclose(theta, [-1.2, -1.6])
    assert state.step == 1


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"max_norm": -1.0}, "max_norm is -1"),
        ({"max_norm": np.nan}, "max_norm is nan"),
        ({"form": "l1"}, "no form 'l1'.*'exact'"),
    ],
)
def test_bad_settings_are_named(kwargs, message):
    with pytest.raises(ValueError, match=message):
        clip_by_norm(np.ones(2), **kwargs)


@pytest.mark.parametrize(
    ("dtype", "size"),
    [(np.float16, 300.0), (np.float16, 6e4), (np.float32, 1e30), (float, 1e200), (float, 1e-200)],
)
def test_squares_that_overflow_or_vanish_do_not_matter(dtype, size):
    gradient = np.array([3.0, 4.0]) * (size / 5)
    gradient = gradient.astype(dtype)
    assert global_norm(gradient) == pytest.approx(size, rel=1e-3)
    assert global_norm([gradient[:1], gradient[1:]]) == pytest.approx(size, rel=1e-3)
    clipped = clip_by_norm(gradient, size / 1000)
    assert clipped.dtype == dtype
    np.testing.assert_allclose(clipped / (size / 1000), [0.6, 0.8], rtol=2e-3)


@pytest.mark.parametrize("wrong", [np.inf, -np.inf, np.nan])
def test_a_gradient_without_a_length_is_named(wrong):
    for gradients in (np.array([1.0, wrong]), [np.ones(2), np.array([wrong])]):
        with pytest.raises(
            FloatingPointError, match=r"norm of the gradients is (inf|nan).*overflow"
        ):
            clip_by_norm(gradients)
    with pytest.raises(FloatingPointError, match="clip_by_norm"):
        clip_by_norm(np.array([[1.0, 2.0], [wrong, 2.0]]), axis=-1)


def test_a_clipped_rule_hands_an_infinite_gradient_on():  # so that descend labels the path
    rule = Clipped(GradientDescent(1.0), axis=-1)
    theta = np.zeros((2, 2))
    theta, _ = rule.update(theta, np.array([[3.0, 4.0], [np.inf, 1.0]]), rule.init(theta))
    np.testing.assert_allclose(theta, [[-0.6, -0.8], [-np.inf, -1.0]])
