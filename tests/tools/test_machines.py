"""`make test-machines`: this machine really computes like another."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import numpy as np
import pytest

from lecture_lib.tools import machines
from lecture_lib.tools.machines import arithmetics

REPORT = """
import numpy as np
np.ones((8, 8)) @ np.ones((8, 8))
from threadpoolctl import threadpool_info
print(*np.show_config(mode="dicts")["SIMD Extensions"].get("found", []))
blas = [pool for pool in threadpool_info() if pool["internal_api"] == "openblas"]
print(*{(pool["architecture"], pool["num_threads"]) for pool in blas})
"""
FOUND = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])


@pytest.mark.parametrize("name", arithmetics(FOUND, platform.machine()))
def test_an_arithmetic_takes_effect(name):
    environment = arithmetics(FOUND, platform.machine())[name]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", REPORT],
        env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    units, blas = done.stdout.splitlines()
    disabled = environment.get("NPY_DISABLE_CPU_FEATURES", "").split()
    assert units.split() == [unit for unit in FOUND if unit not in disabled]
    if blas:  # another BLAS than OpenBLAS listens to other variables
        assert environment.get("OPENBLAS_CORETYPE", "").lower() in blas.lower()
        assert "OPENBLAS_NUM_THREADS" not in environment or blas.endswith(", 1)")


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or "X86_V3" not in FOUND, reason="has one exp and sin only"
)
def test_the_c_library_rounds_as_on_older_processors():
    ask = "import math; print([math.exp(k / 701).hex() for k in range(9000)])"
    first, *_ = arithmetics(FOUND, platform.machine()).values()
    here, there = (
        subprocess.run([sys.executable, "-c", ask], env=e, capture_output=True, check=True).stdout
        for e in (dict(os.environ), {**os.environ, **first})
    )
    assert here != there


@pytest.mark.parametrize(
    ("found", "machine", "count"),
    [
        (["X86_V3", "X86_V4", "AVX512_ICL"], "x86_64", 2),
        (["X86_V3"], "AMD64", 1),
        ([], "x86_64", 1),
        (["ASIMDHP", "SVE"], "arm64", 2),
        (["RVV"], "riscv64", 1),
    ],
)
def test_every_processor_has_an_arithmetic_unlike_its_own(found, machine, count):
    made = arithmetics(found, machine)
    assert len(made) == count
    assert len({tuple(e.items()) for e in made.values()}) == count
    for environment in made.values():
        kernel = environment.get("OPENBLAS_CORETYPE")
        needs = dict(machines._KERNELS.get(machine.lower(), ())).get(kernel)
        assert needs is None or needs in found  # what the processor lacks would crash it


def test_a_difference_is_reported(tmp_path, monkeypatch, capfd):
    (tmp_path / "test_bits.py").write_text(
        "import os\n\ndef test_bits():\n    assert 'OPENBLAS_NUM_THREADS' not in os.environ\n"
    )
    monkeypatch.setattr(
        machines, "arithmetics", lambda *_: {"one": {"OPENBLAS_NUM_THREADS": "1"}, "own": {}}
    )
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert machines.main([str(tmp_path), "-p", "no:cacheprovider"]) == 1
    told = capfd.readouterr().out
    assert "one: differs" in told and "own: the same" in told
