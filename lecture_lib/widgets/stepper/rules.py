"""How an array's gradient goes back through an operation, as factors that can be shown.

The engine has a pull-back for each operand and no matrix of slopes.  Three kinds cover what is
shown: a slope for each entry, a product of matrices, and entries that only change their place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...autograd.backward import Step
from ...autograd.symbols import INFIX
from ...autograd.symbols import sign as sign_of
from ...translation import tr
from .latex import latex_name

__all__ = ["Factor", "Rule", "is_entrywise", "matrix", "operands", "rule_of"]

Array = NDArray[Any]
Naming = Callable[[Any], str]

#: Operations that give each entry of an operand a slope of its own, beside NumPy's own.
_ENTRYWISE = {"relu", "sigmoid", "softplus", "where", "clip"}
#: The slope of some, from the names of result and operand; others are written as a derivative.
_SLOPES = {
    "exp": "{out}", "tanh": "1-{out}^2", "sigmoid": r"{out}\,(1-{out})",
    "relu": r"\text{{relu}}'({x})", "log": "1/{x}", "square": "2{x}",
}  # fmt: skip


@dataclass(frozen=True)
class Factor:
    """One array of a product, with its name; vectors may stand upright in matrix products."""

    label: str  # LaTeX
    said: str
    array: Array
    upright: bool = False
    copied: tuple[int, ...] | None = None  # the shape it had before it was broadcast
    is_gradient: bool = False

    @property
    def matrix(self) -> Array:
        """The array as it is shown: rows and columns."""
        return matrix(self.array, self.upright)


def matrix(array: Any, upright: bool = False) -> Array:
    """Any array as rows and columns; a vector is a row, or a column if it stands upright.

    >>> matrix([1.0, 2.0]).shape, matrix([1.0, 2.0], True).shape, matrix(np.ones((2, 3, 4))).shape
    ((1, 2), (2, 1), (6, 4))
    """
    flat: Array = np.asarray(array)
    if flat.ndim < 2:
        return flat.reshape(-1, 1) if upright else flat.reshape(1, -1)
    return flat.reshape(-1, flat.shape[-1])


@dataclass(frozen=True)
class Rule:
    """How one step gets what it contributes.

    Attributes
    ----------
    kind : {"entries", "matrices", "passed", "moved"}
        Slope by slope; a product of matrices; ones everywhere; entries change their place.
    factors : tuple of Factor
        Whose product it is; the gradient that arrives is one of them.
    sign : str
        What stands between two factors.
    upright : bool
        Whether a contribution that is a vector stands upright.
    """

    kind: str
    factors: tuple[Factor, ...]
    sign: str = "⊙"
    upright: bool = False


def rule_of(step: Step, up: str, name: Naming) -> Rule:
    """Say how a step of the backward pass computes its contribution.

    Parameters
    ----------
    step : Step
        Of a Tensor's graph.
    up : str
        The gradient that arrives, in LaTeX.
    name : callable
        The name of a node.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> X, w = ll.Tensor([[1.0, 2.0]], "X"), ll.Tensor([3.0, 4.0], "w")
    >>> *_, step = ll.backward_steps((X @ w).sum())
    >>> rule = rule_of(step, "g", lambda node: node.name)
    >>> rule.kind, [factor.label for factor in rule.factors]
    ('matrices', ['X^{\\\\top}', 'g'])
    """
    gradient = _arriving(step, up, name)
    if step.node.op == "matmul":
        return _product(step, gradient, operands(step.node, name))
    slopes = _slopes(step)
    if slopes is None:
        return Rule("moved", (gradient,))
    if np.all(slopes == 1) and slopes.shape == gradient.array.shape:
        return Rule("passed", (gradient,))
    sign = "⊙" if gradient.array.ndim else "·"
    return Rule("entries", (gradient, _slope_factor(step, slopes, name)), sign)


def _arriving(step: Step, up: str, name: Naming) -> Factor:
    said = tr("the gradient of {0}", name(step.node))
    return Factor(up, said, np.asarray(step.upstream), is_gradient=True)


def operands(node: Any, name: Naming) -> list[Factor]:
    """What an operation was given, in its order, constants of an infix operation included."""
    if sign_of(node.op) not in INFIX or len(node._inputs) != 2:
        return [_operand(p.data, name(p)) for p in node.parents]
    parents = dict(zip(node.positions, node.parents, strict=True))
    found = [_operand(x, name(parents[k]) if k in parents else "")
             for k, x in enumerate(node._inputs)]  # fmt: skip
    if node.op == "matmul" and found[1].array.ndim == 1:
        found[1] = replace(found[1], upright=True)
    return found


def _operand(x: Any, named: str) -> Factor:
    word = tr("constant")
    label = latex_name(named) if named else rf"\text{{{word}}}"
    return Factor(label, named or tr("a constant"), np.asarray(x))


def is_entrywise(node: Any) -> bool:
    """Whether each entry of a result comes from one place of each operand, copies included."""
    return node.op != "matmul" and (isinstance(node._function, np.ufunc) or node.op in _ENTRYWISE)


def _slopes(step: Step) -> Array | None:
    """The slope of each entry on its own, before broadcasting is undone; None if there is none."""
    node = step.node
    if not (is_entrywise(node) or node.size == 1):
        return None
    with np.errstate(all="ignore"):
        _, fitted, raw = node.pull(node.positions.index(step.position), np.ones_like(step.upstream))
    return np.asarray(fitted if raw is None else raw)


def _slope_factor(step: Step, slopes: Array, name: Naming) -> Factor:
    """The slopes with a name; those of a product are its other operand, perhaps copied."""
    node, x, out = step.node, name(step.parent), name(step.node)
    if node.op == "multiply":
        other = operands(node, name)[1 - step.position]
        own = other.array.shape
        return Factor(other.label, other.said, slopes, copied=own if own != slopes.shape else None)
    label = rf"\partial {latex_name(out)} / \partial {latex_name(x)}"
    if node.op in _SLOPES:
        label = _SLOPES[node.op].format(x=latex_name(x), out=latex_name(out))
    return Factor(label, tr("the slope of {0}", node.label), slopes)


def _product(step: Step, gradient: Factor, given: list[Factor]) -> Rule:
    """The two rules of a matrix product, ``g Bᵀ`` and ``Aᵀ g``; a vector is a row or a column."""
    a, b = given
    is_left = step.position == 0
    is_row, is_column = a.array.ndim == 1, b.array.ndim == 1
    if is_row and is_column:
        return Rule("entries", (gradient, replace((a, b)[is_left], upright=False)), "·")
    if is_row and is_left:  # the row a times B: B g
        return Rule("matrices", (b, replace(gradient, upright=True)), "", upright=True)
    if is_row:
        return Rule("matrices", (replace(a, upright=True), gradient), "")
    upright = replace(gradient, upright=is_column)
    if is_left:
        return Rule("matrices", (upright, _turned(b)), "")
    return Rule("matrices", (_turned(a), upright), "", upright=is_column)


def _turned(factor: Factor) -> Factor:
    """A factor transposed; an upright vector lies down."""
    label, array = factor.label, factor.array
    label = rf"{label}^{{\top}}" if len(label) == 1 else rf"{{{label}}}^{{\top}}"
    if array.ndim > 1:
        array = np.swapaxes(array, -1, -2)
    return Factor(label, f"{factor.said}ᵀ", array)
