"""Models that are quick to make, for the tests of the explorer."""

from __future__ import annotations

import numpy as np

from lecture_lib.language import Source, pond
from lecture_lib.widgets import SamplingExplorer

PROMPTS = ("two little", "the goose that sees two ducks")


def pairs(source: Source):
    """How often one word follows another, with a little of everything: mostly refused."""
    text = source.numbers(source.sample(20_000, np.random.default_rng(0)))
    counts = np.full((len(source.words),) * 2, 0.3)
    np.add.at(counts, (text[:-1], text[1:]), 1.0)
    return lambda tokens: np.log(counts)[tokens[..., -1]]


def noisy(source: Source, noise: float = 0.04):
    """What is true, but for a tail of all words: what top-p is made for."""
    ends = source.numbers(sorted(source.ends))
    usual = source.share @ source.p

    def model(tokens):
        state = np.full(tokens.shape[:-1], -1)
        for word in np.moveaxis(tokens, -1, 0):
            after = np.where(state >= 0, source.next[state, word], -1)
            state = np.where(np.isin(word, ends), 0, after)
        p = np.where(state[..., None] >= 0, source.p[state], usual)
        return np.log((1 - noise) * p + noise * usual)

    return model


def explorer(make=noisy, **settings) -> SamplingExplorer:
    language = pond()
    return SamplingExplorer(make(language), language, PROMPTS, **{"texts": 32, **settings})
