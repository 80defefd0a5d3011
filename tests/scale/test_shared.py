"""Shared memory and processes that start together: results, errors, and nothing left behind."""

from __future__ import annotations

import operator
import os
import signal
import sys
import threading
import time
from functools import partial

import numpy as np
import pytest

from lecture_lib.scale.shared import SharedArray, race

# Every test here leaves no process behind.
pytestmark = pytest.mark.usefixtures("children")


@pytest.mark.parametrize("values", [
    np.arange(6.0).reshape(2, 3), np.float32(2.5), np.zeros(0), np.array([True, False]),
    np.array([1 + 2j]),
])  # fmt: skip
def test_a_shared_array_holds_a_copy(values):
    shared = SharedArray(values)
    np.testing.assert_array_equal(shared.array, values, strict=True)
    shared.array[...] = 0
    assert not shared.array.any()
    assert not np.shares_memory(shared.array, values)


def test_an_array_outlives_what_made_it():
    array = SharedArray(np.arange(1000.0)).array
    assert array.sum() == 499500.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at Linux's shared memory")
def test_shared_memory_has_no_name_to_unlink():
    shared = SharedArray(np.zeros(10**6))
    named = [name for name in os.listdir("/dev/shm") if name.startswith(f"pym-{os.getpid()}-")]
    assert named == [] and shared.array.size == 10**6


# In these tests `prepare` is `partial`, so that a task is a function and its arguments.


def test_results_come_in_the_order_of_tasks():
    ran = race("test", partial, [(pow, 2, 3), (operator.add, 2, 3), (sum, [1, 2])])
    assert ran.results == [8, 5, 3]
    assert len(ran.processor_seconds) == 3
    assert ran.seconds > 0 and ran.preparation > 0


def test_each_is_a_process_of_its_own():
    assert len({os.getpid(), *race("test", partial, [(os.getpid,)] * 2).results}) == 3


@pytest.mark.parametrize("prepare", [
    partial,  # the work fails
    divmod,  # the preparation fails
])  # fmt: skip
def test_an_error_is_named(prepare):
    # partial(divmod, 1, 0) fails when it is called, divmod(1, 0) at once
    task = (divmod, 1, 0) if prepare is partial else (1, 0)
    fine = (time.sleep, 60) if prepare is partial else (1, 1)
    with pytest.raises(ChildProcessError, match=r"test: process 2 of 2 raised ZeroDivisionError"):
        race("test", prepare, [fine, task])


def test_a_process_that_dies_is_named_and_the_others_are_stopped():
    began = time.monotonic()
    with pytest.raises(ChildProcessError, match="test: process 1 of 2 ended with exit code 3"):
        race("test", partial, [(os._exit, 3), (time.sleep, 600)])
    assert time.monotonic() - began < 300  # it did not wait for the sleeper


def test_what_cannot_be_sent_starts_nothing():
    with pytest.raises(Exception, match=r"pickle|local object"):
        race("test", lambda: None, [()])


def test_a_process_leaves_interrupts_to_its_parent():
    # The keyboard, and Jupyter's stop button, interrupt parent and processes alike.
    assert race("test", partial, [(signal.raise_signal, signal.SIGINT)]).results == [None]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interrupt_stops_all(interruptible, children):
    main = threading.main_thread().ident

    def interrupt():
        while len(children()) < 2:
            time.sleep(0.01)
        time.sleep(0.2)
        signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        race("test", partial, [(time.sleep, 600)] * 2)
    thread.join()
