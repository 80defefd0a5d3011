"""Exercise of notebook 05, *walk downhill*: what losses and gradients tell of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from .moons import logbook

__all__ = ["EXERCISES", "cosines", "judge"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Judge = Callable[[Array, Array], str]

_UPDATES = 50


# --- runs -------------------------------------------------------------------------------------


def _walk(
    height: Callable[[Array], float], slope: Callable[[Array], Array], start: ArrayLike,
    eta: float | Array, floor: float = 0.0,
) -> Inputs:  # fmt: skip
    """Losses and gradients of a walk in the plane; η may differ by update."""
    theta, losses, gradients = np.array(start, dtype=float), [], []
    for rate in np.broadcast_to(eta, _UPDATES + 1):
        losses.append(height(theta) + floor)
        gradients.append(slope(theta))
        theta = theta - float(rate) * gradients[-1]
    return np.array(losses).round(10), np.array(gradients).round(10)


def _bowl(
    curvatures: ArrayLike, eta: float | Array, floor: float = 0.0, start: ArrayLike = (3.0, -1.0)
) -> Inputs:
    c = np.asarray(curvatures, dtype=float)
    return _walk(lambda p: float(c @ p**2) / 2, lambda p: c * p, start, eta, floor)


def _valley(eta: float | Array, floor: float = 0.0, start: ArrayLike = (10.0, 1.0),
            along: float = 0.1) -> Inputs:  # fmt: skip
    """The valley of the lesson, whose walls straighten: √(1 + 4y²) − 1 + x²/10."""
    return _walk(
        lambda p: float(np.sqrt(1 + 4 * p[1] ** 2)) - 1 + along * p[0] ** 2,
        lambda p: np.array([2 * along * p[0], 4 * p[1] / np.sqrt(1 + 4 * p[1] ** 2)]),
        start, eta, floor,
    )  # fmt: skip


def _past_a_saddle(x: float, y: float, floor: float = 0.0) -> Inputs:
    """Into the pass of ½x² + ¼(y² − 1)², where the gradient is short, and out of it."""
    return _walk(
        lambda p: p[0] ** 2 / 2 + (p[1] ** 2 - 1) ** 2 / 4,
        lambda p: np.array([p[0], p[1] ** 3 - p[1]]), (x, y), 0.2, floor,
    )  # fmt: skip


def _network(seed: int, eta: float, first: int = 0, last: int = 30) -> Inputs:
    """Some updates of a network."""
    losses, gradients = logbook(seed, eta)
    return losses[first : last + 1].round(6), gradients[first : last + 1].round(6)


def _one_long_step(back: int) -> Inputs:
    """Tiny steps, and one that is too long: the cosine so far from the end is −1."""
    rates = np.full(_UPDATES + 1, 0.02)
    rates[_UPDATES - back] = 2.1
    return _bowl((1.0, 1.0), rates)


def _calmed() -> Inputs:
    """Bounces at first, and creeps with a smaller rate later."""
    return _valley(np.repeat([1.0, 0.02], [30, 21]), start=(10.0, 2.0))


# --- the rule ---------------------------------------------------------------------------------


def cosines(gradients: Array) -> Array:
    """Return the cosine of the angle between each gradient and the next.

    >>> cosines(np.array([[1.0, 0.0], [3.0, 0.0], [0.0, 2.0]]))
    array([1., 0.])
    """
    unit = gradients / np.linalg.norm(gradients, axis=-1, keepdims=True)
    return np.asarray(np.sum(unit[1:] * unit[:-1], axis=-1))


def _is_short(gradients: Array) -> bool:
    length = np.linalg.norm(gradients, axis=-1)
    return bool(length[-1] < length.max() / 100)


def _straight(gradients: Array) -> bool:
    return bool(cosines(gradients)[-10:].mean() > 0.9)


def _change(losses: Array) -> float:
    """By which factor the mean of ten losses changes in ten updates."""
    return float(losses[-10:].mean() / losses[-20:-10].mean())


def _stays(losses: Array) -> bool:
    return _change(losses) > 0.99


def _falls(losses: Array) -> bool:
    return not _stays(losses) and bool(losses[-10:].mean() < losses[0])


def _judged(
    short: Callable[[Array], bool] = _is_short,
    straight: Callable[[Array], bool] = _straight,
    falls: Callable[[Array], bool] = _falls,
    stays: Callable[[Array], bool] = _stays,
) -> Judge:
    """The rule, perhaps with one line or another changed."""

    def rule(losses: Array, gradients: Array) -> str:
        if short(gradients) and stays(losses):
            return "flat point"
        if straight(gradients):
            return "too small"
        return "at the edge" if falls(losses) else "too large"

    return rule


_right = _judged()


def judge(losses: ArrayLike, gradients: ArrayLike) -> str:
    """Judge the learning rate of a run from what it logged.

    Parameters
    ----------
    losses : array_like, shape (updates,)
        At least twenty, the first one first.
    gradients : array_like, shape (updates, weights)
        A row for each update.

    Returns
    -------
    {"flat point", "too small", "at the edge", "too large"}
        As the table of the notebook has it.

    Examples
    --------
    >>> judge(*logbook(5, 0.5)), judge(*logbook(5, 4.0, 50)), judge(*logbook(5, 16.0, 50))
    ('too small', 'at the edge', 'too large')
    """
    return _right(np.asarray(losses, dtype=float), np.asarray(gradients, dtype=float))


def _any_run(rng: Generator) -> Inputs:
    floor, curvature = float(rng.integers(0, 4)), float(rng.integers(1, 5))
    runs: tuple[Callable[[], Inputs], ...] = (
        lambda: _bowl((curvature, 2 * curvature), 0.01 / curvature, floor),
        lambda: _bowl((curvature, 2 * curvature), 0.2 / curvature, floor + 1),
        lambda: _valley(float(rng.uniform(0.8, 2.0)), floor, along=0.3),
        lambda: _bowl((curvature / 2, curvature), 2.05 / curvature, floor),
        lambda: _valley(float(rng.uniform(0.8, 1.2)), start=(60.0, 1.0), along=0.01),
    )
    return runs[int(rng.integers(len(runs)))]()


# --- slips ------------------------------------------------------------------------------------


def _renamed(old: str, new: str) -> Judge:
    """The rule with one of its words for another."""

    def rule(losses: Array, gradients: Array) -> str:
        right = judge(losses, gradients)
        return new if right == old else right

    return rule


def _one_of(*rules: Judge) -> Any:
    """Whether an answer is that of one of several rules."""

    def fits(answer: Any, losses: Array, gradients: Array) -> bool:
        return isinstance(answer, str) and answer in [rule(losses, gradients) for rule in rules]

    return fits


def _several(name: str, say: str, *rules: Judge) -> Mistake:
    return Mistake(name, rules[0], say, fits=_one_of(*rules))


def _settled(losses: Array, gradients: Array) -> str:
    if abs(_change(losses) - 1) <= 0.01:
        return "flat point"
    return _judged(short=lambda gradients: False)(losses, gradients)


def _loss_first(losses: Array, gradients: Array) -> str:
    if _is_short(gradients) and _stays(losses):
        return "flat point"
    if not _falls(losses):
        return "too large"
    return "too small" if _straight(gradients) else "at the edge"


def _angle_first(losses: Array, gradients: Array) -> str:
    return "too small" if _straight(gradients) else judge(losses, gradients)


def _products(gradients: Array) -> Array:
    return np.asarray(np.sum(gradients[1:] * gradients[:-1], axis=-1))


def _single(back: int) -> Judge:
    return _judged(falls=lambda f: bool(f[-1] < 0.99 * f[-back] and f[-1] < f[0]))


def _length(gradients: Array) -> Array:
    return np.asarray(np.linalg.norm(gradients, axis=-1))


_JUDGE = Exercise(
    id="descent-judge",
    task="Judge a run from its losses and its gradients, an array with a row for each update. "
    "The loss falls if the mean of the last ten is at least 1 % below that of the ten before. "
    'Return "flat point" if it does not fall and the last gradient is shorter than a hundredth of '
    'the longest. Else return "too small" if the last ten cosines, of each gradient with the next, '
    'have a mean above 0.9. Else return "at the edge" if the loss falls and that mean of the last '
    'ten is below the first loss; "too large" if not.',
    inputs=("losses", "gradients"),
    simple=(
        _bowl((2.0, 1.0), 0.01, 1.0),
        _bowl((2.0, 1.0), 0.2, 2.0),
        _valley(1.0),
        _valley(1.0, start=(60.0, 1.0), along=0.01),
        _bowl((2.0, 0.5), 1.02),
        _bowl((0.002, 0.001), 5.0),
        _bowl((0.002, 0.001), 1002.0),
        _bowl((2.0, 4.0), 0.002, 90.0),
        _valley(1.0, 20.0, start=(40.0, 10.0), along=0.001),
        _past_a_saddle(1.5, 1e-4),
        _past_a_saddle(0.0, 2e-3, 20.0),
        _bowl((1.0, 1.0), np.repeat([0.5, 2.3], [12, 39])),
        _one_long_step(10),
        _one_long_step(11),
        _calmed(),
        _valley(np.repeat([0.8, 1.2], [35, 16])),
        _network(7, 0.125, 150, 200),
        _network(2, 4.0, last=200),
        _network(2, 8.0, last=50),
        _network(5, 4.0),
        _network(6, 4.0),
        _network(0, 8.0),
        _network(1, 16.0),
        _network(2, 16.0),
    ),
    numbers=_any_run,
    reference=judge,
    mistakes=(
        Mistake(
            "a flat loss is a flat point",
            _settled,
            "The loss of a walk that bounces between two walls is flat as well. How long is its "
            "gradient?",
        ),
        Mistake(
            "short, but still falling",
            _judged(stays=lambda losses: True),
            "This gradient is short, and the loss still falls by more than a hundredth in ten "
            "updates. A cross-entropy's gradient shrinks with its loss: this run has not arrived.",
        ),
        Mistake(
            "the loss before the angle",
            _loss_first,
            "This loss hardly falls, and the path goes straight on: the steps are small. Ask the "
            "angle before the loss.",
        ),
        Mistake(
            "the angle before the length",
            _angle_first,
            "Walks that arrive go straight on, too. Ask the length of the gradient first.",
        ),
        Mistake(
            "any turn is too large",
            _renamed("at the edge", "too large"),
            "This path turns, and its loss falls all the same, in the mean: η is at the edge.",
        ),
        Mistake(
            "any turn is the edge",
            _renamed("too large", "at the edge"),
            "This path turns, and its loss gains nothing by it. What does the mean of ten do?",
        ),
        _several(
            "how high it began",
            "The loss falls, but only from the height to which the first steps threw it: it is "
            "still above the first loss.",
            _judged(falls=lambda f: _change(f) < 0.99),
        ),
        _several(
            "any fall, however small",
            "This loss falls by less than a hundredth in ten updates, and the path turns: it "
            "bounces. Ask for a fall that is clear.",
            _judged(falls=lambda f: bool(_change(f) < 1 - 1e-12 and f[-10:].mean() < f[0])),
        ),
        _several(
            "lower than at the start",
            "This loss lies below the first one, and stays where it is. Does its mean still fall?",
            _judged(falls=lambda f: bool(f[-10:].mean() < f[0])),
        ),
        _several(
            "single losses",
            "At the edge one loss may lie far above the one before, or ten before, while their "
            "means fall. Compare means of ten.",
            _single(2),
            _single(10),
            _single(11),
        ),
        Mistake(
            "the last cosine alone",
            _judged(straight=lambda g: bool(cosines(g)[-1] > 0.9)),
            "A wild path goes straight on now and then. Take the mean of the last ten cosines.",
        ),
        Mistake(
            "all cosines",
            _judged(straight=lambda g: bool(cosines(g).mean() > 0.9)),
            "What the path did long ago counts here. Take the last ten cosines only.",
        ),
        _several(
            "nine, or eleven",
            "The window of cosines is one too short or too long: there are ten in [-10:].",
            _judged(straight=lambda g: bool(cosines(g)[-9:].mean() > 0.9)),
            _judged(straight=lambda g: bool(cosines(g)[-11:].mean() > 0.9)),
            _judged(straight=lambda g: bool(cosines(g[-10:]).mean() > 0.9)),
        ),
        _several(
            "less than a right angle",
            "The mean cosine is above 0 here, and not near 1: this path turns to all sides.",
            _judged(straight=lambda g: bool(cosines(g)[-10:].mean() > 0)),
        ),
        _several(
            "lengths not divided out",
            "A product of two gradients is the cosine times both lengths. Divide by them.",
            _judged(straight=lambda g: bool(_products(g)[-10:].mean() > 0.9)),
            _judged(straight=lambda g: bool(_products(g)[-10:].mean() > 0)),
        ),
        Mistake(
            "the angle to the first gradient",
            _judged(
                straight=lambda g: bool(
                    np.mean(g[-10:] @ g[0] / _length(g[-10:]) / _length(g[:1])) > 0.9
                )
            ),
            "A smooth path may bend on its way. Compare each gradient with the next one.",
        ),
        _several(
            "short on the way",
            "On the way the gradient was short, at a saddle, and at the end it is long again. Look "
            "at the last one.",
            _judged(short=lambda g: bool(_length(g).min() < _length(g).max() / 100)),
        ),
        _several(
            "compared with the first gradient",
            "A run may begin at a place where the gradient is short. Compare with the longest one "
            "of the run.",
            _judged(short=lambda g: bool(_length(g)[-1] < _length(g)[0] / 100)),
        ),
        _several(
            "a threshold that does not know the units",
            "In these units every gradient is short. Compare with the longest one of the run.",
            _judged(short=lambda g: bool(_length(g)[-1] < 0.01)),
        ),
    ),
    hints=(
        "Ask three questions, one after the other: how long is the gradient, does the path turn, "
        "what does the loss do?",
        "cosines(gradients)[-10:] are the last ten. losses[-10:] are the last ten losses, "
        "losses[-20:-10] the ten before.",
        "Short gradient, and no fall: a flat point. Else, with the mean cosine above 0.9: too "
        "small. Else, if the loss falls and is below the first one: at the edge. Else too large.",
    ),
    fault=lambda answer, losses, gradients: (
        None if isinstance(answer, str) and answer == judge(losses, gradients) else ""
    ),
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES: tuple[Any, ...] = (_JUDGE,)
