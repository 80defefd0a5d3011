"""A site is built whole, or the old one stays."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.runner import CellFailed
from lecture_lib.tools.site import __main__ as command
from lecture_lib.tools.site.build import SiteFailed, build


def write(path, *cells):
    make = {"#": nbformat.v4.new_markdown_cell}
    made = [make.get(text[0], nbformat.v4.new_code_cell)(text) for text in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def old_site(folder):
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("old")
    return folder / "site"


def test_a_cell_that_fails_is_named_and_leaves_the_old_site(tmp_path):
    site = old_site(tmp_path)
    bad = write(tmp_path / "bad.ipynb", "# Bad", "import lecture_lib as ll\nll.quiz(1 / 0)")
    with pytest.raises(CellFailed, match=r"bad\.ipynb, cell .* ZeroDivisionError"):
        build([bad], site, tmp_path / "workshop", rooms=(), documents=None)
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert (site / "index.html").read_text() == "old"


def test_a_link_to_nowhere_is_named_and_leaves_the_old_site(tmp_path, capfd):
    site = old_site(tmp_path)
    lost = write(tmp_path / "lost.ipynb", "# Lost\n\n[gone](nowhere.ipynb)")
    with pytest.raises(SiteFailed):
        build([lost], site, tmp_path / "workshop", rooms=(), documents=None)
    assert "nowhere.ipynb" in capfd.readouterr().err
    assert (site / "index.html").read_text() == "old"


def test_the_command_tells_what_failed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command.main(["missing.ipynb", "-o", str(tmp_path / "site")]) == 1
    assert "No site was written. " in capsys.readouterr().err
