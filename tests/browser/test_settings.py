"""Sliders of ipywidgets drive an explorer and follow it, in the page and through the kernel."""

from __future__ import annotations

from .explorers import says, settle, slider
from .lab import eventually

CELLS = (
    "import ipywidgets as w\nimport lecture_lib as ll\nvalley = ll.ConditioningExplorer()",
    "kappa = w.IntSlider(8, 0, 16, description='kappa')\n"
    "rate = w.IntSlider(valley.rate, 0, 43, description='eta')\n"
    "w.jslink((valley, 'kappa'), (kappa, 'value'))\n"
    "w.link((valley, 'rate'), (rate, 'value'))\n"
    "w.VBox([w.HBox([kappa, rate]), valley])",
)


def test_a_linked_slider_and_the_explorer_move_each_other(open_cells):
    notebook = open_cells(*CELLS)
    notebook.run_all()
    assert notebook.errors() == []
    page = notebook.page
    root = page.locator(".ll-explorer").first
    handles = page.locator(".widget-hslider [role=slider], .noUi-handle")
    assert handles.count() == 2

    handles.nth(0).press("End")  # in the page alone
    settle(page)
    assert slider(root, "condition number").input_value() == "16"
    assert eventually(lambda: notebook.ask("valley.state['kappa']") == "16")

    slider(root, "condition number").press("Home")
    assert eventually(lambda: notebook.ask("kappa.value") == "0")
    assert eventually(lambda: handles.nth(0).get_attribute("aria-valuenow") == "0.0")

    handles.nth(1).press("Home")  # through the kernel
    assert eventually(lambda: slider(root, "learning rate").input_value() == "0")
    assert "η = 0.00720" in says(root)
    slider(root, "learning rate").press("End")
    assert eventually(lambda: notebook.ask("rate.value") == "43")

    notebook.ask("valley.set_trait('angle', 3)")  # from the kernel
    assert eventually(lambda: slider(root, "angle").input_value() == "3")
    assert notebook.console_errors == []
