"""Exercises of notebook 08, *momentum versus SGD*."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the rule itself --------------------------------------------------------------------------


class Slope:
    """The gradient of a bowl, which answers only so many times."""

    def __init__(self, curvatures: ArrayLike, seed: int, steps: int) -> None:
        rng = np.random.default_rng(seed)
        self.curvatures = np.asarray(curvatures, dtype=float)
        size = len(self.curvatures)
        turn, _ = np.linalg.qr(rng.standard_normal((size, size)))
        self.hessian: Array = turn * self.curvatures @ turn.T
        self.minimum: Array = rng.normal(0, 2, size)
        self.start: Array = self.minimum + turn @ rng.choice([-1.0, 1.0], size)
        self.steps, self.asked = steps, 0

    def __call__(self, theta: ArrayLike) -> Array:
        self.asked += 1
        if self.asked > self.steps:
            raise RuntimeError(f"the gradient was asked more than {self.steps} times")
        return np.asarray(self.hessian @ (np.asarray(theta, dtype=float) - self.minimum))

    def __deepcopy__(self, memo: dict[int, Any]) -> Slope:
        fresh = copy(self)  # nothing else changes; each attempt counts anew
        fresh.asked = 0
        return fresh

    def __repr__(self) -> str:
        return "the gradient of a bowl"

    def left(self, theta: ArrayLike) -> float:
        """The part of the first distance that is left at a point."""
        far = np.linalg.norm(self.start - self.minimum)
        return float(np.linalg.norm(np.asarray(theta) - self.minimum) / far)

    def plain(self) -> float:
        """The part that gradient descent leaves with its best constant rate."""
        low, high = self.curvatures[[0, -1]]
        return self.left(_walk(self, 2 / (low + high)))


def _walk(slope: Slope, rate: float, beta: float = 0.0, new: float = 1.0) -> Array:
    """Run v ← βv + new·g, θ ← θ − ηv without counting."""
    theta, v = slope.start, np.zeros_like(slope.start)
    for _ in range(slope.steps):
        v = beta * v + new * (slope.hessian @ (theta - slope.minimum))
        theta = theta - rate * v
    return np.asarray(theta)


@np.errstate(all="ignore")  # an answer may be infinite
def _is_plain(answer: Any, gradient: Slope, *_: Any) -> bool:
    """Whether gradient descent ends there, at whatever rate the flattest mode tells of."""
    curvatures, modes = np.linalg.eigh(gradient.hessian)
    now, before = (
        modes[:, 0] @ (np.asarray(p) - gradient.minimum) for p in (answer, gradient.start)
    )
    if not now / before > 0:
        return False
    rate = (1 - (now / before) ** (1 / gradient.steps)) / curvatures[0]
    return bool(np.allclose(answer, _walk(gradient, rate), rtol=0, atol=1e-8))


def _bowl(kappa: float, seed: int, top: float, steps: int) -> Inputs:
    slope = Slope(np.geomspace(top / kappa, top, 6), seed, steps)
    return slope, slope.start, top, steps


def make_fault(answer: Any, gradient: Slope, theta: Array, L: float, steps: int) -> str | None:
    """Compare what is left with a tenth of what gradient descent at its best leaves."""
    try:
        end = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if end.shape != np.shape(theta):
        return f"return θ, of the shape {np.shape(theta)}; this has the shape {end.shape}"
    if not np.isfinite(end).all() or gradient.left(end) > 1:
        return "it ends farther from the minimum than it began. Is η too large, or a sign wrong?"
    goal = gradient.plain() / 10
    if gradient.left(end) <= goal:
        return None
    return f"{gradient.left(end):.2g} of the distance is left, and {goal:.2g} is allowed"


_MAKE = Exercise(
    id="momentum-make",
    task="Write gradient descent with momentum. Given the gradient of a bowl as a function, a "
    "start, the largest curvature L and a number of steps, return the last θ: with at most a tenth "
    "of the distance that gradient descent leaves at its best constant rate. μ is not told.",
    inputs=("gradient", "theta", "L", "steps"),
    simple=(_bowl(200.0, 1, 4.0, 300), _bowl(500.0, 2, 50.0, 300)),
    numbers=lambda rng: _bowl(
        float(rng.choice([200.0, 300.0, 400.0])),
        int(rng.integers(1000)),
        float(rng.choice([0.5, 2.0, 10.0])),
        300,
    ),
    reference=lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.9),
    mistakes=(
        Mistake(
            "no memory",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L),
            "This is plain gradient descent. Does v keep its value from one step to the next?",
            fits=_is_plain,
        ),
        Mistake(
            "η twice",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.9, 1 / L),
            "The learning rate enters twice, in v and in the step of θ. One of them is enough.",
        ),
        Mistake(
            "an average",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.9, 0.1),
            "v averages the gradients here, so steps do not grow. Add the whole gradient.",
        ),
        Mistake(
            "too much memory",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.99),
            "The factor is at least √β. How much does it leave after all the steps?",
        ),
        Mistake(
            "up the hill",
            lambda gradient, theta, L, steps: _walk(gradient, -1 / L, 0.9),
            "θ moves against v: look at the sign.",
        ),
    ),
    hints=(
        "What must be kept from one step to the next, besides θ?",
        "Begin with v = 0. In each step add to β times the old v the gradient at θ; then move.",
        "A rate of 1/L is safe without knowing μ. And β? A mode on the floor shrinks by √β a "
        "step; the flat ones should come close to it.",
    ),
    fault=make_fault,
)


# --- which β ----------------------------------------------------------------------------------


def _ends(eta: float, mu: float, L: float) -> tuple[float, float]:
    return abs(1 - np.sqrt(eta * mu)), abs(1 - np.sqrt(eta * L))


def _given_rate(rng: Generator) -> Inputs:
    L = float(rng.choice([1.0, 4.0, 10.0]))
    eta = float(rng.integers(2, 36)) / (10 * L)
    return round(eta, 4), round(L / float(rng.integers(20, 200)), 4), L


_BETA = Exercise(
    id="momentum-beta",
    task="η is given, and the curvatures of a bowl lie between μ and L, with ηL < 4. Return the β "
    "for which the slower of the modes of μ and of L is as fast as possible.",
    inputs=("eta", "mu", "L"),
    simple=((0.25, 0.04, 4.0), (0.8, 0.2, 4.0), (0.1, 0.9, 9.0)),
    numbers=_given_rate,
    reference=lambda eta, mu, L: max(_ends(eta, mu, L)) ** 2,
    mistakes=(
        Mistake(
            "the flat mode alone",
            lambda eta, mu, L: _ends(eta, mu, L)[0] ** 2,
            "With a large η the steep mode may be the one that waits. Which β does it need?",
        ),
        Mistake(
            "the smaller of both",
            lambda eta, mu, L: min(_ends(eta, mu, L)) ** 2,
            "At this β the other mode has real roots still, and is slow.",
        ),
        Mistake(
            "√β",
            lambda eta, mu, L: max(_ends(eta, mu, L)),
            "This is the factor per step. Which β belongs to it?",
        ),
        Mistake(
            "no root taken",
            lambda eta, mu, L: (1 - eta * mu) ** 2,
            "The floor begins where √(ηλ) is 1 − √β: take the root of ηλ.",
        ),
        Mistake(
            "the edge instead of the floor",
            lambda eta, mu, L: 1 - eta * L / 2,
            "That belongs to an edge where runs diverge. Where does the floor end?",
        ),
        Mistake(
            "the other end of the floor",
            lambda eta, mu, L: (1 + np.sqrt(eta * mu)) ** 2,
            "This is above 1. The floor reaches down to √(ηλ) = 1 − √β: solve that for √β.",
        ),
        Mistake("0.9 out of habit", lambda eta, mu, L: 0.9, "Which β does this η ask for?"),
        Mistake(
            "the best pair's β",
            lambda eta, mu, L: theory.polyak_best(mu, L).beta,
            "That β belongs to the best η. Here η is another one.",
        ),
    ),
    hints=(
        "Both μ and L must lie on the floor, and the floor should be as low as possible.",
        "A mode lies on the floor when √β is at least |1 − √(ηλ)|.",
        "√β is the larger of |1 − √(ημ)| and |1 − √(ηL)|.",
    ),
)


# --- conventions ------------------------------------------------------------------------------


def _setting(rng: Generator) -> Inputs:
    return float(rng.integers(2, 30) / 100), float(rng.choice([0.6, 0.7, 0.75, 0.8, 0.9, 0.95]))


_CONVERT = Exercise(
    id="momentum-convert",
    task="η and β work well in v ← βv + g, θ ← θ − ηv. Return the pairs (η′, β) and (η′, γ) "
    "that walk the same path: in v ← βv + (1−β)g, θ ← θ − η′v, and in v ← (1−γ)v + γg, "
    "θ ← θ − η′v. All start at v = 0.",
    inputs=("eta", "beta"),
    simple=((0.1, 0.75), (0.02, 0.9)),
    numbers=_setting,
    reference=lambda eta, beta: np.array([[eta / (1 - beta), beta], [eta / (1 - beta), 1 - beta]]),
    mistakes=(
        Mistake(
            "the same numbers",
            lambda eta, beta: np.array([[eta, beta], [eta, beta]]),
            "An average is 1 − β times the sum, so with the same numbers it is slower.",
        ),
        Mistake(
            "the inverse",
            lambda eta, beta: np.array([[eta * (1 - beta), beta], [eta * (1 - beta), 1 - beta]]),
            "An average makes v smaller. Must η′ be larger or smaller to make up for it?",
        ),
        Mistake(
            "β not exchanged",
            lambda eta, beta: np.array([[eta / (1 - beta), beta], [eta / (1 - beta), beta]]),
            "γ multiplies the new gradient. Which weight has the past?",
        ),
        Mistake(
            "the colleague's",
            lambda eta, beta: np.array([[eta * (1 - beta), beta], [eta * (1 - beta), beta]]),
            "That is the code to repair: η′ goes the wrong way, and γ weighs the new gradient.",
        ),
        Mistake(
            "only β exchanged",
            lambda eta, beta: np.array([[eta, beta], [eta, 1 - beta]]),
            "The weights are right. Compare the steps in the end for a constant gradient.",
        ),
        Mistake(
            "divided by β",
            lambda eta, beta: np.array([[eta / beta, beta], [eta / beta, 1 - beta]]),
            "A constant gradient sums to 1/(1 − β), not to 1/β.",
        ),
        Mistake(
            "divided by γ's complement",
            lambda eta, beta: np.array([[eta / (1 - beta), beta], [eta / beta, 1 - beta]]),
            "The first pair is right. In the second the new gradient has the weight γ: is it β?",
        ),
        Mistake(
            "pairs exchanged",
            lambda eta, beta: np.array([[eta / (1 - beta), 1 - beta], [eta / (1 - beta), beta]]),
            "Both pairs would be right in the other's place.",
        ),
        Mistake(
            "η′ second",
            lambda eta, beta: np.array([[beta, eta / (1 - beta)], [1 - beta, eta / (1 - beta)]]),
            "The numbers are right. In each pair η′ comes first.",
        ),
    ),
    hints=(
        "Let the gradient be 1 for ever. How long is the step in the end, in each form?",
        "η/(1 − β) in our form, η′ in both averages. And the past must have the same weight.",
        "η′ is η/(1 − β) in both; β stays β, and γ is 1 − β.",
    ),
)


# --- what a run tells -------------------------------------------------------------------------


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


# --- noise ------------------------------------------------------------------------------------


def _ratio(beta: Any, eta: float, lam: float) -> Any:
    """Variance with momentum over that without, at the same rate."""
    return theory.noise_floor(eta, lam, 1.0, beta) / theory.noise_floor(eta, lam, 1.0)


def _reference_noise(factor: float, eta: float, lam: float) -> float:
    betas = np.linspace(0, 0.9999, 100_001)
    return float(np.interp(factor, _ratio(betas, eta, lam), betas))


def noise_fault(answer: Any, factor: float, eta: float, lam: float) -> str | None:
    """Say what the variance is multiplied by, unless it is within 5 % of the factor."""
    try:
        beta = float(as_numbers(answer, "the answer"))
    except (TypeError, ValueError):
        return "return one number"
    if not 0 <= beta < 1:
        return "β must be at least 0 and below 1"
    found = float(_ratio(beta, eta, lam))
    if abs(found / factor - 1) <= 0.05:
        return None
    return f"the variance is {found:.3g} times that of plain SGD, and should be {factor:g} times"


_NOISE = Exercise(
    id="momentum-noise",
    task="One mode of curvature λ, with noisy gradients. Return a β for which the positions have, "
    "at the same η, factor times the variance that they have without momentum (5 % are allowed).",
    inputs=("factor", "eta", "lam"),
    simple=((5.0, 0.02, 1.0), (3.0, 0.01, 2.0), (8.0, 0.05, 0.5)),
    numbers=lambda rng: (float(rng.integers(3, 13)), 0.02, float(rng.choice([0.5, 1.0, 2.0]))),
    reference=_reference_noise,
    mistakes=(
        Mistake(
            "1 over the factor",
            lambda factor, eta, lam: 1 / factor,
            "Close: that is what 1 − β should be.",
        ),
        Mistake(
            "both sums",
            lambda factor, eta, lam: (factor - 1) / (factor + 1),
            "This takes 1 + β along. For small ηλ it cancels: look at the whole formula.",
        ),
        Mistake(
            "the standard deviation",
            lambda factor, eta, lam: 1 - factor**-2,
            "The variance itself grows with the step, not with its square.",
        ),
        Mistake(
            "its square",
            lambda factor, eta, lam: 1 - factor**-0.5,
            "The noise of a step grows with the square, but what pulls back grows too. Together "
            "they leave one factor.",
        ),
    ),
    hints=(
        "What is the variance for a small ηλ, with and without momentum?",
        "Their ratio is nearly 1/(1 − β).",
        "Set 1/(1 − β) to the factor, and solve for β.",
    ),
    fault=noise_fault,
)

EXERCISES = (_MAKE, _BETA, _REGIME, _CONVERT, _NOISE)
