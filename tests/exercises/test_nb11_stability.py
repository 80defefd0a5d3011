"""Exercises of notebook 11: references against real networks, and every right form of an answer."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib import nn, relu
from lecture_lib.exercises.nb11_judge import RUNS, judge
from lecture_lib.lessons import check, given, student
from lecture_lib.lessons.checking import load
from lecture_lib.optim import Adam, AdamW, clip_by_norm

ALL = load()
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


@pytest.mark.parametrize("layers", [1, 4])
def test_the_signal_is_that_of_a_real_stack_with_biases(layers):
    n, v, b, rng = 400, 0.004, 0.3, np.random.default_rng(0)
    x = rng.standard_normal((300, n))
    for _ in range(layers):
        x = relu(x @ nn.normal(rng, (n, n), std=v**0.5).T + rng.normal(0, b**0.5, n))
    expected, _ = ALL["stable-signal"].reference(n, v, b, 1.0, layers)
    assert np.mean(x**2) == pytest.approx(expected, rel=0.15)


def test_the_default_start_settles_where_the_notebook_says():
    q, _ = ALL["stable-signal"].reference(64, 1 / 192, 1 / 192, 1.0, 30)
    assert q**0.5 == pytest.approx(0.056, abs=0.001) and q == pytest.approx(1 / 320)


def test_the_variance_that_is_asked_for_keeps_the_signal_of_any_number_of_layers():
    _, v = ALL["stable-signal"].reference(50, 0.1, 0.3, 2.0, 1)
    for layers in (1, 7):
        assert ALL["stable-signal"].reference(50, v, 0.3, 2.0, layers)[0] == pytest.approx(2.0)


def test_a_slip_in_the_size_is_named_whatever_stands_beside_it():
    def added(n, v, b, q, layers):
        return (n * v / 2) ** layers * q + layers * b / 2, 0.0

    assert "part of the q of the next" in str(check("stable-signal", added))


@pytest.mark.parametrize("name", NAMES)
def test_the_factor_is_that_of_the_library(name):
    student(name)
    for gradients, c in (*ALL["stable-clip"].simple, own("stable-clip")):
        factor = ALL["stable-clip"].reference(gradients, c)
        for clipped, g in zip(clip_by_norm(gradients, c), gradients, strict=True):
            np.testing.assert_allclose(factor * g, clipped, rtol=1e-12)


def test_many_gradients_are_turned_and_a_hopeless_one_is_not():
    assert check("stable-turn", lambda n, c, degrees: np.r_[[c] * (n - 1), -1e9 * c]).ok is True
    assert check("stable-turn", lambda n, c, degrees: [1e9 * c] + [0.9 * c] * (n - 1)).ok is True
    assert check("stable-turn", lambda n, c, degrees: [0.0] * n).ok is False
    assert check("stable-turn", lambda n, c, degrees: [np.nan] * n).ok is False


@pytest.mark.parametrize("case", ALL["stable-decay"].simple)
@pytest.mark.parametrize("signs", [False, True])
def test_adam_and_its_penalty_leave_what_the_exercise_says(case, signs):
    eta, lam, s, steps = case
    share, other = ALL["stable-decay"].reference(eta, lam, s, steps)
    rng = np.random.default_rng(0)
    for rule in (Adam(eta, weight_decay=lam), AdamW(eta, weight_decay=other)):
        w, state = np.ones(10_000), rule.init(np.ones(10_000))
        for _ in range(steps):
            noise = rng.choice([-1.0, 1.0], w.size) if signs else rng.standard_normal(w.size)
            w, state = rule.update(w, s * noise, state)
        assert w.mean() == pytest.approx(share, abs=0.01)


def test_an_exponential_is_right_after_so_many_steps():
    right = ALL["stable-decay"].reference
    for name in NAMES:
        student(name)

        def limit(eta, lam, s, steps):
            return np.exp(-eta * lam / s * steps), lam / s

        assert check("stable-decay", limit).ok is True
        assert check("stable-decay", limit(*own("stable-decay"))).ok is True
        assert 0.3 < right(*own("stable-decay"))[0] < 0.55


def test_a_pair_may_be_a_tuple_a_list_or_an_array():
    right = ALL["stable-decay"].reference
    for form in (tuple, list, np.array):
        assert check("stable-decay", lambda *given, form=form: form(right(*given))).ok is True


@pytest.mark.parametrize("name", NAMES)
def test_scaled_numbers_survive_and_without_a_scale_some_do_not(name):
    student(name)
    (g,) = own("stable-scale")
    S = ALL["stable-scale"].reference(g)
    half = (g * S).astype(np.float16).astype(float) / S
    np.testing.assert_allclose(half, g, rtol=0.05)
    assert (g.astype(np.float16) == 0).any()
    assert check("stable-scale", S / 2).ok is True


@pytest.mark.parametrize("S", [2.0**k for k in range(-4, 40, 4)])
def test_no_scale_is_right_for_all(S):
    assert check("stable-scale", lambda g: S).ok is False


@pytest.mark.parametrize("answer", [0.0, -1.0, float("nan"), [2.0, 2.0], "large"])
def test_what_is_no_scale_is_refused(answer):
    assert check("stable-scale", answer).ok is False


def accident(run, limit=100):
    """Told by the training loss, where the notebook's rule looks at new data."""
    usual = np.sort(run.norm)[10]
    part = int(np.argmax(run.norm))
    if run.norm[part] < limit * usual:
        return False
    return run.loss[part + 1 : part + 3].max() > 1.3 * run.loss[part - 1]


