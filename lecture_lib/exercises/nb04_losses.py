"""Exercises of notebook 04, *losses and heads*."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(z / 2)))


# --- binary cross-entropy ---------------------------------------------------------------------


def _mails(rng: Generator) -> Inputs:
    """Draw logits of which one is huge and wrong."""
    z = np.array([*rng.normal(0, 2, 3).round(2), 500.0 + float(rng.integers(100))])
    return z, np.array([1.0, 0.0, float(rng.integers(2)), 0.0])


def _bce(z: Array, y: Array) -> Array:
    return np.asarray(np.logaddexp(0, z) - y * z)


def _plain(z: Array, y: Array) -> Array:
    """The formula as it stands: 1 − σ(z) is 0 for large z."""
    p = _sigmoid(z)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-y * np.log(p) - (1 - y) * np.log(1 - p))


_BCE = Exercise(
    id="losses-bce",
    task="Binary cross-entropy of every logit in z with labels y, as an array, also where z is "
    "±1000.",
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
            "overflow",
            _plain,
            "The formula is right, but for large z 1 − σ(z) rounds to 0, and its logarithm is "
            "−inf. Simplify first: ln(1 − σ(z)) = −ln(1 + eᶻ).",
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
            "reduced",
            lambda z, y: np.mean(_bce(z, y)),
            "One loss for each logit is asked for, not their mean.",
        ),
        Mistake("the gradient", lambda z, y: _sigmoid(z) - y, "That is ∂ℓ/∂z."),
    ),
    hints=(
        "Write −ln σ(z) and −ln(1 − σ(z)) with e⁻ᶻ and eᶻ, and simplify.",
        "They are ln(1 + e⁻ᶻ) and ln(1 + eᶻ); the first is the second minus z. So ℓ = "
        "ln(1 + eᶻ) − y z.",
        "np.logaddexp(0, z) is ln(e⁰ + eᶻ) without overflow.",
    ),
)


# --- a new likelihood -------------------------------------------------------------------------


def _counts(rng: Generator) -> Inputs:
    return rng.normal(0.3, 0.8, 4).round(2), rng.integers(1, 7, 4).astype(float)


def _factorials(y: Array) -> Array:
    return np.array([math.lgamma(k + 1) for k in y])


_POISSON = Exercise(
    id="losses-poisson",
    task="Counts y follow a Poisson distribution, p(y) = rate^y e^(−rate) / y!, with rate = e^z. "
    "Return −ln p(y) for each entry, without the term in which z does not occur.",
    inputs=("z", "y"),
    simple=((np.array([0.0]), np.array([2.0])), (np.array([1.0, -0.5]), np.array([3.0, 2.0]))),
    numbers=_counts,
    reference=lambda z, y: np.exp(z) - y * z,
    mistakes=(
        Mistake(
            "wrong sign", lambda z, y: y * z - np.exp(z), "That is +ln p, which is to become large."
        ),
        Mistake(
            "y! kept",
            lambda z, y: np.exp(z) - y * z + _factorials(y),
            "Right so far; ln y! does not contain z. Leave it out.",
        ),
        Mistake(
            "rate is z",
            lambda z, y: z - y * np.log(np.abs(z) + 1e-300),
            "The rate is e^z, so that it is positive.",
        ),
        Mistake(
            "only e^z",
            lambda z, y: np.exp(z),
            "What became of rate^y? Its logarithm is y times that of the rate.",
        ),
        Mistake(
            "logarithm forgotten",
            lambda z, y: np.exp(z) - y * np.exp(z),
            "ln of rate^y is y · ln rate, and ln rate is z.",
        ),
        Mistake("the gradient", lambda z, y: np.exp(z) - y, "That is ∂ℓ/∂z."),
        Mistake(
            "squared error",
            lambda z, y: (np.exp(z) - y) ** 2,
            "Squared error belongs to a normal distribution. Follow the recipe: −ln p.",
        ),
    ),
    hints=(
        "Take the logarithm of the formula for p(y): products become sums.",
        "ln p = y ln(rate) − rate − ln y!, and ln(rate) = z.",
        "np.exp(z) - y * z. Its slope is rate − y: ŷ − y once more.",
    ),
)


# --- a mean over tokens -----------------------------------------------------------------------


def _texts(rng: Generator) -> Inputs:
    """Draw losses of texts with different lengths."""
    labels = rng.integers(0, 5, (3, 5))
    for row, length in enumerate(rng.permutation([2, 3, 5])):
        labels[row, length:] = -1
    return rng.uniform(0.5, 4.0, (3, 5)).round(2), labels


def _counted(labels: Array) -> Array:
    return np.asarray(labels != -1)


_TOKENS = Exercise(
    id="losses-token-mean",
    task="losses and labels are texts × tokens; a label of −1 marks padding. Return the mean loss "
    "over all tokens that are no padding.",
    inputs=("losses", "labels"),
    simple=(
        (np.array([[1.0, 2.0], [6.0, 9.0]]), np.array([[3, 1], [2, -1]])),
        (np.array([[1.0, 2.0, 4.0], [5.0, 7.0, 3.0]]), np.array([[0, 0, 0], [1, -1, -1]])),
    ),
    numbers=_texts,
    reference=lambda losses, labels: losses[_counted(labels)].mean(),
    mistakes=(
        Mistake(
            "padding counted",
            lambda losses, labels: losses.mean(),
            "Padding has a loss too, but nobody asked for its label.",
        ),
        Mistake(
            "divided by all",
            lambda losses, labels: (losses * _counted(labels)).sum() / losses.size,
            "The sum is right. How many tokens are in it?",
        ),
        Mistake(
            "mean of the texts' means",
            lambda losses, labels: np.mean(
                [row[kept].mean() for row, kept in zip(losses, _counted(labels), strict=True)]
            ),
            "That gives a short text's tokens more weight than a long one's.",
        ),
        Mistake(
            "the sum",
            lambda losses, labels: losses[_counted(labels)].sum(),
            "Divide by the number of tokens that count.",
        ),
        Mistake(
            "divided by texts",
            lambda losses, labels: losses[_counted(labels)].sum() / len(losses),
            "That is a loss per text; len counts rows. Kuhlmann's code does it too.",
        ),
        Mistake(
            "label 0 left out",
            lambda losses, labels: losses[labels > 0].mean(),
            "0 is a class like the others; only −1 is padding.",
        ),
    ),
    hints=(
        "Which tokens count? Make an array of True and False.",
        "kept = labels != -1. Sum the losses there, and divide by how many there are.",
        "losses[labels != -1].mean().",
    ),
)


# --- shapes -----------------------------------------------------------------------------------


def _sizes(rng: Generator) -> Inputs:
    B, T, C = (int(n) for n in rng.permutation(np.arange(2, 12))[:3])
    return B, T, C, int(rng.integers(20, 60))


def _shapes(B: int, T: int, C: int, V: int) -> dict[str, tuple[int, ...]]:
    return {"sequence": (B, C), "token": (B, T, C), "generation": (B, T, V)}


def _but(**wrong: Any) -> Any:
    """The right shapes but for some, each given as a function of the sizes."""
    return lambda B, T, C, V: {
        **_shapes(B, T, C, V),
        **{name: shape(B, T, C, V) for name, shape in wrong.items()},
    }


_HEADS = Exercise(
    id="losses-heads",
    task="An encoder read B texts of T tokens. Return the shapes of the logits of a sequence head "
    "and a token head with C classes, and of a generation head with V words, as a dict of "
    "tuples with the keys sequence, token, generation.",
    inputs=("B", "T", "C", "V"),
    simple=((4, 7, 3, 50), (1, 6, 2, 20)),
    numbers=_sizes,
    reference=_shapes,
    mistakes=(
        Mistake(
            "not pooled",
            _but(sequence=lambda B, T, C, V: (B, T, C)),
            "A sequence head gives one answer for a text. Which axis does pooling remove?",
        ),
        Mistake(
            "tokens pooled",
            _but(token=lambda B, T, C, V: (B, C)),
            "A token head gives an answer for every token.",
        ),
        Mistake(
            "generation pooled",
            _but(generation=lambda B, T, C, V: (B, V)),
            "A modern generator predicts the next word at every position at once.",
        ),
        Mistake(
            "C for V",
            _but(generation=lambda B, T, C, V: (B, T, C)),
            "The classes of a generator are the words of its vocabulary.",
        ),
        Mistake(
            "classes first",
            lambda B, T, C, V: {"sequence": (C, B), "token": (C, B, T), "generation": (V, B, T)},
            "Here the batch is the first axis, and the classes are the last.",
        ),
    ),
    hints=(
        "Which heads pool, and what happens to the axis of tokens then?",
        "Only the sequence head pools. The last axis is always that of the classes.",
        '"sequence": (B, C), "token": (B, T, C), and for generation V takes the place of C.',
    ),
)

EXERCISES = (_BCE, _POISSON, _TOKENS, _HEADS)
