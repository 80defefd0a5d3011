"""Exercise of notebook 16: send the largest components and keep the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _chosen(values: Array, k: int) -> Array:
    chosen = np.zeros(len(values), bool)
    chosen[np.argsort(values)[len(values) - k :]] = True
    return chosen


def _sent(gradient: Array, residual: Array, k: int) -> Array:
    total = np.asarray(gradient, float) + residual
    chosen = _chosen(np.abs(total), k)
    return np.stack([np.where(chosen, total, 0), np.where(chosen, 0, total)])


def _by(gradient: Array, residual: Array, k: int, *, key: Any) -> Array:
    total = np.asarray(gradient, float) + residual
    chosen = _chosen(key(np.asarray(gradient), np.asarray(residual)), k)
    return np.stack([np.where(chosen, total, 0), np.where(chosen, 0, total)])


def _forgets(gradient: Array, residual: Array, k: int) -> Array:
    chosen = _chosen(np.abs(gradient), k)
    return np.stack([np.where(chosen, gradient, 0), np.zeros(len(gradient))])


def _fresh(gradient: Array, residual: Array, k: int) -> Array:
    """The residual does not take part in what is sent, but grows."""
    chosen = _chosen(np.abs(gradient), k)
    return np.stack([np.where(chosen, gradient, 0), residual + np.where(chosen, 0, gradient)])


def _replaces(gradient: Array, residual: Array, k: int) -> Array:
    sent, _ = _sent(gradient, residual, k)
    return np.stack([sent, np.where(sent != 0, 0, gradient)])


def _sends_gradient(gradient: Array, residual: Array, k: int) -> Array:
    """Chosen by the sum, but the gradient alone is sent."""
    total = np.asarray(gradient, float) + residual
    chosen = _chosen(np.abs(total), k)
    return np.stack([np.where(chosen, gradient, 0), np.where(chosen, 0, total)])


def _sends_gradient_keeps(gradient: Array, residual: Array, k: int) -> Array:
    """Chosen by the sum, but the gradient alone is sent, and the residual stays where it was."""
    total = np.asarray(gradient, float) + residual
    sent = np.where(_chosen(np.abs(total), k), gradient, 0)
    return np.stack([sent, total - sent])


def _subtracts(gradient: Array, residual: Array, k: int) -> Array:
    return _sent(gradient, -np.asarray(residual), k)


def _keeps_all(gradient: Array, residual: Array, k: int) -> Array:
    sent, _ = _sent(gradient, residual, k)
    return np.stack([sent, np.asarray(gradient, float) + residual])


def _minus_gradient(gradient: Array, residual: Array, k: int) -> Array:
    """What is left of the gradient alone."""
    sent, _ = _sent(gradient, residual, k)
    return np.stack([sent, gradient - sent])


def _swapped(gradient: Array, residual: Array, k: int) -> Array:
    return _sent(gradient, residual, k)[::-1]


def _drawn(rng: Generator) -> Inputs:
    """Magnitudes of the gradient, the residual and the sum are in different orders, no ties."""
    while True:
        gradient, residual = rng.integers(-9, 10, (2, 6)).astype(float)
        total, k = gradient + residual, int(rng.integers(2, 4))
        sizes = [np.abs(v) for v in (gradient, residual, total)]
        if all(len(set(v.tolist())) == 6 for v in sizes) and (gradient != 0).all():
            answers = [_chosen(v, k).tolist() for v in (*sizes, total, -np.abs(total))]
            if len({tuple(a) for a in answers}) == len(answers):
                return gradient, residual, k


_TOPK = Exercise(
    id="scale-topk",
    task="Top-k with a residual. Add the residual to the gradient, send the k components of the "
    "sum that are largest in magnitude, keep the others. Return two arrays as long as the "
    "gradient: what is sent, with zeros elsewhere, and the new residual. No two components of the "
    "sum have the same magnitude.",
    inputs=("gradient", "residual", "k"),
    simple=(
        (np.array([3.0, -4.0, 2.0, 0.5]), np.array([0.0, 2.0, 3.5, -1.0]), 1),
        _drawn(np.random.default_rng(2)),
    ),
    numbers=_drawn,
    reference=_sent,
    mistakes=(
        Mistake(
            "the residual is forgotten",
            _forgets,
            "What was not sent is lost, as in the run that never arrived.",
        ),
        Mistake(
            "the old residual is left out",
            lambda gradient, residual, k: _sent(gradient, np.zeros(len(residual)), k),
            "You keep what is not sent now. But what had waited before, the residual that you are "
            "given, is nowhere in it.",
        ),
        Mistake(
            "the residual is never sent",
            _fresh,
            "The residual grows, and nothing of it is ever sent.",
        ),
        Mistake(
            "chosen by the gradient",
            lambda *inputs: _by(*inputs, key=lambda g, r: np.abs(g)),
            "You choose by the gradient. Which is the largest after the residual was added?",
        ),
        Mistake(
            "chosen by the residual",
            lambda *inputs: _by(*inputs, key=lambda g, r: np.abs(r)),
            "You choose by the residual. Which is the largest of the sum?",
        ),
        Mistake(
            "chosen without the magnitude",
            lambda *inputs: _by(*inputs, key=lambda g, r: g + r),
            "A large negative component is large, too.",
        ),
        Mistake(
            "the smallest",
            lambda *inputs: _by(*inputs, key=lambda g, r: -np.abs(g + r)),
            "Those are the smallest. np.argsort puts the smallest first.",
        ),
        Mistake(
            "the gradient is sent",
            _sends_gradient,
            "The places are right. What had waited there is not sent with the gradient, and is "
            "lost.",
        ),
        Mistake(
            "the gradient is sent, the residual waits on",
            _sends_gradient_keeps,
            "The places are right, but what had waited there is not sent: it waits on. Send the "
            "sum.",
        ),
        Mistake(
            "the residual is subtracted",
            _subtracts,
            "You subtract the residual. It is what was not sent: it still has to be added.",
        ),
        Mistake(
            "the old residual is lost",
            _replaces,
            "What is sent is right. The new residual holds only this gradient: what had waited "
            "before is lost.",
        ),
        Mistake(
            "all is kept",
            _keeps_all,
            "What was sent is still in the residual, so it will be sent again.",
        ),
        Mistake(
            "gradient less sent",
            _minus_gradient,
            "Sent and kept together must be the gradient and the old residual. Yours are the "
            "gradient alone.",
        ),
        Mistake(
            "exchanged",
            _swapped,
            "Both are right, in the other order: what is sent comes first.",
        ),
        Mistake(
            "only what is sent",
            lambda *inputs: _sent(*inputs)[0],
            "That is sent, and right. Return the new residual as well.",
        ),
    ),
    hints=(
        "All that was sent and what is kept must always sum to all gradients. So what is added to "
        "the gradient first?",
        "np.argsort(np.abs(total))[-k:] are the places of the k largest.",
        "Make zeros like total, copy total at these places: that is sent. The new residual is "
        "total − sent.",
    ),
)

EXERCISES = (_TOPK,)
