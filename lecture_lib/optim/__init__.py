"""Update rules, schedules and clipping: small, frozen and pure, on plain NumPy arrays."""

from __future__ import annotations

from .adaptive import AdaGrad, Adam, AdamW, RMSProp
from .clipping import Clipped, clip_by_norm, global_norm
from .plateau import Plateau
from .relatives import AdaBelief, NAdam, RAdam
from .restarts import Restarted, restart
from .rule import GradientDescent, Momentum, Nesterov, Rule
from .schedules import (
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseSquareRoot,
    Joined,
    Linear,
    MultiStep,
    OneCycle,
    Polynomial,
    Schedule,
    StepDecay,
    Warmup,
    WarmupCosine,
    growing_momentum,
)
from .tensorwise import Adafactor, Apollo

__all__ = [
    "AdaBelief", "AdaGrad", "Adafactor", "Adam", "AdamW", "Apollo", "Clipped", "Cosine",
    "CosineRestarts", "Cyclic", "Exponential", "GradientDescent", "InverseSquareRoot", "Joined",
    "Linear", "Momentum", "MultiStep", "NAdam", "Nesterov", "OneCycle", "Plateau", "Polynomial",
    "RAdam", "RMSProp", "Restarted", "Rule", "Schedule", "StepDecay", "Warmup", "WarmupCosine",
    "clip_by_norm", "global_norm", "growing_momentum", "restart",
]
