"""Forms of the rules as lectures and papers print them: their equations, and momentum's steps.

A table gives the equation of each form by its name, the value of ``form``. What the printed forms
of the adaptive rules do differently is in :class:`~lecture_lib.optim.adaptive.Adaptive`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .setting import Array

__all__ = ["ADAGRAD", "ADAM", "MOMENTUM", "RMSPROP", "momentum"]

MOMENTUM: Mapping[str, str] = {
    "polyak": r"v \leftarrow \beta v + \eta g, \quad \theta \leftarrow \theta - v",
    "averaged": r"v \leftarrow \beta v + (1-\beta) g, \quad \theta \leftarrow \theta - \eta v",
    "printed": r"v \leftarrow \beta \eta g + (1-\beta) v, \quad \theta \leftarrow \theta - v",
}

# Glavaš's slides of the adaptive rules lack the root, and with it ε.
ADAGRAD: Mapping[str, str] = {
    "printed": r"s \leftarrow s + g^2, \quad \theta \leftarrow \theta - \eta\, g / s",
}
RMSPROP: Mapping[str, str] = {
    "printed": r"s \leftarrow \beta s + (1-\beta) g^2, \; s_1 = g_1^2, \quad "
               r"\theta \leftarrow \theta - \eta\, g / s",
}  # fmt: skip
ADAM: Mapping[str, str] = {
    "printed": r"s_1 \leftarrow \beta_1 s_1 + (1-\beta_1) g, \; "
               r"s_2 \leftarrow \beta_2 s_2 + (1-\beta_2) g^2, \quad "
               r"\theta \leftarrow \theta - \eta\, s_1 / s_2",
    "efficient": r"\theta \leftarrow \theta - \eta \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\, "
                 r"m / (\sqrt{v}+\varepsilon)",
}  # fmt: skip


def momentum(now: Any, theta: Array, gradient: Array, step: int,
             velocity: Array) -> tuple[Array, Array]:  # fmt: skip
    """Take a step of a form in :data:`MOMENTUM`; return θ and the new velocity.

    ``now`` is the rule with the numbers of this step, which is the first one if ``step`` is 0.
    """
    past = 1 - now.beta if now.form == "printed" else now.beta
    inside = now.form in ("polyak", "printed")  # η is in v
    push = now.learning_rate * gradient if inside else gradient
    if now.form == "polyak":
        velocity = past * velocity + push
    elif step == 0 and now.initial == "first":  # with its full weight (E-G6)
        velocity = velocity + push  # still zero; a sum does not share memory with the gradient
    else:
        velocity = past * velocity + (1 - past) * push
    change = velocity / (1 - past ** (step + 1)) if now.initial == "debiased" else velocity
    return theta - (change if inside else now.learning_rate * change), velocity
