r"""The forward and the backward pass as frames over one layout: what the stepper plays.

:func:`frames` returns plain data, ready for JSON.  A frame says only what changes; the state at
frame k is the frames up to k, one after the other.  All text is display-ready but not escaped for
HTML: put it into ``textContent``.

The payload
-----------
``svg``
    The picture (None when no renderer is installed; ``hint`` then says how to get one).  Elements:
    ``#n3`` (``g.ll-node``) with ``.ll-value`` and ``.ll-gradient-text`` inside, ``#e2``
    (``g.ll-edge``) with ``.ll-line``, ``.ll-head``, ``.ll-local``.  Ids are unique in one picture,
    not in a page: query inside the picture.
``graph``
    ``Graph.to_dict()`` of what is drawn, with the final gradients: for hover and focus.
``table``
    The Wengert list, the text of it all.
``rules``
    ``{id: text}``, how each node was computed: ``w × x``.
``forward``, ``backward``
    How many frames each pass has; the forward frames come first.
``frames``
    A list of objects with

    ==============  ==============================================================================
    ``kind``        ``"inputs"``, ``"forward"``, ``"seed"``, ``"backward"``, ``"unbroadcast"``
    ``active``      ids of the nodes and edges to highlight
    ``focus``       id of the node whose number appears
    ``reveal``      ``{id: {"value" | "gradient": text}}``, numbers that become visible or change
    ``latex``       the equation of the frame with its numbers
    ``caption``     the same in words
    ==============  ==============================================================================

    and in backward frames also ``edge``, ``step`` (its place among the engine's steps), ``path``,
    ``paths`` (integers), ``upstream``, ``local``,
    ``contribution``, ``total`` (text; ``local`` is None for arrays).  Where the new number is a
    scalar there is ``answer`` (a float, or None for nan and inf) and ``mistakes``, a list of
    ``{"value": float, "says": text}``: the wrong answers that have a reason.
``arrays``
    ``{id: {"value": map, "gradient": map}}`` of array nodes, for a heat map on selection; a map is
    ``{"shape": [64, 10], "sampled": bool, "largest": text, "cells": [[-99 … 99 or None]]}`` where
    99 stands for ``largest``.

A graph with folded parts has one forward frame per visible node, and a backward frame for each
edge of the engine that is not hidden inside a fold.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...autograd.backward import Step, backward_steps, topological_order
from ...graph.show import RendererMissing, to_svg
from ...graph.snapshot import Graph, Node, snapshot, text_of
from ...style import number
from .latex import chain_rule, derivative, latex_gradient, latex_name, latex_value, norm

__all__ = ["frames", "heat_map", "layout"]

CELLS = 12  # rows and columns of a heat map at most

layout = to_svg


def frames(
    root: Any, data: Collection[Any] = (), depth: int | None = None, gradient: Any = None, *,
    backward: bool = True, picture: bool = True,
) -> dict[str, Any]:  # fmt: skip
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

    Returns
    -------
    dict
        See the module's documentation.  No ``.grad`` is read or changed: a second pass shows the
        gradients of one.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> for frame in frames(a * a)["frames"]:
    ...     print(frame["caption"])
    The inputs: a = 3.000.
    v1 = a × a = 3.000 × 3.000 = 9.000.
    The gradient of v1 with respect to itself is 1.000.
    Path 1 of 2 to a: 1.000 (from v1) times 3.000 (along the edge) is 3.000. So far 3.000.
    Path 2 of 2 to a: 1.000 (from v1) times 3.000 (along the edge) is 3.000. Together 6.000.
    """
    order = topological_order(root)
    seed = root.seed(gradient) if backward else None
    steps = list(backward_steps(root, gradient)) if backward else []
    stage = _Stage.of(root, order, steps, data, depth, seed)
    first = list(stage.forward())
    second = list(stage.backward(steps)) if backward else []
    try:
        svg, hint = layout(stage.graph) if picture else None, None
    except RendererMissing as missing:
        svg, hint = None, str(missing)
    return {
        "svg": svg,
        "hint": hint,
        "graph": stage.graph.to_dict(),
        "table": stage.graph.table(),
        "rules": {node.id: stage.graph.expression(node) for node in stage.graph.nodes},
        "forward": len(first),
        "backward": len(second),
        "frames": first + second,
        "arrays": stage.arrays(order),
    }


