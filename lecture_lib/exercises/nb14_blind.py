"""An exercise of notebook 14: two beginnings that no window of k words can tell apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import takewhile
from typing import Any

import numpy as np

from ..language import Source, pond
from ..lessons.checking import Exercise, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator


@cache
def _language() -> Source:
    return pond()


def _said(text: Any) -> list[str]:
    """A beginning as a list of words."""
    return text.split() if isinstance(text, str) else [str(word) for word in text]


def _two(answer: Any) -> tuple[list[str], list[str]]:
    one, other = answer
    return _said(one), _said(other)


def _end(k: int) -> str:
    """The last k words of a phrase, from its determiner on; k is at least 2."""
    return " ".join(["the", *["wet"] * (k - 2), "duck"])


def _reference(k: int) -> tuple[str, str]:
    return f"the goose that sees {_end(k)}", f"the geese that see {_end(k)}"


def _wrong_word(words: list[str]) -> str | None:
    """The first word that cannot be said, or is none."""
    for place, word in enumerate(words):
        if word not in _language().words or _language().path(words[: place + 1])[-1] < 0:
            return word
    return None


def _shared(one: list[str], other: list[str]) -> list[str]:
    """Words that may follow both."""
    both = _language().next_probabilities(one) * _language().next_probabilities(other)
    return [_language().words[k] for k in np.flatnonzero(both)]


def _fault(answer: Any, k: int) -> str | None:
    one, other = _two(answer)
    for words in (one, other):
        wrong = _wrong_word(words)
        if wrong is not None:
            return f"{wrong!r} cannot be said there in {' '.join(words)!r}"
    if (common := _common(one, other)) != k:
        return f"{common} last words are the same, not {k}"
    if shared := _shared(one, other):
        return f"{shared[0]!r} may follow both"
    return None


_ONE = "the goose that sees a duck", "the geese that see the duck"


def _common(one: list[str], other: list[str]) -> int:
    """How many last words are the same."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is(what: Callable[[list[str], list[str], int], bool]) -> Callable[..., bool]:
    return lambda answer, k: what(*_two(answer), k)


_BLIND = Exercise(
    id="lm-blind",
    task="Write blind(k), which returns two beginnings of sentences of the pond, as texts, whose "
    "last k words are the same, though the word before these is not, and such that no word may "
    "follow both. So a model that sees k words, 2 or more, has to be wrong after at least one of "
    "them, however much it reads.",
    inputs=("k",),
    simple=((2,), (3,), (5,)),
    numbers=lambda rng: (int(rng.integers(7, 13)),),
    reference=_reference,
    fault=_fault,
    same=lambda a, b: a == b,
    mistakes=(
        Mistake(
            "the same twice",
            lambda k: (_reference(k)[0],) * 2,
            "The two are the same, so what may follow one may follow the other. In what must they "
            "differ, further back?",
            fits=_is(lambda one, other, k: one == other),
        ),
        Mistake(
            "not a sentence of the pond",
            lambda k: (f"the goose that see {_end(k)}", f"the geese that see {_end(k)}"),
            "A word in it cannot stand there: the model will never meet this. "
            "language.judge, or the language's path, tells where.",
            fits=_is(lambda one, other, k: bool(_wrong_word(one) or _wrong_word(other))),
        ),
        Mistake(
            "a window too short by one",
            lambda k: _reference(k - 1) if k > 2 else _ONE,
            "One word less than k is the same. Where is the k-th, counted from the end?",
            fits=_is(
                lambda one, other, k: _common(one, other) == k - 1 and not _shared(one, other)
            ),
        ),
        Mistake(
            "for one k only",
            lambda k: _reference(2),
            "Some last words are the same, but here the window reaches back to where the two "
            "differ. Which kind of word may be said as often as one likes?",
            fits=_is(lambda one, other, k: 0 < _common(one, other) < k),
        ),
        Mistake(
            "longer than asked",
            lambda k: _reference(k + 1),
            "No window of k words can tell these apart, and that is right. But more than k last "
            "words are the same: who sees one word more is to know.",
            fits=_is(lambda one, other, k: _common(one, other) > k and not _shared(one, other)),
        ),
        Mistake(
            "a word fits both",
            lambda k: (
                f"the goose sees {_end(k)}",
                f"the swan sees {_end(k)}",
            ),
            "A model may still be right after both, with a word that follows both. What do birds "
            "do that depends on how many they are?",
            fits=_is(lambda one, other, k: bool(_shared(one, other))),
        ),
    ),
    hints=(
        "What has to agree across a long way, and what may stand in between as often as one likes?",
        "The verb agrees with its subject. Between them may stand a clause, and in front of the "
        "clause's bird any number of adjectives.",
        "Begin with 'the goose that sees' and 'the geese that see'. Then the same words: an "
        "article, one adjective again and again, and a bird at the end.",
    ),
)


EXERCISES = (_BLIND,)
