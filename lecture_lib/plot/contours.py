"""Surfaces seen from above and from the side, maps of a rate, and small multiples."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike, NDArray

from .. import style
from ..descent import Surface, grid
from .axes import axes, figure

__all__ = ["contours", "levels", "multiples", "rate_map", "relief"]

Array = NDArray[Any]

_HEIGHTS = LinearSegmentedColormap.from_list("heights", style.HEIGHTS)


def levels(height: ArrayLike, count: int = 12, lowest: float | None = None) -> Array:
    """Return heights for contour lines.

    Parameters
    ----------
    height : array_like
        Heights on a grid; what is not finite is ignored.
    count : int
        Number of levels, increasing.
    lowest : float, optional
        Height of the minimum; levels are then evenly spaced in the logarithm of the height above
        it, so that they tell something near the minimum too. Default: evenly spaced heights.

    Returns
    -------
    ndarray, shape (count,)
        Increasing, and none at the lowest height.

    Raises
    ------
    ValueError
        When no two heights differ.

    Examples
    --------
    >>> levels([0.0, 4.0, 8.0], 3)
    array([2., 4., 6.])
    >>> levels(np.linspace(0, 1000, 2001), 4, lowest=0.0).round()
    array([   2.,   18.,  136., 1000.])
    """
    z = np.asarray(height, dtype=float)
    z = z[np.isfinite(z)]
    if not z.size or z.min() == z.max():
        raise ValueError("levels: a flat or empty grid has no contour lines. Take a larger domain.")
    if lowest is None:
        return np.linspace(z.min(), z.max(), count + 2)[1:-1]
    above = z[z > lowest] - lowest
    top = above.max()
    bottom = max(float(np.quantile(above, 0.002)), 1e-3 * top)
    return np.asarray(lowest + np.geomspace(bottom, top, count))


def lowest(surface: Surface) -> float | None:
    """Height of the lowest minimum, None for a surface without one."""
    return float(surface.value(surface.minima[0])) if len(surface.minima) else None


def contours(
    surface: Surface,
    ax: Axes | None = None,
    *,
    count: int = 12,
    points: int = 161,
    minima: bool = True,
) -> Axes:
    """Draw a surface over the plane from above: bands, lines, and a star at each minimum.

    Parameters
    ----------
    surface : Surface
        Over the plane; its domain becomes the limits.
    ax : Axes, optional
        Default: new ones.
    count : int
        Contour lines, see :func:`levels`.
    points : int
        Grid points along each side.
    minima : bool
        Draw the stars; where there are more than nine, only the lowest gets one.

    Examples
    --------
    >>> from lecture_lib.descent import himmelblau
    >>> ax = contours(himmelblau)
    >>> len(ax.lines)  # the stars
    4
    """
    ax = axes(ax)
    x, y, z = grid(surface, points)
    z = np.where(np.isfinite(z), z, np.nanmax(z[np.isfinite(z)]))
    at = levels(z, count, lowest(surface))
    ax.contourf(
        x,
        y,
        z,
        [min(z.min(), at[0]) - 1, *at, max(z.max(), at[-1]) + 1],
        colors=_HEIGHTS(np.linspace(0, 1, count + 1)),
    )
    ax.contour(
        x, y, z, at, colors=style.LIGHT["edge"], linewidths=0.6, alpha=0.7, linestyles="solid"
    )
    if minima:
        for point in surface.minima[: None if len(surface.minima) <= 9 else 1]:
            ax.plot(*point, **style.ROLES["minimum"])
    ax.grid(False)
    ax.set(
        xlim=surface.domain[0],
        ylim=surface.domain[1],
        xlabel="$x$",
        ylabel="$y$",
        title=surface.name.replace("_", " "),
    )
    return ax


def relief(
    surface: Surface,
    ax: Any = None,
    *,
    points: int = 81,
    log: bool | None = None,
    elevation: float = 35,
    azimuth: float = -55,
) -> Any:
    """Draw a surface over the plane in three dimensions, for print.

    Parameters
    ----------
    surface : Surface
        Over the plane.
    ax : Axes3D, optional
        Default: those of a new figure.
    points : int
        Grid points along each side.
    log : bool, optional
        Show log₁₀(1 + height above the minimum); default: when the heights of a surface with a
        minimum span more than 100.
    elevation, azimuth : float
        Where the eye is, in degrees.

    Examples
    --------
    >>> from lecture_lib.descent import saddle
    >>> relief(saddle).get_zlabel()
    'loss'
    """
    if ax is None:
        ax = figure(6.4, 4.8).add_subplot(projection="3d")
    x, y, z = grid(surface, points)
    z = np.where(np.isfinite(z), z, np.nanmax(z[np.isfinite(z)]))
    floor = lowest(surface)
    if log is None:
        log = floor is not None and np.ptp(z) > 100
    if log:
        z = np.log10(1 + z - (z.min() if floor is None else floor))
    ax.plot_surface(
        *np.meshgrid(x, y),
        z,
        cmap=_HEIGHTS,
        linewidth=0,
        rcount=points,
        ccount=points,
        antialiased=True,
        alpha=0.97,
    )
    ax.contour(x, y, z, 10, colors=style.LIGHT["edge"], linewidths=0.5, offset=z.min())
    ax.set(
        xlabel="$x$",
        ylabel="$y$",
        zlabel="log₁₀(1 + loss)" if log else "loss",
        title=surface.name.replace("_", " "),
    )
    ax.view_init(elevation, azimuth)
    ax.set_box_aspect(None, zoom=0.88)
    return ax


def rate_map(
    x: ArrayLike,
    y: ArrayLike,
    rate: ArrayLike,
    ax: Axes | None = None,
    *,
    at: ArrayLike = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
) -> Axes:
    """Draw how fast a rule converges over two of its settings.

    Parameters
    ----------
    x, y : array_like, shapes (n,) and (m,)
        The settings.
    rate : array_like, shape (m, n)
        Factor per step; 1 and more, and infinity, is the hatched region that diverges.
    ax : Axes, optional
        Default: new ones.
    at : array_like
        The rates that get a line.

    Examples
    --------
    >>> alpha = np.linspace(0.1, 3, 30)
    >>> ax = rate_map(alpha, [0.0, 0.1], np.abs(1 - alpha) * np.ones((2, 1)))
    >>> ax.get_xlim() == (0.1, 3.0)
    True
    """
    ax = axes(ax)
    lines = np.asarray(at, dtype=float)
    z = np.nan_to_num(np.asarray(rate, dtype=float), nan=2.0, posinf=2.0).clip(0, 2.0)
    bands = [-0.01, *lines, 1.0, 2.01]
    colors = [*_HEIGHTS(np.linspace(0, 1, len(lines) + 1)), style.LIGHT["diverged"]]
    ax.contourf(x, y, z, bands, colors=colors)
    if (z > 1).any():
        hatched = ax.contourf(x, y, z, [1.0, 2.01], colors="none", hatches=["///"])
        hatched.set_edgecolor(style.LIGHT["edge"])
        hatched.set_linewidth(0)
    drawn = ax.contour(x, y, z, lines, colors=style.LIGHT["edge"], linewidths=0.9)
    ax.clabel(drawn, fmt="%g", fontsize=10)
    if (z > 1).any() and (z < 1).any():
        ax.contour(x, y, z, [1.0], colors=style.LIGHT["theory"], linewidths=1.4)
    ax.grid(False)
    ax.set(xlim=(np.min(x), np.max(x)), ylim=(np.min(y), np.max(y)))
    return ax


def multiples(
    count: int, columns: int = 3, width: float = 3.2, height: float = 2.8, **shared: Any
) -> list[Axes]:
    """Return axes for small multiples: the same picture several times, on the same scales.

    Parameters
    ----------
    count, columns : int
        How many in all, and side by side.
    width, height : float
        Of one, in inches.
    **shared
        ``sharex`` and ``sharey`` as in ``pyplot.subplots``; both true by default.

    Returns
    -------
    list of Axes
        In reading order, as many as asked for; no empty frame is left.

    Raises
    ------
    ValueError
        When `count` or `columns` is below 1.

    Examples
    --------
    >>> len(multiples(5))
    5
    """
    if count < 1 or columns < 1:
        raise ValueError(
            f"multiples: {count} pictures in {columns} columns; take at least 1 of each."
        )
    columns = min(columns, count)
    rows = -(-count // columns)
    drawing = figure(width * columns, height * rows)
    every = drawing.subplots(
        rows, columns, squeeze=False, **{"sharex": True, "sharey": True, **shared}
    ).ravel()
    for unused in every[count:]:
        unused.remove()
    return list(every[:count])
