"""Exercise of notebook 03, *from numbers to arrays*: softmax, pulled back without its table."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _softmax_pull(g: Array, p: Array) -> Array:
    return np.asarray(p * (g - np.sum(g * p, axis=-1, keepdims=True)))


def _answers(rng: Generator) -> Inputs:
    """Two examples of two classes: square, so that no shape tells which axis is which."""
    weights = rng.integers(1, 9, size=(2, 2)) + np.diag([0.5, 0.25])
    g = rng.choice([-1, 1], size=(2, 2)) * rng.integers(1, 9, size=(2, 2)) / 2
    return g + np.diag([0.25, 0]), weights / weights.sum(axis=1, keepdims=True)


_FEW = 20  # arrays of the shape of p; a table holds hundreds


def _peak(pull: Callable[..., Any]) -> float:
    """The memory that is held at once, beside g and p, in arrays of the shape of p."""
    p = np.full((2, 500), 1 / 500)
    was_tracing = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        pull(p.copy(), p)
        return (tracemalloc.get_traced_memory()[1] - before) / p.nbytes
    finally:
        if not was_tracing:
            tracemalloc.stop()


def _holds_too_much(pull: Callable[..., Any]) -> str | None:
    case = "for 2 examples of 500 classes"
    try:
        peak = _peak(pull)
    except Exception as error:  # of the student's function; none is raised
        return f"{case} it stops: {type(error).__name__}: {error}"
    if peak <= _FEW:
        return None
    return (
        f"{case} it holds {peak:.0f} times as much as p: a table. Multiply the table by g on "
        "paper first: what is the same for every entry of o?"
    )


_SOFTMAX_PULL = Exercise(
    id="softmax-pull",
    task="p is a batch of results of softmax, one example in each row, and g = ∂ℓ/∂p arrives at "
    "it. Return ∂ℓ/∂o, with the shape of p, without a table of n × n for n classes. For 50,000 "
    "classes it must hold no more than a few arrays of this shape.",
    inputs=("g", "p"),
    simple=(
        (np.array([[1.0, 0.0]]), np.array([[0.25, 0.75]])),
        (np.array([[4.0, 0.0, -2.0]]), np.array([[0.2, 0.3, 0.5]])),
        (np.array([[1.0, 2.0], [-3.0, 1.0]]), np.array([[0.25, 0.75], [0.6, 0.4]])),
    ),
    numbers=_answers,
    reference=_softmax_pull,
    also=_holds_too_much,
    mistakes=(
        Mistake(
            "diagonal only",
            lambda g, p: g * p * (1 - p),
            "This heeds what each logit does to its own probability. But it is in the sum below "
            "all others as well.",
        ),
        Mistake(
            "by the numerator only",
            lambda g, p: g * p,
            "These are the paths by the numerator. From each logit, others lead through the sum.",
        ),
        Mistake(
            "by the sum only",
            lambda g, p: -p * np.sum(g * p, axis=-1, keepdims=True),
            "These are the paths through the sum. One more leads by the numerator.",
        ),
        Mistake(
            "the last factor is missing",
            lambda g, p: g - np.sum(g * p, axis=-1, keepdims=True),
            "Look once more at the table: what stands in front of the bracket?",
        ),
        Mistake(
            "wrong sign",
            lambda g, p: -_softmax_pull(g, p),
            "A larger logit makes its own probability larger: the diagonal is positive.",
        ),
        Mistake(
            "a plus between the paths",
            lambda g, p: p * (g + np.sum(g * p, axis=-1, keepdims=True)),
            "Through the sum a larger logit makes all probabilities smaller: which sign have these "
            "paths?",
        ),
        Mistake(
            "g and p exchanged",
            lambda g, p: g * (p - np.sum(p * p, axis=-1, keepdims=True)),
            "Only one of the two terms has the factor g_j. In the other, each g_i stands in the "
            "sum.",
        ),
        Mistake(
            "plain mean",
            lambda g, p: p * (g - np.mean(g, axis=-1, keepdims=True)),
            "Not all classes count alike in the sum: which of its terms moves most, when all "
            "logits are nudged alike?",
        ),
        Mistake(
            "a mean over the classes",
            lambda g, p: p * (g - np.mean(g * p, axis=-1, keepdims=True)),
            "Paths add up. You took their mean over the classes, which divides by n.",
        ),
        Mistake(
            "added, not averaged",
            lambda g, p: p * (g - np.sum(g, axis=-1, keepdims=True)),
            "Each g_i is multiplied by its own local derivative before the paths add up.",
        ),
        Mistake(
            "examples mixed",
            lambda g, p: p * (g - np.sum(g * p)),
            "Each example has a softmax of its own. Add up within a row, not over the batch.",
        ),
        Mistake(
            "wrong axis",
            lambda g, p: p * (g - np.sum(g * p, axis=0, keepdims=True)),
            "You added up over the examples. Classes stand side by side in a row.",
        ),
        Mistake(
            "the row's sum was broadcast as a row",
            lambda g, p: (
                p * (g - np.sum(g * p, axis=-1))
                if p.shape[0] in (1, p.shape[1])
                else _softmax_pull(g, p)
            ),
            "A sum for each row has the shape (N,), and beside an array of N × n NumPy takes it "
            "for a row. With keepdims=True it stays a column.",
        ),
        Mistake(
            "every row with every row",
            lambda g, p: p * (g - g @ p.T),
            "g @ p.T multiplies each row of g by each row of p. An example needs its own only.",
        ),
        Mistake(
            "p in front of one term only",
            lambda g, p: p * g - np.sum(g * p, axis=-1, keepdims=True),
            "In every entry of the table both indices occur: through the sum, too, the logit's own "
            "p is a factor.",
        ),
        Mistake(
            "softmax with a logarithm",
            lambda g, p: p - g,
            "That is for the loss −log p, with g for the target. Here any g may arrive.",
        ),
    ),
    hints=(
        "Multiply the table by g on paper, for one entry of o and three classes. Which part is "
        "the same for every entry of o?",
        "By the numerator arrives g_j p_j, through the sum −p_j Σ_i g_i p_i. The sum is one number "
        "for an example.",
        "For a batch this is one number in each row: np.sum with axis and keepdims.",
    ),
)


EXERCISES = (_SOFTMAX_PULL,)
