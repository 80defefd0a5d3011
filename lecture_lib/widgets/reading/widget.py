"""Read a run from its gradients: which curvature it feels, or only noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import style
from ...style import PALETTE, number
from ..assets import script, sheet
from ..explorer import Explorer, Rows, Setting
from ..packing import rounded
from ..payload import Axis, Chart, Choice, Content, Curve, Preset, Slider, series
from .runs import RUNS, Signs, gradients, signs

__all__ = ["RunReader"]

Array = NDArray[Any]

NAMES = ("A", "B", "C")
#: Positions of the sliders; a ratio of 1.185 from rate to rate, and batches of all in A and B.
RATES = np.geomspace(0.02, 1.0, 24)
SIZES = np.array([1, 4, 16, 64, 256])
STEPS = 100
#: How far from the steepest curvature, as a share of it, is near enough.
CLOSE = 0.1
_FELT = (0.01, 100.0)
_LOOKS = (
    style.Mark(PALETTE["vermilion"], "o", "-"),
    style.Mark(PALETTE["blue"], "s", (0, (6, 3))),
    style.Mark(PALETTE["black"], "^", "-"),
)
_RIGHT = 1


class RunReader(Explorer):
    """Say from the gradients of three runs which curvature is the steepest, or that it is noise.

    Each run is gradient descent in a bowl of six weights whose curvatures are not shown; the
    third sees only batches. On the left the cosine of each gradient with the last one and with
    that before it, and how much of its square lies in weights whose slope has changed its sign. On
    the right the curvature λ̂ that the steps felt. All are sums over recent steps, in which a step
    weighs nine tenths of the next. The true curvatures of a run are told once its answer is right.

    Parameters
    ----------
    step : int
        Where the slider of steps is at first; at 0 the page shows nothing until it is played.
    seed : int
        Of the noise, and of the directions of the weights.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    run, rate, batch, step : int
        Positions of choice and sliders; in step with ``state``, which also has the answers that
        were ``told``: for each run 1 if it was right.

    Raises
    ------
    ValueError
        A step out of range.

    Examples
    --------
    >>> print(RunReader())
    RunReader: run A, η = 0.078, batches of 256 (all), step 100
    recent steps                         measured
    cosine with the last gradient        1.00
    cosine with the one before           1.00
    squared gradient that changes sides  0 %
    curvature felt, λ̂                    0.11
    """

    _esm = script("widgets/reading/draw.js")
    _css = sheet(".ll-explorer", "widgets/js/explorer.css", "widgets/reading/draw.css")

    run, rate, batch, step = (Setting() for _ in range(4))

    def __init__(self, *, step: int = STEPS, seed: int = 0, presenter: bool = False) -> None:
        if not 0 <= step <= STEPS:
            raise ValueError(f"RunReader: step is {step}; take 0 to {STEPS}.")
        super().__init__(presenter=presenter)
        walked = [
            gradients(run, RATES, SIZES, STEPS, np.random.default_rng([seed, i]))
            for i, run in enumerate(RUNS)
        ]
        #: What the gradients tell: arrays over (run, batch size, rate, step).
        self.signs: Signs = signs(np.stack(walked), RATES)
        self._compose(step)

    # --- the page

    def _compose(self, step: int) -> None:
        found = self.signs
        steepest = np.array([run.steepest for run in RUNS])
        arrays = {
            "last": found.last,
            "before": found.before,
            "felt": np.clip(found.felt, *_FELT),
            "turned": found.turned,
            "length": np.log10(found.length),
            "curvatures": np.array([run.curvatures for run in RUNS]),
            "close": np.abs(found.felt / steepest[:, None, None, None] - 1) <= CLOSE,
            "rates": RATES,
        }
        coarse = {
            "last": np.rint(arrays["last"] * 200) / 200,
            "before": np.rint(arrays["before"] * 200) / 200,
            "turned": np.rint(arrays["turned"] * 100) / 100,
            "felt": rounded(arrays["felt"], 10),
            "length": np.rint(arrays["length"] * 100) / 100,
        }
        initial = {
            "run": 0, "rate": 8, "batch": len(SIZES) - 1, "step": step,
            "shown": [1] * len(_LOOKS), "told": [0] * len(RUNS),
        }  # fmt: skip
        self._fill(self._content(), arrays, initial, _LOOKS, coarse)

    def _content(self) -> Content:
        by = ("run", "batch", "rate")
        steps = Axis("step", (0, STEPS))

        def curve(chart: str, array: str, at: int) -> Curve:
            return Curve(chart, array, by, series=at, until="step", spacing=10, size=2.6)

        presets = {"Small η, batches of 256": (4, 4), "Small η, batches of 4": (4, 1)}
        return Content(
            title="What the gradients of a run tell",
            todo="Press Play. Then drag η until the gradients turn, and watch λ̂.",
            challenge="Say of each run what its gradients tell: that λ̂ now is the steepest "
            "curvature L (within 10 %), or only noise.",
            series=series(["the last", "the one before", "λ̂"], _LOOKS),
            seriesLabel="", columns=[],
            sliders=[
                Slider("rate", "learning rate η", len(RATES),
                       [f"η = {number(rate, 3)}" for rate in RATES]),
                Slider("batch", "batch size", len(SIZES)),
                Slider("step", "step", STEPS + 1, [f"{t} of {STEPS}" for t in range(STEPS + 1)]),
            ],
            choices=[Choice("run", "run in an unknown bowl", NAMES)],
            presets=[
                Preset(name, {"rate": rate, "batch": batch, "step": STEPS})
                for name, (rate, batch) in presets.items()
            ],
            charts={
                "cosines": Chart("", (48, 50, 270, 124), steps,
                                 Axis("", (-1.1, 1.1))),
                "felt": Chart("Curvature felt, λ̂", (404, 26, 240, 226), steps,
                              Axis("", _FELT, log=True)),
            },
            curves=[
                curve("cosines", "before", 1),
                curve("cosines", "last", 0),
                curve("felt", "felt", 2),
            ],
            play={"slider": "step", "seconds": 8},
            more={
                "names": NAMES, "sizes": SIZES.tolist(),
                "examples": [run.examples for run in RUNS], "noisy": len(RUNS) - 1,
            },
        )  # fmt: skip

    # --- words and print

    def _at(self) -> tuple[int, int, int, int]:
        at = self.state
        return at["run"], at["batch"], at["rate"], at["step"]

    def _is_told(self) -> bool:
        return bool(self.state["told"][self.state["run"]] == _RIGHT)

    def _facts(self) -> tuple[str, Rows]:
        run, batch, rate, step = at = self._at()
        last, before, turned, felt = (
            float(self.arrays[name][at]) for name in ("last", "before", "turned", "felt")
        )
        of = RUNS[run].examples
        size = f"{SIZES[batch]} ({'all' if SIZES[batch] == of else f'of {of:,}'})"
        rows: list[tuple[str, ...]] = [
            ("recent steps", "measured"),
            ("cosine with the last gradient", number(last, 3) if step else "—"),
            ("cosine with the one before", number(before, 3) if step > 1 else "—"),
            (
                "squared gradient that changes sides",
                f"{turned:.0%}".replace("%", " %") if step else "—",
            ),
            ("curvature felt, λ̂", number(felt, 3) if step else "—"),
        ]
        if self._is_told():
            rows.append(("true curvatures", ", ".join(f"{c:g}" for c in RUNS[run].curvatures)))
        head = f"run {NAMES[run]}, η = {number(RATES[rate], 3)}, batches of {size}, step {step}"
        return head, rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        at, look = self._at(), style.LIGHT
        axes["cosines"].axhline(0, color=look["muted"], linewidth=1)
        axes["felt"].plot(at[-1], self.arrays["felt"][at], "^", color=look["text"], markersize=11)
        if self._is_told():
            for curvature in RUNS[at[0]].curvatures:
                axes["felt"].axhline(curvature, color=look["muted"], linewidth=1)
