"""How good a model is: beside the truth, on the same words, and where it lacks what."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Group", "LanguageModel", "by_group", "distances", "divergences", "excess", "losses",
    "perplexity",
]  # fmt: skip

Array = NDArray[Any]
Label = TypeVar("Label", bound=Hashable)


class LanguageModel(Protocol):
    """What can say how probable each next word of a text is: a model, or the truth.

    Examples
    --------
    >>> class Dice:
    ...     def distributions(self, text):
    ...         return np.full((len(text) + 1, 6), 1 / 6)
    >>> round(perplexity(Dice(), [3, 0, 5]), 9)
    6.0
    """

    def distributions(self, text: ArrayLike, /) -> Array:
        """Return an array of shape (T + 1, V) for T words, by number.

        Row t holds the probabilities of the word at place t, from the words before it; the last
        row those of the word that follows the text.
        """
        ...


def losses(model: LanguageModel, text: ArrayLike) -> Array:
    r"""Return the loss on each word, :math:`-\ln p(x_t \mid x_0 \dots x_{t-1})` in nats.

    Parameters
    ----------
    model : LanguageModel
        A model, or a :class:`Source`, which knows the truth.
    text : array_like of int, shape (T,)
        Numbers of words.

    Returns
    -------
    ndarray, shape (T,)
        ``inf`` where a word was thought impossible.

    Raises
    ------
    ValueError
        An empty text, or a model that gives distributions of another shape.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> language = pond()
    >>> losses(language, language.numbers("duck goose !".split())).round(3).tolist()
    [3.912, 0.916, 0.0]
    """
    numbers = np.asarray(text)
    if not numbers.size:
        raise ValueError("losses: the text is empty; a loss needs a word")
    p = _rows(model, numbers)[np.arange(len(numbers)), numbers]
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(p)) + 0.0


def _rows(model: LanguageModel, numbers: Array) -> Array:
    """The distributions of the words of a text."""
    p = np.asarray(model.distributions(numbers))
    if p.ndim != 2 or len(p) != len(numbers) + 1 or p.shape[1] <= numbers.max():
        raise ValueError(
            f"{type(model).__name__}.distributions gives {p.shape} for {len(numbers)} words up to "
            f"number {numbers.max()}; it must be ({len(numbers) + 1}, V), V above that number"
        )
    return p[:-1]


def perplexity(model: LanguageModel, text: ArrayLike) -> float:
    """Return e to the mean loss: among how many equally probable words the model has to guess.

    Parameters
    ----------
    model : LanguageModel
        A model, or the truth.
    text : array_like of int, shape (T,)
        Numbers of words.

    Returns
    -------
    float

    Examples
    --------
    >>> from lecture_lib.language import NGram
    >>> round(perplexity(NGram([0, 1, 2, 3], 1, 4, add=1), [0, 1]), 9)
    4.0
    """
    return float(np.exp(losses(model, text).mean()))


def excess(model: LanguageModel, truth: LanguageModel, text: ArrayLike) -> float:
    """Return how far a model's mean loss is above that of the truth on the same words, as a share.

    Parameters
    ----------
    model, truth : LanguageModel
        What is judged, and what knows, a :class:`Source`.
    text : array_like of int, shape (T,)
        Numbers of words.

    Returns
    -------
    float
        0.05 is 5 % above. The luck of the sample touches both alike, so it mostly cancels.

    Examples
    --------
    >>> from lecture_lib.language import NGram, pond
    >>> language, rng = pond(), np.random.default_rng(0)
    >>> train, test = (language.numbers(language.sample(n, rng)) for n in (5_000, 1_000))
    >>> excess(language, language, test)
    0.0
    >>> 0.2 < excess(NGram(train, 3, 39), language, test) < 0.4
    True
    """
    return float(losses(model, text).mean() / losses(truth, text).mean() - 1)


def divergences(truth: LanguageModel, model: LanguageModel, text: ArrayLike) -> Array:
    r"""Return what a model lacks at each place, :math:`\sum_w p(w) \ln \frac{p(w)}{q(w)}` in nats.

    Parameters
    ----------
    truth, model : LanguageModel
        p, a :class:`Source`, and q. The model may know more words, after the others, such as
        special tokens; to think them probable costs it.
    text : array_like of int, shape (T,)
        Numbers of words: where one is, not what is said next, which is averaged exactly.

    Returns
    -------
    ndarray, shape (T,)
        Kullback–Leibler divergences, at least 0; ``inf`` where q thinks impossible what is not.

    Raises
    ------
    ValueError
        A model that knows fewer words than the truth, or an empty text.

    Notes
    -----
    Their mean is the model's loss less the entropy, without the noise of the words that happened
    to be said.

    Examples
    --------
    >>> from lecture_lib.language import NGram, pond
    >>> language, rng = pond(), np.random.default_rng(0)
    >>> train, test = (language.numbers(language.sample(n, rng)) for n in (5_000, 1_000))
    >>> lacks = divergences(language, NGram(train, 3, 39), test)
    >>> lacks.shape, bool(lacks.min() >= 0)
    ((1000,), True)
    """
    numbers = np.asarray(text)
    if not numbers.size:
        raise ValueError("divergences: the text is empty; there is no place to compare at")
    p, q = _rows(truth, numbers), _rows(model, numbers)
    if q.shape[1] < p.shape[1]:
        raise ValueError(
            f"divergences: the model knows {q.shape[1]} words and the truth {p.shape[1]}; encode "
            "its text with the words of the language"
        )
    with np.errstate(divide="ignore"):
        ratio = np.divide(p, q[:, : p.shape[1]], out=np.ones_like(p), where=p > 0)
    return np.asarray(np.maximum((p * np.log(ratio)).sum(axis=1), 0))


class Group(NamedTuple):
    """What a group of places has in common.

    Attributes
    ----------
    places : int
        How many.
    mean : float
        The mean of their values.
    share : float
        Their part in the sum over all groups.

    Examples
    --------
    >>> Group(2, 0.5, 0.25).mean
    0.5
    """

    places: int
    mean: float
    share: float


def by_group(values: ArrayLike, labels: Sequence[Label]) -> dict[Label, Group]:
    """Sort values, such as losses or divergences, by a label of their places.

    Parameters
    ----------
    values : array_like, shape (T,)
        One for each place.
    labels : sequence, length T
        A class of words, a distance, or whatever may explain a value.

    Returns
    -------
    dict
        Label to :class:`Group`, the largest share first.

    Raises
    ------
    ValueError
        Not as many labels as values.

    Examples
    --------
    >>> for label, group in by_group([1.0, 0.5, 2.5], ["verb", "noun", "verb"]).items():
    ...     print(label, group)
    verb Group(places=2, mean=1.75, share=0.875)
    noun Group(places=1, mean=0.5, share=0.125)
    """
    v, named = np.asarray(values, float), list(labels)
    if v.shape != (len(named),):
        raise ValueError(
            f"by_group: values of shape {v.shape} and {len(named)} labels; there must be one each"
        )
    number: dict[Label, int] = {}
    place = np.array([number.setdefault(label, len(number)) for label in named], int)
    counts, sums = np.bincount(place), np.bincount(place, v)
    whole = v.sum() or 1.0
    groups = {
        label: Group(int(counts[i]), float(sums[i] / counts[i]), float(sums[i] / whole))
        for label, i in number.items()
    }
    return dict(sorted(groups.items(), key=lambda item: -item[1].share))


def distances(text: Sequence[Label], since: Collection[Label]) -> Array:
    """Return how many words back the last of some words is, seen from each place.

    Parameters
    ----------
    text : sequence
        Words, or their numbers.
    since : collection
        The words that are looked for.

    Returns
    -------
    ndarray of int, shape (T,)
        1 for the word just before a place, and −1 where there was none yet.

    Examples
    --------
    How far must one look back for the hero's bird?

    >>> distances("once a swan lived near the pond . it".split(), {"duck", "swan"}).tolist()
    [-1, -1, -1, 1, 2, 3, 4, 5, 6]
    """
    places = np.arange(len(text))
    found = np.array([place if word in since else -1 for place, word in enumerate(text)], int)
    last = np.concatenate([[-1], np.maximum.accumulate(found)[:-1]]) if len(text) else found
    return np.where(last >= 0, places - last, -1)
