"""An exercise of notebook 02, *duck duck goose*: between which steps a duel is over."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "fight"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_STEPS = 2000


def fight(h0: Array, w: Array, u: float, h2: float, shares: Array, eta: float) -> tuple[int, str]:
    """Train with unit 1 switched off, until unit 2 is silent or its vote has turned.

    Parameters
    ----------
    h0, w : ndarray
        What comes in, and unit 2's row of W; both are trained.
    u, h2 : float
        Its vote and its output at the start.
    shares : ndarray
        What part each word has in h₀.
    eta : float
        The learning rate.

    Returns
    -------
    int, str
        The step, and "silent" or "turned"; "undecided" after the last step.

    Examples
    --------
    >>> duck = np.array([0.0, -1.3]), np.array([0.7, -0.3])
    >>> fight(*duck, -0.8, 0.79, np.array([2 / 3, 1 / 3]), 0.01)
    (85, 'silent')
    """
    h0, w, b2, words = h0.copy(), w.copy(), h2 - float(w @ h0), float(shares @ shares)
    for step in range(_STEPS):
        z = float(w @ h0 + b2)
        if z <= 0:
            return step, "silent"
        if u > 0:
            return step, "turned"
        r = 1 / (1 + np.exp(u * z))
        push = eta * r * u
        u += 2 * eta * r * z
        h0, w = h0 + push * words * w, w + push * h0
        b2 += push
    return _STEPS, "undecided"


def _when(
    h0: Array,
    w: Array,
    u: float,
    h2: float,
    shares: Array,
    eta: float,
    *,
    words: float | None = None,
    scaled: bool = True,
    root: bool = True,
    bars: bool = True,
    turned: bool = False,
    first: float | None = None,
    last: float = 0.5,
    two: float = 2,
    rate: float | None = None,
    lead: str = "voice",
) -> Array:
    """The two numbers of steps, with slips to choose from."""
    squares = float(shares @ shares) if words is None else words
    half = (1 + h0 @ h0 + squares * (w @ w)) / 2
    unit = float(np.sqrt(half) if root else half)
    A, B = -u, h2 / unit if scaled else h2
    gap = abs(A - B) if bars else A - B
    with np.errstate(invalid="ignore"):
        turns = np.log((A + B) / gap)
    leads = {"voice": u * h2, "bar": u * B, "sign": -u * h2}[lead]
    paces = np.array([1 / (1 + np.exp(leads)) if first is None else first, last])
    if np.isnan(last):  # the first pace, kept
        paces[1] = paces[0]
    c = 2 * (eta if rate is None else rate) * paces * unit
    both: Array = turns / (two * c)
    return both[::-1] if turned else both


def _ends_elsewhere(answer: Any, *inputs: Any) -> str | None:
    found = np.asarray(answer, dtype=float).ravel()
    if found.shape != (2,):
        return "two numbers are asked for, the earliest and the latest step"
    if np.allclose(found, _when(*inputs), rtol=0.01, atol=0):
        return None
    step, winner = fight(*inputs)
    what = f"in training unit 2 is {winner}" if winner == "silent" else "in training its vote turns"
    if found[0] <= step <= found[1]:
        return f"{what} at step {step}, between your two; but the formula says it more narrowly"
    return f"{what} at step {step}, and that is not between your two"


def _slip(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda *inputs: _when(*inputs, **slips), say)


def _without_bars(answer: Any, *inputs: Any) -> bool:
    """Recognise the logarithm of a negative number; where the vote is longer it is right."""
    found = np.asarray(answer, dtype=float)
    return bool(np.isnan(found).all() and np.isnan(_when(*inputs, bars=False)).all())


_BARS = (
    "Here the voice is the longer bar, and A − B is negative, so it has no logarithm. A was to be "
    "the longer bar, whichever that is."
)

_SHARES = ([1.0], [0.25, 0.75], [0.25, 0.25, 0.5], [0.2, 0.2, 0.6], [0.2, 0.8])


def _loud_starts(rng: Generator) -> Inputs:
    """The voice is the longer bar, so that bars are needed; the simple cases have both kinds."""
    while True:
        h0 = rng.choice([-1, 1], 2) * rng.integers(2, 15, 2) / 10
        w = rng.choice([-1, 1], 2) * rng.integers(8, 16, 2) / 10
        u = -float(rng.integers(6, 13)) / 10
        shares = np.array(_SHARES[int(rng.integers(1, len(_SHARES)))])
        unit = np.sqrt((1 + h0 @ h0 + shares @ shares * (w @ w)) / 2)
        h2 = round(float(rng.uniform(1.25, 1.6) * unit * -u), 2)
        inputs = h0.round(2), w.round(2), u, h2, shares, 0.005
        earliest, latest = _when(*inputs)
        if earliest > 60 and earliest + 3 < fight(*inputs)[0] < latest - 3:
            return inputs


_WHEN = Exercise(
    id="duck-when",
    task="Unit 1 is switched off, unit 2 votes for the wrong class. Given h₀, the row w of unit 2, "
    "its vote u and its output h₂ at the start, the share that each word has in h₀, and η, return "
    "two numbers: the earliest and the latest step at which the duel may be over, by the formula.",
    inputs=("h0", "w", "u", "h2", "shares", "eta"),
    simple=(
        (np.array([0.0, -1.3]), np.array([0.7, -0.3]), -0.8, 0.79, np.array([2 / 3, 1 / 3]), 0.01),
        (np.array([0.0, -1.3]), np.array([0.7, -0.3]), -0.8, 1.19, np.array([2 / 3, 1 / 3]), 0.005),
        (np.array([0.5, 0.4]), np.array([1.5, -1.2]), -1.0, 0.9, np.array([0.25, 0.75]), 0.005),
    ),
    numbers=_loud_starts,
    reference=_when,
    fault=_ends_elsewhere,
    tolerance=2e-3,
    mistakes=(
        _slip(
            "½ for r at both ends",
            "½ is r at the end, when the lead is 0. In the first step it is larger, and the pace "
            "faster.",
            first=0.5,
        ),
        _slip(
            "the first r kept",
            "That is r of the first step. The lead shrinks to 0 on the way: what is r then?",
            last=np.nan,
        ),
        _slip(
            "a 2 is missing",
            "Twice as many as it should be. There is a 2 in c, and another one before it: sum over "
            "difference shrinks by (1 − c)/(1 + c), which is nearly 1 − 2c.",
            two=1,
        ),
        _slip(
            "both 2s are missing",
            "Four times as many as it should be. There is a 2 in c, for two weights turn the vote; "
            "and another one before it.",
            two=0.5,
        ),
        Mistake(
            "|A − B| without the bars",
            lambda *inputs: _when(*inputs, bars=False),
            _BARS,
            _without_bars,
        ),
        _slip(
            "h₂ not in its unit",
            "Your second bar is h₂ itself. Which length of it is as good as a vote of length 1?",
            scaled=False,
        ),
        _slip(
            "the sentence of the notebook",
            "5/9 belongs to duck duck goose. This sentence has shares of its own.",
            words=5 / 9,
        ),
        _slip(
            "the words counted whole",
            "Each word enters h₀ with its share, and the shares add up to 1. Their squares do not.",
            words=1.0,
        ),
        _slip(
            "the words left out of K",
            "K misses what the embeddings add: they move as well.",
            words=0.0,
        ),
        _slip(
            "√ forgotten",
            "The voice is measured in units of √(K/2). Take the root.",
            root=False,
        ),
        _slip(
            "η of the notebook",
            "This η is not .01: take the one that is given.",
            rate=0.01,
        ),
        _slip(
            "the lead made of bars",
            "For r the lead of the logits counts, |u| times h₂ itself, and not the bar.",
            lead="bar",
        ),
        _slip(
            "the right class's probability",
            "r is the probability of the wrong class: at first it is more than ½, for unit 2 votes "
            "wrongly.",
            lead="sign",
        ),
        _slip(
            "earliest and latest exchanged",
            "The faster the pace, the sooner it is over. The first pace is the fastest.",
            turned=True,
        ),
    ),
    hints=(
        "First the two bars: the vote |u|, and the voice in its unit. Which is longer?",
        "K as in exercise 4. Then v = h₂/√(K/2), and c = 2ηr√(K/2) twice: with r of the first "
        "step, and with r = ½.",
        "r = 1/(1 + exp(u h₂)) at first. The steps are ln((|u| + v)/abs(|u| − v))/(2c), for either "
        "c; np.log is ln.",
    ),
    stops={"ValueError: math domain error": _BARS},
)

EXERCISES = (_WHEN,)
