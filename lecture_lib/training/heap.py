"""Memory that a training step frees stays at hand for the next one."""

from __future__ import annotations

import numpy as np

__all__ = ["keep_heap"]


def keep_heap() -> None:
    """Let the C library keep up to 64 MB of freed memory instead of giving it back.

    A step makes and frees the same arrays again and again. Where glibc manages memory (Linux), it
    returns the top of the heap as soon as some 128 kB of it are free, and asks for it again page
    by page: half of a small Transformer's time. It raises that bound by itself to twice the
    largest block that it has seen freed, so it is shown one, which nobody writes to and which
    therefore takes no memory.

    Examples
    --------
    >>> keep_heap()
    """
    np.empty(2**25 - 2**16, np.uint8)  # a little less than 32 MB, above which nothing counts
