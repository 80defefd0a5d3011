"""Derivatives of functions: grad, jacobian, hessian, hvp, and a check of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import numpy as np

from .backward import topological_order
from .errors import DTypeError, GradientMismatch, GraphError, ShapeError
from .messages import integer
from .passes import fit
from .recording import Block
from .table import PULLBACKS
from .tensor import Array, Tensor, escaped


def value_and_grad(f: Callable[..., Any], argnum: int | Sequence[int] = 0) -> Callable[..., Any]:
    """Return a function that computes ``f(*args)`` and its gradient in one pass.

    Parameters
    ----------
    f : callable
        Takes arrays (it is called with Tensors), returns a scalar.
    argnum : int or sequence of int
        Which argument, or arguments, to differentiate with respect to.

    Returns
    -------
    callable
        ``(*args, **kwargs) -> (value, gradient)``; gradients have the shapes of the arguments,
        and a tuple of them is returned for a sequence of `argnum`. They are arrays, or Tensors
        where an argument, or something `f` closes over, is a Tensor: then differentiate again.

    Raises
    ------
    DTypeError
        An argument holds integers.
    GraphError
        The result is not a scalar.

    Examples
    --------
    >>> import numpy as np
    >>> value_and_grad(lambda x: np.sum(x**2))(np.array([1.0, 3.0]))
    (10.0, array([2., 6.]))
    """
    several = isinstance(argnum, Sequence)
    argnums: tuple[Any, ...] = tuple(argnum) if isinstance(argnum, Sequence) else (argnum,)

    @wraps(f)
    def evaluate(*args: Any, **kwargs: Any) -> Any:
        variables, out = _trace(f, argnums, args, kwargs)
        if not isinstance(out, Tensor):  # f does not depend on its arguments
            return out, _pack([np.zeros(v.shape, v.dtype) for v in variables], several)
        if out.size != 1:
            raise GraphError(
                f"grad of a function with a result of shape {out.shape}: a gradient belongs to "
                "one number; sum or average it, or use ll.jacobian"
            )
        symbolic = _others(out, variables)
        gradients = list(pull_back(out, variables, np.ones(out.shape, out.dtype), symbolic))
        value = out if symbolic else out._data.item()
        return value, _pack(gradients, several)

    return evaluate


def grad(f: Callable[..., Any], argnum: int | Sequence[int] = 0) -> Callable[..., Any]:
    """Return the gradient of a scalar function, as a function of the same arguments.

    Applies to itself, for derivatives of any order.

    Parameters
    ----------
    f : callable
        Takes arrays (it is called with Tensors), returns a scalar.
    argnum : int or sequence of int
        Which argument, or arguments, to differentiate with respect to.

    Returns
    -------
    callable
        ``(*args, **kwargs) -> gradient``; see :func:`value_and_grad` for types and errors.

    Examples
    --------
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    """
    both = value_and_grad(f, argnum)

    @wraps(f)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    return gradient


def jacobian(f: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return the matrix of all partial derivatives of `f`.

    One backward pass for each output, so it suits few outputs and many inputs.

    Parameters
    ----------
    f : callable
        Takes arrays (it is called with Tensors), returns an array of any shape.
    argnum : int
        Which argument to differentiate with respect to.

    Returns
    -------
    callable
        ``(*args) -> array`` of shape ``f(*args).shape + args[argnum].shape``.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> ll.jacobian(ll.softmax)([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """

    @wraps(f)
    def matrix(*args: Any, **kwargs: Any) -> Any:
        (x,), out = _trace(f, (argnum,), args, kwargs)
        if not isinstance(out, Tensor):
            return np.zeros((*np.shape(out), *x.shape), x.dtype)
        symbolic = _others(out, [x])
        rows: list[Any] = []
        for k in range(out.size):
            unit: Array = np.zeros(out.size, out.dtype)
            unit[k] = 1
            rows.extend(pull_back(out, [x], unit.reshape(out.shape), symbolic))
        shape = (*out.shape, *x.shape)
        return np.reshape(np.stack(rows), shape) if rows else np.zeros(shape)

    return matrix


