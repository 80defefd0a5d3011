"""The widgets' modules and style sheets, put together from files: no bundler, no build step."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["css", "esm"]

_HERE = Path(__file__).parent


@cache
def esm(*names: str) -> str:
    """Join scripts into one ES module; only the last of them exports.

    A widget's module reaches the page as text and so cannot import its neighbours.

    >>> esm("kit", "stage", "detail", "caption", "ask", "leaves", "stepper").count("export ")
    1
    """
    return "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in names)


@cache
def css(name: str) -> str:
    """Return a widget's style sheet, the colours of the course before it.

    >>> "--ll-gradient" in css("stepper")
    True
    """
    from ..graph.svg import css as picture
    from ..style import css_variables

    selector = f".ll-{name}"
    own = (_HERE / f"{name}.css").read_text(encoding="utf-8")
    return css_variables(selector) + picture(selector) + own
