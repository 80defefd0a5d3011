"""Updates that are lost when processes add to the same floats, by how the addition is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .locks import checked_lock, held
from .shared import CONTEXT, SharedArray, race

__all__ = ["WRITES", "lost_updates"]

Array = NDArray[Any]


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
    checked_lock("lost_updates", workers, lock, (None, "all"))
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
    whole, _ = held(mutex, lock)
    ones = np.ones_like(w)

    def gradient(w: Array) -> Array:
        return ones

    def work() -> None:
        for _ in range(times):
            with whole:
                add(w, gradient)

    return work
