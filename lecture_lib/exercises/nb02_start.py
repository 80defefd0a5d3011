"""An exercise of notebook 02, *duck duck goose*: the quietest start in which a voter turns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_ETA, _STEPS = 0.02, 2000
_MIX = np.array([2, 1]) / 3  # duck duck goose
_ROOM = 1.1  # how much louder than the line is still near it


def _silent_at(b2: float, E: Array, W: Array, U: Array) -> int | None:
    """Step at which unit 2 is silent; None if its vote turns first.  Unit 1 is switched off."""
    h0, w, b, u = E @ _MIX, W[1].copy(), b2, U[:, 1].copy()
    for step in range(_STEPS):
        z = float(w @ h0 + b)
        if z <= 0:
            return step
        if u[0] > u[1]:
            return None
        d_o = softmax(u * z) - [1, 0]
        d_z = float(u @ d_o)
        u -= _ETA * d_o * z
        h0, w = h0 - _ETA * d_z * (_MIX @ _MIX) * w, w - _ETA * d_z * h0
        b -= _ETA * d_z
    return None


def _line(E: Array, W: Array, U: Array) -> float:
    """h₂ on the line between the two ends."""
    h0, w = E @ _MIX, W[1]
    K = 1 + h0 @ h0 + _MIX @ _MIX * (w @ w)
    return float(np.sqrt(K / 2) * (U[1, 1] - U[0, 1]))


def _bias(h2: float, E: Array, W: Array) -> float:
    return float(h2 - W[1] @ E @ _MIX)


def _h2(answer: Any, E: Array, W: Array) -> float:
    return float(np.asarray(answer, dtype=float)) + float(W[1] @ E @ _MIX)


def _not_chosen(answer: Any, E: Array, W: Array, U: Array) -> str | None:
    h2 = _h2(answer, E, W)
    if not np.isfinite(h2):
        return "b₂ must be an ordinary number"
    step = _silent_at(h2 - float(W[1] @ E @ _MIX), E, W, U)
    if step is not None:
        return f"unit 2 is silent at step {step}"
    if h2 > _ROOM * _line(E, W, U):
        return f"unit 2 speaks on, but starts at {h2:.2f}: a quieter start would do"
    return None


def _just_above(E: Array, W: Array, U: Array) -> float:
    return _bias(1.05 * _line(E, W, U), E, W)


def _share(keep: tuple[float, float, float], E: Array, W: Array, U: Array) -> float:
    """The bias that is found with only a part of K."""
    h0, w = E @ _MIX, W[1]
    K = keep[0] + keep[1] * (h0 @ h0) + keep[2] * (w @ w)
    return _bias(1.05 * float(np.sqrt(K / 2)) * (U[1, 1] - U[0, 1]), E, W)


def _near(wrong: Any) -> Any:
    """Recognise an answer whose h₂ is a wrong line's, or up to a tenth above it."""

    def fits(answer: Any, E: Array, W: Array, U: Array) -> bool:
        return bool(0.94 < _h2(answer, E, W) / _h2(wrong(E, W, U), E, W) < 1.06)

    return fits


def _starts(rng: Generator) -> Inputs:
    while True:
        E = (rng.integers(-15, 16, (2, 2)) / 10).round(2)
        W = (rng.choice([-1, 1], (2, 2)) * rng.integers(5, 11, (2, 2)) / 10).round(2)
        u = rng.integers(3, 8) / 10
        U = np.array([[0.0, -u], [0.0, u - 0.1]]).round(2)
        h0 = E @ _MIX
        if (
            0.6 < float(h0 @ h0) < 2
            and abs(float(W[1] @ h0)) > 0.2
            and _not_chosen(_just_above(E, W, U), E, W, U) is None
            and _not_chosen(_no_words(E, W, U), E, W, U)
        ):
            return E, W, U


def _no_words(E: Array, W: Array, U: Array) -> float:
    return _share((1, 1, 0), E, W, U)


