"""Exercise of notebook 11, *keep it stable*: what the records of a failed run ask for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_EPOCHS = np.arange(60)
_GUESS = 2.3


def _noisy(rng: Generator, curve: Array, by: float = 0.03) -> Array:
    return curve * np.exp(rng.uniform(-by, by, 60))


def _records(*parts: Array) -> Inputs:
    return tuple(np.array([float(f"{x:.3g}") for x in part]) for part in parts)


def _start(rng: Generator, size: float = 1e-6) -> Inputs:
    """Nothing is learnt: the loss of a guess, gradients that are tiny but not 0."""
    flat = np.full(60, _GUESS)
    zeros = _noisy(rng, np.full(60, 0.05))
    return _records(
        _noisy(rng, flat, 0.002), _noisy(rng, flat, 0.002), _noisy(rng, np.full(60, size)), zeros
    )


def _clip(rng: Generator, at: int = 33, high: float = 40.0) -> Inputs:
    """It learns, until a gradient many times as long as the others throws it off for good."""
    loss = 0.1 + 2.2 * np.exp(-_EPOCHS / 7)
    loss[at:] = 2.31
    norm = _noisy(rng, np.full(60, 1.5), 0.3)
    norm[at] *= high / 1.5
    norm[at + 1 :] *= 0.1
    zeros = np.where(at < _EPOCHS, 0.85, 0.1)  # units have died: their gradients are 0 as well
    return _records(_noisy(rng, loss), _noisy(rng, 1.05 * loss), norm, _noisy(rng, zeros))


def _decay(rng: Generator, bottom: int = 12) -> Inputs:
    """The training loss falls and falls; that on new data turns up."""
    loss = 2.3 * np.exp(-_EPOCHS / 15)
    new = 0.8 + 1.5 * np.exp(-_EPOCHS / 5) + 0.02 * np.maximum(_EPOCHS - bottom, 0)
    norm = _noisy(rng, np.full(60, 1.5), 0.3)
    return _records(_noisy(rng, loss), _noisy(rng, new), norm, _noisy(rng, np.full(60, 0.1)))


def _scale(rng: Generator, share: float = 0.6) -> Inputs:
    """More and more gradients are 0 from the start on, and the loss comes up again."""
    loss = 0.7 + 1.6 * np.exp(-_EPOCHS / 5) + 0.02 * np.maximum(_EPOCHS - 20, 0)
    zeros = share + (0.95 - share) * (1 - np.exp(-_EPOCHS / 10))
    norm = _noisy(rng, np.full(60, 1.2), 0.3)
    return _records(_noisy(rng, loss), _noisy(rng, 1.02 * loss), norm, _noisy(rng, zeros, 0.01))


def judge(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    """Name the tool that a failed run needs."""
    if loss.min() > 2:
        return "start"
    if norm.max() > 8 * np.median(norm[:10]):
        return "clip"
    return "scale" if zeros[:10].mean() > 0.3 else "decay"


def _any_run(rng: Generator) -> Inputs:
    runs: tuple[Callable[[], Inputs], ...] = (
        lambda: _start(rng, float(rng.choice([1e-7, 1e-5, 1e-3]))),
        lambda: _clip(rng, int(rng.integers(15, 50)), float(rng.uniform(30, 80))),
        lambda: _decay(rng, int(rng.integers(8, 25))),
        lambda: _scale(rng, float(rng.uniform(0.5, 0.8))),
    )
    return runs[int(rng.integers(4))]()


def _by_zeros_at_the_end(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "scale" if zeros[-1] > 0.3 else judge(loss, new, norm, zeros)


def _by_rising_new(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    if loss.min() > 2:
        return "start"
    return "decay" if new[-1] > 1.2 * new.min() else judge(loss, new, norm, zeros)


def _by_bad_ends(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "start" if loss[-1] > 2 else judge(loss, new, norm, zeros)


def _by_rising_loss(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    rises = loss.min() < 2 and loss[-1] > 1.2 * loss.min()
    return "clip" if rises else judge(loss, new, norm, zeros)


def _by_a_fixed_norm(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "clip" if norm.max() > 1 else judge(loss, new, norm, zeros)


def _by_tiny_norms(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    tiny = loss.min() > 2 and norm.max() < 0.01
    return "scale" if tiny else judge(loss, new, norm, zeros)


_RNG = np.random.default_rng(11)

_JUDGE = Exercise(
    id="stable-judge",
    task="Of a run that failed you have four records, a number for each of 60 epochs: the training "
    "loss, the loss on new data, the largest gradient norm, and the share of gradients that are "
    'exactly zeros. The loss of a guess is 2.3. Return what it needs: "start", "clip", "decay" or '
    '"scale".',
    inputs=("loss", "new", "norm", "zeros"),
    simple=(
        _start(_RNG),
        _clip(_RNG),
        _decay(_RNG),
        _scale(_RNG),
        _clip(_RNG, at=9),
        _start(_RNG, size=0.02),
        _scale(_RNG, share=0.5),
    ),
    numbers=_any_run,
    reference=judge,
    mistakes=(
        Mistake(
            "zeros at the end",
            _by_zeros_at_the_end,
            "Dead units have gradients of 0 as well. Were there zeros before the run went wrong?",
        ),
        Mistake(
            "new data alone",
            _by_rising_new,
            "The loss on new data rises whenever the run goes wrong. What does the training loss "
            "do meanwhile?",
        ),
        Mistake(
            "a bad end is a bad start",
            _by_bad_ends,
            "That run ends at a guess, but it had learnt something before.",
        ),
        Mistake(
            "a loss that rises asks for clipping",
            _by_rising_loss,
            "The training loss comes up again in two kinds of failure. Was there a long gradient?",
        ),
        Mistake(
            "norms above 1",
            _by_a_fixed_norm,
            "How long is long? Compare a norm with those of the same run before it.",
        ),
        Mistake(
            "small is zero",
            _by_tiny_norms,
            "Those gradients are small, but few are exactly 0, so the format has not lost them.",
        ),
    ),
    hints=(
        "What does each failure do to the training loss: never fall, jump, fall for ever, turn?",
        "Never below 2: a bad start. A norm many times the usual one: a step too far. For the "
        "other two, ask whether zeros are many from the first epochs on.",
        "Test in this order: the lowest loss, the largest norm over the median of the first, the "
        "first zeros. What is left has learnt by heart.",
    ),
    fault=lambda answer, loss, new, norm, zeros: (
        None if isinstance(answer, str) and answer == judge(loss, new, norm, zeros) else ""
    ),
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES = (_JUDGE,)
