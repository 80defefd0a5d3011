"""A parameter server: when two workers are faster than one, and what starting and dying cost.

    python benchmarks/bench_scale.py

1. Two workers against one, on the gradients of an MLP, at 10, 30, 100 and 300 ms of work a round.
   One worker has all of the data, two have half of it each. Runs are interleaved, and the median
   is taken of the seconds of their rounds. Target: 1.4 at 100 ms. Beside it stands the share of
   the workers' time that went into gradients.
2. A cluster's start and stop. Target: 2 s together.
3. From a worker's death, and a server's, to the moment its successor is there. Target: 5 s each.

Seconds on the clock, so all of it wants two idle cores; the load average is printed.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time

import numpy as np

import lecture_lib as ll
from lecture_lib.scale import Run, cluster, loss_gradient, train
from lecture_lib.scale.pace import round_seconds

WORK = (0.010, 0.030, 0.100, 0.300)  # seconds a round
SIZES = (256, 512, 10)
REPEATS = 5


def data(examples: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((examples, SIZES[0]), dtype=np.float32)
    return X, rng.integers(0, SIZES[-1], examples)


def examples_for(seconds: float, model: ll.nn.Module) -> int:
    """Rows whose gradient takes that much processor time here, an even number."""
    gradient, (X, y), state = loss_gradient(model), data(512), model.state()
    times = []
    for _ in range(9):
        began = time.process_time()
        gradient(state, (X, y))
        times.append(time.process_time() - began)
    return max(2, 2 * round(512 * seconds / min(times) / 2))


def two_over_one(address: str, model: ll.nn.Module, seconds: float) -> str:
    X, y = data(examples_for(seconds, model))
    half = len(X) // 2
    shards = {1: [(X, y)], 2: [(X[:half], y[:half]), (X[half:], y[half:])]}
    rounds = max(8, min(40, round(2.0 / seconds)))
    found: dict[int, list[Run]] = {1: [], 2: []}
    for _ in range(REPEATS):
        for workers, parts in shards.items():
            run = train(loss_gradient(model), model.state(), parts,
                        rule=ll.GradientDescent(1e-6), rounds=rounds, cluster=address)  # fmt: skip
            found[workers].append(run)
    one, two = (
        statistics.median(float(np.median(round_seconds(run))) for run in found[n]) for n in (1, 2)
    )
    busy = statistics.median(run.computing for run in found[2])
    return (f"{1000 * seconds:5.0f} ms of work  one {1000 * one:6.1f} ms  two {1000 * two:6.1f}  "
            f"ratio {one / two:4.2f}  two compute {100 * busy:3.0f} % of their time")  # fmt: skip


def start_and_stop() -> tuple[float, float]:
    began = time.perf_counter()
    with cluster(workers=2):
        started = time.perf_counter()
        leaving = time.perf_counter()
    return started - began, time.perf_counter() - leaving


def recovery(address: str, who: str) -> float:
    """Seconds without the process that was killed."""

    def gradient(w, shard):
        return w - shard

    with tempfile.TemporaryDirectory() as folder:
        checkpoint = f"{folder}/run.npz" if who == "server" else None
        kill = {"server": 10} if who == "server" else {(1, 10): "before"}
        run = train(gradient, np.zeros(1000), [1.0, 2.0], rule=ll.GradientDescent(0.1), rounds=20,
                    cluster=address, checkpoint=checkpoint, kill=kill)  # fmt: skip
    return run.deaths[0].seconds


def main() -> None:
    model = ll.nn.MLP(SIZES, rng=np.random.default_rng(0))
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    times = [start_and_stop() for _ in range(3)]
    start, stop = (statistics.median(t) for t in zip(*times, strict=True))
    print(f"start {start:.2f} s, stop {stop:.2f} s")
    with cluster(workers=2) as address:
        recovery(address, "worker")  # the first run imports the package
        for seconds in WORK:
            print(two_over_one(address, model, seconds), flush=True)
        for who in ("worker", "server"):
            found = [recovery(address, who) for _ in range(3)]
            print(f"{who} killed, successor there after {statistics.median(found):.2f} s")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
