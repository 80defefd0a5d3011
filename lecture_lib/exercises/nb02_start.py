"""An exercise of notebook 02, *duck duck goose*: a start in which a voter turns, and no louder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Start = Callable[[Array, Array, float, float], float]

_ETA, _STEPS = 0.02, 2000
_WORDS = 5 / 9  # squares of the shares of duck, two thirds, and of goose, one
_MARGIN = 1.1  # how far above the line to aim
_ROOM = 1.2  # and how far is too far
_AIMS = (1.0, 1.05, _MARGIN, 1.15, _ROOM)  # what else students aim at


def _silent_at(b2: float, h0: Array, w: Array, u: float) -> int | None:
    """Step at which unit 2 is silent; None if its vote turns first.  Unit 1 is switched off."""
    h0, w = h0.copy(), w.copy()
    for step in range(_STEPS):
        z = float(w @ h0 + b2)
        if z <= 0:
            return step
        if u > 0:
            return None
        r = 1 / (1 + np.exp(u * z))
        push = _ETA * r * u
        u += 2 * _ETA * r * z
        h0, w = h0 + push * _WORDS * w, w + push * h0
        b2 += push
    return None


def _start(
    h0: Array,
    w: Array,
    u: float,
    aim: float = _MARGIN,
    *,
    keep: tuple[float, float, float] = (1, 1, _WORDS),
    half: float = 0.5,
) -> float:
    """The bias for an h₂ so far above the line, or above one with another K."""
    K = keep[0] + keep[1] * (h0 @ h0) + keep[2] * (w @ w)
    return float(aim * np.sqrt(half * K) * -u - w @ h0)


def _line(h0: Array, w: Array, u: float) -> float:
    """h₂ on the line between the two ends."""
    return _start(h0, w, u, 1.0) + float(w @ h0)


def _h2(answer: Any, h0: Array, w: Array) -> float:
    return float(np.asarray(answer, dtype=float)) + float(w @ h0)


def _not_chosen(answer: Any, h0: Array, w: Array, u: float) -> str | None:
    h2 = _h2(answer, h0, w)
    if not np.isfinite(h2):
        return "b₂ must be an ordinary number"
    step = _silent_at(h2 - float(w @ h0), h0, w, u)
    if step is not None:
        return f"unit 2 is silent at step {step}"
    if h2 > (_ROOM + 1e-6) * _line(h0, w, u):
        return f"unit 2 speaks on, but starts at {h2:.2f}: a quieter start would do"
    return None


def _loudness(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return aim * _line(h0, w, u)


def _added(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return aim * _line(h0, w, u) + float(w @ h0)


def _sign_of_u(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return -aim * _line(h0, w, u) - float(w @ h0)


def _no_words(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return _start(h0, w, u, aim, keep=(1, 1, 0))


def _no_row(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return _start(h0, w, u, aim, keep=(1, 0, _WORDS))


def _no_bias(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return _start(h0, w, u, aim, keep=(0, 1, _WORDS))


def _whole_words(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return _start(h0, w, u, aim, keep=(1, 1, 1))


def _exchanged(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return _start(h0, w, u, aim, keep=(1, _WORDS, 1))


def _half_forgotten(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    return _start(h0, w, u, aim, half=1)


def _lengths(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    K = 1 + np.sqrt(h0 @ h0) + _WORDS * np.sqrt(w @ w)
    return float(aim * np.sqrt(K / 2) * -u - w @ h0)


def _no_root(h0: Array, w: Array, u: float, aim: float = _MARGIN) -> float:
    K = 1 + h0 @ h0 + _WORDS * (w @ w)
    return float(aim * K / 2 * -u - w @ h0)


def _formula(wrong: Start) -> Callable[..., bool]:
    """Recognise a formula by its number, whatever it aims at."""

    def fits(answer: Any, h0: Array, w: Array, u: float) -> bool:
        found = float(np.asarray(answer, dtype=float))
        return any(bool(np.isclose(found, wrong(h0, w, u, a), rtol=2e-3, atol=0)) for a in _AIMS)

    return fits


def _lands(low: float, high: float) -> Callable[..., bool]:
    """Recognise an answer by where it starts, as a multiple of the line."""
    return lambda answer, h0, w, u: bool(low <= _h2(answer, h0, w) / _line(h0, w, u) < high)


def _slip(name: str, wrong: Callable[..., float], say: str) -> Mistake:
    return Mistake(name, wrong, say, _formula(wrong))


_SLIPS = (
    _slip(
        "h₂, not b₂",
        _loudness,
        "That is how loud unit 2 should be at the start. It is the bias that is asked for: what "
        "does w · h₀ give already?",
    ),
    _slip(
        "w · h₀ added",
        _added,
        "What w · h₀ gives already, the bias need not give: h₂ = w · h₀ + b₂.",
    ),
    _slip(
        "the sign of u",
        _sign_of_u,
        "u is negative for a wrong vote, and h₂ must be above 0: the line is at √(K/2) (−u).",
    ),
    _slip(
        "the words left out of K",
        _no_words,
        "K misses what the two embeddings add: they move as well, and push z₂ down with them.",
    ),
    _slip(
        "the row left out of K",
        _no_row,
        "K misses what the row w adds. How does z₂ depend on it?",
    ),
    _slip(
        "the bias left out of K",
        _no_bias,
        "K misses what the bias adds: z₂ depends on it with the factor 1.",
    ),
    _slip(
        "the words counted whole",
        _whole_words,
        "duck enters h₀ with two thirds and goose with one. Their squares do not add up to 1.",
    ),
    _slip(
        "h₀ and w exchanged",
        _exchanged,
        "z₂ depends on the row w with the factor h₀, and on the words with shares of w. Yours has "
        "them the other way round.",
    ),
    _slip(
        "lengths, not squares",
        _lengths,
        "Factors count with their squares: a step goes along the slope, and the slope counts once "
        "more. So it is the squared length of h₀, and of w.",
    ),
    _slip(
        "½ forgotten",
        _half_forgotten,
        "The line is at √(K/2) (−u), not √K (−u): two weights turn the vote.",
    ),
    _slip(
        "√ forgotten",
        _no_root,
        "It is h₂² that is compared with K u²/2. Take the root of K/2 as well.",
    ),
)


def _starts(rng: Generator) -> Inputs:
    while True:
        h0 = rng.choice([-1, 1], 2) * rng.integers(2, 15, 2) / 10
        w = rng.choice([-1, 1], 2) * rng.integers(5, 16, 2) / 10
        u = -float(rng.integers(4, 13)) / 10
        inputs = h0.round(2), w.round(2), u
        if (
            abs(float(w @ h0)) > 0.2
            and _not_chosen(_start(*inputs), *inputs) is None
            and _not_chosen(_no_words(*inputs), *inputs)
            and _not_chosen(_whole_words(*inputs), *inputs)
        ):
            return inputs


_CHOOSE = Exercise(
    id="duck-choose",
    task="Unit 1 is switched off, unit 2 votes for the wrong class. Given h₀, the row w of unit 2 "
    "and its vote u, return the bias b₂ with which h₂ starts a tenth above the dashed line. "
    "Training on duck duck goose (first class) must not silence it.",
    inputs=("h0", "w", "u"),
    simple=(
        (np.array([0.0, -1.3]), np.array([0.7, -0.3]), -0.8),
        (np.array([0.5, 0.4]), np.array([1.5, -1.2]), -0.8),
        (np.array([-1.2, 1.0]), np.array([0.5, -0.6]), -1.0),  # h₀ drifts towards 0
        (np.array([-0.3, 0.2]), np.array([0.4, -0.6]), -1.0),
        (np.array([0.9, -0.7]), np.array([0.8, -0.9]), -0.5),  # without a bias it is too loud
    ),
    numbers=_starts,
    reference=_start,
    fault=_not_chosen,
    mistakes=(
        Mistake(
            "too near the line",
            lambda h0, w, u: _start(h0, w, u, 0.97),
            "You are on the line, or nearly. The rule is not exact, since h₀ and w drift: start a "
            "tenth above it.",
            _lands(0.95, 1.09),
        ),
        *_SLIPS,
        Mistake(
            "too quiet",
            lambda h0, w, u: _start(h0, w, u, 0.5),
            "Unit 2 is silenced before its vote has turned. Where is the line for this start?",
            _lands(0, 1),
        ),
        Mistake(
            "silent from the start",
            lambda h0, w, u: -1.0 - float(w @ h0),
            "With this bias z₂ is below 0 before the first step. How loud should unit 2 be?",
            _lands(-np.inf, 0),
        ),
        Mistake(
            "louder than need be",
            lambda h0, w, u: _start(h0, w, u, 2),
            "Unit 2 lives, but a quieter start would do. Work out K and the line, and start a "
            "tenth above it.",
            _lands(_ROOM, 3),
        ),
    ),
    hints=(
        "First K for this start, then the line, then the bias that lifts z₂ there.",
        "K = 1 + ‖h₀‖² + 5/9 ‖w‖², as in the text. The line is at h₂ = √(K/2) (−u).",
        "Aim at h₂ = 1.1 √(K/2) (−u). What w · h₀ does not give of it, the bias must.",
    ),
)

EXERCISES = (_CHOOSE,)
