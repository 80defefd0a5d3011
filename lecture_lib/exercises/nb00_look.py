"""An exercise of notebook 00, *start here*: a start is judged before the first round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import Tensor, cross_entropy, relu
from ..lessons.checking import Exercise, Inputs, Mistake
from ..style.text import columns
from ..training import data

__all__ = ["EXERCISES", "starts"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Generator = np.random.Generator

_KEPT = 360  # the first images are not trained on
_ROUNDING = 1e-9


def _parts(V: Array, W: Array, images: Array, digits: Labels, rectify: bool = True) -> Any:
    first, second = Tensor(V), Tensor(W)
    sums = Tensor(images) @ first
    scores = (relu(sums) if rectify else sums) @ second
    loss = cross_entropy(scores, digits)
    loss.backward()
    return float(loss.data), sums.data, scores.data, np.array(first.grad), np.array(second.grad)


def _many(slopes: Array) -> int:
    return int(np.sum(np.abs(slopes) > _ROUNDING))


def _rising(slopes: Array) -> int:
    return int(np.sum(slopes > _ROUNDING))


def _look(V: Array, W: Array, images: Array, digits: Labels, rectify: bool = True) -> Array:
    loss, sums, _, of_V, of_W = _parts(V, W, images, digits, rectify)
    return np.array([loss, np.mean(sums > 0), _many(of_V) + _many(of_W)])


def _but(place: int, value: Callable[..., float]) -> Callable[..., Array]:
    """Get one of the three numbers wrong; ``value`` has loss, sums, scores, and both slopes."""

    def look(V: Array, W: Array, images: Array, digits: Labels) -> Array:
        seen = _look(V, W, images, digits)
        seen[place] = value(*_parts(V, W, images, digits))
        return seen

    return look


def starts(seed: int = 0) -> str:
    """Write five starts of the notebook as a table: what is seen of each before the first round.

    Parameters
    ----------
    seed : int
        Of the weights.

    Examples
    --------
    >>> print(starts())
    start  first loss  sums above 0  weights with a slope
    P      2.3         42%           290
    Q      2.3         0%            0
    R      over 90     42%           1957
    S      2.3         100%          320
    T      2.3         42%           1971
    """
    digits = data.load("digits")
    rng = np.random.default_rng(seed)
    V, W = rng.normal(size=(64, 32)), rng.normal(size=(32, 10))
    drawn = {
        "P": (0.1 * V, 0 * W),
        "Q": (0 * V, 0 * W),
        "R": (3 * V, 3 * W),
        "S": (0.1 + 0 * V, 0.1 + 0 * W),
        "T": (0.1 * V, 0.1 * W),
    }
    lines: list[tuple[str, ...]] = [("start", "first loss", "sums above 0", "weights with a slope")]
    for name, start in drawn.items():
        loss, above, slopes = _look(*start, digits.X[_KEPT:], digits.y[_KEPT:])
        said = "over 90" if loss > 90 else f"{loss:.1f}"
        lines.append((name, said, f"{above:.0%}", f"{slopes:.0f}"))
    return columns(lines)


def _drawn(rng: Generator) -> Inputs:
    """Four images of two pixels, three sums, of which one is silent, and three classes."""
    while True:
        V = rng.choice([-1.5, -1.0, -0.5, 0.5, 1.0, 1.5], size=(2, 3))
        V[:, int(rng.integers(3))] = -1.0
        W = rng.choice([-0.75, -0.5, 0.25, 1.0], size=(3, 3))
        images, digits = rng.integers(1, 9, size=(4, 2)) / 8, rng.permutation([0, 1, 2, 2])
        *_, of_V, of_W = _parts(V, W, images, digits)
        if len({_many(of_V), _many(of_W), _rising(of_V) + _rising(of_W)}) == 3:  # told apart
            return V, W, images, digits


_LOOK = Exercise(
    id="start-look",
    task="Judge a start before the first round. V and W are arrays of weights at first; the scores "
    "are relu(images @ V) @ W. Return three numbers: the cross-entropy of all the images; the "
    "share of the sums images @ V that are above 0; and how many of all the weights have a slope "
    "(larger than 1e-9 in size: what is smaller is rounding).",
    inputs=("V", "W", "images", "digits"),
    simple=(
        (np.array([[1.0, -1.0, 0.5], [-1.0, -2.0, 1.0]]),
         np.array([[0.5, -0.5], [1.0, 0.25], [-0.25, 1.0]]),
         np.array([[1.0, 0.0], [0.5, 0.5], [0.25, 1.0]]), np.array([1, 0, 1])),
        (np.array([[0.5, -0.5], [1.0, -0.25]]), np.array([[0.0, 0.0], [0.0, 0.0]]),
         np.array([[1.0, 0.5], [0.0, 1.0], [0.25, 0.25]]), np.array([0, 1, 1])),
    ),
    numbers=_drawn,
    reference=_look,
    mistakes=(
        Mistake("only the slopes of V", _but(2, lambda _l, _s, _o, V, W: _many(V)),
                "The third number counts the weights of V alone. W has slopes, too."),
        Mistake("only the slopes of W", _but(2, lambda _l, _s, _o, V, W: _many(W)),
                "The third number counts the weights of W alone. V has slopes, too."),
        Mistake("only slopes above 0",
                _but(2, lambda _l, _s, _o, V, W: _rising(V) + _rising(W)),
                "The third number leaves out slopes below 0. These move a weight as well."),
        Mistake("share of the weights",
                _but(2, lambda _l, _s, _o, V, W: (_many(V) + _many(W)) / (V.size + W.size)),
                "The third number is a share of the weights. Asked for is how many."),
        Mistake("all the weights", _but(2, lambda _l, _s, _o, V, W: V.size + W.size),
                "The third number counts all the weights, also those whose slope is 0."),
        Mistake("size of the slopes",
                _but(2, lambda _l, _s, _o, V, W: float(np.abs(V).sum() + np.abs(W).sum())),
                "The third number adds up the slopes. Asked for is how many there are."),
        Mistake("sums of 0 count as above", _but(1, lambda _l, s, *_: np.mean(s >= 0)),
                "The second number counts sums that are exactly 0 as well. relu leaves 0 of them."),
        Mistake("how many sums", _but(1, lambda _l, s, *_: np.sum(s > 0)),
                "The second number says how many sums are above 0. Asked for is their share."),
        Mistake("in percent", _but(1, lambda _l, s, *_: 100 * np.mean(s > 0)),
                "The second number is in percent. Asked for is a share, at most 1."),
        Mistake("share of images", _but(1, lambda _l, s, *_: np.mean((s > 0).any(axis=1))),
                "The second number is the share of images for which some sum is above 0."),
        Mistake("share of columns", _but(1, lambda _l, s, *_: np.mean((s > 0).any(axis=0))),
                "The second number is the share of columns that are above 0 for some image."),
        Mistake("scores instead of sums", _but(1, lambda _l, _s, scores, *_: np.mean(scores > 0)),
                "The second number is about the scores. The sums are what relu is given."),
        Mistake("summed over images",
                lambda V, W, images, digits: (
                    _look(V, W, images, digits) * np.array([len(images), 1.0, 1.0])),
                "The first number is a sum over the images, where cross_entropy takes the mean."),
        Mistake("relu is left out",
                lambda V, W, images, digits: _look(V, W, images, digits, rectify=False),
                "relu is left out of the scores, and so of the loss and the slopes."),
        Mistake("in another order",
                lambda V, W, images, digits: _look(V, W, images, digits)[[0, 2, 1]],
                "The three are right, in another order: loss, share, number of weights."),
    ),
    hints=(
        "Which lines of train come before anything moves?",
        "Slopes are found for tensors: ll.Tensor(V), ll.Tensor(W). Give the sums a name of their "
        "own, since you need them twice; .data is what they hold.",
        "After loss.backward() the slopes stand in V.grad and W.grad. np.sum of a comparison "
        "counts where it holds, np.mean says for which share.",
    ),
)  # fmt: skip

EXERCISES = (_LOOK,)
