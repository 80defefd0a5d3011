r"""What a round of training costs on many workers: a model of three terms, fitted to measured runs.

One round computes, sends and waits:

.. math:: T(R) = \frac{C}{R} + m(R)\,\alpha + c(R)\,\frac{b}{\beta}

C seconds of work are shared by R workers; m messages of α seconds (latency) and c copies of the b
bytes of the parameters pass the busiest link of β bytes a second, one after the other. Who sends
to whom decides m and c:

=========  =====================  ===============================
pattern    messages m             copies c
=========  =====================  ===============================
server     2R                     2R/S on each of S servers, at least 2
tree       2⌈log₂ R⌉              2⌈log₂ R⌉
ring       2(R − 1)               2(R − 1)/R
=========  =====================  ===============================

A worker's own link carries two copies, a pull and a push, however many servers there are.

What it leaves out: computing while sending, workers that are not equally fast, links that several
patterns share, memory, failures, and that a larger batch needs fewer rounds. It is a model: beyond
the runs it was fitted to it says what would happen if nothing new did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["PATTERNS", "CostModel"]


def _levels(workers: Any) -> Any:
    return 2 * np.ceil(np.log2(workers))


#: Pattern -> messages m(R), and copies c(R, S) of the parameters on the busiest link.
PATTERNS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "server": (lambda r: 2 * r, lambda r, s: np.maximum(2 * r / s, 2)),
    "tree": (_levels, lambda r, s: _levels(r)),
    "ring": (lambda r: 2 * (r - 1), lambda r, s: 2 * (r - 1) / r),
}


@dataclass(frozen=True)
class CostModel:
    """Latency and bandwidth of a network, and what a round of training costs on it.

    Parameters
    ----------
    latency : float
        α, seconds a message takes however short it is.
    bandwidth : float
        β, bytes a second.
    fitted : tuple of (float, float), optional
        Fewest and most workers of the runs it was fitted to; outside it is extrapolated.

    Raises
    ------
    ValueError
        A negative latency, or no bandwidth.

    Notes
    -----
    The ring and its cost are those of Patarasuk and Yuan (2009), *Bandwidth optimal all-reduce
    algorithms for clusters of workstations*; that every copy passes the server's own link is why
    Li et al. (2014) divide the parameters among many servers.

    Examples
    --------
    A second of work, a million float32 parameters, a millisecond and a gigabyte a second:

    >>> model = CostModel(latency=1e-3, bandwidth=1e9)
    >>> [round(float(t), 3) for t in model.round([2, 8, 32], work=1.0, size=4e6)]
    [0.52, 0.205, 0.351]
    >>> float(model.best_workers(work=1.0, size=4e6).round(1))
    10.0
    """

    latency: float
    bandwidth: float
    fitted: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.latency < np.inf and self.bandwidth > 0):
            raise ValueError(
                f"CostModel: latency {self.latency} s and bandwidth {self.bandwidth} bytes/s; a "
                "message takes no negative time, and some bytes must pass"
            )

    @classmethod
    def fit(
        cls, workers: ArrayLike, work: ArrayLike, size: ArrayLike, seconds: ArrayLike,
        pattern: str = "server",
    ) -> CostModel:  # fmt: skip
        """Fit latency and bandwidth to measured rounds, all of them in one network.

        Least squares of the *relative* error, for a round of a second must not outvote those of a
        millisecond.  Where the best latency is negative, as other programs can make it, it is 0.

        Parameters
        ----------
        workers : array_like (runs,)
            Workers of each run.
        work : array_like (runs,)
            Seconds that a round's work takes on one of them, without any message.
        size : array_like (runs,)
            Bytes of the parameters.
        seconds : array_like (runs,)
            Seconds a round took.
        pattern : {"server", "tree", "ring"}
            Who sends to whom.

        Raises
        ------
        ValueError
            An unknown pattern; a run without workers or of no time; runs that do not tell latency
            from bandwidth: of one size, or faster than their work.

        Examples
        --------
        >>> right = CostModel(1e-3, 1e9)
        >>> workers, work, size = [1, 2, 2, 2], 0.1, [1e5, 1e5, 1e7, 1e8]
        >>> found = CostModel.fit(workers, work, size, right.round(workers, work, size))
        >>> round(found.latency, 6), round(found.bandwidth / 1e9, 3), found.fitted
        (0.001, 1.0, (1.0, 2.0))
        """
        r, c, b, t = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(a, float)) for a in (workers, work, size, seconds))
        )
        if not (r >= 1).all() or not (t > 0).all():
            raise ValueError(
                f"CostModel.fit: workers {workers!r} and seconds {seconds!r}; a run has at least "
                "one worker and takes some time"
            )
        messages, copies = _traffic(pattern, r, 1)
        terms = np.stack([messages, copies * b], axis=-1) / t[..., None]
        sent = (t - c / r) / t
        (latency, slowness), _, rank, _ = np.linalg.lstsq(terms, sent, rcond=None)
        if latency < 0 < slowness:  # the best of all that are not negative
            latency, slowness = 0.0, terms[:, 1] @ sent / (terms[:, 1] @ terms[:, 1])
        if rank < 2 or slowness <= 0:
            raise ValueError(
                f"CostModel.fit: {len(t)} runs do not tell latency from bandwidth (least squares "
                f"finds {latency:.3g} s a message and {slowness:.3g} s a byte); measure at least "
                "two sizes far apart, on a machine that does nothing else"
            )
        return cls(float(latency), float(1 / slowness), (float(r.min()), float(r.max())))

    def round(
        self, workers: ArrayLike, work: ArrayLike, size: ArrayLike, pattern: str = "server",
        servers: ArrayLike = 1, share: ArrayLike = 1.0,
    ) -> Any:  # fmt: skip
        """Return the seconds of one round; all arguments broadcast.

        Parameters
        ----------
        workers : array_like
            R, at least 1.
        work : array_like
            C, seconds of one worker for all the work of a round.
        size : array_like
            b, bytes of the parameters.
        pattern : {"server", "tree", "ring"}
            Who sends to whom.
        servers : array_like
            S; each holds a share of the parameters. Only the pattern "server" has them.
        share : array_like
            Share of the gradient's components that a worker pushes, each with its index, which
            doubles its bytes. What it pulls is the sum over the workers, and R times as full.

        Raises
        ------
        ValueError
            An unknown pattern; fewer workers or servers than one; a share outside (0, 1], or with
            a pattern that adds on the way.
        """
        r, s, k = (np.asarray(a, float) for a in (workers, servers, share))
        if (r < 1).any() or (s < 1).any() or (k <= 0).any() or (k > 1).any():
            raise ValueError(
                f"CostModel.round: workers {workers!r}, servers {servers!r}, share {share!r}; "
                "there is at least one worker and one server, and a share is above 0, at most 1"
            )
        if pattern != "server" and ((k < 1).any() or (s > 1).any()):
            raise ValueError(
                f"CostModel.round: a {pattern} has no server, and adds on the way, where sparse "
                "gradients fill up; servers and share belong to the pattern 'server'"
            )
        messages, copies = _traffic(pattern, r, s)
        # Half of the copies are pushed, half pulled; an index and a value are two numbers.
        sent = (np.minimum(1, 2 * k) + np.minimum(1, 2 * k * r)) / 2
        b, c = np.asarray(size, float), np.asarray(work, float)
        return c / r + messages * self.latency + copies * sent * b / self.bandwidth

    def break_even(self, size: ArrayLike, workers: ArrayLike = 2, pattern: str = "server") -> Any:
        """Return the seconds of work a round above which R workers beat one that sends nothing.

        From C = C/R + what is sent: C = sent / (1 − 1/R).

        Parameters
        ----------
        size : array_like
            Bytes of the parameters.
        workers : array_like
            R, above 1.
        pattern : {"server", "tree", "ring"}
            Who sends to whom.

        Examples
        --------
        >>> float(CostModel(1e-3, 1e9).break_even(size=1e6))
        0.016
        """
        r = np.asarray(workers, float)
        if (r <= 1).any():
            raise ValueError(f"CostModel.break_even: workers {workers!r}; one cannot beat itself")
        return self.round(r, 0.0, size, pattern) / (1 - 1 / r)

    def best_workers(self, work: ArrayLike, size: ArrayLike, servers: ArrayLike = 1) -> Any:
        r"""Return the number of workers at which a round with servers is shortest.

        One more worker takes C/R² off the work and adds 2(α + b/Sβ) of sending; they are equal at

        .. math:: R^* = \sqrt{\frac{C}{2(\alpha + b / S\beta)}}

        As long as there are fewer workers than servers, one more adds only 2α, for each has a link
        of its own: they pay up to S, or up to :math:`\sqrt{C/2\alpha}` if that is less.

        Parameters
        ----------
        work : array_like
            C, seconds.
        size : array_like
            b, bytes.
        servers : array_like
            S.
        """
        c, s = np.asarray(work, float), np.asarray(servers, float)
        shared = np.sqrt(c / (2 * (self.latency + np.asarray(size, float) / (s * self.bandwidth))))
        with np.errstate(divide="ignore"):  # without latency all servers pay
            own = np.sqrt(c / (2 * np.float64(self.latency)))
        return np.maximum(shared, np.minimum(s, own))


def _traffic(pattern: str, workers: Any, servers: Any) -> tuple[Any, Any]:
    if pattern not in PATTERNS:
        raise ValueError(f"CostModel: pattern {pattern!r} is none of {', '.join(PATTERNS)}")
    messages, copies = PATTERNS[pattern]
    return messages(workers), copies(workers, servers)
