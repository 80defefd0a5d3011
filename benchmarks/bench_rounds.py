"""Seconds of a round alone and on workers: the reference that stands in pictures of notebook 16.

    python benchmarks/bench_rounds.py [lecture_lib/scale/rounds.json] [--anyway]

1. Rounds in which nothing is computed, of 1, 2 and 4 workers with 8 kB to 8 MB of parameters:
   what messages cost.
2. Networks that read digits: one with 16 hidden units that goes over the images 1 to 64 times in a
   round, so that work grows and bytes do not, and larger ones. One process against two workers.
3. The share of updates that two processes lose without a lock, by how they are written.

Medians of interleaved repeats. Run it on two idle cores: where the load is above 0.7 nothing is
measured, unless `--anyway` is said. The load is stored with the rounds.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys

import numpy as np

from lecture_lib.nn import MLP
from lecture_lib.scale import WRITES, cluster, compare, loss_gradient, lost_updates, repeated
from lecture_lib.training import load

REPEATS, ROUNDS = 5, 12
WORKERS, SIZES = (1, 2, 4), (8_000, 800_000, 8_000_000)
QUIET = 0.7  # load average of a machine that does nothing else
#: Hidden units, times over the images.
NETWORKS = ((16, 1), (16, 4), (16, 16), (16, 64), (256, 1), (2048, 1))


def nothing(w: np.ndarray, shard: int) -> np.ndarray:
    return w


def main(path: str | None, anyway: bool = False) -> None:
    before = os.getloadavg()[0]
    if before > QUIET and not anyway:
        sys.exit(f"The load is {before:.1f}, above {QUIET}: wait, or say --anyway.")
    digits = load("digits", np.float32)
    half = len(digits.y) // 2
    shards = [(digits.X[:half], digits.y[:half]), (digits.X[half:], digits.y[half:])]
    empty = {(r, b): [] for r in WORKERS for b in SIZES}
    paces = {network: [] for network in NETWORKS}
    with cluster(max(WORKERS)) as address:
        for _ in range(REPEATS):
            for (r, b), seconds in empty.items():
                w = np.zeros(b // 8)
                pace = compare(nothing, w, range(r), rounds=ROUNDS, cluster=address, workers=r)
                seconds.append(pace.together)
    with cluster(2) as address:
        for _ in range(REPEATS):
            for (h, times), found in paces.items():
                net = MLP((64, h, 10), rng=np.random.default_rng(0))
                gradient = repeated(loss_gradient(net), times)
                found.append(compare(gradient, net.state(), shards, rounds=ROUNDS,
                                     cluster=address))  # fmt: skip
    stored = {
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python "
                   f"{platform.python_version()}",
        "load": round(before, 1),
        "empty": [[r, b, round(statistics.median(s), 6)] for (r, b), s in empty.items()],
        "paces": [[*network, found[0].size, *(round(statistics.median(t), 6) for t in zip(*(
            (one.alone, one.together) for one in found), strict=True))]
            for network, found in paces.items()],
        "lost": {write: round(statistics.median(lost_updates(write) for _ in range(REPEATS)), 4)
                 for write in WRITES},
    }  # fmt: skip
    text = json.dumps(stored, indent=1)
    print(text)
    if path:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    told = [word for word in sys.argv[1:] if word != "--anyway"]
    main(told[0] if told else None, anyway="--anyway" in sys.argv)
