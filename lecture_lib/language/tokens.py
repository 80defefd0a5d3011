"""From a text to numbers and back: words, characters, byte pairs, and a vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Special", "Vocabulary", "characters", "checked_numbers", "words"]

_WORD = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")


def words(text: str) -> list[str]:
    """Cut a text into words and signs.

    Parameters
    ----------
    text : str
        Letters and digits form words, with a hyphen or an apostrophe between them; every other
        sign stands alone, white space is left out.

    Returns
    -------
    list of str
        Capitals stay; ``words(text.lower())`` has fewer kinds.

    Examples
    --------
    >>> words("Don't feed the geese!")
    ["Don't", 'feed', 'the', 'geese', '!']
    """
    return _WORD.findall(text)


def characters(text: str) -> list[str]:
    """Cut a text into its characters, white space too.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    list of str

    Examples
    --------
    >>> characters("a duck")
    ['a', ' ', 'd', 'u', 'c', 'k']
    """
    return list(text)


class Special(StrEnum):
    """Tokens that are no part of a text; each is also a string.

    Examples
    --------
    >>> Special.MASK == "<mask>"
    True
    """

    UNKNOWN = "<unk>"
    PADDING = "<pad>"
    MASK = "<mask>"
    START = "<s>"
    END = "</s>"
    SEPARATOR = "<sep>"
    CLASS = "<cls>"


class Vocabulary:
    """Tokens and their numbers.

    Parameters
    ----------
    tokens : iterable of str
        Each once; a token's place is its number.
    special : iterable of str
        Come last, so that they leave all other numbers as they are.

    Attributes
    ----------
    tokens : tuple of str
        All of them.

    Raises
    ------
    ValueError
        A token twice, or none at all.

    Examples
    --------
    >>> vocabulary = Vocabulary(["duck", "goose"], special=[Special.UNKNOWN, Special.MASK])
    >>> vocabulary.encode(["goose", "swan", Special.MASK]).tolist()
    [1, 2, 3]
    >>> vocabulary.decode([0, 2]), len(vocabulary), "swan" in vocabulary
    (['duck', '<unk>'], 4, False)

    A language keeps its own numbers, so that a model's can be compared with the truth:

    >>> from lecture_lib.language import pond
    >>> Vocabulary(pond().words, special=[Special.MASK])[Special.MASK]
    39
    """

    def __init__(self, tokens: Iterable[str], special: Iterable[str] = ()) -> None:
        self.tokens = tuple(str(token) for token in (*tokens, *special))
        if not self.tokens:
            raise ValueError("Vocabulary: no tokens; was the text empty?")
        token, count = Counter(self.tokens).most_common(1)[0]
        if count > 1:
            raise ValueError(f"Vocabulary: {token!r} is there {count} times; pass each token once")

    @classmethod
    def of(
        cls, text: Iterable[str], special: Iterable[str] = (), *, at_least: int = 1
    ) -> Vocabulary:  # fmt: skip
        """Return the tokens of a text, the most frequent first.

        Parameters
        ----------
        text : iterable of str
            Tokens in any order, as often as they occur.
        special : iterable of str
            Come last.
        at_least : int
            Leave out what is rarer; with :attr:`Special.UNKNOWN` in its place.

        Examples
        --------
        >>> Vocabulary.of("duck duck goose swan".split(), [Special.UNKNOWN], at_least=2).tokens
        ('duck', '<unk>')
        """
        special = tuple(special)
        counts = Counter(text)
        kept = sorted(counts, key=lambda token: (-counts[token], token))
        return cls((t for t in kept if counts[t] >= at_least and t not in special), special)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._number

    def __getitem__(self, token: str) -> int:
        """The number of a token; an unknown one has the number of `Special.UNKNOWN`."""
        return int(self.encode([token])[0])

    def encode(self, text: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of tokens.

        Parameters
        ----------
        text : sequence of str
            Tokens; none gives an empty array.

        Returns
        -------
        ndarray of int64, shape (T,)

        Raises
        ------
        ValueError
            An unknown token, when there is no `Special.UNKNOWN` to stand for it.
        """
        unknown = self._number.get(Special.UNKNOWN, -1)
        numbers = np.array([self._number.get(token, unknown) for token in text], np.int64)
        if (numbers < 0).any():
            place = int(np.argmax(numbers < 0))
            raise ValueError(
                f"Vocabulary.encode: {text[place]!r}, token {place}, is unknown among "
                f"{len(self)} tokens; make the vocabulary with special=[Special.UNKNOWN]"
            )
        return numbers

    def decode(self, numbers: Iterable[Any]) -> list[str]:
        """Return the tokens of numbers.

        Parameters
        ----------
        numbers : iterable of int
            From 0 to ``len(vocabulary) - 1``.

        Raises
        ------
        ValueError
            A number beyond that.
        """
        found = [index(number) for number in numbers]
        wrong = [number for number in found if not 0 <= number < len(self)]
        if wrong:
            raise ValueError(
                f"Vocabulary.decode: no token has the number {wrong[0]}; they go from 0 to "
                f"{len(self) - 1}"
            )
        return [self.tokens[number] for number in found]

    def __repr__(self) -> str:
        first = ", ".join(self.tokens[:3])
        return f"Vocabulary({len(self)} tokens: {first}{', …' if len(self) > 3 else ''})"


def checked_numbers(
    owner: str, text: ArrayLike, size: int | None = None, *, ndim: int = 1
) -> NDArray[np.int64]:
    """Return a text as numbers of words, one row or a table, below `size`, or say what it is."""
    numbers = np.asarray(text)
    if numbers.size == 0:
        return np.zeros((0,) * ndim, np.int64)
    if numbers.ndim != ndim or numbers.dtype.kind not in "iu":
        raise ValueError(
            f"{owner}: a text of shape {numbers.shape} and {numbers.dtype} is no "
            f"{'row' if ndim == 1 else 'table'} of whole numbers; encode it with a Vocabulary first"
        )
    least, most = int(numbers.min()), int(numbers.max())
    if least < 0 or (size is not None and most >= size):
        allowed = "from 0 on" if size is None else f"from 0 to {size - 1}, of {size} words"
        raise ValueError(f"{owner}: the text has numbers from {least} to {most}; they go {allowed}")
    return numbers.astype(np.int64, copy=False)
