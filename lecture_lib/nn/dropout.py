"""Dropout: train every thinned network at once, use their average."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..autograd import Tensor
from ..randomness import checked_rng
from .module import Module

__all__ = ["FORMS", "Dropout", "dropout", "dropout_mask", "subnets"]

#: What p means: the probability of dropping (torch), or of keeping (Srivastava et al. 2014).
FORMS = ("inverted", "retention")


def dropout_mask(
    shape: int | tuple[int, ...], p: float, rng: np.random.Generator, *,
    form: str = "inverted", dtype: DTypeLike = np.float64,
) -> NDArray[Any]:  # fmt: skip
    """Draw what a layer is multiplied by in training.

    Parameters
    ----------
    shape : int or tuple of int
    p : float
        Probability of dropping a unit; in the form "retention", of keeping it.
    rng : numpy.random.Generator
    form : {"inverted", "retention"}
        "inverted" makes units that stay larger, 1/(1 − p), so that the mean stays; "retention" is
        the paper's: they stay as they are, and evaluation multiplies by p (E-G17).
    dtype : dtype

    Returns
    -------
    ndarray
        Of `shape`: 0 where a unit is dropped.

    Raises
    ------
    ValueError
        p outside [0, 1] or NaN; an unknown form.

    Examples
    --------
    >>> dropout_mask(6, 0.5, np.random.default_rng(0))
    array([0., 2., 2., 2., 0., 0.])
    """
    p = _checked(p, form)
    keep = p if form == "retention" else 1 - p
    if keep == 0:  # nothing stays: no draw can say otherwise, and 1/0 is never asked
        return np.zeros(shape, dtype)
    scale = 1.0 if form == "retention" else 1 / keep
    # random() lies in [0, 1), so keep = 1 keeps all.
    mask: NDArray[Any] = (rng.random(shape) < keep).astype(dtype) * np.asarray(scale, dtype)
    return mask


def dropout(
    x: Any, p: float, rng: np.random.Generator, *, form: str = "inverted", training: bool = True
) -> Any:
    r"""Set each number to 0 with probability p, and keep the mean.

    .. math:: x' = \begin{cases} 0 & \text{with probability } p \\
              x / (1-p) & \text{otherwise} \end{cases}

    Parameters
    ----------
    x : Tensor or ndarray
    p, rng, form
        As for :func:`dropout_mask`.
    training : bool
        False returns x itself, or p·x in the form "retention".

    Examples
    --------
    >>> dropout(np.ones(6), 0.5, np.random.default_rng(0))
    array([0., 2., 2., 2., 0., 0.])
    >>> dropout(np.ones(2), 0.9, np.random.default_rng(0), form="retention", training=False)
    array([0.9, 0.9])
    """
    p = _checked(p, form)
    if not training:
        return x * p if form == "retention" else x
    x = x if isinstance(x, Tensor) else np.asarray(x)
    return x * dropout_mask(x.shape, p, rng, form=form, dtype=x.dtype)


class Dropout(Module):
    """A layer that drops units in training and keeps them all in evaluation.

    Parameters
    ----------
    p : float
        Probability of dropping a unit, 0 ≤ p ≤ 1; in the form "retention", of keeping it.
    rng : numpy.random.Generator
        Draws a new mask for every call in training.
    form : {"inverted", "retention"}
        See :func:`dropout_mask`.

    Attributes
    ----------
    mask : ndarray or None
        What the last call in training multiplied by; the backward pass uses the same.

    Notes
    -----
    "inverted" is ``torch.nn.Dropout(p)``. Source: Srivastava et al., JMLR 15 (2014).

    Examples
    --------
    >>> layer = Dropout(0.5, rng=np.random.default_rng(0))
    >>> layer(np.ones(6))
    array([0., 2., 2., 2., 0., 0.])
    >>> layer.eval()(np.ones(6))
    array([1., 1., 1., 1., 1., 1.])
    """

    def __init__(self, p: float, *, rng: np.random.Generator, form: str = "inverted") -> None:
        self.p, self.form = _checked(p, form), form
        self.rng = checked_rng("Dropout", rng)
        self.mask: NDArray[Any] | None = None

    def forward(self, x: Any) -> Any:
        """Drop units of `x`, of any shape."""
        if not self.training:
            return dropout(x, self.p, self.rng, form=self.form, training=False)
        x = x if isinstance(x, Tensor) else np.asarray(x)
        self.mask = dropout_mask(x.shape, self.p, self.rng, form=self.form, dtype=x.dtype)
        return x * self.mask


def subnets(units: int, p: float = 0.5) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """List every thinned network of a layer: all 2ⁿ masks of 0 and 1, and their probabilities.

    Parameters
    ----------
    units : int
        n, at most 20: there are a million subnets then.
    p : float
        Probability of dropping a unit.

    Returns
    -------
    masks : ndarray, shape (2ⁿ, n)
        Not scaled: multiply by 1/(1 − p) for the inverted form.
    probabilities : ndarray, shape (2ⁿ,)
        They sum to 1.

    Raises
    ------
    ValueError
        More than 20 units or fewer than 1; a p outside 0 … 1.

    Examples
    --------
    >>> subnets(2, p=0.25)
    (array([[0., 0.],
            [0., 1.],
            [1., 0.],
            [1., 1.]]), array([0.0625, 0.1875, 0.1875, 0.5625]))
    """
    if not 1 <= units <= 20:
        raise ValueError(f"subnets: {units} units have 2**{units} subnets; take 1 to 20 units")
    p = _checked(p, "inverted")
    masks = (np.arange(2**units)[:, None] >> np.arange(units)[::-1] & 1).astype(float)
    kept = masks.sum(axis=1)
    return masks, (1 - p) ** kept * p ** (units - kept)


def _checked(p: float, form: str) -> float:
    if form not in FORMS:
        raise ValueError(f"dropout: there is no form {form!r}; choose one of {', '.join(FORMS)}")
    if not 0 <= p <= 1:  # false for NaN
        kind = "keeping" if form == "retention" else "dropping"
        raise ValueError(f"dropout: p is {p}; a probability of {kind} a unit lies between 0 and 1")
    return float(p)
