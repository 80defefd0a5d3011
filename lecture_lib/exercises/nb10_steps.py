"""Exercises of notebook 10 on one step: Adam's first, and the best ones for a noisy mode."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- Adam's first step ------------------------------------------------------------------------


def _unit(rng: Generator) -> Inputs:
    x = rng.permutation([0.8, -1.3, 2.0, 0.25, -1.05, 0.9])[: int(rng.integers(4, 7))]
    return np.array(x), float(rng.choice([0.5, 2.0, 3.0])), int(rng.integers(5, 25))


def _coasting(steps: int, corrected: bool = True) -> Array:
    """Adam's steps, in units of η, when one gradient is followed by none."""
    k = np.arange(steps)
    m, v = 0.1 * 0.9**k, 0.001 * 0.999**k
    if corrected:
        m, v = m / (1 - 0.9 ** (k + 1)), v / (1 - 0.999 ** (k + 1))
    lengths: Array = m / np.sqrt(v)
    return lengths


def _only_m(steps: int) -> Array:
    """The same with v as it was in the first step."""
    k = np.arange(steps)
    return np.asarray(0.1 * 0.9**k / (1 - 0.9 ** (k + 1)))


def _without_root(steps: int) -> Array:
    """The same with v for its root."""
    k = np.arange(steps)
    return _only_m(steps) / (0.001 * 0.999**k / (1 - 0.999 ** (k + 1)))


def _moved(x: Array, steps: int) -> float:
    """How far z moves at η = 1, in that many steps."""
    return float((np.abs(x).sum() + 1) * _coasting(steps).sum())


def _as_if(reach: Callable[[Array], float]) -> Callable[..., float]:
    """The η of someone who takes ``reach(x)`` for how far one step of η = 1 moves z."""
    return lambda x, limit, steps: limit / (reach(x) * float(_coasting(steps).sum()))


