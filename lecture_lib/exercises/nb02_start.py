"""An exercise of notebook 02, *duck duck goose*: a start in which a voter turns its vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from .nb02_time import fight

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Start = Callable[..., float]

_ETA = 0.02
_DUCK = 5 / 9  # squares of the shares in the sentence of the notebook
_AIM = 1.1  # how far above the line to start
_NEAR = 0.02  # and how exactly
_AIMS = (0.9, 1.0, 1.01, 1.05, _AIM, 1.15, 1.2, 1.25, 1.5, 2.0)  # what else students aim at


def _silent_at(b2: float, h0: Array, w: Array, u: float, shares: Array) -> int | None:
    """Step at which unit 2 is silent; None if its vote turns first.  Unit 1 is switched off."""
    step, winner = fight(h0, w, u, float(w @ h0 + b2), shares, _ETA)
    return step if winner == "silent" else None


def _start(
    h0: Array,
    w: Array,
    u: float,
    shares: Array,
    aim: float = _AIM,
    *,
    keep: tuple[float, float] = (1, 1),
    words: float | None = None,
    half: float = 0.5,
) -> float:
    """The bias for an h₂ so far above the line, or above one with another K."""
    squares = float(shares @ shares) if words is None else words
    K = keep[0] + keep[1] * (h0 @ h0) + squares * (w @ w)
    return float(aim * np.sqrt(half * K) * -u - w @ h0)


def _line(h0: Array, w: Array, u: float, shares: Array) -> float:
    """h₂ on the line between the two ends."""
    return _start(h0, w, u, shares, 1.0) + float(w @ h0)


def _h2(answer: Any, h0: Array, w: Array) -> float:
    return float(np.asarray(answer, dtype=float)) + float(w @ h0)


def _not_chosen(answer: Any, h0: Array, w: Array, u: float, shares: Array) -> str | None:
    h2 = _h2(answer, h0, w)
    if not np.isfinite(h2):
        return "b₂ must be an ordinary number"
    step = _silent_at(h2 - float(w @ h0), h0, w, u, shares)
    if step is not None:
        return f"unit 2 is silent at step {step}"
    if _is_elsewhere(h2 - float(w @ h0), h0, w, u, shares):
        return f"unit 2 speaks on, but h₂ = {h2:.2f} is not 1.1 times the line"
    return None


def _is_elsewhere(answer: float, h0: Array, w: Array, u: float, shares: Array) -> bool:
    return abs(_h2(answer, h0, w) / _line(h0, w, u, shares) - _AIM) > _NEAR


def _loudness(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return aim * _line(h0, w, u, shares)


def _added(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return aim * _line(h0, w, u, shares) + float(w @ h0)


def _sign_of_u(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return -aim * _line(h0, w, u, shares) - float(w @ h0)


def _no_words(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, words=0)


def _no_row(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, keep=(1, 0))


def _no_bias(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, keep=(0, 1))


def _whole_words(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, words=1)


def _duck_again(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, words=_DUCK)


def _first_word(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, words=float(shares[0]) ** 2)


def _one_each(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, words=1 / len(shares))


def _number(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, words=len(shares))


def _exchanged(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    K = 1 + (shares @ shares) * (h0 @ h0) + w @ w
    return float(aim * np.sqrt(K / 2) * -u - w @ h0)


def _half_forgotten(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return _start(h0, w, u, shares, aim, half=1)


def _lengths(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    K = 1 + np.sqrt(h0 @ h0) + (shares @ shares) * np.sqrt(w @ w)
    return float(aim * np.sqrt(K / 2) * -u - w @ h0)


def _row_length(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    K = 1 + h0 @ h0 + (shares @ shares) * np.sqrt(w @ w)
    return float(aim * np.sqrt(K / 2) * -u - w @ h0)


def _no_unit(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return float(aim * -u - w @ h0)


def _copied(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    return float(aim * 1.23 * -u - w @ h0)


def _no_root(h0: Array, w: Array, u: float, shares: Array, aim: float = _AIM) -> float:
    K = 1 + h0 @ h0 + (shares @ shares) * (w @ w)
    return float(aim * K / 2 * -u - w @ h0)


def _a_tenth_added(h0: Array, w: Array, u: float, shares: Array) -> float:
    return _start(h0, w, u, shares, 1.0) + 0.1


def _formula(wrong: Start, aims: tuple[float, ...] = _AIMS[1:6]) -> Callable[..., bool]:
    """Recognise a formula by its number, whatever it aims at."""

    def fits(answer: Any, *inputs: Any) -> bool:
        found = float(np.asarray(answer, dtype=float))
        return any(bool(np.isclose(found, wrong(*inputs, a), rtol=3e-4, atol=0)) for a in aims)

    return fits


def _lands(low: float, high: float) -> Callable[..., bool]:
    """Recognise an answer by where it starts, as a multiple of the line."""

    def fits(answer: Any, h0: Array, w: Array, u: float, shares: Array) -> bool:
        return bool(low <= _h2(answer, h0, w) / _line(h0, w, u, shares) < high)

    return fits


def _slip(name: str, wrong: Start, say: str) -> Mistake:
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
        "K misses what the embeddings add: they move as well, and push z₂ down with them.",
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
        "Each word enters h₀ with its share, and the shares add up to 1. Their squares do not.",
    ),
    _slip(
        "the sentence of the notebook",
        _duck_again,
        "5/9 belongs to duck duck goose. This sentence has shares of its own.",
    ),
    _slip(
        "only the first word",
        _first_word,
        "K misses words: the embedding of each word in the sentence moves, and adds its part.",
    ),
    _slip(
        "each word the same",
        _one_each,
        "You count each word alike. A word with a large share moves z₂ more: take its own share.",
    ),
    _slip(
        "the number of words",
        _number,
        "You count each word with the factor w. It enters h₀ with its share only.",
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
        "‖w‖ for its square",
        _row_length,
        "You took the length of w in K. Factors count with their squares, and so does the length.",
    ),
    _slip(
        "the unit left out",
        _no_unit,
        "Here h₂ is compared with the vote itself. In which unit is the voice measured?",
    ),
    _slip(
        "the unit of the notebook",
        _copied,
        "1.23 belongs to the start in the text. Here h₀, w and the words are others: find K anew.",
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


_SHARES = ([1.0], [0.25, 0.75], [0.25, 0.25, 0.5], [0.2, 0.2, 0.6], [0.2, 0.8])


def _starts(rng: Generator) -> Inputs:
    while True:
        h0 = rng.choice([-1, 1], 2) * rng.integers(2, 15, 2) / 10
        w = rng.choice([-1, 1], 2) * rng.integers(5, 16, 2) / 10
        u = -float(rng.integers(4, 13)) / 10
        shares = np.array(_SHARES[int(rng.integers(1, len(_SHARES)))])
        inputs = h0.round(2), w.round(2), u, shares
        if (
            abs(float(w @ h0)) > 0.2
            and _not_chosen(_start(*inputs), *inputs) is None
            and _is_elsewhere(_a_tenth_added(*inputs), *inputs)
            and all(_is_elsewhere(slip.wrong(*inputs), *inputs) for slip in _SLIPS)
        ):
            return inputs


_CHOOSE = Exercise(
    id="duck-choose",
    task="Unit 1 is switched off, unit 2 votes for the wrong class. Given h₀, the row w of unit 2, "
    "its vote u and the share that each word has in h₀, return the bias b₂ with which h₂ is 1.1 "
    "times the line. Training on this sentence (first class) must not silence unit 2.",
    inputs=("h0", "w", "u", "shares"),
    simple=(
        (np.array([0.0, -1.3]), np.array([0.7, -0.3]), -0.8, np.array([2 / 3, 1 / 3])),
        (np.array([0.5, 0.4]), np.array([1.5, -1.2]), -0.8, np.array([1.0])),
        (np.array([-1.2, 1.0]), np.array([0.5, -0.6]), -1.0, np.array([0.25, 0.75])),
        (np.array([-0.3, 0.2]), np.array([0.9, -1.1]), -1.0, np.array([0.25, 0.25, 0.5])),
        (np.array([0.9, -0.7]), np.array([0.8, -0.9]), -0.5, np.array([0.5, 0.5])),
    ),
    numbers=_starts,
    reference=_start,
    fault=_not_chosen,
    mistakes=(
        Mistake(
            "the line itself",
            lambda h0, w, u, shares: _start(h0, w, u, shares, 1.0),
            "That is the line, to the digit. The rule is not exact, since h₀ and w drift: start at "
            "1.1 times its height.",
            _formula(_start, (1.0,)),
        ),
        Mistake(
            "a tenth of 1, not of the line",
            _a_tenth_added,
            "Your line is right. A tenth above it means 1.1 times the line, not the line and .1.",
            lambda answer, *inputs: bool(
                np.isclose(float(np.asarray(answer)), _a_tenth_added(*inputs), rtol=2e-3, atol=0)
            ),
        ),
        Mistake(
            "the right line, not 1.1 times",
            lambda h0, w, u, shares: _start(h0, w, u, shares, 1.25),
            "Your line is right. Start at 1.1 times its height.",
            _formula(_start, _AIMS),
        ),
        *_SLIPS,
        Mistake(
            "too quiet",
            lambda h0, w, u, shares: _start(h0, w, u, shares, 0.47),
            "This start is below the line. Work out K by hand for the case shown, factor by "
            "factor, and then the line.",
            _lands(0, 1),
        ),
        Mistake(
            "silent from the start",
            lambda h0, w, u, shares: -1.0 - float(w @ h0),
            "With this bias z₂ is below 0 before the first step. How loud should unit 2 be?",
            _lands(-np.inf, 0),
        ),
        Mistake(
            "above the line, elsewhere",
            lambda h0, w, u, shares: _start(h0, w, u, shares, 2.7),
            "This start is above the line, but not at 1.1 times it. Work out K by hand for the "
            "case shown, factor by factor, and then the line.",
            _lands(1, np.inf),
        ),
    ),
    hints=(
        "First K for this start and this sentence, then the line, then the bias that lifts z₂ "
        "there.",
        "As in the text: the bias adds 1 to K, the row of W adds ‖h₀‖². What does a word with the "
        "share s add?",
        "The line is at h₂ = √(K/2) (−u). Aim at 1.1 times that. What w · h₀ does not give of it, "
        "the bias must.",
    ),
)

EXERCISES = (_CHOOSE,)
