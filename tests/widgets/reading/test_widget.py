"""The reader of runs without a browser: what gradients tell, and what is not told too early."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lecture_lib.widgets import RunReader
from lecture_lib.widgets.reading.runs import RUNS, Blind, gradients, signs
from lecture_lib.widgets.reading.widget import CLOSE, RATES, SIZES, STEPS

ALL = len(SIZES) - 1
NOISY = 2


@pytest.fixture(scope="module")
def made():
    return RunReader()


@pytest.fixture
def reader(made):
    made.state = dict(made.content["initial"])
    return made


def at(reader, **change):
    reader.state = {**reader.state, **change}
    return reader


def test_without_noise_gradients_are_those_of_descent():
    run = Blind((0.5, 1.0, 3.0), 8, 1.0)
    g = gradients(run, np.array([0.1, 0.6]), np.array([8]), 5, np.random.default_rng(1))[0]
    rng = np.random.default_rng(1)
    Q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    H = Q @ np.diag(run.curvatures) @ Q.T
    for i, eta in enumerate((0.1, 0.6)):
        theta = Q @ (1 / np.sqrt(run.curvatures))
        for t in range(6):
            np.testing.assert_allclose(g[i, t], H @ theta, atol=1e-12)
            theta = theta - eta * (H @ theta)


def test_the_noise_of_a_batch_is_that_of_a_mean_without_replacement():
    run, size = Blind((1.0, 4.0), 10, 2.0), 5
    still = np.array([0.0])  # nobody moves, so what changes is noise
    g = gradients(run, still, np.array([size]), 40_000, np.random.default_rng(0))[0, 0]
    variance = 2.0**2 * (10 - size) / (10 - 1) / size
    np.testing.assert_allclose(np.linalg.eigvalsh(np.cov(g.T)) / variance, [1, 4], rtol=0.03)


def test_what_is_read_is_written_with_loops():
    g = np.random.default_rng(3).normal(size=(1, 12, 4))
    found, eta, keep = signs(g, np.array([0.3])), 0.3, 0.9
    run = g[0]
    for t in (2, 7, 11):
        weights = {s: keep ** (t - s) for s in range(1, t + 1)}
        products = sum(w * run[s] @ run[s - 1] for s, w in weights.items())
        old = sum(w * run[s - 1] @ run[s - 1] for s, w in weights.items())
        new = sum(w * run[s] @ run[s] for s, w in weights.items())
        assert found.last[0, t] == pytest.approx(products / np.sqrt(old * new))
        assert found.felt[0, t] == pytest.approx((1 - products / old) / eta)
        turned = sum(w * np.sum(run[s][run[s] * run[s - 1] < 0] ** 2) for s, w in weights.items())
        assert found.turned[0, t] == pytest.approx(turned / new)
        two = {s: w for s, w in weights.items() if s > 1}
        both = sum(w * run[s] @ run[s - 2] for s, w in two.items())
        sizes = [sum(w * run[s - k] @ run[s - k] for s, w in two.items()) for k in (0, 2)]
        assert found.before[0, t] == pytest.approx(both / np.sqrt(np.prod(sizes)))


def test_on_all_data_what_is_felt_lies_between_the_curvatures(reader):
    for run in (0, 1):
        felt = reader.signs.felt[run, ALL]
        low, high = RUNS[run].curvatures[0], RUNS[run].steepest
        assert low * (1 - 1e-9) < felt.min() and felt.max() < high * (1 + 1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_steepest_is_read_only_where_gradients_turn(seed):
    found = RunReader(seed=seed).signs
    for run in (0, 1):
        near = np.abs(found.felt[run, ALL] / RUNS[run].steepest - 1) <= CLOSE
        assert near.any()
        assert found.last[run, ALL][near].max() < -0.75
        assert found.before[run, ALL][near].min() > 0.75


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_where_there_is_only_noise_the_felt_follows_the_rate(seed):
    found = RunReader(seed=seed).signs
    batches = slice(1, 4)
    late = slice(STEPS // 2, None)
    felt = found.felt[NOISY, batches, 8:, late].mean(axis=-1)
    inverse = 1 / RATES[8:]
    assert np.abs(felt / inverse - 1).max() < 0.6  # half a curvature more, and luck
    last, before = (each[NOISY, batches, 16:, late].mean(axis=(0, -1))
                    for each in (found.last, found.before))  # fmt: skip
    assert last.max() < -0.05
    assert np.abs(before).max() < 0.2


def test_the_third_run_never_bounces():
    assert RATES[-1] * RUNS[NOISY].steepest < 1
    assert max(SIZES) < RUNS[NOISY].examples


def test_true_curvatures_are_told_only_when_the_answer_is_right(reader):
    for told in ([0, 0, 0], [2, 1, 1], [4, 0, 0]):
        assert "true" not in repr(at(reader, run=0, told=told))
        assert "2.75" not in repr(reader)
    before = len(reader.figure().axes[1].lines)
    assert re.search("true curvatures +0.05, .*, 2.75", repr(at(reader, told=[1, 0, 0])))
    assert len(reader.figure().axes[1].lines) == before + len(RUNS[0].curvatures)


def test_the_first_step_has_nothing_to_compare(reader):
    assert repr(at(reader, step=0)).count("—") == 4
    assert repr(at(reader, step=1)).count("—") == 1


def test_it_may_begin_before_anything_is_seen():
    assert RunReader(step=0).content["initial"]["step"] == 0
    with pytest.raises(ValueError, match="step is 101; take 0 to 100"):
        RunReader(step=101)


def test_presets_do_not_meet_the_challenge(reader):
    for preset in reader.payload.presets:
        for run in range(len(RUNS)):
            now = at(reader, run=run, **preset.state)._at()
            assert not reader.arrays["close"][now]


def test_another_seed_gives_other_noise_and_the_same_bowls():
    one, other = RunReader(), RunReader(seed=1)
    assert (one.signs.last[:, 0] != other.signs.last[:, 0]).any()
    np.testing.assert_allclose(one.signs.felt[0, ALL], other.signs.felt[0, ALL])
