"""Surfaces from functions, in every way a student may write one, and slices of a loss."""

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.descent import (
    check_surface,
    descend,
    exact_line_search,
    loss_slice,
    rosenbrock,
    surface,
)
from lecture_lib.optim import GradientDescent

POINTS = np.random.default_rng(2).uniform(-2, 2, (2, 3, 2))


def unpacked(theta):
    x, y = theta
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def indexed(theta):
    return (1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2


def trailing(theta):
    x, y = theta[..., 0], theta[..., 1]
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def one_at_a_time(theta):
    weights = np.array([0.0, 1.0])
    return (1 - np.sum(theta * (1 - weights))) ** 2 + 100 * (theta @ weights - theta[0] ** 2) ** 2


@pytest.mark.parametrize(
    ("function", "axis"), [(unpacked, 0), (indexed, 0), (trailing, -1), (one_at_a_time, None)]
)
def test_every_way_of_writing_it_equals_the_formulas(function, axis):
    made = surface(function)
    assert (made.name, made.axis) == (function.__name__, axis)
    np.testing.assert_allclose(made.value(POINTS), rosenbrock.value(POINTS))
    np.testing.assert_allclose(made.gradient(POINTS), rosenbrock.gradient(POINTS), atol=1e-9)
    np.testing.assert_allclose(made.hessian(POINTS), rosenbrock.hessian(POINTS), atol=1e-9)
    np.testing.assert_allclose(made.gradient([0.5, 0.5]), rosenbrock.gradient([0.5, 0.5]))


def test_a_function_surface_can_be_descended():
    path = descend(surface(unpacked, minima=[(1, 1)]), GradientDescent(1e-3), (-1.2, 1.0), 20)
    same = descend(rosenbrock, GradientDescent(1e-3), (-1.2, 1.0), 20)
    np.testing.assert_allclose(path.theta, same.theta, rtol=1e-12)
    np.testing.assert_allclose(path.distance, same.distance)


def test_one_and_three_dimensions():
    line = surface(lambda theta: np.sum(theta**4), domain=((-1, 1),))
    np.testing.assert_allclose(line.gradient([0.5]), [0.5])
    solid = surface(lambda theta: np.sum(theta**2), domain=((-1, 1),) * 3)
    np.testing.assert_allclose(solid.hessian([0.1, 0.2, 0.3]), 2 * np.eye(3))
    path = exact_line_search(solid, (0.3, 0.2, 0.1), 1)
    np.testing.assert_allclose(path.theta[-1], 0, atol=1e-12)


def test_a_function_over_trained_weights_that_are_tensors():
    weight = ll.Tensor([2.0, 3.0])
    made = surface(lambda theta: np.sum((theta * weight) ** 2))
    np.testing.assert_allclose(made.gradient([1.0, 1.0]), [8.0, 18.0])
    np.testing.assert_allclose(made.hessian([1.0, 1.0]), [[8, 0], [0, 18]])
    assert weight.grad is None


def test_a_wrong_gradient_is_named_with_its_point():
    with pytest.raises(ll.GradientMismatch, match=r"of unpacked.*at \(.*, .*\).*measured"):
        surface(unpacked, gradient=lambda theta: -rosenbrock.gradient(theta))
    right = surface(unpacked, gradient=rosenbrock.gradient)
    np.testing.assert_array_equal(right.gradient(POINTS), rosenbrock.gradient(POINTS))


def test_a_gradient_of_the_wrong_shape():
    with pytest.raises(ll.ShapeError, match=r"gradient of unpacked has shape \(1,\)"):
        surface(unpacked, gradient=lambda theta: theta[:1])


def test_a_surface_of_ones_own_can_be_checked():
    class Slope:
        name = "slope"

        def value(self, theta):
            return theta[..., 0] ** 2

        def gradient(self, theta):
            return theta * [1.0, 0.0]  # the factor 2 is missing

    check_surface(rosenbrock, POINTS.reshape(-1, 2))
    with pytest.raises(ll.GradientMismatch, match=r"slope.*\(3, 1\).*gives \(3, 0\).*is \(6, 0\)"):
        check_surface(Slope(), [[3.0, 1.0]])


def test_more_than_one_number_for_a_point():
    with pytest.raises(ll.ShapeError, match=r"returned shape \(2,\) for one point.*np\.sum"):
        surface(lambda theta: theta**2)


def test_a_function_surface_has_no_settings():
    with pytest.raises(TypeError, match="no settings"):
        surface(unpacked)(steepness=1.0)
    assert surface(lambda theta: np.sum(theta)).name == "surface"


def network_loss(weights, bias, out):
    x = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([0.0, 1.0, 0.5])
    return np.mean((np.tanh(x @ weights + bias) @ out - y) ** 2)


PARAMETERS = [
    np.array([[0.5, -0.4, 0.1], [0.3, 0.8, -0.2]]),
    np.zeros(3),
    np.array([1.0, -1.0, 0.5]),
]


def test_a_slice_is_the_loss_along_two_directions():
    directions = [
        [np.ones_like(p) for p in PARAMETERS],
        [np.arange(p.size, dtype=float).reshape(p.shape) for p in PARAMETERS],
    ]
    cut = loss_slice(network_loss, PARAMETERS, directions, span=0.5)
    assert cut.domain == ((-0.5, 0.5), (-0.5, 0.5))
    a, b = 0.2, -0.3
    moved = [p + a * d + b * e for p, d, e in zip(PARAMETERS, *directions, strict=True)]
    assert cut.value([a, b]) == pytest.approx(float(network_loss(*moved)), rel=1e-12)
    gradients = ll.grad(network_loss, (0, 1, 2))(*moved)
    for i, direction in enumerate(directions):
        slope = sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True))
        assert cut.gradient([a, b])[i] == pytest.approx(slope, rel=1e-10)
    np.testing.assert_allclose(cut.hessian([a, b]), cut.hessian([a, b]).T, atol=1e-12)


def test_random_directions_are_as_long_as_the_rows_they_move():
    one, two = (loss_slice(network_loss, PARAMETERS, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.gradient([0.1, 0.1]), two.gradient([0.1, 0.1]))
    other = loss_slice(network_loss, PARAMETERS, seed=4)
    assert not np.allclose(one.gradient([0.1, 0.1]), other.gradient([0.1, 0.1]))
    seen = []

    def loss(weights):
        seen.append(weights)
        return np.sum(weights)

    cut = loss_slice(loss, PARAMETERS[:1])
    seen.clear()
    cut.value([1.0, 0.0])
    step = seen[0].data - PARAMETERS[0]
    np.testing.assert_allclose(
        np.linalg.norm(step, axis=-1), np.linalg.norm(PARAMETERS[0], axis=-1)
    )


def test_directions_that_do_not_fit():
    with pytest.raises(ll.ShapeError, match=r"parameter 1 is \(3,\).*\(2,\)"):
        loss_slice(
            network_loss, PARAMETERS, [[np.ones((2, 3)), np.ones(2), np.ones(3)], PARAMETERS]
        )
