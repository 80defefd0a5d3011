"""From pure update rules to a network: one state per parameter, groups, clipping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import GraphError, Tensor
from ..optim import Rule, clip_by_norm, global_norm

__all__ = ["Optimiser", "without_decay"]


def without_decay(rule: Rule) -> Rule:
    """Return `rule` with weight decay 0, also inside a wrapper such as ``Clipped``.

    Examples
    --------
    >>> from lecture_lib.optim import AdamW
    >>> without_decay(AdamW(0.01, weight_decay=0.1)).weight_decay
    0.0
    """
    has_decay = hasattr(rule.innermost, "weight_decay")
    return rule.with_settings(weight_decay=0.0) if has_decay else rule


class Optimiser:
    """An update rule at work on the parameters of a network.

    Parameters
    ----------
    parameters : mapping of str to Tensor
        As ``module.parameters()`` returns them.
    rule : Rule
        From ``lecture_lib.optim``.
    max_norm : float, optional
        Clip the norm of all gradients together before each step.
    decay_vectors : bool
        Whether one-dimensional arrays (biases, gains of layer norm) and numbers are decayed too;
        Kuhlmann's advice, and the default, is not to.
    measure : bool
        Compute :attr:`gradient_norm` and :attr:`change` at every step.

    Raises
    ------
    ValueError
        No parameters, or a negative ``max_norm``.

    Attributes
    ----------
    rules : dict of Rule
        The rule of each parameter by name: the groups.
    gradient_norm : float
        ‖g‖ over all parameters at the last step, before clipping; NaN if not measured.
    change : float
        ‖θ_{s+1} − θ_s‖ of the last step; NaN if not measured.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> w = Tensor([1.0, -2.0])
    >>> optimiser = Optimiser({"w": w}, GradientDescent(learning_rate=0.1))
    >>> np.sum(w**2).backward()
    >>> optimiser.step()
    >>> w.data
    array([ 0.8, -1.6])
    """

    def __init__(
        self, parameters: Mapping[str, Tensor], rule: Rule, *, max_norm: float | None = None,
        decay_vectors: bool = False, measure: bool = False,
    ) -> None:  # fmt: skip
        if not parameters:
            raise ValueError("Optimiser: there is no parameter to learn")
        bare = rule if decay_vectors else without_decay(rule)
        self.parameters = dict(parameters)
        self.rules = {name: rule if p.ndim > 1 else bare for name, p in parameters.items()}
        self.states = {name: self.rules[name].init(p.data) for name, p in parameters.items()}
        if max_norm is not None:
            clip_by_norm([np.zeros(1)], max_norm)  # says what is wrong with it, if anything is
        self.max_norm, self.measure = max_norm, measure
        self.gradient_norm = self.change = float("nan")
        self.steps = 0

    @property
    def learning_rate(self) -> float:
        """η of the next step; NaN for a rule that has none of its own."""
        rate = next(iter(self.rules.values())).rate_at(self.steps)
        return float(rate) if np.ndim(rate) == 0 else float("nan")

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.rules = {name: rule.with_rate(rate) for name, rule in self.rules.items()}

    def step(self, gradients: Mapping[str, NDArray[Any]] | None = None) -> None:
        """Update every parameter that has a gradient, then forget the gradients.

        Parameters
        ----------
        gradients : mapping of str to ndarray, optional
            By default each parameter's ``.grad``.

        Raises
        ------
        GraphError
            No parameter has a gradient.
        FloatingPointError
            A gradient that is to be clipped is infinite or NaN. Nothing has changed either way.
        """
        if gradients is None:
            gradients = {n: p.grad for n, p in self.parameters.items() if p.grad is not None}
        if not gradients:
            raise GraphError(
                "Optimiser.step: no parameter has a gradient; call loss.backward() first, and "
                f"make the loss depend on {', '.join(list(self.parameters)[:5])}"
            )
        if self.measure or self.max_norm is not None:
            self.gradient_norm = global_norm(list(gradients.values()))
        if self.max_norm is not None and not self.gradient_norm <= self.max_norm:
            clipped = clip_by_norm(list(gradients.values()), self.max_norm)
            gradients = dict(zip(gradients, clipped, strict=True))
        moved = {
            name: self.rules[name].update(self.parameters[name].data, g, self.states[name])
            for name, g in gradients.items()
        }
        if self.measure:
            self.change = global_norm(
                [theta - self.parameters[name].data for name, (theta, _) in moved.items()]
            )
        steps = self.steps + 1
        try:
            self._commit(moved, steps)
        except KeyboardInterrupt:  # never half a step: finish it, then stop
            self._commit(moved, steps)
            raise

    def state(self) -> dict[str, Any]:
        """Return what the optimiser has learnt so far, to go back to with :meth:`load_state`."""
        return {"states": dict(self.states), "rules": dict(self.rules), "steps": self.steps}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go back to what :meth:`state` returned."""
        self.states, self.rules = dict(state["states"]), dict(state["rules"])
        self.steps = state["steps"]

    def _commit(self, moved: Mapping[str, tuple[NDArray[Any], Any]], steps: int) -> None:
        for name, (theta, state) in moved.items():
            p = self.parameters[name]
            p.data, p.grad, self.states[name] = theta, None, state
        self.steps = steps
