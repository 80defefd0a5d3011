"""Pictures of notebook 08: what a velocity holds, and what it does to each curvature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...descent import Surface, descend, saddle, theory
from ...optim import Rule
from ..axes import axes, figure, plain
from ..contours import contours
from ..paths import path

__all__ = [
    "clouds", "digits_and_runs", "factor_over_curvature", "factor_over_rate", "look_ahead",
    "losses_over_condition", "past_gradients", "saddle_paths", "sweeps", "three_runs",
    "unnamed_runs",
]  # fmt: skip

Array = NDArray[Any]

#: Amber, deep enough to be seen when a dark page turns a picture's lightness round.
_AMBER = style.LIGHT["parameter-line"]

#: One look for each setting: never by colour alone.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["black"], "linestyle": "-", "marker": "o"},
    {"color": _AMBER, "linestyle": "-", "marker": "s"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (4, 2)), "marker": "D"},
    {"color": style.PALETTE["vermilion"], "linestyle": ":", "marker": "X"},
)
_BEST: dict[str, Any] = {"color": style.PALETTE["black"], "linestyle": (0, (5, 2))}
_BALL: dict[str, Any] = {"color": _AMBER, "linestyle": "-"}


def _reference(ax: Axes, height: float, words: str, at: float = 0.99) -> None:
    """A thin line to compare with, and what it is."""
    ax.axhline(height, color=style.LIGHT["muted"], linewidth=1, linestyle=(0, (2, 2)))
    ax.annotate(
        words,
        (at, height),
        (0, 3),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right" if at > 0.5 else "left",
        fontsize=12,
        color=style.LIGHT["muted"],
    )


def digits_and_runs(
    images: ArrayLike, losses: Mapping[Any, ArrayLike], named: bool = False
) -> list[Axes]:
    """Draw some of the images, and the loss of all runs: which run is whose only when asked.

    Parameters
    ----------
    images : array_like, shape (n, 64)
        Images of 8 × 8; ten are drawn.
    losses : mapping of (float, float) to array_like, shape (seeds, passes)
        η and β of each setting -> mean loss in each pass through the data.
    named : bool
        Give each setting a look of its own, and a legend.

    Examples
    --------
    >>> left, right = digits_and_runs(np.zeros((10, 64)), {(0.1, 0): [[2.0, 1.0], [2.0, 0.5]]})
    >>> len(right.lines), right.get_legend() is None
    (2, True)
    """
    drawing = figure(10.0, 3.9)
    left, right = drawing.subplots(1, 2, width_ratios=(1, 2.6))
    every = np.pad(np.asarray(images)[:10].reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    left.imshow(np.block([list(every[k : k + 2]) for k in range(0, len(every), 2)]), cmap="gray_r")
    left.set_axis_off()
    for ((eta, beta), runs), look in zip(losses.items(), _LOOKS, strict=False):
        shown = {**look, "markersize": 6, "linewidth": 1.4, "alpha": 0.85} if named else {
            "color": style.PALETTE["black"], "linewidth": 1.1
        }  # fmt: skip
        for k, run in enumerate(np.asarray(runs, dtype=float)):
            label = f"η = {eta:g}, β = {beta:g}" if named and k == 0 else None
            right.semilogy(np.arange(1, len(run) + 1), run, **shown, label=label)
    right.set(
        xlabel="passes through the data", ylabel="loss", title="Three settings, five runs each"
    )
    plain(right.yaxis)
    if named:
        right.legend(loc="upper right")
    return [left, right]


def past_gradients(beta: float, shown: int = 30) -> list[Axes]:
    """Draw what is left in the velocity of gradients that agree, and of gradients that alternate.

    Parameters
    ----------
    beta : float
        Weight of the past, below 1.
    shown : int
        How many past gradients.

    Examples
    --------
    >>> left, right = past_gradients(0.5, shown=3)
    >>> [float(bar.get_height()) for bar in right.patches]
    [1.0, -0.5, 0.25]
    """
    drawing = figure(9.6, 3.0)
    every = list(drawing.subplots(1, 2, sharey=True))
    age = np.arange(shown)
    for ax, sign, words in zip(
        every, (np.ones(shown), (-1.0) ** age), ("all gradients 1", "1 and −1 in turn"), strict=True
    ):
        heights = sign * beta**age
        ax.bar(
            -age,
            heights,
            color=np.where(heights > 0, _AMBER, style.PALETTE["blue"]),
            hatch=["" if h > 0 else "//" for h in heights],
            edgecolor=style.LIGHT["surface"],
        )
        ax.axhline(0, color=style.LIGHT["text"], linewidth=1)
        ax.set(xlabel="steps ago", title=words, xticks=range(0, -shown, -10), ylim=(-1.05, 1.1))
        ax.set_xticklabels([str(k) for k in range(0, shown, 10)])
    every[0].set_ylabel("part of v")
    return every


def sweeps(
    panels: Mapping[str, Mapping[str, tuple[ArrayLike, ArrayLike]]], guess: float
) -> list[Axes]:
    """Draw the median last loss over η/(1−β), a panel for each experiment.

    The band reaches from the least to the largest loss.

    Parameters
    ----------
    panels : mapping of str to mapping
        Title -> name of each setting -> η/(1−β), shape (n,), and losses, shape (n, seeds).
    guess : float
        The loss of a network that guesses, a line for reference.

    Examples
    --------
    >>> (ax,) = sweeps({"small": {"β = 0": ([0.1, 1.0], [[0.2, 0.3], [0.1, 0.1]])}}, 2.3)
    >>> ax.get_xscale(), ax.get_title()
    ('log', 'small')
    """
    drawing = figure(1.0 + 4.6 * len(panels), 4.2)
    every = list(np.atleast_1d(drawing.subplots(1, len(panels), sharey=True)))
    least = min(
        float(np.min(ends)) for settings in panels.values() for _, ends in settings.values()
    )
    lowest = min(0.01, least / 3)
    for ax, (title, settings) in zip(every, panels.items(), strict=True):
        for (name, (effective, ends)), look, width in zip(
            settings.items(), _LOOKS, (4.5, 2.4, 2.0, 2.0), strict=False
        ):
            x, losses = np.asarray(effective, dtype=float), np.asarray(ends, dtype=float)
            ax.loglog(
                x, np.median(losses, axis=1), **look, linewidth=width, markersize=7, label=name
            )
            ax.fill_between(
                x, losses.min(axis=1), losses.max(axis=1), color=look["color"], linewidth=0,
                alpha=0.35 if look["color"] == _AMBER else 0.18,
            )  # fmt: skip
        _reference(ax, guess, "guessing", 0.02)
        plain(ax.yaxis)
        ax.set(xlabel="u = η/(1 − β)", title=title, ylim=(lowest, 3 * guess))
        shown = np.unique(
            np.concatenate([np.asarray(x, dtype=float) for x, _ in settings.values()])
        )
        ticks: list[float] = []
        if len(shown) > 11:
            twos = 2.0 ** np.arange(-10, 11)
            shown = twos[(twos >= shown[0]) & (twos <= shown[-1])]
        for rate in shown:  # no label runs into the last one
            if not ticks or rate > 1.35 * ticks[-1]:
                ticks.append(float(rate))
        ax.set_xticks(ticks, [f"{rate:g}" for rate in ticks])
        ax.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
    every[0].set_ylabel("loss in the last pass\n(line: median; band: all seeds)")
    every[0].legend(loc="lower left")
    return every


def factor_over_curvature(eta: float, beta: float, mu: float = 0.2, L: float = 4.0) -> Axes:
    """Draw the factor per step over the curvature: momentum, and the best gradient descent.

    Parameters
    ----------
    eta, beta : float
        Setting of momentum.
    mu, L : float
        Smallest and largest curvature of the valley.

    Examples
    --------
    >>> ax = factor_over_curvature(0.45, 0.5)
    >>> float(ax.lines[1].get_ydata()[100].round(3))
    0.707
    """
    ax = axes(None, figsize=(8.6, 4.2))
    curvature = np.linspace(0.0, 1.12 * L, 1001)
    plain = np.abs(1 - 2 / (L + mu) * curvature)
    ball = np.abs(theory.momentum_eigenvalues(eta, beta, curvature)).max(axis=-1)
    ax.axvspan(mu, L, color=style.LIGHT["sunken"], zorder=0)
    ax.plot(curvature, plain, **_BEST)
    ax.plot(curvature, ball, linewidth=3.2, **_BALL)
    for place, words, color in (
        ((0.30, 0.06), "gradient descent\nat its best", style.PALETTE["black"]),
        ((0.27 * L, min(np.sqrt(beta), 1.1) + 0.03), "momentum", style.LIGHT["note"]),
        ((mu + 0.04 * L, 1.09), "μ", style.LIGHT["text"]),
        ((0.97 * L, 1.09), "L", style.LIGHT["text"]),
    ):
        ax.text(
            place[0], place[1], words, fontsize=14, fontweight="bold", color=color, linespacing=1.1
        )
    for end in (mu, L):
        ax.axvline(end, color=style.LIGHT["muted"], linewidth=1, linestyle=":")
    ax.axhline(1, color=style.LIGHT["text"], linewidth=1)
    ax.set(
        xlabel="curvature λ of the mode",
        ylabel="factor per step",
        xlim=(0, curvature[-1]),
        ylim=(0, 1.2),
        title=f"η = {eta:g}, β = {beta:g}",
    )
    return ax


def factor_over_rate(beta: float, kappas: Sequence[float], L: float = 4.0) -> list[Axes]:
    """Draw the factor per step over η, of gradient descent and of momentum, a panel for each κ.

    Parameters
    ----------
    beta : float
        Of momentum.
    kappas : sequence of float
        Condition numbers.
    L : float
        Largest curvature.

    Examples
    --------
    >>> left, right = factor_over_rate(0.9, (20, 100))
    >>> float(left.lines[0].get_ydata().min().round(3))
    0.905
    """
    drawing = figure(10.0, 3.9)
    every = list(np.atleast_1d(drawing.subplots(1, len(kappas), sharey=True)))
    for ax, kappa in zip(every, kappas, strict=True):
        best = theory.best_learning_rate(L / kappa, L)
        eta = np.sort(np.append(np.linspace(0.0, 4.2 / L, 1001), best))
        plain = theory.gradient_descent_rate(eta, L / kappa, L)
        ball = theory.momentum_rate(eta, beta, L / kappa, L)
        ax.plot(eta, plain, **_BEST, linewidth=2, label="gradient descent")
        ax.plot(eta, ball, **_BALL, linewidth=3.2, label=f"momentum, β = {beta:g}")
        ax.axhline(1, color=style.LIGHT["text"], linewidth=1)
        ax.set(xlabel="η", title=f"κ = {kappa:g}", xlim=(0, eta[-1]), ylim=(0.895, 1.015))
    every[0].set_ylabel("factor per step")
    every[0].legend(loc="lower right")
    return every


def losses_over_condition(curves: Mapping[float, tuple[ArrayLike, ArrayLike]]) -> Axes:
    """Draw the loss over its first value for several κ, gradient descent beside momentum.

    Parameters
    ----------
    curves : mapping of float to (array_like, array_like)
        κ -> the losses of gradient descent and of momentum, the first one first.

    Examples
    --------
    >>> losses_over_condition({10: ([4.0, 2.0, 1.0], [4.0, 1.0, 0.1])}).get_yscale()
    'log'
    """
    ax = axes(None, figsize=(9.6, 4.8))
    last = 10.0
    for width, (kappa, pair) in zip(
        np.linspace(1.4, 3.6, len(curves)), curves.items(), strict=True
    ):
        for losses, look, drop in zip(pair, (_BEST, _BALL), (-16, -2), strict=True):
            loss = np.asarray(losses, dtype=float) / np.asarray(losses, dtype=float)[0]
            end = int(np.argmax(loss < 1e-6)) or len(loss) - 1
            ax.loglog(np.arange(1, end + 1), loss[1 : end + 1], **look, linewidth=width)
            ax.annotate(
                f"{kappa:g}", (end, loss[end]), (0, drop), textcoords="offset points",
                fontsize=13, fontweight="bold", ha="center", va="top",
                color=style.PALETTE["black"] if look is _BEST else style.LIGHT["note"],
            )  # fmt: skip
            last = max(last, end)
    _reference(ax, 1.0, "the start")
    for look, words in ((_BEST, "gradient descent, κ ="), (_BALL, "momentum, κ =")):
        ax.plot([], [], **look, label=words + " " + ", ".join(f"{kappa:g}" for kappa in curves))
    ax.legend(loc="upper right", title="the thicker, the larger κ")
    ax.set(xlabel="step", ylabel="loss / first loss", xlim=(1, 1.6 * last), ylim=(1e-8, 600))
    return ax


def clouds(points: Mapping[str, ArrayLike], widths: Sequence[float]) -> list[Axes]:
    """Draw where many runs are around the minimum, and the standard deviation of theory.

    Parameters
    ----------
    points : mapping of str to array_like, shape (runs,)
        Name of each setting -> positions at the end.
    widths : sequence of float
        Standard deviations in theory, drawn as a bar to either side.

    Examples
    --------
    >>> len(clouds({"a": [0.1, -0.2], "b": [1.0, -1.0]}, (0.2, 1.0)))
    2
    """
    drawing = figure(9.6, 0.7 + 1.15 * len(points))
    every = list(np.atleast_1d(drawing.subplots(len(points), 1, sharex=True)))
    jitter = np.random.default_rng(0).uniform(
        -1, 1, max(len(np.asarray(p)) for p in points.values())
    )
    reach = 3.6 * max(widths)
    for ax, (name, found), look, width in zip(every, points.items(), _LOOKS, widths, strict=False):
        found = np.asarray(found, dtype=float)
        ax.plot(found, jitter[: len(found)], ".", color=look["color"], markersize=3, alpha=0.5)
        ax.plot([-width, width], [-1.45, -1.45], color=style.LIGHT["theory"], linewidth=4)
        ax.axvline(0, color=style.LIGHT["muted"], linewidth=1)
        ax.set(xlim=(-reach, reach), ylim=(-1.8, 1.2), yticks=[])
        ax.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=13)
        ax.label_outer(remove_inner_ticks=True)
        ax.grid(visible=False)
    every[-1].set_xlabel(
        "x after 400 steps; bars: one standard deviation to either side, by theory"
    )
    return every


def three_runs(runs: Mapping[str, ArrayLike], shared: bool = False) -> list[Axes]:
    """Draw positions over steps, a panel for each run.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (steps,)
        Title -> positions.
    shared : bool
        One scale of positions for all.

    Examples
    --------
    >>> [ax.get_title() for ax in three_runs({"A": [1.0, 0.5], "B": [1.0, -0.5]})]
    ['A', 'B']
    """
    drawing = figure(10.0, 2.8)
    every = list(np.atleast_1d(drawing.subplots(1, len(runs), sharey=shared)))
    for ax, (name, run) in zip(every, runs.items(), strict=True):
        ax.plot(run, "o-", color=style.PALETTE["black"], markersize=4, linewidth=1.3)
        ax.axhline(0, color=style.LIGHT["muted"], linewidth=1)
        ax.set(xlabel="step")
        ax.set_title(name, fontsize=13)
    every[0].set_ylabel("x")
    return every


def unnamed_runs() -> dict[str, Array]:
    """Return three runs of a mode whose η and β a student should not read in a cell.

    Examples
    --------
    >>> list(unnamed_runs())
    ['A', 'B', 'C']
    """
    settings = ((3.17, 0.6), (1.9, 0.45), (0.04, 0.6))
    return {
        name: theory.mode_path(scaled, beta, 1.0, 40)
        for name, (scaled, beta) in zip("ABC", settings, strict=True)
    }


def look_ahead(valley: Surface, start: ArrayLike, move: ArrayLike, eta: float) -> Axes:
    """Draw one step of the heavy ball and one of Nesterov's from a place and its last move.

    Parameters
    ----------
    valley : Surface
        Over the plane.
    start, move : array_like, shape (2,)
        Where both are, and β times their last move.
    eta : float
        Learning rate.

    Examples
    --------
    >>> from lecture_lib.descent import quadratic
    >>> ax = look_ahead(quadratic(20, mu=0.2), (-12.0, 1.5), (7.2, -2.4), 0.15)
    >>> ax.get_legend_handles_labels()[1]
    ['heavy ball', 'Nesterov']
    """
    ax = contours(valley, axes(None, figsize=(8.6, 3.4)))
    here = np.asarray(start, dtype=float)
    ahead = here + np.asarray(move, dtype=float)
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "mutation_scale": 18}
    ax.annotate(
        "", tuple(ahead), tuple(here), arrowprops={**arrow, "linestyle": "--", "linewidth": 1.6}
    )
    ax.annotate(
        "momentum", tuple((here + ahead) / 2), (6, 6), textcoords="offset points", fontsize=13
    )
    for name, seen, rule in (("heavy ball", here, "Momentum"), ("Nesterov", ahead, "Nesterov")):
        mark = style.mark(rule)
        end = ahead - eta * np.asarray(valley.gradient(seen))
        ax.annotate(
            "", tuple(end), tuple(ahead), arrowprops={**arrow, "color": mark.color, "linewidth": 3}
        )
        ax.plot(*end, mark.marker, color=mark.color, markersize=10, label=name)
    ax.plot(*here, **style.ROLES["start"])
    ax.plot(0, 0, **{**style.ROLES["minimum"], "markersize": 17})
    ax.legend(loc="lower left")
    ax.set(title="One step from the open circle")
    return ax


def saddle_paths(rules: Mapping[str, Rule], start: tuple[float, float] = (-1.5, 0.02)) -> Axes:
    """Draw a saddle seen from above, and the paths of some rules past it.

    Parameters
    ----------
    rules : mapping of str to Rule
        Name of each -> the rule.
    start : (float, float)
        Close to the ridge y = 0.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> saddle_paths({"walker": GradientDescent(0.1)}).get_title()
    'A saddle at (0, 0), 40 steps'
    """
    ax = contours(saddle, axes(None, figsize=(7.6, 4.2)))
    for name, rule in rules.items():
        path(descend(saddle, rule, start, 40), ax, label=name, every=1)
    ax.legend(loc="lower right")
    ax.set(title="A saddle at (0, 0), 40 steps")
    return ax