_FIRST = Exercise(
    id="schedule-first-step",
    task="A unit computes z as the sum of w·x, plus a bias b; w and b are parameters. Training "
    "begins on one example, with Adam (β are 0.9 and 0.999, ε is 0). After the first step all "
    "gradients are 0. Return the η with which z has moved by limit, up or down, after so many "
    "steps in all.",
    inputs=("x", "limit", "steps"),
    simple=(
        (np.array([0.5, 0.5, 0.5]), 1.0, 1),
        (np.array([2.0, -1.0]), 3.0, 2),
        (np.array([0.2, -0.4, 0.9, -1.3]), 0.5, 20),
    ),
    numbers=_unit,
    reference=lambda x, limit, steps: limit / _moved(x, steps),
    mistakes=(
        Mistake(
            "the first step alone",
            lambda x, limit, steps: limit / (np.abs(x).sum() + 1),
            "Right for one step. The next have no new gradient, but m is not 0.",
        ),
        Mistake(
            "the first step alone, bias forgotten",
            lambda x, limit, steps: limit / np.abs(x).sum(),
            "The sizes of the inputs are right. But the bias is a parameter too, and later steps "
            "count as well: m is not 0 when the gradients are.",
        ),
        Mistake(
            "all steps alike",
            lambda x, limit, steps: limit / (np.abs(x).sum() + 1) / steps,
            "So far it would go if every step were as long as the first. What is left of m after "
            "a step without a gradient?",
        ),
        Mistake(
            "as in forty steps",
            lambda x, limit, steps: (
                limit / ((np.abs(x).sum() + 1) * round(_moved(np.zeros(0), 40), 1))
            ),
            "5.9 first steps is how far it coasts in forty. How far in so many as steps says?",
        ),
        Mistake(
            "m alone",
            lambda x, limit, steps: limit / (np.abs(x).sum() + 1) / (0.9 ** np.arange(steps)).sum(),
            "m does shrink to nine tenths. But both m and v are divided by their corrections, and "
            "these change with every step.",
        ),
        Mistake(
            "v left alone",
            lambda x, limit, steps: limit / ((np.abs(x).sum() + 1) * _only_m(steps).sum()),
            "m is followed, and corrected. But v shrinks as well, and its correction changes too.",
        ),
        Mistake(
            "corrections forgotten",
            lambda x, limit, steps: (
                limit / ((np.abs(x).sum() + 1) * _coasting(steps, corrected=False).sum())
            ),
            "Adam divides both m and v by corrections, since both start at 0.",
        ),
        Mistake(
            "one step too many",
            lambda x, limit, steps: limit / _moved(x, steps + 1),
            "The first step counts: steps is their number in all.",
        ),
        Mistake(
            "the first step not counted",
            lambda x, limit, steps: (
                limit / ((np.abs(x).sum() + 1) * max(_coasting(steps).sum() - 1, 1e-9))
            ),
            "The first step counts too.",
        ),
        Mistake(
            "bias forgotten",
            _as_if(lambda x: np.abs(x).sum()),
            "The bias is a parameter too, and moves with the weights.",
        ),
        Mistake(
            "signs kept",
            _as_if(lambda x: x.sum() + 1),
            "The gradient of a weight has the sign of its input. What is the sign of the change of "
            "z that this weight brings?",
        ),
        Mistake(
            "signs kept, bias forgotten",
            _as_if(lambda x: x.sum()),
            "Two things are missing: the bias, and the sign of each weight's gradient.",
        ),
        Mistake(
            "size of the sum",
            _as_if(lambda x: np.abs(x.sum()) + 1),
            "The size of the sum is not the sum of the sizes: here no two changes of z cancel.",
        ),
        Mistake(
            "half for every input",
            _as_if(lambda x: len(x) / 2 + 1),
            "In the text all inputs were near one half. Here each counts with its own size.",
        ),
        Mistake(
            "like gradient descent",
            _as_if(lambda x: np.sum(x**2) + 1),
            "So it would be if a weight moved in proportion to its gradient. In Adam's first step "
            "all move equally far.",
        ),
        Mistake(
            "inputs of 1",
            _as_if(lambda x: len(x) + 1),
            "All weights move equally far, but each counts in z with its input.",
        ),
        Mistake(
            "as if at random",
            _as_if(lambda x: float(np.sqrt(np.sum(x**2) + 1))),
            "That is for changes of independent signs. Here all push z the same way.",
        ),
        Mistake(
            "one parameter",
            _as_if(lambda x: np.abs(x).max()),
            "All weights move, not the one with the largest input alone.",
        ),
        Mistake(
            "upside down",
            lambda x, limit, steps: _moved(x, steps) / limit,
            "That is how far z moves at η of one, over limit. A larger limit allows a larger η.",
        ),
        Mistake(
            "upside down, and the first step alone",
            lambda x, limit, steps: (np.abs(x).sum() + 1) / limit,
            "A larger limit allows a larger η. And the steps after the first count too.",
        ),
        Mistake(
            "times for over",
            lambda x, limit, steps: limit * _moved(x, steps),
            "If z moves further at η of one, must η be larger or smaller?",
        ),
        Mistake(
            "roots over means",
            lambda x, limit, steps: limit / ((np.abs(x).sum() + 1) * (1 / _coasting(steps)).sum()),
            "The steps grow in your sum. Adam divides m by the root of v, not the root by m.",
        ),
        Mistake(
            "v without its root",
            lambda x, limit, steps: limit / ((np.abs(x).sum() + 1) * _without_root(steps).sum()),
            "Adam divides by the root of v.",
        ),
        Mistake(
            "the change at η of one",
            lambda x, limit, steps: _moved(x, steps),
            "So far z moves at η of one. It is to move by limit.",
        ),
    ),
    hints=(
        "How far does each parameter move in the first step, and in which direction? All moves "
        "are in proportion to η.",
        "In the first step each weight contributes the size of its input, times η, to the move of "
        "z, and the bias contributes η. How much smaller is each later step?",
        "Take one gradient of 1, then zeros: follow m and v, correct both, and add up the steps "
        "at η of one. Every parameter has the same series of steps, but for its sign.",
    ),
)


# --- the best step, again and again -----------------------------------------------------------


def _noisy(rng: Generator) -> Inputs:
    return (
        float(rng.choice([0.3, 0.7, 3.0, 5.0])),
        float(rng.choice([0.5, 0.8, 1.5])),
        rng.permutation([2.0, 1.7, 1.1, 0.8, 0.6, 0.45])[: int(rng.integers(4, 7))],
    )


def _best_rate(square: float, lam: float, sigma: float) -> float:
    return lam * square / (lam**2 * square + sigma**2)


def _after(square: float, lam: float, sigma: float, eta: float) -> float:
    return (1 - eta * lam) ** 2 * square + (eta * sigma) ** 2


def _left(square: float, lam: float, sigmas: Array, eta: float | None = None) -> float:
    """E x² after a step for each σ, each with its best rate or all with one."""
    for sigma in sigmas:
        best = _best_rate(square, lam, sigma) if eta is None else eta
        square = _after(square, lam, sigma, best)
    return float(square)


def _first_best(square: float, lam: float, sigmas: Array) -> float:
    return _left(square, lam, sigmas, _best_rate(square, lam, sigmas[0]))


def _one_for_all(square: float, lam: float, sigmas: Array) -> float:
    """What the best constant η leaves: found on a grid, refined twice."""
    low, high = 0.0, 1 / lam
    for _ in range(4):
        etas = np.linspace(low, high, 201)
        k = int(np.argmin([_left(square, lam, sigmas, eta) for eta in etas]))
        low, high = etas[max(k - 1, 0)], etas[min(k + 1, 200)]
    return _left(square, lam, sigmas, float(etas[k]))


