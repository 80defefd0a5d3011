"""Runs on real processes: equal to one machine, killed at every place, stopped, misused."""

from __future__ import annotations

import _thread
import os
import signal
import socket
import sys
import threading
import time
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.autograd import ShapeError
from lecture_lib.optim import GradientDescent, Momentum
from lecture_lib.scale import Plan, cluster, loss_gradient, train, watch
from lecture_lib.training.workers import connected

distributed = pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")
cloudpickle = pytest.importorskip("cloudpickle")
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers do not import the tests

RNG = np.random.default_rng(0)
X = RNG.standard_normal((300, 20))
Y = (X @ RNG.standard_normal(20) > 0) * 1.0
START = np.zeros(20)
HALVES = [(X[:140], Y[:140]), (X[140:], Y[140:])]
RULE = Momentum(1e-3, weight_decay=0.1)


def gradient(w, shard):
    inputs, targets = shard
    return inputs.T @ (1 / (1 + np.exp(-(inputs @ w))) - targets)


def one_machine(shards, rounds, rule=RULE):
    w, state = START, RULE.init(START)
    for _ in range(rounds):
        g = reduce(np.add, [gradient(w, shard) for shard in shards])
        w, state = rule.update(w, g, state)
    return w


def when_there_is(path, act):
    """Act as soon as a gradient has made that file, however slow the machine is."""

    def wait():
        while not path.exists():
            time.sleep(0.01)
        act()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def children():
    found = psutil.Process().children(recursive=True)
    return {p for p in found if "resource_tracker" not in " ".join(p.cmdline())}


@pytest.fixture(scope="module")
def environment():
    with pytest.MonkeyPatch.context() as patch:
        # Workers start in a fresh interpreter and import this package from the present folder.
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        yield


@pytest.fixture(scope="module")
def address(environment):
    with cluster(workers=2) as found:
        yield found


# Before any test starts a cluster for all: its processes come and go.
def test_a_run_brings_its_own_cluster_and_takes_it_away(environment, tmp_path):
    before, pid = children(), tmp_path / "pid"

    def fails(w, shard):
        pid.write_text(str(os.getpid()))
        raise KeyError("no such column")

    with pytest.raises(KeyError) as caught:
        train(fails, START, HALVES, rule=RULE, rounds=9, workers=1)
    assert "shard 0, round 0, on worker 0, which has shards 0, 1" in caught.value.__notes__[0]
    assert int(pid.read_text()) not in {os.getpid(), *psutil.pids()}
    assert children() <= before


def test_synchronous_is_one_machine(address):
    run = train(gradient, START, HALVES, rule=RULE, rounds=30, cluster=address, keep=10)
    np.testing.assert_array_equal(run.parameters, one_machine(HALVES, 30))
    np.testing.assert_allclose(run.parameters, one_machine([(X, Y)], 30), rtol=0, atol=1e-12)
    assert list(run.kept) == [0, 10, 20, 30]
    np.testing.assert_array_equal(run.kept[20], one_machine(HALVES, 20))
    assert sorted(run.ledger) == [(shard, clock) for shard in (0, 1) for clock in range(30)]
    assert (run.messages, run.bytes) == (120, 120 * START.nbytes)  # a pull and a push each
    assert not run.lags.any() and not run.ahead.any() and run.rounds == 30
    assert "30, synchronous" in repr(run) and run.deaths == ()
    for entry in run.ledger.values():
        assert 0 < entry.asked <= entry.asked + entry.waited <= entry.pulled
        assert entry.pulled <= entry.computed <= entry.pushed <= run.seconds
    assert len(run.timeline) == 4 * 60
    # In no round does anybody begin before all have pushed in the one before.
    for clock in range(1, 30):
        ended = max(run.ledger[shard, clock - 1].pushed for shard in (0, 1))
        assert min(run.ledger[shard, clock].pulled for shard in (0, 1)) >= ended


def test_three_shards_on_two_workers_and_a_worker_alone(address):
    thirds = [(X[k::3], Y[k::3]) for k in range(3)]
    wanted = one_machine(thirds, 10)
    for workers in (None, 1):
        run = train(gradient, START, thirds, rule=RULE, rounds=10, cluster=address, workers=workers)
        np.testing.assert_array_equal(run.parameters, wanted)
        assert len({entry.worker for entry in run.ledger.values()}) == (workers or 2)


