"""Exercises of notebook 05, *walk downhill*: where a walk ends, and where it can stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import double_well
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- basins -----------------------------------------------------------------------------------


def _wells(rng: Generator) -> Inputs:
    """Two minima, a ridge that is not half-way, starts on both sides of all, and one upon it."""
    left, right = -float(rng.integers(2, 5)), float(rng.integers(1, 4))
    middle, nearer = (left + right) / 2, float(rng.choice([-1, 1]))
    top = middle + nearer * (right - left) / 4
    x = [left - 0.5, middle + nearer * (right - left) / 8, top, right + 0.5]
    y = rng.permutation([-1.5, 0.5, 1.0, 2.0])
    return left, top, right, np.stack([x, y], axis=-1)


def _valley_floor(x: Callable[..., Any]) -> Callable[..., Array]:
    """Ends with some x for each start, and y = 0."""

    def ends(left: float, top: float, right: float, starts: Array) -> Array:
        along = np.broadcast_to(x(left, top, right, starts[:, 0]), len(starts))
        return np.stack([along, np.zeros(len(starts))], axis=-1)

    return ends


@_valley_floor
def _ends(left: float, top: float, right: float, x: Array) -> Array:
    return np.select([x < top, x > top], [left, right], top)


@_valley_floor
def _nearest(left: float, top: float, right: float, x: Array) -> Array:
    return np.where(np.abs(x - left) < np.abs(x - right), left, right)


@_valley_floor
def _lowest(left: float, top: float, right: float, x: Array) -> Array:
    return np.full(x.shape, double_well(left, top, right).minima[0, 0])


@_valley_floor
def _never_upon_the_ridge(left: float, top: float, right: float, x: Array) -> Array:
    return np.where(x < top, left, right)


def _on_the_way(answer: Any, left: float, top: float, right: float, starts: Array) -> bool:
    """Whether each walk is nearer to its end than at the start, and some have not arrived."""
    try:
        reached = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return False
    if reached.shape != starts.shape:
        return False
    ends, x = _ends(left, top, right, starts), starts[:, 0]
    now, before = np.abs(reached - ends), np.abs(starts - ends)
    alike = np.sign(reached[:, 0] - top) == np.sign(x - top)
    return bool(alike.all() and ((now < before) | (before == 0)).all())


def _few_steps(left: float, top: float, right: float, starts: Array) -> Array:
    point = starts
    for _ in range(100):
        x, y = point.T
        slope = np.stack([(x - left) * (x - top) * (x - right), y], axis=-1)
        point = point - 0.001 * slope
    return np.asarray(point)


def _beside_the_ridge(
    x: Callable[[float, float, float, Array], Array], y: Callable[[Array], Any]
) -> Callable[..., bool]:
    """Whether all walks but those upon the ridge end at such x, and all at such y."""

    def fits(answer: Any, left: float, top: float, right: float, starts: Array) -> bool:
        ends, beside = np.asarray(answer, dtype=float), starts[:, 0] != top
        if ends.shape != starts.shape:
            return False
        wanted = x(left, top, right, starts[:, 0])
        along = np.isclose(ends[beside, 0], wanted[beside])
        return bool(along.all() and np.isclose(ends[:, 1], y(starts[:, 1])).all())

    return fits


_BASIN = Exercise(
    id="descent-basin",
    task="On a hill the slope along x is (x − left)(x − top)(x − right), left < top < right, and "
    "the slope along y is y. Return where tiny steps end from each of the starts: a row (x, y) "
    "for each.",
    inputs=("left", "top", "right", "starts"),
    simple=(
        (-3.0, 0.2, 1.0, np.array([[0.05, 1.0], [-4.0, 0.0], [2.0, -1.0]])),
        (-1.0, -0.8, 3.0, np.array([[-0.5, 2.0], [0.5, 1.0], [-0.9, -1.0], [-0.8, 1.0]])),
    ),
    numbers=_wells,
    reference=_ends,
    mistakes=(
        Mistake(
            "the nearest minimum",
            _nearest,
            "The walker does not see how far a minimum is, only which way is down from here.",
        ),
        Mistake(
            "the lowest minimum",
            _lowest,
            "The walker does not know that one is lower: it never climbs over the hill.",
        ),
        Mistake(
            "exactly upon the ridge",
            _never_upon_the_ridge,
            "One start lies upon the ridge, where x is top. What is the slope along x there, and "
            "where does such a walk end?",
        ),
        Mistake(
            "split at 0",
            _valley_floor(lambda left, top, right, x: np.where(x < 0, left, right)),
            "The ridge parts the starts, and it need not be at 0.",
        ),
        Mistake(
            "split at the lesson's hilltop",
            _valley_floor(lambda left, top, right, x: np.where(x < 0.2, left, right)),
            "That is where the curve of the lesson has its hilltop. Here it is top.",
        ),
        Mistake(
            "the wrong side",
            _valley_floor(
                lambda left, top, right, x: np.select([x < top, x > top], [right, left], top)
            ),
            "Put a number below top into the slope: which sign has it, and which way is down?",
            fits=_beside_the_ridge(
                lambda left, top, right, x: np.where(x < top, right, left), np.zeros_like
            ),
        ),
        Mistake(
            "the saddle",
            _valley_floor(lambda left, top, right, x: np.full(x.shape, top)),
            "There the slope is 0 too, but beside the ridge every step leads away from it.",
        ),
        Mistake(
            "y stays",
            lambda left, top, right, starts: np.stack(
                [_ends(left, top, right, starts)[:, 0], starts[:, 1]], axis=-1
            ),
            "y walks as well: its slope is y. Where is that 0?",
            fits=_beside_the_ridge(
                lambda left, top, right, x: np.where(x < top, left, right), np.array
            ),
        ),
        Mistake(
            "y treated as x",
            lambda left, top, right, starts: np.where(starts < top, left, right),
            "Both columns are treated as x here. Along y the slope is y alone.",
        ),
        Mistake(
            "the x only",
            lambda left, top, right, starts: _ends(left, top, right, starts)[:, 0],
            "These are the x of the ends. Return a row (x, y) for each start.",
            fits=lambda answer, left, top, right, starts: np.shape(answer) == (len(starts),),
        ),
        Mistake(
            "still on the way",
            _few_steps,
            "Your walks go the right way and have not arrived. Where will they end? You can tell "
            "without walking.",
            fits=_on_the_way,
        ),
    ),
    hints=(
        "Where are both slopes 0? Which of these points are minima, and which is a saddle?",
        "Where x is top there is a ridge: tiny steps never cross it. And a walk that begins on it?",
        "Along y each walk goes to 0. Along x only the side of top counts, not the distance; upon "
        "the ridge the slope along x is 0.",
    ),
)


# --- where a walk can stay --------------------------------------------------------------------


def _turned(rng: Generator) -> Inputs:
    """A turned bowl over three coordinates."""
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    sizes = np.array([rng.uniform(0.5, 1.5), rng.uniform(2.0, 3.0), rng.uniform(5.0, 8.0)])
    return (np.asarray((turn * sizes @ turn.T).round(2)),)


def _steepest(hessian: Array) -> float:
    return float(np.linalg.eigvalsh(hessian)[-1])


def rate_limit(hessian: Array) -> float:
    """Return 2 over the largest eigenvalue, or 0 where one is negative."""
    return 2 / _steepest(hessian) if np.linalg.eigvalsh(hessian)[0] > 0 else 0.0


def _slip(name: str, wrong: Callable[[Array], float], say: str) -> Mistake:
    """A mistake of those who see a way down, and of those who do not."""
    return Mistake(
        name,
        lambda hessian: wrong(hessian) if rate_limit(hessian) else 0.0,
        say,
        fits=lambda answer, hessian: bool(np.isclose(float(answer), wrong(hessian), rtol=1e-6)),
    )


_LIMIT = Exercise(
    id="descent-limit",
    task="A walk begins near a point where ∇f = 0, a little off in every direction. The Hessian "
    "there is given; none of its eigenvalues is 0. Return the limit below which η must stay for "
    "the walk to end at this point. Return 0 if no η will do.",
    inputs=("hessian",),
    simple=(
        (np.diag([2.0, 5.0]),),
        (np.array([[4.0, -2.0], [-2.0, 4.0]]),),
        (np.diag([2.0, -4.0]),),
        (np.array([[1.0, 3.0], [3.0, 1.0]]),),
        (np.diag([-1.0, -2.0]),),
        (np.diag([4.0, -1.0, -2.0]),),
    ),
    numbers=_turned,
    reference=rate_limit,
    mistakes=(
        Mistake(
            "the largest in size",
            lambda hessian: float(2 / np.abs(np.linalg.eigvalsh(hessian)).max()),
            "A negative eigenvalue is no curvature upwards, however large it is: the walk leaves "
            "along its eigenvector.",
        ),
        Mistake(
            "the sign of the determinant",
            lambda hessian: 0.0 if np.linalg.det(hessian) < 0 else 2 / _steepest(hessian),
            "The determinant is the product of the eigenvalues: two negative ones hide in it.",
        ),
        Mistake(
            "the signs on the diagonal",
            lambda hessian: 0.0 if np.diag(hessian).min() < 0 else 2 / _steepest(hessian),
            "The diagonal tells the curvature along the axes; the way down may lie between them.",
        ),
        Mistake(
            "a way down overlooked",
            lambda hessian: 2 / _steepest(hessian),
            "One eigenvalue is negative here. By how much does a step multiply the distance along "
            "its eigenvector?",
            fits=lambda answer, hessian: (
                not rate_limit(hessian) and bool(np.isclose(float(answer), 2 / _steepest(hessian)))
            ),
        ),
        _slip(
            "the best rate",
            lambda hessian: 1 / _steepest(hessian),
            "With this η the steepest direction arrives in one step. It still arrives with a "
            "longer one: up to where?",
        ),
        _slip(
            "the flattest direction",
            lambda hessian: float(2 / np.linalg.eigvalsh(hessian)[0]),
            "That is the limit along the flattest direction. Along the steepest one the walk flies "
            "away long before.",
        ),
        Mistake(
            "only along the axes",
            lambda hessian: float(2 / np.diag(hessian).max()) if rate_limit(hessian) else 0.0,
            "The entries on the diagonal are the curvatures along the axes, and the steepest way "
            "may lie between them.",
            fits=lambda answer, hessian: bool(
                np.isclose(
                    float(answer) * np.array([np.diag(hessian).max(), hessian.max()]), 2
                ).any()
            ),
        ),
        _slip(
            "flattest and steepest together",
            lambda hessian: float(2 / np.linalg.eigvalsh(hessian)[[0, -1]].sum()),
            "With a somewhat longer step the walk still arrives. Which eigenvalue stops it first?",
        ),
        _slip(
            "the sum of the curvatures",
            lambda hessian: float(2 / np.trace(hessian)),
            "The trace is the sum of all curvatures. Each direction has its own limit: which is "
            "met first?",
        ),
        _slip(
            "upside down",
            lambda hessian: _steepest(hessian) / 2,
            "The steeper, the shorter a step must be: turn the fraction over.",
        ),
        _slip(
            "the curvature itself",
            _steepest,
            "That is the largest curvature. Which η belongs to it?",
        ),
    ),
    hints=(
        "Near the point the hill is a bowl, or a saddle, along the eigenvectors. What does a step "
        "do to the distance along one of them?",
        "|1 − ηλ| < 1 must hold for every eigenvalue λ. Is there such an η if one λ is negative?",
        "np.linalg.eigvalsh gives the eigenvalues in order. Ask the smallest whether the walk can "
        "stay, and the largest how far a step may go.",
    ),
)

EXERCISES = (_BASIN, _LIMIT)
