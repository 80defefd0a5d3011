"""The numbers behind the curves: what a round is for one second, one message, one copy.

There are too many positions for a table, so the page multiplies; a test holds it to Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...scale import MODELS, PATTERNS, CostModel
from ...translation import tr_noop

__all__ = ["COUNTS", "NAMED", "NETWORKS", "SERVERS", "SHARES", "WIDTH", "WORKERS", "Parts",
           "coefficients", "parts", "positions"]  # fmt: skip

#: Bytes of a parameter.
WIDTH = 4
#: Parameters of what a preset names; the course's network for digits is 64-32-10.
NAMED: Mapping[str, int] = {
    "digits": 64 * 32 + 32 + 32 * 10 + 10,
    "GPT-2 small": MODELS["GPT-2 small"].form.count,
    "GPT-3 175B": MODELS["GPT-3 175B"].form.count,
}
#: Positions of the cursor.
WORKERS = tuple(
    sorted({
        round(n * 10**k) for k in range(4) for n in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
        if n * 10**k % 1 == 0
    } | {10_000})
)  # fmt: skip
#: Workers at which a curve has a point; a tree's steps are just above the powers of two.
COUNTS = tuple(
    sorted({
        *WORKERS, *range(1, 33), *np.unique(np.logspace(1.5, 4, 76).round().astype(int)).tolist(),
        *(2**k + above for k in range(14) for above in (0, 1)),
    })
)  # fmt: skip
SERVERS = (1, 2, 4, 8, 16, 32, 64)
#: What is sent of a gradient.
SHARES = (1.0, 0.1, 0.01, 0.001)
#: By their names: an Ethernet's bytes a second are those of its name, all else is an order of
#: magnitude.
NETWORKS: Mapping[str, CostModel] = {
    "1 Gbit/s Ethernet": CostModel(1e-4, 1e9 / 8),
    "100 Gbit/s Ethernet": CostModel(1e-5, 100e9 / 8),
    tr_noop("inside one machine"): CostModel(1e-6, 1e11),
}
_NEAR = 1.25  # positions closer than this factor give way to those that are asked for


class Parts(NamedTuple):
    """Seconds of one round: computing, waiting for messages to start, and bytes on their way."""

    work: float
    latency: float
    bytes: float

    @property
    def total(self) -> float:
        return sum(self)


def positions(first: int, last: int, asked: ArrayLike = ()) -> NDArray[np.float64]:
    """Return 1, 2, 5 times each power of ten, and what is asked for in place of its neighbours.

    >>> positions(0, 1, [1.9, 70]).tolist()
    [1.0, 1.9, 5.0, 10.0, 70.0]
    """
    wanted = np.unique(np.asarray(asked, float))
    grid = np.array([n * 10.0**k for k in range(first, last) for n in (1, 2, 5)] + [10.0**last])
    apart = np.abs(np.log(grid[:, None] / wanted)).min(axis=1, initial=np.inf)
    return np.sort([*grid[apart > np.log(_NEAR)], *wanted])


def parts(
    model: CostModel, workers: int, work: float, size: float, pattern: str,
    servers: int = 1, share: float = 1.0,
) -> Parts:  # fmt: skip
    """Take a round of :class:`lecture_lib.scale.CostModel` apart.

    >>> parts(CostModel(1e-3, 1e9), 8, work=1.0, size=4e6, pattern="server")
    Parts(work=0.125, latency=0.016, bytes=0.064)
    """
    sending = {"servers": servers, "share": share} if pattern == "server" else {}
    no_latency = CostModel(0.0, model.bandwidth)
    return Parts(
        float(no_latency.round(workers, work, 0.0, pattern)),
        float(model.round(workers, 0.0, 0.0, pattern)),
        float(no_latency.round(workers, 0.0, size, pattern, **sending)),
    )


def coefficients() -> Mapping[str, Sequence[Any]]:
    """Return what the page multiplies: seconds of a round per second, message and copy.

    Copies are those of one server, in a row for each share that is sent.
    """
    messages, copies = CostModel(1.0, 1.0), CostModel(0.0, 1.0)
    shares = {name: SHARES if name == "server" else SHARES[:1] for name in PATTERNS}
    return {
        "counts": COUNTS,
        "messages": [messages.round(COUNTS, 0, 0, name).tolist() for name in PATTERNS],
        "copies": [
            [copies.round(COUNTS, 0, 1, name, share=share).tolist() for share in shares[name]]
            for name in PATTERNS
        ],
    }
