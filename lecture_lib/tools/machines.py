"""The notebooks on other processors: the module behind ``make test-machines``.

NumPy chooses its loops, OpenBLAS its kernels and the C library its ``exp`` and ``sin`` by the
processor they find, and all round differently in the last bits. Environment variables make this
machine compute as another does. A printed digit that depends on those bits is seen here, and not
first on a student's laptop.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["arithmetics", "main"]

# Machine -> kernels of OpenBLAS that run wherever NumPy does, and which vector unit others need.
_X86 = (("Nehalem", None), ("Haswell", "X86_V3"))
_ARM = (("ARMV8", None), ("CORTEXA57", None))
_KERNELS: Mapping[str, tuple[tuple[str, str | None], ...]] = {
    "x86_64": _X86, "amd64": _X86, "aarch64": _ARM, "arm64": _ARM,
}  # fmt: skip
# The C library's functions without the fused products of newer processors; only glibc listens.
_LIBRARY = {"x86_64": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"}


def arithmetics(found: Sequence[str], machine: str) -> dict[str, dict[str, str]]:
    """Return environments under which this machine computes like others.

    Parameters
    ----------
    found : sequence of str
        Vector units beyond NumPy's baseline that this processor has, weakest first, as
        ``np.show_config`` lists them.
    machine : str
        Its architecture, as ``platform.machine()`` calls it.

    Returns
    -------
    dict of dict
        Name -> environment variables: without any vector unit, in NumPy as in the C library, and
        with one BLAS thread; and, where there are several, with all but the strongest and another
        matrix kernel.

    Examples
    --------
    >>> made = arithmetics(["X86_V3", "X86_V4"], "x86_64")
    >>> list(made)
    ['no vector units, one thread', 'without X86_V4']
    >>> made["without X86_V4"]
    {'NPY_DISABLE_CPU_FEATURES': 'X86_V4', 'OPENBLAS_CORETYPE': 'Haswell'}
    """
    plain, *others = [
        kernel
        for kernel, unit in _KERNELS.get(machine.lower(), (("", None),))
        if unit is None or unit in found
    ]
    named = {
        "no vector units, one thread": {
            "NPY_DISABLE_CPU_FEATURES": " ".join(found),
            "OPENBLAS_CORETYPE": plain,
            "OPENBLAS_NUM_THREADS": "1",
            "GLIBC_TUNABLES": _LIBRARY.get(machine.lower(), ""),
        }
    }
    if len(found) > 1:
        named[f"without {found[-1]}"] = {
            "NPY_DISABLE_CPU_FEATURES": found[-1],
            "OPENBLAS_CORETYPE": next(iter(others), plain),
        }
    return {name: {k: v for k, v in made.items() if v} for name, made in named.items()}


def main(arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` under each arithmetic; return 1 if it fails under one."""
    # A cell that is slow on a busy machine has no other outputs for that.
    patient = "--nbval-cell-timeout=900"
    pytest = [sys.executable, "-m", "pytest", "-q", patient, *arguments]
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    bad = 0
    for name, environment in arithmetics(found, platform.machine()).items():
        start = time.perf_counter()
        code = subprocess.run(pytest, env={**os.environ, **environment}, check=False).returncode
        verdict = "differs" if code else "the same"
        print(f"{name}: {verdict} ({time.perf_counter() - start:.0f} s)", flush=True)
        bad |= bool(code)
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
