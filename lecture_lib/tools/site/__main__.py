"""``python -m lecture_lib.tools.site``: build the site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..runner import CellFailed
from .build import SiteFailed, build


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site of the notebooks named, or of all in ``notebooks/``."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.site",
        description="Build the course as a web site that works offline and without a kernel.",
    )
    parser.add_argument(
        "notebook", nargs="*", type=Path,
        help="a draft of these pages alone, without the reference; all of the site by default",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("build/site"), metavar="FOLDER",
        help="where the site goes (build/site)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    draft = bool(options.notebook)
    notebooks = options.notebook or sorted(Path("notebooks").glob("*.ipynb"))
    workshop = options.output.with_name("workshop" if not draft else "workshop-of-drafts")
    try:
        first = build(notebooks, options.output, workshop, draft=draft)
    except (CellFailed, SiteFailed, OSError, ValueError) as error:
        print(f"No site was written. {error}", file=sys.stderr)
        return 1
    print(f"{first}: open it in a browser; no server is needed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
