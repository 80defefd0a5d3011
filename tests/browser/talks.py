"""Page a talk from first to last, and tell what is wrong with a slide.

As a script it pages talks that are built already; it looks at every slide as one in the room does::

    python -m tests.browser.talks build/slides/*.html
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .chromium import HOW_TO, find
from .lab import OfflinePage, browser

# Whatever is seen of the slide: texts, pictures, controls; and how much of it is outside.
SEEN = """() => {
    const slide = Reveal.getCurrentSlide();
    // A long table in a widget has its own scroll bar: what is below its edge is not cut off.
    const isRolled = (at) => at !== slide && (
        (/auto|scroll/.test(getComputedStyle(at).overflowY)
            && at.scrollHeight > at.clientHeight + 1)
        || isRolled(at.parentElement));
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    const boxes = [...slide.querySelectorAll("img, svg, input, button, math")]
        .filter((element) => element.checkVisibility() && !isRolled(element));
    for (let node; (node = walker.nextNode()); ) {
        if (!node.textContent.trim() || !node.parentElement.checkVisibility()) continue;
        if (node.parentElement.closest(".ll-spoken, .notes, style, script, annotation")) continue;
        if (isRolled(node.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        boxes.push(range);
    }
    const out = boxes.map((box) => box.getBoundingClientRect())
        .filter(({ width, height }) => width > 1 && height > 1)
        .map(({ left, top, right, bottom }) =>
            Math.max(-left, -top, right - innerWidth, bottom - innerHeight));
    const over = [...slide.querySelectorAll("svg.ll-stage text")]
        .filter((text) => text.checkVisibility({ visibilityProperty: true }))
        .map((text) => [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()])
        .filter(([text]) => text.width > 0)
        .map(([text, stage]) => Math.max(
            stage.left - text.left, text.right - stage.right, text.bottom - stage.bottom));
    const { words, stage, fits } = slide.dataset;
    return {
        title: slide.querySelector("header").textContent, place: Reveal.getSlidePastCount() + 1,
        outside: Math.round(Math.max(...out)), over: Math.round(Math.max(0, ...over)),
        words: +words, stage: +stage, fits: fits === "true",
        isWidget: slide.querySelector(".stage .widget") !== null, seen: boxes.length,
        first: Reveal.isFirstSlide(), last: Reveal.isLastSlide(),
    };
}"""
# Of a widget, whose type is 20 pixels; a picture can be enlarged.
LEAST_WORDS, LEAST_PICTURE, LEAST_WIDGET = 18, 0.67, 0.9


def opened(talk: OfflinePage) -> OfflinePage:
    """The talk once its first slide is shown."""
    talk.page.wait_for_selector("html[data-talk='ready']", state="attached")
    return talk


def slides(talk: OfflinePage) -> Iterator[dict[str, Any]]:
    """What is seen of each slide, all its parts shown, in the order of the talk."""
    while True:
        talk.page.evaluate("while (Reveal.availableFragments().next) Reveal.nextFragment()")
        # Two frames: what grows has been given room by then.
        talk.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        slide = talk.page.evaluate(SEEN)
        yield slide
        if slide["last"]:
            return
        talk.page.keyboard.press("PageDown")


def cut_off(slide: dict[str, Any]) -> str | None:
    """What is cut off of a slide, or empty."""
    name = f"{slide['place']} ({slide['title']})"
    if slide["outside"] > 0 or not slide["fits"]:
        return f"{name}: {slide['outside']} pixels are outside"
    if slide["over"] > 2:
        return f"{name}: words reach {slide['over']} pixels over the edge of their stage"
    return None if slide["seen"] else f"{name}: nothing is seen"


def small(slide: dict[str, Any]) -> str | None:
    """What is too small on a slide for the last row."""
    least = LEAST_WIDGET if slide["isWidget"] else LEAST_PICTURE
    if slide["words"] < LEAST_WORDS:
        return f"{slide['place']} ({slide['title']}): text of {slide['words']} pixels"
    if 0 < slide["stage"] < least:
        return f"{slide['place']} ({slide['title']}): stage at {slide['stage']}"
    return None


def main(paths: list[str]) -> int:
    """Page talks; what is cut off, small, from the network or in the console is a failure."""
    if not (executable := find()):
        print(HOW_TO, file=sys.stderr)
        return 1
    failed = False
    with browser(executable) as chromium:
        for path in paths:
            talk = opened(OfflinePage(chromium, Path(path)))
            seen = list(slides(talk))
            wrong = [*filter(None, map(cut_off, seen)), *filter(None, map(small, seen))]
            wrong += talk.console_errors
            wrong += [f"asks for {address}" for address in talk.external_requests]
            talk.close()
            failed |= bool(wrong)
            print(f"{path}: {len(seen)} slides, {len(wrong)} wrong", flush=True)
            for line in wrong:
                print(f"  {line}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
