"""What tests of processes share."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator

import pytest

Children = Callable[[], list[multiprocessing.process.BaseProcess]]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let SIGINT interrupt, also where a shell started the tests in the background, deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def children() -> Iterator[Children]:
    """The processes that live since this test began; at its end there may be none.

    Others may live already: a search of another test keeps joblib's workers for the next.
    """
    before = set(multiprocessing.active_children())

    def started() -> list[multiprocessing.process.BaseProcess]:
        return [child for child in multiprocessing.active_children() if child not in before]

    yield started
    assert started() == []
