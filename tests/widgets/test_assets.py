"""Scripts and style sheets as a widget sends them."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess

import pytest

from lecture_lib.lessons.question_widget import QuestionWidget
from lecture_lib.widgets import (
    AttentionExplorer,
    BackpropStepper,
    ConditioningExplorer,
    DepthExplorer,
    DescentExplorer,
    DifferenceExplorer,
    DigitPad,
    DropoutExplorer,
    FilmPlayer,
    MaskingExplorer,
    MemoryExplorer,
    MomentumPhasePlane,
    NoiseExplorer,
    RunReader,
    SamplingExplorer,
    ScaleExplorer,
    ScheduleExplorer,
    assets,
)

ROOTS = {
    AttentionExplorer: ".ll-explorer",
    BackpropStepper: ".ll-stepper",
    ConditioningExplorer: ".ll-explorer",
    DepthExplorer: ".ll-explorer",
    DescentExplorer: ".ll-explorer",
    DifferenceExplorer: ".ll-explorer",
    DigitPad: ".ll-explorer",
    DropoutExplorer: ".ll-explorer",
    FilmPlayer: ".ll-explorer",
    MaskingExplorer: ".ll-explorer",
    MemoryExplorer: ".ll-explorer",
    MomentumPhasePlane: ".ll-explorer",
    NoiseExplorer: ".ll-explorer",
    RunReader: ".ll-explorer",
    SamplingExplorer: ".ll-explorer",
    ScaleExplorer: ".ll-explorer",
    ScheduleExplorer: ".ll-explorer",
    QuestionWidget: ".ll-question",
}
WIDGETS = pytest.mark.parametrize("widget", ROOTS, ids=lambda widget: widget.__name__)
SCRIPTS = ["lessons/question.js", *(f"widgets/{room}/draw.js" for room in (
    "attention", "conditioning", "depth", "descent", "difference", "digits", "dropout", "film",
    "masking", "memory", "momentum", "noise", "reading", "sampling", "scale",
    "schedule", "stepper"))]  # fmt: skip

_TOP = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)
_UNPACKED = re.compile(r"^(?:export )?const [\[{]([^\]}=]*)[\]}] =", re.MULTILINE)


def names(text: str) -> set[str]:
    """What a script defines at its top level."""
    unpacked = ",".join(_UNPACKED.findall(text))
    return {*_TOP.findall(text), *re.findall(r"\w+", unpacked)}


def clashes(texts: list[str]) -> set[str]:
    pairs = itertools.combinations(map(names, texts), 2)
    return set().union(*(a & b for a, b in pairs))


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_two_files_of_a_module_define_the_same_name(name):
    found = assets.files(assets._PACKAGE / name)
    assert len(found) > 1
    assert clashes([path.read_text(encoding="utf-8") for path in found]) == set()


def test_a_clash_is_seen():
    assert clashes(["export const a = 1;", "function b() {}\nconst [a, c] = [1, 2];"]) == {"a"}
    assert (
        clashes(["class A {\n  const = 1;\n}", "async function b() {\n  const A = 1;\n}"]) == set()
    )


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node; the browser tests check too")
@WIDGETS
def test_a_module_stands_on_its_own(widget, tmp_path):
    (tmp_path / "widget.mjs").write_text(widget._esm, encoding="utf-8")
    subprocess.run(["node", "--check", tmp_path / "widget.mjs"], check=True, timeout=60)
    assert not re.search(r"^import\b", widget._esm, re.MULTILINE)
    assert widget._esm.count("export ") == widget._esm.count("export default ") == 1


def selectors(css: str) -> list[str]:
    """Every selector of a sheet, those inside of @media too."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    heads = [head.strip() for head in re.findall(r"([^{};]+)\{", css)]
    rules = [head for head in heads if not head.startswith("@")]
    return [part.strip() for rule in rules for part in re.split(r",(?![^()]*\))", rule)]


@WIDGETS
def test_every_rule_of_a_sheet_is_of_its_widget_alone(widget):
    theme = r"(\[data-jp-theme-light='false'\] |body:not\(\[data-jp-theme-light\]\) )?"
    root = re.compile(rf"{theme}{re.escape(ROOTS[widget])}(?![\w-])")
    assert [one for one in selectors(widget._css) if not root.match(one)] == []


def test_what_is_not_a_script_of_the_package_is_no_widget():
    with pytest.raises(FileNotFoundError):
        assets.script("widgets/nothing/draw.js")
