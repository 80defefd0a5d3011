"""Exercise of notebook 09, *adaptive steps*: an ε is carried from inside the root to outside."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]


def _numbers(rng: np.random.Generator) -> Inputs:
    size, more = float(rng.integers(2, 9)), float(rng.integers(1, 6))
    return -size, (size + more) ** 2 - size**2


def _root(x: float) -> float:
    """A root that is not a number, without a warning, where there is none."""
    with np.errstate(invalid="ignore"):
        return float(np.sqrt(x))


def _from_roots(answer: Any, g: float, eps: float) -> bool:
    """Whether it is √(g + ε) − √g; for a negative g that is not a number."""
    wrong = _root(g + eps) - _root(g)
    return bool(np.isclose(float(answer), wrong, equal_nan=True))


_REPAIR = Exercise(
    id="adaptive-repair",
    task="Return the ε′ with which √v̂ + ε′ equals √(v̂ + ε) for a parameter whose gradient is "
    "always g, so that v̂ = g².",
    inputs=("g", "eps"),
    simple=((3.0, 16.0), (-5.0, 144.0), (0.0, 0.25), (-0.6, 0.64)),
    numbers=_numbers,
    reference=lambda g, eps: np.sqrt(g**2 + eps) - abs(g),
    mistakes=(
        Mistake(
            "the colleague's",
            lambda g, eps: np.sqrt(eps),
            "That is the code to repair. It is right for g = 0: what does v̂ add otherwise?",
        ),
        Mistake(
            "the same ε",
            lambda g, eps: eps,
            "The same ε stands under a root in one case and not in the other.",
        ),
        Mistake(
            "the whole divisor",
            lambda g, eps: np.sqrt(g**2 + eps),
            "That is the divisor of the paper. Your library adds √v̂ by itself.",
        ),
        Mistake(
            "the square of the whole divisor",
            lambda g, eps: g**2 + eps,
            "The divisor of the paper is the root of that. Your library adds √v̂ by itself.",
        ),
        Mistake(
            "the sign of g",
            lambda g, eps: np.sqrt(g**2 + eps) - g,
            "√v̂ is never negative. What is it when g is?",
        ),
        Mistake(
            "g not squared",
            lambda g, eps: np.sqrt(abs(g) + eps) - abs(g),
            "v̂ averages squares: it is not the size of g.",
        ),
        Mistake(
            "g under the root",
            lambda g, eps: np.sqrt(g + eps) - abs(g),
            "v̂ averages squares: it is not g.",
        ),
        Mistake(
            "g under the root and outside",
            lambda g, eps: np.sqrt(g + eps) - g,
            "v̂ averages squares: it is not g, and its root is not g either.",
        ),
        Mistake(
            "roots of g",
            lambda g, eps: _root(g + eps) - _root(g),
            "v̂ averages squares: it is not g. What is √v̂ for a gradient that is always g?",
            _from_roots,
        ),
        Mistake(
            "the root forgotten",
            lambda g, eps: g**2 + eps - abs(g),
            "The divisor of the paper is a root. Set the two divisors equal.",
        ),
        Mistake(
            "added instead of subtracted",
            lambda g, eps: np.sqrt(g**2 + eps) + abs(g),
            "Set the two divisors equal and solve for ε′: what happens to √v̂?",
        ),
        Mistake(
            "roots subtracted",
            lambda g, eps: np.sqrt(eps) - abs(g),
            "The root of a sum is not the sum of the roots.",
        ),
        Mistake(
            "v̂ subtracted",
            lambda g, eps: np.sqrt(g**2 + eps) - g**2,
            "Your library adds √v̂, not v̂.",
        ),
        Mistake(
            "the other way round",
            lambda g, eps: abs(g) - np.sqrt(g**2 + eps),
            "Right but for its sign: the divisor of the paper is the larger one.",
        ),
    ),
    hints=(
        "When are the two divisors equal?",
        "What is √v̂ for a gradient that is always g? Mind its sign.",
        "The paper's divisor is √(g² + ε). Your library brings |g| of that already.",
    ),
)

EXERCISES = (_REPAIR,)
