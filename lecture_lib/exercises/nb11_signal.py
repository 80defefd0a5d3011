"""Exercise of notebook 11, *keep it stable*: a signal and its biases through depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "through"]

Signal = Callable[[float, float, float, float, int], float]
Kept = Callable[[float, float, float], float]


def through(n: float, v: float, b: float, q: float, layers: int, kept: float = 0.5) -> float:
    """The mean square after so many layers, of which a part `kept` passes each ReLU."""
    for _ in range(layers):
        q = kept * (n * v * q + b)
    return q


def keeping(n: float, b: float, q: float) -> float:
    """The variance of weights at which a layer keeps the mean square q."""
    return (2 * q - b) / (n * q)


def _pair(signal: Signal, kept: Kept = keeping) -> Callable[..., NDArray[np.float64]]:
    def pair(n: float, v: float, b: float, q: float, layers: int) -> NDArray[np.float64]:
        return np.array([signal(n, v, b, q, layers), kept(n, b, q)])

    return pair


def _number(answer: Any, place: int) -> float:
    return float(as_numbers(answer, "the answer").astype(float)[place])


def _size(name: str, wrong: Signal, say: str) -> Mistake:
    """A slip in the first number, whatever the second is."""

    def fits(answer: Any, n: float, v: float, b: float, q: float, layers: int) -> bool:
        return bool(np.isclose(_number(answer, 0), wrong(n, v, b, q, layers), rtol=1e-6, atol=0))

    return Mistake(name, _pair(wrong), say, fits)


def _variance(name: str, wrong: Kept, say: str) -> Mistake:
    """A slip in the second number alone."""

    def fits(answer: Any, n: float, v: float, b: float, q: float, layers: int) -> bool:
        right = np.isclose(_number(answer, 0), through(n, v, b, q, layers), rtol=1e-6, atol=0)
        return bool(right and np.isclose(_number(answer, 1), wrong(n, b, q), rtol=1e-6, atol=0))

    return Mistake(name, _pair(through, wrong), say, fits)


def _unhalved_biases(n: float, v: float, b: float, q: float, layers: int) -> float:
    for _ in range(layers):
        q = n * v * q / 2 + b
    return q


_SIGNAL = Exercise(
    id="stable-signal",
    task="A layer has n inputs, weights of variance v and biases of variance b, all independent "
    "with mean 0, and a ReLU after each. The mean square of the input is q. Return two numbers: "
    "the mean square after so many layers, and the v with which it would stay q.",
    inputs=("n", "v", "b", "q", "layers"),
    simple=(
        (4, 0.5, 1.0, 3.0, 1),
        (10, 0.1, 0.5, 2.0, 2),
        (100, 0.03, 0.0, 1.0, 3),
        (64, 1 / 192, 1 / 192, 1.0, 30),
    ),
    numbers=lambda rng: (
        int(rng.integers(30, 90)),
        float(rng.integers(4, 9)) / 200,
        float(rng.integers(2, 9)) / 10,
        float(rng.integers(2, 9)),
        int(rng.integers(3, 6)),
    ),
    reference=_pair(through),
    mistakes=(
        _size(
            "no ReLU",
            lambda n, v, b, q, layers: through(n, v, b, q, layers, kept=1.0),
            "That is without the ReLU. What does it do to the mean square?",
        ),
        _size(
            "no biases",
            lambda n, v, b, q, layers: through(n, v, 0.0, q, layers),
            "The biases are missing. They are added before the ReLU, in each layer.",
        ),
        _size(
            "biases after the ReLU",
            _unhalved_biases,
            "A bias belongs to z, and the ReLU comes after it. Half of its square goes as well.",
        ),
        _size(
            "biases only once",
            lambda n, v, b, q, layers: (n * v / 2) ** layers * q + b / 2,
            "Each layer has biases of its own, and passes on those of the layers before.",
        ),
        _size(
            "biases halved and only added",
            lambda n, v, b, q, layers: (n * v / 2) ** layers * q + layers * b / 2,
            "The biases of one layer are a part of the q of the next, and change with it.",
        ),
        _size(
            "a bias for each input",
            lambda n, v, b, q, layers: through(n, v, n * b, q, layers),
            "A unit adds up n products, but it has one bias.",
        ),
        _size(
            "fan-in forgotten",
            lambda n, v, b, q, layers: through(1, v, b, q, layers),
            "A unit adds up n products, and so n variances.",
        ),
        _size(
            "deviations for variances",
            lambda n, v, b, q, layers: through(n, v * v, b * b, q, layers),
            "v and b are variances: squares already.",
        ),
        _size(
            "the root",
            lambda n, v, b, q, layers: through(n, v, b, q, layers) ** 0.5,
            "That is the root mean square. Asked is the mean square.",
        ),
        _size(
            "one layer",
            lambda n, v, b, q, layers: through(n, v, b, q, 1),
            "Right for one layer. What comes out goes into the next.",
        ),
        _size(
            "a power of the first layer",
            lambda n, v, b, q, layers: through(n, v, b, q, 1) ** layers,
            "Right for one layer. The next begins from what comes out, and adds biases of its own.",
        ),
        _size(
            "one too many",
            lambda n, v, b, q, layers: through(n, v, b, q, layers + 1),
            "That is one layer too many.",
        ),
        _size(
            "one too few",
            lambda n, v, b, q, layers: through(n, v, b, q, layers - 1),
            "That is one layer too few.",
        ),
        _size(
            "a ReLU quarters",
            lambda n, v, b, q, layers: through(n, v, b, q, layers, kept=0.25),
            "Half of the values become 0, the others keep their squares.",
        ),
        _variance(
            "v without biases",
            lambda n, b, q: 2 / n,
            "The first number is right. With v = 2/n the products alone keep q. But b comes "
            "on top.",
        ),
        _variance(
            "v without the ReLU",
            lambda n, b, q: (q - b) / (n * q),
            "The first number is right. The second ignores the ReLU, which halves the mean square.",
        ),
        _variance(
            "v of q = 1",
            lambda n, b, q: (2 * q - b) / n,
            "The first number is right. In one layer v is multiplied by n and by q.",
        ),
        _variance(
            "n·v for v",
            lambda n, b, q: (2 * q - b) / q,
            "The first number is right. The second is n·v: asked is v.",
        ),
        _variance(
            "the deviation for the variance",
            lambda n, b, q: keeping(n, b, q) ** 0.5,
            "The first number is right. v is a variance: what is its root good for?",
        ),
        Mistake(
            "the other order",
            lambda n, v, b, q, layers: _pair(through)(n, v, b, q, layers)[::-1],
            "First the mean square, then v.",
        ),
    ),
    hints=(
        "One layer first: what is the mean square of z, if a bias is added to the products?",
        "Variances of independent terms add: n·v·q from the products, and b. Then the ReLU.",
        "The mean square of one layer is (n·v·q + b)/2. It is the q of the next. For which v does "
        "it equal q?",
    ),
    tolerance=1e-9,
)

EXERCISES = (_SIGNAL,)
