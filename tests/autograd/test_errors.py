"""What goes wrong is named: operation, shapes or values, remedy; and nothing has changed."""

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor

W = Tensor(np.ones((2, 3)), name="W")
V = Tensor(np.ones((2, 3)), name="V")
x = Tensor(np.ones(2), name="x")

SHAPES = [
    (lambda: W + x, ["add", "W is (2, 3)", "x is (2,)", "axis -1", "2 and 3", "x[:, None]"]),
    (lambda: np.multiply(W, np.ones(2)), ["multiply", "W is (2, 3)", "(2,)"]),
    (lambda: W @ V, ["matmul", "3 columns of W", "3 rows of V", "Did you mean (W).T @ V?"]),
    (lambda: np.ones((4, 2)) @ V.T, ["matmul", "(4, 2)", "(3, 2)"]),
    (lambda: Tensor(np.ones((4, 3)), "X") @ W, ["Did you mean X @ (W).T?"]),
    (lambda: Tensor(np.ones((4, 5)), "X") @ W, ["the 5 columns of X need 5 rows of W, not 2."]),
    (lambda: x @ Tensor(np.ones((3, 2)), "M"), ["Did you mean x @ (M).T?"]),
    (lambda: W @ x, ["the 3 columns of W need 3 rows of x, not 2.", "Did you mean (W).T @ x?"]),
    (lambda: W @ 2.0, ["matmul", "W is (2, 3)", "use * for numbers"]),
    (lambda: W.reshape(4), ["reshape", "W is (2, 3)", "(4,)"]),
    (lambda: W.sum(axis=5), ["sum", "W is (2, 3)", "axis 5"]),
    (lambda: np.concatenate([W, V.T]), ["concatenate", "W is (2, 3)", "(3, 2)"]),
    (lambda: np.stack([W, V.T]), ["concatenate", "(1, 2, 3)", "(1, 3, 2)"]),
    (lambda: np.einsum("ij,jk->ik", W, V), ["einsum 'ij,jk->ik'", "W is (2, 3)", "V is (2, 3)"]),
    (lambda: np.einsum("ijk->k", W), ["einsum 'ijk->k'", "W is (2, 3)"]),
    (lambda: np.where(np.ones(3, bool), x, 0.0), ["where", "(3,)", "x is (2,)"]),
    (lambda: np.split(W, 2, axis=1), ["split", "axis 1", "length 3", "np.array_split"]),
    (lambda: np.linalg.solve(Tensor(np.eye(3)), x), ["solve", "(3, 3)", "x is (2,)"]),
    (lambda: np.squeeze(W, 0), ["squeeze", "W is (2, 3)"]),
    (lambda: ll.softmax(x, axis=3), ["softmax", "x is (2,)", "axis 3"]),
]


@pytest.mark.parametrize("attempt, words", SHAPES)
def test_shapes_that_do_not_fit(attempt, words):
    with pytest.raises(ll.ShapeError) as error:
        attempt()
    for word in words:
        assert word in str(error.value)
    assert isinstance(error.value, ValueError)  # as in NumPy


@pytest.mark.parametrize("attempt, kind, words", [
    (lambda: W[5], IndexError, ["getitem", "index 5", "size 2"]),
    (lambda: W["a"], IndexError, ["getitem"]),
    (lambda: W[0, 0, 0], IndexError, ["getitem", "too many indices"]),
    (lambda: np.take(x, [7]), IndexError, ["index 7"]),
    (lambda: np.linalg.inv(Tensor(np.zeros((2, 2)))), np.linalg.LinAlgError, ["inv", "Singular"]),
    (lambda: Tensor([1j]), ll.DTypeError, ["complex128", "real"]),
    (lambda: Tensor("duck"), ll.DTypeError, ["real numbers"]),
    (lambda: Tensor(None), ll.DTypeError, ["object"]),
    (lambda: Tensor(x), TypeError, ["detach()"]),
    (lambda: Tensor([x, x]), TypeError, ["np.stack"]),
    (lambda: float(x), TypeError, ["float()", "x", "(2,)", "Reduce it"]),
    (lambda: int(x), TypeError, ["int()", "(2,)"]),
    (lambda: bool(x), TypeError, ["bool()", "(2,)"]),
    (lambda: x.item(), TypeError, ["item()", "(2,)"]),
    (lambda: list(Tensor(1.0)), TypeError, ["0-d", "item()"]),
    (lambda: x + None, TypeError, ["+"]),
])  # fmt: skip
def test_other_bad_values(attempt, kind, words):
    with pytest.raises(kind) as error:
        attempt()
    for word in words:
        assert word in str(error.value)


UNKNOWN = [
    (lambda: np.spacing(x), ["np.spacing", "ll.derivative(np.spacing", "t.data"]),
    (lambda: np.fft.fft(x), ["fft", "ll.derivative"]),
    (lambda: np.linalg.svd(W), ["np.linalg.svd", "ll.derivative"]),
    (lambda: np.subtract.reduce(x), ["np.subtract.reduce", "t.data"]),
    (lambda: np.add.at(x, [0], 1.0), ["np.add.at"]),
    (lambda: np.sum(x, dtype=np.float32), ["sum", "dtype", "t.data"]),
    (lambda: np.sum(x, 0, np.float32), ["sum", "dtype"]),
    (lambda: np.max(x, initial=0.0), ["max", "initial"]),
    (lambda: np.exp(x, where=np.array([True, False])), ["exp", "where"]),
    (lambda: np.pad(x, 1, mode="mean"), ["np.pad", "'mean'", "constant"]),
    (lambda: np.linalg.norm(x, 0), ["np.linalg.norm", "ord=0"]),
]


