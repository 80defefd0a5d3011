"""A loop without an end ends, and only that."""

from __future__ import annotations

import signal
import sys
import threading

import pytest

import lecture_lib as ll
from lecture_lib.lessons.checking.limit import time_limit

module = sys.modules[ll.check.__module__]  # its name in the package is the function's


def for_ever(*_):
    while True:
        pass


def test_an_attempt_that_never_ends_is_told_so_and_where(monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.05)
    report = ll.check("two-paths", for_ever)
    assert report.ok is False
    assert "TimeoutError: not done after 0.05 seconds" in repr(report)
    assert "line" in repr(report) and "in for_ever" in repr(report)


def test_what_is_done_in_time_is_not_disturbed():
    with time_limit(60):
        value = 1
    assert value == 1


def test_stop_pressed_by_the_student_stays_a_stop():
    with pytest.raises(KeyboardInterrupt), time_limit(60):
        raise KeyboardInterrupt


def test_in_another_thread_nothing_is_limited_and_nobody_interrupted():
    done = threading.Event()

    def work():
        with time_limit(0.01):
            done.wait(0.05)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done.is_set()


def test_the_end_comes_also_where_interrupts_are_ignored():
    """As in a process that a shell has started in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(TimeoutError), time_limit(0.05):
            for_ever()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
