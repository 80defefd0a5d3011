"""Exercise of notebook 08: when momentum pays."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "best_loss"]

Array = NDArray[np.float64]


@np.errstate(all="ignore")  # too long a step diverges
def _losses(lams: ArrayLike, variance: float, steps: int, eta: ArrayLike, beta: float) -> Array:
    """Expected loss after some steps over the first one, at each η: exact.

    With x' = a x − β x₋ + ηε the squares E x², E x₋², E x x₋ and 1 go on by one matrix: what is
    left after all steps is its power.
    """
    lam, rate = np.asarray(lams, dtype=float), np.asarray(eta, dtype=float)[:, None]
    a = 1 + beta - rate * lam
    step = np.zeros((*a.shape, 4, 4))
    step[..., 0, 0], step[..., 0, 1], step[..., 0, 2] = a**2, beta**2, -2 * a * beta
    step[..., 0, 3] = rate**2 * variance
    step[..., 1, 0] = step[..., 3, 3] = 1
    step[..., 2, 0], step[..., 2, 2] = a, -beta
    square = np.linalg.matrix_power(step, steps)[..., 0, :].sum(axis=-1)  # all four begin at 1
    return np.asarray(np.nan_to_num(np.sum(lam * square, axis=1) / lam.sum(), nan=np.inf))


def best_loss(lams: ArrayLike, variance: float, steps: int, beta: float) -> float:
    """Return the least expected loss over all η, as a part of the first.

    >>> best_loss([0.01, 1.0], 0.0, 50, 0.9) < best_loss([0.01, 1.0], 0.0, 50, 0.0)
    True
    """
    eta = np.geomspace(0.002, 1.99 * (1 + beta), 40) / np.max(lams)
    return float(_losses(lams, variance, steps, eta, beta).min())


def _ratio(lams: Array, variance: float, steps: int) -> float:
    """Best loss of SGD over the best of β = 0.9."""
    return _ratio_of(tuple(np.ravel(lams).tolist()), variance, steps)


@cache  # asked for the same few bowls by every known mistake
def _ratio_of(lams: tuple[float, ...], variance: float, steps: int) -> float:
    return best_loss(lams, variance, steps, 0.0) / best_loss(lams, variance, steps, 0.9)


def _pays(lams: Array, variance: float, steps: int) -> bool:
    return _ratio(lams, variance, steps) > 1.5


def _same_rate(lams: Array, variance: float, steps: int) -> bool:
    """Both at SGD's best η."""
    eta = np.geomspace(0.002, 1.99, 40) / np.max(lams)
    plain = _losses(lams, variance, steps, eta, 0.0)
    ball = _losses(lams, variance, steps, eta[[plain.argmin()]], 0.9)
    return bool(plain.min() > 1.5 * ball[0])


def _best_step(lams: Array, variance: float, steps: int) -> float:
    """The u = η/(1 − β) at which what flat modes leave and the noise are least together."""
    u = np.geomspace(0.002, 200, 400)[:, None] / np.max(lams)
    left = np.sum(lams / 2 * np.exp(-2 * lams * u * steps), axis=1)
    return float(u[np.argmin(left + len(lams) * variance * u[:, 0] / 4), 0])


def _by_edges(lams: Array, variance: float, steps: int, room: float, power: float) -> bool:
    """Judge by what flat modes leave and the noise, each rule up to its edge.

    ``room`` is momentum's edge of u over SGD's, and ``power`` the exponent over −uλT.
    """
    u = np.geomspace(0.002, 200, 400) / np.max(lams)
    left = np.sum(lams / 2 * np.exp(-power * lams * u[:, None] * steps), axis=1)
    loss = left + len(lams) * variance * u / 4
    plain, ball = (loss[u < edge / np.max(lams)].min() for edge in (2, 2 * room))
    return bool(plain > 1.5 * ball)


def _slowest_alone(lams: Array, variance: float, steps: int) -> bool:
    """Judge by what the mode of the smallest curvature leaves, and its noise."""
    u = np.geomspace(0.002, 200, 400) / np.max(lams)
    slow = float(np.min(lams))
    loss = slow / 2 * np.exp(-2 * slow * u * steps) + variance * u / 4
    plain, ball = (loss[u < edge / np.max(lams)].min() for edge in (2, 38))
    return bool(plain > 1.5 * ball)


def pays_fault(answer: Any, lams: Array, variance: float, steps: int) -> str | None:
    """Say what both leave at their best, unless the answer is right."""
    if not isinstance(answer, bool | np.bool_):
        return "return True or False"
    if bool(answer) == _pays(lams, variance, steps):
        return None
    plain, ball = (best_loss(lams, variance, steps, beta) for beta in (0.0, 0.9))
    return (
        f"L = {np.max(lams):g}, κ = {np.max(lams) / np.min(lams):g}, σ² = {variance:g}, "
        f"{steps} steps: SGD leaves at best {plain:.3g} of the loss, and β = 0.9 {ball:.3g}"
    )


