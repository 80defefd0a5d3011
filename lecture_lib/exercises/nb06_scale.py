"""Exercise of notebook 06, *noisy gradients*: the noise scale, from the pieces of batches."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
#: The noise scale, by a rule for gradients (updates, pieces, parameters) and the size of a piece.
Scale = Callable[[Array, int], float]
#: How many times as long the best step is, by a rule for (size, batch, new batch, noise scale).
Factor = Callable[[int, int, int, float], float]


def _square(gradients: Array) -> float:
    """The mean squared length."""
    return float(np.mean(np.sum(gradients**2, axis=-1)))


def _small_and_big(gradients: Array) -> tuple[float, float]:
    return _square(gradients), _square(gradients.mean(axis=1))


def _solved(small: float, big: float, size: float, batch: float) -> tuple[float, float]:
    """σ² and g·g of small = g·g + σ²/size and big = g·g + σ²/batch."""
    variance = (small - big) / (1 / size - 1 / batch)
    return variance, big - variance / batch


def _parts(gradients: Array, size: int) -> tuple[float, float]:
    return _solved(*_small_and_big(gradients), size, size * gradients.shape[1])


def _ratio(small: float, big: float, size: float, batch: float) -> float:
    variance, square = _solved(small, big, size, batch)
    return variance / square


def _scale(gradients: Array, size: int) -> float:
    return _ratio(*_small_and_big(gradients), size, size * gradients.shape[1])


def _law(size: int, batch: int, new_batch: int, scale: float) -> float:
    """Best rates are in proportion to B/(B + scale)."""
    return new_batch / (new_batch + scale) * (batch + scale) / batch


def _answer(scale: Scale, factor: Factor) -> Callable[..., Array]:
    def measure(gradients: Array, size: int, eta: float, new_batch: int) -> Array:
        found = scale(gradients, size)
        batch = size * gradients.shape[1]
        return np.array([found, eta * factor(size, batch, new_batch, found)])

    return measure


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-6)


def _measured(name: str, scale: Scale, say: str) -> Mistake:
    """A slip in the noise scale, whatever rate is made of it."""
    return Mistake(
        name,
        _answer(scale, _law),
        say,
        fits=lambda answer, gradients, size, *_: _close(answer[0], scale(gradients, size)),
    )


def _converted(name: str, factor: Factor, say: str) -> Mistake:
    """A slip in the rate, where the noise scale is right."""
    return Mistake(name, _answer(_scale, factor), say)


def _right_scale(answer: Any, gradients: Array, size: int, *_: Any) -> bool:
    return len(answer) == 2 and _close(answer[0], _scale(gradients, size))


def _mean_of_ratios(gradients: Array, size: int) -> float:
    return float(np.mean([_scale(update[None], size) for update in gradients]))


def _of_lengths(gradients: Array, size: int) -> float:
    """The noise scale from mean lengths, squared only then."""
    small, big = (
        float(np.mean(np.linalg.norm(of, axis=-1))) ** 2 for of in (gradients, gradients.mean(1))
    )
    return _ratio(small, big, size, size * gradients.shape[1])


def _over_updates(gradients: Array, size: int) -> float:
    big = _square(gradients.mean(axis=0))
    return _ratio(_square(gradients), big, size, size * gradients.shape[1])


def _over_all(gradients: Array, size: int) -> float:
    big = _square(gradients.mean(axis=(0, 1)))
    return _ratio(_square(gradients), big, size, size * gradients.shape[1])


def _of_sums(gradients: Array, size: int) -> float:
    big = _square(gradients.sum(axis=1))
    return _ratio(_square(gradients), big, size, size * gradients.shape[1])


def _as_if_exact(gradients: Array, size: int) -> float:
    small, big = _small_and_big(gradients)
    return size * (small - big) / big


def _bare_difference(gradients: Array, size: int) -> float:
    """As if the noise of a piece were that of one image, and that of a batch nothing."""
    small, big = _small_and_big(gradients)
    return (small - big) / big


def _one_mean(gradients: Array, size: int) -> float:
    """Pieces of all updates in one heap, around the mean of all."""
    middle = gradients.mean(axis=(0, 1))
    return size * _square(gradients - middle) / float(middle @ middle)


def _divided_by_pieces(gradients: Array, size: int) -> float:
    small, big = _small_and_big(gradients)
    return size * (small - big) / _parts(gradients, size)[1]


def _scatter(gradients: Array, size: int) -> float:
    """Deviations from the mean of the pieces, divided by the pieces, and g·g made from that."""
    small, big = _small_and_big(gradients)
    variance, batch = size * (small - big), size * int(gradients.shape[1])
    return variance / (big - variance / batch)


def _noise_of_a_batch_in_a_piece(gradients: Array, size: int) -> float:
    variance, batch = _parts(gradients, size)[0], size * int(gradients.shape[1])
    return variance / (_square(gradients) - variance / batch)


def _crossed(gradients: Array, size: int) -> float:
    """The small mean weighted with the large batch."""
    small, big = _small_and_big(gradients)
    pieces: int = gradients.shape[1]
    return _parts(gradients, size)[0] * (pieces - 1) / (pieces * small - big)


def _draw(rng: Generator) -> Inputs:
    """A run whose full gradient stands out of the noise of its batches."""
    pieces, size = int(rng.integers(3, 6)), int(rng.integers(6, 13))
    while True:
        full = rng.normal(size=(4, 1, 3)) * rng.uniform(0.7, 1.5, size=(4, 1, 1))
        gradients = np.round(full + 1.2 * rng.normal(size=(4, pieces, 3)), 2)
        if all(_parts(update[None], size)[1] > 0.1 for update in gradients):
            new_batch = pieces * size * int(rng.integers(2, 5))
            return gradients, size, float(rng.integers(5, 20)) / 10, new_batch


_SCALE = Exercise(
    id="noise-scale",
    task="A run on many images makes each batch of pieces of size images. gradients has the "
    "shape (updates, pieces, parameters): the mean gradient of each piece of each update. eta is "
    "the best rate for its batches. Return two numbers: the noise scale, σ² over the squared "
    "length of the full gradient, from the mean squared length of a piece's gradient and that of a "
    "whole batch's, each averaged over all updates; and, with it as B_c, the best rate for batches "
    "of new_batch by the law, in proportion to B/(B + B_c).",
    inputs=("gradients", "size", "eta", "new_batch"),
    simple=(
        (np.array([[[3.0], [1.0]], [[1.0], [2.0]]]), 1, 0.9, 4),
        (np.array([[[1.0, 0], [-1, -2], [0, -1]], [[0, 0], [0, 4], [1, 1]]]), 4, 0.5, 96),
        (np.array([[[2.0], [1.0], [3.0], [1.0]], [[-1.0], [1.0], [-2.0], [-2.0]]]), 8, 2.0, 16),
    ),
    numbers=_draw,
    reference=_answer(_scale, _law),
    mistakes=(
        Mistake(
            "the two exchanged",
            lambda *inputs: _answer(_scale, _law)(*inputs)[::-1],
            "Both numbers are right. First the noise scale, then the rate.",
        ),
        _measured(
            "a batch taken as exact",
            _as_if_exact,
            "You take the gradient of a whole batch for the full one. It is a batch, too: its "
            "squared length holds the noise of its size. Two equations, two unknowns.",
        ),
        _measured(
            "the difference taken as σ²",
            _bare_difference,
            "The difference of the two means is not σ² yet: it is what the noise of a piece has "
            "more than that of a batch. How much noise does each hold?",
        ),
        _measured(
            "one mean for all updates",
            _one_mean,
            "You measure how far pieces lie from the mean over all updates. But the full gradient "
            "itself changes from update to update: that is not noise.",
        ),
        _measured(
            "g·g of a batch",
            lambda gradients, size: _parts(gradients, size)[0] / _small_and_big(gradients)[1],
            "σ² is right. But the squared length of a whole batch's gradient is larger than that "
            "of the full one, by the noise that the batch has left.",
        ),
        _measured(
            "g·g of a piece",
            lambda gradients, size: _parts(gradients, size)[0] / _small_and_big(gradients)[0],
            "σ² is right. But the squared length of a piece's gradient holds its noise as well.",
        ),
        _measured(
            "σ² from a batch taken as exact",
            _divided_by_pieces,
            "The full gradient is right. But deviations from the mean of a few pieces are too "
            "short, for that mean has followed them: n pieces are n − 1 deviations.",
        ),
        _measured(
            "deviations divided by the pieces",
            _scatter,
            "You divide the squared deviations by how many pieces there are. But their mean has "
            "followed them, which makes deviations too short: divide by one less.",
        ),
        _measured(
            "the noise of a batch taken from a piece",
            _noise_of_a_batch_in_a_piece,
            "σ² is right. But from the squared length of a piece's gradient you take the noise of "
            "a whole batch: a piece holds more.",
        ),
        _measured(
            "mean of ratios",
            _mean_of_ratios,
            "You divide for each update, and average then. The lower number of one update is "
            "nearly luck, and where it comes out near 0 the ratio explodes. Average both means "
            "over all updates, and divide once.",
        ),
        _measured(
            "counted in pieces",
            lambda gradients, size: _scale(gradients, size) / size,
            "That is counted in pieces. The variance σ² is that of one image, and a piece holds "
            "size of them.",
        ),
        _measured(
            "counted in batches",
            lambda gradients, size: _scale(gradients, size) / size / gradients.shape[1],
            "That is counted in whole batches. The variance σ² is that of one image.",
        ),
        _measured(
            "the size of a batch for that of a piece",
            lambda gradients, size: _scale(gradients, size) * gradients.shape[1],
            "Too large by the number of pieces. Which size belongs to which of the two means?",
        ),
        _measured(
            "a batch of as many images as pieces",
            lambda gradients, size: _ratio(*_small_and_big(gradients), size, gradients.shape[1]),
            "How many images has a whole batch? Each of its pieces has size of them.",
        ),
        _measured(
            "the mean over updates",
            _over_updates,
            "The mean gradient is taken over the updates. A batch is the pieces of one update: "
            "another axis.",
        ),
        _measured(
            "one gradient for all updates",
            _over_all,
            "From update to update the full gradient changes. Take the mean over the pieces of "
            "each, square it, and average the squares.",
        ),
        _measured(
            "pieces added",
            _of_sums,
            "The gradient of a whole batch is the mean of its pieces' gradients, not their sum: "
            "each is a mean already.",
        ),
        _measured(
            "lengths averaged, then squared",
            _of_lengths,
            "What adds up are squares: square each length first, and average the squares.",
        ),
        _measured(
            "the means exchanged",
            _crossed,
            "σ² is right. In g·g the two means have changed places: which of them has less noise?",
        ),
        _measured(
            "turned over",
            lambda gradients, size: 1 / _scale(gradients, size),
            "Upside down: the noise stands above, the full gradient below.",
        ),
        _measured(
            "root of the scale",
            lambda gradients, size: math.sqrt(_scale(gradients, size)),
            "That is a ratio of lengths. The noise scale is one of squares.",
        ),
        _converted(
            "in proportion to the batch",
            lambda size, batch, new_batch, scale: new_batch / batch,
            "The noise scale is right. But η ∝ B goes for batches far below it; here the law "
            "bends.",
        ),
        _converted(
            "in proportion to its root",
            lambda size, batch, new_batch, scale: math.sqrt(new_batch / batch),
            "The noise scale is right. No root is in the law.",
        ),
        _converted(
            "the old rate",
            lambda size, batch, new_batch, scale: 1.0,
            "The noise scale is right. But another batch has another best rate.",
        ),
        _converted(
            "in proportion up to the scale",
            lambda size, batch, new_batch, scale: min(new_batch, scale) / min(batch, scale),
            "The noise scale is right. But the law does not go straight up to it, and stay then: "
            "it bends all the way.",
        ),
        _converted(
            "from the size of a piece",
            lambda size, batch, new_batch, scale: _law(size, size, new_batch, scale),
            "The noise scale is right. But eta is the best rate for the whole batches of the run, "
            "not for a piece.",
        ),
        _converted(
            "the old batch forgotten",
            lambda size, batch, new_batch, scale: new_batch / (new_batch + scale),
            "The noise scale is right. But eta is not the rate of an exact step: it is that of "
            "the old batch, and the law holds for it, too.",
        ),
        _converted(
            "the new batch forgotten",
            lambda size, batch, new_batch, scale: (batch + scale) / batch,
            "The noise scale is right. This rate is that of an exact step: new_batch is missing.",
        ),
        _converted(
            "the rate turned over",
            lambda size, batch, new_batch, scale: 1 / _law(size, batch, new_batch, scale),
            "The noise scale is right. So the number of updates changes; a larger batch bears a "
            "longer step.",
        ),
        Mistake(
            "only the rate",
            _answer(_scale, lambda size, batch, new_batch, scale: new_batch / batch / scale),
            "The noise scale is right. Write down the law for the old batch and for the new one, "
            "and divide.",
            fits=_right_scale,
        ),
    ),
    hints=(
        "The squared length of a batch's gradient is on average g·g and the variance of the batch. "
        "Write that down for a piece and for a whole batch.",
        "small = g·g + σ²/b and big = g·g + σ²/B, with B = b · pieces. Their difference holds σ² "
        "alone.",
        "σ² = (small − big) / (1/b − 1/B), and g·g = big − σ²/B. For the rate, write the law for B "
        "and for new_batch, and divide.",
    ),
)


EXERCISES = (_SCALE,)
