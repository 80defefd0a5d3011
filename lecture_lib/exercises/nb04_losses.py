"""Exercises of notebook 04, *losses*: derive one, write it for every logit, and judge a slope."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _sigmoid(z: ArrayLike) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(z, float) / 2)))


# --- waiting times ----------------------------------------------------------------------------


def _waits(rng: Generator) -> Inputs:
    z = rng.permutation([-0.7, 0.4, 1.1]) + rng.normal(0, 0.1, 3).round(2)
    return z, rng.uniform(0.3, 4.0, 3).round(1)


def _wait(z: Array, y: Array) -> Array:
    return np.asarray(z + y * np.exp(-z))


def _wait_slope(z: Array, y: Array) -> Array:
    return np.asarray(1 - y * np.exp(-z))


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


# --- for every logit --------------------------------------------------------------------------


def _mails(rng: Generator) -> Inputs:
    """Draw logits of which two are huge and wrong."""
    huge = 800.0 + float(rng.integers(100))
    z = np.array([*rng.normal(0, 2, 3).round(2), huge, -huge - 5])
    return z, np.array([1.0, 0.0, float(rng.integers(2)), 0.0, 1.0])


def _bce(z: Array, y: Array) -> Array:
    return np.asarray(np.logaddexp(0, z) - y * z)


def _plain(z: Array, y: Array) -> Array:
    """The two logarithms as they stand: 1 − σ(z) is 0 for large z."""
    p = _sigmoid(z)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-y * np.log(p) - (1 - y) * np.log(1 - p))


def _overflowing(z: Array, y: Array) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.log(1 + np.exp(z)) - y * z)


def _turned(z: Array, y: Array) -> Array:
    """The other way to write it: what is small is on the other side."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.log(1 + np.exp(-z)) + (1 - y) * z)


