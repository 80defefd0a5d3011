"""What the notebook says is told apart from what we say."""

from __future__ import annotations

import pytest

from lecture_lib.style.lang import marked
from lecture_lib.style.table import Cell, Quoted, Table
from lecture_lib.style.text import escape


def en(text):
    return f'<span lang="en">{text}</span>'


@pytest.mark.parametrize(
    ("text", "quoted", "found"),
    [
        ("Noch nicht: a", ["a"], f"Noch nicht: {en('a')}"),  # not within a word
        ("b: only one path.", ["only one", "only one path"], f"b: {en('only one path')}."),
        ("x < y, also x", ["x < y"], f"{en('x &lt; y')}, also x"),
        ("two\n lines here", ["two  lines"], f"{en('two lines')} here"),
        ("1 of 12, 1.", ["1"], f"{en('1')} of 12, {en('1')}."),
        ("nichts <b>", ["", "fehlt"], "nichts &lt;b&gt;"),
    ],
)
def test_what_is_quoted_is_marked_word_for_word(german, text, quoted, found):
    assert marked(text, quoted) == found


def test_in_english_nothing_is_marked():
    assert marked("Not yet: <a>", ["<a>"]) == escape("Not yet: <a>")
    table = Table("two", ("name",), ((Quoted("a"),),))
    assert "lang=" not in table.to_html()


def test_a_table_tells_its_language(german):
    rows = ((Quoted("sum"), Cell("1")),)
    assert '<table class="ll-table" lang="de">' in Table("c", ("a", "b"), rows).to_html()
    assert en("sum") in Table("c", ("a", "b"), rows).to_html()
    assert '<table class="ll-table" lang="en">' in Table("c", ("a",), language="en").to_html()
