"""What the server remembers of a run: every gradient it counted, and who died."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Death", "Entry", "Span"]

_PIECES = ("wait", "pull", "compute", "push")


class Entry(NamedTuple):
    """A gradient that was counted. Times are in seconds since the run began.

    Attributes
    ----------
    shard, clock : int
        Whose it is, and of which round of that shard: the key of the ledger.
    worker : int
        Who computed it.
    version : int
        How many updates the parameters had seen that it was computed at.
    lag : int
        How many updates others made between its pull and its push; 0 when synchronous.
    ahead : int
        How many rounds the shard was ahead of the slowest when it began.
    asked, waited, pulled, computed, pushed : float
        When the worker asked for parameters, for how long the server let it wait, when it had
        them, when its gradient was ready, and when the server had that.

    Examples
    --------
    >>> entry = Entry(0, 5, 1, 5, 0, 0, asked=1, waited=0.25, pulled=1.5, computed=2, pushed=2.5)
    >>> [(span.what, span.start, span.stop) for span in entry.spans()]
    [('wait', 1, 1.25), ('pull', 1.25, 1.5), ('compute', 1.5, 2), ('push', 2, 2.5)]
    """

    shard: int
    clock: int
    worker: int
    version: int
    lag: int
    ahead: int
    asked: float
    waited: float
    pulled: float
    computed: float
    pushed: float

    @classmethod
    def of(cls, numbers: Any) -> Entry:
        """Return the entry that was stored as a row of numbers."""
        return cls(*(int(n) for n in numbers[:6]), *(float(n) for n in numbers[6:]))

    def spans(self) -> tuple[Span, ...]:
        """What the worker did, piece by piece: wait, pull, compute, push."""
        times = self.asked, self.asked + self.waited, self.pulled, self.computed, self.pushed
        return tuple(
            Span(self.worker, self.shard, self.clock, what, start, stop)
            for what, start, stop in zip(_PIECES, times, times[1:], strict=False)
        )


class Span(NamedTuple):
    """A bar of the timeline: what a worker did from `start` to `stop`, in seconds.

    Examples
    --------
    >>> Span(0, 0, 12, "compute", 1.0, 1.5).seconds
    0.5
    """

    worker: int
    shard: int
    clock: int
    what: str
    start: float
    stop: float

    @property
    def seconds(self) -> float:
        """Length of the bar."""
        return self.stop - self.start


class Death(NamedTuple):
    """A process that died and was replaced.

    Attributes
    ----------
    who : str
        ``"worker 1"`` or ``"server"``.
    last, back : float
        When it was last heard of, and when its successor came, in seconds since the run began.

    Examples
    --------
    >>> Death("worker 1", 2.0, 4.5).seconds
    2.5
    """

    who: str
    last: float
    back: float

    @property
    def seconds(self) -> float:
        """For how long nobody was there."""
        return self.back - self.last
