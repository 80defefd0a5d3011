"""Hunts of notebook 17, *the ledger*: a random start, and four rules of which one is Adam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from .suspects import Suspect, hunt, wrong_tests

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- a random start: E-S11 ----------------------------------------------------------------------


def _bell(variance: Callable[[int, int], float]) -> Callable[..., Array]:
    return lambda rng, n, m: rng.normal(0, variance(n, m) ** 0.5, size=(m, n))


def _even(rng: Generator, n: int, m: int) -> Array:
    limit = float(np.sqrt(6 / (n + m)))
    return np.asarray(rng.uniform(-limit, limit, size=(m, n)))


def _shifted(rng: Generator, n: int, m: int) -> Array:
    """The mean square is right, half of it from a mean that should be 0."""
    variance = 2 / (n + m)
    return rng.normal((variance / 2) ** 0.5, (variance / 2) ** 0.5, size=(m, n))


def _spread(f: Any, n: int, m: int, seed: int = 0) -> tuple[float, float]:
    """The mean, in standard deviations of a mean, and the variance over what it should be."""
    W = np.asarray(f(np.random.default_rng(seed), n, m))
    right = 2 / (n + m)
    return float(W.mean() / (right / W.size) ** 0.5), float(W.var() / right)


def _starts(f: Suspect) -> bool:
    for n, m in ((400, 100), (50, 800), (200, 200)):
        if np.shape(f(np.random.default_rng(1), n, m)) != (m, n):
            return False
        mean, ratio = _spread(f, n, m)
        if abs(mean) > 5 or abs(ratio - 1) > 0.05:
            return False
    return True


def _near(f: Suspect, n: int, m: int, tolerance: float, seed: int = 0) -> bool:
    return abs(_spread(f, n, m, seed)[1] - 1) < tolerance


_START = hunt(
    "hunt-start",
    "draw(rng, n, m) should return a matrix of m rows and n columns, random with mean 0 and the "
    "variance 2/(n + m) of Glorot and Bengio; rng is a NumPy generator. The shape of the "
    "distribution is free. Return True if it does so.",
    "draw",
    (
        Suspect(_bell(lambda n, m: 2 / (n + m)), True, "a bell of the right variance"),
        Suspect(_even, True, "uniform, with the right variance"),
        Suspect(_bell(lambda n, m: 1 / n), False, "1/n, as printed: LeCun’s"),
        Suspect(_bell(lambda n, m: 1 / m), False, "1/m"),
        Suspect(
            _bell(lambda n, m: 4 / (n + m) ** 2), False, "its standard deviation is 2/(n + m)"
        ),
        Suspect(_shifted, False, "its mean is not 0"),
        Suspect(
            _bell(lambda n, m: 2 / (n + m) if n >= m else 1 / m),
            False,
            "it is right for wide matrices, and 1/m for high ones",
        ),
        Suspect(
            _bell(lambda n, m: 2 / (n + m) if n <= m else 1 / n),
            False,
            "it is right for high matrices, and 1/n for wide ones",
        ),
    ),
    (
        Suspect(_bell(lambda n, m: (n * m) ** -0.5), False, "1/√(nm), another kind of mean"),
        Suspect(_bell(lambda n, m: 2 / n), False, "2/n, which is He’s"),
    ),
    _starts,
    wrong_tests(
        {
            "only squares": (
                lambda f: _near(f, 300, 300, 0.05) and abs(_spread(f, 300, 300)[0]) < 5,
                "Where n = m several formulas say the same. Take matrices that are wide, and "
                "others that are high.",
            ),
            "only squares, and no mean": (
                lambda f: abs(float(np.square(f(np.random.default_rng(0), 300, 300)).mean()) * 300
                              - 1) < 0.05,
                "Where n = m several formulas say the same. And mean squares do not see a mean "
                "that is not 0.",
            ),
            "the mean is not looked at": (
                lambda f: all(
                    abs(float(np.square(f(np.random.default_rng(0), n, m)).mean()) * (n + m) / 2
                        - 1) < 0.05
                    for n, m in ((400, 100), (50, 800))
                ),
                "One suspect has a mean that is not 0, and the right mean square.",
            ),
            "only a wide one": (
                lambda f: _near(f, 400, 100, 0.05) and abs(_spread(f, 400, 100)[0]) < 5,
                "One suspect is right for wide matrices, and wrong for high ones.",
            ),
            "only a high one": (
                lambda f: _near(f, 80, 500, 0.05) and abs(_spread(f, 80, 500)[0]) < 5,
                "One suspect is right for high matrices, and wrong for wide ones.",
            ),
            "a bell is asked for": (
                lambda f: _starts(f) and bool(
                    np.abs(f(np.random.default_rng(0), 400, 100)).max() > 3 * (2 / 500) ** 0.5
                ),
                "You convict one that is uniform. Only mean and variance are asked about.",
            ),
        },
        never="How far off may a right one be, by chance? A small matrix is off by much, and a "
        "tolerance can be too narrow.",
    ),
    (
        "For which shapes do 1/n and 2/(n + m) say the same?",
        "Draw large matrices, one wide, one high, and look at mean and variance. How far may they "
        "be off, by chance?",
        "With 40,000 entries the variance is good to a per cent or so, and the mean to 1/200 of "
        "the standard deviation. Allow five times as much.",
    ),
)  # fmt: skip


# --- four rules, one is Adam: E-G2, E-G3, E-G4 --------------------------------------------------

_TINY = 1e-12


def _rule(
    *, root: bool = True, first: bool = False, correct: tuple[bool, bool] = (True, True),
    swapped: bool = False, forgets: bool = True, centred: bool = False, outside: bool = True,
) -> Callable[..., Array]:  # fmt: skip
    """Adam's steps, one row for each gradient; each switch away from its default is a mistake."""

    def run(gradients: ArrayLike, eta: float = 0.1, beta1: float = 0.9, beta2: float = 0.999):  # type: ignore[no-untyped-def]
        g = np.asarray(gradients, dtype=float)
        g = g.reshape(len(g), -1)
        b1, b2 = (beta2, beta1) if swapped else (beta1, beta2)
        m, v, steps = np.zeros(g.shape[1]), np.zeros(g.shape[1]), []
        for t, now in enumerate(g, 1):
            new = (1.0, 1.0) if first and t == 1 else (1 - b1, 1 - b2)
            m = (1 - new[0]) * m + new[0] * now
            square = np.square(now - m) if centred else np.square(now)
            v = (1 - new[1]) * v + new[1] * square if forgets else v + square
            m_hat = m / (1 - b1**t) if correct[0] else m
            v_hat = v / (1 - b2**t) if correct[1] and forgets else v
            scale = np.sqrt(v_hat) if root else v_hat
            if not outside:
                scale = np.sqrt(v_hat + 1e-4)
            steps.append(-eta * m_hat / (scale + _TINY))
        return np.array(steps).reshape(np.shape(gradients))

    return run


