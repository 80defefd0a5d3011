"""Update rules, schedules and clipping: small, frozen and pure, on plain NumPy arrays."""

from __future__ import annotations

from .adabelief import AdaBelief
from .adafactor import Adafactor
from .adagrad import AdaGrad, RMSProp
from .adam import Adam, AdamW
from .apollo import Apollo
from .clipping import Clipped, clip_by_norm, global_norm
from .cycles import CosineRestarts, Cyclic, OneCycle
from .gradient_descent import GradientDescent
from .momentum import Momentum, Nesterov, growing_momentum
from .nadam import NAdam
from .plateau import Plateau
from .radam import RAdam
from .restarts import Restarted, restart
from .rule import Rule, Wrapper
from .schedules import (
    Cosine,
    Exponential,
    Linear,
    MultiStep,
    Polynomial,
    Schedule,
    StepDecay,
)
from .setting import setting
from .warmups import InverseSquareRoot, Joined, Warmup, WarmupCosine

__all__ = [
    "AdaBelief", "AdaGrad", "Adafactor", "Adam", "AdamW", "Apollo", "Clipped", "Cosine",
    "CosineRestarts", "Cyclic", "Exponential", "GradientDescent", "InverseSquareRoot", "Joined",
    "Linear", "Momentum", "MultiStep", "NAdam", "Nesterov", "OneCycle", "Plateau", "Polynomial",
    "RAdam", "RMSProp", "Restarted", "Rule", "Schedule", "StepDecay", "Warmup", "WarmupCosine",
    "Wrapper", "clip_by_norm", "global_norm", "growing_momentum", "restart", "setting",
]  # fmt: skip
