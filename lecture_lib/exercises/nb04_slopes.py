"""Exercise of notebook 04, *losses*: whether a loss fits its output, told from its slopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..autograd import sigmoid
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


#: Slopes have four decimals, so the labels of one loss lie this near to each other.
_ROOM = 1e-3


def _slopes(kind: str, z: Array, y: float) -> Array:
    """Slopes of an example with label y at several logits, to four decimals."""
    p = np.asarray(sigmoid(z))
    slopes: dict[str, Array] = {
        "cross-entropy": p - y,
        "squared error": 2 * (p - y) * p * (1 - p),
        "absolute error": np.sign(p - y) * p * (1 - p),
        "bell": z - y,
        "sum of three": 3 * (p - y),
        "cross-entropy and z": p - y + 1,
        "cross-entropy and z²/400": p - y + 0.005 * z,
    }
    return slopes[kind].round(4)


def _case(kind: str, y: float, *z: float) -> Inputs:
    logits = np.array(z)
    return logits, _slopes(kind, logits, y)


def _example(rng: Generator) -> Inputs:
    """Cross-entropy with a label in between, so that own numbers have a number as their answer."""
    z = np.sort(rng.normal(0, 2.5, 4).round(1))
    y = float(rng.integers(2, 5)) / 10
    return z, _slopes("cross-entropy", z, y)


def _found(z: Array, slopes: Array) -> Array:
    """The label that each slope would have, were it ŷ − y."""
    return np.asarray(sigmoid(z) - slopes)


def _common(found: Array, room: float = _ROOM) -> float:
    """What all of them are, or −1."""
    return float(found.mean()) if np.ptp(found) <= room else -1.0


def _in_range(y: float, room: float = _ROOM) -> float:
    return y if -room <= y <= 1 + room else -1.0


def _label(z: Array, slopes: Array) -> float:
    return _in_range(_common(_found(z, slopes)))


def _is_near(z: Array, slopes: Array) -> bool:
    """Whether it is a label but for a tenth."""
    found = _found(z, slopes)
    return bool(np.ptp(found) < 0.2 and -0.2 < found.mean() < 1.2)


def _is_turned(answer: float, z: Array, slopes: Array) -> bool:
    """Whether it is a label's negative, or a refusal of a label, whose negative is none."""
    found = -_found(z, slopes)
    is_one = bool(np.min(np.abs(np.append(found, found.mean()) - answer)) <= _ROOM)
    return is_one or (answer == -1 and _label(z, slopes) != -1)


