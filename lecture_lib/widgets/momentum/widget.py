"""What a pair of η and β does to the two extreme modes of a valley, on a map of all pairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import plot, style
from ...descent import Surface, Trajectory, descend, quadratic, theory
from ...optim import Momentum
from ...style import number
from ...translation import tr, tr_noop
from ..assets import Script
from ..explorer import Explorer, Rows, Setting
from ..payload import Axis, Chart, Content, Curve, Preset, Slider, series

__all__ = ["MomentumPhasePlane"]

Array = NDArray[Any]

KAPPAS = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000.0])
#: Positions of ηL and of β, closer where β matters more. No pair of them is the best of its κ,
#: but for each κ there are some close to it.
ETAS = 0.03 * np.arange(1, 134)
BETAS = np.concatenate([0.005 * np.arange(120), 0.6 + 0.0025 * np.arange(153)])
#: The rates that have a line on the map, from the edge of divergence inwards.
LEVELS = np.array([1.0, 0.95, 0.9, 0.7, 0.5])
#: The share of the best 1 − ρ that counts as found.
_CLOSE = 0.98
#: The start in the directions of the valley and across it, as in the ConditioningExplorer.
START = np.array([1.0, 0.35])
_STEPS = 100
_DOMAIN = ((-1.3, 1.3), (-1.3, 1.3))
_PLANE = (-1.3, 1.3)  # what is shown of the complex plane
_FAR = 1e60  # how far a path may go; at the worst pair it comes to 1e48
_FLOOR, _HIGHEST = 1e-8, 1e3  # of the chart of losses
_MODES = (tr_noop("flat, λ = μ"), tr_noop("steep, λ = L"))


def sublevel(kappa: Any, rate: Any) -> Array:
    """Outline the pairs (ηL, β) at which a valley's rate is at most `rate`: four corners.

    Both roots of z² − (1 + β − s)z + β, s = ηλ, are within r if and only if β ≤ r² and
    (1 − r)(1 − β/r) ≤ s ≤ (1 + r)(1 + β/r). The left side has to hold for s = ημ, the right one
    for s = ηL: three straight lines, and β ≥ 0.

    Parameters
    ----------
    kappa, rate : array_like
        κ = L/μ and r, which broadcast; r positive.

    Returns
    -------
    ndarray, shape (..., 2, 4)
        ηL and β, from the lower left corner clockwise; zeros where there is no such pair.

    Examples
    --------
    >>> print(sublevel(20.0, 1.0).tolist())
    [[0.0, 0.0, 4.0, 2.0], [0.0, 1.0, 1.0, 0.0]]
    """
    kappa, r = np.broadcast_arrays(np.asarray(kappa, dtype=float), np.asarray(rate, dtype=float))
    left, right = kappa * (1 - r), 1 + r
    low = np.maximum(0, (left - right) / (left + right))  # β/r where both sides meet, or 0
    corners = np.array(
        [
            [left * (1 - low), left * (1 - r), right * (1 + r), right * (1 + low)],
            [r * low, r * r, r * r, r * low],
        ]
    )
    return np.moveaxis(np.where(low < r, corners, 0.0), (0, 1), (-2, -1))


def settings(state: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return κ, ηL and β of a state: what its sliders stand for, or Polyak's pair.

    >>> settings({"kappa": 0, "rate": 16, "beta": 0, "exact": []})
    (1.0, 0.51, 0.0)
    """
    at = [state["kappa"], state["rate"], state["beta"]]
    kappa, eta, beta = (
        float(values[i]) for values, i in zip((KAPPAS, ETAS, BETAS), at, strict=True)
    )
    if state["exact"] == at:
        best = theory.polyak_best(1 / kappa, 1.0)
        eta, beta = float(best.learning_rate), float(best.beta)
    return kappa, eta, beta


