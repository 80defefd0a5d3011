"""NumPy functions that are best explained by others: each is written out on Tensors.

A picture shows what they are made of, and their derivatives follow from the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .errors import InPlaceError, NoDerivative, ShapeError
from .operators import getitem
from .rule import derivative, primitive
from .shapes import normalise
from .table import COMPOSED, PLAIN
from .tensor import Tensor, apply, strip

__all__ = ["composed", "concatenate", "pad", "scatter"]


def composed(*functions: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register what each of `functions` means on Tensors."""

    def decorate(definition: Callable[..., Any]) -> Callable[..., Any]:
        for function in functions:
            COMPOSED[function] = definition
        return definition

    return decorate


# Piecewise constant, or about shape and order: no gradient flows through the answer.
PLAIN.update((
    np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal, np.isnan,
    np.isinf, np.isfinite, np.signbit, np.logical_and, np.logical_or, np.logical_not,
    np.logical_xor, np.floor_divide, np.argmax, np.argmin, np.argsort, np.nonzero, np.argwhere,
    np.flatnonzero, np.count_nonzero, np.searchsorted, np.shape, np.ndim, np.size, np.any, np.all,
    np.allclose, np.isclose, np.array_equal, np.zeros_like, np.ones_like, np.empty_like,
    np.full_like, np.result_type, np.may_share_memory, np.shares_memory, np.array2string,
    np.array_repr, np.array_str, np.bincount, np.unique, np.histogram, np.iscomplexobj,
    np.isrealobj, np.round, np.around,
))  # fmt: skip


@composed(np.copyto, np.fill_diagonal, np.put, np.place, np.putmask, np.put_along_axis)
def _write(target: Any, *values: Any, **options: Any) -> None:
    raise InPlaceError(
        f"writing into an array of shape {np.shape(target)}: with a Tensor this would bypass the "
        "graph; use np.where, np.concatenate or indexing, or t.data if no gradient is meant to flow"
    )


# -- indexing --------------------------------------------------------------------------------------
def _simple(index: Any) -> bool:
    """Whether `index` is made of numbers and slices, so that no element is picked twice."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(p is None or p is Ellipsis or isinstance(p, int | np.integer | slice) for p in parts)


@primitive(lambda g, out, a, index, shape: g[index])
def scatter(a: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `a` added at `index`: what indexing looks like backwards."""
    zeros = np.zeros(shape, np.asarray(a).dtype)
    if _simple(index):
        zeros[index] = a
    else:
        np.add.at(zeros, index, a)  # an index that occurs twice receives twice
    return zeros


derivative(getitem, lambda g, out, a, index: scatter(g, index, a.shape), None)


@composed(np.take)
def _take(a: Any, indices: Any, axis: int | None = None, mode: str = "raise") -> Any:
    indices, flat = np.asarray(strip(indices)), axis is None
    a, axis = (np.ravel(a), 0) if flat else (a, axis % a.ndim)
    if mode != "raise":
        n = a.shape[axis]
        indices = indices % n if mode == "wrap" else np.clip(indices, 0, n - 1)
    return a[(slice(None),) * axis + (indices,)]


@composed(np.take_along_axis)
def _take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    if axis is None:
        arr, axis = np.ravel(arr), 0
    indices, axis = np.asarray(strip(indices)), axis % arr.ndim
    mesh = list(np.ogrid[tuple(slice(n) for n in indices.shape)])
    for other in range(arr.ndim):  # a length of 1 broadcasts, as in NumPy
        if other != axis and indices.shape[other] == 1:
            along = tuple(-1 if i == other else 1 for i in range(arr.ndim))
            mesh[other] = np.arange(arr.shape[other]).reshape(along)
    mesh[axis] = indices
    return arr[tuple(mesh)]


@composed(np.sort)
def _sort(
    a: Any, axis: int | None = -1, kind: Any = None, order: None = None, *, stable: Any = None
) -> Any:
    a, axis = (np.ravel(a), 0) if axis is None else (a, axis)
    return _take_along_axis(a, np.argsort(a._data, axis, kind="stable"), axis)


@composed(np.partition)
def _partition(a: Any, kth: Any, axis: int | None = -1, kind: Any = "introselect") -> Any:
    a, axis = (np.ravel(a), 0) if axis is None else (a, axis)
    return _take_along_axis(a, np.argpartition(a._data, kth, axis), axis)


@composed(np.repeat)
def _repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    a, axis = (np.ravel(a), 0) if axis is None else (a, axis)
    return _take(a, np.repeat(np.arange(a.shape[axis]), repeats), axis)


@composed(np.diagonal)
def _diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    a = np.moveaxis(a, (axis1, axis2), (-2, -1))
    n = len(np.diagonal(np.empty(a.shape[-2:]), offset))
    k = np.arange(n)
    return a[..., k + max(-offset, 0), k + max(offset, 0)]


