"""The server alone, without processes: whom it lets begin, what it counts, what it stores."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from lecture_lib.optim import Adam, GradientDescent, Momentum, Restarted
from lecture_lib.scale.ledger import Death
from lecture_lib.scale.plan import Plan
from lecture_lib.scale.server import ParameterServer

TIMES = (0.0, 0.0, 0.0)
START = {"w": np.zeros(2), "b.c": np.ones(3, np.float32)}


def plan(**settings):
    return Plan(**{"rule": GradientDescent(0.5), "shards": 2, "rounds": 5} | settings)


def ones(factor=1.0):
    return {name: factor * np.ones_like(array) for name, array in START.items()}


async def a_round(server, shard, factor=1.0):
    """Pull and push as the worker of that shard; returns what was pulled."""
    pulled = await asyncio.wait_for(server.pull(shard, (shard,)), timeout=5)
    if pulled is not None:
        assert await server.push(shard, shard, pulled.clock, pulled.version, ones(factor), TIMES)
    return pulled


async def waits(awaitable):
    """Whether the answer does not come until something else happens."""
    task = asyncio.ensure_future(awaitable)
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    return not task.done()


def test_synchronous_takes_one_step_of_the_sum_when_all_are_there():
    async def check():
        server = ParameterServer(START, plan(rule=GradientDescent(0.5, weight_decay=0.1)))
        await a_round(server, 1, 2.0)
        assert server.version == 0
        assert await waits(server.pull(1, (1,)))
        await a_round(server, 0, 3.0)
        # w − η(Σ g + λw), line 3 of the server's part (F-46)
        np.testing.assert_array_equal(server.parameters["w"], [-2.5, -2.5])
        np.testing.assert_allclose(server.parameters["b.c"], 1 - 0.5 * (5 + 0.1), rtol=1e-6)
        assert (server.version, server.clocks) == (1, [1, 1])
        assert not await waits(server.pull(1, (1,)))

    asyncio.run(check())


def test_the_sum_does_not_depend_on_who_comes_first():
    big = [1e16, 1.0, -1e16]

    async def trained(order):
        server = ParameterServer(START, plan(shards=3))
        for shard in order:
            await a_round(server, shard, big[shard])
        return server.parameters["w"][0]

    found = {float(asyncio.run(trained(order))) for order in [(0, 1, 2), (2, 0, 1), (1, 2, 0)]}
    assert found == {-0.5 * ((1e16 + 1.0) - 1e16)}


def test_a_gradient_that_comes_twice_is_counted_once():
    async def check():
        server = ParameterServer(START, plan(staleness=3))
        await a_round(server, 0)
        after = server.parameters["w"]
        assert not await server.push(0, 0, 0, 0, ones(), TIMES)
        assert not await server.push(0, 0, 2, 0, ones(), TIMES)  # nor one of the future
        assert server.parameters["w"] is after
        assert (server.refused, list(server.ledger)) == (2, [(0, 0)])

    asyncio.run(check())


def test_two_copies_at_the_same_time_are_counted_once():
    async def check():
        server = ParameterServer(START, plan(staleness=3))
        pushes = [server.push(0, 0, 0, 0, ones(), TIMES) for _ in range(5)]
        assert sorted(await asyncio.gather(*pushes)) == [False] * 4 + [True]
        assert server.version == 1

    asyncio.run(check())


@pytest.mark.parametrize("staleness", [0, 1, 3])
def test_nobody_gets_further_ahead_than_the_bound(staleness):
    async def check():
        server = ParameterServer(START, plan(staleness=staleness, rounds=20))
        for clock in range(staleness + 1):
            assert (await a_round(server, 0)).clock == clock
        assert server.version == staleness + 1  # applied at once
        assert await waits(server.pull(0, (0,)))
        await a_round(server, 1)
        assert (await a_round(server, 0)).clock == staleness + 1
        assert [entry.ahead for entry in server.ledger.values()][:-2] == [*range(staleness + 1)]

    asyncio.run(check())


def test_lag_counts_the_updates_in_between():
    async def check():
        server = ParameterServer(START, plan(staleness=3))
        pulled = await server.pull(0, (0,))
        for _ in range(3):
            await a_round(server, 1)
        await server.push(0, 0, pulled.clock, pulled.version, ones(), TIMES)
        assert server.ledger[0, 0].lag == 3
        assert server.ledger[1, 2].lag == 0

    asyncio.run(check())


def test_a_worker_with_two_shards_gets_the_one_that_is_behind():
    async def check():
        server = ParameterServer(START, plan())
        await a_round(server, 0)
        # Its successor after a death asks for both: who waits for shard 0 waits for itself.
        assert (await asyncio.wait_for(server.pull(0, (0, 1)), timeout=5)).shard == 1

    asyncio.run(check())


def test_the_end_and_a_stop_set_those_free_who_wait():
    async def check():
        server = ParameterServer(START, plan(rounds=1))
        await a_round(server, 0)
        waiting = asyncio.ensure_future(server.pull(0, (0,)))
        await a_round(server, 1)
        assert await waiting is None
        other = ParameterServer(START, plan())
        await a_round(other, 0)
        waiting = asyncio.ensure_future(other.pull(0, (0,)))
        await asyncio.sleep(0)
        await other.stop()
        assert await waiting is None
        assert not await other.push(1, 1, 0, 0, ones(), TIMES)

    asyncio.run(check())


def test_who_joins_twice_has_died_unless_it_left():
    async def check():
        server = ParameterServer(START, plan())
        for worker in (0, 1, 1):
            await server.join(worker)
        assert [death.who for death in server.deaths] == ["worker 1"]
        await server.leave(0)
        await server.push(0, 0, 0, 0, ones(), TIMES)  # was on its way when it left
        await server.join(0)
        assert len(server.deaths) == 1

    asyncio.run(check())


def test_what_goes_wrong_in_the_rule_is_kept_and_ends_the_run():
    class Broken(GradientDescent):
        def update(self, theta, gradient, state):
            raise OverflowError("too far")

    async def check():
        server = ParameterServer(START, plan(rule=Broken(0.1), staleness=0))
        await a_round(server, 0)
        assert await server.pull(1, (1,)) is None
        assert "too far" in str((await server.result())["failure"])

    asyncio.run(check())


def test_a_rule_sees_no_array_as_a_message_left_it():
    odd = np.frombuffer(bytes(8 * 2 + 4), np.float64, 2, offset=4)
    seen = []

    class Looking(GradientDescent):
        def update(self, theta, gradient, state):
            seen.extend([theta.flags.aligned, gradient.flags.aligned])
            return super().update(theta, gradient, state)

    async def check():
        server = ParameterServer({"w": odd}, plan(rule=Looking(0.1), shards=1))
        await server.push(0, 0, 0, 0, {"w": odd}, TIMES)

    asyncio.run(check())
    assert seen == [True, True]


# --- the checkpoint


@pytest.mark.parametrize(
    "rule", [GradientDescent(0.1), Momentum(0.1), Adam(0.1), Restarted(Adam(0.1), every=3)]
)
def test_from_a_checkpoint_to_the_same_last_bit(tmp_path, rule):
    path = str(tmp_path / "run.npz")

    async def rounds(server, count):
        for clock in range(count):
            for shard in (0, 1):
                await a_round(server, shard, 0.3 + shard + clock % 3)

    async def check():
        whole = ParameterServer(START, plan(rule=rule, rounds=8))
        await rounds(whole, 8)
        first = ParameterServer(START, plan(rule=rule, checkpoint=path, every=4, keep=2))
        await rounds(first, 4)
        first.deaths.append(Death("worker 0", 1.0, 2.0))
        await a_round(first, 1)  # is lost with the server
        second = ParameterServer(START, plan(rule=rule, checkpoint=path, rounds=8, keep=2))
        assert second.clocks == [4, 4] and second.version == 4
        assert list(second.ledger.items()) == list(first.ledger.items())[:8]
        assert list(second.kept) == [0, 2, 4]
        for clock in range(4, 8):
            for shard in (0, 1):
                await a_round(second, shard, 0.3 + shard + clock % 3)
        for name in START:
            np.testing.assert_array_equal(second.parameters[name], whole.parameters[name])
            assert second.parameters[name].dtype == START[name].dtype
        assert second.now >= second.ledger[0, 7].pushed >= first.ledger[0, 3].pushed

    asyncio.run(check())


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"shards": 3}, "shards 2, here 3"), ({"rule": Adam(0.1)}, "rule GradientDescent, here Adam"),
     ({"staleness": 2}, "staleness -1, here 2")],
)  # fmt: skip
def test_a_checkpoint_of_another_run_is_refused(tmp_path, settings, told):
    path = tmp_path / "run.npz"

    async def check():
        server = ParameterServer(START, plan(checkpoint=str(path), every=1))
        for shard in (0, 1):
            await a_round(server, shard)
        before = path.read_bytes()
        with pytest.raises(ValueError, match=told):
            ParameterServer(START, plan(checkpoint=str(path), **settings))
        with pytest.raises(ValueError, match="belongs to another run: its shapes"):
            ParameterServer({"w": np.zeros(3)}, plan(checkpoint=str(path)))
        assert path.read_bytes() == before

    asyncio.run(check())


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    np.savez(path, w=np.zeros(2))
    with pytest.raises(ValueError, match="is no checkpoint of a run"):
        ParameterServer(START, plan(checkpoint=str(path)))
