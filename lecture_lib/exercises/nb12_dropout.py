"""Exercises of notebook 12, *dropout*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import log_softmax, softmax
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers
from ..nn import subnets

__all__ = ["EXERCISES", "break_fault"]

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
    return np.array([1.0, 2.0, -3.0, 4.0]), np.array([0.9, 0.1, 0.6, 0.35]), p


def _both(training: Array, evaluation: Array) -> Array:
    return np.array([training, evaluation])


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
            "The right units are dropped. But now the mean is smaller than x; what restores it?",
        ),
        Mistake(
            "dropped the others",
            lambda x, u, p: _both(x * (u < p) / (1 - p), x),
            "u < p happens with probability p, and those units are to be dropped.",
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
            "Training is right. In evaluation no unit is dropped.",
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
            "exchanged",
            lambda x, u, p: _both(x, x * (u >= p) / (1 - p)),
            "Both arrays are right. Training comes first.",
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
        Mistake(
            "mask read off the output",
            lambda g, x, u, p: g * (x * (u >= p) != 0) / (1 - p),
            "One unit was kept and only happened to be 0. Its output still moves when x moves, so "
            "take the mask from u.",
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


def _outputs(w: Array, h: Array, p: float) -> tuple[float, float]:
    """What relu(w·h) says: the whole network, and the mean over all subnets."""
    masks, chance = subnets(len(h), p)
    each = np.maximum(masks @ (w * h) / (1 - p), 0.0)
    return float(np.maximum(w @ h, 0.0)), float(chance @ each)


def break_fault(answer: Any, h: Array, p: float) -> str | None:
    """Say why two weights do not tear the whole network and the mean of its subnets apart."""
    w = as_numbers(answer, "the answer").astype(float)
    if w.shape != (2,) or not np.isfinite(w).all():
        return f"return two weights; this has the shape {w.shape}"
    whole, mean = _outputs(w, h, p)
    if not np.isclose(whole, 0.0, atol=1e-9):
        return f"the whole network says {whole:.4g}, and should say 0"
    if not np.isclose(mean, 1.0, rtol=1e-6):
        return f"the whole network says 0; the mean over the subnets is {mean:.4g} and should be 1"
    return None


def _first(size: Callable[[float], float]) -> Callable[[Any, Array, float], bool]:
    """Whether unit 1 contributes so much, and unit 2 silences it."""
    return lambda answer, h, p: bool(
        np.isclose(answer[0] * h[0], size(p)) and answer[1] * h[1] <= -answer[0] * h[0] + 1e-9
    )


def _weights(size: Callable[[float], float]) -> Callable[[Array, float], Array]:
    return lambda h, p: np.array([size(p) / h[0], -2 * size(p) / h[1]])


def _break_inputs(rng: Generator) -> Inputs:
    return rng.choice([0.7, 1.1, 1.3, 1.7, 2.3], 2), float(rng.choice([0.1, 0.2, 0.3, 0.4]))


_BREAK = Exercise(
    id="dropout-break",
    task="Two units h with inverted dropout feed relu(w₁h₁′ + w₂h₂′). Return weights (w₁, w₂) for "
    "which the whole network says 0, and yet the mean over its four subnets is 1.",
    inputs=("h", "p"),
    simple=((np.array([1.0, 1.0]), 0.5), (np.array([1.0, 2.0]), 0.25)),
    numbers=_break_inputs,
    reference=_weights(lambda p: 1 / p),
    mistakes=(
        Mistake(
            "not silenced",
            lambda h, p: np.array([1 / (p * h[0]), 0.0]),
            "Some subnet speaks up. But the whole network must say 0: what can unit 2 do about it?",
            lambda answer, h, p: np.dot(answer, h) > 1e-9,
        ),
        Mistake(
            "unit 2 forgotten",
            _weights(lambda p: 1.0),
            "Only the subnet with unit 1 alone says anything. Unit 1 has to stay, and what has to "
            "happen to unit 2?",
            _first(lambda p: 1.0),
        ),
        Mistake(
            "no factor",
            _weights(lambda p: 1 / (p * (1 - p))),
            "The probability of that one subnet is right. What are its live units divided by?",
            _first(lambda p: 1 / (p * (1 - p))),
        ),
        Mistake(
            "p and 1 − p exchanged",
            _weights(lambda p: 1 / (1 - p)),
            "Unit 1 stays and unit 2 is dropped. Which of the two probabilities is left over when "
            "the factor of the live unit has been divided out?",
            _first(lambda p: 1 / (1 - p)),
        ),
    ),
    hints=(
        "There are four subnets. Let unit 2 silence unit 1 whenever both are there.",
        "Then only one subnet says anything: unit 1 without unit 2. How likely is it, and what "
        "does it say?",
        "Its probability is (1 − p)p, and it says w₁h₁/(1 − p). The mean is p·w₁h₁. Choose w₁ from "
        "that, and w₂ so negative that w₁h₁ + w₂h₂ is below 0.",
    ),
    fault=break_fault,
)


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
            "σ for σ², and the root of S",
            lambda h, w, sigma: sigma / (sigma + np.sqrt(_noise(h, w))),
            "Variances add, standard deviations do not: square both before you solve.",
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


def _loss(X: Array, y: Array, w: Array, price: float, noise: Array) -> float:
    return float(np.sum((y - X @ w) ** 2) + price * np.sum(noise**2))


def _penalty_inputs(rng: Generator) -> Inputs:
    w = rng.choice([-2.0, -1.5, 0.5, 1.5, 2.5], 3)
    p = float(rng.choice([0.2, 0.3, 0.4, 0.6]))
    return rng.integers(-3, 4, (4, 3)) + 0.5, rng.integers(-4, 5, 4) + 0.25, w, p


_X = np.array([[1.0, 2.0], [3.0, -1.0]])

_PENALTY = Exercise(
    id="dropout-penalty",
    task="Inputs of a linear regression have inverted dropout. Return the expected sum of squared "
    "errors, E Σᵢ (yᵢ − Σⱼ wⱼ xᵢⱼ′)².",
    inputs=("X", "y", "w", "p"),
    simple=(
        (np.array([[2.0], [1.0]]), np.array([1.0, 3.0]), np.array([1.0]), 0.25),
        (_X, np.array([1.0, 0.0]), np.array([0.5, -1.0]), 0.4),
    ),
    numbers=_penalty_inputs,
    reference=lambda X, y, w, p: _loss(X, y, w, p / (1 - p), X * w),
    mistakes=(
        Mistake(
            "as it was",
            lambda X, y, w, p: _loss(X, y, w, p / (1 - p), X @ w),
            "This squares the sum over the inputs. Each input is dropped on its own: what adds up?",
        ),
        Mistake(
            "without the factor",
            lambda X, y, w, p: _loss(X, y, w, p * (1 - p), X * w),
            "That is the variance of a mask of 0 and 1. Here inputs that stay are also scaled up.",
        ),
        Mistake(
            "no inputs",
            lambda X, y, w, p: _loss(X, y, w, p / (1 - p), w),
            "This penalty does not know how large the inputs are. What is multiplied by the mask?",
        ),
        Mistake(
            "no factor at all",
            lambda X, y, w, p: _loss(X, y, w, 1.0, X * w),
            "The squares are the right ones. But their price has to depend on p.",
        ),
        Mistake(
            "factor upside down",
            lambda X, y, w, p: _loss(X, y, w, (1 - p) / p, X * w),
            "The squares are the right ones. When hardly anything is dropped, should the noise "
            "cost much or little?",
        ),
        Mistake(
            "mean over the examples",
            lambda X, y, w, p: _loss(X, y, w, p / (1 - p), X * w) / len(y),
            "The two parts are right. Asked for is the sum over the examples, not their mean.",
        ),
        Mistake(
            "the noise alone",
            lambda X, y, w, p: p / (1 - p) * float(np.sum((X * w) ** 2)),
            "The noise is right. The error that is there without any noise is missing.",
        ),
    ),
    hints=(
        "Take one example and one input: what is the variance of w·x′?",
        "Variances of independent parts add. So the squares are taken first, then summed over j "
        "and over i.",
        "X * w holds every wⱼxᵢⱼ. Square it entry by entry, and sum.",
    ),
)


def _below(h: Array, W: Array, p: float, even: bool = False, scaled: bool = True) -> Array:
    """How far the mean log-probability of all subnets lies below the whole network's logit."""
    masks, chance = subnets(len(h), p)
    logs = log_softmax((masks * h / (1 - p if scaled else 1)) @ W.T, axis=-1)
    return np.asarray(W @ h - (logs.mean(axis=0) if even else chance @ logs))


