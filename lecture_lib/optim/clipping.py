"""Gradient clipping by norm, as a function of gradients and as a wrapper around a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

import numpy as np

from .rule import Wrapper
from .setting import Array, Limit, checked, setting

__all__ = ["Clipped", "clip_by_norm", "global_norm"]

_ADVICE = "Take a positive norm such as 1"

# form -> factor on the gradient, from its norm and the largest norm allowed
_FACTORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "exact": lambda norm, most: most / np.maximum(norm, most),
    "torch": lambda norm, most: np.minimum(1.0, most / (norm + 1e-6)),
    "printed": lambda norm, most: most / np.minimum(norm, most),
}


def global_norm(gradients: Array | Sequence[Array], axis: Any = None) -> Any:
    """Return the Euclidean norm of one array, or of all arrays of a sequence taken together.

    It is computed in float64 and scaled, so that it is finite whenever the numbers are, in float16
    as well: the square of 300 is infinite there.

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
        gradients, axis = np.array([global_norm(np.asarray(g)) for g in gradients]), None
    keep = axis is not None
    with np.errstate(over="ignore"):
        norm = np.sqrt(np.sum(np.square(gradients, dtype=float), axis=axis, keepdims=keep))
    if not ((norm > 1e-140) & np.isfinite(norm)).all():  # squares may have overflowed or vanished
        largest = np.max(np.abs(gradients), axis=axis, keepdims=keep, initial=0.0)
        # A power of two rounds nothing.
        exponent = np.where(np.isfinite(largest), np.frexp(largest)[1], 0).clip(-1000, 1000)
        squares = np.square(gradients * np.ldexp(1.0, -exponent))
        norm = np.ldexp(np.sqrt(np.sum(squares, axis=axis, keepdims=keep)), exponent)
    return norm if keep else float(norm)


@overload
def clip_by_norm(
    gradients: Array, max_norm: float | Array = 1.0, *, form: str = "exact", axis: Any = None
) -> Array: ...
@overload
def clip_by_norm(
    gradients: Sequence[Array],
    max_norm: float | Array = 1.0,
    *,
    form: str = "exact",
    axis: Any = None,
) -> list[Array]: ...
def clip_by_norm(
    gradients: Any, max_norm: float | Array = 1.0, *, form: str = "exact", axis: Any = None
) -> Any:
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
    FloatingPointError
        A gradient that is infinite or NaN: it has no length to shorten. (:class:`Clipped` hands it
        on as it is, so that the path is labelled as diverged.)

    Examples
    --------
    >>> clip_by_norm([np.array([3.0, 0.0]), np.array([0.0, 4.0])])
    [array([0.6, 0. ]), array([0. , 0.8])]
    """
    if form not in _FACTORS:
        raise ValueError(f"clip_by_norm: there is no form {form!r}. "
                         f"Choose one of {', '.join(map(repr, _FACTORS))}.")  # fmt: skip
    most = checked("clip_by_norm", "max_norm", max_norm, Limit(advice=_ADVICE))
    norm = np.asarray(global_norm(gradients, axis))
    if not np.isfinite(norm).all():
        wrong = float(norm[~np.isfinite(norm)].ravel()[0])
        raise FloatingPointError(f"clip_by_norm: the norm of the gradients is {wrong}. Clipping "
                                 "cannot mend that; look for the operation that overflowed, or "
                                 "take a smaller learning rate.")  # fmt: skip
    if isinstance(gradients, np.ndarray):
        return _times(_factor(norm, most, form), gradients)
    return [_times(_factor(norm, most, form), np.asarray(g)) for g in gradients]


def _factor(norm: Array, most: float | Array, form: str) -> Array:
    """What gradients of this norm are multiplied by; 1 where there is no direction to keep."""
    plain = (norm > 0) & np.isfinite(norm)
    return np.where(plain, _FACTORS[form](np.where(plain, norm, 1.0), most), 1.0)


def _times(factor: Array, gradient: Array) -> Array:
    """The product in the gradient's precision, with a factor that may be too small for it."""
    dtype = gradient.dtype if gradient.dtype.kind == "f" else float
    return np.multiply(factor, gradient, dtype=float).astype(dtype, copy=False)


@dataclass(frozen=True, eq=False)
class Clipped(Wrapper):
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

    max_norm: float | Array = setting(1.0, _ADVICE)
    form: str = "exact"
    axis: Any = None
    equations: ClassVar = {
        "exact": r"g \leftarrow g\, c / \max(\|g\|, c)",
        "torch": r"g \leftarrow g \min(1, c / (\|g\| + 10^{-6}))",
        "printed": r"g \leftarrow g\, c / \min(\|g\|, c)",
    }

    @property
    def label(self) -> str:
        return f"{self.rule.label}, clipped" + (" as printed" if self.form == "printed" else "")

    @property
    def equation(self) -> str:
        return rf"{self.equations[self.form]}, \quad {self.rule.equation}"

    def update(self, theta: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        gradient = np.asarray(gradient)
        norm = np.asarray(global_norm(gradient, self.axis))
        clipped = _times(_factor(norm, self.max_norm, self.form), gradient)
        return self.rule.update(theta, clipped, state)
