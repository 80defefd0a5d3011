"""A widget's module and style sheet, each as one text: no bundler, no build step.

The scripts are plain ES modules that import each other, for the linter and for ``node --test``.
A widget's module reaches the page as text and cannot import its neighbours there; so what it
imports is put in front of it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ..style import css_variables

__all__ = ["script", "sheet"]

_PACKAGE = Path(__file__).parents[1]
_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


@cache
def script(name: str) -> str:
    """Return a script of the package with all that it imports before it, as one ES module.

    Parameters
    ----------
    name : str
        From the folder of the package: ``"widgets/schedule/draw.js"``. Names at the top level of
        the files that come together must differ; a test holds them to it.

    Examples
    --------
    >>> text = script("widgets/schedule/draw.js")
    >>> text.count("import {"), text.count("export "), text.count("export default ")
    (0, 1, 1)
    """
    texts = [path.read_text(encoding="utf-8") for path in files(_PACKAGE / name)]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


def files(path: Path) -> list[Path]:
    """A script and all that it imports, each once and before whatever needs it."""
    found: dict[Path, None] = {}
    for other in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found |= dict.fromkeys(files((path.parent / other).resolve()))
    return [*found, path]


@cache
def sheet(selector: str, *names: str) -> str:
    """Return style sheets as one text, with the colours of the course before them.

    Parameters
    ----------
    selector : str
        The root of the widget, ``".ll-stepper"``. All rules of its sheets begin with it, so that
        the sheets of two widgets on one page have nothing to say to each other.
    *names : str
        Files, from the folder of the package. In a sheet that several widgets share,
        ``.ll-widget`` stands for the root.

    Examples
    --------
    >>> "--ll-gradient" in sheet(".ll-stepper", "widgets/stepper/draw.css")
    True
    """
    texts = [(_PACKAGE / name).read_text(encoding="utf-8") for name in names]
    return css_variables(selector) + "\n".join(texts).replace(".ll-widget", selector)
