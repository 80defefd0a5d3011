"""An exercise of notebook 14: who wrote it, the language, a counter, or a parrot?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ..language import NGram, Source, grammatical, pond, sentences
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Numbers = NDArray[np.int64]
Generator = np.random.Generator

_WORDS, _READ = 900, 3_000


@cache
def _language() -> Source:
    return pond()


@cache
def _counter() -> Numbers:
    """The cumulated probabilities of the next word after two words: a trigram of much text."""
    language, size = _language(), len(_language().words)
    text = language.numbers(language.sample(40_000, np.random.default_rng(1)))
    model = NGram(text, 3, size)
    pairs = np.array([[a, b] for a in range(size) for b in range(size)])
    rows = model.distributions(pairs.ravel())[2::2]  # after each pair
    return np.cumsum(rows, axis=1).reshape(size, size, size)


def _chatter(words: int, rng: Generator) -> list[int]:
    limits, end = _counter(), int(_language().numbers(["."])[0])
    text = [end, end]
    for chance in rng.random(words):
        row = limits[text[-2], text[-1]]
        text.append(min(int(np.searchsorted(row, chance * row[-1])), len(row) - 1))
    return text[2:]


def _three(rng: Generator, turn: int | None = None) -> Inputs:
    """What was read, and three texts in an order that is not told."""
    language = _language()
    read = language.sample(_READ, rng)
    known = sentences(language, read)
    # Each at most once, so that the parrot is as varied as the language.
    parrot = [word for k in rng.permutation(len(known)) for word in known[int(k)]]
    texts = [
        language.numbers(language.sample(_WORDS, rng)),
        np.array(_chatter(_WORDS, rng)),
        language.numbers(parrot[:_WORDS]),
    ]
    turn = int(rng.integers(2)) if turn is None else turn
    order = [(1, 2, 0), (2, 0, 1)][turn]  # goes round all three: none stays where it is
    return np.array([texts[k] for k in order]), language.numbers(read)


def _shares(texts: Numbers, read: Numbers) -> tuple[list[float], list[float]]:
    """Of each text the share of sentences that are right, and of those that were read."""
    language = _language()
    words = language.words
    known = set(sentences(language, [words[k] for k in read]))
    right, repeated = [], []
    for text in texts:
        said = [words[k] for k in text]
        found = sentences(language, said)
        right.append(grammatical(language, said).accepted)
        repeated.append(sum(s in known for s in found) / len(found))
    return right, repeated


def _who(texts: Numbers, read: Numbers) -> list[int]:
    return [*_found(texts.tobytes(), len(texts), read.tobytes())]


@lru_cache(64)
def _found(texts: bytes, rows: int, read: bytes) -> tuple[int, ...]:
    """The rows, looked for once for all mistakes."""
    right, repeated = _shares(
        np.frombuffer(texts, np.int64).reshape(rows, -1), np.frombuffer(read, np.int64)
    )
    counter = int(np.argmin(right))
    parrot = max((k for k in range(3) if k != counter), key=lambda k: repeated[k])
    return 3 - counter - parrot, counter, parrot


def _least_varied(texts: Numbers, read: Numbers) -> list[int]:
    """The parrot looked for as the one that repeats itself most."""
    words, (_, counter, _) = _language().words, _who(texts, read)
    others = [k for k in range(3) if k != counter]
    said = [sentences(_language(), [words[k] for k in text]) for text in texts]
    parrot = min(others, key=lambda k: len(set(said[k])) / len(said[k]))
    return [3 - counter - parrot, counter, parrot]


def _turned(*order: int) -> Callable[..., list[int]]:
    return lambda texts, read: [_who(texts, read)[k] for k in order]


def _where(texts: Numbers, read: Numbers) -> list[int]:
    return [int(k) for k in np.argsort(_who(texts, read))]


_VOICES = Exercise(
    id="lm-voices",
    task="texts has three rows, each a text of the pond, by numbers of words. One was drawn from "
    "the language. One was written by a model that counts, and sees two words. One repeats at "
    "random sentences of the text read. Return three rows' numbers, from 0: the language's, the "
    "counter's, the parrot's.",
    inputs=("texts", "read"),
    # The parrot is more varied than the language once, and once less.
    simple=(_three(np.random.default_rng(3), 0), _three(np.random.default_rng(13), 1)),
    numbers=_three,
    reference=_who,
    mistakes=(
        Mistake(
            "language and parrot exchanged",
            _turned(2, 1, 0),
            "The counter is right. The other two make no mistakes. Which of them says what stands "
            "in read?",
        ),
        Mistake(
            "language and counter exchanged",
            _turned(1, 0, 2),
            "The parrot is right. Of the other two, one says sentences that the language never "
            "would.",
        ),
        Mistake(
            "counter and parrot exchanged",
            _turned(0, 2, 1),
            "The language's row is right. Of the other two, one repeats sentences that are all "
            "right, and one makes mistakes.",
        ),
        Mistake(
            "the least varied is the parrot",
            _least_varied,
            "The counter is right. But chance decides which of the others repeats itself more. "
            "The parrot says what stands in read.",
        ),
        Mistake(
            "what each row is",
            _where,
            "You return, for each row, who wrote it. Asked is, for each writer, the row.",
        ),
        Mistake(
            "one place on",
            _turned(1, 2, 0),
            "All three are in another's place. The order asked for: language, counter, parrot.",
        ),
        Mistake(
            "one place back",
            _turned(2, 0, 1),
            "All three are in another's place. The order asked for: language, counter, parrot.",
        ),
    ),
    hints=(
        "How can you tell that a sentence is wrong? And that it was only repeated?",
        "language.sentences cuts a text into sentences; pond().accepts says whether one is right. "
        "Collect the sentences of read in a set.",
        "The counter's row has the smallest share of accepted sentences; the parrot's has the "
        "largest share of sentences from read.",
    ),
)


EXERCISES = (_VOICES,)
