"""Words hidden from a reader who sees both sides: BERT's noise, and the least loss under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..randomness import checked_rng
from .source import Source

__all__ = ["Masking", "full_conditionals", "hidden_floor", "masked_floor", "masked_posterior"]

Array = NDArray[Any]

_TRIES = 100


@dataclass(frozen=True)
class Masking:
    """Choose words to be predicted, and hide them, mostly.

    Parameters
    ----------
    share : float
        Of the words that are chosen, each for itself, above 0.
    mask, random : float
        Of the chosen ones, how many are shown as the mask, and how many as a random word, which
        may be the right one by chance. The rest is shown as it is.

    Raises
    ------
    ValueError
        Shares that are none.

    Notes
    -----
    The defaults are those of BERT (Devlin et al., 2019, section 3.1). A word that is shown may be
    wrong, so the reader has to doubt all of them; ``Masking(0.15, mask=1, random=0)`` hides
    without lies.

    Examples
    --------
    >>> Masking()
    Masking(share=0.15, mask=0.8, random=0.1)
    """

    share: float = 0.15
    mask: float = 0.8
    random: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError(
                f"Masking: share={self.share} would cover nothing or more than all; take 0 < "
                "share ≤ 1, such as 0.15"
            )
        if not (self.mask >= 0 and self.random >= 0 and self.mask + self.random <= 1 + 1e-12):
            raise ValueError(
                f"Masking: mask={self.mask} and random={self.random} are shares of the chosen "
                "words: at least 0, and at most 1 in all"
            )

    def draw(self, rows: Array, words: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return what is shown of rows of words, and which of them are to be predicted.

        Parameters
        ----------
        rows : ndarray of int
            Numbers of words, below `words`.
        words : int
            The number of words, V. The mask is shown as V, the number after the last, which it
            has in a `Vocabulary` whose first special token is `Special.MASK`.
        rng : Generator
            Chooses, anew with each call.

        Returns
        -------
        seen : ndarray of int
            Like `rows`, with V and random words in it.
        chosen : ndarray of bool
            Where a prediction counts; true somewhere, but not in every row.

        Raises
        ------
        ValueError
            No rows, a number outside the words, or a share so small that nothing is ever chosen.

        Examples
        --------
        >>> seen, chosen = Masking(0.5).draw(np.arange(8), 8, np.random.default_rng(0))
        >>> seen.tolist()
        [0, 1, 0, 8, 4, 5, 6, 7]
        >>> np.flatnonzero(chosen).tolist()
        [1, 2, 3]
        """
        rows = np.asarray(rows)
        checked_rng("Masking.draw", rng)
        if not rows.size:
            raise ValueError(f"Masking.draw: rows of shape {rows.shape} hold no words to cover")
        _check("Masking.draw: rows", rows, words)
        for _ in range(_TRIES):
            chosen = rng.random(rows.shape) < self.share
            if chosen.any():
                break
        else:
            raise ValueError(
                f"Masking.draw: share={self.share} chose none of {rows.size} words in {_TRIES} "
                "draws; take a larger one, or more words"
            )
        how = rng.random(rows.shape)
        other = rng.integers(words, size=rows.shape)
        hidden = np.where(
            how < self.mask, words, np.where(how < self.mask + self.random, other, rows)
        )
        return np.where(chosen, hidden, rows), chosen

    def evidence(self, seen: Array, words: int, *, chosen: bool | None = None) -> Array:
        """Return how probable each word makes what is seen.

        Parameters
        ----------
        seen : ndarray of int, shape (...)
            Numbers of words; V is the mask.
        words : int
            The number of words, V.
        chosen : bool, optional
            Given that the words were chosen; left out: when one cannot know.

        Returns
        -------
        ndarray, shape (..., V)
            :math:`p(\\text{seen} \\mid \\text{word})`.

        Raises
        ------
        ValueError
            A number beyond the mask's.

        Examples
        --------
        >>> Masking().evidence(np.array([0, 2]), 2).round(4).tolist()
        [[0.8725, 0.0075], [0.12, 0.12]]
        """
        _check("Masking.evidence: what is seen", np.asarray(seen), words + 1)
        share = self.share if chosen is None else float(chosen)
        kept = 1 - share * (self.mask + self.random)
        table = share * self.random / words + kept * np.eye(words)
        table = np.concatenate([table, np.full((1, words), share * self.mask)])
        return np.asarray(table[seen])


