"""Exercises of notebook 05, *walk downhill*: where a walk ends, and what a flat point is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import double_well
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- basins -----------------------------------------------------------------------------------


def _wells(rng: Generator) -> Inputs:
    """Two minima, a hill that is not half-way, and starts on both sides of both."""
    left, right = -float(rng.integers(2, 5)), float(rng.integers(1, 4))
    middle, nearer = (left + right) / 2, float(rng.choice([-1, 1]))
    top = middle + nearer * (right - left) / 4
    starts = [left - 0.5, middle + nearer * (right - left) / 8, right + 0.5]
    return left, round(top, 3), right, np.array(starts).round(3)


def _ends(left: float, top: float, right: float, starts: Array) -> Array:
    return np.where(starts < top, left, right)


def _nearest(left: float, top: float, right: float, starts: Array) -> Array:
    return np.where(np.abs(starts - left) < np.abs(starts - right), left, right)


def _lowest(left: float, top: float, right: float, starts: Array) -> Array:
    return np.full(starts.shape, double_well(left, top, right).minima[0, 0])


def _on_the_way(answer: Any, left: float, top: float, right: float, starts: Array) -> bool:
    """Whether each walk is nearer to its end than at the start, and some have not arrived."""
    try:
        reached = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return False
    if reached.shape != starts.shape:
        return False
    ends = _ends(left, top, right, starts)
    now, before = np.abs(reached - ends), np.abs(starts - ends)
    alike = np.where(starts < top, reached < top, reached > top)
    return bool(alike.all() and (now < before).all())


def _few_steps(left: float, top: float, right: float, starts: Array) -> Array:
    x = starts
    for _ in range(100):
        x = x - 0.001 * (x - left) * (x - top) * (x - right)
    return np.asarray(x)


_BASIN = Exercise(
    id="descent-basin",
    task="The slope of f is (x − left)(x − top)(x − right), left < top < right. Return where tiny "
    "steps end from each of the starts.",
    inputs=("left", "top", "right", "starts"),
    simple=(
        (-3.0, 0.2, 1.0, np.array([0.05, -4.0, 2.0])),
        (-1.0, -0.8, 3.0, np.array([-0.5, 0.5, -0.9])),
    ),
    numbers=_wells,
    reference=_ends,
    mistakes=(
        Mistake(
            "the nearest minimum",
            _nearest,
            "The walker does not see how far a minimum is, only which way is down from here.",
        ),
        Mistake(
            "the lowest minimum",
            _lowest,
            "The walker does not know that one is lower: it never climbs over the hill.",
        ),
        Mistake(
            "split at 0",
            lambda left, top, right, starts: np.where(starts < 0, left, right),
            "The hilltop parts the starts, and it need not be at 0.",
        ),
        Mistake(
            "the wrong side",
            lambda left, top, right, starts: np.where(starts < top, right, left),
            "Put a number below top into the slope: which sign has it, and which way is down?",
        ),
        Mistake(
            "the hilltop",
            lambda left, top, right, starts: np.full(starts.shape, top),
            "There the slope is 0 too, but every step leads away from it.",
        ),
        Mistake(
            "still on the way",
            _few_steps,
            "Your walks go the right way and have not arrived. Where will they end? You can tell "
            "without walking.",
            fits=_on_the_way,
        ),
    ),
    hints=(
        "Which of the three points of slope 0 is a maximum?",
        "The hilltop parts the line: tiny steps never cross it.",
        "Only the side of the hilltop counts, not the distance. np.where chooses between two.",
    ),
)


# --- saddles ----------------------------------------------------------------------------------


def _turned(rng: Generator, eigenvalues: Array) -> Array:
    turn, _ = np.linalg.qr(rng.normal(size=(eigenvalues.size, eigenvalues.size)))
    return np.asarray((turn * eigenvalues @ turn.T).round(2))


def _counted(rng: Generator) -> Inputs:
    """A 6 × 6 Hessian, two ways down, for which each wrong way to count gives another number."""
    sizes = np.concatenate([-rng.uniform(2.0, 4.0, 2), rng.uniform(0.3, 1.5, 4)])
    for _ in range(300):
        hessian = _turned(rng, sizes)
        if (np.diag(hessian) < 0).sum() == 3 and (hessian < 0).sum() > 6:
            break
    return (hessian,)


_DOWNHILL = Exercise(
    id="descent-downhill",
    task="At a point where ∇f = 0, in how many independent directions does f curve downwards? "
    "Return the number, given the Hessian.",
    inputs=("hessian",),
    simple=(
        (np.diag([2.0, -2.0]),),
        (np.array([[1.0, 3.0], [3.0, 1.0]]),),
        (np.array([[2.0, -1.0], [-1.0, 2.0]]),),
        (np.diag([-1.0, -2.0]),),
        (np.diag([-3.0, 0.0, 0.0]),),
    ),
    numbers=_counted,
    reference=lambda hessian: int((np.linalg.eigvalsh(hessian) < 0).sum()),
    mistakes=(
        Mistake(
            "counted the entries",
            lambda hessian: int((hessian < 0).sum()),
            "A negative entry off the diagonal bends nothing by itself: it turns the axes.",
        ),
        Mistake(
            "only along the axes",
            lambda hessian: int((np.diag(hessian) < 0).sum()),
            "The diagonal tells the curvature along the axes; the way down may lie between them.",
        ),
        Mistake(
            "counted the ways up",
            lambda hessian: int((np.linalg.eigvalsh(hessian) > 0).sum()),
            "These are the directions in which f curves upwards.",
        ),
        Mistake(
            "the sign of the determinant",
            lambda hessian: int(np.linalg.det(hessian) < 0),
            "The determinant is the product of the eigenvalues: two negative ones hide in it.",
        ),
        Mistake(
            "level counted as down",
            lambda hessian: int((np.linalg.eigvalsh(hessian) <= 0).sum()),
            "Along an eigenvector whose eigenvalue is 0, f does not curve at all.",
        ),
        Mistake(
            "whether, not how many",
            lambda hessian: int(np.linalg.eigvalsh(hessian)[0] < 0),
            "That tells whether there is a way down. How many are there?",
        ),
    ),
    hints=(
        "Near the point f changes by ½ dᵀHd. For which directions d is that negative?",
        "Along an eigenvector of length 1 it is half the eigenvalue.",
        "np.linalg.eigvalsh gives the eigenvalues. Which of them mean a way down?",
    ),
)

EXERCISES = (_BASIN, _DOWNHILL)
