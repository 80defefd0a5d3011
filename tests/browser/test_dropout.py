"""The dropout explorer in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import itertools
import re

import pytest

from .explorers import DRAWN, drawn, export_cells, page, says, settle, slider, wait_until
from .lab import DARK, LIGHT, eventually
from .smoothness import drag, scrub

__all__ = ["page"]  # a fixture is found by its name here

CELLS = (
    "import lecture_lib as ll",
    "e = ll.DropoutExplorer()\ne",
    "ll.DropoutExplorer([1, .5, .2, .7, 1.4, .3, .9, .6], [1, -.5, 1, .4, .2, -.8, .6, -.3])",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """One page with an explorer of 6 units and one of 8."""
    return export_cells(tmp_path_factory.mktemp("dropout"), "dropout", CELLS)


@pytest.fixture
def root(page):
    return page.locator(".ll-explorer").first


def dead(root):
    """Which units are crossed out."""
    return root.locator(".ll-cross").evaluate_all(
        "all => all.map(e => e.getAttribute('visibility') === 'visible')"
    )


def test_every_corner_is_drawn(page):
    for root in page.locator(".ll-explorer").all():
        for corner in itertools.product((0, 18), (0, 1, 399), (0, 1), (0, 1, 2)):
            root.evaluate(
                """(root, [p, draws, mode, form]) => {
                const [first, second] = root.querySelectorAll("input[type=range]");
                for (const [slider, at] of [[first, p], [second, draws]]) {
                    slider.value = at;
                    slider.dispatchEvent(new Event("input", {bubbles: true}));
                }
                const radios = [...root.querySelectorAll("input[type=radio]")];
                radios[mode].click();
                radios[2 + form].click();
            }""",
                list(corner),
            )
            settle(page)
            assert not re.search("NaN|Infinity|undefined", root.evaluate(DRAWN)), corner
            assert not re.search(r"\b(NaN|nan|inf|undefined)\b", root.inner_text()), corner


def test_resample_by_button_space_and_click(root):
    seen = {tuple(dead(root))}
    assert says(root).startswith("Draw 1: 3 of 6 units live")
    root.get_by_role("button", name="Resample", exact=True).click()
    settle(root.page)
    assert says(root).startswith("Draw 2:")
    seen.add(tuple(dead(root)))
    slider(root, "draws").focus()
    root.page.keyboard.press(" ")
    settle(root.page)
    assert says(root).startswith("Draw 3:")
    root.locator(".ll-net").click()
    settle(root.page)
    assert says(root).startswith("Draw 4:")
    root.locator(".ll-net").focus()
    root.page.keyboard.press("Enter")
    settle(root.page)
    assert says(root).startswith("Draw 5:")
    root.get_by_role("button", name="Resample", exact=True).focus()
    root.page.keyboard.press(" ")  # presses the button, once
    settle(root.page)
    assert says(root).startswith("Draw 6:")
    seen.add(tuple(dead(root)))
    assert len(seen) >= 2


def test_the_picture_is_what_the_sentence_says(root):
    for position in (0, 4, 10, 16):
        slider(root, "probability").fill(str(position))
        settle(root.page)
        live = int(re.search(r"(\d) of 6 units live", says(root))[1])
        assert dead(root).count(False) == live
        assert root.locator(".ll-unit.ll-dead").count() == 6 - live
        assert root.locator(".ll-wire.ll-dead").count() == 6 - live


def test_more_units_die_as_p_grows(root):
    slider(root, "probability").press("Home")
    counts = []
    for _ in range(19):
        settle(root.page)
        counts.append(dead(root).count(True))
        slider(root, "probability").press("ArrowRight")
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] >= 4


def test_evaluation_has_all_units_and_one_answer(root):
    root.get_by_role("radio", name="evaluation", exact=True).check()
    settle(root.page)
    assert not any(dead(root))
    assert says(root) == (
        "Evaluation: all 6 units live × 1, and y = 2.000 at every call. "
        "Training gives 2.000 on average, the same."
    )
    root.get_by_role("radio", name="none, a bug").check()
    settle(root.page)
    assert "1.000 on average: not the same!" in says(root)
    root.get_by_role("button", name="Resample", exact=True).click()  # draws, so training again
    settle(root.page)
    assert root.get_by_role("radio", name="training", exact=True).is_checked()
    assert "it tends to 1.000, but evaluation gives 2.000" in says(root)


def test_all_subnets_fill_up_and_reset_empties_them(root):
    before = drawn(root, ".ll-seen")
    root.get_by_role("button", name="Draw 400").click()
    settle(root.page)
    assert "64 seen" in root.locator(".ll-stage").text_content()
    filled = drawn(root, ".ll-seen")
    assert sum(d.count("M") for d in filled) == 64
    row = root.locator(".ll-legend tbody tr").first.locator("td").all_inner_texts()
    assert row == ["mean y", "2.000", "1.974"]  # the number of the summary in Python
    root.get_by_role("button", name="Reset").click()
    settle(root.page)
    assert drawn(root, ".ll-seen") == before


def test_the_challenge_is_reached_at_the_p_of_theory(root):
    verdict = root.locator(".ll-outcome")
    slider(root, "draws").press("End")
    slider(root, "probability").press("Home")
    reached = []
    for position in range(19):
        settle(root.page)
        if verdict.inner_text() == "Reached.":
            reached.append(position)
        slider(root, "probability").press("ArrowRight")
    assert reached == [12]  # p = 0.6: σ² = 1.5 · 2.6, the mean squared is 4
    slider(root, "probability").fill("12")
    slider(root, "draws").fill("20")
    settle(root.page)
    assert verdict.inner_text() == "Not yet."  # 21 draws do not tell the mean


def test_series_can_be_left_out(root):
    root.get_by_role("button", name="Draw 400").click()
    settle(root.page)
    for name, what in (
        ("running mean", ".ll-line"),
        ("outputs", ".ll-outputs"),
        ("subnets", ".ll-seen"),
    ):
        assert any(drawn(root, what))
        root.get_by_role("checkbox", name=name).uncheck()
        settle(root.page)
        assert not any(drawn(root, what))


def test_play_draws_to_the_end(exported, open_offline):
    page = open_offline(exported, reduced_motion="reduce").page
    page.wait_for_selector("html[data-widgets='ready']")
    root = page.locator(".ll-explorer").first
    root.get_by_role("button", name="Play").click()
    wait_until(root, "root => root.querySelector('.ll-says').innerText.startsWith('Draw 400')")


def test_dragging_is_smooth(page, record_property):
    root = page.locator(".ll-explorer").last  # 8 units, 256 subnets
    root.get_by_role("button", name="Draw 400").click()
    for label in ("probability", "draws"):
        found = scrub(slider(root, label), within=".ll-explorer", repeats=1)
        record_property(f"{label} redraws per second", found.redraws)
        print(
            f"{label}: {found.redraws:.0f} redraws of {found.frames:.0f} frames a second, "
            f"{found.draw:.1f} ms a frame, at most {found.slowest:.1f} ms"
        )
        assert found.redraws > 0.8 * found.frames


def test_in_jupyterlab_by_keyboard_in_both_themes(open_cells):
    notebook = open_cells(*CELLS[:2])
    notebook.run_all()
    assert notebook.errors() == []
    assert notebook.missing_views() == []
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for theme in (LIGHT, DARK):
        notebook.theme(theme)
        slider(root, "draws").focus()
        page.keyboard.press("End")
        for _ in range(2):
            page.keyboard.press(" ")  # after draw 400 comes the first again
        settle(page)
        assert says(root).startswith("Draw 2:")
        assert eventually(lambda: notebook.ask("e.state['draws']") == "1")
        slider(root, "draws").press("End")
        settle(page)
        ground, ink = root.evaluate("""root => [getComputedStyle(root).backgroundColor,
            getComputedStyle(root.querySelector(".ll-stage .ll-wire")).stroke]""")
        assert ground != ink
        notebook.screenshot(f"explorer_dropout_{'dark' if theme == DARK else 'light'}", root)
    before = says(root)
    drag(slider(root, "probability"), 0.5, 0.1)
    settle(page)
    assert says(root) != before
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
