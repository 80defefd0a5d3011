"""Arrival: a mean over the last updates, and nothing read beyond it."""

from __future__ import annotations

import math

import pytest

from lecture_lib.training import arrival


def test_one_low_reading_is_not_enough():
    losses = [(10, 1.0), (20, 0.01), (30, 1.0), (40, 0.3), (50, 0.3), (60, 0.3)]
    # at 50 the readings after 25 are 1, 0.3, 0.3; at 60 those after 30 are below the target
    assert arrival(losses, 0.5, last=0.5) == 60
    assert arrival(losses, 0.55, last=0.5) == 50


def test_three_readings_at_least():
    assert arrival([(1, 0.1), (2, 0.1), (3, 0.1)], 0.5, last=1) == 3
    assert arrival([(1, 0.1), (2, 0.1)], 0.5, last=1) == math.inf


def test_nothing_is_read_after_it():
    readings = iter([(t, 0.1, "weights") for t in range(1, 30)])
    assert arrival(readings, 0.5, last=1) == 3
    assert next(readings)[0] == 4


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="share above 0"):
        arrival([], 0.5, last=share)
