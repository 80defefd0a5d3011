"""Derivatives of functions: grad, jacobian, hessian and hvp.

A derivative calls `f` with a fresh Tensor, a *variable*, in place of the argument (`_trace`), and
walks back from the result along the paths that lead to it (`pull_back`). Nothing but one question
is left: run the rules on arrays, or on Tensors, so that the answer has derivatives of its own?
On Tensors, if the result depends on any other Tensor: that belongs to whoever differentiates
around this derivative, or to the user (`_depends_on_others`). A variable of a derivative inside
this one is no such Tensor once that derivative is taken, so it is switched off then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, cast

import numpy as np

from .backward import topological_order
from .errors import DTypeError, GraphError, ShapeError
from .messages import integer
from .passes import fit
from .recording import Block, escaped
from .table import PULLBACKS
from .tensor import Array, Tensor

__all__ = ["grad", "hessian", "hvp", "jacobian", "pull_back", "value_and_grad"]


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
        variables, out = _trace("grad", f, argnums, args, kwargs)
        if not isinstance(out, Tensor):  # f does not depend on its arguments
            return out, _pack([np.zeros(v.shape, v.dtype) for v in variables], several)
        if out.size != 1:
            raise GraphError(
                f"grad of a function with a result of shape {out.shape}: a gradient belongs to "
                "one number; sum or average it, or use ll.jacobian"
            )
        symbolic = _depends_on_others(out, variables)
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
        (x,), out = _trace("jacobian", f, (argnum,), args, kwargs)
        if not isinstance(out, Tensor):
            return np.zeros((*np.shape(out), *x.shape), x.dtype)
        symbolic = _depends_on_others(out, [x])
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

    Each is held for independent, whatever it was made from: a path ends at the first that it meets.
    With `symbolic`, the rules run on Tensors, so that the answer can be differentiated again.
    """
    order = topological_order(out)
    ends = {id(v) for v in variables}
    reaches = set(ends)
    for node in order:
        if any(id(p) in reaches for p in node.parents):
            reaches.add(id(node))
    gradients = {id(out): gradient}
    for node in reversed(order):
        if id(node) in ends or id(node) not in reaches or id(node) not in gradients:
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


def _trace(
    name: str, f: Any, argnums: tuple[int, ...], args: Any, kwargs: Any
) -> tuple[list[Tensor], Any]:
    """Call `f` with a fresh Tensor in place of each chosen argument; `name` is who asks."""
    args = list(args)
    for k in argnums:
        if not -len(args) <= k < len(args):
            raise TypeError(f"{name}: argnum={k}, but the function got {len(args)} arguments")
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
            f"{name}: the derivative of {getattr(f, '__name__', 'f')} is lost: it returned a "
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


def _depends_on_others(out: Tensor, variables: Sequence[Tensor]) -> bool:
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
