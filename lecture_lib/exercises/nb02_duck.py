"""Exercises of notebook 02, *duck duck goose*: the slope of a layer's weights, for one and many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def _batch(rng: Generator) -> Inputs:
    """Four sentences, three units, three inputs: slips that need equal sizes can be made."""
    return rng.normal(size=(4, 3)).round(2), rng.normal(size=(4, 3)).round(2)


def _one_by_one(d_Z: Array, H0: Array) -> Array:
    """Add up an outer product for each sentence."""
    return np.asarray(np.einsum("ni,nj->ij", d_Z, H0))


def _where_it_can(
    name: str, wrong: Callable[[Array, Array], Array | None], say: str
) -> Mistake:  # fmt: skip
    """A mistake that only some shapes allow: `wrong` is None where it fails for the others."""

    def fits(answer: Any, d_Z: Array, H0: Array) -> bool:
        expected = wrong(d_Z, H0)
        if expected is None or not isinstance(answer, np.ndarray):
            return expected is None and not isinstance(answer, np.ndarray)
        return answer.shape == expected.shape and bool(np.allclose(answer, expected))

    return Mistake(name, wrong, say, fits)


_BATCH = Exercise(
    id="duck-batch",
    task="d_Z has a row for each sentence, ∂ℓ/∂z of its units, and H0 a row for each sentence, "
    "what came in. Return ∂ℓ/∂W: the sum of all sentences' outer products, as one product.",
    inputs=("d_Z", "H0"),
    simple=(
        (np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[3.0, 1.0], [1.0, 4.0]])),
        (np.array([[0.5, -1.0]]), np.array([[2.0, 1.0, -3.0]])),
    ),
    numbers=_batch,
    reference=_one_by_one,
    stops={
        "core dimension": "A product sums over the columns on its left, and over the rows on its "
        "right. Both must be the sentences: are they, in yours?",
        "broadcast": "Entry by entry, unit 1 would meet input 1 only. W has an entry for each unit "
        "and each input.",
    },
    mistakes=(
        Mistake(
            "exchanged",
            lambda d_Z, H0: H0.T @ d_Z,
            "W has a row for each unit and a column for each input; so has its gradient. Yours has "
            "them exchanged.",
        ),
        _where_it_can(
            "sentences by sentences",
            lambda d_Z, H0: d_Z @ H0.T if d_Z.shape[1] == H0.shape[1] else None,
            "This has a row and a column for each sentence. It is the sentences that must be "
            "summed over, and the units and inputs that must be left.",
        ),
        _where_it_can(
            "not transposed",
            lambda d_Z, H0: d_Z @ H0 if d_Z.shape[1] == len(H0) else None,
            "A product sums over the columns of what stands on its left. Which must be summed "
            "over: the sentences, or the units?",
        ),
        Mistake(
            "the mean once more",
            lambda d_Z, H0: _one_by_one(d_Z, H0) / len(H0),
            "You divide by the number of sentences. The loss is their mean already, and so d_Z has "
            "this factor in it.",
        ),
        Mistake(
            "the first sentence only",
            lambda d_Z, H0: np.outer(d_Z[0], H0[0]),
            "Only the first sentence has been heard. Every sentence adds its outer product.",
        ),
        Mistake(
            "summed too early",
            lambda d_Z, H0: np.outer(d_Z.sum(axis=0), H0.sum(axis=0)),
            "Here the slopes of one sentence meet the inputs of another. First the products of "
            "each sentence, then the sum.",
        ),
        _where_it_can(
            "entry by entry",
            lambda d_Z, H0: d_Z * H0 if d_Z.shape == H0.shape else None,
            "This pairs unit 1 with input 1 only. W has an entry for each unit and each input.",
        ),
        Mistake(
            "wrong sign",
            lambda d_Z, H0: -_one_by_one(d_Z, H0),
            "All is turned round. The minus comes with the step, not with the slope.",
        ),
    ),
    hints=(
        "What is one entry, ∂ℓ/∂W_ij? Each sentence sends ∂ℓ/∂z_i times its j-th input.",
        "So ∂ℓ/∂W_ij is the sum over the sentences n of d_Z[n, i] · H0[n, j]. A matrix product "
        "sums over the columns of the left factor: make the sentences these columns.",
        "For U the same sum is d_o.T @ H. Put d_Z for d_o, and what came in here for H.",
    ),
)


EXERCISES = (_DU, _BATCH)
