"""What a worker does: pull, compute, push, until the server has no more rounds."""

from __future__ import annotations

import inspect
import socket
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from ..training.threads import one_thread
from .parameters import Layout, received
from .server import kill_this_process

__all__ = ["Job", "ServerLost", "work"]

_LOOK = 0.5  # seconds after which a worker that waits for an answer asks whether there is a server
_ALIVE = 1.0  # seconds that the server may take to say so


class ServerLost(Exception):
    """The process with the parameters does not answer any more."""


class Job(NamedTuple):
    """What one worker is there for.

    Attributes
    ----------
    worker : int
        Its number.
    shards : dict of int to object
        The part of the data that it computes on.
    gradient : callable
        The student's function.
    layout : Layout
        How the parameters were given to :func:`train`.

    Examples
    --------
    >>> Job(1, {1: "the second half"}, len, Layout("array")).who
    'worker 1, which has shard 1'
    """

    worker: int
    shards: dict[int, Any]
    gradient: Callable[..., Any]
    layout: Layout

    @property
    def who(self) -> str:
        """The worker and its shards in words."""
        many = "s" if len(self.shards) > 1 else ""
        return f"worker {self.worker}, which has shard{many} {', '.join(map(str, self.shards))}"


def work(server: Any, job: bytes) -> bool:
    """Do the worker's part of Algorithm 1; returns whether the server was there to the end.

    The server says which of the shards is next and which round that is, so a worker that is
    started again asks, and goes on where its predecessor died. The job comes as bytes of
    cloudpickle, for Dask's own way with arrays leaves them at odd addresses; see
    :func:`~lecture_lib.scale.parameters.received`.
    """
    import cloudpickle  # comes with Dask

    try:
        with one_thread():
            _iterate(server, cloudpickle.loads(job))
    except ServerLost:
        return False
    return True


def _iterate(server: Any, job: Job) -> None:
    clock_is_wanted = "clock" in _arguments(job.gradient)
    zero = _zero(server, job.worker)
    while True:
        asked = time.monotonic()
        pulled = _call(server, "pull", job.worker, tuple(job.shards))
        if pulled is None:
            return
        came = time.monotonic()
        shard, clock, version = pulled.shard, pulled.clock, pulled.version
        parameters = received(pulled.parameters)
        try:
            given = job.layout.given_back(parameters)
            more = {"clock": clock} if clock_is_wanted else {}
            found = job.gradient(given, job.shards[shard], **more)
            gradient = job.layout.gradient(found, parameters)
        except Exception as error:
            error.add_note(f"in the gradient of shard {shard}, round {clock}, on {job.who}")
            raise
        times = tuple(t - zero for t in (asked, came, time.monotonic()))
        if pulled.kill == "before":
            kill_this_process()
        for _ in range(2 if pulled.kill == "twice" else 1):
            _call(server, "push", job.worker, shard, clock, version, gradient, times)
        if pulled.kill:
            kill_this_process()


def _zero(server: Any, worker: int) -> float:
    """When the run began, on this process's clock.

    Processes of one machine share the clock. For another machine it is taken that the server
    looked at its own in the middle of the exchange.
    """
    before = time.monotonic()
    host, zero, now = _call(server, "join", worker)
    if host == socket.gethostname():
        return float(zero)
    return float((before + time.monotonic()) / 2 - now)


def _call(server: Any, method: str, *arguments: Any) -> Any:
    """Call the server and wait for its answer as long as there is a server.

    The answer of a process that died never comes (Dask waits for an actor's return without an
    end), so who waits asks now and then. A reply that is late only costs a second worker's task.
    """
    try:
        answer = getattr(server, method)(*arguments)
        while True:
            try:
                return answer.result(timeout=_LOOK)
            except TimeoutError:
                server.ping().result(timeout=_ALIVE)
    except (TimeoutError, OSError, RuntimeError) as error:
        raise ServerLost(f"{method}: {error}") from None


def _arguments(function: Callable[..., Any]) -> set[str]:
    try:
        return set(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # some functions written in C have none
        return set()
