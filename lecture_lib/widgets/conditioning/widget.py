"""Why a narrow valley is slow: condition number, angle and rate on sliders, theory beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ... import plot, style
from ...descent import Trajectory, descend, quadratic, theory
from ...optim import AdaGrad, GradientDescent, Rule
from ...style import number
from ...style.text import columns
from ..descent.widget import faster, own_rate
from ..explorer import Explorer, module, series

__all__ = ["ConditioningExplorer"]

Array = NDArray[Any]

KAPPAS = np.array([1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 300, 500, 1000.0])
ANGLES = np.deg2rad(np.arange(0, 91, 15.0))
#: Positions of the rate slider, as fractions of the stability limit 2/L.
FRACTIONS = np.linspace(0.025, 1.1, 44)
#: The start in the directions of the valley and across it.
START = np.array([1.0, 0.35])
_DOMAIN = ((-1.3, 1.3), (-1.3, 1.3))
#: Beyond the stability limit a path grows by at most 1.2 a step; 1.2²⁰⁰ is well below this.
_FAR = 1e18


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

    _esm = module("conditioning")

    def __init__(self, L: float = 4.0, *, steps: int = 100, rival: Rule | None = None,
                 condition_number: float = 20.0, angle: float = 0.0,
                 presenter: bool = False) -> None:
        if not (np.isfinite(L) and L > 0):
            raise ValueError(f"ConditioningExplorer: L is {L}; a curvature is positive.")
        if not 10 <= steps <= 200:
            raise ValueError(f"ConditioningExplorer: steps is {steps}; take 10 to 200.")
        self.L, self.steps = float(L), int(steps)
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
        path = descend(self._valley(KAPPAS[:, None]), GradientDescent(self.rates[..., None]),
                       START, self.steps, bound=_FAR)
        return np.moveaxis(path.theta, 0, 2)

    def _rivals(self) -> Array:
        """The rival in the page's coordinates: (κ, angle, η, step, 2), at most 60 steps."""
        valley = self._valley(KAPPAS[:, None, None], ANGLES[:, None])
        fractions = self.rates[:, None, :, None] * self.L
        path = descend(valley, faster(self.rival, fractions), self._start(ANGLES)[:, None],
                       min(self.steps, 60), bound=_FAR)
        return np.moveaxis(path.theta, 0, 3)

    def _start(self, angle: Any) -> Array:
        """The start, turned with the valley: (..., 2)."""
        (u, v), c, s = START, np.cos(angle), np.sin(angle)
        return np.stack([c * u - s * v, s * u + c * v], axis=-1)

    def trajectory(self) -> Trajectory:
        """Return the path of gradient descent that is shown now, in float64."""
        kappa, angle, rate = self._settings()
        return descend(self._valley(kappa, angle), GradientDescent(rate), self._start(angle),
                       self.steps, bound=_FAR)

    def _settings(self) -> tuple[float, float, float]:
        at = self.state
        return (float(KAPPAS[at["kappa"]]), float(ANGLES[at["angle"]]),
                float(self.rates[at["kappa"], at["rate"]]))

    # --- the page

    def _compose(self, path: Array, rivals: Array, first: Mapping[str, int]) -> None:
        mu = self.L / KAPPAS
        loss = mu[:, None, None] * path[..., 0] ** 2 + self.L * path[..., 1] ** 2
        best = np.abs(self.rates - theory.best_learning_rate(mu, self.L)[:, None]).argmin(axis=1)
        one = int(np.abs(FRACTIONS - 0.5).argmin())
        initial = {**first, "rate": one, "shown": [1, 0]}
        own = own_rate(self.rival)
        self._fill(
            {"path": path, "ratio": loss_ratio(np.moveaxis(loss, -1, 0)), "rivals": rivals,
             "rates": self.rates, "kappas": KAPPAS,
             "angles": ANGLES, "best": best, "best rate": theory.best_rate(KAPPAS),
             "factor": theory.gradient_descent_rate(self.rates, mu[:, None], self.L)},
            initial, {
                "title": "How the condition number slows gradient descent",
                "todo": "Widen the ratio κ of the curvatures, then look for the rate η at which "
                        "the loss falls fastest.",
                "sliders": [
                    {"name": "kappa", "label": "condition number κ", "count": len(KAPPAS)},
                    {"name": "rate", "label": "learning rate η", "count": len(FRACTIONS)},
                    {"name": "angle", "label": "angle of the valley", "count": len(ANGLES)}],
                "series": series(["Gradient descent", self.rival.label],
                                 plot.marks([GradientDescent(), self.rival])),
                "seriesLabel": "rule", "columns": ["η", "loss ratio", "last loss"],
                "rivalRate": own if own is not None else 0.0, "L": self.L, "steps": self.steps,
                "presets": [
                    {"label": "η = 1/L", "state": {"rate": one}},
                    {"label": "η = 2/L", "state": {"rate": int(np.abs(FRACTIONS - 1).argmin())}},
                    {"label": "Beyond 2/L", "state": {"rate": len(FRACTIONS) - 2}},
                    {"label": f"Turn it, add {self.rival.label}",
                     "state": {"angle": 3, "shown": [1, 1]}}],
                "challenge": "Set κ = 50 and find the rate at which both modes shrink equally "
                             "fast.",
                "challengeKappa": int(np.flatnonzero(KAPPAS == 50)[0])})

    # --- words and print

    def measured(self) -> tuple[float, float, float]:
        """Return the factors of both modes and the ratio of losses per step, as measured."""
        _, angle, _ = self._settings()
        path = self.trajectory()
        c, s = np.cos(angle), np.sin(angle)
        modes = path.theta @ np.array([[c, -s], [s, c]])
        # The first step shows each mode's factor; later ones shrink into rounding.
        factors = np.abs(modes[1] / modes[0])
        ratio = loss_ratio(path.value)
        return float(factors[0]), float(factors[1]), float(ratio)

    def summary(self) -> str:
        kappa, _, rate = self._settings()
        mu = self.L / kappa
        flat, steep, ratio = self.measured()
        rho = theory.gradient_descent_rate(rate, mu, self.L)
        factors = np.abs(theory.mode_factor(rate, np.array([mu, self.L])))
        best = theory.best_learning_rate(mu, self.L)
        rows = [("quantity", "theory", "measured"),
                ("factor of the flat mode", number(factors[0]), number(_tidy(flat))),
                ("factor of the steep mode", number(_tidy(factors[1])), number(_tidy(steep))),
                ("loss ratio per step", number(_tidy(rho**2)), number(_tidy(ratio))),
                ("best η", number(best), ""),
                ("best loss ratio per step", number(_tidy(theory.best_rate(kappa) ** 2)), "")]
        return (f"ConditioningExplorer: κ = {kappa:g}, μ = {number(mu)}, L = {number(self.L)}, "
                f"η = {number(rate)}, {self.steps} steps\n{columns(rows)}")

    def figure(self) -> Figure:
        """Return the present state as a figure: map, mode factors, loss under its envelope."""
        kappa, angle, rate = self._settings()
        mu, path = self.L / kappa, self.trajectory()
        drawing = plot.axes.figure(12.0, 4.0)
        left, middle, right = drawing.subplots(1, 3)
        plot.contours(self._valley(kappa, angle), left)
        plot.path(path, left)
        left.set_title(f"κ = {kappa:g}")
        eta = np.linspace(0, 2.2 / self.L, 221)
        for value, name, dash in ((mu, "μ", "-"), (self.L, "L", "--")):
            middle.plot(eta, np.abs(theory.mode_factor(eta, value)), dash,
                        color=style.LIGHT["value"], label=f"|1 − η{name}|")
        middle.axvline(rate, color=style.LIGHT["muted"], linewidth=1)
        middle.plot(theory.best_learning_rate(mu, self.L), theory.best_rate(kappa),
                    **style.ROLES["minimum"])
        middle.set(xlabel="η", title="Mode factors", ylim=(0, 1.25))
        middle.legend()
        plot.loss_curve(path, right)
        rho = theory.gradient_descent_rate(rate, mu, self.L)
        steps = np.arange(self.steps + 1)
        plot.theory(steps, path.value[0] * np.maximum(rho, 1e-9) ** (2.0 * steps), right,
                    label="envelope ρ²ᵗ")
        right.set(title="Loss", ylim=(path.value[0] * 1e-9, path.value[0] * 1e3))
        right.legend()
        return drawing


def _tidy(x: float) -> float:
    """Zero instead of what rounding leaves, which differs between machines."""
    return 0.0 if abs(x) < 1e-12 else float(x)
