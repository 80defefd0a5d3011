"""Every word that a widget shows or has read aloud comes from the catalogue."""

from __future__ import annotations

import re

import pytest

from lecture_lib.language import facts, pond
from lecture_lib.scale import MODELS
from tests.pseudo import plain_words, speaking

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

# What a lesson says, and last what covers the page until a question is answered. An exercise has
# the same name in every language, and so has what Python calls something.
NAMES = {"two", "paths", "lambda", "str"}
LESSON = {
    "not attempted": "ll.check('two-paths', ...)",
    "nothing returned": "ll.check('two-paths', lambda a, b: None)",
    "failed": "ll.check('two-paths', lambda a, b: a + b)",
    "stopped": "ll.check('two-paths', lambda a, b: a / 0)",
    "wrong sign": "ll.check('two-paths', lambda a, b: -2 * a - b)",
    "no number": "ll.check('two-paths', lambda a, b: '5')",
    "passed": "ll.check('two-paths', lambda a, b: 2 * a + b)",
    "hint": "ll.hint('two-paths', 1)",
    "report": "ll.report()",
    "compared": "ll.compare({'sum of two': ([3, 4], [3, 5])}, tolerance='10%')",
    "predict": """ll.predict('half', 'Half of one?', 0.5, mistakes={'forgot the factor': 1.0},
    explanation='It is half of one.')""",
    "quiz": """ll.quiz('edges', 'How many?', ['none', 'one'], 'one',
    {'none': 'Look again.', 'one': 'There it is.'})""",
}
AFTER = "<p lang=en>What is covered.</p>"

# Text and what stands in its place, at first and as sliders, choices and presets move.
SAID = """async root => {
    const names = ["aria-label", "title", "alt", "placeholder", "aria-valuetext"];
    const found = new Set();
    const read = async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        for (const element of [root, ...root.querySelectorAll("*")]) {
            // What the notebook says is marked as in its language.
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
    begin = "from tests.pseudo import speak; speak(); import lecture_lib as ll"
    cells = [begin, *CELLS.values(), *LESSON.values(), AFTER]
    with speaking():  # the script of the page does it too
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


def left_plain(root):
    """What a part of the page says without the catalogue."""
    words = {word for text in root.evaluate(SAID) for word in plain_words(text)}
    return sorted(words - SAME - NAMES)


def test_the_veil_over_what_follows_a_question_is_in_the_catalogue(page):
    line = page.locator(".veil[lang=en-pseudo]")  # the questions are answered further down
    assert line.inner_text().strip() != ""
    assert left_plain(line) == []


@pytest.mark.parametrize("name", LESSON)
def test_all_that_a_lesson_says_is_in_the_catalogue(page, name):
    cell = page.locator(".cell").nth(1 + len(CELLS) + list(LESSON).index(name))
    assert left_plain(cell.locator("[lang=en-pseudo]").first) == []


QUOTED = {
    "failed": ["only one path", "That is the arrow from a straight to f."],
    "stopped": ["ZeroDivisionError: float division by zero"],
    "compared": ["sum of two"],
    "hint": ["Draw the graph"],
    "predict": ["Half of one?"],
    "quiz": ["How many?", "none", "one"],
}


@pytest.mark.parametrize("name", QUOTED)
def test_what_the_notebook_says_is_marked_as_in_its_language(page, name):
    cell = page.locator(".cell").nth(1 + len(CELLS) + list(LESSON).index(name))
    told = cell.locator("[lang=en-pseudo] [lang=en]").all_text_contents()
    for words in QUOTED[name]:
        assert any(words in text for text in told), told


def test_replies_to_an_answer_are_in_the_catalogue_and_quote_the_notebook(page):
    card = page.locator(".ll-question").first
    for typed, quoted in {
        "?": [], "1,386": [], "9^9^9": [], "-0.5": [],
        "1": ["forgot the factor"], "0.5": ["It is half of one."],
    }.items():  # fmt: skip
        field = card.get_by_role("textbox")
        field.fill(typed)
        field.press("Enter")
        told = card.locator(".ll-told")
        assert told.inner_text() != ""
        assert left_plain(card) == []
        assert told.locator("[lang=en]").all_inner_texts() == quoted
