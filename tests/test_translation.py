"""One catalogue for all that is said: complete, in step with the code, and the same in a script."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import string
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po

from lecture_lib import translation
from lecture_lib.tools import catalogue
from lecture_lib.translation import LOCALE, messages, set_language, tr
from lecture_lib.widgets.assets import script

PATHS = sorted(LOCALE.glob("*.po"))


@pytest.fixture(scope="module")
def extracted():
    return {str(message.id): message for message in catalogue.extract() if message.id}


def translated(path):
    with path.open("rb") as stream:
        return {str(one.id): one for one in read_po(stream, locale=path.stem) if one.id}


def places(text):
    """What is put into a message, in any order: its braces with what they ask for."""
    return sorted(f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text)
                  if name is not None)  # fmt: skip


# --- the catalogues ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_catalogue_has_what_the_code_says_and_all_of_it(path, extracted):
    known = translated(path)
    assert sorted(known) == sorted(extracted), "run make catalogue"
    assert [text for text, one in known.items() if not one.string or one.fuzzy] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_translation_puts_in_what_the_english_puts_in(path):
    for text, one in translated(path).items():
        assert places(one.string) == places(text), text
        assert one.string.count("|") == text.count("|"), text  # lines of a label
        assert one.string.startswith(" ") == text.startswith(" "), text
        assert one.string.endswith(" ") == text.endswith(" "), text


def test_values_have_numbers(extracted):
    for text, one in extracted.items():
        assert not re.search(r"\{\}|\$\{", text), text
        if any(name.endswith(".js") for name, _ in one.locations):  # a script knows no formats
            assert re.sub(r"\{\d\}", "", text).count("{") == 0, text


def test_the_catalogue_finds_every_call_in_a_script(extracted):
    """Babel reads JavaScript by rules of its own; what it passes over would stay English."""
    for path in sorted(translation.LOCALE.parent.rglob("*.js")):
        name = path.relative_to(LOCALE.parent).as_posix()
        text = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found = set()
        for call in re.findall(r'\btr\(\s*("(?:[^"\\]|\\.)*"(?:\s*\+\s*"(?:[^"\\]|\\.)*")*)', text):
            found.add("".join(map(json.loads, re.findall(r'"(?:[^"\\]|\\.)*"', call))))
        said = {text for text, one in extracted.items() if (name, 0) in one.locations}
        assert found == said, name
        calls = len(re.findall(r"(?<![\w.])tr\(", text))
        literal = len(re.findall(r'(?<![\w.])tr\(\s*"', text))
        assert calls == literal, f"{name}: tr() is to be given a literal"


def test_the_catalogue_finds_every_call_in_python(extracted):
    """Babel passes over a call within an f-string."""
    for path in sorted(LOCALE.parent.rglob("*.py")):
        name = path.relative_to(LOCALE.parent).as_posix()
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))  # fmt: skip
        first = [call.args[0] for call in calls if call.func.id in {"tr", "tr_noop"} and call.args]
        found = {one.value for one in first if isinstance(one, ast.Constant)}
        assert found == {text for text, one in extracted.items() if (name, 0) in one.locations}, (
            name
        )
        assert not any(isinstance(one, ast.JoinedStr | ast.BinOp) for one in first), name


def test_an_update_keeps_what_is_translated_and_drops_what_is_no_longer_said(tmp_path, extracted):
    path = tmp_path / "de.po"
    path.write_text(
        'msgid "step"\nmsgstr "Schritt"\n\nmsgid "gone"\nmsgstr "weg"\n\n'
        '# Sure?\n#, fuzzy\nmsgid "rule"\nmsgstr "Regel"\n'
    )
    missing = catalogue.update(path)
    assert set(missing) == set(extracted) - {"step", "rule"}
    assert translated(path)["rule"].fuzzy and translated(path)["rule"].user_comments == ["Sure?"]
    assert "gone" not in path.read_text(encoding="utf-8")
    first = path.read_bytes()
    catalogue.update(path)
    assert path.read_bytes() == first


# --- what is said --------------------------------------------------------------------------------


def test_english_needs_no_catalogue():
    assert tr("{0} of {1}", 3, 10) == "3 of 10"
    assert tr("no such message {}") == "no such message {}"
    assert messages("en") == {}


def test_another_language(german):
    assert tr("{0} of {1}", 3, 10) == "3 von 10"
    assert tr("said by nobody") == "said by nobody"


def test_a_language_that_is_not_there_changes_nothing(german):
    with pytest.raises(ValueError, match=r"no catalogue for 'tlh'; there are .*'en'"):
        set_language("tlh")
    assert translation.current() == "de"


@pytest.mark.parametrize(("wanted", "said"), [("de", "Schritt"), ("tlh", "step"), ("", "step")])
def test_the_environment_chooses_the_first_language(wanted, said):
    code = "from lecture_lib.translation import tr; print(tr('step'))"
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True,
        encoding="utf-8", env={**os.environ, translation.VARIABLE: wanted},
    )  # fmt: skip
    assert run.stdout.strip() == said
    assert ("there are de" in run.stderr) == (wanted == "tlh")


# --- in a script ---------------------------------------------------------------------------------


def test_a_script_brings_what_it_says_and_no_more(german):
    text = script("widgets/conditioning/draw.js")
    assert 'const LANGUAGE = "de";' in text
    said = json.loads(re.search(r"const MESSAGES = (\{.*\});", text)[1])
    assert said["▶ Play"] == "▶ Abspielen"
    assert said["along: μ"] == "längs: μ"
    assert "learning rate η" not in said  # said in Python


def test_a_widget_speaks_the_language_it_was_made_in(german):
    from lecture_lib.widgets import ConditioningExplorer

    made = ConditioningExplorer()
    set_language("en")
    assert made.content["title"].startswith("Wie die Konditionszahl")
    assert 'const LANGUAGE = "de";' in made._esm
    assert 'const LANGUAGE = "en";' in ConditioningExplorer()._esm


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")
def test_the_page_puts_values_in_as_python_does(german, tmp_path):
    (tmp_path / "tr.mjs").write_text(
        (LOCALE.parent / "widgets/js/tr.js")
        .read_text(encoding="utf-8")
        .replace("= {};", '= {"{0} of {1}": "{1}: {0}"};'),
        encoding="utf-8",
    )
    code = 'import { tr } from "./tr.mjs"; console.log(tr("{0} of {1}", 3, "$&"))'
    (tmp_path / "run.mjs").write_text(code)
    run = subprocess.run(["node", tmp_path / "run.mjs"], capture_output=True, text=True, check=True)
    assert run.stdout == "$&: 3\n"
