"""Exercise of notebook 01: carry δ down through layers of one number each."""

from __future__ import annotations

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from .arrows import tenths

__all__ = ["EXERCISES"]

Generator = np.random.Generator
Numbers = list[float]


def _down(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = []
    for i in reversed(range(len(own))):
        slopes.append(delta * own[i])
        if i:
            delta = delta * between[i - 1]
    return slopes[::-1]


def _deltas(delta: float, between: Numbers) -> Numbers:
    return _down(delta, between, [1.0] * (len(between) + 1))


def _printed(delta: float, between: Numbers, own: Numbers) -> Numbers:
    """The formula as printed: the factor between two layers counts twice."""
    right = _down(delta, between, own)
    return [s * f for s, f in zip(right, [*between, 1.0], strict=True)]


def _one_step(delta: float, between: Numbers, own: Numbers) -> Numbers:
    return [delta * f * g for f, g in zip([*between, 1.0], own, strict=True)]


def _too_high(delta: float, between: Numbers, own: Numbers) -> Numbers:
    return _down(delta, [*between[1:], 1.0], own)


def _upwards(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = []
    for i, factor in enumerate(own):
        slopes.append(delta * factor)
        if i < len(between):
            delta = delta * between[i]
    return slopes


def _too_early(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = []
    for i in reversed(range(len(own))):
        if i:
            delta = delta * between[i - 1]
        slopes.append(delta * own[i])
    return slopes[::-1]


def _kept(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = [delta * own[-1]]
    for i in reversed(range(len(between))):
        delta = delta * between[i] * own[i]
        slopes.append(delta)
    return slopes[::-1]


def _chain(rng: Generator) -> Inputs:
    delta, *rest = tenths(rng, 8)
    return delta, rest[:3], rest[3:]


_LAYERS = Exercise(
    id="layer-slopes",
    task="A chain of layers, one number each. delta = ∂ℓ/∂lay of the last layer. between[i] leads "
    "from layer i to layer i + 1, so it has one entry less than own. own[i] leads from the "
    "parameter of layer i to that layer. Return the list of all ∂ℓ/∂θ, first layer first.",
    inputs=("delta", "between", "own"),
    simple=((-2.0, [-3.0], [2.0, 1.0]), (1.0, [2.0, 0.5, 3.0], [1.0, 3.0, -1.0, 2.0])),
    numbers=_chain,
    reference=_down,
    mistakes=(
        Mistake(
            "a factor twice",
            _printed,
            "That is the formula as it was printed: the step between two layers is made twice.",
        ),
        Mistake(
            "last layer first",
            lambda delta, between, own: _down(delta, between, own)[::-1],
            "All gradients are right, but in the order in which you met them. First layer first.",
        ),
        Mistake(
            "δ, not the gradients",
            lambda delta, between, own: _deltas(delta, between),
            "These are the δ of the layers. One sideways step is missing: to the parameter.",
        ),
        Mistake(
            "δ not carried down",
            lambda delta, between, own: [delta * factor for factor in own],
            "Each layer gets the δ of the last one. On its way down it is multiplied at each step.",
        ),
        Mistake(
            "began with 1",
            lambda delta, between, own: _down(1.0, between, own),
            "The last layer has the δ that is given, and not 1. Where does delta come in?",
        ),
        Mistake(
            "one layer too high",
            _too_high,
            "between[i] leads from layer i upwards. Going down from it, which arrow do you walk?",
        ),
        Mistake(
            "one step down, no further",
            _one_step,
            "The last two layers are right. To a layer further down δ makes more than one step.",
        ),
        Mistake(
            "up instead of down",
            _upwards,
            "delta belongs to the last layer, and yours starts at the first.",
        ),
        Mistake(
            "down before sideways",
            _too_early,
            "The last layer's own gradient uses the given δ. Yours goes down a layer first.",
        ),
        Mistake(
            "each sideways step kept",
            _kept,
            "To a parameter the step leads aside, and ends there. Carry δ down without it.",
        ),
        Mistake(
            "the sideways step carried down",
            lambda delta, between, own: _down(
                delta,
                [f * g for f, g in zip(between, own[1:], strict=True)],
                own,
            ),
            "To a parameter the step leads aside, and ends there. What is carried down is δ alone.",
        ),
    ),
    hints=(
        "Start at the last layer, where δ is known. Which two things can you do with it there?",
        "Sideways: δ · own[i] is a gradient. Down: δ · between[i − 1] is the δ of the layer below.",
        "In the loop, append delta * own[i] first. Then, unless i is 0, delta becomes "
        "delta * between[i - 1].",
    ),
    stops={
        "IndexError": "The last of n entries has the number n − 1, and between has one entry less "
        "than own. Which entry of it leads down from layer i, and is there one below the first?"
    },
)

EXERCISES = (_LAYERS,)
