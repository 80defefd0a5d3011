"""Exercises of notebook 09, *adaptive steps*."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the first step ---------------------------------------------------------------------------


def _slopes(rng: Generator) -> Inputs:
    sizes = rng.uniform([0.01, 2.0, 20.0], [0.3, 8.0, 90.0]) * rng.choice([-1.0, 1.0], size=3)
    eta, beta = rng.choice([0.01, 0.02, 0.05]), rng.choice([0.8, 0.9, 0.99])
    return sizes.round(3), float(eta), float(beta)


_FIRST = Exercise(
    id="adaptive-first-step",
    task="RMSProp, s ← βs + (1−β)g², θ ← θ − ηg/√s, starts at s = 0. Return the first change "
    "θ₁ − θ₀ for an array of gradients g, none of them 0.",
    inputs=("g", "eta", "beta"),
    simple=(
        (np.array([2.0]), 0.1, 0.75),
        (np.array([-4.0, 100.0]), 0.01, 0.9),
    ),
    numbers=_slopes,
    reference=lambda g, eta, beta: -eta * np.sign(g) / np.sqrt(1 - beta),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda g, eta, beta: eta * np.sign(g) / np.sqrt(1 - beta),
            "This goes uphill. The change is what is added to θ.",
        ),
        Mistake(
            "without the root",
            lambda g, eta, beta: -eta / ((1 - beta) * g),
            "That is the printed form: a parameter with a small gradient makes a huge step.",
        ),
        Mistake(
            "s starts at g²",
            lambda g, eta, beta: -eta * np.sign(g),
            "That is the first step of AdaGrad, or of an average that starts at its first "
            "sample. Here s₁ is not g².",
        ),
        Mistake(
            "forgot the root of 1 − β",
            lambda g, eta, beta: -eta * np.sign(g) / (1 - beta),
            "The root is taken of all of s, of the factor 1 − β too.",
        ),
        Mistake(
            "the size is still there",
            lambda g, eta, beta: -eta * g / np.sqrt(1 - beta),
            "g is divided by the root of g²: what is left of it?",
        ),
    ),
    hints=(
        "What is s after the first update?",
        "s₁ = (1−β)g². Its root contains |g|.",
        "g/|g| is the sign of g; 1/√(1−β) stays. With β = 0.9 the step is 3.16 η.",
    ),
)


# --- a step of Adam ---------------------------------------------------------------------------


def _adam(
    theta: Array,
    g: Array,
    m: Array,
    v: Array,
    t: int,
    eta: float,
    beta1: float,
    beta2: float,
    eps: float,
    *,
    correct: bool = True,
    shift: int = 0,
    inside: bool = False,
    root: bool = True,
    new: bool = True,
) -> Array:
    """Adam's step, and the ways to get it wrong."""
    m, v = (beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2) if new else (m, v)
    if correct:
        m, v = m / (1 - beta1 ** (t + shift)), v / (1 - beta2 ** (t + shift))
    below = np.sqrt(v + eps) if inside else (np.sqrt(v) if root else v) + eps
    return np.asarray(theta - eta * m / below)


def _swapped(*inputs: Any) -> Array:
    return _adam(*inputs[:6], inputs[7], inputs[6], inputs[8])  # type: ignore[call-arg]


def _uphill(theta: Array, *others: Any) -> Array:
    return np.asarray(2 * theta - _adam(theta, *others))


def _middle(rng: Generator) -> Inputs:
    """A step in the midst of a run: averages that fit a few small and large gradients."""
    sizes = np.array([1e-3, 1.0, 30.0])
    past = sizes * rng.uniform(0.5, 1.5, size=(4, 3)) * rng.choice([-1.0, 1.0], size=3)
    m, v, t = np.zeros(3), np.zeros(3), int(rng.integers(2, 5))
    for g in past[: t - 1]:
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
    return rng.normal(size=3).round(2), past[-1], m, v, t, 0.1, 0.9, 0.99, 1e-4


_ADAM = Exercise(
    id="adaptive-adam",
    task="Return θ after step t of Adam for the gradient g. m and v are those of the step before; "
    "t counts from 1; ε stands outside the root.",
    inputs=("theta", "g", "m", "v", "t", "eta", "beta1", "beta2", "eps"),
    simple=(
        (np.array([1.0]), np.array([2.0]), np.zeros(1), np.zeros(1), 1, 0.1, 0.9, 0.99, 1e-3),
        (
            np.array([-1.0, 1.0]),
            np.array([-4.0, 0.01]),
            np.array([0.2, 0.03]),
            np.array([0.5, 0.0004]),
            3,
            0.1,
            0.9,
            0.95,
            1e-3,
        ),
    ),
    numbers=_middle,
    reference=_adam,
    mistakes=(
        Mistake(
            "no bias correction",
            lambda *inputs: _adam(*inputs, correct=False),
            "m and v started at 0 and are too small by 1 − βᵗ, each by its own.",
        ),
        Mistake(
            "ε inside the root",
            lambda *inputs: _adam(*inputs, inside=True),
            "√(v̂ + ε) acts like √ε outside: small gradients hardly move.",
        ),
        Mistake(
            "without the root",
            lambda *inputs: _adam(*inputs, root=False),
            "Dividing by v̂ makes the step as long as one over the gradient.",
        ),
        Mistake("wrong sign", _uphill, "This goes uphill."),
        Mistake(
            "t off by one",
            lambda *inputs: _adam(*inputs, shift=1),
            "t counts from 1 and is the number of this step: at the first, m̂ must be g.",
        ),
        Mistake(
            "β₁ and β₂ exchanged", _swapped, "β₁ belongs to the gradients, β₂ to their squares."
        ),
        Mistake(
            "the old averages",
            lambda *inputs: _adam(*inputs, new=False),
            "This step's gradient belongs into m and v before they are used.",
        ),
    ),
    hints=(
        "Four lines: m, v, their corrections, θ.",
        "m ← β₁m + (1−β₁)g and v ← β₂v + (1−β₂)g². Then divide by 1 − β₁ᵗ and 1 − β₂ᵗ.",
        "θ − η m̂ / (√v̂ + ε), with m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).",
    ),
)


