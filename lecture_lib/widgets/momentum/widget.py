"""Momentum on one mode or two: the map of rates over (α, β), and the path at any point of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ... import plot, style
from ...descent import Trajectory, bowl, descend, theory
from ...optim import Momentum
from ...style import PALETTE, number
from ...style.text import columns
from ..explorer import Explorer, bands, module, series

__all__ = ["MomentumPhasePlane"]

Array = NDArray[Any]

#: Positions of α·L and of β.
ALPHAS = np.arange(1, 85) * 0.05
BETAS = np.arange(40) * 0.025
_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_APART = (0.003, 0.01, 0.03, 0.1)
_STEPS = 60  # drawn
_LONG = 600  # walked, to measure the rate
_FAR = 1e200  # how far a path may go
_LOOKS = (style.Mark(PALETTE["orange"], "s", "-"), style.Mark(PALETTE["blue"], "D", (0, (6, 2.5))))


def long_run_rate(path: Array) -> Array:
    """The factor per step in the long run, from distances of shape (steps + 1, ...).

    The largest distance in the last third over the largest in the middle third, so that swings do
    not disturb; where a path has shrunk to nothing, or is out of bounds, the part before counts.
    """
    size = np.abs(path)
    alive = np.maximum.accumulate(size[::-1], axis=0)[::-1] > 1e-250
    alive &= np.maximum.accumulate(size, axis=0) < _FAR / 10
    last = np.maximum(alive.sum(axis=0) - 1, 0)
    third = last // 3
    t = np.arange(len(path)).reshape(-1, *[1] * last.ndim)
    late = np.where((t > last - third) & (t <= last), size, 0).max(axis=0)
    early = np.where((t > last - 2 * third) & (t <= last - third), size, 0).max(axis=0)
    ratio = np.divide(late, early, out=np.zeros_like(late), where=early > 0)
    return np.where(third > 0, ratio ** (1 / np.maximum(third, 1)), 0.0)


class MomentumPhasePlane(Explorer):
    """Explore what learning rate α and momentum β do to one mode, or to the two extreme ones.

    The map shows the rate, the factor by which the distance shrinks per step; a click runs the
    path there. The circle shows the roots whose modulus is that rate.

    Parameters
    ----------
    condition_number : float
        1 for one mode; larger for the two modes L = 1 and μ = 1/κ, whose slower one counts.
    form : {"torch", "polyak"}
        Momentum's convention; both have this one path, as α is constant.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    point : (float, float)
        α and β now.

    Examples
    --------
    >>> print(MomentumPhasePlane())
    MomentumPhasePlane: αλ = 0.250, β = 0.900, one mode
    quantity                   theory  measured
    rate                       0.949   0.949
    critical β = (1 − √αλ)²    0.250
    stable while αλ < 2(1+β)   3.800
    furthest apart on the map          0.0099
    """

    _esm = module("momentum")

    def __init__(self, condition_number: float = 1.0, *, form: str = "torch",
                 presenter: bool = False) -> None:
        if not (np.isfinite(condition_number) and condition_number >= 1):
            raise ValueError(f"MomentumPhasePlane: condition_number is {condition_number}; as "
                             "largest over smallest curvature it is at least 1.")
        if form not in ("torch", "polyak"):
            raise ValueError(f"MomentumPhasePlane: form {form!r} has another map. Take 'torch' or "
                             "'polyak'; theory.as_torch converts the averaged forms.")
        self.form, self.condition_number = form, float(condition_number)
        self.eigenvalues: Sequence[float] = (
            (1.0,) if condition_number == 1 else (1.0, 1.0 / condition_number))
        path = self._descend(ALPHAS[None, :, None], BETAS[:, None, None], _LONG).theta
        self.each = long_run_rate(path)
        self.rates = self.each.max(axis=-1)
        self.theory = theory.momentum_rate(ALPHAS, BETAS[:, None], min(self.eigenvalues), 1.0)
        super().__init__(presenter=presenter)
        self._compose(np.moveaxis(path[: _STEPS + 1], (0, -1), (-1, 0)))

    # --- numbers

    def _descend(self, alpha: Any, beta: Any, steps: int) -> Trajectory:
        """All paths from 1, a coordinate for each mode; far enough for what diverges."""
        surface = bowl(self.eigenvalues)
        return descend(surface, Momentum(alpha, beta, form=self.form),
                       np.ones(len(self.eigenvalues)), steps, bound=_FAR)

    @property
    def point(self) -> tuple[float, float]:
        return float(ALPHAS[self.state["alpha"]]), float(BETAS[self.state["beta"]])

    @point.setter
    def point(self, point: tuple[float, float]) -> None:
        alpha, beta = point
        self.state = {**self.state, "alpha": int(np.abs(ALPHAS - alpha).argmin()),
                      "beta": int(np.abs(BETAS - beta).argmin())}

    def trajectory(self, steps: int = _STEPS) -> Trajectory:
        """Return the path shown now, in float64, a coordinate for each mode."""
        alpha, beta = self.point
        return self._descend(alpha, beta, steps)

    # --- the page

    def _compose(self, paths: Array) -> None:
        far = 10.0
        measured, predicted = np.minimum(self.rates, far), np.minimum(self.theory, far)
        maps = [bands(ALPHAS, BETAS, z, at) for z, at in (
            (measured, _LEVELS), (predicted, _LEVELS),
            (np.where(predicted < 1, np.abs(measured - predicted), 0.0), _APART))]
        curve = np.linspace(0.0, ALPHAS[-1], 211)
        critical = [np.stack([curve, theory.critical_beta(curve, value)], axis=-1)
                    for value in self.eigenvalues]
        roots = np.stack([theory.momentum_eigenvalues(ALPHAS, BETAS[:, None], value)
                          for value in self.eigenvalues])
        settings = theory.polyak_best(min(self.eigenvalues), 1.0)
        best = float(self.theory.min())
        one = len(self.eigenvalues) == 1
        target = 0.25
        solved = (np.isclose(ALPHAS, target)[None] & (self.theory <= 0.52)) if one else (
            self.theory <= best * 1.02)
        initial = {"alpha": 4 if one else 9, "beta": 36, "map": 0, "shown": [1] * len(roots)}
        near = {"alpha": int(np.abs(ALPHAS - settings.learning_rate).argmin()),
                "beta": int(np.abs(BETAS - settings.beta).argmin())}
        names = ["λ"] if one else ["steep, λ = L", "flat, λ = μ"]
        self._fill(
            {"paths": paths, "measured": self.rates, "each": self.each, "theory": self.theory,
             "alphas": ALPHAS, "betas": BETAS, "roots": np.stack([roots.real, roots.imag], axis=-1),
             "critical": np.stack(critical), "solved": solved,
             **{f"outline{i}": points for i, (_, points) in enumerate(maps)}},
            initial, {
                "title": "Rate of momentum over α and β",
                "todo": "Click or drag on the map, or use the sliders: each point is a pair of "
                        "learning rate and momentum, and its path is on the right.",
                "sliders": [
                    {"name": "alpha", "label": "learning rate αλ" if one else "learning rate αL",
                     "count": len(ALPHAS)},
                    {"name": "beta", "label": "momentum β", "count": len(BETAS)}],
                "choices": [{"name": "map", "label": "map of the rate",
                             "options": ["measured", "theory", "difference"]}],
                "series": series(names, _LOOKS[: len(names)]), "seriesLabel": "mode",
                "columns": ["roots", "modulus", "measured"],
                "rings": [rings for rings, _ in maps], "levels": [_LEVELS, _LEVELS, _APART],
                "steps": _STEPS, "kappa": self.condition_number,
                "best": [float(settings.learning_rate), float(settings.beta),
                         float(settings.rate)],
                "presets": [
                    {"label": "No momentum", "state": {"beta": 0, "alpha": initial["alpha"]}},
                    {"label": "Critical" if one else "Polyak's best",
                     "state": {"alpha": 0, "beta": 24} if one else near},
                    {"label": "β = 0.9", "state": {"beta": 36, "alpha": initial["alpha"]}},
                    {"label": "Over the edge", "state": {"alpha": 70, "beta": 20}}],
                "challenge": "Keep αλ = 0.25 and find the β that reaches the minimum fastest."
                             if one else "Find α and β within 2 % of the best rate on this map."})

    # --- words and print

    def apart(self) -> float:
        """Return the largest difference of measured and theoretical rate on the stable map."""
        stable = self.theory < 1
        return float(np.abs(self.rates - self.theory)[stable].max())

    def summary(self) -> str:
        (alpha, beta), at = self.point, (self.state["beta"], self.state["alpha"])
        one = len(self.eigenvalues) == 1
        unit = "αλ" if one else "αL"
        critical = [theory.critical_beta(alpha, value) for value in self.eigenvalues]
        rows = [("quantity", "theory", "measured"),
                ("rate", number(self.theory[at]), number(self.rates[at])),
                *[(f"critical β = (1 − √α{name})²", number(value), "")
                  for name, value in zip("λ" if one else "Lμ", critical, strict=True)],
                (f"stable while {unit} < 2(1+β)", number(theory.stability_limit(1.0, beta)), ""),
                ("furthest apart on the map", "", number(self.apart(), 3))]
        modes = "one mode" if one else f"two modes, κ = {self.condition_number:g}"
        return (f"MomentumPhasePlane: {unit} = {number(alpha)}, β = {number(beta)}, {modes}\n"
                f"{columns(rows)}")

    def figure(self) -> Figure:
        """Return the present state as a figure: map, roots, path."""
        alpha, beta = self.point
        drawing = plot.axes.figure(12.0, 4.2)
        left, middle, right = drawing.subplots(1, 3, width_ratios=(1.4, 1, 1.2))
        plot.rate_map(ALPHAS, BETAS, self.rates, left)
        curve = np.linspace(0.01, ALPHAS[-1], 200)
        for value in self.eigenvalues:
            plot.theory(curve, theory.critical_beta(curve, value), left, label="critical β")
        left.plot(alpha, beta, **style.ROLES["start"])
        left.set(xlabel="α L", ylabel="β", ylim=(0, BETAS[-1]), title="Measured rate")
        turn = np.linspace(0, 2 * np.pi, 200)
        middle.plot(np.cos(turn), np.sin(turn), color=style.LIGHT["muted"], linewidth=1)
        path = self.trajectory()
        for i, (value, look) in enumerate(zip(self.eigenvalues, _LOOKS, strict=False)):
            roots = theory.momentum_eigenvalues(alpha, beta, value)
            middle.plot(roots.real, roots.imag, linestyle="none", marker=look.marker,
                        color=look.color, markersize=9)
            plot.measured(np.arange(_STEPS + 1), path.theta[:, i], right, mark=look,
                          label=("L" if i == 0 else "μ") if len(self.eigenvalues) > 1 else "path")
        middle.set(aspect="equal", title="Roots", xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
        limit = 1.15 if self.theory[self.state["beta"], self.state["alpha"]] < 1 else 5.0
        right.set(xlabel="step", title="Path from 1", ylim=(-limit, limit))
        right.legend()
        return drawing