def _modes(low: float, L: float, count: int = 30) -> Array:
    return (L * np.logspace(low, 0, count)).round(8)


def _any_bowl(rng: np.random.Generator) -> Inputs:
    L = float(rng.choice([0.5, 2.0, 5.0]))
    variance = L**2 * float(rng.choice([1e-3, 3e-7]))  # clearly noisy, clearly not
    return _modes(-4, L), variance, int(rng.choice([500, 600, 700]))


_PAYS = Exercise(
    id="momentum-pays",
    task="A bowl has the curvatures lams, and each gradient has noise of this variance in each "
    "mode; all modes start at 1. Return whether after so many steps β = 0.9 at its best η has a "
    "loss more than 1.5 times lower than SGD at its own. No case is close to 1.5.",
    inputs=("lams", "variance", "steps"),
    simple=(
        (_modes(-4, 1.0), 1e-6, 560),
        (_modes(-4, 1.0), 1e-3, 560),
        (np.append(1e-9, _modes(-4, 1.0)), 1e-6, 560),  # the slowest mode tells nothing
        (_modes(-4, 1.0), 1e-5, 6000),
        (_modes(-4, 0.1), 2e-6, 560),
        (_modes(-4, 8.0), 2e-4, 560),
        (_modes(-3, 1.0), 1e-5, 300),
        (_modes(-0.3, 1.0), 1e-6, 20),
        (np.array([5e-4, 1.0]), 1e-8, 80),  # little room is not enough: 1.9 times SGD's u
        (np.array([2.7e-5, 1.0]), 1e-10, 400),  # nor is half of it
        (np.array([7e-6, 1.0]), 1e-10, 400),  # and room without an end is too much
    ),
    numbers=_any_bowl,
    reference=_pays,
    mistakes=(
        Mistake(
            "noise forgotten",
            lambda lams, variance, steps: _pays(lams, 0.0, steps),
            "This is right without noise, where κ alone decides. What limits the steps where there "
            "is much of it?",
        ),
        Mistake(
            "noise forgotten, by the formula",
            lambda lams, variance, steps: _by_edges(lams, 0.0, steps, 19, 2),
            "This is right without noise. What does it add, the longer the steps are?",
        ),
        Mistake(
            "both at one η",
            _same_rate,
            "At SGD's best η momentum takes other steps. Let each have an η of its own.",
        ),
        Mistake(
            "the number of steps forgotten",
            lambda lams, variance, steps: _pays(lams, variance, 560),
            "How far the flat modes come depends on the number of steps, too.",
        ),
        Mistake(
            "the rule of κ",
            lambda lams, variance, steps: bool(np.max(lams) / np.min(lams) > 38),
            "That rule compares rates of the long run, without noise. What do the noise and the "
            "number of steps make of it?",
        ),
        Mistake(
            "the slowest mode alone",
            _slowest_alone,
            "The slowest mode has little of the loss, and little of it can go. Add up all modes.",
        ),
        Mistake(
            "SGD's edge at one place",
            lambda lams, variance, steps: _best_step(lams, variance, steps) > 3,
            "SGD breaks where ηL is 2. What is L here?",
        ),
        Mistake(
            "momentum's edge of η, for u",
            lambda lams, variance, steps: _by_edges(lams, variance, steps, 1.9, 2),
            "You let momentum go 1.9 times as far as SGD. That is so in η. How far is it in u?",
        ),
        Mistake(
            "1 + β forgotten",  # or the exponent is a distance's: the same answers
            lambda lams, variance, steps: _by_edges(lams, variance, steps, 10, 2),
            "You see about half of what momentum may gain. Is your edge of u, for β = 0.9, "
            "38/L? And is the exponent −2uλT, of a loss and not of a distance?",
        ),
        Mistake(
            "no edge for momentum",
            lambda lams, variance, steps: _by_edges(lams, variance, steps, 1e9, 2),
            "Momentum breaks, too. At which u?",
        ),
        Mistake(
            "always True",
            lambda lams, variance, steps: True,
            "You say True of every bowl. If a formula says so: is the noise in it?",
        ),
        Mistake(
            "always False",
            lambda lams, variance, steps: False,
            "You say False of every bowl. If a formula says so: may momentum's u exceed SGD's?",
        ),
    ),
    hints=(
        "Which u would you choose if nothing ever broke, and does SGD tolerate it?",
        "Flat modes leave less the larger u is, the noise is less the smaller u is. Try many u, "
        "and take the one with the least sum.",
        "SGD breaks at u = 2/L, and momentum at another u. Compare the least sum below each.",
    ),
    fault=pays_fault,
    same=lambda answer, other: isinstance(answer, bool | np.bool_) and bool(answer) == bool(other),
)

EXERCISES = (_PAYS,)
