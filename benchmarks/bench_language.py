"""What counting can do on the pond, and how fast what is exact is computed.

    python benchmarks/bench_language.py

1. n-grams from 100,000 words of the pond, three seeds: loss above that of the truth on the same
   words. The best is to be compared with a network on the same words.
2. The floors of four languages: what eight words before tell at best.
3. The floor of a masked loss on 400 rows of 32 words. Target: 1 s.
4. 500 byte-pair merges of the English text. Target: 1 s, the same merges as by counting all pairs
   before each merge, and how much faster than that.

Processor time, so that other programs disturb little.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from itertools import pairwise

import numpy as np

from lecture_lib.language import (
    BytePairs,
    Masking,
    NGram,
    excess,
    facts,
    hidden_floor,
    masked_floor,
    names,
    pond,
    python_topics,
    story,
)


def n_grams(train: int = 100_000, test: int = 20_000) -> None:
    language = pond()
    size = len(language.words)
    for seed in range(3):
        rng = np.random.default_rng(seed)
        known, new = (language.numbers(language.sample(n, rng)) for n in (train, test))
        for name, prior in (("Kneser–Ney", None), ("prior of 40", 40)):
            found = [100 * excess(NGram(known, n, size, prior=prior), language, new)
                     for n in range(2, 8)]  # fmt: skip
            print(f"   {name:11}, n = 2 … 7, seed {seed}:", *(f"{e:5.1f} %" for e in found))


def floors() -> None:
    for build in (pond, story, names, facts):
        begin = time.process_time()
        language = build()
        above = 100 * (language.window_entropies(8)[8] / language.entropy - 1)
        print(f"   {build.__name__:6} {len(language.words)} words, {len(language.states):5} states,"
              f" {language.entropy:.4f} nats, 8 words before {above:4.1f} % above, "
              f"{time.process_time() - begin:.2f} s")  # fmt: skip


def masked(rows: int = 400, length: int = 32) -> None:
    language, rng = pond(), np.random.default_rng(0)
    text = language.numbers(language.sample(rows * length, rng)).reshape(rows, length)
    for told, masking in (("80/10/10", Masking()), ("masks only", Masking(mask=1, random=0))):
        begin = time.process_time()
        floor = masked_floor(language, text, masking, rng)
        print(f"   {told}: {floor:.4f} nats, {time.process_time() - begin:.2f} s")
    print(f"   one hidden word: {hidden_floor(language, text):.4f} nats")


def counting_anew(text: str, merges: int) -> list[tuple[int, int]]:
    chunks = Counter(re.findall(r" ?\w+| ?[^\w\s]+|\s+", text))
    words = [(list(chunk.encode()), count) for chunk, count in chunks.items()]
    learnt: list[tuple[int, int]] = []
    while len(learnt) < merges:
        counts: Counter[tuple[int, int]] = Counter()
        for symbols, count in words:
            for pair in pairwise(symbols):
                counts[pair] += count
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        for symbols, _ in words:
            place = 0
            while place < len(symbols) - 1:
                if (symbols[place], symbols[place + 1]) == best:
                    symbols[place : place + 2] = [256 + len(learnt)]
                place += 1
        learnt.append(best)
    return learnt


def byte_pairs(merges: int = 500) -> None:
    text = python_topics()
    begin = time.process_time()
    pairs = BytePairs.train(text, merges)
    middle = time.process_time()
    anew = counting_anew(text, merges)
    seconds = middle - begin
    ratio = (time.process_time() - middle) / seconds
    print(f"   {merges} merges: {seconds:.2f} s, {ratio:.0f} times as fast as "
          f"counting anew, same merges: {tuple(anew) == pairs.merges}, "
          f"{len(text) / len(pairs.encode(text)):.2f} characters a token")  # fmt: skip


if __name__ == "__main__":
    for number, part in enumerate((n_grams, floors, masked, byte_pairs), start=1):
        print(f"{number}. {part.__name__.replace('_', ' ')}")
        part()
