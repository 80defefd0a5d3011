"""Freed memory stays with the process: counted in page faults, which no clock disturbs."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

COUNT = """
import resource, sys
import numpy as np
from lecture_lib.training.heap import keep_heap

if sys.argv[1] == "keep":
    keep_heap()

def step():
    a = np.ones(100_000, np.float32)
    return [a * k for k in range(8)]

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

for _ in range(5):
    step()
before = faults()
for _ in range(20):
    step()
print(faults() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a habit of glibc's malloc")
def test_steps_ask_for_no_new_memory():
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MALLOC_", "GLIBC_"))}

    def faults(how):
        run = [sys.executable, "-c", COUNT, how]
        return int(subprocess.run(run, env=environment, capture_output=True, check=True).stdout)

    given_back, kept = faults("plain"), faults("keep")
    assert kept < 200 < given_back / 5  # 20 steps of 3.6 MB, or 17,600 pages of 4 kB
