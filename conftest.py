"""For every test, doctest and notebook: answers stay in memory, and no figure stays open."""

import os
import sys
from collections.abc import Iterator

import pytest

os.environ["LECTURE_LIB_ANSWERS"] = ""


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Iterator[None]:
    """Matplotlib warns of the twenty-first, and warnings are errors."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
