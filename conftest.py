"""For every test, doctest and notebook: no answer is kept, no bar shown, no figure left open."""

import os
import sys
from collections.abc import Iterator

import pytest

os.environ["LECTURE_LIB_ANSWERS"] = ""
os.environ["LECTURE_LANGUAGE"] = "en"  # outputs are compared
os.environ["TQDM_DISABLE"] = "1"  # a bar comes on slow machines only; outputs are compared

# Its tests take up to a minute each, ten in all.
SLOWEST = "tests/browser/test_notebooks.py"


@pytest.hookimpl(optionalhook=True)  # pytest without workers asks for no scheduler
def pytest_xdist_make_scheduler(config, log):
    """``--dist loadfile``, but tests of the slowest file go to whichever worker is free.

    A notebook's cells need one kernel, so a file stays with one worker. As one piece the
    slowest file kept one worker busy for minutes after the others had ended.
    """
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if nodeid.startswith(SLOWEST) else super()._split_scope(nodeid)

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Iterator[None]:
    """Matplotlib warns of the twenty-first, and warnings are errors."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
