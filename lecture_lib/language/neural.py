r"""Bengio's neural language model: the first that gave words vectors and learnt them.

Each of the last n − 1 words is looked up in one table; their vectors, one behind the other, go
through a layer of tanh, and what comes out names the next word. Words that are used alike get
vectors that are alike, so what is learnt of one sentence serves all that resemble it: an n-gram,
which only counts what it has met, cannot do that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..autograd import ShapeError, softmax
from ..nn import Embedding, Linear, Module, OneHot, glorot
from ..nn.layers import checked_sizes
from .tokens import checked_numbers
from .windows import logits_of, windows

__all__ = ["NeuralBody", "NeuralLM"]

_ROWS = 8192  # windows computed at a time


class NeuralLM(Module):
    r"""The neural probabilistic language model of n words.

    .. math:: x = [E_{w_{m-n+1}}; \dots; E_{w_{m-1}}], \qquad
              \hat y = W_2 \tanh(W_1 x + b_1) + W_3 x + b_2

    Parameters
    ----------
    vocabulary, n, size, hidden : int
        V words; it looks at the last n − 1 of them, at d numbers each, and has h hidden units.
        With ``size=None`` it has no table: each word is its one-hot row, of V numbers, so that W₁
        has numbers of its own for every word at every place.
    start : int
        The token that stands before the beginning, in windows that reach beyond it.
    direct : bool
        Whether the vectors of words also reach the logits directly, through W₃.
    rng, dtype
        As for :class:`~lecture_lib.nn.Linear`.

    Attributes
    ----------
    words : Embedding or OneHot
        E, shape (V, d), in ``words.E``.
    hidden, out : Linear
        W₁ and b₁, W₂ and b₂.
    direct : Linear or None
        W₃, shape (V, (n − 1) d), without a bias.
    context : int
        n − 1.

    Raises
    ------
    ValueError
        Sizes that are no whole numbers above 0, n below 2, or a start that is no token.

    Notes
    -----
    Bengio, Ducharme, Vincent and Jauvin, *A neural probabilistic language model*, JMLR 3 (2003),
    1137–1155, equation 1: y = b + Wx + U tanh(d + Hx). Glavaš calls the direct connections
    residual ones (E-G19). It has
    V (1 + nd + h) + h (1 + (n − 1) d) parameters with them, when n is the number of words with the
    next, as here; without them (n − 1) d V fewer.

    Examples
    --------
    >>> model = NeuralLM(39, n=9, size=16, hidden=64, start=0, rng=np.random.default_rng(0))
    >>> model(np.zeros((5, 8), int)).shape, model.count()
    ((5, 39), 11415)

    A window that begins before the text is filled up with `start`:

    >>> bool(np.array_equal(model([3, 4]).data, model([0, 0, 0, 0, 0, 0, 3, 4]).data))
    True

    Without a table, W₁ alone has 312 · 64 numbers:

    >>> NeuralLM(39, n=9, size=None, hidden=64, start=0, rng=np.random.default_rng(0)).count()
    22567
    """

    def __init__(
        self, vocabulary: int, n: int, size: int | None, hidden: int, *, start: int,
        rng: np.random.Generator, direct: bool = False, dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        width = vocabulary if size is None else size
        checked_sizes("NeuralLM", vocabulary=vocabulary, n=n, size=width, hidden=hidden)
        if n < 2:
            raise ValueError(f"NeuralLM: n is {n}; it counts the next word too, so take 2 or more")
        if not 0 <= start < vocabulary:
            raise ValueError(
                f"NeuralLM: start={start} is none of {vocabulary} tokens; take one after which a "
                "sentence begins, or a special one"
            )
        inputs = (n - 1) * width
        self.context, self.start = n - 1, start
        self.words: Any = (
            OneHot(vocabulary, dtype=dtype)
            if size is None
            else Embedding(vocabulary, size, rng=rng, dtype=dtype)
        )
        self.hidden = Linear(inputs, hidden, rng=rng, initialiser=glorot, dtype=dtype)
        self.out = Linear(hidden, vocabulary, rng=rng, dtype=dtype)
        self.direct = (
            Linear(inputs, vocabulary, rng=rng, bias=False, dtype=dtype) if direct else None
        )
        self.hidden.label, self.out.label = "Hidden", "Out"
        if self.direct is not None:
            self.direct.label = "Direct"

    def forward(self, tokens: ArrayLike) -> Any:
        """Return logits of the next word, (..., V), after `tokens`, at most (..., n − 1)."""
        tokens = np.asarray(tokens)
        missing = self.context - (tokens.shape[-1] if tokens.ndim else self.context + 1)
        if missing < 0:
            raise ShapeError(
                f"{self.label}: tokens of shape {tokens.shape}; it needs (..., {self.context}), "
                "the last words before the next"
            )
        if missing:
            before = np.full((*tokens.shape[:-1], missing), self.start)
            tokens = np.concatenate([before, tokens.astype(int)], axis=-1)
        x = np.reshape(self.words(tokens), (*tokens.shape[:-1], -1))
        logits = self.out(np.tanh(self.hidden(x)))
        return logits if self.direct is None else logits + self.direct(x)

    def distributions(self, text: ArrayLike) -> NDArray[Any]:
        """Return the probabilities of each next word; see :class:`LanguageModel`.

        Parameters
        ----------
        text : array_like of int, shape (T,)
            Numbers of words.

        Returns
        -------
        ndarray, shape (T + 1, V)
        """
        words = checked_numbers("NeuralLM.distributions", text)
        shown = windows(np.append(words, self.start), self.context + 1, start=self.start)[:, :-1]
        parts = np.split(shown, range(_ROWS, len(shown), _ROWS))
        return np.concatenate([softmax(logits_of(self, part).astype(float)) for part in parts])


class NeuralBody(Module):
    """Feet and body of a :class:`NeuralLM`, for other heads: a vector for every word of a row.

    Parameters
    ----------
    model : NeuralLM
        Its table and hidden layer are shared, not copied.
    before : array_like of int, optional
        What stands before each row, oldest first; without it, `model.start`.

    Examples
    --------
    >>> model = NeuralLM(39, n=9, size=16, hidden=64, start=0, rng=np.random.default_rng(0))
    >>> vectors = NeuralBody(model)(np.array([[3, 4, 5]]))
    >>> vectors.shape
    (1, 3, 64)

    The generation head on the last of them makes what the model makes:

    >>> bool(np.allclose(model.out(vectors).data[:, -1], model([[3, 4, 5]]).data, atol=1e-6))
    True
    """

    def __init__(self, model: NeuralLM, before: ArrayLike = ()) -> None:
        padding = np.full(model.context, model.start)
        self.context = model.context
        self.before = np.concatenate([padding, np.asarray(before, int)])[-model.context :]
        self.words, self.hidden = model.words, model.hidden

    def forward(self, tokens: ArrayLike, mask: Any = None) -> Any:
        """Return vectors, (B, T, h), for tokens, (B, T); it looks back only, and needs no mask."""
        rows = np.asarray(tokens, int)
        row = np.concatenate([np.tile(self.before[1:], (len(rows), 1)), rows], axis=1)
        seen = np.lib.stride_tricks.sliding_window_view(row, self.context, axis=1)
        return np.tanh(self.hidden(np.reshape(self.words(seen), (*seen.shape[:2], -1))))
