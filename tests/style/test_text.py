"""escape_label: whatever a name holds, text, XML and DOT show it literally."""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.style.text import escape_label, pad, width, wrapped

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)  # surrogates as well


@given(ANY_TEXT)
def test_text_is_printable_encodable_and_stable(text):
    shown = escape_label(text)
    shown.encode("utf-8")
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert len(shown) == len(text)
    assert escape_label(shown) == shown


@given(ANY_TEXT)
def test_xml_parses_back_to_the_text(text):
    shown = escape_label(text)
    escaped = escape_label(text, "xml")
    assert html.unescape(escaped) == shown
    root = ET.fromstring(f'<a b="{escaped}">{escaped}</a>')
    assert (root.attrib, root.text or "", len(root)) == ({"b": shown}, shown, 0)


@given(ANY_TEXT)
def test_dot_is_xml_with_backslashes_doubled(text):
    escaped = escape_label(text, "dot")
    assert html.unescape(escaped) == escape_label(text).replace("\\", "\\\\")
    assert not set(escaped) & set('<>"')


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b[31m", "a␀b␛[31m"), ("two\nlines\t", "two␊lines␉"), ("\x7f\x85", "␡�"),
        ("\ud800x\udfff", "�x�"), ("\u202egnp", "�gnp"), ("\ufffe\uffff\U0001ffff", "���"),
        ("وزن", "وزن"), ("重み", "重み"), ("", ""), (None, "None"), (3, "3"),
    ],
)  # fmt: skip
def test_text(text, shown):
    assert escape_label(text) == shown


def test_long_labels_are_cut_before_anything_else():
    assert escape_label("x" * 10_000) == "x" * 199 + "…"
    assert escape_label("&" * 10_000, "xml", limit=3) == "&amp;&amp;…"


def test_padding_counts_columns():
    assert [width(t) for t in ("重み", "e\u0301", "ŷ", "")] == [4, 1, 1, 0]
    assert pad("重", 4) == "重  "
    assert pad("long", 2) == "long"


@given(ANY_TEXT.map(lambda text: " ".join(text.split())), st.integers(2, 20))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text, columns):
    lines = wrapped(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)
