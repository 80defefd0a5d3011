"""Surfaces, paths down them, and the theory that predicts the paths."""

from __future__ import annotations

from . import theory
from .catalogue import (
    beale,
    himmelblau,
    monkey_saddle,
    plateau,
    rastrigin,
    ravine,
    rosenbrock,
    styblinski_tang,
    three_hump_camel,
)
from .curves import double_well, heavy_ball_trap, parabola
from .from_function import check_surface, loss_slice, surface
from .quadratics import booth, bowl, quadratic, saddle
from .surface import Surface, grid
from .trajectory import Trajectory, descend, exact_line_search, memory_needed

__all__ = [
    "Surface", "Trajectory", "beale", "booth", "bowl", "check_surface", "descend",
    "double_well", "exact_line_search", "grid", "heavy_ball_trap", "himmelblau", "loss_slice",
    "memory_needed", "monkey_saddle", "parabola", "plateau", "quadratic", "rastrigin", "ravine",
    "rosenbrock", "saddle", "styblinski_tang", "surface", "theory", "three_hump_camel",
]  # fmt: skip