def by_zeros(run):
    if run.zeros[0] > 0.65:
        return "start"
    if accident(run) or run.zeros[-1] > 0.9:
        return "shorter"
    if run.zeros[0] > 0.45:
        return "scale"
    return "decay" if run.new[-1] - run.loss[-1] > 0.3 else "nothing"


def by_ends(run):
    if np.ptp(run.loss) < 0.1:
        return "start"
    if accident(run, 20):
        return "shorter"
    if run.loss[-1] < 1:
        return "decay" if run.new[-1] > 1.09 * run.new.min() else "nothing"
    return "shorter" if run.zeros[-1] > 0.8 else "scale"


@pytest.mark.parametrize("another", [by_zeros, by_ends])
def test_other_tests_in_other_orders_judge_alike(another):
    rng = np.random.default_rng(0)
    drawn = [ALL["stable-judge"].numbers(rng)[0] for _ in range(60)]
    for run in (*RUNS.values(), *drawn):
        assert another(run) == judge(run)


def test_a_bump_did_harm_where_new_data_end_above_what_they_were_before_it():
    rng = np.random.default_rng(0)
    drawn = [ALL["stable-judge"].numbers(rng)[0] for _ in range(60)]
    harmed = set()
    for run in (*RUNS.values(), *drawn):
        ratios = run.new[1:] / run.new[:-1]
        if judge(run) in ("shorter", "nothing") and run.zeros[-1] < 0.9 and ratios.max() > 1.3:
            before = int(np.argmax(ratios > 1.3))
            assert (judge(run) == "shorter") == (run.new[-1] > run.new[before])
            harmed.add(judge(run))
    assert harmed == {"shorter", "nothing"}


@pytest.mark.parametrize("limit", [0.35, 0.4, 0.45, 0.48])
def test_any_limit_well_above_a_healthy_share_of_zeros_is_right(limit):
    def by_limit(run):
        found = judge(run)
        return found if found == "start" or run.zeros[0] > limit or found != "scale" else "shorter"

    assert check("stable-judge", by_limit).ok is True


def test_no_limit_for_one_loss_alone_tells_decay():
    for limit in np.linspace(0.05, 1.5, 30):

        def crude(run, limit=limit):
            ended = judge(run) in ("decay", "nothing")
            return ("decay" if run.loss[-1] < limit else "nothing") if ended else judge(run)

        assert check("stable-judge", crude).ok is False


