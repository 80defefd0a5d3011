"""Seconds that `import lecture_lib` takes beyond NumPy's own import, in fresh interpreters."""

from __future__ import annotations

import statistics
import subprocess
import sys

MEASURE = """
import time, numpy
start = time.perf_counter()
import lecture_lib
print(time.perf_counter() - start)
"""


def main(repeats: int = 15) -> None:
    """Print the median and the best; the target is 0.12 s."""
    seconds = [
        float(
            subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True).stdout
        )
        for _ in range(repeats)
    ]
    print(f"import beyond NumPy: median {statistics.median(seconds):.3f} s, "
          f"best {min(seconds):.3f} s of {repeats}")  # fmt: skip


if __name__ == "__main__":
    main()