def hessian(f: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return the matrix of second derivatives of a scalar function.

    Parameters
    ----------
    f : callable
        Takes arrays, returns a scalar.
    argnum : int
        Which argument, of n elements say: the matrix costs n backward passes.

    Returns
    -------
    callable
        ``(*args) -> array`` whose shape is that of the argument, twice.

    Examples
    --------
    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 2.0]))
    array([[4., 2.],
           [2., 0.]])
    """
    return jacobian(grad(f, argnum), argnum)


def hvp(f: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    r"""Return the Hessian-vector product of a scalar function, without forming the Hessian.

    .. math:: H v = \nabla_x \left( \nabla f(x) \cdot v \right)

    Parameters
    ----------
    f : callable
        Takes one array, returns a scalar.

    Returns
    -------
    callable
        ``(x, v) -> Hv``, all three of one shape, for the price of two backward passes.

    Raises
    ------
    ShapeError
        From the product: x and v differ in shape.

    Examples
    --------
    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3))(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([ 6., 12.])
    """
    gradient = grad(f)

    def product(x: Any, v: Any) -> Any:
        if np.shape(x) != np.shape(v):
            raise ShapeError(f"hvp: x is {np.shape(x)} and v is {np.shape(v)}; they must agree")
        return grad(lambda y: np.sum(gradient(y) * v))(x)

    return product


# -- reverse mode along the paths to chosen variables ----------------------------------------------
def pull_back(
    out: Tensor, variables: Sequence[Tensor], gradient: Any, symbolic: bool = False
) -> Iterator[Any]:
    """Yield the gradient of each of `variables`, touching no ``.grad``.

    With `symbolic`, the rules run on Tensors, so that the answer can be differentiated again.
    """
    order = topological_order(out)
    reaches = {id(v) for v in variables}
    for node in order:
        if any(id(p) in reaches for p in node.parents):
            reaches.add(id(node))
    gradients = {id(out): gradient}
    for node in reversed(order):
        if id(node) not in reaches or id(node) not in gradients:
            continue
        g = gradients[id(node)]
        for position, parent in zip(node.positions, node.parents, strict=True):
            if id(parent) in reaches:
                pulled = _pull(node, position, parent, g, symbolic)
                key = id(parent)
                gradients[key] = gradients[key] + pulled if key in gradients else pulled
    for v in variables:
        found = gradients.get(id(v))
        yield np.zeros(v.shape, v.dtype) if found is None else found


def _pull(node: Tensor, position: int, parent: Tensor, g: Any, symbolic: bool) -> Any:
    inputs, out = node._inputs, cast(Any, node._data)
    if symbolic:
        known = dict(zip(node.positions, node.parents, strict=True))
        inputs, out = tuple(known.get(k, x) for k, x in enumerate(inputs)), node
    pullback: Any = PULLBACKS[node._function].pullbacks[position]
    return fit(node, pullback(g, out, *inputs, **node._kwargs), parent)


def _trace(f: Any, argnums: tuple[int, ...], args: Any, kwargs: Any) -> tuple[list[Tensor], Any]:
    """Call `f` with a fresh Tensor in place of each chosen argument."""
    args = list(args)
    for k in argnums:
        if not -len(args) <= k < len(args):
            raise TypeError(f"grad: argnum={k}, but the function got {len(args)} arguments")
        # A Tensor becomes a node of its own, so that only this use of it is differentiated.
        args[k] = np.positive(args[k]) if isinstance(args[k], Tensor) else _Variable(args[k])
        if args[k].dtype.kind != "f":
            args[k].name = args[k].name or f"argument {k}"
            raise DTypeError(integer(args[k]))
    before = escaped.set(False)
    try:
        with Block("enabled", True):
            out = f(*args, **kwargs)
        lost = out is None or (escaped.get() and not isinstance(out, Tensor))
    finally:
        escaped.reset(before)
    if lost or (isinstance(out, list | tuple) and any(isinstance(x, Tensor) for x in out)):
        raise GraphError(
            f"the derivative of {getattr(f, '__name__', 'f')} is lost: it returned a "
            f"{type(out).__name__}. Join Tensors with np.stack or np.concatenate, not np.array; "
            "use NumPy's functions, not math's or float(); and return the result"
        )
    variables = [args[k] for k in argnums]
    for v in variables:
        if isinstance(v, _Variable):
            v.active = False
    return variables, out


class _Variable(Tensor):
    """The leaf that stands for an array argument; inactive once `f` has been called on it."""

    __slots__ = ("active",)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.active = True


def _others(out: Tensor, variables: Sequence[Tensor]) -> bool:
    """Whether `out` depends on Tensors besides `variables`: then its gradient is one as well.

    A variable of an inner derivative that has been taken already is a constant.
    """
    own = {id(v) for v in variables}
    stack, seen = [out], set(own)
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            if not node.parents and getattr(node, "active", True):
                return True
            stack.extend(node.parents)
    return any(v.parents for v in variables)


def _pack(gradients: list[Any], several: bool) -> Any:
    packed = tuple(
        g.item() if not isinstance(g, Tensor) and not np.ndim(g) else g for g in gradients
    )
    return packed if several else packed[0]


# -- checking --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GradientCheck:
    """The largest relative error that :func:`check_gradients` met, and over how many directions."""

    error: float
    directions: int
    tolerance: float

    def __str__(self) -> str:
        compared = f"error {self.error:.0e} ≤ {self.tolerance:.0e}"
        return f"gradients agree: {compared} in {self.directions} directions"


def check_gradients(
    f: Callable[..., Any], *args: Any, directions: int = 3, tolerance: float = 1e-6,
    order: int = 1, seed: int = 0,
) -> GradientCheck:  # fmt: skip
    r"""Compare the gradient of `f` with central differences along random directions.

    .. math:: \nabla f(x) \cdot v \approx
              \frac{4 D(h/2) - D(h)}{3}, \qquad D(h) = \frac{f(x + h v) - f(x - h v)}{2h}

    The combination of two step lengths (Richardson) cancels the error in h², so that a double
    leaves about eleven correct digits. Where h = 10⁻³ disagrees, h = 10⁻⁵ is tried before the
    rule is called wrong: the wider step may have crossed a kink.

    Parameters
    ----------
    f : callable
        Any real function of arrays; a result that is an array is weighted at random first, so
        every output takes part.
    *args : array_like of float
        Where to check. Stay clear of kinks.
    directions : int
        Random directions for each argument.
    tolerance : float
        Largest allowed ``|slope - measured| / max(1, |slope|, |measured|)``.
    order : int
        2 checks the second derivatives as well.
    seed : int
        Of directions and weights.

    Raises
    ------
    GradientMismatch
        Names the argument, both slopes, and the element that is most wrong.

    Examples
    --------
    >>> import numpy as np
    >>> check_gradients(np.tanh, np.array([0.5, -1.0])).error < 1e-9
    True
    """
    arrays = [np.array(a, dtype=float) for a in args]
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal(np.shape(_plain(f(*arrays))))

    def scalar(*xs: Any) -> Any:
        return np.sum(f(*xs) * weights)

    gradients = grad(scalar, tuple(range(len(arrays))))(*arrays)
    worst = 0.0
    for k, (x, g) in enumerate(zip(arrays, gradients, strict=True)):

        def along(v: Array, h: float, k: int = k, x: Array = x) -> float:
            ends = [_plain(scalar(*arrays[:k], x + s * h * v, *arrays[k + 1 :])) for s in (1, -1)]
            return float(ends[0] - ends[1]) / (2 * h)

        def slope(v: Array, h: float = 1e-3) -> float:
            return (4 * along(v, h / 2) - along(v, h)) / 3

        for _ in range(directions):
            v = np.asarray(rng.standard_normal(x.shape))
            exact = float(np.sum(g * v))
            for h in (1e-3, 1e-5):
                measured = slope(v, h)
                error = abs(exact - measured) / max(1.0, abs(exact), abs(measured))
                if error <= tolerance:
                    break
            else:  # a NaN fails as well
                raise GradientMismatch(_mismatch(f, k, x, np.asarray(g), exact, measured, slope))
            worst = max(worst, error)
    if order > 1:
        for k in range(len(arrays)):
            again = check_gradients(
                grad(scalar, k), *arrays, directions=directions, tolerance=tolerance,
                order=order - 1, seed=seed + 1,
            )  # fmt: skip
            worst = max(worst, again.error)
    return GradientCheck(worst, directions * len(arrays), tolerance)


def _plain(x: Any) -> Any:
    return x._data if isinstance(x, Tensor) else np.asarray(x)


def _mismatch(f: Any, k: int, x: Array, g: Array, exact: float, measured: float, slope: Any) -> str:
    units = [np.zeros(x.shape) for _ in range(min(x.size, 100))]
    for i, unit in enumerate(units):
        unit.flat[i] = 1.0
    each = [slope(unit) for unit in units]
    i = int(np.argmax([abs(a - b) for a, b in zip(each, g.flat, strict=False)]))
    return (
        f"{getattr(f, '__name__', 'f')}: the gradient of argument {k} gives slope {exact:.6g} "
        f"along a random direction, measured {measured:.6g}. Most wrong at element {i}: "
        f"{g.flat[i]:.6g}, measured {each[i]:.6g}"
    )
