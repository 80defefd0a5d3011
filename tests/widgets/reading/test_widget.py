"""The reader of runs without a browser: what gradients tell, and what is not told too early."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.widgets import RunReader
from lecture_lib.widgets.reading.runs import RUNS, Blind, signs, walk
from lecture_lib.widgets.reading.widget import ANEW, HALVED, STEPS

BETTER, LITTLE, NOISY = RUNS
TURNS = -0.25  # as in draw.js


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


def test_modes_start_with_the_losses_that_they_hold():
    run = Blind((1.0, 4.0), 0.0, (1.0,), held=(3.0, 1.0))
    _, loss = walk(run, run.rates, 1, np.random.default_rng(0))
    assert loss[0].tolist() == pytest.approx([1, 0.75 * (1 - 0.25) ** 2])


def test_without_noise_gradients_are_those_of_descent_with_half_the_rate_from_a_step_on():
    run = Blind((0.5, 1.0, 3.0), 0.0, (0.3, 1.8))
    g, loss = walk(run, run.rates, 5, np.random.default_rng(1), halved=3)
    Q, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))
    H = Q @ np.diag(run.curvatures) @ Q.T
    for i, eta in enumerate((0.1, 0.6)):
        theta = first = Q @ (1 / np.sqrt(run.curvatures))
        for t in range(6):
            np.testing.assert_allclose(g[i, t], H @ theta, atol=1e-12)
            assert loss[i, t] == pytest.approx((theta @ H @ theta) / (first @ H @ first))
            theta = theta - (eta / 2 if t >= 3 else eta) * (H @ theta)


def test_the_noise_along_a_mode_is_that_of_its_root():
    run = Blind((1.0, 4.0), 0.5, (0.0,))  # nobody moves, so what changes is noise
    g = walk(run, run.rates, 40_000, np.random.default_rng(0))[0][0]
    np.testing.assert_allclose(np.linalg.eigvalsh(np.cov(g.T)) / 0.25, [1, 4], rtol=0.03)


@pytest.mark.parametrize("strength", [0.4, 1.0, 1.8])
def test_one_mode_of_noise_turns_as_derived(strength):
    """The table of the notebook: −½ηλ one step later, and (1 − ηλ) times that after another."""
    run = Blind((3.0,), 1.0, (strength,))
    g = walk(run, run.rates, 200_000, np.random.default_rng(0))[0][0, 100:, 0]
    one, two = (np.mean(g[k:] * g[:-k]) / np.mean(g * g) for k in (1, 2))
    assert one == pytest.approx(-strength / 2, abs=0.01)
    assert two == pytest.approx(-strength / 2 * (1 - strength), abs=0.01)


def test_what_is_read_is_written_with_loops():
    g = np.random.default_rng(3).normal(size=(1, 12, 4))
    found, eta, keep = signs(g, np.array([0.3])), 0.3, 0.9
    run, size = g[0], np.linalg.norm(g[0], axis=1)
    for t in (2, 7, 11):
        weights = {s: keep ** (t - s) for s in range(1, t + 1)}
        total = sum(weights.values())
        one = sum(w * run[s] @ run[s - 1] / (size[s] * size[s - 1]) for s, w in weights.items())
        old = sum(w * size[s - 1] / size[s] for s, w in weights.items())
        assert found.last[0, t] == pytest.approx(one / total)
        assert found.felt[0, t] == pytest.approx((1 - one / old) / eta)
        two = {s: w for s, w in weights.items() if s > 1}
        both = sum(w * run[s] @ run[s - 2] / (size[s] * size[s - 2]) for s, w in two.items())
        assert found.before[0, t] == pytest.approx(both / sum(two.values()))


def test_on_all_data_what_is_felt_lies_between_the_curvatures(reader):
    for k, run in enumerate(reader.runs):
        if not run.noise:
            felt = reader.signs.felt[k]
            assert run.curvatures[0] * (1 - 1e-9) < felt.min()
            assert felt.max() < run.steepest * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_on_all_data_half_of_eta_stops_the_turning_and_the_loss_says_whether_it_is_better(seed):
    found = RunReader(seed=seed)
    for k, run in enumerate(found.runs):
        if run.noise:
            continue
        turned = found.signs.last[k, 0, :, HALVED] < TURNS
        assert turned.tolist() == [False] * 9 + [True] * 3
        mu, L = run.curvatures[0], run.steepest
        assert 2 / L > run.rates.max() > 2 / (L + mu)
        below = run.rates < 2 / (L + mu)
        assert below[~turned].all() and run.rates[~turned].max() > 0.96 * 2 / (L + mu)
        # Where half is too little, gradients turn above η* and below it.
        assert below[turned].tolist() == ([False] * 3 if run is BETTER else [True, True, False])
        assert found.signs.last[k, 1, :, ANEW:].min() > 0  # no mode changes sides any more
        assert found.signs.felt[k, 0, turned, HALVED].min() > 0.75 * L
        assert found.signs.felt[k, 1, turned, ANEW:].max() < 0.2 * L
        gain = found.losses[k, 0, turned, STEPS] / found.losses[k, 1, turned, STEPS]
        helps = np.array(run.half_helps())[turned]
        assert helps.all() == helps.any() == (run is BETTER)
        assert gain.min() > 3 if run is BETTER else gain.max() < 0.3


@pytest.mark.parametrize("seed", range(6))
def test_noise_goes_on_turning_with_half_the_rate(seed):
    found = RunReader(seed=seed)
    k = found.runs.index(NOISY)
    turned = found.signs.last[k, 0, :, HALVED] < TURNS
    assert turned[-3:].all()
    late = slice(STEPS - 30, None)
    whole, half = (found.signs.last[k, i, turned, late].mean(axis=-1) for i in (0, 1))
    assert half.max() < -0.25
    assert (half > whole).all()
    # What is felt would be a curvature, were it not larger with half of η, and above L.
    felt, anew = (found.signs.felt[k, i, turned, late].mean(axis=-1) for i in (0, 1))
    assert (anew > 1.2 * felt).all() and anew.min() > 1.1 * NOISY.steepest


def test_at_first_all_three_look_alike(reader):
    """Noise comes back two steps later, the loss falls, and λ̂ is near 2/η, as in a bounce."""
    at = (slice(None), 0, reader.content["initial"]["rate"])
    assert reader.signs.last[at][:, HALVED].max() < -0.7
    assert reader.signs.before[at][:, HALVED].min() > 0.8
    rates = np.array([run.rates[at[2]] for run in reader.runs])
    assert (reader.signs.felt[at][:, HALVED] * rates).min() > 1.7
    assert reader.losses[at][:, HALVED].max() < 5e-4
    np.testing.assert_array_less(reader.losses[at][:, 30], reader.losses[at][:, 0] / 100)


def test_which_run_sees_batches_is_a_matter_of_the_seed():
    places = {tuple(run.noise > 0 for run in RunReader(seed=seed).runs) for seed in range(8)}
    assert len(places) == len(RUNS)


def test_the_truth_is_told_only_when_the_answer_is_right(reader):
    for told in ([0, 0, 0], [2, 1, 1], [4, 0, 0]):
        now = repr(at(reader, run=0, told=told))
        assert "true" not in now and "batches" not in now
    before = len(reader.figure().axes[0].lines)
    now = repr(at(reader, told=[1, 0, 0]))
    known = reader.runs[0]
    assert ", ".join(f"{c:g}" for c in known.curvatures) in now
    assert ("of batches" in now) == bool(known.noise)
    assert len(reader.figure().axes[0].lines) == before + len(known.curvatures)


def test_both_stretches_are_one_picture(reader):
    whole = at(reader, step=STEPS).arrays["loss"][reader._at()]
    half = at(reader, halved=1).arrays["loss"][reader._at()]
    assert half < whole
    same = reader.losses[:, :, :, : HALVED + 1]
    np.testing.assert_array_equal(same[:, 0], same[:, 1])
    assert "half of it from step 60 on" in repr(reader)
    assert len(reader.figure().axes) == 3


def test_the_first_step_has_nothing_to_compare(reader):
    assert repr(at(reader, step=0)).count("—") == 3
    assert repr(at(reader, step=1)).count("—") == 1


def test_it_may_begin_at_any_step():
    assert RunReader(step=0).content["initial"]["step"] == 0
    with pytest.raises(ValueError, match="step is 121; take 0 to 120"):
        RunReader(step=121)
