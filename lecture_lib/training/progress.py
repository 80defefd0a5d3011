"""A progress bar where somebody is looking at a terminal, and silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

__all__ = ["bar"]

T = TypeVar("T")


def bar(items: Iterable[T], total: int, title: str, progress: bool | None = None) -> Iterable[T]:
    """Return `items`, with a bar that counts them if `progress` is true.

    None asks whether the error stream is a terminal: the outputs of a notebook stay clean.
    """
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty()
    if not progress:
        return items
    from tqdm.auto import tqdm

    counted: Iterable[T] = tqdm(items, total=total, desc=title)
    return counted