def _without_lam(square: float, lam: float, sigmas: Array) -> float:
    for sigma in sigmas:
        square = _after(square, lam, sigma, square / (lam**2 * square + sigma**2))
    return float(square)


def _constant(of: Callable[[Array], float]) -> Callable[..., float]:
    """The E x² of someone who takes one σ for all."""
    return lambda square, lam, sigmas: _left(square, lam, np.full(len(sigmas), of(sigmas)))


_IDEAL = Exercise(
    id="schedule-ideal",
    task="x ← x − η(λx + σξ) with independent noise ξ of mean 0 and variance 1. E x² is now "
    "square. The batch changes from step to step, and with it σ: sigmas has one for each of the "
    "next steps. Each step takes the η that makes E x² smallest after it. Return E x² after all "
    "of them.",
    inputs=("square", "lam", "sigmas"),
    simple=(
        (4.0, 1.0, np.array([1.0, 0.5])),
        (0.25, 2.0, np.array([3.0, 2.0, 1.5, 1.0, 0.5])),
        (2.0, 0.5, np.array([0.7, 1.4, 0.9])),
    ),
    numbers=_noisy,
    reference=lambda square, lam, sigmas: 1 / (1 / square + lam**2 * (1 / sigmas**2).sum()),
    mistakes=(
        Mistake(
            "one step",
            lambda square, lam, sigmas: _left(square, lam, sigmas[:1]),
            "Right for one step. What is left after it is the square of the next.",
        ),
        Mistake(
            "the first η for all",
            _first_best,
            "The η that was best in the first step is not the best of the next, when less is left.",
        ),
        Mistake(
            "one best η for all",
            _one_for_all,
            "So little is left if all steps share one η, the best such. Each may take its own.",
        ),
        Mistake(
            "the first σ for all",
            _constant(lambda sigmas: sigmas[0]),
            "Each step has a σ of its own.",
        ),
        Mistake(
            "the mean of σ",
            _constant(np.mean),
            "A quiet step gains more than a loud one loses. What does each add to the inverse of "
            "E x²?",
        ),
        Mistake(
            "the mean of σ²",
            _constant(lambda sigmas: float(np.sqrt(np.mean(sigmas**2)))),
            "A quiet step gains more than a loud one loses. What does each add to the inverse of "
            "E x²?",
        ),
        Mistake(
            "without noise",
            lambda square, lam, sigmas: _left(square, lam, sigmas, 1 / lam),
            "1/λ would jump to the minimum if the gradient were exact. Here it also adds all "
            "of the noise.",
        ),
        Mistake(
            "the rate",
            lambda square, lam, sigmas: _best_rate(square, lam, sigmas[0]),
            "That is the best η of the first step. What is left of E x² after it?",
        ),
        Mistake(
            "x for its square",
            lambda square, lam, sigmas: _left(square**2, lam, sigmas),
            "square is E x² already.",
        ),
        Mistake(
            "σ is not squared",
            lambda square, lam, sigmas: _left(square, lam, sigmas**0.5),
            "The noise moves x by ησξ. What does that add to E x²?",
        ),
        Mistake(
            "start forgotten",
            lambda square, lam, sigmas: 1 / (lam**2 * (1 / sigmas**2).sum()),
            "That is what is left of an endless distance. Here square is known at the start.",
        ),
        Mistake(
            "λ is not squared",
            lambda square, lam, sigmas: 1 / (1 / square + lam * (1 / sigmas**2).sum()),
            "Right where λ is 1. Put the best η in and simplify: which power of λ is left?",
        ),
        Mistake(
            "the η of a step lacks λ",
            _without_lam,
            "The form is right, and a λ is missing in the best η: set the slope to 0 once more.",
        ),
        Mistake(
            "forgot λ",
            lambda square, lam, sigmas: _left(square, 1.0, sigmas),
            "Right for λ = 1. x is multiplied by 1 − ηλ.",
        ),
        Mistake(
            "upside down",
            lambda square, lam, sigmas: 1 / square + lam**2 * (1 / sigmas**2).sum(),
            "That is the inverse of E x².",
        ),
    ),
    hints=(
        "The text has the best η for one direction, and what such a step leaves. What changes when "
        "σ does?",
        "A loop will do: the best η of this step's σ, then E x² after it. A formula is shorter: "
        "look at the inverse of E x².",
        "A step leaves square · σ² / (λ² · square + σ²). By how much has 1/square grown? Add it up "
        "over the steps.",
    ),
)

EXERCISES = (_FIRST, _IDEAL)
