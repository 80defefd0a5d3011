"""What the stepper sends to the page: plain data, ready for JSON.

A frame says only what changes; the state at frame k is the frames up to k, one after the other.
All text is display-ready but not escaped for HTML: put it into ``textContent``.  Ids are unique in
one picture, not in a page: query inside the picture.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

__all__ = ["Content", "FrameData", "Grid", "HeatMap", "Mistake", "Part", "Question", "Sign",
           "Slider", "View"]  # fmt: skip


class Mistake(TypedDict):
    """A wrong answer that has a reason."""

    value: float | list[int]
    says: str


class Question(TypedDict):
    """What predict mode asks: a number, or the shape of an array."""

    kind: str  # "number" or "shape"
    asks: str  # "∂ℓ/∂w ="
    answer: float | list[int]
    mistakes: list[Mistake]
    size: float  # of a number: what it is right to 1 % of
    place: list[int] | None  # of one entry: its row and column as it is shown
    again: str  # what is told to a wrong answer without a known reason


class Grid(TypedDict, total=False):
    """An array as it is shown: as numbers, or as a map where these would be too many."""

    label: str  # MathML
    shape: str
    says: str  # what it is, in words
    role: str  # "value" or "gradient"
    entries: list[list[str]]
    cells: list[list[int | None]]  # as of a heat map
    norm: str
    secret: bool  # hidden until it has been predicted
    summed: str  # "down" or "along": the direction in which its entries are added


class Sign(TypedDict, total=False):
    """What stands between two arrays; words stand over an arrow."""

    sign: str
    arrow: bool


Part = Grid | Sign


class FrameData(TypedDict):
    """One position of the slider."""

    kind: str  # "inputs", "forward", "seed", "backward", "wide", "unbroadcast", "failed", "blocked"
    active: list[str]  # ids of the nodes and edges to highlight
    focus: str  # id of the node whose number appears
    reveal: dict[str, dict[str, str]]  # {id: {"value" | "gradient": text}}: what appears or changes
    latex: str  # the equation of the frame with its numbers
    says: str  # the sentence under the picture
    caption: str  # the frame in words, with all of its numbers
    questions: list[Question]  # what predict mode asks, one after the other
    work: list[Part]  # arrays and the signs between them; empty among scalars
    # Of backward frames only.  Numbers are text; `local` is None for arrays.
    edge: NotRequired[str]
    step: NotRequired[int]  # its place among the engine's steps
    path: NotRequired[int]
    paths: NotRequired[int]
    upstream: NotRequired[str]
    local: NotRequired[str | None]
    contribution: NotRequired[str]
    total: NotRequired[str]


class HeatMap(TypedDict):
    """An array of at most 12 × 12 whole numbers; ±99 stands for ``largest``, None for nan, inf."""

    shape: list[int]
    sampled: bool
    largest: str
    cells: list[list[int | None]]


class View(TypedDict):
    """Both passes over one folding of a graph.

    A folding has one forward frame per visible node, and a backward frame for each edge of the
    engine that is not hidden inside a fold.
    """

    svg: str | None  # the picture; elements #n3 and #e2 as in lecture_lib.graph.svg.draw
    hint: str | None  # how to get a picture where no renderer is installed
    graph: dict[str, Any]  # Graph.to_dict() of what is drawn, with the final gradients
    table: str  # the Wengert list, the text of it all
    rules: dict[str, str]  # how each node was computed: "w × x"
    places: dict[str, int]  # by id: where the last operation of a node is in the engine's order
    forward: int  # how many frames each pass has; the forward frames come first
    backward: int
    frames: list[FrameData]
    equations: list[str]  # `latex` of the backward frames, as MathML
    arrays: dict[str, dict[str, HeatMap]]  # {id: {"value" | "gradient": map}}, for a selection


class Slider(TypedDict):
    """What moves one leaf of a live graph."""

    label: str
    low: float
    high: float
    step: float
    value: float  # at the start
    digits: int  # decimals that are shown


class Content(TypedDict):
    """The whole widget: the same graph in one or more foldings, coarse to fine."""

    title: str
    views: list[View]
    leaves: list[Slider] | None  # of a live graph
