"""What both engines share: the order of a graph, and the backward pass edge by edge.

A *node* is a :class:`~lecture_lib.Value` or a :class:`~lecture_lib.Tensor`. This module needs
only ``node.parents`` (its operands, in order, parallel edges repeated) and ``node.pull(k, g)``
(the local derivative along edge ``k`` and its product with the upstream gradient ``g``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Node", "Step", "backward_steps", "topological_order"]

Node = Any  # Value or Tensor; this floor knows neither.


def topological_order(root: Node) -> list[Node]:
    """List every node that `root` depends on, operands before results, `root` last.

    The order is that of a depth-first walk which enters operands from left to right, so it
    depends on nothing but the graph. It walks with its own stack: depth is limited by memory.

    Parameters
    ----------
    root : Value or Tensor
        The result that all else leads to.

    Returns
    -------
    list of Value or Tensor
        Leaves included, each node once.

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

    Examples
    --------
    >>> import lecture_lib as ll
    >>> w, x = ll.Value(2.0, name="w"), ll.Value(5.0, name="x")
    >>> first, second = ll.backward_steps(w * x)
    >>> first.parent.name, first.local, second.parent.name, second.local
    ('w', 5.0, 'x', 2.0)
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
