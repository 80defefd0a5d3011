"""The errors of both engines: each names the operation, what it was given, and a remedy."""

from __future__ import annotations


class GraphError(RuntimeError):
    """A computation graph cannot be used as asked (no path, changed arrays, wrong start)."""


class InPlaceError(GraphError, TypeError):
    """An array that a graph remembers was written to, or would have been."""


class ShapeError(ValueError):
    """Shapes that do not fit the operation."""


class DTypeError(TypeError):
    """A derivative was asked with respect to something that is not a real float."""


class NoDerivative(TypeError):
    """The table of derivatives has no rule for this function, or none for this use of it."""


class AnomalyError(FloatingPointError):
    """A NaN or an infinity appeared while :func:`~lecture_lib.detect_anomalies` was on."""


class GradientMismatch(AssertionError):
    """A derivative rule disagrees with finite differences."""
