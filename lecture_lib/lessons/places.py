"""Where questions and checks stand in a notebook: read from its cells, none of which is run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Place", "asked", "code_cells", "places"]

# With `ll.` before it, as all notebooks write it; the text before it decides about comments.
_CALL = re.compile(r"""\bll\.(predict|quiz|check)\(\s*(["'])(.+?)\2""")


@dataclass(frozen=True, slots=True)
class Place:
    """A question or a check in a notebook.

    Attributes
    ----------
    sort : {"predict", "quiz", "check"}
        What it is.
    id : str
        Its name among the answers.

    Examples
    --------
    >>> Place("quiz", "start-zero").key
    'quiz start-zero'
    """

    sort: str
    id: str

    @property
    def key(self) -> str:
        """Under which its answer is kept."""
        return f"{self.sort} {self.id}"


def code_cells(path: Path) -> list[str]:
    """Return the sources of a notebook's code cells, in their order.

    Raises
    ------
    OSError
        The file cannot be read.
    ValueError
        It is no notebook of format 4; the message says what it is instead.

    Examples
    --------
    >>> import nbformat, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "sum.ipynb")
    ...     nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), path)
    ...     code_cells(path)
    ['1']
    """
    try:
        notebook: Any = json.loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        return ["".join(cell["source"]) for cell in cells]
    except OSError:
        raise
    except (ValueError, RecursionError):
        raise ValueError("not a notebook: it is no whole JSON file") from None
    except (KeyError, TypeError, AttributeError):
        raise ValueError("not a notebook of format 4: it has no cells of the usual form") from None


def places(path: Path) -> list[Place]:
    """Return the questions and checks of a notebook in their order, each once.

    Parameters
    ----------
    path : Path
        The notebook.  What stands behind a ``#`` does not count.

    Raises
    ------
    OSError, ValueError
        As :func:`code_cells`.

    Examples
    --------
    >>> import nbformat, tempfile
    >>> cell = nbformat.v4.new_code_cell("ll.check('two-paths', ...)  # not ll.quiz('x')")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "paths.ipynb")
    ...     nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    ...     places(path)
    [Place(sort='check', id='two-paths')]
    """
    return list(dict.fromkeys(what for source in code_cells(path) for what in asked(source)))


def asked(source: str) -> list[Place]:
    """Return the questions and checks of a cell, in their order.

    Examples
    --------
    >>> asked("f = 1\\nll.check('two-paths', f)  # ll.check('other', f)")
    [Place(sort='check', id='two-paths')]
    """
    return [
        Place(call[1], call[3])
        for call in _CALL.finditer(source)
        if "#" not in source[source.rfind("\n", 0, call.start()) + 1 : call.start()]
    ]
