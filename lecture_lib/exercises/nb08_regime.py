"""Exercise of notebook 08: what a run tells of its mode."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _mode(scaled: float, beta: float, start: float = 1.0) -> Inputs:
    """Forty steps of a mode from rest; ``scaled`` is ηλ."""
    return ((start * theory.mode_path(scaled, beta, 1.0, 40)).round(10),)


def regime(x: Array) -> str:
    """Name what a run does, from its later half."""
    late = np.asarray(x, dtype=float)[len(x) // 2 :]
    if abs(late[-1]) > abs(late[0]) and np.all(late[1:] * late[:-1] < 0):
        return "diverges"
    changes = int(np.sum(late[1:] * late[:-1] < 0))
    return "zig-zags" if changes == len(late) - 1 else "swings" if changes else "creeps"


def regime_fault(answer: Any, x: Array) -> str | None:
    """Say what the run does, unless the word for it is right."""
    if isinstance(answer, str) and answer == regime(x):
        return None
    late = np.asarray(x, dtype=float)[len(x) // 2 :]
    changes = int(np.sum(late[1:] * late[:-1] < 0))
    first, last = abs(late[0]), abs(late[-1])
    return (
        f"in its last {len(late) - 1} steps this run changes sides {changes} times, and its "
        f"distance from 0 goes from {first:.2g} to {last:.2g}"
    )


def _any_mode(rng: Generator) -> Inputs:
    beta = float(rng.choice([0.3, 0.4, 0.5]))
    low, high, edge = (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2, 2 * (1 + beta)
    return _mode(
        [0.5 * low, low + 0.4 * (high - low), high + 0.5 * (edge - high), 1.02 * edge][
            int(rng.integers(4))
        ],
        beta,
        float(rng.choice([-1.0, 1.0])),
    )


def _many(x: Array) -> bool:
    """Whether a run changes sides at more than half of its steps."""
    return bool(2 * np.sum(np.asarray(x[1:]) * x[:-1] < 0) > len(x) - 1)


def _by_share(x: Array) -> str:
    """Judge by the share of changes, and count nearly all as all, nearly none as none."""
    share = float(np.mean(np.asarray(x[1:]) * x[:-1] < 0))
    word = "zig-zags" if share > 0.9 else "swings" if share > 0.1 else "creeps"
    return "diverges" if regime(x) == "diverges" else word


def _renamed(**names: str) -> Any:
    """The right word, except for those that are taken for another."""
    return lambda x: names.get(regime(x).replace("-", "_"), regime(x))


_REGIME = Exercise(
    id="momentum-regime",
    task="x holds the first 41 positions of one mode around its minimum 0. Return the word for "
    'what it does: "creeps", "swings", "zig-zags" or "diverges".',
    inputs=("x",),
    simple=tuple(
        _mode(*setting)
        for setting in (
            (0.1, 0.25),
            (0.3, 0.8),
            (2.2, 0.2),
            (2.0, 0.5),
            (3.17, 0.6),
            (2.7, 0.3),
            (2.7, 0.3, -1.0),
            (0.1, 0.25, -2.0),
            (0.014, 0.81),  # a slow swing: one change of side
            (2.88, 0.5),  # a fast one: 38 changes in 40 steps
            (3.612, 0.81),  # still above its start after 40 steps, and shrinking
        )
    ),
    numbers=_any_mode,
    reference=regime,
    mistakes=(
        Mistake(
            "it rose, so it diverges",
            lambda x: "diverges" if np.max(np.abs(x)) > abs(x[0]) + 1e-9 else regime(x),
            "A run may rise at first and still shrink in the end. Look at the later half.",
        ),
        Mistake(
            "the last position against the first",
            lambda x: "diverges" if abs(x[-1]) > abs(x[0]) else regime(x),
            "A run may rise far above its start and still shrink in the end. "
            "Look at the later half.",
        ),
        Mistake(
            "each change of side is a zig-zag",
            _renamed(swings="zig-zags"),
            "A zig-zag changes sides at every single step. Does this run?",
        ),
        Mistake(
            "each change of side is a swing",
            _renamed(zig_zags="swings"),
            "What changes sides at every single step has negative roots.",
        ),
        Mistake(
            "swings and zig-zags exchanged",
            _renamed(swings="zig-zags", zig_zags="swings"),
            "These two words stand in each other's place.",
        ),
        Mistake(
            "many changes of side",
            lambda x: "zig-zags" if regime(x) == "swings" and _many(x) else regime(x),
            "A fast swing changes sides often, too. A zig-zag does at every single step.",
        ),
        Mistake(
            "nearly all is all",
            _by_share,
            "A slow swing changes sides once, a fast one nearly always. One exception tells.",
        ),
        Mistake(
            "growth not seen",
            _renamed(diverges="zig-zags"),
            "Compare the sizes of early and late positions as well.",
        ),
        Mistake(
            "the last position without its size",
            lambda x: "diverges" if x[-1] > x[0] else _renamed(diverges="zig-zags")(x),
            "A run that diverges may end far below 0, too: compare sizes.",
        ),
        *(
            Mistake(
                f"always {word!r}",
                lambda x, word=word: word,
                "The same word for every run. What do the signs of successive positions do?",
            )
            for word in ("creeps", "swings", "zig-zags", "diverges")
        ),
    ),
    hints=(
        "What do the signs of successive positions do in each of the four cases?",
        "Multiply each position by the next: the product is negative where x changes sides.",
        "Take the later half. All products negative: zig-zags, or diverges if sizes grow. "
        "None: creeps. Some: swings.",
    ),
    fault=regime_fault,
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)


EXERCISES = (_REGIME,)
