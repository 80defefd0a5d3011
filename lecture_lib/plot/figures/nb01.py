"""Pictures of notebook 01: nudges, their paths, two kinds of work, a curve learnt, and layers.

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
from ..axes import axes, figure

__all__ = ["doublings", "graph", "layers", "learning", "nudge", "work"]

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
    ax.set(xlim=(-0.5, stages + 0.5), ylim=(-0.95, 0.6))
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
        ax.text(k, -0.42, name, ha="center", va="top", fontsize=20)
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
    ax.set(xlim=(-0.55, len(names) - 0.45), ylim=(-0.8, 0.55))
    for k, (name, change) in enumerate(zip(names, changes, strict=True)):
        _node(ax, (k, 0), name, "parameter" if k == 0 else "operation", 15, "center_baseline")
        ax.text(
            k,
            -0.58,
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


def learning(
    targets: ArrayLike, x: ArrayLike, curves: Mapping[int, ArrayLike], losses: ArrayLike
) -> list[Axes]:
    """Draw the loss over the rounds, and beside it what is predicted after some of them.

    Parameters
    ----------
    targets : array_like, shape (n, 2)
        The points (x, y) that are learnt from.
    x : array_like, shape (m,)
        Where predictions are drawn.
    curves : mapping of int to array_like, shape (m,)
        The predictions after so many rounds; four of them.
    losses : array_like
        One for each round, the first before any step.

    Examples
    --------
    >>> curves = {0: [0, 0], 2: [0, 0.5], 5: [0, 0.9], 9: [0, 1]}
    >>> _, right = learning([(0, 0), (1, 1)], [0, 1], curves, losses=[1] * 10)
    >>> [text.get_text() for text in right.texts]
    ['before', '2', '5', '9 rounds']
    """
    left, right = figure(10.4, 4.2).subplots(1, 2)
    losses = np.asarray(losses, float)
    left.plot(losses, color=LIGHT["value"])
    left.set(yscale="log", xlabel="round", ylabel="mean loss")
    right.plot(
        *np.asarray(targets, float).T, "o", color=LIGHT["text"], markersize=7, label="targets"
    )
    looks = (("muted", ":"), ("value", "-."), ("value", "--"), ("gradient", "-"))
    for (n, y), (role, dash) in zip(curves.items(), looks, strict=True):
        left.plot(n, losses[n], "o", color=LIGHT[role], markersize=8, zorder=4)
        right.plot(x, y, dash, color=LIGHT[role], linewidth=2.6)
        words = "before" if n == 0 else f"{n} rounds" if n == max(curves) else f"{n}"
        right.text(
            np.asarray(x)[0] - 0.1,
            np.asarray(y)[0],
            words,
            ha="right",
            va="center",
            fontsize=14,
            color=LIGHT["gradient-text" if role == "gradient" else role],
        )
    first, last = float(np.min(x)), float(np.max(x))
    right.set(xlabel="x", ylabel="prediction d", xticks=np.arange(np.ceil(first), last + 1e-9))
    right.set_xlim(first - 0.45 * (last - first), last + 0.05 * (last - first))  # room for words
    right.legend(loc="lower right")
    return [left, right]


def layers(x: float, theta: tuple[float, float], y: float, ax: Axes | None = None) -> Axes:
    """Draw two layers of one number each and their loss, with empty places for what comes back.

    Parameters
    ----------
    x, y : float
        Input and target.
    theta : (float, float)
        The parameters.
    ax : Axes, optional

    Examples
    --------
    >>> ax = layers(2.0, (0.5, -3.0), -1.0)
    >>> [text.get_text() for text in ax.texts if "=" in text.get_text()][:3]
    ['$x = 2$', '$\\\\theta_1 = 0.5$', '$\\\\theta_2 = −3$']
    """
    ax = _blank(ax, (8.2, 4.3))
    ax.set(xlim=(-2.0, 5.2), ylim=(-0.35, 4.6))
    places = {"x": (0, 0), "1": (0, 1.4), "2": (0, 2.8), "l": (0, 4.2),
              "t1": (2.4, 1.4), "t2": (2.4, 2.8), "y": (2.4, 4.2)}  # fmt: skip
    words = {
        "x": (f"$x = {_short(x)}$", "data"),
        "1": (r"$\mathrm{lay}_1$", "operation"),
        "2": (r"$\mathrm{lay}_2$", "operation"),
        "l": (r"$\ell$", "root"),
        "t1": (rf"$\theta_1 = {_short(theta[0])}$", "parameter"),
        "t2": (rf"$\theta_2 = {_short(theta[1])}$", "parameter"),
        "y": (f"$y = {_short(y)}$", "data"),
    }
    boxes = {name: _node(ax, places[name], *look, 18) for name, look in words.items()}
    for start, end in (("x", "1"), ("1", "2"), ("2", "l"), ("t1", "1"), ("t2", "2"), ("y", "l")):
        arrow = _arrow(ax, places[start], places[end])
        arrow.set(patchA=boxes[start], patchB=boxes[end], zorder=6)  # as in graph
    for place, asked in {
        (-1.15, 2.8): r"$\delta_2 = ?$",
        (-1.15, 1.4): r"$\delta_1 = ?$",
        (4.25, 1.4): r"$\partial\ell/\partial\theta_1 = ?$",
    }.items():
        ax.text(*place, asked, ha="center", va="center", fontsize=19, color=LIGHT["gradient-text"])
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


def _node(ax: Axes, at: Point, text: str, role: str, size: float, va: str = "center") -> Patch:
    drawn = ax.text(
        *at,
        text,
        ha="center",
        va=va,
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
