"""grad and its relatives, nested and over closures; and the check of gradients itself."""

import math

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.autograd.tensor import strip

X = np.array([1.0, 2.0, 3.0])


def cubes(x):
    return np.sum(x**3)


def test_grad_of_a_number_is_a_number():
    slope = ll.grad(lambda x: x**2)(3.0)
    assert type(slope) is float and slope == 6.0
    assert ll.grad(lambda x: x)(2.0) == 1.0


def test_grad_takes_arrays_lists_and_keeps_dtypes():
    np.testing.assert_array_equal(ll.grad(cubes)(X), 3 * X**2)
    np.testing.assert_array_equal(ll.grad(cubes)([1.0, 2.0]), [3.0, 12.0])
    assert ll.grad(cubes)(np.float32([1.0])).dtype == np.float32
    assert type(ll.grad(cubes)(X)) is np.ndarray


def test_value_and_grad():
    value, gradient = ll.value_and_grad(cubes)(X)
    assert type(value) is float and value == 36.0
    np.testing.assert_array_equal(gradient, 3 * X**2)


@pytest.mark.parametrize("argnum, expected", [
    (0, 2 * X * X), (1, X**2), (-1, X**2), (np.int64(1), X**2),
])  # fmt: skip
def test_argnum(argnum, expected):
    np.testing.assert_array_equal(ll.grad(lambda x, y: np.sum(x**2 * y), argnum)(X, X), expected)


def test_several_arguments_and_keywords():
    def f(x, y, *, power):
        return np.sum(x**power * y)

    dx, dy = ll.grad(f, (0, 1))(X, X, power=2)
    np.testing.assert_array_equal(dx, 2 * X * X)
    np.testing.assert_array_equal(dy, X**2)
    unused = ll.grad(lambda x, y: np.sum(x), [0, 1])(X, X)
    np.testing.assert_array_equal(unused[1], 0 * X)


def test_nested_derivatives():
    f, expected = math.sin, [math.cos, lambda x: -math.sin(x), lambda x: -math.cos(x), math.sin]
    f = np.sin
    for derivative in expected:
        f = ll.grad(f)
        assert f(0.7) == pytest.approx(derivative(0.7))


def test_perturbations_are_not_confused():
    # The inner derivative treats x as a constant: d/dx [x · d/dy (x + y)] = 1.
    assert ll.grad(lambda x: x * ll.grad(lambda y: x + y)(1.0))(1.0) == 1.0
    slope = ll.grad(lambda x: x * ll.grad(lambda y: x * y * y)(2.0))(3.0)
    assert type(slope) is float and slope == 24.0  # what depended on y has been taken already


def test_closures_over_tensors_give_tensors_to_differentiate_again():
    w = Tensor(X)
    inner = ll.grad(lambda x: np.sum(x * x * w))(X)
    assert isinstance(inner, Tensor)
    np.sum(inner * inner).backward()
    np.testing.assert_array_equal(w.grad, 8 * X**3)
    penalty = ll.grad(cubes)(v := Tensor(X))
    np.sum(penalty**2).backward()
    np.testing.assert_array_equal(v.grad, 36 * X**3)


def test_no_grad_field_is_touched_and_no_grad_does_not_disturb():
    w = Tensor(X)
    with ll.no_grad():
        gradient = ll.grad(lambda x: np.sum(x * w.data))(X)
    np.testing.assert_array_equal(gradient, X)
    ll.grad(lambda x: np.sum(x * w))(X)
    assert w.grad is None


def test_a_function_that_ignores_its_argument_has_derivative_zero():
    np.testing.assert_array_equal(ll.grad(lambda x: 1.0)(X), 0 * X)
    np.testing.assert_array_equal(ll.jacobian(lambda x: np.ones(2))(X), np.zeros((2, 3)))
    np.testing.assert_array_equal(ll.hessian(np.sum)(X), np.zeros((3, 3)))
    np.testing.assert_array_equal(ll.hvp(np.sum)(X, X), 0 * X)


@pytest.mark.parametrize("f, x, shape", [
    (lambda x: x**2, X, (3, 3)), (lambda x: np.outer(x, x), X, (3, 3, 3)),
    (np.sum, X, (3,)), (lambda t: np.stack([t, t**2]), 3.0, (2,)), (lambda x: x**2, 3.0, ()),
    (lambda W: W @ X, np.ones((2, 3)), (2, 2, 3)), (lambda x: x * 1.0, np.zeros(0), (0, 0)),
])  # fmt: skip
def test_shape_of_a_jacobian(f, x, shape):
    J = ll.jacobian(f)(x)
    assert type(J) is np.ndarray and J.shape == shape
    H = 1e-6
    flat = np.ravel(x)
    for k in range(flat.size):
        step = np.zeros(flat.size)
        step[k] = H
        step = step.reshape(np.shape(x))
        measured = (f(x + step) - f(x - step)) / (2 * H)
        np.testing.assert_allclose(J.reshape(*np.shape(f(x)), -1)[..., k], measured, rtol=1e-8)


