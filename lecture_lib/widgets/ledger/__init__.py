"""All claims and mistakes of the lectures as a table to filter; a row opens to its proof."""

from __future__ import annotations

from .widget import LedgerExplorer

__all__ = ["LedgerExplorer"]
