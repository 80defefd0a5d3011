"""What objectives make of one text: what is read, what is to be said, and what may be seen.

Every word is given to the objective by its place in the text, so that afterwards it is known where
each came from, also where one word stands there twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...language import (
    Example,
    Masking,
    Special,
    Vocabulary,
    infilling,
    left_to_right,
    masked,
    next_sentence,
    permute_sentences,
    prefix,
    sentinels,
    span_corruption,
    table_to_text,
)
from ...translation import tr_noop

__all__ = ["DRAWS", "ENDS", "OTHERS", "SHARES", "Scene", "Text", "is_exchanged", "packed", "scenes"]

Array = NDArray[Any]
Cells = tuple[int | None, ...]

#: What share of the words is hidden, where an objective leaves the choice.
SHARES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
DRAWS = 20
ENDS = (".", "!", "?")

_SPECIAL = (
    Special.MASK, Special.CLASS, Special.SEPARATOR, Special.START, Special.END, Special.PADDING,
    *sentinels(12),
)  # fmt: skip
_ANSWERS = (tr_noop("elsewhere"), tr_noop("follows"))  # the classes 0 and 1
#: What can stand in a cell, besides the words of the text; words of the vocabulary come after it.
OTHERS = (*map(str, _SPECIAL), *_ANSWERS)
_MASK = -1


@dataclass(frozen=True)
class Text:
    """A text that an objective is applied to.

    Attributes
    ----------
    words : tuple of str
        All of it.
    vocabulary : tuple of str
        Where words that are exchanged come from; has those of the text.
    elsewhere : int
        So many words at the end are no part of it, but a sentence from another text.
    """

    words: tuple[str, ...]
    vocabulary: tuple[str, ...] = ()
    elsewhere: int = 0

    @cached_property
    def places(self) -> Vocabulary:
        """The places of the words as a vocabulary, with what objectives put between them."""
        return Vocabulary(map(str, range(len(self.words))), _SPECIAL)

    def rows(self, count: int = DRAWS) -> Array:
        """The text so many times, each word as its place."""
        return np.tile(np.arange(len(self.words)), (count, 1))

    def sentences(self) -> list[Array]:
        """The places of each sentence."""
        cuts = [place + 1 for place, word in enumerate(self.words[:-1]) if word in ENDS]
        return np.split(np.arange(len(self.words)), cuts)


@dataclass(frozen=True)
class Scene:
    """One draw of an objective.

    A cell is the place of a word in the text; or −1 and below: `OTHERS`, then the vocabulary; or
    None, for nothing.

    Attributes
    ----------
    reads : tuple of int or None
        What the model, or its encoder, reads.
    says : tuple of int or None
        What is to be said and counts: under each cell that is read, or, by a decoder, one cell
        after the other.
    both : int
        So many cells of `reads` are seen by all; of those behind, each sees what is before it.
    above : tuple of int
        How many words of the text stand above each cell that is read; empty where none do.
    """

    reads: Cells
    says: Cells
    both: int
    above: tuple[int, ...] = ()

    def predicted(self) -> list[int]:
        """The places in `says` where an answer counts."""
        return [place for place, cell in enumerate(self.says) if cell is not None]

    def sees(self, place: int, *, decoder: bool) -> tuple[list[int], list[int]]:
        """What the answer at a place of `says` may look at: places in `reads`, and in `says`."""
        if decoder:
            return list(range(len(self.reads))), list(range(place))
        there = [k for k, cell in enumerate(self.reads) if cell is not None]
        return [k for k in there if k <= max(place, self.both - 1)], []

    def context(self, place: int, *, decoder: bool) -> int:
        """How many words the answer at a place may look at, each place of the text once."""
        read, written = self.sees(place, decoder=decoder)
        cells = [*(self.reads[k] for k in read), *(self.says[k] for k in written)]
        words = {cell for cell in cells if cell is not None and cell >= 0}
        return len(words) + sum(is_exchanged(cell) for cell in cells)

    def words(self) -> int:
        """How many words of the text occur, hidden ones too."""
        return len({cell for cell in (*self.reads, *self.says) if cell is not None and cell >= 0})


def is_exchanged(cell: int | None) -> bool:
    """Whether a word of the vocabulary stands in a cell, in place of one of the text."""
    return cell is not None and cell < -len(OTHERS)


def scenes(objective: str, text: Text, share: float, seed: int) -> list[Scene]:
    """Return draws of an objective: `DRAWS` of them, or one where nothing is left to chance.

    Parameters
    ----------
    objective : str
        The name of its function.
    text : Text
    share : float
        Of the words that are hidden, for those objectives that ask for it.
    seed : int
        All shares begin with the same random numbers, so that words are hidden one after the
        other when the share grows.
    """
    return _MADE[objective](text, share, np.random.default_rng(seed))


def packed(by_share: Sequence[Sequence[Scene]]) -> Array:
    """Return scenes as one array, as the page gets them: (share, draw, 4, cell).

    Its rows are what is read, what is said, what stands above, and how many cells the first two
    have and `both`.
    A cell is 0 for nothing, k for the word k of the text, −k for another.

    >>> packed([[Scene((0, None), (None, -3), 1)]]).tolist()
    [[[[1, 0, 0], [0, -3, 0], [0, 0, 0], [2, 2, 1]]]]
    """
    many = [scene for draws in by_share for scene in draws]
    wide = max(3, *(len(cells) for scene in many for cells in (scene.reads, scene.says)))
    found = np.zeros((len(many), 4, wide), int)
    for rows, scene in zip(found, many, strict=True):
        for row, cells in zip(rows, (scene.reads, scene.says), strict=False):
            row[: len(cells)] = [0 if c is None else c + (c >= 0) for c in cells]
        rows[2, : len(scene.above)] = scene.above
        rows[3, :3] = len(scene.reads), len(scene.says), scene.both
    return found.reshape(len(by_share), -1, 4, wide)


# -- one model: what is said stands under what is read --------------------------------------------


def _left_to_right(text: Text, _: float, rng: np.random.Generator) -> list[Scene]:
    return _shifted(text, left_to_right(text.rows(1), text.places, rng), [1])


def _prefix(text: Text, _: float, rng: np.random.Generator) -> list[Scene]:
    example = prefix(text.rows(), text.places, rng)
    return _shifted(text, example, example.inputs[1][:, 0].sum(axis=1).tolist())


def _shifted(text: Text, example: Example, seen_by_all: Sequence[int]) -> list[Scene]:
    """Each place says the next word; the last word is never read."""
    size = len(text.words)
    return [
        Scene((*map(int, shown), None), (*_answers(row), None), both, (1,) * size)
        for shown, row, both in zip(example.inputs[0], example.labels(), seen_by_all, strict=True)
    ]


def _masked(text: Text, share: float, rng: np.random.Generator) -> list[Scene]:
    vocabulary = Vocabulary(text.vocabulary, [Special.MASK])
    numbers = vocabulary.encode(text.words)
    example = masked(np.tile(numbers, (DRAWS, 1)), vocabulary, rng, Masking(share))
    size, mask = len(numbers), vocabulary[Special.MASK]
    place = np.arange(size)
    other = np.where(example.inputs[0] == mask, _MASK, -1 - len(OTHERS) - example.inputs[0])
    reads = np.where(example.inputs[0] == numbers, place, other)
    says = np.where(example.counted, place, -1)
    return [
        Scene(tuple(map(int, read)), _answers(said), size, (1,) * size)
        for read, said in zip(reads, says, strict=True)
    ]


def _next_sentence(text: Text, _: float, rng: np.random.Generator) -> list[Scene]:
    """The first two sentences, or the first and one from elsewhere."""
    first, second, *_rest = text.sentences()
    other = np.arange(len(text.words))[-text.elsewhere :]
    found = []
    for _draw in range(DRAWS):
        example = next_sentence([first, first], _level(second, other, text), text.places, rng)
        shown, there = example.inputs[0][0], example.inputs[1][0]
        reads = _cells(shown[there], text)
        answer = -1 - len(_SPECIAL) - int(example.target[0])
        found.append(Scene(reads, (answer, *[None] * (len(reads) - 1)), len(reads)))
    return found


# -- encoder and decoder: one text is read, another is written ------------------------------------


def _infilling(text: Text, share: float, rng: np.random.Generator) -> list[Scene]:
    return _pairs(text, infilling(text.rows(), text.places, rng, share), covers=True)


def _span_corruption(text: Text, share: float, rng: np.random.Generator) -> list[Scene]:
    return _pairs(text, span_corruption(text.rows(), text.places, rng, share), covers=True)


def _permute_sentences(text: Text, _: float, rng: np.random.Generator) -> list[Scene]:
    ends = [str(place) for place, word in enumerate(text.words) if word in ENDS]
    return _pairs(text, permute_sentences(text.rows(), text.places, rng, ends))


def _table_to_text(text: Text, _: float, rng: np.random.Generator) -> list[Scene]:
    colon = str(text.words.index(":"))
    return _pairs(text, table_to_text(text.rows(1), text.places, rng, after=colon))


def _pairs(text: Text, example: Example, *, covers: bool = False) -> list[Scene]:
    source, _, there = example.inputs
    found = []
    for row, is_there, target, counts in zip(
        source, there, example.target, example.counted, strict=True
    ):
        reads = _cells(row[is_there], text)
        above = _above(reads, len(text.words)) if covers else ()
        found.append(Scene(reads, _cells(target[counts], text), len(reads), above))
    return found


def _above(reads: Cells, size: int) -> tuple[int, ...]:
    """How many words each cell stands for: itself, or the span up to the next word that is read.

    >>> _above((0, -1, 4, -1), 6)
    (1, 3, 1, 1)
    """
    found, at = [], 0
    for number, cell in enumerate(reads):
        is_word = cell is not None and cell >= 0
        following = reads[number + 1] if number + 1 < len(reads) else size
        end = at + 1 if is_word else at if following is None or following < 0 else following
        found.append(end - at)
        at = end
    return tuple(found)


# -- cells ----------------------------------------------------------------------------------------


def _cells(numbers: Array, text: Text) -> Cells:
    """Numbers of `Text.places` as cells: special tokens, which come last there, count downwards."""
    size = len(text.words)
    return tuple(int(n) if n < size else size - 1 - int(n) for n in numbers)


def _answers(labels: Array) -> Cells:
    return tuple(int(label) if label >= 0 else None for label in labels)


def _level(second: Array, other: Array, text: Text) -> list[list[int]]:
    """Two rows of one length, the shorter with padding behind."""
    padding = text.places[Special.PADDING]
    size = max(len(second), len(other))
    return [[*row, *[padding] * (size - len(row))] for row in (second, other)]


_MADE: Mapping[str, Callable[[Text, float, np.random.Generator], list[Scene]]] = {
    "left_to_right": _left_to_right,
    "prefix": _prefix,
    "masked": _masked,
    "next_sentence": _next_sentence,
    "infilling": _infilling,
    "permute_sentences": _permute_sentences,
    "span_corruption": _span_corruption,
    "table_to_text": _table_to_text,
}
