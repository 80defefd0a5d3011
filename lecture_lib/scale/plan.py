"""What a run is asked to do, looked at before any process starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..optim.rule import Rule

__all__ = ["Plan", "checked_plan", "checked_shards"]


@dataclass(frozen=True)
class Plan:
    """What a server has to know before the first round.

    Parameters
    ----------
    rule : Rule
        Applied to each array.
    shards, rounds : int
        How many, and gradients of each.
    staleness : int, optional
        Rounds that a shard may be ahead of the slowest; None for a synchronous run.
    checkpoint : str, optional
        A file ``.npz``.
    every, keep : int
        Rounds between checkpoints; between parameters that are kept, 0 for none.
    kill : mapping
        Who kills itself when, as for :func:`train`.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> Plan(GradientDescent(0.1), shards=2, rounds=60).synchronous
    True
    """

    rule: Rule
    shards: int
    rounds: int
    staleness: int | None = None
    checkpoint: str | None = None
    every: int = 10
    keep: int = 0
    kill: Mapping[Any, Any] = field(default_factory=dict)

    @property
    def synchronous(self) -> bool:
        """Whether a round ends for all before the next one begins for any."""
        return self.staleness is None


def checked_shards(shards: Any) -> list[Any]:
    """Return the shards as a list, none of them empty."""
    if isinstance(shards, str | bytes | Mapping) or not hasattr(shards, "__len__"):
        raise TypeError(f"train: shards is {type(shards).__name__}; give a list with the data in "
                        "parts, one or more for each worker")  # fmt: skip
    found = list(shards)
    if not found:
        raise ValueError("train: shards is empty; give the data in at least one part")
    for k, shard in enumerate(found):
        parts = shard if isinstance(shard, list | tuple) else [shard]
        if not parts or any(hasattr(p, "__len__") and len(p) == 0 for p in parts):
            raise ValueError(f"train: shard {k} of {len(found)} is empty; with so little data, cut "
                             "it into fewer parts")  # fmt: skip
    return found


def checked_plan(
    rule: Any, shards: int, rounds: int, staleness: int | None, checkpoint: Any, every: int,
    keep: int, kill: Mapping[Any, Any] | None,
) -> Plan:  # fmt: skip
    """Return the plan, or say which setting cannot be."""
    if not isinstance(rule, Rule):
        raise TypeError(f"train: rule is {type(rule).__name__}; give one of lecture_lib.optim, "
                        "such as ll.GradientDescent(0.1)")  # fmt: skip
    least = {"rounds": (rounds, 1), "staleness": (staleness or 0, 0), "every": (every, 1),
             "keep": (keep, 0)}  # fmt: skip
    for name, (value, bound) in least.items():
        if value != int(value) or value < bound:
            raise ValueError(f"train: {name}={value}; give a whole number of at least {bound}")
    for key, how in (kill or {}).items():
        if key == "server":
            if checkpoint is None:
                raise ValueError("train: kill of the server needs a checkpoint to go on from")
        elif how not in ("before", "after", "twice") or not 0 <= key[0] < shards:
            raise ValueError(f"train: kill={{{key!r}: {how!r}}}; give {{(shard, clock): "
                             f"'before'}}, 'after' or 'twice', with a shard below "
                             f"{shards}")  # fmt: skip
    if checkpoint is not None:
        path = Path(checkpoint).absolute()
        path = path if path.suffix == ".npz" else path.with_name(f"{path.name}.npz")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"train: there is no folder {path.parent}; make it first")
        checkpoint = str(path)
    return Plan(rule, shards, rounds, staleness, checkpoint, every, keep, dict(kill or {}))