def _no_row(E: Array, W: Array, U: Array) -> float:
    return _share((1, 0, 5 / 9), E, W, U)


def _whole_word(E: Array, W: Array, U: Array) -> float:
    return _share((1, 1, 1), E, W, U)


def _half_forgotten(E: Array, W: Array, U: Array) -> float:
    return _bias(1.05 * np.sqrt(2) * _line(E, W, U), E, W)


def _loudness(E: Array, W: Array, U: Array) -> float:
    return 1.05 * _line(E, W, U)


_CHOOSE = Exercise(
    id="duck-choose",
    task="Unit 1 is switched off, unit 2 votes for the wrong class. Given E, W and U, return the "
    "bias b₂ with which unit 2 speaks on in training on duck duck goose (first class), though it "
    "starts at most a tenth above the dashed line.",
    inputs=("E", "W", "U"),
    simple=(
        (
            np.array([[0.05, -0.1], [-1.5, -0.9]]),
            np.array([[0.9, 1.0], [0.7, -0.3]]),
            np.array([[0.0, -0.5], [-0.9, 0.3]]),
        ),
        (
            np.array([[0.6, 0.3], [0.3, 0.6]]),
            np.array([[0.0, 0.0], [1.0, -1.0]]),
            np.array([[0.0, -0.3], [0.0, 0.5]]),
        ),
        (
            np.array([[-1.0, -0.4], [0.9, 1.2]]),
            np.array([[0.5, 0.5], [-0.8, 0.9]]),
            np.array([[0.0, -0.5], [0.0, 0.5]]),
        ),
    ),
    numbers=_starts,
    reference=_just_above,
    fault=_not_chosen,
    mistakes=(
        Mistake(
            "h₂, not b₂",
            _loudness,
            "That is how loud unit 2 should be at the start. It is the bias that is asked for: "
            "what does w · h₀ give already?",
            lambda answer, E, W, U: bool(
                0.94 < float(np.asarray(answer, dtype=float)) / _loudness(E, W, U) < 1.06
            ),
        ),
        Mistake(
            "the words left out of K",
            _no_words,
            "K misses what the two embeddings add: they move as well, and push z₂ down with them.",
            _near(_no_words),
        ),
        Mistake(
            "the row left out of K",
            _no_row,
            "K misses what the row w adds. How does z₂ depend on it?",
            _near(_no_row),
        ),
        Mistake(
            "the words counted whole",
            _whole_word,
            "duck enters h₀ with two thirds and goose with one: their squares do not add up to 1.",
            _near(_whole_word),
        ),
        Mistake(
            "½ forgotten",
            _half_forgotten,
            "The line is √(K/2) |u|, not √K |u|: both δ₁ and δ₂ turn the vote.",
            _near(_half_forgotten),
        ),
        Mistake(
            "too quiet",
            lambda E, W, U: _bias(0.5 * _line(E, W, U), E, W),
            "Unit 2 is silenced before its vote has turned. Where is the line for this start?",
            lambda answer, E, W, U: (
                _silent_at(float(np.asarray(answer, float)), E, W, U) is not None
            ),
        ),
        Mistake(
            "louder than need be",
            lambda E, W, U: _bias(2 * _line(E, W, U), E, W),
            "Unit 2 lives, but a quieter start would do. Work out K and the line, and go 5 % above "
            "it.",
            lambda answer, E, W, U: 3 > _h2(answer, E, W) / _line(E, W, U) > _ROOM,
        ),
    ),
    hints=(
        "Fill in the table of K for this start. Then where is the dashed line?",
        "K = 1 + ‖h₀‖² + 5/9 ‖w‖², with w the second row of W and h₀ = E @ [2/3, 1/3].",
        "Aim at h₂ = 1.05 √(K/2) (U₂₂ − U₁₂), and take b₂ = h₂ − w · h₀.",
    ),
)

EXERCISES = (_CHOOSE,)
