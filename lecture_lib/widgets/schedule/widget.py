"""Learning-rate schedules drawn together, and what each does to the loss on a noisy bowl."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import style
from ...optim import (
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseSquareRoot,
    Linear,
    OneCycle,
    StepDecay,
    Warmup,
    WarmupCosine,
)
from ...style import PALETTE, number
from ..assets import script
from ..explorer import Explorer, Rows, Setting
from ..packing import rounded, stride
from ..payload import (
    Axis,
    Chart,
    Content,
    Curve,
    Preset,
    Slider,
    series,
)
from .losses import expected_loss, measured_loss

__all__ = ["SCHEDULES", "SETTINGS", "ScheduleExplorer"]

Array = NDArray[Any]

#: Settings a schedule may ask for by name, and their positions on the sliders.
SETTINGS: Mapping[str, tuple[float, ...]] = {
    "peak": (0.03, 0.1, 0.2, 0.4, 0.8, 1.5),
    "warmup": (0.0, 0.05, 0.1, 0.2, 0.4),
    "lowest": (0.0, 0.01, 0.05, 0.1, 0.3),
    "cycles": (1, 2, 3, 4, 6),
}
_LABELS = {
    "peak": "peak η",
    "warmup": "warm-up, part of all",
    "lowest": "lowest, part of peak",
    "cycles": "drops or cycles",
}
_WORDS = {"peak": "η = {:g}", "warmup": "{:.0%}", "lowest": "{:.0%}", "cycles": "{:g}"}


def _fall(lowest: float, pieces: float) -> float:
    """The factor that leads to ``lowest`` in so many pieces; never to zero, which none reaches."""
    return float(max(lowest, 1e-3) ** (1 / pieces))


#: Name -> schedule from ``peak``, ``total`` and whichever of ``warmup`` (a part of the steps),
#: ``lowest`` (a part of the peak) and ``cycles`` the function names.
SCHEDULES: Mapping[str, Callable[..., Any]] = {
    "constant": lambda peak, total: Linear(peak, start=1.0),
    "step": lambda peak, total, lowest, cycles: StepDecay(
        peak, every=-(-total // (cycles + 1)), factor=_fall(lowest, cycles)
    ),
    "exponential": lambda peak, total, lowest: Exponential(peak, _fall(lowest, total)),
    "linear": lambda peak, total, lowest: Linear(peak, total, start=1.0, end=lowest),
    "cosine": lambda peak, total, lowest: Cosine(peak, total, lowest=peak * lowest),
    "warm-up + cosine": lambda peak, total, warmup, lowest: WarmupCosine(
        peak, int(warmup * total), total, end=lowest
    ),
    "warm-up": lambda peak, total, warmup: Warmup(peak, max(int(warmup * total), 1)),
    "inverse square root": lambda peak, total, warmup: InverseSquareRoot(
        peak, max(int(warmup * total), 1)
    ),
    "cosine restarts": lambda peak, total, lowest, cycles: CosineRestarts(
        peak, -(-total // cycles), lowest=peak * lowest
    ),
    "cyclic": lambda peak, total, lowest, cycles: Cyclic(
        peak * lowest, peak, half=max(total // (2 * cycles), 1)
    ),
    "one-cycle": lambda peak, total, warmup: OneCycle(peak, total, rise=max(warmup, 0.05)),
}
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
_SEED = 7  # of the noise
_DASHES: tuple[Any, ...] = ("-", (0, (6, 2.5)))


class ScheduleExplorer(Explorer):
    """Draw learning-rate schedules together, with what they do to the loss of a noisy bowl.

    The bowl has a steep and a flat direction, so a schedule has two things to do: go far along
    the flat one before it turns the rate down, and turn it down before the end to be rid of the
    noise. Dashed is the expected loss, with markers the mean of simulated runs.

    Parameters
    ----------
    schedules : mapping of str to callable, optional
        Name -> a schedule, ``step -> rate``; or a function of ``peak``, ``total`` and any of
        ``warmup``, ``lowest``, ``cycles`` that returns one and so follows the sliders. At most
        eleven. Default: :data:`SCHEDULES`.
    steps : int
        Length of the run, 20 to 1000.
    shown : sequence of str, optional
        Those ticked at first.
    eigenvalues : (float, float)
        Of the bowl; the largest is best 1, so that η = 2 is the limit.
    sigma : float
        Standard deviation of the noise in each component of the gradient.
    runs : int
        Simulated runs to average.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    peak, warmup, lowest, cycles : int
        Positions of the sliders, in :data:`SETTINGS`; in step with ``state``.

    Raises
    ------
    ValueError
        No schedules or too many, a number of steps out of range, or a schedule that returns a
        rate below 0, infinity or NaN.

    Notes
    -----
    All runs meet the same noise, that of ``np.random.default_rng(7)``: ``descend`` with
    ``seed=7`` walks the very same.

    Examples
    --------
    >>> print(ScheduleExplorer(shown=["constant", "cosine"]))
    ScheduleExplorer: 200 steps, peak η = 0.2, warm-up 10%, lowest 10%, cycles 3
    schedule  last η  expected loss  measured
    constant  0.200   0.0259         0.024
    cosine    0.0200  0.0108         0.011
    """

    _esm = script("widgets/schedule/draw.js")

    peak, warmup, lowest, cycles = Setting(), Setting(), Setting(), Setting()

    def __init__(
        self, schedules: Mapping[str, Callable[..., Any]] | None = None, *, steps: int = 200,
        shown: Sequence[str] = ("constant", "step", "cosine", "warm-up + cosine"),
        eigenvalues: tuple[float, ...] = (1.0, 0.02), sigma: float = 0.5, runs: int = 64,
        presenter: bool = False,
    ) -> None:  # fmt: skip
        schedules = dict(SCHEDULES if schedules is None else schedules)
        if not 1 <= len(schedules) <= len(_MARKERS):
            raise ValueError(f"ScheduleExplorer: {len(schedules)} schedules; 1 to {len(_MARKERS)} "
                             "can be told apart.")  # fmt: skip
        if not 20 <= steps <= 1000:
            raise ValueError(f"ScheduleExplorer: steps is {steps}; take 20 to 1000.")
        self.schedules, self.steps, self.sigma = schedules, int(steps), float(sigma)
        self.eigenvalues, self.runs = np.array(eigenvalues, dtype=float), int(runs)
        self.uses = {name: _uses(make) for name, make in schedules.items()}
        self.rates = {name: self._rates(name) for name in schedules}
        # As fine as a chart, about 300 pixels wide, can show; the last step is kept.
        self.fine, self.every = stride(self.steps, 200), stride(self.steps, 100)
        self.expected, self.simulated = self._losses()
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

    def _losses(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """Expected losses of every step and measured ones of some, for all schedules at once."""
        rng = np.random.default_rng(_SEED)
        modes = self.eigenvalues
        start = np.ones(len(modes))
        noise = self.sigma * rng.standard_normal((self.steps, self.runs, len(modes)))
        rows = [rates.reshape(-1, rates.shape[-1])[:, :-1] for rates in self.rates.values()]
        ends = np.cumsum([len(row) for row in rows])[:-1]
        every = np.concatenate(rows)

        def split(losses: Array) -> dict[str, Array]:
            return {
                name: part.reshape(*rates.shape[:-1], -1)
                for (name, rates), part in zip(
                    self.rates.items(), np.split(losses, ends), strict=True
                )
            }

        expected = expected_loss(every, modes, start, self.sigma)
        return split(expected), split(measured_loss(every, modes, start, noise, self.every))

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
                ("expected", {n: loss[..., :: self.every] for n, loss in self.expected.items()}),
                ("simulated", self.simulated),
            )
        }
        initial = {"peak": 2, "warmup": 2, "lowest": 3, "cycles": 2, "shown": shown}
        best = min(float(self.expected[name][..., -1].min()) for name in names)
        goal = self._goal(best, initial)
        looks = [style.Mark(_COLORS[i % len(_COLORS)], _MARKERS[i], _DASHES[i // len(_COLORS)])
                 for i in range(len(names))]  # fmt: skip
        content = Content(
            title="Learning-rate schedules and what they do",
            todo="Move the sliders and tick schedules: look when each turns the rate down, and "
            "what the loss has become by then.",
            challenge=f"Bring the expected loss of a schedule that is drawn to {goal:g} or less.",
            series=series(names, looks), seriesLabel="schedule", columns=["expected", "measured"],
            sliders=[
                Slider(name, _LABELS[name], len(values),
                       texts=[_WORDS[name].format(value) for value in values])
                for name, values in SETTINGS.items()
                if any(name in uses for uses in self.uses.values())
            ],
            presets=[
                Preset("Too small", {"peak": 0}),
                Preset("Turned down at once", {"peak": 3, "lowest": 1, "cycles": 4}),
                Preset("All of them", {"shown": [1] * len(names)}),
            ],
            charts=self._charts(best), curves=self._curves(),
            more={"steps": self.steps, "goal": goal},
        )  # fmt: skip
        self._fill(content, arrays, initial, looks, {k: rounded(v) for k, v in arrays.items()})

    def _goal(self, best: float, state: Mapping[str, Any]) -> float:
        """A loss about a third of the way from the best there is to what is shown at first."""
        now = [
            float(self.expected[name][self._index(name, state)][-1])
            for name, on in zip(self.schedules, state["shown"], strict=True)
            if on
        ]
        return float(f"{best + 0.35 * (min(now, default=2 * best) - best):.2g}")

    def _charts(self, best: float) -> dict[str, Chart]:
        top = float(max(table[..., 0].max() for table in self.expected.values()))
        steps = Axis("step", (0, self.steps))
        rates = Axis("", (0, 1), fit=True)
        losses = Axis("", (0.5 * best, 3 * top), log=True)
        return {
            "rates": Chart("Learning rate η of each step", (50, 26, 300, 240), steps, rates),
            "losses": Chart("Loss (dashed: expected)", (414, 26, 296, 240), steps, losses),
        }

    def _curves(self) -> list[Curve]:
        spacing = -(-self.steps // 12)
        measured, theory = [], []
        for i, by in enumerate(self.uses.values()):
            sparse: dict[str, Any] = {"by": by, "series": i, "every": self.every}
            measured += [
                Curve(
                    "rates", f"rate{i}", by, series=i, every=self.fine, spacing=spacing // self.fine
                ),
                Curve("losses", f"simulated{i}", spacing=-(-spacing // self.every), **sparse),
            ]  # fmt: skip
            theory += [Curve("losses", f"expected{i}", role="theory", **sparse)]
        return measured + theory

    # --- words

    def _facts(self) -> tuple[str, Rows]:
        at = self.state
        rows = [("schedule", "last η", "expected loss", "measured")]
        for name, on in zip(self.schedules, at["shown"], strict=True):
            if on:
                index = self._index(name, self.state)
                rows.append((name, number(self.rates[name][index][-2]),
                             number(self.expected[name][index][-1]),
                             number(self.simulated[name][index][-1], 3)))  # fmt: skip
        words = {name: _WORDS[name].format(SETTINGS[name][at[name]]) for name in SETTINGS}
        return (
            f"{self.steps} steps, peak {words['peak']}, warm-up {words['warmup']}, "
            f"lowest {words['lowest']}, cycles {words['cycles']}"
        ), rows


def _uses(make: Callable[..., Any]) -> tuple[str, ...]:
    """The settings a function asks for by name; none for a schedule, which asks for a step."""
    names = set(inspect.signature(make).parameters)
    return tuple(name for name in SETTINGS if name in names) if "total" in names else ()
