"""The table of derivatives: every rule against complex step or central differences."""

import operator
from functools import partial

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.autograd.rule import Derivative
from lecture_lib.autograd.table import COMPOSED, PULLBACKS

SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
BROADCAST = hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3)

# Analytic functions with an interval inside their domain: the complex step is exact.
ANALYTIC_UNARY = {
    np.negative: (-2, 2), np.positive: (-2, 2), np.square: (-2, 2), np.reciprocal: (0.3, 2),
    np.sqrt: (0.2, 3), np.exp: (-2, 2), np.exp2: (-2, 2), np.expm1: (-2, 2), np.log: (0.2, 3),
    np.log2: (0.2, 3), np.log10: (0.2, 3), np.log1p: (-0.7, 2), np.sin: (-3, 3), np.cos: (-3, 3),
    np.tan: (-1.2, 1.2), np.arcsin: (-0.9, 0.9), np.arccos: (-0.9, 0.9), np.arctan: (-2, 2),
    np.sinh: (-2, 2), np.cosh: (-2, 2), np.tanh: (-2, 2), np.arcsinh: (-2, 2),
    np.arccosh: (1.2, 3), np.arctanh: (-0.8, 0.8),
}  # fmt: skip
ANALYTIC_BINARY = [
    np.add, np.subtract, np.multiply, np.divide, np.power, np.float_power,
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow,
]  # fmt: skip
H = 1e-30  # a complex step subtracts nothing, so it may be this short


def random(shape, low=-2.0, high=2.0, seed=0):
    return np.random.default_rng([seed, *shape]).uniform(low, high, shape)


def pulled(f, *arrays, gradient):
    """Gradients of each array, by ``backward``."""
    leaves = [Tensor(a) for a in arrays]
    f(*leaves).backward(gradient)
    return [leaf.grad for leaf in leaves]


@pytest.mark.parametrize("f", ANALYTIC_UNARY, ids=lambda f: f.__name__)
@given(shape=SHAPES)
@settings(max_examples=15)
def test_unary_rules_against_the_complex_step(f, shape):
    x = random(shape, *ANALYTIC_UNARY[f])
    g = random(shape, seed=1)
    (grad,) = pulled(f, x, gradient=g)
    np.testing.assert_allclose(grad, g * f(x + 1j * H).imag / H, rtol=1e-12)
    assert grad.shape == shape and grad.dtype == np.float64


@pytest.mark.parametrize("f", ANALYTIC_BINARY, ids=lambda f: f"{f.__module__}.{f.__name__}")
@given(shapes=BROADCAST)
@settings(max_examples=25)
def test_binary_rules_under_broadcasting(f, shapes):
    x, y = (random(s, 0.3, 2.0, seed=k) for k, s in enumerate(shapes.input_shapes))
    g = random(shapes.result_shape, seed=2)
    # The slope along a direction v, measured, must be the gradient times v.
    for k, grad in enumerate(pulled(f, x, y, gradient=g)):
        v = random(grad.shape, seed=3)
        moved = f(x + 1j * H * v, y) if k == 0 else f(x, y + 1j * H * v)
        np.testing.assert_allclose(np.sum(grad * v), np.sum(g * moved.imag) / H, atol=1e-11)


def spread(*shape, seed=0):
    """Numbers no two of which are close: no ties, no kinks within a finite difference."""
    n = int(np.prod(shape))
    numbers = np.random.default_rng([seed, *shape]).permutation(n) - (n - 1) / 2 + 0.23
    return (numbers / max(n, 1) * 4).reshape(shape)


A, B, V = spread(2, 3), spread(2, 3, seed=1), spread(3, seed=2)
P = np.abs(spread(2, 3, seed=3)) + 0.3  # positive
M = spread(3, 3, seed=4) + 3 * np.eye(3)
C = spread(2, 3, 4, seed=5)
MASK = np.array([[True, False, True], [False, True, False]])
INDEX = np.array([[0, 2, 0], [1, 1, 2]])

