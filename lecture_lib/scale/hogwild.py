r"""Hogwild!: processes that write to the same weights and do not wait for one another.

Each process takes a row, reads the weights it touches, and subtracts its step from them:

.. math:: w_{J_i} \leftarrow w_{J_i} - \eta\, g_i(w_{J_i})

Another may write between the reading and the subtracting. If rows touch few of many coordinates
that is rare, and does little harm when it happens. Source: Niu, Recht, Ré and Wright (2011).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .locks import LOCKS, checked_lock, held
from .logistic import Logistic
from .shared import CONTEXT, SharedArray, race

__all__ = ["HogwildRun", "hogwild"]

Array = NDArray[Any]


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
        As in :class:`~lecture_lib.scale.shared.Race`.

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
    checked_lock("hogwild", workers, lock, LOCKS)
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
    whole, write = held(mutex, lock)
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
