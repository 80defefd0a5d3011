"""Exercise of notebook 10: a schedule that listens to the development set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator


def _plateau(
    losses: Sequence[float],
    rate: float,
    factor: float,
    patience: int,
    *,
    previous: bool = False,
    reset: bool = True,
    early: int = 0,
    rising: bool = False,
    equal: bool = False,
    before: bool = False,
) -> list[float]:
    """Rates after each check, and the ways to get them wrong."""
    first, rates, best, bad = rate, [], -np.inf if rising else np.inf, 0
    for loss in losses:
        better = loss > best if rising else loss < best or (equal and loss == best)
        bad = 0 if better else bad + 1
        best = loss if better or previous else best
        if bad > patience - early:
            rate *= factor
            bad = 0 if reset else bad
        rates.append(rate)
    return [first, *rates[:-1]] if before else rates


def _development(rng: Generator) -> Inputs:
    """Losses that fall, stall with a wobble (as low as the best, not below), and fall again."""
    low = round(float(rng.uniform(0.5, 0.9)), 2)
    wobble = [round(low + 0.1 + 0.02 * k, 2) for k in (1, 3, 2, 4, 3, 5, 2, 6)]
    wobble[1] = low
    return [3.0, 2.0, low, *wobble, round(low - 0.2, 2), 0.1], 0.4, 0.5, int(rng.integers(1, 4))


_PLATEAU = Exercise(
    id="schedule-plateau",
    task="After each development loss return the rate: when more than patience checks in a row "
    "were not below the best so far, multiply the rate by factor and start counting anew.",
    inputs=("losses", "rate", "factor", "patience"),
    simple=(
        ([3.0, 2.0, 2.0, 2.0, 1.0], 0.4, 0.5, 1),
        ([1.0, 2.0, 1.5, 1.0, 1.2, 1.9, 1.1, 0.9], 1.0, 0.1, 2),
    ),
    numbers=_development,
    reference=_plateau,
    mistakes=(
        Mistake(
            "compared with the last",
            lambda *x: _plateau(*x, previous=True),
            "A loss that wobbles falls every other time. Compare with the best so far.",
        ),
        Mistake(
            "never counts anew",
            lambda *x: _plateau(*x, reset=False),
            "After a reduction every further check reduces again, before it could help.",
        ),
        Mistake(
            "one check too early",
            lambda *x: _plateau(*x, early=1),
            "patience checks are forgiven; the next one is not.",
        ),
        Mistake(
            "waits for a rise",
            lambda *x: _plateau(*x, rising=True),
            "A loss is better when it is lower. (A score, such as BLEU, when it is higher.)",
        ),
        Mistake(
            "as good is good enough",
            lambda *x: _plateau(*x, equal=True),
            "A loss that only equals the best is not below it: that check was bad.",
        ),
        Mistake(
            "the rate before the check",
            lambda *x: _plateau(*x, before=True),
            "Those are the rates before each check. Asked is the rate after it.",
        ),
        Mistake(
            "never lowered",
            lambda losses, rate, factor, patience: [rate] * len(losses),
            "Some of these losses stall for longer than patience.",
        ),
    ),
    hints=(
        "Keep three things: the rate, the best loss, and how many checks in a row were bad.",
        "A better loss becomes the best and sets the count to 0; any other adds 1 to it.",
        "If the count exceeds patience: rate = rate · factor, count = 0. Append the rate.",
    ),
)

EXERCISES = (_PLATEAU,)
