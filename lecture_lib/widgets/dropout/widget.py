"""Dropout on a small network: its thinned networks, one draw after the other, and their average."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...nn import subnets
from ...style import PALETTE, number
from ..assets import script, sheet
from ..explorer import Explorer, Rows, Setting
from ..packing import rounded
from ..payload import (
    Axis,
    Chart,
    Choice,
    Content,
    Preset,
    Slider,
    series,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["BINS", "DRAWS", "FORMS", "PS", "DropoutExplorer", "factors"]

Array = NDArray[Any]

#: Positions of the slider of p, the probability of dropping a unit.
PS = np.round(np.arange(19) * 0.05, 2)
DRAWS = 400
BINS = 12
_Z = 1.96  # 95 % of a normal distribution lie within so many standard deviations

#: What live units are multiplied by in training, and what all are in evaluation.
FORMS: Mapping[str, tuple[str, str]] = {
    "÷ (1 − p) in training": ("1/(1 − p)", "1"),
    "× (1 − p) in evaluation": ("1", "1 − p"),
    "none, a bug": ("1", "1"),
}
_LOOKS = (
    style.Mark(PALETTE["blue"], "D", "-"),
    style.Mark(PALETTE["sky blue"], "o", "-"),
    style.Mark(PALETTE["orange"], "s", "-"),
)


def factors(form: int, p: Any) -> tuple[Any, Any]:
    """Return what a form multiplies live units by: in training, and all units in evaluation.

    >>> factors(0, 0.5), factors(1, 0.5), factors(2, 0.5)
    ((2.0, 1.0), (1.0, 0.5), (1.0, 1.0))
    """
    return ((1 / (1 - p), 1.0), (1.0, 1 - p), (1.0, 1.0))[form]


class DropoutExplorer(Explorer):
    """Draw thinned networks one by one, and see what their outputs average to.

    The network has a layer of hidden units that were computed already; a mask drops some, and the
    rest give the output y = Σ wⱼhⱼ. Beside it are the outputs of all draws so far, their running
    mean with its 95 % interval, their distribution, and every subnet there is.

    Parameters
    ----------
    h : array_like, shape (n,)
        Hidden units, 2 to 8 of them.
    w : array_like, shape (n,)
        Weights of the output.
    p : float
        Probability of dropping a unit; the nearest position of the slider.
    seed : int
        Of the draws. All positions of p share one set of random numbers, so that units die one
        after the other when the slider moves.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    p : float
        The probability now; the nearest position of the slider when it is set.
    draws, mode, form : int
        In step with ``state``, see the notes.

    Raises
    ------
    ValueError
        Hidden units that are not 2 to 8 with a weight each, that are no numbers or give 0
        whatever is dropped, or a probability out of range.

    Notes
    -----
    State: ``p`` and ``draws`` (positions, ``draws`` 0 is the first draw), ``mode`` (0 training,
    1 evaluation), ``form`` (an index of ``FORMS``; the first is the lecture's and torch's, the
    second that of Srivastava et al. 2014, see erratum E-G17).

    Examples
    --------
    >>> explorer = DropoutExplorer()
    >>> explorer.state = {**explorer.state, "draws": 399}
    >>> print(explorer)
    DropoutExplorer: training, p = 0.50, 6 units, 400 draws, live units × 1/(1 − p)
    quantity                          theory  measured
    mean output                       2.000   1.974 ± 0.16
    standard deviation of one output  1.612   1.663
    live units per draw               3.000   3.000
    subnets seen, of 64               63.88   64
    output in evaluation              2.000   2.000
    """

    _esm = script("widgets/dropout/draw.js")
    _css = sheet(".ll-explorer", "widgets/js/explorer.css", "widgets/dropout/draw.css")

    p = traitlets.Float(0.0).tag(sync=True)
    draws, mode, form = Setting(), Setting(), Setting()

    def __init__(
        self, h: ArrayLike = (1.0, 0.8, 1.1, 0.5, 1.0, 0.6),
        w: ArrayLike = (0.8, 0.5, 1.0, -1.0, 0.5, -0.5), *,
        p: float = 0.5, seed: int = 2, presenter: bool = False,
    ) -> None:  # fmt: skip
        self.h, self.w = np.array(h, float), np.array(w, float)
        if self.h.ndim != 1 or self.h.shape != self.w.shape or not 2 <= self.h.size <= 8:
            raise ValueError(
                f"DropoutExplorer: h has shape {self.h.shape} and w {self.w.shape}; "
                "give 2 to 8 hidden units and a weight for each."
            )
        if not (np.isfinite(self.h).all() and np.isfinite(self.w).all()):
            raise ValueError("DropoutExplorer: h and w hold NaN or infinity; give numbers.")
        if not np.ptp(np.append(self.h * self.w, 0.0)):
            raise ValueError(
                "DropoutExplorer: every w·h is 0, and so is every output; give at "
                "least one that is not."
            )
        if not 0 <= p <= PS[-1]:
            raise ValueError(
                f"DropoutExplorer: p is {p}; the slider has 0 to {PS[-1]}. At 1 "
                "nothing would be left."
            )
        self.n = self.h.size
        self.masks, _ = subnets(self.n)
        self.sums = (self.masks @ (self.h * self.w)).round(12)  # no dust around a zero
        span = np.ptp(self.sums)
        place = (self.sums - self.sums.min()) / span * BINS + 1e-9  # edges to the upper bin
        self.bins = np.minimum(place, BINS - 1).astype(int)
        self.chance = np.stack([subnets(self.n, at)[1] for at in PS])
        u = np.random.default_rng(seed).random((DRAWS, self.n))
        self.codes = (u >= PS[:, None, None]) @ (1 << np.arange(self.n)[::-1])
        super().__init__(presenter=presenter)
        self._compose(int(np.abs(PS - p).argmin()))

    # --- numbers

    @traitlets.validate("p")
    def _nearest(self, proposal: Mapping[str, Any]) -> float:
        return float(PS[np.abs(PS - proposal["value"]).argmin()])

    def outputs(self) -> Array:
        """Return the outputs of the draws so far, as the present mode and form give them."""
        form, at = self.state["form"], self.state["p"]
        training, evaluation = factors(form, self.p)
        count = self.state["draws"] + 1
        if self.state["mode"]:
            return np.full(count, evaluation * self.sums[-1])
        return np.asarray(training * self.sums[self.codes[at, :count]])

    def expected(self) -> tuple[float, float]:
        """Return mean and standard deviation of an output in training, by the formula."""
        training, _ = factors(self.state["form"], self.p)
        parts = self.h * self.w
        return (
            float(training * (1 - self.p) * parts.sum()),
            float(training * np.sqrt(self.p * (1 - self.p) * (parts**2).sum())),
        )

    # --- the page

    def _compose(self, at: int) -> None:
        drawn = self.sums[self.codes]  # (p, draw)
        count = np.arange(1, DRAWS + 1)
        mean = drawn.cumsum(axis=1) / count
        square = (drawn**2).cumsum(axis=1) / count - mean**2
        spread = np.sqrt(np.maximum(square, 0) * count / np.maximum(count - 1, 1))
        histogram = np.stack([np.bincount(self.bins, chance, BINS) for chance in self.chance])
        never = np.stack([(1 - self.chance) ** k for k in count])  # (draw, p, subnet)
        parts = self.h * self.w
        sigma = np.sqrt(PS / (1 - PS) * (parts**2).sum())
        goal = int(np.abs(sigma - abs(parts.sum())).argmin())
        initial = {"p": at, "draws": 0, "mode": 0, "form": 0, "shown": [1, 1, 1]}
        arrays = {
            "h": self.h, "w": self.w, "ps": PS, "sums": self.sums, "codes": self.codes,
            "mean": mean, "spread": spread, "bins": self.bins, "histogram": histogram,
            "seen": (1 - never).sum(axis=-1).T,
            "factors": [[factors(form, at) for at in PS] for form in range(len(FORMS))],
            "live": self.masks.sum(axis=1),
        }  # fmt: skip
        coarse = {name: rounded(arrays[name], 18) for name in ("mean", "spread", "seen")}
        self._fill(self._content(goal), arrays, initial, _LOOKS, coarse)

    def _content(self, goal: int) -> Content:
        sums = Axis("", (0, 1))
        return Content(
            title="Dropout: one thinned network after the other",
            todo="Press Resample, Space, or click the network: each draw is another subnet. Then "
            "draw many, move p, and switch to evaluation.",
            challenge="In training, with the lecture's factor: find the p at which σ, the spread "
            "of one output, comes nearest to the mean. Then draw until the mean is known to ± σ/5.",
            series=series(("running mean", "outputs", "subnets"), _LOOKS),
            seriesLabel="show", columns=["quantity", "theory", "measured"],
            sliders=[
                Slider("p", "probability of dropping p", len(PS), [f"{p:.2f}" for p in PS],
                       [float(p) for p in PS]),
                Slider("draws", "draws so far", DRAWS, [str(k + 1) for k in range(DRAWS)]),
            ],
            choices=[
                Choice("mode", "mode", ["training", "evaluation"]),
                Choice("form", "factor", list(FORMS)),
            ],
            presets=[
                Preset("Draw 400", {"draws": DRAWS - 1, "mode": 0}),
                Preset("p = 0.1", {"p": 2, "mode": 0}),
                Preset("Paper's form", {"form": 1, "mode": 0}),
                Preset("No factor", {"form": 2, "draws": 199, "mode": 0}),
            ],
            charts={
                "outputs": Chart("Output y of each draw", (352, 26, 244, 200),
                                 Axis("draw", (0.5, 10)), sums),
                "share": Chart("Share", (624, 26, 88, 200), Axis("", (0, 0.2)), sums),
            },
            play={"slider": "draws", "seconds": 8},
            more={"factorWords": list(FORMS.values()), "z": _Z, "goal": goal},
        )  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        state, at = self.state, self.state["p"]
        words = list(FORMS.values())[state["form"]]
        out, (mean, sigma) = self.outputs(), self.expected()
        count, evaluation = len(out), factors(state["form"], self.p)[1] * self.sums[-1]
        codes = self.codes[at, :count]
        head = (
            f"{'evaluation' if state['mode'] else 'training'}, p = {self.p:.2f}, "
            f"{self.n} units, {count} draw{'s' if count > 1 else ''}, "
        )
        if state["mode"]:
            told = ("output, the same at every call", number(evaluation), number(out[-1]))
            return f"{head}all units × {words[1]}", [("quantity", "theory", "measured"), told]
        seen = float((1 - (1 - self.chance[at]) ** count).sum())
        spread = float(out.std(ddof=1)) if count > 1 else 0.0
        interval = f" ± {number(_Z * spread / np.sqrt(count), 3)}" if count > 1 else ""
        live = float(self.masks[codes].sum(axis=1).mean())
        return f"{head}live units × {words[0]}", [
            ("quantity", "theory", "measured"),
            ("mean output", number(mean), number(float(out.mean())) + interval),
            ("standard deviation of one output", number(sigma),
             number(spread) if count > 1 else "—"),
            ("live units per draw", number(self.n * (1 - self.p)), number(live)),
            (f"subnets seen, of {len(self.sums)}", number(seen), str(len(np.unique(codes)))),
            ("output in evaluation", number(mean), number(float(evaluation))),
        ]  # fmt: skip

    def figure(self) -> Figure:
        """Return the present state as a figure: network, running mean, distribution."""
        from .figure import draw

        return draw(self)
