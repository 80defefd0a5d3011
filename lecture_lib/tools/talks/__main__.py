"""``python -m lecture_lib.tools.talks``: write the talks."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from ..runner import CellFailed
from .build import build


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a talk of the notebooks named, or of all in ``notebooks/``."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.talks",
        description="Write a talk of each notebook: offline, with live widgets.",
    )
    parser.add_argument("notebook", nargs="*", type=Path, help="all of notebooks/ by default")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("build/slides"), metavar="FOLDER",
        help="where the talks go (build/slides)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    # Set before a style of Pygments, a11y, sets it so that fonts and kernels tell all they do.
    logging.basicConfig(level=logging.WARNING)
    notebooks = options.notebook or sorted(Path("notebooks").glob("*.ipynb"))
    try:
        talks = build(notebooks, options.output, options.output.with_name("workshop"))
    except (CellFailed, OSError, ValueError) as error:
        print(f"Not all talks were written. {error}", file=sys.stderr)
        return 1
    for talk in talks:
        print(f"{talk}: open it in a browser; ? shows the keys.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
