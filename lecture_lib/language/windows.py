"""Windows of a text: what a model of few words is shown, and how it reads a text of any length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from ..autograd import Tensor, no_grad, softmax
from ..nn import Module
from .tokens import checked_numbers

__all__ = ["Logits", "Windowed", "logits_of", "windows"]

Array = NDArray[Any]
#: From tokens (..., T) to logits of what follows: (..., V), or (..., T, V) for what follows each.
Logits = Callable[[Array], Any]

_ROWS = 256  # computed at a time


def windows(text: ArrayLike, length: int, *, start: int | None = None) -> Array:
    """Return all windows of a text, one for each place at which one can begin.

    Parameters
    ----------
    text : array_like of int, shape (T,)
        Numbers of words.
    length : int
        Words of a window.
    start : int, optional
        Stands `length` − 1 times before the text, so that each word is the last of one window.

    Returns
    -------
    ndarray of int, shape (T − length + 1, length)
        With `start`, shape (T, length). A view, which takes no memory and cannot be written to.

    Raises
    ------
    ValueError
        A text shorter than a window, or no row of whole numbers.

    Examples
    --------
    What a model of three words learns from, context and next word, with 9 before the beginning:

    >>> rows = windows([5, 6, 7], 3, start=9)
    >>> rows[:, :-1].tolist(), rows[:, -1].tolist()
    ([[9, 9], [9, 5], [5, 6]], [5, 6, 7])

    Texts that have nothing to do with each other are cut one by one:

    >>> np.concatenate([windows(text, 2, start=9) for text in ([5, 6], [7])]).tolist()
    [[9, 5], [5, 6], [9, 7]]
    """
    tokens = checked_numbers("windows", text)
    if length < 1:
        raise ValueError(f"windows: length is {length}; a window holds at least one word")
    if start is not None:
        tokens = np.concatenate([np.full(length - 1, start, tokens.dtype), tokens])
    if not 0 < length <= len(tokens):
        raise ValueError(
            f"windows: a text of {len(tokens)} words has no window of {length}; take more text, a "
            "shorter window, or start=… to stand before it"
        )
    return sliding_window_view(tokens, length)


def logits_of(model: Logits, tokens: Array) -> Array:
    """Return what a model says, in evaluation mode, without recording a graph."""
    with no_grad():
        if isinstance(model, Module):
            with model.evaluating():
                said = model(tokens)
        else:
            said = model(tokens)
    found = np.asarray(said.data if isinstance(said, Tensor) else said)
    if found.ndim - tokens.ndim not in (0, 1):
        raise ValueError(
            f"a model that gives {found.shape} for tokens {tokens.shape} is none of words; logits "
            "are (..., V) for what follows all, or (..., T, V) for what follows each"
        )
    return found


@dataclass(frozen=True)
class Windowed:
    """A model of few words that reads a text of any length, as :func:`losses` asks it to.

    Parameters
    ----------
    model : callable
        From tokens (B, T) to logits (B, T, V) of what follows each: a causal Transformer.
    start : int
        The token before the text. One after which a sentence begins, such as "." or "¶", says
        all there is to say.
    context : int, optional
        The most tokens it is shown; by default ``model.context``.
    anew : bool
        Whether the text is many, each ended by `start`, of which the model reads one at a time.

    Raises
    ------
    ValueError
        A context of no token, or of none that is known.

    Notes
    -----
    Windows overlap by half, and each tells what the one before did not reach: every word is
    predicted from at least context / 2 words, where the text has them.

    Examples
    --------
    >>> from lecture_lib.language import perplexity
    >>> from lecture_lib.nn import Transformer
    >>> model = Transformer(39, 16, 8, layers=1, heads=2, rng=np.random.default_rng(0))
    >>> reader = Windowed(model, start=0)
    >>> reader.distributions(np.arange(39)).shape
    (40, 39)
    >>> perplexity(reader, np.arange(39)) > 1
    True
    """

    model: Logits
    start: int
    context: int | None = None
    anew: bool = False

    def __post_init__(self) -> None:
        context = getattr(self.model, "context", None) if self.context is None else self.context
        if context is None or context < 1:
            raise ValueError(
                f"Windowed: context={context}; say how many tokens the model may be shown, at "
                "least 1"
            )
        object.__setattr__(self, "context", context)

    def distributions(self, text: ArrayLike) -> Array:
        """Return the probabilities of each next word; see :class:`LanguageModel`.

        Parameters
        ----------
        text : array_like of int, shape (T,)
            Numbers of words.

        Returns
        -------
        ndarray, shape (T + 1, V)
        """
        words = checked_numbers("Windowed.distributions", text)
        tokens = np.concatenate([[self.start], words])
        context = self.context or 1
        ends = np.flatnonzero(words == self.start) if self.anew else np.array([], int)
        bounds = [0, *(ends + 1), len(tokens)]
        rows = [
            (begin, min(begin + context, end))
            for first, end in pairwise(bounds)
            for begin in _begins(first, end, context)
        ]
        longest = max(end - begin for begin, end in rows)
        # What stands behind the last word is not seen by any that counts.
        shown = windows(np.append(tokens, np.full(longest, self.start)), longest)
        parts, done = [], 0
        for group in (rows[i : i + _ROWS] for i in range(0, len(rows), _ROWS)):
            asked = shown[[begin for begin, _ in group]]
            logits = logits_of(self.model, asked)
            if logits.ndim != 3:
                raise ValueError(
                    f"Windowed: logits {logits.shape} for tokens {asked.shape} must be (B, T, V), "
                    "of what follows each token"
                )
            for (begin, end), row in zip(group, logits, strict=True):
                parts.append(row[done - begin : end - begin])
                done = end
        return np.asarray(softmax(np.concatenate(parts).astype(float)))


def _begins(first: int, end: int, context: int) -> range:
    """Where windows begin, half a context apart, the last of which reaches the end."""
    half = max(1, context // 2)
    return range(first, max(first, end - context + half - 1) + 1, half)
