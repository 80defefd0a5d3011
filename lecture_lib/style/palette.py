"""Colours by role, on a light and on a dark ground; no colour stands anywhere else."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DARK", "LIGHT", "PALETTE"]

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
    "grid": "#D8DEE6",
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
    "grid": "#3A434E",
}
