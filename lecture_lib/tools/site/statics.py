"""What all pages share: one script, one style sheet, one font."""

from __future__ import annotations

from pathlib import Path

from ...files import replacing
from ...style import css_variables
from ...widgets.assets import script
from .font import font

__all__ = ["page_script", "write_statics"]

_HERE = Path(__file__).parent


def page_script() -> str:
    """Return ``page.js`` as a plain script: a page opened from a file may not load a module."""
    return f"(async () => {{\n{script('tools/site/page.js')}\n}})();\n"


def write_statics(folder: Path) -> None:
    """Write the files, made if it is not there, that Sphinx copies to ``_static``."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet = css_variables("html", themed=False) + (_HERE / "site.css").read_text(encoding="utf-8")
    contents = {
        "course.css": sheet.encode(),
        "course.js": page_script().encode(),
        "stix-two-math.woff": font(),
    }
    for name, content in contents.items():
        with replacing(folder / name) as stream:
            stream.write(content)
