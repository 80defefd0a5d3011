"""Exercises of notebook 11, *keep it stable*: clip the gradient of a network, by its norm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- one factor for all -------------------------------------------------------------------------


def _norms(gradients: Sequence[Array]) -> Array:
    return np.array([np.linalg.norm(g) for g in gradients])


def _norm(gradients: Sequence[Array]) -> float:
    return float(np.linalg.norm(_norms(gradients)))


def _by(
    factor: Callable[[float, float], float],
    norm: Callable[[Sequence[Array]], float] = _norm,
) -> Callable[..., float]:
    """A factor made from some norm and the limit."""
    return lambda gradients, c: float(factor(max(norm(gradients), 1e-300), c))


def _right(norm: float, c: float) -> float:
    return c / max(norm, c)


def _arrays(rng: Generator) -> Inputs:
    """Two arrays of unlike lengths, both above the limit."""
    c = round(float(rng.uniform(2.0, 4.0)), 1)
    parts = [rng.normal(size=shape) for shape in ((2, 3), (2,))]
    lengths = c * rng.uniform([1.1, 1.8], [1.3, 2.2])
    gradients = [
        (g * size / np.linalg.norm(g)).round(2) for g, size in zip(parts, lengths, strict=True)
    ]
    return gradients, c


_CLIP = Exercise(
    id="stable-clip",
    task="gradients is a list with an array for each parameter array of a network. Return the "
    "factor, by which all of them are multiplied, that clips the gradient of the network at the "
    "norm c.",
    inputs=("gradients", "c"),
    simple=(
        ([np.array([3.0, 4.0])], 1.0),
        ([np.array([3.0]), np.array([4.0])], 4.0),
        ([np.array([[0.3, 0.4]]), np.array([1.2])], 2.0),
        ([np.array([[6.0, 8.0], [0.0, 0.0]]), np.array([24.0, 0.0])], 2.0),
        ([np.array([1.5]), np.array([1.2]), np.array([[1.6]])], 2.0),
    ),
    numbers=_arrays,
    reference=_by(_right),
    mistakes=(
        Mistake(
            "the longest array",
            _by(_right, lambda gradients: float(_norms(gradients).max())),
            "Several arrays that are short enough can be too long together. The norm goes over "
            "all parameters.",
        ),
        Mistake(
            "as it was",
            _by(lambda norm, c: c / min(norm, c), lambda gradients: float(_norms(gradients).max())),
            "This is the colleague's: it leaves long gradients alone and makes short ones longer.",
        ),
        Mistake(
            "min for max",
            _by(lambda norm, c: c / min(norm, c)),
            "The norm is right. But this leaves long gradients alone and makes short ones longer.",
        ),
        Mistake(
            "always c long",
            _by(lambda norm, c: c / norm),
            "A gradient shorter than c should stay as it is.",
        ),
        Mistake(
            "never longer than 1",
            _by(lambda norm, c: 1 / max(norm, c)),
            "What is short should stay as it is: its factor is 1. What is long becomes c long.",
        ),
        Mistake(
            "upside down",
            _by(lambda norm, c: max(norm, c) / c),
            "This makes long gradients longer. Turn the factor over.",
        ),
        Mistake(
            "the sum of the norms",
            _by(_right, lambda gradients: float(_norms(gradients).sum())),
            "Norms do not add: their squares do.",
        ),
        Mistake(
            "the mean of the norms",
            _by(_right, lambda gradients: float(_norms(gradients).mean())),
            "A mean of norms is not the norm of all. Add the squares of all entries.",
        ),
        Mistake(
            "the square of the norm",
            _by(_right, lambda gradients: _norm(gradients) ** 2),
            "The norm is the root of the sum of the squares.",
        ),
        Mistake(
            "the first array only",
            _by(_right, lambda gradients: float(_norms(gradients)[0])),
            "The other arrays belong to the gradient as well.",
        ),
        Mistake(
            "the sum of the sizes",
            _by(_right, lambda gradients: float(sum(np.abs(g).sum() for g in gradients))),
            "The norm adds squares, not sizes, and takes the root.",
        ),
        Mistake(
            "a factor for each array",
            lambda gradients, c: [_right(float(norm), c) for norm in _norms(gradients)],
            "Different factors would turn the gradient. One number for all is asked for.",
        ),
    ),
    hints=(
        "How long is the gradient of the whole network, if its parts are 3 and 4 long?",
        "The root of the sum of all squares, over all arrays. And when must the factor be 1?",
        "The squares of the norms of all arrays add up to the square of the whole norm. The factor "
        "is 1 up to c, and what is longer becomes c long.",
    ),
    tolerance=1e-5,  # PyTorch adds 1e-6 to the norm
)


# --- entry by entry, and turned -----------------------------------------------------------------


def _angle(g: Array, c: float) -> float:
    """Degrees between a gradient and what is left of it, clipped entry by entry."""
    left = np.clip(g, -c, c)
    cosine = float(g @ left) / (float(np.linalg.norm(g)) * float(np.linalg.norm(left)))
    return float(np.degrees(np.arccos(min(1.0, cosine))))


def _gradient(answer: Any, n: int) -> Array | None:
    """The answer as n finite numbers, not all 0; None when it is something else."""
    try:
        g = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError):
        return None
    return g if g.shape == (n,) and np.isfinite(g).all() and g.any() else None


def _turn_fault(answer: Any, n: int, c: float, degrees: float) -> str | None:
    g = _gradient(answer, n)
    if g is None:
        return f"{n} finite numbers in a row are needed, not all 0"
    angle = _angle(g, c)
    return None if angle > degrees else f"it is turned by {angle:.1f}°, not by more than {degrees}°"


def _uneven(n: int, c: float) -> Array:
    return np.array([1e6 * c] + [c] * (n - 1))


def _fits(test: Callable[[Array, float], bool]) -> Callable[..., bool]:
    def fits(answer: Any, n: int, c: float, degrees: float) -> bool:
        g = _gradient(answer, n)
        return g is not None and test(np.abs(g), c)

    return fits


_TURN = Exercise(
    id="stable-turn",
    task="np.clip(g, -c, c) cuts entry by entry. Return a gradient of n numbers that this turns by "
    "more than so many degrees.",
    inputs=("n", "c", "degrees"),
    simple=((2, 1.0, 40.0), (4, 0.5, 55.0), (10, 2.0, 65.0)),
    numbers=lambda rng: (int(rng.integers(12, 30)), float(rng.integers(3, 9)) / 10, 68.0),
    reference=lambda n, c, degrees: _uneven(n, c),
    fault=_turn_fault,
    mistakes=(
        Mistake(
            "nothing is cut",
            lambda n, c, degrees: np.full(n, c / 2),
            "No entry exceeds c, so nothing is cut.",
            fits=_fits(lambda size, c: bool((size <= c).all())),
        ),
        Mistake(
            "all alike",
            lambda n, c, degrees: np.full(n, 5 * c),
            "Entries of one size are cut to one size: only shorter. Which entries keep theirs?",
            fits=_fits(lambda size, c: bool(np.ptp(size) < 1e-9 * size.max())),
        ),
        Mistake(
            "one entry alone",
            lambda n, c, degrees: np.eye(n)[0] * 100 * c,
            "With a single entry there is one direction only. The others must be left to turn to.",
            fits=_fits(lambda size, c: bool((size > 0).sum() == 1)),
        ),
        Mistake(
            "half of them cut",
            lambda n, c, degrees: np.where(np.arange(n) < (n + 1) // 2, 1e6 * c, c),
            "Cut entries that remain alike share the old direction. How few large ones are enough?",
            fits=_fits(lambda size, c: bool((size > 1.01 * c).sum() > 1)),
        ),
        Mistake(
            "not large enough",
            lambda n, c, degrees: np.array([1.5 * c] + [c] * (n - 1)),
            "The idea is right. Make the large entry larger, and the others not too small.",
            fits=_fits(lambda size, c: bool((size > c).sum() == 1)),
        ),
    ),
    hints=(
        "Which entries change under np.clip, and which stay?",
        "Before, one entry should decide the direction; afterwards it should be no more than any "
        "other.",
        "One entry above all others, by far. And the others: which size turns it most, uncut?",
    ),
)

EXERCISES = (_CLIP, _TURN)
