"""Momentum on one mode or two: the map of rates over (α, β), and the path at any point of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import plot, style
from ...descent import Trajectory, bowl, descend, theory
from ...optim import Momentum
from ...style import PALETTE, number
from ..assets import script
from ..explorer import Explorer, Rows, Setting
from ..packing import bands, rounded, visible
from ..payload import (
    Axis,
    Chart,
    Choice,
    Content,
    Curve,
    Preset,
    Slider,
    series,
)

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
_MOST = 10.0  # the largest rate on a map
_SWINGS = ((-1.15, 1.15), (-2.6, 2.6))  # what the chart of the path shows
_LOOKS = (style.Mark(PALETTE["orange"], "s", "-"), style.Mark(PALETTE["blue"], "D", (0, (6, 2.5))))


def long_run_rate(path: Array) -> Array:
    """The factor per step in the long run, from distances of shape (steps + 1, ...).

    The largest distance in the last third over the largest in the middle third, so that swings do
    not disturb; where a path has shrunk to nothing, or is out of bounds, the part before counts.
    """
    size = np.abs(path)
    far = size >= _FAR / 10
    before = np.where(far.any(axis=0), far.argmax(axis=0), len(size))  # it is out of bounds
    until = len(size) - (size > 1e-250)[::-1].argmax(axis=0)  # it has shrunk to nothing
    last = np.maximum(np.minimum(before, until) - 1, 0)
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
        α and β now; set it to go to the nearest point of the map.
    alpha, beta, map : int
        Positions of the sliders, in ``ALPHAS`` and ``BETAS``, and which map is shown; in step
        with ``state``.

    Raises
    ------
    ValueError
        A condition number below 1, or a form whose map is another one.

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

    _esm = script("widgets/momentum/draw.js")

    alpha, beta, map = Setting(), Setting(), Setting()

    def __init__(
        self, condition_number: float = 1.0, *, form: str = "torch", presenter: bool = False
    ) -> None:
        if not (np.isfinite(condition_number) and condition_number >= 1):
            raise ValueError(
                f"MomentumPhasePlane: condition_number is {condition_number}; as "
                "largest over smallest curvature it is at least 1."
            )
        if form not in ("torch", "polyak"):
            raise ValueError(
                f"MomentumPhasePlane: form {form!r} has another map. Take 'torch' or "
                "'polyak'; theory.as_torch converts the averaged forms."
            )
        self.form, self.condition_number = form, float(condition_number)
        self.eigenvalues: Sequence[float] = (
            (1.0,) if condition_number == 1 else (1.0, 1.0 / condition_number)
        )
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
        return descend(
            surface,
            Momentum(alpha, beta, form=self.form),
            np.ones(len(self.eigenvalues)),
            steps,
            bound=_FAR,
        )

    @property
    def point(self) -> tuple[float, float]:
        return float(ALPHAS[self.state["alpha"]]), float(BETAS[self.state["beta"]])

    @point.setter
    def point(self, point: tuple[float, float]) -> None:
        alpha, beta = point
        self.state = {
            **self.state,
            "alpha": int(np.abs(ALPHAS - alpha).argmin()),
            "beta": int(np.abs(BETAS - beta).argmin()),
        }

    def trajectory(self, steps: int = _STEPS) -> Trajectory:
        """Return the path shown now, in float64, a coordinate for each mode."""
        alpha, beta = self.point
        return self._descend(alpha, beta, steps)

    # --- the page

    def _compose(self, paths: Array) -> None:
        measured, predicted = np.minimum(self.rates, _MOST), np.minimum(self.theory, _MOST)
        apart = np.where(predicted < 1, np.abs(measured - predicted), 0.0)
        maps = [bands(ALPHAS, BETAS, z, levels) for z, levels in (
            (measured, _LEVELS), (predicted, _LEVELS), (apart, _APART))]  # fmt: skip
        curve = np.linspace(0.0, ALPHAS[-1], 211)
        roots = np.stack([theory.momentum_eigenvalues(ALPHAS, BETAS[:, None], value)
                          for value in self.eigenvalues])  # fmt: skip
        arrays = {
            "paths": paths,
            "measured": self.rates,
            "each": self.each,
            "theory": self.theory,
            "alphas": ALPHAS,
            "betas": BETAS,
            "roots": np.stack([roots.real, roots.imag], axis=-1),
            "critical": np.stack([np.stack([curve, theory.critical_beta(curve, value)])
                                  for value in self.eigenvalues]),
            "solved": self._solved(),
            **{f"outline{i}": points for i, (_, points) in enumerate(maps)},
        }  # fmt: skip
        coarse = {name: rounded(arrays[name], 16) for name in ("measured", "each", "theory")}
        coarse |= {f"outline{i}": visible(points, 4, 700) for i, (_, points) in enumerate(maps)}
        coarse |= {"paths": visible(paths, 2.3, 124), "roots": rounded(arrays["roots"])}
        one = len(self.eigenvalues) == 1
        initial = {"alpha": 4 if one else 9, "beta": 36, "map": 0, "shown": [1] * len(roots)}
        content = self._content(initial, [rings for rings, _ in maps])
        self._fill(content, arrays, initial, _LOOKS, coarse)

    def _solved(self) -> Array:
        """Where on the map the challenge is met: (β, α)."""
        if len(self.eigenvalues) == 1:
            return np.asarray(np.isclose(ALPHAS, 0.25)[None] & (self.theory <= 0.52))
        return np.asarray(self.theory <= self.theory.min() * 1.02)

    def _content(self, initial: Mapping[str, Any], rings: Sequence[Any]) -> Content:
        one = len(self.eigenvalues) == 1
        unit = "αλ" if one else "αL"
        best = theory.polyak_best(min(self.eigenvalues), 1.0)
        near = {"alpha": int(np.abs(ALPHAS - best.learning_rate).argmin()),
                "beta": int(np.abs(BETAS - best.beta).argmin())}  # fmt: skip
        critical = Preset("Critical", {"alpha": 0, "beta": 24})
        side = Axis("", (-1.5, 1.5))
        swing = Axis("", _SWINGS[0], domains=_SWINGS)
        return Content(
            title="Rate of momentum over α and β",
            todo="Click or drag on the map, or use the sliders: each point is a pair of learning "
            "rate and momentum, and its path is on the right.",
            challenge="Keep αλ = 0.25 and find the β that reaches the minimum fastest."
            if one else "Find α and β within 2 % of the best rate on this map.",
            series=series(["λ"] if one else ["steep, λ = L", "flat, λ = μ"],
                          _LOOKS[: len(self.eigenvalues)]),
            seriesLabel="mode", columns=["roots", "modulus", "measured"],
            sliders=[
                Slider("alpha", f"learning rate {unit}", len(ALPHAS), [*map(number, ALPHAS)]),
                Slider("beta", "momentum β", len(BETAS), [*map(number, BETAS)]),
            ],
            choices=[Choice("map", "map of the rate", ["measured", "theory", "difference"])],
            presets=[
                Preset("No momentum", {"beta": 0, "alpha": initial["alpha"]}),
                critical if one else Preset("Polyak's best", near),
                Preset("β = 0.9", {"beta": 36, "alpha": initial["alpha"]}),
                Preset("Over the edge", {"alpha": 70, "beta": 20}),
            ],
            charts={
                "map": Chart("Rate: factor per step", (44, 26, 350, 320),
                             Axis(unit, (ALPHAS[0], ALPHAS[-1])), Axis("β", (0, BETAS[-1])),
                             bare=True),
                "roots": Chart("Roots, unit circle", (500, 26, 140, 140), side, side),
                "path": Chart("Path from 1 (dashed: rate)", (450, 222, 260, 124),
                              Axis("step", (0, _STEPS)), swing),
            },
            curves=[
                *(Curve("map", "critical", (i,), role="theory", plane=True)
                  for i in range(len(self.eigenvalues))),
                *(Curve("path", "paths", (i, "beta", "alpha"), series=i, spacing=2, size=3)
                  for i in range(len(self.eigenvalues))),
            ],
            more={
                "rings": rings, "levels": [_LEVELS, _LEVELS, _APART], "unit": unit,
                "best": [float(best.learning_rate), float(best.beta), float(best.rate)],
            },
        )  # fmt: skip

    # --- words and print

    def apart(self) -> float:
        """Return the largest difference of measured and theoretical rate on the stable map."""
        stable = self.theory < 1
        return float(np.abs(self.rates - self.theory)[stable].max())

    def _facts(self) -> tuple[str, Rows]:
        (alpha, beta), at = self.point, (self.state["beta"], self.state["alpha"])
        one = len(self.eigenvalues) == 1
        unit = "αλ" if one else "αL"
        critical = [theory.critical_beta(alpha, value) for value in self.eigenvalues]
        rows = [
            ("quantity", "theory", "measured"),
            ("rate", number(self.theory[at]), number(self.rates[at])),
            *[(f"critical β = (1 − √α{name})²", number(value), "")
              for name, value in zip("λ" if one else "Lμ", critical, strict=True)],
            (f"stable while {unit} < 2(1+β)", number(theory.stability_limit(1.0, beta)), ""),
            ("furthest apart on the map", "", number(self.apart(), 3)),
        ]  # fmt: skip
        modes = "one mode" if one else f"two modes, κ = {self.condition_number:g}"
        return f"{unit} = {number(alpha)}, β = {number(beta)}, {modes}", rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        alpha, beta = self.point
        plot.rate_map(ALPHAS, BETAS, self.rates, axes["map"])
        axes["map"].plot(alpha, beta, **style.ROLES["start"])
        turn = np.linspace(0, 2 * np.pi, 200)
        axes["roots"].plot(np.cos(turn), np.sin(turn), color=style.LIGHT["muted"], linewidth=1)
        axes["roots"].set_aspect("equal")
        for value, look in zip(self.eigenvalues, _LOOKS, strict=False):
            roots = theory.momentum_eigenvalues(alpha, beta, value)
            point = {"linestyle": "none", "marker": look.marker, "markersize": 9}
            axes["roots"].plot(roots.real, roots.imag, color=look.color, **point)
        steps = np.arange(_STEPS + 1)
        rate = float(self.theory[self.state["beta"], self.state["alpha"]])
        for sign in (1, -1):
            plot.theory(steps, sign * np.minimum(rate**steps, 50.0), axes["path"], label="")