@dataclass(frozen=True)
class _Stage:
    """Who stands where: engine nodes, their ids, and what of them can be seen."""

    full: Graph
    graph: Graph  # as drawn
    ids: dict[int, str]  # id() of an engine node -> its id in `full`
    visible: dict[str, str]  # id in `full` -> id of what stands for it in `graph`
    shown: dict[str, str]  # the same for nodes whose numbers are printed there
    totals: dict[str, Any]  # final gradient by id in `full`

    @classmethod
    def of(
        cls, root: Any, order: list[Any], steps: list[Step], data: Collection[Any],
        depth: int | None, seed: Any,
    ) -> _Stage:  # fmt: skip
        ids = {id(node): f"n{k}" for k, node in enumerate(order)}
        totals = {} if seed is None else {ids[id(root)]: seed}
        totals.update((ids[id(step.parent)], step.total) for step in steps)
        full = snapshot(root, data)
        nodes = []
        for node in full.nodes:
            text, size = text_of(totals[node.id]) if node.id in totals else (None, None)
            nodes.append(replace(node, gradient=text, gradient_norm=size))
        full = replace(full, nodes=tuple(nodes))
        graph = full.collapse(depth)
        visible = {i: node.id for node in graph.nodes for i in (node.members or (node.id,))}
        leaving = {e.source for e in full.edges if visible[e.source] != visible[e.target]}
        outputs: dict[str, list[str]] = {}
        for inner in leaving | {full.root}:
            outputs.setdefault(visible[inner], []).append(inner)
        shown = {found[0]: outer for outer, found in outputs.items() if len(found) == 1}
        shown |= {i: outer for i, outer in visible.items() if i == outer}
        return cls(full, graph, ids, visible, shown, totals)

    def forward(self) -> Iterator[dict[str, Any]]:
        graph = self.graph
        inputs = [n for n in graph.nodes if not graph.incoming[n.id] and n.kind != "scope"]
        if inputs:
            told = [_told(node) for node in inputs[:6]]
            told += [f"and {len(inputs) - 6} more"] * (len(inputs) > 6)
            yield {
                "kind": "inputs",
                "active": [node.id for node in inputs],
                "focus": inputs[0].id,
                "reveal": {node.id: {"value": node.value_text} for node in inputs},
                "latex": r",\quad ".join(
                    f"{latex_name(n.name)} = {latex_value(n)}" for n in inputs[:4]),
                "caption": f"The inputs: {', '.join(told)}.",
            }  # fmt: skip
        first = {node.id for node in inputs}
        for node in graph.nodes:
            if node.id not in first:
                expression = graph.expression(node)
                numbers = self._with_numbers(node)
                yield {
                    "kind": "forward",
                    "active": [node.id, *(e.id for e in graph.incoming[node.id])],
                    "focus": node.id,
                    "reveal": {node.id: {"value": node.value_text}},
                    "latex": f"{latex_name(node.name)} = {latex_value(node)}",
                    "caption": _equation(node, expression, numbers),
                }  # fmt: skip

    def _with_numbers(self, node: Node) -> str:
        """The expression once more with numbers for names; empty for arrays and folds."""
        sources = [self.graph.index[e.source] for e in self.graph.incoming[node.id]]
        if node.kind == "scope" or any(n.value is None or n.shape for n in (node, *sources)):
            return ""
        infix = len(sources) > 1 or node.label != node.op or node.op in {"neg", "negative"}
        renamed = {n.id: replace(n, name=_bracket(n.value or "", infix)) for n in sources}
        nodes = tuple(renamed.get(n.id, n) for n in (*sources, node))
        unique = tuple({n.id: n for n in nodes}.values())
        return Graph(unique, self.graph.incoming[node.id], node.id).expression(node)

    def backward(self, steps: list[Step]) -> Iterator[dict[str, Any]]:
        root = self.full.index[self.full.root]
        at = self.visible[root.id]
        seed = root.gradient_text
        loss = latex_name(root.name)
        yield {
            "kind": "seed",
            "active": [at],
            "focus": at,
            "reveal": {at: {"gradient": seed}},
            "latex": rf"\frac{{\partial {loss}}}{{\partial {loss}}} = {latex_gradient(root)}",
            "caption": f"The gradient of {root.name} with respect to itself is {seed}.",
        }
        edges = {(e.target, e.position): e.id for e in self.full.edges}
        drawn = {e.id for e in self.graph.edges}
        merged = {(e.source, e.target): e.id for e in self.graph.edges}
        for number_of_step, step in enumerate(steps):
            source, target = self.ids[id(step.parent)], self.ids[id(step.node)]
            outer = self.visible[source], self.visible[target]
            if outer[0] == outer[1]:
                continue  # inside a fold
            edge = edges[target, step.position]
            edge = edge if edge in drawn else merged[outer]
            for frame in self._step(step, source, target, edge):
                yield {**frame, "step": number_of_step}

    def _step(self, step: Step, source: str, target: str, edge: str) -> Iterator[dict[str, Any]]:
        parent, node = self.full.index[source], self.full.index[target]
        root, at = self.full.index[self.full.root], self.visible[source]
        scalar = isinstance(step.contribution, float)
        upstream, local = _words(step.upstream), None if step.local is None else _words(step.local)
        contribution, total = _words(step.contribution), _words(step.total)
        frame = {
            "kind": "backward",
            "active": [self.visible[target], edge, at],
            "focus": at,
            "edge": edge,
            "path": step.path,
            "paths": step.paths,
            "upstream": upstream,
            "local": local,
            "contribution": contribution,
            "total": total,
            "reveal": {at: {"gradient": total}} if source in self.shown else {},
            "latex": chain_rule(root, node, parent, step),
            "caption": _caption(node, parent, step, upstream, local, contribution, total),
        }
        if scalar or np.ndim(step.total) == 0:
            frame |= _question(step)
        if step.unreduced is None:
            yield frame
            return
        wide, narrow = np.shape(step.unreduced), np.shape(step.contribution)
        yield {
            **frame,
            "reveal": {},
            "contribution": _words(step.unreduced),
            "caption": f"{_path(step, parent)}: what comes back from {node.name} still has the "
            f"shape {_shape(wide)}.",
        }
        copies = math.prod(wide) // max(math.prod(narrow), 1)
        yield {
            **frame,
            "kind": "unbroadcast",
            "latex": rf"{derivative(root.name, parent.name)} \mathrel{{+}}= "
            rf"\sum_{{k=1}}^{{{copies}}} g_k ,\quad {norm(step.contribution)}",
            "caption": f"{parent.name} has the shape {_shape(narrow)} and was broadcast to "
            f"{_shape(wide)}: each number was used {copies} times, so its {copies} contributions "
            f"are added. {_sum(step, total)}",
        }

    def arrays(self, order: list[Any]) -> dict[str, dict[str, Any]]:
        """Heat maps of the array nodes that can be seen."""
        found = {}
        for node in order:
            inner = self.ids[id(node)]
            if np.ndim(node.data) and inner in self.shown:
                maps = {"value": heat_map(node.data)}
                if inner in self.totals:
                    maps["gradient"] = heat_map(self.totals[inner])
                found[self.shown[inner]] = maps
        return found