_NONE = (False, False)
_ADAM = Suspect(_rule(), True, "Adam")
_OTHERS = (
    Suspect(_rule(root=False, first=True, correct=_NONE), False,
            "as printed: without the root, the first gradient in full"),
    Suspect(_rule(first=True, correct=_NONE), False,
            "with the root, but the first gradient comes in at full weight"),
    Suspect(_rule(correct=_NONE), False, "without the correction of the two averages"),
    Suspect(_rule(root=False), False, "without the root"),
    Suspect(_rule(forgets=False), False, "a sum of squares that only grows"),
    Suspect(_rule(swapped=True), False, "β₁ and β₂ have changed places"),
    Suspect(_rule(correct=(True, False)), False, "without the correction of the squares"),
    Suspect(_rule(outside=False), False, "an ε of 0.0001 under the root: it sees the scale"),
)  # fmt: skip


def _lineup(rng: Generator) -> Inputs:
    """Adam among three others, in any order, one of them as printed."""
    others = [_OTHERS[0], *(_OTHERS[1 + k] for k in rng.permutation(len(_OTHERS) - 1)[:2])]
    four = [_ADAM, *others]
    return ([four[k] for k in rng.permutation(4)],)


def _first(rules: Sequence[Suspect], test: Callable[[Suspect], Any]) -> int:
    """The first rule that passes, or the first of all."""
    return next((k for k, rule in enumerate(rules) if test(rule)), 0)


