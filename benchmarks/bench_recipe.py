"""GPT-3's recipe taken apart on a small Transformer: what each part is worth.

    python benchmarks/bench_recipe.py [output.csv]

Each recipe is the full one with one part set otherwise.  All read the same examples of the pond.
Each chooses its own learning rate from the same grid by the mean excess over the truth of seeds
0–2, and is then judged on six fresh seeds (language sample, start, batches); printed are the mean
difference to the full recipe, seed by seed, and its standard error.  About 20 minutes on one core.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial

for _variable in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[_variable] = "1"  # before NumPy loads its BLAS

import numpy as np  # noqa: E402

from lecture_lib.language import Vocabulary, Windowed, excess, left_to_right, pond, windows  # noqa: E402
from lecture_lib.nn import Transformer  # noqa: E402
from lecture_lib.scale import Recipe  # noqa: E402

EXAMPLES = 8_000
RATES = 0.002, 0.004, 0.008, 0.016, 0.032
FULL = Recipe(learning_rate=0.0)
WITHOUT = {
    "the full recipe": {},
    "no warm-up": {"warmup": 0.0},
    "a constant rate": {"end": 1.0},
    "no batch ramp": {"ramp": 0.0},
    "no clipping": {"max_norm": None},
    "no weight decay": {"weight_decay": 0.0},
    "decay of vectors too": {"decay_vectors": True},
    "beta2 = .999": {"beta2": 0.999},
    "all of these": {"warmup": 0.0, "end": 1.0, "ramp": 0.0, "max_norm": None,
                     "weight_decay": 0.0, "beta2": 0.999},
}  # fmt: skip


def trained(recipe: Recipe, seed: int) -> float:
    """Excess over the truth, as a share, on 20,000 words of test."""
    language = pond()
    text, test = (language.numbers(language.sample(n, np.random.default_rng(s)))
                  for n, s in ((100_000, seed), (20_000, 99)))  # fmt: skip
    rng = np.random.default_rng(seed)
    vocabulary = Vocabulary(language.words)
    model = Transformer(len(vocabulary), 32, 48, layers=2, heads=4, tied=False, rng=rng)
    recipe.train(model, windows(text, 33), EXAMPLES, rng=rng,
                 transform=partial(left_to_right, vocabulary=vocabulary))  # fmt: skip
    return excess(Windowed(model, int(language.numbers(["."])[0])), language, test)


def main(path: str | None) -> None:
    lines, full = ["recipe,rate,seed,excess"], np.zeros(0)
    for name, changes in WITHOUT.items():
        tuned = {}
        for rate in RATES:
            found = [trained(replace(FULL, learning_rate=rate, **changes), s) for s in (0, 1, 2)]
            lines += [f"{name},{rate},{s},{e:.5f}" for s, e in enumerate(found)]
            tuned[rate] = np.mean(found)
        best = min(tuned, key=tuned.__getitem__)
        fresh = range(10, 16)
        judged = np.array([trained(replace(FULL, learning_rate=best, **changes), s) for s in fresh])
        lines += [f"{name},{best},{s},{e:.5f}" for s, e in zip(fresh, judged, strict=True)]
        full = full if len(full) else judged
        difference = judged - full
        error = difference.std(ddof=1) / len(difference) ** 0.5
        sweep = " ".join(f"{100 * e:6.2f}" for e in tuned.values())
        print(f"{name:22} {sweep}   η {best:g}   {100 * judged.mean():5.2f} %   "
              f"{100 * difference.mean():+.2f} ± {100 * error:.2f}", flush=True)  # fmt: skip
    if path:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
