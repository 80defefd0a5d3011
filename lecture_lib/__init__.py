"""How neural networks are trained, in code that is small enough to read.

Everything public hangs on this module: ``import lecture_lib as ll``. The engines load at once,
the rest (Matplotlib, widgets) when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from . import autograd, style
from .autograd import *  # noqa: F403
from .translation import set_language

__version__ = "0.1.0"

# Rooms that load on first use (PEP 562), and which of their names hang here as well.
_ROOMS = {
    "graph": ("show", "snapshot"),
    "optim": ("AdaBelief", "AdaGrad", "Adafactor", "Adam", "AdamW", "Apollo", "GradientDescent",
              "Momentum", "NAdam", "Nesterov", "RAdam", "RMSProp"),
    "nn": ("MLP", "Module"),
    "training": ("fit", "grid_search"),
    "descent": ("descend", "surface", "theory"),
    "language": (),
    "plot": (),
    "scale": (),
    "widgets": ("AttentionExplorer", "BackpropStepper", "ConditioningExplorer", "DepthExplorer",
                "DescentExplorer", "DifferenceExplorer", "DigitPad", "DropoutExplorer",
                "FilmPlayer", "LedgerExplorer", "MaskingExplorer", "MemoryExplorer",
                "MomentumPhasePlane", "NoiseExplorer", "RunReader", "SamplingExplorer",
                "ScaleExplorer", "ScheduleExplorer"),
    "lessons": ("check", "claim", "claims", "compare", "doctor", "given", "hint", "predict",
                 "quiz", "report", "student"),
}  # fmt: skip
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [*autograd.__all__, *_ROOM_OF, *_ROOMS, "autograd", "set_language", "style"]


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f".{_ROOM_OF[name]}", __name__), name)
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"lecture_lib has no {name!r}; it has {', '.join(sorted(__all__))}")


def __dir__() -> list[str]:
    return sorted(__all__)
