"""How neural networks are trained, in code that is small enough to read.

Everything public hangs on this module: ``import lecture_lib as ll``. The engines load at once,
the rest (Matplotlib, widgets) when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from . import autograd, style
from .autograd import *  # noqa: F403

__version__ = "0.1.0"

# Public name -> the module that defines it, loaded on first use (PEP 562).
_LAZY = {
    "show": "graph", "snapshot": "graph",
    "claim": "teaching", "claims": "teaching", "compare": "teaching", "predict": "teaching",
    "quiz": "teaching", "check": "teaching", "hint": "teaching", "student": "teaching",
    "given": "teaching",
}  # fmt: skip
_ROOMS = ("graph", "optim", "descent", "teaching")

__all__ = [*autograd.__all__, *_LAZY, *_ROOMS, "autograd", "style"]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f".{_LAZY[name]}", __name__), name)
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"lecture_lib has no {name!r}; it has {', '.join(sorted(__all__))}")


def __dir__() -> list[str]:
    return sorted(__all__)
