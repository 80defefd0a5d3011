"""An exercise of notebook 13, *choose a model*: whether one recipe is better than another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Table = NDArray[np.bool_]
Generator = np.random.Generator


def _leads(A: ArrayLike, B: ArrayLike) -> Array:
    """A's lead in pictures, for each seed."""
    return np.asarray(np.sum(np.asarray(A, float) - np.asarray(B, float), axis=1))


def _alone(A: ArrayLike, B: ArrayLike) -> Array:
    """How many pictures only one of two has right, for each seed."""
    return np.asarray(np.sum(np.asarray(A, bool) != np.asarray(B, bool), axis=1), float)


def _in_deviations(leads: Array, divided: Callable[[int], float] = np.sqrt, ddof: int = 1) -> float:
    n = len(leads)
    return float(np.mean(leads) / (np.std(leads, ddof=ddof) / divided(n)))


def _better(A: Table, B: Table) -> float:
    return _in_deviations(_leads(A, B))


def _largest(A: Table, B: Table) -> float:
    each = _leads(A, B) / np.sqrt(np.maximum(_alone(A, B), 1))
    return float(each.max())


def _tables(rng: Generator) -> Inputs:
    seeds, pictures = int(rng.integers(4, 8)), int(rng.integers(20, 40))
    hard = rng.random(pictures)
    while True:
        A, B = (rng.random((seeds, pictures)) > worse * hard for worse in (0.5, 0.7))
        leads = _leads(A, B)
        if leads.std() > 0.5 and abs(leads.mean()) > 0.4:
            return A, B


_BETTER = Exercise(
    id="select-better",
    task="A and B are tables of True and False, seeds × pictures: which dev pictures a network of "
    "each recipe has right. Return by how many of its own standard deviations A leads, on the mean "
    "over all seeds.",
    inputs=("A", "B"),
    simple=(
        (
            np.array([[1, 1, 0, 1], [1, 0, 1, 1], [1, 1, 1, 1]], bool),
            np.array([[1, 0, 0, 1], [1, 1, 1, 1], [0, 1, 0, 1]], bool),
        ),
        (
            np.array([[0, 1, 0, 1, 0], [1, 1, 1, 1, 1]], bool),
            np.array([[1, 1, 1, 0, 1], [1, 1, 0, 1, 1]], bool),
        ),
    ),
    numbers=_tables,
    reference=_better,
    mistakes=(
        Mistake(
            "the wrong sign",
            lambda A, B: -_better(A, B),
            "That is by how much B leads.",
        ),
        Mistake(
            "all pictures as coins",
            lambda A, B: float(_leads(A, B).sum() / np.sqrt(_alone(A, B).sum())),
            "You counted the pictures of all seeds as coins of their own. That asks whether these "
            "networks differ. For the recipes, one seed is one draw: how far do the leads of the "
            "seeds scatter?",
        ),
        Mistake(
            "the luckiest pair",
            _largest,
            "That is the largest lead of all pairs: the winner's curse. Take the mean of all.",
        ),
        Mistake(
            "the mean of the pairs",
            lambda A, B: float(np.mean(_leads(A, B) / np.sqrt(np.maximum(_alone(A, B), 1)))),
            "That is a mean of leads, each in its own standard deviations. Asked is the mean lead "
            "in the standard deviation of the mean.",
        ),
        Mistake(
            "the first pair",
            lambda A, B: float(_leads(A, B)[0] / np.sqrt(max(_alone(A, B)[0], 1))),
            "That is one pair of networks. The recipe has all seeds.",
        ),
        Mistake(
            "one lead's standard deviation",
            lambda A, B: _in_deviations(_leads(A, B), lambda n: 1.0),
            "That is the standard deviation of one lead. The mean of all seeds scatters less.",
        ),
        Mistake(
            "divided by the number",
            lambda A, B: _in_deviations(_leads(A, B), lambda n: float(n)),
            "The variance of a mean falls with the number of seeds, the standard deviation with "
            "its root.",
        ),
        Mistake(
            "n below",
            lambda A, B: _in_deviations(_leads(A, B), ddof=0),
            "np.std divides by n. These leads scatter about their own mean, so divide by one less: "
            "ddof=1.",
        ),
        Mistake(
            "a variance",
            lambda A, B: float(
                np.mean(_leads(A, B)) / (np.var(_leads(A, B), ddof=1) / len(np.asarray(A)))
            ),
            "You divided by the variance of the mean. Its root is the standard deviation.",
        ),
        Mistake(
            "in pictures",
            lambda A, B: float(np.mean(_leads(A, B))),
            "That is the mean lead in pictures. How long is it, measured in its standard "
            "deviation?",
        ),
        Mistake(
            "along the pictures",
            lambda A, B: _in_deviations(np.sum(np.asarray(A, float) - np.asarray(B), axis=0)),
            "You have one lead for each picture. Seeds are the rows: sum over the pictures first.",
        ),
    ),
    hints=(
        "For each seed, by how many pictures does A lead? That is one number for each row.",
        "These leads have a mean, and a standard deviation with ddof=1. The mean of so many leads "
        "has a smaller one.",
        "Divide the mean lead by its own standard deviation, which is that of one lead divided by "
        "the root of the number of seeds.",
    ),
)


EXERCISES = (_BETTER,)
