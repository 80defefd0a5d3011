"""Every random number of the package comes from a generator that the caller passes."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["checked_rng"]


def checked_rng(owner: str, rng: Any) -> np.random.Generator:
    """Return a NumPy generator, or say how to make one."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{owner}: rng is {rng!r:.40}; pass a generator, rng=np.random.default_rng(seed), "
            "so that a run can be repeated"
        )
    return rng
