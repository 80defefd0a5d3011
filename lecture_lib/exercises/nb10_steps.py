"""Exercises of notebook 10 on one step: Adam's first, and the best one for a noisy mode."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- Adam's first step ------------------------------------------------------------------------


def _unit(rng: Generator) -> Inputs:
    x = rng.permutation([0.8, -1.3, 2.0, 0.25, -1.05, 0.9])[: int(rng.integers(4, 7))]
    return np.array(x), float(rng.choice([0.5, 2.0, 3.0]))


_FIRST = Exercise(
    id="schedule-first-step",
    task="A unit computes z as the sum of w·x, plus a bias b; w and b are parameters. Training on "
    "one example begins, with Adam (ε is 0). Return the η with which its first step changes z by "
    "limit, up or down.",
    inputs=("x", "limit"),
    simple=(
        (np.array([0.5, 0.5, 0.5]), 1.0),
        (np.array([2.0, -1.0]), 3.0),
        (np.array([0.2, -0.4, 0.9, -1.3]), 0.5),
    ),
    numbers=_unit,
    reference=lambda x, limit: limit / (np.abs(x).sum() + 1),
    mistakes=(
        Mistake(
            "bias forgotten",
            lambda x, limit: limit / np.abs(x).sum(),
            "The bias is a parameter too, and moves with the weights.",
        ),
        Mistake(
            "signs kept",
            lambda x, limit: limit / (x.sum() + 1),
            "The gradient of a weight has the sign of its input. What is the sign of the change of "
            "z that this weight brings?",
        ),
        Mistake(
            "signs kept, bias forgotten",
            lambda x, limit: limit / x.sum(),
            "Two things are missing: the bias, and the sign of each weight's gradient.",
        ),
        Mistake(
            "like gradient descent",
            lambda x, limit: limit / (np.sum(x**2) + 1),
            "So it would be if a weight moved in proportion to its gradient. In Adam's first step "
            "all move equally far.",
        ),
        Mistake(
            "inputs of 1",
            lambda x, limit: limit / (len(x) + 1),
            "All weights move equally far, but each counts in z with its input.",
        ),
        Mistake(
            "as if at random",
            lambda x, limit: limit / np.sqrt(np.sum(x**2) + 1),
            "That is for changes of independent signs. Here all push z the same way.",
        ),
        Mistake(
            "one parameter",
            lambda x, limit: limit / np.abs(x).max(),
            "All weights move in this step, not the one with the largest input alone.",
        ),
        Mistake(
            "upside down",
            lambda x, limit: (np.abs(x).sum() + 1) / limit,
            "That is how far z moves at η of one, over limit. A larger limit allows a larger η.",
        ),
        Mistake(
            "η itself is the change",
            lambda x, limit: limit,
            "Then z would have a single parameter. It has one for each input, and a bias.",
        ),
        Mistake(
            "the change at η of one",
            lambda x, limit: np.abs(x).sum() + 1,
            "So far z moves at η of one. It is to move by limit.",
        ),
    ),
    hints=(
        "How far does each parameter move, and in which direction?",
        "The gradient of a weight is its input times ∂ℓ/∂z, and that of the bias is ∂ℓ/∂z. Which "
        "of the changes of z have the same sign?",
        "They all have. Each weight contributes the size of its input, times η.",
    ),
)


# --- the ideal rate ---------------------------------------------------------------------------


def _noisy(rng: Generator) -> Inputs:
    return (
        float(rng.choice([0.3, 0.7, 3.0, 5.0])),
        float(rng.choice([0.5, 0.8, 1.5])),
        float(rng.choice([0.6, 1.3, 2.0])),
    )


_IDEAL = Exercise(
    id="schedule-ideal",
    task="x ← x − η(λx + σξ) with independent noise ξ of mean 0 and variance 1. E x² is now "
    "square. Return the η that makes it smallest after this step.",
    inputs=("square", "lam", "sigma"),
    simple=((4.0, 1.0, 1.0), (0.25, 2.0, 3.0)),
    numbers=_noisy,
    reference=lambda square, lam, sigma: lam * square / (lam**2 * square + sigma**2),
    mistakes=(
        Mistake(
            "without noise",
            lambda square, lam, sigma: 1 / lam,
            "1/λ would jump to the minimum if the gradient were exact. Here it also adds all "
            "of the noise.",
        ),
        Mistake(
            "x for its square",
            lambda square, lam, sigma: lam * square**0.5 / (lam**2 * square**0.5 + sigma**2),
            "square is E x² already.",
        ),
        Mistake(
            "σ is not squared",
            lambda square, lam, sigma: lam * square / (lam**2 * square + sigma),
            "The noise moves x by ησξ. What does that add to E x²?",
        ),
        Mistake(
            "forgot λ",
            lambda square, lam, sigma: square / (square + sigma**2),
            "Right for λ = 1. x is multiplied by 1 − ηλ.",
        ),
        Mistake(
            "what is left",
            lambda square, lam, sigma: square * sigma**2 / (lam**2 * square + sigma**2),
            "That is the smallest E x². At which η?",
        ),
    ),
    hints=(
        "Write E x² after the step as a function of η.",
        "(1 − ηλ)² · square + η²σ². A parabola in η: where is its slope 0?",
        "−2λ(1 − ηλ) · square + 2ησ² = 0; collect η.",
    ),
)

EXERCISES = (_FIRST, _IDEAL)
