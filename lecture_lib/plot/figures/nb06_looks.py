"""What the pictures of notebook 06 share: a look for each run."""

from __future__ import annotations

from typing import Any

from ... import style

__all__ = ["LOOKS", "MORE", "MUTED", "RUN"]

MUTED = style.LIGHT["muted"]
#: A run, and what it has learned. (On a dark page a brighter orange would turn brown.)
RUN = style.LIGHT["parameter-line"]
#: One look for each way of drawing batches: never by colour alone.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": RUN, "linestyle": "-", "marker": "s"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (5, 2)), "marker": "o"},
    {"color": style.PALETTE["bluish green"], "linestyle": (0, (1, 1.5)), "marker": "D"},
)
#: A fourth, where three do not suffice.
MORE: dict[str, Any] = {"color": MUTED, "linestyle": (0, (3, 1, 1, 1)), "marker": "^"}
