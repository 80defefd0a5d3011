r"""Hogwild!: processes that write to the same weights and do not wait for one another.

Each process takes a row, reads the weights it touches, and subtracts its step from them:

.. math:: w_{J_i} \leftarrow w_{J_i} - \eta\, g_i(w_{J_i})

Another may write between the reading and the subtracting. If rows touch few of many coordinates
that is rare, and does little harm when it happens. Source: Niu, Recht, Ré and Wright (2011).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .logistic import Logistic
from .shared import CONTEXT, SharedArray, race

__all__ = ["WRITES", "HogwildRun", "hogwild", "lost_updates"]

Array = NDArray[Any]

# lock -> which of two places hold it: around the whole update, and around its last line.
_LOCKED: Mapping[str | None, tuple[bool, bool]] = {
    None: (False, False),
    "write": (False, True),
    "all": (True, False),
}


@dataclass(frozen=True, eq=False)
class HogwildRun:
    """What processes did together.

    Attributes
    ----------
    weights : ndarray, shape (dimension,)
        Where they ended.
    loss : float
        Of the problem, there.
    distance : float
        To the problem's optimum, as a share of the optimum's length: 1 at the start, 0.
    counts : tuple of int
        Updates of each process.
    seconds, processor_seconds, preparation
        As in :class:`~lecture_lib.scale.Race`.

    Examples
    --------
    >>> run = HogwildRun(np.zeros(2), 0.69, 1.0, counts=(500, 500), seconds=0.1,
    ...                  processor_seconds=(0.08, 0.08), preparation=0.4)
    >>> run.updates, run.updates_per_second
    (1000, 10000.0)
    """

    weights: Array
    loss: float
    distance: float
    counts: tuple[int, ...]
    seconds: float
    processor_seconds: tuple[float, ...]
    preparation: float

    @property
    def updates(self) -> int:
        """Updates of all processes."""
        return sum(self.counts)

    @property
    def updates_per_second(self) -> float:
        """By the clock, from the common start to the last update; preparation is left out."""
        return self.updates / self.seconds

    def __str__(self) -> str:
        return (
            f"{len(self.counts)} processes, {self.updates:,} updates: loss {self.loss:.4f}, "
            f"distance {self.distance:.3f}, {self.updates_per_second:,.0f} a second"
        )

    __repr__ = __str__


def hogwild(
    problem: Logistic,
    workers: int = 2,
    lock: str | None = None,
    epochs: int = 5,
    *,
    learning_rate: float = 1.0,
    decay: float = 0.8,
    seed: int = 0,
) -> HogwildRun:
    """Minimise by stochastic gradient descent, one row an update, in processes that share w.

    Parameters
    ----------
    problem : Logistic
        Each process makes its data by itself.
    workers : int
        Processes. They share out the rows; each takes its own in a new random order every epoch.
        One process gives the same bits every time, more do not.
    lock : {None, "write", "all"}
        None for Hogwild. ``"write"`` lets one process at a time subtract, ``"all"`` one at a time
        read, compute and subtract: then they take turns, and nothing is gained.
    epochs : int
        How often every row is taken.
    learning_rate : float
        η of the first epoch.
    decay : float
        What η is multiplied by after each epoch; Niu et al. do the same.
    seed : int
        Of the orders.

    Returns
    -------
    HogwildRun

    Raises
    ------
    ValueError
        Fewer than one worker or more than rows, an unknown lock, no epochs, or a rate or decay that
        is not a positive number.
    ChildProcessError
        A process died. No process is left, and no memory.

    Notes
    -----
    In a script, as opposed to a notebook, call it under ``if __name__ == "__main__":``.

    Examples
    --------
    >>> sparse = Logistic(rows=20_000, dimension=100_000, nonzeros=20)
    >>> one, two = hogwild(sparse, workers=1), hogwild(sparse, workers=2)  # doctest: +SKIP
    >>> print(f"{two.updates_per_second / one.updates_per_second:.1f}")  # doctest: +SKIP
    1.7
    """
    _check("hogwild", workers, lock, list(_LOCKED))
    if workers > problem.rows:
        raise ValueError(
            f"hogwild: {workers} workers share {problem.rows} rows, so some would have none. "
            f"Take at most {problem.rows} workers."
        )
    if epochs < 1 or not (0 < learning_rate < np.inf and 0 < decay < np.inf):
        raise ValueError(
            f"hogwild: epochs is {epochs}, learning_rate {learning_rate} and decay {decay}; "
            "take at least one epoch, and positive numbers such as 1 and 0.8."
        )
    weights, mutex = SharedArray(np.zeros(problem.dimension)), CONTEXT.Lock()
    settings = replace(problem)  # a copy without the data, which is quicker made than sent
    rates = [learning_rate * decay**epoch for epoch in range(epochs)]
    tasks = [(settings, weights, mutex, lock, slice(k, None, workers), rates, [seed, k])
             for k in range(workers)]  # fmt: skip
    ran = race("hogwild", _descent, tasks)
    w = weights.array.copy()
    length = np.linalg.norm(problem.optimum)
    return HogwildRun(
        w, problem.loss(w), float(np.linalg.norm(w - problem.optimum) / length),
        tuple(ran.results), ran.seconds, ran.processor_seconds, ran.preparation,
    )  # fmt: skip


def _descent(
    problem: Logistic, weights: SharedArray, mutex: Any, lock: str | None,
    share: slice, rates: list[float], seed: list[int],
) -> Callable[[], int]:  # fmt: skip
    """In a process: make the data, and return the work that is timed."""
    w, touched, gradient = weights.array, problem.touched, problem.row_gradient
    whole, write = _held(mutex, lock)
    rows, rng = np.arange(problem.rows)[share], np.random.default_rng(seed)
    gradient(0, w[touched[0]])  # makes rows and labels

    def work() -> int:
        for rate in rates:
            for i in rng.permutation(rows).tolist():
                j = touched[i]
                with whole:
                    step = rate * gradient(i, w[j])
                    with write:
                        w[j] -= step
        return len(rows) * len(rates)

    return work


def _in_place(w: Array, gradient: Callable[[Array], Array]) -> None:
    w += gradient(w)


def _whole_array(w: Array, gradient: Callable[[Array], Array]) -> None:
    w[:] = w + gradient(w)


def _copy_then_in_place(w: Array, gradient: Callable[[Array], Array]) -> None:
    mine = w.copy()
    w += gradient(mine)


def _copy_then_back(w: Array, gradient: Callable[[Array], Array]) -> None:
    mine = w.copy()
    mine += gradient(mine)
    w[:] = mine


#: Ways to add to weights that others add to as well: name -> function of w and the gradient.
WRITES: Mapping[str, Callable[[Array, Callable[[Array], Array]], None]] = {
    "in place": _in_place,
    "whole array": _whole_array,
    "copy, then in place": _copy_then_in_place,
    "copy, then back": _copy_then_back,
}


def lost_updates(
    write: str = "in place",
    workers: int = 2,
    lock: str | None = None,
    *,
    size: int = 1000,
    times: int = 20_000,
) -> float:
    """Return the share of updates that are lost when processes add 1 to the same floats.

    Every process adds 1 to each float ``times`` times. What is missing from the sum at the end was
    overwritten by a process that had read the float before another one added to it.

    Parameters
    ----------
    write : str
        How it is added, a key of ``WRITES``: ``"in place"`` is ``w += g``, ``"whole array"`` is
        ``w[:] = w + g``, ``"copy, then in place"`` computes g from a copy and does ``w += g``,
        ``"copy, then back"`` adds g to the copy and writes that, ``w[:] = mine``.
    workers : int
        Processes.
    lock : {None, "all"}
        ``"all"`` lets one at a time read and write.
    size : int
        Floats; 1000 take 8 kB.
    times : int
        Additions of each process.

    Returns
    -------
    float
        Between 0 and 1 − 1/workers or so; 0 for one process and with a lock. On a machine with one
        free processor processes seldom meet, and less is lost.

    Raises
    ------
    ValueError
        An unknown ``write`` or lock, or a number below 1.
    ChildProcessError
        A process died.

    Examples
    --------
    >>> lost_updates("whole array", workers=2)  # doctest: +SKIP
    0.256
    """
    _check("lost_updates", workers, lock, [None, "all"])
    if write not in WRITES:
        raise ValueError(f"lost_updates: there is no write {write!r}. "
                         f"Choose one of {', '.join(map(repr, WRITES))}.")  # fmt: skip
    if size < 1 or times < 1:
        raise ValueError(
            f"lost_updates: size is {size} and times {times}; take at least 1 of each."
        )
    weights, mutex = SharedArray(np.zeros(size)), CONTEXT.Lock()
    race("lost_updates", _additions, [(weights, mutex, lock, write, times)] * workers)
    return float(1 - weights.array.mean() / (workers * times))


def _additions(
    weights: SharedArray, mutex: Any, lock: str | None, write: str, times: int
) -> Callable[[], None]:
    """In a process: return the work that is timed."""
    w, add = weights.array, WRITES[write]
    whole, _ = _held(mutex, lock)
    ones = np.ones_like(w)

    def gradient(w: Array) -> Array:
        return ones

    def work() -> None:
        for _ in range(times):
            with whole:
                add(w, gradient)

    return work


def _held(mutex: Any, lock: str | None) -> tuple[Any, Any]:
    """What to hold around an update and around its last line: the lock, or nothing."""
    whole, write = (mutex if held else nullcontext() for held in _LOCKED[lock])
    return whole, write


def _check(owner: str, workers: int, lock: str | None, locks: list[str | None]) -> None:
    if workers < 1 or workers != int(workers):
        raise ValueError(f"{owner}: workers is {workers!r}; take a whole number of at least 1.")
    if lock not in locks:
        raise ValueError(f"{owner}: there is no lock {lock!r}. "
                         f"Choose one of {', '.join(map(repr, locks))}.")  # fmt: skip
