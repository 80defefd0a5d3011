"""Hogwild on two processes against one, and what it costs to find the largest components.

    python benchmarks/bench_hogwild.py

1. Updates a second of two processes, as a ratio to one, on a sparse and two dense problems, without
   a lock, with one around the subtraction, and with one around the whole update. Targets: 1.5
   without a lock on the sparse problem, at most 1.1 with a lock around all.
2. The share of updates lost, by how they are written.
3. Choosing 1 % of 10⁵, 10⁶ and 10⁷ components: exactly, as ``TopK`` does; by ``argpartition``; and
   by a threshold taken from a sample of one in a hundred, which sends about as many. Beside it the
   bandwidth below which sending 1 % and choosing take less time than sending all.

1 counts time on the clock and wants two idle cores, so it first says how many it gets: two
processes that only count, against one. On a busy machine the processor time of an update tells what
locks and shared memory cost, though not how long a process waited for a lock. 3 counts processor
time.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from lecture_lib.scale import WRITES, Logistic, TopK, hogwild, lost_updates
from lecture_lib.scale.shared import race

ROUNDS = 5
PROBLEMS = {
    "D = 100,000, 20 a row": (Logistic(nonzeros=20), 3.0),
    "D = 200, 20 a row": (Logistic(dimension=200, nonzeros=20), 0.3),
    "D = 200, all of them": (Logistic(dimension=200), 0.1),
}


def free_cores() -> float:
    """How many times as much two processes count as one in the same time: at best 2."""
    took = [race("bench", partial, [(sum, range(20_000_000))] * n).seconds for n in (1, 2)]
    return 2 * took[0] / took[1]


def speed() -> None:
    print("1. updates a second, ratio to one process (median of rounds; in brackets by processor "
          "time of an update)")  # fmt: skip
    for name, (problem, rate) in PROBLEMS.items():
        ratios: dict[str | None, list[float]] = {None: [], "write": [], "all": []}
        used: dict[str | None, list[float]] = {lock: [] for lock in ratios}
        losses: dict[str, float] = {}
        cores = []
        for _ in range(ROUNDS):
            cores.append(free_cores())
            one = hogwild(problem, 1, learning_rate=rate)
            losses["1"] = one.loss
            for lock in ratios:
                two = hogwild(problem, 2, lock, learning_rate=rate)
                ratios[lock].append(two.updates_per_second / one.updates_per_second)
                used[lock].append(one.processor_seconds[0] / max(two.processor_seconds))
                losses[f"2, lock {lock}"] = two.loss
        line = ", ".join(
            f"lock {lock} {statistics.median(r):.2f} ({statistics.median(used[lock]):.2f})"
            for lock, r in ratios.items()
        )
        print(f"   {name}: {line}; {one.updates_per_second:,.0f} a second with one; "
              f"cores free {statistics.median(cores):.1f}")  # fmt: skip
        print("      losses: " + ", ".join(f"{who} {loss:.4f}" for who, loss in losses.items()))


def losses() -> None:
    print("2. updates lost by two processes, %, median (least to most)")
    for write in WRITES:
        shares = sorted(100 * lost_updates(write) for _ in range(ROUNDS))
        print(f"   {write}: {statistics.median(shares):.2f} ({shares[0]:.2f} to {shares[-1]:.2f})")


def by_sample(gradient: np.ndarray, share: float) -> np.ndarray:
    threshold = np.quantile(np.abs(gradient[::100]), 1 - share)
    return np.flatnonzero(np.abs(gradient) >= threshold)


def choosing() -> None:
    print("3. choosing 1 %: processor time, fastest of rounds")
    for size in (10**5, 10**6, 10**7):
        g = np.random.default_rng(0).standard_normal(size).astype(np.float32)
        k, topk = size // 100, TopK(0.01)
        ways: dict[str, Callable[[], object]] = {
            "TopK": lambda g=g, topk=topk: topk.choose(g, None),
            "argpartition": lambda g=g, k=k: np.argpartition(np.abs(g), -k)[-k:],
            "sampled threshold": lambda g=g: by_sample(g, 0.01),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(ROUNDS):
            for name, choose in ways.items():
                began = time.process_time()
                choose()
                best[name] = min(best[name], time.process_time() - began)
        saved = g.nbytes * (1 - 2 * 0.01)  # a value and an index for one in a hundred
        line = ", ".join(f"{name} {1e3 * s:.2f} ms (pays below {saved / s / 1e9:.2g} GB/s)"
                         for name, s in best.items())  # fmt: skip
        print(f"   {size:.0e}: {line}; sampled sends {by_sample(g, 0.01).size / size:.2%}")


if __name__ == "__main__":
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    speed()
    losses()
    choosing()
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
