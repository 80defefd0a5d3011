"""Walk or race down a surface: drag the start, drag the rate, play the steps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from ... import plot
from ...descent import Surface, Trajectory, descend, grid, ravine
from ...optim import Rule
from ...plot.contours import lowest
from ...style import number
from ...style.numbers import point
from ...translation import tr, tr_noop
from ..assets import Script
from ..explorer import Explorer, Rows, Setting
from ..packing import bands, pack, rounded, visible
from ..payload import (
    Axis,
    Chart,
    Content,
    Curve,
    Preset,
    Slider,
    series,
)
from .rules import faster, in_words, looks, own_rate, said, usual_rules

__all__ = ["DescentExplorer"]

Array = NDArray[Any]

_DECADE = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9]
#: Positions of the rate slider: the rules' own rates times round numbers from 0.1 to 10.
FACTORS = np.array([*(u / 10 for u in _DECADE), *_DECADE, 10.0])
_OWN = len(FACTORS) // 2
_GOAL = 1e-3  # of the first loss: what the challenge asks for
#: Starts × rules × points of a path that a page without a kernel can hold.
_ROOM = 4000
#: Surfaces whose names are words; others are called after people, or by whoever made them.
_SURFACES = (
    tr_noop("bowl"), tr_noop("double well"), tr_noop("heavy ball trap"), tr_noop("loss slice"),
    tr_noop("monkey saddle"), tr_noop("parabola"), tr_noop("plateau"), tr_noop("quadratic"),
    tr_noop("ravine"), tr_noop("saddle"), tr_noop("surface"), tr_noop("three hump camel"),
)  # fmt: skip


def low_from(loss: Array) -> Array:
    """The step from which on the loss stays below the goal; one past the last if it never does.

    A ball that flies through the minimum has not arrived.

    >>> low_from(np.array([[9.0, 0.001, 1.0, 0.002, 0.001], [9.0, 8.0, 7.0, 6.0, 5.0]]))
    array([3, 5])
    """
    above = loss > _GOAL * loss[..., :1]
    return np.asarray(loss.shape[-1] - above[..., ::-1].argmax(axis=-1))


class DescentExplorer(Explorer):
    """Race update rules down a surface, or watch a single one walk.

    Parameters
    ----------
    surface : Surface
        Over the plane.
    rules : sequence of Rule, or mapping of str to Rule, optional
        One to six, each with a learning rate of its own; the slider multiplies all of them by
        0.1 to 10. A mapping gives each the name that is shown, as for two settings of one rule.
        Default: gradient descent, momentum and Adam, see :func:`usual_rules`.
    start : (float, float), optional
        Inside the domain; default: an eighth of the way in from the upper left.
    steps : int
        Length of the race, 2 to 400.
    presets : mapping of str to dict, optional
        More buttons: the label, and what it sets of ``rate``, ``step``, ``shown``.
    challenger : str, optional
        Name of the rule that has to meet the challenge; default: any of them.
    also_from : (float, float), optional
        A second start from which the challenge asks the same rule at the same rate to arrive; a
        button begins there.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    start : tuple of float
        Where the race begins now; set it to begin elsewhere.
    rate, step : int
        Positions of the sliders: in ``FACTORS``, and the last step that is drawn; in step with
        ``state``, which also has ``found``, 1 once the challenge was met.

    Raises
    ------
    ValueError
        A start outside the domain or given twice, a surface that is not over the plane, no rules or
        too many, a challenger that does not race.

    Notes
    -----
    With a kernel a new start is computed when it is asked for; without one, in an exported page,
    there is a grid of starts that were computed beforehand, and the page says so.

    Examples
    --------
    >>> from lecture_lib.descent import quadratic
    >>> from lecture_lib.optim import GradientDescent
    >>> explorer = DescentExplorer(quadratic(condition_number=20, mu=0.2), [GradientDescent(0.2)],
    ...                            start=(20.0, 1.0), steps=60)
    >>> print(explorer)
    DescentExplorer: quadratic from (20, 1), 60 steps
    rule              η     last loss  to 1/1000
    Gradient descent  0.20  0.30       —
    """

    _esm = Script("widgets/descent/draw.js")

    rate, step = Setting(), Setting()
    live = traitlets.Bytes().tag(sync=True)

    def __init__(
        self, surface: Surface = ravine,
        rules: Sequence[Rule] | Mapping[str, Rule] | None = None, *,
        start: tuple[float, float] | None = None, steps: int = 100,
        presets: Mapping[str, Mapping[str, Any]] | None = None, challenger: str | None = None,
        also_from: tuple[float, float] | None = None, presenter: bool = False,
    ) -> None:  # fmt: skip
        if surface.dimension != 2:
            raise ValueError(
                f"DescentExplorer: {surface.name} has {surface.dimension} "
                "coordinates; the map shows 2. Try loss_slice."
            )
        if not 2 <= steps <= 400:
            raise ValueError(f"DescentExplorer: steps is {steps}; take 2 to 400.")
        self.surface, self.steps = surface, int(steps)
        self._lowest = lowest(surface)
        low, high = np.array(surface.domain).T
        first = np.array(
            start if start is not None else low + (high - low) * [0.125, 0.875], dtype=float
        )
        chosen = rules if rules is not None else usual_rules(surface, first)
        named = chosen if isinstance(chosen, Mapping) else None
        self.rules = tuple(chosen.values() if isinstance(chosen, Mapping) else chosen)
        self.names = tuple(named or (in_words(rule) for rule in self.rules))
        self._said = self.names if named else tuple(map(said, self.names))
        if not 1 <= len(self.rules) <= 6:
            raise ValueError(
                f"DescentExplorer: {len(self.rules)} rules; between 1 and 6 can be told apart."
            )
        if challenger is not None and challenger not in self.names:
            raise ValueError(
                f"DescentExplorer: no rule is called {challenger!r}; there are "
                f"{', '.join(map(repr, self.names))}."
            )
        self._challenger = challenger
        given = [first] if also_from is None else [first, np.array(also_from, dtype=float)]
        named_starts = np.stack(given)
        if len(given) > 1 and np.allclose(given[0], given[1]):
            raise ValueError("DescentExplorer: also_from is the start; give another point.")
        self._required = len(named_starts)
        held = max(_ROOM // (len(self.rules) * (self.steps + 1)) - 1, 0)
        across = min(4, math.isqrt(held))
        parts = np.linspace(0.125, 0.875, across if across > 1 else 0)
        spread = low + (high - low) * np.stack(np.meshgrid(parts, parts), -1).reshape(-1, 2)
        near = np.abs(spread[:, None] - named_starts) < 0.02 * (high - low)  # circles would overlap
        self._starts = np.concatenate([named_starts, spread[~near.all(axis=2).any(axis=1)]])
        run = self._run(self._starts)
        super().__init__(presenter=presenter)
        self._compose(run, presets or {})
        self.observe(self._restart, "state")
        self.on_msg(lambda *_: self.send({"kind": "hello"}))  # tells the page a kernel is there

    # --- numbers

    def _run(self, starts: Array) -> dict[str, Array]:
        """Paths (rule, start, rate, 2, step), their losses, and the steps at which they diverged.

        A loss that is no number is as high as can be.
        """
        starts = np.broadcast_to(starts, (len(FACTORS), *starts.shape))  # schedules have no shape
        runs = [descend(self.surface, faster(rule, FACTORS[:, None, None]), starts, self.steps)
                for rule in self.rules]  # fmt: skip
        return {
            "path": np.stack([run.theta.transpose(2, 1, 3, 0) for run in runs]),
            "loss": np.stack([self._height(run).transpose(2, 1, 0) for run in runs]),
            "gone": np.stack([run.diverged_at.T for run in runs]),
        }

    def _height(self, run: Trajectory) -> Array:
        """Losses above the lowest there is; one that is no number is as high as can be."""
        loss = run.value if self._lowest is None else run.value - self._lowest
        return np.asarray(np.clip(np.nan_to_num(loss, nan=np.inf), -1e37, 1e37))

    def trajectories(self) -> list[Trajectory]:
        """Return the race that is shown now, one trajectory for each rule, in float64."""
        factor = float(FACTORS[self.state["rate"]])
        return [
            descend(self.surface, faster(rule, factor), self.start, self.steps)
            for rule in self.rules
        ]

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
                raise traitlets.TraitError(
                    f"DescentExplorer: {name} of the start is "
                    f"{state[name]}; give a point of the map."
                )
            state[name] = float(np.clip(state[name], *side))
        return state

    def _restart(self, change: Mapping[str, Any]) -> None:
        state = change["new"]
        if state["start"] >= 0:
            return
        self.live, _ = pack(self._run(np.array([self.start])))

    # --- the page

    def _compose(self, run: dict[str, Array], presets: Mapping[str, Mapping[str, Any]]) -> None:
        x, y, height = grid(self.surface, 101)
        height = np.where(np.isfinite(height), height, np.nanmax(height[np.isfinite(height)]))
        rings, outline = bands(x, y, height, plot.levels(height, 12, self._lowest))
        minima = self.surface.minima
        single = len(self.rules) == 1
        asked = slice(self._required)
        solved, challenge = self._challenge(run["loss"][:, asked], run["gone"][:, asked])
        arrays = {
            **run,
            "outline": outline,
            "starts": self._starts,
            "solved": solved,
            "minima": minima[: None if len(minima) <= 9 else 1].reshape(-1, 2),
        }
        losses = self._loss_range(run["loss"])
        floor = losses[0] / 100 if self._lowest is not None else -np.inf
        extent = np.ptp(self.surface.domain, axis=1)
        coarse = {
            "path": np.stack([visible(run["path"][..., i, :], extent[i], 330) for i in (0, 1)], -2),
            "loss": rounded(np.maximum(run["loss"], floor), 11),
            "outline": np.stack([visible(outline[:, i], extent[i], 330) for i in (0, 1)], -1),
        }
        initial = self._initial(solved)
        marks = looks(self.rules)
        content = Content(
            title=self._title(single),
            todo=(
                tr("Drag the open circle to start elsewhere (or focus it and use the arrow keys), "
                   "move the rate, play the walk.")
                if single else
                tr("Drag the open circle to start elsewhere (or focus it and use the arrow keys), "
                   "move the rate, play the race.")
            ),
            challenge=challenge,
            series=series(self._said, marks),
            seriesLabel=tr("rule"), columns=[] if single else ["η", tr("loss"), tr("to 1/1000")],
            sliders=self._sliders(), presets=self._presets(run, initial, presets),
            charts=self._charts(losses), curves=self._curves(),
            play={"slider": "step", "seconds": 4},
            more={
                "rings": rings, "box": [list(side) for side in self.surface.domain],
                "rates": self._rates(), "logarithmic": self._lowest is not None, "goal": _GOAL,
                "floor": floor if self._lowest is not None else 0.0,
                "judged": self._required - 1,
                "live": pack({name: part[:, :1] for name, part in run.items()})[1],
            },
        )  # fmt: skip
        self._fill(content, arrays, initial, marks, coarse)

    def _title(self, single: bool) -> str:
        name = self.surface.name.replace("_", " ")
        place = tr(name) if name in _SURFACES else name
        return tr("Walk down {0}", place) if single else tr("Race down {0}", place)

    def _initial(self, solved: Array) -> dict[str, Any]:
        """The rules' own rates, or lower ones where the challenge would be met at once."""
        rate = _OWN
        if solved[:, _OWN].any():
            rate = int(np.flatnonzero(~solved.any(axis=0))[:_OWN].max(initial=0))
        x, y = (float(u) for u in self._starts[0])
        return {"rate": rate, "step": self.steps, "start": 0, "x": x, "y": y,
                "shown": [1] * len(self.rules), "found": 0}  # fmt: skip

    def _presets(
        self, run: dict[str, Array], initial: Mapping[str, Any],
        more: Mapping[str, Mapping[str, Any]],
    ) -> list[Preset]:  # fmt: skip
        loss, gone = run["loss"][:, 0], run["gone"][:, 0]
        worse = ((gone >= 0) | (loss[..., -1] > loss[..., 0])).any(axis=0)
        ready: dict[str, Mapping[str, Any]] = {tr_noop("Small steps"): {"rate": 4}}
        if initial["rate"] != _OWN:  # else that is what Reset does
            own = tr_noop("Own rate") if len(self.rules) == 1 else tr_noop("Own rates")
            ready[own] = {"rate": _OWN}
        if worse.any():
            far = min(int(np.argmax(worse)) + 1, len(FACTORS) - 1)
            ready[tr_noop("Over the edge")] = {"rate": far}
        place = {name: at for name, at in initial.items() if name != "found"}  # what is met stays
        buttons = [
            Preset(tr(label) if label in ready else label, {**place, **given})
            for label, given in {**ready, **more}.items()
        ]
        for k, (x, y) in enumerate(self._starts[: self._required] if self._required > 1 else ()):
            there = {"start": k, "x": float(x), "y": float(y)}  # at the rate that is set
            buttons.append(Preset(tr("From {0}", point(x, y)), there))
        return buttons

    def _sliders(self) -> list[Slider]:
        own = [own_rate(rule) for rule in self.rules]
        shared = len(set(own)) == 1 and own[0] is not None
        factors = [
            f"η = {number((own[0] or 0) * f, 3)}" if shared else tr("own η × {0}", f"{f:.2f}")
            for f in FACTORS
        ]
        label = tr("learning rate η") if shared else tr("learning rates")
        steps = [tr("{0} of {1}", step, self.steps) for step in range(self.steps + 1)]
        return [
            Slider("rate", label, len(FACTORS), factors),
            Slider("step", tr("step"), self.steps + 1, steps),
        ]

    def _rates(self) -> list[list[str]]:
        """What the legend says of the rate of each rule."""
        own = [own_rate(rule) for rule in self.rules]
        return [
            [number(rate * f, 3) if rate is not None else tr("schedule × {0}", f"{f:.2f}")
             for f in FACTORS]
            for rate in own
        ]  # fmt: skip

    def _charts(self, losses: tuple[float, float]) -> dict[str, Chart]:
        x, y = self.surface.domain
        above = self._lowest is not None
        loss = tr("Loss above the minimum") if above else tr("Loss")
        return {
            "map": Chart(tr("Seen from above"), (44, 26, 330, 262), Axis("x", x), Axis("y", y),
                         bare=True),
            "losses": Chart(loss, (448, 26, 262, 262), Axis(tr("step"), (0, self.steps)),
                            Axis("", losses, log=above)),
        }  # fmt: skip

    def _curves(self) -> list[Curve]:
        look: dict[str, Any] = {"until": "step", "head": True}
        apart = -(-self.steps // 20)
        closer = min(apart, -(-self.steps * len(self.rules) // 60))
        return [
            curve
            for k in range(len(self.rules))
            for curve in (
                Curve(
                    "map",
                    "path",
                    (k, "start", "rate"),
                    series=k,
                    plane=True,
                    spacing=closer,
                    **look,
                ),
                Curve("losses", "loss", (k, "start", "rate"), series=k, spacing=apart, **look),
            )
        ]

    def _loss_range(self, loss: Array) -> tuple[float, float]:
        if self._lowest is None:
            _, _, height = grid(self.surface, 31)
            return float(np.min(height)), float(np.max(height))
        top = 3 * float(loss[..., 0].max())
        return max(1e-8 * top, 1e-12), top

    def _challenge(self, loss: Array, gone: Array) -> tuple[Array, str]:
        """Which (rule, rate) meet the goal, and the goal in words; it can always be met.

        From two starts they have the whole race.
        """
        places = [point(*start) for start in self._starts[: self._required]]
        where = (
            tr("From {0}", *places) if len(places) == 1
            else tr("From {0}, and at the same rate from {1}", *places)
        )  # fmt: skip
        what = tr("the loss") if len(self.rules) == 1 else tr("the loss of one rule")
        fine = (gone < 0).all(axis=1)
        if self._challenger is not None:
            challenger = self._said[self.names.index(self._challenger)]
            what = tr("the loss of “{0}”", challenger)
            fine &= np.array([[name == self._challenger] for name in self.names])
        if self._lowest is not None:
            reach = np.where(fine, low_from(loss).max(axis=1), self.steps + 1)
            best = int(reach.min())
            if 0 < best <= self.steps:
                within = best + max(1, best // 8) if len(places) == 1 else self.steps
                return reach <= within, tr(
                    "{0}, bring {1} below a thousandth of the first, for good, within {2} steps.",
                    *(where, what, within),
                )
        last = np.where(fine, loss[..., -1].max(axis=1), np.inf)
        goal = float(last.min())
        goal += 0.15 * max(abs(goal), 1e-6)
        return last <= goal, tr("{0}, end with {1} at most {2}.", where, what, number(goal, 3))

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        rows = [("rule", "η", "last loss", "to 1/1000")]
        for k, (name, run) in enumerate(zip(self.names, self.trajectories(), strict=True)):
            loss = self._height(run)
            low = int(low_from(loss))
            reached = self._lowest is not None and low <= self.steps and not run.diverged
            rows.append((name, self.content["rates"][k][self.state["rate"]],
                         f"diverged at step {int(run.diverged_at)}" if run.diverged
                         else number(loss[-1], 3),
                         f"step {low}" if reached else "—"))  # fmt: skip
        return f"{self.surface.name} from {point(*self.start)}, {self.steps} steps", rows

    def points(self, curve: Curve) -> Array:
        """Return a curve of the race; from a start that is not on the grid, run afresh."""
        if self.state["start"] >= 0:
            return super().points(curve)
        assert curve.series is not None
        run = self.trajectories()[curve.series]
        line = (
            run.theta
            if curve.plane
            else np.stack([np.arange(len(run.theta)), self._height(run)], 1)
        )
        return np.asarray(line[: self.state["step"] + 1])

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        plot.contours(self.surface, axes["map"])
