"""Exercises of notebook 16: a round of workers and server, and gradients that come twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Shards = list[tuple[Array, Array]]
Message = tuple[int, int, float]


def _gradient(w: Array, shard: tuple[Array, Array]) -> Array:
    X, y = shard
    return np.asarray(X.T @ (X @ np.asarray(w) - y))


def _round(
    w: Array, shards: Shards, eta: float, decay: float, *, share: bool = False, mean: bool = False,
    decays: float = 1.0, sign: float = 1.0, twice: float = 1.0,
) -> Array:  # fmt: skip
    """One round; slips divide by workers or examples, or count the decay otherwise."""
    parts = [_gradient(w, shard) / (len(shard[1]) if mean else 1) for shard in shards]
    total = np.sum(parts, axis=0) / (len(shards) if share else 1) * twice
    return np.asarray(w - sign * eta * (total + decays * decay * np.asarray(w)))


def _in_turn(w: Array, shards: Shards, eta: float, decay: float) -> Array:
    """A step for each shard, from where the last one led."""
    w = np.asarray(w, float)
    for shard in shards:
        w = w - eta * (_gradient(w, shard) + decay * w)
    return w


def _in_turn_decay_once(w: Array, shards: Shards, eta: float, decay: float) -> Array:
    start = np.asarray(w, float)
    w = start
    for shard in shards:
        w = w - eta * _gradient(w, shard)
    return np.asarray(w - eta * decay * start)


def _in_turn_decay_last(w: Array, shards: Shards, eta: float, decay: float) -> Array:
    w = np.asarray(w, float)
    for shard in shards:
        w = w - eta * _gradient(w, shard)
    return np.asarray(w - eta * decay * w)


def _in_turn_decay_first(w: Array, shards: Shards, eta: float, decay: float) -> Array:
    w = (1 - eta * decay) * np.asarray(w, float)
    for shard in shards:
        w = w - eta * _gradient(w, shard)
    return np.asarray(w)


def _whole_mean(w: Array, shards: Shards, eta: float, decay: float) -> Array:
    count = sum(len(y) for _, y in shards)
    total = np.sum([_gradient(w, shard) for shard in shards], axis=0)
    return np.asarray(w - eta * (total / count + decay * np.asarray(w)))


def _one_shard(w: Array, shards: Shards, eta: float, decay: float, *, which: int) -> Array:
    return np.asarray(w - eta * (_gradient(w, shards[which]) + decay * np.asarray(w)))


def _regression(rng: Generator) -> Inputs:
    rows = rng.permutation([2, 3, 4])[: int(rng.integers(2, 4))]
    shards = [(rng.integers(-3, 4, (n, 2)).astype(float), rng.integers(-4, 5, n).astype(float))
              for n in rows]  # fmt: skip
    w = rng.choice([-2.0, -1.0, 1.0, 2.0], 2)
    return w, shards, float(rng.choice([0.01, 0.02])), float(rng.choice([0.5, 1.5]))


_ROUND = Exercise(
    id="scale-round",
    task="One synchronous round. Each of shards is a pair (X, y) that one worker has; its loss "
    "is the sum of ½(x·w − y)² over its rows. Each worker computes its gradient at w, the server "
    "adds them up, adds the gradient of ½·decay·‖w‖² once, and takes a step with the rate eta. "
    "Return the new w.",
    inputs=("w", "shards", "eta", "decay"),
    simple=(
        (
            np.array([1.0, -1.0]),
            [
                (np.array([[1.0, 2.0]]), np.array([3.0])),
                (np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([1.0, 1.0])),
            ],
            0.1,
            0.5,
        ),
        _regression(np.random.default_rng(4)),
    ),
    numbers=_regression,
    reference=_round,
    mistakes=(
        Mistake(
            "the mean over workers",
            lambda *inputs: _round(*inputs, share=True),
            "You divide by the number of workers. One machine would add up all losses.",
        ),
        Mistake(
            "each worker's mean",
            lambda *inputs: _round(*inputs, mean=True),
            "Each worker divides by its rows. Shards of different length then count alike, row "
            "for row. Here losses are summed.",
        ),
        Mistake(
            "the mean over all rows",
            _whole_mean,
            "That is the mean over all rows. Here losses are summed, so the step grows with the "
            "data.",
        ),
        Mistake(
            "decay by every worker",
            lambda w, shards, eta, decay: _round(w, shards, eta, decay, decays=len(shards)),
            "Every worker adds the decay, so it counts as often as there are workers. Who should "
            "add it?",
        ),
        Mistake(
            "no decay",
            lambda *inputs: _round(*inputs, decays=0.0),
            "The gradients are right. The server also adds the gradient of the decay.",
        ),
        Mistake(
            "decay with the other sign",
            lambda *inputs: _round(*inputs, decays=-1.0),
            "Decay shrinks w. Yours lets it grow.",
        ),
        Mistake(
            "decay halved",
            lambda *inputs: _round(*inputs, decays=0.5),
            "What is the derivative of half a square?",
        ),
        Mistake(
            "decay without the rate",
            lambda w, shards, eta, decay: _round(w, shards, eta, decay, decays=1 / eta),
            "The decay's gradient is a gradient, too: the step multiplies it by eta.",
        ),
        Mistake(
            "gradient doubled",
            lambda *inputs: _round(*inputs, twice=2.0),
            "The loss has a factor ½, which the square's derivative takes away.",
        ),
        Mistake(
            "one after the other",
            _in_turn,
            "The second worker computes at parameters that the first has already moved. In a "
            "synchronous round all compute at the same w.",
        ),
        Mistake(
            "one after the other, decay once",
            _in_turn_decay_once,
            "The second worker computes at parameters that the first has already moved. In a "
            "synchronous round all compute at the same w.",
        ),
        *(
            Mistake(
                f"one after the other, decay {when}",
                made,
                "The second worker computes at parameters that the first has already moved. In a "
                "synchronous round all compute at the same w.",
            )
            for when, made in (("last", _in_turn_decay_last), ("first", _in_turn_decay_first))
        ),
        Mistake(
            "y − Xw",
            lambda *inputs: _round(*inputs, twice=-1.0),
            "The workers' gradients point the other way, and the decay's is right. Which comes "
            "first in the bracket, the output or y?",
        ),
        Mistake(
            "the first shard alone",
            lambda *inputs: _one_shard(*inputs, which=0),
            "Only the first worker's gradient arrives.",
        ),
        Mistake(
            "the last shard alone",
            lambda *inputs: _one_shard(*inputs, which=-1),
            "Only the last worker's gradient arrives. Is it added, or does it replace the others?",
        ),
        Mistake(
            "uphill",
            lambda *inputs: _round(*inputs, sign=-1.0),
            "Your step goes uphill.",
        ),
        Mistake(
            "the gradient",
            lambda w, shards, eta, decay: (
                np.sum([_gradient(w, shard) for shard in shards], axis=0) + decay * np.asarray(w)
            ),
            "That is the sum which the server needs. Now it takes the step.",
        ),
        Mistake(
            "the step alone",
            lambda w, shards, eta, decay: _round(w, shards, eta, decay) - np.asarray(w),
            "That is the step. Return where it leads.",
        ),
        Mistake("w as it was", lambda w, *_: np.asarray(w), "Nothing has moved."),
    ),
    hints=(
        "What would one machine compute that has all rows? Which part of it can a worker do alone?",
        "A worker's gradient is X.T @ (X @ w − y), a sum over its rows.",
        "The new w is w − eta * (sum of the gradients + decay * w).",
    ),
)


def _counted(messages: list[Message]) -> list[float]:
    """Sums of the rounds that are whole; one that comes again is not counted."""
    shards = 1 + max(shard for shard, _, _ in messages)
    clocks, sums = [0] * shards, dict[int, float]()
    for shard, clock, g in messages:
        if clock == clocks[shard]:
            clocks[shard] += 1
            sums[clock] = sums.get(clock, 0.0) + g
    return [sums[t] for t in range(min(clocks))]


def _careless(messages: list[Message], seen: Any) -> list[float]:
    """Sums of rounds in which all shards were heard, with another idea of what came before."""
    shards = 1 + max(shard for shard, _, _ in messages)
    known: set[Any] = set()
    sums: dict[int, float] = {}
    heard: dict[int, set[int]] = {}
    for message in messages:
        shard, clock, g = message
        heard.setdefault(clock, set()).add(shard)
        key = seen(message)
        if key is None or key not in known:
            sums[clock] = sums.get(clock, 0.0) + g
        known.add(key)
    return [sums.get(t, 0.0) for t in sorted(heard) if len(heard[t]) == shards]


def _as_sent(messages: list[Message]) -> list[float]:
    """A round ends after as many messages as there are shards, whoever sent them."""
    shards = 1 + max(shard for shard, _, _ in messages)
    gradients = [g for _, _, g in messages]
    return [sum(gradients[k : k + shards]) for k in range(0, len(gradients) - shards + 1, shards)]


def _last_only(messages: list[Message]) -> list[float]:
    """The message before is all that is remembered."""
    kept = [m for k, m in enumerate(messages) if k == 0 or m[:2] != messages[k - 1][:2]]
    return _careless(kept, lambda message: None)


def _with_the_half(messages: list[Message]) -> list[float]:
    """The round that is not whole, too."""
    found: dict[int, float] = {}
    clocks: set[tuple[int, int]] = set()
    for shard, clock, g in messages:
        if (shard, clock) not in clocks:
            clocks.add((shard, clock))
            found[clock] = found.get(clock, 0.0) + g
    return [found[t] for t in sorted(found)]


def _post(rng: Generator) -> Inputs:
    """Two or three shards; one gradient comes twice at once, one a round later, one is equal."""
    shards = int(rng.integers(2, 4))
    messages: list[Message] = []
    value = rng.integers(1, 9, (4, shards)).astype(float)
    value[2, 0] = value[1, 0]  # another round's gradient with the same number
    for clock in range(4):
        order = rng.permutation(shards).tolist()
        messages += [(s, clock, float(value[clock, s])) for s in order]
        if clock == 1:
            messages.append(messages[-1])
        if clock == 2:
            messages.append(next(m for m in messages if m[:2] == (shards - 1, 1)))
            messages.append(next(m for m in messages if m[:2] == (0, 0)))
    return ([*messages, (0, 4, float(rng.integers(1, 9)))],)


_RETRY = Exercise(
    id="scale-retry",
    task="messages holds what a synchronous server received, in order: (shard, clock, gradient), "
    "where clock is the number of the shard's round, from 0. A message may come again, at once or "
    "rounds later. Return the sum of gradients of each round that is whole, in order, each "
    "gradient counted once. (The number of shards is one more than the largest shard in messages.)",
    inputs=("messages",),
    simple=(
        ([(0, 0, 1.0), (1, 0, 2.0), (1, 0, 2.0), (0, 1, 5.0), (1, 1, 2.0), (0, 0, 1.0)],),
        _post(np.random.default_rng(1)),
    ),
    numbers=_post,
    reference=_counted,
    mistakes=(
        Mistake(
            "all are counted",
            lambda messages: _careless(messages, lambda m: None),
            "What comes a second time is added a second time. By what would you know it again?",
        ),
        Mistake(
            "rounds by the number of messages",
            _as_sent,
            "You end a round after so many messages. One that comes again moves all that follow "
            "into wrong rounds.",
        ),
        Mistake(
            "known by its value",
            lambda messages: _careless(messages, lambda m: (m[0], m[2])),
            "A shard may find the same gradient in another round. It must be counted then.",
        ),
        Mistake(
            "known by its shard",
            lambda messages: _careless(messages, lambda m: m[0]),
            "Only the first gradient of each shard is counted. It sends one in every round.",
        ),
        Mistake(
            "known by its round",
            lambda messages: _careless(messages, lambda m: m[1]),
            "Only one gradient of each round is counted. Every shard sends one.",
        ),
        Mistake(
            "only the message before",
            _last_only,
            "A message that comes again at once is refused. One that comes rounds later is not.",
        ),
        Mistake(
            "a round that is not whole",
            _with_the_half,
            "Your last round is not whole yet: a shard is missing.",
        ),
        Mistake(
            "the total",
            lambda messages: [sum(_counted(messages))],
            "That is the sum over all rounds. Each has its own.",
        ),
    ),
    hints=(
        "Two messages are the same if two of their three numbers agree. Which two?",
        "Remember the pairs (shard, clock) that were counted; what is among them is refused.",
        "A dictionary of sums by clock, a set of pairs. In the end take the rounds of which all "
        "shards were counted.",
    ),
)

EXERCISES = (_ROUND, _RETRY)