_LABEL = Exercise(
    id="losses-label",
    task="An output ŷ = σ(z) was tried at several logits z, always with the same example, and its "
    "loss had these slopes ∂ℓ/∂z, rounded to four decimals. If the loss can be cross-entropy, "
    "return the label y, a number from 0 to 1. If it cannot, return −1.",
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
        _case("cross-entropy and z²/400", 0.4, -2.0, 0.0, 2.0),
        _case("cross-entropy", 1.04, -1.0, 0.5, 2.0),
        _case("cross-entropy", -0.04, -1.0, 0.5, 2.0),
        _case("cross-entropy", 0.7, 0.5),
    ),
    numbers=_example,
    reference=_label,
    tolerance=_ROOM,
    mistakes=(
        Mistake(
            "the first logit only",
            lambda z, slopes: float(_found(z, slopes)[0]),
            "One slope can always be explained by some label. Do the others agree?",
        ),
        Mistake(
            "the mean of all",
            lambda z, slopes: float(_found(z, slopes).mean()),
            "Each logit gives a label of its own. Only if they agree can the loss be "
            "cross-entropy.",
        ),
        Mistake(
            "the sign of the slope",
            lambda z, slopes: float(slopes[0] < 0),
            "Where a loss falls says on which side the label is. Squared error falls there too.",
        ),
        Mistake(
            "no room for rounding",
            lambda z, slopes: _in_range(_common(_found(z, slopes), room=1e-8)),
            "You find a label only where there is nothing to compare it with. Are the labels "
            "compared exactly? The slopes are rounded, so they differ a little.",
        ),
        Mistake(
            "the ends of the range",
            lambda z, slopes: _label(z, slopes) if 0.01 < _label(z, slopes) < 0.99 else -1.0,
            "You refuse a label 0 or 1. Both are allowed, and rounded slopes may put them a hair "
            "outside.",
            fits=lambda answer, z, slopes: (
                answer == -1 and min(abs(_label(z, slopes)), abs(_label(z, slopes) - 1)) <= _ROOM
            ),
        ),
        Mistake(
            "only 0 and 1",
            lambda z, slopes: _label(z, slopes) if abs(_label(z, slopes) - 0.5) > 0.49 else -1.0,
            "Labels between 0 and 1 are allowed, and here one fits.",
            fits=lambda answer, z, slopes: answer == -1 and 0.01 < _label(z, slopes) < 0.99,
        ),
        Mistake(
            "y − ŷ",
            lambda z, slopes: _in_range(_common(sigmoid(z) + slopes)),
            "The slope is ŷ − y. Solve it for y once more: which sign has the slope there?",
        ),
        Mistake(
            "slope minus ŷ",
            lambda z, slopes: -float(_found(z, slopes)[0]),
            "The slope is ŷ − y, so ŷ minus the slope is y. And do the other logits agree?",
        ),
        Mistake(
            "y − ŷ, at the first logit",
            lambda z, slopes: float((sigmoid(z) + slopes)[0]),
            "The slope is ŷ − y. Solve it for y once more. And do the other logits agree?",
        ),
        Mistake(
            "z for ŷ",
            lambda z, slopes: _common(z - slopes),
            "That would be the slope of a bell, whose output is z itself. This output is σ(z).",
        ),
        Mistake(
            "out of range",
            lambda z, slopes: _common(_found(z, slopes)),
            "Here all logits agree, but on a number that is no label.",
            fits=lambda answer, z, slopes: (
                answer != -1
                and _label(z, slopes) == -1
                and abs(_common(_found(z, slopes)) - answer) <= _ROOM
            ),
        ),
        Mistake(
            "too much room",
            lambda z, slopes: (
                float(np.clip(_found(z, slopes).mean(), 0, 1)) if _is_near(z, slopes) else -1.0
            ),
            "You accept what is nearly a label: the logits disagree by more than rounding, or "
            "agree on a number outside 0 to 1. How much room do four decimals need?",
            fits=lambda answer, z, slopes: (
                answer != -1 and _label(z, slopes) == -1 and _is_near(z, slopes)
            ),
        ),
        Mistake(
            "in range, and no more",
            lambda z, slopes: _in_range(float(_found(z, slopes)[0])),
            "One slope can nearly always be explained by some label. Do the other logits agree?",
        ),
        Mistake(
            "a label rounded",
            lambda z, slopes: np.round(_label(z, slopes)) if _label(z, slopes) != -1 else -1.0,
            "You return 0 or 1 where another label fits. It may lie in between: do not round it.",
            fits=lambda answer, z, slopes: answer in (0, 1) and 0.01 < _label(z, slopes) < 0.99,
        ),
        Mistake(
            "always 0 or 1",
            lambda z, slopes: float(np.clip(_found(z, slopes)[0], 0, 1).round()),
            "Not every loss is cross-entropy. And a label may lie in between.",
            fits=lambda answer, z, slopes: answer in (0, 1),
        ),
        Mistake(
            "always −1",
            lambda z, slopes: -1.0,
            "Some of these are cross-entropies. Which label does each slope give?",
        ),
        Mistake(
            "some refused",
            lambda z, slopes: -1.0 if _label(z, slopes) > 0.5 else _label(z, slopes),
            "You refuse a cross-entropy. Are rounded numbers compared exactly?",
            fits=lambda answer, z, slopes: answer == -1 and _label(z, slopes) != -1,
        ),
        Mistake(
            "some accepted",
            lambda z, slopes: float(np.clip(_found(z, slopes), 0, 1).mean()),
            "You accept slopes that no label explains at all of their logits.",
            fits=lambda answer, z, slopes: answer != -1 and _label(z, slopes) == -1,
        ),
        Mistake(  # the last: it refuses, and accepts what is no label
            "slope minus ŷ, compared",
            lambda z, slopes: _in_range(_common(-_found(z, slopes))),
            "Your label has the wrong sign, and a test of its range may hide it. The slope is "
            "ŷ − y, so ŷ minus the slope is y.",
            fits=_is_turned,
        ),
    ),
    hints=(
        "What is the slope of cross-entropy, in ŷ and y? Which of the two do you know at each "
        "logit?",
        "Solve it for y, at every logit. What must be true of these numbers?",
        "They must all be the same, and a label: from 0 to 1. Four decimals leave them a little "
        "apart, so compare with a small tolerance.",
    ),
)


EXERCISES = (_LABEL,)