def heat_map(array: Any) -> dict[str, Any]:
    """Reduce an array to at most 12 × 12 whole numbers from −99 to 99; None marks nan and inf.

    >>> heat_map([[1.0, -2.0]])
    {'shape': [1, 2], 'sampled': False, 'largest': '2.000', 'cells': [[50, -99]]}
    """
    array = np.asarray(array, dtype=float)
    flat = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array.reshape(1, -1)
    picks = [
        np.arange(n) if n <= CELLS else np.linspace(0, n - 1, CELLS).round().astype(int)
        for n in flat.shape
    ]
    cells = flat[np.ix_(*picks)]
    finite = np.isfinite(cells)
    largest = float(np.abs(cells[finite]).max(initial=0.0))
    scaled = np.rint(np.where(finite, cells, 0.0) / (largest or 1.0) * 99).astype(int)
    return {
        "shape": list(array.shape),
        "sampled": bool(cells.size < array.size),
        "largest": number(largest),
        "cells": [
            [value if ok else None for value, ok in zip(row, good, strict=True)]
            for row, good in zip(scaled.tolist(), finite.tolist(), strict=True)
        ],
    }


# -- words --------------------------------------------------------------------------------------


def _words(x: Any) -> str:
    text, size = text_of(x)
    return text if text is not None else f"norm {size}"


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "()"


