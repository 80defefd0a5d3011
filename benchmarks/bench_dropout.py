"""Dropout and its rivals on digits, 30 seeds from two starts: the ladder drawn in notebook 12.

    python benchmarks/bench_dropout.py [lecture_lib/plot/figures/nb12_runs.txt]

The functions and settings are those of the notebook: its cells `setup` and `ladder` are read and
run. The seeds 0 to 5 chose the settings and are not among those judged here.
About five minutes on an idle core.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "12_dropout.ipynb"
SEEDS = range(6, 36)
STARTS: dict[str, dict[str, Any]] = {"usual start": {}, "quiet start": {"quiet": True}}
HEAD = f"""\
# Dropout and rivals on the digits of notebook 12, seeds {SEEDS[0]} to {SEEDS[-1]}: loss and share \
of right answers of each.
# Made by `python benchmarks/bench_dropout.py` with this file's path.
"""


def main(path: str | None) -> None:
    cells = {cell["id"]: "".join(cell["source"])
             for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]}  # fmt: skip
    names: dict[str, Any] = {}
    exec(cells["setup"], names)
    exec(cells["ladder"].partition("\nclimb(")[0], names)  # up to where it runs and draws
    ways = names["ways"] | {"noise alone, p = 0.5": {
        "p": 0.5, "price": names["noise_alone"], "rate": 0.001, "epochs": 240}}  # fmt: skip
    text = HEAD
    for start, quiet in STARTS.items():
        for name, how in ways.items():
            runs = [names["halved"](seed, **how, **quiet) for seed in SEEDS]
            row = "  ".join(f"{loss:.5f} {right:.5f}" for loss, right in runs)
            print(f"{start}: {name}: {row}", flush=True)
            text += f"{start}: {name}: {row}\n"
    if path:
        Path(path).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    matplotlib.use("Agg")
    main(sys.argv[1] if len(sys.argv) > 1 else None)
