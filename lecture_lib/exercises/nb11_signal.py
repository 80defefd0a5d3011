"""Exercise of notebook 11, *keep it stable*: a signal and its biases through depth."""

from __future__ import annotations

from ..lessons.checking import Exercise, Mistake

__all__ = ["EXERCISES"]


def through(n: float, v: float, b: float, q: float, layers: int, kept: float = 0.5) -> float:
    """The mean square after so many layers, of which a part `kept` passes each ReLU."""
    for _ in range(layers):
        q = kept * (n * v * q + b)
    return q


def _unhalved_biases(n: float, v: float, b: float, q: float, layers: int) -> float:
    for _ in range(layers):
        q = n * v * q / 2 + b
    return q


_SIGNAL = Exercise(
    id="stable-signal",
    task="A layer has n inputs, weights of variance v and biases of variance b, all independent "
    "with mean 0, and a ReLU after each. The mean square of the input is q. Return the mean "
    "square after so many layers.",
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
    reference=through,
    mistakes=(
        Mistake(
            "no ReLU",
            lambda n, v, b, q, layers: through(n, v, b, q, layers, kept=1.0),
            "That is without the ReLU. What does it do to the mean square?",
        ),
        Mistake(
            "no biases",
            lambda n, v, b, q, layers: through(n, v, 0.0, q, layers),
            "The biases are missing. They are added before the ReLU, in each layer.",
        ),
        Mistake(
            "biases after the ReLU",
            _unhalved_biases,
            "A bias belongs to z, and the ReLU comes after it. Half of its square goes as well.",
        ),
        Mistake(
            "biases only once",
            lambda n, v, b, q, layers: (n * v / 2) ** layers * q + b / 2,
            "Each layer has biases of its own, and passes on those of the layers before.",
        ),
        Mistake(
            "a bias for each input",
            lambda n, v, b, q, layers: through(n, v, n * b, q, layers),
            "A unit adds up n products, but it has one bias.",
        ),
        Mistake(
            "fan-in forgotten",
            lambda n, v, b, q, layers: through(1, v, b, q, layers),
            "A unit adds up n products, and so n variances.",
        ),
        Mistake(
            "deviations for variances",
            lambda n, v, b, q, layers: through(n, v * v, b * b, q, layers),
            "v and b are variances: squares already.",
        ),
        Mistake(
            "the root",
            lambda n, v, b, q, layers: through(n, v, b, q, layers) ** 0.5,
            "That is the root mean square. Asked is the mean square.",
        ),
        Mistake(
            "one layer",
            lambda n, v, b, q, layers: through(n, v, b, q, 1),
            "Right for one layer. What comes out goes into the next.",
        ),
        Mistake(
            "a power of the first layer",
            lambda n, v, b, q, layers: through(n, v, b, q, 1) ** layers,
            "Right for one layer. The next begins from what comes out, and adds biases of its own.",
        ),
        Mistake(
            "one too many",
            lambda n, v, b, q, layers: through(n, v, b, q, layers + 1),
            "That is one layer too many.",
        ),
        Mistake(
            "one too few",
            lambda n, v, b, q, layers: through(n, v, b, q, layers - 1),
            "That is one layer too few.",
        ),
        Mistake(
            "a ReLU quarters",
            lambda n, v, b, q, layers: through(n, v, b, q, layers, kept=0.25),
            "Half of the values become 0, the others keep their squares.",
        ),
    ),
    hints=(
        "One layer first: what is the mean square of z, if a bias is added to the products?",
        "Variances of independent terms add: n·v·q from the products, and b. Then the ReLU.",
        "The mean square of one layer is (n·v·q + b)/2. It is the q of the next.",
    ),
    tolerance=1e-9,
)

EXERCISES = (_SIGNAL,)
