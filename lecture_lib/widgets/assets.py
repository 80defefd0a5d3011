"""A widget's module and style sheet, each as one text: no bundler, no build step.

The scripts are plain ES modules that import each other, for the linter and for ``node --test``.
A widget's module reaches the page as text and cannot import its neighbours there; so what it
imports is put in front of it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from .. import translation
from ..style import css_variables

__all__ = ["Script", "script", "sheet"]

_PACKAGE = Path(__file__).parents[1]
_SPEAKS = _PACKAGE / "widgets/js/tr.js"
_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


class Script:
    """The module of a widget's class, in the language that is current when a widget is made.

    Parameters
    ----------
    name : str
        As for `script`.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, widget: object, kind: type | None = None) -> str:
        return script(self.name)


def script(name: str) -> str:
    """Return a script of the package with all that it imports before it, as one ES module.

    It speaks the current language.

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
    return _script(name, translation.current())


@cache
def _script(name: str, language: str) -> str:
    paths = files(_PACKAGE / name)
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    if _SPEAKS in texts and language != translation.ENGLISH:
        texts[_SPEAKS] = _speaking(texts[_SPEAKS], language, paths)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts.values())


def _speaking(text: str, language: str, paths: list[Path]) -> str:
    """``tr.js`` with a language and with what the files of one module say in it."""
    said: dict[str, str] = {}
    for path in paths:
        said |= translation.messages(language, path.relative_to(_PACKAGE).as_posix())
    for blank, filled in (('"en"', json.dumps(language)), ("{}", json.dumps(said))):
        text = text.replace(f"= {blank};", f"= {filled};", 1)
    return text


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
