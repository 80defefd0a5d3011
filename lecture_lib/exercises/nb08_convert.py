"""Exercise of notebook 08: one name, three rules."""

from __future__ import annotations

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator


def _setting(rng: Generator) -> Inputs:
    return float(rng.integers(2, 30) / 100), float(rng.choice([0.6, 0.7, 0.75, 0.8, 0.9, 0.95]))


_CONVERT = Exercise(
    id="momentum-convert",
    task="η and β work well in v ← βv + g, θ ← θ − ηv. Return the pairs (η′, β) and (η′, γ) "
    "that walk the same path: in v ← βv + (1−β)g, θ ← θ − η′v, and in v ← (1−γ)v + γg, "
    "θ ← θ − η′v. All start at v = 0.",
    inputs=("eta", "beta"),
    simple=((0.1, 0.75), (0.02, 0.9)),
    numbers=_setting,
    reference=lambda eta, beta: np.array([[eta / (1 - beta), beta], [eta / (1 - beta), 1 - beta]]),
    mistakes=(
        Mistake(
            "the same numbers",
            lambda eta, beta: np.array([[eta, beta], [eta, beta]]),
            "An average is 1 − β times the sum, so with the same numbers it is slower.",
        ),
        Mistake(
            "the inverse",
            lambda eta, beta: np.array([[eta * (1 - beta), beta], [eta * (1 - beta), 1 - beta]]),
            "An average makes v smaller. Must η′ be larger or smaller to make up for it?",
        ),
        Mistake(
            "β not exchanged",
            lambda eta, beta: np.array([[eta / (1 - beta), beta], [eta / (1 - beta), beta]]),
            "γ multiplies the new gradient. Which weight has the past?",
        ),
        Mistake(
            "the colleague's",
            lambda eta, beta: np.array([[eta * (1 - beta), beta], [eta * (1 - beta), beta]]),
            "That is the code to repair: η′ goes the wrong way, and γ weighs the new gradient.",
        ),
        Mistake(
            "only β exchanged",
            lambda eta, beta: np.array([[eta, beta], [eta, 1 - beta]]),
            "The weights are right. Compare the steps in the end for a constant gradient.",
        ),
        Mistake(
            "divided by β",
            lambda eta, beta: np.array([[eta / beta, beta], [eta / beta, 1 - beta]]),
            "A constant gradient sums to 1/(1 − β), not to 1/β.",
        ),
        Mistake(
            "divided by γ's complement",
            lambda eta, beta: np.array([[eta / (1 - beta), beta], [eta / beta, 1 - beta]]),
            "The first pair is right. In the second the new gradient has the weight γ: is it β?",
        ),
        Mistake(
            "pairs exchanged",
            lambda eta, beta: np.array([[eta / (1 - beta), 1 - beta], [eta / (1 - beta), beta]]),
            "Both pairs would be right in the other's place.",
        ),
        Mistake(
            "η′ second",
            lambda eta, beta: np.array([[beta, eta / (1 - beta)], [1 - beta, eta / (1 - beta)]]),
            "The numbers are right. In each pair η′ comes first.",
        ),
    ),
    hints=(
        "Let the gradient be 1 for ever. How long is the step in the end, in each form?",
        "η/(1 − β) in our form, η′ in both averages. And the past must have the same weight.",
        "η′ is η/(1 − β) in both; β stays β, and γ is 1 − β.",
    ),
)


EXERCISES = (_CONVERT,)
