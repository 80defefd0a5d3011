"""Find Chromium, which browser tests and the README's pictures need, or install it.

``python -m lecture_lib.chromium``, which ``make test`` runs, prints what it found or did. It never
fails: without a browser the tests skip and say how to get one (under ``CI=true`` they fail).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

__all__ = ["HOW_TO", "find", "install", "main"]

HOW_TO = (
    "Chromium was not found. Set CHROMIUM to a Chromium or Chrome executable, or install one: "
    "`apt-get install chromium` on Debian, else `python -m playwright install chromium`."
)
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
INSTALL_SECONDS = 300


def find() -> str | None:
    """Return the path of a Chromium: ``CHROMIUM``, one on PATH, or Playwright's own.

    A ``CHROMIUM`` that does not exist is not replaced by another browser: who names one
    wants that one.

    Examples
    --------
    >>> (path := find()) is None or Path(path).exists()
    True
    """
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    def ask() -> Path:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path)

    try:
        with ThreadPoolExecutor(1) as thread:  # a kernel has a loop running in this one
            path = thread.submit(ask).result()
    except Exception:  # not installed, or its driver does not start: the same answer for us
        return None
    return str(path) if path.exists() else None


def install() -> str:
    """Try to install Chromium and return what happened as one line.

    Examples
    --------
    >>> install()  # doctest: +SKIP
    'installed /usr/bin/chromium'
    """
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root and shutil.which("apt-get"):
        commands = [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"not installed ({error}). {HOW_TO}"
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
            return f"not installed (`{' '.join(command)}`: {lines[-1]}). {HOW_TO}"
    return f"installed {find()}"


def main() -> None:
    """Print where Chromium is, installing it first if it is not there."""
    if path := find():
        print(f"Chromium: {path}")
    elif chosen := os.environ.get("CHROMIUM"):
        print(f"Chromium: CHROMIUM={chosen!r} is no executable. {HOW_TO}")
    else:
        print("Chromium, for the browser tests: none here, installing one, some minutes ...")
        print(f"Chromium: {install()}")


if __name__ == "__main__":
    main()
