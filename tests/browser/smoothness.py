"""Measure inside the page how smoothly a widget follows its slider."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# One new slider position per animation frame, up and down its range. Work counts where it is
# done: in the input handlers, in the widget's own animation frames, and in layout, which is
# forced because the browser would otherwise do it after we looked at the clock.
SCRUB = """async (slider, [selector, seconds]) => {
    const stage = slider.closest(selector);
    if (!stage) throw new Error(`the slider is in no ${selector}`);
    const [low, high, step] = [+slider.min || 0, +(slider.max || 100), +slider.step || 1];
    const positions = Math.max(1, Math.round((high - low) / step));
    const nextFrame = window.requestAnimationFrame;
    let [changed, busy, frames, redraws] = [false, 0, 0, 0];
    const timed = action => {
        const start = performance.now();
        try { action(); stage.getBoundingClientRect(); }
        finally { busy += performance.now() - start; }
    };
    const observer = new MutationObserver(() => { changed = true; });
    observer.observe(stage, {
        subtree: true, childList: true, attributes: true, characterData: true});
    window.requestAnimationFrame = f => nextFrame.call(window, now => timed(() => f(now)));
    const work = [], begin = performance.now();
    try {
        await new Promise(resolve => {
            const tick = () => {
                if (changed) redraws += 1;
                if (frames) work.push(busy);
                [changed, busy] = [false, 0];
                if (performance.now() - begin > seconds * 1000) return resolve();
                frames += 1;
                const turn = frames % (2 * positions);
                timed(() => {
                    slider.value = low + step * Math.min(turn, 2 * positions - turn);
                    slider.dispatchEvent(new Event("input", {bubbles: true}));
                });
                nextFrame.call(window, tick);
            };
            nextFrame.call(window, tick);
        });
    } finally {
        window.requestAnimationFrame = nextFrame;
        observer.disconnect();
    }
    const time = (performance.now() - begin) / 1000;
    work.sort((a, b) => a - b);
    return [redraws / time, frames / time, work[work.length >> 1], work.at(-1)];
}"""


@dataclass(frozen=True)
class Smoothness:
    """Medians over repeated runs: rates per second, times in milliseconds."""

    redraws: float  # frames in which the page changed
    frames: float  # frames the browser offered: the ceiling, 60 on an idle machine
    draw: float  # script and layout of a typical frame
    slowest: float  # script and layout of the worst frame


def scrub(
    slider: Locator,
    within: str = ".jp-OutputArea-output",
    seconds: float = 1.0,
    repeats: int = 3,
) -> Smoothness:
    """Move a range input once per animation frame and measure what the widget makes of it.

    Parameters
    ----------
    slider : Locator
        An ``<input type="range">``.
    within : str
        CSS selector of the element around it whose changes count as a redraw.
    seconds, repeats : float, int
        Length of a run, and number of runs.
    """
    runs = [slider.evaluate(SCRUB, [within, seconds]) for _ in range(repeats)]
    return Smoothness(*map(median, zip(*runs, strict=True)))


def drag(slider: Locator, start: float, end: float, steps: int = 20) -> None:
    """Drag a slider's handle with the mouse, from and to fractions of its width."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise ValueError("drag: the slider is not on the screen")
    middle, mouse = box["y"] + box["height"] / 2, slider.page.mouse
    mouse.move(box["x"] + start * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + end * box["width"], middle, steps=steps)
    mouse.up()
