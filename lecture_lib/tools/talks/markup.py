"""Markdown of a notebook as HTML of a talk: formulas as MathML, links to talks or the site."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.dollarmath import dollarmath_plugin

from ...style.maths import mathml
from ..site.formulas import block

__all__ = ["Markup", "heading"]

# What a formula would lose at the end of a line.
_HELD = re.compile(
    r"(\(?<math\b(?:(?!</math>).)*</math>[.,;:?!)]+|\(<math\b(?:(?!</math>).)*</math>)"
)
_HEADING = re.compile(r"#{1,6} +(.+?)(?:\n+|$)")


class Markup:
    """Makes HTML of Markdown.

    Parameters
    ----------
    address : callable
        Takes the address of a link or picture and returns the one that a talk needs.

    Examples
    --------
    >>> Markup(str).block("A [b](c.ipynb) $x$").count("<math")
    1
    >>> Markup(str.upper).line("*A* [b](c)")
    '<em>A</em> <a href="C">b</a>'
    """

    def __init__(self, address: Callable[[str], str]) -> None:
        self._address = address
        self._parser = MarkdownIt("commonmark", {"html": True}).enable("table")
        dollarmath_plugin(self._parser, allow_labels=False, renderer=_formula)
        self._parser.core.ruler.push("addresses", self._readdress)

    def block(self, text: str) -> str:
        """Return paragraphs, lists and the like."""
        return _held(self._parser.render(text))

    def line(self, text: str) -> str:
        """Return what stands within a line."""
        return _held(self._parser.renderInline(text))

    def _readdress(self, state: StateCore) -> None:
        for token in state.tokens:
            for child in token.children or ():
                if name := {"link_open": "href", "image": "src"}.get(child.type):
                    child.attrs[name] = self._address(str(child.attrs[name]))


def _held(html: str) -> str:
    return _HELD.sub(r'<span class="held">\1</span>', html)


def _formula(tex: str, options: dict[str, bool]) -> str:
    return block(tex) if options["display_mode"] else mathml(tex)


def heading(source: str) -> tuple[str | None, str]:
    """Return the heading that a text begins with, and the rest.

    Examples
    --------
    >>> heading("## Two *modes*\\n\\nOne waits.")
    ('Two *modes*', 'One waits.')
    >>> heading("No heading")
    (None, 'No heading')
    """
    source = source.lstrip()
    found = _HEADING.match(source)
    return (found[1], source[found.end() :]) if found else (None, source)
