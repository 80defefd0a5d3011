"""The parameter server: holds the parameters, sums gradients, counts each of them once."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from .checkpoint import read_checkpoint, write_checkpoint
from .ledger import Death, Entry
from .parameters import Arrays, nbytes, received
from .plan import Plan

__all__ = ["ParameterServer", "Pulled", "kill_this_process"]


class Pulled(NamedTuple):
    """What a worker gets for the asking: which shard to work on, and the parameters.

    Attributes
    ----------
    shard, clock : int
        The shard, and which of its rounds this is.
    version : int
        How many updates the parameters have seen.
    parameters : dict of ndarray
        By name.
    waited : float
        For how many seconds the server did not answer.
    kill : str
        When the worker is to kill itself, ``"before"`` or ``"after"`` its push, or when it has
        pushed ``"twice"``; else ``""``.
    """

    shard: int
    clock: int
    version: int
    parameters: Arrays
    waited: float
    kill: str


class ParameterServer:
    r"""The server's part of Algorithm 1, as an actor: its methods are called from afar.

    .. math:: g^{(t)} = \sum_{r=1}^m g_r^{(t)}, \qquad
              w^{(t+1)} = w^{(t)} - \eta\,(g^{(t)} + \partial\Omega(w^{(t)}))

    The second formula is one call of an update rule; η and Ω are its learning rate and its weight
    decay. What makes a death harmless is the ledger: a gradient is known by its *shard* and its
    *clock*, the number of rounds that shard has behind it. One that comes a second time, from a
    worker that was started again or a message that was sent again, does not fit the clock and is
    not counted. Workers remember nothing: what to do next the server tells them.

    Parameters
    ----------
    parameters : dict of ndarray
        At the beginning; not used if there is a checkpoint.
    plan : Plan
        Rule, number of shards and so on.
    elapsed : float
        Seconds since the run began.

    Notes
    -----
    Methods that may wait are coroutines, so that a waiting worker holds no thread. No array is
    changed in place, for it may be on its way to a worker.

    References
    ----------
    Li et al. (2014), *Scaling Distributed Machine Learning with the Parameter Server*, Algorithm 1
    (F-45); Ho et al. (2013), *More Effective Distributed ML via a Stale Synchronous Parallel
    Parameter Server*, for the bound on staleness.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> from lecture_lib.scale import Plan
    >>> async def two_shards():
    ...     plan = Plan(GradientDescent(0.5), shards=2, rounds=1)
    ...     server = ParameterServer({"w": np.zeros(2)}, plan)
    ...     for shard in (0, 1, 1):  # the last is a message that was sent again
    ...         times = (0.0, 0.0, 0.0)
    ...         print(await server.push(0, shard, 0, 0, {"w": np.ones(2)}, times))
    ...     return server.parameters["w"]
    >>> asyncio.run(two_shards())
    True
    True
    False
    array([-1., -1.])
    """

    def __init__(self, parameters: Arrays, plan: Plan, elapsed: float = 0.0) -> None:
        self.plan = plan
        self.parameters = received(parameters)
        self.states = {name: plan.rule.init(p) for name, p in self.parameters.items()}
        self.clocks = [0] * plan.shards  # rounds that each shard has behind it
        self.version = self.messages = self.bytes = 0
        self.ledger: dict[tuple[int, int], Entry] = {}
        self.refused = 0
        self.failure: Exception | None = None
        self.kept: dict[int, Arrays] = {}
        self.deaths: list[Death] = []
        self._pending: dict[int, Arrays] = {}  # gradients of the round that is being gathered
        self._begun: dict[tuple[int, int, int], tuple[int, float]] = {}
        self._heard: dict[int, float] = {}
        self._there: set[int] = set()  # workers that joined and did not leave
        self._kill = dict(plan.kill)
        self._stopped = False
        self._turn = asyncio.Condition()
        if plan.checkpoint is not None:
            elapsed = max(elapsed, read_checkpoint(plan.checkpoint, self))
        self._zero = time.monotonic() - elapsed
        if plan.keep:
            self.kept.setdefault(0, self.parameters)

    @property
    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._zero

    @property
    def finished(self) -> int:
        """Rounds that all shards have behind them."""
        return min(self.clocks)

    # --- what workers call

    async def join(self, worker: int) -> tuple[str, float, float]:
        """Note that a worker is there; returns host, zero and time of this server's clock."""
        if worker in self._there:
            self.deaths.append(Death(f"worker {worker}", self._heard[worker], self.now))
        self._there.add(worker)
        self._heard[worker] = self.now
        return socket.gethostname(), self._zero, self.now

    async def ping(self) -> None:
        """Answer: the server lives."""

    async def pull(self, worker: int, shards: tuple[int, ...]) -> Pulled | None:
        """Return what to do next for one of `shards`, when it may begin; None when all is done."""
        came = self._heard[worker] = self.now
        shard = min(shards, key=lambda s: (self.clocks[s], s))
        bound = self.plan.staleness or 0
        async with self._turn:
            await self._turn.wait_for(
                lambda: self._stopped or self.clocks[shard] - self.finished <= bound
            )
            clock = self.clocks[shard]
            if self._stopped or clock >= self.plan.rounds:
                return None
            waited = self.now - came
            self._begun[worker, shard, clock] = clock - self.finished, waited
            self.messages += 1
            self.bytes += nbytes(self.parameters)
            kill = self._kill.pop((shard, clock), "")
            return Pulled(shard, clock, self.version, self.parameters, waited, kill)

    async def push(
        self, worker: int, shard: int, clock: int, version: int, gradient: Arrays,
        times: tuple[float, float, float],
    ) -> bool:  # fmt: skip
        """Count a gradient that was computed at parameters of that version, unless it was already.

        `times` are when the worker asked for the parameters, had them, and had the gradient.
        """
        self._heard[worker] = self.now
        asked, pulled, computed = times
        async with self._turn:  # from the look at the clock until it moves, nobody else
            self.messages += 1
            self.bytes += nbytes(gradient)
            if clock != self.clocks[shard] or self._stopped:
                self.refused += 1
                return False
            ahead, waited = self._begun.pop((worker, shard, clock), (0, 0.0))
            self.ledger[shard, clock] = Entry(
                shard, clock, worker, version, self.version - version, ahead,
                asked, waited, pulled, computed, self.now,
            )  # fmt: skip
            before = self.finished
            self._pending[shard] = received(gradient)
            try:
                if not self.plan.synchronous or len(self._pending) == self.plan.shards:
                    self._update()
                self.clocks[shard] += 1
                if self.finished > before:
                    self._round_done()
            except Exception as error:  # of the rule, or of the disk
                self.failure, self._stopped = error, True
            self._turn.notify_all()
        return True

    def _update(self) -> None:
        """Sum what is there in the order of the shards, whoever came first, and take a step."""
        gradients = [self._pending[shard] for shard in sorted(self._pending)]
        moved = {}
        for name, theta in self.parameters.items():
            total = reduce(np.add, [g[name] for g in gradients])
            moved[name], self.states[name] = self.plan.rule.update(theta, total, self.states[name])
        self.parameters = moved
        self._pending = {}
        self.version += 1

    def _round_done(self) -> None:
        done, plan = self.finished, self.plan
        if plan.keep and done % plan.keep == 0:
            self.kept[done] = self.parameters
        if plan.checkpoint is not None and (done % plan.every == 0 or done == plan.rounds):
            write_checkpoint(plan.checkpoint, self)
        if self._kill.get("server") == done:
            kill_this_process()

    # --- what the one who started the run calls

    async def leave(self, worker: int) -> None:
        """Note that a worker ended by itself: whoever joins next is nobody's successor."""
        self._there.discard(worker)

    async def stop(self) -> None:
        """Let no worker begin anything more, and count nothing more."""
        self._stopped = True
        async with self._turn:
            self._turn.notify_all()

    async def result(self) -> dict[str, Any]:
        """Return all that there is to know of the run."""
        names = ("parameters", "ledger", "messages", "bytes", "refused", "kept", "deaths",
                 "finished", "failure")  # fmt: skip
        return {name: getattr(self, name) for name in names}


def kill_this_process() -> None:
    """End this process at once, as the system does when memory is short: nothing is cleaned up."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has but the other
