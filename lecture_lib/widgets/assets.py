"""The widgets' modules and style sheets, put together from files: no bundler, no build step."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["css", "source"]

_HERE = Path(__file__).parent


@cache
def source(*names: str) -> str:
    """Join files of this room, scripts or style sheets, into one text.

    A widget's module reaches the page as text and so cannot import its neighbours; what widgets
    share is put in front of each one's own text. Only the last script exports.

    >>> source("js/kit.js", "stepper/stage.js", "stepper/draw.js").count("export ")
    1
    """
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


@cache
def css(selector: str, *names: str) -> str:
    """Join style sheets, the colours of the course and the look of graphs before them.

    >>> "--ll-gradient" in css(".ll-stepper", "stepper/draw.css")
    True
    """
    from ..graph.svg import css as picture
    from ..style import css_variables

    return css_variables(selector) + picture(selector) + source(*names)
