"""Exercises of notebook 10 on one step: Adam's first, and the best ones for a noisy mode."""

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
            "size of the sum",
            lambda x, limit: limit / (np.abs(x.sum()) + 1),
            "The size of the sum is not the sum of the sizes: here no two changes of z cancel.",
        ),
        Mistake(
            "half for every input",
            lambda x, limit: limit / (len(x) / 2 + 1),
            "In the text all inputs were near one half. Here each counts with its own size.",
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


# --- the best step, again and again -----------------------------------------------------------


def _noisy(rng: Generator) -> Inputs:
    return (
        float(rng.choice([0.3, 0.7, 3.0, 5.0])),
        float(rng.choice([0.5, 0.8, 1.5])),
        float(rng.choice([0.6, 1.3, 2.0])),
        int(rng.integers(4, 30)),
    )


def _left(square: float, lam: float, sigma: float, steps: int, eta: float | None = None) -> float:
    """E x² after so many steps, each with its best rate or all with one."""
    for _ in range(steps):
        best = lam * square / (lam**2 * square + sigma**2) if eta is None else eta
        square = (1 - best * lam) ** 2 * square + (best * sigma) ** 2
    return square


def _first_best(square: float, lam: float, sigma: float, steps: int) -> float:
    eta = lam * square / (lam**2 * square + sigma**2)
    return _left(square, lam, sigma, steps, eta)


_IDEAL = Exercise(
    id="schedule-ideal",
    task="x ← x − η(λx + σξ) with independent noise ξ of mean 0 and variance 1. E x² is now "
    "square. Each of the next steps takes the η that makes E x² smallest after it. Return E x² "
    "after so many steps.",
    inputs=("square", "lam", "sigma", "steps"),
    simple=((4.0, 1.0, 1.0, 2), (0.25, 2.0, 3.0, 10)),
    numbers=_noisy,
    reference=lambda square, lam, sigma, steps: 1 / (1 / square + steps * (lam / sigma) ** 2),
    mistakes=(
        Mistake(
            "one step",
            lambda square, lam, sigma, steps: _left(square, lam, sigma, 1),
            "Right for one step. What is left after it is the square of the next.",
        ),
        Mistake(
            "the first η for all",
            _first_best,
            "The η that was best in the first step is not the best of the next, when less is left.",
        ),
        Mistake(
            "without noise",
            lambda square, lam, sigma, steps: _left(square, lam, sigma, steps, 1 / lam),
            "1/λ would jump to the minimum if the gradient were exact. Here it also adds all "
            "of the noise.",
        ),
        Mistake(
            "the rate",
            lambda square, lam, sigma, steps: lam * square / (lam**2 * square + sigma**2),
            "That is the best η of the first step. What is left of E x² after it?",
        ),
        Mistake(
            "x for its square",
            lambda square, lam, sigma, steps: _left(square**2, lam, sigma, steps),
            "square is E x² already.",
        ),
        Mistake(
            "σ is not squared",
            lambda square, lam, sigma, steps: _left(square, lam, sigma**0.5, steps),
            "The noise moves x by ησξ. What does that add to E x²?",
        ),
        Mistake(
            "forgot λ",
            lambda square, lam, sigma, steps: _left(square, 1.0, sigma, steps),
            "Right for λ = 1. x is multiplied by 1 − ηλ.",
        ),
    ),
    hints=(
        "Write E x² after one step as a function of η: a parabola. Where is its slope 0?",
        "At η = λ · square / (λ² · square + σ²). Put it in: what is left? A loop will do.",
        "On paper: square · σ² / (λ² · square + σ²) is left. By how much has 1/square grown?",
    ),
)

EXERCISES = (_FIRST, _IDEAL)
