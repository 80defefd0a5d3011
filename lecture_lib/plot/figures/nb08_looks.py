"""How the pictures of momentum's worth draw each β, in notebook 08."""

from __future__ import annotations

from typing import Any

from ... import style

__all__ = ["AMBER", "LOOKS"]

#: Amber, deep enough to be seen when a dark page turns a picture's lightness round.
AMBER = style.LIGHT["parameter-line"]

#: Without momentum; between; with momentum.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["black"], "linestyle": "-", "linewidth": 4.5, "marker": "o"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (4, 2)), "linewidth": 2.4, "marker": "D"},
    {"color": AMBER, "linestyle": "-", "linewidth": 2.4, "marker": "s"},
)
