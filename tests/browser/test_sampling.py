"""The sampling explorer in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lecture_lib.language import pond
from lecture_lib.widgets import SamplingExplorer

from .explorers import (
    broken_corners,
    choose,
    drawn,
    export_cells,
    fits,
    follows,
    page,
    press,
    root,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT, eventually

__all__ = ["page", "root"]  # fixtures are found by their names here

PROMPTS = ["two little", "the goose that sees two ducks"]
MODEL = """
import numpy as np
import lecture_lib as ll
language = ll.language.pond()
ends = language.numbers(sorted(language.ends))
usual = language.share @ language.p
def model(tokens):  # what is true, but for a tail of all words
    state = np.full(tokens.shape[:-1], -1)
    for word in np.moveaxis(tokens, -1, 0):
        after = np.where(state >= 0, language.next[state, word], -1)
        state = np.where(np.isin(word, ends), 0, after)
    p = np.where(state[..., None] >= 0, language.p[state], usual)
    return np.log(0.96 * p + 0.04 * usual)
"""
CELLS = (MODEL, f"e = ll.SamplingExplorer(model, language, {PROMPTS}, texts=32)\ne")
REST = 800  # ms, longer than the hand has to stay
KNOBS = ("temperature", "top-k", "top-p")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("sampling"), "sampling", CELLS)


@pytest.fixture(scope="module")
def twin():
    """The explorer of the page, in Python."""
    names = {}
    exec(MODEL, names)
    return SamplingExplorer(names["model"], pond(), PROMPTS, texts=32)


def move(root, knob, position):
    slider(root, knob).fill(str(position))
    settle(root.page)


def positions(root):
    return [int(slider(root, knob).input_value()) for knob in KNOBS]


def marks(root):
    """Points of the three curves, and of the key in front of them."""
    return [(d or "").count("M") for d in drawn(root, ".ll-marks")]


def test_every_corner_is_drawn_at_one_height(page, root):
    height = root.bounding_box()["height"]
    for prompt in PROMPTS:
        choose(root, prompt)
        for knob in KNOBS:  # one is moved at a time: the others go back
            ends = [int(slider(root, knob).get_attribute(end)) for end in ("min", "max")]
            assert broken_corners(root, {knob: ends}, height) == [], (prompt, knob)


def test_one_knob_puts_the_others_back(page, root, twin):
    rests = [knob.rest for knob in twin.knobs]
    assert positions(root) == rests
    for i, knob in enumerate(KNOBS):
        move(root, knob, 3)
        assert positions(root) == [3 if j == i else rest for j, rest in enumerate(rests)]
    slider(root, "temperature").press("ArrowLeft")
    settle(page)
    assert positions(root) == [rests[0] - 1, *rests[1:]]
    press(root, "↺ Reset")
    assert positions(root) == rests


def test_bars_are_the_numbers_of_python(page, root, twin):
    choose(root, PROMPTS[1])
    move(root, "top-k", 3)
    at = twin.places[1][3]
    order = np.argsort(-twin._logits[1], kind="stable")
    p, truth = twin.next_words()[1, at][order], twin.truth[1][order]
    _, _, width, _ = twin.payload.charts["words"].place
    bars = root.locator(".ll-bar").evaluate_all("all => all.map(e => +e.getAttribute('width'))")
    np.testing.assert_allclose(bars[:4], width * p[:4], rtol=2e-3)
    assert bars[4:] == [0] * 9
    cuts = root.locator(".ll-cut").evaluate_all("all => all.map(e => +e.getAttribute('width'))")
    assert cuts[:4] == [0] * 4 and min(cuts[4:]) >= 3  # an outline that can be seen
    words = root.locator(".ll-stage text.ll-end:not(.ll-label)").all_text_contents()[::3]
    assert [word.startswith("✗ ") for word in words[:12]] == (truth[:12] == 0).tolist()
    assert words[12].endswith("27 others")
    shown = f"entropy {twin.arrays['entropy'][1, at]:.2f} nats"
    assert shown in says(root).replace("\xa0", " ")


def test_where_the_hand_rests_a_point_stays_and_the_curves_come_when_found(page, root, twin):
    page.clock.install()
    verdict = root.locator(".ll-outcome")
    page.clock.run_for(REST)
    assert verdict.inner_text() == "Not yet."  # nobody chose where it starts
    for position in (1, 2, 4):  # passes by
        move(root, "temperature", position)
    page.clock.run_for(REST)
    move(root, "top-k", 2)
    assert marks(root)[4:7] == [1, 1, 0]  # the key has the first four
    assert re.match("Not yet, 1 try", verdict.inner_text())
    assert "Most varied" not in root.inner_text()
    height = root.bounding_box()["height"]
    good = [(i, own.index(p)) for i, own in enumerate(twin.places) for p in own if twin.meets()[p]]
    knob, position = good[0]
    move(root, KNOBS[knob], position)
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert "Most varied with" in verdict.inner_text()
    assert marks(root)[4:7] == [len(one.values) - 1 for one in twin.knobs]  # all off is of none
    assert root.bounding_box()["height"] == height
    press(root, "Hot")  # it stays found
    assert verdict.inner_text().startswith("Reached in")
    press(root, "↺ Reset")
    assert verdict.inner_text() == "Not yet."
    assert marks(root)[4:7] == [0, 0, 0]


def test_refused_sentences_are_marked_by_more_than_colour(page, root, twin):
    press(root, "Hot")
    said = twin.content["said"][twin.places[0][twin.knobs[0].values.index(1.3)]]
    items = root.locator(".ll-said li")
    assert items.count() == 4
    for i, (text, place, reason) in enumerate(said):
        words = items.nth(i).inner_text()
        assert ("Refused" in words, "✗" in words) == (place >= 0,) * 2
        assert ("Accepted" in words, "✓" in words) == (place < 0,) * 2
        if place >= 0:
            wrong = text.split()[place : place + 1] or ["(no end)"]
            assert items.nth(i).locator("mark").inner_text() == wrong[0]
            assert items.nth(i).get_attribute("title") == reason
    assert any(place >= 0 for _, place, _ in said)


def test_presets_look_pressed_until_something_moves(page, root):
    group = root.get_by_role("group", name="Presets").locator("button[aria-pressed]")
    for name in ("Greedy", "Cold", "Hot", "Top-k", "Top-p", "As it is"):
        press(root, name)
        pressed = group.evaluate_all(
            "all => all.filter(e => e.ariaPressed === 'true').map(e => e.textContent)"
        )
        assert pressed == [name]
    move(root, "top-p", 0)
    assert group.evaluate_all("all => all.every(e => e.ariaPressed === 'false')")


@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, root, width):
    assert fits(root, width)
    height = root.bounding_box()["height"]
    for name in ("Hot", "Top-p"):
        press(root, name)
        assert root.bounding_box()["height"] == height


def test_turning_a_knob_is_smooth(root, record_property):
    assert follows(root, "temperature", record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS)
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for value, theme in ((0.9, LIGHT), (0.8, DARK)):
        notebook.theme(theme)
        slider(root, "temperature").press("ArrowLeft")
        assert eventually(lambda value=value: notebook.ask("e.temperature") == str(value))
        notebook.screenshot(f"explorer_sampling_{'dark' if theme == DARK else 'light'}", root)
    assert notebook.ask("setattr(e, 'top_k', 4) or e.temperature") == "1.0"
    assert eventually(lambda: slider(root, "top-k").input_value() == "3")
    assert slider(root, "temperature").get_attribute("aria-valuetext") == "off, τ = 1"
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
