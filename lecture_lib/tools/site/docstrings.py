"""A Sphinx extension: docstrings as this package writes them."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Let |x| be an absolute value and no substitution, which no docstring uses."""
    app.connect("autodoc-process-docstring", _bars_are_bars, priority=900)  # after numpydoc
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _bars_are_bars(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    inside = False  # of a literal or of maths, where a bar is one already
    for k, line in enumerate(lines):
        indented = line.startswith((" ", "\t")) or not line.strip()
        inside = (inside and indented) or line.rstrip().endswith("::") or ".. math::" in line
        if not inside and not line.lstrip().startswith((">>>", "...")):
            lines[k] = line.replace("|", "\\|") if "`" not in line else _outside_literals(line)


def _outside_literals(line: str) -> str:
    parts = line.split("`")
    parts[::2] = [part.replace("|", "\\|") for part in parts[::2]]
    return "`".join(parts)
