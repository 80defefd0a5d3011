"""Exercises of notebook 10: references against runs of the library, and slips with their words."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.descent import bowl
from lecture_lib.exercises import (
    nb10_bowl,
    nb10_formulas,
    nb10_judge,
    nb10_plateau,
    nb10_rates,
    nb10_steps,
)
from lecture_lib.exercises.nb10_bowl import mean_losses
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import Adam, Plateau, WarmupCosine

ROOMS = (nb10_bowl, nb10_formulas, nb10_judge, nb10_plateau, nb10_rates, nb10_steps)
ALL = {e.id: e for room in ROOMS for e in room.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


def cases(id):
    """The simple inputs, and those of the student of now."""
    return [*ALL[id].simple, own(id)]


def diagnosis(id, attempt):
    report = check(id, attempt)
    assert report.ok is False
    return report.diagnosis


@pytest.mark.parametrize("name", NAMES)
def test_the_schedule_is_warmup_cosine(name):
    student(name)
    for t, peak, warmup, total, lowest in cases("schedule-warmup-cosine"):
        rates = ALL["schedule-warmup-cosine"].reference(t, peak, warmup, total, lowest)
        np.testing.assert_allclose(rates, WarmupCosine(peak, warmup, total, lowest)(t), atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_rates_are_those_of_plateau(name):
    student(name)
    for losses, rate, factor, patience in cases("schedule-plateau"):
        rates = ALL["schedule-plateau"].reference(losses, rate, factor, patience)
        np.testing.assert_allclose(Plateau(rate, factor, patience).rates(losses), rates)
        assert rates[-1] < rate  # the case has a plateau


@pytest.mark.parametrize("name", NAMES)
def test_no_rates_are_better_than_the_best_of_each_step(name):
    student(name)
    for square, lam, sigmas in cases("schedule-ideal"):
        best = ALL["schedule-ideal"].reference(square, lam, sigmas)
        for sigma in sigmas:
            etas = np.linspace(0, 2 / lam, 20_001)
            square = ((1 - etas * lam) ** 2 * square + etas**2 * sigma**2).min()
        assert square == pytest.approx(best, rel=1e-6)


# --- the bowl -----------------------------------------------------------------------------------


def test_mean_losses_are_those_of_many_runs():
    rates = np.linspace(0.5, 0.0, 40)
    start = np.tile([1.0, 16.0], (4000, 1))
    runs = ll.descend(bowl([1.0, 0.005]), ll.GradientDescent(lambda t: rates[np.asarray(t)]), start,
                      40, noise=1.0)  # fmt: skip
    assert mean_losses(rates)[-1].sum() == pytest.approx(runs.value[-1].mean(), rel=0.05)
    assert mean_losses(rates).shape == (41, 2)


@pytest.mark.parametrize("name", NAMES)
def test_the_drop_of_the_reference_wins_and_then_loses(name):
    student(name)
    for drop, steps in cases("schedule-refute"):
        flat, far, *parts = ALL["schedule-refute"].reference(drop, steps)
        np.testing.assert_allclose(parts, mean_losses(np.full(drop, 0.4), flat, far)[-1])
        rates = np.where(np.arange(steps) < drop, 0.4, 0.04)
        low, high = (mean_losses(r, flat, far).sum(axis=-1) for r in (rates, np.full(steps, 0.4)))
        assert low[drop + 30] < 0.97 * high[drop + 30] and low[-1] > 1.5 * high[-1]


def with_parts(drop, flat, far):
    """A bowl, and what its loss is made of at the drop."""
    return flat, far, *mean_losses(np.full(drop, 0.4), flat, far)[-1]


@pytest.mark.parametrize(
    ("attempt", "slip"),
    [
        (
            lambda drop, steps: (
                *with_parts(drop, 3 / steps, 28.0 * (steps / 1000) ** 0.5)[1::-1],
                *with_parts(drop, 3 / steps, 28.0 * (steps / 1000) ** 0.5)[2:],
            ),
            "exchanged",
        ),
        (lambda drop, steps: with_parts(drop, 0.01, 10.0), "it had arrived"),
        (lambda drop, steps: with_parts(drop, 0.005, 1.0), "it had arrived"),
        (lambda drop, steps: with_parts(drop, 1.0, 1.0), "it had arrived"),
        (lambda drop, steps: with_parts(drop, 0.005, 1e6), "no win to see"),
        (lambda drop, steps: with_parts(drop, 1e-6, 1e3), "it stands still"),
        (lambda drop, steps: with_parts(drop, 1e-5, 200.0), "it stands still"),
        (lambda drop, steps: with_parts(drop, 1e-6, 500.0), "it stands still"),
        (lambda drop, steps: with_parts(drop, 1e-4, 60.0), "it stands still"),
        (lambda drop, steps: with_parts(drop, 0.003, 27.0), "it had arrived"),
        (lambda drop, steps: with_parts(drop, 0.005, 16.0), "it had arrived"),
        (lambda drop, steps: 0.005, None),
        (lambda drop, steps: (3.0, 10.0, 1.0, 1.0), None),
        (lambda drop, steps: (-0.005, 10.0, 1.0, 1.0), None),
        (lambda drop, steps: (3 / steps, 28.0 * (steps / 1000) ** 0.5), None),
    ],
)
def test_wrong_bowls_are_told_apart(attempt, slip):
    found = diagnosis("schedule-refute", attempt)
    assert found == slip


def test_other_ways_to_refute_and_to_choose_are_right_too():
    assert check(
        "schedule-refute", lambda drop, steps: with_parts(drop, 2.5 / steps, -0.95 * steps**0.5)
    ).ok
    for shape in (
        lambda s: np.clip(5 - 5 * s, 0, 1),
        lambda s: (1 + np.cos(np.pi * s)) / 2,
        lambda s: 0.03**s,
    ):

        def rates(steps, sigma, shape=shape):
            tries = np.geomspace(0.02, 1.9, 30)[:, None] * shape(np.arange(steps) / steps)
            return list(tries[mean_losses(tries, sigma=sigma)[:, -1].sum(axis=-1).argmin()])

        assert check("schedule-choose", rates).ok


@pytest.mark.parametrize(
    ("attempt", "slip"),
    [
        (lambda steps, sigma: 0.1, "one rate"),
        (lambda steps, sigma: np.full(steps, 0.1), "constant"),
        (lambda steps, sigma: 0.4 * (1 - np.arange(steps) / steps), "too slow"),  # one peak for all
        (lambda steps, sigma: 700 / steps * (1 - np.arange(steps) / steps), "too loud"),  # no σ
        (lambda steps, sigma: 0.05 * 0.001 ** (np.arange(steps) / steps), "too slow"),
        (lambda steps, sigma: np.where(np.arange(steps) < 100, 0.2, 0.004), "too slow"),
        (lambda steps, sigma: np.linspace(0.1, 0.5, steps), "high at the end"),
        (lambda steps, sigma: np.linspace(0.4, 0.2, steps), "high at the end"),
        (  # the formula of the text, and its multiples
            lambda steps, sigma: 1 / (0.005 + sigma**2 / 1.28 + 0.005 * np.arange(steps)),
            "no way down at the end",
        ),
        (
            lambda steps, sigma: 0.8 / (0.005 + sigma**2 / 1.28 + 0.005 * np.arange(steps)),
            "no way down at the end",
        ),
        (lambda steps, sigma: np.linspace(5, 0, steps), None),
        (lambda steps, sigma: np.linspace(0.4, 0, steps + 1), None),
        (lambda steps, sigma: -np.ones(steps), None),
    ],
)
def test_rates_that_miss_are_told_what_is_left(attempt, slip):
    assert diagnosis("schedule-choose", attempt) == slip


@pytest.mark.parametrize("name", NAMES)
def test_rows_to_judge_are_named_as_they_were_made(name):
    student(name)
    for both in cases("schedule-judge"):
        named = ALL["schedule-judge"].reference(*both)
        for losses, (drop, hold, cosine, line) in zip(both, named, strict=True):
            assert sorted((drop, hold, cosine, line)) == [0, 1, 2, 3]
            assert (losses[drop, :650] == losses[hold, :650]).all()
            # seen by eye: a sudden fall and a slow one, and the cosine low in the second half
            assert losses[cosine, 700] < 0.95 * losses[line, 700]
            falls = [np.max(losses[k, 600:-50] / losses[k, 650:]) for k in (drop, hold)]
            assert falls[0] > 1.15 * falls[1]
        (_, hold, cosine, line), losses = named[0], both[0]  # noise: the lower rate is ahead
        assert losses[line, 100] < 0.99 * losses[cosine, 100] < 0.99 * losses[hold, 100]
        (_, hold, cosine, line), quiet = named[1], both[1]  # distance: it is behind
        assert quiet[line, 300] > 1.05 * quiet[cosine, 300] > 1.05 * quiet[hold, 300]
    right = ALL["schedule-judge"].reference(*own("schedule-judge"))
    for wrong in itertools.permutations(range(4)):  # no order goes without a word
        for rows in ([wrong, right[1]], [right[0], wrong], [wrong, wrong]):
            assert list(map(list, rows)) == right or diagnosis("schedule-judge", rows)
    assert check("schedule-judge", right).ok


def test_quiet_rows_judged_by_their_noise_get_a_word_of_their_own():
    one, (drop, hold, cosine, line) = ALL["schedule-judge"].reference(*own("schedule-judge"))
    slip = diagnosis("schedule-judge", [one, [drop, hold, line, cosine]])
    assert slip == "noise where there is little"


def minimum_of_one(square, lam, sigmas):
    """What the best single η leaves, by brute force."""
    etas = np.linspace(0, 1 / lam, 100_001)
    left = np.full(etas.shape, square)
    for sigma in sigmas:
        left = (1 - etas * lam) ** 2 * left + etas**2 * sigma**2
    return float(left.min())


def coasting(reach):
    """An answer to the exercise on Adam's first gradient, whose first step moves z by reach(x)."""

    def first_rate(x, limit, steps):
        m, v, moved = 0.1, 0.001, 0.0
        for t in range(1, steps + 1):
            moved += m / (1 - 0.9**t) / (v / (1 - 0.999**t)) ** 0.5
            m, v = 0.9 * m, 0.999 * v
        return limit / (reach(x) * moved)

    return first_rate


