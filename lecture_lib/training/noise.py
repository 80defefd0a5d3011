"""How much the gradient of a mini-batch differs from that of the whole data set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import cross_entropy
from ..nn import Module
from .batches import checked_data

__all__ = ["GradientNoise", "gradient_noise", "gradient_of"]

Array = NDArray[Any]


def gradient_of(
    model: Module, data: Sequence[Array], loss: Callable[..., Any] = cross_entropy
) -> NDArray[np.float64]:
    """Return the gradient of the mean loss on `data` as one long vector, leaving ``.grad`` alone.

    Parameters
    ----------
    model : Module
        Not changed.
    data : sequence of ndarray
        Inputs, then targets: ``(X, y)``.
    loss : callable
        ``loss(output, target, reduction="mean")``.

    Returns
    -------
    ndarray, shape (parameters,)
        In the order of ``model.parameters()``, in float64; 0 where a parameter was not used.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> model = ll.nn.Linear(2, 2, rng=np.random.default_rng(0))
    >>> gradient_of(model, (np.ones((3, 2)), np.array([0, 1, 1]))).shape
    (6,)
    """
    *inputs, target = checked_data(data)
    parameters = model.parameters().values()
    before = [p.grad for p in parameters]
    model.zero_grad()
    try:
        loss(model(*inputs), target, reduction="mean").backward()
        return np.concatenate([
            np.zeros(p.size) if p.grad is None else p.grad.ravel().astype(float)
            for p in parameters
        ])  # fmt: skip
    finally:
        for p, grad in zip(parameters, before, strict=True):
            p.grad = grad


@dataclass(frozen=True)
class GradientNoise:
    """Mini-batch gradients beside theory; made by :func:`gradient_noise`.

    Attributes
    ----------
    sizes : ndarray, shape (S,)
        Batch sizes B.
    measured, expected : ndarray, shape (S,)
        E‖g_B − g‖², from random batches and from the examples' own gradients.
    bias : ndarray, shape (S,)
        ‖mean of the g_B − g‖: 0 in expectation, for a mini-batch gradient is unbiased.
    norm : float
        ‖g‖ of the whole data set.
    spread : float
        tr Σ: the mean of ‖g_n − g‖² over examples n.

    Examples
    --------
    >>> one = np.ones(1)
    >>> GradientNoise(np.array([1]), one, one, 0 * one, norm=0.5, spread=1.0).scale
    4.0
    """

    sizes: NDArray[np.int64]
    measured: NDArray[np.float64]
    expected: NDArray[np.float64]
    bias: NDArray[np.float64]
    norm: float
    spread: float

    @property
    def scale(self) -> float:
        """tr Σ / ‖g‖²: the batch size at which noise and signal are equally large."""
        return self.spread / self.norm**2


def gradient_noise(
    model: Module, data: Sequence[Any], *, rng: np.random.Generator,
    sizes: Sequence[int] = (1, 4, 16, 64), draws: int = 100,
    loss: Callable[..., Any] = cross_entropy,
) -> GradientNoise:  # fmt: skip
    r"""Measure the noise of mini-batch gradients at the present parameters.

    Batches are drawn without replacement, as in an epoch, so that

    .. math:: E\|g_B - g\|^2 = \frac{\operatorname{tr} \Sigma}{B} \cdot \frac{N - B}{N - 1}

    Parameters
    ----------
    model : Module
        Not changed; computed in evaluation mode, so that dropout adds no noise of its own.
    data : sequence of array_like
        ``(X, y)`` with N examples; one backward pass is made for each.
    rng : numpy.random.Generator
        Draws the batches.
    sizes : sequence of int
        Batch sizes, 1 ≤ B ≤ N.
    draws : int
        Batches of each size.
    loss : callable
        ``loss(output, target, reduction="mean")``.

    Returns
    -------
    GradientNoise

    Raises
    ------
    ValueError
        A batch size below 1 or above N, no draws, or damaged data.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> rng = np.random.default_rng(0)
    >>> model = ll.nn.Linear(2, 2, rng=rng)
    >>> data = rng.standard_normal((40, 2)), rng.integers(0, 2, 40)
    >>> noise = gradient_noise(model, data, rng=rng, sizes=[1, 40])
    >>> bool(abs(noise.measured[0] / noise.expected[0] - 1) < 0.3), noise.expected[1]
    (True, np.float64(0.0))
    """
    arrays = checked_data(data)
    n = len(arrays[0])
    if draws < 1 or not all(1 <= size <= n for size in sizes):
        raise ValueError(
            f"gradient_noise: sizes {tuple(sizes)} must lie between 1 and the {n} examples, and "
            f"draws={draws} must be at least 1"
        )

    def at(rows: Any) -> NDArray[np.float64]:
        return gradient_of(model, [a[rows] for a in arrays], loss)

    with model.evaluating():
        full = at(slice(None))
        spread = float(np.mean([np.sum((at([k]) - full) ** 2) for k in range(n)]))
        measured, bias = [], []
        for size in sizes:
            off = np.array([at(rng.permutation(n)[:size]) - full for _ in range(draws)])
            measured.append(np.mean(np.sum(off**2, axis=1)))
            bias.append(np.linalg.norm(off.mean(axis=0)))
    each = np.array(sizes)
    expected: NDArray[Any] = spread / each * (n - each) / max(n - 1, 1)
    return GradientNoise(each, np.array(measured), expected, np.array(bias),
                         float(np.linalg.norm(full)), spread)  # fmt: skip