class MomentumPhasePlane(Explorer):
    """See what learning rate η and momentum β do to the flattest and the steepest mode.

    The map shows the rate ρ, the factor by which the distance shrinks per step in the long run,
    over ηL and β. Beside it are the roots z² − (1 + β − ηλ)z + β of both modes, whose largest
    modulus is the rate, the path from (1, 0.35) in the coordinates of the valley, and its loss
    beside that of gradient descent at its best. The best pair of a κ is marked once it is found.

    Parameters
    ----------
    condition_number : float
        Where the slider of κ = L/μ is at first: the nearest position.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    point : (float, float)
        ηL and β now; set it to go to the nearest positions.
    kappa, rate, beta, step : int
        Positions of the sliders, in ``KAPPAS``, ``ETAS`` and ``BETAS``, and the steps drawn; in
        step with ``state``, which also has the κ whose best pair was ``found``, and the positions
        that stand for Polyak's ``exact`` pair, between the others.

    Raises
    ------
    ValueError
        A condition number below 1.

    Examples
    --------
    >>> plane = MomentumPhasePlane(20)
    >>> plane.point = 1.5, 0.9
    >>> print(plane)
    MomentumPhasePlane: κ = 20, ηL = 1.5, β = 0.9, 100 steps
    mode                   what it does  roots           size
    flat, λ = μ            swings        0.912 ± 0.260i  0.949
    steep, λ = L           swings        0.200 ± 0.927i  0.949
    rate, in the long run                                0.949
    """

    _esm = Script("widgets/momentum/draw.js")

    kappa, rate, beta, step = (Setting() for _ in range(4))

    def __init__(self, condition_number: float = 20.0, *, presenter: bool = False) -> None:
        if not (np.isfinite(condition_number) and condition_number >= 1):
            raise ValueError(
                f"MomentumPhasePlane: condition_number is {condition_number}; as "
                "largest over smallest curvature it is at least 1."
            )
        super().__init__(presenter=presenter)
        kappa = int(np.abs(np.log(KAPPAS / condition_number)).argmin())
        initial = {
            "kappa": kappa, "rate": _nearest(ETAS, 0.51), "beta": _nearest(BETAS, 0.5),
            "step": _STEPS, "shown": [1], "found": [], "exact": [],
        }  # fmt: skip
        looks = plot.marks([Momentum()])
        arrays = {**self._tables(), **self._run(*settings(initial))}
        self._fill(self._content(looks), arrays, initial, looks)

    # --- numbers

    @property
    def point(self) -> tuple[float, float]:
        _, eta, beta = settings(self.state)
        return eta, beta

    @point.setter
    def point(self, point: tuple[float, float]) -> None:
        eta, beta = point
        self.state = {**self.state, "rate": _nearest(ETAS, eta), "beta": _nearest(BETAS, beta)}

    def _rate_now(self) -> float:
        kappa, eta, beta = settings(self.state)
        return float(theory.momentum_rate(eta, beta, 1 / kappa, 1.0))

    def _found(self) -> bool:
        """Whether the best pair of this κ has been found, so that it may be told."""
        kappa, _, _ = settings(self.state)
        best = theory.polyak_best(1 / kappa, 1.0).rate
        is_close = 1 - self._rate_now() >= _CLOSE * (1 - best)
        return self.state["kappa"] in self.state["found"] or bool(is_close)

    def trajectory(self) -> Trajectory:
        """Return the path that is shown now, all its steps, with L = 1."""
        return _walk(*settings(self.state))

    def points(self, curve: Curve) -> Array:
        """Return a curve of the present state; a path is run for it, as the page does too.

        Over three settings there are too many paths to compute them all beforehand.
        """
        self.arrays = {**self.arrays, **self._run(*settings(self.state))}
        return super().points(curve)

    # --- the page

    def _run(self, kappa: float, eta: float, beta: float) -> dict[str, Array]:
        """A path, its loss and the slope of its rate."""
        run = _walk(kappa, eta, beta)
        return {
            "path": run.theta.T,
            "loss": run.value / run.value[0],
            "slope": _slope(theory.momentum_rate(eta, beta, 1 / kappa, 1.0)),
        }

    def _tables(self) -> dict[str, Array]:
        """What the page draws of each κ, and what the positions of its sliders stand for."""
        eta = np.linspace(0.0, 4.0, 201)
        flat = theory.critical_beta(eta, 1 / KAPPAS[:, None])
        best = theory.polyak_best(1 / KAPPAS, 1.0)
        return {
            "kappas": KAPPAS,
            "etas": ETAS,
            "betas": BETAS,
            "levels": sublevel(KAPPAS[:, None], LEVELS),
            "flat": np.stack([np.broadcast_to(eta, flat.shape), flat], axis=1),
            "steep": np.stack([eta, theory.critical_beta(eta, 1.0)]),
            "best": np.stack([best.learning_rate, best.beta, best.rate], axis=-1),
            "plain": _slope(theory.best_rate(KAPPAS)),
        }

    def _presets(self) -> list[Preset]:
        """Complete settings, none of them the best of its κ."""
        chosen = {
            "β = 0": (20, 1.89, 0.0), "β = 0.9": (20, 1.5, 0.9),
            tr("Too much β"): (20, 1.5, 0.975), tr("Too large η"): (20, 3.3, 0.5),
        }  # fmt: skip
        return [
            Preset(name, {"kappa": _nearest(KAPPAS, kappa), "rate": _nearest(ETAS, eta),
                          "beta": _nearest(BETAS, beta), "step": _STEPS, "exact": []})
            for name, (kappa, eta, beta) in chosen.items()
        ]  # fmt: skip

    def _content(self, looks: list[style.Mark]) -> Content:
        side = Axis("", _DOMAIN[0])
        return Content(
            title=tr("How momentum shrinks the modes of a valley"),
            todo=tr(
                "Drag on the map, or use the sliders, and press Play. Look for the smallest ρ."
            ),
            challenge=tr("Find the η and β of the smallest ρ at this κ, to about 2 %."),
            series=series(["Momentum"], looks), seriesLabel=tr("rule"), columns=[],
            sliders=[
                Slider("rate", tr("learning rate ηL"), len(ETAS)),
                Slider("beta", tr("momentum β"), len(BETAS)),
                Slider("kappa", tr("condition number κ"), len(KAPPAS),
                       [f"κ = {k:g}" for k in KAPPAS]),
                Slider("step", tr("step"), _STEPS + 1,
                       [tr("{0} of {1}", t, _STEPS) for t in range(_STEPS + 1)]),
            ],
            presets=self._presets(),
            charts={
                "map": Chart(tr("Rate ρ: factor per step"), (48, 26, 278, 320),
                             Axis("ηL", (0, 4)), Axis("β", (0, 1)), bare=True),
                "roots": Chart(tr("Roots, ρ dashed"), (416, 26, 138, 138),
                               Axis("", _PLANE), Axis("", _PLANE)),
                "valley": Chart(tr("Seen from above"), (580, 26, 138, 138), side, side, bare=True),
                "losses": Chart(tr("Loss, as a share of the first"), (424, 212, 206, 134),
                                Axis(tr("step"), (0, _STEPS)),
                                Axis("", (_FLOOR, _HIGHEST), log=True)),
            },
            curves=[
                Curve("map", "flat", ("kappa",), role="along", plane=True),
                Curve("map", "steep", role="across", plane=True),
                Curve("losses", "plain", ("kappa",), role="reference", plane=True),
                Curve("losses", "slope", role="theory", plane=True),
                Curve("valley", "path", series=0, plane=True, until="step", size=2.6, trail=True),
                Curve("losses", "loss", series=0, until="step", spacing=8, size=3),
            ],
            play={"slider": "step", "seconds": 7},
            more={"rates": LEVELS.tolist(), "close": _CLOSE, "start": START.tolist()},
        )  # fmt: skip

    # --- words and print

    def _modes(self) -> list[Array]:
        kappa, eta, beta = settings(self.state)
        return [theory.momentum_eigenvalues(eta, beta, value) for value in (1 / kappa, 1.0)]

    def _facts(self) -> tuple[str, Rows]:
        kappa, eta, beta = settings(self.state)
        rows = [("mode", "what it does", "roots", "size")]
        for name, roots in zip(_MODES, self._modes(), strict=True):
            size = float(np.abs(roots).max())
            rows.append((name, regime(roots), _written(roots), number(size)))
        rows.append(("rate, in the long run", "", "", number(self._rate_now())))
        if self._found():
            best = theory.polyak_best(1 / kappa, 1.0)
            pair = f"ηL = {_short(best.learning_rate)}, β = {_short(best.beta)}"
            rows.append(("best pair", "", pair, number(best.rate)))
        return f"κ = {kappa:g}, ηL = {_short(eta)}, β = {_short(beta)}, {_STEPS} steps", rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        kappa, eta, beta = settings(self.state)
        rates = theory.momentum_rate(ETAS, BETAS[:, None], 1 / kappa, 1.0)
        plot.rate_map(ETAS, BETAS, rates, axes["map"], at=LEVELS[:0:-1])
        axes["map"].plot(eta, beta, **style.ROLES["start"])
        if self._found():
            best = theory.polyak_best(1 / kappa, 1.0)
            axes["map"].plot(best.learning_rate, best.beta, **style.ROLES["minimum"], zorder=5)
        plane = axes["roots"]
        turn = np.linspace(0, 2 * np.pi, 200)
        plane.plot(np.cos(turn), np.sin(turn), color=style.LIGHT["muted"], linewidth=1)
        if (rate := self._rate_now()) < 1:
            plot.theory(rate * np.cos(turn), rate * np.sin(turn), plane, label="")
        plane.set_aspect("equal")
        names = [tr(name) for name in _MODES]
        for roots, name, role in zip(self._modes(), names, ("value", "gradient"), strict=True):
            look = style.ROLES[role]
            inside = roots[np.abs(roots) <= 1 + 1e-9]
            plane.plot(inside.real, inside.imag, look["marker"], color=look["color"], label=name)
            for root in roots[np.abs(roots) > 1 + 1e-9].real:
                arrow = {"arrowstyle": "-|>", "color": look["color"], "shrinkA": 0, "shrinkB": 0}
                plane.annotate("", (-1.29, 0.0), (-1.0, 0.0), arrowprops=arrow)
                plane.text(-0.94, -0.2, number(root), color=look["color"])
        plane.legend(loc="upper right", fontsize=9)
        plot.contours(_valley(kappa), axes["valley"])
        axes["valley"].plot(*START, **style.ROLES["start"])
        axes["losses"].annotate(
            tr("grey: gradient descent at its best"), (0.97, 0.93), xycoords="axes fraction",
            ha="right", fontsize=10, color=style.LIGHT["muted"],
        )  # fmt: skip


