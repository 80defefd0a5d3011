"""Exercises of notebook 02, *duck duck goose*: where a loss breaks, and one that holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _one_hot(label: int, classes: int) -> Array:
    return np.asarray(np.eye(classes)[label])


# --- break: where the formula is right and the code is not ---------------------------------------


def _true_loss(logits: Array, label: int) -> float:
    return float(np.max(logits) - logits[label] + np.log(np.sum(np.exp(logits - np.max(logits)))))


def _as_typed(logits: Array, label: int) -> float:
    with np.errstate(all="ignore"):
        return float(-np.log(np.exp(logits[label]) / np.sum(np.exp(logits))))


def _three(answer: Any) -> Array | None:
    logits = np.asarray(answer, dtype=float)
    return logits if logits.shape == (3,) else None


def _not_broken(answer: Any, label: int) -> str | None:
    logits = _three(answer)
    if logits is None:
        return "three logits are asked for"
    if not np.isfinite(logits).all():
        return "the logits themselves must be ordinary numbers"
    if np.isfinite(_as_typed(logits, label)):
        return "the naive line still gives a number"
    if _true_loss(logits, label) >= 1:
        return "the true loss is 1 or more"
    return None


def _finite(answer: Any) -> Array | None:
    logits = _three(answer)
    return logits if logits is not None and np.isfinite(logits).all() else None


def _still_works(answer: Any, label: int) -> bool:
    logits = _finite(answer)
    return logits is not None and bool(np.isfinite(_as_typed(logits, label)))


def _truly_wrong(answer: Any, label: int) -> bool:
    logits = _finite(answer)
    return logits is not None and _true_loss(logits, label) >= 2


def _undecided(answer: Any, label: int) -> bool:
    logits = _finite(answer)
    return (
        logits is not None
        and not np.isfinite(_as_typed(logits, label))
        and 1 <= _true_loss(logits, label) < 2
    )


_BREAK = Exercise(
    id="duck-break",
    task="Return three finite logits for which −log(exp(o[label]) / sum(exp(o))) gives nan or "
    "inf, although the true loss is below 1.",
    inputs=("label",),
    simple=((0,), (2,)),
    numbers=lambda rng: (int(rng.integers(3)),),
    reference=lambda label: 1000.0 * _one_hot(label, 3),
    fault=_not_broken,
    mistakes=(
        Mistake(
            "not large enough",
            lambda label: 100.0 * _one_hot(label, 3),
            "The line still gives a number. A float ends near 1.8e308. From which o on is exp(o) "
            "larger than that?",
            _still_works,
        ),
        Mistake(
            "the wrong class is certain",
            lambda label: 1000.0 * (1 - _one_hot(label, 3)),
            "The line fails, but here the network really is wrong, and the loss really is huge. "
            "Let it be right.",
            _truly_wrong,
        ),
        Mistake(
            "no class stands out",
            lambda label: np.full(3, 1000.0),
            "The line fails. But the true loss is 1.1, that of guessing among three; it should be "
            "below 1. Make the label a little likelier than the others.",
            _undecided,
        ),
        Mistake(
            "infinite logits",
            lambda label: np.inf * (2 * _one_hot(label, 3) - 1),
            "The logits must be ordinary numbers. It is exp that should overflow, not the input.",
            lambda answer, label: _three(answer) is not None and _finite(answer) is None,
        ),
    ),
    hints=(
        "Which is the largest number that exp can return as a float?",
        "np.exp(709) is still a float, np.exp(710) is inf. And inf / inf?",
        "Let the label's logit be far beyond 710. Where must the others be, so that the network is "
        "right and certain?",
    ),
)


# --- make: a loss that survives it ---------------------------------------------------------------


def _shifted_only(logits: Array, label: int) -> float:
    with np.errstate(all="ignore"):
        return float(-np.log(softmax(logits)[label]))


def _not_shifted(logits: Array, label: int) -> float:
    with np.errstate(all="ignore"):
        return float(np.log(np.sum(np.exp(logits))) - logits[label])


def _shifted_by(logits: Array, label: int, shift: float) -> float:
    with np.errstate(all="ignore"):
        return float(np.log(np.sum(np.exp(logits - shift))) - logits[label] + shift)


def _shifted_by_label(logits: Array, label: int) -> float:
    return _shifted_by(logits, label, float(logits[label]))


def _shifted_by_mean(logits: Array, label: int) -> float:
    return _shifted_by(logits, label, float(np.mean(logits)))


def _shifted_by_smallest(logits: Array, label: int) -> float:
    return _shifted_by(logits, label, float(np.min(logits)))


def _propped_up(logits: Array, label: int) -> float:
    return float(-np.log(softmax(logits)[label] + 1e-12))


def _clipped(logits: Array, label: int, limit: float = 700.0) -> float:
    return _true_loss(np.clip(logits, -limit, limit), label)


def _looks_clipped(answer: Any, logits: Array, label: int) -> bool:
    limits = (10, 20, 30, 50, 88, 100, 200, 300, 500, 600, 700, 709, 709.7, 710)
    return any(equal(answer, _clipped(logits, label, limit), 1e-6) for limit in limits)


def _looks_propped_up(answer: Any, logits: Array, label: int) -> bool:
    """Finite and too small where the probability underflows, whatever the number added."""
    hidden = _shifted_only(logits, label) > 600
    return bool(hidden and np.isfinite(answer) and 0 < answer < 0.9 * _true_loss(logits, label))


def _exactly(wrong: Callable[[Array, int], float]) -> Callable[..., bool]:
    """Recognise a mistake by all its numbers, also by where they are nan or inf."""
    return lambda answer, logits, label: equal(answer, wrong(logits, label), 1e-6)


def _huge(rng: Generator) -> Inputs:
    """Logits so far below 0 that exp underflows, and the label's share does even with a shift."""
    logits, label = -2000 + rng.normal(size=4), int(rng.integers(4))
    logits[(label + int(rng.integers(1, 4))) % 4] += 1000
    return logits.round(2), label