@pytest.mark.parametrize(
    ("id", "attempt", "slip"),
    [
        ("schedule-first-step", coasting(lambda x: abs(sum(x)) + 1), "size of the sum"),
        ("schedule-first-step", coasting(lambda x: len(x) / 2 + 1), "half for every input"),
        ("schedule-first-step", coasting(lambda x: sum(abs(x))), "bias forgotten"),
        (
            "schedule-first-step",
            lambda x, limit, steps: limit / (sum(abs(x)) + 1),
            "the first step alone",
        ),
        (
            "schedule-first-step",
            lambda x, limit, steps: (
                limit
                / (sum(abs(x)) + 1)
                / sum(0.1 * 0.9**k / (1 - 0.9 ** (k + 1)) for k in range(steps))
            ),
            "v left alone",
        ),
        (
            "schedule-first-step",
            lambda x, limit, steps: 1 / coasting(lambda x: sum(abs(x)) + 1)(x, limit, steps),
            "upside down",
        ),
        (
            "schedule-ideal",
            lambda s, lam, sigmas: 1 / (lam**2 * sum(1 / sigmas**2)),
            "start forgotten",
        ),
        (
            "schedule-ideal",
            lambda s, lam, sigmas: 1 / (1 / s + lam * sum(1 / sigmas**2)),
            "λ is not squared",
        ),
        (
            "schedule-ideal",
            lambda s, lam, sigmas: 1 / (1 / s + len(sigmas) * lam**2 / np.mean(sigmas) ** 2),
            "the mean of σ",
        ),
        (
            "schedule-first-step",
            lambda x, limit, steps: limit / (5.9 * (sum(abs(x)) + 1)),
            "as in forty steps",
        ),
        ("schedule-ramp", lambda n, a, b, ramp: n / ((a + b) / 2), "the mean of first and last"),
        (
            "schedule-ramp",
            lambda n, a, b, ramp: n / ((a + a + (b - a) * min(n / ramp, 1)) / 2),
            "the mean of first and reached",
        ),
        (
            "schedule-plateau",
            lambda losses, rate, factor, patience: (
                [rate, *Plateau(rate, factor, patience).rates(losses)[:-1]]
            ),
            "the rate before the check",
        ),
        (
            "schedule-ideal",
            lambda s, lam, sigmas: minimum_of_one(s, lam, sigmas),
            "one best η for all",
        ),
        (
            "schedule-warmup-cosine",
            lambda t, peak, w, total, low: np.where(
                t < w, peak * t / w,
                peak * (low + (1 - low) * (1 + np.cos(np.pi * np.minimum((t - w) / total, 1))) / 2),
            ),
            "over all steps",
        ),
    ],
)  # fmt: skip
def test_slips_of_readers_get_their_word(id, attempt, slip):
    assert diagnosis(id, attempt) == slip


