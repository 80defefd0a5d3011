"""Equations of single steps, with their numbers, for MathJax."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ...autograd.backward import Step
from ...graph import Node
from ...graph.words import shape
from ...style import tex
from ...style.text import escape_label
from ...translation import tr

__all__ = ["assignments", "chain_rule", "latex_name", "result", "seed", "slope"]

LISTED = 4  # inputs that have room beside each other

_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi"
    "|psi|omega"
)
_INDEXED = re.compile(
    "([A-Za-zℓ])([\u0302\u0303\u0304\u0307])?(?:_(hat|bar|tilde|dot))?"
    "_?([0-9]+|(?<=_)[A-Za-z0-9]+)?"
)
_SPECIAL = {"\\": "∖", "^": "ˆ", "~": "˜", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%",
            "&": r"\&", "#": r"\#", "_": r"\_"}  # fmt: skip


_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₜ", "0123456789t")


def latex_name(name: str) -> str:
    r"""Write a node's name as LaTeX; nothing in it can act as a command.

    >>> [latex_name(name) for name in ("x", "w12", "h_t", "theta", "loss", r"\href")]
    ['x', 'w_{12}', 'h_{t}', '\\theta', '\\text{loss}', '\\text{∖href}']
    >>> [latex_name(name) for name in ("ŷ", "ŷ₁", "y_hat", "ℓ", "W₁")]
    ['\\hat{y}', '\\hat{y}_{1}', '\\hat{y}', '\\ell', 'W_{1}']
    """
    name = escape_label(name, limit=24)
    plain = unicodedata.normalize("NFD", name).translate(_SUBSCRIPTS)
    found = _INDEXED.fullmatch(plain)
    if found:
        stem, accent, word, index = found.groups()
        above = _ACCENTS.get(accent or "", word)
        stem = "\\ell" if stem == "ℓ" else stem
        stem = rf"\{above}{{{stem}}}" if above else stem
        return f"{stem}_{{{index}}}" if index else stem
    if _GREEK.fullmatch(name):
        return f"\\{name}"
    return rf"\text{{{''.join(_SPECIAL.get(c, c) for c in name)}}}"


def assignments(nodes: Sequence[Node]) -> str:
    """The first inputs with their values, side by side."""
    return r",\quad ".join(map(result, nodes[:LISTED]))


def result(node: Node) -> str:
    """A node with its value, or with its shape in brackets where that is an array."""
    value = tex(node.value) if isinstance(node.value, float | int) else _size(node)
    return f"{latex_name(node.name)} = {value}"


def seed(root: Node, of: str) -> str:
    """The gradient of the root, with respect to itself or of what is called `of`."""
    gradient = root.gradient
    if gradient is None or isinstance(gradient, tuple):
        return f"{_derivative(of, root.name)} = {_size(root)}"
    return f"{_derivative(of, root.name)} = {tex(gradient)}"


def chain_rule(of: str, node: Node, parent: Node, step: Step) -> str:
    """One arrow of the backward pass: what has arrived, times the local derivative.

    Where paths meet, the product is added to what is there. The local derivative belongs to one
    arrow and is written as that, for the quotient of the same two letters is the sum over all
    arrows. Of scalars; arrays show their work, see :mod:`.work`.
    """
    left, up = _derivative(of, parent.name), _derivative(of, node.name)
    if step.local is None:
        return left
    word, arrow = tr("local"), rf"{latex_name(parent.name)}\to {latex_name(node.name)}"
    along = rf"\text{{{word}}}_{{{arrow}}}"
    sign = r"\mathrel{+}=" if step.paths > 1 else "="
    local = tex(step.local)
    factor = f"({local})" if local.startswith("-") else local
    product = rf"{tex(step.upstream)} \cdot {factor} = {tex(step.contribution)}"
    return rf"{left} {sign} {up} \cdot {along} = {product}"


def slope(of: str, by: str) -> str:
    """A derivative on one line, for a label."""
    return rf"\partial {latex_name(of)} / \partial {latex_name(by)}"


def _derivative(of: str, by: str) -> str:
    return rf"\frac{{\partial {latex_name(of)}}}{{\partial {latex_name(by)}}}"


def _size(node: Node) -> str:
    return rf"[\,{shape(node.shape)}\,]".replace("×", r"\times ")
