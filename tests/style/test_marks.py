"""One colour, marker and dash for each optimiser."""

from __future__ import annotations

import pytest

from lecture_lib import style


def test_every_optimizer_has_a_mark_of_its_own():
    marks = list(style.OPTIMIZERS.values())
    assert len({m.marker for m in marks}) == len(marks)
    assert len({(m.color, m.svg_dash) for m in marks}) == len(marks)
    assert {m.color for m in marks} <= set(style.PALETTE.values())
    assert "*" not in {m.marker for m in marks}, "the star means a minimum"
    assert style.ROLES["start"]["markerfacecolor"] == "none", "the start is an open circle"


def test_mark_takes_name_class_and_object():
    class Adam:
        pass

    assert style.mark("Adam") is style.mark(Adam) is style.mark(Adam())
    with pytest.raises(KeyError, match="no optimiser is called 'Sgd'"):
        style.mark("Sgd")
