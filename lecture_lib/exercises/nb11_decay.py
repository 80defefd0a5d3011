"""Exercise of notebook 11, *keep it stable*: an L2 penalty under Adam, and decoupled decay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]


def _pair(share: float, lam: float) -> NDArray[np.float64]:
    return np.array([share, lam])


def _settled(rng: np.random.Generator) -> Inputs:
    """Draw hundreds of short steps, after which between a half and a third is left."""
    eta, lam, s = rng.integers(2, 6) / 1000, rng.integers(2, 6) / 100, rng.integers(3, 8) / 10
    steps = round(float(rng.uniform(0.7, 1.1) * s / (eta * lam)), -2)
    return float(eta), float(lam), float(s), int(steps)


_DECAY = Exercise(
    id="stable-decay",
    task="Adam has the learning rate eta and a penalty whose gradient is λθ, with λ = lam. The "
    "gradients of the loss are noise of size s, much larger than λθ; there are hundreds of steps, "
    "and Adam's average of g² is settled. Return two numbers: the share of θ that is left, on "
    "average, after so many steps; and the λ of an AdamW that leaves the same.",
    inputs=("eta", "lam", "s", "steps"),
    simple=((0.01, 0.001, 0.1, 1000), (0.01, 0.1, 3.0, 400), (0.005, 0.04, 0.4, 1000)),
    numbers=_settled,
    reference=lambda eta, lam, s, steps: _pair((1 - eta * lam / s) ** steps, lam / s),
    mistakes=(
        Mistake(
            "the penalty is not divided",
            lambda eta, lam, s, steps: _pair((1 - eta * lam) ** steps, lam),
            "So it would be in gradient descent. Adam divides all of its gradient by its size.",
        ),
        Mistake(
            "s on the wrong side",
            lambda eta, lam, s, steps: _pair((1 - eta * lam * s) ** steps, lam * s),
            "Adam divides by the size of the gradients. Large gradients make the penalty weak.",
        ),
        Mistake(
            "s squared",
            lambda eta, lam, s, steps: _pair((1 - eta * lam / s**2) ** steps, lam / s**2),
            "Adam averages squares, and then divides by the root.",
        ),
        Mistake(
            "a straight line",
            lambda eta, lam, s, steps: _pair(1 - steps * eta * lam / s, lam / s),
            "Each step takes a share of what is left by then.",
        ),
        Mistake(
            "one step",
            lambda eta, lam, s, steps: _pair(1 - eta * lam / s, lam / s),
            "Right for one step. There are more.",
        ),
        Mistake(
            "a sign",
            lambda eta, lam, s, steps: _pair((1 + eta * lam / s) ** steps, lam / s),
            "The weights should shrink.",
        ),
        Mistake(
            "η forgotten",
            lambda eta, lam, s, steps: _pair((1 - lam / s) ** steps, lam / s),
            "The share is part of a step, whose length η sets.",
        ),
        Mistake(
            "η counted twice",
            lambda eta, lam, s, steps: _pair((1 - eta * lam / s) ** steps, eta * lam / s),
            "The share left is right. But AdamW multiplies its λ by η itself.",
        ),
        Mistake(
            "the same λ",
            lambda eta, lam, s, steps: _pair((1 - eta * lam / s) ** steps, lam),
            "The share left is right. AdamW's decay is not divided by anything: what must its λ "
            "be?",
        ),
        Mistake(
            "AdamW's λ times s",
            lambda eta, lam, s, steps: _pair((1 - eta * lam / s) ** steps, lam * s),
            "The share left is right. Then AdamW's own λ must be that of the penalty over s.",
        ),
        Mistake(
            "a penalty without ½",
            lambda eta, lam, s, steps: _pair((1 - 2 * eta * lam / s) ** steps, 2 * lam / s),
            "The gradient of the penalty is given: λθ, without a 2.",
        ),
        Mistake(
            "what is gone",
            lambda eta, lam, s, steps: _pair(1 - (1 - eta * lam / s) ** steps, lam / s),
            "That is the share that is gone. Asked is what is left.",
        ),
        Mistake(
            "the other order",
            lambda eta, lam, s, steps: _pair(lam / s, (1 - eta * lam / s) ** steps),
            "First the share that is left, then λ.",
        ),
    ),
    hints=(
        "Adam's step is η times the gradient, penalty included, over its usual size. What is the "
        "part of the penalty?",
        "A step takes ηλθ/s. Which share of θ is left after it, and after the next?",
        "AdamW leaves 1 − ηλ of θ in a step, with its own λ. Compare it with 1 − ηλ/s.",
    ),
    tolerance=0.002,  # of 1 − x and e⁻ˣ, at so many steps
)

EXERCISES = (_DECAY,)