# name in the contract -> (function, arrays) …; each is checked to second order.
CASES = {
    "+": [(operator.add, A, V)],
    "-": [(operator.sub, A, V), (lambda x: 1 - x, A)],
    "*": [(operator.mul, A, V), (lambda x: x * x, A)],
    "/": [(operator.truediv, A, P), (lambda x: 1 / x, P)],
    "**": [(operator.pow, P, A), (lambda x: x**3, A), (lambda x: 2**x, A), (lambda x: x**-0.5, P)],
    "@": [(operator.matmul, A, M), (lambda x: A @ x, M)],
    "negative": [(np.negative, A)],
    "abs": [(np.abs, A), (abs, A)],
    "sign": [(np.sign, A)],
    "exp": [(np.exp, A)],
    "expm1": [(np.expm1, A)],
    "log": [(np.log, P)],
    "log1p": [(np.log1p, P)],
    "log2": [(np.log2, P)],
    "sqrt": [(np.sqrt, P)],
    "square": [(np.square, A)],
    "reciprocal": [(np.reciprocal, P)],
    "sin": [(np.sin, A)],
    "cos": [(np.cos, A)],
    "tan": [(np.tan, A / 3)],
    "sinh": [(np.sinh, A)],
    "cosh": [(np.cosh, A)],
    "tanh": [(np.tanh, A)],
    "arcsin": [(np.arcsin, A / 3)],
    "arccos": [(np.arccos, A / 3)],
    "arctan": [(np.arctan, A)],
    "arctan2": [(np.arctan2, A, P), (np.arctan2, V, A)],
    "maximum": [(np.maximum, A, V), (lambda x: np.maximum(x, 0), A)],
    "minimum": [(np.minimum, A, V)],
    "clip": [
        (lambda x: np.clip(x, -1, 1), A), (lambda x: x.clip(None, 1), A), (np.clip, A, -P[0], P),
    ],
    "where": [(lambda x, y: np.where(MASK, x, y), A, V), (lambda x: np.where(MASK, x, 0.0), V)],
    "logaddexp": [(np.logaddexp, A, V)],
    "power": [(np.power, P, A), (np.power, P, V)],
    "float_power": [(np.float_power, P, A)],
    "dot": [(np.dot, A, V), (np.dot, V, V), (np.dot, C, C[0].T), (np.dot, np.array(2.0), A)],
    "matmul": [
        (np.matmul, V, V), (np.matmul, A, V), (np.matmul, V, M), (np.matmul, C, C[0].T),
        (np.matmul, C[0], C.swapaxes(1, 2)), (np.matmul, C, C.swapaxes(1, 2)), (np.matmul, V, C),
    ],
    "inner": [(np.inner, A, B), (np.inner, V, V), (np.inner, A, V)],
    "outer": [(np.outer, V, V), (np.outer, A, V)],
    "tensordot": [
        (np.tensordot, A, C), (lambda x, y: np.tensordot(x, y, 1), A, M),
        (lambda x, y: np.tensordot(x, y, 0), V, A),
        (lambda x, y: np.tensordot(x, y, ([2, 0], [-1, 0])), C, C),
    ],
    "einsum": [(lambda x, y: np.einsum("ij,kj->ik", x, y), A, M)],
    "sum": [(np.sum, A), (lambda x: np.sum(x, axis=(0, -1), keepdims=True), C)],
    "mean": [(np.mean, A), (lambda x: x.mean(-2), C)],
    "var": [(np.var, A), (lambda x: np.var(x, axis=1, ddof=1, keepdims=True), C)],
    "std": [(np.std, A), (lambda x: np.std(x, axis=(0, 2), correction=1), C)],
    "prod": [(np.prod, A), (lambda x: np.prod(x, axis=1), C), (np.prod, np.array([2.0, 0, 3]))],
    "max": [(np.max, A), (lambda x: np.max(x, axis=(0, 1), keepdims=True), C), (np.amax, A)],
    "min": [(np.min, A), (lambda x: x.min(axis=-1), C), (np.amin, A)],
    "cumsum": [(np.cumsum, A), (lambda x: np.cumsum(x, axis=1), C)],
    "sort": [(np.sort, A), (lambda x: np.sort(x, axis=0), C), (lambda x: np.sort(x, None), A)],
    "reshape": [(lambda x: np.reshape(x, (3, -1)), A), (lambda x: x.reshape(3, 2, order="F"), A)],
    "ravel": [(np.ravel, A), (lambda x: x.ravel("F"), A)],
    "transpose": [(np.transpose, A), (lambda x: x.transpose(1, -1, 0), C), (lambda x: x.T, C)],
    "swapaxes": [(lambda x: np.swapaxes(x, 0, -1), C)],
    "moveaxis": [(lambda x: np.moveaxis(x, (0, 1), (-1, 0)), C)],
    "squeeze": [(np.squeeze, A[:, None]), (lambda x: np.squeeze(x, -1), A[..., None])],
    "expand_dims": [(lambda x: np.expand_dims(x, (0, -1)), A)],
    "broadcast_to": [(lambda x: np.broadcast_to(x, (4, 2, 3)), V)],
    "concatenate": [
        (lambda x, y: np.concatenate([x, A, y], axis=-1), A, B),
        (lambda x, y: np.concatenate([x, y], axis=None), A, V), (np.concatenate, C),
    ],
    "stack": [(lambda x, y: np.stack([x, y, B], axis=1), A, B), (np.stack, A)],
    "hstack": [(lambda x, y: np.hstack([x, y]), V, spread(2)), (lambda x: np.hstack([x, A]), A)],
    "vstack": [(lambda x, y: np.vstack([x, y]), V, A)],
    "split": [
        (lambda x: np.split(x, 3, axis=1)[1] * 2, A), (lambda x: np.split(x, [1])[0], A),
        (lambda x: np.array_split(x, 2)[1], V),
    ],
    "tile": [(lambda x: np.tile(x, 2), A), (lambda x: np.tile(x, (2, 1, 2)), A)],
    "repeat": [(lambda x: np.repeat(x, 2), A), (lambda x: np.repeat(x, [1, 0, 2], axis=1), A)],
    "pad": [
        (lambda x, mode=mode: np.pad(x, ((1, 0), (2, 1)), mode=mode), A)
        for mode in ("constant", "edge", "reflect", "symmetric", "wrap")
    ],
    "roll": [(lambda x: np.roll(x, 2), A), (lambda x: np.roll(x, (1, -1), (0, 1)), A)],
    "flip": [(np.flip, A), (lambda x: np.flip(x, axis=(0, 2)), C)],
    "diag": [(np.diag, V), (lambda x: np.diag(x, 1), A), (lambda x: np.diag(x, -1), V)],
    "trace": [(np.trace, M), (lambda x: np.trace(x, 1, axis1=1, axis2=2), C)],
    "triu": [(np.triu, A), (lambda x: np.triu(x, k=1), C)],
    "tril": [(np.tril, A), (lambda x: np.tril(x, -1), M)],
    "take": [(lambda x: np.take(x, INDEX), V), (lambda x: np.take(x, [0, 0], axis=-1), C)],
    "take_along_axis": [
        (lambda x: np.take_along_axis(x, INDEX, axis=1), A),
        (lambda x: np.take_along_axis(x, np.array([[1, 0, 1]]), axis=0), A),
    ],
    "linalg.norm": [
        (np.linalg.norm, A), (lambda x: np.linalg.norm(x, axis=1, keepdims=True), C),
        (lambda x: np.linalg.norm(x, 3, axis=0), A), (lambda x: np.linalg.norm(x, np.inf), A),
        (lambda x: np.linalg.norm(x, "fro", axis=(0, 2)), C),
    ],
    "linalg.inv": [(np.linalg.inv, M), (np.linalg.inv, np.stack([M, M.T]))],
    "linalg.solve": [
        (np.linalg.solve, M, V), (np.linalg.solve, M, M), (np.linalg.solve, np.stack([M, M.T]), V),
    ],
    "linalg.det": [(np.linalg.det, M), (np.linalg.det, np.stack([M, M.T]))],
    "deg2rad": [(np.deg2rad, A), (np.radians, A)],
    "rad2deg": [(np.rad2deg, A / 60), (np.degrees, A / 60)],
    "degrees": [(np.degrees, A / 60)],
    "radians": [(np.radians, A)],
    "sinc": [(np.sinc, A), (np.sinc, np.array([0.0, 1e-3, -0.015, 0.0159, 0.016, 1.0]))],
    "fmax": [(np.fmax, A, V), (lambda x: np.fmax(x, np.array([np.nan, 0.1, 0.1])), A)],
    "fmin": [(np.fmin, A, V), (lambda x: np.fmin(np.array([np.nan, 0.1, 0.1]), x), A)],
    "logaddexp2": [(np.logaddexp2, A, V)],
    "cross": [
        (np.cross, A, V), (lambda x, y: np.cross(x, y, axisa=0, axisc=0), A.T, B),
        (lambda x, y: np.cross(x, y, axis=0), A.T, B.T),
    ],
    "kron": [(np.kron, A, B), (np.kron, V, A), (np.kron, V, V), (np.kron, C, V)],
    "rot90": [(lambda x, k=k: np.rot90(x, k) * 2, A) for k in (0, 1, 2, 3, -1)]
    + [(lambda x: np.rot90(x, axes=(2, 1)), C)],
    "rollaxis": [(lambda x, a=a: np.rollaxis(x, *a), C) for a in ((2,), (0, 2), (1, 3), (-1, -2))],
    "atleast_1d": [(np.atleast_1d, np.array(2.0)), (lambda x: np.atleast_1d(x, x)[1] * 2, V)],
    "atleast_2d": [(np.atleast_2d, V), (lambda x: np.atleast_2d(x, x)[1] * 2, A)],
    "atleast_3d": [(np.atleast_3d, np.array(2.0)), (np.atleast_3d, V), (np.atleast_3d, A),
                   (lambda x: np.atleast_3d(x, x)[1] * 2, C)],
    "nan_to_num": [
        (np.nan_to_num, A), (lambda x: np.nan_to_num(np.where(MASK, x, np.nan), nan=7.0), A),
    ],
    "gradient": [
        (np.gradient, V), (lambda x: np.gradient(x, 0.5, axis=1), A),
        (lambda x: np.gradient(x, [0.0, 1.0, 3.0], edge_order=2), V),
        (lambda x: np.stack(np.gradient(x, 2.0, np.array([0.0, 1.0, 2.0]))), A),
    ],
    "linspace": [
        (lambda x, y: np.linspace(x, y, 5), np.array(1.0), np.array(4.0)),
        (lambda x, y: np.linspace(x, y, 4, endpoint=False, axis=-1), A, V),
        (lambda x: np.linspace(0.0, x, 3, retstep=True)[1], V),
    ],
    "partition": [
        (lambda x: np.sort(np.partition(x, 1)), A), (lambda x: np.partition(x, 1, axis=0), A),
        (lambda x: np.partition(x, 2, None)[2], A),
    ],
    "linalg.slogdet": [
        (lambda x: np.linalg.slogdet(x)[1], M),
        (lambda x: np.linalg.slogdet(x).logabsdet, np.stack([M, -M])),
    ],
    "linalg.cholesky": [
        (lambda x: np.linalg.cholesky(x @ x.T + 2 * np.eye(2)), A),
        (lambda x: np.linalg.cholesky(x @ np.swapaxes(x, -1, -2) + np.eye(3)), np.stack([M, M.T])),
    ],
    "linalg.pinv": [
        (np.linalg.pinv, A), (np.linalg.pinv, A.T), (np.linalg.pinv, np.stack([M, M.T])),
    ],
    "indexing": [
        (lambda x: x[1], A), (lambda x: x[:, ::-2], A), (lambda x: x[None, ..., 0], C),
        (lambda x: x[[0, 0, 1], [2, 2, 0]], A), (lambda x: x[MASK], A), (lambda x: x[INDEX], V),
        (lambda x: x[:, [1, 1]], A), (lambda x: x[np.array([1, 0, 1]), None], A),
    ],
}  # fmt: skip
REQUIRED = (
    "+ - * / ** @ negative abs sign exp expm1 log log1p log2 sqrt square reciprocal sin cos tan "
    "sinh cosh tanh arcsin arccos arctan arctan2 maximum minimum clip where logaddexp power "
    "float_power dot matmul inner outer tensordot einsum sum mean var std prod max min cumsum sort "
    "reshape ravel transpose swapaxes moveaxis squeeze expand_dims broadcast_to concatenate stack "
    "hstack vstack split tile repeat pad roll flip diag trace triu tril take take_along_axis "
    "linalg.norm linalg.inv linalg.solve linalg.det indexing deg2rad rad2deg degrees radians sinc "
    "fmax fmin logaddexp2 cross kron rot90 rollaxis atleast_1d atleast_2d atleast_3d nan_to_num "
    "gradient linspace partition linalg.slogdet linalg.cholesky linalg.pinv"
)
EACH = [pytest.param(*case, id=f"{name}-{k}") for name, cases in CASES.items()
        for k, (*case,) in enumerate([[f, arrays] for f, *arrays in cases])]  # fmt: skip


