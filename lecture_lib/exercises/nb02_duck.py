"""An exercise of notebook 02, *duck duck goose*: the slope of the last layer's weights."""

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


EXERCISES = (_DU,)
