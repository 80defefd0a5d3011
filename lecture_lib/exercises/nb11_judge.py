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


def _records(loss: Array, new: Array, norm: Array, zeros: Array, unit: float) -> Inputs:
    """Three digits of each; the unit of the norms is that of the loss, and tells nothing."""
    parts = (loss, new, unit * norm, np.minimum(zeros, 0.99))
    return tuple(np.array([float(f"{x:.3g}") for x in part]) for part in parts)


def _start(rng: Generator, unit: float = 0.2) -> Inputs:
    """Nothing is learnt: the loss of a guess, even norms, and zeros from the start."""
    flat = np.full(60, _GUESS)
    norm, zeros = _noisy(rng, np.full(60, 1.0), 0.3), _noisy(rng, np.full(60, 0.72))
    return _records(_noisy(rng, flat, 0.002), _noisy(rng, flat, 0.002), norm, zeros, unit)


def _clip(rng: Generator, at: int = 6, high: float = 12.0, unit: float = 0.6) -> Inputs:
    """It learns, until a gradient many times as long as the others throws it off for good."""
    loss = 0.1 + 2.2 * np.exp(-_EPOCHS / 7)
    loss[at:] = 2.2
    norm = _noisy(rng, np.full(60, 1.0), 0.4)
    norm[at] = high
    zeros = np.where(at < _EPOCHS, 0.9, 0.3)  # units have died: their gradients are 0 as well
    return _records(_noisy(rng, loss), _noisy(rng, 1.05 * loss), norm, _noisy(rng, zeros), unit)


def _decay(rng: Generator, bottom: int = 12, unit: float = 1.0) -> Inputs:
    """The training loss falls and falls; that on new data turns up."""
    loss = 2.3 * np.exp(-_EPOCHS / 15)
    new = 0.8 + 1.5 * np.exp(-_EPOCHS / 5) + 0.02 * np.maximum(_EPOCHS - bottom, 0)
    norm, zeros = _noisy(rng, np.full(60, 1.0), 0.4), _noisy(rng, np.full(60, 0.3), 0.1)
    return _records(_noisy(rng, loss), _noisy(rng, new), norm, zeros, unit)


def _scale(rng: Generator, share: float = 0.57, unit: float = 2.0) -> Inputs:
    """Many gradients are 0 from the start on; the loss comes up again, and norms swell."""
    loss = 0.7 + 1.6 * np.exp(-_EPOCHS / 5) + 0.03 * np.maximum(_EPOCHS - 15, 0)
    norm = _noisy(rng, 1 + 4 * np.maximum(_EPOCHS - 15, 0.0), 0.3)
    zeros = 0.4 + (share - 0.4) * np.exp(-_EPOCHS / 15)
    return _records(_noisy(rng, loss), _noisy(rng, 1.02 * loss), norm, _noisy(rng, zeros), unit)


def judge(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    """Name the tool that a failed run needs."""
    if loss.min() > 2.1:
        return "start"
    if loss[-1] < 1.2 * loss.min():
        return "decay"
    return "scale" if zeros[0] > 0.45 else "clip"


def _any_run(rng: Generator) -> Inputs:
    unit = float(10.0 ** rng.uniform(-3, 2))
    runs: tuple[Callable[[], Inputs], ...] = (
        lambda: _start(rng, unit),
        lambda: _clip(rng, int(rng.integers(6, 50)), float(rng.uniform(10, 20)), unit),
        lambda: _decay(rng, int(rng.integers(8, 25)), unit),
        lambda: _scale(rng, float(rng.uniform(0.54, 0.7)), unit),
    )
    return runs[int(rng.integers(4))]()


def _by_zeros_at_the_end(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "scale" if zeros[-1] > 0.35 and loss.min() < 2.1 else judge(loss, new, norm, zeros)


def _by_zeros_alone(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "scale" if zeros[0] > 0.45 else judge(loss, new, norm, zeros)


def _by_rising_new(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    rises = loss.min() < 2.1 and new[-1] > 1.2 * new.min()
    return "decay" if rises else judge(loss, new, norm, zeros)


def _by_bad_ends(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "start" if loss[-1] > 2 else judge(loss, new, norm, zeros)


def _by_rising_loss(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    rises = loss.min() < 2.1 and loss[-1] > 1.2 * loss.min()
    return "clip" if rises else judge(loss, new, norm, zeros)


def _by_a_fixed_norm(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "clip" if norm.max() > 1 else judge(loss, new, norm, zeros)


def _always(word: str) -> Mistake:
    return Mistake(
        f"always {word}",
        lambda *given: word,
        "No word is right for all runs: their records differ.",
    )


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
        _clip(_RNG, at=40, high=15.0, unit=0.01),
        _start(_RNG, unit=5.0),
        _scale(_RNG, share=0.65, unit=0.01),
        _decay(_RNG, bottom=20, unit=20.0),
    ),
    numbers=_any_run,
    reference=judge,
    mistakes=(
        *map(_always, ("start", "clip", "decay", "scale")),
        Mistake(
            "zeros at the end",
            _by_zeros_at_the_end,
            "Dead units have gradients of 0 as well. Were there zeros before the run went wrong?",
        ),
        Mistake(
            "zeros alone",
            _by_zeros_alone,
            "Many zeros are found also where nothing is ever learnt. Look at the loss first.",
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
            "The training loss comes up again in two kinds of failure, and norms that swell for "
            "good are no spike. What were the zeros at first?",
        ),
        Mistake(
            "norms above 1",
            _by_a_fixed_norm,
            "How long is long? Norms depend on the units. Compare those of one run.",
        ),
    ),
    hints=(
        "What does each failure do to the training loss: never fall, fall for ever, come up again?",
        "Two kinds never fall, or fall to the end. The other two learn and lose it again: which of "
        "them had many zeros before anything went wrong?",
        "The loss first: its lowest value, and whether it ends there. Then the zeros of the very "
        "first epoch, beside those of a healthy run.",
    ),
    fault=lambda answer, loss, new, norm, zeros: (
        None if isinstance(answer, str) and answer == judge(loss, new, norm, zeros) else ""
    ),
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES = (_JUDGE,)
