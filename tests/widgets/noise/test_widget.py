"""The noise explorer without a browser: what it shows, and what it does not tell too early."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lecture_lib.widgets import NoiseExplorer
from lecture_lib.widgets.noise.walks import SAMPLING
from lecture_lib.widgets.noise.widget import POINTS, RATES, RUNS, SIZES, STEPS
from lecture_lib.widgets.packing import inflate, unpack

WITHOUT, EPOCHS = 1, 2


@pytest.fixture(scope="module")
def made():
    return NoiseExplorer()


@pytest.fixture
def explorer(made):
    made.state = dict(made.content["initial"])
    return made


def at(explorer, **change):
    explorer.state = {**explorer.state, **change}
    return explorer


def sent(explorer, name):
    """An array as the page gets it."""
    return unpack(inflate(explorer.data), explorer.content["arrays"])[name]


def test_the_points_are_those_of_the_notebook():
    rng = np.random.default_rng(4)
    x = rng.normal(size=12).round(1)
    y = (1.5 * x + 0.5 + 0.8 * rng.normal(size=12)).round(1)
    np.testing.assert_allclose(POINTS, [x, y])


@pytest.mark.parametrize("sampling", [0, 1])
def test_many_runs_settle_at_the_floor_of_theory(explorer, sampling):
    for batch in range(len(SIZES)):
        for rate in range(len(RATES)):
            at(explorer, sampling=sampling, batch=batch, rate=rate)
            floor, found = explorer.floor(), explorer.measured()[0]
            assert found == pytest.approx(floor, rel=0.15, abs=2e-5)  # 1e-5 is still to go


def test_epochs_settle_lower_and_have_no_floor_in_theory(explorer):
    for batch in range(1, len(SIZES) - 1):
        at(explorer, sampling=WITHOUT, batch=batch)
        independent = explorer.floor()
        at(explorer, sampling=EPOCHS)
        assert explorer.floor() is None
        assert explorer.measured()[0] < 0.55 * independent


@pytest.mark.parametrize("sampling", [WITHOUT, EPOCHS])
def test_a_batch_of_all_points_is_the_full_batch_path(explorer, sampling):
    at(explorer, sampling=sampling, batch=len(SIZES) - 1)
    path = explorer.arrays["path"][sampling, -1]
    np.testing.assert_allclose(path, np.broadcast_to(explorer.arrays["full"][:, None], path.shape))
    assert explorer.floor() == 0
    assert re.search(r"loss above its minimum.* 0.00 +0.00", repr(explorer))


def test_on_average_a_path_is_the_full_batch_path(explorer):
    """Independent batches are unbiased: over all runs what is left is luck."""
    ends = explorer.arrays["ends"][:EPOCHS].mean(axis=-2)
    spread = explorer.arrays["ends"][:EPOCHS].std(axis=-2) / np.sqrt(RUNS)
    off = np.abs(ends - explorer.arrays["full"][..., -1])
    assert (off < 4.5 * spread + 1e-9).all()


def test_the_page_knows_how_often_each_point_is_in_a_batch(explorer):
    used = sent(explorer, "used").astype(int)
    digits = used[..., None] // 4 ** np.arange(12) % 4
    for kind, size in ((0, 2), (1, 3), (2, 4)):
        rows = explorer.rows[kind][size][1, 17]
        np.testing.assert_array_equal(digits[kind, size, 1, 17], np.bincount(rows, minlength=12))
    assert digits[0].max() > 1  # with replacement a point may be there twice
    assert digits[1:].max() == 1


def test_the_ellipse_is_two_standard_deviations(explorer):
    at(explorer, batch=1, rate=3)
    S = explorer.covariance[0, 1, 3]
    off = (explorer._ellipse() - explorer.line.best[:, None]).T
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", off, np.linalg.inv(S), off), 4)


def test_the_answer_is_an_eleventh_and_is_told_only_when_found(explorer):
    floors = {}
    for batch, size in enumerate(SIZES):
        at(explorer, sampling=WITHOUT, batch=batch, rate=0)
        floors[size] = explorer.floor()
        assert ("1/11" in repr(explorer)) is (size == 6)
    assert floors[6] / floors[1] == pytest.approx(1 / 11, rel=0.06)
    near = [size for size in SIZES if abs(floors[size] / floors[1] * 11 - 1) < 0.4]
    assert near == [6]
    assert "1/11" not in repr(at(explorer, sampling=0, batch=4))
    assert "1/11" not in repr(at(explorer, sampling=WITHOUT, rate=2))  # 1/13.5 of it there
    assert "1/11" in repr(at(explorer, found=1, batch=0))


def test_no_ellipse_leaves_the_map(explorer):
    place = explorer.content["charts"]["map"]
    (left, right), (low, high) = (place[axis]["domain"] for axis in "xy")
    for sampling, batch, rate in np.ndindex(2, len(SIZES), len(RATES)):
        w, b = at(explorer, sampling=sampling, batch=batch, rate=rate)._ellipse()
        assert left < w.min() and w.max() < right and low < b.min() and b.max() < high


def test_presets_are_complete_and_none_of_them_meets_the_challenge(explorer):
    for preset in explorer.payload.presets:
        assert set(preset.state) == set(explorer.content["initial"]) - {"shown", "found"}
        half = preset.state["batch"] == explorer.content["half"]
        assert not (half and preset.state["sampling"] == WITHOUT)


def test_another_seed_gives_other_runs_and_the_same_theory(explorer):
    other = NoiseExplorer(seed=1)
    assert (other.arrays["path"][0, 0] != explorer.arrays["path"][0, 0]).any()
    np.testing.assert_array_equal(other.covariance, explorer.covariance)


def test_runs_go_round(explorer):
    first = explorer.points(explorer.payload.curves[-2])
    at(explorer, seed=1)
    assert (explorer.points(explorer.payload.curves[-2]) != first).any()
    assert "run 2 of 4" in repr(explorer)
    assert at(explorer, seed=4).state["seed"] == 0


def test_the_figure_has_the_cloud_only_at_the_end(explorer):
    at(explorer, step=STEPS // 2)
    before = len(explorer.figure().axes[0].lines)
    at(explorer, step=STEPS)
    assert len(explorer.figure().axes[0].lines) == before + 1


@pytest.mark.parametrize("sampling", range(len(SAMPLING)))
def test_every_state_has_words_and_a_figure(explorer, sampling):
    for batch, step in ((0, 0), (5, STEPS)):
        at(explorer, sampling=sampling, batch=batch, step=step)
        assert SAMPLING[sampling] in repr(explorer)
        explorer.figure().canvas.draw()


def test_a_batch_size_that_is_not_there_is_refused_in_words():
    with pytest.raises(ValueError, match="batch is 5"):
        NoiseExplorer(batch=5)