def test_every_function_of_the_contract_has_a_case_and_a_rule():
    assert set(REQUIRED.split()) <= set(CASES)
    for name in REQUIRED.split():
        if name != "indexing" and name[0].isalpha():
            function = operator.attrgetter(name)(np)
            assert function in PULLBACKS or function in COMPOSED, name


@pytest.mark.parametrize("f, arrays", EACH)
def test_first_and_second_derivatives(f, arrays):
    ll.check_gradients(f, *arrays, order=2, tolerance=1e-7)


@pytest.mark.parametrize("f, arrays", EACH)
def test_values_shapes_and_dtypes_are_numpys(f, arrays):
    for dtype, tolerance in (np.float64, 0), (np.float32, 2e-4):
        cast = [np.asarray(a, dtype) for a in arrays]
        leaves = [Tensor(a) for a in cast]
        out, plain = f(*leaves), np.asarray(f(*cast))
        np.testing.assert_allclose(out.data, plain, rtol=1e-6, strict=True)  # shape, dtype too
        out.backward(np.ones(out.shape))
        exact = pulled(f, *arrays, gradient=np.ones(out.shape))
        for leaf, other in zip(leaves, exact, strict=True):
            assert leaf.grad.dtype == dtype and leaf.grad.shape == leaf.shape
            np.testing.assert_allclose(leaf.grad, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("f, arrays", EACH)
def test_memory_layout_does_not_matter(f, arrays):
    leaves = [Tensor(a) for a in arrays]
    out = f(*leaves)
    g = random(out.shape)
    out.backward(g)
    strided = [np.asfortranarray(np.repeat(a, 2, axis=-1))[..., ::2] if np.ndim(a) else a
               for a in arrays]  # fmt: skip
    for leaf, other in zip(leaves, pulled(f, *strided, gradient=g.copy("F")), strict=True):
        np.testing.assert_allclose(leaf.grad, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("f, arrays", EACH)
def test_steps_add_up_to_backward(f, arrays):
    leaves = [Tensor(a) for a in arrays]
    out = f(*leaves)
    found = {s.parent: s.total for s in ll.backward_steps(out, np.ones(out.shape))}
    out.backward(np.ones(out.shape))
    for leaf in leaves:
        np.testing.assert_allclose(found[leaf], leaf.grad, rtol=1e-12)


@given(hnp.array_shapes(min_dims=1, max_dims=4, max_side=3), st.data())
def test_reductions_over_any_axes(shape, data):
    axes = data.draw(st.none() | hnp.valid_tuple_axes(len(shape)) | st.integers(-len(shape), -1))
    keep = data.draw(st.booleans())
    x = spread(*shape)
    for f in np.sum, np.mean, np.max, np.min, np.prod, np.var:
        reduced = partial(f, axis=axes, keepdims=keep)
        assert reduced(Tensor(x)).shape == reduced(x).shape
        ll.check_gradients(reduced, x, directions=1)


# -- corners, where torch's subgradient is the convention ----------------------------------------
def gradient(f, *arrays):
    return pulled(f, *map(np.array, arrays), gradient=None)


CORNERS = {
    "tied maximum": (lambda x, y: np.maximum(x, y).sum(), [[1.0, 2.0], [1.0, 1.0]],
                     [[0.5, 1], [0.5, 0]]),
    "tied max": (np.max, [[2.0, 2.0, 1.0, 2.0]], [[1 / 3, 1 / 3, 0, 1 / 3]]),
    "tied min by row": (lambda x: np.min(x, axis=1).sum(), [[[1.0, 1.0], [0.0, 2.0]]],
                        [[[0.5, 0.5], [1, 0]]]),
    "clip at its bounds": (lambda x: np.clip(x, -1, 1).sum(), [[-2.0, -1.0, 0.0, 1.0, 2.0]],
                           [[0, 1, 1, 1, 0]]),
    "clip with crossed bounds": (lambda x, a, b: np.clip(x, a, b).sum(), [[-2.0], [1.0], [-1.0]],
                                 [[0], [0], [1]]),
    "abs at 0": (lambda x: np.abs(x).sum(), [[0.0, -0.0, -1.0]], [[0, 0, -1]]),
    "prod of a number": (lambda x: np.prod(x, axis=0), [0.0], [1]),
    "fmax of NaN": (lambda x, y: np.fmax(x, y).sum(), [[np.nan, 1.0, 2.0], [1.0, np.nan, 2.0]],
                    [[0, 1, 0.5], [1, 0, 0.5]]),
    "infinities of nan_to_num": (lambda x: np.nan_to_num(x).sum(),
                                 [[np.nan, np.inf, -np.inf, 2.0]], [[0, 0, 0, 1]]),
    "one zero in prod": (np.prod, [[2.0, 0.0, 3.0]], [[0, 6, 0]]),
    "two zeros in prod": (np.prod, [[2.0, 0.0, 0.0]], [[0, 0, 0]]),
    "powers at 0": (lambda x: (x**np.array([0, 1, 2, 3])).sum(), [np.zeros(4)], [[0, 1, 0, 0]]),
    "exponent at base 0": (lambda x, y: np.power(x, y).sum(), [[0.0], [2.0]], [[0], [0]]),
    "norm at 0": (np.linalg.norm, [np.zeros(3)], [np.zeros(3)]),
    "3-norm at 0": (lambda x: np.linalg.norm(x, 3), [np.zeros(3)], [np.zeros(3)]),
    "std of equals": (np.std, [[2.0, 2.0]], [[0, 0]]),
    "logaddexp far apart": (lambda x, y: np.logaddexp(x, y).sum(), [[1e4, -1e4], [-1e4, 1e4]],
                            [[1, 0], [0, 1]]),
    "det of a singular matrix": (np.linalg.det, [[[1.0, 2.0], [2.0, 4.0]]], [[[4, -2], [-2, 1]]]),
    "where hides a pole": (lambda x: np.where(x > 0, np.log(np.where(x > 0, x, 1)), 0).sum(),
                           [[0.0, 2.0]], [[0, 0.5]]),
    "x used twice": (lambda x: np.maximum(x, x).sum(), [[1.0, 2.0]], [[1, 1]]),
}  # fmt: skip


@pytest.mark.parametrize("f, arrays, expected", CORNERS.values(), ids=CORNERS)
def test_corners(f, arrays, expected):
    for found, wanted in zip(gradient(f, *arrays), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-12)


# -- rules that students add, and wrong ones -----------------------------------------------------
@pytest.mark.parametrize("name", sorted(f.__name__ for f in PULLBACKS if isinstance(f, np.ufunc)))
def test_a_wrong_rule_fails_the_check(name, monkeypatch):
    function = getattr(np, name)
    rule = PULLBACKS[function]
    positive = name in ("log", "log2", "log10", "sqrt", "power", "float_power")
    first = np.abs(A) / 3 + 0.05 if positive else A / 3 + 2 * (name == "arccosh")
    x = [first, M if name == "matmul" else P + 0.11][: function.nin]
    ll.check_gradients(function, *x)
    for wrong in range(function.nin):
        if rule.pullbacks[wrong] is None:
            continue
        broken = [
            (lambda g, out, *x, p=p, k=k: p(g, out, *x) * 1.01 + 0.003 * x[k]) if k == wrong else p
            for k, p in enumerate(rule.pullbacks)
        ]
        monkeypatch.setitem(PULLBACKS, function, Derivative(function, tuple(broken)))
        with pytest.raises(ll.GradientMismatch, match=f"{name}: .*argument {wrong}"):
            ll.check_gradients(function, *x)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_squares_are_numpys_to_the_last_bit_and_cubes_exact_to_eps(dtype):
    x = np.random.default_rng(0).standard_normal(10_000).astype(dtype)
    for exponent in 2, 2.0:
        np.testing.assert_array_equal((Tensor(x) ** exponent).data, np.power(x, 2), strict=True)
    exact = x.astype(np.longdouble) ** 3
    for cube in Tensor(x) ** 3, np.power(Tensor(x), 3.0):
        assert (np.abs(cube.data - exact) <= np.finfo(dtype).eps * np.abs(exact) * 1.001).all()
        assert cube.dtype == dtype and cube.op == "power"
    assert (Tensor([1, -2]) ** 2.0).dtype == np.float64  # as in NumPy
    assert (Tensor([1, -2]) ** 3).dtype == np.int64


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 4, 5, 2.0, 0.5, -1, -2])
def test_every_exponent_has_its_derivatives(exponent):
    ll.check_gradients(lambda x: x**exponent, P, order=2)
    ll.check_gradients(ll.grad(lambda x: np.sum(x**exponent)), P, order=2)


