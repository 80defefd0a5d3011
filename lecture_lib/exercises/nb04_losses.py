"""Exercise of notebook 04, *losses*: derive one from a density."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- waiting times ----------------------------------------------------------------------------


def _waits(rng: Generator) -> Inputs:
    z = rng.permutation([-0.7, 0.4, 1.1]) + rng.normal(0, 0.1, 3).round(2)
    return z, rng.uniform(0.3, 4.0, 3).round(1)


def _wait(z: Array, y: Array) -> Array:
    return np.asarray(z + y * np.exp(-z))


def _wait_slope(z: Array, y: Array) -> Array:
    return np.asarray(1 - y * np.exp(-z))


def _has_square(answer: Any, z: Array, y: Array) -> bool:
    """Whether the losses are right, and y e^(−2z) stands in the slopes."""
    if np.shape(answer) != (2, len(z)):
        return False
    (losses, slopes), square = np.asarray(answer, float), y * np.exp(-2 * z)
    return bool(
        np.allclose(losses, _wait(z, y))
        and any(np.allclose(slopes, k + s * square) for k in (0, 1) for s in (-1, 1))
    )


def _mean_is_z(z: Array, y: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack([np.log(z) + y / z, 1 / z - y / z**2])


_WAITING = Exercise(
    id="losses-waiting",
    task="Waiting times y follow the density p(y) = e^(−y/m) / m, with mean m = e^z. For arrays z "
    "and y of n entries, return two rows of n: the losses −ln p(y), and their slopes ∂ℓ/∂z.",
    inputs=("z", "y"),
    simple=(
        (np.array([0.5]), np.array([3.0])),
        (np.array([1.0, -0.5]), np.array([0.5, 2.0])),
    ),
    numbers=_waits,
    reference=lambda z, y: np.stack([_wait(z, y), _wait_slope(z, y)]),
    mistakes=(
        Mistake(
            "the slope of another loss",
            lambda z, y: np.stack([_wait(z, y), np.exp(z) - y]),
            "The loss is right. But ŷ − y belongs to A(z) − y z. What is y multiplied by here?",
        ),
        Mistake(
            "both signs",
            lambda z, y: -np.stack([_wait(z, y), _wait_slope(z, y)]),
            "That is +ln p and its slope. A loss is to become small.",
        ),
        Mistake(
            "sign of the loss",
            lambda z, y: np.stack([-_wait(z, y), _wait_slope(z, y)]),
            "The slope is right. The loss has the wrong sign.",
        ),
        Mistake(
            "sign of the slope",
            lambda z, y: np.stack([_wait(z, y), -_wait_slope(z, y)]),
            "The loss is right. Its slope has the wrong sign: where y is larger than m, should z "
            "grow or shrink?",
        ),
        Mistake(
            "slope with respect to m",
            lambda z, y: np.stack([_wait(z, y), np.exp(-z) - y * np.exp(-2 * z)]),
            "That is ∂ℓ/∂m. On the way from m to z there is one more factor.",
        ),
        Mistake(
            "y − ŷ",
            lambda z, y: np.stack([_wait(z, y), y - np.exp(z)]),
            "The loss is right. Its slope is neither ŷ − y nor y − ŷ: those belong to "
            "A(z) − y z. What is y multiplied by here?",
        ),
        Mistake(
            "y/m with respect to m",
            lambda z, y: np.stack([_wait(z, y), 1 - y * np.exp(-2 * z)]),
            "The loss is right. Where your slope has e^(−2z), you took the derivative of y/m with "
            "respect to m. With respect to z, what is that of y e^(−z)?",
            fits=_has_square,
        ),
        Mistake(
            "a sign in the chain",
            lambda z, y: np.stack([_wait(z, y), 1 + y * np.exp(-z)]),
            "The loss is right. Take the derivative of the exponential once more: its exponent has "
            "a minus.",
        ),
        Mistake(
            "1/m forgotten",
            lambda z, y: np.stack([y * np.exp(-z), -y * np.exp(-z)]),
            "What became of the 1/m in p? It depends on z.",
        ),
        Mistake(
            "the slope of ln m forgotten",
            lambda z, y: np.stack([_wait(z, y), -y * np.exp(-z)]),
            "The loss is right, and so is the slope of y e^(−z). The other term of the loss has a "
            "slope, too.",
        ),
        Mistake(
            "m multiplied",
            lambda z, y: np.stack([-z + y * np.exp(-z), -1 - y * np.exp(-z)]),
            "The density is divided by m. What is −ln of 1/m?",
        ),
        Mistake(
            "the rate for the mean",
            lambda z, y: np.stack([-z + y * np.exp(z), -1 + y * np.exp(z)]),
            "In your loss 1/m is e^z. But the mean itself is.",
        ),
        Mistake(
            "a sign in the exponent",
            lambda z, y: np.stack([z + y * np.exp(z), 1 + y * np.exp(z)]),
            "The term z is right. Your other term is y e^z. But y is divided by m.",
            fits=lambda answer, z, y: (
                np.shape(answer) == (2, len(z))
                and np.allclose(np.asarray(answer, float)[0], z + y * np.exp(z))
            ),
        ),
        Mistake(
            "z for m",
            _mean_is_z,
            "The mean is e^z, so that it is positive whatever z is.",
        ),
        Mistake(
            "slope first",
            lambda z, y: np.stack([_wait_slope(z, y), _wait(z, y)]),
            "Both are right. The losses come first.",
        ),
        Mistake(
            "a row for each example",
            lambda z, y: np.stack([_wait(z, y), _wait_slope(z, y)], axis=1),
            "The numbers are right. Losses are one row, slopes the other.",
        ),
        Mistake(
            "reduced",
            lambda z, y: np.array([_wait(z, y).sum(), _wait_slope(z, y).sum()]),
            "One loss and one slope for each example are asked for, not their sum.",
        ),
        Mistake(
            "reduced to the mean",
            lambda z, y: np.array([_wait(z, y).mean(), _wait_slope(z, y).mean()]),
            "One loss and one slope for each example are asked for, not their mean.",
        ),
        Mistake(
            "only the losses",
            lambda z, y: _wait(z, y),
            "These are the losses. Their slopes are asked for too.",
        ),
        Mistake(
            "a count, not a time",
            lambda z, y: np.stack([np.exp(z) - y * z, np.exp(z) - y]),
            "That is the loss of a count. Start from this density, and take its logarithm.",
        ),
        Mistake(
            "the slope alone",
            lambda z, y: np.stack([_wait(z, y), 1 - y]),
            "The loss is right. Take the derivative of each of its terms with respect to z.",
            fits=lambda answer, z, y: (
                np.shape(answer) == (2, len(z))
                and np.allclose(np.asarray(answer, float)[0], _wait(z, y))
            ),
        ),
        Mistake(
            "the loss alone",
            lambda z, y: np.stack([np.exp(z) + y * np.exp(-z), _wait_slope(z, y)]),
            "The slope is right, and the loss is not. What is −ln of 1/m, written with z?",
            fits=lambda answer, z, y: (
                np.shape(answer) == (2, len(z))
                and np.allclose(np.asarray(answer, float)[1], _wait_slope(z, y))
            ),
        ),
    ),
    hints=(
        "Take the logarithm of p first: products become sums, and that of the exponential is its "
        "exponent.",
        "−ln p has two terms: ln m, and y/m. Write both with z, without m.",
        "ln m is z, and 1/m is e^(−z). Now the derivative of each term with respect to z.",
    ),
)  # fmt: skip


EXERCISES = (_WAITING,)
