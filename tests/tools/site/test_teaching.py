"""Pages for who teaches lead to the places that they speak of, and a notebook's page to them."""

from __future__ import annotations

import nbformat

from lecture_lib.tools.site import build as site
from lecture_lib.tools.site.links import links

NOTES = "# Teaching\n\nWait.\n\n## Why *not* `x`?\n\nAsk.\n\n### Some words\n\nSay.\n"


def test_headings_lead_to_the_notebook(tmp_path, monkeypatch):
    (tmp_path / "index.md").write_text("# For who teaches")
    (tmp_path / "one.md").write_text(NOTES)
    monkeypatch.setattr(site, "TEACHING", tmp_path)
    shop = site._Workshop(tmp_path / "shop")
    notebooks = [tmp_path / "one.ipynb", tmp_path / "two.ipynb"]
    assert site._write_notes(shop, notebooks) == {"one"}
    written = sorted(path.name for path in (shop.sources / "teaching").iterdir())
    assert written == ["index.md", "one.md"]
    page = (shop.sources / "teaching" / "one.md").read_text()
    assert "## [Why *not* `x`?](<../notebooks/one.ipynb#Why-not-x?>)\n\nAsk." in page
    assert page.startswith("# [Teaching](<../notebooks/one.ipynb>)\n\nWait.")
    assert page.endswith("### Some words\n\nSay.")


def test_the_page_of_a_notebook_with_notes_leads_to_them(tmp_path):
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    assert "teaching" not in links(path, "")
    assert 'href="../teaching/one.html"' in links(path, "", is_taught=True)
