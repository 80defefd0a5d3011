"""A question in JupyterLab: the page judges and counts, the kernel keeps."""

from __future__ import annotations

from .lab import eventually

SETUP = "import lecture_lib as ll\nhalf = ll.predict('half-in-lab', 'Half?', answer=0.5)\nhalf"


def kept(notebook):
    return notebook.ask("(half.response, half.tries, half.ok)")


def answer(notebook, text):
    field = notebook.output("half = ll").get_by_label("Half?")
    field.fill(text)
    field.press("Enter")


def test_the_kernel_keeps_what_the_page_counts_across_a_restart(open_cells):
    notebook = open_cells(SETUP, "half.answer('')")
    notebook.run_all()
    answer(notebook, "0.4")
    assert eventually(lambda: kept(notebook) == "('0.4', 1, False)")
    notebook.restart_kernel()
    notebook.run_cell(SETUP)
    assert kept(notebook) == "('0.4', 1, False)"
    told = notebook.output("half = ll").locator(".ll-told")
    assert told.inner_text() == "✗ Not yet."
    notebook.output("half = ll").get_by_role("button", name="Show the answer").click()
    assert told.inner_text() == "✗ Not yet. The answer is 0.5."
    assert eventually(lambda: kept(notebook) == "('0.4', 3, False)")
    assert notebook.ask("half.answer('0.7').text") == "'Not yet. The answer is 0.5.'"
    field = notebook.output("half = ll").get_by_label("Half?")
    assert eventually(lambda: field.input_value() == "0.7")
    assert not notebook.console_errors
