"""A server's state in a file, so that a server that dies is not the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..nn.storage import load_arrays, save_arrays
from .ledger import Death, Entry
from .parameters import Arrays

if TYPE_CHECKING:
    from .server import ParameterServer

__all__ = ["read_checkpoint", "write_checkpoint"]


def write_checkpoint(path: str, server: ParameterServer) -> None:
    """Replace the file at `path`, whole or not at all, by what `server` knows after a round.

    Parameters
    ----------
    path : str
        Ends in ``.npz``; the folder exists.
    server : ParameterServer
        When every gradient it has counted is in its parameters.

    Raises
    ------
    TypeError
        The state of the rule holds what is no array and no number.
    """
    found: Arrays = {f"theta.{name}": p for name, p in server.parameters.items()}
    for k, state in enumerate(server.states.values()):  # by number: names may hold dots
        found |= {f"state.{k}.{place}": leaf for place, leaf in _leaves(state)}
    for done, arrays in server.kept.items():
        found |= {f"kept.{done}.{name}": p for name, p in arrays.items()}
    counts = [server.version, server.messages, server.bytes, server.refused]
    found["clocks"], found["counts"] = np.array(server.clocks), np.array(counts)
    found["staleness"] = np.array(-1 if server.plan.synchronous else server.plan.staleness)
    found["rule"] = np.array(server.plan.rule.name)
    found["ledger"] = np.array([*server.ledger.values()], float).reshape(-1, len(Entry._fields))
    found["dead"] = np.array([d.who for d in server.deaths], str)
    found["deaths"] = np.array([d[1:] for d in server.deaths], float).reshape(-1, 2)
    found["seconds"] = np.array(server.now)
    save_arrays(path, found)


def read_checkpoint(path: str, server: ParameterServer) -> float:
    """Bring `server`, which is fresh, to where the file left off; does nothing without a file.

    Returns
    -------
    float
        Seconds that the run had taken.

    Raises
    ------
    ValueError
        The file is damaged, or belongs to another run.
    """
    if not Path(path).exists():
        return 0.0
    found = load_arrays(path)
    _check(path, found, server)
    server.parameters = {name: found[f"theta.{name}"] for name in server.parameters}
    server.states = {
        name: _filled(state, dict(_under(found, f"state.{k}.")))
        for k, (name, state) in enumerate(server.states.items())
    }
    for place, array in _under(found, "kept."):
        done, _, name = place.partition(".")
        server.kept.setdefault(int(done), {})[name] = array
    server.clocks = [int(clock) for clock in found["clocks"]]
    server.version, server.messages, server.bytes, server.refused = map(int, found["counts"])
    entries = [Entry.of(row) for row in found["ledger"]]
    server.ledger = {(entry.shard, entry.clock): entry for entry in entries}
    server.deaths = [
        Death(str(who), float(last), float(back))
        for who, (last, back) in zip(found["dead"], found["deaths"], strict=True)
    ]
    return float(found["seconds"])


def _check(path: str, found: Arrays, server: ParameterServer) -> None:
    plan = server.plan
    needed = {"clocks", "counts", "staleness", "rule", "ledger", "dead", "deaths", "seconds"}
    if missing := needed - found.keys():
        raise ValueError(f"{path} is no checkpoint of a run: {', '.join(sorted(missing))} missing")
    differences = {
        "shapes": ({name: p.shape for name, p in _under(found, "theta.")},
                   {name: p.shape for name, p in server.parameters.items()}),
        "shards": (len(found["clocks"]), plan.shards),
        "rule": (str(found["rule"]), plan.rule.name),
        "staleness": (int(found["staleness"]), -1 if plan.staleness is None else plan.staleness),
    }  # fmt: skip
    for what, (there, here) in differences.items():
        if there != here:
            raise ValueError(f"{path} belongs to another run: its {what} {there}, here {here}; "
                             "delete it to begin anew, or name another file")  # fmt: skip


def _under(found: Arrays, start: str) -> Iterator[tuple[str, NDArray[Any]]]:
    return ((k.removeprefix(start), array) for k, array in found.items() if k.startswith(start))


def _leaves(state: Any, place: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """Arrays and numbers of a rule's state, which is nested tuples of them, with their places."""
    if isinstance(state, tuple):
        for k, part in enumerate(state):
            yield from _leaves(part, f"{place}{k}.")
    elif state is not None:
        leaf = np.asarray(state)
        if leaf.dtype.kind not in "fiub":
            raise TypeError(f"checkpoint: the state of the rule holds a {type(state).__name__}; "
                            "arrays, numbers and tuples of them can be stored")  # fmt: skip
        yield place, leaf


def _filled(state: Any, leaves: Arrays, place: str = "") -> Any:
    """A state of the same build, with the stored leaves in the place of its own."""
    if isinstance(state, tuple):
        parts = [_filled(part, leaves, f"{place}{k}.") for k, part in enumerate(state)]
        return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
    if place not in leaves:
        return None
    # A Python number stays one: NumPy's would make float64 of a float32 that meets it.
    return leaves[place].item() if isinstance(state, int | float) else leaves[place]