def test_a_fixed_limit_for_the_norm_is_refused():
    for limit in (0.1, 1, 5, 10, 100):

        def crude(run, limit=limit):
            return "shorter" if run.norm.max() > limit else judge(run)

        assert check("stable-judge", crude).ok is False


def test_a_failing_run_is_named_with_its_numbers_and_can_be_drawn():
    said = repr(
        check("stable-judge", lambda run: "shorter" if judge(run) == "scale" else judge(run))
    )
    number = int(said.split("For run = run ")[1].split()[0])
    assert judge(RUNS[number]) == "scale" and "zeros" in said and "entries" not in said
    assert "write it as" in repr(check("stable-judge", lambda run: judge(run).capitalize()))


def test_every_word_is_needed_in_the_quiz_and_in_the_exercise():
    words = {"start", "shorter", "decay", "scale", "nothing"}
    assert {judge(run) for (run,) in ALL["stable-judge"].simple} == words
    assert [judge(RUNS[k]) for k in range(1, 6)] == [
        "scale",
        "nothing",
        "shorter",
        "start",
        "decay",
    ]


def test_an_exponent_that_is_cut_towards_0_overflows():
    def cut(g):
        return 2.0 ** int(np.log2(65504 / np.abs(g).max()))

    assert check("stable-scale", cut).diagnosis == "cut towards 0"


def without_norms(run):
    """All that loss and zeros can tell: each bump, by any limit, or none."""
    found = judge(run)
    return "?" if found in ("shorter", "nothing") and run.loss[-1] < 1.5 else found


@pytest.mark.parametrize("record", ["loss", "new"])
def test_no_bump_of_a_loss_tells_an_accident_without_the_norms(record):
    def bump(run):
        values = getattr(run, record)
        return max(values[k + 1 : k + 3].max() / values[k] for k in range(5, 28))

    for limit in np.linspace(1.2, 12, 40):

        def crude(run, limit=limit):
            if without_norms(run) != "?":
                return without_norms(run)
            return "shorter" if bump(run) > limit else "nothing"

        assert check("stable-judge", crude).ok is False


def test_a_spike_alone_is_no_reason_to_clip():
    for limit in (10, 30, 100, 300):

        def crude(run, limit=limit):
            if without_norms(run) != "?":
                return without_norms(run)
            return "shorter" if run.norm.max() > limit * np.median(run.norm) else "nothing"

        said = check("stable-judge", crude)
        assert said.ok is False and said.diagnosis == "every spike asks for shorter steps"


@pytest.mark.parametrize("spike", [10, 30, 100, 300])
@pytest.mark.parametrize("harm", [1.2, 1.5, 1.9])
def test_any_limits_far_from_both_kinds_are_right(spike, harm):
    def by_limits(run):
        if without_norms(run) != "?":
            return without_norms(run)
        k = int(np.argmax(run.norm))
        worse = run.new[k : k + 2].max() > harm * run.new[k - 1]
        return "shorter" if run.norm[k] > spike * np.median(run.norm) and worse else "nothing"

    assert check("stable-judge", by_limits).ok is True


def test_a_scale_over_the_smallest_entry_is_told_of_the_zeros():
    def over(g, size):
        with np.errstate(divide="ignore"):
            return 2.0 ** np.floor(np.log2(size / np.abs(g).min()))

    said = check("stable-scale", lambda g: over(g, 2.0**-24))
    assert said.ok is False and said.diagnosis == "over the smallest, which is 0"
    assert check("stable-scale", lambda g: over(g, 1.0)).diagnosis == "too large"


def test_a_wrong_word_is_sent_to_the_record_that_tells():
    fault = ALL["stable-judge"].fault
    assert fault is not None
    told = {k: fault("start" if judge(run) != "start" else "decay", run) for k, run in RUNS.items()}
    for k, run in RUNS.items():
        assert run.name in told[k] and "?" in told[k] and f'"{judge(run)}"' not in told[k]
    assert "before its highest norm" in told[6]  # Adam recovers from an accident
    assert "end above where they were before" in told[8]  # a rate that was raised late
    assert "very first update" in told[9]
