"""How lines and points look: by role, and one mark for each optimiser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .palette import LIGHT, PALETTE

__all__ = ["OPTIMIZERS", "ROLES", "Mark", "Role", "mark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Colour, marker and dash of one optimiser, as Matplotlib names them.

    Attributes
    ----------
    color : str
        One of :data:`PALETTE`, as ``#RRGGBB``.
    marker : str
        A letter or sign of Matplotlib's; the star and the open circle are taken.
    dash : str or tuple
        ``"-"``, ``"--"``, ``"-."``, ``":"``, or Matplotlib's ``(offset, (on, off, …))``.

    Examples
    --------
    >>> OPTIMIZERS["AdamW"].marker, OPTIMIZERS["AdamW"].svg_dash
    ('X', '6 3')
    """

    color: str
    marker: str
    dash: str | tuple[float, tuple[float, ...]]

    @property
    def line(self) -> dict[str, Any]:
        """Keyword arguments for ``Axes.plot``.

        >>> sorted(OPTIMIZERS["Adam"].line)
        ['color', 'linestyle', 'marker']
        """
        return {"color": self.color, "marker": self.marker, "linestyle": self.dash}

    @property
    def svg_dash(self) -> str:
        """The dash as an SVG ``stroke-dasharray``; "none" when the line is solid."""
        pattern = {"-": (), "--": (6, 3), "-.": (6, 2, 1, 2), ":": (1, 2)}
        dashes = pattern[self.dash] if isinstance(self.dash, str) else self.dash[1]
        return " ".join(f"{length:g}" for length in dashes) or "none"


Role = Mapping[str, Any]

#: Keyword arguments for ``Axes.plot`` by role; ``ax.plot(x, y, **ROLES["theory"])``.
ROLES: Mapping[str, Role] = {
    "value": {"color": LIGHT["value"], "marker": "o", "linestyle": "-"},
    "gradient": {"color": LIGHT["gradient"], "marker": "s", "linestyle": "-"},
    "theory": {"color": LIGHT["theory"], "linestyle": (0, (5, 3)), "linewidth": 1.1, "marker": ""},
    "measured": {"linestyle": "-", "linewidth": 2.0, "marker": "o", "markersize": 4.5},
    "minimum": {
        "color": LIGHT["text"],
        "marker": "*",
        "markersize": 13,
        "linestyle": "none",
        "markeredgecolor": "white",
        "markeredgewidth": 0.8,
    },
    "start": {
        "color": LIGHT["text"],
        "marker": "o",
        "markersize": 8,
        "linestyle": "none",
        "markerfacecolor": "none",
        "markeredgewidth": 1.6,
    },
    "divergence": {"color": PALETTE["vermilion"], "marker": "X", "linestyle": "none"},
}

_DOTTED = (0, (1, 1.6))
_LONG = (0, (8, 3))

#: One colour, marker and dash for each optimiser, everywhere.  The star and the open circle stay
#: free: they mean a minimum and a start.
OPTIMIZERS: Mapping[str, Mark] = {
    "GradientDescent": Mark(PALETTE["black"], "o", "-"),
    "Momentum": Mark(PALETTE["orange"], "s", "-"),
    "Nesterov": Mark(PALETTE["bluish green"], "^", "-"),
    "AdaGrad": Mark(PALETTE["reddish purple"], "v", "-"),
    "RMSProp": Mark(PALETTE["sky blue"], "D", "-"),
    "Adam": Mark(PALETTE["blue"], "P", "-"),
    "AdamW": Mark(PALETTE["vermilion"], "X", "--"),
    "NAdam": Mark(PALETTE["bluish green"], "<", "--"),
    "RAdam": Mark(PALETTE["orange"], ">", "--"),
    "AdaBelief": Mark(PALETTE["reddish purple"], "p", "--"),
    "Apollo": Mark(PALETTE["black"], "h", _DOTTED),
    "Adafactor": Mark(PALETTE["blue"], "d", _LONG),
}


def mark(rule: object) -> Mark:
    """Return the colour, marker and dash of an optimiser.

    Parameters
    ----------
    rule : Rule, type or str
        A rule, its class, or its name.

    Raises
    ------
    KeyError
        When the optimiser has no entry; add one to ``OPTIMIZERS``.

    Examples
    --------
    >>> mark("Momentum").marker
    's'
    """
    name = rule if isinstance(rule, str) else getattr(rule, "__name__", type(rule).__name__)
    if name not in OPTIMIZERS:
        known = ", ".join(OPTIMIZERS)
        raise KeyError(f"style.mark: no optimiser is called {name!r}; the known ones are {known}")
    return OPTIMIZERS[name]
