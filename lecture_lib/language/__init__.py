"""Languages, real and made up, and models of them."""

from __future__ import annotations

from .pond import pond
from .source import Source, entropy

__all__ = ["Source", "entropy", "pond"]
