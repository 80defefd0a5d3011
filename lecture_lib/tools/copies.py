"""Clean copies of the notebooks to work in: the module behind ``make lab``.

The committed notebooks show outputs, and so answers. A student works on copies, without outputs, in
a folder that git ignores. What stands in that folder is the student's: a file there is replaced by
a new edition of its notebook only while it is, byte for byte, as it was delivered. Otherwise the
new edition arrives beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from ..files import replacing
from ..lessons.answers import FILE_NAME as ANSWERS
from . import settings

__all__ = ["clean", "deliver", "main", "named"]

FOLDER = "my_notebooks"
RECORD = ".delivered.json"


def clean(path: Path) -> bytes:
    """Return a notebook as a file without outputs and counts; all else stays.

    Parameters
    ----------
    path : Path
        The notebook; not changed.

    Examples
    --------
    >>> import tempfile
    >>> cell = nbformat.v4.new_code_cell("1 + 1", execution_count=3)
    >>> cell.outputs = [nbformat.v4.new_output("stream", text="2")]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "sum.ipynb")
    ...     nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    ...     copy = nbformat.reads(clean(path), as_version=4)
    >>> copy.cells[0].source, copy.cells[0].outputs, copy.cells[0].execution_count
    ('1 + 1', [], None)
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return f"{nbformat.writes(notebook)}\n".encode()


def deliver(notebooks: Path, folder: Path) -> dict[str, Path]:
    """Bring the folder up to date; nothing of the student's is overwritten or removed.

    Parameters
    ----------
    notebooks : Path
        Where the committed notebooks are; ``solutions`` there is left out.
    folder : Path
        The student's, made if it is not there.

    Returns
    -------
    dict of str to Path
        Name of each notebook -> the student's copy of it, the newest one if there are several.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = _read(folder / RECORD)
    copies = {}
    for source in sorted(notebooks.glob("*.ipynb")):
        content = clean(source)
        known = record.get(source.stem, {})
        edition = _digest(content)
        newest = folder / known.get("file", source.name)
        if not newest.exists() or _digest(newest.read_bytes()) in {known.get("edition"), edition}:
            _write(newest, content)
        elif known.get("edition") != edition:  # changed by the student: the new one goes beside it
            newest = _beside(folder, source.stem, content)
            _write(newest, content)
        record[source.stem] = {"file": newest.name, "edition": edition}
        copies[source.stem] = newest
    for name in ("images", ANSWERS):  # pictures of the texts, and answers given before
        if (notebooks / name).exists() and not (folder / name).exists():
            copy = shutil.copytree if (notebooks / name).is_dir() else shutil.copy2
            copy(notebooks / name, folder / name)
    _write(folder / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    return copies


def named(wanted: str, copies: dict[str, Path]) -> Path:
    """Return the copy that a number, a name or a path means.

    Raises
    ------
    ValueError
        None or several do; the message lists what there is.

    Examples
    --------
    >>> copies = {"07_zig_zag": Path("my/07_zig_zag.ipynb"), "08_momentum": Path("my/08.ipynb")}
    >>> [named(wanted, copies).name for wanted in ("07", "notebooks/07_zig_zag.ipynb", "8")]
    ['07_zig_zag.ipynb', '07_zig_zag.ipynb', '08.ipynb']
    """
    stem = Path(wanted).stem
    start = stem.zfill(2) if stem.isdigit() else stem
    found = [copies[stem]] if stem in copies else [
        copy for name, copy in copies.items() if name.startswith(start)
    ]  # fmt: skip
    if len(found) != 1:
        raise ValueError(f"there is no notebook {wanted!r}; there are {', '.join(copies)}")
    return found[0]


def _beside(folder: Path, stem: str, content: bytes) -> Path:
    """The first free name for another edition, or the one that holds it already."""
    number = 2
    while True:
        path = folder / f"{stem}_edition_{number}.ipynb"
        if not path.exists() or path.read_bytes() == content:
            return path
        number += 1


def _read(path: Path) -> dict[str, dict[str, str]]:
    """What was delivered; a record that is missing or damaged means that nothing is known."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {str(k): {"file": str(v["file"]), "edition": str(v["edition"])}
                for k, v in record.items()}  # fmt: skip
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        return {}


def _write(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        with replacing(path) as stream:
            stream.write(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Deliver the copies and print the one to open, relative to their folder."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.copies",
        description=f"Put clean copies of the notebooks into {FOLDER}, to work in.",
    )
    parser.add_argument("notebook", nargs="?", default="00", help="number, name or path")
    options = parser.parse_args(arguments)
    if not (notebooks := Path("notebooks")).is_dir():
        parser.error("there is no folder notebooks/ here: run this at the top of the project")
    # To stderr, since `make lab` reads the name on stdout.
    print(f"Bringing your copies in {FOLDER} up to date ...", file=sys.stderr)
    try:
        copies = deliver(notebooks, Path(FOLDER))
        print(named(options.notebook, copies).name)
    except (OSError, ValueError) as error:
        print(f"No copy: {error}", file=sys.stderr)
        return 1
    return settings.main()


if __name__ == "__main__":
    sys.exit(main())
