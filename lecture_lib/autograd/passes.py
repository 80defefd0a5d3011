"""The backward pass of the vector engine at full speed, and what it checks on the way."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .backward import topological_order
from .errors import AnomalyError, DTypeError, GraphError, InPlaceError, ShapeError
from .messages import anomaly, integer, name_of, overwritten
from .recording import current
from .seals import fingerprint, glimpse
from .shapes import unbroadcast
from .table import PULLBACKS

if TYPE_CHECKING:
    from .tensor import Tensor

__all__ = ["finite", "fit", "run_backward", "seed"]

_SPENT = "spent"  # instead of a print: a backward pass has used the array
_turn = RLock()  # leaves add to what they hold, so passes in several threads take turns there


def run_backward(root: Tensor, gradient: ArrayLike | None = None) -> None:
    """Set ``.grad`` of all nodes; :meth:`Tensor.backward` says what it promises."""
    gradients = {root: seed(root, gradient)}
    order = topological_order(root)
    watch, again = current().anomalies, False
    for node in reversed(order):
        if node._print is not None or node._constants:
            again |= _unbroken(node)
        parents = node.parents
        if not parents:
            continue
        g = gradients[node]
        pullbacks: Any = PULLBACKS[node._function].pullbacks
        operands, kwargs = node._inputs, node._kwargs
        for position, parent in zip(node.positions, parents):  # noqa: B905  (hot, equal)
            pulled = pullbacks[position](g, node._data, *operands, **kwargs)
            data = parent._data
            if getattr(pulled, "shape", None) != data.shape or pulled.dtype is not data.dtype:
                pulled = fit(node, pulled, parent)
            if watch:
                finite(pulled, f"gradient of {node.op}", (g,))
            known = gradients.get(parent)
            if known is not None:
                pulled = known + pulled
            elif pulled is g and not parent.parents:
                pulled = np.array(g)  # a leaf owns its gradient: optimisers write into it
            gradients[parent] = pulled
    if again:
        _verify(order)
    with _turn:
        for node in order:  # only now: an error above leaves every .grad as it was
            new = gradients[node]
            if type(new) is not np.ndarray:
                new = np.asarray(new)  # 0-d arithmetic answers with NumPy scalars
            if node._function is not None:
                node.grad = new
            elif node.grad is not None:
                node.grad = np.asarray(node.grad + new)
            else:
                node.grad = new if new.base is None else new.copy()
            node._print = _SPENT


def seed(root: Tensor, gradient: ArrayLike | None = None) -> NDArray[Any]:
    """Return the gradient a pass starts from: checked, and in the root's dtype."""
    data = root._data
    if data.dtype.kind != "f":
        raise DTypeError(integer(root))
    if gradient is None:
        if data.size != 1:
            raise GraphError(
                f"backward(): {root.name or root.op or 'this leaf'} has shape {root.shape}, "
                "and a gradient starts from one number; take .sum() or .mean(), or pass a "
                "gradient of that shape"
            )
        return np.array(1, data.dtype, ndmin=data.ndim)
    given = np.array(gradient, dtype=data.dtype)
    if given.shape != root.shape:
        raise ShapeError(f"backward(gradient): shape {given.shape} for a root {root.shape}")
    return given


def fit(node: Tensor, pulled: Any, parent: Tensor) -> Any:
    """Undo broadcasting, and cast: float32 parameters get float32 gradients."""
    data = parent._data
    if data.dtype.kind != "f":
        raise DTypeError(integer(parent))
    if type(pulled) is np.ndarray and pulled.dtype is data.dtype and pulled.shape[1:] == data.shape:
        return np.add.reduce(pulled, 0)  # a bias under a batch: the usual case
    if not hasattr(pulled, "shape"):
        pulled = np.asarray(pulled)
    if pulled.dtype.kind not in "fiub":
        raise DTypeError(
            f"{node.op}: a pull-back returned {pulled!r:.60}; it must return the gradient of "
            f"its operand, an array of real numbers that broadcasts to {data.shape}"
        )
    try:
        fitted = pulled if pulled.shape == data.shape else unbroadcast(pulled, data.shape)
    except ShapeError as error:
        raise ShapeError(f"{node.op}: {error}") from None
    return fitted if fitted.dtype == data.dtype else fitted.astype(data.dtype)


def _unbroken(node: Tensor) -> bool:
    """Raise if an array was written to since the graph came to need it.

    True means that a pass has been here before; see `_verify`.
    """
    for array, seal in node._constants:
        if seal != glimpse(array):
            told = "fill a buffer again only after backward(), or pass a copy"
            what = f"an array that {node.op} was given"
            raise InPlaceError(overwritten(what, array.shape, told))
    if node._print in (None, _SPENT):
        return node._print == _SPENT
    if node._print != fingerprint(node._data):
        told = "update parameters after backward(), or compute on a copy"
        raise InPlaceError(overwritten(f"the data of {name_of(node)}", node.shape, told))
    return False


def _verify(order: list[Tensor]) -> None:
    """Raise if a result of the last pass is no longer what its operands give.

    That pass may be followed by any number of writes, so a second one over the same graph
    computes it again, which the usual single pass need not pay for.
    """
    for node in order:
        if node._function and any(x._print == _SPENT for x in (node, *node.parents)):
            # What a node keeps for its rules is written as it is computed: here, into copies.
            kwargs = {k: x.copy() if type(x) is np.ndarray else x for k, x in node._kwargs.items()}
            with np.errstate(all="ignore"):
                data = PULLBACKS[node._function].compute(*node._inputs, **kwargs)
            if not np.array_equal(data, node._data, equal_nan=True):
                what = f"an operand of {node.op}, or its result"
                told = "compute the result again before another backward()"
                raise InPlaceError(overwritten(what, node.shape, told))


def finite(data: NDArray[Any], what: str, inputs: tuple[Any, ...]) -> None:
    if data.dtype.kind == "f" and not np.isfinite(data).all():
        raise AnomalyError(anomaly(what, data, inputs))
