"""The scale explorer in a browser: every corner, three widths of page, and its challenge."""

from __future__ import annotations

import itertools
import re

import pytest

from lecture_lib.widgets import ScaleExplorer
from lecture_lib.widgets.scale.costs import WORKERS

from .explorers import (
    broken_corners,
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
)

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = (
    "import lecture_lib as ll",
    "ll.ScaleExplorer()",
    "ll.ScaleExplorer(ll.scale.CostModel(1.1e-3, 9e8, (1, 4)),\n"
    "                 ([1, 2, 4], .1, 9640, [.103, .057, .036]))",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("scale"), "scale", CELLS)


@pytest.fixture
def measured(page):
    """The explorer that was given a model and runs."""
    return page.locator(".ll-explorer").nth(1)


def move(root, label, to):
    slider(root, label).fill(str(to))
    settle(root.page)


def take(root, group, name):
    root.get_by_role("group", name=group).get_by_role("radio", name=name, exact=True).check()
    settle(root.page)


def texts(root, kind):
    return root.locator(f".ll-stage .{kind}").all_text_contents()


def presets_at(root):
    presets = root.get_by_role("group", name="Presets")
    return presets.bounding_box()["y"] - root.bounding_box()["y"]


def boxes(root, kind=""):
    """What the texts on the stage say, and where they are: left, top, right, bottom."""
    return root.locator(f".ll-stage text{kind}").evaluate_all(
        """all => all.filter(e => e.textContent).map(e => {
            const { left, top, right, bottom } = e.getBoundingClientRect();
            return [e.textContent, left, top, right, bottom]; })"""
    )


def overlapping(root):
    """Pairs of texts on the stage that cover each other."""
    return [
        (a, b)
        for (a, *p), (b, *q) in itertools.combinations(boxes(root, ":not([transform])"), 2)
        if min(p[2], q[2]) > max(p[0], q[0]) + 1 and min(p[3], q[3]) > max(p[1], q[1]) + 5
    ]


def test_every_corner_is_drawn_and_nothing_below_moves(page, root):
    top, presets = presets_at(root), root.get_by_role("group", name="Presets")
    ends = {"workers": (0, 38), "work": (0, 24), "size": (0, 27), "servers": (0, 6)}
    corners = {root.locator(f"[data-name={name}] input"): at for name, at in ends.items()}
    for network, share in itertools.product(("1 Gbit/s", "inside one machine"),
                                            ("all of it", "0.1 %")):  # fmt: skip
        take(root, "network", network)
        take(root, "of a gradient", share)
        assert broken_corners(root, corners, top, presets) == [], (network, share)


def test_the_page_says_what_the_summary_says(page, root):
    explorer = ScaleExplorer()
    for preset in explorer.payload.presets:
        press(root, preset.label)
        explorer.state = {**explorer.state, **preset.state}
        rows = [re.split(" {2,}", line) for line in explorer.summary().splitlines()[2:]]
        assert texts(root, "ll-name") == [row[0] for row in rows]
        assert [text.split(",")[0] for text in texts(root, "ll-total")] == [row[1] for row in rows]
        assert f" {rows[0][2]} times as fast" in says(root)


def test_bars_are_as_long_as_their_parts(page, root):
    explorer = ScaleExplorer()
    widths = root.locator(".ll-stage .ll-part:not(.ll-key)").evaluate_all(
        "all => all.map(e => Number(e.getAttribute('width')))"
    )
    (frame,) = root.locator(".ll-stage .ll-frame").all()
    whole = float(frame.get_attribute("width"))
    for i, found in enumerate(explorer.rounds().values()):
        shares = [one / found.total for one in found]
        assert widths[3 * i : 3 * i + 3] == pytest.approx([whole * s for s in shares], abs=1)


def test_the_cursor_is_dragged_on_the_chart(page, root):
    box = root.locator(".ll-stage .ll-hit").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
    settle(page)
    assert slider(root, "workers").get_attribute("aria-valuetext") == "100"
    assert texts(root, "ll-title")[-1] == "A round of 100 workers"


def test_what_was_fitted_is_solid_and_runs_are_points(page, measured):
    solid = ".ll-fitted"
    assert drawn(measured, solid)[0].count("L") == 3 and drawn(measured, solid)[1:] == ["", ""]
    assert drawn(measured, ".ll-measured")[0].count("M") == 3
    assert "fitted to R = 1 to 4" in texts(measured, "ll-note")
    take(measured, "network", "100 Gbit/s")
    assert drawn(measured, solid)[0] == "" and drawn(measured, ".ll-measured") == [""]
    assert "orders of magnitude" in texts(measured, "ll-note")


def test_the_challenge_is_met_where_the_hand_rests(page, root):
    page.clock.install()
    verdict, challenge = root.locator(".ll-outcome"), root.locator(".ll-challenge")
    star = ".ll-minimum"
    assert verdict.inner_text() == "Not yet." and drawn(root, star) == [""]
    best = WORKERS.index(8)
    for at in range(WORKERS.index(60), 2, -1):
        move(root, "workers", at)  # who only passes by has not found it
        assert "7.92" not in root.inner_text()
    page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet."
    move(root, "workers", best + 1)
    page.clock.run_for(800)
    assert verdict.inner_text().startswith("Reached: R*\u00a0=\u00a07.92 (★)")
    assert "ll-met" in challenge.get_attribute("class") and drawn(root, star) != [""]
    move(root, "workers", 0)  # it stays met for this round
    assert verdict.inner_text().startswith("Reached")
    move(root, "servers", 2)  # and not for another
    assert verdict.inner_text() == "It is another round now: look again."
    assert drawn(root, star) == [""]


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_it_fits_and_no_text_covers_another(page, root, width):
    assert fits(root, width)
    page.wait_for_timeout(100)  # the stage folds after the page has another width
    for preset in (None, *ScaleExplorer().payload.presets):
        if preset:
            press(root, preset.label)
        assert overlapping(root) == [], preset
        for text, left, _, right, _ in boxes(root):
            assert left >= 0 and right <= width, text


def test_dragging_is_smooth(root, record_property):
    assert follows(root, "workers", record_property)
