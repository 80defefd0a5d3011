"""Time the scalar engine: micrograd's demo network, and a chain of a million operations.

    python benchmarks/bench_scalar.py

micrograd is optional (``pip install lecture-lib[bench]``). Each engine runs in a process of its
own, with and without Python's garbage collector: micrograd's nodes form cycles, and the cost of
collecting them would otherwise fall on whoever runs next.
"""

from __future__ import annotations

import gc
import importlib
import json
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from typing import Any

ENGINES = {"lecture_lib": "lecture_lib", "micrograd": "micrograd.engine"}
SIZES = (2, 16, 16, 1)
POINTS, ROUNDS, STEPS = 100, 5, 3
CHAIN = 1_000_000


def demo(Value: Any) -> Callable[[], Any]:
    """One training step of micrograd's demo: max-margin loss and weight decay, no update."""
    rng = random.Random(0)
    layers = [
        [([Value(rng.uniform(-1, 1)) for _ in range(n_in)], Value(0.0)) for _ in range(n_out)]
        for n_in, n_out in pairwise(SIZES)
    ]
    parameters = [p for layer in layers for weights, bias in layer for p in (*weights, bias)]
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(POINTS)]
    labels = [rng.choice([-1, 1]) for _ in range(POINTS)]

    def neuron(weights: Any, bias: Any, x: Any, last: bool) -> Any:
        total = sum((w * xi for w, xi in zip(weights, x, strict=True)), bias)
        return total if last else total.relu()

    def step() -> tuple[float, float]:
        losses = []
        for x, y in zip(inputs, labels, strict=True):
            h = [Value(xi) for xi in x]
            for layer in layers:
                h = [neuron(w, b, h, layer is layers[-1]) for w, b in layer]
            losses.append((1 + -y * h[0]).relu())
        loss = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)
        for p in parameters:
            p.grad = 0
        loss.backward()
        return loss.data, parameters[0].grad

    return step


def measure(engine: str, collector: str) -> dict[str, Any]:
    """Seconds for each step of the demo (in this process)."""
    step = demo(importlib.import_module(ENGINES[engine]).Value)
    result = step()
    if collector == "off":
        gc.disable()
    seconds = []
    for _ in range(STEPS):
        if collector == "off":
            gc.collect()  # outside the clock: else memory would run out
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return {"result": result, "seconds": seconds}


def chain() -> tuple[float, float, float]:
    """Build and backward nanoseconds, and bytes, for each node of a long chain."""
    from lecture_lib import Value, topological_order

    def build(n: int) -> Value:
        v = leaf
        for _ in range(n):
            v = v + leaf
        return v

    leaf = Value(1e-6)
    start = time.perf_counter()
    root = build(CHAIN)
    built = time.perf_counter()
    root.backward()
    done = time.perf_counter()
    assert leaf.grad == CHAIN + 1
    del root
    tracemalloc.start()  # slows everything down, so memory is looked at apart
    root = build(CHAIN // 10)
    size = tracemalloc.get_traced_memory()[0] / len(topological_order(root))
    tracemalloc.stop()
    return 1e9 * (built - start) / CHAIN, 1e9 * (done - built) / CHAIN, size


def main() -> None:
    """Print both tables."""
    engines = ["lecture_lib"]
    try:
        importlib.import_module("micrograd.engine")
        engines.append("micrograd")
    except ImportError:
        print("micrograd is not installed: no ratios (pip install lecture-lib[bench])\n")
    print(f"Demo network {'-'.join(map(str, SIZES))}, {POINTS} points: build and backward")
    print(f"{'collector':12}" + "".join(f"{e:>16}" for e in engines) + f"{'ratio':>10}")
    for collector in "on", "off":
        seconds: dict[str, list[float]] = {e: [] for e in engines}
        results = {}
        for _ in range(ROUNDS):  # interleaved: a slow minute hits both
            for engine in engines:
                run = [sys.executable, __file__, engine, collector]
                out = json.loads(subprocess.run(run, check=True, capture_output=True).stdout)
                seconds[engine] += out["seconds"]
                results[engine] = out["result"]
        medians = [statistics.median(seconds[e]) for e in engines]
        line = f"{collector:12}" + "".join(f"{1e3 * m:13.1f} ms" for m in medians)
        if len(engines) == 2:
            mine, theirs = results.values()
            assert all(abs(a - b) < 1e-9 for a, b in zip(mine, theirs, strict=True))
            line += f"{medians[1] / medians[0]:9.1f}×"
        print(line)
    build, backward, size = chain()
    print(f"\nChain of {CHAIN:,} operations: build {build:.0f} ns, backward {backward:.0f} ns, "
          f"{size:.0f} bytes a node")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
