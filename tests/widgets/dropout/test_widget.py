"""The dropout explorer without a browser: what it shows against all subnets, enumerated."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.nn import subnets
from lecture_lib.widgets import DropoutExplorer
from lecture_lib.widgets.dropout.widget import BINS, DRAWS, FORMS, PS, factors
from lecture_lib.widgets.packing import inflate, unpack

H, W = [1.0, 2.0, 0.5], [1.0, -0.5, 2.0]


def unpacked(explorer, name):
    """An array as the page gets it."""
    return unpack(inflate(explorer.data), explorer.content["arrays"])[name]


def at(explorer, **change):
    explorer.state = {**explorer.state, **change}
    return explorer


@pytest.mark.parametrize(
    "make",
    [
        DropoutExplorer,
        lambda: DropoutExplorer(H, W, p=0.2),
        lambda: DropoutExplorer(np.ones(8), np.arange(8.0)),
        lambda: DropoutExplorer([1.0, 1.0], [-1e-9, -1e9]),
    ],
)
def test_every_corner_has_numbers_only(make):
    explorer = make()
    assert np.isfinite(np.frombuffer(inflate(explorer.data), "<f4")).all()
    for p, draws, mode, form in itertools.product((0, 18), (0, 1, 399), (0, 1), (0, 1, 2)):
        at(explorer, p=p, draws=draws, mode=mode, form=form)
        assert not re.search(r"\b(nan|inf)\b", explorer.summary())
        if draws and (p, mode, form) in ((18, 0, 0), (0, 1, 1)):
            explorer.figure().canvas.draw()


@pytest.mark.parametrize("p", range(len(PS)))
def test_mean_and_spread_in_theory_are_those_of_all_subnets(p):
    explorer = at(DropoutExplorer(H, W), p=p)
    masks, chance = subnets(3, PS[p])
    outputs = masks @ np.multiply(H, W) / (1 - PS[p])
    mean, sigma = explorer.expected()
    assert mean == pytest.approx(chance @ outputs) == pytest.approx(np.dot(H, W))
    assert sigma == pytest.approx(np.sqrt(chance @ (outputs - mean) ** 2))


@pytest.mark.parametrize("p", [0, 3, 10, 16])
def test_what_the_page_looks_up_is_what_the_draws_give(p):
    explorer = at(DropoutExplorer(), p=p, draws=DRAWS - 1)
    out = explorer.outputs()
    factor = unpacked(explorer, "factors")[0, p, 0]
    for k in (1, 2, 57, DRAWS):
        np.testing.assert_allclose(
            factor * unpacked(explorer, "mean")[p, k - 1], out[:k].mean(), rtol=1e-5
        )
        spread = out[:k].std(ddof=1) if k > 1 else 0.0
        np.testing.assert_allclose(
            factor * unpacked(explorer, "spread")[p, k - 1], spread, rtol=1e-4, atol=1e-6
        )
    codes = unpacked(explorer, "codes")[p].astype(int)
    np.testing.assert_allclose(
        factor * unpacked(explorer, "sums")[codes], out, rtol=1e-5, atol=1e-6
    )


def test_the_draws_are_bernoulli_and_fewer_units_live_as_p_grows():
    explorer = DropoutExplorer()
    live = explorer.masks[explorer.codes]  # (p, draw, unit)
    np.testing.assert_allclose(live.mean(axis=(1, 2)), 1 - PS, atol=0.025)
    assert (np.diff(live, axis=0) <= 0).all()


@pytest.mark.parametrize("p", [2, 10, 16])
def test_the_running_mean_settles_within_its_interval_on_the_evaluation(p):
    explorer = at(DropoutExplorer(), p=p, draws=DRAWS - 1)
    out = explorer.outputs()
    assert abs(out.mean() - 2.0) < 1.96 * out.std(ddof=1) / 20


def test_the_histogram_is_the_distribution_of_all_subnets():
    explorer = DropoutExplorer()
    histogram, bins = unpacked(explorer, "histogram"), unpacked(explorer, "bins")
    np.testing.assert_allclose(histogram.sum(axis=1), 1, rtol=1e-6)
    assert bins.min() == 0 and bins.max() == BINS - 1
    np.testing.assert_allclose(histogram[0], np.eye(BINS)[int(bins[-1])])  # p = 0: the whole


def test_how_many_subnets_are_seen_in_theory():
    explorer = DropoutExplorer(H, W)
    seen = unpacked(explorer, "seen")
    assert seen[:, 0] == pytest.approx(1)  # one draw, one subnet
    assert seen[0, -1] == pytest.approx(1)  # p = 0: always the same
    rng, found = np.random.default_rng(1), []
    for _ in range(2000):
        found.append(len(np.unique(rng.choice(8, 10, p=subnets(3, 0.3)[1]))))
    assert seen[6, 9] == pytest.approx(np.mean(found), abs=0.1)


def test_two_forms_agree_with_evaluation_and_the_bug_does_not():
    for form in range(len(FORMS)):
        training, evaluation = factors(form, 0.3)
        agrees = training * 0.7 == pytest.approx(evaluation)
        assert bool(agrees) is (form < 2)
    text = at(DropoutExplorer(), form=2, draws=199).summary()
    assert re.search(r"output in evaluation +1.000 +2.000", text)


def test_evaluation_says_the_same_at_every_call():
    explorer = at(DropoutExplorer(), mode=1, draws=99)
    assert set(explorer.outputs()) == {2.0}
    assert "evaluation, p = 0.50" in repr(explorer)


def test_the_challenge_has_one_p_and_is_not_met_at_first():
    explorer = DropoutExplorer()
    goal = explorer.content["goal"]
    assert goal != explorer.state["p"]
    sigma = [at(explorer, p=p).expected()[1] for p in range(len(PS))]
    assert goal == int(np.abs(np.array(sigma) - 2.0).argmin())
    assert sigma[goal] == pytest.approx(2.0, abs=0.05)


def test_what_a_notebook_shows_is_the_summary():
    data, _ = DropoutExplorer(presenter=True)._repr_mimebundle_()
    assert data["text/plain"] == repr(DropoutExplorer())
    assert "application/vnd.jupyter.widget-view+json" in data


def test_p_can_be_set_and_presets_are_states():
    explorer = DropoutExplorer()
    explorer.p = 0.31
    assert explorer.p == 0.3
    for preset in explorer.content["presets"]:
        at(explorer, **preset["state"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"h": [1.0], "w": [1.0]}, "2 to 8"),
        ({"h": np.ones(9), "w": np.ones(9)}, "2 to 8"),
        ({"h": [1.0, 2.0], "w": [1.0]}, "a weight for each"),
        ({"h": [1.0, np.nan], "w": H[:2]}, "NaN"),
        ({"h": [0.0, 1.0], "w": [1.0, 0.0]}, "every output"),
        ({"p": 1.0}, "p is 1.0"),
        ({"p": -0.1}, "p is -0.1"),
        ({"p": np.nan}, "p is nan"),
    ],
)
def test_bad_input_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        DropoutExplorer(**arguments)


@pytest.mark.parametrize(
    "wrong", [{"p": 19}, {"draws": -1}, {"mode": 2}, {"form": 3}, {"form": "none"}, {"nonsense": 1}]
)
def test_a_wrong_state_is_refused_and_changes_nothing(wrong):
    explorer = DropoutExplorer()
    before = explorer.state
    with pytest.raises(TraitError, match="DropoutExplorer"):
        at(explorer, **wrong)
    assert explorer.state == before
