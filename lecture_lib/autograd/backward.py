"""What both engines share: the order of a graph, the backward pass edge by edge, and switches.

A *node* is a :class:`~lecture_lib.Value` or a :class:`~lecture_lib.Tensor`. This module needs
only ``node.parents`` (its operands, in order, parallel edges repeated) and ``node.pull(k, g)``
(the local derivative along edge ``k`` and its product with the upstream gradient ``g``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Node = Any  # Value or Tensor; this floor knows neither.


class _Recording:
    """The switches that every new node reads. One object, so that a read is one look-up."""

    __slots__ = ("anomalies", "enabled", "escaped", "plain", "scope")

    def __init__(self) -> None:
        self.enabled, self.anomalies, self.scope = True, False, ()
        self.escaped = False  # a Tensor was turned into plain numbers: see calculus.py
        self.plain = True  # nothing unusual is switched on: a new node has one thing to look at

    @contextmanager
    def set(self, **switches: Any) -> Iterator[None]:
        before = {name: getattr(self, name) for name in switches}
        self._assign(switches)
        try:
            yield
        finally:
            self._assign(before)

    def _assign(self, switches: dict[str, Any]) -> None:
        for name, value in switches.items():
            setattr(self, name, value)
        self.plain = self.enabled and not self.anomalies and not self.scope


recording = _Recording()


def no_grad() -> Any:
    """Compute without recording: results are leaves and keep nothing alive.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0)
    >>> with ll.no_grad():
    ...     b = a * a
    >>> b.parents
    ()
    """
    return recording.set(enabled=False)


def detect_anomalies() -> Any:
    """Raise :class:`~lecture_lib.AnomalyError` at the operation where a NaN or infinity is born.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> with ll.detect_anomalies(), np.errstate(divide="ignore"):
    ...     np.log(ll.Tensor([1.0, 0.0]))
    Traceback (most recent call last):
        ...
    lecture_lib...AnomalyError: log: -inf at index (1,) of the result (inputs: [1. 0.])
    """
    return recording.set(anomalies=True)


def scope(name: str) -> Any:
    """Name a part of the graph: nodes made inside belong to it, and a picture can fold it.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> with ll.scope("encoder"), ll.scope("layer 1"):
    ...     a = ll.Value(1.0) * 2
    >>> a.scope
    ('encoder', 'layer 1')
    """
    return recording.set(scope=(*recording.scope, str(name)))


def topological_order(root: Node) -> list[Node]:
    """List every node that `root` depends on, operands before results, `root` last.

    The order is that of a depth-first walk which enters operands from left to right, so it
    depends on nothing but the graph. It walks with its own stack: depth is limited by memory.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a, b = ll.Value(2.0, name="a"), ll.Value(3.0, name="b")
    >>> c = a * b
    >>> [node.name or node.op for node in ll.topological_order(c + a)]
    ['a', 'b', '×', '+']
    """
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [root]
    pop, push, met, done = stack.pop, stack.extend, seen.add, order.append
    while stack:
        node = pop()
        if node is None:  # the operands of the node beneath are done, and so is it
            done(pop())
        elif node not in seen:
            met(node)
            if parents := node.parents:
                push((node, None, *parents[::-1]))
            else:
                done(node)
    return order


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    r"""One edge of the backward pass: the chain rule with its numbers.

    .. math:: \frac{\partial L}{\partial \text{parent}} \mathrel{+}=
              \underbrace{\frac{\partial L}{\partial \text{node}}}_{\text{upstream}} \cdot
              \underbrace{\frac{\partial \text{node}}{\partial \text{parent}}}_{\text{local}}

    Attributes
    ----------
    node, parent : Value or Tensor
        The edge runs from `parent` (operand) to `node` (result); gradients run against it.
    position : int
        Which operand of `node` the edge is.
    upstream : float or ndarray
        Gradient of the root with respect to `node`; complete, for all its own edges are done.
    local : float or None
        ∂node/∂parent along this edge; None for a Tensor, whose edge is a linear map.
    contribution : float or ndarray
        upstream · local, in the shape of `parent`.
    total : float or ndarray
        Sum of the contributions that have reached `parent`, this one included.
    path, paths : int
        This is the `path`-th of the `paths` edges that lead into `parent`.
    unreduced : ndarray or None
        The contribution before broadcasting was undone; None where nothing was broadcast.
    """

    node: Node
    position: int
    parent: Node
    upstream: Any
    local: Any
    contribution: Any
    total: Any
    path: int
    paths: int
    unreduced: Any = None


def backward_steps(root: Node, gradient: Any = None) -> Iterator[Step]:
    """Replay the backward pass edge by edge, output first, without changing any ``.grad``.

    This is reverse mode as one would teach it; ``backward()`` computes the same numbers at
    full speed, and a test holds the two equal.

    Parameters
    ----------
    root : Value or Tensor
        The output; a Tensor with more than one element needs a `gradient`.
    gradient : float or array_like, optional
        The gradient to start from, in the shape of `root`; 1 for a scalar.

    Yields
    ------
    Step
        One per edge, parallel edges included.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> for step in ll.backward_steps(a * a):
    ...     print(step.upstream, step.local, step.contribution, step.total)
    1.0 3.0 3.0 3.0
    1.0 3.0 3.0 6.0
    """
    order = topological_order(root)
    paths = Counter(id(parent) for node in order for parent in node.parents)
    walked: Counter[int] = Counter()
    total = {id(root): root.seed(gradient)}
    for node in reversed(order):
        upstream = total[id(node)]
        for k, parent in enumerate(node.parents):
            local, contribution, unreduced = node.pull(k, upstream)
            key = id(parent)
            walked[key] += 1
            total[key] = total[key] + contribution if key in total else contribution
            yield Step(
                node, node.positions[k], parent, upstream, local, contribution,
                total[key], walked[key], paths[key], unreduced,
            )  # fmt: skip
