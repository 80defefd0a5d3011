"""An exercise of notebook 13, *choose a model*: early stopping with patience."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _stop(
    losses: ArrayLike,
    patience: int,
    *,
    forgiven: int = 0,
    before: bool = False,
    total: bool = False,
    ties: bool = False,
) -> Array:
    """Which evaluation is kept, counted from 0, and how many were made."""
    values = np.asarray(losses, dtype=float)
    best, kept, bad, seen = np.inf, 0, 0, 0
    for k, loss in enumerate(values):
        rival = values[k - 1] if before and k else best
        better = loss < rival or (ties and loss == rival)
        bad = (bad if total else 0) if better else bad + 1
        if loss < best or (ties and loss == best):
            best, kept = loss, k
        seen = k + 1
        if bad > patience - forgiven:
            break
    return np.array([kept, seen], dtype=float)


def _curve(rng: Generator) -> Inputs:
    """Down, a bump that is forgiven, down, up for long, a tie on the way, and a late minimum."""
    patience = int(rng.integers(2, 4))
    down = 1.2 - 0.1 * np.arange(rng.integers(2, 5))
    bump = down[-1] + np.array([0.08, 0.05, 0.06])[:patience]
    lower = down[-1] - np.array([0.05, 0.12])
    up = lower[-1] + np.array([0.04, 0.0, 0.07, 0.12, 0.15, 0.18])
    losses = np.concatenate([down, bump, lower, up, [lower[-1] - 0.2]])
    return losses.round(2), patience


_EARLY = Exercise(
    id="select-early-stop",
    task="losses holds the development loss after each epoch. Return (kept, made): the epoch, "
    "counted from 0, whose parameters are kept, and how many epochs were made. Training "
    "stops as soon as more than patience epochs in a row have not beaten the best.",
    inputs=("losses", "patience"),
    simple=(
        (np.array([0.9, 0.7, 0.8, 0.6, 0.65, 0.63, 0.7, 0.4]), 1),
        (np.array([1.0, 0.8, 0.9, 0.85, 0.7, 0.75, 0.72, 0.8, 0.5]), 2),
        (np.array([0.9, 0.6, 0.7, 0.6, 0.8, 0.5]), 1),  # as low as the best is not lower
    ),
    numbers=_curve,
    reference=_stop,
    mistakes=(
        Mistake(
            "keeps the last",
            lambda x, p: np.array([_stop(x, p)[1] - 1, _stop(x, p)[1]]),
            "The number of epochs is right. The last parameters are the ones that had become "
            "worse: restore the best.",
        ),
        Mistake(
            "one too few",
            lambda x, p: _stop(x, p) - np.array([0, 1]),
            "The epoch that is kept is right. But you return the number of the last epoch, counted "
            "from 0: how many were made?",
        ),
        Mistake(
            "counted from 1",
            lambda x, p: _stop(x, p) + np.array([1, 0]),
            "The number of epochs made is right. The one that is kept is counted from 0.",
        ),
        Mistake(
            "never stops",
            lambda x, p: np.array([np.argmin(x), len(x)], dtype=float),
            "That makes all epochs of the list and keeps the lowest. Training stops before its "
            "end: when?",
        ),
        Mistake(
            "looks into the future",
            lambda x, p: np.array([np.argmin(x), _stop(x, p)[1]], dtype=float),
            "The lowest loss of the whole list comes after training has stopped: nobody will "
            "see it.",
        ),
        Mistake(
            "one too soon",
            lambda x, p: _stop(x, p, forgiven=1),
            "patience epochs without improvement are forgiven; the next one stops.",
        ),
        Mistake(
            "compares with the epoch before",
            lambda x, p: _stop(x, p, before=True),
            "Lower than the epoch before is no improvement: it must beat the best so far.",
        ),
        Mistake(
            "as good counts as better",
            lambda x, p: _stop(x, p, ties=True),
            "A loss that is only as low as the best has not beaten it: keep the earlier epoch, and "
            "go on counting.",
        ),
        Mistake(
            "never forgets",
            lambda x, p: _stop(x, p, total=True),
            "A new best sets the count back to 0.",
        ),
    ),
    hints=(
        "Which three things must be remembered from one epoch to the next?",
        "The best loss, its epoch, and how many epochs in a row did not beat it.",
        "for k, loss in enumerate(losses): if loss < best: best, kept, bad = loss, k, 0; else "
        "bad += 1; if bad > patience: break. Return kept, k + 1.",
    ),
)


EXERCISES = (_EARLY,)
