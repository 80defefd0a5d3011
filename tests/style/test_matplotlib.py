"""Matplotlib's settings, and that nothing loads Matplotlib before they are used."""

from __future__ import annotations

import subprocess
import sys


def test_import_is_light_and_use_sets_matplotlib_up():
    code = (
        "import sys\nfrom lecture_lib import style\n"
        "assert 'matplotlib' not in sys.modules\nstyle.use()\n"
        "import matplotlib as m\n"
        "assert m.rcParams['svg.hashsalt'] == 'lecture_lib'\n"
        "assert m.rcParams['figure.facecolor'] == '#FFFFFF'\n"
        "assert m.rcParams['mathtext.fontset'] == 'stix'\n"
        "assert m.rcParams['figure.constrained_layout.use']\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
