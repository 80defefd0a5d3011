"""The functions of a network that NumPy lacks. They take arrays as well as Tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from .composition import scatter
from .errors import DTypeError, ShapeError
from .messages import integer
from .rule import derivative, primitive
from .tensor import Array, Operand, Tensor, apply, strip

__all__ = ["checked_labels", "cross_entropy", "cross_entropy_composed", "log_softmax", "logsumexp",
           "relu", "sigmoid", "softmax"]  # fmt: skip


@primitive(lambda g, out, x: g * (x > 0))
def relu(x: Operand) -> Any:
    """max(x, 0), element by element; its derivative at 0 is 0 (Titov's convention, and torch's).

    Parameters
    ----------
    x : Tensor or ndarray
        Any shape.

    Returns
    -------
    Tensor or ndarray
        In the shape and dtype of `x`.

    Examples
    --------
    >>> import numpy as np
    >>> relu(np.array([-1.3, 0.39]))
    array([0.  , 0.39])
    """
    return np.maximum(x, 0)


@primitive(lambda g, out, x: g * out * (1 - out))
def sigmoid(x: Operand) -> Any:
    """1 / (1 + exp(-x)), element by element, without overflow.

    Parameters
    ----------
    x : Tensor or ndarray
        Log-odds, any shape.

    Returns
    -------
    Tensor or ndarray
        Probabilities, 0 to 1 inclusive.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    z = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1, z) / (1 + z)


def logsumexp(x: Operand, axis: int = -1, keepdims: bool = False) -> Any:
    """log of the sum of exponentials along `axis`, without overflow.

    Parameters
    ----------
    x : Tensor or ndarray
        Any numbers, −∞ included: it adds nothing.
    axis : int
        Summed over.
    keepdims : bool
        Keep that axis, with length 1.

    Returns
    -------
    Tensor or ndarray
        At least the largest x, at most ln n above it.

    Examples
    --------
    >>> import numpy as np
    >>> print(f"{logsumexp(np.array([1000.0, 1000.0])) - 1000:.4f}")  # ln 2
    0.6931
    """
    largest = np.max(strip(x), axis=axis, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0)
    total = np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True)) + largest
    return total if keepdims else np.squeeze(total, axis=axis)


def _softmax_pull(g: Any, out: Any, x: Any, axis: int = -1) -> Any:
    return out * (g - np.sum(g * out, axis=axis, keepdims=True))


@primitive(_softmax_pull)
def softmax(x: Operand, axis: int = -1) -> Any:
    r"""exp(x) along `axis`, divided by its sum.

    .. math:: \frac{\partial p_i}{\partial x_j} = p_i (\delta_{ij} - p_j)

    Parameters
    ----------
    x : Tensor or ndarray
        Logits; −∞ masks a class.
    axis : int
        Along which probabilities sum to 1.

    Returns
    -------
    Tensor or ndarray
        In the shape of `x`.

    Examples
    --------
    >>> import numpy as np
    >>> softmax(np.array([-0.195, 0.117])).round(4)
    array([0.4226, 0.5774])
    """
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


@primitive(lambda g, out, x, axis=-1: g - np.exp(out) * np.sum(g, axis=axis, keepdims=True))
def log_softmax(x: Operand, axis: int = -1) -> Any:
    """log of :func:`softmax`, exact where its probabilities underflow.

    Parameters
    ----------
    x : Tensor or ndarray
        Logits.
    axis : int
        Along which probabilities sum to 1.

    Returns
    -------
    Tensor or ndarray
        Nats, 0 or less, in the shape of `x`.

    Examples
    --------
    >>> import numpy as np
    >>> log_softmax(np.array([0.0, 1000.0]))  # softmax itself is 0 and 1
    array([-1000.,     0.])
    """
    x = x - np.max(x, axis=axis, keepdims=True)
    return x - np.log(np.sum(np.exp(x), axis=axis, keepdims=True))


def _cross_entropy_pull(
    g: Any, out: Any, logits: Any, total: bool, *, chosen: Array, weights: Array, p: Array
) -> Any:
    """weight · (p − one-hot)."""
    w = g * weights
    each = w if w.ndim == 0 else np.expand_dims(w, -1)
    if isinstance(g, Tensor) or isinstance(logits, Tensor):
        # A second derivative needs p as a function of the logits.
        one_hot = np.reshape(scatter(np.ones(len(p)) * w, chosen, (p.size,)), p.shape)
        return softmax(logits) * each - one_hot
    pulled = p * each
    pulled.reshape(-1)[chosen] -= w
    return pulled


def _cross_entropy(
    logits: Any, total: bool, *, chosen: Array, weights: Array, p: Array
) -> Any:  # fmt: skip
    """−log softmax(logits) at the flat indices `chosen`.

    `p` is the node's own memory for the softmax, which the pull-back needs: written anew whenever
    the node is computed, and known to nobody else.
    """
    shifted = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    np.exp(shifted, out=p)
    sums = np.add.reduce(p, axis=-1, keepdims=True)
    losses = (np.log(sums[:, 0]) - shifted.ravel()[chosen]) * weights
    p /= sums
    return np.add.reduce(losses) if total else losses


derivative(_cross_entropy, _cross_entropy_pull, None)