_LOSS = Exercise(
    id="duck-loss",
    task="ℓ = −log softmax(o)[label]. Return ℓ, right for logits of any size.",
    inputs=("o", "label"),
    simple=(
        (np.array([0.0, 0.0]), 0),
        (np.array([-0.195, 0.117]), 0),
        (np.array([1.0, 3.0, 2.0]), 2),
        (np.array([1000.0, 999.0]), 0),
        (np.array([1000.0, 0.0]), 1),
        (np.array([720.0, 0.0]), 1),  # exp(720) overflows, exp(−720) does not vanish
        (np.array([2000.0, 0.0]), 0),
        (np.array([-1000.0, -1001.0, -1000.0]), 1),
    ),
    numbers=_huge,
    reference=_true_loss,
    mistakes=(
        Mistake(
            "shifted, then log of 0",
            _shifted_only,
            "The shift is right, but with o = (1000, 0) the second probability is rounded to 0, "
            "and log 0 is −inf. Simplify −log(e^o / sum) on paper before you compute it.",
            _exactly(_shifted_only),
        ),
        Mistake(
            "shifted by the label's logit",
            _shifted_by_label,
            "Taken apart rightly, but shifted by the logit of the label. At o = (1000, 0) with "
            "label 1 that leaves exp(1000). Which constant keeps every exponent at 0 or below?",
            _exactly(_shifted_by_label),
        ),
        Mistake(
            "shifted by the mean",
            _shifted_by_mean,
            "The mean moves with the logits, but half of their distance stays: at o = (2000, 0) an "
            "exponent is still 1000. Which constant keeps every exponent at 0 or below?",
            _exactly(_shifted_by_mean),
        ),
        Mistake(
            "shifted by the smallest",
            _shifted_by_smallest,
            "After this shift every exponent is 0 or above, and exp overflows. It may only "
            "underflow. Which constant does that?",
            _exactly(_shifted_by_smallest),
        ),
        Mistake(
            "as typed",
            _as_typed,
            "The formula is right, the numbers are not: exp(1000) is inf. Adding a constant to "
            "all logits changes nothing, so choose one that helps.",
            _exactly(_as_typed),
        ),
        Mistake(
            "simplified, not shifted",
            _not_shifted,
            "Taking the logarithm apart is half of it, but exp(1000) is still inf. Adding a "
            "constant to all logits changes nothing, so choose one that helps.",
            _exactly(_not_shifted),
        ),
        Mistake(
            "logarithm to base 10",
            lambda o, label: _true_loss(o, label) / float(np.log(10)),
            "Surprise is measured with the natural logarithm here: np.log.",
        ),
        Mistake(
            "logarithm to base 2",
            lambda o, label: _true_loss(o, label) / float(np.log(2)),
            "Surprise is measured with the natural logarithm here: np.log.",
        ),
        Mistake(
            "logits clipped",
            _clipped,
            "Clipping changes the answer: at o = (1000, 0) the second class deserves a loss of "
            "1000, not 700. A shift changes nothing.",
            _looks_clipped,
        ),
        Mistake(
            "a small number added",
            _propped_up,
            "That hides the −inf and makes the loss wrong: at o = (1000, 0) the second class "
            "deserves a loss of 1000. Simplify −log(e^o / sum) on paper instead.",
            _looks_propped_up,
        ),
        Mistake(
            "wrong sign",
            lambda o, label: -_true_loss(o, label),
            "A loss is never negative: −log p with p ≤ 1.",
        ),
        Mistake(
            "the shift stayed in",
            lambda o, label: _true_loss(o, label) - float(np.max(o)),
            "Shift the logit of the label as well as those in the sum, or add the shift back.",
        ),
        Mistake(
            "the label's logit forgotten",
            lambda o, label: _true_loss(o, label) + float(o[label]),
            "That is log Σ e^o alone. The logit of the class that happened must be subtracted.",
        ),
        Mistake(
            "the distance to the largest",
            lambda o, label: float(np.max(o) - o[label]),
            "That is nearly right where one logit stands far above the rest. What do two equal "
            "logits cost? Not 0: log 2.",
        ),
        Mistake(
            "always the first class",
            lambda o, label: _true_loss(o, 0),
            "What happened is told by label. Yours takes it to be class 0 each time.",
        ),
        Mistake(
            "the largest logit's loss",
            lambda o, label: _true_loss(o, int(np.argmax(o))),
            "You ask how surprised the network is by its own favourite. What happened is label.",
        ),
    ),
    hints=(
        "Write −log(e^o_label / Σ e^o_k) as a difference of two terms.",
        "ℓ = log Σ e^o_k − o_label. Subtract the same number m = max(o) from all logits first.",
        "With s = o − max(o): ℓ = log(Σ exp(s)) − s[label].",
    ),
)

EXERCISES = (_BREAK, _LOSS)
