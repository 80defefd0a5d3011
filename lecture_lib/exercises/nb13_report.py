"""An exercise of notebook 13, *choose a model*: a routine that lets the test set choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Choice = tuple[int, int]


def _best(scores: Array) -> Choice:
    """Model and epoch of the best mean over seeds."""
    return _place(np.asarray(scores, float).mean(axis=1))


def _place(table: Array) -> Choice:
    """Where the largest entry of a table is."""
    row, column = np.unravel_index(int(table.argmax()), table.shape)
    return int(row), int(column)


def _lucky(scores: Array) -> Choice:
    """Model and epoch of the best single run."""
    model, _, epoch = np.unravel_index(int(np.argmax(scores)), np.shape(scores))
    return int(model), int(epoch)


def _own(scores: Array, model: int) -> int:
    return int(np.asarray(scores)[model].mean(axis=0).argmax())


def _peak(scores: Array, model: int) -> float:
    return float(np.asarray(scores, float)[model].mean(axis=0).max())


def _reported(choice: Choice, scores: Array) -> Array:
    model, epoch = choice
    return np.array([model, epoch, np.asarray(scores, float)[model, :, epoch].mean()])


def _right(dev: Array, test: Array) -> Array:
    return _reported(_best(dev), test)


def _as_printed(dev: Array, test: Array) -> Array:
    """The broken routine."""
    model = int(np.max(dev, axis=(1, 2)).argmax())
    return _reported((model, _own(test, model)), dev)


def _has(where: slice, made: Callable[[Array, Array], Any]) -> Callable[..., bool]:
    """Recognise a fault by the parts of the answer that it explains."""

    def fits(answer: Any, dev: Array, test: Array) -> bool:
        found = as_numbers(answer, "the answer").astype(float)
        return found.shape == (3,) and bool(np.allclose(found[where], np.ravel(made(dev, test))))

    return fits


def _slip(name: str, where: slice, made: Callable[[Array, Array], Any], say: str) -> Mistake:
    """A fault in the model, in the epoch or in what is reported, whatever the rest is."""

    def wrong(dev: Array, test: Array) -> Array:
        answer = _right(dev, test)
        answer[where] = made(dev, test)
        if where.stop is not None and where.stop < 3:
            choice = int(answer[0]), int(answer[1])
            answer = _reported(choice, test)
        return answer

    return Mistake(name, wrong, say, _has(where, made))


_MODEL, _CHOICE, _NUMBER = slice(0, 1), slice(0, 2), slice(2, 3)


def _own_report(answer: Any, scores: Array) -> bool:
    """Whether the number is the mean of these scores at the model and epoch of the answer."""
    model, epoch, number = as_numbers(answer, "the answer").astype(float)
    return bool(np.isclose(number, np.asarray(scores)[int(model), :, int(epoch)].mean()))


# Percent right of models × seeds × epochs, on dev and on test, in which each fault chooses another.
# fmt: off
_TABLES = (
    (
        [[[77, 91, 78, 83, 70], [70, 71, 76, 87, 75]],
         [[89, 81, 84, 78, 77], [81, 84, 85, 76, 87]],
         [[83, 90, 83, 86, 75], [83, 71, 90, 74, 79]]],
        [[[87, 74, 90, 77, 77], [83, 76, 83, 81, 77]],
         [[69, 74, 74, 69, 81], [86, 82, 76, 82, 73]],
         [[77, 83, 77, 71, 81], [90, 86, 70, 90, 84]]],
    ),
    (
        [[[77, 84, 74, 85, 74], [74, 76, 88, 82, 89]],
         [[88, 86, 74, 71, 84], [85, 83, 82, 80, 70]],
         [[76, 90, 91, 71, 77], [68, 78, 69, 83, 70]]],
        [[[73, 76, 86, 89, 89], [88, 75, 86, 68, 70]],
         [[77, 79, 85, 71, 84], [77, 90, 88, 84, 77]],
         [[71, 69, 88, 86, 73], [73, 74, 87, 91, 77]]],
    ),
    (
        [[[77, 90, 71, 90, 68], [84, 90, 79, 75, 68]],
         [[76, 90, 74, 82, 82], [91, 82, 77, 86, 68]],
         [[89, 75, 88, 78, 84], [88, 87, 73, 70, 82]]],
        [[[72, 73, 70, 71, 68], [78, 69, 71, 78, 70]],
         [[86, 79, 91, 87, 78], [77, 91, 88, 88, 78]],
         [[69, 84, 72, 91, 79], [85, 73, 90, 79, 77]]],
    ),
)
# fmt: on


def _table(number: int) -> Inputs:
    return tuple(np.array(part) / 100 for part in _TABLES[number])


# The smallest that tells the faults apart: two models, two seeds, two epochs.
_SMALL: Inputs = (
    np.array([[[0.9, 0.6], [0.5, 0.7]], [[0.8, 0.6], [0.8, 0.5]]]),
    np.array([[[0.6, 0.7], [0.5, 0.9]], [[0.6, 0.8], [0.5, 0.9]]]),
)


def _shuffled(rng: Generator) -> Inputs:
    """Other models under other numbers, other seeds, and all of it a little easier or harder."""
    dev, test = _table(int(rng.integers(3)))
    models, seeds, easier = rng.permutation(3), rng.permutation(2), int(rng.integers(-9, 1)) / 100
    return tuple((part[models][:, seeds] + easier).round(2) for part in (dev, test))


_REPORT = Exercise(
    id="select-report",
    task="dev and test hold accuracies, models × seeds × epochs. Return (model, epoch, reported): "
    "the model and the epoch, counted from 0, that are together best on the mean over seeds, and "
    "the accuracy that an honest report states for them, a mean over seeds as well.",
    inputs=("dev", "test"),
    simple=(_SMALL, _table(0), _table(1), _table(2)),
    numbers=_shuffled,
    reference=_right,
    mistakes=(
        Mistake(
            "counted from 1",
            lambda dev, test: _right(dev, test) + np.array([1, 1, 0]),
            "Models and epochs are counted from 0.",
        ),
        Mistake(
            "epoch and model exchanged",
            lambda dev, test: _right(dev, test)[[1, 0, 2]],
            "The order is model, epoch, reported.",
        ),
        Mistake(
            "as it was printed",
            _as_printed,
            "That is the routine as it was printed. It has three faults: look at how the model is "
            "chosen, how the epoch, and what is reported.",
        ),
        _slip(
            "counted over epochs, not over seeds",
            _CHOICE,
            lambda dev, test: _place(np.asarray(dev).mean(axis=2)),
            "You took the mean over epochs, the last axis, so your second number is a seed. Seeds "
            "are the middle axis.",
        ),
        _slip(
            "the test set chose",
            _CHOICE,
            lambda dev, test: _best(test),
            "Model and epoch were chosen on the test set. Then nothing is left to test on.",
        ),
        _slip(
            "both sets chose",
            _CHOICE,
            lambda dev, test: _best(np.asarray(dev) + np.asarray(test)),
            "Dev and test chose together. The test set must have no part in the choice.",
        ),
        _slip(
            "the luckiest run",
            _CHOICE,
            lambda dev, test: _lucky(dev),
            "That is where the single best run was. One seed was lucky: take means over seeds "
            "first.",
        ),
        _slip(
            "the last epoch",
            _CHOICE,
            lambda dev, test: (
                int(np.asarray(dev)[:, :, -1].mean(axis=1).argmax()),
                np.shape(dev)[2] - 1,
            ),
            "This compares the models after the last epoch. Asked are the model and the epoch that "
            "are best together.",
        ),
        Mistake(
            "always the last epoch",
            lambda dev, test: _reported((_best(dev)[0], np.shape(dev)[2] - 1), test),
            "You take the last epoch, whatever dev says. The epoch is to be chosen, too.",
            lambda answer, dev, test: (
                int(answer[1]) == np.shape(dev)[2] - 1 and int(answer[0]) == _best(dev)[0]
            ),
        ),
        Mistake(
            "the epoch by the test set",
            lambda dev, test: _reported((_best(dev)[0], _own(test, _best(dev)[0])), test),
            "The epoch is a choice, too, and the test set made it.",
            lambda answer, dev, test: int(answer[1]) == _own(test, int(answer[0])),
        ),
        Mistake(
            "the model by its luckiest run",
            lambda dev, test: _reported(
                ((m := int(np.max(dev, axis=(1, 2)).argmax())), _own(dev, m)), test
            ),
            "The model is still chosen by its luckiest run. Take means over seeds first.",
            lambda answer, dev, test: int(answer[0]) == int(np.max(dev, axis=(1, 2)).argmax()),
        ),
        Mistake(
            "the dev score is reported",
            lambda dev, test: _reported(_best(dev), dev),
            "Model and epoch were chosen because this number is high. Which number had no part in "
            "the choice?",
            lambda answer, dev, test: _own_report(answer, dev),
        ),
        _slip(
            "the model by its mean over epochs",
            _MODEL,
            lambda dev, test: int(np.asarray(dev).mean(axis=(1, 2)).argmax()),
            "The model is chosen by its mean over all epochs. Take the mean over seeds only, and "
            "let model and epoch be best together.",
        ),
        Mistake(
            "the best test epoch is reported",
            lambda dev, test: np.array([*_best(dev), _peak(test, _best(dev)[0])]),
            "Model and epoch are right. But you report the best epoch of the test set, and so the "
            "test set has chosen after all. Report its score at your epoch.",
            lambda answer, dev, test: bool(np.isclose(answer[2], _peak(test, int(answer[0])))),
        ),
        Mistake(
            "the epoch from 1",
            lambda dev, test: _right(dev, test) + np.array([0, 1, 0]),
            "The epoch is one too high. Epochs are counted from 0.",
        ),
        Mistake(
            "the mean over all test epochs",
            lambda dev, test: np.array([*_best(dev), np.asarray(test)[_best(dev)[0]].mean()]),
            "Model and epoch are right. But you report a mean over all epochs, and only one of "
            "them was chosen.",
            lambda answer, dev, test: bool(
                np.isclose(answer[2], np.asarray(test)[int(answer[0])].mean())
            ),
        ),
        Mistake(
            "one seed is reported",
            lambda dev, test: np.array(
                [*_best(dev), np.asarray(test)[_best(dev)[0], 0, _best(dev)[1]]]
            ),
            "Model and epoch are right. Report the mean over seeds, not one of them.",
            lambda answer, dev, test: bool(
                np.isclose(np.asarray(test)[int(answer[0]), :, int(answer[1])], answer[2]).any()
            ),
        ),
    ),
    hints=(
        "There are three faults, one in each line: who chooses the model, who chooses the epoch, "
        "and which number is reported.",
        "First take the mean over seeds, which are the middle axis. What is left is a table of "
        "models and epochs: where is its largest entry?",
        "np.unravel_index turns the place of the largest entry into a model and an epoch. The test "
        "set is asked once, for the mean over seeds at that place.",
    ),
)


EXERCISES = (_REPORT,)
