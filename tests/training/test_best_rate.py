"""The best rate: chosen by some runs, measured by others."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture_lib.training import best_rate


def valley(eta, seed):
    """Fewest updates at η = 4, where the logarithm's square is least."""
    return 100 * (1 + math.log2(eta / 4) ** 2) + seed if eta < 30 else math.inf


def test_the_bottom_of_a_valley_is_found_and_measured_with_fresh_seeds():
    found = best_rate(valley, [0.5, 1, 2, 4, 8, 16, 32], range(3), [100, 101, 102])
    assert found.rate == 4
    ends = 100 * (1 + 0.25**2)
    assert found.updates == pytest.approx([ends + 100, 201, ends + 102])
    assert found.tried[4] == pytest.approx(ends + 0, abs=2.01)


def test_the_search_stops_where_steps_are_far_too_short():
    asked = set()

    def needed(eta, seed):
        asked.add(eta)
        return valley(eta, seed)

    found = best_rate(needed, 2.0 ** np.arange(-5, 6), [0], [0])
    assert min(found.tried) == 1  # 2² + 1 times as many; at 2 exactly twice
    assert found.tried[32.0] == math.inf


def test_of_equal_rates_the_smaller_is_taken():
    assert best_rate(lambda eta, seed: 7, [1, 2, 3], [0], [1, 2]).rate == 1


@pytest.mark.parametrize("rates", [[], [64]])
def test_nothing_that_arrives_is_refused(rates):
    with pytest.raises(ValueError, match="no run arrives"):
        best_rate(valley, rates, range(3), range(3))
