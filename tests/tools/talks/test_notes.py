"""Each note is read at its slide, and one for no slide is told."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from lecture_lib.tools.notes import Note, Notes
from lecture_lib.tools.talks.notes import placed
from lecture_lib.tools.talks.slices import Slide

V4 = nbformat.v4
SLIDES = [
    Slide(False, [V4.new_markdown_cell("# A *talk*\n\nHello")]),
    Slide(True, [V4.new_code_cell("# ask\nquiz('Which?')")]),
    Slide(True, [V4.new_code_cell("x"), V4.new_markdown_cell("**At the\nend.** Bye")]),
    Slide(False, [V4.new_markdown_cell("## Next")]),
    Slide(True, [V4.new_markdown_cell("At the end, again")]),
]


def at_slides(*notes, head=""):
    return placed(Notes(Path("07.md"), "T", head, notes), SLIDES)


def test_a_note_stays_until_another_heading_or_another_note():
    first, later = Note("A *talk*", "", "one"), Note("A *talk*", "At the end", "two")
    assert at_slides(first) == ["one", "one", "one", "", ""]
    assert at_slides(first, later) == ["one", "one", "two", "", ""]
    assert at_slides(later, Note("Next", "", "three")) == ["", "", "two", "three", "three"]


def test_a_heading_must_be_there_and_only_once():
    with pytest.raises(ValueError, match=r"no slide has this heading\.$"):
        placed(Notes(Path("07.md"), "T", "", (Note("A", "", "?"),)), SLIDES[1:3])
    with pytest.raises(ValueError, match="2 slides have this heading"):
        placed(Notes(Path("07.md"), "T", "", (Note("Next", "", "?"),)), [*SLIDES, SLIDES[3]])


def test_a_slide_is_found_by_what_a_question_on_it_says():
    assert at_slides(Note("A *talk*", "Which?", "ask")) == ["", "ask", "ask", "", ""]


def test_only_the_first_slide_has_the_head():
    assert at_slides(Note("A *talk*", "", "one"), head="H") == [
        "one\n\n---\n\nH",
        "one",
        "one",
        "",
        "",
    ]
    assert at_slides(head="H") == ["H", "", "", "", ""]


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (Note("A talk", "", "?"), r"07\.md: ## A talk: no slide has this heading; .* 'A \*talk\*'"),
        (Note("ask", "", "?"), "no slide has this heading"),  # a comment in code is none
        (Note("Next", "Which?", "?"), r"07\.md: ### Which\?: no slide .* 'Next' says these words"),
    ],
)
def test_a_note_for_no_slide_is_told(note, told):
    with pytest.raises(ValueError, match=told):
        at_slides(note)


def test_two_notes_for_one_slide_are_told():
    with pytest.raises(ValueError, match="### Hello: no slide"):
        at_slides(Note("A *talk*", "Hello", "?"))
    with pytest.raises(ValueError, match="### end: this slide has a note already"):
        at_slides(Note("A *talk*", "Bye", "1"), Note("A *talk*", "end", "2"))
