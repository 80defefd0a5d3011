"""Exercises of notebook 04, *losses*: what a sum and a mean do to a step."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Generator = np.random.Generator


# --- one diverges, one does not ---------------------------------------------------------------


def _factors(x: Any, eta: float) -> tuple[float, float]:
    """What a step multiplies the error by, with the sum and with the mean."""
    squares = np.asarray(x, float) ** 2
    return 1 - eta * float(squares.sum()), 1 - eta * float(squares.mean())


def _inputs_fault(answer: Any, eta: float, examples: int) -> str | None:
    """What is wrong with inputs on which the sum must diverge and the mean converge."""
    try:
        x = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if x.shape != (examples,) or not np.isfinite(x).all():
        return f"{examples} finite numbers in a row are needed"
    by_sum, by_mean = _factors(x, eta)
    if abs(by_sum) < 1 + 1e-9:
        return f"with the sum, a step multiplies the error by {by_sum:.3g}: it does not diverge"
    if abs(by_mean) > 1 - 1e-9:
        return f"with the mean, a step multiplies the error by {by_mean:.3g}: it does not converge"
    return None


def _fits(by_sum: bool, by_mean: bool) -> Any:
    """Whether inputs diverge with the sum, and with the mean, as said; −1 and 1 are neither."""

    def fits(answer: Any, eta: float, examples: int) -> bool:
        if np.shape(answer) != (examples,):
            return False
        factors = _factors(answer, eta)
        moves = bool(np.any(np.asarray(answer)))
        is_clear = all(abs(abs(factor) - 1) > 1e-9 for factor in factors)
        return moves and is_clear and tuple(abs(f) > 1 for f in factors) == (by_sum, by_mean)

    return fits


_DIVERGE = Exercise(
    id="losses-diverge",
    task="“Sum or mean, that is only a constant.” Refute it. A model ŷ = wx learns y = 2x with "
    "the loss ½(ŷ − y)². Return the inputs x of so many examples, one number each, on which "
    "gradient descent with this eta diverges for the sum and converges for the mean.",
    inputs=("eta", "examples"),
    simple=((0.5, 3), (0.01, 4), (20.0, 5)),
    numbers=lambda rng: (float(rng.integers(2, 9)) / 10, int(rng.integers(6, 12))),
    reference=lambda eta, examples: np.full(examples, math.sqrt(1 / eta)),
    fault=_inputs_fault,
    mistakes=(
        Mistake(
            "x for its square",
            lambda eta, examples: np.full(examples, 1 / eta),
            "You return 1/η. In the factor of a step x is squared.",
        ),
        Mistake(
            "both converge",
            lambda eta, examples: np.full(examples, math.sqrt(0.1 / eta / examples)),
            "Both converge: the inputs are too small for this η.",
            fits=_fits(by_sum=False, by_mean=False),
        ),
        Mistake(
            "both diverge",
            lambda eta, examples: np.full(examples, math.sqrt(9 / eta)),
            "Both diverge: the inputs are too large for this η.",
            fits=_fits(by_sum=True, by_mean=True),
        ),
        Mistake(
            "the mean swings for ever",
            lambda eta, examples: np.full(examples, math.sqrt(2 / eta)),
            "With the mean the factor is −1: w swings about 2 for ever, and comes no nearer. "
            "These inputs are a little too large.",
            fits=lambda answer, eta, examples: (
                np.shape(answer) == (examples,) and abs(_factors(answer, eta)[1] + 1) <= 1e-9
            ),
        ),
        Mistake(
            "the sum swings for ever",
            lambda eta, examples: np.full(examples, math.sqrt(2 / eta / examples)),
            "With the sum the factor is −1: w swings about 2 for ever, and gets no farther away. "
            "These inputs are a little too small.",
            fits=lambda answer, eta, examples: (
                np.shape(answer) == (examples,) and abs(_factors(answer, eta)[0] + 1) <= 1e-9
            ),
        ),
        Mistake(
            "nothing moves",
            lambda eta, examples: np.zeros(examples),
            "With x = 0 the prediction does not depend on w, and nothing moves at all.",
            fits=lambda answer, eta, examples: (
                np.shape(answer) == (examples,) and not np.any(np.asarray(answer))
            ),
        ),
    ),
    hints=(
        "By what does a step multiply the error, with the sum and with the mean?",
        "By 1 − ηλ, where λ is the sum or the mean of x². When is this larger than 1 in size?",
        "Let all inputs be equal. Choose x² so that the mean's factor is 0, and look at the sum's.",
    ),
)


# --- the same run with a mean -----------------------------------------------------------------


def _run(rng: Generator) -> Inputs:
    return (
        float(rng.integers(2, 9)) / 1000,
        float(rng.integers(2, 9)) * 10,
        float(rng.integers(2, 9)) / 5,
        int(rng.integers(20, 60)),
    )


_CONVERT = Exercise(
    id="losses-convert",
    task="A run adds up the losses of so many examples; g is the gradient of the sum. If g is "
    "longer than clip, it is shortened to the length clip. Then decay · θ is added to it, and the "
    "step is −eta times that. Return eta, clip and decay for the same run with the mean.",
    inputs=("eta", "clip", "decay", "examples"),
    simple=((0.001, 100.0, 0.5, 10), (0.1, 6.0, 2.0, 4)),
    numbers=_run,
    reference=lambda eta, clip, decay, examples: (
        eta * examples,
        clip / examples,
        decay / examples,
    ),
    mistakes=(
        Mistake(
            "only the rate",
            lambda eta, clip, decay, examples: (eta * examples, clip, decay),
            "The rate is right. But the gradient has become shorter: when is it clipped now, and "
            "how much does the decay weigh beside it?",
        ),
        Mistake(
            "decay unchanged",
            lambda eta, clip, decay, examples: (eta * examples, clip / examples, decay),
            "Rate and clip are right. The decay is multiplied by the new rate too.",
        ),
        Mistake(
            "clip unchanged",
            lambda eta, clip, decay, examples: (eta * examples, clip, decay / examples),
            "Rate and decay are right. The gradient of the mean is shorter: this clip is reached "
            "too late.",
        ),
        Mistake(
            "the wrong way round",
            lambda eta, clip, decay, examples: (eta / examples, clip * examples, decay * examples),
            "That leads from a mean to a sum. Which gradient is longer?",
        ),
        Mistake(
            "rate the wrong way round",
            lambda eta, clip, decay, examples: (eta / examples, clip / examples, decay / examples),
            "Clip and decay are right. The gradient is shorter now, and the step is to stay.",
        ),
        Mistake(
            "nothing changed",
            lambda eta, clip, decay, examples: (eta, clip, decay),
            "The gradient of the mean is shorter, so the steps would be, too.",
        ),
        Mistake(
            "everything multiplied",
            lambda eta, clip, decay, examples: (eta * examples, clip * examples, decay * examples),
            "The rate is right. The gradient is shorter now: should the clip be longer?",
        ),
        Mistake(
            "decay multiplied",
            lambda eta, clip, decay, examples: (eta * examples, clip / examples, decay * examples),
            "Rate and clip are right. Is rate times decay the same as before?",
        ),
        Mistake(
            "rate unchanged",
            lambda eta, clip, decay, examples: (eta, clip / examples, decay / examples),
            "Clip and decay are right. What must the rate be, for steps as long as before?",
        ),
        Mistake(
            "the rate",
            lambda eta, clip, decay, examples: (eta / examples, clip, decay),
            "Begin with the rate. The gradient of the mean is shorter, and the steps are to stay "
            "as long as they were.",
            fits=lambda answer, eta, clip, decay, examples: (
                np.shape(answer) == (3,) and not np.isclose(answer[0], eta * examples)
            ),
        ),
        Mistake(
            "the clip",
            lambda eta, clip, decay, examples: (eta * examples, clip * examples, decay / examples),
            "Rate and decay are right. The gradient is shorter now: should the clip be longer?",
            fits=lambda answer, eta, clip, decay, examples: (
                np.shape(answer) == (3,)
                and np.allclose([answer[0], answer[2]], [eta * examples, decay / examples])
            ),
        ),
        Mistake(
            "the decay",
            lambda eta, clip, decay, examples: (eta * examples, clip / examples, decay * eta),
            "Rate and clip are right. Is rate times decay the same as before?",
            fits=lambda answer, eta, clip, decay, examples: (
                np.shape(answer) == (3,)
                and np.allclose(answer[:2], [eta * examples, clip / examples])
            ),
        ),
        Mistake(
            "clip and decay",
            lambda eta, clip, decay, examples: (eta * examples, clip * examples, decay),
            "The rate is right. Now look at what the gradient is compared with, and at what is "
            "added to it.",
            fits=lambda answer, eta, clip, decay, examples: (
                np.shape(answer) == (3,) and bool(np.isclose(answer[0], eta * examples))
            ),
        ),
    ),
    hints=(
        "Write the step once with g, the gradient of the sum, and once with the gradient of the "
        "mean. How do the two gradients compare?",
        "The mean's is shorter by the number of examples. What makes the step as long as before?",
        "Divide the bracket by the number of examples, and multiply what stands before it. What "
        "stands in the bracket?",
    ),
)

EXERCISES = (_DIVERGE, _CONVERT)
