"""einsum, and the products of arrays that are einsums: dot, inner, outer, tensordot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import prod
from string import ascii_letters
from typing import Any

import numpy as np

from .composition import composed
from .rule import primitive
from .shapes import normalise
from .tensor import Tensor

__all__ = ["einsum"]

_LARGE = 1 << 16  # multiplications


def _pull(position: int, g: Any, out: Any, subscripts: str, *operands: Any) -> Any:
    """Swap operand and result: the gradient is an einsum of the others with g.

    An index that only this operand has was summed away, or it was broadcast against a length of
    1: ones bring it back. An index that it has twice was a diagonal: an identity matrix brings
    the off-diagonal zeros back.
    """
    inputs, result = subscripts.split("->")
    terms = inputs.split(",")
    mine = position - 1  # operand 0 of the node is the subscripts
    target, shape = terms[mine], operands[mine].shape
    others = [(t, x) for k, (t, x) in enumerate(zip(terms, operands, strict=True)) if k != mine]
    factors = [(result, g), *others]
    free = iter(sorted(set(ascii_letters) - set(subscripts)))
    wanted = ""
    for letter, length in zip(target, shape, strict=True):
        name = letter
        if letter in wanted:
            name = next(free)
            factors.append((letter + name, np.eye(length, dtype=out.dtype)))
        wanted += name
    known = {pair for t, x in [(result, g), *others] for pair in zip(t, x.shape, strict=True)}
    for letter, length in {*zip(target, shape, strict=True)} - known:
        factors.append((letter, np.ones(length, dtype=out.dtype)))
    subscripts = ",".join(t for t, _ in factors) + "->" + wanted
    arrays = [x for _, x in factors]
    if any(isinstance(x, Tensor) for x in arrays):
        return np.einsum(subscripts, *arrays)
    return np.einsum(subscripts, *arrays, optimize=_worth_planning(subscripts, arrays))


def _worth_planning(subscripts: str, operands: Sequence[Any]) -> bool:
    """Whether pair by pair with BLAS takes less time than one loop, planning included.

    It does for more than two operands; for two of them where the loop is a product of matrices
    (each has an index of its own, and one that both share is summed) of some 40 x 40 and more.
    """
    if len(operands) != 2:
        return len(operands) > 2
    if operands[0].size * operands[1].size < _LARGE:  # at most so many: no need to count
        return False
    terms, result = subscripts.split("->")
    a, b = map(set, terms.split(","))
    if not (a - b and b - a and (a & b) - set(result)):
        return False
    lengths = {k: n for term, x in zip(terms.split(","), operands, strict=True)
               for k, n in zip(term, x.shape, strict=True)}  # fmt: skip
    return bool(prod(lengths.values()) >= _LARGE)


@primitive(every=_pull)
def einsum(subscripts: str, *operands: Any) -> Any:
    """``np.einsum`` in its explicit form."""
    try:
        optimize = _worth_planning(subscripts, operands)
    except ValueError:  # it does not fit: NumPy says why
        optimize = False
    return np.einsum(subscripts, *operands, optimize=optimize)


@composed(np.einsum)
def _einsum(*args: Any, optimize: Any = False) -> Any:
    if isinstance(args[0], str):
        subscripts, operands = args[0].replace(" ", ""), args[1:]
    else:  # einsum(A, [0, 1], B, [1, 2], [0, 2])
        lists = [*args[1::2], args[-1]] if len(args) % 2 else args[1::2]
        spelt = ["".join("..." if k is Ellipsis else ascii_letters[k] for k in s) for s in lists]
        operands = args[: 2 * (len(args) // 2) : 2]
        subscripts = ",".join(spelt[: len(operands)])
        if len(args) % 2:
            subscripts += "->" + spelt[-1]
    operands = tuple(x if isinstance(x, Tensor) else np.asarray(x) for x in operands)
    return einsum(_explicit(subscripts, [x.ndim for x in operands]), *operands)


def _explicit(subscripts: str, ndims: list[int]) -> str:
    """Spell out ``...`` with letters, aligned on the right, and an implied result."""
    inputs, arrow, result = subscripts.partition("->")
    terms = inputs.split(",")
    if len(terms) != len(ndims):
        raise ValueError(f"einsum: {len(terms)} terms in {subscripts!r} for {len(ndims)} operands")
    spare = "".join(sorted(set(ascii_letters) - set(subscripts), reverse=True))
    dots = ""
    for k, (term, ndim) in enumerate(zip(terms, ndims, strict=True)):
        if "..." in term:
            hidden = ndim - (len(term) - 3)
            letters = spare[:hidden][::-1]
            terms[k] = term.replace("...", letters)
            dots = max(dots, letters, key=len)
    if not arrow:
        uses = Counter(inputs.replace(".", "").replace(",", ""))
        result = "..." + "".join(sorted(letter for letter, n in uses.items() if n == 1))
    return ",".join(terms) + "->" + result.replace("...", dots)


@composed(np.tensordot)
def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    a, b = (x if isinstance(x, Tensor) else np.asarray(x) for x in (a, b))
    if isinstance(axes, int):
        axes = list(range(a.ndim - axes, a.ndim)), list(range(axes))
    left, right = normalise(axes[0], a.ndim), normalise(axes[1], b.ndim)
    # As NumPy does it: bring the summed axes together, then one matrix product.
    keep_a = [i for i in range(a.ndim) if i not in left]
    keep_b = [i for i in range(b.ndim) if i not in right]
    a, b = np.transpose(a, (*keep_a, *left)), np.transpose(b, (*right, *keep_b))
    rows, columns = a.shape[: len(keep_a)], b.shape[len(right) :]
    A = np.reshape(a, (prod(rows), prod(a.shape[len(keep_a) :])))
    B = np.reshape(b, (prod(b.shape[: len(right)]), prod(columns)))
    return np.reshape(A @ B, rows + columns)


@composed(np.dot)
def _dot(a: Any, b: Any) -> Any:
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return np.matmul(a, b) if np.ndim(b) <= 2 else _tensordot(a, b, (-1, -2))


@composed(np.inner)
def _inner(a: Any, b: Any) -> Any:
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return _tensordot(a, b, (-1, -1))


@composed(np.vdot)
def _vdot(a: Any, b: Any) -> Any:
    return np.sum(np.ravel(a) * np.ravel(b))


@composed(np.outer)
def _outer(a: Any, b: Any) -> Any:
    return np.expand_dims(np.ravel(a), 1) * np.ravel(b)
