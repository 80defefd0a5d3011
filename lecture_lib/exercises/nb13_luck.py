"""Exercises of notebook 13, *choose a model*: what luck adds to the best of many."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the best of k runs of a search -----------------------------------------------------------


def _weighted(scores: Array, k: int, *, rise: bool = True, above: int = 0, below: int = 1) -> float:
    """Σ vᵢ (Fᵢᵏ − Fᵢ₋₁ᵏ), with Fᵢ = (i − above)/N; falling order gives the least of k."""
    v = np.sort(np.asarray(scores, float)) if rise else -np.sort(-np.asarray(scores, float))
    i, n = 1 + np.arange(len(v)), len(v)
    return float(v @ (((i - above) / n) ** k - (np.maximum(i - below, 0) / n) ** k))


def _unsorted(scores: Array, k: int) -> float:
    v = np.asarray(scores, float)
    share = np.arange(len(v) + 1) / len(v)
    return float(v @ np.diff(share**k))


def _cumulated(scores: Array, k: int) -> float:
    v = np.sort(np.asarray(scores, float))
    return float(v @ ((1 + np.arange(len(v))) / len(v)) ** k)


def _density(scores: Array, k: int) -> float:
    """With k Fᵏ⁻¹/N for the probability, as if there were infinitely many runs."""
    v, n = np.sort(np.asarray(scores, float)), len(scores)
    return float(v @ (k * ((1 + np.arange(n)) / n) ** (k - 1) / n))


def _not_put_back(scores: Array, k: int) -> float:
    v, n = np.sort(np.asarray(scores, float)), len(scores)
    ways = [math.comb(i, k - 1) for i in range(n)]
    return float(v @ np.array(ways) / math.comb(n, k))


def _normal(scores: Array, k: int, ddof: int = 0) -> float:
    """Mean + spread times the mean of the largest of k normal numbers."""
    x = np.arange(-8, 8, 0.01) + 0.005
    below = np.array([(1 + math.erf(t / math.sqrt(2))) / 2 for t in x])
    return float(np.mean(scores) + np.std(scores, ddof=ddof) * 0.01 * np.sum((x > 0) - below**k))


def _spread_of_answers(scores: Array, n: int, k: int) -> float:
    """Mean + √(q(1 − q)/n) times the mean of the largest of k normal numbers."""
    q = float(np.mean(scores))
    return q + math.sqrt(q * (1 - q) / n) * _normal(np.array([-1.0, 1.0]), k)


def _lead(best: Callable[[Array, int], float]) -> Callable[[Array, int], float]:
    """How far the best of k, in this way of computing it, lies above the mean of all."""
    return lambda scores, k: best(scores, k) - float(np.mean(scores))


def _luck(scores: Array, k: int) -> float:
    return _lead(_weighted)(scores, k)


def _drawn(scores: Array, k: int, draws: int = 1000) -> float:
    """By drawing, instead of exactly."""
    rng = np.random.default_rng(1)
    best = rng.choice(scores, (draws, k)).max(axis=1)
    return float(best.mean() - np.mean(scores))


def _as_if_drawn(answer: Any, scores: Array, k: int) -> bool:
    """Near, as a mean of a few hundred draws is."""
    off = abs(float(answer) - _luck(scores, k))
    return off < 0.1 * float(np.std(scores))


def _equal_once(scores: Array, k: int, every: Array | None = None) -> float:
    """From the different scores alone, and above their own mean, or that of all."""
    different = np.unique(scores)
    return _weighted(different, k) - float(np.mean(different if every is None else every))


def _runs(rng: Generator) -> Inputs:
    """One score comes twice, and the best comes last, where the first k do not show it."""
    scores = np.sort(rng.choice(np.arange(20, 96), int(rng.integers(5, 8)), replace=False)) / 100
    others = rng.permutation(np.append(scores[:-1], rng.choice(scores[:-1])))
    return np.append(others, scores[-1]), int(rng.integers(2, 5))


_BEST_OF = Exercise(
    id="select-best-of",
    task="scores are the dev accuracies of many trainings of one recipe, each with another seed, "
    "in the order in which they ended. Someone trains it k times and shows the best: think of it "
    "as k scores that are drawn at random from all of these, where one may come twice. Return by "
    "how much the best of the k is above the mean of all, on average, exactly.",
    inputs=("scores", "k"),
    simple=(
        (np.array([0.8, 0.4]), 2),
        (np.array([0.9, 0.3, 0.6]), 2),
        (np.array([0.5, 0.9, 0.7, 0.2]), 3),
        (np.array([0.6, 0.9, 0.7]), 1),
        (np.array([0.7, 0.4, 0.7, 0.5]), 2),
    ),
    numbers=_runs,
    reference=_luck,
    mistakes=(
        Mistake(
            "the mean is still in it",
            _weighted,
            "That is the mean score of the best of k. How much of it is luck: how far is it above "
            "the mean of all scores?",
        ),
        Mistake(
            "above the median",
            lambda scores, k: _weighted(scores, k) - float(np.median(scores)),
            "You took the median off. Asked is the lead over the mean of all scores.",
        ),
        Mistake(
            "not sorted",
            _lead(_unsorted),
            "Your weights are right for scores in rising order. These come in the order in which "
            "they ended.",
        ),
        Mistake(
            "the smallest of the k",
            _lead(lambda scores, k: _weighted(scores, k, rise=False)),
            "That is where the smallest of the k lies: the order is the wrong way round.",
        ),
        Mistake(
            "the wrong sign",
            lambda scores, k: -_luck(scores, k),
            "The best lies above the mean, so its lead is positive.",
        ),
        *(
            Mistake(
                f"equal scores counted once, {name}",
                wrong,
                "You counted equal scores as one. A score that came twice is drawn twice as often.",
            )
            for name, wrong in (
                ("everywhere", _equal_once),
                ("but not in the mean", lambda scores, k: _equal_once(scores, k, scores)),
            )
        ),
        Mistake(
            "at most this one, not exactly this one",
            _lead(_cumulated),
            "Your weight is the probability that the largest is at most this score. What is the "
            "probability that it is this score?",
        ),
        Mistake(
            "one place too low",
            _lead(lambda scores, k: _weighted(scores, k, above=1, below=2)),
            "The share of scores that are at most the lowest one is not zero: it is itself among "
            "them.",
        ),
        Mistake(
            "not put back",
            _lead(lambda scores, k: _not_put_back(scores, min(k, len(scores)))),
            "That is right for k different runs. Here each is drawn from all runs, so one may come "
            "twice.",
        ),
        Mistake(
            "the best of all",
            _lead(lambda scores, k: float(np.max(scores))),
            "That is the lead of the best of all runs. With k draws you often miss it.",
        ),
        Mistake(
            "as if there were no steps",
            _lead(_density),
            "The derivative of a power is right for a smooth curve. A few scores make steps: take "
            "the difference from one step to the next.",
        ),
        Mistake(
            "as if scores were normal",
            _lead(_normal),
            "That holds for normal numbers. These scores are what they are: use the share of them "
            "that is at most each.",
        ),
        Mistake(
            "as if scores were normal, one less below",
            _lead(lambda scores, k: _normal(scores, k, ddof=1)),
            "That holds for normal numbers. These scores are what they are: use the share of them "
            "that is at most each.",
        ),
        Mistake(
            "as if scores were shares of answers",
            _lead(lambda scores, k: _spread_of_answers(scores, len(scores), k)),
            "You took σ from the share of right answers. It would need the number of dev pictures, "
            "which is not the number of scores. The scores themselves show how they scatter.",
        ),
        Mistake(
            "as if scores were shares of k answers",
            _lead(lambda scores, k: _spread_of_answers(scores, k, k)),
            "You took σ from the share of right answers. It would need the number of dev pictures, "
            "which is not k. The scores themselves show how they scatter.",
        ),
        Mistake(
            "one draw too few",
            _lead(lambda scores, k: _weighted(scores, k - 1)),
            "That is one draw too few. With one draw, how large is the mean of the largest?",
        ),
        Mistake(
            "the best of the first k",
            _lead(lambda scores, k: float(np.max(scores[:k]))),
            "That is one way to draw k of them. Asked is the mean over all ways.",
        ),
        Mistake(
            "drawn",
            _drawn,
            "That is near, as if you had drawn many times and taken the mean. Asked is the exact "
            "number: with which probability is each score the largest?",
            _as_if_drawn,
        ),
    ),
    hints=(
        "Sort the scores. With which probability does one draw give at most the second lowest?",
        "All k draws are at most that score with the same probability to the power of k. And the "
        "largest is exactly that score?",
        "The difference of two such powers, for a score and for the one below it, is the weight of "
        "the score. The lowest has nothing below it. At the end take the mean of all scores off.",
    ),
)


# --- how many coins beat a model ---------------------------------------------------------------


def _more(n: int, right: int) -> float:
    """Probability that a coin gets more than so many of n."""
    return float(sum(math.comb(n, k) for k in range(right + 1, n + 1)) / 2**n)


def _coins(n: int, right: int, *, chance: Callable[[int, int], float] = _more) -> int:
    p = min(chance(n, right), 1 - 1e-12)
    return max(1, math.ceil(math.log(0.5) / math.log1p(-p) - 1e-9))


def _needed(n: int, right: int) -> int:
    return _coins(n, right)


def _smooth(n: int, right: int) -> float:
    """The same by the normal curve."""
    return math.erfc((right - n / 2) / math.sqrt(n / 2)) / 2


def _one_model(rng: Generator) -> Inputs:
    n = int(rng.integers(20, 41))
    return n, round(n * float(rng.integers(60, 71)) / 100)


_COINS = Exercise(
    id="select-coins",
    task="A model has right of n yes-or-no questions of a dev set. Return the smallest number of "
    "models that guess by coin with which the chance that at least one of them gets more right "
    "than this model is at least a half.",
    inputs=("n", "right"),
    simple=((2, 1), (10, 8), (12, 9), (30, 20)),  # no chance of 1, whose 1 - p has no log
    numbers=_one_model,
    reference=_needed,
    mistakes=(
        Mistake(
            "as many, not more",
            lambda n, right: _coins(n, right - 1),
            "A coin that gets just as many does not beat the model. It needs more.",
        ),
        Mistake(
            "two too many",
            lambda n, right: _coins(n, min(right + 1, n - 1)),
            "One more than the model is enough to beat it.",
        ),
        Mistake(
            "chances added up",
            lambda n, right: math.ceil(0.5 / _more(n, right)),
            "You added up the chances of single coins. Two coins may both win, and that counts "
            "twice. With which probability does none of them win?",
        ),
        Mistake(
            "one winner on average",
            lambda n, right: math.ceil(1 / _more(n, right)),
            "So many coins have one winner on average. But then at least one wins in more than "
            "half of the cases: fewer are enough.",
        ),
        Mistake(
            "rounded down",
            lambda n, right: math.floor(math.log(0.5) / math.log1p(-_more(n, right))),
            "With this number the chance is still a little below a half: at least means round up.",
        ),
        Mistake(
            "rounded to the nearest",
            lambda n, right: round(math.log(0.5) / math.log1p(-_more(n, right))),
            "You rounded to the nearest whole number. Rounded down, the chance is a little below a "
            "half: at least means round up, always.",
        ),
        Mistake(
            "not rounded",
            lambda n, right: math.log(0.5) / math.log1p(-_more(n, right)),
            "Right, but there are no parts of a model: at least means round up.",
        ),
        Mistake(
            "exactly as many",
            lambda n, right: _coins(n, right, chance=lambda n, right: math.comb(n, right) / 2**n),
            "That is the chance of exactly as many as the model. A coin that ties does not beat "
            "it, and all higher scores do.",
        ),
        Mistake(
            "all of them win",
            lambda n, right: max(1, math.ceil(math.log(0.5) / math.log(_more(n, right)) - 1e-9)),
            "That takes the power of the chance to win. At least one wins unless all of them fail.",
        ),
        Mistake(
            "a normal curve",
            lambda n, right: _coins(n, right, chance=_smooth),
            "The normal curve is near, and cuts through the bar of a score. Count: how many of all "
            "series of answers have more right?",
        ),
        Mistake(
            "exactly one more",
            lambda n, right: _coins(
                n, right, chance=lambda n, right: math.comb(n, right + 1) / 2**n
            ),
            "That is the chance of exactly one more. Two more are as good.",
        ),
    ),
    hints=(
        "First one coin: with which probability does it get more right? Of all series of n "
        "answers, math.comb(n, j) have j right.",
        "Call that p. With which probability do K coins all fail?",
        "Let the probability that all fail be at most a half, take logarithms of both sides, and "
        "round up.",
    ),
    tolerance=1e-9,
)


EXERCISES = (_BEST_OF, _COINS)