def regime(roots: Array) -> str:
    """Say what a mode with these two roots does in the long run.

    >>> regime(theory.momentum_eigenvalues(3.3, 0.5, 1.0))
    'diverges'
    """
    first, second = roots
    if np.abs(roots).max() > 1 + 1e-9:
        return "diverges"
    if abs(first - second) > 1e-6 and first.imag:
        return "swings"
    return "creeps" if first.real + second.real > 0 else "zig-zags"


def _valley(kappa: float) -> Surface:
    return quadratic(condition_number=kappa, mu=1 / kappa, domain=_DOMAIN)


def _walk(kappa: float, eta: float, beta: float) -> Trajectory:
    return descend(_valley(kappa), Momentum(eta, beta), START, _STEPS, bound=_FAR)


def _written(roots: Array) -> str:
    first, second = roots
    if abs(first.imag) > 1e-6:
        return f"{number(first.real)} ± {number(first.imag)}i"
    return f"{number(first.real)}, {number(second.real)}"


def _short(setting: float) -> str:
    return f"{round(setting, 4):g}"


def _nearest(positions: Array, value: float) -> int:
    return int(np.abs(positions - value).argmin())


def _slope(rate: Array) -> Array:
    """Two points of ρ²ᵗ, a straight line on its logarithmic chart: (..., 2, point)."""
    decades = np.abs(np.log10(np.maximum(rate, 1e-30))) * 2
    steps = np.minimum(_STEPS, 9 / np.maximum(decades, 1e-9))
    x = np.stack([np.zeros_like(steps), steps], axis=-1)
    return np.stack([x, np.maximum(rate, 1e-30)[..., None] ** (2 * x)], axis=-2)
