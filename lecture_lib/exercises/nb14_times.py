"""An exercise of notebook 14: how much text one model must read to be as good as another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _needed(words: Array, lacks: Array, wanted: float) -> float:
    """Words after which a power law through two points lacks what is wanted."""
    b = np.log(lacks[0] / lacks[1]) / np.log(words[1] / words[0])
    return float(words[1] * (lacks[1] / wanted) ** (1 / b))


def _times(words: Array, losses: Array, H: float, read: float, rival: float) -> float:
    return _needed(words, losses - H, rival - H) / read


def _upside_down(words: Array, losses: Array, H: float, read: float, rival: float) -> float:
    b = np.log((losses[0] - H) / (losses[1] - H)) / np.log(words[1] / words[0])
    return float(words[1] * ((losses[1] - H) / (rival - H)) ** b / read)


def _line(words: Array, losses: Array, H: float, read: float, rival: float) -> float:
    """Where a straight line of the loss over ln D comes down to the rival's."""
    slope = (losses[1] - losses[0]) / np.log(words[1] / words[0])
    return float(words[1] * np.exp((rival - losses[1]) / slope) / read)


def _inputs(rng: Generator) -> Inputs:
    first = float(rng.choice([5_000, 10_000, 20_000]))
    words = np.array([first, first * float(rng.choice([4, 6, 10]))])
    H, b = round(float(rng.uniform(1.0, 1.5)), 2), float(rng.uniform(0.25, 0.45))
    read = words[1] * float(rng.choice([0.5, 0.8, 2.0]))
    lack = float(rng.uniform(0.25, 0.4)) * (words / first) ** -b
    wanted = lack[0] * (float(rng.uniform(6, 30)) * read / first) ** -b
    return words, H + lack, H, read, H + wanted


_TIMES = Exercise(
    id="lm-times",
    task="A model read words[0] words and then had the loss losses[0]; the same model after "
    "words[1] words had losses[1]. What it lacks of the entropy H falls by a power law, B/D^b. "
    "Another model, after read words, has the loss rival. Return how many times read the first "
    "model must read to be as good.",
    inputs=("words", "losses", "H", "read", "rival"),
    simple=(
        (np.array([10_000.0, 40_000.0]), np.array([1.4, 1.2]), 1.0, 80_000.0, 1.1),
        (np.array([5_000.0, 50_000.0]), np.array([1.7, 1.45]), 1.25, 25_000.0, 1.35),
    ),
    numbers=_inputs,
    reference=_times,
    mistakes=(
        Mistake(
            "H not taken off",
            lambda words, losses, H, read, rival: _needed(words, losses, rival) / read,
            "That is a power law of the loss. What falls so is the loss above the entropy.",
        ),
        Mistake(
            "H left in the rival's loss",
            lambda words, losses, H, read, rival: _needed(words, losses - H, rival) / read,
            "The entropy is taken off the first model's losses, but not off the rival's.",
        ),
        Mistake(
            "words, not times",
            lambda words, losses, H, read, rival: _needed(words, losses - H, rival - H),
            "So many words the first model must read. How many times the rival's text is that?",
        ),
        Mistake(
            "times its own text",
            lambda words, losses, H, read, rival: _needed(words, losses - H, rival - H) / words[1],
            "So many times its own longer text. Asked is: how many times what the rival read?",
        ),
        Mistake(
            "the other way round",
            lambda words, losses, H, read, rival: 1 / _times(words, losses, H, read, rival),
            "That is the share of the first model's text that the rival needs. Turn it round.",
        ),
        Mistake(
            "exponent upside down",
            _upside_down,
            "The exponent is turned round. Solve the power law for D.",
        ),
        Mistake(
            "half the lack for twice the text",
            lambda words, losses, H, read, rival: float(
                words[1] * (losses[1] - H) / (rival - H) / read
            ),
            "So it would be for b = 1. Its two losses tell b.",
        ),
        Mistake(
            "a straight line over ln D",
            _line,
            "That takes the same from the loss for each ten times the text. A power law divides "
            "what is lacking by the same.",
        ),
        Mistake(
            "from the shorter text",
            lambda words, losses, H, read, rival: float(
                _times(words, losses, H, read, rival) * words[0] / words[1]
            ),
            "The step from losses[1] on begins at words[1], not at words[0].",
        ),
    ),
    hints=(
        "Take H off all three losses. By what factor does more text cut what the first model "
        "lacks, and how often must this happen?",
        "b = ln(lack[0] / lack[1]) / ln(words[1] / words[0]), with lack = losses − H.",
        "It then must read words[1] · (lack[1] / (rival − H)) to the power 1/b. Divide by read.",
    ),
)


EXERCISES = (_TIMES,)
