"""Colours by role, on a light and on a dark ground; no colour stands anywhere else (a test).

A role is named for what it means, ``good`` or ``value``, never for what it looks like. Style sheets
read it as ``var(--ll-good)``, see :func:`~lecture_lib.style.css_variables`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["DARK", "HEIGHTS", "LIGHT", "PALETTE"]

#: Okabe and Ito (2008), by the names of their paper.
PALETTE: Mapping[str, str] = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "reddish purple": "#CC79A7",
}

#: What each role looks like on a light ground.  Text colours have a contrast of 4.5 or more.
LIGHT: Mapping[str, str] = {
    "value": PALETTE["blue"],
    "gradient": PALETTE["vermilion"],
    "gradient-text": "#AD4A00",  # vermilion, darkened until small print passes 4.5 : 1 on white
    "parameter": "#FFF1D6",
    "parameter-line": "#B87A00",
    "data": "#F2F4F7",
    "data-line": "#7A8699",
    "operation": "#FFFFFF",
    "operation-line": "#9AA5B4",
    "root": "#E4F1FA",
    "root-line": PALETTE["blue"],
    "scope": "#E6F4EF",
    "scope-line": "#3D8B73",
    "anomaly": "#FDEFF6",
    "anomaly-line": "#A3246B",
    "edge": "#7A8594",  # 3 : 1 or more on white and on JupyterLab's dark ground alike
    "text": "#1B2430",
    "muted": "#5B6675",
    "theory": "#30363D",
    "surface": "#FFFFFF",
    "panel": "#FFFFFF",  # a card on the surface
    "sunken": "#EEF1F4",  # code and what else lies a step lower
    "shadow": "#0000002E",
    "grid": "#D8DEE6",
    "frame": "#B8C0CA",  # a line that bounds, stronger than the grid
    "diverged": "#EDEDED",
    # Verdicts; each stands beside a symbol and a word.
    "good": "#1F7A5C",
    "note": "#9A5B00",
    "bad": "#A3246B",
    "failed": "#C8102E",  # an operation that raised
    # A heat map's signs, and its print on a deep tint.
    "below": "#8E4FA8",
    "above": "#1F8F4E",
    "on-deep": "#FFFFFF",
    # A map of heights in a widget: light at the minimum on both grounds.
    "high": "#C3CEDB",
    "low": "#FFFFFF",
    # Code on a page.
    "code-keyword": "#7A3E9D",
    "code-name": "#00695C",
    "code-text": "#9A4300",
    "code-number": "#005A8C",
}

#: The same roles on a dark ground.
DARK: Mapping[str, str] = {
    "value": "#6CC0F5",
    "gradient": "#FF9350",
    "gradient-text": "#FF9F66",
    "parameter": "#3B301A",
    "parameter-line": "#D9A441",
    "data": "#2B323C",
    "data-line": "#8C98A8",
    "operation": "#1D232B",
    "operation-line": "#66727F",
    "root": "#16324A",
    "root-line": "#6CC0F5",
    "scope": "#173129",
    "scope-line": "#58B99B",
    "anomaly": "#451C33",
    "anomaly-line": "#F08FC0",
    "edge": "#8C98A8",
    "text": "#EEF2F6",
    "muted": "#A9B4C0",
    "theory": "#D0D7DE",
    "surface": "#111111",
    "panel": "#161A1F",
    "sunken": "#222830",
    "shadow": "#0000002E",
    "grid": "#3A434E",
    "frame": "#55606C",
    "diverged": "#2B2B2B",
    "good": "#58B99B",
    "note": "#E3A948",
    "bad": "#F08FC0",
    "failed": "#FF6B7D",
    "below": "#8E4FA8",
    "above": "#1F8F4E",
    "on-deep": "#FFFFFF",
    "high": "#111111",
    "low": "#56697D",
    "code-keyword": "#D7A6F2",
    "code-name": "#6FD3BD",
    "code-text": "#FFB182",
    "code-number": "#8FD0FA",
}

#: The map of heights: the higher the darker, in a slate that no optimiser wears; light where
#: paths end.
HEIGHTS: Sequence[str] = ("#FFFFFF", "#DFE6ED", "#A8B8C8")
