"""Exercise of notebook 09, *adaptive steps*: Adam from an empty body."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]


def _adam(
    gradients: Array, eta: float, beta1: float, beta2: float, eps: float, slip: str = ""
) -> Array:
    """θ after Adam's steps from 0, or with one of the slips of ``_SAY``."""
    theta = m = v = np.zeros_like(gradients[0])
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1.0 if slip == "a sum instead of an average" else 1 - beta1) * g
        squares = {
            "v of sizes": np.abs(g),
            "v of m": m**2,
            "v of g": g,
            "one size for all": np.sum(g**2) + 0 * g,
        }.get(slip, g**2)
        v = beta2 * v + (1 - beta2) * squares
        counts = {"t one too large": t + 1, "always the last t": len(gradients), "no power": 1}
        count = counts.get(slip, t)
        m_hat, v_hat = m / (1 - beta1**count), v / (1 - beta2**count)
        if slip == "corrections exchanged":
            m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
        if slip == "RMSProp":
            m_hat, v_hat = g, v
        if slip in ("no bias correction", "only v corrected"):
            m_hat = m
        if slip in ("no bias correction", "only m corrected"):
            v_hat = v
        if slip == "the gradient, not its average":
            m_hat = g
        if slip == "the corrected averages are kept":
            m, v = m_hat, v_hat
        with np.errstate(invalid="ignore"):
            below = {
                "ε inside the root": np.sqrt(v_hat + eps),
                "without the root": v_hat + eps,
                "the root before the correction": np.sqrt(v) / (1 - beta2**count) + eps,
            }.get(slip, np.sqrt(v_hat) + eps)
        step = (eta if slip == "uphill" else -eta) * m_hat / below
        theta = step if slip == "only the last step" else theta + step
    return np.asarray(theta)


_SAY: Mapping[str, str] = {
    "no bias correction": "m and v started at 0 and are too small at first, each by a factor of "
    "its own.",
    "only m corrected": "m is corrected. v started at 0 as well.",
    "only v corrected": "v is corrected. m started at 0 as well.",
    "corrections exchanged": "The averages are right. Their corrections are not: m is divided by "
    "the sum of its own weights, v by the sum of its own.",
    "t one too large": "In the first step t is 1: there m̂ must be the gradient itself.",
    "always the last t": "The correction of a step takes the number of this step, not the number "
    "of all steps.",
    "no power": "You divide by the same in every step. The sum of the weights grows with t.",
    "one size for all": "Each parameter has a divisor of its own. You take one for all of them.",
    "the corrected averages are kept": "The corrections are for this step only. The averages "
    "themselves go on uncorrected, or they are corrected again and again.",
    "ε inside the root": "ε is to stand outside the root. Where gradients are small, that makes a "
    "difference.",
    "without the root": "v̂ is a mean of squares. Divide by its root.",
    "the root before the correction": "Correct v first, then take the root: the correction "
    "belongs under it.",
    "v of sizes": "v averages the squares of the gradients, not their sizes.",
    "v of m": "v averages the squares of the gradients. You square their average.",
    "uphill": "This goes uphill: look at the sign of the step.",
    "a sum instead of an average": "m is an average: the new gradient does not enter whole.",
    "the gradient, not its average": "That is RMSProp with a corrected divisor. What stands above "
    "the root in Adam?",
    "RMSProp": "That is RMSProp. Adam averages the gradients as well, and corrects both averages.",
    "only the last step": "That is the last step alone. θ adds up all of them.",
}


