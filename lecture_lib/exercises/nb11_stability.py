"""Exercises of notebook 11, *keep it stable*."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers
from ..training.half_precision import underflow

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- a signal through depth -------------------------------------------------------------------


def _stack(rng: Generator) -> Inputs:
    """Draw a stack whose factor for each layer is not near 1."""
    n = int(rng.integers(30, 300))
    return n, float(rng.choice([0.8, 1.3, 2.9]) / n), int(rng.integers(3, 9))


_DEPTH = Exercise(
    id="stable-depth",
    task="A signal with root mean square 1 goes through layers of n inputs each, whose weights "
    "have mean 0 and the given variance, with a ReLU after each. Return its root mean "
    "square at the end.",
    inputs=("n", "variance", "layers"),
    simple=((100, 0.02, 5), (2, 4.0, 1), (8, 1.0, 2)),
    numbers=_stack,
    reference=lambda n, variance, layers: (n * variance / 2) ** (layers / 2),
    mistakes=(
        Mistake(
            "no ReLU",
            lambda n, variance, layers: (n * variance) ** (layers / 2),
            "That is for linear layers. What does a ReLU do to the mean square?",
        ),
        Mistake(
            "mean square",
            lambda n, variance, layers: (n * variance / 2) ** layers,
            "That is the mean square. The root is asked for.",
        ),
        Mistake(
            "one layer",
            lambda n, variance, layers: math.sqrt(n * variance / 2),
            "Right for one layer. How do factors of several layers combine?",
        ),
        Mistake(
            "layers added",
            lambda n, variance, layers: math.sqrt(layers * n * variance / 2),
            "Each layer multiplies what the one before gave.",
        ),
        Mistake(
            "fan-in forgotten",
            lambda n, variance, layers: (variance / 2) ** (layers / 2),
            "A unit adds up n products, and so n variances.",
        ),
    ),
    hints=(
        "By what does one linear layer multiply the mean square? And the ReLU after it?",
        "By n · variance, and by ½: half of a symmetric signal becomes 0.",
        "Mean square after all layers: (n · variance / 2) to the power of layers. Take the root.",
    ),
    tolerance=1e-9,
)


# --- clipping ---------------------------------------------------------------------------------


def _gradients(rng: Generator) -> Inputs:
    """Draw gradients of which some are shorter than c and some longer."""
    c = round(float(rng.uniform(1.3, 2.5)), 1)
    norms = np.array([0.3, 0.8, 2.0, 5.0]) * c
    directions = rng.normal(size=(4, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return (norms[:, None] * directions).round(2), c


def _scaled(factor: Callable[[Any, float], Any], axis: int | None = 1) -> Callable[..., Array]:
    """Scale gradients by a factor of their norm and c; axis None takes all rows as one."""

    def clipped(G: Array, c: float) -> Array:
        norm = np.sqrt(np.sum(G**2, axis=axis, keepdims=True))
        return np.asarray(G * factor(np.where(norm == 0, 1e-12, norm), c))

    return clipped


_CLIP = Exercise(
    id="stable-clip",
    task="Each row of G is the gradient of one step, over all parameters. Clip every row at the "
    "norm c.",
    inputs=("G", "c"),
    simple=(
        (np.array([[3.0, 4.0]]), 1.0),
        (np.array([[0.3, 0.4], [30.0, 40.0]]), 2.0),
        (np.array([[0.0, 0.0], [-6.0, 8.0]]), 5.0),
    ),
    numbers=_gradients,
    reference=_scaled(lambda norm, c: c / np.maximum(norm, c)),
    mistakes=(
        Mistake(
            "as printed",
            _scaled(lambda norm, c: c / np.minimum(norm, c)),
            "That leaves long gradients alone and makes short ones longer. Which of the two, "
            "norm and c, belongs below?",
        ),
        Mistake(
            "always c long",
            _scaled(lambda norm, c: c / norm),
            "A gradient shorter than c should stay as it is.",
        ),
        Mistake(
            "c forgotten",
            _scaled(lambda norm, c: 1 / np.maximum(norm, c)),
            "The norm should become c; and what is short should stay as it is.",
        ),
        Mistake(
            "all rows as one",
            _scaled(lambda norm, c: c / np.maximum(norm, c), axis=None),
            "Rows are different steps: each has a norm of its own, axis=1.",
        ),
        Mistake(
            "entry by entry",
            lambda G, c: np.clip(G, -c, c),
            "np.clip cuts single entries, which turns the gradient. Scale the whole row by "
            "one factor.",
        ),
        Mistake(
            "norm squared",
            lambda G, c: G * c / np.maximum(np.sum(G**2, axis=1, keepdims=True), c),
            "The norm is the root of the sum of squares.",
        ),
    ),
    hints=(
        "By one number for each row. When must it be 1?",
        "It is c/norm if the norm of the row exceeds c, and 1 otherwise.",
        "norm = np.linalg.norm(G, axis=1, keepdims=True); return G * c / np.maximum(norm, c).",
    ),
)


# --- decoupled decay --------------------------------------------------------------------------


def _weights(rng: Generator) -> Inputs:
    theta = rng.uniform(0.5, 2.0, 3).round(2) * rng.choice([-1, 1], 3)
    return (
        theta,
        float(rng.choice([0.02, 0.05])),
        float(rng.choice([0.3, 0.4])),
        int(rng.integers(5, 30)),
    )


_DECAY = Exercise(
    id="stable-decay",
    task="All gradients are 0. Return θ after so many steps of AdamW with learning rate η and "
    "weight decay λ.",
    inputs=("theta", "eta", "lam", "steps"),
    simple=((np.array([1.0]), 0.5, 0.2, 1), (np.array([1.0, -2.0]), 0.1, 0.5, 2)),
    numbers=_weights,
    reference=lambda theta, eta, lam, steps: theta * (1 - eta * lam) ** steps,
    mistakes=(
        Mistake(
            "η forgotten",
            lambda theta, eta, lam, steps: theta * (1 - lam) ** steps,
            "Decay is part of the step, whose length η sets.",
        ),
        Mistake(
            "twice as fast",
            lambda theta, eta, lam, steps: theta * (1 - 2 * eta * lam) ** steps,
            "That is the gradient of λ‖θ‖². AdamW's λ goes without the 2.",
        ),
        Mistake(
            "a straight line",
            lambda theta, eta, lam, steps: theta * (1 - steps * eta * lam),
            "Each step takes a share of what is left by then.",
        ),
        Mistake(
            "one step",
            lambda theta, eta, lam, steps: theta * (1 - eta * lam),
            "Right for the first step. There are more.",
        ),
        Mistake(
            "penalty inside Adam",
            lambda theta, eta, lam, steps: theta - eta * steps * np.sign(theta),
            "Adam would divide the penalty by its own size: steps of η, whatever λ is. AdamW "
            "decays outside the division.",
        ),
        Mistake(
            "growing",
            lambda theta, eta, lam, steps: theta * (1 + eta * lam) ** steps,
            "The weights should shrink.",
        ),
    ),
    hints=(
        "Without gradients Adam itself does not move. What does the decay do in one step?",
        "It multiplies θ by 1 − ηλ. And the next step again.",
        "theta * (1 - eta * lam) ** steps.",
    ),
    tolerance=1e-9,
)


# --- a loss scale -----------------------------------------------------------------------------


def _spread(rng: Generator) -> Inputs:
    """Draw gradients of which float16 would lose some, with room for a scale."""
    g = 10.0 ** rng.uniform(-8.5, -4.0, 6) * rng.choice([-1, 1], 6)
    g[:2] = 10.0 ** rng.uniform([-9.0, -3.5], [-8.5, -3.0])
    return (np.array([float(f"{x:.2e}") for x in g]),)


def _scale(answer: Any) -> float:
    """The scale as a number; NaN when it is none."""
    try:
        S = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError):
        return math.nan
    return float(S) if not S.ndim and np.isfinite(S) and S > 0 else math.nan


def _scale_fault(answer: Any, g: Array) -> str | None:
    S = _scale(answer)
    if math.isnan(S):
        return "a loss scale is one positive, finite number"
    count = underflow(g, S)
    if count.infinite:
        return f"at S = {S:g}, {count.infinite} of {count.total} entries overflow"
    if count.zero:
        return f"at S = {S:g}, {count.zero} of {count.total} entries become 0"
    return None if math.frexp(S)[0] == 0.5 else f"{S:g} is no power of two"


def _power(x: float) -> float:
    """The largest power of two that is not above x."""
    return float(2.0 ** math.floor(math.log2(x)))


def _fits(kind: str) -> Callable[..., bool]:
    def fits(answer: Any, g: Array) -> bool:
        S = _scale(answer)
        return not math.isnan(S) and getattr(underflow(g, S), kind) > 0

    return fits


_SCALE = Exercise(
    id="stable-scale",
    task="Return a loss scale S, a power of two, with which no entry of S·g becomes 0 or "
    "infinite in float16.",
    inputs=("g",),
    simple=((np.array([2.0**-30, 0.5]),), (np.array([1e-3, -2000.0]),)),
    numbers=_spread,
    reference=lambda g: _power(32768 / float(np.max(np.abs(g)))),
    fault=_scale_fault,
    mistakes=(
        Mistake(
            "not scaled",
            lambda g: 1.0,
            "With S = 1 the smallest entries become 0.",
            fits=lambda answer, g: _scale(answer) == 1,
        ),
        Mistake(
            "upside down",
            lambda g: 1 / _power(32768 / float(np.max(np.abs(g)))),
            "S below 1 makes small numbers smaller still.",
            fits=lambda answer, g: _scale(answer) < 1,
        ),
        Mistake(
            "too small",
            lambda g: 2.0,
            "Some entries still become 0: S·g must exceed 2⁻²⁵ for the smallest of them.",
            fits=_fits("zero"),
        ),
        Mistake(
            "too large",
            lambda g: 2.0**60,
            "Some entries become infinite: S·g must stay below 65504 for the largest of them.",
            fits=_fits("infinite"),
        ),
    ),
    hints=(
        "Which entry limits S from above, and which from below?",
        "The largest magnitude must stay below 65504, the smallest must come above 2⁻²⁵.",
        "2.0 ** np.floor(np.log2(32768 / np.abs(g).max())) is as large as is safe.",
    ),
)

EXERCISES = (_DEPTH, _CLIP, _DECAY, _SCALE)
