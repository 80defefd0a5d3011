"""The phase plane without a browser: its map, its challenge, its words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from lecture_lib.descent import quadratic, theory
from lecture_lib.style import number
from lecture_lib.widgets import MomentumPhasePlane, assets
from lecture_lib.widgets.momentum.widget import (
    _CLOSE,
    BETAS,
    ETAS,
    KAPPAS,
    LEVELS,
    START,
    regime,
    sublevel,
)
from lecture_lib.widgets.packing import inflate, unpack

TWENTY = int(np.flatnonzero(KAPPAS == 20)[0])


def rates(kappa):
    """The rate at every pair of slider positions: (β, ηL)."""
    return theory.momentum_rate(ETAS, BETAS[:, None], 1 / kappa, 1.0)


def close_to_best(kappa):
    return 1 - rates(kappa) >= _CLOSE * (1 - theory.polyak_best(1 / kappa, 1.0).rate)


def stars(explorer):
    return [line.get_marker() for line in explorer.figure().axes[0].lines].count("*")


@pytest.mark.parametrize("kappa", KAPPAS)
def test_a_line_of_the_map_encloses_the_pairs_that_are_as_fast(kappa):
    for level, (eta, beta) in zip(LEVELS, sublevel(kappa, LEVELS), strict=True):
        corners = np.stack([eta, beta], axis=-1)
        edges = np.roll(corners, -1, axis=0) - corners
        long = np.hypot(*edges.T) > 1e-9  # two corners may be one
        sides = [
            u * (BETAS[:, None] - b) - v * (ETAS - a)
            for (a, b), (u, v) in zip(corners[long], edges[long], strict=True)
        ]
        if np.ptp(beta) == 0:  # no pair is as fast
            assert rates(kappa).min() > level
            continue
        inside = np.max(sides, axis=0) < -1e-9  # clockwise
        outside = np.max(sides, axis=0) > 1e-9
        assert (rates(kappa)[inside] < level + 1e-9).all()
        assert (rates(kappa)[outside] > level - 1e-9).all()
        assert inside.any()


@pytest.mark.parametrize("kappa", KAPPAS)
def test_no_pair_of_positions_is_the_best_one_but_some_are_close_to_it(kappa):
    best = theory.polyak_best(1 / kappa, 1.0)
    apart = np.hypot(ETAS - best.learning_rate, BETAS[:, None] - best.beta)
    assert apart.min() > 1e-4
    assert 1 <= close_to_best(kappa).sum() <= 8
    assert apart[close_to_best(kappa)].max() < 0.16


def test_a_few_round_settings_are_positions():
    for eta, beta in ((0.51, 0.5), (1.5, 0.9), (3.0, 0.0)):
        explorer = MomentumPhasePlane()
        explorer.point = eta, beta
        assert explorer.point == pytest.approx((eta, beta))


def test_presets_are_complete_and_none_of_them_tells_the_best_pair():
    explorer = MomentumPhasePlane()
    names = {slider.name for slider in explorer.payload.sliders}
    for preset in explorer.payload.presets:
        assert set(preset.state) == names | {"exact"}
        kappa = KAPPAS[preset.state["kappa"]]
        assert not close_to_best(kappa)[preset.state["beta"], preset.state["rate"]]
        assert preset.state != {name: explorer.state[name] for name in preset.state}


def test_a_preset_does_what_its_name_says():
    explorer = MomentumPhasePlane()
    states = {preset.label: preset.state for preset in explorer.payload.presets}
    found = {}
    for name, state in states.items():
        explorer.state = {**explorer.state, **state}
        found[name] = explorer.point, explorer._rate_now()
    assert found["β = 0"][0][1] == 0
    assert found["β = 0"][1] == pytest.approx(theory.best_rate(20), abs=2e-3)
    assert found["β = 0.9"] == (pytest.approx((1.5, 0.9)), pytest.approx(0.9**0.5))
    assert found["Too much β"][1] > found["β = 0.9"][1]
    assert found["Too large η"][1] > 1


def test_the_best_pair_is_told_only_when_it_is_found():
    explorer = MomentumPhasePlane(20)
    assert not re.search("best|Polyak|0.635|2.67", repr(explorer))
    assert stars(explorer) == 0
    explorer.point = 2.67, 0.405
    assert re.search(r"best pair +ηL = 2.6716, β = 0.4026 +0.635", repr(explorer))
    assert stars(explorer) == 1
    explorer.state = {**explorer.state, "rate": 0, "found": [TWENTY]}
    assert "best pair" in repr(explorer)  # once found it stays found
    explorer.kappa = TWENTY + 1
    assert not re.search("best|Polyak", repr(explorer))
    assert stars(explorer) == 0


def test_polyaks_pair_is_exact_though_no_slider_has_it():
    explorer = MomentumPhasePlane(20)
    explorer.point = 2.67, 0.405
    at = [explorer.kappa, explorer.rate, explorer.beta]
    explorer.state = {**explorer.state, "exact": at}
    best = theory.polyak_best(0.05, 1.0)
    assert explorer.point == pytest.approx((best.learning_rate, best.beta), abs=1e-15)
    assert re.search(r"flat, λ = μ +creeps +0.635, 0.635", repr(explorer))
    assert re.search(r"steep, λ = L +zig-zags +−0.635, −0.635", repr(explorer))
    explorer.rate += 1  # a slider that moves stands for itself again
    assert explorer.point == pytest.approx((2.7, 0.405))


@pytest.mark.parametrize(
    ("eta", "beta", "flat", "steep"),
    [
        (0.06, 0.49, "creeps", "creeps"),
        (0.51, 0.5, "creeps", "swings"),
        (3.0, 0.9, "swings", "swings"),
        (1.5, 0.0, "creeps", "zig-zags"),
        (3.3, 0.5, "swings", "diverges"),
    ],
)
def test_the_words_are_those_of_the_run(eta, beta, flat, steep):
    explorer = MomentumPhasePlane(20)
    explorer.point = eta, beta
    assert re.search(rf"flat, λ = μ +{flat} ", repr(explorer))
    assert re.search(rf"steep, λ = L +{steep} ", repr(explorer))
    for x, word in zip(explorer.trajectory().theta.T, (flat, steep), strict=True):
        size = np.abs(x)
        if word == "diverges":
            assert size[-1] > 1e3
            continue
        late = x[60:] if np.abs(x[60:]).min() > 1e-9 else x[:20]
        turns = np.mean(np.sign(late[1:]) != np.sign(late[:-1]))
        seen = "creeps" if turns == 0 else "zig-zags" if turns == 1 else "swings"
        assert seen == word


def test_a_double_root_belongs_to_the_side_of_less_momentum():
    best = theory.polyak_best(0.05, 1.0)
    for curvature, word in ((0.05, "creeps"), (1.0, "zig-zags")):
        roots = theory.momentum_eigenvalues(best.learning_rate, best.beta, curvature)
        assert regime(roots) == word
        more = theory.momentum_eigenvalues(best.learning_rate, best.beta + 1e-3, curvature)
        assert regime(more) == "swings"


def test_the_loss_of_gradient_descent_is_the_one_it_has_at_its_best():
    explorer = MomentumPhasePlane()
    plain = explorer.arrays["plain"]
    for kappa, (steps, share) in zip(KAPPAS[1:], plain[1:], strict=True):
        best = theory.best_rate(kappa)
        np.testing.assert_allclose(share, best ** (2 * steps))
    valley = quadratic(condition_number=20, mu=0.05)
    eta = theory.best_learning_rate(0.05, 1.0)
    theta = START * np.array([1 - eta * 0.05, 1 - eta]) ** 10
    share = valley.value(theta) / valley.value(START)
    assert share == pytest.approx(theory.best_rate(20) ** 20)


def test_on_paper_the_run_follows_the_state():
    explorer = MomentumPhasePlane()
    curve = next(one for one in explorer.payload.curves if one.array == "path")
    explorer.point = 1.5, 0.9
    np.testing.assert_allclose(explorer.points(curve), explorer.trajectory().theta)
    explorer.step = 7
    assert len(explorer.points(curve)) == 8


@pytest.mark.parametrize("kappa", [0.5, np.nan, np.inf])
def test_a_condition_number_that_is_none_is_refused_in_words(kappa):
    with pytest.raises(ValueError, match="at least 1"):
        MomentumPhasePlane(kappa)


# --- what the page computes itself ---------------------------------------------------------------

PAGE = """
import { modeOf, slopeOf, walk } from %s;
const cases = JSON.parse(process.argv[1]);
console.log(JSON.stringify(cases.map(([k, eta, beta]) => {
    const modes = [modeOf(eta / k, beta), modeOf(eta, beta)];
    const { path, loss } = walk(k, eta, beta, [1, 0.35], 100);
    const slope = slopeOf(Math.max(...modes.map(({ size }) => size)), 100);
    return { modes, path: [...path], loss: [...loss], slope };
})));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_page_computes_what_numpy_computes():
    """Its roots, words and run at a hundred pairs, one of them Polyak's for each κ."""
    rng = np.random.default_rng(0)
    cases = [(k, *theory.polyak_best(1 / k, 1.0)[:2]) for k in KAPPAS]
    cases += [(rng.choice(KAPPAS), rng.choice(ETAS), rng.choice(BETAS)) for _ in range(90)]
    cases = [[float(x) for x in case] for case in cases]
    place = (assets._PACKAGE / "widgets/momentum/modes.js").as_uri()
    command = ["node", "--input-type=module", "-e", PAGE % json.dumps(place), json.dumps(cases)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    explorer = MomentumPhasePlane()
    for (kappa, eta, beta), found in zip(cases, json.loads(answer.stdout), strict=True):
        run = explorer._run(kappa, eta, beta)
        for curvature, mode in zip((1 / kappa, 1.0), found["modes"], strict=True):
            roots = theory.momentum_eigenvalues(eta, beta, curvature)
            seen = np.array(mode["roots"]) @ [1, 1j]
            np.testing.assert_allclose(seen, roots, atol=1e-3 if mode["isDouble"] else 1e-12)
            assert mode["size"] == pytest.approx(np.abs(roots).max(), abs=1e-7)
            assert mode["does"] == ("stops" if not np.any(roots) else regime(roots))
        for name, expected in run.items():
            seen = np.array(found[name], dtype=float)  # JSON has integers of any length
            np.testing.assert_allclose(seen, expected.ravel(), rtol=1e-5, atol=1e-12)


def test_what_the_page_knows_of_the_best_is_theory():
    explorer = MomentumPhasePlane()
    best = unpack(inflate(explorer.data), explorer.content["arrays"])["best"]
    for kappa, (eta, beta, rate) in zip(KAPPAS, best, strict=True):
        expected = theory.polyak_best(1 / kappa, 1.0)
        assert (eta, beta, rate) == pytest.approx(tuple(map(float, expected)), abs=1e-6)
    assert number(float(best[TWENTY, 2])) == "0.635"
