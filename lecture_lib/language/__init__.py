"""Languages, real and made up, and models of them."""

from __future__ import annotations

from .byte_pairs import BytePairs
from .corpora import TextSplit, paragraphs, python_topics, read_text, split_paragraphs
from .facts import facts
from .judge import Grammatical, Verdict, grammatical, judge, sentences
from .masking import Masking, context, hidden_floor, masked_floor, masked_posterior
from .measure import (
    Group,
    by_group,
    distances,
    divergences,
    excess,
    losses,
    perplexity,
)
from .names import names
from .ngrams import Mixture, NGram
from .pond import pond
from .source import Arcs, Source, entropy
from .story import story
from .tokens import Special, Vocabulary, characters, words

__all__ = [
    "Arcs", "BytePairs", "Grammatical", "Group", "Masking", "Mixture", "NGram",
    "Source", "Special", "TextSplit", "Verdict", "Vocabulary", "by_group", "characters",
    "context", "distances", "divergences", "entropy", "excess", "facts", "grammatical",
    "hidden_floor", "judge", "losses", "masked_floor", "masked_posterior", "names", "paragraphs",
    "perplexity", "pond", "python_topics", "read_text", "sentences", "split_paragraphs", "story",
    "words",
]  # fmt: skip
