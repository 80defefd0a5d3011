"""Colours by role: there by day and by night, and strong enough to be read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lecture_lib import style

THEMES = pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=["light", "dark"])


def test_roles_exist_by_day_and_by_night():
    missing = style.LIGHT.keys() ^ style.DARK.keys()
    assert not missing, f"give {missing} a colour in both LIGHT and DARK of style/palette.py"
    assert style.LIGHT["value"] == "#0072B2"
    assert style.LIGHT["gradient"] == "#D55E00"


def luminance(color: str) -> float:
    channels = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@THEMES
@pytest.mark.parametrize("kind", ["parameter", "data", "operation", "root", "scope", "anomaly"])
@pytest.mark.parametrize("text", ["text", "muted", "value", "gradient-text", "anomaly-line"])
def test_text_can_be_read_on_every_card(theme, kind, text):
    assert contrast(theme[text], theme[kind]) >= 4.5


def test_edges_can_be_seen_on_both_grounds():
    assert contrast(style.LIGHT["edge"], "#FFFFFF") >= 3
    assert contrast(style.LIGHT["edge"], "#111111") >= 3


@THEMES
@pytest.mark.parametrize("ground", ["surface", "panel"])
@pytest.mark.parametrize("verdict", ["good", "note", "bad", "failed"])
def test_a_verdict_can_be_read(theme, ground, verdict):
    assert contrast(theme[verdict], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize("kind", ["keyword", "name", "text", "number"])
def test_code_can_be_read(theme, kind):
    assert contrast(theme[f"code-{kind}"], theme["sunken"]) >= 4.5


@THEMES
@pytest.mark.parametrize("sign", ["below", "above"])
def test_a_heat_maps_deepest_tint_is_seen_and_printed_on(theme, sign):
    assert contrast(theme[sign], theme["surface"]) >= 3
    assert contrast(theme["on-deep"], theme[sign]) >= 3  # large and bold


def test_heights_darken_and_leave_every_line_visible():
    assert len(style.HEIGHTS) == 3
    for low, high in pairwise(style.HEIGHTS):
        assert luminance(high) < luminance(low)
    assert contrast(style.HEIGHTS[0], style.HEIGHTS[-1]) >= 1.8  # the bands can be told apart
    assert contrast(style.LIGHT["theory"], style.HEIGHTS[-1]) >= 4.5
