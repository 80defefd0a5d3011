"""What a model says at each position of three knobs: how much is accepted, and how varied it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...language import Source, generate, sentences
from ...language.windows import Logits
from ...translation import tr_noop

__all__ = [
    "COMPARED", "Generated", "Knob", "before", "different", "generated", "knobs", "settings",
]  # fmt: skip

Array = NDArray[Any]
Sentence = tuple[str, ...]

#: Among so many accepted sentences the different ones are counted. More of them would repeat each
#: other more often: only shares of equally many compare.
COMPARED = 400
_LENGTH = 64  # words of a text: seven sentences of the pond
_SHOWN = 4  # sentences of a setting on the page
_GROUPS = 16  # of texts, for the jackknife


@dataclass(frozen=True)
class Knob:
    """One way to change what is drawn; its positions, and the one that changes nothing."""

    name: str
    label: str
    symbol: str
    values: tuple[float, ...]
    off: float

    @property
    def rest(self) -> int:
        """The position that changes nothing."""
        return self.values.index(self.off)


def knobs(words: int) -> tuple[Knob, Knob, Knob]:
    """Temperature, top-k and top-p for a language of so many words.

    >>> [knob.values[knob.rest] for knob in knobs(39)]
    [1.0, 39, 1.0]
    """
    heat = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4)
    some = [k for k in (1, 2, 3, 4, 5, 6, 7, 8, 10, 15) if k < words]
    share = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99, 1.0)
    return (
        Knob("temperature", tr_noop("temperature τ"), "τ", heat, 1.0),
        Knob("top_k", tr_noop("top-k"), "k", (*some, words), words),
        Knob("top_p", tr_noop("top-p"), "p", share, 1.0),
    )


def settings(turned: Sequence[Knob]) -> tuple[Array, list[list[int]]]:
    """Turn one knob at a time: the settings (setting, knob), and of each knob its places in them.

    The first setting has all knobs off, and is one of each knob's places.

    >>> table, places = settings(knobs(39))
    >>> table[0].tolist(), table[places[1][2]].tolist()
    ([1.0, 39.0, 1.0], [1.0, 3.0, 1.0])
    """
    off = [knob.off for knob in turned]
    table, places = [off], []
    for i, knob in enumerate(turned):
        own = []
        for value in knob.values:
            own.append(len(table) if value != knob.off else 0)
            if value != knob.off:
                table.append([*off[:i], value, *off[i + 1 :]])
        places.append(own)
    return np.array(table, float), places


def before(source: Source, rows: int, length: int, rng: np.random.Generator) -> Array:
    """Return so many pieces of the language that end where a sentence ends: (row, length).

    A model that learnt from a long text is asked in the middle of one.
    """
    pieces: list[list[str]] = []
    while len(pieces) < rows:
        said = source.sample(40 * rows + length, rng)
        ends = [i + 1 for i, word in enumerate(said) if word in source.ends and i + 1 >= length]
        pieces += [said[end - length : end] for end in ends]
    return np.array([source.numbers(piece) for piece in pieces[:rows]])


def different(counts: Array, among: int = COMPARED) -> float:
    r"""Return the share of different ones among so many, on average over all choices of so many.

    .. math:: \frac1m \sum_t \Bigl[1 - \binom{N - n_t}{m} \Big/ \binom{N}{m}\Bigr]

    with N said, of which the t-th kind n_t times, and m of them chosen; all, if they are fewer.

    >>> round(different(np.array([2, 1]), 2), 4)  # aab: of three pairs two are different
    0.8333
    """
    total = int(counts.sum())
    if not total:
        return 0.0
    m = min(among, total)
    log = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, total + 1)))])  # of factorials
    left = total - counts
    fits = left >= m
    missed = np.exp(log[left] - log[np.where(fits, left - m, 0)] - log[total] + log[total - m])
    return float((1 - np.where(fits, missed, 0.0)).sum() / m)


@dataclass(frozen=True)
class Generated:
    """What was said at each setting, measured; shares with their standard errors.

    Attributes
    ----------
    count : ndarray, shape (setting,)
        Sentences.
    accepted, accepted_error : ndarray, shape (setting,)
        The share that the language accepts.
    variety, variety_error : ndarray, shape (setting,)
        The share of different ones among ``COMPARED`` accepted ones.
    variety_without : ndarray, shape (setting, group)
        The variety without the texts of each group, from which the jackknife has its errors.
    examples : list of list of sentence
        The first few of each setting, one after the other in a text.
    """

    count: Array
    accepted: Array
    accepted_error: Array
    variety: Array
    variety_error: Array
    variety_without: Array = field(repr=False)
    examples: list[list[Sentence]] = field(repr=False)

    def behind(self, best: int) -> Array:
        """How much less varied each setting is than one, in standard errors of the difference.

        Both have drawn with the same random numbers, so their errors are no strangers.
        """
        less = self.variety_without[best] - self.variety_without
        error = np.sqrt((less.shape[1] - 1) * less.var(axis=1))
        gap = self.variety[best] - self.variety
        return np.asarray(np.where(gap == 0, 0.0, gap / np.maximum(error, 1e-12)))


def generated(
    model: Logits, source: Source, table: Array, prompts: Array, rng: np.random.Generator
) -> Generated:
    """Let a model go on with the same texts at each setting, and judge what it says.

    All settings are one batch: a forward pass of many rows costs little more than one of few. And
    all are drawn with the same random numbers, so that they are compared with less luck.
    """
    rows, length = prompts.shape
    each = np.repeat(table, rows, axis=0)
    said = generate(
        model, np.tile(prompts, (len(table), 1)), _LENGTH, rng=rng,
        temperature=each[:, 0], top_k=each[:, 1], top_p=each[:, 2], groups=len(table),
    )  # fmt: skip
    words = np.array(source.words)[said[:, length:]].reshape(len(table), rows, _LENGTH)
    kinds: dict[Sentence, int] = {}
    said_at = [[_cut(source, text) for text in some.tolist()] for some in words]
    numbers = [
        [np.array([kinds.setdefault(one, len(kinds)) for one in text]) for text in some]
        for some in said_at
    ]
    is_good = np.array([source.accepts(one) for one in kinds])
    measured = [_measured(some, is_good) for some in numbers]
    accepted, accepted_error, variety, variety_error = np.array([four for four, _ in measured]).T
    return Generated(
        np.array([sum(map(len, some)) for some in numbers]), accepted, accepted_error, variety,
        variety_error, np.array([without for _, without in measured]),
        [list(chain.from_iterable(some))[:_SHOWN] for some in said_at],
    )  # fmt: skip


def _cut(source: Source, text: list[str]) -> list[Sentence]:
    """The sentences of a text; one that never ends is one, which nobody accepts."""
    return sentences(source, text) or [tuple(text)]


def _measured(
    texts: list[Array], is_good: Array
) -> tuple[tuple[float, float, float, float], Array]:
    """The share accepted, and the variety of those, each with its error by a jackknife.

    Beside them the variety without each group of texts.

    Texts are lists of kinds of sentences. What stands in one text may hang together; texts do not.
    """
    groups = min(_GROUPS, len(texts))
    parts = [np.concatenate(texts[group::groups]) for group in range(groups)]
    counts = np.array([np.bincount(part, minlength=len(is_good)) for part in parts])
    total = counts.sum(axis=0)

    def shares(some: Array) -> tuple[float, float]:
        good = some[is_good]
        return float(good.sum() / some.sum()), different(good[good > 0])

    without = np.array([shares(total - part) for part in counts])
    error, spread = np.sqrt((groups - 1) * without.var(axis=0))
    accepted, variety = shares(total)
    # Where not one of n was refused, or accepted, the truth may be up to 3/n away.
    least = 1.5 / int(total.sum())
    return (accepted, max(float(error), least), variety, float(spread)), without[:, 1]