def _bracket(text: str, infix: bool) -> str:
    return f"({text})" if infix and text.startswith("−") else text


def _told(node: Node) -> str:
    if node.value is not None:
        return f"{node.name} = {node.value}"
    return f"{node.name} ({node.shape_text}, norm {node.norm})"


def _equation(node: Node, expression: str, numbers: str) -> str:
    if node.value is None and node.norm is not None:
        return f"{node.name} = {expression} ({node.shape_text}, norm {node.norm})."
    parts = [node.name, expression, numbers, node.value_text]
    if numbers == node.value_text:
        parts.pop()
    return " = ".join(filter(None, parts)) + "."


def _sum(step: Step, total: str) -> str:
    if step.paths == 1:
        return f"The gradient is {total}."
    return f"{'Together' if step.path == step.paths else 'So far'} {total}."


def _path(step: Step, parent: Node) -> str:
    many = f"Path {step.path} of {step.paths} to" if step.paths > 1 else "To"
    return f"{many} {parent.name}"


def _caption(
    node: Node, parent: Node, step: Step, upstream: str, local: str | None,
    contribution: str, total: str,
) -> str:  # fmt: skip
    path = _path(step, parent)
    if local is None:
        flow = f"the gradient of {node.name} ({upstream}) goes back through {node.label}"
        return f"{path}: {flow} and gives {contribution}. {_sum(step, total)}"
    flow = f"{upstream} (from {node.name}) times {local} (along the edge) is {contribution}"
    return f"{path}: {flow}." + (f" {_sum(step, total)}" if step.paths > 1 else "")


def _question(step: Step) -> dict[str, Any]:
    """The number to predict, and the wrong answers that tell what went wrong."""
    total, part = float(step.total), float(step.contribution)
    before = total - part
    reasons = []
    if step.local is not None:
        reasons += [
            (before + step.upstream, "the local derivative of the edge is missing"),
            (before + step.upstream * step.parent.data,
             "the value was used in place of the local derivative"),
            (before + step.local, "the upstream gradient is missing"),
        ]  # fmt: skip
    if step.path > 1:
        reasons.append((part, "the earlier path was overwritten instead of added to"))
    reasons.append((before - part, "the sign is wrong"))
    seen = [total]
    mistakes = []
    for wrong, says in reasons:  # a wrong answer that looks like the right one cannot be told
        if math.isfinite(wrong) and not any(math.isclose(wrong, x, rel_tol=5e-3) for x in seen):
            seen.append(wrong)
            mistakes.append({"value": float(wrong), "says": says})
    return {"answer": total if math.isfinite(total) else None, "mistakes": mistakes}
