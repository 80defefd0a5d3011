"""A model that is quick to make, for the tests of the explorer in Python and in a browser."""

from __future__ import annotations

import numpy as np

from lecture_lib.language import Source, pond
from lecture_lib.widgets import SamplingExplorer

PROMPTS = ("two little", "the goose that sees two ducks")


def pairs(source: Source, seed: int = 0):
    """How often one word follows another, with a little of everything."""
    text = source.numbers(source.sample(20_000, np.random.default_rng(seed)))
    counts = np.full((len(source.words),) * 2, 0.3)
    np.add.at(counts, (text[:-1], text[1:]), 1.0)
    return lambda tokens: np.log(counts)[tokens[..., -1]]


def explorer(**settings) -> SamplingExplorer:
    language = pond()
    return SamplingExplorer(pairs(language), language, PROMPTS, **{"texts": 32, **settings})
