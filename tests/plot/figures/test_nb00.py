"""Pictures of notebook 00: the map names the notebooks there are, and a wrong reading is marked."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.autograd import Tensor, cross_entropy, relu, softmax
from lecture_lib.exercises.nb00_lines import run, runs, twins
from lecture_lib.exercises.nb00_look import starts
from lecture_lib.exercises.nb00_moved import shift
from lecture_lib.exercises.nb00_train import one_array
from lecture_lib.plot.figures import nb00 as draw
from lecture_lib.plot.figures.nb00_film import learning
from lecture_lib.training import data

ROOT = Path(__file__).parents[3]
DIGITS = data.load("digits")
UNSEEN, TRUTH = DIGITS.X[:360], DIGITS.y[:360]
TRAIN, LABELS = DIGITS.X[360:], DIGITS.y[360:]


def test_a_wrong_reading_is_crossed_out_and_in_another_colour():
    right, wrong = draw.readings(np.zeros((2, 8, 8)), read=[3, 5], labels=[3, 8])
    assert (right.get_title(), wrong.get_title()) == ("3", "5 ✗")
    assert right.title.get_color() != wrong.title.get_color()


def test_a_sum_is_drawn_with_the_weights_that_each_image_meets():
    column = np.zeros(64)
    column[0] = -2
    axes = draw.sums(np.eye(2, 64), column, ["here", "beside"])
    assert [axes[k].texts[0].get_text() for k in (3, 7)] == ["added up:\n−2.0", "added up:\n0.0"]
    first, second = (np.asarray(axes[k].images[0].get_array()) for k in (1, 5))
    assert (first == second).all() and first[0, 0] == -2
    assert np.asarray(axes[6].images[0].get_array()).sum() == 0


def nets(V, W, *more):
    return {n: (Tensor(v), Tensor(w)) for n, (v, w) in enumerate([(V, W), *more])}


def test_a_film_frames_the_sums_that_are_heard_and_colours_the_largest_score():
    V = np.where(np.arange(32) < 5, 0.1, -0.1) * np.ones((64, 1))
    W = np.zeros((32, 10))
    W[:, 7] = 1
    film = learning(nets(V, W), (np.ones((2, 64)), [7, 1]), (np.ones((12, 64)), [7] + 11 * [3]))
    (scene,) = film.scenes
    assert scene.changes["heard.d"][0].count("Z") == 5
    assert scene.changes["best.d"][0].count("Z") == 1 and "best" in film.drawing
    assert scene.changes["others.d"][0].count("Z") == 9
    assert [scene.changes[f"read{i}.text"][0] for i in range(2)] == ["7", "7 ✗"]
    assert "gradient-text" in scene.changes["read1.style"][0]
    blue, orange = (scene.changes[f"{name}5.d"][0] for name in ("for", "against"))
    assert (blue.count("M"), orange.count("M")) == (5 * 8, 27 * 8)  # a line for each row of pixels
    assert scene.changes["share.text"] == ["1 of 12 right"]


def test_a_small_column_and_small_scores_are_drawn_as_a_large_one_is():
    rng = np.random.default_rng(0)
    V, W = rng.normal(size=(64, 32)), rng.normal(size=(32, 10))
    sizes = np.geomspace(1e-3, 10, 32)
    film = learning(
        nets(V, W, (1e-4 * V * sizes, W / sizes[:, np.newaxis])), (TRAIN, LABELS), (UNSEEN, TRUTH)
    )
    (scene,) = film.scenes
    for name in ("for5.d", "against5.d", "best.d", "others.d"):
        first, second = scene.changes[name]
        assert first == second != ""


def test_a_film_of_zeros_is_drawn_and_equal_scores_are_read_as_a_0():
    zero = np.zeros((64, 32)), np.zeros((32, 10))
    equal = np.full((64, 32), 0.1), np.full((32, 10), 0.1)
    film = learning(nets(*zero, equal), (TRAIN, LABELS), (UNSEEN, TRUTH))
    (scene,) = film.scenes
    assert repr(film).splitlines()[1:] == ["0: 11 %, 2.3", "1: 11 %, 2.3"]
    assert scene.changes["heard.d"][0] == scene.changes["for1.d"][0] == ""
    assert {scene.changes[f"read{i}.text"][1][0] for i in range(12)} == {"0"}
    curve = scene.changes["curve.d"]
    assert curve[1].startswith(curve[0]) and curve[1].count("L") == 1


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
    moved = [one.moved for one in (good, slow, b, c, d) if one.moved is not None]
    assert len(moved) == 5 and max(moved) < 64 * 32 + 320
    assert moved.pop(3) <= 320 < min(moved)
    assert good.right > 0.93
    assert not np.isfinite(a.losses[-1]) and a.moved is None and a.row()[-1] == "nan"
    assert slow.losses[-50:].mean() > 1000
    assert b.losses[-50:].mean() < good.losses[-50:].mean() / 5 and 0.75 < b.right < 0.85
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
    assert equal.moved is not None and 0.9 < equal.moved / (64 * 32 + 320) < 1
    assert run(equal="W", seed=seed).right > 0.92


@pytest.mark.parametrize("seed", range(3))
def test_a_first_loss_tells_a_start_that_is_too_large_and_none_that_is_small(seed):
    assert abs(run(start=0.01, seed=seed, rounds=1).losses[0] - np.log(10)) < 0.01
    assert run(start=3, seed=seed, rounds=1).losses[0] > 95


@pytest.mark.parametrize("seed", range(3))
def test_odd_or_even_is_read_better_by_two_arrays_than_by_one(seed):
    one = round(360 * one_array(odd=True, seed=seed))
    two = round(360 * run(seed=seed, odd=True).right)
    assert 318 <= one <= 338 < two <= 354
    assert 337 <= round(360 * one_array(seed=seed)) <= 345


@pytest.mark.parametrize("seed", range(3))
def test_half_is_read_right_after_some_twenty_rounds_and_most_after_a_hundred(seed):
    early, late, most = (run(seed=seed, rounds=n).right for n in (12, 30, 100))
    assert early < 0.5 < 0.58 < late < 0.75 and most > 0.85


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


def trained(seed, images=TRAIN, labels=LABELS, rounds=1000, size=32):
    """Train the notebook's network; return V and W."""
    rng = np.random.default_rng(seed)
    V, W = (Tensor(0.1 * rng.normal(size=shape)) for shape in ((64, 32), (32, 10)))
    rng = np.random.default_rng(seed + 1)
    for _ in range(rounds):
        rows = rng.integers(len(images), size=size)
        cross_entropy(relu(images[rows] @ V) @ W, labels[rows]).backward()
        for weights in (V, W):
            weights.data -= 0.3 * np.asarray(weights.grad)
            weights.grad = None
    return V.data, W.data


