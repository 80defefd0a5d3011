"""Why a narrow valley is slow: condition number, angle and rate on sliders, theory beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import plot, style
from ...descent import Trajectory, descend, quadratic, theory
from ...optim import GradientDescent, Rule
from ...style import number
from ...translation import tr
from ..assets import Script
from ..descent.rules import faster, own_rate
from ..explorer import Explorer, Rows, Setting
from ..packing import rounded, visible
from ..payload import (
    Axis,
    Chart,
    Content,
    Curve,
    Preset,
    Slider,
    series,
)

__all__ = ["ConditioningExplorer"]

Array = NDArray[Any]

KAPPAS = np.array([1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 300, 500, 1000.0])
ANGLES = np.deg2rad(np.arange(0, 91, 15.0))
#: Positions of the rate slider, as fractions of the stability limit 2/L. The limit is among them;
#: the best rate of no κ is, but for each κ there is one close to it.
FRACTIONS = 1 - 0.0112 * np.arange(88, -9, -1)
#: How far from the best rate, as a share of it, counts as found; 2/L itself never does.
_CLOSE = 0.012
#: The start in the directions of the valley and across it.
START = np.array([1.0, 0.35])
_HIGHEST = 2.2  # the largest ηL on the chart of the mode factors
_DOMAIN = ((-1.3, 1.3), (-1.3, 1.3))
#: Beyond the stability limit a path grows by at most 1.2 a step; 1.2²⁰⁰ is well below this.
_FAR = 1e18
#: Steps of the rival: it is drawn, not measured, and its angles make it the heaviest by far.
_RIVAL_STEPS = 39
#: The smallest loss on its chart, and what the page gets of smaller ones.
_FLOOR, _BELOW = 1e-8, 1e-9


def loss_ratio(loss: Array) -> Array:
    """What the loss is multiplied by per step in the long run: over the second half, axis 0.

    Where it has shrunk to nothing the part before that counts.

    >>> loss_ratio(np.array([[8.0, 1.0], [4.0, 0.0], [2.0, 0.0]]))
    array([0.5, 0. ])
    """
    alive = loss > 1e-200 * loss[0]
    last = alive.cumprod(axis=0).sum(axis=0) - 1
    half = last // 2
    pick = np.take_along_axis
    ratio = pick(loss, last[None], 0)[0] / pick(loss, half[None], 0)[0]
    return np.where(last > 0, ratio ** (1 / np.maximum(last - half, 1)), 0.0)


class ConditioningExplorer(Explorer):
    """See how the condition number of a valley slows gradient descent down.

    The map shows a path from (1, 0.35) in the coordinates of the valley. Beside it are the sizes
    |1 − ηλ| of the mode factors over η, whose larger one is the rate of convergence ρ, and the
    measured loss under its bound ρ²ᵗ. The best η of a κ is told once it has been found.

    Parameters
    ----------
    L : float
        The largest curvature, kept fixed; μ = L/κ. Positive.
    steps : int
        Steps of gradient descent, 10 to 200.
    rival : Rule, optional
        A rule that works on each coordinate on its own, and so is not the same when the valley
        turns; its own learning rate, which the slider multiplies by ηL. It is drawn for 39 steps.
    condition_number, angle : float
        Where the sliders are at first: the nearest positions.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    kappa, rate, angle, step : int
        Positions of the sliders, in ``KAPPAS``, ``rates`` and ``ANGLES``, and the steps drawn; in
        step with ``state``, which also has the κ whose best rate was ``found``.

    Raises
    ------
    ValueError
        A curvature that is not positive, or a number of steps out of range.

    Examples
    --------
    >>> print(ConditioningExplorer(condition_number=20))
    ConditioningExplorer: κ = 20, μ = 0.200, L = 4.000, η = 0.147, 100 steps
    a step multiplies         theory         measured
    x, along the valley, by   0.971          0.971
    y, across it, by          0.411          0.411
    the loss, late, by        at most 0.942  0.942
    """

    _esm = Script("widgets/conditioning/draw.js")

    kappa, rate, angle, step = (Setting() for _ in range(4))

    def __init__(
        self, L: float = 4.0, *, steps: int = 100, rival: Rule | None = None,
        condition_number: float = 20.0, angle: float = 0.0, presenter: bool = False,
    ) -> None:  # fmt: skip
        if not (np.isfinite(L) and L > 0):
            raise ValueError(f"ConditioningExplorer: L is {L}; a curvature is positive.")
        if not 10 <= steps <= 200:
            raise ValueError(f"ConditioningExplorer: steps is {steps}; take 10 to 200.")
        self.L, self.steps = float(L), int(steps)
        self.rival = rival
        self.rates = FRACTIONS * 2 / self.L
        super().__init__(presenter=presenter)
        kappa = int(np.abs(np.log(KAPPAS / condition_number)).argmin())
        turn = int(np.abs(ANGLES - angle).argmin())
        self._compose(self._descent(), {"kappa": kappa, "angle": turn})

    # --- numbers

    def _valley(self, kappa: Any, angle: Any = 0.0) -> Any:
        return quadratic(condition_number=kappa, angle=angle, mu=self.L / kappa, domain=_DOMAIN)

    def _descent(self) -> Array:
        """Gradient descent in the valley's coordinates: (κ, η, step, 2).

        Turning the valley turns the whole path, which the page does; a test holds it to that.
        """
        path = descend(
            self._valley(KAPPAS[:, None]),
            GradientDescent(self.rates[:, None]),
            START,
            self.steps,
            bound=_FAR,
        )
        return np.moveaxis(path.theta, 0, 2)

    def _rivals(self, rival: Rule) -> Array:
        """The rival in the page's coordinates: (κ, angle, η, step, 2)."""
        valley = self._valley(KAPPAS[:, None, None], ANGLES[:, None])
        path = descend(
            valley,
            faster(rival, 2 * FRACTIONS[:, None]),
            self._start(ANGLES)[:, None],
            min(self.steps, _RIVAL_STEPS),
            bound=_FAR,
        )
        return np.moveaxis(path.theta, 0, 3)

    def _start(self, angle: Any) -> Array:
        """The start, turned with the valley: (..., 2)."""
        (u, v), c, s = START, np.cos(angle), np.sin(angle)
        return np.stack([c * u - s * v, s * u + c * v], axis=-1)

    def trajectory(self) -> Trajectory:
        """Return the path of gradient descent that is shown now, in float64."""
        kappa, angle, rate = self._settings_now()
        return descend(
            self._valley(kappa, angle),
            GradientDescent(rate),
            self._start(angle),
            self.steps,
            bound=_FAR,
        )

    def _settings_now(self) -> tuple[float, float, float]:
        at = self.state
        rate = self.rates[at["rate"]]
        return float(KAPPAS[at["kappa"]]), float(ANGLES[at["angle"]]), float(rate)

    def _found(self) -> bool:
        """Whether the best rate of this κ has been found, so that it may be told."""
        at = self.state
        return at["kappa"] in at["found"] or bool(self.arrays["close"][at["kappa"], at["rate"]])

    # --- the page

    def _compose(self, path: Array, first: Mapping[str, int]) -> None:
        mu = self.L / KAPPAS
        loss = mu[:, None, None] * path[..., 0] ** 2 + self.L * path[..., 1] ** 2
        factor = theory.gradient_descent_rate(self.rates, mu[:, None], self.L)
        arrays = {
            "path": np.moveaxis(path, -1, -2),
            "loss": loss / loss[..., :1],
            "bound": self._bound(factor),
            "along": np.stack([self._factors(value) for value in mu]),
            "across": self._factors(self.L),
            "ratio": loss_ratio(np.moveaxis(loss, -1, 0)),
            "rates": self.rates,
            "kappas": KAPPAS,
            "angle": ANGLES,
            "close": self._close(mu[:, None]),
            "factor": factor,
        }
        coarse = {
            "path": visible(arrays["path"], 2.6, 320),
            "loss": rounded(np.maximum(arrays["loss"], _BELOW), 7),
        }
        rules: list[Rule] = [GradientDescent()]
        if self.rival is not None:
            rules.append(self.rival)
            rivals = self._rivals(self.rival)
            arrays["rival"] = np.moveaxis(rivals, -1, -2)
            arrays["rival loss"] = self._rival_loss(rivals)
            coarse["rival"] = visible(arrays["rival"], 2.6, 160)
            coarse["rival loss"] = rounded(np.maximum(arrays["rival loss"], _BELOW), 7)
        initial = {
            **first, "rate": _nearest(0.3), "step": self.steps, "shown": [1] * len(rules),
            "found": [],
        }  # fmt: skip
        looks = plot.marks(rules)
        self._fill(self._content(rules, looks), arrays, initial, looks, coarse)

    def _close(self, mu: Array) -> Array:
        """Whether a rate is the best of its κ to about 1 %, and converges: (κ, η)."""
        best = theory.best_learning_rate(mu, self.L)
        converges = self.rates < (1 - 1e-9) * 2 / self.L
        return np.asarray((np.abs(self.rates / best - 1) <= _CLOSE) & converges)

    def _rival_loss(self, rivals: Array) -> Array:
        """The rival's loss relative to its first, by the curvatures of the turned valley."""
        c, s = np.cos(ANGLES)[:, None, None], np.sin(ANGLES)[:, None, None]
        x, y = rivals[..., 0], rivals[..., 1]
        kappa = KAPPAS[:, None, None, None]
        loss = (c * x + s * y) ** 2 + kappa * (c * y - s * x) ** 2
        return np.asarray(loss / loss[..., :1])

    def _bound(self, factor: Array) -> Array:
        """Two points of ρ²ᵗ, a straight line on its logarithmic chart: (κ, η, 2, point)."""
        decades = np.abs(np.log10(np.maximum(factor, 1e-30))) * 2
        steps = np.minimum(self.steps, 9 / np.maximum(decades, 1e-9))
        x = np.stack([np.zeros_like(steps), steps], axis=-1)
        return np.stack([x, np.maximum(factor, 1e-30)[..., None] ** (2 * x)], axis=-2)

    def _factors(self, curvature: float) -> Array:
        """The corners of |1 − ηλ| over η: (2, point)."""
        highest = _HIGHEST / self.L
        eta = np.array([0.0, min(1 / curvature, highest), highest])
        return np.stack([eta, np.abs(theory.mode_factor(eta, curvature))])

    def _presets(self, first: int) -> list[Preset]:
        """Complete settings, none of them the best of its κ."""
        hundred = int(np.flatnonzero(KAPPAS == 100)[0])
        chosen = {
            tr("Small η"): (first, 0.1, 0), tr("Large η"): (first, 0.9, 0),
            tr("Too large η"): (first, 1.05, 0), tr("Narrow"): (hundred, 0.9, 0),
            tr("Turned"): (first, 0.9, 3),
        }  # fmt: skip
        return [
            Preset(name, {"kappa": k, "rate": _nearest(at), "angle": turn, "step": self.steps})
            for name, (k, at, turn) in chosen.items()
        ]

    def _curves(self) -> list[Curve]:
        over: tuple[str, ...] = ("kappa", "rate")
        curves = [
            Curve("modes", "along", ("kappa",), role="along", plane=True),
            Curve("modes", "across", role="across", plane=True),
            Curve("losses", "bound", over, role="theory", plane=True),
            Curve("map", "path", over, series=0, plane=True, turn="angle", until="step", size=3,
                  trail=True),
            Curve("losses", "loss", over, series=0, until="step", spacing=8, size=3),
        ]  # fmt: skip
        if self.rival is None:
            return curves
        over = ("kappa", "angle", "rate")
        return [
            *curves,
            Curve("map", "rival", over, series=1, plane=True, until="step", size=3),
            Curve("losses", "rival loss", over, series=1, until="step", spacing=8, size=3),
        ]

    def _content(self, rules: Sequence[Rule], looks: Sequence[style.Mark]) -> Content:
        own = None if self.rival is None else own_rate(self.rival)
        side = Axis("", _DOMAIN[0])
        names = [tr("Gradient descent"), *(rule.label for rule in rules[1:])]
        return Content(
            title=tr("How the condition number slows gradient descent"),
            todo=tr("Drag η, or press Play. Look for the path on which the loss falls fastest."),
            challenge=tr(
                "Stay within about 1 % of the η at which the loss falls fastest at this κ."
            ),
            series=series(names, looks), seriesLabel=tr("rule"),
            columns=[] if self.rival is None else ["η", tr("loss a step"), tr("last loss")],
            sliders=[
                Slider("rate", tr("learning rate η"), len(FRACTIONS),
                       [f"η = {number(rate)}" for rate in self.rates]),
                Slider("kappa", tr("condition number κ"), len(KAPPAS),
                       [f"κ = {k:g}" for k in KAPPAS]),
                Slider("angle", tr("angle of the valley"), len(ANGLES),
                       [f"{np.rad2deg(angle):.0f}°" for angle in ANGLES]),
                Slider("step", tr("step"), self.steps + 1,
                       [tr("{0} of {1}", t, self.steps) for t in range(self.steps + 1)]),
            ],
            presets=self._presets(int(np.flatnonzero(KAPPAS == 20)[0])),
            charts={
                "map": Chart(tr("Seen from above"), (40, 26, 320, 320), side, side, bare=True),
                "modes": Chart(tr("A step multiplies x, y by (size)"), (424, 26, 230, 120),
                               Axis("η", (0, _HIGHEST / self.L)), Axis("", (0, 1.25))),
                "losses": Chart(tr("Loss, as a share of the first"), (424, 226, 230, 120),
                                Axis(tr("step"), (0, self.steps)),
                                Axis("", (_FLOOR, 1e2), log=True)),
            },
            curves=self._curves(),
            play={"slider": "step", "seconds": 7},
            more={"rivalRate": own or 0.0, "L": self.L},
        )  # fmt: skip

    # --- words and print

    def measured(self) -> tuple[float, float, float]:
        """Return the factors of both modes and the ratio of losses per step, as measured."""
        _, angle, _ = self._settings_now()
        path = self.trajectory()
        c, s = np.cos(angle), np.sin(angle)
        modes = path.theta @ np.array([[c, -s], [s, c]])
        # The first step shows each mode's factor; later ones shrink into rounding.
        factors = np.abs(modes[1] / modes[0])
        ratio = loss_ratio(path.value)
        return float(factors[0]), float(factors[1]), float(ratio)

    def _facts(self) -> tuple[str, Rows]:
        kappa, _, rate = self._settings_now()
        mu = self.L / kappa
        flat, steep, ratio = self.measured()
        rho = theory.gradient_descent_rate(rate, mu, self.L)
        factors = np.abs(theory.mode_factor(rate, np.array([mu, self.L])))
        rows = [
            ("a step multiplies", "theory", "measured"),
            ("x, along the valley, by", number(factors[0]), number(_tidy(flat))),
            ("y, across it, by", number(_tidy(factors[1])), number(_tidy(steep))),
            ("the loss, late, by", f"at most {number(rho**2)}", number(_tidy(ratio))),
        ]
        if self._found():
            rows += [
                ("best η", number(theory.best_learning_rate(mu, self.L)), ""),
                ("the loss there, by", f"at most {number(theory.best_rate(kappa) ** 2)}", ""),
            ]
        return (
            f"κ = {kappa:g}, μ = {number(mu)}, L = {number(self.L)}, η = {number(rate)}, "
            f"{self.steps} steps"
        ), rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        kappa, angle, rate = self._settings_now()
        mu = self.L / kappa
        plot.contours(self._valley(kappa, angle), axes["map"])
        axes["map"].plot(*self._start(angle), **style.ROLES["start"])
        axes["modes"].axvline(rate, color=style.LIGHT["muted"], linewidth=1)
        if self._found():
            best = theory.best_learning_rate(mu, self.L), theory.best_rate(kappa)
            axes["modes"].plot(*best, **style.ROLES["minimum"], zorder=5)
        highest = _HIGHEST / self.L
        ends = np.abs(theory.mode_factor(highest, np.array([mu, self.L])))
        ends[0] = min(ends[0], ends[1] - 0.12) if ends[0] < ends[1] + 0.12 else ends[0]
        for height, value, name, role in zip(
            ends,
            (mu, self.L),
            (tr("along: μ"), tr("across: L")),
            ("value", "gradient"),
            strict=True,
        ):
            color, marker = style.ROLES[role]["color"], style.ROLES[role]["marker"]
            factor = np.abs(theory.mode_factor(rate, value))
            axes["modes"].plot(rate, factor, marker, color=color)
            axes["modes"].annotate(
                name, (highest, height), (4, 0), textcoords="offset points", va="center",
                color=color, annotation_clip=False,
            )  # fmt: skip


def _nearest(fraction: float) -> int:
    return int(np.abs(FRACTIONS - fraction).argmin())


def _tidy(x: float) -> float:
    """Zero instead of what rounding leaves, which differs between machines."""
    return 0.0 if abs(x) < 1e-12 else float(x)