@composed(np.diag)
def _diag(v: Any, k: int = 0) -> Any:
    return _diagonal(v, k) if v.ndim == 2 else apply(np.diag, (v, k), {})


derivative(np.diag, lambda g, out, v, k=0: np.diag(g, k))


@composed(np.trace)
def _trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return np.sum(_diagonal(a, offset, axis1, axis2), axis=-1)


# -- joining and splitting -------------------------------------------------------------------------
def _slab(position: int, g: Any, out: Any, *arrays: Any, axis: int) -> Any:
    before = sum(a.shape[axis] for a in arrays[:position])
    slab = slice(before, before + arrays[position].shape[axis])
    return g[(slice(None),) * axis + (slab,)]


@primitive(every=_slab)
def concatenate(*arrays: Any, axis: int) -> Any:
    """Arrays end to end."""
    return np.concatenate(arrays, axis)


@composed(np.concatenate)
def _concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    arrays = [a if isinstance(a, Tensor) else np.asarray(a) for a in arrays]
    if axis is None:
        arrays, axis = [np.ravel(a) for a in arrays], 0
    return concatenate(*arrays, axis=axis % max(arrays[0].ndim, 1))


@composed(np.stack)
def _stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    return _concatenate([np.expand_dims(a, axis) for a in arrays], axis)


@composed(np.atleast_1d)
def _atleast_1d(*arrays: Any) -> Any:
    out = tuple(np.reshape(a, (1,)) if np.ndim(a) == 0 else a for a in arrays)
    return out if len(out) > 1 else out[0]


@composed(np.atleast_2d)
def _atleast_2d(*arrays: Any) -> Any:
    out = tuple(np.reshape(a, (1, -1)) if np.ndim(a) < 2 else a for a in arrays)
    return out if len(out) > 1 else out[0]


@composed(np.atleast_3d)
def _atleast_3d(*arrays: Any) -> Any:
    shapes = {0: (1, 1, 1), 1: (1, -1, 1)}
    out = tuple(
        np.reshape(a, shapes.get(np.ndim(a), (*np.shape(a), 1))) if np.ndim(a) < 3 else a
        for a in arrays
    )
    return out if len(out) > 1 else out[0]


@composed(np.hstack)
def _hstack(tup: Sequence[Any]) -> Any:
    arrays = [_atleast_1d(a) for a in tup]
    return _concatenate(arrays, 0 if arrays[0].ndim == 1 else 1)


@composed(np.vstack)
def _vstack(tup: Sequence[Any], *, dtype: None = None, casting: str = "same_kind") -> Any:
    if dtype is not None:
        raise NoDerivative(f"np.vstack: no derivative for dtype={dtype!r}; use .astype afterwards")
    return _concatenate([_atleast_2d(a) for a in tup], 0)


@composed(np.column_stack)
def _column_stack(tup: Sequence[Any]) -> Any:
    return _concatenate([np.reshape(a, (-1, 1)) if np.ndim(a) < 2 else a for a in tup], 1)


@composed(np.append)
def _append(arr: Any, values: Any, axis: int | None = None) -> Any:
    return _concatenate([arr, values], axis)


@composed(np.split, np.array_split)
def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    parts = np.array_split(np.arange(ary.shape[axis]), indices_or_sections)
    before = (slice(None),) * (axis % ary.ndim)
    return [ary[(*before, slice(p[0], p[-1] + 1) if len(p) else slice(0, 0))] for p in parts]


def _even_split(ary: Any, sections: Any, axis: int = 0) -> list[Any]:
    if isinstance(sections, int | np.integer) and ary.shape[axis] % sections:
        raise ShapeError(
            f"split: axis {axis} of {ary.shape} has length {ary.shape[axis]}, which {sections} "
            "does not divide; use np.array_split, or give the places to cut at"
        )
    parts: list[Any] = _split(ary, sections, axis)
    return parts


COMPOSED[np.split] = _even_split
COMPOSED[np.vsplit] = _even_split
COMPOSED[np.hsplit] = lambda ary, sections: _even_split(ary, sections, 1 if ary.ndim > 1 else 0)


# -- repeating and padding -------------------------------------------------------------------------
@composed(np.tile)
def _tile(A: Any, reps: Any) -> Any:
    reps = tuple(np.atleast_1d(reps))
    reps = (1,) * (A.ndim - len(reps)) + tuple(int(r) for r in reps)
    shape = (1,) * (len(reps) - A.ndim) + A.shape
    between = tuple(n for length in shape for n in (1, length))
    repeated = tuple(n for pair in zip(reps, shape, strict=True) for n in pair)
    whole = tuple(r * length for r, length in zip(reps, shape, strict=True))
    return np.reshape(np.broadcast_to(np.reshape(A, between), repeated), whole)


