"""Which cells make a slide, and what of them waits for a press of a key."""

from __future__ import annotations

import nbformat

from lecture_lib.tools.talks.slices import slices

V4 = nbformat.v4


def text(source, kind="-", **metadata):
    return V4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}, **metadata})


def code(source, kind="-", **metadata):
    return V4.new_code_cell(source, metadata={"slideshow": {"slide_type": kind}, **metadata})


def shown(*cells, asking=()):
    """For each slide, the sources of its cells with the presses that they wait for."""
    return [
        [(cell.source, slide.later.get(cell.id, 0)) for cell in slide.cells]
        for slide in slices(V4.new_notebook(cells=list(cells)), asking)
    ]


def test_a_slide_is_an_idea_and_a_subslide_goes_on_below_it():
    made = slices(
        V4.new_notebook(cells=[text("A", "slide"), code("a"), text("B", "subslide"), text("b")])
    )
    assert [slide.is_below for slide in made] == [False, True]
    assert [[cell.source for cell in slide.cells] for slide in made] == [["A", "a"], ["B", "b"]]


def test_what_is_skipped_or_before_the_first_slide_is_on_none():
    assert shown(text("before"), text("A", "slide"), code("x", "skip")) == [[("A", 0)]]
    assert shown(text("before")) == []
    assert shown(text("A", "slide"), text("not for the class", "notes")) == [[("A", 0)]]


def test_a_slide_with_claims_is_left_out():
    claims = {"tags": ["claims"]}
    assert shown(text("A", "slide"), text("Slides", "slide"), code("c", "skip", **claims)) == [
        [("A", 0)]
    ]
    assert shown(text("Slides", "slide", **claims), text("more"), text("B", "slide")) == [
        [("B", 0)]
    ]


def test_what_answers_waits_and_so_does_what_speaks_of_it():
    hidden = {"jupyter": {"outputs_hidden": True}}
    made = shown(
        text("A", "slide"), code("answer", **hidden), text("So"), text("At last", "fragment")
    )
    assert made == [[("A", 0), ("answer", 1), ("So", 1), ("At last", 2)]]


def test_what_follows_a_question_on_its_slide_waits():
    question = code("ll.quiz()", "slide")
    made = shown(question, text("Right is B"), text("and so"), asking={question.id})
    assert made == [[("ll.quiz()", 0), ("Right is B", 1), ("and so", 1)]]


def test_a_slide_that_begins_with_an_answer_shows_it():
    assert shown(code("a", "slide", jupyter={"outputs_hidden": True}), text("So")) == [
        [("a", 0), ("So", 0)]
    ]
