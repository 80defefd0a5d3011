"""How long a round takes: alone, and on workers; measured here, and once on a quiet machine."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..optim import GradientDescent
from ..training.threads import one_thread
from .cost import CostModel
from .parameters import Layout, nbytes
from .run import Run
from .train import train

__all__ = ["Pace", "Quiet", "compare", "quiet_machine", "round_seconds"]


class Pace(NamedTuple):
    """What a round of the same work takes alone and together.

    Attributes
    ----------
    size : int
        Bytes of the parameters.
    alone, together : float
        Seconds, medians over rounds.
    run : Run or None
        The run on the workers, None for one that was stored.

    Examples
    --------
    >>> Pace(4840, alone=0.001, together=0.005).speed_up
    0.2
    """

    size: int
    alone: float
    together: float
    run: Run | None = None

    @property
    def speed_up(self) -> float:
        """How many times as fast the workers are."""
        return self.alone / self.together

    def foretold(self, model: CostModel, workers: int = 2) -> float:
        """Return the seconds that workers should take: this work, with its own bytes.

        Parameters
        ----------
        model : CostModel
        workers : int

        Examples
        --------
        >>> pace = Pace(size=1_000_000, alone=0.02, together=0.015)
        >>> round(pace.foretold(CostModel(latency=0.001, bandwidth=1e9)), 4)
        0.018
        """
        return float(model.round(workers, self.alone, self.size))


@dataclass(frozen=True)
class Quiet:
    """Rounds that ``benchmarks/bench_rounds.py`` once measured.

    Attributes
    ----------
    machine : str
        What it was, in words.
    load : float
        Of the machine when they were measured; near 0 it was quiet.
    empty : tuple of (int, int, float)
        Rounds in which nothing is computed: workers, bytes of the parameters, seconds.
    paces : dict of (int, int) to Pace
        Hidden units of the network that reads digits, and how many times it goes over the images
        in a round -> rounds alone and on two workers.
    lost : dict of str to float
        A way to write, as in :data:`WRITES` -> share of updates that two processes lose.

    Examples
    --------
    >>> quiet_machine().paces[16, 1].size
    4840
    """

    machine: str
    load: float
    empty: tuple[tuple[int, int, float], ...]
    paces: dict[tuple[int, int], Pace]
    lost: dict[str, float]

    @property
    def model(self) -> CostModel:
        """Latency and bandwidth, from the rounds without work of one and two workers."""
        workers, sizes, seconds = np.array([row for row in self.empty if row[0] <= 2]).T
        return CostModel.fit(workers, 0.0, sizes, seconds)


def round_seconds(run: Run) -> NDArray[np.float64]:
    """Return how long each round of a synchronous run took, from the last push to the last push.

    Parameters
    ----------
    run : Run

    Returns
    -------
    ndarray, shape (rounds - 1,)

    Examples
    --------
    >>> from lecture_lib.scale import Entry
    >>> ledger = {(0, t): Entry(0, t, 0, t, 0, 0, t, 0, t, t, pushed=t + 0.5) for t in range(3)}
    >>> round_seconds(Run(np.zeros(1), ledger, rounds=3, messages=6, bytes=0, seconds=3))
    array([1., 1.])
    """
    ends: dict[int, float] = {}
    for entry in run.ledger.values():
        ends[entry.clock] = max(ends.get(entry.clock, 0.0), entry.pushed)
    return np.diff([ends[clock] for clock in sorted(ends)])


def compare(
    gradient: Callable[..., Any], parameters: Any, shards: Sequence[Any], *, rounds: int = 12,
    cluster: str | None = None, workers: int | None = None,
) -> Pace:  # fmt: skip
    """Measure a round of the same work in this process alone, and on workers with a server.

    Medians, so that a moment in which the machine does something else does little. A round alone
    may be shorter than such a moment: they are measured before and after the workers' run, and
    the lower median counts.

    Parameters
    ----------
    gradient, parameters, shards, cluster, workers
        As for :func:`train`.
    rounds : int
        How many each time; the workers' first, in which they get ready, is left out.

    Returns
    -------
    Pace

    Examples
    --------
    >>> pace = compare(lambda w, x: w * x, np.ones(3), [1, 2], rounds=5)      # doctest: +SKIP
    >>> pace.speed_up < 1      # nothing to compute, all to send              # doctest: +SKIP
    True
    """
    rule = GradientDescent(0.0)
    layout, arrays = Layout.of(parameters)

    def alone() -> float:
        took = []
        for _ in range(rounds):
            began = time.perf_counter()
            found = [layout.gradient(gradient(parameters, shard), arrays) for shard in shards]
            for name, theta in arrays.items():
                rule.update(theta, reduce(np.add, [g[name] for g in found]), rule.init(theta))
            took.append(time.perf_counter() - began)
        return statistics.median(took)

    with one_thread():
        before = alone()
        run = train(
            gradient, parameters, shards, rule=rule, rounds=rounds, cluster=cluster, workers=workers
        )
        after = alone()
    together = float(np.median(round_seconds(run)))
    return Pace(nbytes(arrays), min(before, after), together, run)


def quiet_machine() -> Quiet:
    """Return the rounds that were measured once and stored, to be held against one's own.

    Examples
    --------
    >>> quiet = quiet_machine()
    >>> all(seconds > 0 for _, _, seconds in quiet.empty)
    True
    """
    stored = json.loads(files(__package__).joinpath("rounds.json").read_text(encoding="utf-8"))
    return Quiet(
        stored["machine"], stored["load"], tuple((r, b, s) for r, b, s in stored["empty"]),
        {(h, times): Pace(*three) for h, times, *three in stored["paces"]}, stored["lost"],
    )  # fmt: skip
