"""The backprop stepper: both passes through a graph, step by step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from ...autograd.seals import fingerprint
from ...graph import Graph
from ...graph.collapse import LIMIT
from ...graph.svg import css as picture
from ...graph.words import NAME, name, numbers, value
from ...style.text import escape_label
from ...translation import tr, tr_noop
from .. import links
from ..assets import Script, sheet
from .failure import Failed, attempt
from .frames import view
from .live import LiveGraph
from .passes import Passes
from .payload import Content, FrameData, View

if TYPE_CHECKING:
    from typing import Self

__all__ = ["BackpropStepper", "Frame"]

SHEETS = ("draw", "stage", "caption", "work", "ask", "controls", "detail", "screens")
LINKED = ("position", "level", "predict")  # what a link tells
LISTED = 8  # gradients that are told in words
DRAWN = 400  # the largest picture that is drawn unfolded, in nodes
CHANGED = tr_noop(
    "The graph has changed since; this shows it as it was. Run the cell again for a new one."
)


@dataclass(frozen=True)
class Frame:
    """What is to be seen at one position of the slider.

    Attributes
    ----------
    kind : {"inputs", "forward", "seed", "backward", "wide", "unbroadcast", "failed", "blocked"}
        What happens: leaves get their values, an operation its result; the gradient of the root
        starts at 1 and goes back along an edge, as one contribution for each copy if an operand
        was broadcast, and then summed over these; or a pass ends.
    caption : str
        The frame in words.
    values, gradients : dict of str to str
        By name of node, the numbers that have appeared so far, as they are printed.
    active : tuple of str
        Names of the nodes that are highlighted.
    answer : float, tuple of int or None
        What predict mode asks for last: a number, or a shape; None where it asks nothing.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> frame = BackpropStepper(a * a).frame(-1)
    >>> frame.kind, frame.gradients, frame.answer
    ('backward', {'v1': '1.000', 'a': '6.000'}, 6.0)
    """

    kind: str
    caption: str
    values: dict[str, str]
    gradients: dict[str, str]
    active: tuple[str, ...]
    answer: float | tuple[int, ...] | None


class BackpropStepper(anywidget.AnyWidget):
    """Step through the forward and the backward pass of a graph, edge by edge.

    Everything is computed here, once; the page only shows it.  So it is smooth, and it works in
    an exported page without a kernel.

    Parameters
    ----------
    root : Value, Tensor or callable
        The output, or a function without arguments that computes it.  With a function, a forward
        pass that fails is shown as far as it came, its failing operation in red.
    data : collection of nodes or names
        Leaves to show as data rather than as parameters.
    gradient : float or array_like, optional
        The gradient to start from, for a root with more than one element.
    presenter : bool
        Larger type, for a projector.
    predict : bool
        Start in predict mode, which hides each number until one has been entered.
    live : bool
        Give each leaf a slider.  Moving one recomputes a copy of the graph through its recorded
        operations, in the kernel; your own graph stays as it is.

    Attributes
    ----------
    position : int
        The frame that is shown, from 0; set it to move the slider.
    steps : tuple of dict
        The frames as :class:`lecture_lib.widgets.stepper.payload.FrameData` describes them.
    changed : bool
        Whether the graph is no longer as it was when the widget was made.

    Raises
    ------
    TypeError
        When `root` is not a node of a graph.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> stepper = BackpropStepper(a * a)
    >>> stepper
    BackpropStepper(v1 = 9.000: 2 nodes, 2 edges, 5 frames)
    ∂v1/∂a = 6.000
    >>> stepper.frame(3).caption
    'Arrow 1 of 2 back to a: 1.000 (from v1) times 3.000 (on the arrow) is 3.000. So far 3.000.'
    """

    _esm = Script("widgets/stepper/draw.js")
    _css = picture(".ll-stepper") + sheet(
        ".ll-stepper", "widgets/js/bar.css", *(f"widgets/stepper/{name}.css" for name in SHEETS)
    )

    content = traitlets.Dict().tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    level = traitlets.Int(0).tag(sync=True)
    presenter = traitlets.Bool(False).tag(sync=True)
    predict = traitlets.Bool(False).tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, root: Any, *, data: Collection[Any] = (), gradient: Any = None,
        presenter: bool = False, predict: bool = False, live: bool = False,
    ) -> None:  # fmt: skip
        if callable(root):
            root = attempt(root)
        self._data, self._gradient = tuple(data), gradient
        passes = Passes.as_far_as_they_go(root, self._data, gradient)
        self._order, self._print = passes.order, _prints(passes.order)
        self._live = LiveGraph(root) if live and not isinstance(root, Failed) else None
        self._depths, level = _levels(passes.graph)
        shown = passes.graph.index[passes.graph.root]
        content: Content = {
            "title": tr("Backpropagation through {0}", name(shown)),
            "views": [view(passes, depth) for depth in self._depths],
            "leaves": self._live.sliders if self._live else None,
        }
        super().__init__(content=content, level=level, presenter=presenter, predict=predict)
        self._summary = _summary(passes, content["views"][level])
        if self._live:
            self.on_msg(self._asked)

    # -- what is shown, for tests and for who cannot see it ----------------------------------------

    @property
    def steps(self) -> tuple[FrameData, ...]:
        """The frames of the present folding, each saying only what changes."""
        return tuple(self._view["frames"])

    @property
    def _view(self) -> View:
        shown: View = self.content["views"][self.level]
        return shown

    def frame(self, position: int) -> Frame:
        """Return all that is to be seen at a position of the slider.

        Parameters
        ----------
        position : int
            From 0; negative positions count from the end.

        Raises
        ------
        IndexError
            When there is no such frame.
        """
        steps = self.steps
        if not -len(steps) <= position < len(steps):
            raise IndexError(f"frame({position}): the last of {len(steps)} is {len(steps) - 1}")
        last = position % len(steps)
        names = {node["id"]: node["name"] for node in self._view["graph"]["nodes"]}
        seen: dict[str, dict[str, str]] = {"value": {}, "gradient": {}}
        for step in steps[: last + 1]:
            for key, news in step["reveal"].items():
                for role, text in news.items():
                    seen[role][names[key]] = text
        step = steps[last]
        return Frame(
            step["kind"], step["caption"], seen["value"], seen["gradient"],
            tuple(names[key] for key in step["active"] if key in names), _last_answer(step),
        )  # fmt: skip

    def __repr__(self) -> str:
        return self._summary + (f"\n{tr(CHANGED)}" if self.changed else "")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self.refresh()
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data["text/plain"] = repr(self)  # whole, not its first 110 characters
        return bundle

    def link(self) -> str:
        """Return the step that is shown as a text, as the *Copy* button does.

        Examples
        --------
        >>> import lecture_lib as ll
        >>> BackpropStepper(ll.Value(3.0).exp()).link()
        'll:BackpropStepper?position=0&level=0&predict=0'
        """
        settings = {name: int(getattr(self, name)) for name in LINKED}
        return links.write("BackpropStepper", settings)

    def follow(self, link: str) -> Self:
        """Show the step that a link tells of, so that a notebook can begin there.

        Parameters
        ----------
        link : str
            From :meth:`link`, or from the *Copy* button of a stepper through the same graph.

        Returns
        -------
        BackpropStepper
            Itself.

        Raises
        ------
        ValueError
            It is no link to a stepper, or there is no such step. The stepper is as it was.

        Examples
        --------
        >>> import lecture_lib as ll
        >>> stepper = BackpropStepper(ll.Value(3.0).exp())
        >>> stepper.follow("ll:BackpropStepper?position=2").position
        2
        """
        to = {name: int(getattr(self, name)) for name in LINKED}
        for key, text in links.read(link, "BackpropStepper").items():
            if key not in to or not text.isdecimal():
                raise ValueError(
                    f"BackpropStepper.follow: {key}={text}; a link has {', '.join(LINKED)}, "
                    "each a whole number."
                )
            to[key] = int(text)
        views = self.content["views"]
        if to["level"] >= len(views):
            raise ValueError(
                f"BackpropStepper.follow: level is {to['level']}; the last is {len(views) - 1}."
            )
        last = len(views[to["level"]]["frames"]) - 1
        if to["position"] > last:
            raise ValueError(
                f"BackpropStepper.follow: position is {to['position']}; the last is {last}."
            )
        with self.hold_trait_notifications():
            self.position, self.level = to["position"], to["level"]
            self.predict = to["predict"] > 0
        return self

    # -- a graph that goes on living ---------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether the graph's numbers are no longer those that are shown."""
        return _prints(self._order) != self._print

    def refresh(self) -> None:
        """Compare with the graph as it is now, and say on the page if it has changed.

        Showing the widget again does so too.  The pictures and numbers stay those of the graph
        as it was: make a new stepper to see the new ones.
        """
        self.note = tr(CHANGED) if self.changed else ""

    def _asked(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Answer a slider of the live graph."""
        if self._live is None or message.get("kind") != "set":
            return
        try:
            self._live.set(message["values"])
            depth = self._depths[int(message["level"])]
            passes = Passes.as_far_as_they_go(self._live.root, self._data, self._gradient)
        except (ArithmeticError, ValueError) as error:
            self.send({"kind": "error", "says": str(error)})
        else:
            told = view(passes, depth, picture=False)
            kept = {key: told[key] for key in ("frames", "equations", "graph", "arrays", "table")}
            self.send({"kind": "numbers", "view": kept})


def _last_answer(step: FrameData) -> float | tuple[int, ...] | None:
    """What a frame asks for last."""
    for question in reversed(step["questions"]):
        answer = question["answer"]
        return tuple(answer) if isinstance(answer, list) else answer
    return None


def _levels(graph: Graph) -> tuple[list[int | None], int]:
    """The foldings to offer, coarse to fine, as depths; and which to start with."""
    deepest = max(len(node.scope) for node in graph.nodes)
    sizes = {depth: len(graph.collapse(depth)) for depth in range(deepest)}
    sizes[deepest] = len(graph)
    depths: list[int | None] = []
    for depth, size in sizes.items():
        if size <= DRAWN and size not in {sizes[d] for d in depths if d is not None}:
            depths.append(depth)
    small = [k for k, depth in enumerate(depths) if depth is not None and sizes[depth] <= LIMIT]
    if small:
        return depths, small[-1]
    return [None, *depths], 0  # even the outermost scopes are too many: fold as `fit` does


def _prints(order: Sequence[Any]) -> tuple[int, ...]:
    """What tells the numbers of a graph from other ones."""
    return tuple(fingerprint(np.asarray(node.data)) for node in order)


def _summary(passes: Passes, told: View) -> str:
    """Two stable lines that stand for the widget where there is no page."""
    graph, frames = passes.graph, told["frames"]
    root, kind = graph.index[graph.root], frames[-1]["kind"]
    result = "failed" if kind == "failed" else value(root) or "?"
    nodes, edges = len(graph.nodes), len(graph.edges)
    first = (
        f"BackpropStepper({name(root)} = {result}: {nodes:,} node{'s' * (nodes != 1)}, "
        f"{edges:,} edge{'s' * (edges != 1)}, {len(frames):,} frames)"
    )
    if kind in {"failed", "blocked"}:
        return f"{first}\n{frames[-1]['caption']}"
    drawn = {node["id"] for node in told["graph"]["nodes"]}
    of = escape_label(passes.target, limit=NAME)
    leaves = [n for n in graph.nodes if n.kind == "parameter" and n.id in drawn]
    slopes = [
        f"∂{of}/∂{name(leaf)} = {numbers(leaf.gradient, leaf.gradient_norm) or '0'}"
        for leaf in leaves[:LISTED]
    ]
    slopes += [f"and {len(leaves) - LISTED:,} more"] * (len(leaves) > LISTED)
    return "\n".join(filter(None, [first, ", ".join(slopes)]))
