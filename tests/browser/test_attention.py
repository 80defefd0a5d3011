"""The attention explorer in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import itertools

import pytest

from .explorers import (
    drawn,
    export_cells,
    follows,
    has_numbers_only,
    page,
    root,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT, eventually

__all__ = ["page", "root"]  # fixtures are found by their names here

# A Transformer of which nothing is true but its shape, and one head that comes to know the swan.
SETUP = """
import numpy as np
import lecture_lib as ll
from lecture_lib.nn import Transformer, inspect_heads

words = ("¶ once a swan lived near the pond . two ducks sleep . the little geese that see a duck "
         "honk . a grey goose follows the ducks near the reeds . it hisses near the pond .").split()
vocabulary = sorted({*words, "honks", "quacks"})
model = Transformer(len(vocabulary), 48, 16, layers=2, heads=4, rng=np.random.default_rng(0))
start = inspect_heads(model, [vocabulary.index(word) for word in words])
it, swan, hisses = words.index("it"), words.index("swan"), vocabulary.index("hisses")


def at(u):
    weights, said, without = (a.astype(float) for a in start)
    weights[1, 2, it] *= 1 - u
    weights[1, 2, it, swan] += u
    said[it] *= 1 - u / 2
    said[it, hisses] += u / 2
    without[:] = said
    without[1, 2, it] = start.without[1, 2, it]
    return start._replace(probabilities=weights, predictions=said, without=without)


