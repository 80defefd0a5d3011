r"""Where training starts: how the entries of a weight matrix are drawn.

An initialiser is a function ``(rng, shape) -> array``. Weight matrices are stored as the lectures
write them, W ∈ R^{outputs × inputs} in Wx + b, so ``fan_in`` is the last axis. A setting other
than the usual one is given with :func:`functools.partial`:
``Linear(64, 128, initialiser=partial(uniform, low=-1, high=1), rng=rng)``.

The choice decides what a deep stack does to the variance of a signal: a linear layer multiplies it
by fan_in · Var(W), a ReLU halves the mean square.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["T5_ROLES", "fans", "glorot", "gpt2", "he", "lecun", "normal", "t5", "torch_linear",
           "uniform", "zeros"]  # fmt: skip

Array = NDArray[Any]
Shape = Sequence[int]
Initialiser = Callable[[np.random.Generator, Shape], Array]


def fans(shape: Shape) -> tuple[int, int]:
    """Return (fan_in, fan_out) of a weight matrix: how many inputs and outputs a unit touches.

    Examples
    --------
    >>> fans((128, 64))
    (64, 128)
    """
    if len(shape) < 2:
        raise ValueError(
            f"fans: shape {tuple(shape)} is no matrix, and only matrices have inputs and outputs. "
            "Biases start at 0: use zeros"
        )
    return int(shape[-1]), int(np.prod(shape[:-1]))


def zeros(rng: np.random.Generator, shape: Shape) -> Array:
    """Nothing but 0: right for biases, fatal for the weights of hidden layers (all units equal).

    Parameters
    ----------
    rng : numpy.random.Generator
        Not used; all initialisers take one.
    shape : sequence of int
        Any.

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> zeros(np.random.default_rng(0), (2,))
    array([0., 0.])
    """
    return np.zeros(shape)


def uniform(rng: np.random.Generator, shape: Shape, low: float = -1.0, high: float = 1.0) -> Array:
    """U(low, high) whatever the shape; U(−1, 1) is what the worked example draws from.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
        Any.
    low, high : float
        Bounds; `low` itself can occur, `high` cannot.

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> w = uniform(np.random.default_rng(0), (3, 2))
    >>> bool((w >= -1).all() and (w < 1).all())
    True
    """
    return rng.uniform(low, high, shape)


def normal(rng: np.random.Generator, shape: Shape, std: float = 1.0) -> Array:
    """N(0, std²) whatever the shape.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
        Any.
    std : float
        Standard deviation; 1 is what ``torch.nn.Embedding`` draws with.

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> normal(np.random.default_rng(0), (2, 3), std=0.02).shape
    (2, 3)
    """
    return std * rng.standard_normal(shape)


def lecun(rng: np.random.Generator, shape: Shape, distribution: str = "normal") -> Array:
    """Variance 1/fan_in: a linear layer keeps the variance of its input.

    The CS324 slide calls this one Xavier (erratum E-S11); Xavier Glorot's is :func:`glorot`.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
        (outputs, inputs): a bias has no fan, and is refused.
    distribution : {"normal", "uniform"}
        Both have this variance; the uniform one is bounded by √(3 · variance).

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> w = lecun(np.random.default_rng(0), (400, 100))
    >>> print(f"{w.var() * 100:.1f}")
    1.0
    """
    return _with_variance(rng, shape, 1 / fans(shape)[0], distribution)


def glorot(rng: np.random.Generator, shape: Shape, distribution: str = "uniform") -> Array:
    """Variance 2/(fan_in + fan_out): a compromise between signals and gradients (2010).

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
        (outputs, inputs): a bias has no fan, and is refused.
    distribution : {"normal", "uniform"}
        Both have this variance; the uniform one is bounded by √(3 · variance).

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> w = glorot(np.random.default_rng(0), (400, 100))
    >>> print(f"{w.var() * 250:.1f}")
    1.0
    """
    return _with_variance(rng, shape, 2 / sum(fans(shape)), distribution)


def he(rng: np.random.Generator, shape: Shape, distribution: str = "normal") -> Array:
    """Variance 2/fan_in: makes up for the half that a ReLU sets to 0 (He et al. 2015).

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
        (outputs, inputs): a bias has no fan, and is refused.
    distribution : {"normal", "uniform"}
        Both have this variance; the uniform one is bounded by √(3 · variance).

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> w = he(np.random.default_rng(0), (400, 100))
    >>> print(f"{w.var() * 50:.1f}")
    1.0
    """
    return _with_variance(rng, shape, 2 / fans(shape)[0], distribution)


def torch_linear(rng: np.random.Generator, shape: Shape) -> Array:
    """U(±1/√fan_in), variance 1/(3 fan_in): what ``torch.nn.Linear`` draws by default.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
        (outputs, inputs): a bias has no fan, and is refused.

    Returns
    -------
    ndarray, float64

    Examples
    --------
    >>> w = torch_linear(np.random.default_rng(0), (400, 100))
    >>> print(f"{w.var() * 300:.1f}")
    1.0
    """
    return _with_variance(rng, shape, 1 / (3 * fans(shape)[0]), "uniform")


def gpt2(
    rng: np.random.Generator, shape: Shape, residual_layers: int | None = None, std: float = 0.02
) -> Array:
    """N(0, 0.02²); the projections that end a residual branch are divided by √N.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
    residual_layers : int, optional
        N, the number of branches that add into the residual stream, two per block. Give it for
        the last projection of each branch and for nothing else (erratum E-S12): N independent
        sums then add up to the variance of one.
    std : float
        Standard deviation before the division.

    Returns
    -------
    ndarray, float64

    Raises
    ------
    ValueError
        `residual_layers` below 1.

    Examples
    --------
    >>> w = gpt2(np.random.default_rng(0), (300, 300), residual_layers=16)
    >>> print(f"{w.std():.4f}")
    0.0050
    """
    if residual_layers is not None and residual_layers < 1:
        raise ValueError(
            f"gpt2: residual_layers is {residual_layers}; count the branches that add into the "
            "residual stream, or leave it out for any other matrix"
        )
    return normal(rng, shape, std / sqrt(residual_layers or 1))


# role -> standard deviation, from fan_in and the size of a key
_T5: Mapping[str, Callable[[int, int], float]] = {
    "query": lambda fan_in, key: 1 / sqrt(fan_in * key),
    "other": lambda fan_in, key: 1 / sqrt(fan_in),
    "embedding": lambda fan_in, key: 1.0,
}
T5_ROLES = tuple(_T5)


def t5(rng: np.random.Generator, shape: Shape, role: str = "other", key_size: int = 64) -> Array:
    """T5's: variance 1/fan_in, except for queries and embeddings.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : sequence of int
    role : {"query", "other", "embedding"}
        The query projection carries an extra 1/√key_size, which takes the place of the division
        inside the softmax; keys, values, outputs and feed-forward do not (erratum E-S12).
    key_size : int
        d_kv, the size of one head's key.

    Returns
    -------
    ndarray, float64

    Raises
    ------
    ValueError
        There is no such role, or `shape` is no matrix.

    Examples
    --------
    >>> w = t5(np.random.default_rng(0), (256, 256), role="query", key_size=64)
    >>> print(f"{w.std() * 16 * 8:.1f}")
    1.0
    """
    if role not in _T5:
        raise ValueError(f"t5: there is no role {role!r}; choose one of {', '.join(_T5)}")
    return normal(rng, shape, _T5[role](fans(shape)[0], key_size))


def _with_variance(
    rng: np.random.Generator, shape: Shape, variance: float, distribution: str
) -> Array:
    if distribution == "normal":
        return normal(rng, shape, sqrt(variance))
    if distribution == "uniform":
        limit = sqrt(3 * variance)
        return rng.uniform(-limit, limit, shape)
    raise ValueError(f"there is no distribution {distribution!r}; choose 'normal' or 'uniform'")