def test_workers_killed_before_and_after_their_push_change_nothing(address):
    kill = {(1, 5): "before", (0, 8): "after"}
    run = train(gradient, START, HALVES, rule=RULE, rounds=12, cluster=address, kill=kill)
    np.testing.assert_array_equal(run.parameters, one_machine(HALVES, 12))
    assert sorted(run.ledger) == [(shard, clock) for shard in (0, 1) for clock in range(12)]
    assert [death.who for death in run.deaths] == ["worker 1", "worker 0"]
    assert run.ledger[1, 5].asked > run.deaths[0].back - 1e-3  # again, by the successor
    assert all(death.seconds > 0 for death in run.deaths)
    # The gradient before its push was lost on the way: it was pulled twice and pushed once.
    assert run.messages == 4 * 12 + 1


def test_a_gradient_that_is_sent_twice_is_refused_once(address):
    run = train(gradient, START, HALVES, rule=RULE, rounds=12, cluster=address,
                kill={(1, 5): "twice"})  # fmt: skip
    np.testing.assert_array_equal(run.parameters, one_machine(HALVES, 12))
    assert (run.refused, len(run.ledger)) == (1, 24)
    assert [death.who for death in run.deaths] == ["worker 1"]


def test_a_worker_killed_from_outside(address, tmp_path):
    begun = tmp_path / "begun"
    with connected(address) as client:
        pids = client.run(os.getpid)
        roles = client.run_on_scheduler(
            lambda dask_scheduler: {a: w.name for a, w in dask_scheduler.workers.items()}
        )
    victim = next(pids[a] for a, name in roles.items() if name == "worker-0")

    def slowly(w, shard, clock):
        if clock == 5:
            begun.touch()
        time.sleep(0.02)
        return gradient(w, shard)

    sign = getattr(signal, "SIGKILL", signal.SIGTERM)
    killer = when_there_is(begun, lambda: os.kill(victim, sign))
    run = train(slowly, START, HALVES, rule=RULE, rounds=50, cluster=address)
    killer.join()
    np.testing.assert_array_equal(run.parameters, one_machine(HALVES, 50))
    assert len(run.ledger) == 100 and len(run.deaths) == 1


def test_a_killed_server_goes_on_from_its_checkpoint(address, tmp_path):
    path = tmp_path / "run.npz"
    settings = {"rule": RULE, "rounds": 12, "cluster": address, "checkpoint": path, "every": 5}

    def apart(w, shard):
        assert not distributed.get_worker().state.actors, "the server's successor took my process"
        return gradient(w, shard)

    run = train(apart, START, HALVES, kill={"server": 8}, **settings)
    np.testing.assert_array_equal(run.parameters, one_machine(HALVES, 12))
    assert [death.who for death in run.deaths] == ["server"]
    assert len(run.ledger) == 24
    # rounds 6 to 8 were computed twice, and stand in the ledger as they were the second time
    assert run.ledger[0, 5].asked > run.deaths[0].last
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]
    again = train(gradient, START, HALVES, **settings)
    np.testing.assert_array_equal(again.parameters, run.parameters)
    assert again.ledger == run.ledger  # nothing was computed again
    with pytest.raises(ValueError, match="belongs to another run: its rule"):
        train(gradient, START, HALVES, **settings | {"rule": GradientDescent(0.1)})
    longer = train(gradient, START, HALVES, **settings | {"rounds": 15})
    np.testing.assert_array_equal(longer.parameters, one_machine(HALVES, 15))


