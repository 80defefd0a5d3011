"""Pictures of notebook 16: what workers do when, and what a round costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle

from ... import style
from ..axes import axes, figure, plain

__all__ = [
    "PIECES", "best", "death", "foretold", "lost", "ring", "schedules", "system", "timelines",
]  # fmt: skip

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_MUTED, _TEXT = style.LIGHT["muted"], style.LIGHT["text"]

# What workers did comes from a room above this one, so its types are not named here.
CostModel: TypeAlias = Any
Pace: TypeAlias = Any
Quiet: TypeAlias = Any
Run: TypeAlias = Any
Span: TypeAlias = Any


class _Bar(NamedTuple):
    what: str
    start: float
    seconds: float


#: How each piece of a worker's time is filled.
PIECES: Mapping[str, Mapping[str, Any]] = {
    "compute": {"facecolor": _BLUE, "edgecolor": _BLUE},
    "pull": {"facecolor": style.PALETTE["bluish green"], "edgecolor": style.LIGHT["surface"]},
    "push": {"facecolor": style.PALETTE["orange"], "edgecolor": style.LIGHT["surface"]},
    "wait": {"facecolor": style.LIGHT["sunken"], "edgecolor": style.LIGHT["data-line"],
             "hatch": "////"},
}  # fmt: skip
_ORDER = ("pull", "compute", "push", "wait")


def system(workers: Sequence[str] = ("half of the images", "the other half")) -> Axes:
    """Draw a server with the parameters, and workers that pull them and push gradients.

    Parameters
    ----------
    workers : sequence of str
        What each of them has.

    Examples
    --------
    >>> [text.get_text() for text in system().texts if "worker" in text.get_text()]
    ['worker 0: half of the images', 'worker 1: the other half']
    """
    ax = figure(11.0, 2.9).subplots()
    places = np.linspace(-3.1, 3.1, len(workers))
    _box(ax, 0, 1.5, 2.3, "server: the parameters w", _RED)
    for k, (x, what) in enumerate(zip(places, workers, strict=True)):
        _box(ax, x, 0, 1.55, f"worker {k}: {what}", _BLUE)
        inside = float(np.sign(x)) * 0.28
        for shift, (start, end), words, look in (
            (inside, (1.18, 0.32), "pull w", PIECES["pull"]),
            (-inside, (0.32, 1.18), f"push $g_{k}$", PIECES["push"]),
        ):
            at = 0.5 * x + 2.0 * shift
            foot = x + shift
            pair = ((at, start), (foot, end)) if start > end else ((foot, start), (at, end))
            ax.annotate("", pair[1], pair[0], arrowprops={
                "arrowstyle": "-|>", "color": look["facecolor"], "linewidth": 2.6,
                "shrinkA": 0, "shrinkB": 0, "mutation_scale": 20,
            })  # fmt: skip
            side = 1 if shift * x > 0 else -1
            ax.annotate(words, ((at + foot) / 2, 0.75), (20 * side * np.sign(x), 0),
                        textcoords="offset points", va="center", fontsize=14, color=_TEXT,
                        ha="left" if side * x > 0 else "right")  # fmt: skip
    ax.annotate(r"$w \leftarrow w - \eta\,(g_0 + g_1)$", (0, 1.5), (0, -38), ha="center", va="top",
                textcoords="offset points", fontsize=15, color=_TEXT)  # fmt: skip
    ax.set(xlim=(-5, 5), ylim=(-0.42, 1.9))
    ax.set_axis_off()
    return ax


def timelines(panels: Mapping[str, Pace], rounds: int = 3) -> list[Axes]:
    """Draw some rounds of one process beside the same rounds on workers, each pair in a panel.

    The rounds shown are those in a row whose length together is the median one.

    Parameters
    ----------
    panels : mapping of str to Pace
        Title -> what was measured.
    rounds : int
        How many are shown.

    Examples
    --------
    >>> from lecture_lib.scale import Entry, Run
    >>> from lecture_lib.scale.pace import Pace
    >>> ledger = {(s, t): Entry(s, t, s, t, 0, 0, t, 0.1, t + 0.2, t + 0.8, t + 0.9)
    ...           for t in range(5) for s in (0, 1)}
    >>> run = Run(np.zeros(1), ledger, rounds=5, messages=20, bytes=0, seconds=5)
    >>> ax, = timelines({"large": Pace(8, 1.2, 1.0, run)})
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['one process', 'worker 0', 'worker 1']
    """
    every = figure(11.0, 1.1 + 2.1 * len(panels)).subplots(len(panels), 1, squeeze=False)[:, 0]
    for ax, (title, pace) in zip(every, panels.items(), strict=True):
        assert pace.run is not None
        ends = _ends(pace.run)
        first = _usual(np.diff(ends), rounds)
        zero, stop = ends[first], ends[first + rounds]
        names = _rows(ax, pace.run.timeline, zero, stop, below=1)
        alone = [_Bar("compute", k * pace.alone, pace.alone)
                 for k in range(rounds)]  # fmt: skip
        _bars(ax, alone, 0)
        ax.set(yticks=range(len(names) + 1), yticklabels=["one process", *names],
               ylim=(len(names) + 0.6, -0.6),
               xlim=(0, 1.02 * 1e3 * max(stop - zero, rounds * pace.alone)))  # fmt: skip
        ax.set_title(f"{title}: {rounds} rounds", loc="left")
        ax.set_xlabel("milliseconds, on this machine")
    _key(every[0])
    return list(every)


def schedules(runs: Mapping[str, Run]) -> list[Axes]:
    """Draw whole runs on one axis of time: what each worker did.

    Parameters
    ----------
    runs : mapping of str to Run
        Title -> run.

    Examples
    --------
    >>> from lecture_lib.scale import Entry, Run
    >>> ledger = {(0, 0): Entry(0, 0, 0, 0, 0, 0, 0, 0.1, 0.2, 0.8, 0.9)}
    >>> ax, = schedules({"synchronous": Run(np.zeros(1), ledger, 1, 2, 0, 1.0)})
    >>> ax.get_title(loc="left"), [tick.get_text() for tick in ax.get_yticklabels()]
    ('synchronous', ['worker 0'])
    """
    every = figure(11.0, 1.2 + 1.35 * len(runs)).subplots(
        len(runs), 1, sharex=True, squeeze=False)[:, 0]  # fmt: skip
    last = 0.0
    for ax, (title, run) in zip(every, runs.items(), strict=True):
        zero = min(span.start for span in run.timeline)
        names = _rows(ax, run.timeline, zero, np.inf)
        ax.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6))
        ax.set_title(title, loc="left")
        last = max(last, 1e3 * (max(span.stop for span in run.timeline) - zero))
    every[-1].set(xlabel="milliseconds, on this machine", xlim=(0, 1.01 * last))
    _key(every[0])
    return list(every)


def death(run: Run, rounds: int = 3) -> list[Axes]:
    """Draw the rounds before a worker's death and those after its successor came.

    Parameters
    ----------
    run : Run
        With a death.
    rounds : int
        How many are shown on either side, of the length that is usual in the run.

    Examples
    --------
    >>> from lecture_lib.scale import Death, Entry, Run
    >>> ledger = {(0, t): Entry(0, t, 0, t, 0, 0, t, 0.1, t + 0.2, t + 0.8, t + 0.9)
    ...           for t in range(8)}
    >>> run = Run(np.zeros(1), ledger, 8, 16, 0, 8.0, deaths=(Death("worker 0", 3.0, 5.0),))
    >>> [text.get_text() for ax in death(run) for text in ax.texts if text.get_text()]
    ['killed', 'its successor asks']
    """
    end = run.deaths[0]
    row = int(end.who.split()[-1])
    beat = float(np.median(np.diff(_ends(run))))
    left, right = figure(11.0, 2.6).subplots(
        1, 2, sharey=True, width_ratios=(rounds + 1, 6))  # fmt: skip
    before, after = end.last - rounds * beat, end.back - beat
    shown = ((left, before, end.last + beat, end.last, "killed"),
             (right, after, end.back + 5 * beat, end.back, "its successor asks"))  # fmt: skip
    for ax, start, stop, when, words in shown:
        names = _rows(ax, run.timeline, start, stop)
        at = 1e3 * (when - start)
        ax.plot([at, at], [row - 0.45, row + 0.45], color=_RED, linewidth=3)
        ax.annotate(words, (at, row + 0.42), (0, -3), ha="center", va="top", fontsize=13,
                    textcoords="offset points", color=style.LIGHT["gradient-text"],
                    annotation_clip=False)  # fmt: skip
        ax.set(xlim=(0, 1e3 * (stop - start)), xlabel="milliseconds",
               yticks=range(len(names)), yticklabels=names,
               ylim=(len(names) - 0.1, -0.6))  # fmt: skip
    left.spines["right"].set_visible(False)
    right.spines["left"].set_visible(False)
    right.tick_params(axis="y", length=0)
    left.set_title(f"{end.who} is killed …", loc="left")
    right.set_title(f"… and replaced, {end.back - end.last:.1f} s later", loc="left")
    _key(right)
    return [left, right]


def foretold(
    model: CostModel | None = None, paces: Mapping[tuple[int, int], Pace] | None = None,
    stored: Quiet | None = None,
) -> list[Axes]:  # fmt: skip
    """Draw rounds on two workers, measured over foretold, with what one process takes.

    A point on the diagonal was foretold rightly. A bar is the time of one process alone: two
    workers win where the point lies below it, and are foretold to win where the bar lies above the
    diagonal.

    Parameters
    ----------
    model : CostModel, optional
        Foretells, each network with its own bytes.
    paces : mapping of (int, int) to Pace, optional
        Hidden units and times over the images -> measured here.
    stored : Quiet, optional
        Measured once on another machine, and foretold from its own messages.

    Examples
    --------
    >>> from lecture_lib.scale import CostModel
    >>> from lecture_lib.scale.pace import Pace
    >>> paces = {(16, 1): Pace(4840, 0.001, 0.005), (16, 64): Pace(4840, 0.1, 0.06)}
    >>> ax, = foretold(CostModel(1e-3, 1e9), paces)
    >>> [text.get_text() for text in ax.texts]
    ['16 × 1', '16 × 64']
    """
    panels: list[tuple[str, CostModel, Mapping[tuple[int, int], Pace]]] = []
    if stored:
        words = f"stored: {stored.machine.split(',')[0]}, load {stored.load:g}"
        panels.append((words, stored.model, stored.paces))
    if paces:
        panels.append(("measured here, just now", model, paces))
    every = figure(11.0, 5.2).subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0]
    seen: list[float] = []
    for ax, (title, one, found) in zip(every, panels, strict=True):
        smallest = min(hidden for hidden, _ in found)
        for (hidden, times), pace in found.items():
            x, y, alone = 1e3 * pace.foretold(one), 1e3 * pace.together, 1e3 * pace.alone
            wins = alone > x
            seen += [x, y, alone]
            ax.plot([x, x], [y, alone], color=_MUTED, linewidth=1, zorder=2)
            ax.plot(x, alone, "_", color=_TEXT, markersize=18, markeredgewidth=2.5, zorder=3)
            ax.plot(x, y, "s" if wins else "o", color=_RED if wins else _BLUE, markersize=10,
                    zorder=4)  # fmt: skip
            # Above to the left, below to the right: clear of the points and of other bars' lines.
            at, ha, va = ((9, 6), "right", "bottom") if alone > y else ((-9, -6), "left", "top")
            if alone <= y and hidden > smallest:
                at, va = (14, 0), "center"
            ax.annotate(f"{hidden:,} × {times}", (x, alone), at, ha=ha, va=va, fontsize=12,
                        textcoords="offset points", color=_TEXT, zorder=5)  # fmt: skip
        ax.set_title(title, loc="left")
    low, high = 0.6 * min(seen), 1.8 * max(seen)
    for ax in every:
        ax.plot([low, high], [low, high], color=style.LIGHT["theory"], linestyle=(0, (5, 2)),
                zorder=1)  # fmt: skip
        ax.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high),
               xlabel="foretold for two workers, ms")  # fmt: skip
        plain(ax.xaxis)
        plain(ax.yaxis)
    every[0].set_ylabel("measured, ms")
    look: Mapping[str, Any] = {"linestyle": "none", "markersize": 10}
    handles = [
        Line2D([], [], marker="o", color=_BLUE, label="one should win", **look),
        Line2D([], [], marker="s", color=_RED, label="two should win", **look),
        Line2D([], [], marker="_", color=_TEXT, markeredgewidth=2.5, markersize=18,
               linestyle="none", label="one process alone"),
        Line2D([], [], color=style.LIGHT["theory"], linestyle=(0, (5, 2)), label="as foretold"),
    ]  # fmt: skip
    every[0].figure.legend(handles=handles, loc="outside upper right", ncols=4, fontsize=13)
    return list(every)


def ring(machines: int = 4) -> list[Axes]:
    """Draw how machines in a ring add up their gradients, part by part, without a server.

    A row is a machine, a column a part of the gradient, and a number says how many machines'
    gradients are summed in it. A frame is round what has just come from the neighbour.

    Parameters
    ----------
    machines : int

    Examples
    --------
    >>> panels = ring(4)
    >>> panels[-1].get_title(), {text.get_text() for text in panels[-1].texts}
    ('turn 6', {'4'})
    """
    R = machines
    whole, turns = 2 * (R - 1), [*range(R), 2 * (R - 1)]
    every = figure(11.0, 2.7).subplots(1, len(turns), sharey=True)
    summed, came = np.ones((R, R), int), np.zeros((R, R), bool)
    shown = 0
    for turn in range(whole + 1):
        if turn in turns:
            _parts(every[shown], summed, came)
            every[shown].set_title("at the start" if turn == 0 else f"turn {turn}")
            shown += 1
        came = np.zeros((R, R), bool)
        before = summed.copy()
        for m in range(R):  # each sends one part to the next, which adds it or takes it over
            part, to = (m - turn) % R, (m + 1) % R
            came[to, part] = True
            summed[to, part] = before[m, part] + (before[to, part] if turn < R - 1 else 0)
    every[0].set(yticks=range(R), yticklabels=[f"machine {m}" for m in range(R)])
    return list(every)


def _parts(ax: Axes, summed: Any, came: Any) -> None:
    R = len(summed)
    for m in range(R):
        for part in range(R):
            share = (summed[m, part] - 1) / (R - 1)
            ax.add_patch(Rectangle(
                (part - 0.44, m - 0.44), 0.88, 0.88, linewidth=3 if came[m, part] else 0.8,
                facecolor=_shade(share),
                edgecolor=_RED if came[m, part] else style.LIGHT["data-line"],
            ))  # fmt: skip
            ax.text(part, m, f"{summed[m, part]}", ha="center", va="center", fontsize=13,
                    color=_TEXT if share < 0.6 else "white")  # fmt: skip
    ax.set(xlim=(-0.6, R - 0.4), ylim=(R - 0.4, -0.6), aspect="equal", xticks=[])
    ax.grid(visible=False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _shade(share: float) -> tuple[float, float, float]:
    """From the surface to blue."""
    low, high = to_rgb(style.LIGHT["surface"]), to_rgb(_BLUE)
    red, green, blue = ((1 - share) * a + share * b for a, b in zip(low, high, strict=True))
    return red, green, blue


def best(
    work: float, message: float, most: int = 1000, measured: Mapping[int, float] | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw a round over the number of workers: what is computed, what is sent, and their sum.

    Parameters
    ----------
    work : float
        C, seconds.
    message : float
        Seconds of a message, α + b/β.
    most : int
        Workers at the right end.
    measured : mapping of int to float, optional
        Workers -> seconds of a round, drawn as points.
    ax : Axes, optional

    Examples
    --------
    >>> ax = best(8.0, 0.001)
    >>> [text.get_text() for text in ax.texts]
    ['work C/R', 'messages 2R · 1 ms', '63 workers: 0.25 s', '1,000 workers: 2 s']
    """
    ax = axes(ax, figsize=(9.6, 4.6), layout="constrained")
    workers = np.geomspace(1, most, 300)
    total = work / workers + 2 * workers * message
    ax.plot(workers, work / workers, color=_BLUE, linestyle=(0, (5, 2)))
    ax.plot(workers, 2 * workers * message, color=style.PALETTE["orange"], linestyle=(0, (5, 2)))
    ax.plot(workers, total, color=style.PALETTE["black"], linewidth=3)
    look: Mapping[str, Any] = {"textcoords": "offset points", "fontsize": 13}
    ax.annotate("work C/R", (2.2, work / 2.2), (-4, -8), ha="right", va="top", color=_BLUE, **look)
    ax.annotate(f"messages 2R · {1e3 * message:g} ms", (5, 10 * message), (8, -4), va="top",
                color=style.LIGHT["code-text"], **look)  # fmt: skip
    least = float(np.sqrt(work / (2 * message)))
    for r, side in ((least, (0, 14)), (float(most), (-14, 0))):
        height = work / r + 2 * r * message
        ax.plot(r, height, "o", color=_RED, markersize=11, clip_on=False, zorder=5)
        ax.annotate(
            f"{r:,.0f} workers: {height:.2g} s",
            (r, height),
            side,
            ha="center" if side[0] == 0 else "right",
            va="bottom",
            color=_TEXT,
            **look,
        )
    if measured:
        ax.plot(list(measured), list(measured.values()), "s", color=_RED, markersize=8)
    ax.set(xscale="log", yscale="log", xlabel="workers R", ylabel="seconds of a round",
           xlim=(1, most), ylim=(0.6 * 2 * message, 1.6 * work))  # fmt: skip
    plain(ax.xaxis)
    plain(ax.yaxis)
    return ax


