"""What JupyterLab must be told, for this environment: keep what widgets hold with the notebook.

Otherwise a notebook that was saved, closed and opened again shows *Error displaying widget: model
not found* in place of each question and picture, until its cells are run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ..files import replacing

__all__ = ["SETTINGS", "main", "write"]

#: As in JupyterLab's settings editor, where a user's own choice comes before ours.
SETTINGS = {"@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True}}


def write(application: Path | None = None) -> Path:
    """Write :data:`SETTINGS` into a file of our own beside the settings of others.

    Parameters
    ----------
    application : Path, optional
        JupyterLab's folder; that of this environment by default.

    Returns
    -------
    Path
        The file; it is left alone if it says so already.

    Raises
    ------
    OSError
        The folder cannot be written, as in an environment that an administrator owns.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = write(Path(folder))
    ...     path.name, json.loads(path.read_text()) == SETTINGS
    ('lecture-lib.json', True)
    """
    if application is None:
        from jupyterlab.commands import get_app_dir  # half a second

        application = Path(get_app_dir())
    path = application / "settings" / "overrides.d" / "lecture-lib.json"
    content = json.dumps(SETTINGS, indent=1)
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, "w") as stream:
            stream.write(content)
    return path


def main() -> int:
    """Write them; where that is refused say how to set it by hand, which is no failure."""
    try:
        write()
    except OSError as error:
        print(
            f"JupyterLab's settings were not written ({error}). To see widgets in a notebook that "
            "is opened again, choose Settings > Save Widget State Automatically.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
