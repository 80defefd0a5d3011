"""Hogwild: right with one process, near it with more, and updates that are lost counted."""

from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pytest

from lecture_lib.scale import WRITES, Logistic, hogwild, lost_updates
from lecture_lib.scale.locks import held

SPARSE = Logistic(rows=2000, dimension=10_000, nonzeros=20)
DENSE = Logistic(rows=501, dimension=20)


# Every test here leaves no process behind.
pytestmark = pytest.mark.usefixtures("children")


@pytest.fixture(scope="module")
def alone():
    return hogwild(SPARSE, workers=1, learning_rate=3.0)


def test_one_process_is_stochastic_gradient_descent(alone):
    w, rng = np.zeros(SPARSE.dimension), np.random.default_rng([0, 0])
    for epoch in range(5):
        for i in rng.permutation(SPARSE.rows):
            j = SPARSE.columns[i]
            w[j] -= 3.0 * 0.8**epoch * SPARSE.row_gradient(i, w[j])
    np.testing.assert_array_equal(alone.weights, w)
    assert alone.loss == SPARSE.loss(w) < SPARSE.loss(np.zeros_like(w))
    gap = np.linalg.norm(w - SPARSE.optimum) / np.linalg.norm(SPARSE.optimum)
    assert alone.distance == pytest.approx(gap)
    assert alone.counts == (10_000,)


@pytest.mark.parametrize("lock", [None, "write", "all"])
def test_two_processes_get_as_far_as_one(alone, lock):
    run = hogwild(SPARSE, workers=2, lock=lock, learning_rate=3.0)
    assert run.counts == (5000, 5000) and run.updates == alone.updates
    # A busy machine may run one process after the other: that alone makes .017 and .041.
    assert run.loss == pytest.approx(alone.loss, abs=0.025)
    assert run.distance == pytest.approx(alone.distance, abs=0.06)
    assert run.updates_per_second == run.updates / run.seconds
    assert len(run.processor_seconds) == 2 and run.preparation > 0


def test_a_dense_problem_arrives_too():
    one, two = (hogwild(DENSE, n, epochs=4, learning_rate=0.3, decay=0.7) for n in (1, 2))
    assert two.counts == (1004, 1000)  # an odd row more
    assert two.loss == pytest.approx(one.loss, abs=0.02)
    assert two.loss < DENSE.loss(np.zeros(20)) - 0.005


# --- lost updates --------------------------------------------------------------------------


@pytest.mark.parametrize("write", WRITES)
def test_alone_all_ways_add(write):
    w = np.arange(3.0)
    WRITES[write](w, np.ones_like)
    np.testing.assert_array_equal(w, [1, 2, 3])


def test_one_process_loses_nothing():
    assert lost_updates(workers=1, size=10, times=50) == 0.0


def test_with_a_lock_nothing_is_lost():
    # The way that loses most, and as many additions as lose something below.
    assert lost_updates("copy, then back", workers=2, lock="all") == 0.0


@pytest.mark.parametrize(("lock", "whole", "write"), [
    (None, False, False), ("write", False, True), ("all", True, False),
])  # fmt: skip
def test_what_a_lock_is_held_around(lock, whole, write):
    mutex = object()
    assert [place is mutex for place in held(mutex, lock)] == [whole, write]


def test_a_copy_written_back_loses_updates():
    # Also on one processor: it is switched in the middle of an addition.
    assert 0.001 < lost_updates("copy, then back", workers=2) < 0.75


@pytest.mark.parametrize(("write", "arrived"), [
    ("in place", 2), ("copy, then in place", 2), ("copy, then back", 1),
])  # fmt: skip
def test_what_another_adds_while_the_gradient_is_computed(write, arrived):
    w = np.zeros(3)

    def gradient(seen):
        w[...] += 1  # another process
        return np.ones(3)

    WRITES[write](w, gradient)
    np.testing.assert_array_equal(w, arrived)


def test_what_another_adds_while_the_whole_array_is_made_anew():
    w = np.zeros(3)

    class Meanwhile:
        __array_ufunc__ = None  # so that w + this asks it

        def __radd__(self, old):
            new = old + 1
            w[...] += 1  # another process
            return new

    WRITES["whole array"](w, lambda seen: Meanwhile())
    np.testing.assert_array_equal(w, 1)


# --- what goes wrong -----------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_killed_process_is_named(children):
    def kill_one():
        while len(children()) < 2:
            time.sleep(0.01)
        time.sleep(0.2)
        os.kill(children()[0].pid, signal.SIGKILL)

    thread = threading.Thread(target=kill_one)
    thread.start()
    with pytest.raises(
        ChildProcessError, match=r"hogwild: process \d of 2 ended by signal SIGKILL"
    ):
        hogwild(SPARSE, workers=2, epochs=100_000)
    thread.join()


@pytest.mark.parametrize(("settings", "words"), [
    ({"workers": 0}, "workers is 0"),
    ({"workers": 1.5}, "workers is 1.5"),
    ({"workers": 502}, "502 workers share 501 rows"),
    ({"lock": "reads"}, "no lock 'reads'. Choose one of None, 'write', 'all'"),
    ({"epochs": 0}, "epochs is 0"),
    ({"learning_rate": -1.0}, "learning_rate -1.0"),
    ({"decay": float("nan")}, "decay nan"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        hogwild(DENSE, **settings)


@pytest.mark.parametrize(("settings", "words"), [
    ({"write": "somehow"}, "no write 'somehow'. Choose one of 'in place'"),
    ({"workers": 0}, "workers is 0"),
    ({"lock": "reads"}, "no lock 'reads'"),
    ({"lock": "write"}, "Choose one of None, 'all'"),
    ({"times": 0}, "times 0"),
    ({"size": 0}, "size is 0"),
])  # fmt: skip
def test_bad_settings_of_lost_updates_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        lost_updates(**settings)
