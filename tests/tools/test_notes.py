"""Files of notes are read, and each in the project is for a notebook and its slides."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from lecture_lib.tools.notes import TEACHING, Note, read
from lecture_lib.tools.talks.notes import placed
from lecture_lib.tools.talks.slices import slices

ROOT = Path(__file__).parents[2]
FILES = sorted(TEACHING.glob("[0-9]*.md"))


def write(tmp_path, text):
    (tmp_path / "07.md").write_text(text, encoding="utf-8")
    return tmp_path / "07.md"


def test_a_file_is_a_title_a_head_and_notes(tmp_path):
    first, code = "Ask.\n\n```\n## no heading\n```", "### Some words\nSay.\n"
    notes = read(write(tmp_path, f"# T\n\nFirst.\n\n- a\n\n## A *b*\n\n{first}\n\n{code}"))
    assert (notes.title, notes.head) == ("T", "First.\n\n- a")
    assert notes.notes == (
        Note("A *b*", "", first),
        Note("A *b*", "Some words", "Say."),
    )
    assert [note.name for note in notes.notes] == ["## A *b*", "### Some words"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## A\n\nAsk.", "begins with one line"),
        ("First.\n\n# T", "begins with one line"),
        ("# T\n\n# U", "begins with one line"),
        ("", "begins with one line"),
        ("# T\n\n### Words\n\nSay.", "### Words: which slide"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_name(tmp_path, text, told):
    with pytest.raises(ValueError, match=rf"07\.md: .*{told}|07\.md: it {told}"):
        read(write(tmp_path, text))


def test_every_notebook_has_notes():
    stems = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    assert [path.stem for path in FILES] == stems


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_note_is_for_a_slide_and_has_something_to_say(path):
    notes = read(path)
    row = rf"^\| (\d\d) \| \[(.+?)\]\(notebooks/{path.stem}\.ipynb\)"
    number, title = re.search(row, (ROOT / "README.md").read_text("utf-8"), re.MULTILINE).groups()
    assert notes.title == f"Teaching {number} · {title}"
    assert notes.head
    notebook = nbformat.read(ROOT / "notebooks" / f"{path.stem}.ipynb", as_version=4)
    said = placed(notes, slices(notebook))
    assert all(note.text in " ".join(said) for note in notes.notes)