def _below_log_of_mean(h: Array, W: Array, p: float) -> Array:
    masks, chance = subnets(len(h), p)
    return np.asarray(W @ h - np.log(chance @ softmax((masks * h / (1 - p)) @ W.T, axis=-1)))


def _proof_inputs(rng: Generator) -> Inputs:
    W = rng.integers(-15, 16, (3, 4)) / 10 + 0.05
    return rng.integers(5, 20, 4) / 10, W, float(rng.choice([0.2, 0.3, 0.4]))


_SHIFT = Exercise(
    id="dropout-shift",
    task="Hidden units h with inverted dropout feed softmax(W h′). For each class, return how far "
    "the mean of the subnets' log-probabilities, weighted by their probability, lies below the "
    "whole network's logit (W h).",
    inputs=("h", "W", "p"),
    simple=(
        (np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.0, -1.0]]), 0.25),
        (np.array([1.0, 0.5, 2.0]), np.array([[-1.0, -2.0, -0.5], [-2.0, -1.0, -1.0]]), 0.4),
    ),
    numbers=_proof_inputs,
    reference=_below,
    mistakes=(
        Mistake(
            "logarithm of the mean",
            _below_log_of_mean,
            "First the logarithm of each subnet's probabilities, then the mean.",
        ),
        Mistake(
            "all subnets alike",
            lambda h, W, p: _below(h, W, p, even=True),
            "With this p a subnet with many live units is more likely than one with few: weight "
            "the logarithms.",
        ),
        Mistake(
            "live units not scaled",
            lambda h, W, p: _below(h, W, p, scaled=False),
            "The subnets' live units keep their size here. In training they are scaled up, so that "
            "the mean stays.",
        ),
        Mistake(
            "log-probabilities of the whole",
            lambda h, W, p: _below(h, W, p) - W @ h + log_softmax(W @ h),
            "These are the whole network's log-probabilities. Its logits are asked for, before "
            "the softmax.",
        ),
        Mistake(
            "the other way round",
            lambda h, W, p: -_below(h, W, p),
            "The size is right: take the whole network's logit first, and subtract.",
        ),
    ),
    hints=(
        "ll.nn.subnets(len(h), p) gives all masks and how likely each is.",
        "Logits of all subnets: (masks * h / (1 − p)) @ W.T. Their logarithms of probabilities: "
        "ll.log_softmax(…, axis=-1).",
        "W @ h, minus the probabilities of the subnets @ those logarithms.",
    ),
)


EXERCISES = (_LAYER, _BACKWARD, _BREAK, _CHOOSE, _PENALTY, _SHIFT)
