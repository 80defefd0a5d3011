"""What an explorer is made of, as plain data: the page draws it, ``figure()`` prints it.

An explorer describes itself once, as a :class:`Content`.  Its numbers are arrays that hold *all*
positions of its sliders, packed into one buffer; its curves say which array they show and which
settings choose a row of it.  To add a curve is to add an array and a :class:`Curve`.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any, cast

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import ArrayLike, NDArray

from .. import style

__all__ = [
    "Axis",
    "Chart",
    "Choice",
    "Content",
    "Curve",
    "Preset",
    "Series",
    "Slider",
    "bands",
    "deflate",
    "inflate",
    "pack",
    "rounded",
    "series",
    "stride",
    "unpack",
    "visible",
]

Array = NDArray[Any]
_LARGEST = float(np.finfo(np.float32).max)


# -- the description ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Axis:
    """One axis of a chart.

    Attributes
    ----------
    label : str
    domain : (float, float)
        What it shows.
    log : bool
    domains : sequence of (float, float), optional
        Several, small to large: the first that holds all measured curves is shown.
    fit : bool
        From 0 to just above the largest measured value.
    """

    label: str
    domain: tuple[float, float]
    log: bool = False
    domains: Sequence[tuple[float, float]] | None = None
    fit: bool = False


@dataclass(frozen=True)
class Chart:
    """A frame on the stage.

    Attributes
    ----------
    title : str
    place : (left, top, width, height)
        On a stage 720 wide.
    x, y : Axis
    bare : bool
        Without grid lines, for a map.
    """

    title: str
    place: tuple[float, float, float, float]
    x: Axis
    y: Axis
    bare: bool = False


@dataclass(frozen=True)
class Curve:
    """One line on a chart: where its numbers are, and what chooses among them.

    Attributes
    ----------
    chart, array : str
        Names in the payload. The last axis of the array runs along the line.
    by : sequence of str or int
        Indexes of the leading axes: the name of a setting, or a fixed place.
    role : {"measured", "theory", "mode", "steep"}
        Solid with markers; thin and dashed; or a value's colour, solid or dashed.
    series : int, optional
        The entry of the legend that shows and hides it; a measured curve has its look.
    every : int
        Steps from one number to the next.
    plane : bool
        The array has x and y on its last axis but one; else x counts the steps.
    turn : str, optional
        A setting, and the array of its angles, by which points of the plane are turned.
    until : str, optional
        A setting: the last step that is drawn.
    spacing, size, head
        Steps from marker to marker, their radius, and whether the last one is larger.
    """

    chart: str
    array: str
    by: Sequence[str | int] = ()
    role: str = "measured"
    series: int | None = None
    every: int = 1
    plane: bool = False
    turn: str | None = None
    until: str | None = None
    spacing: int = 1
    size: float = 3.6
    head: bool = False


@dataclass(frozen=True)
class Slider:
    """A setting with positions 0 to ``count`` − 1.

    Attributes
    ----------
    name : str
        In the state; the explorer has a trait of this name.
    label : str
    count : int
    texts : sequence of str, optional
        What stands beside it at each position; without it the page writes one.
    values : sequence of float, optional
        What the trait holds in place of the position.
    """

    name: str
    label: str
    count: int
    texts: Sequence[str] | None = None
    values: Sequence[float] | None = None


@dataclass(frozen=True)
class Choice:
    """A setting that is one of several options; the state holds its index."""

    name: str
    label: str
    options: Sequence[str]
    values: None = None

    @property
    def count(self) -> int:
        return len(self.options)


@dataclass(frozen=True)
class Preset:
    """A button that changes the state."""

    label: str
    state: Mapping[str, Any]


@dataclass(frozen=True)
class Series:
    """What is compared: its name, its look, its line in the legend."""

    name: str
    color: str
    marker: str
    dash: str


@dataclass(frozen=True)
class Content:
    """All of an explorer but its numbers.

    Attributes
    ----------
    title, todo, challenge : str
        What it is, what to do first, and what to reach.
    columns : sequence of str
        Of the legend, after the one of the ``series``, whose title is ``seriesLabel``.
    charts : mapping of str to Chart
    curves : sequence of Curve
        The later are drawn over the earlier.
    play : dict, optional
        ``slider`` that is moved, and the ``seconds`` from its start to its end.
    more : mapping
        What only this explorer's drawing reads.
    """

    title: str
    todo: str
    challenge: str
    series: Sequence[Series]
    seriesLabel: str
    columns: Sequence[str]
    sliders: Sequence[Slider]
    presets: Sequence[Preset]
    charts: Mapping[str, Chart]
    curves: Sequence[Curve] = ()
    choices: Sequence[Choice] = ()
    play: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return it as JSON knows it, with ``more`` beside the rest."""
        plain = {name: value for name, value in asdict(self).items() if value is not None}
        return {**plain, **plain.pop("more")}