def full_conditionals(source: Source, evidence: Array) -> Array:
    r"""Return what everything else says about each word of a row, but not what is seen of itself.

    Parameters
    ----------
    source : Source
        The language.
    evidence : ndarray, shape (..., T, V)
        How probable each word would make what is seen in its place: a row of ``np.eye(V)`` where
        the word is known, ones where nothing is.

    Returns
    -------
    ndarray, shape (..., T, V)
        Distributions :math:`p(x_t \mid \text{what is seen in all other places})`. The rows are
        taken from anywhere in an endless text.

    Raises
    ------
    ValueError
        Evidence of another shape, or a row that the language cannot say.

    Notes
    -----
    A Gibbs sampler draws from these. Forward–backward (Baum et al., 1970) over the arcs of the
    automaton: a word is an arc :math:`s \to s'`, and its weight is what the words before say of
    :math:`s`, times :math:`p(x \mid s)`, times what the words after say of :math:`s'`.

    Examples
    --------
    Between a duck and a goose there can only be a duck:

    >>> game = Source(0, lambda s: [("duck", 0.5, 1), ("goose", 0.5, 0)] if s else
    ...               [("duck", 1.0, 1)])
    >>> full_conditionals(game, np.eye(2)[[0, 0, 1]]).round(3).tolist()
    [[0.5, 0.5], [1.0, 0.0], [0.5, 0.5]]
    """
    evidence = np.asarray(evidence, float)
    if evidence.ndim < 2 or evidence.shape[-1] != len(source.words) or not evidence.size:
        raise ValueError(
            f"full_conditionals: evidence of shape {evidence.shape} must end in "
            f"(T, {len(source.words)}): places and words"
        )
    state, word, p, following = source.arcs
    seen = np.moveaxis(evidence, -2, 0).reshape(evidence.shape[-2], -1, len(source.words))
    to_state, to_next, to_word = (_Sum(key) for key in (state, following, word))

    before = np.empty((len(seen), seen.shape[1], len(source.states)))
    before[:1] = source.share
    for t in range(1, len(seen)):
        weights = before[t - 1][:, state] * p * seen[t - 1][:, word]
        before[t] = _normal(to_next(weights))
    found = np.empty_like(seen)
    after = np.ones(before.shape[1:])
    for t in reversed(range(len(seen))):
        onward = p * after[:, following]
        found[t] = _normal(to_word(before[t][:, state] * onward))
        after = _normal(to_state(onward * seen[t][:, word]))
    found = found.reshape(len(seen), *evidence.shape[:-2], len(source.words))
    return np.moveaxis(found, 0, -2)


def _check(what: str, numbers: Array, most: int) -> None:
    integer = numbers.dtype.kind in "iu"
    if not (integer and numbers.size and numbers.min() >= 0 and numbers.max() < most):
        raise ValueError(
            f"{what}: {numbers.dtype} of shape {numbers.shape} must be numbers from 0 to "
            f"{most - 1}; in a Vocabulary of the words make Special.MASK the first special token"
        )


class _Sum:
    """Adds what belongs to the same key; every key from 0 on occurs."""

    def __init__(self, key: Array) -> None:
        self.order = np.argsort(key, kind="stable")
        self.begins = np.searchsorted(key[self.order], np.arange(key.max() + 1))

    def __call__(self, weights: Array) -> Array:
        return np.asarray(np.add.reduceat(weights[:, self.order], self.begins, axis=1))