seen = {round(800 * u): at(u) for u in np.linspace(0, 0.98, 9)}
"""
CELLS = (
    SETUP,
    "ll.AttentionExplorer(words, seen, vocabulary=vocabulary, asks=it, seeks=swan)",
    "ll.AttentionExplorer(words[:9], {0: start.probabilities[:, :, :9, :9]})",
)
HEAD = 6  # layer 2, head 3
IT = 32


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """One page with all of it, and one with weights alone."""
    return export_cells(tmp_path_factory.mktemp("attention"), "attention", CELLS)


def move(root, label, to):
    slider(root, label).fill(str(to))
    settle(root.page)


def find_the_swan(root):
    move(root, "step", 8)
    move(root, "head", HEAD)
    wait_until(root, "root => root.querySelector('.ll-met')")


def levels(root):
    """How full each word is, as a share."""
    return root.locator(".ll-token").evaluate_all(
        """all => all.map(token => token.querySelector('.ll-level').getAttribute('height') /
            token.querySelector('.ll-chip').getAttribute('height'))"""
    )


def test_every_corner_is_drawn_and_nothing_jumps(page):
    for shown in page.locator(".ll-explorer").all():
        sliders = shown.locator("input[type=range]")
        ranges = sliders.evaluate_all("all => all.map(e => [+e.min, +e.max])")
        height = shown.bounding_box()["height"]
        for corner in itertools.product((0, 1), *ranges):
            shown.evaluate(
                """(root, [off, ...corner]) => {
                [...root.querySelectorAll("input[type=range]")].forEach((slider, i) => {
                    slider.value = corner[i];
                    slider.dispatchEvent(new Event("input", {bubbles: true}));
                });
                root.querySelectorAll("input[type=radio]")[off]?.click();
            }""",
                list(corner),
            )
            settle(page)
            assert has_numbers_only(shown), corner
            assert shown.bounding_box()["height"] == height, corner


def test_a_word_is_as_full_as_its_weight(root):
    move(root, "step", 8)
    move(root, "head", HEAD)
    full = levels(root)
    assert full[3] == pytest.approx(0.98, abs=0.01)
    assert sum(full) == pytest.approx(1, abs=0.03)
    assert root.locator(".ll-share").all_text_contents()[3].replace("\xa0", " ") == "98 %"
    assert "“it” puts 98 % of its weight on “swan”" in says(root).replace("\xa0", " ")


def test_before_training_the_weights_are_even_and_later_words_are_not_seen(root):
    full = levels(root)
    assert max(full) < 0.1
    assert full[IT + 1 :] == [0] * (len(full) - IT - 1)
    unseen = root.locator(".ll-unseen .ll-letters").all_text_contents()
    assert unseen == ["hisses", "near", "the", "pond", "."]
    assert root.locator(".ll-next .ll-letters").all_text_contents() == ["hisses"]


def test_words_and_heads_are_chosen_by_a_click_and_then_by_keys(root):
    root.locator(".ll-token").nth(11).click()
    settle(root.page)
    assert slider(root, "word that asks").input_value() == "11"
    assert "“sleep” puts" in says(root)
    root.page.keyboard.press("ArrowLeft")
    settle(root.page)
    assert "“ducks” puts" in says(root)
    bars = drawn(root, ".ll-bars")
    root.locator(".ll-head").nth(5).click()
    settle(root.page)
    assert says(root).startswith("Layer 2, head 2")
    assert root.locator(".ll-chosen").count() == 1
    root.page.keyboard.press("ArrowRight")
    settle(root.page)
    assert says(root).startswith("Layer 2, head 3")
    assert drawn(root, ".ll-bars") == bars  # another head of the same picture


def test_the_challenge_is_met_where_one_rests_and_its_answer_is_not_told_before(root):
    root.page.clock.install()
    verdict = root.locator(".ll-outcome")
    told = root.inner_text().replace("\xa0", " ")
    assert verdict.inner_text().replace("\xa0", " ") == "Not yet: here it puts 3 % on it."
    assert "98 %" not in told
    move(root, "step", 8)
    move(root, "head", HEAD)
    move(root, "head", 0)  # who only passes by has not found it
    root.page.clock.run_for(800)
    assert verdict.inner_text().startswith("Not yet")
    height = root.bounding_box()["height"]
    find_the_swan(root)
    met = verdict.inner_text().replace("\xa0", " ")
    assert met == "Reached: 98 % after 784 steps. Now switch it off."
    assert root.bounding_box()["height"] == height
    move(root, "step", 0)
    assert verdict.inner_text() == "Reached."  # it stays found


def test_another_word_than_the_one_that_asks_meets_nothing(root):
    move(root, "word that asks", 5)
    assert root.locator(".ll-outcome").inner_text() == "Not yet: let “it” ask."


def test_switched_off_the_prediction_breaks(root):
    move(root, "step", 8)
    move(root, "head", HEAD)
    widths = "all => all.map(e => +e.getAttribute('width'))"
    before = root.locator(".ll-said").evaluate_all(widths)
    at = root.locator(".ll-name").all_text_contents().index("hisses")
    assert root.locator(".ll-was").evaluate_all(widths) == [0] * 8
    assert set(root.locator(".ll-told").all_text_contents()) == {""}
    root.get_by_role("radio", name="switched off").check()
    settle(root.page)
    assert root.locator(".ll-said").evaluate_all(widths)[at] < before[at] / 5
    assert root.locator(".ll-was").evaluate_all(widths) == before
    assert "without this head" in says(root)
    shares = [int(text.split()[0]) for text in root.locator(".ll-told").all_text_contents()]
    assert shares.index(min(shares)) == HEAD and sorted(shares)[1] > 5 * min(shares)


def test_play_trains(root):
    root.page.clock.install()
    root.get_by_role("button", name="Play").click()
    root.page.clock.run_for(12_000)
    wait_until(root, "root => root.querySelector('[data-name=step] input').value === '8'")
    assert "after 784 steps" in says(root)
    root.get_by_role("button", name="Reset").click()
    settle(root.page)
    assert "before training" in says(root)


def test_presets_look_pressed(root):
    trained = root.get_by_role("button", name="Trained")
    assert trained.get_attribute("aria-pressed") == "false"
    trained.click()
    settle(root.page)
    assert trained.get_attribute("aria-pressed") == "true"
    assert not root.locator(".ll-met").count()
    move(root, "head", 3)
    assert trained.get_attribute("aria-pressed") == "false"


def test_weights_alone_have_no_next_words_and_no_play(page):
    plain = page.locator(".ll-explorer").nth(1)
    assert plain.get_by_role("button", name="Play").count() == 0
    assert plain.get_by_role("radio").count() == plain.locator(".ll-said").count() == 0
    assert plain.locator(".ll-challenge").count() == 0


@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, root, width):
    page.set_viewport_size({"width": width, "height": 800})
    settle(page)
    settle(page)
    texts = root.locator(".ll-letters, .ll-label").evaluate_all(
        "all => all.map(text => text.getBoundingClientRect()).map(r => [r.left, r.right, r.height])"
    )
    assert min(height for *_, height in texts) > 10
    assert min(left for left, *_ in texts) >= 0
    assert max(right for _, right, _ in texts) <= width
    boxes = [control.bounding_box() for control in root.locator("input, button").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    words = root.locator(".ll-token").evaluate_all(
        """all => all.map(token => [token.querySelector('text'), token.querySelector('rect')]
            .map(e => e.getBoundingClientRect().width))"""
    )
    assert all(text <= box for text, box in words)  # each word is within its box


def test_dragging_is_smooth(root, record_property):
    for label in ("step of training", "word that asks"):
        assert follows(root, label, record_property), label


def test_in_jupyterlab_in_both_themes_and_the_kernel_hears(run_cells):
    notebook = run_cells(SETUP, f"e = {CELLS[1]}\ne")
    shown = notebook.page.locator(".ll-explorer").first
    for step, theme in enumerate((LIGHT, DARK), start=1):
        notebook.theme(theme)
        slider(shown, "step of training").focus()
        notebook.page.keyboard.press("ArrowRight")
        assert eventually(lambda step=step: notebook.ask("e.step") == str(step))
        ground, ink = shown.evaluate("""root => [getComputedStyle(root).backgroundColor,
            getComputedStyle(root.querySelector(".ll-letters")).fill]""")
        assert ground != ink
        notebook.screenshot(f"attention_{'dark' if theme == DARK else 'light'}", shown)
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
