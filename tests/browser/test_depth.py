"""The depth explorer in a browser: every corner is drawn, and its challenge has three parts."""

from __future__ import annotations

import itertools

import pytest

from .explorers import (
    broken_corners,
    export_cells,
    fits,
    lines,
    page,
    press,
    root,
    says,
    settle,
    slider,
)

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = ("import lecture_lib as ll", "e = ll.DepthExplorer()\ne")
BLOCKS = ("f(x)", "x + f(x)", "x + f(norm x)")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("depth"), "depth", CELLS)


def take(root, name):
    root.get_by_role("radio", name=name, exact=True).check()
    settle(root.page)


def test_every_corner_is_drawn(page, root):
    height = root.bounding_box()["height"]
    for block, biases in itertools.product(BLOCKS, ("none", "U(±1/√n)")):
        take(root, block)
        take(root, biases)
        assert broken_corners(root, {"n·v": (0, 12)}, height) == [], (block, biases)
        assert len(lines(root)) == 3


def test_biases_refill_the_size_and_nothing_else(page, root):
    assert "size 2e−12, and two differ by 1e−12" in says(root)
    before = lines(root)
    press(root, "PyTorch's default")
    assert "size 0.08, and two differ by 2e−12" in says(root)
    assert all(now != old for now, old in zip(lines(root), before, strict=True))


def test_a_preset_is_the_plain_stack_whatever_was_pressed_before(page, root):
    take(root, "x + f(norm x)")
    press(root, "PyTorch's default")
    assert "size 0.08, and two differ by 2e−12" in says(root)
    assert root.get_by_role("radio", name="f(x)", exact=True).is_checked()


def test_the_challenge_asks_for_each_kind_of_block(page, root):
    page.clock.install()
    verdict = root.locator(".ll-outcome")
    press(root, "He")
    page.clock.run_for(800)
    assert verdict.inner_text() == "Reached with f(x)."
    take(root, "x + f(x)")  # explodes with these weights
    page.clock.run_for(800)
    assert verdict.inner_text() == "Reached with f(x)."
    take(root, "x + f(norm x)")
    page.clock.run_for(800)
    assert verdict.inner_text() == "Reached with f(x) and x + f(norm x)."
    slider(root, "n·v").fill("0")
    take(root, "x + f(x)")
    page.clock.run_for(800)
    assert verdict.inner_text() == "Reached with all three."
    assert "✓" in root.locator(".ll-challenge").inner_text()


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_it_fits(page, root, width):
    assert fits(root, width)
