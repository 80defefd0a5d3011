"""Languages, real and made up, and models of them."""

from __future__ import annotations

from .facts import facts
from .judge import Grammatical, Verdict, grammatical, judge, sentences
from .masking import Masking, context, hidden_floor, masked_floor, masked_posterior
from .names import names
from .pond import pond
from .source import Arcs, Source, entropy
from .story import story

__all__ = [
    "Arcs", "Grammatical", "Masking", "Source", "Verdict", "context", "entropy", "facts",
    "grammatical", "hidden_floor", "judge", "masked_floor", "masked_posterior", "names", "pond",
    "sentences", "story",
]  # fmt: skip
