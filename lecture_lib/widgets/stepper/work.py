"""What a frame with arrays works out: the arrays side by side, with the signs between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...autograd.backward import Step
from ...autograd.symbols import INFIX, sign
from ...graph.words import shape
from ...style import number
from ...style.maths import mathml
from ...translation import tr, tr_noop
from .copies import Copies
from .heat_map import heat_map
from .payload import Grid, Part
from .rules import Factor, Rule, matrix

__all__ = ["carried", "computed", "copied", "entries", "grid", "is_written", "summed"]

_STROKE = "<mo>&#x0002F;</mo>"
EACH = tr_noop("one for each copy")
ROWS, COLUMNS, LETTERS = 5, 6, 72  # at most so many are written as numbers
MAPPED = 8  # rows and columns of a map, at most


def grid(
    label: str, x: Any, role: str = "gradient", *, upright: bool = False,
    copied: tuple[int, ...] | None = None,
) -> Grid:  # fmt: skip
    r"""An array to be shown: its name, its shape, and its entries or a map of them.

    >>> shown = grid("g", [[10.0, 20.5], [0.0, -1.0]])
    >>> shown["shape"], shown["entries"]
    ('2×2', [['10', '20.5'], ['0', '−1']])
    """
    array = np.asarray(x)
    dimensions = shape(array.shape)
    if copied == ():
        dimensions = tr("a number, copied to {0}", dimensions)
    elif copied is not None:
        dimensions = tr("{0}, copied to {1}", shape(copied), dimensions)
    flat = matrix(array, upright)
    few = is_written(flat)
    return {
        "label": _label(label) if label else "",
        "shape": dimensions,
        "role": role,
        "entries": entries(flat) if few else [],
        "cells": [] if few else heat_map(flat, MAPPED)["cells"],
        "norm": "" if few else number(float(np.linalg.norm(flat.astype(float)))),
    }


def _label(latex: str) -> str:
    """A name as MathML; a stroke between two derivatives stands close."""
    return mathml(latex).replace(_STROKE, _STROKE.replace("<mo>", '<mo lspace="0" rspace="0">'))


def is_written(flat: Any) -> bool:
    """Whether a matrix is small enough to be written in numbers.

    >>> is_written(np.eye(3)), is_written(np.eye(9)), is_written(np.full((4, 5), -0.0123))
    (True, False, False)
    """
    rows, columns = flat.shape
    if rows > ROWS or columns > COLUMNS:
        return False
    longest = max((len(text) for row in entries(flat) for text in row), default=0)
    return bool(longest * columns * rows <= LETTERS)


def entries(flat: Any) -> list[list[str]]:
    """The numbers of a matrix as text: whole ones without decimals."""
    whole = np.all(np.isfinite(flat)) and np.all(flat == np.rint(flat)) and np.all(abs(flat) < 1e5)
    return [[number(int(x)) if whole else _trimmed(x) for x in row] for row in flat.tolist()]


def _trimmed(x: float) -> str:
    """As the cards write it, but for decimals that are all zero."""
    text = number(float(x))
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def computed(node: Any, label: str, factors: Sequence[Factor]) -> list[Part]:
    """An operation of the forward pass: its operands, its sign, its result."""
    operation = sign(node.op)
    upright = node.op == "matmul" and factors[-1].upright
    result = grid(label, node.data, "value", upright=upright)
    result["secret"] = True
    parts: list[Part] = []
    for factor in factors:
        if parts and operation in INFIX:
            parts.append({"sign": operation})
        parts.append(_shown(factor))
    if operation in INFIX and len(factors) == 2:
        return [*parts, {"sign": "="}, result]
    return [*parts, {"sign": node.label, "arrow": True}, result]


def carried(rule: Rule, label: str, step: Step) -> list[Part]:
    """A step of the backward pass: the factors, what they give, and what that is added to."""
    upright = rule.upright and np.ndim(step.contribution) == 1
    result = grid(label, step.contribution, upright=upright)
    result["secret"] = True
    parts = [*_factors(rule), result]
    if step.paths == 1:
        return parts
    result["says"] = tr("arrow {0} of {1}", step.path, step.paths)
    if step.path > 1:
        result["label"] = ""
        parts += _added(label, step, upright)
    return parts


def copied(rule: Rule, step: Step) -> list[Part]:
    """The same before broadcasting is undone: a contribution for each copy."""
    result = grid("", step.unreduced)
    result["says"], result["secret"] = tr(EACH), True
    return [*_factors(rule), result]


def summed(copies: Copies, label: str, step: Step) -> list[Part]:
    """Broadcasting undone: all contributions, the axis they are summed over, and the sum."""
    wide = grid("", step.unreduced)
    wide["says"] = tr(EACH)
    if len(copies.wide) == 2 and len(copies.axes) == 1:
        wide["summed"] = ("down", "along")[copies.axes[0]]
    narrow = grid(label if step.path == 1 else "", step.contribution)
    narrow["secret"] = True
    told: Part = {"sign": tr("sum over {0}", copies.along), "arrow": True}
    return [wide, told, narrow, *(_added(label, step, False) if step.path > 1 else [])]


def _factors(rule: Rule) -> list[Part]:
    """What is multiplied, up to the sign before the result."""
    parts: list[Part] = []
    for factor in rule.factors:
        if parts and rule.sign:
            parts.append({"sign": rule.sign})
        parts.append(_shown(factor))
    says = {"passed": tr("passed on"), "moved": tr("put back")}.get(rule.kind)
    between: Part = {"sign": "="} if says is None else {"sign": says, "arrow": True}
    return [*parts, between]


def _added(label: str, step: Step, upright: bool) -> list[Part]:
    """What the operand has received over this arrow and those before."""
    total = grid(label, step.total, upright=upright)
    total["says"] = tr("together") if step.path == step.paths else tr("so far")
    total["secret"] = True
    return [{"sign": tr("added"), "arrow": True}, total]


def _shown(factor: Factor) -> Grid:
    role = "gradient" if factor.is_gradient else "value"
    return grid(factor.label, factor.array, role, upright=factor.upright, copied=factor.copied)
