"""Pictures of notebook 00: what a network reads, losses of runs, and the map of the notebooks."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyBboxPatch
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import figure

__all__ = ["MAP", "Stop", "confusions", "course", "in_words", "losses", "readings", "sums"]


@dataclass(frozen=True)
class Stop:
    """A notebook on the map.

    Attributes
    ----------
    number : str
        Two digits, those of its file.
    title : str
        Short enough for its box; lines are broken by hand.
    needs : tuple of str
        Numbers of the notebooks just before it; what these need is not repeated.
    place : (float, float)
        Column and row, from the left and from below.

    Examples
    --------
    >>> MAP[0].number, MAP[0].needs
    ('01', ())
    """

    number: str
    title: str
    needs: tuple[str, ...]
    place: tuple[float, float]


MAP = (
    Stop("01", "Follow one\ngradient", (), (0, 2)),
    Stop("02", "Duck,\nduck, goose", ("01",), (1, 2)),
    Stop("03", "Numbers\nto arrays", ("02",), (1, 1)),
    Stop("04", "Losses", ("02",), (2, 2)),
    Stop("05", "Walk\ndownhill", ("03",), (2, 1)),
    Stop("06", "Noisy\ngradients", ("05",), (3, 1)),
    Stop("07", "Zig-zag", ("05",), (3, 0)),
    Stop("08", "Momentum\nversus SGD", ("06", "07"), (4, 0)),
    Stop("09", "Adaptive\nsteps", ("08",), (5, 0)),
    Stop("10", "Schedule\nthe rate", ("09",), (6, 0)),
    Stop("11", "Keep it\nstable", ("09",), (6, 1)),
    Stop("12", "Dropout", ("04", "11"), (7, 1.35)),  # its arrow from 04 has a lane of its own
    Stop("13", "Choose\na model", ("06",), (4, 1)),
    Stop("14", "Language\nmodel", ("04", "09"), (5, 2)),
    Stop("15", "Pretraining\nobjectives", ("11", "14"), (6, 2)),
    Stop("16", "Training\nat scale", ("15",), (7, 2)),
    Stop("17", "The ledger", ("11",), (7, 0.5)),
)

_WIDTH, _HEIGHT = 0.78, 0.56  # of a box; columns and rows are 1 apart


def readings(images: ArrayLike, read: Sequence[int], labels: Sequence[int]) -> list[Axes]:
    """Draw images with the digit that a network reads in each; a wrong one is crossed out.

    Parameters
    ----------
    images : array_like, shape (n, 8, 8)
        Ink from 0 to 1.
    read, labels : sequence of int, length n
        What the network says, and what it is.

    Examples
    --------
    >>> first, second = readings(np.zeros((2, 8, 8)), read=[3, 5], labels=[3, 8])
    >>> first.get_title(), second.get_title()
    ('3', '5 ✗')
    """
    images = np.asarray(images)
    drawing = figure(10.0, 10.0 / len(images) + 0.4)
    drawn = list(drawing.subplots(1, len(images), squeeze=False)[0])
    for ax, image, found, label in zip(drawn, images, read, labels, strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        right = found == label
        ax.set_title(
            f"{found}" if right else f"{found} ✗",
            color=style.LIGHT["text" if right else "gradient"],
            fontsize=17, loc="center",
        )  # fmt: skip
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        ax.spines[:].set(visible=True, color=style.LIGHT["edge"], linewidth=0.8)
    return drawn


def sums(images: ArrayLike, column: ArrayLike, names: Sequence[str]) -> list[Axes]:
    """Draw how ink becomes a sum: the image, times a column of weights, pixel by pixel.

    Parameters
    ----------
    images : array_like, shape (n, 64)
        A row of pixels for each image, with ink from 0 to 1.
    column : array_like, shape (64,)
        The weights that the pixels meet.
    names : sequence of str, length n
        What each image is called.

    Examples
    --------
    >>> axes = sums(np.eye(2, 64), 3 * np.ones(64), ["a", "b"])
    >>> [ax.get_title(loc="left") for ax in axes if ax.get_title(loc="left")]
    ['a', 'weights', 'ink × weights', 'b']
    >>> axes[3].texts[0].get_text()
    'added up:\\n3.0'
    """
    images, column = np.asarray(images, dtype=float), np.asarray(column, dtype=float)
    largest = np.abs(column).max()
    signs = LinearSegmentedColormap.from_list(
        "signs", [style.LIGHT["gradient"], style.LIGHT["surface"], style.LIGHT["value"]]
    )
    grid = figure(7.6, 2.1 * len(images) + 0.35).subplots(
        len(images), 4, squeeze=False, gridspec_kw={"width_ratios": [1, 1, 1, 0.75]}
    )
    for axes, image, name in zip(grid, images, names, strict=True):
        ink, weights, product, total = axes
        ink.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
        ink.set_title(name, loc="left")
        for ax, values in ((weights, column), (product, image * column)):
            ax.imshow(values.reshape(8, 8), cmap=signs, vmin=-largest, vmax=largest)
        for ax, sign in ((ink, "×"), (weights, "=")):
            ax.text(1.13, 0.5, sign, transform=ax.transAxes, ha="center", va="center", fontsize=20)
        value = float(image @ column)
        total.text(
            0.0, 0.5, f"added up:\n{value:.1f}".replace("-", "−"), transform=total.transAxes,
            va="center", fontsize=15, linespacing=1.5,
            color=style.LIGHT["value" if value > 0 else "gradient"],
        )  # fmt: skip
        total.set_axis_off()
        for ax in (ink, weights, product):
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(True)
            ax.grid(visible=False)
    for ax, title in zip(grid[0, 1:3], ("weights", "ink × weights"), strict=True):
        ax.set_title(title, loc="left")
    return list(grid.flat)


def confusions(found: Mapping[str, ArrayLike], truth: ArrayLike) -> list[Axes]:
    """Draw how many images of each digit are read as which, one table for each run.

    Parameters
    ----------
    found : mapping of str to array_like
        What each run reads, by its name.
    truth : array_like
        What the images are.

    Examples
    --------
    >>> (table,) = confusions({"E": [1, 1, 3]}, [2, 2, 4])
    >>> sorted(text.get_text() for text in table.texts)
    ['1', '2']
    """
    drawn = list(
        figure(5.1 * len(found), 4.8).subplots(1, len(found), sharey=True, squeeze=False)[0]
    )
    for ax, (name, read) in zip(drawn, found.items(), strict=True):
        table = np.zeros((10, 10), dtype=int)
        np.add.at(table, (np.asarray(truth), np.asarray(read)), 1)
        ax.imshow(table, cmap="Blues", vmin=0, vmax=2 * table.max())  # dark figures stay legible
        for row, column in zip(*np.nonzero(table), strict=True):
            ax.text(
                column, row, f"{table[row, column]}", ha="center", va="center",
                color=style.LIGHT["text"], fontsize=11,
            )  # fmt: skip
        ax.set(xticks=range(10), yticks=range(10), xlabel="read as")
        ax.set_title(name, loc="left")
        ax.grid(visible=False)
    drawn[0].set_ylabel("it is")
    return drawn


def losses(runs: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw the loss of each run over its rounds, beside that of the good one.

    Parameters
    ----------
    runs : mapping of str to array_like
        One loss for each round. ``"good"`` is drawn dashed in every picture; ``"A, …"`` dotted in
        that of ``"A"``.

    Examples
    --------
    >>> axes = losses({"good": [2.0, 0.1], "A": [2.0, 3.0], "A, slower": [2.0, 2.1], "B": [2, 1]})
    >>> [ax.get_title(loc="left") for ax in axes]
    ['A', 'B']
    """
    names = [name for name in runs if "," not in name and name != "good"]
    wide = min(len(names), 2)
    high = -(-len(names) // wide)
    grid = figure(5.2 * wide, 2.9 * high).subplots(
        high, wide, sharex=True, sharey=True, squeeze=False
    )
    drawn = list(grid.flat)[: len(names)]
    for ax, name in zip(drawn, names, strict=True):
        ax.plot(
            *_smooth(runs["good"]), "--", color=style.LIGHT["muted"], linewidth=1.6,
            label="the good run", zorder=3,  # seen where another covers it
        )  # fmt: skip
        for other, values in runs.items():
            if other.split(",")[0] == name:
                slower = other.partition(", ")[2]
                ax.plot(
                    *_smooth(values), ":" if slower else "-", linewidth=2.4,
                    color=style.LIGHT["gradient"], label=other if slower else name,
                )  # fmt: skip
        ax.set(xscale="log", yscale="log", ylim=(1e-3, 10))
        ax.set_title(name, loc="left")
        ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
        ax.legend(loc="lower left")
    for ax in grid[-1]:
        ax.set_xlabel("round")
    for ax in grid[:, 0]:
        ax.set_ylabel("loss")
    return drawn


def _smooth(values: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Means over stretches of rounds, each a fifth longer than the one before."""
    values = np.asarray(values, dtype=float)
    edges = np.unique(np.round(1.2 ** np.arange(60)).astype(int))
    edges = np.append(edges[edges <= len(values)], len(values) + 1)
    parts = [values[a - 1 : b - 1] for a, b in itertools.pairwise(edges)]
    means = np.array([part.mean() for part in parts])
    return (edges[:-1] + edges[1:] - 1) / 2, np.where(means < 1e6, means, np.nan)


def in_words(stops: Sequence[Stop] = MAP) -> str:
    """Say what each notebook needs, in lines that fit on a page.

    Parameters
    ----------
    stops : sequence of Stop
        Notebooks, each after those it needs.

    Examples
    --------
    >>> in_words(MAP[:3])
    '01 needs nothing, 02 needs 01, 03 needs 02'
    """
    said = (f"{one.number} needs {' and '.join(one.needs) or 'nothing'}" for one in stops)
    return textwrap.fill(", ".join(said), 72)


def course(stops: Sequence[Stop] = MAP) -> Axes:
    """Draw the notebooks as a map: an arrow from each to those that need it.

    Parameters
    ----------
    stops : sequence of Stop
        Notebooks, each after those it needs.

    Examples
    --------
    >>> ax = course()
    >>> sum(text.get_text().isdigit() for text in ax.texts)
    17
    """
    ax = figure(11.5, 5.0).subplots()
    at = {stop.number: np.array(stop.place, dtype=float) for stop in stops}
    for stop in stops:
        for need in stop.needs:
            _arrow(ax, at[need], at[stop.number])
    for stop in stops:
        x, y = stop.place
        ax.add_patch(FancyBboxPatch(
            (x - _WIDTH / 2, y - _HEIGHT / 2), _WIDTH, _HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.08", zorder=3,
            facecolor=style.LIGHT["surface"], edgecolor=style.LIGHT["value"], linewidth=1.6,
        ))  # fmt: skip
        look: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
        ax.text(x, y + 0.17, stop.number, **look, color=style.LIGHT["value"], weight="bold")
        ax.text(
            x, y - 0.07, stop.title, **look, color=style.LIGHT["text"], linespacing=1.1, fontsize=11
        )
    places = np.array(list(at.values()))
    (left, low), (right, high) = places.min(axis=0), places.max(axis=0)
    ax.set(xlim=(left - 0.45, right + 0.45), ylim=(low - 0.38, high + 0.38))
    ax.set_axis_off()
    return ax


def _arrow(ax: Axes, start: NDArray[Any], end: NDArray[Any]) -> None:
    """From border to border: sideways where the columns differ, else straight up or down."""
    (x, y), (u, v) = start, end
    half = np.array([_WIDTH / 2, 0.0]) if u != x else np.array([0.0, np.sign(v - y) * _HEIGHT / 2])
    ax.annotate("", end - half, start + half, zorder=2, arrowprops={
        "arrowstyle": "-|>", "color": style.LIGHT["muted"], "linewidth": 1.6,
        "shrinkA": 0, "shrinkB": 1, "mutation_scale": 15,
    })  # fmt: skip