@pytest.mark.parametrize("staleness", [0, 2])
def test_asynchronous_within_its_bound(address, staleness):
    def one_is_slow(w, shard):
        time.sleep(0.02 if len(shard[0]) == 140 else 0.001)
        return gradient(w, shard)

    kill = {(0, 3): "before"} if staleness else None
    run = train(one_is_slow, START, HALVES, rule=GradientDescent(1e-3), rounds=15,
                cluster=address, staleness=staleness, kill=kill)  # fmt: skip
    assert sorted(run.ledger) == [(shard, clock) for shard in (0, 1) for clock in range(15)]
    assert run.ahead.max() == staleness  # the bound is reached, and kept
    assert run.lags.max() <= 2 * staleness + 1
    assert len(run.deaths) == bool(kill)
    np.testing.assert_allclose(run.parameters, one_machine(HALVES, 15, GradientDescent(1e-3)),
                               atol=0.3)  # fmt: skip


def test_a_network_and_its_clock(address):
    rng = np.random.default_rng(1)
    model = ll.nn.MLP((20, 8, 2), rng=rng)
    of_batch = loss_gradient(model)

    def mini_batch(parameters, shard, clock):
        inputs, targets = shard
        rows = np.random.default_rng(clock).integers(0, len(inputs), 32)
        return of_batch(parameters, (inputs[rows], targets[rows]))

    shards = [(inputs.astype(np.float32), targets.astype(int)) for inputs, targets in HALVES]
    rule = ll.Adam(0.01)
    run = train(mini_batch, model.state(), shards, rule=rule, rounds=5, cluster=address)
    wanted = model.state()
    states = {name: rule.init(p) for name, p in wanted.items()}
    for clock in range(5):
        first, second = (mini_batch(wanted, shard, clock) for shard in shards)
        for name in wanted:
            wanted[name], states[name] = rule.update(
                wanted[name], first[name] + second[name], states[name]
            )
    np.testing.assert_equal(run.parameters, wanted)
    assert {p.dtype for p in run.parameters.values()} == {np.dtype(np.float32)}
    model.load_state(run.parameters)


def only_shard_one_fails(what):
    """A gradient that goes wrong in shard 1, round 3."""

    def function(w, shard, clock):
        if len(shard[0]) == 160 and clock == 3:
            return what()
        return gradient(w, shard)

    return function


def raise_it():
    raise KeyError("no such column")


@pytest.mark.parametrize(
    ("what", "error", "told"),
    [(raise_it, KeyError, "no such column"),
     (lambda: np.zeros(19), ShapeError, r"the gradient is \(19,\), the parameter is \(20,\)"),
     (lambda: np.full(20, np.nan), FloatingPointError, r"nan at index \(0,\)")],
)  # fmt: skip
def test_a_mistake_in_the_gradient_comes_back_with_its_shard(address, what, error, told):
    with pytest.raises(error, match=told) as caught:
        train(only_shard_one_fails(what), START, HALVES, rule=RULE, rounds=50, cluster=address)
    assert "shard 1, round 3" in caught.value.__notes__[0]
    # The cluster lives, and nobody is at work any more.
    run = train(gradient, START, HALVES, rule=RULE, rounds=2, cluster=address)
    assert len(run.ledger) == 4


def test_an_answer_that_is_late_is_no_death(address):
    class Slow(GradientDescent):
        def update(self, theta, gradient, state):
            if gradient[0] == 3:
                time.sleep(3)  # longer than a worker believes that there is a server
            return super().update(theta, gradient, state)

    run = train(lambda w, shard, clock: np.full(2, float(clock)), np.zeros(2), [0],
                rule=Slow(1.0), rounds=6, cluster=address)  # fmt: skip
    np.testing.assert_array_equal(run.parameters, -15.0)
    assert run.deaths == () and len(run.ledger) == 6


def test_the_stop_button_leaves_what_is_done(address, tmp_path, interruptible):
    begun = tmp_path / "begun"

    def slowly(w, shard, clock):
        if clock == 5:
            begun.touch()
        time.sleep(0.02)
        return gradient(w, shard)

    when_there_is(begun, _thread.interrupt_main)
    run = train(slowly, START, HALVES, rule=RULE, rounds=10_000, cluster=address)
    assert run.interrupted and run.rounds < 10_000 and "interrupted" in repr(run)
    np.testing.assert_array_equal(run.parameters, one_machine(HALVES, run.rounds))
    assert len(train(gradient, START, HALVES, rule=RULE, rounds=2, cluster=address).ledger) == 4


