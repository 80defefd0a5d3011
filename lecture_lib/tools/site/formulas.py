"""A Sphinx extension: formulas become MathML when the site is built, so no script sets them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ...style.maths import mathml

__all__ = ["block", "setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the renderer ``mathml``."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def block(tex: str) -> str:
    r"""Return a formula on lines of its own as HTML.

    Examples
    --------
    >>> block(r"x \\ y").count("<mtr>")
    2
    """
    if "\\\\" in tex and "\\begin" not in tex:  # several lines: Sphinx leaves them to the renderer
        tex = f"\\begin{{aligned}}{tex}\\end{{aligned}}"
    return f'<div class="math">{mathml(tex, display=True)}</div>'


def _block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(block(node.astext()))
    raise nodes.SkipNode
