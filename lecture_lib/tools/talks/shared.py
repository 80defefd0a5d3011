"""What all talks share: reveal.js as sphinx-revealjs brings it, our script, sheet and font."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from pygments.formatters import HtmlFormatter

from ..site.statics import look, plain_script, write_statics

__all__ = ["SCRIPTS", "SHEETS", "write_shared"]

_BUNDLE = "sphinx_revealjs/_static/revealjs"
_REVEAL = {
    "reveal.css": "dist/reveal.css",
    "reveal.js": "dist/reveal.js",
    "notes.js": "plugin/notes/notes.js",
    "LICENSE-reveal.txt": "LICENSE",
}
_HIGHLIGHTS = {"light": "a11y-high-contrast-light", "dark": "a11y-high-contrast-dark"}

#: What a talk asks for, in this order.
SHEETS = ("reveal.css", "course.css", "code.css", "talk.css")
SCRIPTS = ("reveal.js", "notes.js", "talk.js")


def write_shared(folder: Path) -> None:
    """Write the shared files into a folder, made if it is not there."""
    reveal = Path(str(distribution("sphinx-revealjs").locate_file(_BUNDLE)))
    sheet = "\n".join(
        HtmlFormatter(style=style).get_style_defs(f'html[data-theme="{theme}"] .source')
        for theme, style in _HIGHLIGHTS.items()
    )
    own = {
        "code.css": sheet.encode(),
        "talk.css": Path(__file__).with_name("talk.css").read_bytes(),
        "talk.js": plain_script("tools/talks/talk.js").encode(),
    }
    theirs = {name: (reveal / path).read_bytes() for name, path in _REVEAL.items()}
    write_statics(folder, {**look(), **theirs, **own})
