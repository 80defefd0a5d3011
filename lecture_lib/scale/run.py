"""What a run with a parameter server leaves behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..style.text import columns
from .ledger import Death, Entry, Span

__all__ = ["Run"]


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A run with a parameter server; made by :func:`train`.

    Attributes
    ----------
    parameters : ndarray, list or dict of ndarray
        At the end, built as they were given.
    ledger : dict of (int, int) to Entry
        By shard and clock, in the order in which the server counted them: each gradient once.
    rounds : int
        That all shards have behind them.
    messages, bytes : int
        Pulls and pushes that were answered, and what the numbers in them take. What a server had
        counted since its last checkpoint when it died is not in it.
    refused : int
        Gradients that came a second time, and were not counted.
    seconds : float
        From the call to the end.
    deaths : tuple of Death
        Who died and was replaced.
    kept : dict of int to parameters
        After how many rounds they were what; filled by ``train(..., keep=1)``.
    staleness : int or None
        None for a synchronous run.
    interrupted : bool
        Whether it was stopped by hand.

    Examples
    --------
    >>> entry = Entry(0, 0, 0, 0, 0, 0, asked=0, waited=0, pulled=0.25, computed=0.5, pushed=0.75)
    >>> run = Run(np.zeros(2), {(0, 0): entry}, rounds=1, messages=2, bytes=32, seconds=0.8)
    >>> run.lags, round(run.computing, 3)
    (array([0]), 0.333)
    >>> run.timeline[-1]
    Span(worker=0, shard=0, clock=0, what='push', start=0.5, stop=0.75)
    """

    parameters: Any
    ledger: dict[tuple[int, int], Entry]
    rounds: int
    messages: int
    bytes: int
    seconds: float
    refused: int = 0
    deaths: tuple[Death, ...] = ()
    kept: dict[int, Any] = field(default_factory=dict)
    staleness: int | None = None
    interrupted: bool = False

    @property
    def lags(self) -> NDArray[np.int64]:
        """Of each gradient, in the order of the ledger: updates between its pull and its push.

        With m shards and staleness s none is above (m − 1)(2s + 1).
        """
        return np.array([entry.lag for entry in self.ledger.values()], np.int64)

    @property
    def ahead(self) -> NDArray[np.int64]:
        """Of each gradient: rounds that its shard was ahead of the slowest, at most s."""
        return np.array([entry.ahead for entry in self.ledger.values()], np.int64)

    @property
    def timeline(self) -> tuple[Span, ...]:
        """What every worker did when: the bars of a chart, in the order of their beginning.

        A gradient that was lost with its worker has no bar.
        """
        spans = (span for entry in self.ledger.values() for span in entry.spans())
        return tuple(sorted(spans, key=lambda span: (span.start, span.worker)))

    @property
    def computing(self) -> float:
        """Share of the workers' time that went into gradients; starting them is not in it."""
        busy = sum(entry.computed - entry.pulled for entry in self.ledger.values())
        whole = sum(entry.pushed - entry.asked for entry in self.ledger.values())
        return busy / whole if whole else 0.0

    def __repr__(self) -> str:
        manner = "synchronous" if self.staleness is None else f"staleness {self.staleness}"
        rows = [
            ("rounds", f"{self.rounds}, {manner}{', interrupted' if self.interrupted else ''}"),
            ("gradients counted", f"{len(self.ledger)}, {self.refused} refused"),
            ("messages", f"{self.messages:,}, {self.bytes / 1e6:.3g} MB of numbers"),
            ("seconds", f"{self.seconds:.2f}"),
            ("workers' time", f"{100 * self.computing:.0f} % computing"),
            *((f"died: {d.who}", f"replaced after {d.seconds:.1f} s") for d in self.deaths),
        ]
        return columns(rows)