def right(seed, images=TRAIN, labels=LABELS, unseen=(UNSEEN,), rounds=1000):
    """Count what the trained network reads right of each of ``unseen``."""
    V, W = trained(seed, images, labels, rounds)
    return [int(np.sum(np.argmax(np.maximum(one @ V, 0) @ W, axis=1) == TRUTH)) for one in unseen]


SIDES = (-1, 0), (1, 0), (0, -1), (0, 1)


@pytest.mark.parametrize("seed", range(3))
def test_it_has_learnt_places_not_shapes(seed):
    moved = [shift(UNSEEN, *side) for side in SIDES[:2]]
    whole, *aside = right(seed, unseen=[UNSEEN, *moved])
    assert 333 <= whole <= 346 and all(138 <= one <= 177 for one in aside)
    order = np.random.default_rng(seed + 2).permutation(64)
    (mixed,) = right(seed, TRAIN[:, order], unseen=[UNSEEN[:, order]])
    assert 331 <= mixed <= 346


def test_moved_copies_teach_it_what_moves_and_cost_a_little():
    more = np.concatenate([TRAIN, *(shift(TRAIN, *side) for side in SIDES)])
    unseen = [UNSEEN, *(shift(UNSEEN, *side) for side in SIDES)]
    whole, *moved = right(0, more, np.tile(LABELS, 5), unseen, rounds=4000)
    assert 313 <= whole <= 339 and all(310 <= one <= 344 for one in moved)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_sure_of_digits_and_of_what_is_none(seed):
    V, W = trained(seed)
    turned = UNSEEN[np.isin(TRUTH, [3, 4, 7]), ::-1]
    noise = np.random.default_rng(3).uniform(size=UNSEEN.shape)
    unseen, moved, turned, noise = (
        float(np.median(softmax(np.maximum(one @ V, 0) @ W).max(axis=1)))
        for one in (UNSEEN, shift(UNSEEN, 1, 0), turned, noise)
    )
    assert unseen > 0.99 and 0.8 < moved < 0.92
    assert 0.75 < turned < 0.9 and 0.68 < noise < 0.85


@pytest.mark.parametrize("seed", range(3))
def test_steps_from_single_images_silence_most_sums_and_keep_a_few(seed):
    V, _ = trained(seed, size=1)
    silent = np.sum((UNSEEN @ V <= 0).all(axis=0))
    assert 20 <= silent < 32


def test_weights_that_never_move_are_those_of_blank_pixels_and_of_sums_below_zero():
    rng = np.random.default_rng(0)
    still = trained(0)[0] == 0.1 * rng.normal(size=(64, 32))
    assert still.all(axis=1).sum() == np.sum(TRAIN.max(axis=0) == 0) == 3
    assert still.all(axis=0).sum() == 3


@pytest.mark.parametrize("seed", range(3))
def test_only_weights_of_w_have_a_slope_from_equal_weights_and_from_a_w_of_zeros(seed):
    rows = {line.split()[0]: line.split() for line in starts(seed).splitlines()[1:]}
    assert rows["Q"][-2:] == ["0%", "0"]
    assert rows["S"][-2:] == ["100%", "320"]
    assert 250 < int(rows["P"][-1]) <= 320 < 1800 < int(rows["T"][-1])
    assert rows["R"][1:3] == ["over", "90"] and rows["R"][3] == rows["T"][2]
