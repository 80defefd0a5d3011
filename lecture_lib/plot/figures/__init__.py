"""Pictures that belong to one notebook, one file a notebook; they draw, and compute only that."""

from __future__ import annotations

__all__: list[str] = []
