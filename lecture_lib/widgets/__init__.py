"""Views that move: thin widgets over what was computed before, alive without a kernel too."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULES = {
    "AttentionExplorer": "attention",
    "BackpropStepper": "stepper",
    "ConditioningExplorer": "conditioning",
    "DepthExplorer": "depth",
    "DescentExplorer": "descent",
    "DifferenceExplorer": "difference",
    "DigitPad": "digits",
    "DropoutExplorer": "dropout",
    "FilmPlayer": "film",
    "MaskingExplorer": "masking",
    "MemoryExplorer": "memory",
    "MomentumPhasePlane": "momentum",
    "NoiseExplorer": "noise",
    "RunReader": "reading",
    "SamplingExplorer": "sampling",
    "ScaleExplorer": "scale",
    "ScheduleExplorer": "schedule",
}

__all__ = [*_MODULES]


def __getattr__(name: str) -> Any:  # the stepper does not wait for Matplotlib
    if name in _MODULES:
        return getattr(import_module(f".{_MODULES[name]}", __name__), name)
    raise AttributeError(f"lecture_lib.widgets has no {name!r}; it has {', '.join(_MODULES)}")