def test_a_faster_function_is_called_instead(monkeypatch):
    monkeypatch.setitem(PULLBACKS, np.cbrt, PULLBACKS[np.cbrt])
    ll.derivative(np.cbrt, lambda g, out, x: g, faster=lambda x: x * 7)
    t = np.cbrt(Tensor([1.0]))
    assert t.data == [7.0] and t.op == "cbrt"
    t.recompute()
    assert t.data == [7.0]


@pytest.mark.parametrize("function", [ll.relu, ll.sigmoid, ll.softmax, ll.log_softmax, ll.nn.gelu])
def test_a_primitive_takes_its_operands_by_keyword(function):
    plain, named = Tensor([0.0, 1.0]), Tensor([0.0, 1.0])
    out, same = function(plain), function(x=named)
    assert out.op == same.op
    out.backward([1.0, 2.0])
    same.backward([1.0, 2.0])
    np.testing.assert_array_equal(named.grad, plain.grad)


def test_a_primitive_records_one_node_whichever_operand_is_a_tensor():
    x, W, b = np.ones((1, 2)), Tensor(np.ones((3, 2))), Tensor(np.ones(3))
    for out in ll.nn.affine(x, W=W, b=b), ll.nn.affine(x=x, W=W, b=b), ll.nn.affine(x, W, b=b):
        assert (out.op, out.parents) == ("affine", (W, b))


