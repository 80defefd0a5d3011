"""What a model is shown, and what it is to say: the form in which every objective comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .tokens import Special, Vocabulary, checked_numbers

__all__ = ["IGNORED", "Example", "checked_rows", "numbers_of", "padded", "sentinels", "words_of"]

Array = NDArray[Any]

#: The label of what does not count; no class has a number below 0.
IGNORED = -1


@dataclass(frozen=True, eq=False)
class Example:
    """A batch of an objective: what is read, what is to be said, and where that counts.

    Iterating over it gives the inputs, then the labels: what a loop of training unpacks, and what
    `fit` asks a ``transform`` for.

    Parameters
    ----------
    inputs : tuple of ndarray
        What the model is called with: tokens, shape (B, T), and what else the objective needs.
    target : ndarray of int
        The right answers, shape (B, T), or (B,) where there is one for each row.
    counted : ndarray of bool
        Where an answer counts, in the shape of `target`.

    Raises
    ------
    ValueError
        Target and counted of different shapes, or a row in which nothing counts.

    Examples
    --------
    >>> example = Example((np.array([[5, 6, 7]]),), np.array([[6, 7, 8]]),
    ...                   np.array([[False, True, True]]))
    >>> tokens, labels = example
    >>> labels.tolist()
    [[-1, 7, 8]]
    """

    inputs: tuple[Array, ...]
    target: Array
    counted: Array

    def __post_init__(self) -> None:
        if self.target.shape != self.counted.shape or not self.target.size:
            raise ValueError(
                f"Example: target {self.target.shape} and counted {self.counted.shape} must have "
                "one shape, with something in it"
            )
        counts = self.counted.reshape(len(self.counted), -1).any(axis=1)
        if not counts.all():
            raise ValueError(
                f"Example: nothing counts in row {int(np.argmin(counts))}; it would teach nothing"
            )

    def labels(self, ignore_index: int = IGNORED) -> Array:
        """Return the targets, with a number of no class where none counts.

        Parameters
        ----------
        ignore_index : int
            That number; the loss has to be told the same.

        Returns
        -------
        ndarray of int

        Raises
        ------
        ValueError
            A number that is a right answer somewhere: all such answers would be ignored.

        Examples
        --------
        BERT's second objective has the classes 0 and 1:

        >>> pairs = Example((np.zeros((2, 3), int),), np.array([0, 1]), np.array([True, True]))
        >>> pairs.labels(ignore_index=0)
        Traceback (most recent call last):
        ...
        ValueError: Example.labels: ignore_index=0 is the right answer in 1 of 2 places, which \
would not count; take a number that is no class, such as -1
        """
        answers = self.target[self.counted]
        lost = int((answers == ignore_index).sum())
        if lost:
            raise ValueError(
                f"Example.labels: ignore_index={ignore_index} is the right answer in {lost} of "
                f"{answers.size} places, which would not count; take a number that is no class, "
                f"such as {IGNORED}"
            )
        return np.where(self.counted, self.target, ignore_index)

    def __iter__(self) -> Iterator[Array]:
        yield from self.inputs
        yield self.labels()


def padded(rows: Sequence[ArrayLike], vocabulary: Vocabulary) -> Array:
    """Put rows of different lengths into one array, with padding behind the shorter ones.

    Parameters
    ----------
    rows : sequence of array_like of int
        Each of at least one token.
    vocabulary : Vocabulary
        Has :attr:`Special.PADDING`.

    Returns
    -------
    ndarray of int, shape (B, T)
        As wide as the longest row.

    Raises
    ------
    ValueError
        No rows, an empty one, or a vocabulary without padding.

    Examples
    --------
    >>> vocabulary = Vocabulary("a duck swims .".split(), [Special.PADDING])
    >>> padded([[0, 1, 2, 3], [1, 3]], vocabulary).tolist()
    [[0, 1, 2, 3], [1, 3, 4, 4]]
    """
    (padding,) = numbers_of("padded", vocabulary, Special.PADDING)
    lengths = np.array([len(np.atleast_1d(row)) for row in rows], int)
    if not lengths.size or not lengths.min():
        raise ValueError(f"padded: rows of {lengths.tolist()[:8]} tokens; each needs at least one")
    found = np.full((len(lengths), lengths.max()), padding)
    found[np.arange(found.shape[1]) < lengths[:, None]] = np.concatenate(rows)
    return found


def sentinels(count: int) -> tuple[str, ...]:
    """Return special tokens that stand for a span each, to be given to a :class:`Vocabulary`.

    Parameters
    ----------
    count : int
        At least 1.

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        A count below 1.

    Notes
    -----
    T5 has 100 of them, ``<extra_id_0>`` and so on.

    Examples
    --------
    >>> sentinels(2)
    ('<0>', '<1>')
    """
    if count < 1:
        raise ValueError(f"sentinels: count is {count}; it must be at least 1")
    return tuple(f"<{number}>" for number in range(count))


# -- what the objectives ask ---------------------------------------------------------------------


def numbers_of(owner: str, vocabulary: Vocabulary, *tokens: str) -> tuple[int, ...]:
    """Return the numbers of special tokens, or say which the vocabulary lacks.

    >>> numbers_of("masked", Vocabulary(["duck"]), Special.MASK)
    Traceback (most recent call last):
    ...
    ValueError: masked: the vocabulary has no '<mask>'; make it with special=['<mask>']
    """
    missing = [str(token) for token in tokens if token not in vocabulary]
    if missing:
        raise ValueError(
            f"{owner}: the vocabulary has no {', '.join(map(repr, missing))}; make it with "
            f"special={missing}"
        )
    return tuple(vocabulary[token] for token in tokens)


def words_of(vocabulary: Vocabulary) -> int:
    """Return the number of ordinary tokens, which come before all special ones."""
    special = [
        number
        for number, token in enumerate(vocabulary)
        if token in tuple(Special) or (token[:1] == "<" and token[1:-1].isdigit())
    ]
    return min(special, default=len(vocabulary))


def checked_rows(owner: str, rows: ArrayLike, vocabulary: Vocabulary, least: int) -> list[Array]:
    """Return rows without their padding, each of at least so many tokens."""
    tokens = checked_numbers(owner, rows, len(vocabulary), ndim=2)
    if not tokens.size:
        raise ValueError(
            f"{owner}: rows of shape {np.shape(rows)} hold nothing; it needs one or more, each of "
            f"at least {least}"
        )
    there = tokens != vocabulary[Special.PADDING] if Special.PADDING in vocabulary else tokens >= 0
    lengths = there.sum(axis=1)
    if lengths.min() < least:
        raise ValueError(
            f"{owner}: row {int(lengths.argmin())} has {lengths.min()} tokens; it needs at least "
            f"{least}"
        )
    return [row[:length] for row, length in zip(tokens, lengths, strict=True)]
