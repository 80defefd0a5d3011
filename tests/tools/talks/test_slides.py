"""Slides as HTML: headings, code that waits for its key, sorts of outputs, fragments, notes."""

from __future__ import annotations

import re

import nbformat

from lecture_lib.tools.talks.markup import Markup
from lecture_lib.tools.talks.slices import slices
from lecture_lib.tools.talks.slides import stacks

V4 = nbformat.v4


def cell(source, kind="-", outputs=None, **metadata):
    metadata = {"slideshow": {"slide_type": kind}, **metadata}
    if outputs is None:
        return V4.new_markdown_cell(source, metadata=metadata)
    made = [V4.new_output("display_data", data=data) for data in outputs]
    return V4.new_code_cell(source, metadata=metadata, outputs=made)


def html(*cells, questions=frozenset(), notes=()):
    slides = slices(V4.new_notebook(cells=list(cells)))
    return stacks(slides, notes or [""] * len(slides), Markup(str), set(questions))


def sorts(made):
    return re.findall(r'<div class="((?:words|stage)[^"]*)"', made)


def test_the_first_title_is_the_largest_and_what_goes_on_repeats_its_title():
    made = html(
        cell("# Talk\n\nHello", "slide"), cell("More", "subslide"), cell("## B\n\nYes", "slide")
    )
    assert "<h1>Talk</h1></header>" in made
    assert '<header class="running"><h2>Talk</h2></header>' in made
    assert made.count("<section>\n<section") == 2  # two ideas
    assert made.count("<header") == 3


def test_headings_with_nothing_below_are_a_list_under_the_first():
    made = html(
        cell("# Talk\n\nHello", "slide"),
        cell("## Exercises", "slide"), cell("### 1. *One*", "subslide"),
        cell("### 2. Two", "subslide"), cell("## Deeper", "slide"), cell("### More", "subslide"),
    )  # fmt: skip
    assert made.count('<div class="frame">') == 3
    assert "<ul><li>1. <em>One</em></li>\n<li>2. Two</li></ul>" in made
    assert (
        '<span id="Exercises"></span><span id="1.-*One*"></span><span id="2.-Two"></span>' in made
    )
    assert "<ul><li>More</li></ul>" in made


def test_one_heading_with_nothing_below_hands_its_note_and_name_on():
    first, empty, next_one = "# Talk\n\nHello", "## Deeper", "### More\n\nWords"
    slides = slices(
        V4.new_notebook(cells=[cell(text, "slide") for text in (first, empty, next_one)])
    )
    made = stacks(slides, ["", "Say it.", "And that."], Markup(str), set())
    assert made.count('<div class="frame">') == 2
    assert '<span id="Deeper"></span><span id="More"></span><h2>More</h2>' in made
    assert made.index("Say it.") < made.index("And that.")


def test_a_heading_is_found_by_the_name_that_links_use():
    assert '<span id="And-so-on?"></span>' in html(cell("## And so on?", "slide"))


def test_code_waits_for_its_key_unless_it_is_all_there_is_to_see():
    picture = {"text/html": '<div class="ll-figure"><img src="a.svg"></div>'}
    assert sorts(html(cell("f()", "slide", [picture]))) == ["words folded", "stage"]
    assert sorts(html(cell("def f(): ...", "slide", []))) == ["words"]


def test_code_that_holds_an_answer_is_not_there():
    made = html(cell("answer = 42", "slide", [{"text/plain": "?"}], tags=["remove-input"]))
    assert "answer" not in made and sorts(made) == ["words"]


def test_questions_and_prints_are_read_and_widgets_are_looked_at():
    place = '<div class="widget" data-model="{}"><div></div></div>'
    outputs = [{"text/html": place.format("q")}, {"text/html": place.format("w")}]
    outputs += [{"text/plain": "1 < 2"}, {"text/html": "<style>p {}</style>"}]
    made = html(cell("f()", "slide", outputs, tags=["remove-input"]), questions={"q"})
    assert sorts(made) == ["words asked", "stage", "words"]
    assert "1 &lt; 2" in made


def test_what_waits_is_a_fragment_unless_nothing_would_be_seen_before_it():
    hidden = {"jupyter": {"outputs_hidden": True}}
    answer = cell("f()", "-", [{"text/plain": "42"}], tags=["remove-input"], **hidden)
    made = html(cell("How many?", "slide"), answer)
    assert sorts(made) == ["words", "words fragment"]
    unseen = cell("import f", "slide", [], tags=["remove-input"])
    assert sorts(html(unseen, answer)) == ["words"]


def test_notes_are_told_to_reveal_js():
    made = html(cell("# A", "slide"), cell("## B", "slide"), notes=["Ask *them* $x$", ""])
    assert '<aside class="notes"><p>Ask <em>them</em>' in made and "<math" in made
    assert made.count("<aside") == 1


def test_formulas_are_mathml_and_folded_parts_stay_folded():
    made = html(
        cell(
            "$x$\n\n$$a \\\\ b$$\n\n<details><summary>Why</summary>\n\n*So*\n\n</details>", "slide"
        )
    )
    assert made.count("<math") == 2 and made.count("<mtr>") == 2
    assert "<details><summary>Why</summary>" in made and "<em>So</em>" in made
