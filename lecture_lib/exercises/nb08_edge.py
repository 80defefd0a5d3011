"""Exercise of notebook 08: how long a step may be when curvatures differ from batch to batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "growth"]


def growth(u: float, beta: float, lam: float, s2: float, B: int) -> float:
    """Return by which factor a step multiplies E x² in the long run.

    E x², E x₋² and E x x₋ go on by one matrix; its largest eigenvalue is the factor.

    >>> growth(1.0, 0.0, 1.0, 0.5, 1)
    0.5
    """
    eta = u * (1 - beta)
    a, noise = 1 + beta - eta * lam, eta**2 * s2 / B
    step = np.array([[a**2 + noise, beta**2, -2 * a * beta], [1, 0, 0], [a, 0, -beta]])
    return float(np.abs(np.linalg.eigvals(step)).max())


def _curvature(beta: float, lam: float) -> float:
    return 2 * (1 + beta) / ((1 - beta) * lam)


def _noise(lam: float, s2: float, B: float) -> float:
    return 2 * B * lam / s2


def _both(one: float, other: float) -> float:
    """Reciprocals add."""
    return 1 / (1 / one + 1 / other)


def _edge(beta: float, lam: float, s2: float, B: float) -> float:
    return _both(_curvature(beta, lam), _noise(lam, s2, B))


def edge_fault(answer: Any, beta: float, lam: float, s2: float, B: int) -> str | None:
    """Say what E x² does at this u, unless it is within 1 % of the edge."""
    try:
        u = float(as_numbers(answer, "the answer"))
    except (TypeError, ValueError):
        return "return one number"
    if not 0 < u < 1e9:
        return "u should be above 0, and finite"
    if abs(u / _edge(beta, lam, s2, B) - 1) <= 0.01:
        return None
    found = growth(u, beta, lam, s2, B)
    word = "shrinks, so u may be larger" if found < 1 else "grows, so u must be smaller"
    return f"at u = {u:.3g} a step multiplies E x² by {found:.3g}: it {word}"


def _any_mode(rng: np.random.Generator) -> Inputs:
    lam = float(rng.choice([0.5, 1.0, 2.0]))
    s2 = lam**2 * float(rng.choice([1.0, 2.0, 4.0]))
    return float(rng.choice([0.6, 0.7, 0.8])), lam, s2, int(rng.choice([4, 8, 16]))


_EDGE = Exercise(
    id="momentum-edge",
    task="Batches of B examples have random curvatures, with mean lam and variance s2/B. Return "
    "the largest u = η/(1 − β) up to which E x² does not grow.",
    inputs=("beta", "lam", "s2", "B"),
    simple=((0.9, 1.0, 2.0, 8), (0.5, 4.0, 8.0, 2), (0.8, 0.5, 1.0, 64)),
    numbers=_any_mode,
    reference=_edge,
    mistakes=(
        Mistake(
            "η for u",
            lambda beta, lam, s2, B: (1 - beta) * _edge(beta, lam, s2, B),
            "This is the largest η. How long is u then?",
        ),
        Mistake(
            "1 + β forgotten",
            lambda beta, lam, s2, B: _both(2 / ((1 - beta) * lam), _noise(lam, s2, B)),
            "Without noise this would break at ηλ = 2. Where does a mode with momentum diverge?",
        ),
        Mistake(
            "the edge of SGD",
            lambda beta, lam, s2, B: _edge(0.0, lam, s2, B),
            "This is right for β = 0. Which of the two edges does momentum move?",
        ),
        Mistake(
            "B forgotten",
            lambda beta, lam, s2, B: _edge(beta, lam, s2, 1),
            "This is right for batches of one example. What is the variance of a mean of B?",
        ),
        Mistake(
            "both edges moved",
            lambda beta, lam, s2, B: _edge(0.0, lam, s2, B) * (1 + beta) / (1 - beta),
            "You moved both edges. Two clouds of one u were narrow. Did β matter to their noise?",
        ),
        Mistake(
            "the noise edge in η",
            lambda beta, lam, s2, B: _both(_curvature(beta, lam), _noise(lam, s2, B) / (1 - beta)),
            "Momentum moves the curvature edge. Does it move the noise edge, in u?",
        ),
        Mistake(
            "the smaller edge",
            lambda beta, lam, s2, B: min(_curvature(beta, lam), _noise(lam, s2, B)),
            "Either alone allows this u. But both act at once.",
        ),
        Mistake(
            "edges added",
            lambda beta, lam, s2, B: _curvature(beta, lam) + _noise(lam, s2, B),
            "Two limits together allow less than either. What of them is added?",
        ),
        Mistake(
            "1/u",
            lambda beta, lam, s2, B: 1 / _edge(beta, lam, s2, B),
            "This is the sum of the reciprocals. What is u?",
        ),
        Mistake(
            "curvature alone",
            lambda beta, lam, s2, B: _curvature(beta, lam),
            "This is right if all batches are alike. What does their spread add?",
        ),
        Mistake(
            "noise alone",
            lambda beta, lam, s2, B: _noise(lam, s2, B),
            "This is right where the step is far below the curvature edge. It need not be.",
        ),
    ),
    hints=(
        "There are two edges. Write down each of them in u, for this β.",
        "The curvature edge is 2(1 + β)/((1 − β)λ). The noise edge is SGD's, 2Bλ/s2.",
        "Reciprocals add: 1/u = (1 − β)λ/(2(1 + β)) + s2/(2Bλ).",
    ),
    fault=edge_fault,
)


EXERCISES = (_EDGE,)
