"""The explorers without a browser: what they compute for all positions of their sliders."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.descent import (
    beale,
    bowl,
    descend,
    himmelblau,
    parabola,
    plateau,
    quadratic,
    rastrigin,
    ravine,
    rosenbrock,
    saddle,
    theory,
)
from lecture_lib.exercises.nb10_bowl import mean_losses
from lecture_lib.optim import (
    Adafactor,
    Adam,
    Apollo,
    Clipped,
    Cosine,
    GradientDescent,
    Momentum,
    RMSProp,
)
from lecture_lib.widgets import (
    ConditioningExplorer,
    DepthExplorer,
    DescentExplorer,
    DifferenceExplorer,
    MaskingExplorer,
    MemoryExplorer,
    MomentumPhasePlane,
    NoiseExplorer,
    RunReader,
    ScaleExplorer,
    ScheduleExplorer,
)
from lecture_lib.widgets.conditioning.widget import ANGLES, KAPPAS, START, loss_ratio
from lecture_lib.widgets.descent.widget import FACTORS
from lecture_lib.widgets.packing import bands, inflate, pack, unpack
from lecture_lib.widgets.schedule.losses import expected_loss
from lecture_lib.widgets.schedule.widget import SCHEDULES, SETTINGS

ALL = [
    ConditioningExplorer,
    DepthExplorer,
    DescentExplorer,
    DifferenceExplorer,
    MaskingExplorer,
    MemoryExplorer,
    MomentumPhasePlane,
    NoiseExplorer,
    RunReader,
    ScaleExplorer,
    ScheduleExplorer,
]


def unpacked(explorer, name):
    """An array as the page gets it."""
    return unpack(inflate(explorer.data), explorer.content["arrays"])[name]


def corners(explorer):
    """Every corner of every slider."""
    sliders = explorer.content["sliders"]
    for corner in itertools.product(*((0, slider["count"] - 1) for slider in sliders)):
        yield dict(zip([slider["name"] for slider in sliders], corner, strict=True))


# --- all of them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        *ALL,
        lambda: MomentumPhasePlane(1000.0),
        lambda: ConditioningExplorer(L=1e-3, steps=200, rival=Adam(0.05)),
        *(
            lambda s=s: DescentExplorer(s, steps=40)
            for s in (beale, himmelblau, plateau, rastrigin, rosenbrock, saddle)
        ),
        lambda: DescentExplorer(
            rosenbrock, [Adam(10.0), Apollo(1.0), Adafactor(5.0), RMSProp(9.0)]
        ),
    ],
    ids=lambda make: getattr(make, "__name__", "") if make in ALL else "",
)
def test_every_corner_has_numbers_only(make):
    explorer = make()
    assert np.isfinite(np.frombuffer(inflate(explorer.data), "<f4")).all()
    for corner in corners(explorer):
        explorer.state = {**explorer.state, **corner}
        assert not re.search(r"\b(nan|inf)\b", explorer.summary()), corner


@pytest.mark.parametrize("cls", ALL)
def test_the_figure_for_print_can_be_drawn_in_every_corner(cls):
    explorer = cls()
    for corner in list(corners(explorer))[::3]:
        explorer.state = {**explorer.state, **corner}
        explorer.figure().canvas.draw()


@pytest.mark.parametrize("cls", ALL)
def test_what_a_notebook_shows_is_the_summary(cls):
    data, _ = cls(presenter=True)._repr_mimebundle_()
    assert data["text/plain"] == repr(cls())  # no addresses, and the same every time
    assert data["text/plain"].startswith(f"{cls.__name__}: ")
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("cls", ALL)
def test_an_explorer_has_all_that_teaching_needs(cls):
    content = cls().content
    assert content["todo"].endswith(".")
    assert content["challenge"].endswith(".")
    assert len(content["presets"]) >= 2
    for preset in content["presets"]:
        assert set(preset["state"]) <= set(content["initial"]), preset


@pytest.mark.parametrize("cls", ALL)
def test_a_wrong_state_is_refused_and_changes_nothing(cls):
    explorer = cls()
    before = explorer.state
    name = explorer.content["sliders"][0]["name"]
    for wrong in ({"nonsense": 1}, {name: -1}, {name: 10**6}, {name: 1.5}, {name: "2"}):
        with pytest.raises(TraitError, match=cls.__name__):
            explorer.state = {**before, **wrong}
    assert explorer.state == before


def test_nan_is_never_sent():
    with pytest.raises(ValueError, match="paths has 1 values that are NaN"):
        pack({"paths": [1.0, np.nan]})


def test_bands_outline_what_is_above_a_level():
    x = y = np.linspace(-1, 1, 41)
    rings, points = bands(x, y, x[None] ** 2 + y[:, None] ** 2, [0.25])
    inner = min((points[start : start + count] for _, start, count in rings), key=np.ptp)
    np.testing.assert_allclose(np.hypot(*inner.T), 0.5, atol=1e-2)


# --- the race --------------------------------------------------------------------------------


def test_the_race_is_what_descend_computes():
    rules = [GradientDescent(0.02), Momentum(0.02, 0.8), Adam(0.2)]
    explorer = DescentExplorer(ravine, rules, start=(-4.0, 1.0), steps=50)
    paths, losses = unpacked(explorer, "path"), unpacked(explorer, "loss")
    pixel = np.ptp(ravine.domain, axis=1)[:, None] / 330
    for k, rate in itertools.product(range(3), (0, 16, 32)):
        rule = type(rules[k])(
            **{**vars(rules[k]), "learning_rate": rules[k].learning_rate * FACTORS[rate]}
        )
        run = descend(ravine, rule, (-4.0, 1.0), 50)
        seen = np.clip(run.theta.T, -9 * 330 * pixel, 9 * 330 * pixel)
        assert (np.abs(paths[k, 0, rate] - seen) < pixel / 4).all()
        floor = explorer.payload.charts["losses"].y.domain[0]
        np.testing.assert_allclose(
            np.maximum(losses[k, 0, rate], floor), np.maximum(run.value, floor), rtol=2.0**-11
        )


def test_a_new_start_is_computed_when_it_is_asked_for():
    explorer = DescentExplorer(ravine, steps=30)
    assert explorer.live == b""
    explorer.start = (2.0, -1.0)
    live = unpack(explorer.live, explorer.content["live"])
    np.testing.assert_allclose(live["path"][:, 0, :, :, 0], np.full((3, 33, 2), [2.0, -1.0]))
    points = explorer.points(explorer.payload.curves[0])
    np.testing.assert_allclose(points, live["path"][0, 0, 16].T, rtol=1e-6)
    assert "from (2, −1)" in repr(explorer)


def test_a_start_outside_the_map_begins_at_its_edge():
    explorer = DescentExplorer(ravine, steps=30)
    explorer.start = (1e9, 0.0)
    live = np.frombuffer(explorer.live, "<f4")
    assert live[0] == 6.0
    assert "from (6, 0)" in repr(explorer)


@pytest.mark.parametrize("surface", [ravine, rosenbrock, himmelblau, saddle])
def test_the_challenge_can_be_met_but_is_not_at_first(surface):
    explorer = DescentExplorer(surface)
    solved = unpacked(explorer, "solved").astype(bool)
    assert solved.any()
    assert not solved[:, explorer.state["rate"]].any()


def test_a_challenger_alone_can_meet_the_challenge():
    rules = {"plain": GradientDescent(0.02), "ball": Momentum(0.02, 0.5)}
    explorer = DescentExplorer(ravine, rules, challenger="ball")
    solved = unpacked(explorer, "solved").astype(bool)
    assert not solved[0].any() and solved[1].any()
    assert "the loss of “ball”" in explorer.payload.challenge
    with pytest.raises(ValueError, match="no rule is called 'box'; there are 'plain', 'ball'"):
        DescentExplorer(ravine, rules, challenger="box")


def test_a_challenge_from_two_starts_asks_one_rate_to_suit_both():
    rules = [GradientDescent(0.02), Momentum(0.02, 0.9)]
    both = ((5.0, 1.0), (-4.0, 0.5))
    explorer = DescentExplorer(ravine, rules, start=both[0], also_from=both[1])
    alone = [unpacked(DescentExplorer(ravine, rules, start=s, steps=100), "loss") for s in both]
    solved = unpacked(explorer, "solved").astype(bool)
    last = [loss[:, 0, :, -1] / loss[:, 0, :, 0] for loss in alone]
    assert solved.any() and not solved[(last[0] > 1e-3) | (last[1] > 1e-3)].any()
    assert "From (5, 1), and at the same rate from (−4, 0.5), " in explorer.payload.challenge
    assert explorer.content["judged"] == 1
    first, second = explorer.payload.presets[-2:]
    assert second.state == {"start": 1, "x": -4.0, "y": 0.5} and first.label == "From (5, 1)"
    with pytest.raises(ValueError, match="also_from is the start"):
        DescentExplorer(ravine, rules, start=both[0], also_from=both[0])


def test_divergence_is_told_by_its_step():
    explorer = DescentExplorer(
        quadratic(condition_number=20), [GradientDescent(0.5)], start=(1.0, 1.0)
    )
    assert re.search(r"Gradient descent +0.50 +diverged at step \d+ +—", repr(explorer))


def test_a_ball_that_flies_through_the_minimum_has_not_arrived():
    rules = [GradientDescent(0.1), Momentum(0.1, 0.9)]
    valley = quadratic(condition_number=20, mu=0.2, domain=((-22, 22), (-5, 5)))
    explorer = DescentExplorer(valley, rules, start=(20.0, 4.0), steps=120)
    loss = explorer.trajectories()[1].value
    first, last = np.argmax(loss < 1e-3 * loss[0]), 1 + np.flatnonzero(loss > 1e-3 * loss[0])[-1]
    assert first < last
    assert re.search(rf"Momentum .* step {last}$", repr(explorer))


def test_the_rates_are_round():
    assert len(FACTORS) == 33 and FACTORS[16] == 1
    assert (np.diff(FACTORS) > 0).all() and FACTORS[0] == 0.1 and FACTORS[-1] == 10
    explorer = DescentExplorer(ravine, [GradientDescent(0.1)], steps=20)
    texts = explorer.content["sliders"][0]["texts"]
    assert {"η = 0.040", "η = 0.40", "η = 0.60"} <= set(texts)


def test_two_settings_of_one_rule_have_names_of_their_own():
    rules = {"β = 0.5": Momentum(0.02, 0.5), "β = 0.9": Momentum(0.02, 0.9)}
    explorer = DescentExplorer(ravine, rules, steps=20)
    assert [one.name for one in explorer.payload.series] == list(rules)
    assert re.search("^β = 0.9 +0.020", repr(explorer), re.MULTILINE)


def test_a_single_rule_walks_and_two_race():
    one, two = (
        DescentExplorer(ravine, [GradientDescent(0.02), Adam(0.1)][:n], steps=20) for n in (1, 2)
    )
    words = (one.payload.title, one.payload.todo, one.payload.challenge)
    assert "race" not in " ".join(words).lower() and "one rule" not in one.payload.challenge
    assert one.payload.columns == [] and len(two.payload.columns) == 3
    assert two.payload.title.startswith("Race")


@pytest.mark.parametrize("surface", [ravine, himmelblau])
def test_a_preset_is_a_whole_state_and_none_is_reset(surface):
    explorer = DescentExplorer(surface, [GradientDescent(0.004)], steps=60)
    for preset in explorer.payload.presets:
        initial = explorer.content["initial"]
        assert set(preset.state) == set(explorer.state) - {"found"}  # what is met stays met
        assert preset.state != {name: initial[name] for name in preset.state}


def test_a_wrapped_rule_and_a_schedule_follow_the_slider():
    explorer = DescentExplorer(
        ravine, [Clipped(Momentum(0.05), max_norm=1.0), GradientDescent(Cosine(0.05, 100))]
    )
    assert explorer.content["rates"][0][16] == "0.050"
    assert explorer.content["rates"][1][16] == "schedule × 1.00"
    paths = unpacked(explorer, "path")
    assert (paths[:, 0, 0, :, 1] != paths[:, 0, 32, :, 1]).any()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"surface": parabola}, "1 coordinates; the map shows 2"),
        ({"surface": bowl([1.0, 2.0, 3.0])}, "3 coordinates"),
        ({"rules": []}, "0 rules; between 1 and 6"),
        ({"rules": [Adam()] * 7}, "7 rules"),
        ({"steps": 1}, "steps is 1; take 2 to 400"),
        ({"start": (99.0, 0.0)}, "outside the domain"),
    ],
)
def test_bad_input_for_the_race_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        DescentExplorer(**arguments)


# --- conditioning ----------------------------------------------------------------------------


def test_turning_the_valley_turns_the_path():
    explorer = ConditioningExplorer()
    path = explorer.arrays["path"]
    for kappa, turn in ((8, 2), (16, 5), (0, 3)):
        angle = ANGLES[turn]
        rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        valley = quadratic(condition_number=KAPPAS[kappa], angle=angle, mu=4 / KAPPAS[kappa])
        run = descend(valley, GradientDescent(explorer.rates[20]), rotation @ START, 100)
        np.testing.assert_allclose(run.theta.T, rotation @ path[kappa, 20], atol=1e-6)


def close_to_best(explorer, kappa):
    """The first position of the rate slider that counts as found."""
    return int(np.flatnonzero(unpacked(explorer, "close")[kappa])[0])


@pytest.mark.parametrize("L", [4.0, 0.3])
def test_no_position_of_the_rate_is_the_best_one_but_some_are_close_to_it(L):
    explorer = ConditioningExplorer(L)
    close = unpacked(explorer, "close").astype(bool)
    for i, kappa in enumerate(KAPPAS):
        best = theory.best_learning_rate(L / kappa, L)
        assert np.abs(explorer.rates / best - 1).min() > 5e-4
        assert 1 <= close[i].sum() <= 2
        off = np.where(explorer.rates < 2 / L - 1e-9, np.abs(explorer.rates / best - 1), np.inf)
        assert close[i, off.argmin()]  # the nearest that converges
        assert np.abs(explorer.rates[close[i]] / best - 1).max() < 0.015
    assert np.isclose(explorer.rates, 2 / L).any()  # where the path bounces for ever


def test_presets_are_complete_and_none_of_them_tells_the_best_rate():
    explorer = ConditioningExplorer()
    names = {slider.name for slider in explorer.payload.sliders}
    for preset in explorer.payload.presets:
        assert set(preset.state) == names
        assert not unpacked(explorer, "close")[preset.state["kappa"], preset.state["rate"]]
        eta_L = explorer.rates[preset.state["rate"]] * explorer.L
        assert min(abs(eta_L - 1), abs(eta_L - 2)) > 0.05


def test_the_measured_loss_is_under_its_bound_and_falls_at_its_rate():
    explorer = ConditioningExplorer()
    ratio, factor = unpacked(explorer, "ratio"), unpacked(explorer, "factor")
    assert (ratio <= factor**2 * (1 + 1e-5) + 1e-12).all()
    slow = int(np.abs(explorer.rates * explorer.L - 0.9).argmin())  # x is the slower mode
    np.testing.assert_allclose(ratio[5:12, slow], factor[5:12, slow] ** 2, rtol=2e-3)


def test_the_best_rate_is_told_only_when_it_is_found():
    explorer = ConditioningExplorer(condition_number=20)
    kappa = explorer.kappa

    def stars():
        return [line.get_marker() for line in explorer.figure().axes[1].lines].count("*")

    assert "best" not in repr(explorer)
    assert "0.476" not in repr(explorer)
    assert stars() == 0
    explorer.rate = close_to_best(explorer, kappa)
    assert re.search(r"best η +0.476", repr(explorer))
    assert re.search(r"the loss there, by +at most 0.819", repr(explorer))  # .9048² = .8186
    assert stars() == 1
    explorer.state = {**explorer.state, "rate": 0, "found": [kappa]}
    assert "best η" in repr(explorer)  # once found it stays found
    explorer.kappa = kappa + 1
    assert "best" not in repr(explorer)


def test_conditioning_has_a_rival_only_when_one_is_asked_for():
    plain, raced = ConditioningExplorer(), ConditioningExplorer(rival=Adam(0.05))
    assert [one.name for one in plain.payload.series] == ["Gradient descent"]
    assert plain.payload.columns == []  # no table for one
    assert len(raced.payload.series) == len(raced.payload.columns) - 1 == 2
    assert "rival" in raced.arrays
    raced.figure().canvas.draw()


def test_loss_ratio_survives_a_loss_of_zero():
    np.testing.assert_allclose(loss_ratio(np.array([[1.0], [0.0], [0.0]])), [0.0])
    np.testing.assert_allclose(loss_ratio(0.9 ** np.arange(50.0)[:, None]), [0.9])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"L": 0.0}, "L is 0"), ({"L": np.nan}, "L is nan"), ({"steps": 5}, "steps is 5")],
)
def test_bad_input_for_conditioning_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        ConditioningExplorer(**arguments)


# --- schedules -------------------------------------------------------------------------------


def test_the_loss_is_what_many_runs_average_to():
    explorer = ScheduleExplorer({"cosine": SCHEDULES["cosine"]}, steps=60)
    rates = explorer.rates["cosine"][3, 2]
    runs = descend(
        bowl(explorer.eigenvalues), GradientDescent(lambda t: rates[np.asarray(t)]),
        np.tile(explorer.start, (4000, 1)), 60, noise=explorer.sigma,
    )  # fmt: skip
    expected = explorer.expected["cosine"][3, 2]
    np.testing.assert_allclose(runs.value.mean(axis=1), expected, rtol=0.06)


def test_a_constant_rate_ends_at_the_noise_floor():
    loss = expected_loss(np.full(500, 0.3), np.ones(1), np.ones(1), sigma=0.5)
    assert loss[-1] == pytest.approx(theory.noise_floor(0.3, 1.0, 0.5) / 2, rel=1e-9)


def test_schedules_start_turn_and_end_where_their_sliders_say():
    explorer = ScheduleExplorer()
    for name in ("linear", "cosine", "hold, then line", "one drop"):
        rates = explorer.rates[name]
        np.testing.assert_allclose(
            rates[..., -1] / rates.max(axis=-1),
            np.broadcast_to(SETTINGS["lowest"], rates.shape[:-1]),
            atol=1e-12,
        )
    turn = SETTINGS["turn"].index(0.8)
    for name, first in (("hold, then line", 801), ("one drop", 800)):
        rates = explorer.rates[name][3, turn, 0]
        assert np.flatnonzero(rates < 0.4)[0] == first, name


def test_a_drop_can_come_too_late():
    late, too_late = (SETTINGS["turn"].index(part) for part in (0.95, 0.99))
    ends = ScheduleExplorer().expected["one drop"][3, :, 2, -1]
    assert ends[too_late] > 1.3 * ends[late]


def test_the_explorers_bowl_is_that_of_its_notebook():
    early, never = (ScheduleExplorer().expected[name] for name in ("one drop", "constant"))
    assert early[3, 1, 2][-1] == pytest.approx(mean_losses([0.4] * 150 + [0.04] * 850)[-1].sum())
    assert never[3][-1] == pytest.approx(mean_losses([0.4] * 1000)[-1].sum())


def test_schedule_charts_keep_their_axes_whatever_is_drawn():
    charts = ScheduleExplorer().content["charts"]
    assert not any(chart[axis].get("fit") for chart in charts.values() for axis in ("x", "y"))


def test_presets_of_the_schedules_are_whole_states():
    explorer = ScheduleExplorer()
    assert all(set(p["state"]) == set(explorer.state) for p in explorer.content["presets"])


def test_a_schedule_of_ones_own_is_drawn_beside_the_others():
    explorer = ScheduleExplorer(
        {"mine": lambda step: 0.1 / (1 + step), "cosine": Cosine(0.3, 50)},
        steps=50,
        shown=["mine", "cosine"],
    )
    assert explorer.uses == {"mine": (), "cosine": ()}
    assert not explorer.content["sliders"]
    assert "mine" in repr(explorer)


def test_the_challenge_of_the_schedules_can_be_met_but_is_not_at_first():
    explorer = ScheduleExplorer()
    goal, at = explorer.content["goal"], explorer.state
    assert min(table[..., -1].min() for table in explorer.expected.values()) <= goal
    shown = [name for name, on in zip(explorer.schedules, at["shown"], strict=True) if on]
    assert (
        min(
            explorer.expected[name][tuple(at[use] for use in explorer.uses[name])][-1]
            for name in shown
        )
        > goal
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"schedules": {}}, "0 schedules"),
        ({"schedules": {"bad": lambda step: float("nan")}}, "bad returns a rate of nan"),
        ({"schedules": {"bad": lambda step: -1.0}}, "bad returns a rate of -1"),
        ({"steps": 3}, "steps is 3"),
    ],
)
def test_bad_input_for_schedules_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        ScheduleExplorer(**arguments)
