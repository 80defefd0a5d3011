"""Languages, real and made up, and models of them."""

from __future__ import annotations

from .agreement import acting, several, subject_distances, wrong_numbers
from .byte_pairs import BytePairs
from .corpora import TextSplit, paragraphs, python_topics, read_text, split_paragraphs
from .denoising import (
    as_text,
    encoder_decoder,
    infilling,
    permute_sentences,
    span_corruption,
    table_to_text,
)
from .example import IGNORED, Example, padded, sentinels
from .facts import facts
from .judge import Grammatical, Verdict, grammatical, judge, sentences
from .masking import Masking, full_conditionals, hidden_floor, masked_floor, masked_posterior
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
from .neural import NeuralBody, NeuralLM
from .ngrams import Mixture, NGram
from .objectives import left_to_right, masked, next_sentence, prefix, segments
from .openings import Openings
from .pond import pond
from .probe import probe
from .recall import Recall
from .sampling import distribution, generate
from .sight import after_window, out_of_sight
from .source import Arcs, Source, entropy
from .story import story
from .tokens import Special, Vocabulary, characters, words
from .windows import Windowed, windows

__all__ = [
    "IGNORED", "Arcs", "BytePairs", "Example", "Grammatical", "Group", "Masking", "Mixture",
    "NGram", "NeuralBody", "NeuralLM", "Openings", "Recall", "Source", "Special", "TextSplit",
    "Verdict", "Vocabulary", "Windowed", "acting", "after_window", "as_text", "by_group",
    "characters", "distances", "distribution", "divergences", "encoder_decoder", "entropy",
    "excess", "facts", "full_conditionals", "generate", "grammatical", "hidden_floor", "infilling",
    "judge", "left_to_right", "losses", "masked", "masked_floor", "masked_posterior", "names",
    "next_sentence", "out_of_sight", "padded", "paragraphs", "permute_sentences", "perplexity",
    "pond", "prefix", "probe", "python_topics", "read_text", "segments", "sentences", "sentinels",
    "several", "span_corruption", "split_paragraphs", "story", "subject_distances", "table_to_text",
    "windows", "words", "wrong_numbers",
]  # fmt: skip
