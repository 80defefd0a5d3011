"""A graph whose leaves can be moved: a copy of it, computed anew through its own operations."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...autograd import Value
from ...autograd.backward import topological_order
from ...style.text import escape_label
from ...translation import tr
from .payload import Slider

__all__ = ["LiveGraph", "replica"]

ENTRIES = 6  # arrays up to this many elements get a slider for each, larger ones one that scales
SLIDERS = 24  # more of them are no help


def replica(root: Any) -> Any:
    """Copy a graph node by node; the student's own is never touched.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> x = ll.Value(2.0, "x")
    >>> copied = replica(x * x)
    >>> copied.parents[0] is x, copied.parents[0] is copied.parents[1], copied.data
    (False, True, 4.0)
    """
    return _copied(topological_order(root))[-1]


def _copied(order: Sequence[Any]) -> list[Any]:
    """Copies of nodes that come operands first, connected among themselves."""
    copies: dict[int, Any] = {}
    for node in order:
        twin = copies[id(node)] = copy.copy(node)
        if isinstance(node, Value):
            twin._x, twin._y = (p and copies[id(p)] for p in (node._x, node._y))
        else:
            twin.parents = tuple(copies[id(p)] for p in node.parents)
    return list(copies.values())


class LiveGraph:
    """A copy of a graph, and sliders for its leaves.

    Parameters
    ----------
    root : Value or Tensor
        The output; its graph stays as it is.

    Attributes
    ----------
    root : Value or Tensor
        The copy.
    sliders : list of dict
        See :class:`~lecture_lib.widgets.stepper.payload.Slider`.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> x = ll.Value(3.0, "x")
    >>> live = LiveGraph(x * x)
    >>> live.set([-1.0])
    >>> live.root.data, x.data
    (1.0, 3.0)
    """

    def __init__(self, root: Any) -> None:
        self._order = _copied(topological_order(root))
        self.root = self._order[-1]
        self._start: dict[int, Any] = {}
        self._targets: list[tuple[Any, int | None]] = []
        self.sliders: list[Slider] = []
        for node in self._order:
            if not node.parents and np.asarray(node.data).dtype.kind == "f":
                self._start[id(node)] = np.array(node.data, copy=True)
                self._add(node)

    def _add(self, leaf: Any) -> None:
        start = self._start[id(leaf)]
        number = len(self.sliders) + 1
        name = escape_label(leaf.name, limit=24) if leaf.name else tr("leaf {0}", number)
        if start.size > ENTRIES:
            entries: list[tuple[int | None, str, float]] = [(None, f"{name} ×", 1.0)]
        else:
            entries = [
                (k, name + ("" if start.ndim == 0 else _index(start.shape, k)), float(value))
                for k, value in enumerate(start.ravel())
            ]
        for k, label, value in entries:
            if len(self.sliders) < SLIDERS and math.isfinite(value):
                self._targets.append((leaf, k))
                self.sliders.append(_slider(label, value))

    def set(self, values: Sequence[float | None]) -> None:
        """Move the leaves and compute everything that depends on them.

        Parameters
        ----------
        values : sequence of float or None
            One for each slider; None is the value at the start.

        Raises
        ------
        ValueError, ZeroDivisionError, OverflowError
            As the operation that meets a number outside its domain.
        """
        moved = {key: array.copy() for key, array in self._start.items()}
        for (leaf, k), value in zip(self._targets, values, strict=True):
            if value is not None and k is None:
                moved[id(leaf)] *= float(value)
            elif value is not None:
                moved[id(leaf)].flat[k] = float(value)
        for node in self._order:
            if id(node) in moved:
                node.data = float(moved[id(node)]) if isinstance(node, Value) else moved[id(node)]
        with np.errstate(all="ignore"):
            for node in self._order:
                node.recompute()


def _index(shape: tuple[int, ...], k: int) -> str:
    return f"[{', '.join(map(str, np.unravel_index(k, shape)))}]"


def _slider(label: str, value: float) -> Slider:
    """A range around `value` with room on both sides, in steps a reader can read.

    >>> _slider("w", 0.5)
    {'label': 'w', 'low': -0.5, 'high': 1.5, 'step': 0.01, 'value': 0.5, 'digits': 2}
    """
    span = max(1.0, 2 * abs(value))
    digits = max(2 - math.floor(math.log10(span)), 0)
    return {
        "label": label,
        "low": round(value - span, digits),
        "high": round(value + span, digits),
        "step": 10.0**-digits if digits else 10.0 ** (math.floor(math.log10(span)) - 2),
        "value": value,
        "digits": digits,
    }
