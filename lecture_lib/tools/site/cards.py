"""The page that lists the notebooks, a card each with its first picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

__all__ = ["cards"]

_README = Path(__file__).parents[3] / "README.md"
_ROW = re.compile(r"^\| (\d\d) \| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \|$", re.MULTILINE)

_PAGE = """# The notebooks

They build on each other; who knows gradients may begin with 02, 07, 08 or 12, and find there what
they take from where.

::::{{grid}} 1 2 2 3
:gutter: 3
{cards}
::::

```{{toctree}}
:hidden:

{names}
```
"""
_CARD = """
:::{{grid-item-card}} {number} · {title}
:link: {name}
:link-type: doc
:class-card: ll-card

{teaches}
{picture}
:::"""
_PICTURE = re.compile(r'src=\\"([^"\\]*pictures/[^"\\]+)\\"')


def cards(notebooks: Sequence[Path], pages: Path) -> str:
    """Return the page as MyST text, with titles and topics from the README.

    Parameters
    ----------
    notebooks : sequence of Path
        Only these are listed.
    pages : Path
        Where the pages' sources are: a card shows the first picture of its page.
    """
    known = {row[2]: row for row in _ROW.findall(_README.read_text(encoding="utf-8"))}
    rows = [known.get(path.stem, ("·", path.stem, path.stem, "")) for path in notebooks]
    made = [
        _CARD.format(
            number=number, title=title, name=name, teaches=teaches,
            picture=_first_picture(pages / f"{name}.ipynb"),
        )
        for number, title, name, teaches in rows
    ]  # fmt: skip
    return _PAGE.format(cards="\n".join(made), names="\n".join(row[2] for row in rows))


def _first_picture(page: Path) -> str:
    found = _PICTURE.search(page.read_text(encoding="utf-8"))
    return f'<img class="ll-picture" alt="" src="{found[1]}">' if found else ""
