"""The notebook that new ones are copied from runs, and its outputs are fresh."""

import asyncio
from pathlib import Path

from lecture_lib.tools.refresh import refresh

TEMPLATE = Path(__file__).parents[2] / "docs" / "template.ipynb"


def test_the_template_is_fresh():
    assert asyncio.run(refresh(TEMPLATE, write=False)) is False
