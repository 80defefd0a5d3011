"""What a stack of layers does to signals and gradients, for many sizes of its weights at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["BLOCKS", "Signals", "measured", "theory"]

Array = NDArray[Any]

#: What a layer does with its input x.
BLOCKS = ("f(x)", "x + f(x)", "x + f(norm x)")
_REPLACED, _ADDED, _NORMED = range(3)


class Signals(NamedTuple):
    """Root mean squares in each layer, of arrays (block, with biases, n·v, layer).

    Attributes
    ----------
    size, apart : ndarray, 0 to L on the last axis
        Of a signal before the first layer and after each; of the difference of two signals.
    slope : ndarray, 1 to L on the last axis
        Of the gradient of a layer's weights, when a gradient of size 1 is sent back from the end.
    """

    size: Array
    apart: Array
    slope: Array


def measured(
    variances: ArrayLike, layers: int, *, units: int = 64, inputs: int = 4, draws: int = 16,
    bias: float = 0.0, seed: int = 0,
) -> Signals:  # fmt: skip
    """Send random inputs through stacks of layers and gradients back; all settings use one draw.

    With f(x) = W ReLU(x) + b a layer passes on f(x), x + f(x), or x + f(x̂), where x̂ is x shifted
    and scaled to mean 0 and variance 1.

    Parameters
    ----------
    variances : array_like, shape (settings,)
        n·v: variance of a weight times the number of its layer's inputs.
    layers, units, inputs, draws : int
        How many, each.
    bias : float
        Biases are drawn from U(±bias).

    Returns
    -------
    Signals
        Root mean squares over units, inputs and draws.

    Examples
    --------
    >>> found = measured([2.0], layers=3)
    >>> found.size.shape, round(float(found.size[0, 0, 0, -1]), 1)
    ((3, 2, 1, 4), 1.0)
    """
    rng, scale = np.random.default_rng(seed), np.sqrt(np.asarray(variances, dtype=float))
    sums = [np.zeros((3, 2, len(scale), layers + 1)) for _ in range(3)]
    scale = scale[:, None, None]
    shape = (3, 2, scale.size, inputs, units)
    for _ in range(draws):
        x = np.broadcast_to(rng.standard_normal((inputs, units)), shape).copy()
        back = np.broadcast_to(rng.standard_normal((inputs, units)), shape).copy()
        drawn, passed = [], []
        for layer in range(layers + 1):
            if layer:
                W = rng.standard_normal((units, units)) / np.sqrt(units)
                b = rng.uniform(-bias, bias, units)
                normed, deviation = _normed(x[_NORMED])
                h = np.maximum(np.concatenate([x[:_NORMED], normed[None]]), 0)
                new = scale * (h @ W.T)
                new[:, 1] += b
                new[_ADDED:] += x[_ADDED:]
                drawn.append(W)
                passed.append((h > 0, _mean(h), normed, deviation))
                x = new
            sums[0][..., layer] += _mean(x).mean(axis=-1)
            pairs = x[..., ::2, :] - x[..., 1::2, :]
            sums[1][..., layer] += _mean(pairs).mean(axis=-1)
        for layer in range(layers, 0, -1):
            W, (is_on, heights, normed, deviation) = drawn[layer - 1], passed[layer - 1]
            sums[2][..., layer] += (_mean(back) * heights).mean(axis=-1)
            through = scale * (back @ W) * is_on
            through[_NORMED] = _normed_back(through[_NORMED], normed, deviation)
            through[_ADDED:] += back[_ADDED:]
            back = through
    size, apart, slope = (np.sqrt(total / draws) for total in sums)
    return Signals(size, apart, slope[..., 1:])


def theory(variances: ArrayLike, layers: int) -> Array:
    """Return what the size of a signal that begins with 1 should be, without biases.

    A ReLU halves the mean square, and the weights multiply it by n·v; a sum adds mean squares.

    Returns
    -------
    ndarray, shape (block, n·v, 0 to layers)

    Examples
    --------
    >>> theory([2.0], 30)[:, 0, -1].round(1).tolist()
    [1.0, 32768.0, 5.6]
    """
    half = np.asarray(variances, dtype=float)[:, None] / 2
    depth = np.arange(layers + 1)
    return np.sqrt(np.stack([half**depth, (1 + half) ** depth, 1 + half * depth]))


def _mean(x: Array) -> Array:
    return np.asarray(np.mean(x**2, axis=-1))


def _normed(x: Array) -> tuple[Array, Array]:
    """Shifted and scaled to mean 0 and variance 1, and the deviation it was divided by."""
    centred = x - x.mean(axis=-1, keepdims=True)
    deviation = np.sqrt(np.mean(centred**2, axis=-1, keepdims=True))
    return centred / deviation, deviation


def _normed_back(g: Array, normed: Array, deviation: Array) -> Array:
    """Through the norm: what would only shift or scale x is taken out of the gradient."""
    shift = g.mean(axis=-1, keepdims=True)
    stretch = (g * normed).mean(axis=-1, keepdims=True)
    return np.asarray((g - shift - normed * stretch) / deviation)
