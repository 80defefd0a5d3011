"""``python -m lecture_lib.tools.present``: open a notebook on stage, or to edit it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .. import settings
from ..copies import named
from .stage import KEYS, prepare

NOTEBOOKS = Path("notebooks")

ON_STAGE = """\
{name} opens in your browser, and all of its cells run once.
{keys}
This is a copy, and nothing you do to it is kept: make edit changes the notebook. Ctrl-C twice ends.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve JupyterLab until it is ended; what is not known here are options of JupyterLab's."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.present",
        description="Open a notebook in JupyterLab, on stage: large, without code, as a copy.",
        epilog="Other options are handed to JupyterLab.",
    )
    parser.add_argument("notebook", nargs="?", default="00", help="number, name or path")
    parser.add_argument("--edit", action="store_true", help="as it is, to change it")
    options, others = parser.parse_known_args(arguments)
    originals = {path.stem: path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    if not originals:
        parser.error("there is no folder notebooks/ here: run this at the top of the project")
    try:
        original = named(options.notebook, originals)
    except ValueError as error:
        print(f"Nothing to open: {error}", file=sys.stderr)
        return 1
    return (_edit if options.edit else _present)(original, others)


def _present(original: Path, others: list[str]) -> int:
    with TemporaryDirectory(prefix="present-", ignore_cleanup_errors=True) as folder:
        staged, environment = prepare(NOTEBOOKS, Path(folder))
        os.environ |= environment
        if hasattr(signal, "SIGHUP"):  # a terminal is closed, and JupyterLab heeds SIGTERM only
            signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
        width = max(map(len, KEYS))
        keys = "\n".join(f"  {key:{width}}  {does}" for key, does in KEYS.items())
        print(ON_STAGE.format(name=original.name, keys=keys), flush=True)
        # Nothing but warnings, so that these words stay in sight.
        return _serve(f"/doc/tree/{original.name}", [*staged, "--log-level=WARN", *others])


def _edit(original: Path, others: list[str]) -> int:
    settings.main()
    return _serve(f"/lab/tree/{original.as_posix()}", ["--ServerApp.root_dir=.", *others])


def _serve(address: str, options: list[str]) -> int:
    from jupyterlab.labapp import LabApp  # a second

    # --allow-root: JupyterLab refuses to run as root, which is who one is in most containers.
    LabApp.launch_instance([f"--LabApp.default_url={address}", "--allow-root", *options])
    return 0


if __name__ == "__main__":
    sys.exit(main())
