"""The text that a reader gives: what may stand in it, and what each objective makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...language import Vocabulary, facts, pond
from ...language import words as cut_into_words
from ...language.example import words_of
from .objectives import OBJECTIVES
from .scenes import ENDS, Text

__all__ = ["check_objectives", "checked", "possible", "text_of"]

_MOST = 48  # words that the page has room for
_SHORT = range(4, 9)  # words of a sentence from elsewhere
_OF_SENTENCES = ("next_sentence", "permute_sentences")


def checked(words: str | Sequence[str], vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """The text as words, after a check."""
    text: tuple[Any, ...] = tuple(cut_into_words(words) if isinstance(words, str) else words)
    if wrong := [word for word in text if not isinstance(word, str) or not word.strip()]:
        raise ValueError(
            f"MaskingExplorer: {wrong[0]!r} is no word; give a text, or a list of words"
        )
    if not 2 <= len(text) <= _MOST:
        raise ValueError(
            f"MaskingExplorer: the text has {len(text)} words; the page has room for 2 to {_MOST}"
        )
    if special := [word for word in text if not words_of(Vocabulary([word]))]:
        raise ValueError(
            f"MaskingExplorer: {special[0]!r} is no word of a text; objectives put it there"
        )
    unknown = [] if vocabulary is None else [word for word in text if word not in vocabulary]
    if unknown:
        raise ValueError(
            f"MaskingExplorer: {', '.join(map(repr, unknown[:3]))} unknown among the "
            f"{len(vocabulary or ())} tokens of the vocabulary; use its words, or leave it out"
        )
    return text


def possible(text: tuple[str, ...]) -> list[str]:
    """The objectives that a text allows."""
    several = len(Text(text).sentences()) > 1
    return [name for name in OBJECTIVES if several or name not in _OF_SENTENCES]


def check_objectives(names: Sequence[str], text: tuple[str, ...]) -> None:
    if unknown := [name for name in names if name not in OBJECTIVES]:
        raise ValueError(
            f"MaskingExplorer: no objective is called {unknown[0]!r}; there are "
            f"{', '.join(OBJECTIVES)}"
        )
    if not names or len(set(names)) < len(names):
        raise ValueError(f"MaskingExplorer: objectives are {names}; name one or more, each once")
    if wrong := [name for name in names if name not in possible(text)]:
        raise ValueError(
            f"MaskingExplorer: {wrong[0]} needs two sentences, and the text of {len(text)} words "
            f"is one; a sentence ends with {' '.join(ENDS)}"
        )


def text_of(name: str, text: tuple[str, ...], vocabulary: tuple[str, ...], seed: int) -> Text:
    """The text of an objective: that which was given, as far as it will do."""
    rng = np.random.default_rng(seed)
    if name == "next_sentence":
        said = tuple(pond().sample(100, rng))
        others = (tuple(said[place] for place in one) for one in Text(said).sentences())
        other = next(one for one in others if len(one) in _SHORT)
        return Text((*text, *other), elsewhere=len(other))
    if name == "table_to_text" and ":" not in text[:-1]:
        return Text(tuple(facts().sample(16, rng)))
    return Text(text, vocabulary)