@pytest.mark.parametrize("attempt, words", UNKNOWN)
def test_functions_and_options_without_a_rule(attempt, words):
    with pytest.raises(ll.NoDerivative) as error:
        attempt()
    for word in words:
        assert word in str(error.value)


def run_remedy(told, names):
    """Evaluate what an error proposes."""
    return eval(told.split("Did you mean ")[1].split("?")[0], {}, names)


@pytest.mark.parametrize("left, right", [((2, 3), (2, 3)), ((2, 3), (4, 3)), ((2, 3), (2,)),
                                         ((3,), (2, 3)), ((5, 2, 3), (2, 4)),
                                         ((3,), (5, 2, 3))])  # fmt: skip
def test_the_product_that_an_error_proposes_works(left, right):
    names = {"L": Tensor(np.ones(left), "L"), "R": Tensor(np.ones(right), "R")}
    with pytest.raises(ll.ShapeError) as error:
        names["L"] @ names["R"]
    run_remedy(str(error.value), names)


# -- backward ------------------------------------------------------------------------------------
STARTS = [
    (lambda w: w * 2, (), ll.GraphError, ["multiply", "(3,)", ".sum()"]),
    (lambda w: w, (), ll.GraphError, ["w has shape (3,)", ".mean()"]),
    (lambda w: w * 2, (np.ones(4),), ll.ShapeError, ["(4,)", "(3,)"]),
    (lambda w: w * 2, (1.0,), ll.ShapeError, ["()", "(3,)"]),
    (lambda w: np.sum(w * Tensor([1, 2, 3], name="i")), (), ll.DTypeError, ["i", "int64", "float"]),
    (lambda w: Tensor([1, 2]).sum(), (), ll.DTypeError, ["int64", "only floats"]),
]


@pytest.mark.parametrize("f, arguments, kind, words", STARTS)
def test_a_backward_pass_that_cannot_start_changes_nothing(f, arguments, kind, words):
    w = Tensor([1.0, 2.0, 3.0], name="w")
    w.grad = np.array([7.0, 8.0, 9.0])
    with pytest.raises(kind) as error:
        f(w).backward(*arguments)
    for word in words:
        assert word in str(error.value)
    np.testing.assert_array_equal(w.grad, [7.0, 8.0, 9.0])


def write_index(t):
    t.data[0] = 5.0


def write_arithmetic(t):
    t.data -= 0.1


def write_fill(t):
    t.data.fill(0.0)


@pytest.mark.parametrize("write", [write_index, write_arithmetic, write_fill])
@pytest.mark.parametrize("which", ["leaf", "interior", "root"])
def test_writing_into_an_array_that_the_graph_needs(write, which):
    leaf = Tensor([1.0, 2.0], name="w")
    interior = np.exp(leaf)
    root = np.exp(interior)
    leaf.grad = np.array([7.0, 8.0])
    write({"leaf": leaf, "interior": interior, "root": root}[which])
    with pytest.raises(ll.InPlaceError, match=r"(w|exp).*\(2,\).*after\s+backward"):
        root.backward(np.ones(2))
    np.testing.assert_array_equal(leaf.grad, [7.0, 8.0])


def test_writing_through_a_view_is_noticed_too():
    leaf = Tensor(np.ones((2, 2)))
    row = leaf[0]
    loss = np.sum(row * row)
    leaf.data[0, 0] = 9.0
    with pytest.raises(ll.InPlaceError):
        loss.backward()


def test_reading_is_not_writing():
    leaf = Tensor([1.0, 2.0])
    loss = np.sum(leaf * leaf)
    assert leaf.data.sum() + loss.data == 8.0
    loss.backward()
    np.testing.assert_array_equal(leaf.grad, [2.0, 4.0])


@pytest.mark.parametrize("attempt", [
    lambda t: t.__setitem__(0, 1.0), lambda t: np.add(t, 1, out=np.zeros(2)),
    lambda t: np.exp(t, np.zeros(2)), lambda t: np.sum(t, out=np.zeros(())),
    lambda t: np.copyto(t, np.zeros(2)), lambda t: np.put(t, [0], 1.0),
    lambda t: np.zeros(2).__iadd__(t), lambda t: setattr(t * 2, "data", np.zeros(2)),
])  # fmt: skip
def test_in_place_operations_are_refused(attempt):
    t = Tensor([1.0, 2.0])
    with pytest.raises(ll.InPlaceError) as error:
        attempt(t)
    assert isinstance(error.value, ll.GraphError) and isinstance(error.value, TypeError)
    np.testing.assert_array_equal(t.data, [1.0, 2.0])


def test_augmented_assignment_makes_a_new_tensor():
    t = before = Tensor([1.0, 2.0])
    t += 1
    assert t is not before
    np.testing.assert_array_equal(before.data, [1.0, 2.0])


def test_data_of_another_shape_is_refused():
    with pytest.raises(ll.ShapeError, match=r"w\.data.*\(2,\).*\(3,\)"):
        Tensor([1.0, 2.0], name="w").data = np.ones(3)
