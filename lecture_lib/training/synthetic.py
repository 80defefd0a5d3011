"""Data sets made to show a point, in two dimensions where it can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .data import Pair

__all__ = ["few_examples", "imbalanced", "moons", "noisy_curve", "spirals", "xor"]

Array = NDArray[Any]


def xor(n: int, rng: np.random.Generator, noise: float = 0.1) -> Pair:
    """Four clouds, opposite ones of one class: no straight line separates them.

    Parameters
    ----------
    n : int
        Examples, at least 4.
    rng : numpy.random.Generator
        Draws and shuffles them.
    noise : float
        Standard deviation of each cloud around its corner (±1, ±1).

    Returns
    -------
    X : ndarray of float32, shape (n, 2)
    y : ndarray, shape (n,)
        Classes 0 and 1.

    Raises
    ------
    ValueError
        Too few examples to have one of each kind.

    Examples
    --------
    >>> X, y = xor(100, np.random.default_rng(0))
    >>> X.shape, bool(np.all((X[:, 0] * X[:, 1] < 0) == y))
    ((100, 2), True)
    """
    _sized("xor", n, 4)
    corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    which = np.arange(n) % 4
    X = corners[which] + noise * rng.standard_normal((n, 2))
    return _shuffled(X, np.isin(which, (1, 2)).astype(np.int64), rng)


def moons(n: int, rng: np.random.Generator, noise: float = 0.15) -> Pair:
    """Two half-moons that reach into each other: a curved border, little overlap.

    Parameters
    ----------
    n : int
        Examples, at least 2.
    rng : numpy.random.Generator
        Draws and shuffles them.
    noise : float
        Standard deviation across the arcs, whose radius is 1.

    Returns
    -------
    X : ndarray of float32, shape (n, 2)
    y : ndarray, shape (n,)
        Classes 0 and 1.

    Raises
    ------
    ValueError
        Too few examples to have one of each kind.

    Examples
    --------
    >>> X, y = moons(100, np.random.default_rng(0))
    >>> X.dtype, np.bincount(y)
    (dtype('float32'), array([50, 50]))
    """
    _sized("moons", n, 2)
    y = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    X = np.where(
        y[:, None] == 0,
        np.stack([np.cos(angle), np.sin(angle)], axis=1),
        np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1),
    )
    return _shuffled(X + noise * rng.standard_normal((n, 2)), y, rng)


def spirals(n: int, rng: np.random.Generator, classes: int = 2, turns: float = 1.5,
            noise: float = 0.02) -> Pair:  # fmt: skip
    """Arms of a spiral: needs depth or width, and shows what a bad start costs.

    Parameters
    ----------
    n : int
        Examples, at least one for each class.
    rng : numpy.random.Generator
        Draws and shuffles them.
    classes : int
        Arms of the spiral, equally large.
    turns : float
        How often each arm winds; more turns need a larger network.
    noise : float
        Standard deviation across the arms, which fill a disc of radius 1.

    Returns
    -------
    X : ndarray of float32, shape (n, 2)
    y : ndarray, shape (n,)
        Classes from 0.

    Raises
    ------
    ValueError
        Too few examples to have one of each kind.

    Examples
    --------
    >>> X, y = spirals(90, np.random.default_rng(0), classes=3)
    >>> np.bincount(y)
    array([30, 30, 30])
    """
    _sized("spirals", n, classes)
    y = np.arange(n) % classes
    radius = rng.random(n) ** 0.5
    angle = 2 * np.pi * (turns * radius + y / classes)
    X = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _shuffled(X + noise * rng.standard_normal((n, 2)), y, rng)


def imbalanced(n: int, rng: np.random.Generator, share: float = 0.05, gap: float = 1.5) -> Pair:
    """Two clouds, the second rare: answering "0" always is right 1 − share of the time.

    Parameters
    ----------
    n : int
        Examples, so many that each class has one.
    rng : numpy.random.Generator
        Draws and shuffles them.
    share : float
        The part of the examples that are of class 1.
    gap : float
        Distance of the clouds' centres along each axis; each has a standard deviation of 1.

    Returns
    -------
    X : ndarray of float32, shape (n, 2)
    y : ndarray, shape (n,)
        Classes 0 and 1.

    Raises
    ------
    ValueError
        A share that leaves a class empty.

    Examples
    --------
    >>> X, y = imbalanced(200, np.random.default_rng(0))
    >>> np.bincount(y)
    array([190,  10])
    """
    rare = round(share * n)
    if not 1 <= rare < n:
        raise ValueError(
            f"imbalanced: share={share} of {n} examples is {rare}; each class needs at least one"
        )
    y = (np.arange(n) < rare).astype(np.int64)
    X = rng.standard_normal((n, 2)) + gap * y[:, None]
    return _shuffled(X, y, rng)


def few_examples(
    n: int, rng: np.random.Generator, features: int = 50, useful: int = 5, flips: float = 0.1
) -> Pair:
    """Few examples, many features of which few matter, some labels wrong: made to be overfitted.

    Parameters
    ----------
    n : int
        Examples, at least 2.
    rng : numpy.random.Generator
        Draws and shuffles them.
    features : int
        Columns, standard normal.
    useful : int
        How many of them decide the class, by the sign of their sum.
    flips : float
        The part of the labels that are wrong, at most ½.

    Returns
    -------
    X : ndarray of float32, shape (n, features)
    y : ndarray, shape (n,)
        Classes 0 and 1.

    Raises
    ------
    ValueError
        Too few examples, or settings outside these limits.

    Examples
    --------
    >>> X, y = few_examples(40, np.random.default_rng(0))
    >>> X.shape
    (40, 50)
    """
    _sized("few_examples", n, 2)
    if not 1 <= useful <= features or not 0 <= flips <= 0.5:
        raise ValueError(
            f"few_examples: useful={useful} of features={features}, flips={flips}; take 1 ≤ useful "
            "≤ features and 0 ≤ flips ≤ 0.5"
        )
    X = rng.standard_normal((n, features))
    y = (X[:, :useful].sum(axis=1) > 0).astype(np.int64)
    return X.astype(np.float32), np.where(rng.random(n) < flips, 1 - y, y)


def noisy_curve(
    n: int, rng: np.random.Generator, noise: float = 0.2,
    curve: Callable[[Array], Array] = lambda x: np.sin(2 * np.pi * x),
) -> Pair:  # fmt: skip
    """A function on [0, 1] with noise: a regression with columns x and y, both (n, 1).

    Parameters
    ----------
    n : int
        Examples, at least 1.
    rng : numpy.random.Generator
        Draws and shuffles them.
    noise : float
        Standard deviation added to y.
    curve : callable
        The function, of an array of shape (n, 1); one period of a sine by default.

    Returns
    -------
    X : ndarray of float32, shape (n, 1)
    y : ndarray, shape (n, 1)
        Float32 targets.

    Raises
    ------
    ValueError
        No example.

    Examples
    --------
    >>> X, y = noisy_curve(10, np.random.default_rng(0))
    >>> X.shape, y.shape
    ((10, 1), (10, 1))
    """
    _sized("noisy_curve", n, 1)
    X = np.sort(rng.random((n, 1)), axis=0)
    y = curve(X) + noise * rng.standard_normal((n, 1))
    return X.astype(np.float32), y.astype(np.float32)


def _sized(name: str, n: int, least: int) -> None:
    if n < least:
        raise ValueError(f"{name}: n is {n}; it needs at least {least}, one example of each kind")


def _shuffled(X: Array, y: Array, rng: np.random.Generator) -> Pair:
    order = rng.permutation(len(y))
    return X[order].astype(np.float32), y[order]
