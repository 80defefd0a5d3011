"""A page whose text is English and whose frame is not tells which is which."""

from __future__ import annotations

import asyncio
import re

import nbformat
from bs4 import BeautifulSoup, NavigableString

from lecture_lib.tools.site import kept
from lecture_lib.tools.site.build import build
from lecture_lib.tools.site.live import Live
from lecture_lib.translation import set_language


def write(path, title):
    new = nbformat.v4
    printed = [new.new_output("stream", text="T-38 agrees\n")]
    claims = new.new_code_cell("1", outputs=printed, metadata={"tags": ["claims"]})
    text = new.new_markdown_cell(
        f"# {title}\n\nWords.\n\n## Below\n\nMore words.\n\n## Last\n\nEnd."
    )
    nbformat.write(new.new_notebook(cells=[text, claims]), path)
    return path


def language_of(element):
    """As a browser and a screen reader find it."""
    return next(one["lang"] for one in [element, *element.parents] if one.get("lang"))


def languages(page):
    """Text and labels of the page, each in the language it is said to be in."""
    told = {"de": [], "en": []}
    for node in page.find_all(string=re.compile(r"[^\W\d]{3}")):
        if type(node) is NavigableString:  # no comment, script or sheet
            told[language_of(node.parent)].append(" ".join(node.split()))
    for element in page.find_all(True):
        for name in ("title", "aria-label", "placeholder"):
            if element.get(name) and element.name not in ("link", "meta"):
                told[language_of(element)].append(element[name])
    return {language: set(texts) for language, texts in told.items()}


def test_a_german_page_marks_its_english_text(tmp_path, german):
    notebooks = [write(tmp_path / "one.ipynb", "One"), write(tmp_path / "two.ipynb", "Two")]
    made = lambda: build(  # noqa: E731
        notebooks, tmp_path / "site", tmp_path / "workshop", rooms=(), documents=None
    )
    made()
    html = (tmp_path / "site" / "notebooks" / "one.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == "de"
    told = languages(page)
    assert told["en"] >= {"One", "Two", "The notebooks", "Words.", "Below", "T-38 agrees"}
    assert "One — How neural networks learn" in told["en"]
    assert told["de"] >= {
        "Suche", "Auf dieser Seite", "weiter", "Notebook herunterladen", "Ausgabe zeigen",
        "Link zu dieser Überschrift", "Leiste einklappen", "In diesem Teil", "Im Kurs suchen …",
        "Verborgenes zeigen oder verbergen",
    }  # fmt: skip
    assert not told["de"] & told["en"]
    html = (tmp_path / "site" / "genindex.html").read_text(encoding="utf-8")
    index = languages(BeautifulSoup(html, "html.parser"))
    assert index["en"] == {"The notebooks", "Reference"}
    set_language("en")
    made()
    html = (tmp_path / "site" / "notebooks" / "one.html").read_text(encoding="utf-8")
    assert set(re.findall(r'\blang="(.*?)"', html)) == {"en"}
    assert "Download the notebook" in html and "Show code cell output" in html


def test_what_is_kept_was_said_in_the_language_of_now(tmp_path, monkeypatch, german):
    runs = []

    async def run(notebook, path):
        runs.append(path)
        return Live({}, {}, {})

    monkeypatch.setattr(kept, "run_live", run)
    path = write(tmp_path / "one.ipynb", "One")
    notebook = nbformat.read(path, as_version=4)
    for language, count in (("de", 1), ("de", 1), ("en", 2), ("en", 2)):
        set_language(language)
        asyncio.run(kept.kept_live(notebook, path, tmp_path / "live"))
        assert len(runs) == count
