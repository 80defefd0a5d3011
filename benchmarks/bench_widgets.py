"""How long an explorer takes to build, and what it weighs on a page.

    python benchmarks/bench_widgets.py

An explorer computes all positions of its sliders when it is made. Target: at most 0.2 s on an
idle machine, and half a megabyte on a page (a test holds it to that). The sampling explorer has
to generate 280,000 words: 1.2 s. Medians of interleaved rounds; the ratio is to one fixed piece of
NumPy work, which a busy machine slows alike.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

import numpy as np
from bench_language_models import bengio, sampled

from lecture_lib.descent import rosenbrock
from lecture_lib.language import pond
from lecture_lib.nn import Transformer, inspect_heads
from lecture_lib.widgets import (
    AttentionExplorer,
    ConditioningExplorer,
    DepthExplorer,
    DescentExplorer,
    DifferenceExplorer,
    DigitPad,
    DropoutExplorer,
    MaskingExplorer,
    MemoryExplorer,
    MomentumPhasePlane,
    NoiseExplorer,
    RunReader,
    SamplingExplorer,
    ScaleExplorer,
    ScheduleExplorer,
)

ROUNDS = 9
LANGUAGE = pond()
BENGIO, _ = bengio(LANGUAGE, sampled(LANGUAGE, 100_000, 0), 0)
WORDS = [f"word{n}" for n in range(48)]
TRANSFORMER = Transformer(48, 48, 48, layers=2, heads=4, rng=np.random.default_rng(0))
_rng = np.random.default_rng(0)
DIGITS = 0.3 * _rng.normal(size=(64, 32)), _rng.normal(size=(32, 10)), _rng.random((12, 64))
SEEN = dict.fromkeys(range(0, 801, 50), inspect_heads(TRANSFORMER, np.arange(48)))

CASES: dict[str, Callable[[], object]] = {
    "AttentionExplorer": lambda: AttentionExplorer(WORDS, SEEN, vocabulary=WORDS),
    "ConditioningExplorer": ConditioningExplorer,
    "DepthExplorer": DepthExplorer,
    "DescentExplorer": DescentExplorer,
    "DescentExplorer(rosenbrock)": lambda: DescentExplorer(rosenbrock),
    "MomentumPhasePlane": MomentumPhasePlane,
    "DifferenceExplorer": DifferenceExplorer,
    "DigitPad": lambda: DigitPad(*DIGITS),
    "NoiseExplorer": NoiseExplorer,
    "RunReader": RunReader,
    "ScaleExplorer": ScaleExplorer,
    "ScheduleExplorer": ScheduleExplorer,
    "DropoutExplorer": DropoutExplorer,
    "MaskingExplorer": MaskingExplorer,
    "MemoryExplorer": MemoryExplorer,
    "SamplingExplorer": lambda: SamplingExplorer(BENGIO, LANGUAGE, ["two little"]),
}


def yardstick() -> None:
    """Ten million multiply-adds, a few hundred kilobytes at a time."""
    x = np.ones(50_000)
    for _ in range(200):
        x *= 0.999
        x += 1e-3


def seconds(make: Callable[[], object]) -> float:
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def weight(explorer: object) -> float:
    """Megabytes in an exported page: the numbers as base64, all else as JSON."""
    state = explorer.get_state()  # type: ignore[attr-defined]
    rest = {name: value for name, value in state.items() if not isinstance(value, bytes)}
    return (len(state["data"]) * 4 / 3 + len(json.dumps(rest, default=str))) / 1e6


def main() -> None:
    explorers = {name: make() for name, make in CASES.items()}  # warm
    times: dict[str, list[float]] = {name: [] for name in ["yardstick", *CASES]}
    for _ in range(ROUNDS):
        times["yardstick"].append(seconds(yardstick))
        for name, make in CASES.items():
            times[name].append(seconds(make))
    unit = statistics.median(times.pop("yardstick"))
    print(f"{'explorer':<28}  seconds  × yardstick  MB on a page")
    for name, taken in times.items():
        middle = statistics.median(taken)
        mb = weight(explorers[name])
        print(f"{name:<28}  {middle:7.3f}  {middle / unit:11.1f}  {mb:12.2f}")


if __name__ == "__main__":
    main()
