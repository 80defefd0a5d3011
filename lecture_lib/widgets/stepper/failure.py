"""A forward pass that broke off: the graph as far as it came, ending in the operation that failed.

The engine keeps no list of the nodes it makes.  What the failing operation was given is still in
the frames of the error's traceback, and everything before it hangs on those operands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from traceback import walk_tb
from types import TracebackType
from typing import Any

from ... import autograd
from ...autograd import AnomalyError, Tensor, Value

__all__ = ["Failed", "attempt"]

_ENGINE = autograd.__name__ + "."


@dataclass(eq=False)
class Failed:
    """A node like those of the engines, for an operation that has no result.

    Attributes
    ----------
    op, label : str
    parents : tuple of Value or Tensor
        What the operation was given.
    error : Exception
        What it raised.
    """

    op: str
    label: str
    parents: tuple[Any, ...]
    scope: tuple[str, ...]
    error: Exception
    name: str | None = None
    data: float = float("nan")
    grad: None = None

    @property
    def positions(self) -> tuple[int, ...]:
        """Which operand each of `parents` is."""
        return tuple(range(len(self.parents)))


def attempt(function: Callable[[], Any]) -> Any:
    """Call `function`; return its result, or the operation in which the engine gave up.

    Raises
    ------
    Exception
        Whatever `function` raises outside the engine.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> x = ll.Value(-1.0, "x")
    >>> failed = attempt(lambda: (x * 2).log())
    >>> failed.label, [p.data for p in failed.parents], str(failed.error)[:8]
    ('log', [-2.0], 'log(-2):')
    """
    try:
        return function()
    except Exception as error:
        failed = _failed(error)
        if failed is None:
            raise
        return failed


def _failed(error: Exception) -> Failed | None:
    """The innermost operation of the engine that was given nodes."""
    found = None
    for module, names in _frames(error.__traceback__):
        nodes = _operands(names) if module.startswith(_ENGINE) else []
        if nodes:
            found = names, nodes
    if found is None:
        return None
    names, nodes = found
    made = names.get("self")
    if isinstance(made, Value) and isinstance(error, AnomalyError):  # a result, but a forbidden one
        return Failed(made.op, made.label, made.parents, made.scope, error)
    function = names.get("function") or names.get("ufunc")
    op = str(names.get("op") or getattr(function, "__name__", "") or "operation").lstrip("_")
    scopes = [node.scope for node in nodes]
    return Failed(op, _label(op, names), tuple(nodes), max(scopes, key=len), error)


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for frame, _ in walk_tb(traceback):
        yield frame.f_globals.get("__name__", ""), frame.f_locals


def _label(op: str, names: dict[str, Any]) -> str:
    """The operation with its constant, if it is a scalar operation with one."""
    left, right = names.get("left"), names.get("right")
    if isinstance(right, int | float):
        return f"{op} {right:.4g}"
    return f"{left:.4g} {op}" if isinstance(left, int | float) else op


def _operands(names: dict[str, Any]) -> list[Any]:
    """The nodes that a function of the engine was given, by the names it has for them."""
    alone = [names.get(name) for name in ("self", "left", "right", "x", "y")]
    for given in (names.get("inputs", ()), alone):
        nodes = [item for item in given if isinstance(item, Value | Tensor)]
        if nodes:
            return nodes
    return []
