"""Exercise of notebook 08: which β keeps all modes swinging."""

from __future__ import annotations

import numpy as np

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator


def _ends(eta: float, mu: float, L: float) -> tuple[float, float]:
    return abs(1 - np.sqrt(eta * mu)), abs(1 - np.sqrt(eta * L))


def _given_rate(rng: Generator) -> Inputs:
    L = float(rng.choice([1.0, 4.0, 10.0]))
    eta = float(rng.integers(2, 36)) / (10 * L)
    return round(eta, 4), round(L / float(rng.integers(20, 200)), 4), L


_BETA = Exercise(
    id="momentum-beta",
    task="η is given, and the curvatures of a bowl lie between μ and L, with ηL < 4. Return the β "
    "for which the slower of the modes of μ and of L is as fast as possible.",
    inputs=("eta", "mu", "L"),
    simple=((0.25, 0.04, 4.0), (0.8, 0.2, 4.0), (0.1, 0.9, 9.0)),
    numbers=_given_rate,
    reference=lambda eta, mu, L: max(_ends(eta, mu, L)) ** 2,
    mistakes=(
        Mistake(
            "the flat mode alone",
            lambda eta, mu, L: _ends(eta, mu, L)[0] ** 2,
            "With a large η the steep mode may be the one that waits. Which β does it need?",
        ),
        Mistake(
            "the steep mode alone",
            lambda eta, mu, L: _ends(eta, mu, L)[1] ** 2,
            "With a small η the flat mode may be the one that waits. Which β does it need?",
        ),
        Mistake(
            "the smaller of both",
            lambda eta, mu, L: min(_ends(eta, mu, L)) ** 2,
            "At this β the other mode has real roots still, and is slow.",
        ),
        Mistake(
            "√β",
            lambda eta, mu, L: max(_ends(eta, mu, L)),
            "This is the factor per step. Which β belongs to it?",
        ),
        Mistake(
            "√β of the flat mode alone",
            lambda eta, mu, L: _ends(eta, mu, L)[0],
            "Of the flat mode 1 − √(ημ) is √β, not β. And which β does the steep one need?",
        ),
        Mistake(
            "no root taken",
            lambda eta, mu, L: (1 - eta * mu) ** 2,
            "The floor begins where √(ηλ) is 1 − √β: take the root of ηλ.",
        ),
        Mistake(
            "the edge instead of the floor",
            lambda eta, mu, L: 1 - eta * L / 2,
            "That belongs to an edge where runs diverge. Where does the floor end?",
        ),
        Mistake(
            "the other end of the floor",
            lambda eta, mu, L: (1 + np.sqrt(eta * mu)) ** 2,
            "This is above 1. The floor reaches down to √(ηλ) = 1 − √β: solve that for √β.",
        ),
        Mistake("0.9 out of habit", lambda eta, mu, L: 0.9, "Which β does this η ask for?"),
        Mistake(
            "the best pair's β",
            lambda eta, mu, L: theory.polyak_best(mu, L).beta,
            "That β belongs to the best η. Here η is another one.",
        ),
    ),
    hints=(
        "Both μ and L must lie on the floor, and the floor should be as low as possible.",
        "A mode lies on the floor when √β is at least |1 − √(ηλ)|.",
        "√β is the larger of |1 − √(ημ)| and |1 − √(ηL)|.",
    ),
)


EXERCISES = (_BETA,)
