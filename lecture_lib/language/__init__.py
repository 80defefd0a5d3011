"""Languages, real and made up, and models of them."""

from __future__ import annotations

from .facts import facts
from .judge import Grammatical, Verdict, grammatical, judge, sentences
from .names import names
from .pond import pond
from .source import Arcs, Source, entropy
from .story import story

__all__ = [
    "Arcs", "Grammatical", "Source", "Verdict", "entropy", "facts", "grammatical", "judge",
    "names", "pond", "sentences", "story",
]  # fmt: skip
