"""Surfaces from above and from the side, maps of a rate, small multiples."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from lecture_lib import descent, style
from lecture_lib.plot import contours, levels, multiples, rate_map, relief

PLANAR = [
    surface
    for name in descent.__all__
    if isinstance(surface := getattr(descent, name), descent.Surface) and surface.dimension == 2
]


@pytest.mark.parametrize("surface", PLANAR, ids=lambda surface: surface.name)
def test_every_surface_of_the_catalogue_can_be_drawn(surface):
    ax = contours(surface)
    relief(surface)
    ax.figure.canvas.draw()
    assert ax.get_xlim() == surface.domain[0]
    assert ax.get_ylim() == surface.domain[1]
    assert len(ax.lines) == (len(surface.minima) if len(surface.minima) <= 9 else 1)


def test_higher_is_darker_in_the_colours_of_the_palette():
    bands = contours(descent.booth, minima=False).collections[0].get_facecolor()
    assert to_hex(bands[0], keep_alpha=False).upper() == style.HEIGHTS[0]
    assert to_hex(bands[-1], keep_alpha=False).upper() == style.HEIGHTS[-1]
    assert (np.diff(bands[:, :3].sum(axis=1)) < 0).all()


def test_what_diverges_has_the_colour_of_its_role():
    x = np.linspace(0.1, 3, 30)
    bands = rate_map(x, [0, 1], np.linspace(0, 2, 60).reshape(2, 30)).collections[0]
    assert to_hex(bands.get_facecolor()[-1]).upper() == style.LIGHT["diverged"]


def test_levels_tell_something_near_the_minimum():
    _, _, height = descent.grid(descent.rosenbrock, 101)
    at = levels(height, 12, lowest=0.0)
    assert (np.diff(at) > 0).all()
    assert at[0] < 10 < height.max() / 100


def test_levels_of_something_flat_are_refused():
    with pytest.raises(ValueError, match="flat or empty"):
        levels(np.ones((3, 3)))


def test_levels_ignore_what_is_not_finite():
    assert np.isfinite(levels([0.0, 1.0, np.inf, np.nan], 3)).all()


def test_a_rate_map_draws_the_region_that_diverges():
    x = np.linspace(0.1, 3, 30)
    calm, wild = (rate_map(x, [0, 1], np.full((2, 30), rate)) for rate in (0.7, np.inf))
    assert len(wild.collections) > len(calm.collections)


def test_multiples_share_their_scales_and_leave_no_empty_frame():
    axes = multiples(5, columns=3)
    assert len(axes[0].figure.axes) == 5
    axes[0].set_xlim(0, 7)
    assert axes[4].get_xlim() == (0, 7)
    with pytest.raises(ValueError, match="at least 1"):
        multiples(0)


def test_axes_are_taken_and_returned_and_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda *_: pytest.fail("a figure was shown"))
    _, ax = pyplot.subplots()
    assert contours(descent.booth, ax) is ax


def test_the_ground_is_explicit():
    assert contours(descent.booth).figure.get_facecolor()[3] == 1.0
    assert style.LIGHT["surface"] == "#FFFFFF"
