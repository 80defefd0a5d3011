"""Learning-rate schedules drawn together, and what each does to the loss on a noisy bowl."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ... import plot, style
from ...descent import bowl, descend
from ...optim import (
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    GradientDescent,
    InverseSquareRoot,
    Linear,
    OneCycle,
    StepDecay,
    Warmup,
    WarmupCosine,
)
from ...style import PALETTE, number
from ...style.text import columns
from ..explorer import Explorer, module, series

__all__ = ["SCHEDULES", "ScheduleExplorer", "expected_loss"]

Array = NDArray[Any]

#: Settings a schedule may ask for by name, and their positions on the sliders.
SETTINGS: Mapping[str, tuple[float, ...]] = {
    "peak": (0.03, 0.1, 0.2, 0.4, 0.8, 1.5),
    "warmup": (0.0, 0.05, 0.1, 0.2, 0.4),
    "lowest": (0.0, 0.01, 0.05, 0.1, 0.3),
    "cycles": (1, 2, 3, 4, 6),
}
_LABELS = {"peak": "peak η", "warmup": "warm-up, part of all", "lowest": "lowest, part of peak",
           "cycles": "drops or cycles"}
_WORDS = {"peak": "η = {:g}", "warmup": "{:.0%}", "lowest": "{:.0%}", "cycles": "{:g}"}


def _fall(lowest: float, pieces: float) -> float:
    """The factor that leads to ``lowest`` in so many pieces; never to zero, which none reaches."""
    return float(max(lowest, 1e-3) ** (1 / pieces))


#: Name -> schedule from ``peak``, ``total`` and whichever of ``warmup`` (a part of the steps),
#: ``lowest`` (a part of the peak) and ``cycles`` the function names.
SCHEDULES: Mapping[str, Callable[..., Any]] = {
    "constant": lambda peak, total: Linear(peak, start=1.0),
    "step": lambda peak, total, lowest, cycles: StepDecay(
        peak, every=-(-total // (cycles + 1)), factor=_fall(lowest, cycles)),
    "exponential": lambda peak, total, lowest: Exponential(peak, _fall(lowest, total)),
    "linear": lambda peak, total, lowest: Linear(peak, total, start=1.0, end=lowest),
    "cosine": lambda peak, total, lowest: Cosine(peak, total, lowest=peak * lowest),
    "warm-up + cosine": lambda peak, total, warmup, lowest: WarmupCosine(
        peak, int(warmup * total), total, end=lowest),
    "warm-up": lambda peak, total, warmup: Warmup(peak, max(int(warmup * total), 1)),
    "inverse square root": lambda peak, total, warmup: InverseSquareRoot(
        peak, max(int(warmup * total), 1)),
    "cosine restarts": lambda peak, total, lowest, cycles: CosineRestarts(
        peak, -(-total // cycles), lowest=peak * lowest),
    "cyclic": lambda peak, total, lowest, cycles: Cyclic(
        peak * lowest, peak, half=max(total // (2 * cycles), 1)),
    "one-cycle": lambda peak, total, warmup: OneCycle(peak, total, rise=max(warmup, 0.05)),
}
_COLORS = [PALETTE[name] for name in ("black", "vermilion", "reddish purple", "orange", "blue",
                                      "bluish green", "sky blue")]
_MARKERS = "os^vDPX<>ph"
_DASHES: tuple[Any, ...] = ("-", (0, (6, 2.5)))


def expected_loss(rates: Array, eigenvalues: Array, start: Array, sigma: float) -> Array:
    r"""Return the expected loss of gradient descent with noisy gradients, in closed form.

    A step x ← x − η(λx + σξ) with independent noise ξ of variance 1 gives
    E x² ← (1 − ηλ)² E x² + η²σ², and the loss is ½ Σ λ E x².

    Parameters
    ----------
    rates : ndarray, shape (..., steps)
        η of each step.
    eigenvalues, start : ndarray, shape (n,)
        λ and x of each mode.
    sigma : float
        Standard deviation of the noise in each component of the gradient.

    Returns
    -------
    ndarray, shape (..., steps + 1)

    Examples
    --------
    >>> loss = expected_loss(np.full(200, 0.5), np.ones(1), np.zeros(1), sigma=1.0)
    >>> print(round(loss[-1], 4))  # ½ of noise_floor(0.5, 1, 1)
    0.1667
    """
    square = np.broadcast_to(start**2, (*rates.shape[:-1], len(start)))
    losses = [square @ eigenvalues / 2]
    for eta in np.moveaxis(rates, -1, 0)[..., None]:
        square = (1 - eta * eigenvalues) ** 2 * square + (eta * sigma) ** 2
        losses.append(square @ eigenvalues / 2)
    return np.stack(losses, axis=-1)


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

    Examples
    --------
    >>> print(ScheduleExplorer(shown=["constant", "cosine"]))
    ScheduleExplorer: 200 steps, peak η = 0.2, warm-up 10%, lowest 10%, cycles 3
    schedule  last η  expected loss  measured
    constant  0.200   0.0259         0.026
    cosine    0.0200  0.0108         0.012
    """

    _esm = module("schedule")

    def __init__(self, schedules: Mapping[str, Callable[..., Any]] | None = None, *,
                 steps: int = 200, shown: tuple[str, ...] | list[str] = (
                     "constant", "step", "cosine", "warm-up + cosine"),
                 eigenvalues: tuple[float, ...] = (1.0, 0.02), sigma: float = 0.5, runs: int = 64,
                 presenter: bool = False) -> None:
        schedules = dict(SCHEDULES if schedules is None else schedules)
        if not 1 <= len(schedules) <= len(_MARKERS):
            raise ValueError(f"ScheduleExplorer: {len(schedules)} schedules; 1 to {len(_MARKERS)} "
                             "can be told apart.")
        if not 20 <= steps <= 1000:
            raise ValueError(f"ScheduleExplorer: steps is {steps}; take 20 to 1000.")
        self.schedules, self.steps, self.sigma = schedules, int(steps), float(sigma)
        self.eigenvalues, self.runs = np.array(eigenvalues, dtype=float), int(runs)
        self.uses = {name: _uses(make) for name, make in schedules.items()}
        self.rates = {name: self._rates(name) for name in schedules}
        start = np.ones(len(self.eigenvalues))
        self.expected = {name: expected_loss(rates[..., :-1], self.eigenvalues, start, self.sigma)
                         for name, rates in self.rates.items()}
        self.simulated = {name: self._simulate(rates) for name, rates in self.rates.items()}
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
            raise ValueError(f"ScheduleExplorer: {name} returns a rate of "
                             f"{rates[~(np.isfinite(rates) & (rates >= 0))][0]}; rates are at "
                             "least 0 and finite.")
        return rates

    def _simulate(self, rates: Array) -> Array:
        """The mean loss of noisy runs, the same noise for all positions."""
        flat = rates.reshape(-1, rates.shape[-1])
        surface = bowl(self.eigenvalues)
        run = descend(surface, GradientDescent(lambda step: flat[:, step, None, None]),
                      np.ones((len(flat), self.runs, len(self.eigenvalues))), self.steps,
                      noise=self.sigma, seed=7, bound=1e30)
        loss: Array = np.moveaxis(run.value.mean(axis=-1), 0, -1)
        return loss.reshape(rates.shape)

    def _index(self, name: str, state: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(state[use] for use in self.uses[name])

    # --- the page

    def _compose(self, shown: list[int]) -> None:
        names = list(self.schedules)
        tables: dict[str, dict[str, Array]] = {
            "rate": self.rates, "expected": self.expected, "simulated": self.simulated}
        arrays = {f"{kind}{i}": table[name] for i, name in enumerate(names)
                  for kind, table in tables.items()}
        best = min(float(self.expected[name][..., -1].min()) for name in names)
        initial = {"peak": 2, "warmup": 2, "lowest": 3, "cycles": 2, "shown": shown}
        now = [float(self.expected[name][self._index(name, initial)][-1])
               for name, on in zip(names, shown, strict=True) if on]
        goal = float(f"{best + 0.35 * (min(now, default=2 * best) - best):.2g}")
        used = [name for name in SETTINGS if any(name in uses for uses in self.uses.values())]
        looks = [style.Mark(_COLORS[i % len(_COLORS)], _MARKERS[i], _DASHES[i // len(_COLORS)])
                 for i in range(len(names))]
        top = float(max(table[..., 0].max() for table in self.expected.values()))
        everything = {"shown": [1] * len(names)}
        self._looks = looks
        self._fill(arrays, initial, {
            "title": "Learning-rate schedules and what they do",
            "todo": "Move the sliders and tick schedules: look when each turns the rate down, and "
                    "what the loss has become by then.",
            "sliders": [{"name": name, "label": _LABELS[name], "count": len(SETTINGS[name])}
                        for name in used],
            "texts": {name: [_WORDS[name].format(value) for value in SETTINGS[name]]
                      for name in SETTINGS},
            "series": series(names, looks), "seriesLabel": "schedule",
            "columns": ["expected", "measured"],
            "uses": [list(self.uses[name]) for name in names], "steps": self.steps,
            "losses": [0.5 * best, 3 * top], "goal": goal,
            "presets": [{"label": "Too small", "state": {"peak": 0}},
                        {"label": "Turned down at once", "state": {
                            "peak": 3, "lowest": 1, "cycles": 4}},
                        {"label": "All of them", "state": everything}],
            "challenge": f"Bring the expected loss of a schedule that is drawn to {goal:g} or "
                         "less."})

    # --- words and print

    def summary(self) -> str:
        at = self.state
        rows = [("schedule", "last η", "expected loss", "measured")]
        for name, on in zip(self.schedules, at["shown"], strict=True):
            if on:
                index = self._index(name, self.state)
                rows.append((name, number(self.rates[name][index][-2]),
                             number(self.expected[name][index][-1]),
                             number(self.simulated[name][index][-1], 3)))
        words = {name: _WORDS[name].format(SETTINGS[name][at[name]]) for name in SETTINGS}
        return (f"ScheduleExplorer: {self.steps} steps, peak {words['peak']}, warm-up "
                f"{words['warmup']}, lowest {words['lowest']}, cycles {words['cycles']}\n"
                f"{columns(rows)}")

    def figure(self) -> Figure:
        """Return the present state as a figure: rates beside losses."""
        drawing = plot.axes.figure(10.5, 4.2)
        left, right = drawing.subplots(1, 2)
        steps = np.arange(self.steps + 1)
        for name, look, on in zip(self.schedules, self._looks, self.state["shown"], strict=True):
            if on:
                index = self._index(name, self.state)
                plot.measured(steps[:-1], self.rates[name][index][:-1], left, label=name, mark=look)
                plot.measured(steps, self.simulated[name][index], right, label="", mark=look)
                plot.theory(steps, self.expected[name][index], right, label="")
        left.set(xlabel="step", title="Learning rate η")
        right.set(xlabel="step", title="Loss: dashed expected, markers measured", yscale="log")
        if any(self.state["shown"]):
            left.legend()
        return drawing


def _uses(make: Callable[..., Any]) -> tuple[str, ...]:
    """The settings a function asks for by name; none for a schedule, which asks for a step."""
    names = set(inspect.signature(make).parameters)
    return tuple(name for name in SETTINGS if name in names) if "total" in names else ()
