"""Start a JupyterLab of our own: one folder for all it reads and writes, this interpreter."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from lecture_lib.tools.present.stage import SETTINGS as ON_STAGE
from lecture_lib.tools.settings import SETTINGS

REPOSITORY = Path(__file__).resolve().parents[2]
LAB_SETTINGS = {
    **SETTINGS,  # of the course, as `make lab` writes them
    # No news; and cells outside the viewport stay in the page, so that locators find them.
    **{name: ON_STAGE[name] for name in ON_STAGE if "themes" not in name},
}


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: its address, the token that opens it, and the folder it serves."""

    address: str
    token: str
    folder: Path


@contextmanager
def jupyterlab(notebooks: Path, scratch: Path) -> Iterator[Server]:
    """Serve a copy of a folder of notebooks in JupyterLab.

    Everything it reads or writes is in ``scratch``: configuration, data, runtime, the copied
    notebooks. Its kernel is this interpreter and imports this repository's ``lecture_lib``.
    """
    _write_json(scratch / "config" / "labconfig" / "default_setting_overrides.json", LAB_SETTINGS)
    kernel = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    _write_json(
        scratch / "data" / "kernels" / "python3" / "kernel.json",
        {"argv": kernel, "display_name": "Python 3", "language": "python"},
    )
    root = scratch / "notebooks"
    shutil.copytree(
        notebooks, root, ignore=shutil.ignore_patterns(".ipynb_checkpoints", ".answers*")
    )
    address, port, token = free_address()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *(f"--ServerApp.root_dir={root}", f"--ServerApp.port={port}"),
        *("--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"),
        *("--LabApp.news_url=", "--LabApp.expose_app_in_browser=True"),
        # Should the tests be killed, it ends by itself.
        "--ServerApp.shutdown_no_activity_timeout=600",
        "--MappingKernelManager.cull_idle_timeout=600",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--LabApp.user_settings_dir={scratch / 'settings'}",
        f"--LabApp.workspaces_dir={scratch / 'workspaces'}",
    ]
    # The answers of whoever runs the tests are none of theirs; those they give stay in scratch.
    own = {name: text for name, text in os.environ.items() if name != "LECTURE_LIB_ANSWERS"}
    environment = {
        **own,
        **isolated(scratch),
        "JUPYTER_PREFER_ENV_PATH": "0",  # so that our kernel is found before any other
        "JUPYTER_TOKEN": token,
    }
    with running(command, f"{address}/api/status?token={token}", scratch, env=environment):
        yield Server(address, token, root)


def free_address() -> tuple[str, int, str]:
    """Return an address of this machine at a free port, the port, and a token for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}", port, secrets.token_hex(16)


def isolated(scratch: Path) -> dict[str, str]:
    """Return an environment in which all of Jupyter's own folders are below ``scratch``."""
    folders = {name: str(scratch / name) for name in ("config", "data", "runtime", "ipython")}
    return {
        "JUPYTER_CONFIG_DIR": folders["config"],
        "JUPYTER_DATA_DIR": folders["data"],
        "JUPYTER_RUNTIME_DIR": folders["runtime"],
        "IPYTHONDIR": folders["ipython"],
        "JUPYTER_PATH": "",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")])
        ),
    }


@contextmanager
def running(command: list[str], ready: str, scratch: Path, **options: Any) -> Iterator[Path]:
    """Run a server, the file of its words handed over once the address ``ready`` answers."""
    log = scratch / "jupyterlab.log"
    with log.open("w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, **options)
    try:
        _wait_for(ready, server, log)
        yield log
    finally:
        server.terminate()  # on SIGTERM the server shuts its kernels down
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(20)


def write_notebook(path: Path, *sources: str) -> Path:
    """Write a notebook of these code cells."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
