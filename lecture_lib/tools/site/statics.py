"""What all pages share: one script, one style sheet, one font."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...files import replacing
from ...style import css_variables
from ...widgets.assets import script
from .font import font

__all__ = ["look", "page_script", "plain_script", "write_statics"]

_HERE = Path(__file__).parent


def page_script() -> str:
    """Return ``page.js`` as a plain script."""
    return plain_script("tools/site/page.js")


def plain_script(name: str) -> str:
    """Return a module as a plain script: a page opened from a file may not load a module."""
    return f"(async () => {{\n{script(name)}\n}})();\n"


def look() -> dict[str, bytes]:
    """Return the style sheet and the font, by the names of their files."""
    sheet = css_variables("html", themed=False) + (_HERE / "site.css").read_text(encoding="utf-8")
    return {"course.css": sheet.encode(), "stix-two-math.woff": font()}


def write_statics(folder: Path, contents: Mapping[str, bytes] | None = None) -> None:
    """Write files, those that Sphinx copies to ``_static`` by default.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    contents : dict, optional
        By the name of the file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (contents or {**look(), "course.js": page_script().encode()}).items():
        with replacing(folder / name) as stream:
            stream.write(content)