def series(names: Sequence[str], marks: Sequence[style.Mark]) -> list[Series]:
    """Name the looks of what is compared; black becomes the page's own text colour."""
    inks = ["var(--ll-text)" if m.color == style.PALETTE["black"] else m.color for m in marks]
    return [
        Series(name, ink, mark.marker, mark.svg_dash)
        for name, ink, mark in zip(names, inks, marks, strict=True)
    ]


# -- its numbers --------------------------------------------------------------------------------


def rounded(array: ArrayLike, bits: int = 12) -> Array:
    """Keep so many significant bits: 12 are right to three digits, and weigh half as much.

    >>> rounded([1.0, 1000.3, np.pi]).tolist()
    [1.0, 1000.25, 3.1416015625]
    """
    mantissa, exponent = np.frexp(np.asarray(array, dtype=float))
    return np.asarray(np.ldexp(np.rint(mantissa * 2**bits), exponent - bits))


def visible(array: ArrayLike, extent: float, pixels: float) -> Array:
    """Keep what can be seen of a coordinate: round it to a quarter of a pixel or less.

    >>> visible([0.5, 0.123456, -7.0], extent=2.0, pixels=250).tolist()
    [0.5, 0.123046875, -7.0]
    """
    step = 2.0 ** np.floor(np.log2(extent / pixels / 4))
    return np.asarray(np.clip(np.rint(np.asarray(array) / step) * step, -9 * extent, 9 * extent))


def stride(steps: int, points: int) -> int:
    """Return the largest divisor of ``steps`` that leaves at least so many points, if there is one.

    >>> stride(200, 100), stride(1000, 200), stride(60, 100)
    (2, 5, 1)
    """
    return max(k for k in range(1, 1 + max(1, steps // points)) if steps % k == 0)


def pack(arrays: Mapping[str, ArrayLike]) -> tuple[bytes, dict[str, list[Any]]]:
    """Put arrays into one float32 buffer: the bytes, and for each name its start and shape.

    Infinity becomes the largest float32, because SVG cannot draw it; NaN is refused.

    >>> data, directory = pack({"a": [[1.0, 2.0]], "b": [np.inf]})
    >>> len(data), directory
    (12, {'a': [0, [1, 2]], 'b': [2, [1]]})
    """
    directory: dict[str, list[Any]] = {}
    parts, start = [], 0
    for name, given in arrays.items():
        array = np.asarray(given, dtype=float)
        if bad := np.isnan(array).sum():
            raise ValueError(
                f"explorer: {name} has {bad} values that are NaN; a picture has no place for "
                "them. Label what diverged instead."
            )
        directory[name] = [start, list(array.shape)]
        parts.append(np.clip(array, -_LARGEST, _LARGEST).astype("<f4").ravel())
        start += array.size
    return np.concatenate(parts).tobytes(), directory


def unpack(data: bytes, directory: Mapping[str, Sequence[Any]]) -> dict[str, Array]:
    """Return the arrays of :func:`pack`, as the page gets them."""
    numbers = np.frombuffer(data, "<f4")
    return {
        name: numbers[start : start + int(np.prod(shape))].reshape(shape)
        for name, (start, shape) in directory.items()
    }


def deflate(data: bytes) -> bytes:
    """Compress float32 numbers: the lowest byte of each, then the next of each, and so on.

    Bytes of one kind resemble each other; those that were rounded away are all zero.

    >>> data, _ = pack({"x": rounded(np.linspace(0.0, 1.0, 1000))})
    >>> len(deflate(data)) < len(data) / 2, inflate(deflate(data)) == data
    (True, True)
    """
    # Level 5 takes two thirds of the time of the usual 6, and gives 4 % more.
    return zlib.compress(np.frombuffer(data, np.uint8).reshape(-1, 4).T.tobytes(), level=5)


def inflate(data: bytes) -> bytes:
    """Undo :func:`deflate`, as ``chart.js`` does in the page."""
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(4, -1).T.tobytes()


def bands(
    x: ArrayLike, y: ArrayLike, z: ArrayLike, levels: Sequence[float] | Array
) -> tuple[list[list[int]], Array]:
    """Outline where a surface is above each level, for SVG to fill one over the other.

    Returns
    -------
    rings : list of [level index, first point, number of points]
    points : ndarray, shape (n, 2)
    """
    z = np.asarray(z, dtype=float)
    generator = contour_generator(x, y, z, fill_type=FillType.OuterOffset)
    rings: list[list[int]] = []
    points: list[Array] = []
    start = 0
    for index, level in enumerate(levels):
        top = max(float(z.max()), float(level)) + 1
        outlines, offsets = cast(Any, generator.filled(float(level), top))
        for outline, ends in zip(outlines, offsets, strict=True):
            for first, last in pairwise(ends):
                rings.append([index, start + int(first), int(last - first)])
            points.append(outline)
            start += len(outline)
    return rings, np.concatenate(points) if points else np.zeros((0, 2))
