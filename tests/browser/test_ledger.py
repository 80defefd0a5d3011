"""The ledger in a browser: filters, rows that open, links, and pages of every width."""

from __future__ import annotations

import pytest

from lecture_lib.lessons.ledger import entries
from lecture_lib.widgets import LedgerExplorer

from .explorers import export_cells, page

__all__ = ["page"]  # fixtures are found by their names here

CELLS = (
    "import lecture_lib as ll\nfrom lecture_lib.lessons.ledger import entries",
    "ledger = ll.LedgerExplorer(entries())\nledger",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("ledger"), "ledger", CELLS)


@pytest.fixture
def root(page):
    return page.locator(".ll-ledger")


def shown(root):
    """Ids of the rows that can be seen."""
    return root.locator("tbody tr:not(.ll-more):visible th").all_inner_texts()


def open_row(root, id):
    button = root.get_by_role("button", name=id, exact=True)
    button.click(timeout=5_000)
    return button, root.locator(f"#{button.get_attribute('aria-controls')}")


def test_the_page_filters_as_python_does(root):
    assert shown(root) == [entry.id for entry in entries()]
    for label, name, value in (
        ("lecture", "lecture", "Titov"), ("severity", "severity", "A"),
        ("verdict", "verdict", "told"), ("notebook", "notebook", "12_dropout"),
        ("kind of slip", "kind", "sum for mean"),
    ):  # fmt: skip
        root.get_by_label(label).select_option(value)
        ledger = LedgerExplorer(entries(), **{name: value})
        assert shown(root) == [row["id"] for row in ledger.rows()]
        count = root.locator(".ll-count").inner_text()
        assert count.startswith(f"{len(ledger.rows())} of {len(entries())} rows")
        root.get_by_role("button", name="Show all").click()
    root.get_by_label("words").fill("Clipping min")
    assert "S-62" in shown(root)
    root.get_by_role("button", name="Show all").click()
    assert len(shown(root)) == len(entries())
    assert root.get_by_label("words").input_value() == ""


def test_a_row_opens_to_its_proof_and_closes(root):
    button, more = open_row(root, "T-44")
    assert button.get_attribute("aria-expanded") == "true"
    text = more.inner_text()
    entry = next(entry for entry in entries() if entry.id == "T-44")
    for told in (entry.printed, entry.right, entry.fair, entry.note, entry.code):
        assert told in text
    assert more.get_by_role("link").get_attribute("href") == (
        "02_duck_duck_goose.html#For-those-who-have-the-slides"
    )
    root.get_by_label("lecture").select_option("Glavaš")
    assert not more.is_visible()
    root.get_by_label("lecture").select_option("Titov")
    assert more.is_visible()
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "false" and not more.is_visible()


def test_the_link_of_a_page_leads_to_the_page_beside_it(root, page, exported, open_offline):
    beside = exported.parent / "02_duck_duck_goose.html"
    beside.write_text('<title>Duck</title><h2 id="For-those-who-have-the-slides">Here</h2>')
    _, more = open_row(root, "T-44")
    with page.context.expect_page() as opened:
        more.get_by_role("link").click()
    assert opened.value.title() == "Duck"
    assert opened.value.url.endswith("#For-those-who-have-the-slides")
    opened.value.close()


@pytest.mark.parametrize("width", [1280, 700, 420])
def test_nothing_is_wider_than_the_page(page, root, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_row(root, "S-62")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = root.locator(".ll-box")
    assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
    table = box.locator("table")
    assert table.evaluate("e => getComputedStyle(e).display") == "table"
    assert table.evaluate("e => e.offsetWidth <= e.parentElement.clientWidth")
    assert root.get_by_text("E-S1", exact=False).first.is_visible()


def test_in_jupyterlab_the_link_opens_the_notebook_there(open_cells):
    notebook = open_cells(*CELLS)
    notebook.run_all()
    link = notebook.page.locator(".ll-ledger")
    link.wait_for()
    _, more = open_row(link, "T-44")
    more.get_by_role("link").click()
    notebook.page.wait_for_function(
        "window.jupyterapp.shell.currentWidget?.context?.path === '02_duck_duck_goose.ipynb'",
        timeout=20_000,
    )
