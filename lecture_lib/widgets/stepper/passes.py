"""Both passes through a graph, recorded once for all foldings that show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...autograd import DTypeError, GraphError
from ...autograd.backward import Step, backward_steps
from ...graph import Graph
from ...graph.snapshot import order_of, record
from .failure import Failed

__all__ = ["Passes"]

LOSS = "ℓ"  # whose gradient is given


@dataclass(frozen=True)
class Passes:
    """What the engine did, and what it would do going back.

    Attributes
    ----------
    order : list of Value or Tensor
        Operands before results, the root last.
    graph : Graph
        Unfolded, with the final gradients.
    steps : list of Step
        The backward pass, edge by edge; empty where there is none.
    totals : dict of int to float or ndarray
        The final gradient of each node by its ``id()``; no ``.grad`` is read or changed, so a
        second pass shows the gradients of one.
    error : Exception or None
        Why there is no backward pass, or where the forward pass broke off.
    target : str
        What the gradients are of: the root, or the loss ℓ where they start from a given one.
    """

    order: list[Any]
    graph: Graph
    steps: list[Step]
    totals: dict[int, Any]
    error: Exception | None = None
    target: str = ""

    @cached_property
    def ids(self) -> dict[int, str]:
        """The id in the graph of each engine's node, by its ``id()``."""
        pairs = zip(self.order, self.graph.nodes, strict=True)
        return {id(engine): node.id for engine, node in pairs}

    @cached_property
    def engine(self) -> dict[str, Any]:
        """The engine's node by its id in the graph; a folded part has none."""
        return {self.ids[id(node)]: node for node in self.order}

    @classmethod
    def of(
        cls, root: Any, data: Collection[Any] = (), gradient: Any = None, *, backward: bool = True
    ) -> Passes:
        """Record both passes, or the forward pass alone.

        Parameters
        ----------
        root : Value, Tensor or Failed
        data : collection of nodes or names
            Leaves to show as data rather than as parameters.
        gradient : float or array_like, optional
            As in :func:`~lecture_lib.backward_steps`.
        backward : bool
            False for a root that has no backward pass.

        Raises
        ------
        TypeError
            When `root` is not a node of a graph.
        GraphError, DTypeError
            When a backward pass is asked of a root that has none.
        """
        order = order_of(root)
        totals = {id(root): root.seed(gradient)} if backward else {}
        steps = list(backward_steps(root, gradient)) if backward else []
        totals.update((id(step.parent), step.total) for step in steps)
        graph = record(order, data, totals)
        target = graph.index[graph.root].name if gradient is None else LOSS
        return cls(order, graph, steps, totals, target=target)

    @classmethod
    def as_far_as_they_go(
        cls, root: Any, data: Collection[Any] = (), gradient: Any = None
    ) -> Passes:
        """Record both passes, or the forward pass and the ``error`` that ends it."""
        error = root.error if isinstance(root, Failed) else None
        if error is None:
            try:
                return cls.of(root, data, gradient)
            except (GraphError, DTypeError) as found:
                error = found
        forward = cls.of(root, data, backward=False)
        return cls(forward.order, forward.graph, [], {}, error, forward.target)
