"""Pictures of notebook 01: the paths of a nudge, a neuron, two kinds of work, and layers.

They draw what they are given and compute nothing but places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Patch
from numpy.typing import ArrayLike

from ...autograd.backward import Node, backward_steps, topological_order
from ...style import LIGHT
from ..axes import axes

__all__ = ["doublings", "graph", "layers", "nudge", "work"]

Point = tuple[float, float]


def doublings(stages: int = 20, ax: Axes | None = None) -> Axes:
    """Draw a number that is added to itself again and again, and one path through it.

    Parameters
    ----------
    stages : int
        How often; two arrows lead from each node to the next.
    ax : Axes, optional

    Examples
    --------
    >>> ax = doublings(3)
    >>> len(ax.patches), [text.get_text() for text in ax.texts]
    (6, ['$x_0$', '$x_1$', '$x_2$', '$x_3$'])
    """
    ax = _blank(ax, (10.4, 1.5))
    ax.set(xlim=(-0.5, stages + 0.5), ylim=(-1.1, 0.6))
    above = np.random.default_rng(4).random(stages) < 0.5
    for k in range(stages):
        for up in (True, False):
            chosen = up == above[k]
            color = LIGHT["gradient"] if chosen else LIGHT["edge"]
            _arrow(
                ax, (k, 0), (k + 1, 0), color, -0.75 if up else 0.75, 2.8 if chosen else 1.2, 4, 9
            )
    ax.plot(np.arange(stages + 1), np.zeros(stages + 1), "o", color=LIGHT["value"], markersize=7)
    labels = range(stages + 1) if stages < 6 else (0, 1, 2, stages)
    for k in labels:
        name = f"$x_{k}$" if k < 10 else f"$x_{{{k}}}$"
        ax.text(k, -0.55, name, ha="center", va="top", fontsize=20)
    return ax


def nudge(
    names: Sequence[str],
    changes: Sequence[str | float],
    local: Sequence[str | float],
    ax: Axes | None = None,
) -> Axes:
    """Draw a chain of nodes, the change of each beneath it and a number on each arrow.

    Parameters
    ----------
    names : sequence of str
        The nodes, from left to right.
    changes : sequence of str or float
        By how much each changes.
    local : sequence of str or float
        What stands on the arrows, one less than nodes; a number as a factor.
    ax : Axes, optional

    Examples
    --------
    >>> ax = nudge(["w", "c = w·x"], ["+.01", "?"], [2])
    >>> [text.get_text() for text in ax.texts]
    ['w', '+.01', 'c = w·x', '?', '×2']
    >>> [text.get_text() for text in nudge(["d", "e"], [0.02, -0.02], [-1]).texts]
    ['d', '+0.02', 'e', '−0.02', '×(−1)']
    """
    ax = _blank(ax, (9.6, 1.75))
    ax.set(xlim=(-0.55, len(names) - 0.45), ylim=(-0.95, 0.55))
    for k, (name, change) in enumerate(zip(names, changes, strict=True)):
        _node(ax, (k, 0), name, "parameter" if k == 0 else "operation", 15)
        ax.text(
            k,
            -0.7,
            change if isinstance(change, str) else _short(change, "+.2g"),
            ha="center",
            va="center",
            fontsize=16,
            color=LIGHT["gradient-text"],
        )
    half = [0.12 + 0.026 * len(name) for name in names]
    for k, words in enumerate(local):
        start, end = k + half[k], k + 1 - half[k + 1]
        _arrow(ax, (start, 0), (end, 0))
        ax.text((start + end) / 2, 0.2, _factor(words), ha="center", va="bottom", fontsize=16)
    return ax


def graph(root: Node, places: Mapping[str, Point], ax: Axes | None = None) -> Axes:
    """Draw a computation graph: values in its nodes, local derivatives on its arrows.

    Parameters
    ----------
    root : Value
        The result; all nodes that lead to it have names.
    places : mapping of str to (x, y)
        Where each node stands.
    ax : Axes, optional

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, "a")
    >>> b = a + a
    >>> b.name = "b"
    >>> [text.get_text() for text in graph(b, {"a": (0, 0), "b": (2, 0)}).texts]
    ['a = 3', 'b = 6', '1', '1']
    """
    ax = _blank(ax, (8.2, 3.1))
    boxes = {}
    for node in topological_order(root):
        words = f"{node.name} = {_short(node.data)}"
        role = "operation" if node.parents else "parameter"
        boxes[node.name] = _node(ax, places[node.name], words, role, 15)
    steps = list(backward_steps(root))
    joined = [(str(step.node.name), str(step.parent.name)) for step in steps]
    for k, (pair, step) in enumerate(zip(joined, steps, strict=True)):
        twins = joined.count(pair)
        bend = 0.0 if twins == 1 else (0.33 if pair in joined[:k] else -0.33)
        end, start = (np.array(places[name], float) for name in pair)
        arrow = _arrow(ax, start, end, bend=bend)
        # From box to box: boxes are drawn first, for they do not know their size before.
        arrow.set(patchA=boxes[pair[1]], patchB=boxes[pair[0]], zorder=6)
        across = np.array([end[1] - start[1], start[0] - end[0]])
        x, y = (start + end) / 2 + bend / 2 * across
        ax.text(
            x,
            y,
            _short(step.local),
            ha="center",
            va="center",
            fontsize=15,
            zorder=7,
            bbox={
                "boxstyle": "round,pad=0.2",
                "facecolor": LIGHT["surface"],
                "edgecolor": LIGHT["edge"],
                "linewidth": 0.8,
            },
        )
    x, y = np.array(list(places.values()), float).T
    ax.set(xlim=(min(x) - 0.6, max(x) + 0.6), ylim=(min(y) - 0.5, max(y) + 0.5))
    return ax


def work(doubled: ArrayLike, arrows: ArrayLike, paths: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw how the numbers of paths and of arrows grow.

    Parameters
    ----------
    doubled, arrows, paths : array_like
        One entry for each length of the chain.
    ax : Axes, optional

    Examples
    --------
    >>> ax = work([1, 2, 3], [2, 4, 6], [2, 4, 8])
    >>> [line.get_ydata().tolist() for line in ax.lines]
    [[2.0, 4.0, 8.0], [2.0, 4.0, 6.0]]
    """
    ax = axes(ax, figsize=(7.6, 3.9))
    k = np.asarray(doubled)
    many, few = np.asarray(paths, float), np.asarray(arrows, float)
    for y, other, role, marker, words in (
        (many, few, "gradient", "o", "paths"),
        (few, many, "value", "s", "arrows"),
    ):
        ax.plot(k, y, color=LIGHT[role], marker=marker, markersize=6)
        # Away from the other curve: beside the higher one, and below the lower one.
        higher = y[-1] > other[-1]
        ax.annotate(
            f"{words}: {y[-1]:,.0f}",
            (float(k[-1]), float(y[-1])),
            (-16, 4) if higher else (0, -18),
            textcoords="offset points",
            ha="right",
            va="bottom" if higher and y[-1] < 1e3 else "center",
            fontsize=15,
            color=LIGHT["gradient-text"] if role == "gradient" else LIGHT[role],
        )
    ax.set(yscale="log", xlabel="stages", ylabel="how many", ylim=(1, 4e6))
    ax.set_xticks([1, 5, 10, 15, 20])
    return ax


