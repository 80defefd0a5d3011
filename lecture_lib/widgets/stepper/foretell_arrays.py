"""Questions about arrays: the shape of what comes next, then one of its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...autograd.backward import Step
from ...translation import tr, tr_noop
from .copies import Copies, Shape
from .foretell import OPERANDS, PATH, distinct, number_question
from .payload import Mistake, Question
from .rules import Factor, Rule, is_entrywise, matrix
from .work import is_written

__all__ = ["about_copies", "about_gradient", "about_sum", "about_value"]

Array = NDArray[Any]
Wrong = tuple[float, str]
Place = tuple[int, ...]
Slips = Callable[[Place], Iterator[Wrong]]
Again = Callable[[Place], str]
WrongShape = tuple[Shape, str]


def about_value(name: str, node: Any, factors: Sequence[Factor]) -> list[Question]:
    """Ask for the value of an array in the forward pass, and for its shape where that is new.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> node = ll.Tensor([[1.0], [2.0]], "a") * ll.Tensor([10.0, 20.0, 30.0], "b")
    >>> shape, entry = about_value("t", node, [])
    >>> shape["asks"], shape["answer"], entry["asks"], entry["answer"]
    ('shape of t =', [2, 3], 't[1, 2] =', 60.0)
    """
    value = np.asarray(node.data)
    if not value.ndim:
        return _about_number(name, node, value.item(), factors)
    given = [factor.array.shape for factor in factors]
    asked: list[Question] = []
    if any(own != value.shape for own in given or [()]):
        wrong = [(own, tr("that is the shape of an operand")) for own in given]
        asked.append(_shape(tr("shape of {0} =", name), value.shape, wrong, _how_long(node)))
    if _are_seen(matrix(value), *(factor.matrix for factor in factors)):
        upright = node.op == "matmul" and bool(factors) and factors[-1].upright
        again = _whence(node, factors)
        asked += _entry(name, value, lambda at: _neighbours(value, at), again, upright)
    return asked


def _about_number(name: str, node: Any, value: float, factors: Sequence[Factor]) -> list[Question]:
    """Ask for a sum, a mean or a product of vectors; other numbers take a calculator."""
    arrays = [factor.array for factor in factors]
    if node.op not in {"sum", "mean", "matmul"} or not np.isfinite(value):
        return []
    if not _are_seen(*(factor.matrix for factor in factors)):
        return []
    slips: list[Wrong] = [(-value, tr("the sign is wrong"))]
    if node.op == "sum":
        slips.append((float(np.mean(arrays[0])), tr("that is the mean")))
    elif node.op == "mean":
        slips.append((float(np.sum(arrays[0])), tr("that is the sum; it is still to be divided")))
    known = distinct(slips, value, nearest=5e-3)
    return [number_question(f"{name} =", value, known, again=tr(OPERANDS))]


def about_gradient(asks: str, step: Step, rule: Rule) -> list[Question]:
    """Ask for what an operand has received after an edge without broadcasting."""
    total, upstream = np.asarray(step.total), np.asarray(step.upstream)
    asked: list[Question] = []
    if not total.ndim:
        return asked
    if step.path == 1 and (total.shape != upstream.shape or rule.kind == "matrices"):
        wrong = [(upstream.shape, tr("that is the shape of the gradient that arrives"))]
        asked.append(_shape(tr("shape of {0} =", asks), total.shape, wrong, tr(_LIKE_ITS_ARRAY)))
    if _are_seen(matrix(total), *(factor.matrix for factor in rule.factors)):
        again = _again(rule)
        asked += _entry(asks, total, lambda at: _slips(step, rule, at), again, rule.upright)
    return asked


def about_copies(step: Step, rule: Rule, copies: Copies) -> list[Question]:
    """Ask for what comes back before it is summed."""
    raw = np.asarray(step.unreduced)
    wrong = [
        (copies.narrow, tr("that is the shape after the sum; every copy still has its own")),
        (np.shape(step.upstream), tr("that is the shape of the gradient that arrives")),
    ]
    again = tr("Here every copy has an entry. Where did the copies go: which shape had that?")
    asked = [_shape(tr("shape before the sum ="), raw.shape, wrong, again)]
    if rule.kind == "entries" and _are_seen(matrix(raw), *(f.matrix for f in rule.factors)):
        asked += _entry(tr("before the sum, entry "), raw,
                        lambda at: _factor_slips(rule, raw, at, 0.0), _again(rule))  # fmt: skip
    return asked


def about_sum(asks: str, step: Step, copies: Copies) -> list[Question]:
    """Ask for what is left when the copies of an operand are summed."""
    total = np.asarray(step.total)
    if not total.ndim:
        return []
    says = tr("summed over the wrong axis; {0} is summed", copies.along)
    wrong = [
        (copies.wide, tr("not summed: that has an entry for each copy")),
        *((shape, says) for shape in _other_sums(copies)),
    ]
    asked = [_shape(tr("shape of {0} =", asks), total.shape, wrong, tr(_LIKE_ITS_ARRAY))]
    if _are_seen(matrix(step.unreduced)):
        again = tr("Add up what has come back to its {0} copies.", copies.count)
        asked += _entry(asks, total, lambda at: _sum_slips(step, copies, at), lambda _: again)
    return asked


# -- what is told to an answer without a known reason ----------------------------------------------

_LIKE_ITS_ARRAY = tr_noop("A gradient has the shape of what it is the gradient of.")


def _how_long(node: Any) -> str:
    """Of the shape of a value."""
    if node.op == "matmul":
        return tr("It has the rows of the first array and the columns of the second.")
    if is_entrywise(node):
        return tr("Along each axis the longer of the two decides; the other is copied.")
    return tr("Which axes are left, and how long are they?")


def _whence(node: Any, factors: Sequence[Factor]) -> Again:
    """Of an entry of a value."""
    if node.op == "matmul":
        return _pairing(factors)
    if not is_entrywise(node):
        return lambda _: tr(OPERANDS)
    same = tr_noop("Entry {0} needs those in the same place, copies included.")
    return lambda at: " ".join([tr(OPERANDS), tr(same, list(at))])


def _again(rule: Rule) -> Again:
    return _pairing(rule.factors) if rule.kind == "matrices" else lambda _: tr(PATH)


def _pairing(factors: Sequence[Factor]) -> Again:
    """Which row meets which column, in a product of two factors that may be vectors."""
    if len(factors) != 2 or any(factor.array.ndim > 2 for factor in factors):
        return lambda _: tr(OPERANDS)
    first, second = factors
    many_rows, many_columns = first.matrix.shape[0] > 1, second.matrix.shape[1] > 1

    def again(at: Place) -> str:
        # In brackets, as in the question: there entries are counted from 0.
        row = tr("row [{0}] of {1}", at[0], first.said) if many_rows else first.said
        column = tr("column [{0}] of {1}", at[-1], second.said) if many_columns else second.said
        return tr("Multiply {0} by {1}, entry by entry, and add up.", row, column)

    return again


# -- the two kinds of question ---------------------------------------------------------------------


def _shape(asks: str, answer: Shape, wrong: Iterable[WrongShape], again: str) -> Question:
    """Ask for a shape; what has a reason of its own comes before what all shapes have."""
    general = [
        (answer[::-1], tr("that is transposed")),
        ((*answer, 1), tr("there is an axis of length 1 too many")),
        ((1, *answer), tr("there is an axis of length 1 too many")),
        (tuple(n for n in answer if n > 1), tr("the axis of length 1 is missing")),
        (tuple(np.atleast_1d(int(np.prod(answer)))), tr("that is how many entries it has")),
    ]
    seen, mistakes = [answer], list[Mistake]()
    for shape, says in [*wrong, *general]:
        if shape not in seen:
            seen.append(shape)
            mistakes.append({"value": [int(n) for n in shape], "says": says})
    return {
        "kind": "shape", "asks": asks, "answer": [int(n) for n in answer], "mistakes": mistakes,
        "size": 1.0, "place": None, "again": again,
    }  # fmt: skip


def _entry(
    name: str, array: Array, slips: Slips, again: Again, upright: bool = False
) -> list[Question]:
    """Ask for one entry; of none if all are nan or inf."""
    at = _telling(array)
    if at is None:
        return []
    answer = float(array[at])
    mistakes = distinct([(value, says) for value, says in slips(at)], answer, nearest=5e-3)
    columns = matrix(array, upright).shape[1]
    row, column = divmod(int(np.ravel_multi_index(at, array.shape)), columns)
    return [{
        "kind": "number", "asks": f"{name}{list(map(int, at))} =", "answer": answer,
        "mistakes": mistakes, "size": float(np.max(np.abs(array[np.isfinite(array)]))) or 1.0,
        "place": [row, column], "again": again(tuple(map(int, at))),
    }]  # fmt: skip


def _telling(array: Array) -> tuple[int, ...] | None:
    """The entry to ask for: not zero, a whole number if there is one, off the diagonal, late.

    >>> _telling(np.array([[1.0, 0.0], [2.5, 3.0]])), _telling(np.array([np.nan]))
    ((1, 1), None)
    """
    best: tuple[tuple[Any, ...], tuple[int, ...]] | None = None
    for at in np.ndindex(array.shape):
        x = float(array[at])
        if not np.isfinite(x):
            continue
        rank = (x != 0, x == round(x), len(set(at)) > 1 or len(at) == 1, at)
        if best is None or rank > best[0]:
            best = rank, at
    return None if best is None else best[1]


def _are_seen(*matrices: Array) -> bool:
    """Whether all of the matrices stand on the page as numbers."""
    return all(shown.size and is_written(shown) for shown in matrices)


# -- what wrong entries betray ---------------------------------------------------------------------


def _neighbours(array: Array, at: tuple[int, ...]) -> Iterator[Wrong]:
    """The entry with its indices exchanged, its negative, other entries."""
    turned = at[::-1] if len(at) == 2 else at
    places: dict[float, list[tuple[int, ...]]] = {}
    for place in np.ndindex(array.shape):
        if place != at:
            places.setdefault(float(array[place]), []).append(place)
    if turned != at and turned[0] < array.shape[0] and turned[1] < array.shape[1]:
        number = float(array[turned])
        if len(places[number]) == 1:
            yield number, tr("that is the entry {0}: transposed", list(turned))
    yield -float(array[at]), tr("the sign is wrong")
    for number, found in places.items():
        listed = tr(" or ").join(str(list(place)) for place in found)
        yield number, tr("that is the entry {0}", listed)


def _slips(step: Step, rule: Rule, at: tuple[int, ...]) -> Iterator[Wrong]:
    total, part = np.asarray(step.total), np.asarray(step.contribution)
    base = float(total[at] - part[at])
    yield from _factor_slips(rule, part, at, base)
    if step.path > 1:
        yield float(part[at]), tr("what came before was overwritten instead of added to")
    yield from _neighbours(total, at)


def _factor_slips(rule: Rule, array: Array, at: tuple[int, ...], base: float) -> Iterator[Wrong]:
    """A factor left out, or a matrix that was not transposed."""
    if rule.kind == "entries":
        first, second = rule.factors[0].array, rule.factors[-1].array
        for factor, missing in (
            (first, tr("the slope is missing")),
            (second, tr("the gradient that arrives is missing")),
        ):
            if factor.shape in (array.shape, ()):
                yield base + float(factor[at] if factor.ndim else factor), missing
    elif rule.kind == "matrices" and all(f.array.ndim < 3 for f in rule.factors):
        yield from _not_turned(rule, array, at, base)
    yield from _neighbours(array, at)


def _not_turned(rule: Rule, array: Array, at: tuple[int, ...], base: float) -> Iterator[Wrong]:
    """The product with the factor as it was in the forward pass, or in the other order."""
    first, second = rule.factors
    as_it_was = [f.matrix if f.is_gradient else f.matrix.T for f in rule.factors]
    for left, right in (as_it_was, (second.matrix, first.matrix)):
        if left.shape[1] != right.shape[0]:
            continue
        product = left @ right
        if product.size == array.size and product.shape == matrix(array, rule.upright).shape:
            product = product.reshape(array.shape)
            says = tr("the other factor stands transposed in this product")
            yield base + float(product[at]), says


def _sum_slips(step: Step, copies: Copies, at: tuple[int, ...]) -> Iterator[Wrong]:
    raw, part = np.asarray(step.unreduced), np.asarray(step.contribution)
    total = np.asarray(step.total)
    base = float(total[at] - part[at])
    extra = raw.ndim - part.ndim
    line = tuple(
        slice(None) if k in copies.axes else at[k - extra] if k >= extra else 0
        for k in range(raw.ndim)
    )
    for x in np.ravel(raw[line]):
        yield base + float(x), tr("not summed: that is one of its {0} contributions", copies.count)
    if raw.ndim == 2 and len(copies.axes) == 1:
        for x in raw.sum(axis=1 - copies.axes[0]):
            others = [
                list(to) for to in np.ndindex(total.shape) if to != at and total[to] == base + x
            ]
            says = tr("summed over the wrong axis; {0} is summed", copies.along)
            if others:
                says = tr(
                    "that is the entry {0}, or a sum over the wrong axis; {1} is summed",
                    *(others[0], copies.along),
                )
            yield base + float(x), says
    yield base + float(raw.sum()), tr("summed over all axes")
    if step.path > 1:
        yield float(part[at]), tr("what came before was overwritten instead of added to")
    yield from _neighbours(total, at)


def _other_sums(copies: Copies) -> Iterator[Shape]:
    """The shapes that summing over other axes leaves, with and without axes of length 1."""
    wide, n = copies.wide, len(copies.wide)
    for size in range(1, n + 1):
        for axes in combinations(range(n), size):
            if axes != copies.axes:
                yield tuple(1 if k in axes else wide[k] for k in range(n))
                yield tuple(wide[k] for k in range(n) if k not in axes)
