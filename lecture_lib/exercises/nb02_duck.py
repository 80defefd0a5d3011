"""Exercises of notebook 02, *duck duck goose*: slopes, down to the words, and repaired."""

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
    """As many units as classes: then products entry by entry are numbers too, and are told why."""
    h = np.maximum(rng.normal(size=3), 0.1).round(2)
    return h, _softmax(rng.normal(size=3)), _one_hot(int(rng.integers(3)), 3)


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
            "sizes, not signs",
            lambda o, y: _softmax(o) - y,
            "These are the slopes themselves. Only their signs are asked for.",
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
            "1 or −1",
            lambda delta, U, z, h0: np.outer((U.T @ delta) * np.sign(z), h0),
            "Where z is below 0 yours passes the gradient on with its sign turned. How fast does "
            "max(z, 0) grow there?",
        ),
        Mistake(
            "the ReLU of the gradient",
            lambda delta, U, z, h0: np.outer(np.maximum(U.T @ delta, 0), h0),
            "A negative gradient may pass as well as a positive one. What decides is whether z was "
            "above 0 on the way forward.",
        ),
        Mistake(
            "the silent ones let through",
            lambda delta, U, z, h0: np.outer((U.T @ delta) * (z < 0), h0),
            "You pass the gradient on where the ReLU cut off, and stop it where it did not.",
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


# --- make: the gradient on its way down to the words ---------------------------------------------


def _to_words(d_z: Array, W: Array, words: list[int]) -> Array:
    shares = np.bincount(words, minlength=3) / len(words)
    return np.outer(W.T @ d_z, shares)


def _each_once(d_z: Array, W: Array, words: list[int]) -> Array:
    there = np.isin(np.arange(3), words)
    return np.outer(W.T @ d_z, there / len(words))


def _sentence(rng: Generator) -> Inputs:
    words = rng.permutation([0, 0, 1, 1, 1, 2, 2]).tolist()[: int(rng.integers(5, 8))]
    d_z = rng.choice([-1, 1], 3) * rng.integers(2, 20, 3) / 10
    return d_z.round(2), (rng.integers(-19, 20, (3, 3)) / 10 + 0.05).round(2), words


_DE = Exercise(
    id="duck-dE",
    task="E has a column for each of three words. A sentence is a list of word numbers, h₀ the "
    "mean of its columns, and z = W h₀ + b. Return ∂ℓ/∂E, 3 × 3, from d_z = ∂ℓ/∂z, W and words.",
    inputs=("d_z", "W", "words"),
    simple=(
        (np.array([1.0, 0.0, 0.0]), np.array([[1.0, 2, 3], [0, 1, 0], [0, 0, 1]]), [0]),
        (np.array([0.0, 3.0, 0.0]), np.array([[0.9, 1, 0], [0.7, -0.3, 1], [0, 2, 1]]), [0, 0, 1]),
        (np.array([1.0, -2.0, 0.5]), np.array([[2.0, 0, 1], [1, 1, 0], [3, 0, -1]]), [2, 1, 2, 2]),
    ),
    numbers=_sentence,
    reference=_to_words,
    mistakes=(
        Mistake(
            "each word counted once",
            _each_once,
            "A word that stands there twice reaches h₀ on two paths, and paths add up.",
        ),
        Mistake(
            "the sum, not the mean",
            lambda d_z, W, words: len(words) * _to_words(d_z, W, words),
            "In the mean each place counts only a part: one over the number of places.",
        ),
        Mistake(
            "W the wrong way round",
            lambda d_z, W, words: _to_words(d_z, W.T, words),
            "Entry j of h₀ reaches all entries of z, through column j of W. Yours uses its row.",
        ),
        Mistake(
            "transposed",
            lambda d_z, W, words: _to_words(d_z, W, words).T,
            "E has a column for each word. So has its gradient.",
        ),
        Mistake(
            "stopped at z",
            lambda d_z, W, words: np.outer(d_z, np.bincount(words, minlength=3) / len(words)),
            "From z to h₀ one step is missing: W stands between them.",
        ),
        Mistake(
            "the same to every word",
            lambda d_z, W, words: np.tile((W.T @ d_z / len(words))[:, None], (1, 3)),
            "A word that is not in the sentence has no path to the loss. What is its slope?",
        ),
    ),
    hints=(
        "Two steps: from z to h₀, then from h₀ to the column of each word.",
        "Entry j of h₀ reaches each z_i through W_ij, so ∂ℓ/∂h₀_j = Σ_i W_ij ∂ℓ/∂z_i. How large a "
        "share of h₀ is each word?",
        "Start from zeros. For each word of the sentence, add W.T @ d_z / len(words) to its "
        "column.",
    ),
)


EXERCISES = (_DE, _REPAIR, _DU, _FUSED, _SIGNS)
