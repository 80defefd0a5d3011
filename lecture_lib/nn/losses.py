"""Losses: what a prediction costs, given the right answer.

All take Tensors or arrays and a ``reduction``: "mean" over the positions that count, "sum", or
"none". A mean over data sets of any size keeps the learning rate's meaning; a sum multiplies the
gradient by their number (erratum E-G1). The fused forms are exact for logits of any size; the
composed ones follow the lecture step by step and say where they break.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import (
    ShapeError,
    Tensor,
    cross_entropy,
    cross_entropy_composed,
    primitive,
    sigmoid,
)
from ..autograd.functions import checked_labels

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_composed", "class_weights", "cross_entropy",
    "cross_entropy_composed", "negative_log_likelihood", "squared_error", "weighted_cross_entropy",
]  # fmt: skip

Array = NDArray[Any]


@primitive(lambda g, out, z, y: g * (sigmoid(z) - y), None)
def _binary_cross_entropy(z: Any, y: Any) -> Any:
    """−y ln σ(z) − (1−y) ln(1−σ(z)) without σ: neither logarithm can meet a 0."""
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


def binary_cross_entropy(
    logits: Any, labels: ArrayLike, reduction: str = "mean", ignore_index: int | None = None
) -> Any:
    r"""Negative log-likelihood of yes-or-no labels under the sigmoid of the logits.

    .. math:: \ell = -y \ln \sigma(z) - (1-y) \ln (1 - \sigma(z)), \qquad
              \frac{\partial\ell}{\partial z} = \sigma(z) - y

    Parameters
    ----------
    logits : Tensor or ndarray
        z, any shape.
    labels : array_like
        y between 0 and 1, in the shape of `logits`: 0 or 1, or a degree of belief.
    reduction : {"mean", "sum", "none"}
    ignore_index : int, optional
        Positions with this label do not count.

    Returns
    -------
    Tensor or float or ndarray
        Nats.

    Raises
    ------
    ShapeError, ValueError
        Shapes that differ, labels outside 0 … 1 or NaN, an empty batch, an unknown reduction.

    Examples
    --------
    >>> binary_cross_entropy(np.array([0.0, 1e4]), [1, 0], "none")
    array([6.93147181e-01, 1.00000000e+04])
    """
    name = "binary_cross_entropy"
    logits, y = _pair(name, logits, labels, "labels")
    counted = None if ignore_index is None else y != ignore_index
    y = y if counted is None else np.where(counted, y, 0).astype(y.dtype)
    _between_0_and_1(name, y)
    return _reduce(name, _binary_cross_entropy(logits, y), reduction, counted)


def binary_cross_entropy_composed(
    probabilities: Any, labels: ArrayLike, reduction: str = "mean"
) -> Any:
    """The same from probabilities, with the two logarithms of the lecture.

    A probability of exactly 0 or 1 is fine where it is right: 0 · ln 0 counts as 0.

    Parameters
    ----------
    probabilities : Tensor or ndarray
        p between 0 and 1, any shape.
    labels : array_like
        y between 0 and 1, in the same shape.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    Tensor or float or ndarray
        Nats.

    Raises
    ------
    ValueError
        A probability outside 0 … 1, or exactly 0 or 1 and wrong: that loss is infinite.

    Examples
    --------
    >>> print(binary_cross_entropy_composed(np.array([0.5, 1.0]), [1, 1], "sum").round(4))
    0.6931
    """
    name = "binary_cross_entropy_composed"
    probabilities, y = _pair(name, probabilities, labels, "labels")
    _between_0_and_1(name, y)
    p = _data(probabilities)
    _between_0_and_1(name, p, "probabilities")
    wrong = ((p == 0) & (y > 0)) | ((p == 1) & (y < 1))
    if wrong.any():
        raise ValueError(
            f"{name}: a probability of exactly {p[wrong].flat[0]:g} is wrong about label "
            f"{y[wrong].flat[0]:g}, which costs infinitely much; pass logits to "
            "binary_cross_entropy, which never round to 0 or 1"
        )
    # Where a factor is 0, its logarithm is taken of 1 instead.
    yes = np.log(np.where(y > 0, probabilities, np.ones_like(p)))
    no = np.log(np.where(y < 1, 1 - probabilities, np.ones_like(p)))
    return _reduce(name, -(y * yes) - (1 - y) * no, reduction)


def negative_log_likelihood(probabilities: Any, labels: ArrayLike, reduction: str = "mean") -> Any:
    """−ln of the probability of the right class, from probabilities.

    Parameters
    ----------
    probabilities : Tensor or ndarray, shape (..., C)
    labels : array_like of int, shape (...)
    reduction : {"mean", "sum", "none"}

    Raises
    ------
    ShapeError, TypeError, ValueError
        Labels of another shape, not integers or out of range; a right class of probability 0.

    Examples
    --------
    >>> negative_log_likelihood(np.array([[0.25, 0.75]]), [1]).round(4)
    np.float64(0.2877)
    """
    name = "negative_log_likelihood"
    p = probabilities if isinstance(probabilities, Tensor) else np.asarray(probabilities, float)
    chosen, *_ = checked_labels(name, labels, p.shape)
    right = np.squeeze(np.take_along_axis(p, chosen[..., None], axis=-1), axis=-1)
    if (_data(right) == 0).any():
        raise ValueError(
            f"{name}: the right class has probability exactly 0, which costs infinitely much; "
            "pass logits to cross_entropy, which knows how improbable it is"
        )
    return _reduce(name, -np.log(right), reduction)


def squared_error(
    predictions: Any, targets: ArrayLike, reduction: str = "mean", ignore_index: float | None = None
) -> Any:
    """(ŷ − y)²: the negative log-likelihood of a normal distribution, but for constants.

    Parameters
    ----------
    predictions : Tensor or ndarray
    targets : array_like
        In the same shape: (n, 1) against (n,) would silently compare all pairs, and is refused.
    reduction : {"mean", "sum", "none"}
    ignore_index : float, optional
        Positions with this target do not count.

    Examples
    --------
    >>> squared_error(np.array([1.0, 2.0]), [0.0, 4.0])
    np.float64(2.5)
    """
    name = "squared_error"
    predictions, y = _pair(name, predictions, targets, "targets")
    counted = None if ignore_index is None else y != ignore_index
    return _reduce(name, np.square(predictions - y), reduction, counted)


def class_weights(labels: ArrayLike, classes: int | None = None) -> Array:
    """Weights that make every class count the same: N / (C · n_c).

    Parameters
    ----------
    labels : array_like of int
    classes : int, optional
        C; by default the largest label plus one.

    Raises
    ------
    ValueError
        A class without an example has no weight.

    Examples
    --------
    >>> class_weights([0, 0, 0, 1])
    array([0.66666667, 2.        ])
    """
    labels = np.asarray(labels)
    if labels.size == 0:
        raise ValueError("class_weights: there are no labels")
    classes = int(labels.max()) + 1 if classes is None else classes
    checked_labels("class_weights", labels, (*labels.shape, classes))
    counts = np.bincount(labels.ravel(), minlength=classes)
    if not counts.all():
        missing = ", ".join(map(str, np.flatnonzero(counts == 0)))
        raise ValueError(
            f"class_weights: no example of class {missing}; its weight would be infinite. Collect "
            "some, split with stratify=True, or set classes to those that occur"
        )
    return labels.size / (classes * counts)


def weighted_cross_entropy(
    logits: Any, labels: ArrayLike, weights: ArrayLike, reduction: str = "mean",
    ignore_index: int | None = None,
) -> Any:  # fmt: skip
    """Cross-entropy in which class c counts ``weights[c]`` times, also in the mean.

    Parameters
    ----------
    logits : Tensor or ndarray, shape (..., C)
    labels : array_like of int, shape (...)
    weights : array_like, shape (C,)
        At least 0 each; :func:`class_weights` makes classes count the same.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the sum of the weights that took part, as torch does.
    ignore_index : int, optional
        Positions with this label do not count.

    Returns
    -------
    Tensor or float or ndarray
        Nats.

    Raises
    ------
    ShapeError, TypeError, ValueError
        As for :func:`cross_entropy`; weights of another number or below 0; nothing that counts.

    Examples
    --------
    >>> logits = np.zeros((2, 2))
    >>> print(round(float(weighted_cross_entropy(logits, [0, 1], [1.0, 3.0])), 4))
    0.6931
    """
    name = "weighted_cross_entropy"
    losses = cross_entropy(logits, labels, "none", ignore_index)
    labels, weights = np.asarray(labels), np.asarray(weights, losses.dtype)
    classes = np.shape(_data(logits))[-1]
    if weights.shape != (classes,) or not (weights >= 0).all():
        raise ValueError(
            f"{name}: weights {weights} for {classes} classes; give each class one weight of at "
            "least 0"
        )
    counted = np.ones(labels.shape, bool) if ignore_index is None else labels != ignore_index
    each = np.where(counted, weights[np.where(counted, labels, 0)], 0).astype(losses.dtype)
    if reduction != "mean":
        return _reduce(name, losses * each, reduction)
    return np.sum(losses * each) / _nonzero(name, float(each.sum()))


# -- what they share ---------------------------------------------------------------------------


def _data(x: Any) -> Array:
    return x.data if isinstance(x, Tensor) else np.asarray(x)


def _pair(name: str, predictions: Any, targets: ArrayLike, what: str) -> tuple[Any, Array]:
    """Predictions as floats, targets in their dtype, both of one shape."""
    if not isinstance(predictions, Tensor):
        predictions = np.asarray(predictions)
        if predictions.dtype.kind != "f":
            predictions = predictions.astype(float)
    y = np.asarray(targets.data if isinstance(targets, Tensor) else targets)
    if y.shape != predictions.shape:
        raise ShapeError(
            f"{name}: predictions {predictions.shape} and {what} {y.shape} must have one shape; "
            "drop a last axis of length 1 with x[..., 0], or add one with y[..., None]"
        )
    return predictions, y.astype(predictions.dtype)


def _between_0_and_1(name: str, values: Array, what: str = "labels") -> None:
    fine = (values >= 0) & (values <= 1)  # false for NaN
    if not fine.all():
        raise ValueError(f"{name}: {what} lie between 0 and 1; got {values[~fine].flat[0]:g}")


def _nonzero(name: str, n: float) -> float:
    if not n:
        raise ValueError(
            f"{name}: nothing counts in this batch (it is empty, or all of it is ignored), and "
            "the mean of nothing is no number; leave such batches out, or take reduction='sum'"
        )
    return n


def _reduce(name: str, losses: Any, reduction: str, counted: Array | None = None) -> Any:
    if counted is not None:
        losses = losses * counted.astype(losses.dtype)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "mean":
        n = losses.size if counted is None else np.count_nonzero(counted)
        return np.sum(losses) / _nonzero(name, int(n))
    raise ValueError(f"{name}: reduction={reduction!r}; use 'mean', 'sum' or 'none'")