def cross_entropy(
    logits: Operand, labels: Operand, reduction: str = "mean", ignore_index: int | None = None
) -> Any:
    r"""Negative log-likelihood of the labels under softmax of the logits, in one stable step.

    .. math:: \ell = -\log \operatorname{softmax}(o)_y, \qquad
              \frac{\partial \ell}{\partial o} = \operatorname{softmax}(o) - \text{one-hot}(y)

    Parameters
    ----------
    logits : Tensor or ndarray, shape (..., C)
        Unnormalised scores, one per class.
    labels : array_like of int, shape (...)
        Index of the right class, 0 ≤ label < C.
    reduction : {"mean", "sum", "none"}
        Over all positions that count.
    ignore_index : int, optional
        Positions with this label count neither in the sum nor in the mean.

    Returns
    -------
    Tensor or float or ndarray
        Nats. A Tensor when `logits` is one.

    Raises
    ------
    ShapeError, TypeError, ValueError
        Labels of another shape, not integers, or out of range; an unknown reduction.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> o = ll.Tensor([[-0.195, 0.117]])
    >>> loss = ll.cross_entropy(o, [0])
    >>> loss.backward()
    >>> round(loss.item(), 4), o.grad.round(4)
    (0.8613, array([[-0.5774,  0.5774]]))
    """
    if not isinstance(logits, Tensor):
        logits = np.asarray(logits)
        logits = logits if logits.dtype.kind == "f" else logits.astype(float)
    scores = strip(logits)
    if scores.dtype.kind != "f":
        raise DTypeError(integer(logits))
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"cross_entropy: reduction={reduction!r}; use 'mean', 'sum' or 'none'")
    rows, counted, chosen = checked_labels("cross_entropy", labels, scores.shape, ignore_index)
    flat = logits if scores.ndim == 2 else np.reshape(logits, (-1, scores.shape[-1]))
    n = rows.size if counted is None else np.count_nonzero(counted)
    share = 1 / max(n, 1) if reduction == "mean" else 1.0
    own: dict[str, Any] = {
        "chosen": chosen,
        "weights": np.array(share if counted is None else counted.ravel() * share, scores.dtype),
        "p": np.empty((rows.size, scores.shape[-1]), scores.dtype),
    }
    operands = flat, reduction != "none"
    losses = (apply(_cross_entropy, operands, own) if isinstance(flat, Tensor)
              else _cross_entropy(*operands, **own))  # fmt: skip
    return losses if reduction != "none" else np.reshape(losses, rows.shape)


def checked_labels(
    name: str, labels: Operand, shape: tuple[int, ...], ignore: int | None = None
) -> tuple[Array, Array | None, Array]:
    """Check that `labels` name one class for each row of scores of `shape` (..., C).

    Returns
    -------
    labels : ndarray
        Ignored ones replaced by 0.
    counted : ndarray of bool, or None
        Which are not ignored; None where nothing can be.
    chosen : ndarray
        Where the chosen scores are among all scores in one row.

    Raises
    ------
    TypeError, ShapeError, ValueError
        Labels that are not integers, of another shape, or out of range.

    Examples
    --------
    >>> checked_labels("demo", [1, 0], (2, 3))[2]
    array([1, 3])
    """
    labels = np.asarray(strip(labels))
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"{name}: labels hold {labels.dtype}; they are class indices, so integers. "
            "From one-hot rows, take labels.argmax(-1)"
        )
    if not shape or labels.shape != shape[:-1]:
        raise ShapeError(
            f"{name}: scores {shape} need labels of shape {shape[:-1]}, one per row; got "
            f"{labels.shape}"
        )
    counted = None
    if ignore is not None:
        counted = labels != ignore
        labels = np.where(counted, labels, 0)
    n, classes = labels.size, shape[-1]
    try:
        chosen = np.ravel_multi_index((np.arange(n), labels.ravel()), (n, classes))
    except ValueError:
        wrong = labels[(labels < 0) | (labels >= classes)].flat[0]
        raise ValueError(f"{name}: label {wrong} is outside 0 … {classes - 1}") from None
    return labels, counted, chosen


def cross_entropy_composed(logits: Operand, labels: Operand, reduction: str = "mean") -> Any:
    """The same number step by step: exp, sum, divide, pick, log. Overflows for large logits.

    For teaching: its graph is the lecture's, node for node.

    Parameters
    ----------
    logits : Tensor or ndarray, shape (..., C)
        Below about 709 in float64, 88 in float32: exp overflows above.
    labels : array_like of int, shape (...)
        Index of the right class, 0 ≤ label < C.
    reduction : {"mean", "sum", "none"}
        Over all positions.

    Returns
    -------
    Tensor or float or ndarray
        Nats.

    Examples
    --------
    >>> import numpy as np
    >>> logits = np.array([[-0.195, 0.117]])
    >>> print(cross_entropy_composed(logits, [0]).round(4), cross_entropy(logits, [0]).round(4))
    0.8613 0.8613
    """
    rows, *_ = checked_labels("cross_entropy_composed", labels, np.shape(logits))
    e = np.exp(logits)
    p = e / np.sum(e, axis=-1, keepdims=True)
    losses = -np.log(np.squeeze(np.take_along_axis(p, rows[..., None], axis=-1), axis=-1))
    if reduction == "none" or not rows.ndim:
        return losses
    reduce: Any = {"mean": np.mean, "sum": np.sum}[reduction]
    return reduce(losses)
