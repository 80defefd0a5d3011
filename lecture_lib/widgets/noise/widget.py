"""What the noise of batches does: batch size, rate and sampling on sliders, the floor beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import plot, style
from ...descent import surface
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..packing import rounded, visible
from ..payload import Axis, Chart, Choice, Content, Curve, Preset, Slider, series
from .walks import SAMPLING, Line, Walks, batch_noise, batches, stationary, walk

__all__ = ["POINTS", "RATES", "SIZES", "NoiseExplorer"]

Array = NDArray[Any]

#: The twelve points of notebook 06.
POINTS = (
    (-0.7, -0.2, 1.7, 0.7, -1.6, 0.0, -0.6, 0.1, -1.6, 0.2, 0.2, 1.6),
    (-0.3, 0.6, 1.9, 3.4, -3.4, 1.4, -0.7, -0.1, -2.4, 0.3, 1.1, 2.8),
)
#: Positions of the sliders of B and of η; at all of them the cloud settles before the last step.
SIZES = (1, 2, 3, 4, 6, 12)
RATES = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5])
START = np.array([-1.2, -1.7])
STEPS = 144  # twelve epochs of batches of one
SETTLED = 24  # the last updates, over which the floor is measured: whole epochs at every B
RUNS = 150
SEEDS = 4  # runs whose paths the page has
_WITHOUT, _EPOCHS = 1, 2
#: What the page asks instead of naming ``SAMPLING``: the names are explained in the notebook.
_TWICE = (
    tr_noop("yes: with replacement"), tr_noop("not in a batch"), tr_noop("not in an epoch"),
)  # fmt: skip
#: The batch size of the challenge: without replacement 1/B · (N − B)/(N − 1) = 1/11. At a larger η
#: the floor is no longer in proportion to that.
_HALF, _SMALL = SIZES.index(6), 0
_DOMAIN = ((-1.55, 3.65), (-2.35, 2.85))  # of the largest ellipse, too
_FLOOR, _BELOW = 1e-4, 1e-5  # the smallest loss on its chart, and what the page gets of smaller
_LOOKS = (
    style.Mark(PALETTE["orange"], "s", "-"),
    style.Mark(PALETTE["blue"], "D", "-"),
    style.Mark(style.LIGHT["muted"], "o", "-"),
)


class NoiseExplorer(Explorer):
    """See what stochastic gradient descent does near a minimum, and how loud its batches are.

    A line with slope w and intercept b is fitted to twelve points. The map shows one run from
    (−1.2, −1.7), the full-batch path, and where 150 runs stand in the end, with the ellipse of two
    standard deviations in theory. Beside it is the loss above its minimum over the updates, with
    the floor at which it settles, and the points with the present line and batch.

    Parameters
    ----------
    batch : int
        Batch size at first: 1, 2, 3, 4, 6 or 12.
    learning_rate : float
        η at first; the nearest position of the slider.
    seed : int
        Of all batches.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    batch, rate, step, sampling : int
        Positions of the sliders in ``SIZES`` and ``RATES``, the updates drawn, and how batches are
        drawn: 0 with replacement, 1 without it but each batch from all points, 2 in shuffled
        epochs. In step with ``state``, which also has the ``seed``: which of four runs is shown.

    Raises
    ------
    ValueError
        A batch size that is not there.

    Notes
    -----
    For independent batches the floor is exact, from
    :func:`~lecture_lib.widgets.noise.walks.stationary`. The batches of an epoch depend on each
    other: there it is measured only.

    Examples
    --------
    >>> print(NoiseExplorer(batch=3, learning_rate=0.2))
    NoiseExplorer: B = 3, with replacement, η = 0.200, 144 updates, run 1 of 4
    150 runs                                 theory  measured
    loss above its minimum, last 24 updates  0.032   0.032
    standard deviation of w, in the end      0.19    0.20
    standard deviation of b, in the end      0.17    0.17
    """

    _esm = Script("widgets/noise/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/noise/draw.css")

    batch, rate, step, sampling = (Setting() for _ in range(4))

    def __init__(
        self, batch: int = 1, learning_rate: float = 0.2, *, seed: int = 0,
        presenter: bool = False,
    ) -> None:  # fmt: skip
        if batch not in SIZES:
            raise ValueError(
                f"NoiseExplorer: batch is {batch}; take one of {', '.join(map(str, SIZES))}, which "
                "divide the twelve points."
            )
        self.line = Line(*np.array(POINTS))
        sizes = np.array(SIZES)[:, None]
        #: c, the noise of a batch as a share of that of one example: (with or without, B).
        self.noise = np.stack([
            batch_noise(sizes, len(self.line.x), replaced=True),
            batch_noise(sizes, len(self.line.x), replaced=False),
        ])  # fmt: skip
        #: The covariance of (w, b) where independent batches settle: (with or without, B, η, 2, 2).
        self.covariance = stationary(self.line, RATES, self.noise)
        self.rows = batches(len(self.line.x), SIZES, RUNS, STEPS, np.random.default_rng(seed))
        self.walks = walk(self.line, self.rows, RATES, START, SEEDS)
        super().__init__(presenter=presenter)
        at = int(np.abs(RATES - learning_rate).argmin())
        self._compose(self.walks, {"batch": SIZES.index(batch), "rate": at})

    # --- numbers

    def floor(self) -> float | None:
        """Return the loss above its minimum at which this state settles in theory, if there is one.

        Returns
        -------
        float or None
            None for epochs, whose batches are not independent; but 0 where a batch has all points.
        """
        at = self.state
        if at["sampling"] == _EPOCHS and SIZES[at["batch"]] < len(self.line.x):
            return None
        kind = min(at["sampling"], _WITHOUT)
        return float(self._excess(self.covariance[kind, at["batch"], at["rate"]]))

    def _excess(self, covariance: Array) -> Any:
        return 0.5 * np.einsum("...ij,ji->...", covariance, self.line.hessian)

    def measured(self) -> tuple[float, float, float]:
        """Return what 150 runs do in the end: their mean loss, and the spread of w and of b."""
        at = self._at()
        w, b = self.walks.ends[at].std(axis=0)
        return float(self.walks.loss[-SETTLED:, *at].mean()), float(w), float(b)

    def _at(self) -> tuple[int, int, int]:
        state = self.state
        return state["sampling"], state["batch"], state["rate"]

    def _found(self) -> bool:
        """Whether the challenge is met, so that its answer may be told."""
        return self._at() == (_WITHOUT, _HALF, _SMALL) or bool(self.state["found"])

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        return {**state, "seed": int(state["seed"]) % SEEDS}

    # --- the page

    def _compose(self, walks: Walks, first: Mapping[str, int]) -> None:
        path = np.moveaxis(walks.theta, 0, -1)  # (kind, B, η, seed, 2, step)
        arrays = {
            "path": path,
            "full": path[_EPOCHS, -1, :, 0],
            "loss": self.line.excess(np.moveaxis(path, -2, -1)),
            "mean": np.moveaxis(walks.loss, 0, -1),
            "ends": walks.ends,
            "floor": self._floors(),
            "ellipse": self._ellipses(),
            "settled": walks.loss[-SETTLED:].mean(axis=0),
            "used": self._used(),
            "noise": self.noise[..., 0],
            "rates": RATES,
            "points": np.stack([self.line.x, self.line.y]),
        }
        arrays["full loss"] = arrays["loss"][_EPOCHS, -1, :, 0]
        losses = {name: np.maximum(arrays[name], _BELOW) for name in ("loss", "mean", "full loss")}
        coarse = {
            "path": visible(path, 5, 312),
            "full": visible(arrays["full"], 5, 312),
            "ends": visible(walks.ends, 5, 312),
            "settled": rounded(arrays["settled"]),
            **{name: rounded(array, 7) for name, array in losses.items()},
        }
        initial = {
            **first, "step": STEPS, "sampling": 0, "seed": 0, "shown": [1] * 3, "found": 0,
        }  # fmt: skip
        self._fill(self._content(), arrays, initial, _LOOKS, coarse)

    def _floors(self) -> Array:
        """The floor as a line, two points of it; far down where it is none: (kind, B, η, 2, 2)."""
        height = self._excess(self.covariance)
        height = np.stack([*height, np.zeros_like(height[0])])
        ends = np.broadcast_to([0.0, STEPS], (*height.shape, 2))
        return np.stack([ends, np.stack([height, height], axis=-1)], axis=-2)

    def _ellipses(self) -> Array:
        """Half axes of two standard deviations, and the angle of the longer: (kind, B, η, 3)."""
        values, vectors = np.linalg.eigh(self.covariance)
        long = vectors[..., 1]
        angle = np.arctan2(long[..., 1], long[..., 0])
        axes = 2 * np.sqrt(np.maximum(values[..., ::-1], 0))
        return np.concatenate([axes, angle[..., None]], axis=-1)

    def _used(self) -> Array:
        """How often each point is in a batch, as the digits of a number: (kind, B, seed, step)."""
        fours = 4 ** np.arange(len(self.line.x))
        return np.array([[_counted(of[:SEEDS], fours) for of in kind] for kind in self.rows])

    def _presets(self) -> list[Preset]:
        """Complete settings, none of which meets the challenge."""
        chosen = {
            tr("One by one"): (1, 0.2, 0), tr("Small η"): (1, 0.05, 0),
            tr("Epochs"): (3, 0.2, _EPOCHS), tr("Full batch"): (12, 0.2, _EPOCHS),
        }  # fmt: skip
        return [
            Preset(name, {
                "batch": SIZES.index(size), "rate": RATES.tolist().index(rate), "step": STEPS,
                "sampling": kind, "seed": 0,
            })
            for name, (size, rate, kind) in chosen.items()
        ]  # fmt: skip

    def _curves(self) -> list[Curve]:
        over = ("sampling", "batch", "rate")
        return [
            Curve("losses", "full loss", ("rate",), series=2, until="step", spacing=STEPS, size=1),
            Curve("losses", "loss", (*over, "seed"), series=0, until="step", spacing=STEPS, size=1),
            Curve("losses", "mean", over, series=1, until="step", spacing=24, size=3),
            Curve("losses", "floor", over, role="theory", plane=True),
            Curve("map", "path", (*over, "seed"), series=0, plane=True, until="step", size=1.8),
            Curve("map", "full", ("rate",), series=2, plane=True, until="step", size=1.8),
        ]

    def _content(self) -> Content:
        w, b = _DOMAIN
        values, vectors = np.linalg.eigh(self.line.hessian)
        return Content(
            title=tr("What the noise of batches does to a path"),
            todo=tr("Drag the batch size, then the learning rate. Another run draws other "
                    "batches; Play steps."),
            challenge=tr("At η = {0}, let no point come twice in a batch. Find the B that brings "
                         "the floor down to about an eleventh of that of B = 1.",
                         f"{RATES[_SMALL]:g}"),
            series=series((tr("this run"), tr("{0} runs", RUNS), tr("full batch")), _LOOKS),
            seriesLabel="", columns=[],
            sliders=[
                Slider("batch", tr("batch size B"), len(SIZES),
                       [tr("{0} of {1} points", size, len(self.line.x)) for size in SIZES]),
                Slider("rate", tr("learning rate η"), len(RATES),
                       [f"η = {number(rate)}" for rate in RATES]),
                Slider("step", tr("updates made"), STEPS + 1,
                       [tr("{0} of {1}", t, STEPS) for t in range(STEPS + 1)]),
            ],
            choices=[
                Choice("sampling", tr("a point twice?"), [tr(one) for one in _TWICE], keys=_TWICE),
            ],
            presets=self._presets(),
            charts={
                "map": Chart(tr("Loss from above"), (48, 26, 312, 312), Axis(tr("slope w"), w),
                             Axis(tr("intercept b"), b), bare=True),
                "losses": Chart(tr("Loss above its minimum"), (424, 26, 214, 150),
                                Axis(tr("update"), (0, STEPS)), Axis("", (_FLOOR, 1e1), log=True)),
                "data": Chart(tr("Line and batch of this update"), (424, 246, 214, 100),
                              Axis("x", _around(self.line.x)), Axis("", _around(self.line.y))),
            },
            curves=self._curves(),
            play={"slider": "step", "seconds": 12},
            more={
                "best": self.line.best.tolist(),
                "curvatures": values[::-1].tolist(),
                "turn": float(np.arctan2(vectors[1, 1], vectors[0, 1])),
                "sizes": SIZES, "half": _HALF, "small": _SMALL, "seeds": SEEDS,
                "settled": [STEPS - SETTLED + 1, STEPS],
            },
        )  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        at, floor = self.state, self.floor()
        loss, w, b = self.measured()
        spread = [0.0, 0.0] if floor is None else self._spread()
        theory = ["—"] * 3 if floor is None else [number(x, 3) for x in (floor, *spread)]
        rows = [
            (f"{RUNS} runs", "theory", "measured"),
            (f"loss above its minimum, last {SETTLED} updates", theory[0], number(_tidy(loss), 3)),
            ("standard deviation of w, in the end", theory[1], number(_tidy(w), 3)),
            ("standard deviation of b, in the end", theory[2], number(_tidy(b), 3)),
        ]
        if self._found():
            rows.append(("noise of 6 without replacement, of that of 1", "1/6 · 6/11 = 1/11", ""))
        return (
            f"B = {SIZES[at['batch']]}, {SAMPLING[at['sampling']]}, "
            f"η = {number(RATES[at['rate']])}, {STEPS} updates, run {at['seed'] + 1} of {SEEDS}"
        ), rows

    def _spread(self) -> Array:
        """Standard deviations of w and b in theory, for independent batches."""
        kind, batch, rate = self._at()
        covariance = self.covariance[min(kind, _WITHOUT), batch, rate]
        return np.asarray(np.sqrt(np.maximum(np.diagonal(covariance), 0)))

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        line, at, muted = self.line, self.state, style.LIGHT["muted"]

        def loss(theta: Any) -> Any:
            w, b = theta
            pairs = zip(line.x, line.y, strict=True)
            return sum((w * x + b - y) ** 2 for x, y in pairs) / (2 * len(line.x))

        plot.contours(surface(loss, domain=_DOMAIN, minima=[line.best]), axes["map"])
        axes["map"].plot(*START, **style.ROLES["start"])
        if at["step"] == STEPS:
            axes["map"].plot(*self.walks.ends[self._at()].T, ".", color=_LOOKS[1].color, zorder=4)
        if self.floor() is not None:
            axes["map"].plot(*self._ellipse(), **style.ROLES["theory"])
        w, b = self.arrays["path"][*self._at(), at["seed"], :, at["step"]]
        ends = np.array(_around(line.x))
        axes["data"].plot(ends, line.best[0] * ends + line.best[1], color=muted, linewidth=1)
        axes["data"].plot(ends, w * ends + b, color=_LOOKS[0].color, linewidth=2)
        axes["data"].plot(line.x, line.y, "o", color=muted, markerfacecolor="none")
        if at["step"]:
            rows = self.rows[at["sampling"]][at["batch"]][at["seed"], at["step"] - 1]
            axes["data"].plot(line.x[rows], line.y[rows], "s", color=_LOOKS[0].color)

    def _ellipse(self) -> Array:
        """Points of the ellipse of two standard deviations: (2, point)."""
        kind, batch, rate = self._at()
        long, short, angle = self._ellipses()[min(kind, _WITHOUT), batch, rate]
        turn = np.linspace(0, 2 * np.pi, 100)
        u, v = long * np.cos(turn), short * np.sin(turn)
        c, s = np.cos(angle), np.sin(angle)
        return np.asarray(self.line.best[:, None] + [c * u - s * v, s * u + c * v])


def _counted(rows: Array, fours: Array) -> Array:
    """Numbers whose digits in base 4 say how often each point is in a batch; 3 is 3 or more."""
    counts = (rows[..., None] == np.arange(len(fours))).sum(axis=-2)
    return np.asarray(np.minimum(counts, 3) @ fours)


def _around(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = 0.12 * (high - low) or 1.0
    return low - pad, high + pad


def _tidy(x: float) -> float:
    """Zero instead of what rounding leaves, which differs between machines."""
    return 0.0 if abs(x) < 1e-6 else float(x)
