r"""Adafactor's factorisation: a matrix of squares from its row and column means.

.. math:: \hat V_{ij} = \frac{R_i\, C_j}{\bar R}, \qquad
          R_i = \operatorname{mean}_j V_{ij}, \quad C_j = \operatorname{mean}_i V_{ij}

m + n numbers stand for m × n. :math:`\hat V` has the row and column means of V, and among all
matrices of rank 1 it is nearest to V in the divergence below. It equals V if and only if V has rank
1: if every row is a multiple of one row. Source: Shazeer and Stern (2018), section 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["factored", "factoring_divergence", "factoring_error"]

Array = NDArray[Any]


def factored(squares: ArrayLike) -> Array:
    r"""Return what Adafactor's row and column means say about a matrix of squares.

    Parameters
    ----------
    squares : array_like, shape (..., m, n)
        V, not negative. A matrix of zeros gives zeros.

    Returns
    -------
    ndarray, shape (..., m, n)
        V̂.

    Raises
    ------
    ValueError
        Fewer than two axes, or an entry that is negative or not a number.

    Examples
    --------
    >>> factored([[1.0, 2.0], [3.0, 6.0]])  # the second row is three times the first: exact
    array([[1., 2.],
           [3., 6.]])
    >>> factored(np.eye(2))  # no row is a multiple of the other: all alike
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    squares = _squares("factored", squares)
    rows = squares.mean(axis=-1, keepdims=True)
    columns = squares.mean(axis=-2, keepdims=True)
    mean = rows.mean(axis=-2, keepdims=True)
    product = np.divide(rows * columns, mean, out=np.zeros(squares.shape), where=mean > 0)
    return np.asarray(product)


def factoring_error(squares: ArrayLike) -> Any:
    r"""Return how far steps divided by √V̂ are from steps divided by √V, as a factor.

    .. math:: \exp \sqrt{\operatorname{mean}_{ij} \log^2 \sqrt{V_{ij} / \hat V_{ij}}}

    A typical coordinate's step is too long or too short by this factor; 1 if the factorisation is
    exact. Entries that are 0 have no such step and are left out.

    Parameters
    ----------
    squares : array_like, shape (..., m, n)
        V, not negative.

    Returns
    -------
    float or ndarray, shape (...)

    Examples
    --------
    >>> print(factoring_error([[1.0, 2.0], [3.0, 6.0]]))
    1.0
    >>> g = np.random.default_rng(0).standard_normal((8, 30, 40))
    >>> print(factoring_error((g**2).mean(axis=0)).round(2))  # eight gradients without structure
    1.3
    """
    squares = _squares("factoring_error", squares)
    some = squares > 0
    ratio = np.divide(squares, factored(squares), out=np.ones(squares.shape), where=some)
    count = np.maximum(some.sum(axis=(-2, -1)), 1)
    return np.exp(np.sqrt((np.log(ratio) ** 2).sum(axis=(-2, -1)) / count) / 2)


def factoring_divergence(squares: ArrayLike, approximation: ArrayLike) -> Any:
    r"""Return the generalised Kullback–Leibler divergence of a matrix from an approximation.

    .. math:: \sum_{ij} V_{ij} \log \frac{V_{ij}}{\hat V_{ij}} - V_{ij} + \hat V_{ij}

    Of all approximations of rank 1, :func:`factored` has the least.

    Parameters
    ----------
    squares, approximation : array_like, shape (..., m, n)
        V and V̂, not negative; infinite where V̂ is 0 and V is not.

    Examples
    --------
    >>> print(factoring_divergence(np.eye(2), factored(np.eye(2))).round(3))
    1.386
    """
    squares = _squares("factoring_divergence", squares)
    approximation = _squares("factoring_divergence", approximation)
    squares, approximation = np.broadcast_arrays(squares, approximation)
    with np.errstate(divide="ignore"):
        ratio = np.divide(squares, approximation, out=np.ones(squares.shape), where=squares > 0)
    return (squares * np.log(ratio) - squares + approximation).sum(axis=(-2, -1))


def _squares(owner: str, squares: ArrayLike) -> Array:
    array = np.asarray(squares, dtype=float)
    if array.ndim < 2 or not array.size or not (array >= 0).all():
        raise ValueError(
            f"{owner}: squares of shape {array.shape} with least entry "
            f"{array.min() if array.size else 'none'}; give a matrix of numbers that are not "
            "negative. Vectors are not factored."
        )
    return array
