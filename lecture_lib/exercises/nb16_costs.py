"""Exercises of notebook 16: how many workers, how large a rate, how many sequences."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator


def _seconds(R: int, C: float, alpha: float, b: float, beta: float) -> float:
    return C / R + 2 * R * (alpha + b / beta)


def _workers(C: float, alpha: float, b: float, beta: float) -> int:
    low = max(1, math.floor(math.sqrt(C / (2 * (alpha + b / beta)))))
    return min((low, low + 1), key=lambda R: _seconds(R, C, alpha, b, beta))


def _near(C: float, each: float) -> int:
    """The better whole number for another price of a worker."""
    low = max(1, math.floor(math.sqrt(C / each)))
    return min((low, low + 1), key=lambda R: C / R + R * each)


def _network(rng: Generator) -> Inputs:
    """A root that rounding, cutting and rounding up would take to different numbers."""
    while True:
        alpha, beta = float(rng.choice([0.001, 0.002])), 1e9
        b, C = 1e6 * float(rng.integers(1, 6)), float(rng.integers(2, 30)) / 2
        root = math.sqrt(C / (2 * (alpha + b / beta)))
        if root > 5 and 0.55 < root % 1 < 0.9:
            return C, alpha, b, beta


_WORKERS = Exercise(
    id="scale-workers",
    task="A round takes C seconds of work, a message alpha + b/beta seconds (b bytes, bandwidth "
    "beta), and there is one server. Return the whole number of workers with which the round is "
    "shortest; at least 1.",
    inputs=("C", "alpha", "b", "beta"),
    simple=(
        (0.0034, 0.001, 0.0, 1e9),
        (0.0042, 0.001, 0.0, 1e9),
        (0.001, 0.001, 1e6, 1e9),
        _network(np.random.default_rng(0)),
    ),
    numbers=_network,
    reference=_workers,
    mistakes=(
        Mistake(
            "not whole",
            lambda C, alpha, b, beta: math.sqrt(C / (2 * (alpha + b / beta))),
            "The formula is right. Workers are whole: which of its two neighbours gives the "
            "shorter round? And there is at least one.",
        ),
        Mistake(
            "cut off",
            lambda C, alpha, b, beta: max(1, int(math.sqrt(C / (2 * (alpha + b / beta))))),
            "The formula is right, but you always take the neighbour below.",
        ),
        Mistake(
            "rounded",
            lambda C, alpha, b, beta: max(1, round(math.sqrt(C / (2 * (alpha + b / beta))))),
            "The formula is right. But the nearer of its two neighbours need not give the shorter "
            "round: T rises more steeply below its minimum than above.",
        ),
        Mistake(
            "rounded up",
            lambda C, alpha, b, beta: math.ceil(math.sqrt(C / (2 * (alpha + b / beta)))),
            "The formula is right, but you always take the neighbour above. Compare both rounds.",
        ),
        Mistake(
            "one message a worker",
            lambda C, alpha, b, beta: _near(C, alpha + b / beta),
            "Each worker costs two messages: it pulls and it pushes.",
        ),
        Mistake(
            "no root",
            lambda C, alpha, b, beta: max(1, round(C / (2 * (alpha + b / beta)))),
            "Where −C/R² + 2(alpha + b/beta) is 0, R² is that number, not R.",
            fits=lambda answer, C, alpha, b, beta: (
                abs(float(answer) - C / (2 * (alpha + b / beta))) <= 1
            ),
        ),
        Mistake(
            "latency alone",
            lambda C, alpha, b, beta: _near(C, 2 * alpha),
            "A message takes alpha, and b/beta for its bytes, and all of them pass the one server.",
        ),
        Mistake(
            "bandwidth alone",
            lambda C, alpha, b, beta: _near(C, 2 * b / beta if b else 1e-9),
            "A message takes alpha however short it is.",
        ),
        Mistake(
            "seconds of a round",
            lambda *inputs: _seconds(_workers(*inputs), *inputs),
            "That is how long the round takes. Asked is with how many workers.",
        ),
    ),
    hints=(
        "Write T(R). What does one more worker take off, and what does it add?",
        "The derivative −C/R² + 2(alpha + b/beta) is 0 at the best R, which need not be whole.",
        "Take the whole numbers below and above (the one below at least 1), and return the one "
        "with the smaller T.",
    ),
)


def _limit(L: float, R: int) -> float:
    return 2 * R / L * math.sin(math.pi / (2 * (2 * R - 1)))


def _curved(rng: Generator) -> Inputs:
    return float(rng.integers(2, 30)) / 2, int(rng.integers(3, 40))


_LIMIT = Exercise(
    id="scale-limit",
    task="R workers have equal shards. Each sends the gradient of its sum, the server takes a step "
    "for each, and they come strictly in turn. The whole loss has largest curvature L, each "
    "shard's is L/R in the same direction. Return the largest rate eta that does not diverge.",
    inputs=("L", "R"),
    simple=((1.0, 1), (1.0, 2), (4.0, 3), (1.0, 1000)),
    numbers=_curved,
    reference=_limit,
    mistakes=(
        Mistake(
            "as if nobody were late",
            lambda L, R: 2 / L,
            "That is the synchronous limit. How old is a gradient when its turn comes?",
        ),
        Mistake(
            "as if nobody were late, with a shard's curvature",
            lambda L, R: 2 * R / L,
            "A step has a shard's curvature, as you say. But how old is its gradient?",
        ),
        Mistake(
            "the whole curvature",
            lambda L, R: 2 / L * math.sin(math.pi / (2 * (2 * R - 1))),
            "The age is right. But a step follows one shard's gradient: how large is its "
            "curvature?",
        ),
        Mistake(
            "R updates old",
            lambda L, R: 2 * R / L * math.sin(math.pi / (2 * (2 * R + 1))),
            "Between a worker's pull and its push the *others* move the parameters. How many are "
            "they?",
        ),
        Mistake(
            "R updates old, the whole curvature",
            lambda L, R: 2 / L * math.sin(math.pi / (2 * (2 * R + 1))),
            "Two things: how many others move the parameters meanwhile, and how large the "
            "curvature of one shard is.",
        ),
        Mistake(
            "divided instead of multiplied",
            lambda L, R: 2 / (R * L) * math.sin(math.pi / (2 * (2 * R - 1))),
            "A curvature R times smaller allows a rate R times larger.",
        ),
        Mistake(
            "degrees",
            lambda L, R: 2 * R / L * math.sin(90 / (2 * R - 1)),
            "The sine wants radians.",
        ),
        Mistake(
            "half of the angle's denominator",
            lambda L, R: 2 * R / L * math.sin(math.pi / (2 * R - 1)),
            "Age and curvature are right. Look at the angle again: a factor is missing under π.",
        ),
        Mistake(
            "multiplied in the angle",
            lambda L, R: 2 * R / L * math.sin(math.pi / 2 * (2 * R - 1)),
            "Age and curvature are right. But π is divided by all of 2(2d + 1): set brackets.",
        ),
        Mistake(
            "for many workers",
            lambda L, R: math.pi / 2 / L,
            "That is where it ends for very many workers.",
        ),
        Mistake(
            "the formula for large ages",
            lambda L, R: math.pi * R / (2 * L * max(R - 1, 0.5)),
            "That formula holds for large ages alone. Take the one for any age.",
            fits=lambda answer, L, R: (
                R == 1 or math.isclose(float(answer), math.pi * R / (2 * L * (R - 1)), rel_tol=1e-4)
            ),
        ),
        Mistake(
            "the formula for large ages, the whole curvature",
            lambda L, R: math.pi / (2 * L * max(R - 1, 0.5)),
            "Two things: that formula holds for large ages alone, and a step follows one shard's "
            "gradient, with its curvature.",
            fits=lambda answer, L, R: (
                R == 1 or math.isclose(float(answer), math.pi / (2 * L * (R - 1)), rel_tol=1e-4)
            ),
        ),
    ),
    hints=(
        "While one worker computes, each of the others sends one gradient. So what is d?",
        "A step follows one shard: put its curvature for L in the formula of the notebook.",
        "d = R − 1 and L/R in 2 sin(π/(2(2d + 1)))/L.",
    ),
    tolerance=1e-4,
)


def _each(N: int, stage: int, parts: tuple[float, float, float] = (2, 2, 12)) -> float:
    """Bytes of a parameter on each of N devices; parts are parameters, gradients, state."""
    return sum(part / N if stage >= 3 - k else part for k, part in enumerate(parts))


def _fits(n: float, a: float, room: float, N: int, stage: int) -> int:
    return max(0, math.floor((room - _each(N, stage) * n) / a))


def _device(rng: Generator, *stages: int) -> Inputs:
    """Room for some sequences, and a part of one; each stage leaves another number of them."""
    while True:
        n, a = 1e8 * float(rng.integers(8, 26)), 1e8 * float(rng.integers(3, 9))
        room, N = 1e9 * float(rng.choice([48, 80])), int(rng.choice([4, 8]))
        stage = int(rng.choice(stages or (1, 2, 3)))
        left = (room - _each(N, stage) * n) / a
        if left > 3 and room > 20 * n and 0.55 < left % 1 < 0.95:
            return n, a, room, N, stage


def _holding(name: str, parts: tuple[float, float, float], said: str) -> Mistake:
    return Mistake(
        name,
        lambda n, a, room, N, stage: max(0, math.floor((room - _each(N, stage, parts) * n) / a)),
        said,
    )


def _sharing(name: str, each: Callable[[int, int], float], said: str) -> Mistake:
    return Mistake(
        name,
        lambda n, a, room, N, stage: max(0, math.floor((room - each(N, stage) * n) / a)),
        said,
    )


_BYTES = Exercise(
    id="scale-bytes",
    task="Each of N devices has room bytes. A model of n parameters is trained with Adam in mixed "
    "precision: parameters and gradients of 2 bytes; as state a float32 copy and Adam's two "
    "numbers in float32. In stage 0 each device holds all of it, in stage 1 they share the state, "
    "in stage 2 the gradients too, in stage 3 the parameters too. The activations of one sequence "
    "take a bytes. Return how many sequences fit in the batch of one device, a whole number, 0 if "
    "the model alone does not fit.",
    inputs=("n", "a", "room", "N", "stage"),
    simple=(
        (1e9, 5e8, 24e9, 8, 0),
        (2e9, 5e8, 24e9, 8, 0),
        (2e9, 5e8, 24e9, 8, 1),
        _device(np.random.default_rng(0), 2),
        _device(np.random.default_rng(1), 3),
    ),
    numbers=_device,
    reference=_fits,
    mistakes=(
        _holding(
            "parameters alone",
            (2, 0, 0),
            "Those are the parameters in half precision alone. What else does training keep of "
            "each?",
        ),
        _holding(
            "the state forgotten",
            (2, 2, 0),
            "Those are parameters and gradients in half precision. Adam keeps something of each, "
            "too.",
        ),
        _holding(
            "Adam forgotten",
            (2, 2, 4),
            "The copy is there. Adam keeps two numbers of each parameter, too.",
        ),
        _holding(
            "the copy forgotten",
            (2, 2, 8),
            "Nearly: the copy of the parameters, in full precision, is missing in the state.",
        ),
        _holding(
            "the state alone",
            (0, 0, 12),
            "That is the state alone. The passes need parameters and gradients as well.",
        ),
        _holding(
            "the gradient forgotten",
            (2, 0, 12),
            "Parameters and state are there. What is missing that the backward pass leaves?",
        ),
        _holding(
            "too large a state",
            (2, 2, 16),
            "Your state is too large. It is three numbers of each parameter: the copy, and "
            "Adam's two.",
        ),
        _holding(
            "float32",
            (4, 4, 8),
            "Those are the bytes without half precision. In mixed precision parameters and "
            "gradients are shorter, and the state longer.",
        ),
        _sharing(
            "copies",
            lambda N, stage: 16,
            "Right where every device holds all. What do they share in the other stages?",
        ),
        _sharing(
            "all is shared",
            lambda N, stage: 16 / N if stage else 16,
            "You share everything from stage 1 on. What does each device still hold whole there?",
        ),
        _sharing(
            "the state alone is shared",
            lambda N, stage: 4 + 12 / N if stage else 16,
            "Right up to stage 1. Stages 2 and 3 share more than the state.",
        ),
        _sharing(
            "parameters before gradients",
            lambda N, stage: {2: 2 + 14 / N, 3: 2 + 14 / N}.get(stage, _each(N, stage)),
            "Right up to stage 2. In stage 3 the parameters are shared, too.",
        ),
        _sharing(
            "stage 0 shares the state",
            lambda N, stage: _each(N, min(stage + 1, 3)),
            "You are one stage ahead: in stage 0 nothing is shared.",
        ),
        Mistake(
            "activations shared",
            lambda n, a, room, N, stage: max(0, math.floor((room - _each(N, stage) * n) / (a / N))),
            "You share the activations, too. Each device has sequences of its own.",
        ),
        Mistake(
            "all devices",
            lambda n, a, room, N, stage: N * _fits(n, a, room, N, stage),
            "So many fit on all devices together. Asked is the batch of one.",
        ),
        Mistake(
            "a negative number",
            lambda n, a, room, N, stage: math.floor((room - _each(N, stage) * n) / a),
            "Right where the model fits. Where it does not, your number is negative.",
        ),
        Mistake(
            "not whole",
            lambda n, a, room, N, stage: max(0.0, (room - _each(N, stage) * n) / a),
            "A part of a sequence cannot be trained on: cut it off.",
        ),
        Mistake(
            "rounded up",
            lambda n, a, room, N, stage: max(0, math.ceil((room - _each(N, stage) * n) / a)),
            "The last of your sequences does not fit any more.",
        ),
        Mistake(
            "the model forgotten",
            lambda n, a, room, N, stage: math.floor(room / a),
            "The room is not empty: the model is in it.",
        ),
        Mistake(
            "the activations forgotten",
            lambda n, a, room, N, stage: math.floor(room / (_each(N, stage) * n)),
            "That says how often the model fits into the room. Asked are sequences: what do they "
            "need beside it?",
        ),
        Mistake(
            "bytes left",
            lambda n, a, room, N, stage: max(0.0, room - _each(N, stage) * n),
            "Those are the bytes that are left. How many sequences fit into them?",
        ),
    ),
    hints=(
        "What is kept of each parameter? List it: the number itself, its gradient, … Which of "
        "these are shared in each stage?",
        "2 + 2 + 12 bytes a parameter; divide by N what is shared: the last from stage 1 on, the "
        "second from stage 2, the first in stage 3.",
        "Divide what is left of the room by a and cut off; max(0, …) where nothing is left.",
    ),
)

EXERCISES = (_WORKERS, _LIMIT, _BYTES)
