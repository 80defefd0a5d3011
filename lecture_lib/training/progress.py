"""A progress bar for what takes longer than two seconds, where somebody is looking."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import Any, TypeVar

__all__ = ["bar"]

T = TypeVar("T")

_PATIENCE = 2.0  # seconds


def bar(items: Iterable[T], total: int, title: str, progress: bool | None = None) -> Iterable[T]:
    """Return `items`, with a bar that counts them if `progress` is true.

    None asks whether the error stream is a terminal, or the kernel a notebook's. When all is done
    the bar is gone, so that the outputs of a notebook stay clean. Where they are compared,
    ``TQDM_DISABLE=1`` holds it back altogether (tqdm itself reads that only when imported).
    """
    ipython = sys.modules.get("IPython")  # a notebook has it; it is not loaded for others
    notebook = ipython is not None and hasattr(ipython.get_ipython(), "kernel")
    if progress is None:
        seen = notebook or (sys.stderr is not None and sys.stderr.isatty())
        progress = seen and not os.environ.get("TQDM_DISABLE")
    if not progress:
        return items
    from tqdm import tqdm

    where: dict[str, Any] = {"file": _Output(), "ncols": 72, "ascii": False} if notebook else {}
    counted: Iterable[T] = tqdm(
        items, total=total, desc=title, delay=_PATIENCE, leave=False, disable=False, **where
    )
    return counted


class _Output(io.TextIOBase):
    """A line below the cell that runs; the last one written stays.

    tqdm's own bar for notebooks is a widget, which a saved notebook could not show again.
    """

    _shown: Any = None

    def write(self, text: str) -> int:
        line = {"text/plain": text.strip()}
        if self._shown is not None:
            self._shown.update(line, raw=True)
        elif text.strip():
            from IPython.display import display

            self._shown = display(  # type: ignore[no-untyped-call]
                line, raw=True, display_id=True
            )
        return len(text)
