"""The claims of the committed notebooks: shown, honest, and complete."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from lecture_lib.lessons.ledger import errata, statements

FOLDER = Path(__file__).resolve().parents[3] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
LANDED = {path.name[:2] for path in NOTEBOOKS}
ID = re.compile(r"[GTKFS]-\d\d[a-z]?")
ROW = re.compile(rf"^({ID.pattern})\s", re.MULTILINE)
LOUD = ("✗ disagrees", "✗ differs")
MUST = {"num", "for", "clm"}
#: What a notebook may work with, and what has no computation in it.
ROUNDING = {"round", "rint", "around", "floor", "ceil", "trunc"}


@cache
def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def texts(path):
    for cell in cells(path):
        for output in cell.get("outputs", ()):
            yield "".join(output.get("data", {}).get("text/plain", ()))


def calls(path):
    """Each ``ll.claim(…)`` of a notebook: its first argument, stated and computed as trees."""
    for cell in cells(path):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or "ll.claim(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ll.claim":
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                yield node.args[0], given["stated"], given["computed"]


def made(path):
    """Ids that the cells with claims name, those of a loop too, without those they only show."""
    found = set()
    for cell in cells(path):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or "ll.claim(" not in source:
            continue
        tree = ast.parse(source)
        shows = [n for n in ast.walk(tree) if isinstance(n, ast.Call)
                 and ast.unparse(n.func) == "ll.claims"]  # fmt: skip
        skipped = {id(n) for n in chain.from_iterable(map(ast.walk, shows))}
        found |= {
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant)
            and isinstance(n.value, str)
            and ID.fullmatch(n.value)
            and id(n) not in skipped
        }
    return found


def shown(path):
    tables = [text for text in texts(path) if "verdict" in text]
    return set(chain.from_iterable(map(ROW.findall, tables)))


def loud(text):
    return any(mark in text for mark in LOUD)


def typed(computed):
    """Whether an expression has nothing in it but what was typed, and NumPy."""
    return not {n.id for n in ast.walk(computed) if isinstance(n, ast.Name)} - {"np"}


def rounds(computed):
    named = {n.id for n in ast.walk(computed) if isinstance(n, ast.Name)}
    named |= {n.attr for n in ast.walk(computed) if isinstance(n, ast.Attribute)}
    return bool(named & ROUNDING)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_no_committed_notebook_shows_what_disagrees(path):
    wrong = [text for text in texts(path) if loud(text)]
    assert not wrong, wrong


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_claim_is_shown(path):
    """One that no table shows would never be compared."""
    assert made(path) == shown(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_claim_is_computed(path):
    for what, stated, computed in calls(path):
        here = f"{ast.unparse(what)}: computed={ast.unparse(computed)}"
        assert not typed(computed), f"{here} is typed"
        assert ast.dump(stated) != ast.dump(computed), f"{here} is what is stated"
        assert not rounds(computed), f"{here} is rounded before it is judged; say places="


@pytest.mark.parametrize(
    ("source", "fault"),
    [("False", typed), ("3 - 1", typed), ("np.bool_(1)", typed), ("round(x, 1)", rounds),
     ("x.mean().round(2)", rounds), ("np.rint(x)", rounds)],
)  # fmt: skip
def test_the_checks_see_what_they_look_for(source, fault):
    assert fault(ast.parse(source, mode="eval").body)
    assert not fault(ast.parse("np.mean(x)", mode="eval").body)


def test_a_difference_is_loud():
    from lecture_lib.lessons import claim, compare
    from lecture_lib.lessons.ledger import LEDGER

    assert loud(repr(compare("x", 1, 2, tolerance=0.1)))
    assert not loud(repr(compare("x", 1, 1, tolerance=0.1)))
    assert loud(repr(claim("T-20", "", stated=1, computed=2)))
    LEDGER.clear()


def test_no_id_is_claimed_in_two_notebooks():
    where = {}
    for path in NOTEBOOKS:
        for id in made(path):
            where.setdefault(id, []).append(path.stem)
    assert not {id: names for id, names in where.items() if len(names) > 1}


def claimed():
    """Rows of which a notebook shows a claim."""
    return {id[:4] for path in NOTEBOOKS for id in shown(path)}


@pytest.mark.parametrize("row", statements().values(), ids=lambda row: row.id)
def test_every_number_formula_and_claim_is_recomputed_or_says_why_not(row):
    if not MUST & set(row.kind.split("/")) or not LANDED & set(row.notebooks):
        return  # a definition, say, or a notebook that is still to come
    has_claim = row.id in claimed()
    assert has_claim or row.reason, "claim it in a notebook, or give a reason in inventory.csv"
    assert not (has_claim and row.reason), (
        "it is claimed: the reason in inventory.csv is out of date"
    )


@pytest.mark.parametrize("erratum", errata().values(), ids=lambda erratum: erratum.id)
def test_every_erratum_is_proved_or_says_why_not(erratum):
    rows = [row for row in statements().values() if erratum.id in row.errata]
    if not LANDED.intersection(*[row.notebooks for row in rows]):
        return
    ids = {id for path in NOTEBOOKS for id in made(path)}
    assert erratum.reason or erratum.numbers
    assert set(erratum.numbers) <= ids, "no notebook makes these claims; take them out of the table"


def test_a_claim_stands_in_a_notebook_that_its_row_names():
    for path in NOTEBOOKS:
        for id in shown(path):
            assert path.name[:2] in statements()[id[:4]].notebooks, f"{id} in {path.name}"