def _steps(rule: Suspect, *gradients: float, **settings: float) -> Array:
    return np.asarray(rule(np.array(gradients), **settings))


def _unscaled(rule: Suspect) -> bool:
    g = np.random.default_rng(0).normal(size=8)
    return bool(np.allclose(_steps(rule, *g), _steps(rule, *(1e-3 * g)), rtol=1e-4))


def _is_adam(rule: Suspect) -> bool:
    """Steps of η for gradients of one size; and two unlike gradients, worked out on paper."""
    if not np.allclose(_steps(rule, *[1e-3] * 20), -0.1, rtol=1e-4):
        return False
    # m̂ = (.5·.5·1 + .5·3)/.75, v̂ = (.25·.75·1 + .25·9)/.4375
    two = _steps(rule, 1.0, 3.0, beta1=0.5, beta2=0.75)[1]
    m, v = (0.25 + 1.5) / 0.75, (0.1875 + 2.25) / 0.4375
    return bool(np.isclose(two, -0.1 * m / v**0.5, rtol=1e-4))


def _whole(answer: Any) -> bool:
    return isinstance(answer, (int, np.integer)) and not isinstance(answer, bool)


def _lineup_fault(answer: Any, rules: Sequence[Suspect]) -> str | None:
    if not _whole(answer) or not 0 <= answer < len(rules):
        return "return the number of one rule: 0, 1, 2 or 3"
    taken = rules[int(answer)]
    return None if taken.right else f"the rule that you take for Adam is another: {taken.how}"


_FREE = Exercise(
    id="hunt-adam",
    task="Of four rules one is Adam. Each takes gradients, an array with one for each step, and "
    "eta, beta1, beta2, and returns the steps; its ε is so small that it does not count, if it is "
    "Adam. Return the number of the right one, 0 to 3.",
    inputs=("rules",),
    simple=(
        ([_OTHERS[0], _OTHERS[2], _ADAM, _OTHERS[4]],),
        ([_OTHERS[1], _ADAM, _OTHERS[5], _OTHERS[0]],),
        ([_OTHERS[4], _OTHERS[6], _OTHERS[7], _ADAM],),
        ([_ADAM, _OTHERS[5], _OTHERS[1], _OTHERS[0]],),
    ),
    numbers=_lineup,
    reference=lambda rules: _first(rules, _is_adam),
    mistakes=(
        Mistake(
            "always the same",
            lambda rules: 2,
            "Their order changes from case to case.",
        ),
        Mistake(
            "only the scale",
            lambda rules: _first(rules, _unscaled),
            "That all gradients a thousand times smaller change nothing convicts the printed one. "
            "Other wrong rules have this property as well.",
        ),
        Mistake(
            "only the first step",
            lambda rules: _first(rules, lambda r: np.isclose(_steps(r, 1e-3)[0], -0.1, rtol=1e-3)),
            "The first step has the length of the rate in Adam, and in others. What comes later?",
        ),
        Mistake(
            "only equal gradients",
            lambda rules: _first(
                rules, lambda r: np.allclose(_steps(r, *[1e-3] * 9), -0.1, rtol=1e-3)
            ),
            "Gradients that are all equal leave every average where it is, whatever its weights. "
            "Take two that differ.",
        ),
    ),
    hints=(
        "What do you know of Adam’s steps without a computer: the first one, those for equal "
        "gradients, those for gradients all of which are ten times as large?",
        "Each property convicts some. Two unlike gradients tell the weights: work out the second "
        "step on paper, with handy values of beta1 and beta2.",
        "For the gradients 1 and 3, beta1 = 0.5 and beta2 = 0.75: both averages are divided by "
        "1 − βᵗ with t = 2. Only Adam has that second step, and equal steps for equal gradients.",
    ),
    fault=_lineup_fault,
    same=lambda a, b: _whole(a) and _whole(b) and int(a) == int(b),
)

EXERCISES = (_START, _FREE)
