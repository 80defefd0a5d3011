"""Exercise of notebook 08: what momentum makes of noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import theory
from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Generator = np.random.Generator


def _ratio(beta: Any, eta: float, lam: float) -> Any:
    """Variance with momentum over that without, at the same rate."""
    return theory.noise_floor(eta, lam, 1.0, beta) / theory.noise_floor(eta, lam, 1.0)


def _reference_noise(factor: float, eta: float, lam: float) -> float:
    betas = np.linspace(0, 0.9999, 100_001)
    return float(np.interp(factor, _ratio(betas, eta, lam), betas))


def noise_fault(answer: Any, factor: float, eta: float, lam: float) -> str | None:
    """Say what the variance is multiplied by, unless it is within 5 % of the factor."""
    try:
        beta = float(as_numbers(answer, "the answer"))
    except (TypeError, ValueError):
        return "return one number"
    if not 0 <= beta < 1:
        return "β must be at least 0 and below 1"
    found = float(_ratio(beta, eta, lam))
    if abs(found / factor - 1) <= 0.05:
        return None
    return f"the variance is {found:.3g} times that of plain SGD, and should be {factor:g} times"


_NOISE = Exercise(
    id="momentum-noise",
    task="One mode of curvature λ, with noisy gradients. Return a β for which the positions have, "
    "at the same η, factor times the variance that they have without momentum (5 % are allowed).",
    inputs=("factor", "eta", "lam"),
    simple=((5.0, 0.02, 1.0), (3.0, 0.01, 2.0), (8.0, 0.05, 0.5)),
    numbers=lambda rng: (float(rng.integers(3, 13)), 0.02, float(rng.choice([0.5, 1.0, 2.0]))),
    reference=_reference_noise,
    mistakes=(
        Mistake(
            "1 over the factor",
            lambda factor, eta, lam: 1 / factor,
            "Close: that is what 1 − β should be.",
        ),
        Mistake(
            "both sums",
            lambda factor, eta, lam: (factor - 1) / (factor + 1),
            "This takes 1 + β along. For small ηλ it cancels: look at the whole formula.",
        ),
        Mistake(
            "the standard deviation",
            lambda factor, eta, lam: 1 - factor**-2,
            "The variance itself grows with the step, not with its square.",
        ),
        Mistake(
            "its square",
            lambda factor, eta, lam: 1 - factor**-0.5,
            "The noise of a step grows with the square, but what pulls back grows too. Together "
            "they leave one factor.",
        ),
    ),
    hints=(
        "What is the variance for a small ηλ, with and without momentum?",
        "Their ratio is nearly 1/(1 − β).",
        "Set 1/(1 − β) to the factor, and solve for β.",
    ),
    fault=noise_fault,
)


EXERCISES = (_NOISE,)
