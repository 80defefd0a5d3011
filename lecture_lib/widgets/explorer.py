"""What all explorers share: one state, one buffer of numbers, a summary in words.

An explorer computes the pictures of *all* positions of its sliders in NumPy, sends them once as
float32, and is drawn by the browser alone. So a slider follows the hand, and goes on doing so in
an exported page without a kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

import anywidget
import numpy as np
import traitlets
from contourpy import FillType, contour_generator
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from .. import style
from .assets import source

__all__ = ["Explorer"]

Array = NDArray[Any]
_LARGEST = float(np.finfo(np.float32).max)


def module(name: str) -> str:
    """The ES module of an explorer: the shared text, then its own."""
    return source("js/explorer.js", "js/frame.js", f"{name}/draw.js")


def pack(arrays: Mapping[str, ArrayLike]) -> tuple[bytes, dict[str, list[Any]]]:
    """Put arrays into one float32 buffer: the bytes, and for each name its start and shape.

    Infinity becomes the largest float32, because SVG cannot draw it; NaN is refused.

    >>> data, directory = pack({"a": [[1.0, 2.0]], "b": [np.inf]})
    >>> len(data), directory
    (12, {'a': [0, [1, 2]], 'b': [2, [1]]})
    """
    directory, parts, start = {}, [], 0
    for name, given in arrays.items():
        array = np.asarray(given, dtype=float)
        if np.isnan(array).any():
            raise ValueError(f"explorer: {name} has {np.isnan(array).sum()} values that are NaN; "
                             "a picture has no place for them. Label what diverged instead.")
        directory[name] = [start, list(array.shape)]
        parts.append(np.clip(array, -_LARGEST, _LARGEST).astype("<f4").ravel())
        start += array.size
    return np.concatenate(parts).tobytes(), directory


def bands(x: ArrayLike, y: ArrayLike, z: ArrayLike,
          levels: Sequence[float] | Array) -> tuple[list[list[int]], Array]:
    """Outlines of where a surface is above each level, for SVG to fill one over the other.

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


def ink(color: str) -> str:
    """A colour of the palette for the page: black becomes the page's own text colour."""
    return "var(--ll-text)" if color == style.PALETTE["black"] else color


def series(names: Sequence[str], marks: Sequence[style.Mark]) -> list[dict[str, str]]:
    """What the page has to know of each series to draw it and its entry in the legend."""
    return [{"name": name, "color": ink(mark.color), "marker": mark.marker,
             "dash": mark.svg_dash} for name, mark in zip(names, marks, strict=True)]


class Explorer(anywidget.AnyWidget):
    """What every explorer offers.

    Attributes
    ----------
    state : dict
        The positions of sliders and switches; page and kernel both may set it.
    presenter : bool
        Larger type and lines, for the last row of a lecture hall.
    """

    _css = style.css_variables(".ll-explorer") + source("js/explorer.css")

    content = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    presenter = traitlets.Bool(False).tag(sync=True)

    def _fill(self, arrays: Mapping[str, ArrayLike], initial: Mapping[str, Any],
              content: Mapping[str, Any]) -> None:
        """Set everything the page is made of."""
        self.data, directory = pack(arrays)
        self.content = {**content, "arrays": directory, "initial": dict(initial)}
        self.state = dict(initial)

    @traitlets.validate("state")
    def _valid(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        """Refuse a state the sliders do not have, before anything is drawn with it."""
        state = dict(proposal["value"])
        if not self.content:
            return state
        known = self.content["initial"]
        if unknown := set(state) - set(known):
            raise traitlets.TraitError(f"{type(self).__name__}: there is no setting "
                                       f"{', '.join(map(repr, unknown))}; it has "
                                       f"{', '.join(known)}.")
        state = {**known, **state}
        for slider in self.content["sliders"]:
            at = state[slider["name"]]
            if not (isinstance(at, int) and 0 <= at < slider["count"]):
                raise traitlets.TraitError(
                    f"{type(self).__name__}: {slider['name']} is {at!r}; its positions are 0 to "
                    f"{slider['count'] - 1}.")
        return self._adjusted(state)

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        """What else a state has to fulfil; an explorer may bring it into range."""
        return state

    def summary(self) -> str:
        """Return the numbers of the present state in words, one fact per line."""
        raise NotImplementedError

    def figure(self) -> Figure:
        """Return the present state as a Matplotlib figure, for print."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.summary()
