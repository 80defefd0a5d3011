"""Exercises of notebook 12, *dropout*: a mask, forward and backward, and its noise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _layer(rng: Generator) -> Inputs:
    """Draw units, uniform numbers that drop some of them but not all, and p."""
    p = float(rng.choice([0.2, 0.25, 0.3, 0.4]))
    u = rng.permutation(
        np.concatenate([rng.uniform(0.02, p - 0.02, 2), rng.uniform(p + 0.02, 0.98, 3)])
    )
    return (rng.integers(5, 40, 5) / 10).round(1), u.round(2), p


def _fixed(p: float) -> Inputs:
    return np.array([1.0, 2.0, -3.0, 4.0]), np.array([0.9, 0.1, 0.65, 0.35]), p


def _both(training: Array, evaluation: Array) -> Array:
    return np.array([training, evaluation])


def _own_mask(answer: Any, x: Array, u: Array, p: float) -> bool:
    """Whether each unit is dropped or scaled as it should be, by other random numbers than u."""
    training, evaluation = np.asarray(answer, float)
    either = np.isclose(training, 0) | np.isclose(training, x / (1 - p))
    return bool(either.all() and np.allclose(evaluation, x))


_LAYER = Exercise(
    id="dropout-layer",
    task="Inverted dropout: u holds uniform random numbers from 0 to 1, one for each unit. In "
    "training, drop a unit where u < p and scale the others so that the mean stays. Return two "
    "arrays: the outputs in training, and those in evaluation.",
    inputs=("x", "u", "p"),
    simple=(_fixed(0.25), _fixed(0.4)),
    numbers=_layer,
    reference=lambda x, u, p: _both(x * (u >= p) / (1 - p), x),
    mistakes=(
        Mistake(
            "no factor",
            lambda x, u, p: _both(x * (u >= p), x),
            "The right units are dropped. Now the mean is nearer to 0 than x. What restores it?",
        ),
        Mistake(
            "dropped the others",
            lambda x, u, p: _both(x * (u < p) / (1 - p), x),
            "u < p happens with probability p, and those units are to be dropped.",
        ),
        Mistake(
            "kept with probability p",
            lambda x, u, p: _both(x * (u >= 1 - p) / (1 - p), x),
            "u >= 1 − p happens with probability p only. How likely is a unit to stay?",
        ),
        Mistake(
            "mirrored",
            lambda x, u, p: _both(x * (u <= 1 - p) / (1 - p), x),
            "This keeps units as often as it should, but others: here a unit is dropped where its "
            "u is small.",
        ),
        Mistake(
            "p for keeping",
            lambda x, u, p: _both(x * (u < p) / p, x),
            "That is the other convention: p for keeping a unit. Here p is the probability of "
            "dropping, both in the mask and in the factor.",
        ),
        Mistake(
            "divided by p",
            lambda x, u, p: _both(x * (u >= p) / p, x),
            "How likely is a unit to stay? Its mean has to come out as x.",
        ),
        Mistake(
            "scaled by this draw",
            lambda x, u, p: _both(x * (u >= p) / np.mean(u >= p), x),
            "Use the probability, not the share that happened to stay: then each unit's mean "
            "is right and no unit depends on the others.",
        ),
        Mistake(
            "the switch forgotten",
            lambda x, u, p: _both(x * (u >= p) / (1 - p), x * (u >= p) / (1 - p)),
            "Training is right. In evaluation no unit is dropped. (If you returned x: was it "
            "changed on the way?)",
        ),
        Mistake(
            "changed in place",
            lambda x, u, p: _both(x * (u >= p) / (1 - p), x * (u >= p)),
            "Training is right. In evaluation units are missing: was x itself changed, or is it "
            "masked there, too?",
        ),
        Mistake(
            "divided in evaluation",
            lambda x, u, p: _both(x * (u >= p) / (1 - p), x / (1 - p)),
            "Training is right, and its mean is x already. In evaluation all units are there: what "
            "would they have to make up for?",
        ),
        Mistake(
            "scaled twice",
            lambda x, u, p: _both(x * (u >= p) / (1 - p), x * (1 - p)),
            "Training is right, and its mean is x already. What is left to do in evaluation?",
        ),
        Mistake(
            "the paper's form",
            lambda x, u, p: _both(x * (u >= p), x * (1 - p)),
            "The two are in step with each other: so it stands in the first paper. Here evaluation "
            "is to leave x alone. Where must the factor go then?",
        ),
        Mistake(
            "multiplied, not divided",
            lambda x, u, p: _both(x * (u >= p) * (1 - p), x),
            "The right units are dropped. The factor makes the others smaller; must they not make "
            "up for those that are missing?",
        ),
        Mistake(
            "two conventions",
            lambda x, u, p: _both(x * (u < p) / p, x * p),
            "Two conventions are mixed, and in both p keeps. Here p drops; and where training "
            "divides, what is left to do in evaluation?",
        ),
        Mistake(
            "two conventions, dropped as asked",
            lambda x, u, p: _both(x * (u >= p) / p, x * p),
            "The right units are dropped. But the factors take p for keeping; and where training "
            "divides, what is left to do in evaluation?",
        ),
        Mistake(
            "the mask alone",
            lambda x, u, p: _both((u >= p) / (1 - p), x),
            "That is the mask. Each unit's output is multiplied by its number.",
        ),
        Mistake(
            "exchanged",
            lambda x, u, p: _both(x, x * (u >= p) / (1 - p)),
            "Both arrays are right. Training comes first.",
        ),
        Mistake(
            "own random numbers",
            lambda x, u, p: _both(x * (u[::-1] >= p) / (1 - p), x),
            "Values and factor are right, but other units are dropped. Did you draw random numbers "
            "of your own? Use u, in its order.",
            _own_mask,
        ),
    ),
    hints=(
        "How likely is a unit to stay? What must it be multiplied by for a mean of x?",
        "u >= p is an array of True and False; NumPy multiplies with it as with 1 and 0.",
        "Training: x times (u >= p), divided by 1 − p. Evaluation: x itself.",
    ),
)


def _backward_inputs(rng: Generator) -> Inputs:
    x, u, p = _layer(rng)
    x[np.argmax(u)] = 0.0  # this one stays: a mask read off the output would miss it
    return (rng.integers(-30, 31, 5) / 10 + 0.05).round(2), x, u, p


def _fixed_backward(p: float) -> Inputs:
    x, u, p = _fixed(p)
    return np.array([0.5, -1.0, -2.0, 1.5]), np.where(u > 0.8, 0.0, x), u, p


_BACKWARD = Exercise(
    id="dropout-backward",
    task="Training has returned the outputs of dropout-layer for these x, u and p. Given g, the "
    "gradient with respect to those outputs, return the gradient with respect to x.",
    inputs=("g", "x", "u", "p"),
    simple=(_fixed_backward(0.25), _fixed_backward(0.4)),
    numbers=_backward_inputs,
    reference=lambda g, x, u, p: g * (u >= p) / (1 - p),
    mistakes=(
        Mistake(
            "not masked",
            lambda g, x, u, p: g,
            "A dropped unit did not reach the loss. What is the slope of the loss there?",
        ),
        Mistake(
            "scaled, not masked",
            lambda g, x, u, p: g / (1 - p),
            "The factor is right. But units that were dropped had no influence.",
        ),
        Mistake(
            "masked, not scaled",
            lambda g, x, u, p: g * (u >= p),
            "The right units are silent. The others went through × 1/(1 − p), and so does "
            "their gradient.",
        ),
        Mistake(
            "another mask",
            lambda g, x, u, p: g * (1 - u >= p) / (1 - p),
            "This mask is not the one of the forward pass. Use the same u, the same way.",
        ),
        Mistake(
            "kept with probability p",
            lambda g, x, u, p: g * (u >= 1 - p) / (1 - p),
            "This lets the gradient through where u >= 1 − p. Where did the forward pass keep a "
            "unit?",
        ),
        Mistake(
            "times x",
            lambda g, x, u, p: g * x * (u >= p) / (1 - p),
            "The output is x times a constant; its derivative by x is that constant alone.",
        ),
        Mistake(
            "forward again",
            lambda g, x, u, p: x * (u >= p) / (1 - p),
            "That is the forward pass once more. What comes back, and is masked, is the gradient.",
        ),
        Mistake(
            "the mask alone",
            lambda g, x, u, p: (u >= p) / (1 - p),
            "That is the derivative of each output by its own input. Pass the gradient through it.",
        ),
        Mistake(
            "ReLU's mask",
            lambda g, x, u, p: g * (x > 0) / (1 - p),
            "That is ReLU's mask: it looks at the sign of the input. Dropout does not.",
        ),
        Mistake(
            "ReLU's mask alone",
            lambda g, x, u, p: g * (x > 0),
            "So a ReLU sends its gradient back. Dropout asks something else than the sign of the "
            "input.",
        ),
        Mistake(
            "mask read off the output",
            lambda g, x, u, p: g * (x * (u >= p) != 0) / (1 - p),
            "One unit was kept and only happened to be 0. Its output still moves when x moves, so "
            "take the mask from u.",
        ),
        Mistake(
            "kept where the output is positive",
            lambda g, x, u, p: g * (x * (u >= p) > 0) / (1 - p),
            "Units that were kept and are negative, or 0, are missing: that mixes in ReLU's mask. "
            "Take the mask from u.",
        ),
        Mistake(
            "mask read off the input",
            lambda g, x, u, p: g * (x != 0) / (1 - p),
            "Whether a unit was dropped does not show in x. It depends on u.",
        ),
        Mistake(
            "dropped the others",
            lambda g, x, u, p: g * (u < p) / (1 - p),
            "This lets the gradient through where the unit was dropped. Which units stayed?",
        ),
        Mistake(
            "multiplied, not divided",
            lambda g, x, u, p: g * (u >= p) * (1 - p),
            "The right units are silent. The others left the forward pass larger than they came "
            "in: the factor is the same on the way back.",
        ),
    ),
    hints=(
        "The output is m·x with a number m for each unit. What is its derivative by x?",
        "The same m as in the forward pass: 0 where a unit was dropped.",
        "g times (u >= p)/(1 − p).",
    ),
)


def _sum(h: Array, w: Array) -> float:
    """S = Σ (wⱼhⱼ)²."""
    return float(np.sum((np.asarray(h) * np.asarray(w)) ** 2))


def _calls(variance: float, s: float) -> int:
    """How many calls bring a variance down to s²; what is whole up to rounding stays."""
    return math.ceil(variance / s**2 - 1e-9)


def _draws_inputs(rng: Generator) -> Inputs:
    h, w = rng.integers(4, 20, 4) / 10, rng.choice([-1.5, -0.5, 0.5, 1.0, 2.0], 4)
    p, calls = float(rng.choice([0.2, 0.3, 0.4, 0.6])), int(rng.integers(40, 200))
    return h, w, p, round(math.sqrt(p / (1 - p) * _sum(h, w) / (calls - 0.5)), 4)


_DRAWS = Exercise(
    id="dropout-draws",
    task="The output is Σ wⱼhⱼ′ with inverted dropout. With the switch left on, you take the mean "
    "output of many calls, each with its own mask. Return the smallest number of calls for which "
    "this mean has a standard deviation of at most s.",
    inputs=("h", "w", "p", "s"),
    simple=(
        (np.array([2.0]), np.array([1.0]), 0.2, 0.15),
        (np.array([1.0, 2.0]), np.array([2.0, -1.0]), 0.4, 0.11),
        (np.array([2.0]), np.array([1.0]), 0.5, 0.5),  # a whole number without rounding: 16
    ),
    numbers=_draws_inputs,
    reference=lambda h, w, p, s: _calls(p / (1 - p) * _sum(h, w), s),
    mistakes=(
        Mistake(
            "s for its square",
            lambda h, w, p, s: _calls(p / (1 - p) * _sum(h, w) * s, s),
            "s is a standard deviation. What becomes smaller in proportion to the number of calls "
            "is the variance.",
        ),
        Mistake(
            "the root of the ratio",
            lambda h, w, p, s: _calls(math.sqrt(p / (1 - p) * _sum(h, w)) * s, s),
            "That is by how much the standard deviation must shrink. Does it halve with twice as "
            "many calls?",
        ),
        Mistake(
            "standard deviation of one call",
            lambda h, w, p, s: _calls(math.sqrt(p / (1 - p) * _sum(h, w)), s),
            "Here s is squared, and the noise of one call is not. Compare variances on both sides.",
        ),
        Mistake(
            "p for the factor",
            lambda h, w, p, s: _calls(p * _sum(h, w), s),
            "The squares are right. But units that stay are scaled up, so their noise is larger.",
        ),
        Mistake(
            "one too many",
            lambda h, w, p, s: _calls(p / (1 - p) * _sum(h, w), s) + 1,
            "So many are enough; but one less would be, too.",
        ),
        Mistake(
            "factor upside down",
            lambda h, w, p, s: _calls((1 - p) / p * _sum(h, w), s),
            "The squares are right. But when hardly anything is dropped, are many calls needed "
            "or few?",
        ),
        Mistake(
            "no factor",
            lambda h, w, p, s: _calls(_sum(h, w), s),
            "The squares are right. But the number of calls has to depend on p.",
        ),
        Mistake(
            "the mean of the square",
            lambda h, w, p, s: _calls(_sum(h, w) / (1 - p), s),
            "From the mean of the square the squared mean must be taken.",
        ),
        Mistake(
            "not scaled",
            lambda h, w, p, s: _calls(p * (1 - p) * _sum(h, w), s),
            "That is the noise of units that keep their size. In inverted dropout the live ones "
            "are larger.",
        ),
        Mistake(
            "forgot the weights",
            lambda h, w, p, s: _calls(p / (1 - p) * _sum(h, np.ones_like(h)), s),
            "Each unit's noise reaches the output through its weight.",
        ),
        Mistake(
            "forgot the units",
            lambda h, w, p, s: _calls(p / (1 - p) * _sum(np.ones_like(w), w), s),
            "The weights are there. But a unit of output 2 jumps twice as far as one of output 1.",
        ),
        Mistake(
            "weights not squared",
            lambda h, w, p, s: _calls(
                p / (1 - p) * float(np.sum(np.asarray(w) * np.asarray(h) ** 2)), s
            ),
            "The outputs are squared, their weights are not. What jumps is the product of the two.",
        ),
        Mistake(
            "square of the sum",
            lambda h, w, p, s: _calls(p / (1 - p) * float(np.dot(h, w)) ** 2, s),
            "Units are dropped independently, so their *variances* add: the sum of squares.",
        ),
        Mistake(
            "squares forgotten",
            lambda h, w, p, s: _calls(p / (1 - p) * float(np.sum(np.abs(np.multiply(h, w)))), s),
            "A unit that jumps twice as far has four times the variance.",
        ),
        Mistake(
            "rounded down",
            lambda h, w, p, s: int(p / (1 - p) * _sum(h, w) / s**2 + 1e-9),
            "With so few the mean still jumps a little too far: at most means round up.",
        ),
        Mistake(
            "to the nearest",
            lambda h, w, p, s: round(p / (1 - p) * _sum(h, w) / s**2),
            "Rounded to the nearest number, the mean sometimes jumps a little too far: at most "
            "means round up.",
        ),
        Mistake(
            "always one more",
            lambda h, w, p, s: int(p / (1 - p) * _sum(h, w) / s**2 + 1e-9) + 1,
            "Nearly. But where the number is whole already, nothing needs to be added.",
        ),
        Mistake(
            "not rounded",
            lambda h, w, p, s: p / (1 - p) * _sum(h, w) / s**2,
            "Right up to here. A number of calls is whole; which way must it be rounded?",
        ),
    ),
    hints=(
        "What is the variance of one call? And of the mean of n independent calls?",
        "One call has V = p/(1 − p) · Σ (wⱼhⱼ)², the mean of n calls V/n.",
        "V/n is to be at most s². Solve for n, and round up.",
    ),
)


EXERCISES = (_LAYER, _BACKWARD, _DRAWS)
