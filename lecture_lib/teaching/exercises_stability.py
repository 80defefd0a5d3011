"""Exercises of notebook 11, *keep it stable*."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_lib.optim import clip_by_norm
from lecture_lib.teaching.exercises import Exercise, Inputs, Mistake
from lecture_lib.teaching.numeric import as_numbers
from lecture_lib.training.precision import underflow

__all__ = ["STABILITY_EXERCISES"]

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
        Mistake("no ReLU", lambda n, variance, layers: (n * variance) ** (layers / 2),
                "That is for linear layers. What does a ReLU do to the mean square?"),
        Mistake("mean square", lambda n, variance, layers: (n * variance / 2) ** layers,
                "That is the mean square. The root is asked for."),
        Mistake("one layer", lambda n, variance, layers: math.sqrt(n * variance / 2),
                "Right for one layer. How do factors of several layers combine?"),
        Mistake("layers added", lambda n, variance, layers: math.sqrt(layers * n * variance / 2),
                "Each layer multiplies what the one before gave."),
        Mistake("fan-in forgotten", lambda n, variance, layers: (variance / 2) ** (layers / 2),
                "A unit adds up n products, and so n variances."),
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
    """Draw gradients with a norm above c, so that one of the two alone is not."""
    return (rng.normal(size=(2, 2)).round(2) * 2, rng.normal(size=2).round(2) * 0.4,
            round(float(rng.uniform(0.6, 1.6)), 1))


def _together(factor: Callable[[float, float], float]) -> Callable[..., dict[str, Array]]:
    """Scale both gradients by a factor of their common norm and c."""
    def scaled(W: Array, b: Array, c: float) -> dict[str, Array]:
        norm = math.sqrt(float(np.sum(W**2) + np.sum(b**2)))
        return {"W": W * factor(norm, c), "b": b * factor(norm, c)}

    return scaled


def _each(clipped: Callable[[Array, float], Array]) -> Callable[..., dict[str, Array]]:
    return lambda W, b, c: {"W": clipped(W, c), "b": clipped(b, c)}


_CLIP = Exercise(
    id="stable-clip",
    task="W and b are the gradients of two parameters. Clip them together at the norm c and "
         'return {"W": …, "b": …}.',
    inputs=("W", "b", "c"),
    simple=(
        (np.array([[3.0, 0.0], [0.0, 0.0]]), np.array([0.0, 4.0]), 1.0),
        (np.array([[0.3, 0.0], [0.0, 0.0]]), np.array([0.0, 0.4]), 2.0),
    ),
    numbers=_gradients,
    reference=_together(lambda norm, c: c / max(norm, c)),
    mistakes=(
        Mistake("as printed", _together(lambda norm, c: c / min(norm, c)),
                "That leaves long gradients alone and makes short ones longer. Which of the two, "
                "norm and c, belongs below?"),
        Mistake("always c long", _together(lambda norm, c: c / norm),
                "A gradient shorter than c should stay as it is."),
        Mistake("c forgotten", _together(lambda norm, c: 1 / max(norm, c)),
                "The norm should become c, and it becomes 1."),
        Mistake("each on its own", _each(lambda g, c: clip_by_norm(g, c)),
                "Clipped one by one, W and b change their proportion, and the step its direction. "
                "Take the norm of both together."),
        Mistake("entry by entry", _each(lambda g, c: np.clip(g, -c, c)),
                "np.clip cuts single entries, which turns the gradient. Scale all by one factor."),
        Mistake("norm squared", _together(lambda norm, c: c / max(norm**2, c)),
                "The norm is the root of the sum of squares."),
    ),
    hints=(
        "By one number, the same for all entries. When must it be 1?",
        "With norm² = ΣW² + Σb²: the number is c/norm if the norm exceeds c, and 1 otherwise.",
        "factor = c / max(norm, c), with norm = np.sqrt(np.sum(W**2) + np.sum(b**2)).",
    ),
)


# --- decoupled decay --------------------------------------------------------------------------

def _weights(rng: Generator) -> Inputs:
    theta = rng.uniform(0.5, 2.0, 3).round(2) * rng.choice([-1, 1], 3)
    return theta, float(rng.choice([0.02, 0.05])), float(rng.choice([0.3, 0.4])), int(
        rng.integers(5, 30))


_DECAY = Exercise(
    id="stable-decay",
    task="All gradients are 0. Return θ after so many steps of AdamW with learning rate η and "
         "weight decay λ.",
    inputs=("theta", "eta", "lam", "steps"),
    simple=((np.array([1.0]), 0.5, 0.2, 1), (np.array([1.0, -2.0]), 0.1, 0.5, 2)),
    numbers=_weights,
    reference=lambda theta, eta, lam, steps: theta * (1 - eta * lam) ** steps,
    mistakes=(
        Mistake("η forgotten", lambda theta, eta, lam, steps: theta * (1 - lam) ** steps,
                "Decay is part of the step, whose length η sets."),
        Mistake("twice as fast",
                lambda theta, eta, lam, steps: theta * (1 - 2 * eta * lam) ** steps,
                "That is the gradient of λ‖θ‖². AdamW's λ goes without the 2."),
        Mistake("a straight line", lambda theta, eta, lam, steps: theta * (1 - steps * eta * lam),
                "Each step takes a share of what is left by then."),
        Mistake("one step", lambda theta, eta, lam, steps: theta * (1 - eta * lam),
                "Right for the first step. There are more."),
        Mistake("penalty inside Adam",
                lambda theta, eta, lam, steps: theta - eta * steps * np.sign(theta),
                "Adam would divide the penalty by its own size: steps of η, whatever λ is. AdamW "
                "decays outside the division."),
        Mistake("growing", lambda theta, eta, lam, steps: theta * (1 + eta * lam) ** steps,
                "The weights should shrink."),
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
    simple=((np.array([2.0**-30, 0.5]),), (np.array([1e-8, -1e-3]),)),
    numbers=_spread,
    reference=lambda g: _power(32768 / float(np.max(np.abs(g)))),
    fault=_scale_fault,
    mistakes=(
        Mistake("not scaled", lambda g: 1.0,
                "With S = 1 the smallest entries become 0.",
                fits=lambda answer, g: _scale(answer) == 1),
        Mistake("upside down", lambda g: 1 / _power(32768 / float(np.max(np.abs(g)))),
                "S below 1 makes small numbers smaller still.",
                fits=lambda answer, g: _scale(answer) < 1),
        Mistake("too small", lambda g: 2.0,
                "Some entries still become 0: S·g must exceed 2⁻²⁵ for the smallest of them.",
                fits=_fits("zero")),
        Mistake("too large", lambda g: 2.0**60,
                "Some entries become infinite: S·g must stay below 65504 for the largest of them.",
                fits=_fits("infinite")),
        Mistake("no power of two", lambda g: 0.75 * _power(32768 / float(np.max(np.abs(g)))),
                "It would rescue all entries. But only a power of two changes no digit of them.",
                fits=lambda answer, g: math.frexp(_scale(answer))[0] != 0.5),
    ),
    hints=(
        "Which entry limits S from above, and which from below?",
        "The largest magnitude must stay below 65504, the smallest must come above 2⁻²⁵.",
        "2.0 ** np.floor(np.log2(32768 / np.abs(g).max())) is as large as is safe.",
    ),
)

STABILITY_EXERCISES = (_DEPTH, _CLIP, _DECAY, _SCALE)
