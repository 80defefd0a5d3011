"""Exercises of notebook 01, *follow one gradient*: slopes, orders, costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from .arrows import tenths

__all__ = ["EXERCISES"]

Generator = np.random.Generator
Arrow = tuple[str, str]


def _residual(x: float, y: float, w: float, b: float) -> float:
    return y - (w * x + b)


_NEURON: dict[str, Any] = {
    "inputs": ("x", "y", "w", "b"),
    "simple": ((2.0, 1.0, 3.0, -1.0), (1.5, 3.5, 0.5, 2.0)),
    "numbers": lambda rng: tenths(rng, 4),
}
_SIGN_OF_E = "The error e = y − d falls when d grows: one factor of the chain is −1. Is it there?"

_NEURON_DW = Exercise(
    id="neuron-dw",
    task="ℓ = (y − (w·x + b))². Return ∂ℓ/∂w.",
    reference=lambda x, y, w, b: -2 * _residual(x, y, w, b) * x,
    mistakes=(
        Mistake("wrong sign", lambda x, y, w, b: 2 * _residual(x, y, w, b) * x, _SIGN_OF_E),
        Mistake(
            "missing factor 2",
            lambda x, y, w, b: -_residual(x, y, w, b) * x,
            "What is the derivative of e² with respect to e?",
        ),
        Mistake(
            "forgot the last local derivative",
            lambda x, y, w, b: -2 * _residual(x, y, w, b),
            "The path ends at w, not at w·x + b. How does w·x change when w does?",
        ),
        Mistake(
            "value instead of derivative",
            lambda x, y, w, b: -(_residual(x, y, w, b) ** 2) * x,
            "One factor is e² itself; the chain rule multiplies derivatives, not values.",
        ),
        Mistake(
            "b is missing",
            lambda x, y, w, b: -2 * (y - w * x) * x,
            "The path is right. Which value has e: what is d = c + b?",
        ),
        Mistake(
            "the other factor's derivative",
            lambda x, y, w, b: -2 * _residual(x, y, w, b) * w,
            "You multiplied by w. The derivative of w·x by w is the other factor.",
        ),
        Mistake(
            "the notebook's number",
            lambda x, y, w, b: -1.0,
            "That is the gradient at w for the numbers at the top of the notebook. Here x, y, w "
            "and b are others.",
        ),
    ),
    hints=(
        "Name the steps: c = w·x, d = c + b, e = y − d, ℓ = e². Which local derivative has each?",
        "Multiply along the only path from ℓ to w: ∂ℓ/∂e · ∂e/∂d · ∂d/∂c · ∂c/∂w.",
        "The four factors are 2e, −1, 1 and x.",
    ),
    **_NEURON,
)

_NEURON_DB = Exercise(
    id="neuron-db",
    task="ℓ = (y − (w·x + b))². Return ∂ℓ/∂b.",
    reference=lambda x, y, w, b: -2 * _residual(x, y, w, b),
    mistakes=(
        Mistake("wrong sign", lambda x, y, w, b: 2 * _residual(x, y, w, b), _SIGN_OF_E),
        Mistake(
            "missing factor 2",
            lambda x, y, w, b: -_residual(x, y, w, b),
            "What is the derivative of e² with respect to e?",
        ),
        Mistake(
            "a factor too many",
            lambda x, y, w, b: -2 * _residual(x, y, w, b) * x,
            "That is the path to w. On the path to b there is no multiplication by x.",
        ),
        Mistake(
            "value instead of derivative",
            lambda x, y, w, b: -2 * _residual(x, y, w, b) * b,
            "The derivative of d = c + b with respect to b does not contain b.",
        ),
        Mistake(
            "the notebook's number",
            lambda x, y, w, b: -0.5,
            "That is the gradient at b for the numbers at the top of the notebook. Here x, y, w "
            "and b are others.",
        ),
    ),
    hints=(
        "Which of the steps c = w·x, d = c + b, e = y − d, ℓ = e² lie between ℓ and b?",
        "Multiply ∂ℓ/∂e · ∂e/∂d · ∂d/∂b.",
        "The three factors are 2e, −1 and 1.",
    ),
    **_NEURON,
)


_TWO_PATHS = Exercise(
    id="two-paths",
    task="f = (a + b)·a. Return ∂f/∂a.",
    inputs=("a", "b"),
    simple=((1.0, 3.0), (-2.0, 0.5)),
    numbers=lambda rng: tenths(rng, 2),
    reference=lambda a, b: 2 * a + b,
    mistakes=(
        Mistake(
            "overwrote instead of added",
            lambda a, b: a,
            "That is one of two paths. What arrives along the other is added to it.",
        ),
        Mistake(
            "only one path",
            lambda a, b: a + b,
            "That is the arrow from a straight to f. a is also inside the sum a + b.",
        ),
        Mistake(
            "b is missing",
            lambda a, b: 2 * a,
            "Through the sum you have a, and that is right. On the arrow from a straight to f "
            "stands the other factor of f, all of it.",
        ),
        Mistake(
            "multiplied the paths",
            lambda a, b: (a + b) * a,
            "Along a path derivatives multiply, but paths that meet add up.",
        ),
        Mistake(
            "averaged the paths",
            lambda a, b: (2 * a + b) / 2,
            "Contributions add up; they are not averaged.",
        ),
    ),
    hints=(
        "Draw the graph with s = a + b and f = s·a. How many arrows leave a?",
        "Work out ∂f/∂a along f → s → a, and along f → a, each by itself.",
        "Along f → s → a it is a·1; along f → a it is s. Add them.",
    ),
)


def _sorted_nodes(edges: list[Arrow]) -> list[str]:
    """Return one valid order; of the nodes that are ready the first in the alphabet."""
    waiting = {node: {a for a, b in edges if b == node} for edge in edges for node in edge}
    order: list[str] = []
    while waiting:
        ready = min(node for node, needs in waiting.items() if needs <= set(order))
        order.append(ready)
        del waiting[ready]
    return order


def _order_fault(answer: Any, edges: list[Arrow]) -> str | None:
    try:
        order = [str(node) for node in answer]
    except TypeError:
        return "give the order as a list of names"
    nodes = {node for edge in edges for node in edge}
    if missing := sorted(nodes - set(order)):
        return f"{missing[0]} is missing"
    if strange := sorted(set(order) - nodes):
        return f"{strange[0]} is no node of the graph"
    if len(order) > len(nodes):
        return f"{next(n for n in order if order.count(n) > 1)} appears more than once"
    late = next(((a, b) for a, b in edges if order.index(a) > order.index(b)), None)
    return late and f"{late[1]} comes before {late[0]}, from which it is computed"


def _is_backwards(answer: Any, edges: list[Arrow]) -> bool:
    listed = isinstance(answer, (list, tuple))
    return listed and _order_fault(answer[::-1], edges) is None


def _breadth_first(edges: list[Arrow]) -> list[str]:
    sources = sorted({a for a, _ in edges} - {b for _, b in edges})
    order = list(sources)
    for node in order:
        order += sorted(b for a, b in edges if a == node and b not in order)
    return order


def _ladder(rng: Generator) -> Inputs:
    names = [str(n) for n in rng.permutation(list("bcdefg"))]
    p, q, r, s, t, u = names
    # a feeds u straight as well, so that counting steps from the start goes wrong.
    edges = [("a", u), ("a", p), (p, q), (p, r), (q, s), (r, s), (s, t), (t, u)]
    return ([edges[i] for i in rng.permutation(len(edges))],)


_TOPO_ORDER = Exercise(
    id="topo-order",
    task="pairs are (operand, result), one for each arrow. Return all nodes in an order in which "
    "each comes after the operands it is computed from.",
    inputs=("pairs",),
    simple=(
        ([("c", "b"), ("b", "a")],),
        ([("a", "d"), ("a", "c"), ("c", "b"), ("b", "d")],),
    ),
    numbers=_ladder,
    reference=_sorted_nodes,
    fault=_order_fault,
    mistakes=(
        Mistake(
            "backwards",
            lambda edges: _sorted_nodes(edges)[::-1],
            "That is the order of the backward pass. Here operands come first.",
            fits=_is_backwards,
        ),
        Mistake(
            "alphabetical",
            lambda edges: sorted({n for e in edges for n in e}),
            "The names say nothing about the order; the arrows do.",
        ),
        Mistake(
            "breadth first",
            _breadth_first,
            "A node was listed when the first of its operands was done; it needs all of them.",
        ),
        Mistake(
            "as the arrows come",
            lambda edges: list(dict.fromkeys(n for e in edges for n in e)),
            "The order in which the pairs are listed means nothing.",
        ),
    ),
    hints=(
        "Which nodes need nothing? They may come first.",
        "Again and again, list a node all of whose operands are listed already.",
        "Or walk back from the output: list a node after all its operands have been listed.",
    ),
)

_COUNT_COSTS = Exercise(
    id="count-costs",
    task="f takes n numbers to m numbers. Return how many passes the whole Jacobian takes, the "
    "table of all n·m gradients, as (forward, backward).",
    inputs=("n", "m"),
    simple=((3, 1), (2, 5)),
    numbers=lambda rng: (int(rng.integers(3, 40)), int(rng.integers(41, 90))),
    reference=lambda n, m: (n, m),
    mistakes=(
        Mistake(
            "swapped",
            lambda n, m: (m, n),
            "A forward pass pushes one of the n inputs through; a backward pass pulls one of the m "
            "results back. How many of each are there?",
        ),
        Mistake(
            "counted entries",
            lambda n, m: (n * m, n * m),
            "A pass fills a whole row or column of the table at once, not one entry.",
        ),
        Mistake(
            "one pass for all",
            lambda n, m: (n, 1),
            "One backward pass gives the gradients of one result. There are m results.",
        ),
        Mistake(
            "a column for each entry",
            lambda n, m: (n * m, 1),
            "A pass fills a whole row or column of the table at once. How many rows has it, for m "
            "results?",
        ),
        Mistake(
            "one pass each",
            lambda n, m: (1, 1),
            "One pass fills one column or one row. How many are there?",
        ),
        Mistake(
            "finite differences",
            lambda n, m: (n + 1, m + 1),
            "The extra evaluation belongs to finite differences; derivatives need none.",
        ),
    ),
    hints=(
        "The table has a row for each result and a column for each input. What does one pass fill?",
        "Forward: one column for each input. Backward: one row for each result.",
        "A loss is one number, so m = 1: that is why training goes backwards.",
    ),
)


EXERCISES = (_NEURON_DW, _NEURON_DB, _TWO_PATHS, _TOPO_ORDER, _COUNT_COSTS)
