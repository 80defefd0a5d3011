"""Learning-rate schedules drawn together, and what each does to the loss on a noisy bowl."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import style
from ...optim import Cosine, Cyclic, Exponential, Joined, Linear, MultiStep, OneCycle, StepDecay
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script
from ..explorer import Explorer, Rows, Setting
from ..packing import rounded, stride
from ..payload import Axis, Chart, Content, Curve, Preset, Slider, series
from .losses import expected_loss

__all__ = ["SCHEDULES", "SETTINGS", "ScheduleExplorer"]

Array = NDArray[Any]

#: Settings a schedule may ask for by name, and their positions on the sliders.
SETTINGS: Mapping[str, tuple[float, ...]] = {
    "peak": (0.05, 0.1, 0.2, 0.4, 0.8, 1.5),
    "turn": (0.05, 0.15, 0.4, 0.6, 0.8, 0.95, 0.99),
    "lowest": (0.0, 0.01, 0.1, 0.3),
    "cycles": (1, 2, 3, 4),
}
_LABELS = {
    "peak": tr_noop("peak η"),
    "turn": tr_noop("falls from, part of all steps"),
    "lowest": tr_noop("lowest, part of peak"),
    "cycles": tr_noop("drops or cycles"),
}
_WORDS = {"peak": "η = {:g}", "turn": "{:.0%}", "lowest": "{:.0%}", "cycles": "{:g}"}


def _fall(lowest: float, pieces: float) -> float:
    """The factor that leads to ``lowest`` in so many pieces; never to zero, which none reaches."""
    return float(max(lowest, 1e-3) ** (1 / pieces))


def _hold_then_line(peak: float, total: int, turn: float, lowest: float) -> Joined:
    """Stay at the peak, and go down in a straight line from ``turn``."""
    held = int(turn * total)
    return Joined((Linear(peak, start=1.0), Linear(peak, total - held, 1.0, lowest)), at=(held,))


#: Name -> schedule from ``peak``, ``total`` and whichever of ``turn`` (a part of the steps),
#: ``lowest`` (a part of the peak) and ``cycles`` the function names.
SCHEDULES: Mapping[str, Callable[..., Any]] = {
    tr_noop("constant"): lambda peak, total: Linear(peak, start=1.0),
    tr_noop("one drop"): lambda peak, total, turn, lowest: MultiStep(
        peak, (int(turn * total),), lowest
    ),
    tr_noop("hold, then line"): _hold_then_line,
    tr_noop("linear"): lambda peak, total, lowest: Linear(peak, total, start=1.0, end=lowest),
    tr_noop("cosine"): lambda peak, total, lowest: Cosine(peak, total, lowest=peak * lowest),
    tr_noop("exponential"): lambda peak, total, lowest: Exponential(peak, _fall(lowest, total)),
    "step": lambda peak, total, lowest, cycles: StepDecay(
        peak, every=-(-total // (cycles + 1)), factor=_fall(lowest, cycles)
    ),
    tr_noop("cyclic"): lambda peak, total, lowest, cycles: Cyclic(
        peak * lowest, peak, half=max(total // (2 * cycles), 1)
    ),
    tr_noop("one-cycle"): lambda peak, total: OneCycle(peak, total),
}
#: A shape here, and a count everywhere else: the blank makes it a message of its own.
_STEP = tr_noop("step ")
_COLORS = [
    PALETTE[name]
    for name in (
        "black",
        "vermilion",
        "reddish purple",
        "orange",
        "blue",
        "bluish green",
        "sky blue",
    )
]
_MARKERS = "os^vDPX<>ph"
_DASHES: tuple[Any, ...] = ("-", (0, (6, 2.5)))


class ScheduleExplorer(Explorer):
    """Draw learning-rate schedules together, with what they do to the loss of a noisy bowl.

    The bowl has a steep and a flat direction, so a schedule has two things to do: go far along
    the flat one before it turns the rate down, and turn it down before the end to be rid of the
    noise. Both charts keep their axes, whatever is drawn.

    Parameters
    ----------
    schedules : mapping of str to callable, optional
        Name -> a schedule, ``step -> rate``; or a function of ``peak``, ``total`` and any of
        ``turn``, ``lowest``, ``cycles`` that returns one and so follows the sliders. At most
        eleven. Default: :data:`SCHEDULES`.
    steps : int
        Length of the run, 20 to 1000.
    shown : sequence of str, optional
        Those ticked at first.
    eigenvalues : (float, float)
        Of the bowl; the largest is best 1, so that η = 2 is the limit.
    start : (float, float)
        Where runs begin, in each of its directions.
    sigma : float
        Standard deviation of the noise in each component of the gradient.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    peak, turn, lowest, cycles : int
        Positions of the sliders, in :data:`SETTINGS`; in step with ``state``.

    Raises
    ------
    ValueError
        No schedules or too many, a number of steps out of range, or a schedule that returns a
        rate below 0, infinity or NaN.

    Notes
    -----
    The loss is the mean over all runs, computed exactly by
    :func:`~lecture_lib.widgets.schedule.losses.expected_loss`; no run is simulated.

    Examples
    --------
    >>> print(ScheduleExplorer())
    ScheduleExplorer: 1000 steps, peak η = 0.4, falls from 15%, lowest 10%, cycles 3
    schedule  mean loss at the end
    constant  0.235
    one drop  0.295
    """

    _esm = Script("widgets/schedule/draw.js")

    peak, turn, lowest, cycles = Setting(), Setting(), Setting(), Setting()

    def __init__(
        self, schedules: Mapping[str, Callable[..., Any]] | None = None, *, steps: int = 1000,
        shown: Sequence[str] = ("constant", "one drop"),
        eigenvalues: tuple[float, ...] = (1.0, 0.005), start: tuple[float, ...] = (1.0, 16.0),
        sigma: float = 1.0, presenter: bool = False,
    ) -> None:  # fmt: skip
        schedules = dict(SCHEDULES if schedules is None else schedules)
        if not 1 <= len(schedules) <= len(_MARKERS):
            raise ValueError(f"ScheduleExplorer: {len(schedules)} schedules; 1 to {len(_MARKERS)} "
                             "can be told apart.")  # fmt: skip
        if not 20 <= steps <= 1000:
            raise ValueError(f"ScheduleExplorer: steps is {steps}; take 20 to 1000.")
        self.schedules, self.steps, self.sigma = schedules, int(steps), float(sigma)
        self.eigenvalues, self.start = (np.array(x, dtype=float) for x in (eigenvalues, start))
        self.uses = {name: _uses(make) for name, make in schedules.items()}
        self.rates = {name: self._rates(name) for name in schedules}
        # As fine as a chart, about 300 pixels wide, can show; the last step is kept.
        self.fine, self.every = stride(self.steps, 200), stride(self.steps, 100)
        self.expected = self._losses()
        super().__init__(presenter=presenter)
        self._compose([int(name in shown) for name in schedules])

    # --- numbers

    def _rates(self, name: str) -> Array:
        """The rates at all positions of the sliders a schedule uses: (positions …, step)."""
        make, uses = self.schedules[name], self.uses[name]
        shape = tuple(len(SETTINGS[use]) for use in uses)
        at = np.arange(self.steps + 1)
        rates = np.empty((*shape, len(at)))
        for index in np.ndindex(shape):
            given = {use: SETTINGS[use][i] for use, i in zip(uses, index, strict=True)}
            schedule = make(total=self.steps, **given) if uses else make
            rates[index] = schedule(at) if uses else [float(schedule(int(step))) for step in at]
        if not (np.isfinite(rates) & (rates >= 0)).all():
            bad = rates[~(np.isfinite(rates) & (rates >= 0))][0]
            raise ValueError(
                f"ScheduleExplorer: {name} returns a rate of {bad}; rates are at least 0 and "
                "finite."
            )
        return rates

    def _losses(self) -> dict[str, Array]:
        """Mean losses of every step, for all schedules at once."""
        rows = [rates.reshape(-1, rates.shape[-1])[:, :-1] for rates in self.rates.values()]
        ends = np.cumsum([len(row) for row in rows])[:-1]
        losses = expected_loss(np.concatenate(rows), self.eigenvalues, self.start, self.sigma)
        return {
            name: part.reshape(*rates.shape[:-1], -1)
            for (name, rates), part in zip(self.rates.items(), np.split(losses, ends), strict=True)
        }

    def _index(self, name: str, state: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(state[use] for use in self.uses[name])

    # --- the page

    def _compose(self, shown: list[int]) -> None:
        names = list(self.schedules)
        arrays = {
            f"{kind}{i}": table[name]
            for i, name in enumerate(names)
            for kind, table in (
                ("rate", {n: rates[..., : -1 : self.fine] for n, rates in self.rates.items()}),
                ("loss", {n: loss[..., :: self.every] for n, loss in self.expected.items()}),
            )
        }
        initial = {"peak": 3, "turn": 1, "lowest": 2, "cycles": 2, "shown": shown}
        best = min(float(self.expected[name][..., -1].min()) for name in names)
        goal = float(f"{1.05 * best:.2g}")
        looks = [style.Mark(_COLORS[i % len(_COLORS)], _MARKERS[i], _DASHES[i // len(_COLORS)])
                 for i in range(len(names))]  # fmt: skip
        content = Content(
            title=tr("Learning-rate schedules and what they do"),
            todo=tr("Tick schedules, move the sliders, and watch the loss where the rate falls."),
            challenge=tr(
                "Bring the loss of a schedule that is drawn to {0} or less at the end.",
                f"{goal:g}",
            ),
            series=series(list(map(_said, names)), looks),
            seriesLabel=tr("schedule"), columns=[tr("loss at the end")],
            sliders=[
                Slider(name, tr(_LABELS[name]), len(values),
                       texts=[_WORDS[name].format(value) for value in values])
                for name, values in SETTINGS.items()
                if any(name in uses for uses in self.uses.values())
            ],
            presets=self._presets(names, initial),
            charts=self._charts(best), curves=self._curves(),
            more={"steps": self.steps, "goal": goal},
        )  # fmt: skip
        self._fill(content, arrays, initial, looks, {k: rounded(v) for k, v in arrays.items()})

    def _presets(self, names: Sequence[str], initial: Mapping[str, Any]) -> list[Preset]:
        """Whole states; those whose schedules are drawn."""
        chosen = {
            tr("Early drop"): ({"turn": 1}, ("constant", "one drop")),
            tr("Late drop"): ({"turn": 4}, ("constant", "one drop")),
            tr("One peak, three ways"): (
                {"turn": 4},
                ("hold, then line", "cosine", "exponential"),
            ),
            tr("Up and down"): ({}, ("constant", "cyclic")),
        }
        return [
            Preset(label, {**initial, **moved, "shown": [int(name in shown) for name in names]})
            for label, (moved, shown) in chosen.items()
            if set(shown) <= set(names)
        ]

    def _charts(self, best: float) -> dict[str, Chart]:
        top = float(max(table[..., 0].max() for table in self.expected.values()))
        fastest = float(max(table.max() for table in self.rates.values()))
        steps = Axis(tr("step"), (0, self.steps))
        rates = Axis("", (0, 1.05 * fastest))
        losses = Axis("", (0.6 * best, 1.6 * top), log=True)
        return {
            "rates": Chart(tr("Learning rate η of each step"), (50, 26, 300, 240), steps, rates),
            "losses": Chart(tr("Mean loss"), (414, 26, 286, 240), steps, losses),
        }

    def _curves(self) -> list[Curve]:
        spacing = -(-self.steps // 12)
        charts = (("rates", "rate", self.fine), ("losses", "loss", self.every))
        return [
            Curve(chart, f"{kind}{i}", by, series=i, every=every, spacing=-(-spacing // every))
            for i, by in enumerate(self.uses.values())
            for chart, kind, every in charts
        ]

    # --- words

    def _facts(self) -> tuple[str, Rows]:
        at = self.state
        rows = [("schedule", "mean loss at the end")]
        for name, on in zip(self.schedules, at["shown"], strict=True):
            if on:
                rows.append((name, number(self.expected[name][self._index(name, at)][-1])))
        words = {name: _WORDS[name].format(SETTINGS[name][at[name]]) for name in SETTINGS}
        return (
            f"{self.steps} steps, peak {words['peak']}, falls from {words['turn']}, "
            f"lowest {words['lowest']}, cycles {words['cycles']}"
        ), rows


def _said(name: str) -> str:
    """The name of a schedule as the page says it; those of other people stay as they are."""
    if name not in SCHEDULES:
        return name
    return tr(_STEP).strip() if name == "step" else tr(name)


def _uses(make: Callable[..., Any]) -> tuple[str, ...]:
    """The settings a function asks for by name; none for a schedule, which asks for a step."""
    names = set(inspect.signature(make).parameters)
    return tuple(name for name in SETTINGS if name in names) if "total" in names else ()
