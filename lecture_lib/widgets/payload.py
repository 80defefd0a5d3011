"""What an explorer is made of, as plain data: the page draws it, ``figure()`` prints it.

An explorer describes itself once, as a :class:`Content`.  Its numbers are arrays that hold *all*
positions of its sliders, see :mod:`.packing`; its curves say which array they show and which
settings choose a row of it.  To add a curve is to add an array and a :class:`Curve`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

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
    "series",
]


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
    role : {"measured", "theory", "reference", "along", "across"}
        Solid with markers; thin and dashed; grey, to compare with; or a direction's colour, solid
        along the valley and dashed across it.
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
    trail : bool
        Of a dense zig-zag the page draws fewer turns, and the older ones faint.
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
    trail: bool = False


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
    lasts : (str, sequence of int), optional
        A choice, and the last position for each of its options, when it depends on them.
    also : mapping of str to int, optional
        Settings that are put somewhere whenever this one moves.
    """

    name: str
    label: str
    count: int
    texts: Sequence[str] | None = None
    values: Sequence[float] | None = None
    lasts: tuple[str, Sequence[int]] | None = None
    also: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Choice:
    """A setting that is one of several options; the state holds its index.

    Attributes
    ----------
    name, label : str
        As of a :class:`Slider`.
    options : sequence of str
        As they stand on the page.
    keys : sequence of str, optional
        What links call them where the page may say them in another language.
    also : sequence of mapping of str to int, optional
        Settings that each option puts somewhere.
    """

    name: str
    label: str
    options: Sequence[str]
    keys: Sequence[str] | None = None
    values: None = None
    also: Sequence[Mapping[str, int]] | None = None

    @property
    def count(self) -> int:
        return len(self.options)


@dataclass(frozen=True)
class Preset:
    """A button that changes the state, and looks pressed while the state is what it sets."""

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
        What it is, what to do first, and what to reach, ``""`` for nothing.
    columns : sequence of str
        Of the legend, after the one of the ``series``, whose title is ``seriesLabel``. Without
        any there is no legend.
    charts : mapping of str to Chart
    curves : sequence of Curve
        The later are drawn over the earlier.
    play : dict, optional
        ``slider`` that is moved, and the ``seconds`` from its start to its end; a setting that
        is one larger ``again`` and again, each time it starts anew.
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
