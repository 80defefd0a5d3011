"""An exercise of notebook 10, and its bowl: a drop of the rate to refute."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "mean_losses"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_FLAT, _FAR = 0.005, 16.0


def mean_losses(
    rates: ArrayLike, flat: float = _FLAT, far: float = _FAR, sigma: float = 1.0
) -> Array:
    """Mean loss in the steep and the flat direction, before each step and at the end.

    Parameters
    ----------
    rates : array_like, shape (..., steps)
        The rate of each step.
    flat, far : float
        Curvature and start of the flat direction; the steep one has 1 and 1.
    sigma : float
        Standard deviation of the noise of a gradient.

    Returns
    -------
    ndarray, shape (..., steps + 1, 2)

    Examples
    --------
    >>> mean_losses([0.5, 0.5], sigma=0.0)[-1].round(3)
    array([0.031, 0.634])
    """
    rates = np.asarray(rates, dtype=float)
    curvature = np.array([1.0, flat])
    square = np.ones((*rates.shape[:-1], 2)) * np.array([1.0, far**2])
    losses = [square * curvature / 2]
    for eta in np.moveaxis(rates, -1, 0)[..., None]:
        square = (1 - eta * curvature) ** 2 * square + (eta * sigma) ** 2
        losses.append(square * curvature / 2)
    return np.stack(losses, axis=-2)


_AFTER, _WORSE = 30, 1.2


# Asked again for every mistake that an answer is compared with.
@lru_cache
def _with_and_without(flat: float, far: float, drop: int, steps: int) -> Array:
    """Loss with the drop and without it: (2, steps + 1)."""
    lowered = np.where(np.arange(steps) < drop, 0.4, 0.04)
    losses: Array = mean_losses([lowered, np.full(steps, 0.4)], flat, far).sum(axis=-1)
    return losses


@lru_cache
def _parts(flat: float, far: float, drop: int) -> Array:
    """The loss at the drop: steep and flat."""
    parts: Array = mean_losses(np.full(drop, 0.4), flat, far)[-1]
    return parts


def _told(flat: float, far: float, drop: int) -> tuple[float, ...]:
    """A bowl, with the parts of its loss at the drop."""
    return flat, far, *map(float, _parts(flat, far, drop))


def _read_bowl(answer: Any) -> tuple[float, float] | str:
    try:
        flat, far, _, _ = as_numbers(answer, "the answer")
    except (TypeError, ValueError):
        return "return four numbers: curvature, start, steep part, flat part"
    if not 0 < flat <= 1:
        return f"the curvature is {flat:g}; it should be above 0, and at most 1, the steep one's"
    if not np.isfinite(far):
        return f"the start is {far:g}"
    return float(flat), float(far)


def refute_fault(answer: Any, drop: int, steps: int) -> str | None:
    """Walk in the bowl with the drop and without it, and look at the parts."""
    bowl = _read_bowl(answer)
    if isinstance(bowl, str):
        return bowl
    low, high = _with_and_without(*bowl, drop, steps)
    soon = drop + _AFTER
    if low[soon] >= high[soon]:
        return (
            f"{_AFTER} steps after the drop the loss is {low[soon]:.3g}, and without it "
            f"{high[soon]:.3g}: there is no win to be fooled by"
        )
    if low[-1] < _WORSE * high[-1]:
        return (
            f"at step {steps} the loss is {low[-1]:.3g} with the drop and {high[-1]:.3g} without: "
            f"not {_WORSE:g} times as high"
        )
    told = as_numbers(answer, "the answer")[2:]
    if not np.allclose(told, _parts(*bowl, drop), rtol=0.01, atol=0):
        return (
            f"the bowl will do, but its loss at step {drop} is not {told[0]:.3g} (steep) and "
            f"{told[1]:.3g} (flat)"
        )
    return None


def _flat_against(drop: int, steps: int, floors: float = 6) -> tuple[float, float]:
    """A flat direction that has a few floors of the steep one to go at the drop, and time to."""
    flat, floor = 3 / steps, 0.4 / (2 * (2 - 0.4))
    return flat, float(np.sqrt(2 * floors * floor / flat)) / (1 - 0.4 * flat) ** drop


def _bowl_against(drop: int, steps: int, floors: float = 6) -> tuple[float, ...]:
    return _told(*_flat_against(drop, steps, floors), drop)


def _fooled(answer: Any, drop: int, steps: int) -> tuple[float, float] | None:
    """Win soon after the drop, and loss at the end over that without it; None for no bowl."""
    bowl = _read_bowl(answer)
    if isinstance(bowl, str):
        return None
    low, high = _with_and_without(*bowl, drop, steps)
    return high[drop + _AFTER] / low[drop + _AFTER], low[-1] / high[-1]


def _exchanged(answer: Any, drop: int, steps: int) -> bool:
    try:
        far, flat, *parts = as_numbers(answer, "the answer")
    except (TypeError, ValueError):
        return False
    return _read_bowl((flat, far, *parts)) == (flat, far) and (
        refute_fault(_told(flat, far, drop), drop, steps) is None
    )


def _other_parts(parts: Callable[[float, float, int, int], ArrayLike]) -> Callable[..., bool]:
    """Whether the bowl will do and the parts told are those of a slip."""

    def fits(answer: Any, drop: int, steps: int) -> bool:
        bowl = _read_bowl(answer)
        if isinstance(bowl, str) or refute_fault(_told(*bowl, drop), drop, steps) is not None:
            return False
        slip = parts(*bowl, drop, steps)
        return np.allclose(as_numbers(answer, "the answer")[2:], slip, rtol=0.01, atol=0)

    return fits


def _slip(name: str, parts: Callable[[float, float, int, int], ArrayLike], say: str) -> Mistake:
    """A mistake in the parts of a bowl that will do."""

    def wrong(drop: int, steps: int) -> tuple[float, ...]:
        bowl = _flat_against(drop, steps)
        return *bowl, *map(float, np.asarray(parts(*bowl, drop, steps)))

    return Mistake(name, wrong, say, fits=_other_parts(parts))


def _later(flat: float, far: float, drop: int, steps: int) -> Array:
    lowered = np.where(np.arange(drop + _AFTER) < drop, 0.4, 0.04)
    parts: Array = mean_losses(lowered, flat, far)[-1]
    return parts


def _at_the_end(flat: float, far: float, drop: int, steps: int) -> Array:
    lowered = np.where(np.arange(steps) < drop, 0.4, 0.04)
    parts: Array = mean_losses(lowered, flat, far)[-1]
    return parts


def _distance_alone(flat: float, far: float, drop: int, steps: int) -> tuple[float, float]:
    distance = mean_losses(np.full(drop, 0.4), flat, far, sigma=0.0)[-1]
    return float(_parts(flat, far, drop)[0]), float(distance[1])


def _never_behind(answer: Any, drop: int, steps: int) -> bool:
    found = _fooled(answer, drop, steps)
    return bool(found and found[0] > 1 and found[1] < 1)


def _kept(flat: float, drop: int, steps: int) -> float:
    """The part of the flat direction's loss at the drop that is left at the end without it."""
    return float((1 - 0.4 * flat) ** (2 * (steps - drop)))