# --- what an average remembers ----------------------------------------------------------------


def _plain(T: int, beta: float) -> Array:
    return np.asarray((1 - beta) * beta ** np.arange(T - 1, -1, -1))


def _printed(T: int, beta: float) -> Array:
    return np.concatenate([[beta ** (T - 1)], _plain(T, beta)[1:]])


_WEIGHTS = Exercise(
    id="adaptive-weights",
    task="m ← βm + (1−β)g from m = 0, and m̂ = m/(1−βᵀ) after T steps. Return the weights of "
    "g₁ … g_T in m̂, oldest first.",
    inputs=("T", "beta"),
    simple=((2, 0.5), (5, 0.9)),
    numbers=lambda rng: (int(rng.integers(3, 7)), float(rng.choice([0.6, 0.7, 0.8, 0.95]))),
    reference=lambda T, beta: _plain(T, beta) / (1 - beta**T),
    mistakes=(
        Mistake(
            "not corrected",
            _plain,
            "These sum to 1 − βᵀ: the zero at the start still has the weight βᵀ.",
        ),
        Mistake(
            "starts at the first gradient",
            _printed,
            "So it is when the average starts at g₁, as on the slide: g₁ weighs far too much.",
        ),
        Mistake(
            "newest first",
            lambda T, beta: _plain(T, beta)[::-1] / (1 - beta**T),
            "The newest gradient weighs most, and it comes last here.",
        ),
        Mistake(
            "a sum",
            lambda T, beta: beta ** np.arange(T - 1.0, -1.0, -1.0),
            "These are the weights in the sum v ← βv + g. They should add up to 1.",
        ),
        Mistake(
            "all alike",
            lambda T, beta: np.full(T, 1 / T),
            "So it is for β → 1 only: each step multiplies the past by β.",
        ),
    ),
    hints=(
        "How often has g₁ been multiplied by β after T steps? And g_T?",
        "In m, gradient k weighs (1−β)β^(T−k). What do these sum to?",
        "Divide by their sum, 1 − βᵀ.",
    ),
)


# --- a shock ----------------------------------------------------------------------------------


def _shock(rng: Generator) -> Inputs:
    return float(rng.integers(5, 60)), int(rng.integers(3, 9)), float(rng.choice([0.8, 0.9, 0.95]))


_SHOCK = Exercise(
    id="adaptive-shock",
    task="RMSProp without ε starts at s = 0 and gets a gradient G, then k gradients of 1. Return "
    "the length of the last step divided by η.",
    inputs=("G", "k", "beta"),
    simple=((10.0, 1, 0.75), (100.0, 20, 0.9)),
    numbers=_shock,
    reference=lambda G, k, beta: ((1 - beta) * beta**k * G**2 + 1 - beta**k) ** -0.5,
    mistakes=(
        Mistake(
            "only the shock",
            lambda G, k, beta: ((1 - beta) * beta**k * G**2) ** -0.5,
            "The k gradients of 1 are in s as well. For k → ∞ the step must become η.",
        ),
        Mistake(
            "without the root",
            lambda G, k, beta: 1 / ((1 - beta) * beta**k * G**2 + 1 - beta**k),
            "That is g/s. RMSProp divides by the root of s.",
        ),
        Mistake(
            "AdaGrad",
            lambda G, k, beta: (G**2 + k) ** -0.5,
            "AdaGrad's sum never forgets; here the past fades.",
        ),
        Mistake(
            "the shock is not squared",
            lambda G, k, beta: ((1 - beta) * beta**k * G + 1 - beta**k) ** -0.5,
            "s gathers squares.",
        ),
        Mistake(
            "s starts at G²",
            lambda G, k, beta: (beta**k * G**2 + 1 - beta**k) ** -0.5,
            "The shock enters with the weight 1 − β, for s starts at 0.",
        ),
        Mistake(
            "faded once too often",
            lambda G, k, beta: ((1 - beta) * beta ** (k + 1) * G**2 + 1 - beta ** (k + 1)) ** -0.5,
            "k gradients came after the shock, so it has faded k times.",
        ),
    ),
    hints=(
        "The last g is 1, so the step is η/√s. What is s?",
        "The shock has the weight (1−β)βᵏ; the k ones have (1−β)(1 + β + … + βᵏ⁻¹).",
        "That last sum is 1 − βᵏ, so s = (1−β)βᵏG² + 1 − βᵏ.",
    ),
)

EXERCISES = (_FIRST, _ADAM, _WEIGHTS, _SHOCK)
