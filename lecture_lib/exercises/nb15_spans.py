"""Exercise of notebook 15: T5's objective, spans for sentinels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator
Words = Sequence[str]
Spans = Sequence[tuple[int, int]]
Pair = tuple[list[str], list[str]]

_TEXT = [
    "the",
    "little",
    "duck",
    "that",
    "sees",
    "two",
    "wet",
    "geese",
    "near",
    "the",
    "pond",
    "follows",
    "a",
    "swan",
    "and",
    "quacks",
    ".",
]


def _corrupted(
    words: Words, spans: Spans, *, first: int = 0, wide: int = 0, end: bool = True
) -> Pair:
    """What is read and what is written."""
    source: list[str] = []
    target: list[str] = []
    at = 0
    for number, (begin, stop) in enumerate(spans, first):
        source += [*words[at:begin], f"<{number}>"]
        target += [f"<{number}>", *words[begin : stop + wide]]
        at = stop + wide
    return source + list(words[at:]), target + [f"<{len(spans) + first}>"] * end


def _each_word(words: Words, spans: Spans) -> Pair:
    return _corrupted(words, [(i, i + 1) for begin, stop in spans for i in range(begin, stop)])


def _one_name(words: Words, spans: Spans) -> Pair:
    source, target = (
        ["<0>" if word.startswith("<") else word for word in part]
        for part in _corrupted(words, spans)
    )
    return source, target


def _one_name_but_the_last(words: Words, spans: Spans) -> Pair:
    source, target = _one_name(words, spans)
    return source, [*target[:-1], f"<{len(spans)}>"]


def _in_place(words: Words, spans: Spans) -> Pair:
    """Spans are cut out one after the other, and what stands behind moves."""
    source = list(words)
    for number, (begin, stop) in enumerate(spans):
        source[begin:stop] = [f"<{number}>"]
    return source, _corrupted(words, spans)[1]


def _in_place_both(words: Words, spans: Spans) -> Pair:
    """As above, and what is written comes out of the list that has moved."""
    source, target = list(words), []
    for number, (begin, stop) in enumerate(spans):
        target += [f"<{number}>", *source[begin:stop]]
        source[begin:stop] = [f"<{number}>"]
    return source, [*target, f"<{len(spans)}>"]


def _masks(words: Words, spans: Spans, *, last: bool = False) -> Pair:
    """<mask> for every sentinel, but perhaps the last."""
    source, target = (
        ["<mask>" if word.startswith("<") else word for word in part]
        for part in _corrupted(words, spans)
    )
    return source, [*target[:-1], f"<{len(spans)}>"] if last else target


def _word_by_word(words: Words, spans: Spans, name: str = "") -> Pair:
    """Every hidden word shows the sentinel of its span, or one mask for all."""
    source = list(words)
    for number, (begin, stop) in enumerate(spans):
        source[begin:stop] = [name or f"<{number}>"] * (stop - begin)
    return source, _corrupted(words, spans)[1]


def _bare(words: Words, spans: Spans) -> Pair:
    source, target = _corrupted(words, spans)
    return source, [w for w in target if not w.startswith("<")]


def _bare_but_the_end(words: Words, spans: Spans) -> Pair:
    source, target = _bare(words, spans)
    return source, [*target, f"<{len(spans)}>"]


def _ends_twice(words: Words, spans: Spans) -> Pair:
    source, target = _corrupted(words, spans)
    return [*source, f"<{len(spans)}>"], target


def _removed(words: Words, spans: Spans) -> Pair:
    source, target = _corrupted(words, spans)
    return [w for w in source if not w.startswith("<")], target


def _words_behind(words: Words, spans: Spans) -> Pair:
    """Each span before its sentinel."""
    source, _ = _corrupted(words, spans)
    target: list[str] = []
    for number, (begin, stop) in enumerate(spans):
        target += [*words[begin:stop], f"<{number}>"]
    return source, target


def _drawn(rng: Generator) -> Inputs:
    lengths = rng.permutation([1, 2, 3])
    gaps = 1 + rng.multinomial(len(_TEXT) - 4 - lengths.sum(), [0.25] * 4)
    begins = np.cumsum(gaps[:3]) + np.cumsum([0, *lengths[:2]])
    turn = int(rng.integers(1, len(_TEXT)))
    words = [*_TEXT[turn:], *_TEXT[:turn]]
    return words, [(int(b), int(b + n)) for b, n in zip(begins, lengths, strict=True)]


def _plain(answer: Any) -> list[list[str]] | None:
    """Source and target as lists of words, however they are written."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return None
    parts = [part.split() if isinstance(part, str) else part for part in answer]
    if not all(isinstance(part, list | tuple | np.ndarray) for part in parts):
        return None
    return [[str(word) for word in part] for part in parts]