def _stands_still(answer: Any, drop: int, steps: int) -> bool:
    bowl = _read_bowl(answer)
    if isinstance(bowl, str) or not _never_behind(answer, drop, steps):
        return False
    return _kept(bowl[0], drop, steps) > 0.5


def _arrived(answer: Any, drop: int, steps: int) -> bool:
    return _never_behind(answer, drop, steps) and not _stands_still(answer, drop, steps)


def _no_win(answer: Any, drop: int, steps: int) -> bool:
    found = _fooled(answer, drop, steps)
    return bool(found and found[0] <= 1)


def _hardly(answer: Any, drop: int, steps: int) -> bool:
    found = _fooled(answer, drop, steps)
    return bool(found and found[0] > 1 and 1 <= found[1] < _WORSE)


_REFUTE = Exercise(
    id="schedule-refute",
    task="“The loss fell when I lowered the rate, so it was right to do so.” Refute it. In a bowl "
    "with noise of variance 1 the steep direction has curvature 1 and starts at 1; the rate falls "
    "from 0.4 to 0.04 at step drop. Return four numbers: curvature and start of a flat direction "
    "such that, 30 "
    "steps after the drop, the mean loss is lower than it would be without it, and at the end, "
    "after steps steps, at least 1.2 times as high; then the two parts of the loss at the drop, "
    "steep and flat. Several pairs of drop and steps are tried.",
    inputs=("drop", "steps"),
    simple=((150, 1000), (1000, 9000)),
    numbers=lambda rng: (int(rng.integers(25, 35)) * 10, int(rng.integers(22, 30)) * 100),
    reference=_bowl_against,
    fault=refute_fault,
    mistakes=(
        Mistake(
            "exchanged",
            lambda drop, steps: tuple(np.array(_bowl_against(drop, steps))[[1, 0, 2, 3]]),
            "First the curvature, then the start, and the parts last.",
            fits=_exchanged,
        ),
        Mistake(
            "it stands still",
            lambda drop, steps: _told(0.1 / steps, 5 * steps**0.5, drop),
            "Too flat: even without the drop this direction keeps most of its loss to the end, so "
            "the drop costs it little. Let it be steeper.",
            fits=_stands_still,
        ),
        Mistake(
            "it had arrived",
            lambda drop, steps: _told(0.02, 1.0, drop),
            "With the drop it is ahead to the end: there was little distance left to spoil. How "
            "could there be more of it at the drop?",
            fits=_arrived,
        ),
        Mistake(
            "no win to see",
            lambda drop, steps: _bowl_against(drop, steps, 6 * 64),
            "Without the drop the flat direction gains more in these steps than the drop does. "
            "Let it have less to gain, or be slower.",
            fits=_no_win,
        ),
        Mistake(
            "hardly worse",
            lambda drop, steps: _bowl_against(drop, steps, 6 * 0.64**2),
            "The win is there, and at the end the drop is behind, but not by enough. How much does "
            "the flat direction gain without it?",
            fits=_hardly,
        ),
        _slip(
            "parts exchanged",
            lambda flat, far, drop, steps: _parts(flat, far, drop)[::-1],
            "The bowl will do. Of its parts the steep one comes first.",
        ),
        _slip(
            "parts after the drop",
            _later,
            "The bowl will do. Those are its parts when the quick win is over; asked is where it "
            "begins.",
        ),
        _slip(
            "parts at the end",
            _at_the_end,
            "The bowl will do. Those are its parts at the end; asked are those at the drop.",
        ),
        _slip(
            "flat noise forgotten",
            _distance_alone,
            "The bowl will do. At the drop its flat direction has caught noise as well.",
        ),
        _slip(
            "½ forgotten",
            lambda flat, far, drop, steps: 2 * _parts(flat, far, drop),
            "The bowl will do. Its loss is half the curvature times E x².",
        ),
        _slip(
            "E x² for the loss",
            lambda flat, far, drop, steps: 2 * _parts(flat, far, drop) / (1, flat),
            "The bowl will do. Those are its two E x²; what does the loss make of them?",
        ),
        _slip(
            "λ forgotten",
            lambda flat, far, drop, steps: _parts(flat, far, drop) / (1, flat),
            "The bowl will do. Its loss is half the curvature times E x².",
        ),
        _slip(
            "½ forgotten, parts exchanged",
            lambda flat, far, drop, steps: 2 * _parts(flat, far, drop)[::-1],
            "The bowl will do. Of its parts the steep one comes first, and each has a factor of "
            "one half.",
        ),
    ),
    hints=(
        "What is the quick win, and which part of the loss pays for it?",
        "The flat part must be several times the floor of the steep one at the drop, and so slow "
        "that it hardly moves soon after it, but well before the end.",
        "Let the flat curvature be about three over the number of steps. Then try starts, larger "
        "and larger, with expected (lam and start), once with the drop and once without, until "
        "both conditions hold; its row at the drop has the parts. A long search takes too long: "
        "double the start each time, or go backwards from the flat part you want at the drop.",
    ),
)

EXERCISES = (_REFUTE,)
