"""For every test, doctest and notebook: no answer is kept, no bar shown, no figure left open."""

import os
import sys
from collections.abc import Iterator

import pytest

os.environ["LECTURE_LIB_ANSWERS"] = ""
os.environ["TQDM_DISABLE"] = "1"  # a bar comes on slow machines only; outputs are compared


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Iterator[None]:
    """Matplotlib warns of the twenty-first, and warnings are errors."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
