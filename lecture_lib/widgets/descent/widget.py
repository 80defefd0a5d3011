"""Race update rules down a surface: drag the start, drag the rate, play the race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from ... import plot
from ...descent import Surface, Trajectory, descend, grid, ravine
from ...optim import Adam, GradientDescent, Momentum, Rule
from ...plot.contours import lowest
from ...style import number
from ...style.numbers import point
from ...style.text import columns
from ..explorer import Explorer, bands, module, pack, series

__all__ = ["DescentExplorer"]

Array = NDArray[Any]

#: Positions of the rate slider: the rules' own rates times 10^(−1 … 1).
FACTORS = np.geomspace(0.1, 10.0, 33)
_OWN = len(FACTORS) // 2
_GOAL = 1e-3  # of the first loss: what the challenge asks for


def faster(rule: Rule, factor: ArrayLike) -> Rule:
    """The rule with its learning rate times ``factor``, inside a wrapper too."""
    if not hasattr(rule.innermost, "learning_rate"):
        raise TypeError(f"DescentExplorer: {rule!r} has no learning_rate for the slider to move.")
    return rule.scaled(np.asarray(factor))


def own_rate(rule: Rule) -> float | None:
    """The learning rate of a rule, None when it is a schedule."""
    rate = getattr(rule.innermost, "learning_rate", None)
    return None if callable(rate) or rate is None or np.ndim(rate) else float(rate)


def usual_rules(surface: Surface, start: Array) -> tuple[Rule, ...]:
    """Gradient descent, momentum and Adam with rates that suit a surface.

    η = 1/L with the largest curvature L at the start and the minima; Adam, whose first steps are
    η long, gets a fortieth of the domain.
    """
    points = np.concatenate([surface.minima.reshape(-1, 2), start[None]])
    steepest = float(np.abs(np.linalg.eigvalsh(surface.hessian(points))).max())
    rate = float(f"{1 / max(steepest, 1e-12):.1g}")
    reach = float(f"{np.ptp(surface.domain, axis=1).max() / 40:.1g}")
    return GradientDescent(rate), Momentum(rate), Adam(reach)


class DescentExplorer(Explorer):
    """Race update rules down a surface.

    Parameters
    ----------
    surface : Surface
        Over the plane.
    rules : sequence of Rule, optional
        One to six, each with a learning rate of its own; the slider multiplies all of them by
        0.1 to 10. Default: gradient descent, momentum and Adam, see :func:`usual_rules`.
    start : (float, float), optional
        Inside the domain; default: an eighth of the way in from the upper left.
    steps : int
        Length of the race, 2 to 400.
    presets : mapping of str to dict, optional
        More buttons: the label, and what it sets of ``rate``, ``step``, ``shown``.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    start : tuple of float
        Where the race begins now; set it to begin elsewhere.

    Raises
    ------
    ValueError
        A start outside the domain, a surface that is not over the plane, no rules or too many.

    Notes
    -----
    With a kernel a new start is computed when it is asked for; without one, in an exported page,
    there is a grid of starts that were computed beforehand, and the page says so.

    Examples
    --------
    >>> from lecture_lib.descent import quadratic
    >>> explorer = DescentExplorer(quadratic(condition_number=20, mu=0.2), [GradientDescent(0.2)],
    ...                            start=(20.0, 1.0), steps=60)
    >>> print(explorer)
    DescentExplorer: quadratic from (20, 1), 60 steps
    rule             η     last loss  to 1/1000
    GradientDescent  0.20  0.30       —
    """

    _esm = module("descent")
    live = traitlets.Bytes().tag(sync=True)

    def __init__(self, surface: Surface = ravine, rules: Sequence[Rule] | None = None, *,
                 start: tuple[float, float] | None = None, steps: int = 100,
                 presets: Mapping[str, Mapping[str, Any]] | None = None,
                 presenter: bool = False) -> None:
        if surface.dimension != 2:
            raise ValueError(f"DescentExplorer: {surface.name} has {surface.dimension} "
                             "coordinates; the map shows 2. Try loss_slice.")
        if not 2 <= steps <= 400:
            raise ValueError(f"DescentExplorer: steps is {steps}; take 2 to 400.")
        self.surface, self.steps = surface, int(steps)
        self._lowest = lowest(surface)
        low, high = np.array(surface.domain).T
        first = np.array(start if start is not None else low + (high - low) * [0.125, 0.875],
                         dtype=float)
        self.rules = tuple(rules) if rules is not None else usual_rules(surface, first)
        if not 1 <= len(self.rules) <= 6:
            raise ValueError(f"DescentExplorer: {len(self.rules)} rules; between 1 and 6 can be "
                             "told apart.")
        parts = np.linspace(0.125, 0.875, 4)
        spread = low + (high - low) * np.stack(np.meshgrid(parts, parts), -1).reshape(-1, 2)
        self._starts = np.concatenate([first[None], spread])
        paths, gone = self._run(self._starts)
        super().__init__(presenter=presenter)
        self._compose(paths, gone, presets or {})
        self.observe(self._restart, "state")
        self.on_msg(lambda *_: self.send({"kind": "hello"}))  # tells the page a kernel is there

    # --- numbers

    def _run(self, starts: Array) -> tuple[Array, Array]:
        """Paths (rule, start, rate, step, [x, y, loss]) and the steps at which they diverged."""
        starts = np.broadcast_to(starts, (len(FACTORS), *starts.shape))  # schedules have no shape
        runs = [descend(self.surface, faster(rule, FACTORS[:, None, None]), starts, self.steps)
                for rule in self.rules]
        return (np.stack([self._drawn(run).transpose(2, 1, 0, 3) for run in runs]),
                np.stack([run.diverged_at.T for run in runs]))

    def _drawn(self, run: Trajectory) -> Array:
        """Points and losses side by side; a loss that is no number is as high as can be."""
        loss = run.value if self._lowest is None else run.value - self._lowest
        loss = np.nan_to_num(loss, nan=np.inf)
        return np.concatenate([run.theta, np.clip(loss, -1e37, 1e37)[..., None]], axis=-1)

    def trajectories(self) -> list[Trajectory]:
        """Return the race that is shown now, one trajectory for each rule, in float64."""
        factor = float(FACTORS[self.state["rate"]])
        return [descend(self.surface, faster(rule, factor), self.start, self.steps)
                for rule in self.rules]

    @property
    def start(self) -> tuple[float, float]:
        return self.state["x"], self.state["y"]

    @start.setter
    def start(self, point: tuple[float, float]) -> None:
        x, y = (float(u) for u in point)
        self.state = {**self.state, "start": -1, "x": x, "y": y}

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        """A start beyond the map begins at its edge."""
        for name, side in zip("xy", self.surface.domain, strict=True):
            if not np.isfinite(state[name]):
                raise traitlets.TraitError(f"DescentExplorer: {name} of the start is "
                                           f"{state[name]}; give a point of the map.")
            state[name] = float(np.clip(state[name], *side))
        return state

    def _restart(self, change: Mapping[str, Any]) -> None:
        state = change["new"]
        if state["start"] >= 0:
            return
        paths, gone = self._run(np.array([self.start]))
        self.live, _ = pack({"paths": paths[:, 0], "gone": gone[:, 0]})

    # --- the page

    def _compose(self, paths: Array, gone: Array,
                 presets: Mapping[str, Mapping[str, Any]]) -> None:
        x, y, height = grid(self.surface, 101)
        height = np.where(np.isfinite(height), height, np.nanmax(height[np.isfinite(height)]))
        rings, outline = bands(x, y, height, plot.levels(height, 12, self._lowest))
        solved, challenge = self._challenge(paths[:, 0, :, :, 2], gone[:, 0])
        rates = [own_rate(rule) for rule in self.rules]
        shared = len(set(rates)) == 1 and rates[0] is not None
        start = self._starts[0]
        initial = {"rate": _OWN, "step": self.steps, "start": 0, "x": float(start[0]),
                   "y": float(start[1]), "shown": [1] * len(self.rules)}
        if solved[:, _OWN].any():
            initial["rate"] = int(np.flatnonzero(~solved.any(axis=0))[:_OWN].max(initial=0))
        afresh = {"step": self.steps, "start": 0, "x": initial["x"], "y": initial["y"]}
        worse = ((gone[:, 0] >= 0) | (paths[:, 0, :, -1, 2] > paths[:, 0, :, 0, 2])).any(axis=0)
        ready = [("Small steps", {**afresh, "rate": 4}), ("Own rates", {**afresh, "rate": _OWN})]
        if worse.any():
            edge = min(int(np.argmax(worse)) + 1, len(FACTORS) - 1)
            ready.append(("Over the edge", {**afresh, "rate": edge}))
        ready += [(label, {**afresh, **given}) for label, given in presets.items()]
        _, live = pack({"paths": paths[:, 0], "gone": gone[:, 0]})
        minima = self.surface.minima
        self._fill(
            {"paths": paths, "gone": gone, "outline": outline, "starts": self._starts,
             "solved": solved, "minima": minima[: None if len(minima) <= 9 else 1].reshape(-1, 2)},
            initial, {
                "title": f"Race down {self.surface.name.replace('_', ' ')}",
                "todo": "Drag the open circle to start elsewhere (or focus it and use the arrow "
                        "keys), move the rate, play the race.",
                "sliders": [
                    {"name": "rate", "label": "learning rate η" if shared else "learning rates",
                     "count": len(FACTORS)},
                    {"name": "step", "label": "step", "count": self.steps + 1}],
                "series": series([rule.label for rule in self.rules], plot.marks(self.rules)),
                "seriesLabel": "rule", "columns": ["η", "loss", "to 1/1000"],
                "play": {"slider": "step", "seconds": 4}, "challenge": challenge,
                "presets": [{"label": label, "state": state} for label, state in ready],
                "rings": rings, "box": [list(side) for side in self.surface.domain],
                "rates": [[number(rate * f, 3) if rate is not None else f"schedule × {f:.2f}"
                           for f in FACTORS] for rate in rates],
                "factors": [f"η = {number((rates[0] or 0) * f, 3)}" if shared
                            else f"own η × {f:.2f}" for f in FACTORS],
                "losses": self._loss_range(paths), "logarithmic": self._lowest is not None,
                "goal": _GOAL, "live": live})

    def _loss_range(self, paths: Array) -> list[float]:
        first = paths[:, :, :, 0, 2]
        if self._lowest is None:
            _, _, height = grid(self.surface, 31)
            return [float(np.min(height)), float(np.max(height))]
        top = 3 * float(first.max())
        return [max(1e-8 * top, 1e-12), top]

    def _challenge(self, loss: Array, gone: Array) -> tuple[Array, str]:
        """Which (rule, rate) meet the goal, and the goal in words; it can always be met."""
        where = f"From {point(*self._starts[0])}"
        fine = gone < 0
        if self._lowest is not None:
            near = loss <= _GOAL * loss[..., :1]
            reach = np.where(near.any(axis=-1) & fine, near.argmax(axis=-1), self.steps + 1)
            best = int(reach.min())
            if 0 < best <= self.steps:
                within = best + max(1, best // 8)
                return reach <= within, (f"{where}, bring one rule down to a thousandth of its "
                                         f"first loss within {within} steps.")
        last = np.where(fine, loss[..., -1], np.inf)
        goal = float(last.min())
        goal += 0.15 * max(abs(goal), 1e-6)
        return last <= goal, f"{where}, end with a loss of at most {number(goal, 3)}."

    # --- words and print

    def summary(self) -> str:
        rows = [("rule", "η", "last loss", "to 1/1000")]
        for k, (rule, run) in enumerate(zip(self.rules, self.trajectories(), strict=True)):
            loss = self._drawn(run)[:, 2]
            near = loss <= _GOAL * loss[0]
            reached = self._lowest is not None and near.any() and not run.diverged
            rows.append((rule.label, self.content["rates"][k][self.state["rate"]],
                         f"diverged at step {int(run.diverged_at)}" if run.diverged
                         else number(loss[-1], 3),
                         f"step {int(near.argmax())}" if reached else "—"))
        return (f"DescentExplorer: {self.surface.name} from {point(*self.start)}, "
                f"{self.steps} steps\n{columns(rows)}")

    def figure(self) -> Figure:
        """Return the race as a figure: the map beside the loss curves."""
        drawing = plot.axes.figure(10.0, 4.4)
        left, right = drawing.subplots(1, 2, width_ratios=(1.15, 1))
        plot.contours(self.surface, left)
        for run, mark, on in zip(self.trajectories(), plot.marks(self.rules),
                                 self.state["shown"], strict=True):
            if on:
                plot.path(run, left, mark=mark)
                plot.loss_curve(run, right, mark=mark)
        if any(self.state["shown"]):
            right.legend()
        return drawing


