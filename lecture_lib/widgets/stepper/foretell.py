"""What to ask of the forward pass in predict mode, and what each wrong answer betrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...autograd.symbols import sign

__all__ = ["forward_question"]

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


def forward_question(node: Any) -> dict[str, Any]:
    """Ask for the value of a node; ``{}`` for arrays, nan, inf and leaves.

    Returns
    -------
    dict
        ``answer`` and ``mistakes`` as in the backward frames, see
        :mod:`lecture_lib.widgets.stepper.frames`.

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
    return {"answer": answer, "mistakes": list(_mistakes(node.op, answer, xs))}


def _mistakes(op: str, answer: float, xs: Sequence[float]) -> list[dict[str, Any]]:
    slips = list(_SLIPS.get(sign(op), ()))
    if len(xs) == 1:
        slips.append((lambda x: x, "that is the operand; the operation is still to come"))
    slips.append((lambda *_: -answer, "the sign is wrong"))
    seen, mistakes = [answer], []
    for wrong, says in slips:
        try:
            value = float(wrong(*xs))
        except (TypeError, ValueError, ArithmeticError):  # one operand is a constant, or no number
            continue
        if math.isfinite(value) and not any(math.isclose(value, x, rel_tol=2e-2) for x in seen):
            seen.append(value)
            mistakes.append({"value": value, "says": says})
    return mistakes
