"""What axe-core finds wrong with a page, in the light and in the dark.

``python -m tests.browser.axe build/site`` looks at every page of a built site, and tells as well
which scrolls sideways on a phone or at 200 % zoom; ``build/slides`` at every slide of every talk.
It takes some minutes, so no test does it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from .chromium import HOW_TO, find
from .lab import PROJECTOR, OfflinePage, browser
from .talks import slides

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What is asked in each theme: in the second only colours are others.
THEMES = {
    "light": ("tag", ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]),
    "dark": ("rule", ["color-contrast", "link-in-text-block"]),
}
GRAVE = ("serious", "critical")
NARROW = (640, 420)  # 1280 pixels at 200 %, and a phone

# Axe measures contrast where colours are, not where they are going.
STILL = "*, ::before, ::after { transition: none !important; animation: none !important; }"
SWITCH = """theme => {
    document.documentElement.dataset.theme = theme;
    document.body.dataset.jpThemeLight = String(theme === "light");
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def violations(
    page: Page, asked: tuple[str, Sequence[str]], grave: Sequence[str] = GRAVE
) -> Iterator[str]:
    """What is wrong with a page as it is, a line for each element."""
    only = dict(zip(("type", "values"), asked, strict=True))
    options = {"resultTypes": ["violations"], "runOnly": only}
    for rule in Axe().run(page, options=options).response["violations"]:
        if rule["impact"] in grave:
            for node in rule["nodes"]:
                checks = node["any"] + node["all"] + node["none"]
                why = "; ".join(check["message"] for check in checks)
                yield f"{rule['id']} ({rule['impact']}): {node['target']}: {why}"


def in_both_themes(page: Page, grave: Sequence[str] = GRAVE) -> list[str]:
    """What is wrong in the light or in the dark."""
    page.add_style_tag(content=STILL)
    found = []
    for theme, asked in THEMES.items():
        page.evaluate(SWITCH, theme)
        found += [f"{theme}: {line}" for line in violations(page, asked, grave)]
    return found


def too_wide(page: Page) -> list[str]:
    """At which narrow widths the page scrolls sideways."""
    found = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        if (needs := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{width} pixels wide it needs {needs}")
    page.set_viewport_size(PROJECTOR)
    return found


def of_talk(talk: OfflinePage, grave: Sequence[str] = GRAVE) -> list[str]:
    """What is wrong with the slides of a talk; each is seen when it is turned to, and only then."""
    found: dict[str, None] = {}  # the same on every slide is told once
    for slide in slides(talk):
        for line in in_both_themes(talk.page, grave):
            found.setdefault(line, None)
            print(f"  {slide['place']} ({slide['title']}): {line}", flush=True)
    return list(found)


def main() -> int:
    """Look at all pages below a folder; 1 if something is wrong with one."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.axe", description=__doc__)
    parser.add_argument("place", nargs="+", type=Path, help="a page of a built site, or a folder")
    parser.add_argument("--all", action="store_true", help="tell what is moderate or minor too")
    options = parser.parse_args()
    if not (executable := find()):
        print(HOW_TO, file=sys.stderr)
        return 2
    grave = (*GRAVE, "moderate", "minor") if options.all else GRAVE
    pages = [sorted(one.rglob("*.html")) if one.is_dir() else [one] for one in options.place]
    wrong = 0
    with browser(executable) as chromium:
        for path in chain.from_iterable(pages):
            opened = OfflinePage(chromium, path, query="?show")
            opened.page.wait_for_selector("html[data-widgets='ready']", state="attached")
            if opened.page.evaluate("'talk' in document.documentElement.dataset"):
                found = of_talk(opened, grave)
            else:
                found = in_both_themes(opened.page, grave) + too_wide(opened.page)
            opened.close()
            wrong += len(found)
            for line in (f"{path}: {len(found) or 'nothing'} to mend", *found):
                print(line, flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
