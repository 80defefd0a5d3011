"""The switches around a graph: nested, kept, decorating, and each context its own."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor, Value
from lecture_lib.autograd.recording import USUAL, current


@pytest.fixture(autouse=True)
def usual_before_and_after():
    assert current() is USUAL
    yield
    assert current() is USUAL


@pytest.mark.parametrize("make", [lambda: Value(2.0), lambda: Tensor([2.0])])
def test_no_grad_records_nothing_and_ends_with_its_block(make):
    a = make()
    with ll.no_grad():
        inside = a * a
    assert inside.parents == () and inside.op == ""
    assert (a * a).parents == (a, a)


@pytest.mark.parametrize("make", [lambda: Value(2.0), lambda: Tensor([2.0])])
def test_scopes_nest_and_survive_exceptions(make):
    with ll.scope("encoder"):
        with pytest.raises(KeyError), ll.scope("layer"):
            inner = make() * 2
            raise KeyError
        outer = make() * 2
    assert inner.scope == ("encoder", "layer")
    assert outer.scope == ("encoder",)
    assert (make() * 2).scope == ()


def test_switches_restore_each_other_in_any_order():
    with ll.no_grad(), ll.scope("a"):
        with pytest.raises(ll.AnomalyError), ll.detect_anomalies():
            Value(float("nan"))
        assert (Value(1.0) * 2).parents == ()
        Value(float("nan"))  # detection is off again
    assert len((Value(1.0) * 2).parents) == 1


def test_switches_work_as_decorators():
    @ll.no_grad()
    def double(x):
        return x * 2

    assert double(Tensor([1.0])).parents == double(Tensor([1.0])).parents == ()


def test_a_block_may_be_kept_and_used_again_also_inside_itself():
    quiet, x = ll.no_grad(), Tensor([1.0])
    for _ in range(2):
        with quiet:
            with quiet:
                assert (x * 2).parents == ()
            assert (x * 2).parents == ()
        assert (x * 2).parents == (x,)


def test_a_module_is_a_scope_for_both_engines():
    class Twice(ll.nn.Module):
        def forward(self, x):
            return x * 2

    for x in Value(1.0), Tensor([1.0]):
        assert Twice()(x).scope == ("Twice",)
        with ll.scope("net"):
            assert Twice()(x).scope == ("net", "Twice")


def test_a_suspended_generator_leaks_until_it_ends_and_no_longer():
    def values():
        with ll.no_grad():
            yield Tensor([1.0]) * 2

    x, steps = Tensor([1.0]), values()
    with ll.scope("caller"):
        next(steps)
        assert (x * 2).parents == ()  # as documented
        steps.close()
    assert (x * 2).parents == (x,) and (x * 2).scope == ()


# -- threads and tasks -----------------------------------------------------------------------
def in_another_thread(function):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def test_overlapping_blocks_of_two_threads():
    entered, leave = threading.Event(), threading.Event()
    x = Tensor([3.0])

    def other():
        with ll.no_grad():
            entered.set()
            leave.wait(10)

    with ThreadPoolExecutor(1) as pool:
        with ll.no_grad():
            done = pool.submit(other)
            entered.wait(10)
        np.sum(x * x).backward()  # while the other thread is still inside
        leave.set()
        done.result()
    assert x.grad == [6.0]
    np.sum(x * x).backward()
    assert x.grad == [12.0]


def test_one_thread_trains_while_another_evaluates():
    v = Value(3.0)
    with ll.no_grad(), ll.scope("here"):
        squared = in_another_thread(lambda: v * v)
    assert squared.parents == (v, v) and squared.scope == ()


def test_one_block_object_serves_two_threads():
    quiet, x = ll.no_grad(), Tensor([1.0])
    with quiet:

        def other():
            with quiet:
                inside = x * 2
            return inside.parents, (x * 2).parents

        assert in_another_thread(other) == ((), (x,))
        assert (x * 2).parents == ()


def test_joblib_threads_leave_recording_on():
    def evaluate(k):
        with ll.no_grad():
            return (Tensor([1.0]) * k).item()

    found = joblib.Parallel(n_jobs=2, backend="threading")(
        joblib.delayed(evaluate)(k) for k in range(20)
    )
    assert found == list(range(20))


def test_asyncio_tasks_do_not_mix():
    async def task(name, first, second):
        with ll.scope(name):
            first.set()
            await second.wait()
            return (Value(1.0) * 2).scope

    async def both():
        a, b = asyncio.Event(), asyncio.Event()
        return await asyncio.gather(task("a", a, b), task("b", b, a))

    assert asyncio.run(both()) == [("a",), ("b",)]


def test_derivatives_of_functions_are_found_per_thread():
    def outer(x):
        assert in_another_thread(lambda: ll.grad(lambda y: float(y) * y)(2.0)) == 2.0
        return x**2

    assert ll.grad(outer)(3.0) == 6.0


def test_two_threads_may_pass_backward_over_one_graph():
    a = Value(1.0)
    root = a
    for _ in range(2000):
        root = root * 1.0 + a * 0.0
    t = Tensor([1.0])
    loss = np.sum(t * 3)
    start = threading.Barrier(4)

    def passes():
        start.wait()
        for _ in range(25):
            root.backward()
            loss.backward()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(passes) for _ in range(4)]:
            done.result()
    assert a.grad == 100.0 and t.grad == [300.0]
