"""Exercises of notebook 16: how many workers, how large a rate, how many sequences."""

from __future__ import annotations

import math

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
        ),
        Mistake(
            "latency alone",
            lambda C, alpha, b, beta: _near(C, 2 * alpha),
            "A message takes alpha, and b/beta for its bytes.",
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
            "for many workers",
            lambda L, R: math.pi / 2 / L,
            "That is where it ends for very many workers.",
        ),
        Mistake(
            "the formula for large ages",
            lambda L, R: math.pi * R / (2 * L * max(R - 1, 0.5)),
            "That formula holds for large ages alone. Take the one for any age.",
        ),
    ),
    hints=(
        "While one worker computes, each of the others sends one gradient. So what is d?",
        "A step follows one shard: put its curvature for L in the formula of the notebook.",
        "d = R − 1 and L/R in 2 sin(π/(2(2d + 1)))/L.",
    ),
    tolerance=1e-4,
)


def _fits(n: float, a: float, room: float) -> int:
    return max(0, math.floor((room - 16 * n) / a))


def _device(rng: Generator) -> Inputs:
    while True:
        n, a = 1e8 * float(rng.integers(2, 20)), 1e8 * float(rng.integers(3, 9))
        room = 1e9 * float(rng.choice([24, 40, 80]))
        left = (room - 16 * n) / a
        if left > 3 and 0.55 < left % 1 < 0.95:
            return n, a, room


def _holding(bytes_each: float) -> Mistake:
    said = {
        2.0: "Those are the parameters in half precision alone. What else does training keep of "
        "each?",
        4.0: "Those are parameters and gradients in half precision. Adam keeps something of each, "
        "too.",
        8.0: "Half of it is missing. Go through the list: parameter, gradient, Adam's two numbers, "
        "and the copy.",
        14.0: "Nearly: one of the five has more bytes than you count. Go through the list again.",
        12.0: "The 2 + 2 or the float32 copy is missing. Go through the list again.",
    }
    return Mistake(
        f"{bytes_each:.0f} bytes a parameter",
        lambda n, a, room: max(0, math.floor((room - bytes_each * n) / a)),
        said[bytes_each],
    )


_BYTES = Exercise(
    id="scale-bytes",
    task="A device has room bytes. A model of n parameters is trained with Adam in mixed "
    "precision: parameters and gradients of 2 bytes, a float32 copy, Adam's two numbers in "
    "float32. The activations of one sequence take a bytes. Return how many sequences fit in a "
    "batch, a whole number, 0 if the model alone does not fit.",
    inputs=("n", "a", "room"),
    simple=((1e9, 5e8, 24e9), (2e9, 5e8, 24e9), _device(np.random.default_rng(0))),
    numbers=_device,
    reference=_fits,
    mistakes=(
        *(_holding(each) for each in (2.0, 4.0, 8.0, 12.0, 14.0)),
        Mistake(
            "a negative number",
            lambda n, a, room: math.floor((room - 16 * n) / a),
            "Right where the model fits. Where it does not, your number is negative.",
        ),
        Mistake(
            "not whole",
            lambda n, a, room: max(0.0, (room - 16 * n) / a),
            "A part of a sequence cannot be trained on: cut it off.",
        ),
        Mistake(
            "rounded up",
            lambda n, a, room: max(0, math.ceil((room - 16 * n) / a)),
            "The last of your sequences does not fit any more.",
        ),
        Mistake(
            "the model forgotten",
            lambda n, a, room: math.floor(room / a),
            "The room is not empty: the model is in it.",
        ),
        Mistake(
            "bytes left",
            lambda n, a, room: max(0.0, room - 16 * n),
            "Those are the bytes that are left. How many sequences fit into them?",
        ),
    ),
    hints=(
        "What is kept of each parameter? List it: the number itself, its gradient, …",
        "2 + 2 + 4 + 4 + 4 = 16 bytes a parameter. The rest is for activations.",
        "Divide what is left by a and cut off; max(0, …) where nothing is left.",
    ),
)

EXERCISES = (_WORKERS, _LIMIT, _BYTES)