def test_jacobian_of_a_chosen_argument_and_of_a_jacobian():
    np.testing.assert_array_equal(ll.jacobian(lambda a, b: a * b, 1)(X, 2 * X), np.diag(X))
    second = ll.jacobian(ll.jacobian(lambda a: a**3))(X[:2])
    assert second.shape == (2, 2, 2)
    assert second[1, 1, 1] == 12.0


def test_hessian_and_its_product_with_a_vector():
    def f(x):
        return np.sum(x**3) * x[0] + np.prod(x)

    H = ll.hessian(f)(X)
    np.testing.assert_allclose(H, H.T)
    v = np.array([0.3, -1.0, 2.0])
    np.testing.assert_allclose(ll.hvp(f)(X, v), H @ v)
    assert ll.hessian(cubes)(np.ones((2, 3))).shape == (2, 3, 2, 3)
    assert ll.hessian(lambda x: x**3)(2.0) == ll.hvp(lambda x: x**3)(2.0, 1.0) == 12.0


BAD = [
    (lambda: ll.grad(lambda x: x**2)(X), ll.GraphError, ["(3,)", "jacobian"]),
    (lambda: ll.grad(cubes)(np.array([1, 2])), ll.DTypeError, ["argument 0", "int64"]),
    (lambda: ll.grad(cubes)(3), ll.DTypeError, ["int64", "only floats"]),
    (lambda: ll.grad(cubes, 1)(X), TypeError, ["argnum=1", "1 arguments"]),
    (lambda: ll.hvp(cubes)(X, X[:2]), ll.ShapeError, ["(3,)", "(2,)"]),
    (lambda: ll.grad(lambda x: None)(X), ll.GraphError, ["NoneType", "return"]),
    (lambda: ll.grad(lambda x: np.array([x[0], x[1]]).sum())(X), ll.GraphError, ["np.stack"]),
    (lambda: ll.jacobian(lambda x: np.array([x[0]]))(X), ll.GraphError, ["np.array"]),
    (lambda: ll.jacobian(lambda x: [x[0], x[1]])(X), ll.GraphError, ["list", "np.stack"]),
    (lambda: ll.grad(math.sin)(1.0), ll.GraphError, ["sin", "math"]),
    (lambda: ll.grad(lambda x: float(x[0] ** 2))(X), ll.GraphError, ["float()"]),
    (lambda: ll.grad(lambda x: x.sum().item())(X), ll.GraphError, ["grad: ", "lost"]),
    (lambda: ll.jacobian(lambda x: x.sum().item())(X), ll.GraphError, ["jacobian: ", "lost"]),
    (lambda: ll.jacobian(np.exp, argnum=2)(X), TypeError, ["jacobian: argnum=2", "1 argument"]),
]


@pytest.mark.parametrize("attempt, kind, words", BAD)
def test_a_derivative_that_cannot_be_taken_is_explained(attempt, kind, words):
    with pytest.raises(kind) as error:
        attempt()
    for word in words:
        assert word in str(error.value)


# -- the check itself ----------------------------------------------------------------------------
def test_a_right_gradient_passes_with_many_digits():
    report = ll.check_gradients(
        lambda x, y: np.sum(np.sin(x) @ y), np.ones((2, 3)), np.ones((3, 2))
    )
    assert report.error < 1e-9
    assert report.directions == 6
    assert "agree" in str(report)


@pytest.mark.parametrize("wrong", [
    lambda g, out, x: g * 2 * x**2, lambda g, out, x: -g * 3 * x**2, lambda g, out, x: 0 * x,
    lambda g, out, x: g * 3 * x**2 + 1e-3 * (x > 2), lambda g, out, x: g * np.nan * x,
])  # fmt: skip
def test_a_wrong_gradient_fails_and_the_worst_element_is_named(wrong):
    cube = ll.primitive(wrong)(lambda x: x**3)
    with pytest.raises(ll.GradientMismatch, match="argument 0 gives slope"):
        ll.check_gradients(cube, X)


def test_the_worst_element_is_named():
    spoilt = ll.primitive(lambda g, out, x: g * np.array([1.0, 1.0, 1.5]))(lambda x: x * 1.0)
    with pytest.raises(ll.GradientMismatch, match="Most wrong at element 2"):
        ll.check_gradients(spoilt, X)


def test_a_wrong_second_derivative_needs_order_two():
    @ll.primitive(lambda g, out, x: g * 3 * x * strip(x))
    def cube(x):  # right, but the gradient forgets half of its dependence on x
        return x**3

    ll.check_gradients(cube, X)
    with pytest.raises(ll.GradientMismatch):
        ll.check_gradients(cube, X, order=2)


def test_a_kink_near_by_is_no_mistake():
    ll.check_gradients(np.abs, np.array([1e-4, -1e-4]))
