"""Mini-batches: every example in exactly one batch per epoch, or drawn independently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import ShapeError

__all__ = ["Batch", "DataLoader", "batches", "checked_data", "cut", "grouped"]

Array = NDArray[Any]
Batch = tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class DataLoader:
    """Data and how it is dealt out to the updates of a training.

    Parameters
    ----------
    data : sequence of array_like
        Inputs, then targets: ``(X, y)``. NaN and infinity are refused.
    batch_size : int
        Examples of a micro-batch; the last of an epoch holds what is left.
    accumulate : int
        Micro-batches of an update. Their gradients are summed and divided by the number of
        *targets* of all of them, so that any split gives the same update (errata E-K1, E-K2).
    replace : bool
        Draw batches independently instead of by epochs, as Titov writes it (erratum E-T9).
    ignore_index : int, optional
        Targets with this value count nowhere, as for padding.

    Raises
    ------
    ValueError, TypeError, ShapeError
        Empty or damaged data; sizes below 1.

    Examples
    --------
    >>> loader = DataLoader((np.arange(7), np.arange(7)), batch_size=2, accumulate=3)
    >>> updates = loader.updates(np.random.default_rng(0))
    >>> [[len(y) for _, y in next(updates)] for _ in range(3)]
    [[2, 2, 2], [1], [2, 2, 2]]
    >>> loader.updates_per_epoch
    2
    """

    data: Sequence[Any]
    batch_size: int = 32
    accumulate: int = 1
    replace: bool = False
    ignore_index: int | None = None

    def __post_init__(self) -> None:
        if min(self.batch_size, self.accumulate) < 1:
            raise ValueError(
                f"DataLoader: batch_size is {self.batch_size} and accumulate {self.accumulate}; "
                "both count from 1"
            )
        object.__setattr__(self, "data", checked_data(self.data))

    @property
    def updates_per_epoch(self) -> int:
        """Updates that one pass through the data makes."""
        return ceil(ceil(len(self.data[0]) / self.batch_size) / self.accumulate)

    def updates(self, rng: np.random.Generator) -> Iterator[list[Batch]]:
        """Yield the micro-batches of each update, without end; none reaches across epochs."""
        while True:
            epoch = cut(tuple(self.data), self.batch_size, rng, self.replace)
            yield from grouped(epoch, self.accumulate)

    def count(self, target: Array) -> int:
        """Return how many targets of a batch count."""
        if self.ignore_index is None:
            return target.size
        return int(np.count_nonzero(target != self.ignore_index))


def batches(
    data: Sequence[Any], size: int, rng: np.random.Generator | None = None, *,
    replace: bool = False, drop_last: bool = False,
) -> Iterator[Batch]:  # fmt: skip
    """Cut a data set into mini-batches: one epoch.

    Parameters
    ----------
    data : sequence of array_like
        Arrays with one row per example, such as ``(X, y)``.
    size : int
        B, examples per batch; the last batch holds what is left.
    rng : numpy.random.Generator, optional
        Shuffles; without it the order is that of the data.
    replace : bool
        Draw each batch independently, with replacement, as Titov writes it. Then an epoch is as
        many batches, but a given example occurs any number of times (erratum E-T9).
    drop_last : bool
        Leave out a last batch that is smaller.

    Yields
    ------
    tuple of ndarray
        The rows of each array that belong to the batch.

    Raises
    ------
    ShapeError, ValueError
        See :func:`checked_data`; a size below 1.

    Examples
    --------
    >>> X, y = np.arange(5), np.arange(5) * 10
    >>> for a, b in batches((X, y), 2):
    ...     print(a, b)
    [0 1] [ 0 10]
    [2 3] [20 30]
    [4] [40]
    """
    arrays = checked_data(data)
    if size < 1:
        raise ValueError(f"batches: size is {size}; a batch holds at least one example")
    if replace and rng is None:
        raise TypeError("batches: replace=True draws, so it needs rng=np.random.default_rng(seed)")
    return cut(arrays, size, rng, replace, drop_last)


def cut(
    arrays: Batch, size: int, rng: np.random.Generator | None = None, replace: bool = False,
    drop_last: bool = False,
) -> Iterator[Batch]:  # fmt: skip
    """One epoch of arrays that are checked already; see :func:`batches`."""
    n = len(arrays[0])
    order = np.arange(n) if rng is None else rng.permutation(n)
    for start in range(0, n, size):
        rows = order[start : start + size]
        if drop_last and len(rows) < size:
            return
        if replace and rng is not None:
            rows = rng.integers(0, n, len(rows))
        # `take` is faster, but copies all of a view, such as windows of a text.
        yield tuple(a.take(rows, axis=0) if a.flags.c_contiguous else a[rows] for a in arrays)


def grouped(stream: Iterable[Batch], size: int) -> Iterator[list[Batch]]:
    """Collect micro-batches into lists of `size`, the last one shorter: one list per update.

    Parameters
    ----------
    stream : iterable of batches
        As :func:`batches` yields them.
    size : int
        Micro-batches of an update, at least 1.

    Yields
    ------
    list of batches

    Raises
    ------
    ValueError
        A size below 1.

    Examples
    --------
    >>> [len(group) for group in grouped(batches((np.arange(7),), 2), 3)]
    [3, 1]
    """
    if size < 1:
        raise ValueError(f"accumulate is {size}; an update needs at least one micro-batch")
    stream = iter(stream)
    while group := list(islice(stream, size)):
        yield group


def checked_data(data: Sequence[Any], names: str = "data") -> Batch:
    """Return `data` as arrays of equal length without NaN, or say which array is at fault.

    Raises
    ------
    TypeError
        Not a sequence of arrays.
    ShapeError
        Arrays of different lengths.
    ValueError
        No example at all; a NaN or an infinity, named with its place.

    Examples
    --------
    >>> checked_data((np.array([[1.0], [np.nan]]), np.array([0, 1])))
    Traceback (most recent call last):
        ...
    ValueError: data[0]: nan at index (1, 0), 1 bad number of 2; drop or impute such rows first
    """
    if not isinstance(data, list | tuple) or not data:
        raise TypeError(f"{names} is {type(data).__name__}; give a tuple of arrays such as (X, y)")
    arrays = tuple(np.asarray(a) for a in data)
    lengths = [a.shape[0] if a.ndim else None for a in arrays]
    if None in lengths or len(set(lengths)) > 1:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise ShapeError(f"{names}: shapes {shapes}; each array needs one row per example")
    if not lengths[0]:
        raise ValueError(f"{names}: no example is in it; look at how it was split or filtered")
    for k, a in enumerate(arrays):
        if a.dtype.kind == "f" and not np.isfinite(a).all():
            bad = np.argwhere(~np.isfinite(a))
            where = tuple(int(i) for i in bad[0])
            number = f"{len(bad)} bad number{'s' if len(bad) > 1 else ''} of {a.size}"
            raise ValueError(
                f"{names}[{k}]: {a[where]} at index {where}, {number}; drop or impute such rows "
                "first"
            )
        if a.dtype.kind not in "fiub":
            raise TypeError(f"{names}[{k}] holds {a.dtype}; networks take numbers")
    return arrays
