"""Exercises of notebook 12, *dropout*."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake
from ..nn import subnets

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- forward and backward ---------------------------------------------------------------------


def _layer(rng: Generator) -> Inputs:
    """Draw units, uniform numbers that drop some of them but not all, and p."""
    p = float(rng.choice([0.2, 0.25, 0.3, 0.4]))
    u = rng.permutation(
        np.concatenate([rng.uniform(0.02, p - 0.02, 2), rng.uniform(p + 0.02, 0.98, 3)])
    )
    return (rng.integers(5, 40, 5) / 10).round(1), u.round(2), p


def _fixed(p: float) -> Inputs:
    return np.array([1.0, 2.0, -3.0, 4.0]), np.array([0.9, 0.1, 0.6, 0.35]), p


_FORWARD = Exercise(
    id="dropout-forward",
    task="Inverted dropout: u holds uniform random numbers from 0 to 1, one per unit. Drop a unit "
    "where u < p and scale the others so that the mean stays. Return the new x.",
    inputs=("x", "u", "p"),
    simple=(_fixed(0.25), _fixed(0.4)),
    numbers=_layer,
    reference=lambda x, u, p: x * (u >= p) / (1 - p),
    mistakes=(
        Mistake(
            "no factor",
            lambda x, u, p: x * (u >= p),
            "The right units are dropped. The mean is now (1 − p)·x; what restores it?",
        ),
        Mistake(
            "dropped the others",
            lambda x, u, p: x * (u < p) / (1 - p),
            "u < p happens with probability p, and those units are to be dropped.",
        ),
        Mistake(
            "divided by p",
            lambda x, u, p: x * (u >= p) / p,
            "A unit stays with probability 1 − p, so its mean is x/p · (1 − p), and not x.",
        ),
        Mistake(
            "times 1 − p",
            lambda x, u, p: x * (u >= p) * (1 - p),
            "Units that stay must stand in for those that are gone: larger, not smaller.",
        ),
        Mistake(
            "scaled by this draw",
            lambda x, u, p: x * (u >= p) / np.mean(u >= p),
            "Use the probability, not the share that happened to stay: then each unit's mean "
            "is right and no unit depends on the others.",
        ),
    ),
    hints=(
        "A unit stays with probability 1 − p. What must it be multiplied by for a mean of x?",
        "u >= p is an array of True and False; NumPy multiplies with it as with 1 and 0.",
        "x * (u >= p), divided by 1 − p.",
    ),
)


def _backward_inputs(rng: Generator) -> Inputs:
    x, u, p = _layer(rng)
    return (rng.integers(-30, 31, 5) / 10 + 0.05).round(2), x, u, p


def _fixed_backward(p: float) -> Inputs:
    return (np.array([0.5, -1.0, -2.0, 1.5]), *_fixed(p))


_BACKWARD = Exercise(
    id="dropout-backward",
    task="The forward pass returned x * (u >= p) / (1 - p). Given the gradient g of its output, "
    "return the gradient of x.",
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
            "times x",
            lambda g, x, u, p: g * x * (u >= p) / (1 - p),
            "The output is x times a constant; its derivative by x is that constant alone.",
        ),
    ),
    hints=(
        "The output is m·x with a number m for each unit. What is its derivative by x?",
        "The same m as in the forward pass: 0 where a unit was dropped.",
        "g times (u >= p)/(1 − p).",
    ),
)


# --- repair -----------------------------------------------------------------------------------


def _repair_inputs(rng: Generator) -> Inputs:
    x, u, p = _layer(rng)
    return x, u, p, True


_REPAIR = Exercise(
    id="dropout-repair",
    task="A layer drops with probability p (where u < p). It divides by p and has no switch. "
    "Repair both: in training the mean stays x, in evaluation the layer does nothing.",
    inputs=("x", "u", "p", "training"),
    simple=((*_fixed(0.25), True), (*_fixed(0.25), False), (*_fixed(0.4), True)),
    numbers=_repair_inputs,
    reference=lambda x, u, p, training: x * (u >= p) / (1 - p) if training else np.array(x),
    mistakes=(
        Mistake(
            "still ÷ p",
            lambda x, u, p, training: x * (u >= p) / p if training else x,
            "The switch works. Units stay with probability 1 − p: with p = 0.5 the bug hides, "
            "with 0.25 the mean is three times too large.",
        ),
        Mistake(
            "as it was",
            lambda x, u, p, training: x * (u >= p) / p,
            "Both are still to be repaired: the factor, and the switch.",
        ),
        Mistake(
            "no switch",
            lambda x, u, p, training: x * (u >= p) / (1 - p),
            "The factor is right. In evaluation no unit is dropped.",
            lambda answer, x, u, p, training: bool(
                not training
                and np.shape(answer) == np.shape(x)
                and np.allclose(answer, x * (u >= p) / (1 - p))
            ),
        ),
        Mistake(
            "scaled twice",
            lambda x, u, p, training: x * (u >= p) / (1 - p) if training else x * (1 - p),
            "Dividing in training *or* multiplying in evaluation, not both.",
        ),
        Mistake(
            "the wrong way round",
            lambda x, u, p, training: x * (u >= p) / (1 - p) if not training else x,
            "The two modes are exchanged.",
        ),
    ),
    hints=(
        "What is the mean of x·keep/p when keep is 1 with probability 1 − p?",
        "Two lines: one for evaluation, which returns x as it is, one for training.",
        "if not training: return x. Else x * (u >= p) / (1 − p).",
    ),
)


# --- variance ---------------------------------------------------------------------------------


def _noise(h: Array, w: Array) -> float:
    return float(np.sum((np.asarray(h) * np.asarray(w)) ** 2))


def _choose_inputs(rng: Generator) -> Inputs:
    h, w = rng.integers(4, 20, 4) / 10, rng.choice([-1.5, -0.5, 0.5, 1.0, 2.0], 4)
    return h, w, round(float(np.sqrt(_noise(h, w)) * rng.uniform(0.4, 0.9)), 2)


_CHOOSE = Exercise(
    id="dropout-choose-p",
    task="The output is y = Σ wⱼhⱼ, and inverted dropout acts on h. Which p gives y the standard "
    "deviation sigma?",
    inputs=("h", "w", "sigma"),
    simple=(
        (np.array([2.0]), np.array([1.0]), 1.0),
        (np.array([1.0, 2.0]), np.array([2.0, -1.0]), 1.5),
    ),
    numbers=_choose_inputs,
    reference=lambda h, w, sigma: sigma**2 / (sigma**2 + _noise(h, w)),
    mistakes=(
        Mistake(
            "σ for σ²",
            lambda h, w, sigma: sigma / (sigma + _noise(h, w)),
            "σ is a standard deviation; variances add.",
            lambda answer, h, w, sigma: bool(
                np.size(answer) == 1
                and sigma != 1
                and np.allclose(answer, sigma / (sigma + _noise(h, w)))
            ),
        ),
        Mistake(
            "odds, not probability",
            lambda h, w, sigma: sigma**2 / _noise(h, w),
            "That is p/(1 − p). Solve for p.",
        ),
        Mistake(
            "1 − p",
            lambda h, w, sigma: _noise(h, w) / (sigma**2 + _noise(h, w)),
            "That is the probability of staying.",
        ),
        Mistake(
            "forgot the weights",
            lambda h, w, sigma: sigma**2 / (sigma**2 + np.sum(np.asarray(h) ** 2)),
            "Each unit's noise reaches y through its weight.",
        ),
        Mistake(
            "square of the sum",
            lambda h, w, sigma: sigma**2 / (sigma**2 + float(np.dot(h, w)) ** 2),
            "Units are dropped independently, so their *variances* add: the sum of squares.",
        ),
    ),
    hints=(
        "The variance of one dropped unit is h²·p/(1 − p). And of w times that unit?",
        "Independent units: σ² = p/(1 − p) · Σ (wⱼhⱼ)².",
        "With S = Σ (wⱼhⱼ)²: p = σ²/(σ² + S).",
    ),
)


# --- the identity -----------------------------------------------------------------------------


def _logits(h: Array, W: Array, p: float) -> tuple[Array, Array]:
    """Logits of every thinned network, (2ⁿ, classes), with factor, and their probabilities."""
    masks, chance = subnets(len(h), p)
    return (masks * h / (1 - p)) @ np.asarray(W).T, chance


def _geometric(h: Array, W: Array, p: float) -> Array:
    logits, chance = _logits(h, W, p)
    product = np.exp(chance @ np.log(softmax(logits, axis=-1)))
    return np.asarray(product / product.sum())


def _even(h: Array, W: Array, p: float) -> Array:
    product = np.exp(np.mean(np.log(softmax(_logits(h, W, p)[0], axis=-1)), axis=0))
    return np.asarray(product / product.sum())


def _not_renormalised(h: Array, W: Array, p: float) -> Array:
    logits, chance = _logits(h, W, p)
    return np.asarray(np.exp(chance @ np.log(softmax(logits, axis=-1))))


def _arithmetic(h: Array, W: Array, p: float) -> Array:
    logits, chance = _logits(h, W, p)
    return np.asarray(chance @ softmax(logits, axis=-1))


def _softmax_inputs(rng: Generator) -> Inputs:
    return (
        rng.integers(5, 20, 4) / 10,
        rng.integers(-15, 16, (3, 4)) / 10 + 0.05,
        float(rng.choice([0.2, 0.3, 0.4])),
    )


_GEOMETRIC = Exercise(
    id="dropout-geometric",
    task="Hidden units h with inverted dropout feed softmax(W h′). Return the geometric mean of "
    "the outputs of all 2ⁿ subnets, each weighted by its probability, divided by its sum.",
    inputs=("h", "W", "p"),
    simple=(
        (np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.0, -1.0]]), 0.25),
        (np.array([1.0, 0.5, 2.0]), np.array([[1.0, -1.0, 0.5], [0.0, 2.0, -0.5]]), 0.4),
    ),
    numbers=_softmax_inputs,
    reference=_geometric,
    mistakes=(
        Mistake(
            "arithmetic mean",
            _arithmetic,
            "That is the ordinary mean of the probabilities. The geometric one is the "
            "exponential of the mean logarithm.",
        ),
        Mistake(
            "not divided by its sum",
            _not_renormalised,
            "A geometric mean of distributions does not sum to 1 yet.",
        ),
        Mistake(
            "all subnets alike",
            _even,
            "With this p a subnet with many live units is more likely than one with few: "
            "weight the logarithms.",
        ),
        Mistake(
            "no factor",
            lambda h, W, p: np.asarray(softmax((1 - p) * np.asarray(W) @ h)),
            "Live units carry the factor 1/(1 − p).",
        ),
    ),
    hints=(
        "ll.nn.subnets(len(h), p) gives all masks and their probabilities.",
        "Outputs: softmax of (masks * h / (1 − p)) @ W.T, along the last axis; then the weighted "
        "mean of their logarithms.",
        "g = np.exp(probabilities @ np.log(outputs)); return g / g.sum(). Then compare it with "
        "softmax(W h): you have proved the identity on these numbers.",
    ),
)


EXERCISES = (_FORWARD, _BACKWARD, _REPAIR, _CHOOSE, _GEOMETRIC)
