"""All widgets on one page: no style sheet reaches into the widget of another."""

from __future__ import annotations

import pytest

from lecture_lib.lessons.question_widget import QuestionWidget
from lecture_lib.widgets import BackpropStepper, DescentExplorer, DropoutExplorer

from .explorers import export_cells, page

__all__ = ["page"]  # a fixture is found by its name here

CELLS = [
    "import lecture_lib as ll\nx = ll.Value(0.5, 'x')",
    "ll.BackpropStepper((x * x).tanh(), predict=True)",
    "ll.DescentExplorer(steps=20)",
    "ll.DropoutExplorer()",
    "ll.predict('slope', answer=0.5, tolerance=0.01)",
    "ll.compare('loss', theory=1.0, measured=2.0, tolerance=0.1)",
    "ll.show(x * x)",
]
OWN = {
    ".ll-stepper": BackpropStepper._css,
    ".ll-explorer:not(:has(.ll-net))": DescentExplorer._css,
    ".ll-explorer:has(.ll-net)": DropoutExplorer._css,
    ".ll-question": QuestionWidget._css,
}

# Which properties of which elements change when all other widgets' sheets are taken away.
CHANGED = """([root, own]) => {
    const all = [root, ...root.querySelectorAll("*")];
    const look = () => all.map(element => {
        const style = getComputedStyle(element);
        return Object.fromEntries([...style].filter(name => !name.startsWith("--"))
            .map(name => [name, style.getPropertyValue(name)]));
    });
    const together = look();
    const others = [...document.querySelectorAll("style")]
        .filter(style => style.textContent.includes(".ll-") && style.textContent !== own
            && !style.textContent.includes(".bd-article"));  // the page's own
    for (const style of others) style.disabled = true;
    const alone = look();
    for (const style of others) style.disabled = false;
    const changed = all.flatMap((element, i) => Object.keys(alone[i])
        .filter(name => alone[i][name] !== together[i][name])
        .map(name => `${element.getAttribute("class") ?? element.tagName}: ${name} `
            + `${alone[i][name]} -> ${together[i][name]}`));
    return [others.length, changed];
}"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A page with one of each kind, a table and a picture."""
    return export_cells(tmp_path_factory.mktemp("sheets"), "sheets", CELLS)


@pytest.mark.parametrize("root", OWN)
def test_a_widget_looks_the_same_alone_and_beside_all_others(page, root):
    found = page.locator(root)
    assert found.count() == 1
    page.emulate_media(reduced_motion="reduce")
    others, changed = page.evaluate(CHANGED, [found.element_handle(), OWN[root]])
    assert others >= 3
    assert changed == []


def test_a_sheet_that_reaches_further_is_seen(page):
    page.add_style_tag(content=".ll-stage text { font-size: 12px; } .ll-asked { padding: 12px; }")
    handle = page.locator(".ll-stepper").element_handle()
    _, changed = page.evaluate(CHANGED, [handle, OWN[".ll-stepper"]])
    assert any("font-size" in one for one in changed)
    assert any(one.startswith("ll-asked: padding") for one in changed)
