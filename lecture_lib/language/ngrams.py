"""n-grams: what followed the same few words before. No parameters to train, only counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .measure import LanguageModel, losses
from .tokens import checked_numbers

__all__ = ["Mixture", "NGram"]

Array = NDArray[Any]

_MOST_ROUNDS = 1_000


@dataclass(frozen=True)
class _Counts:
    """Different n-grams of one length, written as numbers in base V, and how often each counts."""

    codes: Array
    counts: Array

    @classmethod
    def of(cls, codes: Array) -> _Counts:
        return cls(*np.unique(codes, return_counts=True))


class NGram:
    r"""A model that looks up the last n − 1 words, with interpolated Kneser–Ney smoothing.

    .. math:: p(w \mid h) = \frac{\max(c(hw) - D, 0)}{c(h)} + \frac{D\,N(h\,\cdot)}{c(h)}\;
              p(w \mid h')

    A discount D is taken off each count and given to the shorter history h'. There a word counts
    as often as there are *different words before it*: what follows only one word is no good guess
    elsewhere. :math:`N(h\,\cdot)` is the number of different words after h.

    Parameters
    ----------
    text : array_like of int, shape (T,)
        Numbers of words, from 0 to ``size - 1``.
    n : int
        The length of the n-grams; 1 looks at no word before.
    size : int
        The number of words, V.
    add : float, optional
        Instead of Kneser–Ney: :math:`p(w \mid h) = (c(hw) + \lambda) / (c(h) + \lambda V)`, with
        this λ above 0 (λ = 1 is Laplace's rule).
    prior : float, optional
        Instead of Kneser–Ney, what the shorter history says weighs as much as so many words read:
        :math:`p(w \mid h) = (c(hw) + \alpha\,p(w \mid h')) / (c(h) + \alpha)`, with this α above
        0. Choose it on text that was not counted.
    sees : array_like of int, shape (V,), optional
        What it takes each word for when it looks back: words with the same number are one to it.
        The next word it still tells from all others.
    skips : sequence of int, optional
        Words that it leaves out when it looks back, unless they stand last; so its window of
        n − 1 words reaches farther.

    Attributes
    ----------
    discounts : ndarray, shape (n,)
        D for each length: :math:`n_1 / (n_1 + 2 n_2)` from the numbers of n-grams that count once
        and twice.

    Raises
    ------
    ValueError
        A text shorter than n words, a number outside the words, a λ or α that is not positive,
        both of them, words to see or skip that are none, or so many words that an n-gram of them
        is no longer a number of 63 bits.

    Notes
    -----
    Kneser and Ney (1995); the interpolated form and the discount as in Chen and Goodman (1999),
    sections 2.7 and 4.1.1. `prior` is the hierarchical Dirichlet model of MacKay and Peto (1995)
    with one α for all histories. At the beginning of a text, histories are shorter.

    Examples
    --------
    >>> text = [0, 1, 0, 1, 0, 2]  # duck goose duck goose duck swan
    >>> NGram(text, 2, 3, add=1).distributions([0])[-1].tolist()  # after a duck
    [0.16666666666666666, 0.5, 0.3333333333333333]
    >>> NGram(text, 2, 3).distributions([0])[-1].round(3).tolist()  # less for what never came
    [0.044, 0.644, 0.311]
    >>> NGram(text, 2, 3, prior=3).distributions([0])[-1].round(3).tolist()
    [0.222, 0.5, 0.278]

    If it takes a swan for a goose, it knows what comes after two swans, which it never met:

    >>> model = NGram(text, 2, 3, prior=3, sees=[0, 1, 1])
    >>> model.distributions([2])[-1].round(3).tolist()
    [0.667, 0.2, 0.133]
    """

    def __init__(
        self,
        text: ArrayLike,
        n: int,
        size: int,
        *,
        add: float | None = None,
        prior: float | None = None,
        sees: ArrayLike | None = None,
        skips: Sequence[int] = (),
    ) -> None:
        numbers = checked_numbers("NGram", text, size)
        if n < 1 or len(numbers) < n:
            raise ValueError(
                f"NGram: a text of {len(numbers)} words has no {n}-gram; n goes from 1 to the "
                "length of the text"
            )
        if add is not None and prior is not None:
            raise ValueError(
                f"NGram: add={add} and prior={prior} are two kinds of smoothing; take one"
            )
        if add is not None and not 0 < add < np.inf:
            raise ValueError(f"NGram: add={add} must be above 0; add=1 is Laplace's rule")
        if prior is not None and not 0 < prior < np.inf:
            raise ValueError(f"NGram: prior={prior} must be above 0; it weighs as so many words")
        if size**n >= 2**63:
            raise ValueError(f"NGram: {size} words to the power {n} is too large; take n smaller")
        self.n, self.size, self.add, self.prior = n, size, add, prior
        self.sees = np.arange(size) if sees is None else checked_numbers("NGram", sees, size)
        if self.sees.shape != (size,):
            raise ValueError(
                f"NGram: sees has {len(self.sees)} numbers; it needs one a word, {size}"
            )
        self.kept = ~np.isin(np.arange(size), checked_numbers("NGram", np.array(skips, int), size))
        whole = []
        for first, codes in self._histories(numbers):
            if first >= len(numbers):
                raise ValueError(
                    f"NGram: with the words skipped, the text has no window of {n - 1}; take n "
                    "smaller"
                )
            whole.append(_Counts.of(codes[:-1] * size + numbers[first:]))
        # Kneser–Ney: below n, an n-gram counts once for each word that was seen before it.
        heard = [_Counts.of(longer.codes % size**k) for k, longer in enumerate(whole[1:], start=1)]
        self._tables = [*heard, whole[-1]] if add is None and prior is None else whole
        self.discounts = np.array([_discount(table.counts) for table in self._tables])

    def distributions(self, text: ArrayLike) -> Array:
        """Return the probabilities of each next word.

        Parameters
        ----------
        text : array_like of int, shape (T,)
            Numbers of words.

        Returns
        -------
        ndarray, shape (T + 1, V)
            Row t is for the word at place t, from the words before it; the last row is for the
            word that follows the text.
        """
        numbers = checked_numbers("NGram.distributions", text, self.size)
        p = np.full((len(numbers) + 1, self.size), 1 / self.size)
        found = zip(self._tables, self._histories(numbers), strict=True)
        for k, (table, (first, histories)) in enumerate(found, start=1):
            p[first:] = self._longer(k, table, histories, p[first:])
        return p

    def _histories(self, numbers: Array) -> Iterator[tuple[int, Array]]:
        """For 0, 1, …, n − 1 words back: the first place that has them, and the code of each."""
        seen, kept = self.sees[numbers], np.flatnonzero(self.kept[numbers])
        codes, first = np.zeros(len(numbers) + 1, np.int64), 0
        # How many words are kept before the last one, at each place that has a last one.
        before = np.cumsum(np.concatenate([[0], self.kept[numbers][:-1]]))[: len(numbers)]
        for back in range(self.n):
            yield first, codes
            if back == 0:
                first, codes = 1, seen.copy()
                continue
            enough = int(np.searchsorted(before, back))
            codes = codes[1 + enough - first :]
            codes = codes + self.size**back * seen[kept[before[enough:] - back]]
            first = 1 + enough

    def _longer(self, k: int, table: _Counts, histories: Array, shorter: Array) -> Array:
        """Distributions after histories of k − 1 words, from those after one word less."""
        begin = np.searchsorted(table.codes, histories * self.size)
        end = np.searchsorted(table.codes, (histories + 1) * self.size)
        different = end - begin
        sums = np.concatenate([[0], np.cumsum(table.counts)])
        total = sums[end] - sums[begin]
        # All entries of all histories in one list: which row, and which place in the table.
        row = np.repeat(np.arange(len(histories)), different)
        first = np.repeat(begin - np.concatenate([[0], np.cumsum(different)[:-1]]), different)
        entry = first + np.arange(len(row))
        word = table.codes[entry] % self.size
        if self.add is not None:
            p = np.full_like(shorter, self.add)
            p[row, word] += table.counts[entry]
            return np.asarray(p / (total + self.add * self.size)[:, None])
        if self.prior is not None:
            p = self.prior * shorter
            p[row, word] += table.counts[entry]
            return np.asarray(p / (total + self.prior)[:, None])
        known = np.maximum(total, 1)
        discount = self.discounts[k - 1]
        p = shorter * np.where(total > 0, discount * different / known, 1.0)[:, None]
        p[row, word] += (table.counts[entry] - discount) / known[row]
        return p

    def __repr__(self) -> str:
        how = "Kneser–Ney"
        if self.add is not None:
            how = f"add {self.add:g}"
        elif self.prior is not None:
            how = f"prior {self.prior:g}"
        return f"NGram({self.n} words, {how}, {len(self._tables[-1].codes):,} different)"


def _discount(counts: Array) -> float:
    once, twice = (counts == 1).sum(), (counts == 2).sum()
    # A text in which nothing occurs once tells nothing of what is rare; half a count is kept back.
    return float(once / (once + 2 * twice)) if once and twice else 0.5


class Mixture:
    r"""The weighted mean of models, :math:`p = \sum_i w_i p_i`.

    Parameters
    ----------
    models : sequence of LanguageModel
        Over the same words.
    weights : array_like, shape (M,)
        At least 0; they sum to 1.

    Raises
    ------
    ValueError
        Weights that are no distribution, or not as many as models.

    Examples
    --------
    >>> text = [0, 1, 0, 1, 0, 2]
    >>> mixed = Mixture([NGram(text, 1, 3), NGram(text, 2, 3)], [0.5, 0.5])
    >>> mixed.distributions([0]).shape
    (2, 3)
    """

    def __init__(self, models: Sequence[LanguageModel], weights: ArrayLike) -> None:
        w = np.asarray(weights, float)
        fits = w.shape == (len(models),) and len(models) > 0
        if not (fits and (w >= 0).all() and abs(w.sum() - 1) <= 1e-9):
            raise ValueError(
                f"Mixture: weights {w.tolist()} for {len(models)} models; there must be one each, "
                "at least 0, and they must sum to 1"
            )
        self.models, self.weights = tuple(models), w

    @classmethod
    def fit(
        cls, models: Sequence[LanguageModel], held_out: ArrayLike, *, tolerance: float = 1e-10
    ) -> Mixture:  # fmt: skip
        r"""Return the mixture that makes held-out words most probable.

        Parameters
        ----------
        models : sequence of LanguageModel
            Trained on other words: on its own, the model that learnt by heart would get all the
            weight.
        held_out : array_like of int, shape (T,)
            Numbers of words.
        tolerance : float
            Stop once a round gains no more nats a word than this.

        Returns
        -------
        Mixture

        Raises
        ------
        ValueError
            No models, no words, or a word that no model thinks possible.

        Notes
        -----
        EM (Dempster, Laird and Rubin, 1977; for n-grams Jelinek and Mercer, 1980): a model is
        responsible for a word in proportion to :math:`w_i p_i`, and its new weight is its mean
        responsibility. The likelihood never falls and has a single maximum.

        Examples
        --------
        >>> text, held_out = [0, 1, 0, 1, 0, 2] * 5, [0, 1, 2, 0, 0, 1]
        >>> mixed = Mixture.fit([NGram(text, 1, 3), NGram(text, 2, 3)], held_out)
        >>> mixed.weights.round(2).tolist()
        [0.79, 0.21]
        """
        numbers = checked_numbers("Mixture.fit", held_out)
        if not models or not numbers.size:
            raise ValueError(
                f"Mixture.fit: {len(models)} models and {numbers.size} held-out words; it needs "
                "some of both"
            )
        p = np.exp(-np.array([losses(model, numbers) for model in models]))
        if not p.any(axis=0).all():
            place = int(np.argmin(p.any(axis=0)))
            raise ValueError(
                f"Mixture.fit: no model thinks word {place} possible; add one that is smoothed"
            )
        weights, before = np.full(len(p), 1 / len(p)), -np.inf
        for _ in range(_MOST_ROUNDS):
            joint = weights[:, None] * p
            total = joint.sum(axis=0)
            now = float(np.log(total).mean())
            if now - before <= tolerance:
                break
            weights, before = (joint / total).mean(axis=1), now
        return cls(models, weights / weights.sum())

    def distributions(self, text: ArrayLike) -> Array:
        """Return the probabilities of each next word, shape (T + 1, V)."""
        first, *others = found = [model.distributions(text) for model in self.models]
        for model, p in zip(self.models[1:], others, strict=True):
            if p.shape != first.shape:
                raise ValueError(
                    f"Mixture: {self.models[0]!r} knows {first.shape[1]} words and {model!r} "
                    f"{p.shape[1]}; all of them need one Vocabulary"
                )
        return np.asarray(sum(w * p for w, p in zip(self.weights, found, strict=True)))

    def __repr__(self) -> str:
        parts = zip(self.weights, self.models, strict=True)
        return f"Mixture({' + '.join(f'{w:.3g} {model!r}' for w, model in parts)})"
