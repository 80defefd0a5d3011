"""The backprop stepper: both passes through a graph, step by step."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import anywidget
import numpy as np
import traitlets

from ...autograd import DTypeError, GraphError
from ...autograd.backward import topological_order
from ...graph import Graph, snapshot
from ...graph.collapse import LIMIT
from ...graph.svg import css as picture
from ...style.maths import mathml
from ...style.text import escape_label
from ..assets import script, sheet
from .failure import Failed, attempt
from .foretell import forward_question
from .frames import frames
from .live import LiveGraph

__all__ = ["BackpropStepper", "Frame"]

DRAWN = 400  # the largest picture that is drawn unfolded, in nodes
CHANGED = "The graph has changed since; this shows it as it was. Run the cell again for a new one."


@dataclass(frozen=True)
class Frame:
    """What is to be seen at one position of the slider.

    Attributes
    ----------
    kind : {"inputs", "forward", "seed", "backward", "unbroadcast", "failed", "blocked"}
    caption : str
        The frame in words.
    values, gradients : dict of str to str
        By name of node, the numbers that have appeared so far, as they are printed.
    active : tuple of str
        Names of the nodes that are highlighted.
    answer : float or None
        What predict mode asks for.
    """

    kind: str
    caption: str
    values: dict[str, str]
    gradients: dict[str, str]
    active: tuple[str, ...]
    answer: float | None


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
        The frames as :func:`lecture_lib.widgets.stepper.frames.frames` describes them.
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
    'Path 1 of 2 to a: 1.000 (from v1) times 3.000 (along the edge) is 3.000. So far 3.000.'
    """

    _esm = script("widgets/stepper/draw.js")
    _css = picture(".ll-stepper") + sheet(".ll-stepper", "widgets/stepper/draw.css")

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
        self._options = {"data": tuple(data), "gradient": gradient}
        graph = snapshot(root, self._options["data"])
        self._depths, level = _levels(graph)
        self._live = LiveGraph(root) if live and not isinstance(root, Failed) else None
        self._order = topological_order(root)
        self._print = _fingerprint(self._order)
        views = [_view(root, depth, **self._options) for depth in self._depths]
        name = graph.index[graph.root].name
        content = {
            "title": f"Backpropagation through {escape_label(name, limit=24)}",
            "root": name,
            "views": views,
            "leaves": self._live.sliders if self._live else None,
        }
        super().__init__(
            content=content, level=level, presenter=presenter, predict=predict,
        )  # fmt: skip
        self._summary = _summary(graph, views[level])
        if self._live:
            self.on_msg(self._asked)

    # -- what is shown, for tests and for who cannot see it ----------------------------------------

    @property
    def steps(self) -> tuple[dict[str, Any], ...]:
        """The frames of the present folding, each saying only what changes."""
        return tuple(self.content["views"][self.level]["frames"])

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
        view, steps = self.content["views"][self.level], self.steps
        if not -len(steps) <= position < len(steps):
            raise IndexError(f"frame({position}): the last of {len(steps)} is {len(steps) - 1}")
        last = position % len(steps)
        names = {node["id"]: node["name"] for node in view["graph"]["nodes"]}
        seen: dict[str, dict[str, str]] = {"value": {}, "gradient": {}}
        for step in steps[: last + 1]:
            for key, news in step["reveal"].items():
                for role, text in news.items():
                    seen[role][names[key]] = text
        step = steps[last]
        return Frame(
            step["kind"], step["caption"], seen["value"], seen["gradient"],
            tuple(names[key] for key in step["active"] if key in names), step.get("answer"),
        )  # fmt: skip

    def __repr__(self) -> str:
        return self._summary + (f"\n{CHANGED}" if self.changed else "")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self.refresh()
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data["text/plain"] = repr(self)  # whole, not its first 110 characters
        return bundle

    # -- a graph that goes on living ---------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether the graph's numbers are no longer those that are shown."""
        return _fingerprint(self._order) != self._print

    def refresh(self) -> None:
        """Compare with the graph as it is now, and say on the page if it has changed.

        Showing the widget again does so too.  The pictures and numbers stay those of the graph
        as it was: make a new stepper to see the new ones.
        """
        self.note = CHANGED if self.changed else ""

    def _asked(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Answer a slider of the live graph."""
        if self._live is None or message.get("kind") != "set":
            return
        try:
            self._live.set(message["values"])
            depth = self._depths[int(message["level"])]
            view = _view(self._live.root, depth, picture=False, **self._options)
        except (ArithmeticError, ValueError) as error:
            self.send({"kind": "error", "says": str(error)})
        else:
            kept = ("frames", "graph", "arrays", "table")
            self.send({"kind": "numbers", "view": {key: view[key] for key in kept}})


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


def _view(
    root: Any, depth: int | None, data: Collection[Any], gradient: Any, picture: bool = True
) -> dict[str, Any]:
    """The frames of one folding, with questions for the forward pass."""
    if isinstance(root, Failed):
        view = _forward_only(root, data, depth, root.error, picture)
    else:
        try:
            view = frames(root, data, depth, gradient, picture=picture)
        except (GraphError, DTypeError) as error:
            view = _forward_only(root, data, depth, error, picture)
    nodes = {f"n{k}": node for k, node in enumerate(topological_order(root))}
    for frame in view["frames"]:
        if frame["kind"] == "forward" and frame["focus"] in nodes:
            frame |= forward_question(nodes[frame["focus"]])
        if frame["kind"] in {"seed", "backward", "unbroadcast"}:
            frame["mathml"] = mathml(frame["latex"], display=True)
    return view


def _forward_only(
    root: Any, data: Collection[Any], depth: int | None, error: Exception, picture: bool
) -> dict[str, Any]:
    """What there is of a graph whose forward pass failed, or which has no backward pass."""
    view = frames(root, data, depth, backward=False, picture=picture)
    says = escape_label(f"{type(error).__name__}: {error}", limit=300)
    last = view["graph"]["root"]
    frame = {"active": [last], "focus": last, "latex": ""}
    if isinstance(root, Failed):
        node = next(node for node in view["graph"]["nodes"] if node["id"] == last)
        node |= {"value": "failed", "anomaly": None}
        told = {"kind": "failed", "caption": f"It stops here. {says}"}
        view["frames"][-1] |= frame | told | {"reveal": {last: {"value": "failed"}}}
    else:
        told = {"kind": "blocked", "caption": f"There is no backward pass. {says}"}
        view["frames"].append(frame | told | {"reveal": {}})
        view["backward"] = 1
    return view


def _fingerprint(order: list[Any]) -> int:
    total = 0
    for node in order:
        data = np.asarray(node.data)
        total = zlib.crc32(np.ascontiguousarray(data).tobytes(), total)
    return total


def _summary(graph: Graph, view: dict[str, Any]) -> str:
    """Two stable lines that stand for the widget where there is no page."""
    root = graph.index[graph.root]
    kind = view["frames"][-1]["kind"]
    result = "failed" if kind == "failed" else root.value_text or "?"
    nodes, edges, count = len(graph.nodes), len(graph.edges), len(view["frames"])
    name = escape_label(root.name, limit=24)
    first = (
        f"BackpropStepper({name} = {result}: {nodes:,} node{'s' * (nodes != 1)}, "
        f"{edges:,} edge{'s' * (edges != 1)}, {count:,} frames)"
    )
    if kind in {"failed", "blocked"}:
        return f"{first}\n{view['frames'][-1]['caption']}"
    leaves = [node for node in view["graph"]["nodes"] if node["kind"] == "parameter"]
    by = [escape_label(leaf["name"], limit=24) for leaf in leaves[:8]]
    told = [f"∂{name}/∂{x} = {_gradient(leaf)}" for x, leaf in zip(by, leaves, strict=False)]
    more = [f"and {len(leaves) - 8:,} more"] * (len(leaves) > 8)
    return "\n".join(filter(None, [first, ", ".join(told + more)]))


def _gradient(node: dict[str, Any]) -> str:
    if node["gradient"] is not None:
        return str(node["gradient"])
    return f"norm {node['gradient_norm']}" if node["gradient_norm"] is not None else "0"
