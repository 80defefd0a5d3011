"""Pictures of notebook 03: one arrow between arrays, whom an entry reaches, paths,
the order of products, U-curves, and how a judge of slopes sees its cases.

They draw what they are given and compute nothing but places; `docket` asks the judge it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike

from ...style import LIGHT, PALETTE
from ..axes import axes, figure

__all__ = ["brackets", "docket", "one_arrow", "paths", "reach", "u_curves"]

Cell = tuple[int, int]
_LOOKS = (("vermilion", "o", "-"), ("blue", "s", "--"), ("bluish green", "^", "-."))


def _arrow(ax: Axes, start: ArrayLike, end: ArrayLike, **looks: Any) -> None:
    settings: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 16,
        "color": LIGHT["edge"],
        "linewidth": 1.4,
        "shrinkA": 0,
        "shrinkB": 0,
    } | looks
    ends = [(float(x), float(y)) for x, y in np.asarray([start, end], dtype=float)]
    ax.add_patch(FancyArrowPatch(ends[0], ends[1], **settings))


# --- the surprise ------------------------------------------------------------------------------


def one_arrow(rows: int, inputs: int, outputs: int, ax: Axes | None = None) -> Axes:
    """Draw the arrow from an array of inputs to one of results, with what is asked of it.

    Examples
    --------
    >>> ax = one_arrow(64, 1000, 1000)
    >>> [text.get_text() for text in ax.texts][:2]
    ['X', '64 × 1000']
    """
    ax = axes(ax, figsize=(9, 2.5))
    ax.set_axis_off()
    ax.set(xlim=(0, 10), ylim=(-0.6, 2.1), aspect="equal")
    for x, name, columns in ((0.2, "X", inputs), (7.2, "out", outputs)):
        ax.add_patch(
            Rectangle(
                (x, 0.4), 2.6, 0.9, facecolor=LIGHT["root"], edgecolor=LIGHT["value"], linewidth=1.6
            )
        )
        for k in range(1, 26):
            ax.plot([x + k / 10] * 2, [0.4, 1.3], color=LIGHT["value"], alpha=0.25, linewidth=0.8)
        for k in range(1, 9):
            ax.plot([x, x + 2.6], [0.4 + k / 10] * 2, color=LIGHT["value"], alpha=0.25,
                    linewidth=0.8)  # fmt: skip
        ax.text(x + 1.3, 1.62, name, ha="center", va="center", fontsize=17)
        ax.text(x + 1.3, 0.05, f"{rows} × {columns}", ha="center", va="center", fontsize=15,
                color=LIGHT["muted"])  # fmt: skip
    _arrow(ax, (3.0, 0.85), (7.0, 0.85), linewidth=3.5, mutation_scale=26)
    ax.text(5.0, 1.3, "local derivatives: ?", ha="center", va="center", fontsize=16,
            color=LIGHT["gradient-text"])  # fmt: skip
    ax.text(5.0, 0.4, "out = X W + b", ha="center", va="center", fontsize=15, color=LIGHT["muted"])
    return ax


# --- whom an entry reaches -----------------------------------------------------------------------


def _grid(ax: Axes, name: str, x: float, y: float, size: Cell, marked: Collection[Cell]) -> None:
    """A grid of squares with its name above; (x, y) is its upper left corner."""
    rows, columns = size
    below = name == "out"  # above it the arrows come in
    ax.text(x + columns / 2, y - rows - 0.45 if below else y + 0.4, name, ha="center", va="center",
            fontsize=16)  # fmt: skip
    for i, j in sorted(np.ndindex(rows, columns), key=lambda cell: cell in marked):
        is_marked = (i, j) in marked
        ax.add_patch(
            Rectangle(
                (x + j, y - i - 1),
                1,
                1,
                facecolor=LIGHT["parameter"] if is_marked else LIGHT["surface"],
                edgecolor=LIGHT["gradient"] if is_marked else LIGHT["data-line"],
                linewidth=2.4 if is_marked else 1.2,
            )
        )


def reach(
    X: ArrayLike, W: ArrayLike, entries: Sequence[tuple[str, Cell]] | None = None
) -> Sequence[Axes]:
    """Draw, for one entry each of b, W and X, the entries of X W + b that it reaches.

    Every arrow carries its local derivative.

    Parameters
    ----------
    X, W : array_like
        An example in each row; a unit in each column.
    entries : sequence of (name, (row, column)), optional
        Whose arrows are drawn, one panel for each.

    Examples
    --------
    >>> panels = reach([[1, 2], [3, -1]], [[1, 0, -1], [2, 1, 3]])
    >>> [ax.get_title() for ax in panels]
    ['$b_{2}$ reaches', '$W_{12}$ reaches', '$X_{12}$ reaches']
    """
    X, W = np.asarray(X, dtype=float), np.asarray(W, dtype=float)
    if entries is None:
        entries = (("b", (0, 1)), ("W", (0, 1)), ("X", (0, 1)))
    drawing = figure(11, 5)
    panels = np.atleast_1d(drawing.subplots(1, len(entries)))
    for ax, (name, (i, j)) in zip(panels, entries, strict=True):
        _reach(ax, X, W, name, i, j)
    return list(panels)


def _reach(ax: Axes, X: Any, W: Any, name: str, i: int, j: int) -> None:
    (n, units), size = (X.shape[0], W.shape[1]), {"b": (1, W.shape[1]), "W": W.shape, "X": X.shape}
    reached: dict[Cell, float]
    if name == "X":
        reached = {(i, k): W[j, k] for k in range(units)}
    else:
        reached = {(k, j): X[k, i] if name == "W" else 1.0 for k in range(n)}
    ax.set_axis_off()
    ax.set(xlim=(-0.2, 3.3 + units), ylim=(-4.9 - n, 1.0), aspect="equal")
    index = f"{j + 1}" if name == "b" else f"{i + 1}{j + 1}"
    ax.set_title(f"${name}_{{{index}}}$ reaches", fontsize=16)
    x_out, y_out = 3.0, -4.0
    _grid(ax, name, 0, 0, size[name], {(i, j)})
    _grid(ax, "out", x_out, y_out, (n, units), reached)
    for (row, column), local in reached.items():
        centre = np.array([x_out + column + 0.5, y_out - row - 0.5])
        _arrow(ax, (j + 0.5, -i - 0.5), np.add(centre, [-0.25, 0.3]), color=LIGHT["text"], zorder=3)
        ax.text(centre[0] + 0.1, centre[1] - 0.12, f"·{_short(local)}", ha="center", va="center",
                fontsize=16, zorder=4, color=LIGHT["text"])  # fmt: skip
    ax.plot(j + 0.5, -i - 0.5, "o", color=LIGHT["text"], zorder=4)


def _short(number: float) -> str:
    return f"{number:g}".replace("-", "−")


# --- paths ------------------------------------------------------------------------------------


def paths(J: ArrayLike, g: ArrayLike, target: int = 0, ax: Axes | None = None) -> Axes:
    """Draw all arrows from x to out, and in bold those by which one entry of x gets its gradient.

    Parameters
    ----------
    J : array_like
        Local derivatives: a row for each entry of out, a column for each of x.
    g : array_like
        What has arrived at out.
    target : int
        The entry of x.

    Examples
    --------
    >>> ax = paths([[1, 2, 0], [3, -1, 4]], [2, 1])
    >>> sum(text.get_text().startswith("g") for text in ax.texts)
    2
    """
    J, g = np.asarray(J, dtype=float), np.asarray(g, dtype=float)
    ax = axes(ax, figsize=(8, 3.6))
    ax.set_axis_off()
    ax.set(xlim=(-0.8, 8.8), ylim=(-2.1, 2.1))
    y_in, y_out = (1.5 * (np.arange(n)[::-1] - (n - 1) / 2) for n in (J.shape[1], J.shape[0]))
    for i, j in np.ndindex(*J.shape):
        start, end = np.array([0.3, y_in[j]]), np.array([5.55, y_out[i]])
        bold = j == target
        _arrow(ax, start, end, linewidth=3 if bold else 1.2, zorder=3 if bold else 2,
               color=LIGHT["gradient"] if bold else LIGHT["edge"])  # fmt: skip
        if bold:
            at = start + 0.45 * (end - start)
            ax.text(at[0], at[1], _short(float(J[i, j])), ha="center", va="center", fontsize=16,
                    zorder=4, bbox={"boxstyle": "round,pad=0.2",
                    "facecolor": LIGHT["surface"], "edgecolor": LIGHT["gradient"]})  # fmt: skip
    for x, name, places in ((0.0, "x", y_in), (6.0, "out", y_out)):
        for k, y in enumerate(places):
            ax.text(x, y, f"${name}_{k + 1}$" if name == "x" else f"out$_{k + 1}$", ha="center",
                    va="center", fontsize=15, zorder=5, bbox={"boxstyle": "round,pad=0.3",
                    "facecolor": LIGHT["root"], "edgecolor": LIGHT["value"]})  # fmt: skip
    for k, (y, arrived) in enumerate(zip(y_out, g, strict=True)):
        ax.text(6.75, y, f"g$_{k + 1}$ = {_short(arrived)}", va="center", fontsize=15,
                color=LIGHT["gradient-text"])  # fmt: skip
    return ax


# --- in which order tables are multiplied ---------------------------------------------------------


def brackets(n: int, tables: int = 3, ax: Axes | None = None) -> Axes:
    """Draw the products of some turned tables with a vector, from the vector on and tables first.

    Parameters
    ----------
    n : int
        Each table is n × n; a power of ten.
    tables : int
        How many.

    Examples
    --------
    >>> ax = brackets(1000)
    >>> [text.get_text() for text in ax.texts if "10" in text.get_text()][:3]
    ['$10^6$', '$10^6$', '$10^6$']
    """
    digits = round(np.log10(n))
    ax = axes(ax, figsize=(10, 3.2))
    ax.set_axis_off()
    ax.set(xlim=(-3.1, 13.2), ylim=(-2.4, 2.3), aspect="equal")
    for y, words, first in ((0.9, "from $g$ on", False), (-1.6, "tables first", True)):
        ax.text(-3.0, y, words, ha="left", va="center", fontsize=16)
        ax.text(1.15 * tables + 0.11, y + 0.85, "$g$", ha="center", va="center", fontsize=16)
        x = 0.0
        for left in range(tables, -1, -1):
            new = left < tables and (first and left > 0)
            _product(ax, x, y, left, made_table=new, made_vector=left < tables and not new)
            x += 1.15 * left + 0.45
            if left:
                is_table = first and left > 1
                _arrow(ax, (x, y), (x + 1.25, y), linewidth=2)
                cost = f"$10^{{{(3 if is_table else 2) * digits}}}$"
                if len(cost) == 8:  # one digit: as one would write it
                    cost = cost.replace("{", "").replace("}", "")
                ax.text(x + 0.6, y + 0.5, cost, ha="center", va="center", fontsize=15,
                        color=LIGHT["gradient-text" if is_table else "text"])  # fmt: skip
                x += 1.45
    return ax


def _product(
    ax: Axes, x: float, y: float, tables: int, *, made_table: bool, made_vector: bool
) -> None:
    """Some squares and a column from x on; what was computed last is marked."""
    for k in range(tables):
        is_new = made_table and k == tables - 1
        _box(ax, x + 1.15 * k, y, 1.0, is_new)
        if not is_new:
            ax.text(x + 1.15 * k + 0.5, y, f"$J_{k + 1}^\\top$", ha="center", va="center",
                    fontsize=15)  # fmt: skip
    _box(ax, x + 1.15 * tables, y, 0.22, made_vector)


def _box(ax: Axes, x: float, y: float, width: float, is_new: bool) -> None:
    ax.add_patch(
        Rectangle(
            (x, y - 0.5), width, 1.0, facecolor=LIGHT["parameter" if is_new else "surface"],
            edgecolor=LIGHT["gradient" if is_new else "value"], linewidth=2.2 if is_new else 1.4,
        )
    )  # fmt: skip


# --- U-curves -----------------------------------------------------------------------------------


def u_curves(
    h: ArrayLike, ax: Axes | None = None, at: Sequence[float] = (), **curves: ArrayLike
) -> Axes:
    """Draw relative errors over the step h, each with a name, both axes in powers of ten.

    Parameters
    ----------
    h : array_like
        The steps.
    at : sequence of float
        A step of each curve that is marked, by a ring with its name.
    **curves : array_like
        Errors by name, as many as steps.

    Examples
    --------
    >>> h = np.array([1e-6, 1e-3, 1.0])
    >>> ax = u_curves(h, A=h**2 + 1e-16 / h)
    >>> ax.get_xlabel()
    'step h'
    """
    ax = axes(ax, figsize=(8, 4.2))
    for (name, error), (colour, marker, line) in zip(curves.items(), _LOOKS, strict=False):
        ax.loglog(h, error, color=PALETTE[colour], marker=marker, linestyle=line, markersize=6,
                  linewidth=1.8, label=name)  # fmt: skip
    steps = np.asarray(h, dtype=float)
    for step, (name, error) in zip(at, curves.items(), strict=bool(at)):
        place = int(np.argmin(np.abs(np.log(steps / step))))
        x, y = steps[place], float(np.asarray(error)[place])
        ax.plot(x, y, "o", markersize=17, markeredgewidth=2.4, color=LIGHT["text"],
                fillstyle="none", zorder=4)  # fmt: skip
        ax.annotate(name, (x, y), (0, 12), textcoords="offset points", ha="center", fontsize=15)
    ax.set_xlabel("step h", fontsize=14)
    ax.set_ylabel("relative error", fontsize=14)
    ax.tick_params(labelsize=12)
    ax.legend(fontsize=14, loc="lower left", handlelength=4)
    return ax


# --- a judge and its cases -----------------------------------------------------------------------

_Rule = tuple[Callable[..., Any], Callable[..., Any], Sequence[float]]
_LEAST, _MOST = 1e-13, 1e3  # on the axis; what is beyond is drawn at its end


def docket(
    right: Mapping[str, _Rule],
    wrong: Mapping[str, _Rule],
    gap: Callable[[Any, Any, Any], float],
    allowed: float = 1e-6,
    ax: Axes | None = None,
) -> Axes:
    """Draw the gap that a judge finds in each case: what lies left of the line is called right.

    Parameters
    ----------
    right, wrong : mapping of str to (f, slope, points)
        Slopes that are right, and slopes that are wrong, by their names.
    gap : callable
        ``gap(f, slope, x)``, for each of the points; what is no number counts as large.
    allowed : float
        The largest gap that is called right.

    Examples
    --------
    >>> ax = docket({"x²: 2x": (np.square, lambda x: 2 * x, [1.0, 2.0])},
    ...             {"x²: 0": (np.square, lambda x: 0 * x, [1.0])}, lambda f, slope, x: 0.0)
    >>> ax.get_title()
    '0 false alarms, 1 miss'
    """
    cases = [
        (name, x, is_right, gap(f, slope, x))
        for rules, is_right in ((right, True), (wrong, False))
        for name, (f, slope, points) in rules.items()
        for x in np.asarray(points, dtype=float)
    ]
    ax = axes(ax, figsize=(9, 0.36 * len(cases) + 1.3))
    counts = {True: 0, False: 0}
    for y, (_, _, is_right, found) in enumerate(cases):
        at = np.clip(found if found == found else np.inf, _LEAST, _MOST)
        is_error = (found <= allowed) != is_right
        counts[is_right] += int(is_error)
        colour, marker = ("blue", "o") if is_right else ("vermilion", "X")
        ax.plot(at, y, marker, color=PALETTE[colour], markersize=11, zorder=3)
        if at != found:  # beyond the axis
            words, away = ("←", 0.25) if at == _LEAST else ("→", 4)
            ax.text(at * away, y, words, va="center", ha="center", fontsize=16)
        if is_error:
            words, away, side = ("false alarm", 2.5, "left") if is_right else ("miss", 0.4, "right")
            ax.text(at * away, y, words, va="center", ha=side, fontsize=13)
    ax.axvline(allowed, color=LIGHT["text"], linewidth=2)
    border = sum(ok for *_, ok, _ in cases) - 0.5
    ax.axhline(border, color=LIGHT["edge"], linewidth=1)
    for words, at, up, side in (("right slopes", 4 * _MOST, -0.5, "right"),
                                ("wrong slopes", 0.3 * _LEAST, 0.5, "left")):  # fmt: skip
        ax.text(at, border + up, words, va="center", ha=side, fontsize=14, color=LIGHT["muted"])
    ax.set(xscale="log", xlim=(0.08 * _LEAST, 12 * _MOST), ylim=(len(cases) - 0.4, -0.6))
    ax.set_yticks(
        range(len(cases)),
        [f"{name}, at {_short(x).replace('e+0', 'e')}" for name, x, *_ in cases], fontsize=13,
    )  # fmt: skip
    ax.set_xlabel("called right   ←   gap   →   called wrong", fontsize=14)
    ax.tick_params(axis="x", labelsize=12)
    alarms, misses = counts[True], counts[False]
    ax.set_title(f"{alarms} false alarm{'s' * (alarms != 1)}, {misses} miss{'es' * (misses != 1)}",
                 fontsize=16, loc="center")  # fmt: skip
    return ax
