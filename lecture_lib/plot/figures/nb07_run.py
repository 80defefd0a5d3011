"""Pictures of notebook 07: what the gradients of a run tell, and runs that they steer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = ["block_means", "cosines", "edge", "felt", "noisy", "steered", "thrown"]

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


def cosines(runs: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw the cosine between successive gradients, a panel for each run.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (steps,)
        Name of each run -> the cosine at every step, from −1 (turned round) to 1.

    Examples
    --------
    >>> [ax.get_title() for ax in cosines({"P": [1.0, 1.0], "Q": [-1.0, 1.0]})]
    ['P', 'Q']
    """
    drawing = figure(10.0, 3.2)
    every = np.atleast_1d(drawing.subplots(1, len(runs), sharey=True))
    for ax, (name, values) in zip(every, runs.items(), strict=True):
        found = np.asarray(values, dtype=float)
        ax.axhline(0, color=style.LIGHT["muted"], linewidth=1)
        ax.plot(np.arange(len(found)), found, color=style.PALETTE["blue"], linewidth=2.4)
        ax.set(
            title=name, xlabel="step", ylim=(-1.12, 1.12), yticks=(-1, 0, 1),
            yticklabels=("−1: turned", "0", "1: the same"),
        )  # fmt: skip
    every[0].set_ylabel("cosine")
    return list(every)


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
    panels: Mapping[str, Mapping[str, ArrayLike]],
    furthest: float = 6000,
    lowest: float = 1e-5,
    highest: float = 1e10,
    goal: float = 1e-4,
) -> list[Axes]:
    """Draw the loss left of many starts under several rules, a panel for each choice of units.

    Parameters
    ----------
    panels : mapping of str to mapping of str to array_like, shape (steps + 1, starts)
        Title -> name of each run, at most two -> its loss above the minimum; the last run of each
        panel has the colour of the rule that is on trial. Thick is the median share of the first
        loss, thin is every start (the highest of a few steps). What is not a number counts as
        thrown out.
    furthest : float
        Where the axis of steps ends.
    lowest, highest : float
        The smallest and the largest share drawn.
    goal : float
        A share whose line is drawn.

    Examples
    --------
    >>> left, right = thrown({"round": {"a": [[1.0], [0.1]]}, "long": {"a": [[1.0], [9.0]]}})
    >>> left.get_title(), right.get_title()
    ('round', 'long')
    """
    drawing = figure(10.4, 4.8)
    every = np.atleast_1d(drawing.subplots(1, len(panels), sharey=True))
    for ax, (title, runs) in zip(every, panels.items(), strict=True):
        looks = (("black" if ax is not every[0] else "blue", "--"), ("vermilion", "-"))
        for (name, path), (color, dash) in zip(runs.items(), looks[-len(runs) :], strict=True):
            found, ink = np.asarray(path, dtype=float), style.PALETTE[color]
            with np.errstate(all="ignore"):
                share = np.nan_to_num(found / found[0], nan=np.inf)
            # Late steps lie too close to be drawn: of a few of them a start shows its highest.
            edges = np.unique(np.geomspace(1, len(share), 90).astype(int))
            blocks = [share[one:end] for one, end in itertools.pairwise(edges)]
            highs = np.clip([block.max(axis=0) for block in blocks], None, 1e3 * highest)
            middle = np.array([np.median(block) for block in blocks])
            gone = np.maximum.accumulate(middle > highest)
            middle[gone] = 1e3 * highest
            ax.plot(edges[:-1], highs, "-", color=ink, linewidth=0.8, alpha=0.28)
            ax.plot(
                edges[:-1], middle, dash, color=ink, linewidth=2.8, label=name,
                path_effects=[withStroke(linewidth=4.6, foreground=style.LIGHT["surface"])],
            )  # fmt: skip
        ax.axhline(1, color=style.LIGHT["muted"], linewidth=1)
        ax.axhline(goal, color=style.LIGHT["muted"], linewidth=1.2, linestyle=":")
        ax.set(
            title=title, xscale="log", yscale="log", xlabel="step", xlim=(1, furthest),
            ylim=(lowest, highest),
        )  # fmt: skip
        ax.legend(loc="lower left")
    every[0].set_ylabel("share of the loss left")
    return list(every)
