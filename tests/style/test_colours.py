"""No colour stands outside the style room, and those in it can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matplotlib.colors import CSS4_COLORS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lecture_lib"
FILES = sorted(
    path
    for path in PACKAGE.rglob("*")
    if path.suffix in {".py", ".js", ".css", ".j2"} and path.parent != PACKAGE / "style"
)

# Files that still hold a colour; each goes from this list with its last one.
STILL = {}

_NAME = rf"(?<![\w-])(?:{'|'.join(CSS4_COLORS)})(?![\w-])"
_PROPERTY = (
    r"(?:color|background(?:-color)?|fill|stroke|border(?:-[a-z-]+)?|outline(?:-color)?"
    r"|box-shadow|text-shadow|caret-color|accent-color|text-decoration(?:-color)?)"
)
COLOUR = re.compile(
    r"(?<![\w.&])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])"
    r"|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(\s*[\d.]"
    rf"|(?:^|[\s;{{\"'`]){_PROPERTY}\s*:\s*[^;{{}}\"'`\n]*?{_NAME}"
    rf"|(?:colou?rs?|background|fill|stroke|fillStyle|strokeStyle)[\"'`]?\s*[:=,]\s*"
    rf"[\[(]?[\"'`](?:{'|'.join(CSS4_COLORS)})[\"'`]",
    re.IGNORECASE | re.MULTILINE,
)


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_a_file_holds_no_colour_of_its_own(path):
    found = [hit[0].strip() for hit in COLOUR.finditer(path.read_text(encoding="utf-8"))]
    if inside(path) in STILL:
        assert found, "it holds none any more: take it from the list"
    else:
        assert not found, f"take {', '.join(found)} from lecture_lib.style"


@pytest.mark.parametrize(
    "text",
    [
        "a { color: #fff; }", "fill: #1F7A5C", 'color("#DFE6ED80")', "rgb(0 0 0 / .18)",
        "rgba(1, 2, 3, .5)", "oklch(0.7 0.1 20)", "border-left: 4px solid red;",
        "background: linear-gradient(to right, white, var(--x))", "a{fill:Navy}",
        'ax.plot(x, color="white")', "markeredgecolor='k'.replace('k', ''), ecolor='black'",
        '{"facecolor": "tomato"}', 'line.setAttribute("stroke", "gray")', "pen.fillStyle = `red`",
        'style="color: green"',
    ],
)  # fmt: skip
def test_a_colour_is_seen(text):
    assert COLOUR.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "color: var(--ll-good)", "background: transparent", "fill: currentColor", "this.#add(1)",
        "color-mix(in srgb, var(--ll-note) 13%, transparent)", "# bad news", "&#39;", "#n3",
        "--ll-red-line: 1px", 'fill="none"', "the red line is the gradient", "stroke-width: 3",
        'dot.attr(fillcolor=LIGHT["data"])', "def _slab(1)", "label(2)",
    ],
)  # fmt: skip
def test_what_is_no_colour_is_let_through(text):
    assert not COLOUR.search(text)