def _unpad(g: Any, out: Any, array: Any, pad_width: Any, constant_values: Any = 0) -> Any:
    if isinstance(pad_width, dict):  # axis: width
        before = np.zeros(array.ndim, int)
        for axis, width in pad_width.items():
            before[axis] = np.broadcast_to(width, 2)[0]
    else:
        before = np.broadcast_to(np.asarray(pad_width), (array.ndim, 2))[:, 0]
    return g[tuple(slice(int(b), int(b) + n) for b, n in zip(before, array.shape, strict=True))]


@primitive(_unpad, None)
def pad(array: Any, pad_width: Any, constant_values: Any = 0) -> Any:
    """A border of constants."""
    return np.pad(array, pad_width, constant_values=constant_values)


@composed(np.pad)
def _pad(array: Any, pad_width: Any, mode: str = "constant", **options: Any) -> Any:
    if mode == "constant":
        return pad(array, pad_width, **options)
    if mode not in ("edge", "reflect", "symmetric", "wrap"):
        raise NoDerivative(f"np.pad: no derivative for mode={mode!r}; use constant, edge, reflect, "
                           "symmetric or wrap")  # fmt: skip
    # These modes copy elements: pad their indices, then index.
    index: Any = np.arange(array.size).reshape(array.shape)
    index = np.pad(index, pad_width, mode, **options)  # type: ignore[call-overload]
    return np.ravel(array)[index]


# -- the rest --------------------------------------------------------------------------------------
@composed(np.where)
def _where(condition: Any, *choices: Any) -> Any:
    condition = strip(condition)
    return apply(np.where, (condition, *choices), {}) if choices else np.where(condition)


@composed(np.clip)
def _clip(
    a: Any, a_min: Any = None, a_max: Any = None, out: None = None,
    *, min: Any = None, max: Any = None,
) -> Any:  # fmt: skip
    low, high = a_min if min is None else min, a_max if max is None else max
    low, high = -np.inf if low is None else low, np.inf if high is None else high
    return apply(np.clip, (a, low, high), {})


@composed(np.ptp)
def _ptp(a: Any, axis: Any = None) -> Any:
    return np.max(a, axis=axis) - np.min(a, axis=axis)


@composed(np.diff)
def _diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    before = (slice(None),) * (axis % a.ndim)
    for _ in range(n):
        a = a[(*before, slice(1, None))] - a[(*before, slice(None, -1))]
    return a


@composed(np.gradient)
def _gradient(f: Any, *spacing: Any, axis: Any = None, edge_order: Any = 1) -> Any:
    axes = normalise(axis, f.ndim)
    steps = spacing * len(axes) if len(spacing) == 1 else spacing or (1.0,) * len(axes)
    if len(steps) != len(axes):
        raise TypeError(f"np.gradient: {len(steps)} spacings for {len(axes)} axes; one or as many")
    out = []
    for along, step in zip(axes, steps, strict=True):  # linear in f, so a matrix says it all
        unit = np.eye(f.shape[along], dtype=f.dtype)
        matrix = np.gradient(unit, strip(step), axis=0, edge_order=edge_order)
        out.append(np.moveaxis(np.tensordot(matrix.astype(f.dtype), f, (1, along)), 0, along))
    return tuple(out) if len(out) > 1 else out[0]


@composed(np.linspace)
def _linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False,
    dtype: None = None, axis: int = 0, *, device: None = None,
) -> Any:  # fmt: skip
    if dtype is not None:
        raise NoDerivative(f"np.linspace: no derivative for dtype={dtype!r}; use .astype")
    width = stop - start
    share = np.linspace(0.0, 1.0, num, endpoint, dtype=np.result_type(width.dtype, 1.0))
    out = np.moveaxis(start + width * share.reshape(-1, *(1,) * width.ndim), 0, axis)
    return (out, width / max(num - endpoint, 1)) if retstep else out


@composed(np.nan_to_num)
def _nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None,
                neginf: Any = None) -> Any:  # fmt: skip
    return np.where(np.isfinite(x), x, np.nan_to_num(x._data, True, nan, posinf, neginf))


@composed(np.rot90)
def _rot90(m: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    for _ in range(k % 4):
        m = np.swapaxes(np.flip(m, axes[1]), *axes)
    return m


@composed(np.rollaxis)
def _rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    axis, start = axis % a.ndim, start + a.ndim * (start < 0)
    return np.moveaxis(a, axis, start - (axis < start))


@composed(np.fliplr)
def _fliplr(m: Any) -> Any:
    return np.flip(m, 1)


@composed(np.flipud)
def _flipud(m: Any) -> Any:
    return np.flip(m, 0)
