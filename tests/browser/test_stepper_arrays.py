"""The backprop stepper among arrays, by keyboard alone, and in a page without a kernel."""

from __future__ import annotations

import pytest

from .explorers import export_cells, page
from .test_stepper import Shown

__all__ = ["page"]  # a fixture is found by its name here

CELLS = [
    "import numpy as np\nimport lecture_lib as ll",
    """column, row = ll.Tensor([[1.0], [2.0]], "column"), ll.Tensor([10.0, 20.0, 30.0], "row")
table = column * row
total = np.sum(table)
table.name, total.name = "table", "total"
ll.BackpropStepper(total)""",
    "w = ll.Value(0.5, 'w')\nll.BackpropStepper(w * w, live=True)",
    """rng = np.random.default_rng(0)
h = ll.Tensor(rng.normal(size=(8, 4)), "X")
for k in range(8):
    h = np.tanh(h @ ll.Tensor(rng.normal(size=(4, 4)), f"W{k}"))
ll.BackpropStepper(np.mean(h))""",
]
WIDE, SUMMED = 5, 6  # of column


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A page with a times table, a live graph and a network."""
    return export_cells(tmp_path_factory.mktemp("arrays"), "arrays", CELLS)


@pytest.fixture
def steppers(page):
    """One for each, by its place."""
    return [Shown(place) for place in page.locator(".widget").all()]


def entries(shown):
    """The numbers of the arrays under the sentence."""
    return shown.root.locator(".ll-caption > .ll-equation .ll-cells").evaluate_all(
        "all => all.map(cells => [...cells.children].map(cell => cell.textContent).join(' '))"
    )


def test_the_collapse_can_be_seen(steppers):
    shown = steppers[0]
    shown.go(WIDE)
    assert entries(shown) == ["1 1 1 1 1 1", "10 20 30 10 20 30", "10 20 30 10 20 30"]
    assert shown.card("column")[1] == ""
    shown.go(SUMMED)
    assert entries(shown) == ["10 20 30 10 20 30", "60 60"]
    assert "sum over axis 1" in shown.equation and "2×1" in shown.equation
    assert shown.card("column")[1] == "[60.00][60.00]"


def test_a_bias_has_its_sums_under_their_columns(steppers):
    shown = steppers[0]
    shown.go(8)  # row: 2×3 summed over axis 0
    boxes = shown.root.locator(".ll-sum .ll-entry").evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect();"
        " return [b.left, b.right, b.top]; })"
    )
    terms, sums = boxes[:6], boxes[6:]
    for k, (left, right, top) in enumerate(sums):
        assert all(abs(terms[i][0] - left) < 2 and abs(terms[i][1] - right) < 2 for i in (k, k + 3))
        assert top > terms[5][2]


def test_all_of_it_is_predicted_with_the_keyboard(steppers):
    shown = steppers[0]
    shown.button("Predict").click()
    press, kind = shown.root.page.keyboard.press, shown.root.page.keyboard.type
    shown.answer.press("Enter")  # of inputs nothing is asked
    answers = {
        1: ["2×3", "60"], 2: ["180"], 3: [], 4: ["(2, 3)", "1"], 5: ["2x3", "30"],
        6: ["(1, 3)", "2 1", "60"], 7: ["2 3", "2"], 8: ["3", "3"],
    }  # fmt: skip
    for position, texts in answers.items():
        assert shown.position == position
        for text in texts:
            kind(text)
            press("Enter")
        assert "?" not in shown.equation
        press("Enter")
    assert shown.root.locator(".ll-score").inner_text() == "12 of 13 right at first try"


def test_what_is_asked_for_stands_nowhere(steppers):
    shown = steppers[0]
    shown.go(SUMMED)
    shown.button("Predict").click()
    page = shown.root.page
    for hidden in ("[60.00]", "axis 1"):
        assert hidden not in shown.root.inner_text()
        assert hidden not in (shown.slider.get_attribute("aria-valuetext") or "")
        assert hidden not in shown.caption
    shown.root.locator(".ll-node", has_text="column").click()
    assert "60" not in shown.root.locator(".ll-detail").inner_text()
    shown.answer.fill("1 3")
    shown.answer.press("Enter")
    assert "summed over the wrong axis" in shown.told
    shown.answer.fill("(2, 1)")
    shown.answer.press("Enter")
    assert shown.told == "✓ Right." and entries(shown)[-1] == "· ?"
    shown.answer.fill("40")
    shown.answer.press("Enter")
    assert "summed over the wrong axis" in shown.told
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Your prediction"


def test_a_node_that_is_not_computed_tells_no_number(steppers):
    shown = steppers[0]
    shown.root.locator(".ll-node", has_text="table").hover()
    detail = shown.root.locator(".ll-detail").inner_text()
    assert "not computed yet" in detail and "norm" not in detail and "83" not in detail


def test_without_a_kernel_the_leaves_say_so_and_do_not_move(steppers):
    shown = steppers[1]
    assert shown.root.get_by_label("w", exact=True).is_disabled()
    assert "need a kernel" in shown.root.locator(".ll-leaves").inner_text()


def test_a_network_is_read_at_first_and_from_afar(steppers):
    shown = steppers[2]
    size = "all => Math.min(...all.map(e => e.getBoundingClientRect().height))"
    inputs = shown.root.locator(".ll-inputs")
    assert "X 8×4" in inputs.inner_text() and "…" not in inputs.inner_text()
    names = shown.root.locator(".ll-node > .ll-name")
    assert names.evaluate_all(size) >= 11
    shown.button("Show all").click()
    assert shown.root.locator(".ll-sheet.is-overview").count() == 1
    in_sight = names.evaluate_all(
        "all => all.filter(e => { const b = e.getBoundingClientRect();"
        " return b.height > 0 && b.left > 0 && b.right < innerWidth; }).length"
    )
    assert in_sight == names.count()
    assert names.evaluate_all(size) >= 9


@pytest.mark.parametrize("width", [1280, 700, 420])
def test_it_fits_its_screen_and_nothing_moves(steppers, width):
    page = steppers[0].root.page
    page.set_viewport_size({"width": width, "height": 720})
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for shown in (steppers[0], steppers[2]):
        tops, last = set(), int(shown.slider.get_attribute("max"))
        for position in range(last + 1):
            shown.go(position)
            tops.add(round(shown.slider.bounding_box()["y"] - shown.root.bounding_box()["y"]))
            wide = shown.root.locator(".ll-equation").first.evaluate(
                "e => e.scrollWidth - e.clientWidth"
            )
            assert wide <= 1
        assert len(tops) == 1


def test_foreign_keys_pass(steppers):
    shown = steppers[0]
    page = shown.root.page
    page.evaluate(
        "() => { window.heard = []; document.addEventListener('keydown', e => heard.push(e.key)); }"
    )
    shown.slider.press("Control+s")
    shown.slider.press("ArrowRight")
    shown.slider.press("p")
    assert page.evaluate("heard") == ["Control", "s", "p"]
