"""Exercises of notebook 06, *noisy gradients*: batches, their noise and its floor."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the size of a batch ----------------------------------------------------------------------


def _up(x: float) -> int:
    """The next whole number; what is one up to rounding stays."""
    return math.ceil(x - 1e-9)


def _needed(examples: int, share: float) -> float:
    """1/B · (N − B)/(N − 1) = share², solved for B."""
    return examples / (1 + share**2 * (examples - 1))


_BATCH = Exercise(
    id="noise-batch",
    task="Call the standard deviation of a batch's mean gradient its noise. Batches are drawn "
    "without replacement from so many examples. Return the smallest batch size at which the noise "
    "is at most share times that of a single example.",
    inputs=("examples", "share"),
    simple=((9, 0.5), (12, 0.5), (20, 0.1), (50, 0.3)),
    numbers=lambda rng: (int(rng.integers(150, 400)), float(rng.integers(11, 25)) / 100),
    reference=lambda examples, share: _up(_needed(examples, share)),
    mistakes=(
        Mistake(
            "drawn with replacement",
            lambda examples, share: _up(1 / share**2),
            "That holds when an example may come twice. Without replacement fewer are enough: a "
            "batch of all examples has no noise at all.",
        ),
        Mistake(
            "variance for noise",
            lambda examples, share: _up(_needed(examples, math.sqrt(share))),
            "That makes the variance so small. Asked is its root.",
        ),
        Mistake(
            "root forgotten, with replacement",
            lambda examples, share: _up(1 / share),
            "Twice the batch is not half the noise: what falls like 1/B is the variance, and only "
            "with replacement.",
        ),
        Mistake(
            "rounded down",
            lambda examples, share: int(_needed(examples, share) + 1e-9),
            "With this batch the noise is still a little too large: at most means round up.",
        ),
        Mistake(
            "one too few",
            lambda examples, share: _up(_needed(examples, share)) - 1,
            "This is one too few: the noise of such a batch is still a little too large.",
        ),
        Mistake(
            "rounded to the nearest",
            lambda examples, share: round(_needed(examples, share)),
            "Sometimes this rounds down, and then the noise is still a little too large.",
        ),
        Mistake(
            "one too many",
            lambda examples, share: int(_needed(examples, share) + 1e-9) + 1,
            "Where the equation has a whole solution, that one is enough.",
        ),
        Mistake(
            "a share of the examples",
            lambda examples, share: _up(share * examples),
            "A tenth of the examples does not have a tenth of the noise. Start from the variance.",
        ),
        Mistake(
            "not whole",
            _needed,
            "The equation is solved. But a batch holds whole examples.",
        ),
        Mistake(
            "N for N − 1",
            lambda examples, share: _up(examples / (1 + share**2 * examples)),
            "Close: at B = 1 your factor is not quite 1. What stands under N − B?",
        ),
    ),
    hints=(
        "Write down the variance of a batch of B over that of one example. It must be at most "
        "what?",
        "At most the square of the share. Turn both sides over and solve for B: it is linear.",
        "1/B · (N − B)/(N − 1) ≤ s² becomes N/B − 1 ≤ s²(N − 1). Then round up to whole examples.",
    ),
)


# --- unbiased, and yet ------------------------------------------------------------------------


def _uphill_fault(answer: Any, examples: int, batch: int) -> str | None:
    """What is wrong with gradients whose mean is positive while most batches say negative."""
    try:
        g = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if g.shape != (examples,) or not np.isfinite(g).all():
        return f"{examples} finite numbers in a row are needed"
    if g.sum() <= 1e-9:
        return f"the full gradient is {g.mean():.3g}, and should be positive"
    means = [sum(rows) for rows in combinations(g, batch)]
    below = sum(mean < -1e-9 for mean in means)
    if 2 * below <= len(means):
        return f"{below} of the {len(means)} batches have a negative gradient: not more than half"
    return None


def _outlier(examples: int, size: float) -> Array:
    return np.array([-1.0] * (examples - 1) + [size])


_UPHILL = Exercise(
    id="noise-uphill",
    task="“Right on average, so right more often than not.” Refute it: a model has one parameter. "
    "For a data set of this many examples return their gradients, one number each: their mean is "
    "positive, while more than half of all batches of this size have a negative mean. The batch is "
    "smaller than half of the examples.",
    inputs=("examples", "batch"),
    simple=((3, 1), (6, 2), (8, 3)),
    numbers=lambda rng: (int(rng.integers(9, 12)), int(rng.integers(2, 5))),
    reference=lambda examples, batch: _outlier(examples, 2.0 * examples),
    fault=_uphill_fault,
    mistakes=(
        Mistake(
            "all say the same",
            lambda examples, batch: np.ones(examples),
            "Now each batch agrees with the full gradient. Most examples must disagree with it.",
            fits=lambda answer, examples, batch: (
                np.shape(answer) == (examples,) and bool((np.asarray(answer) > 0).all())
            ),
        ),
        Mistake(
            "the mean is negative",
            lambda examples, batch: -np.ones(examples),
            "Most batches are negative, but so is the mean. What could a few examples do to it?",
            fits=lambda answer, examples, batch: (
                np.shape(answer) == (examples,) and bool(np.sum(answer) < -1e-9)
            ),
        ),
        Mistake(
            "they cancel",
            lambda examples, batch: _outlier(examples, examples - 1.0),
            "The gradients add up to 0. A little more on the positive side is needed.",
            fits=lambda answer, examples, batch: (
                np.shape(answer) == (examples,) and bool(abs(np.sum(answer)) <= 1e-9)
            ),
        ),
        Mistake(
            "half and half",
            lambda examples, batch: np.where(np.arange(examples) < examples // 2, -1.0, 2.0),
            "Too many batches meet one of the positive examples. How few positive ones are enough?",
        ),
    ),
    hints=(
        "A mean says nothing about how many are on its side. Which data have most values below "
        "their mean?",
        "One outlier can outweigh all others. A batch without it has only the others.",
        "Let all but one be −1, and make the last so large that the sum is positive.",
    ),
)


# --- one floor, two batch sizes ---------------------------------------------------------------

_LIMIT = 0.2  # of ηλ: so far the rule goes

#: How many times the old learning rate the new one is, by a rule for (B, new B, N).
Factor = Callable[[int, int, int], float]


def _sizes(batch: int, new_batch: int, examples: int) -> float:
    """With replacement."""
    return new_batch / batch


def _rest(batch: int, new_batch: int, examples: int) -> float:
    return (examples - batch) / (examples - new_batch)


def _louder(batch: int, new_batch: int, examples: int) -> float:
    """How many times the variance of the new batch the old one has, without replacement."""
    return new_batch / batch * _rest(batch, new_batch, examples)


def _rate(eta: float, curvature: float, times: float) -> float:
    return min(eta * times, _LIMIT / curvature)


def _converted(factor: Factor) -> Callable[..., Array]:
    """The learning rate as far as the rule goes, and the updates that belong to it."""

    def convert(
        eta: float, updates: float, batch: int, new_batch: int, examples: int, curvature: float
    ) -> Array:
        rate = _rate(eta, curvature, factor(batch, new_batch, examples))
        return np.array([rate, updates * eta / rate])

    return convert


def _without_limit(factor: Factor) -> Callable[..., Array]:
    return lambda *inputs: _converted(factor)(*inputs[:-1], 1e-300)


def _with_updates(count: Callable[[float, float], float]) -> Callable[..., Array]:
    """The right learning rate, and updates by a rule for (updates, how many times the rate)."""

    def convert(eta: float, updates: float, *more: Any) -> Array:
        rate = _converted(_louder)(eta, updates, *more)[0]
        return np.array([rate, count(updates, rate / eta)])

    return convert


def _slip(name: str, factor: Factor, say: str) -> Mistake:
    """A wrong factor, whether the limit is kept or not."""
    both = _converted(factor), _without_limit(factor)
    return Mistake(
        name,
        both[0],
        say,
        fits=lambda answer, *inputs: any(
            np.allclose(np.asarray(answer, float), convert(*inputs), rtol=1e-6, atol=0)
            for convert in both
        ),
    )


def _only_rounded(answer: Any, *inputs: Any) -> bool:
    rate, count = _converted(_louder)(*inputs)
    return bool(math.isclose(answer[0], rate, rel_tol=1e-6) and abs(answer[1] - count) < 1)


def _right_rate(answer: Any, *inputs: Any) -> bool:
    return math.isclose(answer[0], _converted(_louder)(*inputs)[0], rel_tol=1e-6)


def _rooted(batch: int, new_batch: int, examples: int) -> float:
    return math.sqrt(new_batch / batch) * _rest(batch, new_batch, examples)


def _has_a_root(
    answer: Any, eta: float, updates: float, batch: int, new_batch: int, examples: int, *_: Any
) -> bool:
    """Whether the learning rate is changed by a root of what it should be changed by."""
    sizes, rest = new_batch / batch, _rest(batch, new_batch, examples)
    roots = [a * b for a in (sizes, math.sqrt(sizes)) for b in (1.0, rest, math.sqrt(rest))][1:]
    roots.remove(sizes * rest)
    times = answer[0] / eta
    return any(math.isclose(r, times, rel_tol=1e-6) for root in roots for r in (root, 1 / root))


_ROOT = (
    "A root is in the learning rate: so the size of one step's noise falls. But the floor holds "
    "the variance, in which B and N − B stand without a root."
)

_SCALE = Exercise(
    id="noise-scale",
    task="Each batch is drawn without replacement from so many examples. A run makes so many "
    "updates at the learning rate eta with batches of batch. It is changed to batches of "
    "new_batch. Return two numbers: the learning rate with the same noise floor, and the number "
    "of updates (not rounded) in which it comes down as far. But the rule ends where ηλ is no "
    "longer small: no learning rate may make ηλ larger than 0.2, with λ the curvature. Where the "
    "rule asks for more, return the largest that may be, and its number of updates.",
    inputs=("eta", "updates", "batch", "new_batch", "examples", "curvature"),
    simple=(
        (0.01, 300, 1, 4, 10, 1.0),
        (0.02, 500, 4, 12, 20, 0.5),
        (0.03, 100, 6, 2, 9, 0.5),
        (0.05, 400, 2, 40, 50, 2.0),
        (0.05, 800, 3, 45, 50, 0.8),
    ),
    numbers=lambda rng: (
        float(rng.integers(5, 20)) / 1000,
        int(rng.integers(200, 900)),
        int(rng.integers(4, 20)),
        int(rng.integers(30, 50)),
        int(rng.integers(80, 150)),
        float(rng.integers(3, 10)) / 100,
    ),
    reference=_converted(_louder),
    mistakes=(
        Mistake(
            "beyond the limit",
            _without_limit(_louder),
            "The rule is right, and goes too far: at one of these learning rates ηλ is no longer "
            "small.",
        ),
        Mistake(
            "the limit without λ",
            lambda *inputs: _converted(_louder)(*inputs[:-1], 1.0),
            "You let η be at most 0.2. It is ηλ that must stay small.",
        ),
        Mistake(
            "the limit times λ",
            lambda *inputs: _converted(_louder)(*inputs[:-1], 1 / inputs[-1]),
            "In a steeper bowl, shorter steps are too long already: the largest η falls with λ.",
        ),
        Mistake(
            "up to the edge",
            lambda *inputs: _converted(_louder)(*inputs[:-1], inputs[-1] * _LIMIT / 2),
            "At 2/λ exact steps overshoot for ever. The rule ends long before, at ηλ = 0.2.",
        ),
        Mistake(
            "updates as if there were no limit",
            lambda *inputs: np.array(
                [_converted(_louder)(*inputs)[0], _without_limit(_louder)(*inputs)[1]]
            ),
            "The learning rate is right. But the number of updates belongs to the rate that you "
            "return: where it is held back, more are needed.",
        ),
        _slip(
            "drawn with replacement",
            _sizes,
            "That is the rule for a large N. Here a batch holds a good part of all examples, and "
            "none of them twice: which factor has its variance?",
        ),
        _slip("square root", lambda *sizes: math.sqrt(_louder(*sizes)), _ROOT),
        _slip(
            "square root, with replacement",
            lambda *sizes: math.sqrt(_sizes(*sizes)),
            f"{_ROOT} (The second is missing.)",
        ),
        _slip(
            "the wrong way round",
            lambda *sizes: 1 / _louder(*sizes),
            "The larger of two batches has less noise, so it may have the larger learning rate.",
        ),
        _slip(
            "the wrong way round, with replacement",
            lambda *sizes: 1 / _sizes(*sizes),
            "The larger of two batches has less noise, so it may have the larger learning rate. "
            "And no example comes twice.",
        ),
        _slip(
            "the factor turned over",
            lambda *sizes: _sizes(*sizes) / _rest(*sizes),
            "Half of it is right. But N − B stands in the numerator of the variance: what makes "
            "it small lets η grow.",
        ),
        _slip("N − B alone", _rest, "N − B is there. But the variance also falls like 1/B."),
        Mistake(
            "the number of updates kept",
            _with_updates(lambda updates, times: updates),
            "The learning rate is right. But longer steps need fewer updates, shorter ones more.",
        ),
        Mistake(
            "with replacement, updates kept",
            lambda eta, updates, *more: np.array(
                [_converted(_sizes)(eta, updates, *more)[0], updates]
            ),
            "That is the learning rate for a large N: which factor has the variance here? And "
            "longer steps need fewer updates, shorter ones more.",
        ),
        Mistake(
            "as many examples",
            lambda eta, updates, batch, new_batch, *more: np.array(
                [
                    _converted(_louder)(eta, updates, batch, new_batch, *more)[0],
                    updates * batch / new_batch,
                ]
            ),
            "The learning rate is right. So many updates read as many examples; but how far they "
            "come depends on the learning rate.",
        ),
        Mistake(
            "updates turned over",
            _with_updates(lambda updates, times: updates * times),
            "The learning rate is right. But longer steps need fewer updates, shorter ones more.",
        ),
        Mistake(
            "rounded",
            lambda *inputs: np.round(_converted(_louder)(*inputs) * [1e12, 1]) * [1e-12, 1],
            "All but the rounding is right: return the number of updates as it comes out.",
            fits=_only_rounded,
        ),
        Mistake("a root in the rate", _converted(_rooted), _ROOT, fits=_has_a_root),
        Mistake(
            "only the updates",
            _with_updates(lambda updates, times: updates / math.sqrt(times)),
            "The learning rate is right, the number of updates is not. It depends on the learning "
            "rates alone: how far does one step of 4η go?",
            fits=_right_rate,
        ),
        Mistake(
            "unchanged",
            lambda eta, updates, *_: np.array([eta, updates]),
            "The floor does change with the batch, and η must make up for it.",
            fits=lambda answer, eta, *_: math.isclose(answer[0], eta, rel_tol=1e-6),
        ),
    ),
    hints=(
        "The floor is η/4 times the variance of a batch. What is that variance, if no example "
        "comes twice?",
        "What is the same for both cancels. η (N − B)/B must stay as it is, up to the limit: take "
        "the smaller of the two rates.",
        "In how many updates? One step of 4η goes about as far as four of η: η times their number "
        "must stay as it is.",
    ),
)


EXERCISES = (_BATCH, _UPHILL, _SCALE)
