"""Exercise of notebook 16: what holds a run up, told by its times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXAMPLE", "EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Rows = list[int]

ALPHA, BETA = 0.001, 1e9  # seconds, bytes a second
#: Orders of the runs in which no two kinds of trouble merely change places.
_TURNS = ((1, 2, 3, 0), (3, 0, 1, 2), (1, 3, 0, 2), (2, 0, 3, 1), (2, 3, 1, 0), (3, 2, 0, 1))


def _times(compute: Any, size: float, rng: Generator) -> Array:
    """Rows of two workers: wait, pull, compute, push; who is early waits for the other."""
    message = 2 * (ALPHA + size / BETA)  # two workers share the server's link
    pull, push = message * rng.uniform(0.9, 1.1, (2, 2))
    spent = np.stack([np.zeros(2), pull, np.asarray(compute, float), push], axis=1)
    spent[:, 0] = spent.sum(axis=1).max() - spent.sum(axis=1)
    return np.asarray(np.round(spent, 5))


def _four(rng: Generator) -> Inputs:
    """Latency, bandwidth, a slow worker, work; in an order that is not told."""
    even = rng.uniform(0.97, 1.03, (3, 2))
    slow = rng.permutation([0.05, 0.05 * float(rng.uniform(3, 5))])
    large = 1e6 * float(rng.integers(40, 90))
    made = {
        "latency": (float(rng.uniform(3e-4, 9e-4)) * even[0], 8e3 * float(rng.integers(1, 9))),
        "bandwidth": (0.4 * large / BETA * even[1], large),
        "slow": (slow, 8e3 * float(rng.integers(1, 9))),
        "work": (float(rng.uniform(1.4, 2.2)) * even[2], 1e6 * float(rng.integers(90, 160))),
    }
    kinds = [*made]
    order = _TURNS[int(rng.integers(len(_TURNS)))]
    runs = [(_times(*made[kinds[k]], rng), int(made[kinds[k]][1])) for k in order]
    return np.stack([times for times, _ in runs]), [size for _, size in runs]


def _which(seconds: Array, sizes: list[int]) -> Rows:
    """Numbers of the runs held up by latency, bandwidth, a slow worker, work."""
    spent = np.asarray(seconds)
    compute, sent = spent[:, :, 2], spent[:, :, 1] + spent[:, :, 3]
    slow = int(np.argmax(compute.max(axis=1) / compute.min(axis=1)))
    rest = [k for k in range(4) if k != slow]
    work = min(rest, key=lambda k: float(sent[k].mean() / compute[k].mean()))
    small, large = sorted((k for k in rest if k != work), key=lambda k: sizes[k])
    return [small, large, slow, work]


def _read(answer: Any) -> Rows | None:
    try:
        rows = [int(k) for k in answer]
    except (TypeError, ValueError):
        return None
    return rows if sorted(rows) == [0, 1, 2, 3] else None


def _turned(*order: int) -> Callable[..., Rows]:
    return lambda seconds, sizes: [_which(seconds, sizes)[k] for k in order]


def _largest_message(seconds: Array, sizes: list[int]) -> Rows:
    """Bandwidth by the largest parameters."""
    right = _which(seconds, sizes)
    return [right[0], right[3], right[2], right[1]]


def _displaced(answer: Any, seconds: Array, sizes: list[int]) -> int:
    """How many runs are in a wrong place."""
    rows = _read(answer) or _which(seconds, sizes)
    return sum(a != b for a, b in zip(rows, _which(seconds, sizes), strict=True))


EXAMPLE = _four(np.random.default_rng(5))

_JUDGE = Exercise(
    id="scale-judge",
    task="What holds each of four runs up? seconds[k, w] is what worker w of run k spends in a "
    "round: waiting, pulling, computing, pushing. sizes[k] are the bytes of the parameters. A "
    "message has a latency of 1 ms, and the link takes 1 GB a second. Return the numbers of four "
    "runs: the one held up by latency, by bandwidth, by one slow worker, and by its work, which "
    "more workers would shorten.",
    inputs=("seconds", "sizes"),
    simple=(EXAMPLE, _four(np.random.default_rng(8))),
    numbers=_four,
    reference=_which,
    mistakes=(
        Mistake(
            "bandwidth by the size alone",
            _largest_message,
            "You take the largest parameters for the trouble. Compare with what else the workers "
            "do: which part of the round is sending?",
        ),
        Mistake(
            "latency and bandwidth exchanged",
            _turned(1, 0, 2, 3),
            "Both send most of the time. In which of them are the messages long because they have "
            "many bytes?",
        ),
        Mistake(
            "slow worker and work exchanged",
            _turned(0, 1, 3, 2),
            "In one of the two somebody waits for long. Would half of the work for each help that "
            "run as much as another share for the slow one?",
        ),
        Mistake(
            "latency and slow worker exchanged",
            _turned(2, 1, 0, 3),
            "Look at who waits, and for whom. Latency holds all workers up alike.",
        ),
        Mistake(
            "bandwidth and slow worker exchanged",
            _turned(0, 2, 1, 3),
            "Look at who waits, and for whom. A full link holds all workers up alike.",
        ),
        Mistake(
            "latency and work exchanged",
            _turned(3, 1, 2, 0),
            "Latency is what a message costs however short it is. Which run does hardly anything "
            "else?",
        ),
        Mistake(
            "the trouble of each run",
            lambda seconds, sizes: [int(k) for k in np.argsort(_which(seconds, sizes))],
            "You have numbered the troubles. Asked is, for each trouble, the number of its run.",
        ),
        Mistake(
            "two exchanged, now these, now those",
            lambda seconds, sizes: _turned(*((1, 0, 2, 3) if sizes[0] < 145e6 else (0, 1, 3, 2)))(
                seconds, sizes
            ),
            "Two have changed places, though not the same two in every case. Compare parts of a "
            "round with each other, not seconds of one run with seconds of another.",
            fits=lambda answer, *inputs: _displaced(answer, *inputs) == 2,
        ),
        Mistake(
            "several exchanged",
            _turned(1, 2, 3, 0),
            "Several are in other places. Begin with the run in which one worker waits for the "
            "other.",
            fits=lambda answer, *inputs: _displaced(answer, *inputs) >= 2,
        ),
    ),
    hints=(
        "First: in which run do the two workers compute for different times?",
        "Of the others, compute which part of the round is spent on pulling and pushing. Where it "
        "is small, work holds the run up.",
        "Two are left, and both send most of the time. Divide their bytes by 1 GB a second: is it "
        "more than the latency, or less?",
    ),
)

EXERCISES = (_JUDGE,)
