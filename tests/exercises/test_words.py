"""What hints and mistakes say is true: every formula and number in their words is worked out.

``words.txt`` holds, for each exercise, pieces of its hints and of its mistakes' words, and under
each what it says, in Python: on the exercise's simple inputs and on drawn ones it must hold. No
formula may stand in the words of an exercise without it, so a formula that is changed is either
worked out anew or found wrong.

Plain words are not checked: whether a hint helps, whether a mistake's words fit the mistake. Nor
are names of functions and single digits. What is only asked has nothing under it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lecture_lib import nn, softmax
from lecture_lib.lessons.checking import Exercise, load

EXERCISES = load()


def read(text: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Symbols of each exercise, as statements; and its pieces, each with an expression.

    >>> read("# sum\\n    s = a + b\\ns = a + b\\n    same(s, a + b)\\nWhat is s = 2?\\n")
    ({'sum': 's = a + b'}, {'sum': {'s = a + b': 'same(s, a + b)', 'What is s = 2?': ''}})
    """
    let: dict[str, str] = {}
    said: dict[str, dict[str, str]] = {}
    for section in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        id, _, body = section.strip("\n").partition("\n")
        blocks = re.findall(r"^(\S.*)?\n?((?:    .*\n?)*)", body, flags=re.MULTILINE)
        said[id] = {}
        for piece, code in blocks:
            lines = [line[4:] for line in code.splitlines()]
            if piece:
                said[id][piece] = " ".join(lines)
            elif lines:
                let[id] = "\n".join(lines)
    return let, said


LET, SAID = read((Path(__file__).parent / "words.txt").read_text(encoding="utf-8"))

# A formula: an operation or a comparison between signs, a power, a decimal or a longer number.
FORMULA = re.compile(r"[=√²³⁻⁰ᵀᵗᵏ^<>≤+·×±½∝−]|\d\.\d|\d\d|[\w)]/| - |-\d|\d-")
NAME = re.compile(r"∂\w+/∂\w+|E x²")  # these are names of a number


def same(a: Any, b: Any, tolerance: float = 1e-9) -> bool:
    return bool(np.allclose(a, b, rtol=tolerance, atol=tolerance))


def slope(f: Callable[[Any], Any], x: Any) -> Any:
    """The derivative by central differences, good to 1e-6."""
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def heavy_ball(alpha: float, beta: float, lam: float) -> bool:
    """Whether two steps from rest are those of x′ = (1 + β − αλ) x − β x₋₁."""
    x, v, path = 1.0, 0.0, [1.0]
    for _ in range(3):
        v = beta * v + lam * x
        x -= alpha * v
        path.append(x)
    return all(
        same(new, (1 + beta - alpha * lam) * now - beta * before)
        for before, now, new in zip(path, path[1:], path[2:], strict=False)
    )


def half(x: Any) -> bool:
    """Whether no number becomes 0 or infinite in float16."""
    with np.errstate(over="ignore", under="ignore"):
        stored = np.asarray(x).astype(np.float16)
    return bool(np.all((stored != 0) & np.isfinite(stored)))


def stopped(losses: Any, patience: int) -> tuple[int, int]:
    best, kept, bad, k = np.inf, 0, 0, 0
    for k, loss in enumerate(losses):
        if loss < best:
            best, kept, bad = loss, k, 0
        else:
            bad += 1
        if bad > patience:
            break
    return kept, k + 1


TOOLS = {
    "np": np, "math": math, "itertools": itertools, "nn": nn, "softmax": softmax, "same": same,
    "slope": slope, "heavy_ball": heavy_ball, "half": half, "stopped": stopped,
}  # fmt: skip


def words(exercise: Exercise) -> dict[str, str]:
    """What an exercise says, by where it says it."""
    hints = {f"hint {k}": text for k, text in enumerate(exercise.hints, 1)}
    return hints | {m.name: m.say for m in exercise.mistakes}


def symbols(exercise: Exercise, inputs: tuple[Any, ...]) -> dict[str, Any]:
    wrong = {m.name: m.wrong for m in exercise.mistakes}
    names = dict(zip(exercise.inputs, inputs, strict=True))
    names |= {
        **TOOLS,
        "answer": exercise.reference(*inputs),
        "wrong": lambda name: wrong[name](*inputs),
        "given_training": names.get("training"),
    }
    with np.errstate(all="ignore"):
        exec(LET.get(exercise.id, ""), names)
    return names


@pytest.mark.parametrize(
    ("id", "piece"), [pytest.param(i, p, id=f"{i}: {p}") for i, said in SAID.items() for p in said]
)
def test_what_is_said_holds(id, piece):
    exercise, rng, code = EXERCISES[id], np.random.default_rng(0), SAID[id][piece]
    assert any(piece in text for text in words(exercise).values()), "nobody says this any more"
    assert code or piece.endswith("?"), "only a question says nothing"
    for inputs in (*exercise.simple, *(exercise.numbers(rng) for _ in range(5))):
        with np.errstate(all="ignore"):
            assert not code or eval(code, symbols(exercise, inputs)), inputs


@pytest.mark.parametrize("id", EXERCISES)
def test_no_formula_is_said_that_is_not_worked_out(id):
    left = {}
    for where, text in words(EXERCISES[id]).items():
        rest = text
        for piece in sorted(SAID.get(id, ()), key=len, reverse=True):
            rest = rest.replace(piece, "")
        if FORMULA.search(NAME.sub("", rest)):
            left[where] = rest
    assert not left, "write what it says into words.txt"
