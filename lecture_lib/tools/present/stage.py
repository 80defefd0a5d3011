"""All that JupyterLab needs on stage, in one folder that may be thrown away."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ...lessons.questions.question import TRIES_OF_A_CLASS, VARIABLE

__all__ = ["KEYS", "SETTINGS", "prepare"]

#: As in JupyterLab's settings editor. The theme is the system's, light or dark.
SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    # Every cell is in the page: what is scrolled to has its height already.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}

#: What a key does, as the terminal and ``?`` on stage tell it.
KEYS = {
    "Page Down, Space, →": "scroll on, and back with Page Up and ←; ↓ and ↑ a little",
    "c, or Ctrl+E (⌘E)": "shows the code, and hides it again; Ctrl+E also while you type",
    "f": "lets the widget or question before you fill the screen; Escape leaves",
    "d, b": "light or dark; a black screen",
    "?": "tells these keys",
    "F11": "fills the screen with the notebook",
    "Ctrl+Shift+C": "finds all other commands of JupyterLab",
}

# The extension is plain scripts: nothing is built, so its package is these few words.
_EXTENSION = "lecture-lib-present"
_SCRIPTS = ("stage.js", "keys.js", "help.js", "stage.css")
_PACKAGE = {
    "name": _EXTENSION,
    "version": "0.0.0",
    "jupyterlab": {"_build": {"load": f"static/{_SCRIPTS[0]}", "extension": "./extension"}},
}

# Figures are shown larger than they were drawn, hence with more pixels.
_KERNEL = {"InlineBackend": {"figure_formats": ["retina"]}}


def prepare(notebooks: Path, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Fill a folder for JupyterLab on stage.

    Parameters
    ----------
    notebooks : Path
        Where the notebooks are; only read. What begins with a dot, as answers do, is left out.
    folder : Path
        For the copies, and for all that JupyterLab and the kernels write.

    Returns
    -------
    options : list of str
        Of ``jupyter lab``.
    environment : dict of str to str
        What else its process needs.

    Raises
    ------
    OSError
        The folder cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as notebooks, TemporaryDirectory() as folder:
    ...     _ = Path(notebooks, "07_zig_zag.ipynb").write_text("{}")
    ...     options, environment = prepare(Path(notebooks), Path(folder))
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['extensions', 'ipython', 'notebooks', 'settings']
    >>> len(options), sorted(environment)
    (4, ['IPYTHONDIR', 'LECTURE_LIB_ANSWERS', 'LECTURE_LIB_TRIES'])
    """
    shutil.copytree(notebooks, folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    for plugin, settings in SETTINGS.items():
        package, _, name = plugin.partition(":")
        _write(folder / "settings" / package / f"{name}.jupyterlab-settings", settings)
    extension = folder / "extensions" / _EXTENSION
    _write(extension / "package.json", _PACKAGE)
    _write(extension / "static" / "keys.json", KEYS)
    for name in _SCRIPTS:
        shutil.copy(Path(__file__).with_name(name), extension / "static")
    _write(folder / "ipython" / "profile_default" / "ipython_kernel_config.json", _KERNEL)
    options = [
        f"--ServerApp.root_dir={folder / 'notebooks'}",
        f"--LabApp.user_settings_dir={folder / 'settings'}",
        f"--LabApp.workspaces_dir={folder / 'workspaces'}",
        f"--LabApp.extra_labextensions_path={folder / 'extensions'}",
    ]
    # Without a file for answers every question is asked afresh; wrong calls do not tell an answer.
    return options, {
        "IPYTHONDIR": str(folder / "ipython"),
        "LECTURE_LIB_ANSWERS": "",
        VARIABLE: str(TRIES_OF_A_CLASS),
    }


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
