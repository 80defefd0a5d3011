"""Dropout on a small network: draw after draw, and what all of them make beside evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...nn import subnets
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..packing import rounded
from ..payload import Axis, Chart, Choice, Content, Preset, Slider, series

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["BINS", "DRAWS", "FORMS", "PS", "SAMPLES", "DropoutExplorer", "factors"]

Array = NDArray[Any]

#: Positions of the slider of p, the probability of dropping a unit.
PS = np.round(np.arange(91) * 0.01, 2)
DRAWS = 400
#: So many times 400 draws, each time other ones, before the first come again.
SAMPLES = 8
BINS = 21
#: Draws from which on a cloud can be judged.
ENOUGH = 100
#: The spread asked for is the one near this p, rounded to two digits.
_ASKED_NEAR, _CLOSE = 0.6, 0.02
#: The axis of outputs, in standard deviations at the largest p to both sides of the mean.
_WIDE = 1.4
_LINE = 62  # characters of a sum that has its scaling beside it on one line
_MOST = 0.5  # the largest share of draws on its axis

#: How training and evaluation are kept in step: in training, in evaluation, not at all.
FORMS = (
    tr_noop("÷ (1 − p) in training"),
    tr_noop("× (1 − p) in evaluation"),
    tr_noop("none, a bug"),
)
_EXACT = (tr_noop("hidden"), tr_noop("shown"))
_LOOKS = (
    style.Mark(PALETTE["blue"], "D", "-"),
    style.Mark(PALETTE["sky blue"], "o", "-"),
)


def factors(form: int, p: Any) -> tuple[Any, Any]:
    """Return what a form multiplies live units by: in training, and all units in evaluation.

    >>> factors(0, 0.5), factors(1, 0.5), factors(2, 0.5)
    ((2.0, 1.0), (1.0, 0.5), (1.0, 1.0))
    """
    return ((1 / (1 - p), 1.0), (1.0, 1 - p), (1.0, 1.0))[form]


def short(numbers: Array) -> list[str]:
    """Write numbers with as few decimals as they need, the same for all.

    >>> short(np.array([1.0, 0.8, -1.0])), short(np.array([0.25, -1.0])), short(np.array([1e-9]))
    (['1.0', '0.8', '−1.0'], ['0.25', '−1.00'], ['1e−9'])
    """
    for digits in (1, 2):
        if np.abs(numbers).max() < 100 and np.allclose(numbers, numbers.round(digits), atol=0):
            return [f"{x:.{digits}f}".replace("-", "−") for x in numbers]
    return [number(float(x), 2) for x in numbers]


class DropoutExplorer(Explorer):
    """Draw thinned networks one by one, and see what their outputs make beside evaluation.

    The network has a layer of hidden units that were computed already; a mask drops some, and the
    rest give the output y = Σ wⱼhⱼ, scaled. Beside it are the outputs of all draws so far, their
    running mean and their distribution, on one axis for all p and scalings, with the output in
    evaluation. A unit can be dropped by hand, too. The spread σ is told once a p was found that
    has the one asked for; before that neither it nor a direction, so that p is worked out.

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
    draws, form, exact : int
        In step with ``state``, see the notes.

    Raises
    ------
    ValueError
        Hidden units that are not 2 to 8 with a weight each, that are no numbers or give 0
        whatever is dropped, or a probability out of range.

    Notes
    -----
    State: ``p`` and ``draws`` (positions; ``draws`` 0 is the first draw), ``form`` (an index of
    ``FORMS``; the first is torch's, the second that of Srivastava et al. 2014, see E-G17),
    ``exact`` (1 shows what all subnets give), ``sample`` (how many times 400 draws were begun
    before), ``hand`` (empty, or the sample and the draw at which units were dropped by hand, and
    the mask as a binary number, the first unit its highest digit), ``found`` (1 once the challenge
    was met).

    Examples
    --------
    >>> explorer = DropoutExplorer()
    >>> explorer.state = {**explorer.state, "draws": 399}
    >>> print(explorer)
    DropoutExplorer: p = 0.50, 6 units, 400 draws, ÷ (1 − p) in training
    output y           value
    in this draw       1.800
    mean of the draws  1.974
    in evaluation      2.000
    """

    _esm = Script("widgets/dropout/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/dropout/draw.css")

    p = traitlets.Float(0.0).tag(sync=True)
    draws, form, exact = Setting(), Setting(), Setting()

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
        u = np.random.default_rng(seed).random((SAMPLES, DRAWS, self.n))
        #: A unit lives at positions of p below this one: (sample, draw, unit).
        self.dies = np.searchsorted(PS, u, side="right")
        super().__init__(presenter=presenter)
        self._compose(int(np.abs(PS - p).argmin()))

    # --- numbers

    @traitlets.validate("p")
    def _nearest(self, proposal: Mapping[str, Any]) -> float:
        return float(PS[np.abs(PS - proposal["value"]).argmin()])

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        sample, hand = state["sample"], state["hand"]
        when = hand or [0, 0, 0]
        counts = len(when) == 3 and all(isinstance(at, int) and at >= 0 for at in (sample, *when))
        if not counts or when[1] >= DRAWS or when[2] >= 2**self.n:
            raise traitlets.TraitError(
                f"DropoutExplorer: sample is {sample!r} and hand {hand!r}; sample counts from 0, "
                f"hand is empty or a sample, a draw below {DRAWS} and a mask below {2**self.n}."
            )
        return state

    def codes(self) -> Array:
        """Return the subnets of the draws so far, as indexes of all subnets: (draw,)."""
        state = self.state
        live = state["p"] < self.dies[state["sample"] % SAMPLES, : state["draws"] + 1]
        return np.asarray(live @ (1 << np.arange(self.n)[::-1]))

    def by_hand(self) -> int | None:
        """Return the subnet made by hand, or None if the last draw is shown."""
        *when, code = self.state["hand"] or (None, None)
        return code if when == [self.state["sample"], self.state["draws"]] else None

    def factors(self) -> tuple[float, float]:
        """Return the factors of live units in training and of all units in evaluation, now."""
        training, evaluation = factors(self.state["form"], self.p)
        return float(training), float(evaluation)

    def outputs(self) -> Array:
        """Return the outputs of the draws so far, as the present form gives them."""
        return np.asarray(self.factors()[0] * self.sums[self.codes()])

    def expected(self) -> tuple[float, float]:
        """Return mean and standard deviation of an output in training, by the formula."""
        mean, sigma = self._expected(self.state["form"], self.p)
        return float(mean), float(sigma)

    def _expected(self, form: int, p: Any) -> tuple[Array, Array]:
        training, _ = factors(form, p)
        parts = self.h * self.w
        spread = np.sqrt(p * (1 - p) * (parts**2).sum())
        return training * (1 - p) * parts.sum(), training * spread

    # --- the page

    @property
    def domain(self) -> tuple[float, float]:
        """What the axis of outputs shows, whatever p and form are: most outputs at the largest p.

        Wide enough for every evaluation, which lies between 0 and the sum of all parts.
        """
        mean, sigma = self._expected(0, PS[-1])
        return float(mean - _WIDE * sigma), float(mean + _WIDE * sigma)

    def shares(self) -> Array:
        """Return how likely an output is to fall into each bin of the axis: (form, p, bin)."""
        (low, high), chance = self.domain, np.stack([subnets(self.n, p)[1] for p in PS])
        training = _every_factor()[..., :1]
        place = np.floor((training * self.sums - low) / (high - low) * BINS)
        hits = place[..., None, :] == np.arange(BINS)[:, None]  # (form, p, bin, subnet)
        return np.asarray((hits * chance[:, None]).sum(axis=-1))

    def _compose(self, at: int) -> None:
        forms = range(len(FORMS))
        mean, sigma = np.stack([self._expected(form, PS) for form in forms], axis=1)
        asked = float(f"{self._expected(0, _ASKED_NEAR)[1]:.1e}")
        initial = {
            "p": at, "draws": 0, "form": 0, "exact": 0, "sample": 0, "hand": [], "found": 0,
        }  # fmt: skip
        arrays = {
            "w": self.w, "sums": self.sums, "dies": self.dies, "shares": self.shares(),
            "factors": _every_factor(), "mean": mean, "sigma": sigma,
            "close": np.abs(sigma[0] / asked - 1) <= _CLOSE,
        }  # fmt: skip
        coarse = {"shares": rounded(arrays["shares"], 10)}
        self._fill(self._content(asked), arrays, initial, _LOOKS, coarse)

    def _terms(self) -> list[tuple[str, str]]:
        """Each unit's part of the sum as a sign and w·h, or its value if the line grew too long."""
        terms = [
            ("−" if w[0] == "−" else "+", f"{w.lstrip('−')}·{f'({h})' if h[0] == '−' else h}")
            for h, w in zip(short(self.h), short(self.w), strict=True)
        ]
        if sum(len(text) + 3 for _, text in terms) <= _LINE:
            return terms
        values = short((self.h * self.w).round(12))
        return [("−" if text[0] == "−" else "+", text.lstrip("−")) for text in values]

    def _presets(self) -> list[Preset]:
        """Complete settings, none of them with the spread that is asked for."""
        chosen = {"p = 0.1": (10, 0), "p = 0.9": (90, 0), tr("No scaling"): (50, 2)}
        return [
            Preset(name, {"p": p, "draws": DRAWS - 1, "form": form, "exact": 0, "sample": 0,
                          "hand": []})
            for name, (p, form) in chosen.items()
        ]  # fmt: skip

    def _content(self, asked: float) -> Content:
        axis = Axis("", self.domain)
        return Content(
            title=tr("Dropout: one thinned network after the other"),
            todo=tr("Press Draw, or click a unit to drop it or bring it back."),
            challenge=tr(
                "Divide by 1 − p, and find the p at which the outputs have standard deviation "
                "σ\u00a0=\u00a0{0} (by the formula, not by your draws; to 2\u00a0%).",
                number(asked, 2),
            ),
            series=series((tr("mean so far"), tr("output of a draw")), _LOOKS),
            seriesLabel="", columns=[],
            sliders=[
                Slider("p", tr("probability of dropping p"), len(PS),
                       [f"p = {p:.2f}" for p in PS], [float(p) for p in PS]),
                Slider("draws", tr("draws so far"), DRAWS,
                       [tr("{0} of {1}", k + 1, DRAWS) for k in range(DRAWS)]),
            ],
            choices=[
                Choice("form", tr("scaling"), [tr(form) for form in FORMS], keys=FORMS),
                Choice("exact", tr("all {0} subnets", len(self.sums)),
                       [tr(one) for one in _EXACT], keys=_EXACT),
            ],
            presets=self._presets(),
            charts={
                "cloud": Chart("", (356, 46, 226, 272),
                               Axis(tr("draw"), (0, 22), domains=[(0, 22), (0, 110), (0, 440)]),
                               axis),
                "share": Chart("", (604, 46, 108, 272), Axis(tr("share"), (0, _MOST)), axis),
            },
            play={"slider": "draws", "seconds": 8, "again": "sample"},
            more={"h": short(self.h), "w": short(self.w), "terms": self._terms(), "bins": BINS,
                  "enough": ENOUGH, "asked": asked, "within": _CLOSE},
        )  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        state, out = self.state, self.outputs()
        hand, (training, evaluation) = self.by_hand(), self.factors()
        now = out[-1] if hand is None else training * self.sums[hand]
        mean, sigma = self.expected()
        rows: list[tuple[str, ...]] = [
            ("output y", "value"),
            ("in this draw" if hand is None else "by hand", number(float(now))),
            ("mean of the draws", number(float(out.mean()))),
            ("in evaluation", number(float(evaluation * self.sums[-1]))),
        ]
        if state["exact"]:
            rows.append((f"mean of all {len(self.sums)} subnets", number(mean)))
        if state["found"]:
            spread = number(float(out.std(ddof=1))) if len(out) > 1 else "—"
            rows += [("σ of the draws", spread), ("σ by the formula", number(sigma))]
        count = f"{len(out)} draw{'s' if len(out) > 1 else ''}"
        return f"p = {self.p:.2f}, {self.n} units, {count}, {FORMS[state['form']]}", rows

    def figure(self) -> Figure:
        """Return the present state as a figure: network, running mean, distribution."""
        from .figure import draw

        return draw(self)


def _every_factor() -> Array:
    """The factors of all forms and p, in training and in evaluation: (form, p, 2)."""
    pairs = [np.broadcast_arrays(PS, *factors(form, PS))[1:] for form in range(len(FORMS))]
    return np.moveaxis(np.array(pairs), 1, -1)
