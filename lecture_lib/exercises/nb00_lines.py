"""Runs of notebook 00, *start here*: its loop with one line broken, to be told from what they do.

The questions stand in the notebook; here is what they are about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import Tensor, cross_entropy, relu
from ..style.text import columns
from ..training import data

__all__ = ["EXERCISES", "Run", "run", "runs", "table", "twins"]

Array = NDArray[np.float64]

_SHOWN = 360  # the first images are kept apart
_LITTLE = 0.01  # a thirtieth of the notebook's eta
_STEADY = 0.7  # from this share on, a digit is read as one and the same


@dataclass(frozen=True)
class Run:
    """What is seen of a run.

    Attributes
    ----------
    losses : ndarray
        One for each round.
    right : float
        Share of the images kept apart that it reads right in the end.
    moved : int or None
        How many of the 2,368 weights are not where they began; None if some have become nan.
    found : ndarray of int
        What it reads in the images kept apart.
    silent : float
        Share of the images kept apart for which no sum is above 0, so that all scores are equal.
    right_else : float
        Share of the others that it reads right; nan if there are none.

    Examples
    --------
    >>> Run(np.array([2.3, 2.1]), right=0.5, moved=320).row()
    ('2.3', '2.2', '50%', '320')
    """

    losses: Array
    right: float
    moved: int | None
    found: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    silent: float = 0.0
    right_else: float = np.nan

    def row(self) -> tuple[str, ...]:
        """Return its first and last losses (a mean of fifty), the share, and how many moved."""
        last = float(np.mean(self.losses[-50:]))
        said = "over 1000" if last > 1000 else f"{last:.2g}"  # how far over, a last bit decides
        right = "under 3%" if self.right < 0.03 else f"{self.right:.0%}"
        moved = "nan" if self.moved is None else f"{self.moved}"
        return f"{self.losses[0]:.1f}", said, right, moved

    def steady(self, truth: NDArray[np.int64]) -> int:
        """Count the digits of whose images seven in ten, or more, are read as one and the same.

        Parameters
        ----------
        truth : ndarray of int
            What the images kept apart are.

        Examples
        --------
        >>> read = np.array([9, 9, 3, 4])
        >>> Run(np.array([2.3]), 0.0, 0, found=read).steady(np.array([0, 0, 1, 1]))
        1
        """
        read = (self.found[truth == digit] for digit in np.unique(truth))
        return sum(int(np.bincount(one).max() >= _STEADY * len(one)) for one in read)


def run(
    broken: str = "", start: float = 0.1, eta: float = 0.3, size: int = 32, seed: int = 0,
    rounds: int = 1000, equal: str = "", odd: bool = False,
) -> Run:  # fmt: skip
    """Return a run of the notebook's loop.

    Parameters
    ----------
    broken : str, optional
        ``"sign"`` goes up the slopes, ``"rows"`` draws from the first 32 images only,
        ``"weights"`` leaves V out, ``"kept"`` never sets a gradient back, ``"labels"`` takes the
        digits to be sorted 1, 2, …, 9, 0, ``"ink"`` counts the ink below 0 in training, and
        ``"relu"`` leaves relu out in training.
    start, eta, size, seed, rounds : float, float, int, int, int
        As in the notebook; the seed is that of the start, and the next one that of the batches.
    equal : str, optional
        Arrays whose weights all begin at ``start``, not at ``start`` times what is drawn: ``"W"``
        or ``"VW"``.
    odd : bool
        Read whether a digit is odd (1) or even (0), not which it is.

    Examples
    --------
    >>> run(start=0.0).silent
    1.0
    """
    digits = data.load("digits")
    read = digits.y % 2 if odd else digits.y
    images, labels = digits.X[_SHOWN:], read[_SHOWN:]
    rng = np.random.default_rng(seed)
    drawn = rng.normal(size=(64, 32)), rng.normal(size=(32, 10))
    V, W = (
        Tensor(start * (np.ones_like(one) if name in equal else one))
        for name, one in zip("VW", drawn, strict=True)
    )
    rng = np.random.default_rng(seed + 1)
    before = V.data.copy(), W.data.copy()
    losses = []
    with np.errstate(all="ignore"):  # one of them is meant to overflow
        for _ in range(rounds):
            rows = rng.integers(32 if broken == "rows" else len(images), size=size)
            sums = (-images[rows] if broken == "ink" else images[rows]) @ V
            scores = (sums if broken == "relu" else relu(sums)) @ W
            loss = cross_entropy(scores, (labels[rows] - (broken == "labels")) % 10)
            loss.backward()
            losses.append(float(loss.data))
            for weights in (W,) if broken == "weights" else (V, W):
                weights.data += (eta if broken == "sign" else -eta) * np.asarray(weights.grad)
            if broken != "kept":
                V.grad = W.grad = None
        unseen = digits.X[:_SHOWN] @ V.data
        found = np.argmax(np.maximum(unseen, 0) @ W.data, axis=1)
    right = found == read[:_SHOWN]
    heard = ~(unseen <= 0).all(axis=1)
    moved = None  # nan is unequal to everything, also where a weight has not moved
    if all(np.isfinite(w.data).all() for w in (V, W)):
        moved = sum(int(np.sum(w.data != old)) for w, old in zip((V, W), before, strict=True))
    return Run(
        np.array(losses), float(np.mean(right)), moved, found,
        float(1 - np.mean(heard)), float(np.mean(right[heard])) if heard.any() else np.nan,
    )  # fmt: skip


def runs(seed: int = 0) -> dict[str, Run]:
    """Return the good run and four with one line broken; of the first of these also a slower one.

    Parameters
    ----------
    seed : int
        Of the start and of the batches.

    Examples
    --------
    >>> list(runs())
    ['good', 'A', 'A, eta=0.01', 'B', 'C', 'D']
    """
    return {
        "good": run(seed=seed),
        "A": run("sign", seed=seed),
        f"A, eta={_LITTLE}": run("sign", eta=_LITTLE, seed=seed),
        "B": run("rows", seed=seed),
        "C": run("weights", seed=seed),
        "D": run("kept", seed=seed),
    }


def twins(seed: int = 0) -> dict[str, Run]:
    """Return two more, of the same loss, whose mistakes are not among those of the four.

    Parameters
    ----------
    seed : int
        Of the start and of the batches.

    Examples
    --------
    >>> [one.right < 0.03 for one in twins().values()]
    [True, True]
    """
    return {"E": run("labels", seed=seed), "F": run("ink", seed=seed)}


def table(seen: Mapping[str, Run]) -> str:
    """Write runs as a table, one a line.

    Parameters
    ----------
    seen : mapping of str to Run
        By name.

    Examples
    --------
    >>> print(table({"good": Run(np.array([2.3, 2.1]), right=0.5, moved=320)}))
    run   first loss  last  right  weights that moved
    good  2.3         2.2   50%    320
    """
    head = "run", "first loss", "last", "right", "weights that moved"
    return columns([head, *((name, *run.row()) for name, run in seen.items())])


EXERCISES: tuple[Any, ...] = ()
