"""How small is h? The digits of a difference quotient, and its error, for every h on a slider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ... import plot, style
from ...style import PALETTE, number
from ...translation import tr
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..payload import Axis, Chart, Choice, Content, Preset, Slider, series
from .quotients import (
    COMPLEX,
    FORWARD,
    FUNCTIONS,
    SCHEMES,
    STEPS,
    Quotient,
    quotient,
    typical,
)

__all__ = ["DifferenceExplorer"]

Array = NDArray[Any]

_LOWEST = 1e-17  # on the chart; what has no error at all is drawn there
_LOOKS = (style.Mark(PALETTE["vermilion"], "o", "-"),)
#: What is subtracted, what is divided by, in words.
_VALUES = (
    ("f(x + h)", "f(x)", "÷ h"),
    ("f(x + h)", "f(x − h)", "÷ 2h"),
    ("Im f(x + ih)", "", "÷ h"),
)


class DifferenceExplorer(Explorer):
    """See digits cancel in a difference quotient, and look for the h with the smallest error.

    On the left are the two values that are subtracted, one over the other, with the digits they
    share; their difference; and the quotient with the digits that are right. On the right is the
    error over h: faint where the hand has passed, and where it has rested with a line that leads to
    the typical error of steps close by. The curve of typical errors, and the errors in theory, come
    once an h has been found whose typical error is as small as theory can promise at the best one:
    luck with the last digits does not count.

    Parameters
    ----------
    function, scheme : int
        Positions at first, in ``FUNCTIONS`` and ``SCHEMES`` (forward, central, complex step).
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    h, function, scheme : int
        Positions of the slider, 10⁻¹⁶ to 1 in half decades, and of the choices. In step with
        ``state``, which also has the places that were ``tried`` and the curves that were ``found``,
        as numbers, see :meth:`place`.

    Raises
    ------
    ValueError
        A function or a scheme that is not there.

    Examples
    --------
    >>> print(DifferenceExplorer())
    DifferenceExplorer: exp at 1, central, h = 0.1
    quantity         digits
    f(x + h)         3.0041660239464334
    f(x − h)         2.45960311115695
    difference       0.5445629127894835
    ÷ 2h             2.7228145639474177
    f′(x)            2.718281828459045
    relative error   0.00167
    close to this h  0.00180
    """

    _esm = Script("widgets/difference/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/difference/draw.css")

    h, function, scheme = (Setting() for _ in range(3))

    def __init__(self, function: int = 0, scheme: int = 1, *, presenter: bool = False) -> None:
        for name, at, all_of in (("function", function, FUNCTIONS), ("scheme", scheme, SCHEMES)):
            if at not in range(len(all_of)):
                raise ValueError(
                    f"DifferenceExplorer: {name} is {at}; it has 0 to {len(all_of) - 1}."
                )
        #: All quotients: (function, scheme, h).
        self.quotients: list[list[list[Quotient]]] = [
            [[quotient(f, scheme, h) for h in STEPS] for scheme in range(len(SCHEMES))]
            for f in FUNCTIONS
        ]
        #: What steps close to each err by, typically: (function, scheme, h).
        self.typical: Array = np.array(
            [[[typical(f, s, h) for h in STEPS] for s in range(len(SCHEMES))] for f in FUNCTIONS]
        )
        super().__init__(presenter=presenter)
        self._compose({"function": function, "scheme": scheme})

    # --- numbers

    def place(self, h: int | None = None) -> int:
        """Return the number of a curve, or of an h on it, in the present state."""
        curve = self.state["function"] * len(SCHEMES) + self.state["scheme"]
        return int(curve if h is None else curve * len(STEPS) + h)

    def quotient(self) -> Quotient:
        """Return the quotient of the present state."""
        at = self.state
        found: Quotient = self.quotients[at["function"]][at["scheme"]][at["h"]]
        return found

    def errors(self) -> Array:
        """Return the errors of this curve that may be seen: infinite where h was not tried."""
        at = self.state
        errors = np.asarray(self.arrays["error"][at["function"], at["scheme"]])
        if self._found():
            return errors
        tried = {self.place(k) for k in range(len(STEPS))} & {*at["tried"], self.place(at["h"])}
        return np.where([self.place(k) in tried for k in range(len(STEPS))], errors, np.inf)

    def _found(self) -> bool:
        """Whether a good h of this curve has been found, so that all of it may be told."""
        at = self.state
        here = self.arrays["good"][at["function"], at["scheme"], at["h"]]
        return self.place() in at["found"] or bool(here)

    # --- the page

    def _compose(self, first: Mapping[str, int]) -> None:
        def of(name: str) -> Array:
            return np.array([[[getattr(q, name) for q in qs] for qs in one]
                             for one in self.quotients])  # fmt: skip

        error = of("error")
        least = np.array([[[f.least(s)] for s in range(len(SCHEMES))] for f in FUNCTIONS])
        good = self.typical <= least
        arrays: dict[str, ArrayLike] = {
            "error": error,
            "typical": self.typical,
            "good": good,
            "lucky": (error <= least) & ~good,
            "same": of("same"),
            "right": of("right"),
            "truncation": [[f.truncation(s) for s in range(len(SCHEMES))] for f in FUNCTIONS],
            "rounding": [[f.rounding(s) for s in range(len(SCHEMES))] for f in FUNCTIONS],
            "h": STEPS,
        }
        initial = {**first, "h": STEPS.index(_step(-1)), "tried": [], "found": [], "shown": [1]}
        self._fill(self._content(), arrays, initial, _LOOKS)

    def _presets(self) -> list[Preset]:
        """Complete settings, none of which is among the best of its curve."""
        chosen = {
            tr("Large h"): (0, 1, -1.0), tr("Small h"): (0, 1, -13.0),
            tr("Too small"): (0, 1, -16.0), tr("Forward"): (0, FORWARD, -3.0),
            "float32": (4, 1, -5.0), tr("Complex step"): (0, COMPLEX, -3.0),
        }  # fmt: skip
        return [
            Preset(name, {"function": f, "scheme": s, "h": STEPS.index(_step(power))})
            for name, (f, s, power) in chosen.items()
        ]

    def _content(self) -> Content:
        functions = [f.name for f in FUNCTIONS]
        return Content(
            title=tr("Digits that cancel in a difference quotient"),
            todo=tr("Make h smaller and watch the digits. A try counts after half a second's rest; "
                    "its line leads to the typical error of steps close by."),
            challenge=tr("Find an h with about the smallest error, for the f and the difference "
                         "that are chosen, in as few tries as you can: think first."),
            series=series((tr("error"),), _LOOKS), seriesLabel="", columns=[],
            sliders=[Slider("h", tr("step h"), len(STEPS), [f"h = {_power(h)}" for h in STEPS])],
            choices=[
                Choice("function", "f", [tr(name) for name in functions], keys=functions),
                Choice("scheme", tr("difference"), [tr(name) for name in SCHEMES], keys=SCHEMES),
            ],
            presets=self._presets(),
            charts={
                "errors": Chart(tr("Relative error"), (440, 26, 270, 268),
                                Axis("h", (1e-16, 1), log=True),
                                Axis("", (0.3 * _LOWEST, 10), log=True)),
            },
            more={
                "digits": [[[[*q.lines, q.value] for q in qs] for qs in one]
                           for one in self.quotients],
                "slopes": [str(f.slope) for f in FUNCTIONS],
                "values": _VALUES,
                "bounds": [[f.bounds(s) for s in range(len(SCHEMES))] for f in FUNCTIONS],
                "lowest": _LOWEST,
            },
        )  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        at, now = self.state, self.quotient()
        f, (first, second, divided) = FUNCTIONS[at["function"]], _VALUES[at["scheme"]]
        values = [(first, now.lines[0]), (second, now.lines[1]), ("difference", now.lines[2])]
        rows: list[tuple[str, ...]] = [
            ("quantity", "digits"),
            *(row for row in values if row[1]),
            (divided, now.value),
            ("f′(x)", str(f.slope)),
            ("relative error", number(now.error)),
            ("close to this h", number(self.typical[at["function"], at["scheme"], at["h"]])),
        ]
        head = f"{f.name}, {SCHEMES[at['scheme']]}, h = {_power(STEPS[at['h']])}"
        return head, rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        at, ax, errors = self.state, axes["errors"], self.errors()
        steps, seen = np.array(STEPS), np.isfinite(errors)
        typical = np.maximum(self.typical[at["function"], at["scheme"]], _LOWEST)
        own = np.maximum(errors[seen], _LOWEST)
        ax.set(xscale="log")
        ax.plot(steps[seen], own, "o", linestyle="none", color=_LOOKS[0].color)
        gap = np.full_like(own, np.nan)
        close = np.column_stack([own, typical[seen], gap]).ravel()
        ax.plot(np.repeat(steps[seen], 3), close, color=_LOOKS[0].color, linewidth=1)
        ax.plot(STEPS[at["h"]], max(self.quotient().error, _LOWEST), **style.ROLES["start"])
        if not self._found():
            return
        ax.plot(steps, typical, color=_LOOKS[0].color)
        f, scheme = FUNCTIONS[at["function"]], at["scheme"]
        c, power = f.truncation(scheme)
        plot.theory(steps, c * steps**power, ax, label="")
        if rounding := f.rounding(scheme):
            plot.theory(steps, rounding / steps, ax, label="")


def _step(power: float) -> float:
    return float(10.0**power)


def _power(h: float) -> str:
    """A step as it is read: decades plain, what is between them as a number.

    >>> _power(1e-8), _power(10**-2.5), _power(0.01), _power(1.0)
    ('1e−8', '3.16e−3', '0.01', '1')
    """
    power = np.log10(h)
    if power > -2.25 and abs(power - round(power)) < 1e-9:
        return f"{h:g}"
    text = f"{h:.2e}".replace(".00", "")
    digits, exponent = text.split("e")
    return f"{digits}e{int(exponent)}".replace("-", "−")
