"""What a process holds while it updates weights that others update as well."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from typing import Any

__all__ = ["LOCKS", "checked_lock", "held"]

#: lock -> which of two places hold it: around the whole update, and around its last line.
LOCKS: Mapping[str | None, tuple[bool, bool]] = {
    None: (False, False),
    "write": (False, True),
    "all": (True, False),
}


def held(mutex: Any, lock: str | None) -> tuple[Any, Any]:
    """Return what to hold around an update and around its last line: the lock, or nothing."""
    whole, write = (mutex if locked else nullcontext() for locked in LOCKS[lock])
    return whole, write


def checked_lock(owner: str, workers: int, lock: str | None, locks: Collection[str | None]) -> None:
    """Say what is wrong with a number of processes, or with a lock that is none of `locks`."""
    if workers < 1 or workers != int(workers):
        raise ValueError(f"{owner}: workers is {workers!r}; take a whole number of at least 1.")
    if lock not in locks:
        raise ValueError(f"{owner}: there is no lock {lock!r}. "
                         f"Choose one of {', '.join(map(repr, locks))}.")  # fmt: skip