def test_a_loss_that_equals_the_best_is_a_bad_check():
    def plateau(losses, rate, factor, patience):
        rates, best, bad = [], np.inf, 0
        for loss in losses:
            bad = 0 if loss <= best else bad + 1
            best = min(best, loss)
            if bad > patience:
                rate, bad = rate * factor, 0
            rates.append(rate)
        return rates

    assert diagnosis("schedule-plateau", plateau) == "as good is good enough"


# --- one step, and many tokens ------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_adams_first_gradient_carries_the_sum_to_the_limit(name):
    student(name)
    for x, limit, steps in cases("schedule-first-step"):
        eta = ALL["schedule-first-step"].reference(x, limit, steps)
        inputs = np.append(x, 1.0)
        for slope in (-3.0, 0.01):
            rule, theta = Adam(eta, epsilon=0.0), np.linspace(-1, 1, len(inputs))
            after, state = theta, rule.init(theta)
            for k in range(steps):
                after, state = rule.update(after, slope * inputs * (k == 0), state)
            assert abs((after - theta) @ inputs) == pytest.approx(limit)


@pytest.mark.parametrize("name", NAMES)
def test_updates_are_those_of_a_loop(name):
    student(name)
    for tokens, first, last, ramp in cases("schedule-ramp"):
        read, count = 0.0, 0
        while read < tokens:
            read += first + (last - first) * min(read / ramp, 1)
            count += 1
        assert ALL["schedule-ramp"].reference(tokens, first, last, ramp) == pytest.approx(
            count, rel=0.006
        )
        assert ALL["schedule-ramp"].equal(
            count, ALL["schedule-ramp"].reference(tokens, first, last, ramp)
        )
