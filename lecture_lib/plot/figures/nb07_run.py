"""Pictures of notebook 07: what the gradients of a run tell, and runs that they steer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = ["block_means", "edge", "felt", "noisy", "steered", "thrown", "turning"]

Array = NDArray[Any]

#: Rivals of a steered run, never told apart by colour alone.
_RIVALS = (("blue", "--", "o"), ("orange", "-.", "s"))


def felt(curvature: ArrayLike, eigenvalues: ArrayLike) -> Axes:
    """Draw the curvature that each step of a run felt, among the eigenvalues of the Hessian.

    Parameters
    ----------
    curvature : array_like, shape (steps,)
        The estimate from two successive gradients, for each step; one that is not positive is
        left out.
    eigenvalues : array_like
        Of the Hessian at the minimum: thin lines across.

    Examples
    --------
    >>> felt([3.0, 1.5, 1.1], [1.0, 4.0]).get_ylabel()
    'curvature'
    """
    values, rows = np.asarray(curvature, dtype=float), np.asarray(eigenvalues, dtype=float)
    ax = axes(None, figsize=(9.6, 4.4))
    for row in rows:
        ax.axhline(row, color=style.LIGHT["muted"], linewidth=1.0)
    ax.annotate(
        "eigenvalues",
        (1.01, rows.max()),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=13,
        color=style.LIGHT["muted"],
    )
    steps = np.arange(1, len(values) + 1)
    marks = np.unique(np.geomspace(1, len(values), 24).astype(int)) - 1
    ax.plot(
        steps,
        np.where(values > 0, values, np.nan),
        "o-",
        color=style.PALETTE["blue"],
        markevery=marks.tolist(),
        markersize=6,
        linewidth=2.2,
    )
    last = float(values[-1])
    ax.annotate(
        "λ̂",
        (1.01, last),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=17,
        color=style.PALETTE["blue"],
    )
    ax.set(xscale="log", yscale="log", xlabel="step", ylabel="curvature", xlim=(1, len(values)))
    return ax


def block_means(pairs: ArrayLike, eta: float, block: int) -> tuple[Array, Array]:
    """Return the cosine and the curvature felt in each block of steps, from means over the block.

    Parameters
    ----------
    pairs : array_like, shape (steps, 2, k)
        A gradient and the next one, at every step.
    eta : float
        Learning rate.
    block : int
        Steps in a block; what does not fill one is left out.

    Examples
    --------
    >>> cosine, curvature = block_means([[[1.0, 0.0], [0.5, 0.0]]] * 4, 0.5, 2)
    >>> cosine.tolist(), curvature.tolist()
    ([1.0, 1.0], [1.0, 1.0])
    """
    found = np.asarray(pairs, dtype=float)
    whole = found[: len(found) // block * block].reshape(-1, block, *found.shape[1:])
    before, after = whole[:, :, 0], whole[:, :, 1]
    both, first, second = (
        np.sum(one * other, axis=(1, 2))
        for one, other in ((before, after), (before, before), (after, after))
    )
    return both / np.sqrt(first * second), (1 - both / first) / eta


def noisy(
    runs: Mapping[str, ArrayLike],
    eta: float,
    eigenvalues: ArrayLike,
    until: int,
    block: int = 25,
) -> list[Axes]:
    """Draw what gradients of batches tell: their cosine, and the curvature they seem to feel.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (steps, 2, k)
        Name of each run -> a gradient and the next one at every step; at most three.
    eta : float
        Their learning rate; 1/η is drawn.
    eigenvalues : array_like
        Of the Hessian at the minimum: thin lines across.
    until : int
        The step from which all of them see all the data.
    block : int
        Steps over which means are taken.

    Examples
    --------
    >>> runs = {"all": [[[1.0], [0.5]]] * 4}
    >>> [ax.get_title() for ax in noisy(runs, 0.5, [1.0], until=2, block=2)]
    ['cosine of g and the next', 'curvature felt, λ̂']
    """
    drawing = figure(10.0, 4.6)
    turned, curved = drawing.subplots(1, 2)
    for row in np.asarray(eigenvalues, dtype=float):
        curved.axhline(row, color=style.LIGHT["muted"], linewidth=0.9)
    curved.axhline(1 / eta, color=style.LIGHT["text"], linewidth=1.6, linestyle="--")
    curved.annotate(
        "1/η", (1.01, 1 / eta), xycoords=("axes fraction", "data"), va="center", fontsize=14
    )
    turned.axhline(0, color=style.LIGHT["muted"], linewidth=1)
    looks = (("black", "-", "o"), *_RIVALS)
    last = 0
    for (name, pairs), (color, dash, marker) in zip(runs.items(), looks, strict=False):
        steps = block * (np.arange(len(np.asarray(pairs)) // block) + 0.5)
        last = max(last, len(np.asarray(pairs)))
        for ax, values in zip((turned, curved), block_means(pairs, eta, block), strict=True):
            ax.plot(
                steps, values, dash, color=style.PALETTE[color], marker=marker, markersize=5,
                markevery=2, linewidth=2.2, label=name,
            )  # fmt: skip
    for ax in (turned, curved):
        ax.axvline(until, color=style.LIGHT["muted"], linewidth=1.4, linestyle=":")
        ax.set(xlabel="step", xlim=(0, last))
    turned.annotate(
        "all flats", (until, 0.04), (6, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", fontsize=13, color=style.LIGHT["muted"],
    )  # fmt: skip
    turned.set(
        title="cosine of g and the next", ylim=(-1.12, 1.12), yticks=(-1, 0, 1),
        yticklabels=("−1", "0", "1"),
    )  # fmt: skip
    curved.set(title="curvature felt, λ̂", yscale="log")
    drawing.legend(*turned.get_legend_handles_labels(), loc="outside upper center", ncols=len(runs))
    return [turned, curved]


def steered(losses: Mapping[str, ArrayLike], rates: ArrayLike, lowest: float = 1e-5) -> list[Axes]:
    """Draw how much loss is left in several runs, and the learning rates of one that is steered.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (steps + 1, starts)
        Name of each run -> its loss above the minimum; a curve is the median share of the first.
        At most three; the last is the steered one.
    rates : array_like, shape (steps + 1,)
        Learning rates of one start of the last of these runs, in parts of the best constant one.
    lowest : float
        The smallest share drawn.

    Examples
    --------
    >>> left, right = steered({"η*": [[4.0], [1.0]]}, [0.5, 1.5])
    >>> left.get_title(), right.get_title()
    ('loss left', 'η, in parts of η*')
    """
    drawing = figure(10.0, 4.2)
    fallen, turned = drawing.subplots(1, 2)
    looks = (*_RIVALS[: len(losses) - 1], ("vermilion", "-", ""))
    for (name, path), (color, dash, marker) in zip(losses.items(), looks, strict=True):
        found = np.asarray(path, dtype=float)
        share = np.median(found / found[0], axis=1)
        fallen.semilogy(
            np.where(share > 0.1 * lowest, share, np.nan), dash, color=style.PALETTE[color],
            marker=marker, markevery=max(len(share) // 10, 1), markersize=6, linewidth=2.2,
            label=name,
        )  # fmt: skip
    fallen.axhline(1e-4, color=style.LIGHT["muted"], linewidth=1, linestyle=":")
    fallen.set(title="loss left", xlabel="step", ylim=(lowest, 2), xlim=(0, None))
    turned.semilogy(np.asarray(rates, dtype=float), color=style.PALETTE["vermilion"], linewidth=2.2)
    turned.axhline(1, color=style.LIGHT["muted"], linewidth=1.2)
    turned.set(title="η, in parts of η*", xlabel="step", xlim=(0, None))
    drawing.legend(
        *fallen.get_legend_handles_labels(), loc="outside upper center", ncols=len(losses)
    )
    return [fallen, turned]


def edge(
    steepest: Mapping[float, ArrayLike], losses: Mapping[float, ArrayLike], every: int = 1
) -> list[Axes]:
    """Draw the largest curvature along runs beside their limits 2/η, and their losses.

    Parameters
    ----------
    steepest : mapping of float to array_like
        Learning rate of each run -> the largest curvature where it was.
    losses : mapping of float to array_like
        The same rates -> the loss at every step.
    every : int
        Steps from one curvature to the next.

    Examples
    --------
    >>> left, right = edge({1.0: [1.5, 1.8]}, {1.0: [0.3, 0.1]})
    >>> left.get_title(), right.get_title()
    ('largest curvature L', 'loss')
    """
    drawing = figure(10.0, 4.0)
    curved, fallen = drawing.subplots(1, 2)
    looks = (("blue", "o"), ("orange", "s"), ("vermilion", "^"))
    for (rate, values), (color, marker) in zip(steepest.items(), looks, strict=False):
        found, loss = (np.asarray(v, dtype=float) for v in (values, losses[rate]))
        look = {"color": style.PALETTE[color], "marker": marker, "label": f"η = {rate:g}"}
        curved.plot(every * np.arange(len(found)), found, **look, markersize=5)
        curved.axhline(2 / rate, color=look["color"], linestyle="--", linewidth=1.6)
        curved.annotate(
            f"2/{rate:g}",
            (1.01, 2 / rate),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=13,
            color=look["color"],
        )
        fallen.semilogy(loss, **look, markevery=max(len(loss) // 10, 1), markersize=5)
    for ax, title in ((curved, "largest curvature L"), (fallen, "loss")):
        ax.set(xlabel="step", title=title, xlim=(0, None))
    drawing.legend(
        *curved.get_legend_handles_labels(), loc="outside upper center", ncols=len(steepest)
    )
    return [curved, fallen]


def thrown(
    runs: Mapping[str, ArrayLike],
    furthest: float = 8000,
    lowest: float = 1e-6,
    highest: float = 1e4,
    goal: float = 1e-4,
) -> Axes:
    """Draw the loss left of many starts under several rules: the median start, step by step.

    Late steps lie too close to be drawn: a few of them share one point, their median.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (steps + 1, starts)
        Name of each run, at most three -> its loss above the minimum; the last one is on trial.
        A curve is the median of all starts, as a share of the first loss. What is not a number
        counts as thrown out.
    furthest : float
        Where the axis of steps ends.
    lowest, highest : float
        The smallest and the largest share drawn; what leaves at the top does not come back.
    goal : float
        A share whose line is drawn.

    Examples
    --------
    >>> thrown({"a": [[1.0], [0.1]], "b": [[1.0], [9.0]]}).get_xlabel()
    'step'
    """
    drawing = figure(9.6, 4.6)
    ax = drawing.subplots()
    looks = (("black", "-."), ("blue", "--"), ("vermilion", "-"))[-len(runs) :]
    for (name, path), (color, dash) in zip(runs.items(), looks, strict=True):
        found, ink = np.asarray(path, dtype=float), style.PALETTE[color]
        with np.errstate(all="ignore"):
            share = np.nan_to_num(found / found[0], nan=np.inf)
        edges = np.unique(np.geomspace(1, len(share), 60).astype(int))
        blocks = [np.median(share[one:end], axis=0) for one, end in itertools.pairwise(edges)]
        middle = np.median(np.clip(blocks, None, 1e3 * highest), axis=1)
        gone = np.maximum.accumulate(middle > highest)
        middle[gone] = 1e3 * highest
        middle = np.append(middle, middle[-1:])  # up to the last step
        ax.plot(edges, middle, dash, color=ink, linewidth=2.8, label=name)
        if gone.any():
            ax.annotate(
                "thrown out", (edges[gone.argmax()], highest), (8, -8), va="top", color=ink,
                textcoords="offset points", fontsize=14, fontweight="bold",
            )  # fmt: skip
    ax.axhline(1, color=style.LIGHT["muted"], linewidth=1)
    ax.axhline(goal, color=style.LIGHT["muted"], linewidth=1.2, linestyle=":")
    ax.annotate(
        "1/10,000" if goal == 1e-4 else f"{goal:g}", (1.3, goal), (0, 4), va="bottom",
        textcoords="offset points", fontsize=13, color=style.LIGHT["muted"],
    )  # fmt: skip
    ax.set(
        xscale="log", yscale="log", xlabel="step", xlim=(1, furthest), ylim=(lowest, highest),
        ylabel="share of the loss left",
    )  # fmt: skip
    drawing.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=len(runs))
    return ax


def turning(strengths: ArrayLike, following: ArrayLike) -> Axes:
    """Draw how late gradients turn, by noise and without it, and what half of η changes.

    Lines are what theory says of one mode: 1 − ηλ without noise, −½ηλ with it.

    Parameters
    ----------
    strengths : array_like, shape (n,)
        ηλ of each noisy run.
    following : array_like, shape (n,)
        ⟨g g₊⟩ / ⟨g²⟩ of each: the mean product of a gradient and the next one, as a share of the
        mean square. Drawn as marks.

    Examples
    --------
    >>> turning([0.5, 1.5], [-0.25, -0.75]).get_ylabel()
    '⟨g g₊⟩ / ⟨g²⟩'
    """
    ax = axes(None, figsize=(8.8, 4.8))
    x, noise, none = np.linspace(0, 2, 201), style.PALETTE["blue"], style.PALETTE["vermilion"]
    ax.axhline(0, color=style.LIGHT["muted"], linewidth=1)
    ax.plot(x, 1 - x, "--", color=none, linewidth=2.4)
    ax.plot(x, -x / 2, color=noise, linewidth=2.4)
    ax.plot(strengths, following, "o", color=noise, markersize=8)
    for words, place, ink in (("no noise", (0.53, 0.57), none), ("noise", (0.28, -0.42), noise)):
        ax.annotate(words, place, color=ink, fontsize=15, fontweight="bold")
    dark = style.LIGHT["text"]
    for start, end, bend in ((-0.8, 0.1, 0.3), (-0.9, -0.45, -0.3)):
        ax.plot([1.8], [start], "o", color=dark, markersize=11, fillstyle="none", zorder=6)
        ax.annotate(
            "", (0.9, end), (1.8, start), zorder=6,
            arrowprops={
                "arrowstyle": "-|>", "color": dark, "linewidth": 2.0, "mutation_scale": 20,
                "shrinkA": 6, "shrinkB": 5, "connectionstyle": f"arc3,rad={bend}",
            },
        )  # fmt: skip
    ax.annotate("half of η", (1.6, -0.12), color=dark, fontsize=14, fontweight="bold")
    ax.set(
        xlabel="ηλ", ylabel="⟨g g₊⟩ / ⟨g²⟩",
        xlim=(0, 2.03), ylim=(-1.15, 1.08), yticks=(-1, 0, 1),
        yticklabels=("−1", "0", "1"), xticks=(0, 0.9, 1, 1.8, 2),
        xticklabels=("0", "0.9 ", " 1", "1.8", "2"),
    )  # fmt: skip
    return ax
