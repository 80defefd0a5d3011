"""How operations are recorded at this moment: three switches that every new node reads.

The switches belong to a *context* in the sense of :mod:`contextvars`: each thread starts with the
usual ones, each asyncio task with those of its maker, and a change in one is not seen in another.
A thread that is started inside ``no_grad()`` records, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ContextDecorator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = ["USUAL", "Block", "Recording", "current", "detect_anomalies", "escaped", "inside",
           "no_grad", "scope", "switch"]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """The switches, and those that hold again at the end of the block.

    Attributes
    ----------
    enabled : bool
        Whether results remember how they were made.
    anomalies : bool
        Whether a NaN or an infinity raises where it is born.
    scope : tuple of str
        Names of the parts of the network around the operation, outermost first.
    outer : Recording or None
        What the block around this one had.
    """

    enabled: bool = True
    anomalies: bool = False
    scope: tuple[str, ...] = ()
    outer: Recording | None = None


USUAL = Recording()
_state: ContextVar[Recording] = ContextVar("recording", default=USUAL)
current: Callable[[], Recording] = _state.get  # one C call: a new node makes it
switch = _state.set  # the one setter; `with` blocks and Module.__call__ use it


# Whether a Tensor was turned into plain numbers, where gradients stop: calculus.py asks.
escaped: ContextVar[bool] = ContextVar("escaped", default=False)


@lru_cache(maxsize=1024)  # blocks come again and again, and a look-up takes a tenth of the making
def inside(now: Recording, change: str, value: bool | str) -> Recording:
    """Return what a block inside `now` has: the same, but for one switch or one more scope."""
    if change == "scope":
        return replace(now, scope=(*now.scope, str(value)), outer=now)
    return replace(now, **{change: value}, outer=now)  # type: ignore[arg-type]


class Block(ContextDecorator):
    """A ``with`` block, or a decorated function, inside which one switch is set.

    It holds no state of its own, so that one object serves any number of blocks, nested ones and
    those of other threads included.
    """

    def __init__(self, change: str, value: bool | str) -> None:
        self._change, self._value = change, value

    def __enter__(self) -> None:
        switch(inside(current(), self._change, self._value))

    def __exit__(self, *_: object) -> None:
        switch(current().outer or USUAL)


def no_grad() -> Block:
    """Compute without recording: results are leaves and keep nothing alive.

    Returns
    -------
    context manager
        Also a decorator, as torch's; it may be kept and used again.

    Notes
    -----
    It holds for this thread, or asyncio task, alone. A generator that is suspended inside the
    block leaves recording off in whoever called it, until it goes on or is closed: take what it
    yields into a list, or put the block around single steps.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0)
    >>> with ll.no_grad():
    ...     b = a * a
    >>> b.parents
    ()
    >>> @ll.no_grad()
    ... def square(x):
    ...     return x * x
    >>> square(a).parents
    ()
    """
    return Block("enabled", False)


def detect_anomalies() -> Block:
    """Raise :class:`~lecture_lib.AnomalyError` at the operation where a NaN or infinity is born.

    Returns
    -------
    context manager
        Like that of :func:`no_grad`.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> with ll.detect_anomalies(), np.errstate(divide="ignore"):
    ...     np.log(ll.Tensor([1.0, 0.0]))
    Traceback (most recent call last):
        ...
    lecture_lib...AnomalyError: log: -inf at index (1,) of the result (inputs: [1. 0.])
    """
    return Block("anomalies", True)


def scope(name: str) -> Block:
    """Name a part of the graph: nodes made inside belong to it, and a picture can fold it.

    Parameters
    ----------
    name : str
        Anything printable; blocks inside one another make a path, as folders do.

    Returns
    -------
    context manager
        Like that of :func:`no_grad`.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> with ll.scope("encoder"), ll.scope("layer 1"):
    ...     a = ll.Value(1.0) * 2
    >>> a.scope
    ('encoder', 'layer 1')
    """
    return Block("scope", str(name))
