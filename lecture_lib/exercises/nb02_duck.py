"""Exercises of notebook 02, *duck duck goose*: slopes, by hand and repaired."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Edge = tuple[str, str, float]


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - np.max(logits))
    return np.asarray(powers / powers.sum())


def _one_hot(label: int, classes: int) -> Array:
    return np.asarray(np.eye(classes)[label])


def _layer(rng: Generator) -> Inputs:
    classes, units = 3, 4
    h = np.maximum(rng.normal(size=units), 0.1).round(2)
    return h, _softmax(rng.normal(size=classes)), _one_hot(int(rng.integers(classes)), classes)


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
    p = _softmax(logits)
    return (p - 1) * _one_hot(label, p.size)


def _without_sum(logits: Array, label: int) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(logits) - _one_hot(label, logits.size))


def _without_shift(logits: Array, label: int) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(logits)
        return np.asarray(powers / powers.sum() - _one_hot(label, logits.size))


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
    reference=lambda logits, label: _softmax(logits) - _one_hot(label, logits.size),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda logits, label: _one_hot(label, logits.size) - _softmax(logits),
            "Raising the right class's logit lowers the loss. Which sign has its gradient?",
        ),
        Mistake(
            "forgot the target",
            lambda logits, label: _softmax(logits),
            "The gradient must sum to zero, since adding a constant to all logits changes "
            "nothing. Yours sums to one.",
        ),
        Mistake("forgot to normalise", _without_sum, "exp(o) is not yet a probability."),
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
    reference=lambda o, y: np.sign(_softmax(o) - y),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda o, y: np.sign(y - _softmax(o)),
            "These are the directions in which to move o. The gradient points uphill.",
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


# --- repair: a backward pass with two wrong lines ------------------------------------------------


def _layer_back(rng: Generator) -> Inputs:
    p = round(float(rng.uniform(0.15, 0.85)), 2)
    U = rng.integers(-9, 10, (2, 2)) / 10 + 0.05
    z = rng.permutation([1, -1]) * rng.integers(2, 20, 2) / 10
    return np.array([-p, p]), U.round(2), z, (rng.integers(-19, 20, 2) / 10 + 0.05).round(2)


def _back(delta: Array, U: Array, z: Array, h0: Array) -> Array:
    return np.outer((U.T @ delta) * (z > 0), h0)


_REPAIR = Exercise(
    id="duck-repair",
    task="z = W h₀ + b, h = max(z, 0), o = U h, and delta = ∂ℓ/∂o is known. Repair the routine, "
    "so that it returns ∂ℓ/∂W.",
    inputs=("delta", "U", "z", "h0"),
    simple=(
        (
            np.array([-0.5, 0.5]),
            np.array([[1.0, 0.0], [0.0, 2.0]]),
            np.array([2.0, 3.0]),
            np.array([1.0, -1.0]),
        ),
        (
            np.array([-0.5, 0.5]),
            np.array([[1.0, 2.0], [3.0, 5.0]]),
            np.array([-1.0, 3.0]),
            np.array([1.0, 2.0]),
        ),
    ),
    numbers=_layer_back,
    reference=_back,
    mistakes=(
        Mistake(
            "nothing repaired",
            lambda delta, U, z, h0: np.outer((U @ delta) * np.maximum(z, 0), h0),
            "These are the routine's own answers. Follow h₁: which entries of U lead from it to "
            "the two logits? And how fast does max(z, 0) grow with z?",
        ),
        Mistake(
            "U still the wrong way round",
            lambda delta, U, z, h0: np.outer((U @ delta) * (z > 0), h0),
            "The ReLU is right now. h₁ reaches o₁ through U₁₁ and o₂ through U₂₁: a column of U, "
            "not a row.",
        ),
        Mistake(
            "times h, not times the slope",
            lambda delta, U, z, h0: np.outer((U.T @ delta) * np.maximum(z, 0), h0),
            "The first line is right now. The local derivative of max(z, 0) is its slope, 0 or 1, "
            "not its value.",
        ),
        Mistake(
            "the ReLU forgotten",
            lambda delta, U, z, h0: np.outer(U.T @ delta, h0),
            "A unit with z below 0 passes nothing on. Yours does.",
        ),
        Mistake(
            "transposed",
            lambda delta, U, z, h0: _back(delta, U, z, h0).T,
            "W has a row for each unit and a column for each entry of h₀. So has its gradient.",
        ),
    ),
    hints=(
        "Three lines, one for each arrow: o to h, h to z, z to W. Check them one at a time.",
        "∂ℓ/∂h_j adds over the logits: Σ_i U_ij δ_i. And the slope of max(z, 0) is 0 or 1.",
        "dh = U.T @ delta, then dz = dh * (z > 0).",
    ),
)


EXERCISES = (_DU, _REPAIR, _FUSED, _SIGNS)
