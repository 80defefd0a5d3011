"""A problem for many processes: logistic regression whose rows touch few coordinates, or all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Logistic"]

Array = NDArray[Any]


@dataclass(frozen=True)
class Logistic:
    r"""Logistic regression on made-up rows.

    .. math:: f(w) = \frac1n \sum_{i=1}^n \Big( \log(1 + e^{-y_i x_i^\top w})
              + \frac\rho2 \sum_{j \in J_i} w_j^2 \Big)

    :math:`J_i` are the coordinates where row i is not zero, and its gradient is zero elsewhere: an
    update reads and writes only these. That is why the penalty of a row, too, holds only what the
    row touches. Rows have length 1, and labels y = ±1 follow the model at hidden weights.

    Parameters
    ----------
    rows : int
        n.
    dimension : int
        D, the length of w.
    nonzeros : int, optional
        How many coordinates a row touches, in random places; all of them by default.
    penalty : float
        ρ > 0, so that there is one minimum.
    seed : int
        Of rows and labels. Whoever has the settings can make the data: processes are sent these
        five numbers and no data.

    Raises
    ------
    ValueError
        No rows, more ``nonzeros`` than ``dimension``, or a penalty that is not positive.

    Notes
    -----
    The sparse support vector machine of Niu et al. (2011), section 2, with another loss; they
    divide a coordinate's penalty by the number of rows that touch it.

    Examples
    --------
    >>> sparse = Logistic(rows=1000, dimension=5000, nonzeros=20)
    >>> start, best = np.zeros(5000), sparse.optimum
    >>> bool(np.abs(sparse.gradient(best)).max() < 1e-9)
    True
    >>> print(f"{sparse.loss(start):.3f}", sparse.loss(best) < sparse.loss(start))
    0.693 True
    """

    rows: int = 20_000
    dimension: int = 100_000
    nonzeros: int | None = None
    penalty: float = 0.01
    seed: int = 0

    def __post_init__(self) -> None:
        nonzeros = self.dimension if self.nonzeros is None else self.nonzeros
        if not (self.rows >= 1 and 1 <= nonzeros <= self.dimension):
            raise ValueError(
                f"Logistic: rows is {self.rows}, dimension {self.dimension} and nonzeros "
                f"{self.nonzeros}; take at least one row, and from 1 to dimension nonzeros."
            )
        if not 0 < self.penalty < math.inf:
            raise ValueError(
                f"Logistic: penalty is {self.penalty}; without a positive one there may be no "
                "minimum. Take 0.01."
            )

    @cached_property
    def columns(self) -> NDArray[np.intp] | None:
        """The coordinates each row touches, shape (rows, nonzeros); None for all."""
        if self.nonzeros is None:
            return None
        # One from each of `nonzeros` stretches of the coordinates: random, and none twice.
        edges = np.linspace(0, self.dimension, self.nonzeros + 1).astype(int)
        rng = np.random.default_rng([self.seed, 0])
        return rng.integers(edges[:-1], edges[1:], (self.rows, self.nonzeros))

    @cached_property
    def X(self) -> Array:
        """What stands there, shape (rows, nonzeros); each row of length 1."""
        width = self.dimension if self.nonzeros is None else self.nonzeros
        X = np.random.default_rng([self.seed, 1]).standard_normal((self.rows, width))
        X /= np.linalg.norm(X, axis=1, keepdims=True)
        return X

    @cached_property
    def y(self) -> Array:
        """Labels −1 and 1, shape (rows,)."""
        rng = np.random.default_rng([self.seed, 2])
        z = self._scores(5 * rng.standard_normal(self.dimension))
        return np.where(rng.random(self.rows) < 1 / (1 + np.exp(-z)), 1.0, -1.0)

    @cached_property
    def touched(self) -> list[Any]:
        """For each row the index of what it touches, such as ``w[touched[i]]``."""
        return [slice(None)] * self.rows if self.columns is None else list(self.columns)

    def loss(self, w: Array) -> float:
        """Return f(w)."""
        fit = np.logaddexp(0, -self.y * self._scores(w)).mean()
        return float(fit + self.penalty / 2 * self._share @ (w * w))

    def gradient(self, w: Array) -> Array:
        """Return the gradient of f, shape (dimension,)."""
        slopes = -self.y / (1 + np.exp(self.y * self._scores(w))) / self.rows
        shrink: Array = self.penalty * self._share * w
        if self.columns is None:
            return np.asarray(slopes @ self.X + shrink)
        terms = (slopes[:, None] * self.X).ravel()
        return np.bincount(self.columns.ravel(), terms, self.dimension) + shrink

    def row_gradient(self, i: int, w: Array) -> Array:
        """Return the gradient of row i's term, given only what it touches.

        Parameters
        ----------
        i : int
            The row.
        w : ndarray, shape (nonzeros,)
            The weights at ``touched[i]``, where the result is the gradient too.
        """
        x, y = self.X[i], self.y[i]
        slope = -y / (1 + math.exp(min(y * (x @ w), 700.0)))
        gradient: Array = slope * x + self.penalty * w
        return gradient

    @cached_property
    def optimum(self) -> Array:
        """The minimum, shape (dimension,), to a gradient of 1e-10 of what it is at 0."""
        w = np.zeros(self.dimension)
        gradient = self.gradient(w)
        enough, step = 1e-10 * np.linalg.norm(gradient), 4.0  # 4: curvature is at most ¼ + ρ
        while np.linalg.norm(gradient) > enough:
            # Barzilai and Borwein (1988): the next rate is the inverse of the curvature just seen.
            moved = -step * gradient
            w, old, gradient = w + moved, gradient, self.gradient(w + moved)
            step = float(moved @ moved / (moved @ (gradient - old)))
        return w

    def _scores(self, w: Array) -> Array:
        """x·w of every row."""
        if self.columns is None:
            return np.asarray(self.X @ w)
        return np.asarray(np.einsum("ij,ij->i", self.X, w[self.columns]))

    @cached_property
    def _share(self) -> Array:
        """For each coordinate the share of rows that touch it."""
        if self.columns is None:
            return np.ones(self.dimension)
        return np.bincount(self.columns.ravel(), minlength=self.dimension) / self.rows
