"""What rules that divide by the root of squared gradients share, their printed forms included."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .rule import Rule, average
from .setting import Array

__all__ = ["Adaptive"]


class Adaptive(Rule):
    """A rule with the fields ``epsilon``, ``epsilon_inside`` and ``form``.

    The standard rules read like their equations, because what the lectures print differently
    stands here: a root that is missing, an ε inside it, and a mean that starts at its first sample.
    """

    epsilon: float | Array
    epsilon_inside: bool
    form: str

    def root(self, square: Array) -> Any:
        """Return √s + ε, or √(s + ε), which for small gradients acts like a √ε outside (E-F2).

        Glavaš's slides divide by s itself (E-G2, E-G3, E-G4).
        """
        if self.form == "printed":
            return square
        if self.epsilon_inside:
            return np.sqrt(square + self.epsilon)
        return np.sqrt(square) + self.epsilon

    def mean(self, beta: Any, old: Array, new: Array, step: int) -> Array:
        """Return β old + (1−β) new; on the slides, the first sample has its full weight (E-G21)."""
        if self.form == "printed" and step == 0:
            return old + new  # old is still zero, and a sum does not share memory with new
        return average(beta, old, new)

    @property
    def label(self) -> str:
        return super().label + (", ε inside the root" if self.epsilon_inside else "")

    @property
    def equation(self) -> str:
        tex, outside = super().equation, r"\\sqrt\{(.*?)\}\+\\varepsilon"
        return re.sub(outside, r"\\sqrt{\1+\\varepsilon}", tex) if self.epsilon_inside else tex
