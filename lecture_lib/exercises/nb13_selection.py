"""Exercises of notebook 13, *choose a model*."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- early stopping ---------------------------------------------------------------------------


def _stop(
    losses: ArrayLike,
    patience: int,
    *,
    forgiven: int = 0,
    before: bool = False,
    total: bool = False,
) -> Array:
    """Which evaluation is kept, counted from 0, and how many were made."""
    values = np.asarray(losses, dtype=float)
    best, kept, bad, seen = np.inf, 0, 0, 0
    for k, loss in enumerate(values):
        better = loss < (values[k - 1] if before and k else best)
        bad = (bad if total else 0) if better else bad + 1
        if loss < best:
            best, kept = loss, k
        seen = k + 1
        if bad > patience - forgiven:
            break
    return np.array([kept, seen], dtype=float)


def _curve(rng: Generator) -> Inputs:
    """Down, a bump that is forgiven, down, up for long, and a late minimum nobody waits for."""
    patience = int(rng.integers(2, 4))
    down = 1.2 - 0.1 * np.arange(rng.integers(2, 5))
    bump = down[-1] + np.array([0.08, 0.05, 0.06])[:patience]
    lower = down[-1] - np.array([0.05, 0.12])
    up = lower[-1] + np.array([0.04, 0.09, 0.07, 0.12, 0.15, 0.18])
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


# --- an honest report -------------------------------------------------------------------------


def _report(dev: Array, test: Array, chosen: int | None = None, sign: int = 1) -> Array:
    """The chosen row, and how much its mean score on dev exceeds that on test."""
    dev, test = np.asarray(dev, dtype=float), np.asarray(test, dtype=float)
    k = int(dev.mean(axis=1).argmax()) if chosen is None else chosen
    return np.array([k, sign * (dev[k].mean() - test[k].mean())])


def _single(dev: Array) -> int:
    return int(np.asarray(dev).max(axis=1).argmax())


def _scores(rng: Generator) -> Inputs:
    """Four configurations, three runs; each way to choose chooses another one."""
    order = rng.permutation(4)
    dev = np.array([[0.93, 0.94, 0.95], [0.98, 0.86, 0.87], [0.91, 0.92, 0.90], [0.84, 0.83, 0.86]])
    test = np.array([[0.90, 0.91, 0.92], [0.86, 0.90, 0.87], [0.93, 0.95, 0.92], [0.82, 0.8, 0.85]])
    noise = rng.integers(-1, 2, dev.shape) / 200
    return (dev + noise)[order], (test - noise)[order]


_HONEST = Exercise(
    id="select-honest",
    task="dev and test hold accuracies, one row for each configuration and one column for each "
    "random seed. Return (row, excess): the configuration that the lecture's routine "
    "chooses, and by how much its mean accuracy on dev exceeds that on test.",
    inputs=("dev", "test"),
    simple=(
        (
            np.array([[0.8, 0.82], [0.9, 0.7], [0.75, 0.76]]),
            np.array([[0.78, 0.8], [0.7, 0.75], [0.83, 0.82]]),
        ),
    ),
    numbers=_scores,
    reference=_report,
    mistakes=(
        Mistake(
            "chose on the test set",
            lambda dev, test: _report(dev, test, int(np.mean(test, axis=1).argmax())),
            "Then the test set is a second development set, and nothing is left to test on.",
        ),
        Mistake(
            "the luckiest run",
            lambda dev, test: _report(dev, test, _single(dev)),
            "One seed was lucky. Compare means over seeds.",
        ),
        Mistake(
            "wrong sign",
            lambda dev, test: _report(dev, test, sign=-1),
            "The row is right. By how much is dev *higher*?",
        ),
        Mistake(
            "lowest accuracy",
            lambda dev, test: _report(dev, test, int(np.mean(dev, axis=1).argmin())),
            "Accuracies, not losses: larger is better.",
        ),
    ),
    hints=(
        "Which of the two arrays may the choice look at?",
        "Mean over the seeds, axis=1; argmax over the configurations.",
        "k = dev.mean(axis=1).argmax(); return k, dev[k].mean() − test[k].mean().",
    ),
)


EXERCISES = (_EARLY, _HONEST)
