"""An exercise of notebook 14: how good the best of some models is, measured without flattery."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Generator = np.random.Generator

_READ, _DEV, _TEST = range(3)


def _above(
    loss: Array, truth: Array, part: Numbers, *, chosen: tuple[int, ...], told: tuple[int, ...]
) -> float:
    """Excess loss over these parts of the model that is best on those."""
    best = int(loss[:, np.isin(part, chosen)].mean(axis=1).argmin())
    there = np.isin(part, told)
    return float((loss[best, there] - truth[there]).mean())


def _honest(loss: Array, truth: Array, part: Numbers, H: float) -> float:
    return _above(loss, truth, part, chosen=(_DEV,), told=(_TEST,))


def _luck(truth: Array, part: Numbers, H: float) -> float:
    return float(truth[part == _TEST].mean() - H)


def _texts(rng: Generator) -> Inputs:
    """Model 0 knows by heart what it read, 1 is best, 2 has luck on the test, 3 is poor."""
    part = np.repeat([_READ, _DEV, _TEST], [5, 3, 4])
    H = round(float(rng.uniform(1.2, 1.5)), 2)
    truth = H + rng.uniform(-0.3, 0.3, 12) + np.array([0.0, -0.2, 0.2])[part]
    lacks = np.array([[-0.9, 0.5, 0.7], [0.3, 0.1, 0.5], [0.4, 0.3, -0.1], [0.8, 0.8, 0.9]])
    loss = truth + lacks[:, part] + rng.uniform(-0.05, 0.05, (4, 12))
    order = np.roll(np.arange(4), int(rng.integers(1, 4)))
    where = rng.permutation(12)
    return loss[order][:, where].round(2), truth[where].round(2), part[where], H


_HONEST = Exercise(
    id="lm-honest",
    task="loss[m, t] is the loss of model m at word t, truth[t] the language's own there, and H is "
    "its entropy. part[t] is 0 where the models have read word t, 1 where the best model is to be "
    "chosen by it, and 2 where that model is to be tested. Return how far its loss is above the "
    "entropy, in nats, with the luck of the words it is tested on taken off.",
    inputs=("loss", "truth", "part", "H"),
    simple=(
        (
            np.array([[0.2, 0.1, 1.9, 2.0], [1.4, 1.5, 1.2, 1.6], [1.8, 1.9, 1.5, 1.2]]),
            np.array([1.2, 1.3, 1.0, 1.1]),
            np.array([0, 0, 1, 2]),
            1.25,
        ),
        (
            np.array([[1.5, 1.6, 2.2, 1.4, 0.9], [1.9, 0.3, 2.4, 0.2, 2.6]]),
            np.array([1.2, 1.5, 1.6, 1.3, 0.7]),
            np.array([1, 0, 2, 0, 2]),
            1.2,
        ),
    ),
    numbers=_texts,
    reference=_honest,
    mistakes=(
        Mistake(
            "as printed",
            lambda loss, truth, part, H: float(loss.mean(axis=1).min() - H),
            "So the printed one does. Which words has the model read? By which was it chosen? And "
            "what is the language's own loss on the others?",
        ),
        Mistake(
            "chosen on the test",
            lambda loss, truth, part, H: _above(loss, truth, part, chosen=(_TEST,), told=(_TEST,)),
            "The test words had a part in choosing. Luck on them helped, so they no longer test "
            "the model.",
        ),
        Mistake(
            "tested where it was chosen",
            lambda loss, truth, part, H: _above(loss, truth, part, chosen=(_DEV,), told=(_DEV,)),
            "The right model is chosen. But it is told how good it is by the words that it was "
            "chosen by.",
        ),
        Mistake(
            "chosen by what was read",
            lambda loss, truth, part, H: _above(loss, truth, part, chosen=(_READ,), told=(_TEST,)),
            "The model chosen is the one that knows by heart what it has read. Words that were "
            "read may neither choose nor test.",
        ),
        Mistake(
            "all fresh words",
            lambda loss, truth, part, H: _above(
                loss, truth, part, chosen=(_DEV, _TEST), told=(_DEV, _TEST)
            ),
            "What was read is left out. But the same words choose and test.",
        ),
        Mistake(
            "tested on all words",
            lambda loss, truth, part, H: _above(
                loss, truth, part, chosen=(_DEV,), told=(_READ, _DEV, _TEST)
            ),
            "The right model is chosen. But it is tested on words that it has read, and on those "
            "that it was chosen by, too.",
        ),
        Mistake(
            "chosen on the test, and its luck left in",
            lambda loss, truth, part, H: float(loss[:, part == _TEST].mean(axis=1).min() - H),
            "The best on the test words was chosen there, so they no longer test it. And are "
            "these words easy or hard?",
        ),
        Mistake(
            "tested where it was chosen, and its luck left in",
            lambda loss, truth, part, H: float(loss[:, part == _DEV].mean(axis=1).min() - H),
            "The right model is chosen, and told by the words that it was chosen by. And are "
            "these words easy or hard?",
        ),
        Mistake(
            "the loss",
            lambda loss, truth, part, H: _honest(loss, truth, part, H) + _luck(truth, part, H) + H,
            "That is the right model's loss on the right words. How far is it above the entropy, "
            "and are these words easy or hard?",
        ),
        Mistake(
            "luck not taken off",
            lambda loss, truth, part, H: _honest(loss, truth, part, H) + _luck(truth, part, H),
            "The right model on the right words. But those may be easy or hard: what is the "
            "language's own loss on them?",
        ),
        Mistake(
            "luck added",
            lambda loss, truth, part, H: _honest(loss, truth, part, H) + 2 * _luck(truth, part, H),
            "The right model on the right words. If the language, too, loses more than H on them, "
            "they are hard: is that to the model's blame?",
        ),
        Mistake(
            "the luck of other words",
            lambda loss, truth, part, H: float(
                _honest(loss, truth, part, H)
                + truth[part == _TEST].mean()
                - truth[part == _DEV].mean()
            ),
            "The luck taken off is that of the words the model was chosen by. It is tested on "
            "others.",
        ),
        Mistake(
            "the luck of all words",
            lambda loss, truth, part, H: float(
                _honest(loss, truth, part, H) + truth[part == _TEST].mean() - truth.mean()
            ),
            "The luck taken off is that of all words. It is asked for where the model is tested.",
        ),
        Mistake(
            "a loss, not an excess",
            lambda loss, truth, part, H: _honest(loss, truth, part, H) + H,
            "That is its loss, and the luck is off. How far above the entropy is it?",
        ),
        Mistake(
            "the language's loss and the entropy",
            lambda loss, truth, part, H: _honest(loss, truth, part, H) - H,
            "The language's own loss is H and luck together: who takes it off takes H off already.",
        ),
        Mistake(
            "a share",
            lambda loss, truth, part, H: _honest(loss, truth, part, H) / H,
            "Right as a share of the entropy. It is asked for in nats.",
        ),
        Mistake(
            "the mean of the models",
            lambda loss, truth, part, H: float((loss - truth)[:, part == _TEST].mean()),
            "The right words, and their luck is off. But that is the mean of all models. Which "
            "one is asked for?",
        ),
    ),
    hints=(
        "Three kinds of words, and each is good for one thing. Which one for choosing a model?",
        "best = loss[:, part == 1].mean(axis=1).argmin() is chosen. Of its losses, which words "
        "tell how good it is?",
        "Take the mean of its loss where part is 2, and of truth there. What is the difference of "
        "the two, in terms of H and the luck?",
    ),
)


EXERCISES = (_HONEST,)
