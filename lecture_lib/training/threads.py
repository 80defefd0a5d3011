"""One thread of BLAS while networks train."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

__all__ = ["one_thread"]


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController  # imported here: a few milliseconds

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Hold NumPy's matrix products to one thread inside a ``with`` block.

    Matrices of a course are small: two threads gain a tenth, and lose a factor of five to nine
    when another program wants the second core. Sums also come in the same order on every machine.

    Returns
    -------
    context manager
        On leaving it, the number of threads is what it was.

    Examples
    --------
    >>> with one_thread():
    ...     _ = [[1.0]]
    """
    limited: AbstractContextManager[Any] = _controller().limit(limits=1)
    return limited
