"""What to ask of each frame in predict mode, and what each wrong answer betrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from ...autograd.backward import Step
from ...autograd.symbols import sign
from .payload import Mistake, Question

__all__ = ["backward_question", "forward_question"]

Slip = tuple[Callable[..., float], str]

# Wrong answers by operation, from the operands x and y.
_PRODUCT: Slip = (lambda x, y: x * y, "that is the product")
_SUM: Slip = (lambda x, y: x + y, "that is the sum")
_SWAPPED = "the operands are the other way round"
_SLIPS: dict[str, tuple[Slip, ...]] = {
    "+": (_PRODUCT, (lambda x, y: x - y, "that is the difference")),
    "−": ((lambda x, y: y - x, _SWAPPED), _SUM),
    "×": (_SUM,),
    "÷": ((lambda x, y: y / x, _SWAPPED), _PRODUCT),
    "**": (_PRODUCT, (lambda x, y: y**x, _SWAPPED)),
    "log": ((lambda x: math.log10(x), "that is the logarithm to base 10"),
            (lambda x: 1 / x, "that is the derivative, not the value")),
    "tanh": ((lambda x: 1 - math.tanh(x) ** 2, "that is the derivative, not the value"),),
    "relu": ((lambda x: float(x > 0), "that is the derivative, not the value"),),
    "sin": ((lambda x: math.cos(x), "that is the derivative, not the value"),),
    "cos": ((lambda x: -math.sin(x), "that is the derivative, not the value"),),
    "exp": ((lambda x: math.exp(-x), "the sign of the exponent is wrong"),),
}  # fmt: skip


def forward_question(node: Any) -> Question:
    """Ask for the value of a node; nothing for arrays, nan, inf and leaves.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> question = forward_question(ll.Value(3.0) - ll.Value(1.0))
    >>> question["answer"], [m["value"] for m in question["mistakes"]]
    (2.0, [-2.0, 4.0])
    """
    operands = [p.data for p in node.parents]
    if not operands or np.size(node.data) != 1 or any(np.size(x) != 1 for x in operands):
        return {}
    answer = float(np.asarray(node.data).item())
    xs = [float(np.asarray(x).item()) for x in operands]
    if not all(map(math.isfinite, (answer, *xs))):
        return {}
    wrong = _slips(node.op, answer, xs)
    return {"answer": answer, "mistakes": _distinct(wrong, answer, nearest=2e-2)}


def backward_question(step: Step) -> Question:
    """Ask for what an operand has received after an edge; nothing for arrays.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0)
    >>> *_, last = ll.backward_steps(a * a)
    >>> question = backward_question(last)
    >>> question["answer"], question["mistakes"][1]["says"]
    (6.0, 'the earlier path was overwritten instead of added to')
    """
    if np.ndim(step.total):
        return {}
    total, part = float(step.total), float(step.contribution)
    before = total - part
    wrong: list[tuple[float, str]] = []
    if step.local is not None:
        wrong += [
            (before + step.upstream, "the local derivative of the edge is missing"),
            (before + step.upstream * step.parent.data,
             "the value was used in place of the local derivative"),
            (before + step.local, "the upstream gradient is missing"),
        ]  # fmt: skip
    if step.path > 1:
        wrong.append((part, "the earlier path was overwritten instead of added to"))
    wrong.append((before - part, "the sign is wrong"))
    answer = total if math.isfinite(total) else None
    return {"answer": answer, "mistakes": _distinct(wrong, total, nearest=5e-3)}


def _slips(op: str, answer: float, xs: Sequence[float]) -> Iterator[tuple[float, str]]:
    """Wrong values of an operation on `xs`, with the reason for each."""
    for wrong, says in _SLIPS.get(sign(op), ()):
        try:
            yield float(wrong(*xs)), says
        except (TypeError, ValueError, ArithmeticError):  # an operand is a constant, or no number
            continue
    if len(xs) == 1:
        yield xs[0], "that is the operand; the operation is still to come"
    yield -answer, "the sign is wrong"


def _distinct(wrong: Iterable[tuple[float, str]], answer: float, nearest: float) -> list[Mistake]:
    """Leave out what looks like the answer, or like a mistake before it: it cannot be told."""
    seen, mistakes = [answer], list[Mistake]()
    for value, says in wrong:
        if math.isfinite(value) and not any(math.isclose(value, x, rel_tol=nearest) for x in seen):
            seen.append(value)
            mistakes.append({"value": float(value), "says": says})
    return mistakes
