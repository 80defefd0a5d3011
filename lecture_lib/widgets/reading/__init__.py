"""Runs in unknown bowls, read from their gradients alone."""

from __future__ import annotations

from .widget import RunReader

__all__ = ["RunReader"]
