"""Learning rates over time, and what they do."""

from __future__ import annotations

from .widget import ScheduleExplorer

__all__ = ["ScheduleExplorer"]
