"""Ink that a trained network reads while it is put in."""

from __future__ import annotations

from .widget import DigitPad

__all__ = ["DigitPad"]
