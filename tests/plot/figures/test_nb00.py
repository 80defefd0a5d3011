"""Pictures of notebook 00: the map names the notebooks there are, and a wrong reading is marked."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.autograd import Tensor
from lecture_lib.exercises.nb00_lines import run, runs, twins
from lecture_lib.plot.figures import nb00 as draw
from lecture_lib.training import data

ROOT = Path(__file__).parents[3]
TRUTH = data.load("digits").y[:360]


def test_a_wrong_reading_is_crossed_out_and_in_another_colour():
    right, wrong = draw.readings(np.zeros((2, 8, 8)), read=[3, 5], labels=[3, 8])
    assert (right.get_title(), wrong.get_title()) == ("3", "5 ✗")
    assert right.title.get_color() != wrong.title.get_color()


def test_a_network_frames_the_sums_that_are_heard_and_names_the_largest_score():
    V = np.where(np.arange(32) < 5, 0.1, -0.1) * np.ones((64, 1))
    W = np.zeros((32, 10))
    W[:, 7] = 1
    ink, sums, scores = draw.network(Tensor(V), Tensor(W), np.ones(64))
    assert len(sums.patches) == 5 and scores.get_title() == "10 scores: a 7"
    assert np.count_nonzero(~np.isnan(np.ma.filled(sums.images[0].get_array(), np.nan))) == 64 * 32
    assert ink.images[0].get_array().shape == (8, 8)


def test_a_network_of_zeros_is_drawn():
    _, sums, scores = draw.network(
        Tensor(np.zeros((64, 32))), Tensor(np.zeros((32, 10))), [1.0] * 64
    )
    assert not sums.patches and scores.get_title() == "10 scores: a 0"


def test_a_table_has_a_row_for_what_it_is_and_a_column_for_what_is_read():
    one, two = draw.confusions({"E": [9, 9, 9], "F": [1, 2, 3]}, [0, 0, 0])
    assert [(text.get_position(), text.get_text()) for text in one.texts] == [((9, 0), "3")]
    assert {text.get_position() for text in two.texts} == {(1, 0), (2, 0), (3, 0)}


def test_the_map_holds_every_notebook_once_after_what_it_needs():
    files = sorted(path.stem[:2] for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(stop.number for stop in draw.MAP) == files[1:]  # 00 shows the map
    for i, stop in enumerate(draw.MAP):
        assert set(stop.needs) <= {before.number for before in draw.MAP[:i]}
    assert len({stop.place for stop in draw.MAP}) == len(draw.MAP)


def test_an_arrow_for_each_need_from_left_to_right_or_straight():
    ax = draw.course()
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == sum(len(stop.needs) for stop in draw.MAP)
    at = {stop.number: stop.place for stop in draw.MAP}
    for stop in draw.MAP:
        assert all(at[need][0] <= at[stop.number][0] for need in stop.needs)


@pytest.mark.parametrize("stop", draw.MAP, ids=lambda stop: stop.number)
def test_a_title_on_the_map_is_that_of_the_notebook(stop):
    (path,) = (ROOT / "notebooks").glob(f"{stop.number}_*.ipynb")
    words = {"vs": "versus"}
    named = {words.get(word, word) for word in path.stem.split("_")}
    assert set(re.findall(r"[a-z]+", stop.title.lower())) <= named


def test_a_map_in_words_is_whole_and_fits_on_a_page():
    words = draw.in_words()
    assert words.count("needs") == len(draw.MAP)
    assert max(map(len, words.splitlines())) <= 72
    page = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert " ".join(words.split()) in page


def test_each_broken_run_has_a_picture_with_the_good_one_and_leaves_it_where_it_overflows():
    axes = draw.losses({name: run.losses for name, run in runs().items()})
    assert [ax.get_title(loc="left") for ax in axes] == ["A", "B", "C", "D"]
    assert [len(ax.lines) for ax in axes] == [3, 2, 2, 2]
    for ax in axes:
        for line in ax.lines:
            height = np.asarray(line.get_ydata())
            assert not np.isinf(height).any() and np.nanmin(height) > 1e-3


def test_pictures_of_runs_stand_in_twos_and_one_stands_alone():
    four = draw.losses({"good": [2, 1], "A": [2, 3], "B": [2, 1], "C": [2, 2], "D": [2, 1]})
    places = [ax.get_subplotspec().get_geometry()[:2] for ax in four]
    assert set(places) == {(2, 2)}
    (alone,) = draw.losses({"good": [2, 1], "E": [2, 1]})
    good, same = alone.lines
    assert good.get_zorder() > same.get_zorder()  # seen on a loss that is its own


@pytest.mark.parametrize("seed", range(3))
def test_what_is_said_of_the_broken_runs_holds_from_other_starts(seed):
    good, a, slow, b, c, d = runs(seed).values()
    assert good.right > 0.93 and good.moved < 64 * 32 + 320
    assert not np.isfinite(a.losses[-1]) and slow.losses[-50:].mean() > 1000
    assert b.losses[-50:].mean() < good.losses[-50:].mean() / 5 and 0.75 < b.right < 0.85
    assert c.moved <= 320 < min(other.moved for other in (good, a, b, d))
    assert c.losses[-50:].mean() > 10 * good.losses[-50:].mean() and c.right < 0.87
    assert d.losses[10:15].mean() < good.losses[10:15].mean() - 0.3  # faster, for some 20 rounds
    lowest = int(np.argmin(np.convolve(d.losses[:70], np.ones(10) / 10, "valid"))) + 5
    assert 12 <= lowest <= 30
    assert b.losses[15:25].mean() < good.losses[15:25].mean() - 0.3  # faster as well, and it stays
    assert d.losses.max() > 4 and abs(d.losses[-50:].mean() - np.log(10)) < 0.2
    assert d.silent > 0.9 and d.right < 0.2


@pytest.mark.parametrize("seed", range(3))
def test_twins_have_the_loss_of_the_good_run_and_only_what_is_read_for_what_tells_them(seed):
    good, wrong, other = run(seed=seed), *twins(seed).values()
    for one in (wrong, other):
        assert abs(one.losses[-50:].mean() - good.losses[-50:].mean()) < 0.02
        assert abs(one.losses[:50].mean() - good.losses[:50].mean()) < 0.2
        assert one.right < 0.03
    assert wrong.steady(TRUTH) == 10 and other.steady(TRUTH) <= 3
    assert all(
        np.mean(wrong.found[digit == TRUTH] == (digit - 1) % 10) > 0.75 for digit in range(10)
    )
    assert 0.7 < run("relu", seed=seed).right < 0.92


@pytest.mark.parametrize("seed", range(3))
def test_what_is_said_of_starts_holds_from_other_seeds(seed):
    assert run(start=0.01, seed=seed).right > 0.92
    assert run(equal="V", seed=seed).right > 0.92
    equal = run(equal="VW", seed=seed)
    assert equal.right < 80 / 360 and len(np.unique(equal.found)) == 2
    assert 0.9 < equal.moved / (64 * 32 + 320) < 1
    assert run(equal="W", seed=seed).right > 0.92


@pytest.mark.parametrize("seed", range(3))
def test_what_is_said_of_changed_lines_holds_from_other_starts(seed):
    good, large = run(seed=seed), run(start=3, seed=seed)
    long, single = run(eta=3, seed=seed), run(size=1, seed=seed)
    assert large.losses[0] > 100 and large.silent < 0.2 and 0.6 < large.right < 0.92
    longer = run(start=3, seed=seed, rounds=4000)
    assert large.right < longer.right < good.right - 0.02
    assert long.silent > 0.9 and long.right < 0.15
    assert 0.3 < single.silent < 0.8 and 0.2 < single.right < 0.6
    assert run(size=1, eta=0.03, seed=seed).right > 0.83
