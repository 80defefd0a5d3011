"""Exercise of notebook 01: one step of training, for any formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..autograd import Value
from ..lessons.checking import Exercise, Inputs, Mistake
from .arrows import Formula, relu, tenths

__all__ = ["EXERCISES"]

Numbers = dict[str, float]


def _square(e: Any) -> Any:
    return e * e


_DIFFERENCE = Formula("u − v", lambda u, v: u - v)
_NEURON = Formula("(y − (w·x + b))²", lambda w, b, x, y: _square(y - (w * x + b)))
_RELU = Formula("(v·relu(w·x) − y)²", lambda v, w, x, y: _square(v * relu(w * x) - y))


class _Exchanged(Value):
    """Its minus has the operands the wrong way round; where that is squared, it does not show."""

    def __sub__(self, other: Any) -> Value:
        return Value.__sub__(other, self)


def _gradient(
    formula: Formula, numbers: Numbers, among: Iterable[str], node: type[Value] = Value
) -> Numbers:
    leaves = {name: node(number, name) for name, number in numbers.items()}
    formula(**leaves).backward()
    return {name: leaves[name].grad for name in among}


def _value(formula: Formula, numbers: Numbers) -> float:
    return float(formula(**{name: Value(number) for name, number in numbers.items()}).data)


def _stepped(
    formula: Formula, parameters: Numbers, data: Numbers, rate: float, also: Iterable[str] = ()
) -> Numbers:
    """The right step; a slip also moves other leaves."""
    numbers = parameters | data
    gradient = _gradient(formula, numbers, [*parameters, *also])
    return {name: numbers[name] - rate * slope for name, slope in gradient.items()}


def _one_after_the_other(
    formula: Formula, parameters: Numbers, data: Numbers, rate: float
) -> Numbers:
    for name in parameters:
        parameters = parameters | _stepped(
            formula, {name: parameters[name]}, parameters | data, rate
        )
    return parameters


def _own(rng: np.random.Generator) -> Inputs:
    v, w, x, y = tenths(rng, 4)
    rate = round(float(rng.integers(2, 9)) / 100, 2)
    return _RELU, {"v": v, "w": w}, {"x": abs(x) * np.sign(w).item(), "y": y}, rate  # relu open


_TRAIN_STEP = Exercise(
    id="train-step",
    task="formula is a function of the numbers in parameters and in data, by their names. Return "
    "the parameters after one step as a dict: each moved against its gradient, by rate times the "
    "gradient. The data stay as they are.",
    inputs=("formula", "parameters", "data", "rate"),
    simple=(
        (_DIFFERENCE, {"u": 3.0, "v": -1.0}, {}, 0.5),
        (_NEURON, {"w": 3.0, "b": -1.0}, {"x": 2.0, "y": 1.0}, 0.1),
        (_RELU, {"v": 0.5, "w": 2.0}, {"x": -1.5, "y": 1.0}, 0.1),  # relu is closed
    ),
    numbers=_own,
    reference=_stepped,
    mistakes=(
        Mistake(
            "uphill",
            lambda formula, parameters, data, rate: _stepped(formula, parameters, data, -rate),
            "You moved along the gradients, and the formula grows. Go against them.",
        ),
        Mistake(
            "the gradients",
            lambda formula, parameters, data, rate: _gradient(
                formula, parameters | data, parameters
            ),
            "These are the gradients, and they are right. Where do the parameters stand after the "
            "step?",
        ),
        Mistake(
            "without the rate",
            lambda formula, parameters, data, rate: _stepped(formula, parameters, data, 1.0),
            "You moved by the whole gradient. Multiply it by rate first.",
        ),
        Mistake(
            "always a tenth",
            lambda formula, parameters, data, rate: _stepped(formula, parameters, data, 0.1),
            "You moved by a tenth of the gradient. That was so for the neuron; here rate is given.",
        ),
        Mistake(
            "without the gradient",
            lambda formula, parameters, data, rate: {
                name: number - rate for name, number in parameters.items()
            },
            "You moved each parameter by rate alone. How steep is it there, and to which side?",
        ),
        Mistake(
            "the steps alone",
            lambda formula, parameters, data, rate: {
                name: moved - parameters[name]
                for name, moved in _stepped(formula, parameters, data, rate).items()
            },
            "By so much the parameters move. Where do they stand then?",
        ),
        Mistake(
            "operands of minus exchanged",
            lambda formula, parameters, data, rate: {
                name: parameters[name] - rate * slope
                for name, slope in _gradient(
                    formula, parameters | data, parameters, _Exchanged
                ).items()
            },
            "In a difference your engine gives the first operand the minus. A square hides it, for "
            "its sign is lost there. Which operand comes first in your Node?",
        ),
        Mistake(
            "nothing moved",
            lambda formula, parameters, data, rate: parameters,
            "These are the parameters as they were. A loop's own variable may change, and the dict "
            "does not hear of it.",
        ),
        Mistake(
            "by the value",
            lambda formula, parameters, data, rate: {
                name: number - rate * _value(formula, parameters | data)
                for name, number in parameters.items()
            },
            "You moved by rate times the formula's value. Its slope is in the dict, gradient.",
        ),
        Mistake(
            "times the parameter, too",
            lambda formula, parameters, data, rate: {
                name: number * (1 - rate * slope)
                for (name, number), slope in zip(
                    parameters.items(),
                    _gradient(formula, parameters | data, parameters).values(),
                    strict=True,
                )
            },
            "Your step is multiplied by the parameter itself. By rate and gradient is enough.",
        ),
        Mistake(
            "the data moved too",
            lambda formula, parameters, data, rate: _stepped(
                formula, parameters, data, rate, also=data
            ),
            "The new parameters are right. But you moved the data, too: training may not "
            "change what was measured.",
        ),
        Mistake(
            "the data returned too",
            lambda formula, parameters, data, rate: (
                _stepped(formula, parameters, data, rate) | data
            ),
            "The new parameters are right. Return them alone, without the data.",
        ),
        Mistake(
            "one after the other",
            _one_after_the_other,
            "The second gradient is the one after the first parameter has moved. Take all "
            "gradients first, then move.",
        ),
        Mistake(
            "without their names",
            lambda formula, parameters, data, rate: list(
                _stepped(formula, parameters, data, rate).values()
            ),
            "The numbers are right. Return a dict, with each new number under its name.",
        ),
    ),
    hints=(
        "Which names should the dict have? Those of the parameters, and no other.",
        "For each name, take the old number, less rate times the gradient at it.",
        "Go through parameters.items(), which gives each name with its number. The gradient at it "
        "is gradient[name].",
    ),
)

EXERCISES = (_TRAIN_STEP,)