def _fault(answer: Any, words: Words, spans: Spans) -> str | None:
    found = _plain(answer)
    if found is None:
        return "return two lists of words: what is read, and what is to be written"
    for name, part, right in zip(("read", "written"), found, _corrupted(words, spans), strict=True):
        if part != right:
            return f"what is {name} comes out as {' '.join(part)!r}"
    return None


_SPANS = Exercise(
    id="objective-spans",
    task="Span corruption, T5's objective. spans holds (begin, end) of each span to be hidden, as "
    "in words[begin:end], in order and apart from each other. Return two lists. The first is what "
    "is read: the words, each span replaced by one sentinel, '<0>', '<1>', … The second is what "
    "is to be written: each sentinel with the words of its span behind it, and at the end one "
    "more sentinel, with the next number, to stop.",
    inputs=("words", "spans"),
    simple=(
        (["two", "ducks", "swim", "near", "the", "reeds", "."], [(1, 2), (4, 6)]),
        (_TEXT, [(0, 1), (5, 8), (15, 17)]),  # at both ends
    ),
    numbers=_drawn,
    reference=_corrupted,
    mistakes=(
        Mistake("end included", lambda words, spans: _corrupted(words, spans, wide=1),
                "Each span has a word too many: words[begin:end] ends before the word at end."),
        Mistake("no last sentinel", lambda words, spans: _corrupted(words, spans, end=False),
                "Right but for the end: how is the model to know that nothing more is missing?"),
        Mistake("a sentinel for each word", _each_word,
                "A span of three words is replaced by one sentinel, not by three: the model has "
                "to find out how many are missing."),
        Mistake("one name for all", _one_name,
                "All sentinels have the same name. Which span is which?"),
        Mistake("one name for all but the last", _one_name_but_the_last,
                "All spans have the same sentinel. Which is which? Count them."),
        Mistake("its sentinel for each word", _word_by_word,
                "What is written is right. In what is read a span of three words shows its "
                "sentinel three times: once is enough, and tells less."),
        Mistake("a mask for each word", lambda words, spans: _word_by_word(words, spans, "<mask>"),
                "What is written is right. Masks, one a word, are BERT's way: here each span "
                "becomes one sentinel with its number."),
        Mistake("places that have moved", _in_place,
                "After the first span was replaced, the list is shorter or longer, and begin and "
                "end of the next point elsewhere. Build a new list, or go from the last span to "
                "the first."),
        Mistake("places that have moved, in both", _in_place_both,
                "After the first span was replaced, the list is shorter or longer, and begin and "
                "end of the next point elsewhere. Keep the words as they were, and build new "
                "lists."),
        Mistake("masks for sentinels", _masks,
                "All spans show the same mask. Which is which? T5 gives each its number."),
        Mistake("masks for sentinels, but the last", lambda words, spans: _masks(
                    words, spans, last=True),
                "All spans show the same mask. Which is which? T5 gives each its number."),
        Mistake("numbers from 1", lambda words, spans: _corrupted(words, spans, first=1),
                "Sentinels are counted from 0."),
        Mistake("written without sentinels", _bare,
                "What is read is right. What is written needs the sentinels, to say where the "
                "words belong."),
        Mistake("written without sentinels but the last", _bare_but_the_end,
                "What is read is right. What is written needs a sentinel before each span, to say "
                "where the words belong."),
        Mistake("a last sentinel in what is read", _ends_twice,
                "What is written is right. What is read has one sentinel for each span, and no "
                "more: the last one is for what is written."),
        Mistake("read without sentinels", _removed,
                "What is written is right. In what is read nothing shows where words are missing."),
        Mistake("sentinel behind its words", _words_behind,
                "What is read is right. In what is written each sentinel comes before its words."),
        Mistake("everything written",
                lambda words, spans: (_corrupted(words, spans)[0], list(words)),
                "What is read is right. To write everything again is BART's way; T5 writes only "
                "what is missing."),
        Mistake("exchanged", lambda words, spans: _corrupted(words, spans)[::-1],
                "Both lists are right. What is read comes first."),
        Mistake("nothing hidden", lambda words, spans: (list(words), _corrupted(words, spans)[1]),
                "What is written is right. What is read still shows all the words."),
    ),
    hints=(
        "Go through the spans in order, with a place up to which the words have been dealt with.",
        "For each span: the words since that place go to the first list, then the sentinel goes "
        "to both, then the span's words to the second.",
        "After the loop the rest of the words goes to the first list, and one more sentinel to "
        "the second: its number is that of the spans.",
    ),
    fault=_fault,
    same=lambda answer, other: _plain(answer) is not None and _plain(answer) == _plain(other),
)  # fmt: skip

EXERCISES = (_SPANS,)