def _minus_forgotten(z: Array, y: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(np.maximum(z, 0) + np.log1p(np.exp(np.abs(z))) - y * z)


def _clipped(z: Array, y: Array) -> Array:
    p = np.clip(_sigmoid(z), 1e-12, 1 - 1e-12)
    return np.asarray(-y * np.log(p) - (1 - y) * np.log(1 - p))


def _is_cut(answer: Any, z: Array, y: Array) -> bool:
    """Whether huge losses alone are wrong, and finite."""
    found, true, huge = np.asarray(answer, float), _bce(z, y), np.abs(z) > 100
    return bool(
        found.shape == true.shape
        and np.isfinite(found).all()
        and np.allclose(found[~huge], true[~huge], atol=1e-4)
        and not np.allclose(found[huge], true[huge])
    )


_BCE = Exercise(
    id="losses-bce",
    task="The line np.log(1 + np.exp(z)) - y * z is the cross-entropy of each logit in z with its "
    "label y, in theory. For z = 1000 it returns infinity. Repair it: return the losses as an "
    "array, for logits of any size.",
    inputs=("z", "y"),
    simple=(
        (np.array([0.0]), np.array([1.0])),
        (np.array([2.0, -1.0]), np.array([1.0, 1.0])),
        (np.array([1000.0, -1000.0, 1000.0]), np.array([0.0, 1.0, 1.0])),
    ),
    numbers=_mails,
    reference=_bce,
    mistakes=(
        Mistake(
            "as it was",
            _overflowing,
            "Nothing is repaired yet: e^z is too large for a float. For large z, what is nearly "
            "ln(1 + e^z)?",
        ),
        Mistake(
            "turned round",
            _turned,
            "Now large z are right, and e^(−z) overflows for very negative ones. Which of the two "
            "forms is safe on which side?",
        ),
        Mistake(
            "through the probability",
            _plain,
            "For large z 1 − σ(z) rounds to 0, and its logarithm is −inf. Keep to the logit.",
        ),
        Mistake(
            "cut off",
            _clipped,
            "No infinity any more, but something is cut off: for huge logits the loss is wrong, "
            "just where the model may be most wrong.",
            fits=_is_cut,
        ),
        Mistake(
            "only the limit",
            lambda z, y: np.maximum(z, 0) - y * z,
            "Right for logits of any great size. Near 0 something is missing: at z = 0 it is ln 2.",
        ),
        Mistake(
            "wrong sign",
            lambda z, y: -_bce(z, y),
            "A loss is −ln p, and p is at most 1. Can it be negative?",
        ),
        Mistake(
            "labels exchanged", lambda z, y: _bce(z, 1 - y), "σ(z) is the probability of y = 1."
        ),
        Mistake(
            "half of it",
            lambda z, y: y * np.logaddexp(0, -z),
            "That covers y = 1 only. What does a wrong alarm cost?",
        ),
        Mistake(
            "sign of y z",
            lambda z, y: np.logaddexp(0, z) + y * z,
            "For y = 1 a larger z makes the model more right. Does your loss fall?",
        ),
        Mistake(
            "the larger of z and 0 forgotten",
            lambda z, y: np.log1p(np.exp(-np.abs(z))) - y * z,
            "That exponential is safe. But for z > 0 it is not the one that was asked for: what "
            "was taken out of the logarithm?",
        ),
        Mistake(
            "the minus before |z| forgotten",
            _minus_forgotten,
            "Which exponential is never larger than 1? Look at the sign of its exponent.",
        ),
        Mistake(
            "y z forgotten", lambda z, y: np.logaddexp(0, z), "That is A(z). What became of y z?"
        ),
        Mistake(
            "reduced",
            lambda z, y: np.mean(_bce(z, y)),
            "One loss for each logit is asked for, not their mean.",
        ),
        Mistake("the slope", lambda z, y: _sigmoid(z) - y, "That is ∂ℓ/∂z."),
    ),
    hints=(
        "Which exponential is never larger than 1, whatever the sign of z?",
        "Take e^z out of the logarithm: ln(1 + e^z) = z + ln(1 + e^(−z)). One form is safe for "
        "z < 0, the other for z > 0.",
        "Both in one: the larger of z and 0, plus the logarithm of 1 + e^(−|z|). NumPy also has a "
        "function for the logarithm of a sum of two exponentials.",
    ),
)


# --- whose slope is it? -----------------------------------------------------------------------


def _slopes(kind: str, z: Array, y: float) -> Array:
    """Slopes of an example with label y at several logits."""
    p = _sigmoid(z)
    return {
        "cross-entropy": p - y,
        "squared error": 2 * (p - y) * p * (1 - p),
        "absolute error": np.sign(p - y) * p * (1 - p),
        "bell": z - y,
        "sum of three": 3 * (p - y),
        "cross-entropy and z": p - y + 1,
    }[kind]


def _case(kind: str, y: float, *z: float) -> Inputs:
    logits = np.array(z)
    return logits, _slopes(kind, logits, y)


def _example(rng: Generator) -> Inputs:
    """Cross-entropy with a label in between, so that own numbers have a number as their answer."""
    z = np.sort(rng.normal(0, 2.5, 4).round(1))
    y = float(rng.integers(2, 5)) / 10
    return z, _slopes("cross-entropy", z, y)


def _label(z: Array, slopes: Array) -> float:
    found = _sigmoid(z) - slopes
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
            lambda z, slopes: float((_sigmoid(z) - slopes)[0]),
            "One slope can always be explained by some label. Do the others agree?",
        ),
        Mistake(
            "the mean of all",
            lambda z, slopes: float((_sigmoid(z) - slopes).mean()),
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
            lambda z, slopes: float((_sigmoid(z) + slopes)[0]),
            "The slope is ŷ − y. Solve it for y once more. And do the other logits agree?",
        ),
        Mistake(
            "z for ŷ",
            lambda z, slopes: _bell_label(z, slopes),
            "That would be the slope of a bell, whose output is z itself. This output is σ(z).",
        ),
        Mistake(
            "out of range",
            lambda z, slopes: _common(_sigmoid(z) - slopes),
            "Here all logits agree, but on a number that is no label.",
        ),
        Mistake(
            "in range, and no more",
            lambda z, slopes: _in_range(_sigmoid(z) - slopes),
            "One slope can nearly always be explained by some label. Do the other logits agree?",
        ),
        Mistake(
            "always 0 or 1",
            lambda z, slopes: float(np.clip((_sigmoid(z) - slopes)[0], 0, 1).round()),
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
            lambda z, slopes: float(np.clip(_sigmoid(z) - slopes, 0, 1).mean()),
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


EXERCISES = (_WAITING, _BCE, _LABEL)
