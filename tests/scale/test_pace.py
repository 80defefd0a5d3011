"""Rounds alone and together, and what was measured once and stored."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.scale import (
    Entry,
    Recipe,
    Run,
    compare,
    quiet_machine,
    recipe_parts,
    repeated,
)
from lecture_lib.scale.apart import Part
from lecture_lib.scale.pace import round_seconds


def test_a_round_ends_with_its_last_push():
    ledger = {}
    for clock, (first, last) in enumerate([(1.0, 1.5), (2.0, 3.5), (4.0, 4.25)]):
        for shard, pushed in enumerate((first, last)):
            ledger[shard, clock] = Entry(shard, clock, shard, clock, 0, 0, 0, 0, 0, 0, pushed)
    run = Run(np.zeros(1), ledger, rounds=3, messages=12, bytes=0, seconds=5)
    assert round_seconds(run).tolist() == [2.0, 0.75]


def test_the_same_work_is_done_alone_and_together():
    """Two workers push what one process computed; both are timed."""
    pace = compare(lambda w, shard: {"w": w["w"] * shard}, {"w": np.ones(3)}, [1.0, 2.0], rounds=4)
    assert pace.size == 24 and pace.alone > 0 and pace.together > 0
    assert pace.speed_up == pytest.approx(pace.alone / pace.together)
    assert pace.run is not None and len(pace.run.ledger) == 8
    np.testing.assert_array_equal(pace.run.parameters["w"], np.ones(3)), "a rate of 0"


def test_the_stored_rounds_tell_latency_from_bandwidth():
    stored = quiet_machine()
    model = stored.model
    assert 1e-5 < model.latency < 1e-1 and model.bandwidth > 1e6
    assert model.fitted == (1, 2), "four workers are foretold"
    assert stored.paces[16, 1].speed_up < 1, "messages cost more than this work"
    small, large = stored.paces[16, 1], stored.paces[16, 64]
    assert small.size == large.size and large.alone > 20 * small.alone
    assert stored.lost["in place"] < 0.05 < stored.lost["whole array"]


def test_stored_parts_of_the_recipe_are_worked_out_from_their_seeds():
    found = recipe_parts()
    full = next(iter(found.values()))
    assert (full.difference, full.error) == (0, 0) and not full.clear
    for part in found.values():
        assert part.difference == pytest.approx(part.excess - full.excess)
        assert Recipe(part.learning_rate).learning_rate == part.learning_rate
    assert found["a constant rate"].clear and not found["no batch ramp"].clear


def test_a_difference_is_clear_when_its_interval_leaves_zero_out():
    assert Part(0.01, 0.02, -0.003, 0.001).clear
    assert not Part(0.01, 0.02, 0.002, 0.001).clear


def test_a_repeated_gradient_is_the_same_and_is_computed_so_many_times():
    calls = []
    again = repeated(lambda w, shard: calls.append(shard) or w * shard, 4)
    assert again(3.0, 2.0) == 6.0 and calls == [2.0] * 4
    with pytest.raises(ValueError, match="at least once"):
        repeated(again, 0)