def _swapped(gradients: Array, eta: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam(gradients, eta, beta2, beta1, eps)


def _first_for_both(gradients: Array, eta: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam(gradients, eta, beta1, beta1, eps)


def _past_and_new(gradients: Array, eta: float, beta1: float, beta2: float, eps: float) -> Array:
    return _adam(gradients, eta, 1 - beta1, 1 - beta2, eps)


def _new_by_beta(gradients: Array, eta: float, beta1: float, beta2: float, eps: float) -> Array:
    """β and 1 − β exchanged in the averages only."""
    theta = m = v = np.zeros_like(gradients[0])
    for t, g in enumerate(gradients, start=1):
        m, v = (1 - beta1) * m + beta1 * g, (1 - beta2) * v + beta2 * g**2
        theta = theta - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return np.asarray(theta)


def _short(gradients: Array, *settings: Any) -> Array:
    return _adam(gradients[:-1], *settings) if len(gradients) > 1 else 0 * gradients[0]


def _nothing(gradients: Array, *_: Any) -> Array:
    return np.full_like(gradients[0], np.nan)


def _square_forgotten(answer: Any, gradients: Array, *settings: float) -> bool:
    """Whether v averages g: where one is negative, the root is not a number."""
    eta, beta1, beta2, eps = settings
    wrong = _adam(gradients, eta, beta1, beta2, eps, slip="v of g")
    given = np.asarray(answer, dtype=float)
    return given.shape == wrong.shape and np.allclose(given, wrong, equal_nan=True)


def _is_nan(answer: Any, *_: Any) -> bool:
    return bool(np.isnan(np.asarray(answer, dtype=float)).all())


def _rows(rng: np.random.Generator) -> Inputs:
    sizes = rng.choice([-1.0, 1.0], 2) * rng.choice([0.05, 1.0, 20.0], 2, replace=False)
    gradients = sizes * rng.uniform(0.3, 1.7, (int(rng.integers(4, 8)), 2))
    eta, beta1 = float(rng.choice([0.1, 0.2, 0.5])), float(rng.choice([0.8, 0.9]))
    return gradients.round(3), eta, beta1, float(rng.choice([0.95, 0.99])), 0.01


_MAKE = Exercise(
    id="adaptive-make",
    task="Write Adam with bias correction, ε outside the root. gradients has one row for each "
    "step; start at θ = 0 and return θ after the last step.",
    inputs=("gradients", "eta", "beta1", "beta2", "eps"),
    simple=(
        (np.array([[2.0], [-0.5]]), 0.1, 0.5, 0.75, 0.01),
        (np.array([[-4.0, 0.1], [-3.0, 0.3], [5.0, -0.1]]), 0.1, 0.9, 0.99, 0.01),
        (np.array([[1.0, -2.0]]), 0.5, 0.9, 0.999, 0.5),
    ),
    numbers=_rows,
    reference=_adam,
    mistakes=(
        *(Mistake(slip, partial(_adam, slip=slip), say) for slip, say in _SAY.items()),
        Mistake(
            "g not squared",
            partial(_adam, slip="v of g"),
            "v averages the squares of the gradients. The root of a negative average is not a "
            "number.",
            _square_forgotten,
        ),
        Mistake(
            "β₁ and β₂ exchanged", _swapped, "β₁ belongs to the gradients, β₂ to their squares."
        ),
        Mistake("β₁ for both", _first_for_both, "β₁ belongs to m. v has a β of its own, β₂."),
        Mistake(
            "β weighs the new",
            _past_and_new,
            "β is the weight of the past; the new gradient enters with the rest.",
        ),
        Mistake(
            "β weighs the new, in the averages only",
            _new_by_beta,
            "β is the weight of the past; the new gradient enters with the rest.",
        ),
        Mistake(
            "one step too few",
            _short,
            "The last row has not been used. Does the loop end one step early?",
        ),
        Mistake(
            "t begins at 0",
            _nothing,
            "It is not a number. If t begins at 0, the first correction divides by 0. A power is "
            "written ** in Python.",
            _is_nan,
        ),
    ),
    hints=(
        "Three things are kept from step to step: θ and two averages. Count steps from 1.",
        "In each step update m with g and v with g², then correct copies of them, then move.",
        "The copies are m and v over 1 − β₁ᵗ and 1 − β₂ᵗ. enumerate(gradients, start=1) "
        "gives t and g.",
    ),
)

EXERCISES = (_MAKE,)
