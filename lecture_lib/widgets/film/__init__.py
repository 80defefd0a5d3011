"""A film: a drawing with a slider over its frames, and a choice between scenes."""

from __future__ import annotations

from .widget import FilmPlayer

__all__ = ["FilmPlayer"]
