"""`make lab`: clean copies that are the student's own, whatever happens to the originals."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from lecture_lib.tools.copies import RECORD, clean, deliver, main, named

ROOT = Path(__file__).parents[2]


def write(path: Path, source: str) -> Path:
    """A notebook with one cell that was run."""
    cell = nbformat.v4.new_code_cell(source, id="a", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", text="the answer")]
    path.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.fixture
def places(tmp_path):
    """The originals and the student's folder."""
    write(tmp_path / "notebooks" / "01_one.ipynb", "first edition")
    return tmp_path / "notebooks", tmp_path / "mine"


def sources(folder: Path) -> dict[str, str]:
    return {p.name: nbformat.read(p, 4).cells[0].source for p in sorted(folder.glob("*.ipynb"))}


def change(path: Path) -> bytes:
    """What a student does: run, write, save."""
    write(path, "mine")
    return path.read_bytes()


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_clean_copy_has_everything_but_the_outputs(path):
    original, copy = nbformat.read(path, 4), nbformat.reads(clean(path).decode(), 4)
    for before, after in zip(original.cells, copy.cells, strict=True):
        assert (after.id, after.source) == (before.id, before.source)
        assert after.get("outputs", []) == [] and after.get("execution_count") is None


def test_solutions_are_not_delivered(places):
    notebooks, mine = places
    write(notebooks / "solutions" / "01_one.ipynb", "solved")
    deliver(notebooks, mine)
    assert sources(mine) == {"01_one.ipynb": "first edition"}


def test_an_untouched_copy_follows_the_original(places):
    notebooks, mine = places
    deliver(notebooks, mine)
    write(notebooks / "01_one.ipynb", "second edition")
    write(notebooks / "02_two.ipynb", "new")
    copies = deliver(notebooks, mine)
    assert sources(mine) == {"01_one.ipynb": "second edition", "02_two.ipynb": "new"}
    assert copies["01_one"] == mine / "01_one.ipynb"


def test_a_new_edition_arrives_beside_a_changed_copy(places):
    notebooks, mine = places
    deliver(notebooks, mine)
    changed = change(mine / "01_one.ipynb")
    deliver(notebooks, mine)  # the same edition: nothing to bring
    assert sources(mine) == {"01_one.ipynb": "mine"}

    write(notebooks / "01_one.ipynb", "second edition")
    for _ in range(2):  # once is enough
        copies = deliver(notebooks, mine)
    assert sources(mine) == {"01_one.ipynb": "mine", "01_one_edition_2.ipynb": "second edition"}
    assert copies["01_one"].name == "01_one_edition_2.ipynb"

    change(mine / "01_one_edition_2.ipynb")
    write(notebooks / "01_one.ipynb", "third edition")
    deliver(notebooks, mine)
    assert sources(mine)["01_one_edition_3.ipynb"] == "third edition"
    assert (mine / "01_one.ipynb").read_bytes() == changed


@pytest.mark.parametrize("record", [None, "", "[]", "{", '{"01_one": 3}'])
def test_without_a_record_a_changed_copy_is_still_kept(places, record):
    notebooks, mine = places
    deliver(notebooks, mine)
    changed = change(mine / "01_one.ipynb")
    if record is None:
        (mine / RECORD).unlink()
    else:
        (mine / RECORD).write_text(record)
    for _ in range(2):
        deliver(notebooks, mine)
    assert (mine / "01_one.ipynb").read_bytes() == changed
    assert list(sources(mine)) == ["01_one.ipynb", "01_one_edition_2.ipynb"]


def test_what_is_deleted_comes_back_clean(places):
    notebooks, mine = places
    deliver(notebooks, mine)
    (mine / "01_one.ipynb").unlink()
    deliver(notebooks, mine)
    assert sources(mine) == {"01_one.ipynb": "first edition"}


def test_answers_survive_and_pictures_come_along(places):
    notebooks, mine = places
    (notebooks / "images").mkdir()
    (notebooks / "images" / "map.svg").write_text("<svg/>")
    (notebooks / ".answers.json").write_text("given before there were copies")
    deliver(notebooks, mine)
    assert (mine / "images" / "map.svg").exists()
    assert (mine / ".answers.json").read_text() == "given before there were copies"
    (mine / ".answers.json").write_text("newer")
    deliver(notebooks, mine)
    assert (mine / ".answers.json").read_text() == "newer"


def test_the_command_prints_the_copy_to_open(places, monkeypatch, capsys):
    notebooks, mine = places
    monkeypatch.chdir(notebooks.parent)
    assert main(["1"]) == 0
    assert capsys.readouterr().out == "01_one.ipynb\n"
    assert json.loads(Path("my_notebooks", RECORD).read_text())["01_one"]["file"] == "01_one.ipynb"
    assert main(["42"]) == 1
    assert "there is no notebook '42'; there are 01_one" in capsys.readouterr().err
    monkeypatch.chdir(mine.parent.parent)
    with pytest.raises(SystemExit):
        main([])
    assert "top of the project" in capsys.readouterr().err


def test_a_name_that_fits_several_is_refused():
    with pytest.raises(ValueError, match="there are 01_a, 01_b"):
        named("01", {"01_a": Path("01_a.ipynb"), "01_b": Path("01_b.ipynb")})


def test_git_ignores_the_folder():
    assert "my_notebooks/" in (ROOT / ".gitignore").read_text().splitlines()
