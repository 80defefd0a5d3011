"""Gradient descent, the rule that the others are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .rule import Array, Rule, Setting, Steps, penalised
from .setting import decay, rate

__all__ = ["GradientDescent"]


@dataclass(frozen=True, eq=False)
class GradientDescent(Rule):
    r"""Step against the gradient.

    .. math:: \theta \leftarrow \theta - \eta g

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    weight_decay : float or ndarray
        λ adds λθ to the gradient, the slope of ½λ‖θ‖²; Kuhlmann's λ‖θ‖² is λ twice this one
        (erratum E-K3).

    Notes
    -----
    Equal to ``torch.optim.SGD``; on the gradient of a mini-batch it is called SGD.

    Examples
    --------
    >>> import numpy as np
    >>> rule = GradientDescent(learning_rate=0.1)
    >>> theta = np.array([1.0, -2.0])
    >>> rule.update(theta, 2 * theta, rule.init(theta))
    (array([ 0.8, -1.6]), Steps(step=1))
    """

    learning_rate: Setting = rate(1e-3)
    weight_decay: float | Array = decay()
    equations: ClassVar = {"torch": r"\theta \leftarrow \theta - \eta g"}

    def update(self, theta: Array, gradient: Array, state: Steps) -> tuple[Array, Steps]:
        now: Any = self.at(state.step)
        gradient = penalised(gradient, now.weight_decay, theta)
        return theta - now.learning_rate * gradient, Steps(state.step + 1)