@pytest.mark.parametrize("how", ["call", "decorator"])
def test_a_student_adds_a_rule(how, monkeypatch):
    monkeypatch.delitem(PULLBACKS, np.sinc, raising=False)
    with pytest.raises(ll.NoDerivative, match=r"np\.sinc.*\n.*ll\.derivative\(np\.sinc"):
        np.sinc(Tensor([0.5]))

    def rule(g, out, x):
        return g * (np.cos(np.pi * x) - out) / x

    monkeypatch.setitem(PULLBACKS, np.sinc, None)  # so that it is undone at the end
    ll.derivative(np.sinc, rule) if how == "call" else ll.derivative(np.sinc)(rule)
    ll.check_gradients(np.sinc, P, order=2)


def test_a_student_makes_a_primitive():
    @ll.primitive(lambda g, out, x, k, power=2: g * k * power * x ** (power - 1), None)
    def scaled(x, k, power=2):
        """k · x**power."""
        return k * x**power

    assert scaled.__doc__ == "k · x**power."
    assert scaled(3.0, 2.0) == 18.0
    x = Tensor([1.0, 2.0])
    out = scaled(x, 3.0, power=3)
    assert (out.op, out.parents) == ("scaled", (x,))
    out.sum().backward()
    np.testing.assert_array_equal(x.grad, [9.0, 36.0])
    ll.check_gradients(lambda x: scaled(x, 2.0), A, order=2)


