"""Gradient clipping by norm, as a function of gradients and as a wrapper around a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

import numpy as np

from .rule import Array, Rule, _checked

__all__ = ["Clipped", "clip_by_norm", "global_norm"]

# form -> factor on the gradient, from its norm and the largest norm allowed
_FACTORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "exact": lambda norm, most: most / np.maximum(norm, most),
    "torch": lambda norm, most: np.minimum(1.0, most / (norm + 1e-6)),
    "printed": lambda norm, most: most / np.minimum(norm, most),
}


def global_norm(gradients: Array | Sequence[Array], axis: Any = None) -> Any:
    """Return the Euclidean norm of one array, or of all arrays of a sequence taken together.

    Parameters
    ----------
    gradients : ndarray or sequence of ndarray
        Of any shapes.
    axis : int, tuple or None
        For one array: the axes to sum over (kept, with length 1); None for all, a float.

    Examples
    --------
    >>> global_norm([np.array([3.0, 0.0]), np.array([0.0, 4.0])])
    5.0
    """
    if not isinstance(gradients, np.ndarray):
        return float(np.sqrt(sum(float(np.sum(np.square(g))) for g in gradients)))
    total = np.sqrt(np.sum(np.square(gradients), axis=axis, keepdims=axis is not None))
    return total if axis is not None else float(total)


@overload
def clip_by_norm(gradients: Array, max_norm: float | Array = 1.0, *, form: str = "exact",
                 axis: Any = None) -> Array: ...
@overload
def clip_by_norm(gradients: Sequence[Array], max_norm: float | Array = 1.0, *,
                 form: str = "exact", axis: Any = None) -> list[Array]: ...
def clip_by_norm(gradients: Any, max_norm: float | Array = 1.0, *, form: str = "exact",
                 axis: Any = None) -> Any:
    r"""Shorten gradients whose norm, over all of them together, exceeds ``max_norm``.

    .. math:: g \leftarrow g \cdot \frac{c}{\max(\|g\|, c)}

    Parameters
    ----------
    gradients : ndarray or sequence of ndarray
        A sequence is clipped by its common norm and comes back as a list.
    max_norm : float or ndarray
        c.
    form : {"exact", "torch", "printed"}
        ``"exact"`` as above (Kuhlmann). ``"torch"`` is min(1, c/(‖g‖ + 1e-6)), like
        ``torch.nn.utils.clip_grad_norm_``. ``"printed"`` is g c/min(‖g‖, c), for c = 1 CS324's
        slide: the opposite, it leaves large gradients alone and blows small ones up (E-S1).
    axis : int, tuple or None
        For one array: the axes of one gradient; the others are a batch.

    Raises
    ------
    ValueError
        A negative or NaN ``max_norm``, or an unknown form.

    Examples
    --------
    >>> clip_by_norm([np.array([3.0, 0.0]), np.array([0.0, 4.0])])
    [array([0.6, 0. ]), array([0. , 0.8])]
    """
    if form not in _FACTORS:
        raise ValueError(f"clip_by_norm: there is no form {form!r}. "
                         f"Choose one of {', '.join(map(repr, _FACTORS))}.")
    most = _checked("clip_by_norm", "max_norm", max_norm)
    norm = global_norm(gradients, axis)
    zero = np.asarray(norm) == 0  # 0/0 only ever meant: nothing to clip
    factor = np.where(zero, 1.0, _FACTORS[form](np.where(zero, 1.0, norm), most))
    scale: Any = factor if factor.ndim else float(factor)
    if isinstance(gradients, np.ndarray):
        return scale * gradients
    return [scale * gradient for gradient in gradients]


@dataclass(frozen=True, eq=False)
class Clipped(Rule):
    """A rule that sees clipped gradients.

    Parameters
    ----------
    rule : Rule
        The rule that takes the step.
    max_norm, form, axis
        As in :func:`clip_by_norm`.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> rule = Clipped(GradientDescent(learning_rate=1.0), max_norm=1.0)
    >>> rule.update(np.zeros(2), np.array([3.0, 4.0]), rule.init(np.zeros(2)))[0]
    array([-0.6, -0.8])
    """

    rule: Rule
    max_norm: float | Array = 1.0
    form: str = "exact"
    axis: Any = None
    equations: ClassVar = {"exact": r"g \leftarrow g\, c / \max(\|g\|, c)",
                 "torch": r"g \leftarrow g \min(1, c / (\|g\| + 10^{-6}))",
                 "printed": r"g \leftarrow g\, c / \min(\|g\|, c)"}

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def label(self) -> str:
        return f"{self.rule.label}, clipped" + (" as printed" if self.form == "printed" else "")

    @property
    def equation(self) -> str:
        return rf"{self.equations[self.form]}, \quad {self.rule.equation}"

    def init(self, theta: Any) -> Any:
        self._zeros(theta)
        return self.rule.init(theta)

    def update(self, theta: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        gradient = clip_by_norm(np.asarray(gradient), self.max_norm, form=self.form,
                                axis=self.axis)
        return self.rule.update(theta, gradient, state)
