"""Exercise of notebook 04, *losses*: whether a loss fits its output, told from its slopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..autograd import sigmoid
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _slopes(kind: str, z: Array, y: float) -> Array:
    """Slopes of an example with label y at several logits."""
    p = np.asarray(sigmoid(z))
    slopes: dict[str, Array] = {
        "cross-entropy": p - y,
        "squared error": 2 * (p - y) * p * (1 - p),
        "absolute error": np.sign(p - y) * p * (1 - p),
        "bell": z - y,
        "sum of three": 3 * (p - y),
        "cross-entropy and z": p - y + 1,
    }
    return slopes[kind]


def _case(kind: str, y: float, *z: float) -> Inputs:
    logits = np.array(z)
    return logits, _slopes(kind, logits, y)


def _example(rng: Generator) -> Inputs:
    """Cross-entropy with a label in between, so that own numbers have a number as their answer."""
    z = np.sort(rng.normal(0, 2.5, 4).round(1))
    y = float(rng.integers(2, 5)) / 10
    return z, _slopes("cross-entropy", z, y)


def _label(z: Array, slopes: Array) -> float:
    found = sigmoid(z) - slopes
    fits = np.ptp(found) < 1e-6 and -1e-6 <= found[0] <= 1 + 1e-6
    return float(found[0]) if fits else -1.0


_LABEL = Exercise(
    id="losses-label",
    task="An output ŷ = σ(z) was tried at several logits z, always with the same example, and its "
    "loss had these slopes ∂ℓ/∂z. If the loss can be cross-entropy, return the label y, a number "
    "from 0 to 1 (0.3 says “rather not”). If it cannot, return −1.",
    inputs=("z", "slopes"),
    simple=(
        _case("cross-entropy", 1.0, -3.0, 0.0, 2.0),
        _case("squared error", 1.0, -3.0, 0.0, 2.0),
        _case("cross-entropy", 0.0, -1.0, 0.5, 4.0),
        _case("squared error", 0.0, -2.0, 0.5, 4.0),
        _case("absolute error", 1.0, -3.0, -1.0, 3.0),
        _case("sum of three", 0.0, -2.0, 0.0, 2.0),
        _case("cross-entropy", 0.3, -2.0, -0.5, 1.0),
        _case("bell", 0.5, -2.0, 0.5, 3.0),
        _case("cross-entropy and z", 0.4, -2.0, 0.0, 1.0),
    ),
    numbers=_example,
    reference=_label,
    mistakes=(
        Mistake(
            "the first logit only",
            lambda z, slopes: float((sigmoid(z) - slopes)[0]),
            "One slope can always be explained by some label. Do the others agree?",
        ),
        Mistake(
            "the mean of all",
            lambda z, slopes: float((sigmoid(z) - slopes).mean()),
            "Each logit gives a label of its own. Only if they agree can the loss be "
            "cross-entropy.",
        ),
        Mistake(
            "the sign of the slope",
            lambda z, slopes: float(slopes[0] < 0),
            "Where a loss falls says on which side the label is. Squared error falls there too.",
        ),
        Mistake(
            "only 0 and 1",
            lambda z, slopes: _label(z, slopes) if _label(z, slopes) in (0.0, 1.0) else -1.0,
            "Labels between 0 and 1 are allowed, and here one fits.",
            fits=lambda answer, z, slopes: answer == -1 and 0.01 < _label(z, slopes) < 0.99,
        ),
        Mistake(
            "y − ŷ",
            lambda z, slopes: float((sigmoid(z) + slopes)[0]),
            "The slope is ŷ − y. Solve it for y once more. And do the other logits agree?",
        ),
        Mistake(
            "z for ŷ",
            lambda z, slopes: _bell_label(z, slopes),
            "That would be the slope of a bell, whose output is z itself. This output is σ(z).",
        ),
        Mistake(
            "out of range",
            lambda z, slopes: _common(sigmoid(z) - slopes),
            "Here all logits agree, but on a number that is no label.",
        ),
        Mistake(
            "in range, and no more",
            lambda z, slopes: _in_range(sigmoid(z) - slopes),
            "One slope can nearly always be explained by some label. Do the other logits agree?",
        ),
        Mistake(
            "always 0 or 1",
            lambda z, slopes: float(np.clip((sigmoid(z) - slopes)[0], 0, 1).round()),
            "Not every loss is cross-entropy. And a label may lie in between.",
            fits=lambda answer, z, slopes: answer in (0, 1),
        ),
        Mistake(
            "always −1",
            lambda z, slopes: -1.0,
            "Some of these are cross-entropies. Is the slope ŷ − y or y − ŷ? And is the comparison "
            "exact, where numbers are rounded?",
        ),
        Mistake(
            "some refused",
            lambda z, slopes: -1.0 if _label(z, slopes) == 1 else _label(z, slopes),
            "You refuse a cross-entropy. Are rounded numbers compared exactly, or a sign turned?",
            fits=lambda answer, z, slopes: answer == -1 and _label(z, slopes) >= 0,
        ),
        Mistake(
            "some accepted",
            lambda z, slopes: float(np.clip(sigmoid(z) - slopes, 0, 1).mean()),
            "You accept slopes that no label explains at all of their logits.",
            fits=lambda answer, z, slopes: answer != -1 and _label(z, slopes) == -1,
        ),
    ),
    hints=(
        "What is the slope of cross-entropy, in ŷ and y? Which of the two do you know at each "
        "logit?",
        "Solve it for y, at every logit. What must be true of these numbers?",
        "They must all be the same, and a label: from 0 to 1. Compare with a small tolerance.",
    ),
)


def _common(found: Array) -> float:
    """What all of them are, or −1."""
    return float(found[0]) if np.ptp(found) < 1e-6 else -1.0


def _in_range(found: Array) -> float:
    return float(found[0]) if -1e-6 <= found[0] <= 1 + 1e-6 else -1.0


def _bell_label(z: Array, slopes: Array) -> float:
    return _common(z - slopes)


EXERCISES = (_LABEL,)
