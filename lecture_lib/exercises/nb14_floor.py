"""An exercise of notebook 14, *a neural language model*: the least loss of who sees a context."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _h(p: Array, axis: int | None = None) -> Any:
    """−Σ p ln p, in nats; zeros add nothing."""
    p = np.asarray(p, float)
    return -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=axis)


def _after(joint: Array) -> Array:
    """The probability of each word after each context."""
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _floor(joint: Array) -> float:
    return float(joint.sum(axis=1) @ _h(_after(joint), axis=1))


def _best_guess(joint: Array) -> float:
    """The surprise at the most probable word after each context."""
    return float(joint.sum(axis=1) @ -np.log(_after(joint).max(axis=1)))


def _zeros(joint: Array) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(-(joint * np.log(_after(joint))).sum())


def _joint(rng: Generator) -> Inputs:
    """Three contexts of unlike weight, four words; one cannot come after one of the contexts."""
    counts = rng.integers(1, 12, (3, 4)) * np.array([[1], [2], [4]])
    counts[int(rng.integers(3)), int(rng.integers(4))] = 0
    return (counts / counts.sum(),)


_FLOOR = Exercise(
    id="lm-floor",
    task="joint[c, w] is the probability that the context c comes and then the word w; all entries "
    "sum to 1, and some may be 0. Return the least mean surprise, in nats, that a model can have "
    "which sees the context and nothing else.",
    inputs=("joint",),
    simple=(
        (np.array([[0.25, 0.25], [0.1, 0.4]]),),
        (np.array([[0.5, 0.0], [0.1, 0.4]]),),
        (np.array([[0.1, 0.2, 0.3], [0.2, 0.1, 0.1]]),),
    ),
    numbers=_joint,
    reference=_floor,
    mistakes=(
        Mistake(
            "zeros",
            _zeros,
            "What never comes adds 0 to the mean, but NumPy makes 0 times −∞ of it, which is no "
            "number. Let np.log never see a 0.",
            fits=lambda answer, joint: bool(np.isnan(answer) and (joint == 0).any()),
        ),
        Mistake(
            "context and word",
            lambda joint: _h(joint),
            "That is the surprise at context and word together. The model is shown the context; "
            "only the word can surprise it.",
        ),
        Mistake(
            "the context is not used",
            lambda joint: _h(joint.sum(axis=0)),
            "So low gets who knows how frequent each word is. This model also sees the context.",
        ),
        Mistake(
            "all contexts alike",
            lambda joint: float(np.mean(_h(_after(joint), axis=1))),
            "The entropy after each context is right. But a context that comes often counts for "
            "more in a mean over the text.",
        ),
        Mistake(
            "summed over contexts",
            lambda joint: float(np.sum(_h(_after(joint), axis=1))),
            "The entropy after each context is right. Asked is the mean over the text: how often "
            "does each context come?",
        ),
        Mistake(
            "the wrong axis",
            lambda joint: _floor(joint.T),
            "That is how well the context can be told from the word that follows.",
        ),
        Mistake(
            "only the contexts",
            lambda joint: _h(joint.sum(axis=1)),
            "That is the surprise at the context. What is the surprise at the word, once the "
            "context is known?",
        ),
        Mistake(
            "the probable word alone",
            _best_guess,
            "That is the surprise when the most probable word comes. The others come, too, as "
            "often as they are probable.",
        ),
        Mistake(
            "what the context tells",
            lambda joint: _h(joint.sum(axis=0)) - _floor(joint),
            "That is by how much the context lowers the surprise. Asked is what is left.",
        ),
        Mistake(
            "in bits",
            lambda joint: _floor(joint) / np.log(2),
            "Right, in bits. A nat belongs to the natural logarithm, np.log.",
        ),
        Mistake(
            "perplexity",
            lambda joint: float(np.exp(_floor(joint))),
            "That is the perplexity. Asked is the mean surprise, in nats.",
        ),
        Mistake(
            "not conditional in the mean",
            lambda joint: float(_h(_after(joint), axis=None)) / joint.size,
            "Inside each context the mean goes over its words as often as they come, and the "
            "contexts as often as they come. Which weights add up to 1?",
        ),
    ),
    hints=(
        "The best a model can say after a context is the truth. What is the truth after c?",
        "Divide each row by its sum: that is p(w | c). The mean surprise goes over all pairs "
        "c, w, as often as they come.",
        "Minus the sum of joint · ln p(w | c), over the entries that are not 0.",
    ),
)


EXERCISES = (_FLOOR,)
