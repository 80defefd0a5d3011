"""Every word that a widget shows or has read aloud comes from the catalogue."""

from __future__ import annotations

import re

import pytest

from lecture_lib.language import facts, pond
from lecture_lib.scale import MODELS
from tests.pseudo import plain_words

from .bare import export_cells
from .lab import OfflinePage
from .test_presented import CELLS

# What is the same in every language: names of rules, functions, settings of Python.
SAME = {
    "Adam", "AdamW", "AdaGrad", "RMSProp", "Nesterov", "relu", "sum", "sin", "log", "exp", "tanh",
    "mean", "max", "min", "Esc", "Ctrl", "SGD", "Adafactor", "LeCun", "norm", "float",
    "BERT", "BART", "GPT", "Ethernet", "Gbit",
}  # fmt: skip
# Published models, whose names are words as well: "GPT-2 small".
PUBLISHED = re.compile("|".join(sorted(map(re.escape, MODELS), key=len, reverse=True)))
# What a widget was given stays as it is.
TEXTS = {*pond().words, *facts().words, "once", "lived"}
GIVEN = {
    ".ll-explorer.ll-masking": {*TEXTS, "mask", "cls", "sep"},
    ".ll-explorer.ll-attention": TEXTS,
    ".ll-explorer.ll-sampling": TEXTS,
    ".ll-explorer.ll-film": {"step"},
}

# Text and what stands in its place, at first and as sliders, choices and presets move.
SAID = """async root => {
    const names = ["aria-label", "title", "alt", "placeholder", "aria-valuetext"];
    const found = new Set();
    const read = async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        for (const element of [root, ...root.querySelectorAll("*")]) {
            if (element.closest("style, title")) continue;
            if (element.closest("[lang]").lang === "en") continue; // given, and marked as such
            for (const node of element.childNodes) if (node.nodeType === 3) found.add(node.data);
            for (const name of names) found.add(element.getAttribute(name));
        }
    };
    await read();
    for (const slider of root.querySelectorAll("input[type=range]")) {
        for (const share of [0, 0.5, 1, 0.3]) {
            slider.value = Math.round(Number(slider.max) * share);
            for (const type of ["input", "change"])
                slider.dispatchEvent(new Event(type, {bubbles: true}));
            await read();
        }
    }
    const pressed = "input[type=radio], input[type=checkbox], .ll-buttons button";
    for (const button of root.querySelectorAll(pressed)) {
        if (button.closest(".ll-tools") || button.matches(".ll-play")) continue;
        button.click();
        await read();
    }
    return [...found].filter(Boolean);
}"""


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    cells = ["from tests.pseudo import speak; speak(); import lecture_lib as ll", *CELLS.values()]
    path = export_cells(tmp_path_factory.mktemp("language"), "all", cells)
    opened = OfflinePage(chromium, path)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    yield opened.page
    opened.close()


@pytest.mark.parametrize("name", CELLS)
def test_all_that_a_widget_says_is_in_the_catalogue(page, name):
    widget = page.locator(".widget").nth(list(CELLS).index(name))
    root = widget.locator("[lang=en-pseudo]").first
    same = SAME | GIVEN.get(name, set())
    left = {
        text.strip(): words
        for text in root.evaluate(SAID)
        if (words := [word for word in plain_words(PUBLISHED.sub("", text)) if word not in same])
    }
    assert left == {}
