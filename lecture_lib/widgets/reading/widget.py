"""Read a run from its gradients: does a steep mode bounce, and is half of η better then?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import style
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..packing import rounded
from ..payload import Axis, Chart, Choice, Content, Curve, Preset, Slider, series
from .runs import RUNS, Blind, Signs, signs, walk

__all__ = ["RunReader"]

Array = NDArray[Any]

NAMES = ("A", "B", "C")
#: From step HALVED on η may be half; sums over recent gradients begin anew when what that did at
#: once is over.
HALVED, ANEW, STEPS = 60, 63, 120
_RATES = len(RUNS[0].strengths)
#: The last three η of every run look alike at step HALVED.
_FIRST_RATE = _RATES - 2
_FELT, _LOSS = (0.05, 50.0), (1e-8, 2.0)
_LOOKS = (
    style.Mark(PALETTE["vermilion"], "o", "-"),
    style.Mark(PALETTE["blue"], "s", (0, (6, 3))),
    style.Mark(PALETTE["black"], "^", "-"),
)
_RIGHT = 1
_HALF = (tr_noop("η as before"), tr_noop("half of η"))


def _pair(run: Blind, seeds: list[int]) -> tuple[Signs, Array]:
    """Signs and losses of a run with the same η to its end, and with half of it from HALVED on."""
    found, losses = [], []
    for halved in (None, HALVED):
        g, loss = walk(run, run.rates, STEPS, np.random.default_rng(seeds), halved)
        all_ = signs(g, run.rates)
        if halved is not None:
            late = signs(g[:, ANEW - 1 :], run.rates / 2)
            all_ = Signs(*(
                np.concatenate([old[:, : HALVED + 1],
                                np.repeat(new[:, :1], ANEW - HALVED - 2, axis=-1), new], axis=-1)
                for old, new in ((all_.last, late.last), (all_.before, late.before),
                                 (all_.felt, late.felt))
            ))  # fmt: skip
        found.append(all_)
        losses.append(loss)
    every = (np.stack([getattr(one, name) for one in found]) for name in ("last", "before", "felt"))
    return Signs(*every), np.stack(losses)


class RunReader(Explorer):
    """Say of three runs why their gradients turn, and whether half of η is better.

    Each run is gradient descent in a bowl of six weights whose curvatures are not shown. Some see
    all their data and some a fresh batch at every step, and the page does not say which. On the
    left the curvature λ̂ that the steps felt, on the right the cosine of each gradient with those
    one and two steps ago (sums over recent steps, in which a step weighs nine tenths of the next)
    and the loss left. At step 60 all three look alike: gradients turn, in noise, in a bounce of
    which half of η is the cure, and in one in which half of η is too little. From there on η may
    be halved. An answer counts only where a run turned and η was halved; the truth about a run is
    told once its answer is right.

    Parameters
    ----------
    step : int
        Where the slider of steps is at first.
    seed : int
        Of the noise, of the directions of the weights, and of the order of the runs.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    run, halved, rate, step : int
        Positions of choices and sliders; in step with ``state``, which also has the answers that
        were ``told``: for each run 1 if it was right.

    Raises
    ------
    ValueError
        A step out of range.

    Examples
    --------
    >>> print(RunReader())
    RunReader: run A, η = 0.45, step 60
    recent steps                  measured
    cosine with that 1 step ago   −0.8
    cosine with that 2 steps ago  0.9
    curvature felt, λ̂             4.0
    share of the loss left        3e−4
    """

    _esm = Script("widgets/reading/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/reading/draw.css")

    run, halved, rate, step = (Setting() for _ in range(4))

    def __init__(self, *, step: int = HALVED, seed: int = 0, presenter: bool = False) -> None:
        if not 0 <= step <= STEPS:
            raise ValueError(f"RunReader: step is {step}; take 0 to {STEPS}.")
        super().__init__(presenter=presenter)
        order = np.random.default_rng(seed).permutation(len(RUNS))
        #: The runs as A, B and C.
        self.runs = tuple(RUNS[i] for i in order)
        pairs = [_pair(run, [seed, int(i)]) for i, run in zip(order, self.runs, strict=True)]
        #: What the gradients tell: arrays over (run, halved, rate, step).
        self.signs = Signs(*(
            np.stack([getattr(one, name) for one, _ in pairs])
            for name in ("last", "before", "felt")
        ))  # fmt: skip
        #: Share of the loss left, over the same.
        self.losses: Array = np.stack([loss for _, loss in pairs])
        self._compose(step)

    # --- the page

    def _compose(self, step: int) -> None:
        found = self.signs
        arrays = {
            "last": found.last,
            "before": found.before,
            "felt": np.clip(found.felt, *_FELT),
            "loss": np.maximum(self.losses, _LOSS[0]),
            "curvatures": np.array([run.curvatures for run in self.runs]),
            "rates": np.array([run.rates for run in self.runs]),
        }
        coarse = {
            "last": np.rint(arrays["last"] * 200) / 200,
            "before": np.rint(arrays["before"] * 200) / 200,
            "felt": rounded(arrays["felt"], 10),
            "loss": rounded(arrays["loss"], 10),
        }
        initial = {
            "run": 0, "halved": 0, "rate": _FIRST_RATE, "step": step,
            "shown": [1] * len(_LOOKS), "told": [0] * len(RUNS),
        }  # fmt: skip
        self._fill(self._content(), arrays, initial, _LOOKS, coarse)

    def _content(self) -> Content:
        by = ("run", "halved", "rate")
        steps = Axis(tr("step"), (0, STEPS))

        def curve(chart: str, array: str, at: int) -> Curve:
            return Curve(chart, array, by, series=at, until="step", spacing=10, size=2.6)

        return Content(
            title=tr("What the gradients of a run tell"),
            todo=tr("Look at all three runs at step 60. Which is which? Then halve η there."),
            challenge=tr("Why does each run turn, and is half of η better? Halve η, and say."),
            series=series([tr("1 step ago"), tr("2 steps ago"), "λ̂"], _LOOKS),
            seriesLabel="", columns=[],
            sliders=[
                Slider("rate", tr("learning rate η"), _RATES),
                Slider("step", tr("step"), STEPS + 1,
                       [tr("{0} of {1}", t, STEPS) for t in range(STEPS + 1)]),
            ],
            choices=[
                Choice("run", tr("run in an unknown bowl"), NAMES),
                Choice("halved", tr("from step {0} on", HALVED), [tr(one) for one in _HALF],
                       keys=_HALF, also=[{}, {"step": STEPS}]),
            ],
            presets=[
                Preset(name, {"rate": rate, "halved": 0, "step": HALVED})
                for name, rate in ((tr("Smaller η"), 5), (tr("Largest η"), _RATES - 1))
            ],
            charts={
                "felt": Chart(tr("Curvature felt, λ̂"), (48, 26, 270, 226), steps,
                              Axis("", _FELT, log=True)),
                "cosines": Chart("", (404, 50, 240, 76), Axis("", (0, STEPS)),
                                 Axis("", (-1.1, 1.1))),
                "loss": Chart(tr("Share of the loss left"), (404, 168, 240, 84), steps,
                              Axis("", _LOSS, log=True)),
            },
            curves=[
                Curve("loss", "loss", ("run", 0, "rate"), role="reference", until="step"),
                curve("cosines", "before", 1),
                curve("cosines", "last", 0),
                curve("felt", "felt", 2),
                curve("loss", "loss", 2),
            ],
            play={"slider": "step", "seconds": 8},
            more={
                "names": NAMES, "halving": HALVED, "anew": ANEW,
                "noisy": [int(run.noise > 0) for run in self.runs],
                "helps": [[int(better) for better in run.half_helps()] for run in self.runs],
            },
        )  # fmt: skip

    # --- words and print

    def _at(self) -> tuple[int, int, int, int]:
        at = self.state
        return at["run"], at["halved"], at["rate"], at["step"]

    def _is_told(self) -> bool:
        return bool(self.state["told"][self.state["run"]] == _RIGHT)

    def _facts(self) -> tuple[str, Rows]:
        run, halved, rate, step = at = self._at()
        last, before, felt, loss = (
            number(float(self.arrays[name][at]), 2) for name in ("last", "before", "felt", "loss")
        )
        rows: list[tuple[str, ...]] = [
            ("recent steps", "measured"),
            ("cosine with that 1 step ago", last if step else "—"),
            ("cosine with that 2 steps ago", before if step > 1 else "—"),
            ("curvature felt, λ̂", felt if step else "—"),
            ("share of the loss left", loss),
        ]
        if self._is_told():
            known = self.runs[run]
            rows.append(("gradients", "of batches" if known.noise else "of all data"))
            rows.append(("true curvatures", ", ".join(f"{c:g}" for c in known.curvatures)))
        eta = number(float(self.arrays["rates"][run, rate]), 3)
        half = f", half of it from step {HALVED} on" if halved else ""
        return f"run {NAMES[run]}, η = {eta}{half}, step {step}", rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        at, look = self._at(), style.LIGHT
        axes["cosines"].axhline(0, color=look["muted"], linewidth=1)
        axes["felt"].plot(at[-1], self.arrays["felt"][at], "^", color=look["text"], markersize=11)
        if at[1]:
            for ax in axes.values():
                ax.axvline(HALVED, color=look["muted"], linestyle=":")
        if self._is_told():
            for curvature in self.runs[at[0]].curvatures:
                axes["felt"].axhline(curvature, color=look["muted"], linewidth=1)
