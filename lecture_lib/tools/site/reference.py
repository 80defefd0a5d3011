"""What is public, as pages for Sphinx: one a room, and from it one a name."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from ...files import replacing

__all__ = ["ROOMS", "write_reference"]

#: Rooms whose names are public, in the order of the floors.
ROOMS = (
    "autograd", "optim", "graph", "nn", "descent", "descent.theory", "training", "language", "plot",
    "scale", "widgets", "lessons", "style",
)  # fmt: skip

_ROOM = """{title}
{line}

.. automodule:: {module}
   :no-members:

.. currentmodule:: {module}

.. autosummary::
   :toctree: names
   :nosignatures:

{names}
"""

_INDEX = """Reference
=========

``import lecture_lib as ll`` brings the engines at once and the rest when it is first used. Each
room has a page with its names, and each name one with shapes, errors, sources and an example.

.. toctree::
   :maxdepth: 1

{rooms}
"""


def write_reference(folder: Path, rooms: Sequence[str] = ROOMS) -> None:
    """Write a page for each room of the package, if it is not there as it is.

    Parameters
    ----------
    folder : Path
        Of Sphinx's sources, made if it is not there.
    rooms : sequence of str
        Those that get a page.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_reference(Path(folder))
    ...     "   Momentum" in Path(folder, "optim.rst").read_text(encoding="utf-8")
    True
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"index": _INDEX.format(rooms="\n".join(f"   {room}" for room in rooms))}
    for room in rooms:
        module = import_module(f"lecture_lib.{room}")
        texts[room] = _ROOM.format(
            title=module.__name__, line="=" * len(module.__name__), module=module.__name__,
            names="\n".join(f"   {name}" for name in _documented(module)),
        )  # fmt: skip
    for name, text in texts.items():
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with replacing(path, "w") as stream:  # Sphinx reads again what has changed
                stream.write(text)


def _documented(module: ModuleType) -> list[str]:
    """Names of a room that are no rooms themselves, alphabetically."""
    names = (name for name in module.__all__ if not inspect.ismodule(getattr(module, name)))
    return sorted(names, key=str.casefold)
