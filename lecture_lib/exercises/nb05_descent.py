"""Exercises of notebook 05, *walk downhill*."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..descent import double_well
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- one coordinate ---------------------------------------------------------------------------


def _walk(rng: Generator) -> Inputs:
    """Draw a start, a rate and a curvature with one decimal, and a few steps."""
    start, eta, curvature = rng.choice(np.arange(2, 16), size=3, replace=False) / 10
    return 10 * float(start), float(eta), float(curvature), int(rng.integers(3, 6))


_PATH = Exercise(
    id="descent-path",
    task="f(x) = ½λx². Return x after some steps of gradient descent.",
    inputs=("x", "eta", "curvature", "steps"),
    simple=((5.0, 0.1, 2.0, 2), (1.0, 0.6, 3.0, 3)),
    numbers=_walk,
    reference=lambda x, eta, curvature, steps: x * (1 - eta * curvature) ** steps,
    mistakes=(
        Mistake(
            "wrong sign",
            lambda x, eta, curvature, steps: x * (1 + eta * curvature) ** steps,
            "This walks uphill. Which way does the gradient point?",
        ),
        Mistake(
            "twice the slope",
            lambda x, eta, curvature, steps: x * (1 - 2 * eta * curvature) ** steps,
            "The ½ in front of λx² cancels the 2 of its derivative.",
        ),
        Mistake(
            "a straight line",
            lambda x, eta, curvature, steps: x * (1 - steps * eta * curvature),
            "The slope is not that of the start at every step: it shrinks as x does.",
        ),
        Mistake(
            "forgot the curvature",
            lambda x, eta, curvature, steps: x * (1 - eta) ** steps,
            "The slope of ½λx² is λx, not x.",
        ),
        Mistake(
            "a single step",
            lambda x, eta, curvature, steps: x * (1 - eta * curvature),
            "That is where the first step ends. The others multiply once more each.",
        ),
        Mistake(
            "forgot the start",
            lambda x, eta, curvature, steps: (1 - eta * curvature) ** steps,
            "That is the factor by which the distance shrinks; it starts at x, not at 1.",
        ),
    ),
    hints=(
        "Do one step on paper: what is x − η f′(x)?",
        "x − ηλx = (1 − ηλ) x. The next step does the same to what is left.",
        "Every step multiplies by 1 − ηλ: x (1 − ηλ) to the power of the steps.",
    ),
)


# --- the loop ---------------------------------------------------------------------------------


def _loop(
    stops: Callable[[Array, float], bool],
    sign: float = -1.0,
    behind: bool = False,
    stuck: bool = False,
) -> Callable[..., Array]:
    """Gradient descent on ½ Σ λᵢθᵢ² with one line or another changed."""

    def walk(curvatures: Array, theta: Array, eta: float, tau: float, most: int) -> Array:
        first = theta
        for _ in range(most):
            new = theta + sign * eta * curvatures * (first if stuck else theta)
            if stops(new - theta, tau):
                return theta if behind else new
            theta = new
        return theta

    return walk


def _small(change: Array, tau: float) -> bool:
    return bool(np.linalg.norm(change) < tau)


def _signed(change: Array, tau: float) -> bool:
    return bool((change < tau).all())


def _entries(change: Array, tau: float) -> bool:
    return bool((np.abs(change) < tau).all())


def _never(change: Array, tau: float) -> bool:
    return False


def _descent(rng: Generator) -> Inputs:
    slow, fast = np.sort(rng.choice(np.arange(2, 20), size=2, replace=False)) / 10
    curvatures = rng.permutation([slow, slow, fast])  # two alike: a step is longer than its entries
    return curvatures, rng.choice(np.arange(20, 60), size=3) / 10, 0.4, 0.1, 60


_REPAIR = Exercise(
    id="descent-repair",
    task="f(θ) = ½ Σ λᵢθᵢ². Descend until a step is shorter than τ; return where it ended.",
    inputs=("curvatures", "theta", "eta", "tau", "most"),
    simple=(
        (np.array([2.0]), np.array([5.0]), 0.1, 0.5, 50),
        (np.array([1.0, 1.0]), np.array([1.0, -1.0]), 0.1, 0.12, 50),
        (np.array([1.0]), np.array([8.0]), 0.1, 0.001, 3),
    ),
    numbers=_descent,
    reference=_loop(_small),
    mistakes=(
        Mistake(
            "as printed",
            _loop(_signed, behind=True),
            "Two lines need repair: the test lets every step to the left pass, and what is "
            "returned is the point before the step.",
        ),
        Mistake(
            "signed test",
            _loop(_signed),
            "A step to the left is a negative number, so it is below any τ. How long is it?",
        ),
        Mistake(
            "one step behind",
            _loop(_small, behind=True),
            "The point before the last step is returned, and the last step is lost.",
        ),
        Mistake(
            "entry by entry",
            _loop(_entries),
            "Each entry is below τ; the step as a whole may be longer than any of them.",
        ),
        Mistake(
            "tested the gradient",
            lambda curvatures, theta, eta, tau, most: _loop(_small)(
                curvatures, theta, eta, eta * tau, most
            ),
            "The gradient is not the step: the step is η times as long.",
        ),
        Mistake("never stops", _loop(_never), "It runs all its steps, however short they are."),
        Mistake(
            "gradient of the start",
            _loop(_small, stuck=True),
            "The gradient is needed where you are now, not where you began.",
        ),
        Mistake("wrong sign", _loop(_small, sign=1.0), "This walks uphill."),
    ),
    hints=(
        "From θ = 5 the first step is −1. Is −1 < τ? Should the loop stop there?",
        "Compare the length of the step, np.linalg.norm(new - theta), with τ.",
        "And return new, the point after the step.",
    ),
)


# --- the plane and beyond ---------------------------------------------------------------------


def _turned(rng: Generator, eigenvalues: Array) -> Array:
    turn, _ = np.linalg.qr(rng.normal(size=(eigenvalues.size, eigenvalues.size)))
    return np.asarray((turn * eigenvalues @ turn.T).round(2))


def _bowl(rng: Generator) -> Inputs:
    return (_turned(rng, rng.uniform([0.2, 3.0], [1.0, 6.0])),)


_LIMIT = Exercise(
    id="descent-limit",
    task="f(θ) = ½ θᵀHθ. Return the learning rate beyond which gradient descent diverges.",
    inputs=("hessian",),
    simple=((np.diag([0.2, 4.0]),), (np.array([[3.0, 1.0], [1.0, 3.0]]),)),
    numbers=_bowl,
    reference=lambda hessian: 2 / np.linalg.eigvalsh(hessian)[-1],
    mistakes=(
        Mistake(
            "half of it",
            lambda hessian: 1 / np.linalg.eigvalsh(hessian)[-1],
            "At 1/L the steepest direction is solved in one step. Overshooting is allowed, as "
            "long as the other side is nearer: |1 − ηL| < 1.",
        ),
        Mistake(
            "the flattest direction",
            lambda hessian: 2 / np.linalg.eigvalsh(hessian)[0],
            "One direction that grows is enough to diverge. Which one grows first?",
        ),
        Mistake(
            "the best rate",
            lambda hessian: 2 / np.linalg.eigvalsh(hessian).sum(),
            "2/(L + μ) is the fastest rate; a little more still converges.",
        ),
        Mistake(
            "the axes' curvatures",
            lambda hessian: 2 / np.diag(hessian).max(),
            "The steepest direction need not lie along an axis: take the eigenvalues of H.",
        ),
    ),
    hints=(
        "Along an eigenvector of H with eigenvalue λ, one step multiplies by 1 − ηλ.",
        "It shrinks when |1 − ηλ| < 1, that is when 0 < η < 2/λ; this must hold for every λ.",
        "2 over the largest of np.linalg.eigvalsh(hessian).",
    ),
)


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
            "the wrong side",
            lambda left, top, right, starts: np.where(starts < top, right, left),
            "Put a number below top into the slope: which sign has it, and which way is down?",
        ),
        Mistake(
            "the hilltop",
            lambda left, top, right, starts: np.full(starts.shape, top),
            "There the slope is 0 too, but every step leads away from it.",
        ),
    ),
    hints=(
        "Which of the three points of slope 0 is a maximum?",
        "The hilltop parts the line: tiny steps never cross it.",
        "Starts below top end at left, the others at right.",
    ),
)


def _counted(rng: Generator) -> Inputs:
    """A 4 × 4 Hessian for which the ways to count give different numbers."""
    down = int(rng.choice([1, 3]))
    sizes = rng.uniform(0.5, 3.0, 4) * np.where(np.arange(4) < down, -1, 1)
    for _ in range(200):
        hessian = _turned(rng, sizes)
        counts = {down, 4 - down, int((np.diag(hessian) < 0).sum()), int((hessian < 0).sum())}
        if len(counts) == 4:
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
    ),
    hints=(
        "Near the point f changes by ½ dᵀHd. For which directions d is that negative?",
        "Along an eigenvector of length 1 it is half the eigenvalue.",
        "Count the negative ones of np.linalg.eigvalsh(hessian).",
    ),
)

EXERCISES = (_PATH, _REPAIR, _LIMIT, _BASIN, _DOWNHILL)
