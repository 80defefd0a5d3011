"""Byte-pair encoding, trained here: the pair of tokens that is most frequent becomes a token."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

__all__ = ["BytePairs"]

Pair = tuple[int, int]

# A word takes the space before it along; no token crosses from one of these to the next.
_CHUNK = re.compile(r" ?\w+| ?[^\w\s]+|\s+")


@dataclass(frozen=True)
class BytePairs:
    """Tokens made of bytes: 256 single ones, and one more with each merge.

    Any text can be encoded, in every script, and is decoded to the same text.

    Parameters
    ----------
    merges : tuple of (int, int)
        In the order in which they were learnt; the i-th makes token 256 + i of two earlier ones.

    Notes
    -----
    Sennrich et al. (2016), on bytes as in GPT-2 (Radford et al., 2019, section 2.2).

    Examples
    --------
    >>> pairs = BytePairs.train("the goose and the geese", merges=4)
    >>> pairs.tokens("the geese")
    ['the', ' g', 'e', 'e', 'se']
    >>> pairs.decode(pairs.encode("两只鹅")) == "两只鹅"
    True
    """

    merges: tuple[Pair, ...]

    @classmethod
    def train(cls, text: str, merges: int = 500) -> BytePairs:
        """Learn merges from a text.

        Parameters
        ----------
        text : str
            The longer, the more its merges say.
        merges : int
            At most so many; fewer once no pair occurs twice.

        Returns
        -------
        BytePairs

        Raises
        ------
        ValueError
            An empty text, or a negative number of merges.

        Notes
        -----
        Of equally frequent pairs the one with the smaller numbers is first. A merge changes only
        the words that contain its pair, and only their pairs are counted anew.
        """
        if not text.strip():
            raise ValueError("BytePairs.train: the text is empty; there is nothing to count")
        if merges < 0:
            raise ValueError(f"BytePairs.train: merges={merges} must be at least 0")
        return cls(tuple(_learnt(Counter(_CHUNK.findall(text)), merges)))

    @cached_property
    def pieces(self) -> tuple[bytes, ...]:
        """The bytes of each token."""
        pieces = [bytes([byte]) for byte in range(256)]
        for left, right in self.merges:
            pieces.append(pieces[left] + pieces[right])
        return tuple(pieces)

    @cached_property
    def _rank(self) -> dict[Pair, int]:
        return {pair: rank for rank, pair in enumerate(self.merges)}

    def __len__(self) -> int:
        return 256 + len(self.merges)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens; the merges are made in the order of learning."""
        done: dict[str, list[int]] = {}
        numbers: list[int] = []
        for chunk in _CHUNK.findall(text):
            if chunk not in done:
                done[chunk] = self._merged(list(chunk.encode()))
            numbers += done[chunk]
        return numbers

    def _merged(self, symbols: list[int]) -> list[int]:
        while len(symbols) > 1:
            first = min(pairwise(symbols), key=lambda pair: self._rank.get(pair, len(self)))
            if first not in self._rank:
                break
            symbols = _joined(symbols, first, 256 + self._rank[first])
        return symbols

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text; bytes that are no UTF-8, as a model may generate, show as �.

        Raises
        ------
        ValueError
            A number that no token has.
        """
        found = [int(number) for number in numbers]
        wrong = [number for number in found if not 0 <= number < len(self)]
        if wrong:
            raise ValueError(
                f"BytePairs.decode: no token has the number {wrong[0]}; they go from 0 to "
                f"{len(self) - 1}"
            )
        return b"".join(self.pieces[number] for number in found).decode(errors="replace")

    def tokens(self, text: str) -> list[str]:
        """Return how a text is cut, to be looked at."""
        return [self.pieces[number].decode(errors="replace") for number in self.encode(text)]

    def __repr__(self) -> str:
        return f"BytePairs({len(self)} tokens, {len(self.merges)} of them merged)"


def _joined(symbols: list[int], pair: Pair, new: int) -> list[int]:
    """Put `new` in place of each pair, from the left."""
    left, right = pair
    found: list[int] = []
    place = 0
    while place < len(symbols):
        if symbols[place] == left and symbols[place + 1 : place + 2] == [right]:
            found.append(new)
            place += 2
        else:
            found.append(symbols[place])
            place += 1
    return found


def _learnt(chunks: Counter[str], merges: int) -> list[Pair]:
    chunked = [(list(chunk.encode()), count) for chunk, count in chunks.items()]
    counts: Counter[Pair] = Counter()
    where: defaultdict[Pair, set[int]] = defaultdict(set)
    for number, (symbols, count) in enumerate(chunked):
        for pair in pairwise(symbols):
            counts[pair] += count
            where[pair].add(number)
    # The most frequent pair is on top. An entry whose count has changed since is out of date, and
    # a newer one of the same pair is in the heap as well.
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    learnt: list[Pair] = []
    while heap and len(learnt) < merges:
        negative, best = heapq.heappop(heap)
        if -negative != counts[best]:
            continue
        if -negative < 2:
            break
        new = 256 + len(learnt)
        learnt.append(best)
        changed: set[Pair] = set()
        for number in where.pop(best):
            symbols, count = chunked[number]
            for pair in pairwise(symbols):
                counts[pair] -= count
                changed.add(pair)
            symbols = _joined(symbols, best, new)
            chunked[number] = symbols, count
            for pair in pairwise(symbols):
                counts[pair] += count
                where[pair].add(number)
                changed.add(pair)
        for pair in changed:
            heapq.heappush(heap, (-counts[pair], pair))
    return learnt
