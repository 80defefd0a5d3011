"""What a model says when it is asked to go on: distributions to draw from, and texts drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import softmax
from ..randomness import checked_rng
from .windows import Logits, logits_of

__all__ = ["distribution", "generate"]

Array = NDArray[Any]


def distribution(
    logits: ArrayLike, *, temperature: ArrayLike = 1.0, top_k: ArrayLike | None = None,
    top_p: ArrayLike | None = None,
) -> Array:  # fmt: skip
    r"""Turn logits into probabilities to draw from, more or less daring.

    .. math:: p_i \propto e^{z_i / \tau}, \quad
              \text{then } p_i \propto p_i\,[\,i \text{ is kept}\,]

    Parameters
    ----------
    logits : array_like, shape (..., V)
        z; −∞ for what is impossible. Logarithms of probabilities are logits too.
    temperature : float, or array_like, shape (...)
        τ, one for all or one for each. Below 1 what is probable becomes more so; 0 leaves the
        largest logit alone, the first of them if there are several.
    top_k : int, or array_like, optional
        Keep only the k most probable.
    top_p : float, or array_like, optional
        Then keep only the fewest of the most probable that together have at least this
        probability.

    Returns
    -------
    ndarray of float64, shape (..., V)

    Raises
    ------
    ValueError
        A temperature below 0, k below 1, p outside (0, 1], or logits that are NaN, +∞ or
        all −∞.

    Notes
    -----
    top_k: Fan, Lewis and Dauphin (2018); top_p, *nucleus sampling*: Holtzman et al. (2020).

    Examples
    --------
    >>> z = np.log([0.5, 0.3, 0.15, 0.05])
    >>> distribution(z, temperature=0.5).round(3).tolist()  # squares, scaled to sum to 1
    [0.685, 0.247, 0.062, 0.007]
    >>> distribution(z, top_k=2).tolist() == distribution(z, top_p=0.7).tolist()
    True
    >>> distribution([z, z], temperature=[0, 1]).round(3).tolist()
    [[1.0, 0.0, 0.0, 0.0], [0.5, 0.3, 0.15, 0.05]]
    """
    z = np.asarray(logits, float)
    tau = _each(temperature)
    k, share = _each(np.inf if top_k is None else top_k), _each(1.0 if top_p is None else top_p)
    if not ((tau >= 0) & (tau < np.inf)).all():
        raise ValueError(
            f"distribution: temperature={temperature!r} must be at least 0: 0 is the most probable "
            "word, 1 what the model says"
        )
    if not (k >= 1).all():
        raise ValueError(f"distribution: top_k={top_k!r} keeps no word; keep at least 1")
    if not ((share > 0) & (share <= 1)).all():
        raise ValueError(f"distribution: top_p={top_p!r} must be above 0 and at most 1")
    if not z.ndim or not z.shape[-1] or not np.isfinite(z.max(axis=-1)).all():
        raise ValueError(
            f"distribution: logits of shape {z.shape} must be (..., V) without NaN or +∞, and not "
            "all −∞; did the training diverge?"
        )
    order = np.argsort(-z, axis=-1, kind="stable")
    is_greedy = tau == 0
    p = np.take_along_axis(softmax(z / np.where(is_greedy, 1.0, tau)), order, axis=-1)
    p = np.where(np.arange(p.shape[-1]) < np.where(is_greedy, 1, k), p, 0.0)
    if (share < 1).any():
        p /= p.sum(axis=-1, keepdims=True)
        enough = np.cumsum(p, axis=-1) - p >= share * (1 - 1e-12)  # without it
        p[enough & (share < 1)] = 0
    found = np.empty_like(p)
    np.put_along_axis(found, order, p / p.sum(axis=-1, keepdims=True), axis=-1)
    return found


def _each(setting: ArrayLike) -> Array:
    """A setting beside the words it is for: (..., 1)."""
    return np.asarray(setting, float)[..., None]


def generate(
    model: Logits, prompt: ArrayLike, length: int, *, rng: np.random.Generator,
    temperature: ArrayLike = 1.0, top_k: ArrayLike | None = None, top_p: ArrayLike | None = None,
    context: int | None = None, groups: int = 1,
) -> Array:  # fmt: skip
    """Go on with a text, or with many at once: draw a word, put it behind, ask again.

    Parameters
    ----------
    model : callable
        From tokens (..., T) to logits of the next, (..., V), such as a :class:`NeuralLM`, or of
        what follows each, (..., T, V), such as a causal :class:`~lecture_lib.nn.Transformer`.
    prompt : array_like of int, shape (T,) or (B, T)
        T ≥ 1; a model that has to begin gets the token after which a text begins.
    length : int
        How many words to add.
    rng : Generator
        Where the chance comes from.
    temperature, top_k, top_p
        As for :func:`distribution`: one for all texts, or one for each, shape (B,).
    context : int, optional
        The most tokens that the model is shown, always the last; by default ``model.context``,
        or else all.
    groups : int
        The rows are so many equal groups, one after the other, and all are drawn with the same
        random numbers: settings then differ by what they do, and less by luck.

    Returns
    -------
    ndarray of int, shape (T + length,) or (B, T + length)
        The prompt and what follows.

    Raises
    ------
    ValueError
        An empty prompt, a length or a context below 1, groups that the rows cannot make, and what
        :func:`distribution` refuses.

    Notes
    -----
    A text longer than the model's context goes on all the same: it forgets its beginning. Nothing
    is kept from one word to the next, so that any model can be asked; many rows at once cost
    little more than one.

    Examples
    --------
    The truth is a model too:

    >>> from lecture_lib.language import pond
    >>> language = pond()
    >>> def truth(tokens):
    ...     with np.errstate(divide="ignore"):
    ...         return np.log([language.distributions(row)[-1] for row in tokens])
    >>> said = generate(truth, [language.numbers(["two"])], 7, rng=np.random.default_rng(0))
    >>> " ".join(language.words[word] for word in said[0])
    'two geese near the pond honk and honk'
    """
    tokens = np.asarray(prompt)
    if tokens.ndim not in (1, 2) or not tokens.size or tokens.dtype.kind not in "iu":
        raise ValueError(
            f"generate: a prompt of {tokens.dtype} and shape {tokens.shape}; it needs whole "
            "numbers (T,) or (B, T), with at least one token, such as one that ends a sentence"
        )
    context = getattr(model, "context", None) if context is None else context
    if length < 1 or (context is not None and context < 1):
        raise ValueError(f"generate: length={length} and context={context} count from 1")
    checked_rng("generate", rng)
    rows = len(tokens) if tokens.ndim == 2 else 1
    if groups < 1 or rows % groups:
        raise ValueError(f"generate: {rows} texts are not {groups} groups of equal size")
    said = np.concatenate([tokens, np.zeros((*tokens.shape[:-1], length), int)], axis=-1)
    for end in range(tokens.shape[-1], said.shape[-1]):
        begin = 0 if context is None else max(0, end - context)
        shown = said[..., begin:end]
        logits = logits_of(model, shown)
        p = distribution(
            logits[..., -1, :] if logits.ndim > shown.ndim else logits,
            temperature=temperature, top_k=top_k, top_p=top_p,
        )  # fmt: skip
        chances = np.tile(rng.random(rows // groups), groups)
        said[..., end] = _drawn(p, chances.reshape(tokens.shape[:-1]))
    return said


def _drawn(p: Array, chances: Array) -> Array:
    """The number for each distribution at which its running sum passes a chance in [0, 1)."""
    until = np.cumsum(p, axis=-1)
    until /= until[..., -1:]
    return np.asarray((until <= chances[..., None]).sum(axis=-1))
