"""What to ask of each frame in predict mode, and what each wrong answer betrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from ...autograd.backward import Step
from ...autograd.symbols import sign
from ...translation import tr, tr_noop
from .payload import Mistake, Question

__all__ = ["OPERANDS", "PATH", "backward_question", "distinct", "forward_question",
           "number_question"]  # fmt: skip

#: What is told to a number that no known slip explains.
OPERANDS = tr_noop("Put the numbers of the operands in.")
PATH = tr_noop("What has arrived, times the local derivative of this arrow?")

Slip = tuple[Callable[..., float], str]

# Wrong answers by operation, from the operands x and y.
_PRODUCT: Slip = (lambda x, y: x * y, tr_noop("that is the product"))
_SUM: Slip = (lambda x, y: x + y, tr_noop("that is the sum"))
_SWAPPED = tr_noop("the operands are the other way round")
_SLOPE = tr_noop("that is the derivative, not the value")
_SLIPS: dict[str, tuple[Slip, ...]] = {
    "+": (_PRODUCT, (lambda x, y: x - y, tr_noop("that is the difference"))),
    "−": ((lambda x, y: y - x, _SWAPPED), _SUM),
    "×": (_SUM,),
    "÷": ((lambda x, y: y / x, _SWAPPED), _PRODUCT),
    "**": (_PRODUCT, (lambda x, y: y**x, _SWAPPED)),
    "log": ((lambda x: math.log10(x), tr_noop("that is the logarithm to base 10")),
            (lambda x: 1 / x, _SLOPE)),
    "tanh": ((lambda x: 1 - math.tanh(x) ** 2, _SLOPE),),
    "relu": ((lambda x: float(x > 0), _SLOPE),),
    "sin": ((lambda x: math.cos(x), _SLOPE),),
    "cos": ((lambda x: -math.sin(x), _SLOPE),),
    "exp": ((lambda x: math.exp(-x), tr_noop("the sign of the exponent is wrong")),),
}  # fmt: skip


def forward_question(node: Any, name: str = "") -> list[Question]:
    """Ask for the value of a node; nothing for arrays, nan, inf and leaves.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> (question,) = forward_question(ll.Value(3.0) - ll.Value(1.0), "v")
    >>> question["asks"], question["answer"], [m["value"] for m in question["mistakes"]]
    ('v =', 2.0, [-2.0, 4.0])
    """
    operands = [p.data for p in node.parents]
    if not operands or np.size(node.data) != 1 or any(np.size(x) != 1 for x in operands):
        return []
    answer = float(np.asarray(node.data).item())
    xs = [float(np.asarray(x).item()) for x in operands]
    if not all(map(math.isfinite, (answer, *xs))):
        return []
    mistakes = distinct(_slips(node.op, answer, xs), answer, nearest=2e-2)
    return [number_question(f"{name} =", answer, mistakes, again=tr(OPERANDS))]


def backward_question(step: Step, asks: str = "", final: float | None = None) -> list[Question]:
    """Ask for what an operand has received after an edge; nothing for arrays.

    Parameters
    ----------
    step : Step
        The edge.
    asks : str
        What stands before the box.
    final : float, optional
        What the operand has in the end, when all its edges are done.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0)
    >>> *_, last = ll.backward_steps(a * a)
    >>> (question,) = backward_question(last)
    >>> question["answer"], question["mistakes"][1]["says"]
    (6.0, 'what came before was overwritten instead of added to')
    """
    if np.ndim(step.total) or not np.isfinite(step.total):
        return []
    total, part = float(step.total), float(step.contribution)
    before = total - part
    wrong: list[tuple[float, str]] = []
    if step.local is not None:
        wrong += [
            (before + step.upstream, tr("the local derivative of the arrow is missing")),
            (before + step.upstream * step.parent.data,
             tr("the value was used in place of the local derivative")),
            (before + step.local, tr("what has arrived at the result is missing")),
        ]  # fmt: skip
    if step.path > 1:
        wrong.append((part, tr("what came before was overwritten instead of added to")))
    wrong.append((before - part, tr("the sign is wrong")))
    if final is not None and step.path < step.paths:
        says = tr("that is the sum of all its arrows; some are still to come")
        wrong.append((float(final), says))
    asked = tr("{0} so far", asks) if step.path < step.paths else asks
    mistakes = distinct(wrong, total, nearest=5e-3)
    return [number_question(f"{asked} =", total, mistakes, abs(part), again=tr(PATH))]


def number_question(
    asks: str, answer: float, mistakes: list[Mistake], part: float = 0.0, *, again: str
) -> Question:
    """A question for a number: of a sum of nothing, what was added says what is near."""
    size = max(abs(answer), part if math.isfinite(part) else 0.0) or 1.0
    return {
        "kind": "number", "asks": asks, "answer": answer, "mistakes": mistakes, "size": size,
        "place": None, "again": again,
    }  # fmt: skip


def _slips(op: str, answer: float, xs: Sequence[float]) -> Iterator[tuple[float, str]]:
    """Wrong values of an operation on `xs`, with the reason for each."""
    for wrong, says in _SLIPS.get(sign(op), ()):
        try:
            yield float(wrong(*xs)), tr(says)
        except (TypeError, ValueError, ArithmeticError):  # an operand is a constant, or no number
            continue
    if len(xs) == 1:
        yield xs[0], tr("that is the operand; the operation is still to come")
    yield -answer, tr("the sign is wrong")


def distinct(wrong: Iterable[tuple[float, str]], answer: float, nearest: float) -> list[Mistake]:
    """Leave out what looks like the answer, or like a mistake before it: it cannot be told."""
    seen, mistakes = [answer], list[Mistake]()
    for value, says in wrong:
        if math.isfinite(value) and not any(math.isclose(value, x, rel_tol=nearest) for x in seen):
            seen.append(value)
            mistakes.append({"value": float(value), "says": says})
    return mistakes