def test_a_worker_that_always_dies_is_named(address):
    with connected(address) as client:
        client.run_on_scheduler(
            lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0)
        )
    with pytest.raises(RuntimeError, match=r"worker 1, which has shard 1, died 1 times, and Dask"):
        train(gradient, START, HALVES, rule=RULE, rounds=9, cluster=address, kill={(1, 2): "after"})


def test_a_server_that_dies_without_a_checkpoint_is_named(address, monkeypatch):
    plan = Plan(RULE, 2, 9, kill={"server": 3})
    monkeypatch.setattr(sys.modules["lecture_lib.scale.train"], "checked_plan", lambda *_: plan)
    with pytest.raises(RuntimeError, match=r"with checkpoint='run\.npz' another one would"):
        train(gradient, START, HALVES, rule=RULE, rounds=9, cluster=address)


# --- clusters


@pytest.mark.filterwarnings("ignore:.*MALLOC_TRIM:RuntimeWarning")
def test_a_cluster_of_others_without_roles(environment, monkeypatch):
    with distributed.LocalCluster(  # its one worker computes and holds the server
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
    ) as others:  # fmt: skip
        where = others.scheduler_address
        run = train(gradient, START, HALVES, rule=RULE, rounds=5, cluster=where)
        np.testing.assert_array_equal(run.parameters, one_machine(HALVES, 5))
        with pytest.raises(ValueError, match="workers=2, and the cluster has 1"):
            train(gradient, START, HALVES, rule=RULE, rounds=5, workers=2, cluster=where)

        def slowly(w, shard):
            time.sleep(0.05)
            return gradient(w, shard)

        monkeypatch.setattr(watch, "_PATIENCE", 0.2)
        with monkeypatch.context() as gone:
            gone.setattr(watch, "workers_of", lambda *_: [])
            with pytest.raises(ConnectionError, match=r"needs 1 of the .* there were 0"):
                train(slowly, START, HALVES, rule=RULE, rounds=100, cluster=where)
        # As if one that is gone had had that role.
        monkeypatch.setattr(watch, "_needed", lambda role, roles: {role: 1})
        with pytest.raises(ConnectionError, match="no process to hold the parameters"):
            train(gradient, START, HALVES, rule=RULE, rounds=5, cluster=where)


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} cannot be used"), cluster(port=port):
            pass


def test_nobody_at_the_address():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectionError, match=f"answers at 'tcp://127.0.0.1:{port}'"):
        train(gradient, START, HALVES, rule=RULE, rounds=1, cluster=f"tcp://127.0.0.1:{port}",
              timeout=0.3)  # fmt: skip


# --- what is refused before any process starts


@pytest.mark.parametrize(
    ("settings", "error", "told"),
    [
        ({"workers": 3}, ValueError, "workers=3, and there are 2 shards"),
        ({"workers": 0}, ValueError, "workers=0"), ({"shards": []}, ValueError, "shards is empty"),
        ({"shards": [HALVES[0], (X[:0], Y[:0])]}, ValueError, "shard 1 of 2 is empty"),
        ({"shards": 3}, TypeError, "shards is int"), ({"rounds": 0}, ValueError, "rounds=0"),
        ({"rounds": 2.5}, ValueError, "rounds=2.5"),
        ({"staleness": -1}, ValueError, "staleness=-1"),
        ({"rule": 0.1}, TypeError, "rule is float"), ({"every": 0}, ValueError, "every=0"),
        ({"checkpoint": "no/such/folder/x"}, FileNotFoundError, "there is no folder"),
        ({"kill": {"server": 3}}, ValueError, "needs a checkpoint"),
        ({"kill": {(2, 1): "before"}}, ValueError, "a shard below 2"),
        ({"kill": {(1, 1): "now"}}, ValueError, "'before'"),
        ({"rule": GradientDescent(np.ones(3))}, ValueError, "do not broadcast"),
    ],
)  # fmt: skip
def test_bad_settings(settings, error, told):
    wanted = {"shards": HALVES, "rule": RULE, "rounds": 5, "cluster": "tcp://never-asked:1"}
    wanted |= settings
    with pytest.raises(error, match=told):
        train(gradient, START, wanted.pop("shards"), **wanted)
