"""What the browser tests of all explorers share: a page of them, and how it is read."""

from __future__ import annotations

import itertools
import re

import pytest

from .bare import export_cells
from .smoothness import scrub

__all__ = ["export_cells"]

# What a picture is made of; a number that is none shows in one of these.
DRAWN = """root => [...root.querySelectorAll("svg *")].flatMap(node =>
    ["d", "x", "y", "cx", "cy", "r", "rx", "ry", "x1", "y1", "transform"]
        .map(name => node.getAttribute(name)).filter(Boolean)).join(" ")"""

# All corners in one call: a call for each takes ten times as long.
SWEEP = """async ([root, below, sliders, corners]) => {
    const drawn = DRAWN;
    const frame = () => new Promise(requestAnimationFrame);
    const seen = [];
    for (const corner of corners) {
        sliders.forEach((slider, i) => {
            slider.value = corner[i];
            for (const type of ["input", "change"])
                slider.dispatchEvent(new Event(type, {bubbles: true}));
        });
        await frame();
        await frame();
        const { top, bottom } = root.getBoundingClientRect();
        const end = below ? below.getBoundingClientRect().top : bottom;
        seen.push([drawn(root), root.innerText, end - top]);
    }
    return seen;
}""".replace("DRAWN", DRAWN)


@pytest.fixture
def page(exported, open_offline):
    """The module's page without a kernel and without a network; it must not complain."""
    opened = open_offline(exported)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    yield opened.page
    assert opened.console_errors == []
    assert opened.external_requests == []


@pytest.fixture
def root(page):
    """The explorer of a page with one, or its first."""
    return page.locator(".ll-explorer").first


def slider(root, label):
    return root.get_by_role("slider", name=label)


def says(root):
    return root.locator(".ll-says").inner_text()


def drawn(root, what):
    found = root.locator(f".ll-stage {what}")
    return found.evaluate_all("all => all.map(e => e.getAttribute('d'))")


def lines(root):
    return drawn(root, ".ll-line")


def settle(page):
    frame = "new Promise(done => requestAnimationFrame(done))"
    page.evaluate(f"async () => {{ await {frame}; await {frame}; }}")


def press(root, name):
    root.get_by_role("button", name=name, exact=True).click()
    settle(root.page)


def choose(root, name):
    root.get_by_role("radio", name=name).check()
    settle(root.page)


def wait_until(root, condition, *arguments):
    """Wait for a condition on the explorer's element, in JavaScript."""
    root.page.wait_for_function(
        f"([root, ...rest]) => ({condition})(root, ...rest)",
        arg=[root.element_handle(), *arguments],
    )


def has_numbers_only(root):
    """Whether picture and words are free of what a calculation gone wrong leaves in them."""
    return _numbers_only(root.evaluate(DRAWN), root.inner_text())


def _numbers_only(picture, words):
    broken = r"\b(NaN|nan|Infinity|inf|undefined)\b"
    return not re.search("NaN|Infinity|undefined", picture) and not re.search(broken, words)


def broken_corners(root, ranges, height=None, below=None):
    """Where sliders, each with its positions, leave no numbers, or another height if one is given.

    Parameters
    ----------
    root : Locator
        The explorer.
    ranges : dict of Locator or str to sequence of int
        Positions of a slider, or of the one of a label.
    height : float, optional
        In pixels, of the whole explorer.
    below : Locator, optional
        The height is from the top of the explorer down to this.
    """
    found = [slider(root, one) if isinstance(one, str) else one for one in ranges]
    corners = list(itertools.product(*ranges.values()))
    handles = [one.element_handle() for one in found]
    seen = root.page.evaluate(
        SWEEP, [root.element_handle(), below and below.element_handle(), handles, corners]
    )
    return [
        corner
        for corner, (picture, words, tall) in zip(corners, seen, strict=True)
        if not _numbers_only(picture, words) or (height is not None and abs(tall - height) > 0.01)
    ]


def fits(root, width):
    """Whether an explorer can be read and reached on a page of this many pixels."""
    root.page.set_viewport_size({"width": width, "height": 800})
    wait_until(root, "root => root.querySelector('.ll-slider')")
    settle(root.page)
    heights = root.locator(".ll-stage .ll-axes text").evaluate_all(
        "all => all.map(text => text.getBoundingClientRect().height)"
    )
    boxes = [control.bounding_box() for control in root.locator("input, button").all()]
    inside = all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes if box)
    return min(heights) > 10 and inside


def follows(root, label, record_property):
    """Whether every frame the browser offers is used (but those at both ends), and at what cost."""
    found = scrub(slider(root, label), within=".ll-explorer", repeats=1)
    record_property(f"{label} redraws per second", found.redraws)
    print(
        f"{label}: {found.redraws:.0f} redraws of {found.frames:.0f} frames a second, "
        f"{found.draw:.1f} ms a frame, at most {found.slowest:.1f} ms"
    )
    return found.redraws > 0.8 * found.frames
