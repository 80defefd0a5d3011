"""The README's pictures: what a reader sees of the widgets, taken from a draft of the site.

``make screenshots`` builds the pages of four notebooks, opens them in Chromium in the light and in
the dark, brings each widget where it shows something, and writes WebP files. On one machine the
same code gives the same bytes; on another, fonts differ. The README's words on a picture, numbers
and all, are written by hand: look at them when a picture has changed.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from playwright.sync_api import Error as BrowserFailed

from ..chromium import HOW_TO, find
from ..files import replacing
from .runner import CellFailed
from .site.build import SiteFailed, build

__all__ = ["FILM", "FOLDER", "SHOTS", "THEMES", "Shot", "main", "take"]

FOLDER = Path("docs/images")
DRAFT = Path("build/screenshots")
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SCALE = 2  # device pixels to a pixel, for screens that have as many
MARGIN = 12  # of the page around a widget

# What hangs over the page, or stands in the margin, is no part of the picture.
_ALONE = "header, .bd-sidebar-primary { visibility: hidden !important; }"


@dataclass(frozen=True)
class Shot:
    """One widget, and how to bring it where it shows something.

    Attributes
    ----------
    name : str
        Of the file, without theme and suffix.
    notebook : str
        Stem of the notebook whose page has the widget.
    widget : str
        CSS selector; the first one on the page is meant.
    press : sequence of str
        Names of buttons, in order.
    fill : dict
        By the label of a slider, then: where it goes, counted from 0.

    Examples
    --------
    >>> Shot("zig-zag", "07_zig_zag", ".ll-conditioning", press=["Large η"]).files()
    ['zig-zag.webp', 'zig-zag-dark.webp']
    """

    name: str
    notebook: str
    widget: str
    press: Sequence[str] = ()
    fill: Mapping[str, str] = field(default_factory=dict)

    def files(self) -> list[str]:
        """Return the names of its files, the light one first."""
        return [_file(self.name, theme) for theme in THEMES]


STEPPER = Shot(
    "stepper", "02_duck_duck_goose", ".ll-stepper", press=["✓ Predict"], fill={"Step": "11"}
)
SHOTS = (
    STEPPER,
    Shot("zig-zag", "07_zig_zag", ".ll-conditioning", press=["Large η"]),
    Shot("momentum", "08_momentum_vs_sgd", ".ll-momentum", fill={"learning rate ηL": "64"}),
    Shot("dropout", "12_dropout", ".ll-dropout", press=["Draw 400"]),
)


@dataclass(frozen=True)
class Film:
    """A stepper's steps as a moving picture, which plays a few times and stops at the last.

    Attributes
    ----------
    name : str
        Of the file, without theme and suffix.
    shot : Shot
        The widget; its ``Step`` goes from the first to the last.
    milliseconds, last : int
        How long a step stays, and the last one.
    times : int
        How often it plays.
    """

    name: str
    shot: Shot
    milliseconds: int = 1500
    last: int = 5000
    times: int = 3


FILM = Film("stepper-film", STEPPER)


def take(shots: Sequence[Shot], film: Film | None, site: Path, folder: Path) -> list[Path]:
    """Take the pictures from a built site, and return what was written.

    Parameters
    ----------
    shots : sequence of Shot
        Their notebooks' pages are in ``site``.
    film : Film, optional
        Taken as well.
    site : Path
        As `lecture_lib.tools.site.build.build` writes it.
    folder : Path
        Made if it is not there.

    Raises
    ------
    FileNotFoundError
        There is no Chromium.
    playwright.sync_api.Error
        A page, a widget, a button or a slider is not there; which, it says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with _chromium() as browser:
        for theme in THEMES:
            for shot in shots:
                with _opened(browser, site, shot, theme) as widget:
                    path = folder / _file(shot.name, theme)
                    _write(path, [_picture(widget)])
                    written.append(path)
            if film:
                with _opened(browser, site, film.shot, theme) as widget:
                    frames = list(_frames(widget))
                    durations = [film.milliseconds] * (len(frames) - 1) + [film.last]
                    path = folder / _file(film.name, theme)
                    _write(path, frames, duration=durations, loop=film.times)
                    written.append(path)
    return written


def _file(name: str, theme: Theme) -> str:
    return f"{name}{'' if theme == 'light' else f'-{theme}'}.webp"


@contextmanager
def _chromium() -> Iterator[Browser]:
    if not (executable := find()):
        raise FileNotFoundError(HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _opened(browser: Browser, site: Path, shot: Shot, theme: Theme) -> Iterator[Locator]:
    """The widget of a shot on its page, settings made, without a network and without motion."""
    page: Page = browser.new_page(
        viewport={"width": 1280, "height": 900},
        offline=True,
        color_scheme=theme,
        reduced_motion="reduce",
        device_scale_factor=SCALE,
    )
    try:
        address = (site / "notebooks" / f"{shot.notebook}.html").resolve().as_uri()
        page.goto(f"{address}?show")
        page.add_style_tag(content=_ALONE)
        widget = page.locator(shot.widget).first
        for name in shot.press:
            widget.get_by_role("button", name=name, exact=True).click()
        for label, value in shot.fill.items():
            widget.get_by_label(label, exact=True).fill(value)
        yield widget
    finally:
        page.close()


def _frames(widget: Locator) -> Iterator[Image.Image]:
    slider = widget.get_by_label("Step", exact=True)
    first, last = (int(slider.get_attribute(end) or 0) for end in ("min", "max"))
    for step in range(first, last + 1):
        slider.fill(str(step))
        yield _picture(widget)


def _picture(widget: Locator) -> Image.Image:
    page = widget.page
    page.mouse.move(0, 0)  # nothing is hovered, and nothing has the focus
    page.evaluate("document.activeElement.blur()")
    widget.evaluate("element => element.scrollIntoView({ block: 'center' })")
    box = widget.bounding_box()
    assert box is not None  # it has just been scrolled to
    png = page.screenshot(
        animations="disabled",
        clip={
            "x": box["x"] - MARGIN,
            "y": box["y"] - MARGIN,
            "width": box["width"] + 2 * MARGIN,
            "height": box["height"] + 2 * MARGIN,
        },
    )
    return Image.open(io.BytesIO(png)).convert("RGB")


def _write(path: Path, frames: Sequence[Image.Image], **options: object) -> None:
    """Write a picture without loss, or several as one that moves."""
    rest = {"save_all": True, "append_images": frames[1:], **options} if len(frames) > 1 else {}
    stream = io.BytesIO()
    frames[0].save(stream, "webp", lossless=True, quality=80, method=4, **rest)
    with replacing(path) as file:
        file.write(stream.getvalue())


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the pages that are needed, take the pictures, and print their sizes."""
    parser = argparse.ArgumentParser(prog="make screenshots", description="Take README's pictures.")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER, metavar="FOLDER")
    parser.add_argument("--site", type=Path, help="a site that is built, in place of a draft")
    options = parser.parse_args(arguments)
    notebooks = [Path("notebooks", f"{shot.notebook}.ipynb") for shot in SHOTS]
    try:
        site = options.site or build(notebooks, DRAFT, Path(f"{DRAFT}-workshop"), draft=True).parent
        written = take(SHOTS, FILM, site, options.output)
    except (CellFailed, SiteFailed, BrowserFailed, OSError) as error:
        print(f"No pictures. {error}", file=sys.stderr)
        return 1
    for path in written:
        print(f"{path}  {path.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
