"""Exercises of notebook 12, *dropout*: means over subnets, and over the noise."""

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


def _speaks(size: Callable[[float], float]) -> Callable[[Any, Array, float], bool]:
    """Whether one unit contributes so much, and the other silences it."""

    def fits(answer: Any, h: Array, p: float) -> bool:
        parts = np.sort(np.asarray(answer, float) * h)
        return bool(np.isclose(parts[1], size(p)) and parts.sum() <= 1e-9)

    return fits


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
            "nobody speaks",
            lambda h, p: np.array([-1 / (p * h[0]), -1 / (p * h[1])]),
            "The whole network says 0. But with these weights no subnet ever says anything: relu "
            "cuts off whatever is below 0. Which sign must the unit have that is to speak?",
            lambda answer, h, p: bool(np.max(np.asarray(answer, float) * h) <= 0),
        ),
        Mistake(
            "not silenced",
            lambda h, p: np.array([1 / (p * h[0]), 0.0]),
            "Some subnet speaks up. But the whole network must say 0: what can unit 2 do about it?",
            lambda answer, h, p: np.dot(answer, h) > 1e-9,
        ),
        Mistake(
            "p forgotten",
            _weights(lambda p: 1.0),
            "One unit silences the other, as it must. But the one subnet that speaks is rare, and "
            "the mean counts it as often as it comes.",
            _speaks(lambda p: 1.0),
        ),
        Mistake(
            "h forgotten",
            lambda h, p: np.array([1 / p, -9 / p]),
            "The size is right for a unit of output 1. But each weight multiplies its unit's h.",
            lambda answer, h, p: bool(np.isclose(np.max(answer), 1 / p)),
        ),
        Mistake(
            "no factor",
            _weights(lambda p: 1 / (p * (1 - p))),
            "The probability of that one subnet is right. What are its live units divided by?",
            _speaks(lambda p: 1 / (p * (1 - p))),
        ),
        Mistake(
            "p and 1 − p exchanged",
            _weights(lambda p: 1 / (1 - p)),
            "One unit stays and the other is dropped. Which of the two probabilities is left over "
            "when the factor of the live unit has been divided out?",
            _speaks(lambda p: 1 / (1 - p)),
        ),
        Mistake(
            "right for one p",
            _weights(lambda p: 2.0),
            "One unit silences the other, as it must, and where half of the units are dropped the "
            "size is right. How likely is the subnet that speaks when p is another?",
            _speaks(lambda p: 2.0),
        ),
        Mistake(
            "the same weights for all",
            lambda h, p: np.array([1.0, -1.0]),
            "These weights look neither at h nor at p. Which unit is louder depends on h, and how "
            "often it speaks alone depends on p.",
            lambda answer, h, p: bool(np.allclose(np.sort(np.asarray(answer, float)), [-1, 1])),
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
            "summed, then squared",
            lambda X, y, w, p: _loss(X, y, w, p / (1 - p), np.sum(X * w)),
            "Here everything is summed before it is squared. Noise of independent inputs adds up "
            "in squares: in which order must it be?",
        ),
        Mistake(
            "summed apart",
            lambda X, y, w, p: (
                float(np.sum((y - X @ w) ** 2)) + p / (1 - p) * float(np.sum(X**2) * np.sum(w**2))
            ),
            "Inputs and weights are squared, but summed apart, so each input meets every weight. "
            "Multiply each input by its own weight first.",
        ),
        Mistake(
            "noise subtracted",
            lambda X, y, w, p: _loss(X, y, w, -p / (1 - p), X * w),
            "The size of the noise is right. But does noise make the expected error smaller?",
        ),
        Mistake(
            "target with the wrong sign",
            lambda X, y, w, p: _loss(X, -y, w, p / (1 - p), X * w),
            "The noise is right. In the other part, targets and outputs are to be compared: which "
            "sign is between them?",
        ),
        Mistake(
            "without the factor",
            lambda X, y, w, p: _loss(X, y, w, p * (1 - p), X * w),
            "That is the variance of a mask of 0 and 1. Here inputs that stay are also scaled up.",
        ),
        Mistake(
            "p for the factor",
            lambda X, y, w, p: _loss(X, y, w, p, X * w),
            "The squares are the right ones. But inputs that stay are scaled up, so their noise is "
            "larger than p of the square.",
        ),
        Mistake(
            "no inputs",
            lambda X, y, w, p: _loss(X, y, w, p / (1 - p), w),
            "This penalty does not know how large the inputs are. What is multiplied by the mask?",
        ),
        Mistake(
            "weights not squared",
            lambda X, y, w, p: (
                float(np.sum((y - X @ w) ** 2)) + p / (1 - p) * float(np.sum(X**2 @ w))
            ),
            "The inputs are squared, the weights are not. What is it that jumps: the input, or its "
            "product with the weight?",
        ),
        Mistake(
            "half of the noise",
            lambda X, y, w, p: _loss(X, y, w, p / (1 - p) / 2, X * w),
            "The squares are the right ones. A half stands before the price under cross-entropy: "
            "where would it come from when a miss is squared?",
        ),
        Mistake(
            "both means",
            lambda X, y, w, p: (
                float(np.mean((y - X @ w) ** 2)) + p / (1 - p) * float(np.mean((X * w) ** 2))
            ),
            "Asked for is a sum over the examples, in both parts; and the noise of the inputs adds "
            "up, too.",
        ),
        Mistake(
            "mean of the noise",
            lambda X, y, w, p: (
                float(np.sum((y - X @ w) ** 2)) + p / (1 - p) * float(np.mean((X * w) ** 2))
            ),
            "Variances of independent parts add: a sum, not a mean.",
        ),
        Mistake(
            "mean of the miss",
            lambda X, y, w, p: (
                float(np.mean((y - X @ w) ** 2)) + p / (1 - p) * float(np.sum((X * w) ** 2))
            ),
            "The noise is a sum over the examples. Make the other part a sum, too.",
        ),
        Mistake(
            "the miss alone",
            lambda X, y, w, p: float(np.sum((y - X @ w) ** 2)),
            "That is the error without noise. What do the dropped inputs add to it?",
        ),
        Mistake(
            "no factor at all",
            lambda X, y, w, p: _loss(X, y, w, 1.0, X * w),
            "The squares are the right ones. But their price has to depend on p.",
        ),
        Mistake(
            "the weights alone squared",
            lambda X, y, w, p: float(np.sum((y - X @ w) ** 2) + p / (1 - p) * np.sum(X @ w**2)),
            "The weights are squared, their inputs are not. The variance of w·x′ has the square of "
            "both.",
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


def _below_log_of_mean(h: Array, W: Array, p: float, even: bool = False) -> Array:
    masks, chance = subnets(len(h), p)
    each = softmax((masks * h / (1 - p)) @ W.T, axis=-1)
    return np.asarray(W @ h - np.log(each.mean(axis=0) if even else chance @ each))


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
            "logarithm of the plain mean",
            lambda h, W, p: _below_log_of_mean(h, W, p, even=True),
            "First the logarithm of each subnet's probabilities, then the mean; and a likely "
            "subnet counts for more than an unlikely one.",
        ),
        Mistake(
            "logarithm of the mean, not compared",
            lambda h, W, p: W @ h - _below_log_of_mean(h, W, p),
            "First the logarithm of each subnet's probabilities, then the mean. And how far does "
            "it lie below the whole network's logit?",
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
            "p for keeping",
            lambda h, W, p: _below(h, W, 1 - p),
            "That fits a p for keeping a unit. Here p is the probability of dropping, both in the "
            "probabilities of the subnets and in the factor.",
        ),
        Mistake(
            "log-probabilities of the whole",
            lambda h, W, p: _below(h, W, p) - W @ h + log_softmax(W @ h),
            "These are the whole network's log-probabilities. Its logits are asked for, before "
            "the softmax.",
        ),
        Mistake(
            "not compared",
            lambda h, W, p: W @ h - _below(h, W, p),
            "These are the means of the log-probabilities. How far does each lie below the whole "
            "network's logit?",
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


EXERCISES = (_BREAK, _PENALTY, _SHIFT)