PULLED_WRONG = [
    (lambda g, out, x: np.ones(7), ll.ShapeError, [r"cube", r"\(7,\)", r"\(3,\)"]),
    (lambda g, out, x: None, ll.DTypeError, ["cube", "must return the gradient"]),
    (lambda g, out, x: g * 1j, ll.DTypeError, ["cube", "real numbers"]),
    (lambda g, out, x: 1 / 0, ZeroDivisionError, ["division by zero"]),
]


@pytest.mark.parametrize("pullback, kind, words", PULLED_WRONG)
def test_a_pull_back_that_returns_nonsense_is_named_and_changes_nothing(pullback, kind, words):
    cube = ll.primitive(pullback)(lambda x: x**3)
    cube.__wrapped__.__name__ = "cube"
    x = Tensor([1.0, 2.0, 3.0])
    with pytest.raises(kind) as error:
        cube(x).sum().backward()
    assert x.grad is None
    for word in words:
        assert error.match(word)


def test_a_pull_back_may_return_plain_numbers_and_lists():
    number = ll.primitive(lambda g, out, x: 3.0)(lambda x: 3 * x)
    numbers = ll.primitive(lambda g, out, x: [3, 4])(lambda x: np.array([3, 4]) * x)
    assert gradient(number, 2.0) == [3.0]
    np.testing.assert_array_equal(gradient(lambda x: numbers(x).sum(), [1.0, 1.0])[0], [3.0, 4.0])


def test_a_rule_without_pull_backs_is_refused():
    with pytest.raises(TypeError, match="at least one pull-back"):
        ll.primitive()(lambda x: x)
