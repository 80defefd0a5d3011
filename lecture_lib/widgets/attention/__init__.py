"""Attention: which word a word looks at, in each head, while the model learns."""

from __future__ import annotations

from .widget import AttentionExplorer

__all__ = ["AttentionExplorer"]
