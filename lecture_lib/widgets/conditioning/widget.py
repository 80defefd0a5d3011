"""Why a narrow valley is slow: condition number, angle and rate on sliders, theory beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import plot, style
from ...descent import Trajectory, descend, quadratic, theory
from ...optim import AdaGrad, GradientDescent, Rule
from ...style import number
from ..assets import script
from ..descent.rules import faster, own_rate
from ..explorer import Explorer, Rows, Setting
from ..packing import rounded, stride, visible
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
#: Positions of the rate slider, as fractions of the stability limit 2/L.
FRACTIONS = np.linspace(0.025, 1.1, 44)
#: The start in the directions of the valley and across it.
START = np.array([1.0, 0.35])
_HIGHEST = 2.2  # the largest ηL on the chart of the mode factors
_DOMAIN = ((-1.3, 1.3), (-1.3, 1.3))
#: Beyond the stability limit a path grows by at most 1.2 a step; 1.2²⁰⁰ is well below this.
_FAR = 1e18
#: Steps of the rival: it is drawn, not measured, and its angles make it the heaviest by far.
_RIVAL_STEPS, _RIVAL_EVERY = 39, 3


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


def rate_positions(kappa: float) -> Array:
    """The slider's fractions of 2/L, with the best one, κ/(κ + 1), among them.

    It takes the place of its nearest neighbour, but 1/L and 2/L keep theirs.

    >>> best = 20 / 21
    >>> best in rate_positions(20.0), len(rate_positions(20.0)) == len(FRACTIONS)
    (True, True)
    """
    best = kappa / (kappa + 1)
    apart = np.abs(FRACTIONS - best)
    if apart.min() < 1e-9:
        return np.where(apart < 1e-9, best, FRACTIONS)
    apart[np.isclose(FRACTIONS, 0.5) | np.isclose(FRACTIONS, 1.0)] = np.inf
    positions = FRACTIONS.copy()
    positions[apart.argmin()] = best
    return np.sort(positions)


class ConditioningExplorer(Explorer):
    """See how the condition number of a valley slows gradient descent down.

    The map shows a path from (1, 0.35) in the coordinates of the valley. Beside it are the mode
    factors |1 − ηλ| over η, whose larger one is the rate, and the measured loss under its
    theoretical envelope ρ²ᵗ.

    Parameters
    ----------
    L : float
        The largest curvature, kept fixed; μ = L/κ. Positive.
    steps : int
        Steps of gradient descent, 10 to 200.
    rival : Rule, optional
        A rule that works on each coordinate on its own, and so is not the same when the valley
        turns; its own learning rate, which the slider multiplies by ηL. Default: AdaGrad.
    condition_number, angle : float
        Where the sliders are at first: the nearest positions.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    kappa, rate, angle : int
        Positions of the sliders, in ``KAPPAS``, ``rates`` and ``ANGLES``; in step with ``state``.

    Raises
    ------
    ValueError
        A curvature that is not positive, or a number of steps out of range.

    Examples
    --------
    >>> print(ConditioningExplorer(condition_number=20))
    ConditioningExplorer: κ = 20, μ = 0.200, L = 4.000, η = 0.250, 100 steps
    quantity                  theory  measured
    factor of the flat mode   0.950   0.950
    factor of the steep mode  0.000   0.000
    loss ratio per step       0.902   0.902
    best η                    0.476
    best loss ratio per step  0.819
    """

    _esm = script("widgets/conditioning/draw.js")

    kappa, rate, angle = Setting(), Setting(), Setting()

    def __init__(
        self, L: float = 4.0, *, steps: int = 100, rival: Rule | None = None,
        condition_number: float = 20.0, angle: float = 0.0, presenter: bool = False,
    ) -> None:  # fmt: skip
        if not (np.isfinite(L) and L > 0):
            raise ValueError(f"ConditioningExplorer: L is {L}; a curvature is positive.")
        if not 10 <= steps <= 200:
            raise ValueError(f"ConditioningExplorer: steps is {steps}; take 10 to 200.")
        self.L, self.steps = float(L), int(steps)
        self._every = stride(self.steps, 50)
        self.rival = AdaGrad(0.25) if rival is None else rival
        self.rates = np.stack([rate_positions(k) for k in KAPPAS]) * 2 / self.L
        super().__init__(presenter=presenter)
        kappa = int(np.abs(np.log(KAPPAS / condition_number)).argmin())
        turn = int(np.abs(ANGLES - angle).argmin())
        self._compose(self._descent(), self._rivals(), {"kappa": kappa, "angle": turn})

    # --- numbers

    def _valley(self, kappa: Any, angle: Any = 0.0) -> Any:
        return quadratic(condition_number=kappa, angle=angle, mu=self.L / kappa, domain=_DOMAIN)

    def _descent(self) -> Array:
        """Gradient descent in the valley's coordinates: (κ, η, step, 2).

        Turning the valley turns the whole path, which the page does; a test holds it to that.
        """
        path = descend(
            self._valley(KAPPAS[:, None]),
            GradientDescent(self.rates[..., None]),
            START,
            self.steps,
            bound=_FAR,
        )
        return np.moveaxis(path.theta, 0, 2)

    def _rivals(self) -> Array:
        """The rival in the page's coordinates: (κ, angle, η, step, 2)."""
        valley = self._valley(KAPPAS[:, None, None], ANGLES[:, None])
        fractions = self.rates[:, None, :, None] * self.L
        path = descend(
            valley,
            faster(self.rival, fractions),
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
        rate = self.rates[at["kappa"], at["rate"]]
        return float(KAPPAS[at["kappa"]]), float(ANGLES[at["angle"]]), float(rate)

    # --- the page

    def _compose(self, path: Array, rivals: Array, first: Mapping[str, int]) -> None:
        mu = self.L / KAPPAS
        loss = mu[:, None, None] * path[..., 0] ** 2 + self.L * path[..., 1] ** 2
        relative = loss / loss[..., :1]
        factor = theory.gradient_descent_rate(self.rates, mu[:, None], self.L)
        one = int(np.abs(FRACTIONS - 0.5).argmin())
        arrays = {
            "path": np.moveaxis(path, -1, -2),
            "rival": np.moveaxis(rivals, -1, -2),
            "loss": relative[..., :: self._every],
            "rival loss": self._rival_loss(rivals)[..., ::_RIVAL_EVERY],
            "envelope": self._envelope(factor),
            "flat": np.stack([self._factors(value) for value in mu]),
            "steep": self._factors(self.L),
            "ratio": loss_ratio(np.moveaxis(loss, -1, 0)),
            "rates": self.rates,
            "kappas": KAPPAS,
            "angle": ANGLES,
            "best": np.abs(self.rates - theory.best_learning_rate(mu, self.L)[:, None]).argmin(1),
            "factor": factor,
        }
        coarse = {
            "path": visible(arrays["path"], 2.6, 320),
            "rival": visible(arrays["rival"], 2.6, 160),
            "loss": rounded(arrays["loss"], 11),
            "rival loss": rounded(arrays["rival loss"], 10),
        }
        initial = {**first, "rate": one, "shown": [1, 0]}
        looks = plot.marks([GradientDescent(), self.rival])
        self._fill(self._content(one, looks), arrays, initial, looks, coarse)

    def _rival_loss(self, rivals: Array) -> Array:
        """The rival's loss relative to its first, by the curvatures of the turned valley."""
        c, s = np.cos(ANGLES)[:, None, None], np.sin(ANGLES)[:, None, None]
        x, y = rivals[..., 0], rivals[..., 1]
        kappa = KAPPAS[:, None, None, None]
        loss = (c * x + s * y) ** 2 + kappa * (c * y - s * x) ** 2
        return np.asarray(loss / loss[..., :1])

    def _envelope(self, factor: Array) -> Array:
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

    def _content(self, one: int, looks: Sequence[style.Mark]) -> Content:
        own = own_rate(self.rival)
        side = Axis("", _DOMAIN[0])
        rate = Axis("η", (0, _HIGHEST / self.L))
        loss = Axis("", (1e-8, 1e3), log=True)
        rivals: tuple[str, ...] = ("kappa", "angle", "rate")
        return Content(
            title="How the condition number slows gradient descent",
            todo="Widen the ratio κ of the curvatures, then look for the rate η at which the loss "
            "falls fastest.",
            challenge="Set κ = 50 and find the rate at which both modes shrink equally fast.",
            series=series(["Gradient descent", self.rival.label], looks),
            seriesLabel="rule", columns=["η", "loss ratio", "last loss"],
            sliders=[
                Slider("kappa", "condition number κ", len(KAPPAS), [f"κ = {k:g}" for k in KAPPAS]),
                Slider("rate", "learning rate η", len(FRACTIONS)),
                Slider("angle", "angle of the valley", len(ANGLES),
                       [f"{np.rad2deg(angle):.0f}°" for angle in ANGLES]),
            ],
            presets=[
                Preset("η = 1/L", {"rate": one}),
                Preset("η = 2/L", {"rate": int(np.abs(FRACTIONS - 1).argmin())}),
                Preset("Beyond 2/L", {"rate": len(FRACTIONS) - 2}),
                Preset(f"Turn it, add {self.rival.label}", {"angle": 3, "shown": [1, 1]}),
            ],
            charts={
                "map": Chart("Seen from above", (40, 26, 320, 320), side, side, bare=True),
                "modes": Chart("Factor |1 − ηλ| of each mode", (424, 26, 286, 124), rate,
                               Axis("", (0, 1.25))),
                "losses": Chart("Relative loss (dashed: theory)", (424, 222, 286, 124),
                                Axis("step", (0, self.steps)), loss),
            },
            curves=[
                Curve("modes", "flat", ("kappa",), role="mode", plane=True),
                Curve("modes", "steep", role="steep", plane=True),
                Curve("losses", "envelope", ("kappa", "rate"), role="theory", plane=True),
                Curve("map", "path", ("kappa", "rate"), series=0, plane=True, turn="angle", size=3),
                Curve("map", "rival", rivals, series=1, plane=True, size=3),
                Curve("losses", "loss", ("kappa", "rate"), series=0, every=self._every, spacing=4),
                Curve("losses", "rival loss", rivals, series=1, every=_RIVAL_EVERY, spacing=3),
            ],
            more={
                "rivalRate": own if own is not None else 0.0, "L": self.L,
                "challengeKappa": int(np.flatnonzero(KAPPAS == 50)[0]),
            },
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
        best = theory.best_learning_rate(mu, self.L)
        rows = [
            ("quantity", "theory", "measured"),
            ("factor of the flat mode", number(factors[0]), number(_tidy(flat))),
            ("factor of the steep mode", number(_tidy(factors[1])), number(_tidy(steep))),
            ("loss ratio per step", number(_tidy(rho**2)), number(_tidy(ratio))),
            ("best η", number(best), ""),
            ("best loss ratio per step", number(_tidy(theory.best_rate(kappa) ** 2)), ""),
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
        best = theory.best_learning_rate(mu, self.L), theory.best_rate(kappa)
        axes["modes"].plot(*best, **style.ROLES["minimum"])
        eta = 0.25 / self.L
        for value, name in ((mu, "μ"), (self.L, "L")):
            axes["modes"].text(eta, 1 - eta * value - 0.03, name, va="top", ha="right")


def _tidy(x: float) -> float:
    """Zero instead of what rounding leaves, which differs between machines."""
    return 0.0 if abs(x) < 1e-12 else float(x)