def lost(shares: Mapping[str, float], stored: Mapping[str, float], ax: Axes | None = None) -> Axes:
    """Draw which share of updates each way of writing loses, here and on a quiet machine.

    Parameters
    ----------
    shares, stored : mapping of str to float
        A line of code -> share, measured here and stored.
    ax : Axes, optional

    Examples
    --------
    >>> ax = lost({"w += g": 0.001, "w[:] = w + g": 0.2}, {"w += g": 0.003, "w[:] = w + g": 0.25})
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['w += g', 'w[:] = w + g']
    """
    ax = axes(ax, figsize=(9.6, 1.5 + 0.75 * len(shares)), layout="constrained")
    place = np.arange(len(shares))
    ax.barh(place, [100 * s for s in shares.values()], 0.5, color=style.PALETTE["sky blue"],
            edgecolor=_BLUE, label="measured here, just now")  # fmt: skip
    ax.plot([100 * stored[name] for name in shares], place, "D", markersize=10,
            markerfacecolor="none", markeredgecolor=style.PALETTE["black"],
            linestyle="none", label="stored, another machine")  # fmt: skip
    ax.set(yticks=place, yticklabels=[*shares], ylim=(len(shares) - 0.4, -0.6), xlim=(-1, 55),
           xlabel="updates lost, %")  # fmt: skip
    for label in ax.get_yticklabels():
        label.set_fontfamily("monospace")
    ax.grid(visible=False, axis="y")
    ax.legend(loc="lower right", fontsize=12)
    return ax


