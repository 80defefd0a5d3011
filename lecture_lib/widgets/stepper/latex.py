"""Equations of single steps, with their numbers, for MathJax."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...autograd.backward import Step
from ...graph import Node
from ...graph.snapshot import measured
from ...graph.words import shape
from ...style import tex
from ...style.text import escape_label

__all__ = ["assignments", "chain_rule", "latex_name", "result", "seed", "summed"]

LISTED = 4  # inputs that have room beside each other

_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi"
    "|psi|omega"
)
_SPECIAL = {"\\": "∖", "^": "ˆ", "~": "˜", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%",
            "&": r"\&", "#": r"\#", "_": r"\_"}  # fmt: skip


def latex_name(name: str) -> str:
    r"""Write a node's name as LaTeX; nothing in it can act as a command.

    >>> [latex_name(name) for name in ("x", "w12", "h_t", "theta", "loss", r"\href")]
    ['x', 'w_{12}', 'h_{t}', '\\theta', '\\text{loss}', '\\text{∖href}']
    """
    name = escape_label(name, limit=24)
    found = re.fullmatch(r"([A-Za-z])_?([0-9]+|(?<=_)[A-Za-z0-9]+)?", name)
    if found:
        stem, index = found.groups()
        return f"{stem}_{{{index}}}" if index else stem
    if _GREEK.fullmatch(name):
        return f"\\{name}"
    return rf"\text{{{''.join(_SPECIAL.get(c, c) for c in name)}}}"


def assignments(nodes: Sequence[Node]) -> str:
    """The first inputs with their values, side by side."""
    return r",\quad ".join(map(result, nodes[:LISTED]))


def result(node: Node) -> str:
    """A node with its value, or with its shape in brackets where that is an array."""
    if node.value is None or isinstance(node.value, tuple):
        value = rf"[\,{shape(node.shape)}\,]".replace("×", r"\times ")
    else:
        value = tex(node.value)
    return f"{latex_name(node.name)} = {value}"


def seed(root: Node) -> str:
    """The gradient of the root with respect to itself."""
    gradient = root.gradient
    one = r"\mathbf{1}" if gradient is None or isinstance(gradient, tuple) else tex(gradient)
    return f"{_derivative(root, root)} = {one}"


def chain_rule(root: Node, node: Node, parent: Node, step: Step) -> str:
    """One edge of the backward pass: upstream times local, added to what is there."""
    left, up = _derivative(root, parent), _derivative(root, node)
    along = _derivative(node, parent)
    if step.local is None:
        size = _size(step.contribution)
        return rf"{left} \mathrel{{+}}= \left({along}\right)^{{\!\top}} {up} ,\quad {size}"
    local = tex(step.local)
    factor = f"({local})" if local.startswith("-") else local
    product = rf"{tex(step.upstream)} \cdot {factor} = {tex(step.contribution)}"
    return rf"{left} \mathrel{{+}}= {up} \cdot {along} = {product}"


def summed(root: Node, parent: Node, copies: int, contribution: Any) -> str:
    """Broadcasting undone: the contributions of all copies of a number, added."""
    total = rf"\sum_{{k=1}}^{{{copies}}} g_k ,\quad {_size(contribution)}"
    return rf"{_derivative(root, parent)} \mathrel{{+}}= {total}"


def _derivative(of: Node, by: Node) -> str:
    return rf"\frac{{\partial {latex_name(of.name)}}}{{\partial {latex_name(by.name)}}}"


def _size(x: Any) -> str:
    """A number itself, the norm of an array."""
    entries, norm = measured(x)
    if entries is not None and not isinstance(entries, tuple):
        return tex(entries)
    return "" if norm is None else rf"\left\|\cdot\right\| = {tex(norm)}"
