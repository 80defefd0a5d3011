"""A notebook that was saved, closed and opened again shows its questions and pictures."""

from __future__ import annotations

from .explorers import says, settle, slider

CELLS = (
    "import lecture_lib as ll\nll.ConditioningExplorer()",
    "ll.predict('half-reopened', 'What is half of one?', answer=0.5)",
)


def test_widgets_live_on_without_having_been_run(lab, open_cells):
    notebook = open_cells(*CELLS)
    notebook.run_all()
    name = notebook.page.evaluate("window.notebook.context.path")
    notebook.command("docmanager:save")

    notebook = lab.open(name)
    assert notebook.ask("'ll' in globals()") == "False"  # a new kernel, and nothing run in it
    assert notebook.missing_views() == []
    root = notebook.page.locator(".ll-explorer").first
    before = says(root)
    slider(root, "learning rate").press("End")
    settle(notebook.page)
    assert says(root) != before
    field = notebook.page.get_by_label("What is half of one?")
    field.fill("0.5")
    field.press("Enter")
    assert "✓" in notebook.page.locator(".ll-told").inner_text()