def layers(ax: Axes | None = None) -> Axes:
    """Draw two layers below the loss, their parameters at the side, and the δ that is known.

    Parameters
    ----------
    ax : Axes, optional

    Examples
    --------
    >>> ax = layers()
    >>> [text.get_text() for text in ax.texts][:2]
    ['ℓ', '$\\\\mathrm{lay}_{i+1}$']
    """
    ax = _blank(ax, (7.6, 4.3))
    ax.set(xlim=(-3.4, 4.4), ylim=(-0.45, 5.2))
    _node(ax, (0, 4.8), "ℓ", "root", 17)
    boxes = {}
    for y, name in {2.9: r"$\mathrm{lay}_{i+1}$", 1.3: r"$\mathrm{lay}_i$"}.items():
        boxes[y] = _node(ax, (0, y), name, "operation", 17)
    for y in (3.95, 0.0):
        ax.text(0, y, "⋮", ha="center", va="center", fontsize=20)
    for start, end in ((4.15, 4.47), (3.27, 3.72), (1.67, 2.52), (0.25, 0.92)):
        _arrow(ax, (0, start), (0, end))
    for y, name in ((2.9, r"$\theta_{i+1}$"), (1.3, r"$\theta_i$")):
        box = _node(ax, (2.4, y), name, "parameter", 16)
        _arrow(ax, (2.4, y), (0, y), gap=2).set(patchA=box, patchB=boxes[y])
    back = {"color": LIGHT["gradient"], "linewidth": 2.0, "linestyle": (0, (4, 2))}
    ax.annotate(
        "",
        (-0.75, 3.05),
        (-0.35, 4.75),
        arrowprops={"arrowstyle": "-|>", "connectionstyle": "arc3,rad=0.25", **back},
    )
    known = r"$\delta_{i+1} = \partial\ell\,/\,\partial\,\mathrm{lay}_{i+1}$"
    ax.text(-1.0, 3.9, known, ha="right", va="center", fontsize=18, color=LIGHT["gradient-text"])
    return ax


# --- pieces -----------------------------------------------------------------------------------


def _blank(ax: Axes | None, size: Point) -> Axes:
    ax = axes(ax, figsize=size)
    ax.set_axis_off()
    return ax


def _short(number: float, digits: str = "g") -> str:
    return format(number, digits).replace("-", "−")


def _factor(number: str | float) -> str:
    if isinstance(number, str):
        return number
    return f"×({_short(number)})" if number < 0 else f"×{_short(number)}"


def _node(ax: Axes, at: Point, text: str, role: str, size: float) -> Patch:
    drawn = ax.text(
        *at,
        text,
        ha="center",
        va="center",
        fontsize=size,
        linespacing=1.3,
        zorder=5,
        bbox={
            "boxstyle": "round,pad=0.35",
            "facecolor": LIGHT[role],
            "edgecolor": LIGHT[f"{role}-line"],
            "linewidth": 1.3,
        },
    )
    box = drawn.get_bbox_patch()
    assert box is not None
    return box


def _arrow(
    ax: Axes,
    start: ArrayLike,
    end: ArrayLike,
    color: str = LIGHT["edge"],
    bend: float = 0.0,
    width: float = 1.5,
    gap: float = 0.0,
    head: float = 15,
) -> FancyArrowPatch:
    x, y = np.asarray(start, float), np.asarray(end, float)
    patch = FancyArrowPatch(
        (float(x[0]), float(x[1])),
        (float(y[0]), float(y[1])),
        connectionstyle=f"arc3,rad={bend}",
        arrowstyle="-|>",
        mutation_scale=head,
        color=color,
        linewidth=width,
        shrinkA=gap,
        shrinkB=gap,
        zorder=3 if width > 2 else 2,
    )
    ax.add_patch(patch)
    return patch