def _normal(weights: Array) -> Array:
    total = weights.sum(axis=-1, keepdims=True)
    if not (total > 0).all():
        row = int(np.argmin(total.reshape(-1) > 0))
        raise ValueError(
            f"full_conditionals: row {row} holds what the language cannot say, nor the noise"
        )
    return np.asarray(weights / total)


def masked_posterior(source: Source, seen: Array, masking: Masking) -> Array:
    """Return the true distribution of each word, from all that is seen, if it was chosen.

    Parameters
    ----------
    source : Source
        The language.
    seen : ndarray of int, shape (..., T)
        What :meth:`Masking.draw` shows.
    masking : Masking
        How it was drawn.

    Returns
    -------
    ndarray, shape (..., T, V)
        What a perfect masked model predicts. Where the noise tells that a word was not chosen, it
        is that word.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> language, mask = pond(), 39
    >>> seen = language.numbers("two geese that see a".split())
    >>> seen = np.append(seen, [mask, *language.numbers(["honk"])])
    >>> p = masked_posterior(language, seen, Masking(mask=1, random=0))[5]
    >>> [language.words[word] for word in np.argsort(-p)[:3]]
    ['duck', 'goose', 'swan']
    """
    words = len(source.words)
    shown = masking.evidence(seen, words)
    others = full_conditionals(source, shown)
    if_chosen = others * masking.evidence(seen, words, chosen=True)
    possible = if_chosen.any(axis=-1, keepdims=True)
    return _normal(np.where(possible, if_chosen, others * shown))


def masked_floor(
    source: Source, rows: Array, masking: Masking, rng: np.random.Generator
) -> float:  # fmt: skip
    """Return the least masked loss on rows of words, in nats a chosen word.

    Parameters
    ----------
    source : Source
        The language.
    rows : ndarray of int, shape (..., T)
        Numbers of words, taken from anywhere in a text.
    masking : Masking
        What is hidden, and how.
    rng : Generator
        Draws what is hidden.

    Returns
    -------
    float
        No model of whatever size is lower on average. The noise of the other words is drawn, that
        of the word itself is averaged exactly, so that each word of the rows counts.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> language, rng = pond(), np.random.default_rng(0)
    >>> rows = language.numbers(language.sample(200 * 32, rng)).reshape(200, 32)
    >>> masked_floor(language, rows, Masking(), rng) < language.entropy  # it sees both sides
    True
    """
    rows, words = np.asarray(rows), len(source.words)
    seen, _ = masking.draw(rows, words, rng)
    others = full_conditionals(source, masking.evidence(seen, words))
    table = masking.evidence(np.arange(words + 1), words, chosen=True)
    # Σ p(y|x) ln p(x|y) over what may be shown, y, with p(x|y) = p(x) p(y|x) / Σ p(x') p(y|x')
    shown = table.T[rows]
    ratio = np.divide(shown, others @ table.T, out=np.ones_like(shown), where=shown > 0)
    return _loss(others, rows) - float((shown * np.log(ratio)).sum(axis=-1).mean())


def hidden_floor(source: Source, rows: Array) -> float:
    """Return the least loss on one hidden word when all others of its row are seen, in nats.

    Parameters
    ----------
    source : Source
        The language.
    rows : ndarray of int, shape (..., T)
        Numbers of words; each is hidden once.

    Returns
    -------
    float

    Examples
    --------
    >>> game = Source(0, lambda s: [("duck", 0.5, 1), ("goose", 0.5, 0)] if s else
    ...               [("duck", 1.0, 1)])
    >>> round(hidden_floor(game, game.numbers(["duck", "duck", "goose"])), 3)  # ln 2, 0, ln 2
    0.462
    """
    rows = np.asarray(rows)
    _check("hidden_floor: rows", rows, len(source.words))
    return _loss(full_conditionals(source, np.eye(len(source.words))[rows]), rows)


def _loss(p: Array, words: Array) -> float:
    return float(-np.log(np.take_along_axis(p, words[..., None], axis=-1)).mean())
