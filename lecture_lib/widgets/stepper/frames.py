"""The forward and the backward pass as frames over one layout: what the stepper plays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ...autograd import Tensor
from ...autograd.backward import Step
from ...graph import Graph, Node, RendererMissing, to_svg
from ...graph.words import expression, gradient, value
from ...style.maths import mathml
from ...style.text import escape_label
from ...translation import tr
from . import latex, words, work
from .copies import Copies
from .failure import Failed
from .foretell import backward_question, forward_question
from .foretell_arrays import about_copies, about_gradient, about_sum, about_value
from .heat_map import heat_map
from .passes import Passes
from .payload import FrameData, HeatMap, Question, View
from .rules import operands, rule_of

__all__ = ["frames", "heat_map", "view"]

_SQUARE = re.compile(r" \*\* 2(?![.\d]*\d)")
SHOWN = 80  # edges of the largest graph whose frames show their arrays

layout = to_svg


def frames(
    root: Any, data: Collection[Any] = (), depth: int | None = None, gradient: Any = None, *,
    backward: bool = True, picture: bool = True,
) -> View:  # fmt: skip
    """Prepare both passes through the graph of `root` for an animation.

    Parameters
    ----------
    root : Value or Tensor
        With more than one element it needs a `gradient` to start from.
    data : collection of nodes or names
        Leaves to show as data rather than as parameters.
    depth : int, optional
        Fold scopes nested deeper than this; by default only as much as keeps the picture legible.
    gradient : float or array_like, optional
        As in :func:`~lecture_lib.backward_steps`.
    backward : bool
        False leaves the backward pass out, for a root that has none.
    picture : bool
        False leaves ``svg`` None: a live graph keeps its picture when its numbers change.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> for frame in frames(a * a)["frames"]:
    ...     print(frame["caption"])
    The inputs: a = 3.000.
    v1 = a × a = 3.000 × 3.000 = 9.000.
    The gradient of v1 with respect to itself is 1.000.
    Arrow 1 of 2 back to a: 1.000 (from v1) times 3.000 (on the arrow) is 3.000. So far 3.000.
    Arrow 2 of 2 back to a: 1.000 (from v1) times 3.000 (on the arrow) is 3.000. Together 6.000.
    """
    return view(Passes.of(root, data, gradient, backward=backward), depth, picture)


def view(passes: Passes, depth: int | None = None, picture: bool = True) -> View:
    """Tell both passes over one folding of their graph; see :func:`frames`."""
    folding = _Folding(passes, passes.graph.collapse(depth))
    graph, first, second = folding.graph, list(folding.forward()), list(folding.backward())
    told = graph.to_dict()
    if isinstance(passes.order[-1], Failed):
        first[-1] = folding.ending("failed", tr("It stops here."))
        told["nodes"][-1].update(value=tr("failed"), anomaly=None)
    elif passes.error is not None:
        second = [folding.ending("blocked", tr("There is no backward pass."))]
    try:
        word = tr("squared")
        svg, hint = layout(graph).replace(">** 2<", f">{word}<") if picture else None, None
    except RendererMissing as missing:
        svg, hint = None, str(missing)
    return {
        "svg": svg,
        "hint": hint,
        "graph": told,
        "table": graph.table(),
        "rules": {node.id: squared(expression(graph, node)) for node in graph.nodes},
        "places": folding.places,
        "forward": len(first),
        "backward": len(second),
        "frames": first + second,
        "equations": [_equation(frame) for frame in second],
        "arrays": folding.arrays(),
    }


def _equation(frame: FrameData) -> str:
    """The equation of a frame as MathML; of arrays the work stands in its place."""
    return "" if frame["work"] or not frame["latex"] else mathml(frame["latex"], display=True)


@dataclass(frozen=True)
class _Folding:
    """Who stands where: nodes of the engine, and what of them can be seen in one picture."""

    passes: Passes
    graph: Graph  # as drawn

    @cached_property
    def visible(self) -> dict[str, str]:
        """What stands in the picture for each node, by id."""
        return {i: node.id for node in self.graph.nodes for i in (node.members or (node.id,))}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the last operation of what is drawn is in the engine's order."""
        return {self.visible[node.id]: k for k, node in enumerate(self.passes.graph.nodes)}

    @cached_property
    def shown(self) -> dict[str, str]:
        """What prints the numbers of a node: itself, or the fold of which it is the one output."""
        full, visible = self.passes.graph, self.visible
        leaving = {e.source for e in full.edges if visible[e.source] != visible[e.target]}
        outputs: dict[str, list[str]] = {}
        for inner in leaving | {full.root}:
            outputs.setdefault(visible[inner], []).append(inner)
        alone = {found[0]: outer for outer, found in outputs.items() if len(found) == 1}
        return alone | {node.id: node.id for node in self.graph.nodes if node.id in visible}

    @cached_property
    def drawn(self) -> dict[tuple[str, int], str]:
        """The id of the edge in the picture, by target and position in the engine's graph."""
        kept = {e.id for e in self.graph.edges}
        merged = {(e.source, e.target): e.id for e in self.graph.edges}
        found = {}
        for edge in self.passes.graph.edges:
            ends = self.visible[edge.source], self.visible[edge.target]
            if ends[0] != ends[1]:  # the others are inside a fold
                key = edge.target, edge.position
                found[key] = edge.id if edge.id in kept else merged[ends]
        return found

    def forward(self) -> Iterator[FrameData]:
        """The inputs, then one frame for each operation that is drawn."""
        graph = self.graph
        inputs = [n for n in graph.nodes if not graph.incoming[n.id] and n.kind != "scope"]
        if inputs:
            yield {
                "kind": "inputs",
                "active": [node.id for node in inputs],
                "focus": inputs[0].id,
                "reveal": {node.id: {"value": value(node)} for node in inputs},
                "latex": latex.assignments(inputs),
                "says": tr("The inputs have their values."),
                "caption": words.inputs(inputs),
                "questions": [],
                "work": [],
            }
        given = {node.id for node in inputs}
        for node in graph.nodes:
            if node.id not in given:
                yield self._result(node)

    def _result(self, node: Node) -> FrameData:
        """One operation of the forward pass, or a folded part of it."""
        graph, edges = self.graph, self.graph.incoming[node.id]
        frame: FrameData = {
            "kind": "forward",
            "active": [node.id, *(edge.id for edge in edges)],
            "focus": node.id,
            "reveal": {node.id: {"value": value(node)}},
            "latex": latex.result(node),
            "says": words.computation(node, [graph.index[edge.source] for edge in edges]),
            "caption": squared(
                words.result(node, expression(graph, node), in_numbers(graph, node))
            ),
            "questions": [],
            "work": [],
        }
        engine = self.passes.engine.get(node.id)
        if isinstance(engine, Tensor) and any(np.ndim(p.data) for p in (engine, *engine.parents)):
            factors = operands(engine, self.named)
            frame["questions"] = self.asked(about_value(node.name, engine, factors))
            if self.shows_work:
                frame["work"] = work.computed(engine, latex.latex_name(node.name), factors)
        elif engine is not None:
            frame["questions"] = forward_question(engine, node.name)
        return frame

    def named(self, node: Any) -> str:
        """The name of one of the engine's nodes."""
        return self.passes.graph.index[self.passes.ids[id(node)]].name

    def asked(self, questions: list[Question]) -> list[Question]:
        """Those questions about an array that can be answered from what is shown."""
        return [q for q in questions if self.shows_work or q["kind"] == "shape"]

    @property
    def shows_work(self) -> bool:
        """Whether the arrays of each frame are sent; of a large graph they would weigh too much."""
        return len(self.graph.edges) <= SHOWN

    def backward(self) -> Iterator[FrameData]:
        """The seed, then the engine's steps over the edges that are drawn; nothing without them."""
        if not self.passes.totals:
            return
        full = self.passes.graph
        root = full.index[full.root]
        at, seed, of = self.visible[root.id], gradient(root), self.passes.target
        start = self.passes.totals[id(self.passes.order[-1])]
        shown = self.shows_work and np.ndim(start)
        says = words.seed(root, of, "" if shown else seed)
        yield {
            "kind": "seed",
            "active": [at],
            "focus": at,
            "reveal": {at: {"gradient": seed}},
            "latex": latex.seed(root, of),
            "says": says,
            "caption": f"{says[:-1]}: {seed}." if shown else says,
            "questions": [],
            "work": [work.grid(latex.slope(of, root.name), start)] if shown else [],
        }
        for place, step in enumerate(self.passes.steps):
            if (self.passes.ids[id(step.node)], step.position) in self.drawn:
                yield from self._edge(step, place)

    def _edge(self, step: Step, place: int) -> Iterator[FrameData]:
        """One frame for a step of the engine; two where broadcasting is undone."""
        full, of = self.passes.graph, self.passes.target
        node, parent = (full.index[self.passes.ids[id(end)]] for end in (step.node, step.parent))
        edge, at = self.drawn[node.id, step.position], self.visible[parent.id]
        total, asks = words.number_of(step.total), f"∂{of}/∂{parent.name}"
        frame: FrameData = {
            "kind": "backward",
            "active": [self.visible[node.id], edge, at],
            "focus": at,
            "edge": edge,
            "step": place,
            "path": step.path,
            "paths": step.paths,
            "upstream": words.number_of(step.upstream),
            "local": None if step.local is None else words.number_of(step.local),
            "contribution": words.number_of(step.contribution),
            "total": total,
            "reveal": {at: {"gradient": total}} if parent.id in self.shown else {},
            "latex": latex.chain_rule(of, node, parent, step),
            "says": "",
            "caption": "",
            "questions": [],
            "work": [],
        }
        if isinstance(step.node, Tensor):
            yield from self._arrays(frame, step, node, parent, asks)
            return
        frame["says"] = frame["caption"] = words.step(node, parent, step)
        final = self.passes.totals[id(step.parent)]
        frame["questions"] = backward_question(step, asks, final)
        yield frame

    def _arrays(
        self, frame: FrameData, step: Step, node: Node, parent: Node, asks: str
    ) -> Iterator[FrameData]:
        """What a step among arrays works out, and the sum that undoes broadcasting."""
        of, copies = self.passes.target, Copies.of(step)
        rule = rule_of(step, latex.slope(of, node.name), self.named)
        label = latex.slope(of, parent.name)
        asked = tr("{0} so far", asks) if step.path < step.paths else asks
        if copies is None:
            frame["says"] = words.carried(node, parent, step, rule)
            frame["caption"] = f"{frame['says']} {words.arrived(step)}"
            asking = self.asked(about_gradient(asked, step, rule))
            frame["questions"] = asking or backward_question(step, asks)
            if self.shows_work:
                frame["work"] = work.carried(rule, label, step)
            yield frame
            return
        shown, wide = self.shows_work, words.number_of(step.unreduced)
        says = words.wide(node, parent, step, rule, copies)
        yield {
            **frame,
            "kind": "wide",
            "reveal": {},
            "contribution": wide,
            "says": says,
            "caption": f"{says} {wide}.",
            "questions": self.asked(about_copies(step, rule, copies)),
            "work": work.copied(rule, step) if shown else [],
        }
        says = words.broadcast(parent, copies)
        yield {
            **frame,
            "kind": "unbroadcast",
            "says": says,
            "caption": f"{says} {words.arrived(step)}",
            "questions": self.asked(about_sum(asked, step, copies))
            or backward_question(step, asks),
            "work": work.summed(copies, label, step) if shown else [],
        }

    def ending(self, kind: str, says: str) -> FrameData:
        """The frame in which the forward pass fails, or after which no backward pass begins."""
        error, root = self.passes.error, self.graph.root
        why = escape_label(f"{type(error).__name__}: {error}", limit=300)
        return {
            "kind": kind,
            "active": [root],
            "focus": root,
            "reveal": {root: {"value": tr("failed")}} if kind == "failed" else {},
            "latex": "",
            "says": f"{says} {why}",
            "caption": f"{says} {why}",
            "questions": [],
            "work": [],
        }

    def arrays(self) -> dict[str, dict[str, HeatMap]]:
        """Heat maps of the array nodes that can be seen."""
        found = {}
        for node in self.passes.order:
            inner = self.passes.ids[id(node)]
            if np.ndim(node.data) and inner in self.shown:
                maps = {"value": heat_map(node.data)}
                if id(node) in self.passes.totals:
                    maps["gradient"] = heat_map(self.passes.totals[id(node)])
                found[self.shown[inner]] = maps
        return found


def in_numbers(graph: Graph, node: Node) -> str:
    """How a node was computed, with numbers for names; empty for arrays and folds."""
    edges = graph.incoming[node.id]
    sources = {e.source: graph.index[e.source] for e in edges}
    if node.kind == "scope" or not all(map(_is_number, (node, *sources.values()))):
        return ""
    infix = len(edges) > 1 or node.label != node.op or node.op in {"neg", "negative"}
    renamed = [replace(n, name=_bracketed(value(n), infix)) for n in sources.values()]
    return expression(Graph((*renamed, node), edges, node.id), node)


def squared(text: str) -> str:
    """Write a square as one does on paper.

    >>> squared("ℓ = e ** 2 = (−0.500) ** 2 = 0.250."), squared("x ** 2.5")
    ('ℓ = e² = (−0.500)² = 0.250.', 'x ** 2.5')
    """
    return _SQUARE.sub("²", text)


def _is_number(node: Node) -> bool:
    return node.value is not None and not isinstance(node.value, tuple)


def _bracketed(text: str, infix: bool) -> str:
    return f"({text})" if infix and text.startswith("−") else text
