"""Equations of single steps, with their numbers, for MathJax."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ...autograd.backward import Step
from ...graph.snapshot import Node, text_of
from ...style import number
from ...style.text import escape_label

__all__ = [
    "chain_rule",
    "derivative",
    "latex_gradient",
    "latex_name",
    "latex_number",
    "latex_value",
    "norm",
]

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


def latex_number(text: str) -> str:
    r"""Write a number of :func:`~lecture_lib.style.number` as LaTeX.

    >>> latex_number("−1.50e−7"), latex_number("inf")
    ('-1.50\\times10^{-7}', '\\infty')
    """
    plain = text.replace("−", "-")
    if plain.lstrip("-") in {"nan", "inf"}:
        return plain.replace("inf", r"\infty").replace("nan", r"\text{nan}")
    mantissa, e, exponent = plain.partition("e")
    return rf"{mantissa}\times10^{{{exponent}}}" if e else mantissa


def _factor(x: float) -> str:
    text = latex_number(number(x))
    return f"({text})" if text.startswith("-") else text


def derivative(of: str, by: str) -> str:
    return rf"\frac{{\partial {latex_name(of)}}}{{\partial {latex_name(by)}}}"


def norm(x: Any) -> str:
    text, size = text_of(x)
    if np.ndim(x) == 0 and text is not None:
        return latex_number(text)
    return rf"\left\|\cdot\right\| = {latex_number(size or '')}"


def latex_value(node: Node) -> str:
    if node.value is not None and not node.shape:
        return latex_number(node.value)
    return rf"[\,{node.shape_text}\,]".replace("×", r"\times ")


def latex_gradient(node: Node) -> str:
    return latex_number(node.gradient) if node.gradient and not node.shape else r"\mathbf{1}"


def chain_rule(root: Node, node: Node, parent: Node, step: Step) -> str:
    left, up = derivative(root.name, parent.name), derivative(root.name, node.name)
    along = derivative(node.name, parent.name)
    if step.local is None:
        return (
            rf"{left} \mathrel{{+}}= \left({along}\right)^{{\!\top}} {up}"
            rf" ,\quad {norm(step.contribution)}"
        )
    product = (
        f"{latex_number(number(step.upstream))} \\cdot {_factor(step.local)} = "
        f"{latex_number(number(step.contribution))}"
    )
    return rf"{left} \mathrel{{+}}= {up} \cdot {along} = {product}"
