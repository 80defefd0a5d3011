"""The memory explorer in a browser: every corner, both sizes of page, and its challenge."""

from __future__ import annotations

import itertools
import re

import pytest

from lecture_lib.widgets import MemoryExplorer

from .explorers import (
    broken_corners,
    choose,
    export_cells,
    fits,
    follows,
    page,
    press,
    root,
    says,
    settle,
    slider,
)

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = ("import lecture_lib as ll", "e = ll.MemoryExplorer()\ne")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("memory"), "memory", CELLS)


def move(root, label, to):
    slider(root, label).fill(str(to))
    settle(root.page)


def texts(root, kind):
    return root.locator(f".ll-stage .{kind}").all_text_contents()


def take(root, group, name):
    root.get_by_role("group", name=group).get_by_role("radio", name=name, exact=True).check()
    settle(root.page)


def boxes(root):
    """Left, right end of the parts of the bar, on the screen."""
    return root.locator(".ll-stage .ll-part").evaluate_all(
        """all => all.filter(e => e.getAttribute("height") > 20)
            .map(e => [Number(e.getAttribute("x")), Number(e.getAttribute("width"))])"""
    )


def test_every_corner_is_drawn_and_nothing_below_moves(page, root):
    presets = root.get_by_role("group", name="Presets")
    top = presets.bounding_box()["y"] - root.bounding_box()["y"]
    for again, zero in itertools.product(("nothing", "whole blocks"), ("nothing", "+ parameters")):
        take(root, "compute again", again)
        take(root, "ZeRO", zero)
        for model, lengths in ((0, (0,)), (10, (0, 6))):  # the tiny one has places for 32 tokens
            ends = {"model": (model,), "length": lengths, "devices": (0, 19), "batch": (0, 6)}
            corners = {root.locator(f"[data-name={name}] input"): at for name, at in ends.items()}
            assert broken_corners(root, corners, top, presets) == [], (again, zero)


def test_the_page_says_what_the_summary_says(page, root):
    explorer = MemoryExplorer()
    for name in ("BERT-large", "13B on 64", "175B on 1,024", "GPT-2 small"):
        press(root, name)
        preset = next(p for p in explorer.payload.presets if p.label == name)
        explorer.state = {**explorer.state, **preset.state}
        rows = re.findall(r"^(?:parameters|gradients|optimiser state|activations) +(.+?)  ",
                          explorer.summary(), re.MULTILINE)  # fmt: skip
        assert texts(root, "ll-size") == rows
        (together,) = re.findall(r"^together +(.+?)  ", explorer.summary(), re.MULTILINE)
        assert texts(root, "ll-total") == [together]
        held = [line.endswith("yes") for line in explorer.summary().splitlines()
                if line.startswith("fits")]  # fmt: skip
        marks = [
            text.startswith("✓") for text in root.locator(".ll-rooms > span").all_inner_texts()
        ]
        assert marks == held


def test_the_bar_is_as_long_as_its_parts(page, root):
    found = boxes(root)
    assert len(found) == 4
    need = MemoryExplorer().need()
    for (x, width), size, before in zip(
        found, need, itertools.accumulate((0, *need)), strict=False
    ):
        assert x == pytest.approx(16 + 688 * before / 300e9)
        assert width == pytest.approx(688 * size / 300e9 - 1)


def test_our_own_model_is_measured_to_the_byte(page, root):
    press(root, "Ours")
    assert texts(root, "ll-size")[-1] == "5,818,376 bytes"
    measured = [text for text in texts(root, "ll-muted") if "measured" in text]
    assert len(measured) == 4 and all(text.startswith("✓") for text in measured)
    assert measured[-1] == "✓ measured 5,818,376"
    take(root, "optimiser", "Adafactor")
    assert not any("✗" in text for text in texts(root, "ll-muted"))
    assert slider(root, "length").get_attribute("max") == "0"
    choose(root, "16 bits")
    assert not any("measured" in text for text in texts(root, "ll-muted"))


def test_a_length_comes_back_with_its_model(page, root):
    press(root, "BERT-large")
    assert slider(root, "length").get_attribute("aria-valuetext") == "512 tokens"
    move(root, "model", 10)
    assert slider(root, "length").get_attribute("aria-valuetext") == "2,048 tokens"


def test_the_challenge_is_met_where_the_hand_rests(page, root):
    page.clock.install()
    verdict, challenge = root.locator(".ll-outcome"), root.locator(".ll-challenge")
    best = MemoryExplorer().content["challenged"]["best"]
    assert verdict.inner_text() == "Not yet: it does not fit."
    take(root, "ZeRO", "+ parameters")
    take(root, "compute again", "whole blocks")
    move(root, "devices", 8)
    assert verdict.inner_text() == "Not yet: it fits, but fewer can do it."
    for at in range(7, min(best.values()) - 1, -1):
        move(root, "devices", at)  # who only passes by has not found it
    assert verdict.inner_text() == "Not yet: it does not fit."
    move(root, "devices", best[2])
    page.clock.run_for(800)
    assert verdict.inner_text() == "Reached with Adam."
    assert "ll-met" not in challenge.get_attribute("class")
    take(root, "optimiser", "Adafactor")
    assert verdict.inner_text() == "Reached with Adam. Not yet: it fits, but fewer can do it."
    move(root, "devices", best[3])
    page.clock.run_for(800)
    assert verdict.inner_text() == "Reached with both."
    assert "ll-met" in challenge.get_attribute("class")
    move(root, "devices", 0)  # it stays met
    assert verdict.inner_text() == "Reached with both."


def test_what_fits_is_told_to_the_ear_too(page, root):
    first = root.locator(".ll-rooms > span").first
    assert first.text_content() == "✗ does not fit: laptop 8 GB"
    press(root, "Ours")
    assert first.text_content() == "✓ fits: laptop 8 GB"
    assert says(root).endswith("It fits into 8\u00a0GB.")


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_it_fits(page, root, width):
    assert fits(root, width)
    for text in root.locator(".ll-stage text").all():
        box = text.bounding_box()
        if text.text_content() and box:
            assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_dragging_is_smooth(root, record_property):
    assert follows(root, "devices", record_property)
