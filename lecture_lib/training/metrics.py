"""Metrics of a task, from outputs and labels: what early stopping and tables look at."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import ShapeError, Tensor

__all__ = ["accuracy", "confusion", "f1_score", "predictions"]

Array = NDArray[Any]


def predictions(outputs: Any, labels: ArrayLike) -> tuple[Array, Array]:
    """Return predicted and true classes as two arrays of one shape.

    Outputs with one more axis than the labels are logits, whose largest wins; outputs of the
    labels' shape are logits of yes or no, or already classes if they are integers.

    Parameters
    ----------
    outputs : Tensor or array_like, shape (..., classes) or (...)
    labels : array_like of int, shape (...)

    Returns
    -------
    guess, truth : ndarray, shape (...)

    Raises
    ------
    ShapeError
        Outputs that do not fit the labels.

    Examples
    --------
    >>> predictions([[0.2, 0.9]], [1])
    (array([1]), array([1]))
    """
    out = outputs.data if isinstance(outputs, Tensor) else np.asarray(outputs)
    labels = np.asarray(labels)
    if out.shape[:-1] == labels.shape and out.ndim == labels.ndim + 1:
        return out.argmax(axis=-1), labels
    if out.shape == labels.shape:
        return (out > 0).astype(int) if out.dtype.kind == "f" else out, labels
    raise ShapeError(
        f"metric: outputs {out.shape} and labels {labels.shape}; give logits {labels.shape} + "
        "(classes,), or one number per label"
    )


def accuracy(outputs: Any, labels: ArrayLike, ignore_index: int | None = None) -> float:
    """Return the share of right answers.

    Parameters
    ----------
    outputs : Tensor or array_like, shape (..., classes) or (...)
        Logits, or classes; see :func:`predictions`.
    labels : array_like of int, shape (...)
        The true classes.
    ignore_index : int, optional
        Labels with this value do not count.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        No label that counts.

    Examples
    --------
    >>> accuracy(np.array([[2.0, 1.0], [0.0, 3.0]]), [0, 0])
    0.5
    """
    guess, truth = predictions(outputs, labels)
    counted = np.ones(truth.shape, bool) if ignore_index is None else truth != ignore_index
    if not counted.any():
        raise ValueError("accuracy: there is no label that counts")
    return float(np.mean(guess[counted] == truth[counted]))


def confusion(outputs: Any, labels: ArrayLike, classes: int | None = None) -> NDArray[np.int64]:
    """Count examples by true class (row) and predicted class (column).

    Parameters
    ----------
    outputs, labels : array_like
        Logits or classes, and true classes, as for :func:`accuracy`.
    classes : int, optional
        The size of the table; by default as many as occur.

    Returns
    -------
    ndarray of int, shape (classes, classes)

    Raises
    ------
    ValueError
        No labels, or a class that the table has no row for.

    Examples
    --------
    >>> confusion(np.array([0, 1, 1]), [0, 0, 1])
    array([[1, 1],
           [0, 1]])
    """
    guess, truth = (a.ravel() for a in predictions(outputs, labels))
    if not truth.size:
        raise ValueError("confusion: there are no labels")
    least = int(max(guess.max(), truth.max())) + 1
    classes = least if classes is None else classes
    if classes < least or min(guess.min(), truth.min()) < 0:
        raise ValueError(f"confusion: classes run from 0 to {least - 1}, but classes={classes}")
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (truth, guess), 1)
    return table


def f1_score(outputs: Any, labels: ArrayLike, average: str = "macro") -> Any:
    """Return the harmonic mean of precision and recall.

    Parameters
    ----------
    outputs, labels : array_like
        Logits or classes, and true classes, as for :func:`accuracy`.
    average : {"macro", "binary", "none"}
        Mean over the classes that occur, class 1 alone, or all as an array. A class that is
        neither among the labels nor predicted has no F1: it is NaN, and left out of the mean.

    Returns
    -------
    float or ndarray, shape (classes,)
        Between 0 and 1.

    Raises
    ------
    ValueError
        Another word for ``average``; "binary" with more than two classes.

    Examples
    --------
    >>> f1_score(np.array([0, 1, 1, 2]), [0, 0, 1, 2]).__round__(4)
    0.7778
    """
    if average not in ("macro", "binary", "none"):
        raise ValueError(f"f1_score: average={average!r}; use 'macro', 'binary' or 'none'")
    table = confusion(outputs, labels, None)
    right, either = np.diag(table), table.sum(axis=0) + table.sum(axis=1)
    each = np.full(len(table), np.nan)
    np.divide(2 * right, either, out=each, where=either > 0)
    if average == "none":
        return each
    if average == "binary":
        if len(table) > 2:
            raise ValueError(f"f1_score: {len(table)} classes; average='binary' knows 0 and 1")
        return float(each[1]) if len(each) > 1 else float("nan")
    return float(np.nanmean(each))
