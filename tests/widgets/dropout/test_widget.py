"""The dropout explorer without a browser: what it shows against all subnets, enumerated."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.nn import subnets
from lecture_lib.widgets import DropoutExplorer
from lecture_lib.widgets.dropout.widget import BINS, DRAWS, ENOUGH, FORMS, PS, SAMPLES, factors
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
        lambda: DropoutExplorer([1.0, -1.0], [1.0, 1.0]),
    ],
)
def test_every_corner_has_numbers_only(make):
    explorer = make()
    assert np.isfinite(np.frombuffer(inflate(explorer.data), "<f4")).all()
    for p, draws, form, on in itertools.product((0, 90), (0, 1, 399), (0, 1, 2), (0, 1)):
        at(explorer, p=p, draws=draws, form=form, exact=on, found=on)
        assert not re.search(r"\b(nan|inf)\b", explorer.summary())
        if draws and (p, form) in ((90, 0), (0, 1)):
            explorer.figure().canvas.draw()


@pytest.mark.parametrize("p", range(0, len(PS), 9))
def test_mean_and_spread_in_theory_are_those_of_all_subnets(p):
    explorer = at(DropoutExplorer(H, W), p=p)
    for form in range(len(FORMS)):
        masks, chance = subnets(3, PS[p])
        outputs = masks @ np.multiply(H, W) * factors(form, PS[p])[0]
        mean, sigma = at(explorer, form=form).expected()
        assert mean == pytest.approx(chance @ outputs)
        assert sigma == pytest.approx(np.sqrt(chance @ (outputs - mean) ** 2))
        assert unpacked(explorer, "mean")[form, p] == pytest.approx(mean, rel=1e-6)
        assert unpacked(explorer, "sigma")[form, p] == pytest.approx(sigma, rel=1e-6)


@pytest.mark.parametrize("p", [0, 15, 50, 80])
def test_what_the_page_looks_up_is_what_the_draws_give(p):
    explorer = at(DropoutExplorer(), p=p, draws=DRAWS - 1, sample=1)
    live = p < unpacked(explorer, "dies")[1]
    codes = (live @ [32, 16, 8, 4, 2, 1]).astype(int)
    factor = unpacked(explorer, "factors")[0, p, 0]
    found = factor * unpacked(explorer, "sums")[codes]
    np.testing.assert_allclose(found, explorer.outputs(), rtol=1e-5, atol=1e-6)


def test_the_draws_are_bernoulli_and_fewer_units_live_as_p_grows():
    explorer = DropoutExplorer()
    live = np.arange(len(PS))[:, None, None, None] < explorer.dies  # (p, sample, draw, unit)
    np.testing.assert_allclose(live.mean(axis=(1, 2, 3)), 1 - PS, atol=0.015)
    assert live[0].all()


def test_every_sample_is_another_until_they_come_round():
    explorer = at(DropoutExplorer(), draws=DRAWS - 1)
    seen = {tuple(at(explorer, sample=k).outputs()) for k in range(SAMPLES)}
    assert len(seen) == SAMPLES
    assert tuple(at(explorer, sample=SAMPLES).outputs()) in seen


@pytest.mark.parametrize("p", [10, 50, 80])
def test_the_mean_of_many_draws_is_the_evaluation_but_for_the_bug(p):
    for form in range(len(FORMS)):
        explorer = at(DropoutExplorer(), p=p, draws=DRAWS - 1, form=form)
        out = explorer.outputs()
        rest = explorer.factors()[1] * 2.0
        settles = abs(out.mean() - rest) < 3 * out.std(ddof=1) / 20
        assert bool(settles) is (form < 2)


def test_the_axis_of_outputs_is_one_and_shows_that_the_spread_grows():
    explorer = DropoutExplorer()
    axes = [chart["y"] for chart in explorer.content["charts"].values()]
    assert all(axis["domain"] == explorer.domain for axis in axes)
    assert all("domains" not in axis or axis["domains"] is None for axis in axes)
    low, high = explorer.domain
    part = [2 * at(explorer, p=p).expected()[1] / (high - low) for p in (10, 90)]
    assert 0.06 < part[0] < part[1] / 8
    for p, form in itertools.product(range(len(PS)), range(3)):
        assert low < at(explorer, p=p, form=form).factors()[1] * 2.0 < high


def test_shares_are_those_of_all_subnets_on_the_axis():
    explorer = DropoutExplorer()
    shares = unpacked(explorer, "shares")
    edges = np.linspace(*explorer.domain, BINS + 1)
    for form, p in ((0, 0), (0, 50), (0, 90), (2, 50)):
        masks, chance = subnets(6, PS[p])
        outputs = masks @ (explorer.h * explorer.w) * factors(form, PS[p])[0]
        expected = np.histogram(outputs, edges, weights=chance)[0]
        np.testing.assert_allclose(shares[form, p], expected, atol=1e-3)
    assert shares[0, 0].max() == 1  # p = 0: the whole network


def test_two_forms_agree_with_evaluation_and_the_bug_does_not():
    for form in range(len(FORMS)):
        training, evaluation = factors(form, 0.3)
        agrees = training * 0.7 == pytest.approx(evaluation)
        assert bool(agrees) is (form < 2)
    text = at(DropoutExplorer(), form=2, exact=1, draws=199).summary()
    assert re.search(r"in evaluation +2.000", text)
    assert re.search(r"mean of all 64 subnets +1.000", text)


def test_a_mask_made_by_hand_is_shown_but_not_counted():
    explorer = at(DropoutExplorer(), draws=9)
    before = explorer.outputs()
    at(explorer, hand=[0, 9, 0b001000])  # the third unit alone: 1.1
    assert re.search(r"by hand +2.200", repr(explorer))
    np.testing.assert_array_equal(explorer.outputs(), before)
    at(explorer, draws=10)  # with the next draw it is gone
    assert explorer.by_hand() is None
    assert "by hand" not in repr(explorer)


def test_the_spread_asked_for_is_near_two_positions_and_no_preset():
    explorer = DropoutExplorer()
    assert "σ\u00a0=\u00a02.0" in explorer.content["challenge"]
    close = unpacked(explorer, "close").astype(bool)
    assert PS[close].tolist() == [0.6, 0.61]
    first = [preset["state"]["p"] for preset in explorer.content["presets"]]
    assert not close[[explorer.state["p"], *first]].any()


def test_a_sum_is_spelled_out_where_there_is_room():
    assert DropoutExplorer(H, W).content["terms"] == [
        ("+", "1.0·1.0"), ("−", "0.5·2.0"), ("+", "2.0·0.5"),
    ]  # fmt: skip
    assert DropoutExplorer([-1.0, 1.0], [-1.0, 2.0]).content["terms"][0] == ("−", "1.0·(−1.0)")
    many = DropoutExplorer(np.full(8, 0.25), np.arange(-4.0, 4.0)).content["terms"]
    assert many[:2] == [("−", "1.00"), ("−", "0.75")] and many[-1] == ("+", "0.75")


@pytest.mark.parametrize("seed", range(20))
def test_the_spread_asked_for_can_be_reached_whatever_the_network(seed):
    rng = np.random.default_rng(seed)
    explorer = DropoutExplorer(rng.normal(size=5), rng.lognormal(sigma=3, size=5))
    assert unpacked(explorer, "close").any()


def shown(explorer):
    """All that is told without a browser: the summary, and the texts of the figure."""
    drawing = explorer.figure()
    return repr(explorer) + " ".join(
        text.get_text() for ax in drawing.axes for text in (ax.title, *ax.texts)
    )


def test_the_spread_is_told_nowhere_until_it_was_found():
    for p, exact in itertools.product((50, 60, 61), (0, 1)):
        explorer = at(DropoutExplorer(), p=p, draws=ENOUGH, exact=exact)
        sigma, measured = explorer.expected()[1], explorer.outputs().std(ddof=1)
        told = shown(explorer)
        assert "σ" not in told
        for value in (sigma, measured, sigma**2):
            assert f"{value:.3f}" not in told
        at(explorer, found=1)
        assert f"{sigma:.3f}" in repr(explorer) and f"{measured:.3f}" in repr(explorer)
        assert "σ = " in shown(explorer)


def test_where_the_mean_settles_is_told_only_with_all_subnets():
    text = repr(at(DropoutExplorer(), form=2))
    assert "1.000" not in text
    assert "1.000" in repr(at(DropoutExplorer(), form=2, exact=1))


def test_what_a_notebook_shows_is_the_summary():
    data, _ = DropoutExplorer(presenter=True)._repr_mimebundle_()
    assert data["text/plain"] == repr(DropoutExplorer())
    assert "application/vnd.jupyter.widget-view+json" in data


def test_p_can_be_set_and_presets_are_whole_states():
    explorer = DropoutExplorer()
    explorer.p = 0.314
    assert explorer.p == 0.31
    for one in explorer.content["presets"]:
        at(explorer, **one["state"])
        assert set(explorer.content["initial"]) - set(one["state"]) == {"found"}


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
    "wrong",
    [
        *({"p": 91}, {"draws": -1}, {"exact": 2}, {"form": 3}, {"form": "none"}, {"nonsense": 1}),
        *({"sample": -1}, {"sample": 0.5}, {"hand": [1, 2]}, {"hand": [0, 0, 64]}),
        *({"hand": [0, 400, 1]}, {"hand": [0, 0, "1"]}),
    ],
)
def test_a_wrong_state_is_refused_and_changes_nothing(wrong):
    explorer = DropoutExplorer()
    before = explorer.state
    with pytest.raises(TraitError, match="DropoutExplorer"):
        at(explorer, **wrong)
    assert explorer.state == before