def _box(ax: Axes, x: float, y: float, half: float, words: str, colour: str) -> None:
    ax.add_patch(FancyBboxPatch(
        (x - half, y - 0.3), 2 * half, 0.6, boxstyle="round,pad=0,rounding_size=0.12", zorder=3,
        facecolor=style.LIGHT["surface"], edgecolor=colour, linewidth=2,
    ))  # fmt: skip
    ax.text(x, y, words, ha="center", va="center", zorder=4, fontsize=14, color=_TEXT)


def _ends(run: Run) -> Any:
    """When each round ended: its last push."""
    ends: dict[int, float] = {}
    for entry in run.ledger.values():
        ends[entry.clock] = max(ends.get(entry.clock, 0.0), entry.pushed)
    return np.array([ends[clock] for clock in sorted(ends)])


def _usual(lengths: Any, rounds: int) -> int:
    """The first of so many rounds in a row that take the median time together."""
    together = np.convolve(lengths, np.ones(rounds), "valid")
    return int(np.argsort(together)[len(together) // 2])


def _rows(
    ax: Axes, spans: Sequence[Span], zero: float, stop: float, below: int = 0
) -> list[str]:  # fmt: skip
    """Draw the bars between two times, a row for each worker; returns the rows' names."""
    workers = sorted({span.worker for span in spans})
    for row, worker in enumerate(workers):
        some = [_Bar(span.what, max(span.start, zero) - zero,
                     min(span.stop, stop) - max(span.start, zero))
                for span in spans if span.worker == worker and span.stop > zero
                and span.start < stop]  # fmt: skip
        _bars(ax, some, row + below)
    return [f"worker {worker}" for worker in workers]


def _bars(ax: Axes, spans: Sequence[_Bar], row: int) -> None:
    for what in _ORDER:
        bars = [(1e3 * s.start, 1e3 * s.seconds) for s in spans if s.what == what]
        if bars:
            ax.broken_barh(bars, (row - 0.34, 0.68), linewidth=0.8, **PIECES[what])
    ax.grid(visible=False, axis="y")


def _key(ax: Axes) -> None:
    """What the fillings mean, above the panels."""
    handles = [Patch(label=what, **PIECES[what]) for what in _ORDER]
    ax.figure.legend(handles=handles, loc="outside upper right", ncols=4, fontsize=13)
