"""Layers: the affine map, the look-up, the normalisation, and stacks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..autograd import ShapeError, Tensor, relu, sigmoid
from ..randomness import checked_rng
from .dropout import Dropout
from .fused import affine, gelu, layer_norm, rows
from .initialisers import Initialiser, glorot, he, lecun, normal
from .module import Module

__all__ = ["ACTIVATIONS", "MLP", "Embedding", "LayerNorm", "Linear", "OneHot",
           "Sequential", "checked_sizes"]  # fmt: skip


_ARRAYS = (Tensor, np.ndarray)  # `Tensor | np.ndarray` would be made anew at every call


#: name -> function, and the initialiser that suits what it does to the variance.
ACTIVATIONS: Mapping[str, tuple[Callable[[Any], Any], Initialiser]] = {
    "relu": (relu, he),
    "tanh": (np.tanh, glorot),
    "sigmoid": (sigmoid, glorot),
    "gelu": (gelu, he),
    "identity": (lambda x: x, lecun),
}


class Linear(Module):
    """The layer Wx + b.

    Parameters
    ----------
    inputs, outputs : int
    rng : numpy.random.Generator
        Draws W. b starts at 0.
    bias : bool
        False leaves b out.
    initialiser : callable
        ``(rng, shape) -> array``; see :mod:`lecture_lib.nn.initialisers`.
    dtype : dtype
        Of the parameters.

    Attributes
    ----------
    W : Tensor, shape (outputs, inputs)
    b : Tensor, shape (outputs,), or None

    Examples
    --------
    >>> layer = Linear(3, 2, rng=np.random.default_rng(0))
    >>> layer(np.ones((5, 3), np.float32)).shape
    (5, 2)
    """

    def __init__(
        self, inputs: int, outputs: int, *, rng: np.random.Generator, bias: bool = True,
        initialiser: Initialiser = lecun, dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        checked_sizes("Linear", inputs=inputs, outputs=outputs)
        self.inputs, self.outputs = inputs, outputs
        drawn = initialiser(checked_rng("Linear", rng), (outputs, inputs))
        self.W = Tensor(drawn.astype(dtype), "W")
        self.b = Tensor(np.zeros(outputs, dtype), "b") if bias else None

    def forward(self, x: Any) -> Any:
        """Map the last axis of `x` from `inputs` to `outputs` numbers."""
        x = x if isinstance(x, _ARRAYS) else np.asarray(x)
        try:
            return affine(x, self.W, self.b)
        except ValueError:
            if x.shape[-1:] == (self.inputs,):
                raise
            raise ShapeError(
                f"{self.label}: the input has shape {x.shape}, and W of shape {self.W.shape} "
                f"needs {self.inputs} numbers on its last axis"
            ) from None


class Embedding(Module):
    """A table with one row of numbers for each token of a vocabulary.

    Parameters
    ----------
    vocabulary, size : int
        How many tokens, and how many numbers for each.
    rng, initialiser, dtype
        As for :class:`Linear`; N(0, 1) by default.

    Attributes
    ----------
    E : Tensor, shape (vocabulary, size)

    Examples
    --------
    >>> words = Embedding(5, 3, rng=np.random.default_rng(0))
    >>> words([[0, 4, 4]]).shape
    (1, 3, 3)
    """

    def __init__(
        self, vocabulary: int, size: int, *, rng: np.random.Generator,
        initialiser: Initialiser = normal, dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        checked_sizes("Embedding", vocabulary=vocabulary, size=size)
        self.vocabulary = vocabulary
        drawn = initialiser(checked_rng("Embedding", rng), (vocabulary, size))
        self.E = Tensor(drawn.astype(dtype), "E")

    def forward(self, tokens: Any) -> Any:
        """Look up the rows of `tokens`, integers from 0 to vocabulary − 1, of any shape."""
        return rows(self.E, checked_tokens(self.label, tokens, self.vocabulary))


def checked_tokens(label: str, tokens: Any, vocabulary: int) -> NDArray[Any]:
    """Return `tokens` as an array, or refuse what are no numbers of rows."""
    numbers = np.asarray(tokens)
    if numbers.dtype.kind not in "iu":
        raise TypeError(f"{label}: tokens hold {numbers.dtype}; they are row numbers, so integers")
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < vocabulary:
        wrong = numbers[(numbers < 0) | (numbers >= vocabulary)].flat[0]
        raise ValueError(f"{label}: token {wrong} is outside 0 … {vocabulary - 1}")
    return numbers


class OneHot(Module):
    """A row for each token, with 1 in the token's own place and 0 elsewhere; nothing learns.

    Parameters
    ----------
    vocabulary : int
        How many tokens, and so how many numbers for each.
    dtype : dtype
        Of the rows.

    Examples
    --------
    >>> OneHot(3)([2, 0]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """

    def __init__(self, vocabulary: int, *, dtype: DTypeLike = np.float32) -> None:
        checked_sizes("OneHot", vocabulary=vocabulary)
        self.vocabulary, self._rows = vocabulary, np.eye(vocabulary, dtype=dtype)

    def forward(self, tokens: Any) -> Any:
        """Return the rows of `tokens`, integers from 0 to vocabulary − 1, of any shape."""
        return self._rows[checked_tokens(self.label, tokens, self.vocabulary)]


class LayerNorm(Module):
    """Standardise each vector, then let the network choose scale and shift again.

    Parameters
    ----------
    size : int
        Numbers on the last axis.
    epsilon : float
        Added to the variance, for vectors that hardly vary.
    dtype : dtype

    Attributes
    ----------
    gain, bias : Tensor, shape (size,)

    Examples
    --------
    >>> LayerNorm(2, epsilon=0.0, dtype=float)(np.array([1.0, 3.0]))
    Tensor([-1.,  1.])
    """

    def __init__(self, size: int, *, epsilon: float = 1e-5, dtype: DTypeLike = np.float32) -> None:
        checked_sizes("LayerNorm", size=size)
        self.size, self.epsilon = size, float(epsilon)
        self.gain = Tensor(np.ones(size, dtype), "gain")
        self.bias = Tensor(np.zeros(size, dtype), "bias")

    def forward(self, x: Any) -> Any:
        """Normalise along the last axis of `x`."""
        if x.shape[-1:] != (self.size,):
            raise ShapeError(
                f"{self.label}: the input has shape {x.shape}; its last axis must be {self.size}"
            )
        return layer_norm(x, self.gain, self.bias, self.epsilon)


class Sequential(Module):
    """One part after another; each takes what the one before returns.

    Parameters
    ----------
    *layers : Module or callable

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> net = Sequential(Linear(3, 4, rng=rng), np.tanh, Linear(4, 2, rng=rng))
    >>> list(net.parameters())
    ['layers.0.W', 'layers.0.b', 'layers.2.W', 'layers.2.b']
    """

    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        self.layers = list(layers)

    def forward(self, x: Any) -> Any:
        """Send `x` through all layers."""
        for layer in self.layers:
            x = layer(x)
        return x


class MLP(Module):
    """A multilayer perceptron of any depth: affine, activation, …, affine.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden units layer by layer, outputs: (64, 128, 10) has one hidden layer, (64, 10)
        none, which is softmax regression.
    activation : str or callable
        A name from ``ACTIVATIONS`` or a function of an array; not applied to the output.
    dropout : float
        Probability of dropping a hidden unit.
    initialiser : callable, optional
        For all W; by default what suits the activation.
    rng, bias, dtype
        As for :class:`Linear`.

    Attributes
    ----------
    layers : list of Linear

    Raises
    ------
    ValueError
        Fewer than two sizes, or one that is no whole number above 0; an unknown activation.

    Examples
    --------
    >>> net = MLP((64, 128, 10), rng=np.random.default_rng(0))
    >>> net(np.zeros((32, 64), np.float32)).shape, net.count()
    ((32, 10), 9610)
    """

    def __init__(
        self, sizes: Sequence[int], *, rng: np.random.Generator,
        activation: str | Callable[[Any], Any] = "relu", dropout: float = 0.0, bias: bool = True,
        initialiser: Initialiser | None = None, dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        if len(sizes) < 2:
            raise ValueError(f"MLP: sizes {tuple(sizes)} need inputs and outputs, at least two")
        if isinstance(activation, str):
            if activation not in ACTIVATIONS:
                raise ValueError(
                    f"MLP: there is no activation {activation!r}; choose one of "
                    f"{', '.join(ACTIVATIONS)}, or pass a function"
                )
            activation, suited = ACTIVATIONS[activation]
        else:
            suited = lecun
        self.activation = activation
        self.layers = [
            Linear(n, m, rng=rng, bias=bias, initialiser=initialiser or suited, dtype=dtype)
            for n, m in pairwise(sizes)
        ]
        for number, layer in enumerate(self.layers, 1):  # as pictures and errors call them
            layer.label = f"Linear {number}"
            for p in layer.parameters().values():
                p.name = f"{p.name}{number}"
        self.dropout = Dropout(dropout, rng=rng) if dropout else None

    def forward(self, x: Any) -> Any:
        """Return the outputs, or logits, for `x` of shape (..., inputs)."""
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
            if self.dropout is not None:
                x = self.dropout(x)
        return self.layers[-1](x)


def checked_sizes(owner: str, **sizes: Any) -> None:
    """Raise ValueError unless each of `sizes` is a whole number above 0; `owner` is who asks.

    Examples
    --------
    >>> checked_sizes("Linear", inputs=3, outputs=0)
    Traceback (most recent call last):
        ...
    ValueError: Linear: outputs is 0; it must be a whole number, at least 1
    """
    for name, size in sizes.items():
        if not isinstance(size, int | np.integer) or isinstance(size, bool) or size < 1:
            raise ValueError(f"{owner}: {name} is {size!r}; it must be a whole number, at least 1")


def checked_mask(owner: str, mask: ArrayLike) -> NDArray[np.bool_]:
    """Return a mask of truth values or of 0 and 1; `owner` is who asks.

    Numbers with a fraction are refused: elsewhere they are added to scores, 0 where there is
    something to see and −∞ where not, and as truth values would say the opposite.

    Examples
    --------
    >>> checked_mask("attention", [1, 1, 0])
    array([ True,  True, False])
    >>> checked_mask("attention", [0.0, -np.inf])
    Traceback (most recent call last):
        ...
    TypeError: attention: the mask is float64; True means seen: mask == 0, if it was to be added
    """
    found = np.asarray(mask)
    if found.dtype.kind not in "biu":
        raise TypeError(
            f"{owner}: the mask is {found.dtype}; True means seen: mask == 0, if it was to be added"
        )
    return found.astype(bool)
