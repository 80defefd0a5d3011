"""Exercises of notebook 02, *duck duck goose*: the slope at the outputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "one_hot"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def one_hot(label: int, classes: int) -> Array:
    """The target y as a vector: 1 at the label, 0 elsewhere."""
    return np.asarray(np.eye(classes)[label])


def _layer(rng: Generator) -> Inputs:
    """As many units as classes: then products entry by entry are numbers too, and are told why."""
    h = np.maximum(rng.normal(size=3), 0.1).round(2)
    return h, softmax(rng.normal(size=3)), one_hot(int(rng.integers(3)), 3)


_DU = Exercise(
    id="duck-dU",
    task="o = U h, ŷ = softmax(o), ℓ = −Σ y log ŷ. Return ∂ℓ/∂U from h, ŷ and y.",
    inputs=("h", "y_hat", "y"),
    simple=(
        (np.array([0.0, 2.0]), np.array([0.25, 0.75]), np.array([1.0, 0.0])),
        (np.array([1.0, 3.0]), np.array([0.4, 0.6]), np.array([0.0, 1.0])),
    ),
    numbers=_layer,
    reference=lambda h, y_hat, y: np.outer(y_hat - y, h),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda h, y_hat, y: np.outer(y - y_hat, h),
            "With this sign the loss would grow when you step against the gradient. What is "
            "∂ℓ/∂o: ŷ − y or y − ŷ?",
        ),
        Mistake(
            "transposed",
            lambda h, y_hat, y: np.outer(h, y_hat - y),
            "U has a row for each class and a column for each unit; so has its gradient.",
        ),
        Mistake(
            "forgot the target",
            lambda h, y_hat, y: np.outer(y_hat, h),
            "The gradient must know which class is right, and y does not appear.",
        ),
        Mistake(
            "stopped at the logits",
            lambda h, y_hat, y: y_hat - y,
            "That is ∂ℓ/∂o. One local derivative is missing: how does o = U h depend on U?",
        ),
        Mistake(
            "entry by entry",
            lambda h, y_hat, y: (y_hat - y) * h,
            "This pairs class 1 with unit 1 only. Every unit feeds every class: U has an entry for "
            "each pair, and so has its gradient.",
        ),
        Mistake(
            "summed up",
            lambda h, y_hat, y: (y_hat - y) @ h,
            "All the products are in this one number. Each of them is the slope of an entry of its "
            "own.",
        ),
        Mistake(
            "times ŷ once more",
            lambda h, y_hat, y: np.outer(y_hat * (y_hat - y), h),
            "ŷ − y is the slope at the logits already, with softmax in it. No further factor.",
        ),
        Mistake(
            "only the right class",
            lambda h, y_hat, y: np.outer((y_hat - y) * y, h),
            "The other classes' rows matter too: their logits are in the denominator of softmax.",
        ),
        Mistake(
            "skipped the softmax",
            lambda h, y_hat, y: np.outer(-y / y_hat, h),
            "That is ∂ℓ/∂ŷ, passed on as if softmax were not there.",
        ),
    ),
    hints=(
        "Start with ∂ℓ/∂o. How does the entry U_ij enter o?",
        "U_ij multiplies h_j and is added into o_i, so ∂ℓ/∂U_ij = ∂ℓ/∂o_i · h_j.",
        "∂ℓ/∂o is ŷ − y; all products of its entries with those of h are an outer product.",
    ),
)


def _logits(rng: Generator) -> Inputs:
    return rng.normal(size=4).round(2), int(rng.integers(4))


def _changed_at_label_only(logits: Array, label: int) -> Array:
    p: Array = softmax(logits)
    return (p - 1) * one_hot(label, p.size)


def _without_sum(logits: Array, label: int) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(logits) - one_hot(label, logits.size))


def _without_shift(logits: Array, label: int) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(logits)
        return np.asarray(powers / powers.sum() - one_hot(label, logits.size))


_FUSED = Exercise(
    id="duck-fused",
    task="ℓ = −log softmax(logits)[label]. Return ∂ℓ/∂logits, also for logits as large as 1000.",
    inputs=("logits", "label"),
    simple=(
        (np.array([0.0, 0.0]), 0),
        (np.array([-0.195, 0.117]), 0),
        (np.array([1.0, 3.0, 2.0]), 2),
        (np.array([1000.0, 0.0]), 1),
    ),
    numbers=_logits,
    reference=lambda logits, label: softmax(logits) - one_hot(label, logits.size),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda logits, label: one_hot(label, logits.size) - softmax(logits),
            "Raising the right class's logit lowers the loss. Which sign has its gradient?",
        ),
        Mistake(
            "forgot the target",
            lambda logits, label: softmax(logits),
            "The gradient must sum to zero, since adding a constant to all logits changes "
            "nothing. Yours sums to one.",
        ),
        Mistake("forgot to normalise", _without_sum, "exp(o) is not yet a probability."),
        Mistake(
            "always the first class",
            lambda logits, label: softmax(logits) - one_hot(0, logits.size),
            "Which class is right is told by label. Yours takes it to be class 0 each time.",
        ),
        Mistake(
            "only the right class",
            _changed_at_label_only,
            "The other logits matter too: they are in the denominator.",
        ),
        Mistake(
            "overflow",
            _without_shift,
            "The formula is right, but exp(1000) is no float any more. Subtract the largest "
            "logit first: softmax does not change.",
        ),
    ),
    hints=(
        "Write ℓ = −o_label + log Σ exp(o_k) before you differentiate.",
        "The derivative of log Σ exp(o_k) with respect to o_i is the i-th probability.",
        "So it is ŷ minus the one-hot vector of the label; compute ŷ from o − max(o).",
    ),
)


def _goose(rng: Generator) -> Inputs:
    return rng.normal(size=2).round(2), np.array([0.0, 1.0])


_SIGNS = Exercise(
    id="duck-signs",
    task="The target changes to y = [0, 1]. Return the sign of each entry of ∂ℓ/∂o: +1, −1 or 0.",
    inputs=("o", "y"),
    simple=((np.array([-0.195, 0.117]), np.array([0.0, 1.0])),),
    numbers=_goose,
    reference=lambda o, y: np.sign(softmax(o) - y),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda o, y: np.sign(y - softmax(o)),
            "These are the directions in which to move o. The gradient points uphill.",
            lambda answer, o, y: np.array_equal(np.sign(answer), np.sign(y - softmax(o))),
        ),
        Mistake(
            "only the right class",
            lambda o, y: -y,
            "That the other entry of ∂ℓ/∂ŷ is 0 does not make its logit's gradient 0: it is in "
            "the denominator of softmax.",
        ),
        Mistake(
            "forgot the target",
            lambda o, y: np.ones_like(o),
            "Both logits cannot pull the same way: the gradient sums to zero.",
        ),
        Mistake(
            "sizes, not signs",
            lambda o, y: softmax(o) - y,
            "The signs are right. Only they are asked for: 1, −1 or 0, whatever the sizes.",
            lambda answer, o, y: np.array_equal(np.sign(answer), np.sign(softmax(o) - y)),
        ),
        Mistake(
            "only the wrong class",
            lambda o, y: 1 - y,
            "The right class is not at rest before ŷ = 1.",
        ),
    ),
    hints=(
        "If the logit of the right class grows, does the loss grow or fall?",
        "∂ℓ/∂o = ŷ − y, and every entry of ŷ lies between 0 and 1.",
        "Where y is 1 the difference is negative; where y is 0 it is positive.",
    ),
)


EXERCISES = (_DU, _FUSED, _SIGNS)
