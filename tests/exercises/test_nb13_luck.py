"""References of notebook 13, beside counting, drawing, running and the library's own rules."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from lecture_lib.exercises import nb13_better, nb13_luck, nb13_patience, nb13_plan, nb13_report
from lecture_lib.lessons import check, student
from lecture_lib.training import EarlyStopping, History

ROOMS = (nb13_better, nb13_luck, nb13_patience, nb13_plan, nb13_report)
ALL = {e.id: e for room in ROOMS for e in room.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("name", NAMES)
def test_early_stopping_stops_where_the_librarys_rule_does(name):
    student(name)
    exercise = ALL["select-early-stop"]
    for losses, patience in exercise.cases():
        rule = EarlyStopping(patience)
        made = next(
            n
            for n in range(1, len(losses) + 1)
            if rule(History(evaluations={"dev_loss": list(losses[:n])}))
        )
        assert exercise.reference(losses, patience).tolist() == [np.argmin(losses[:made]), made]


@pytest.mark.parametrize("name", NAMES)
def test_the_best_of_k_is_the_mean_over_all_ways_to_draw(name):
    student(name)
    exercise = ALL["select-best-of"]
    for scores, k in exercise.cases():
        every = [max(drawn) for drawn in itertools.product(scores, repeat=k)]
        lead = np.mean(every) - np.mean(scores)
        assert exercise.reference(scores, k) == pytest.approx(lead, rel=1e-9, abs=1e-12)


def test_so_many_coins_and_no_fewer_win_as_often_as_not():
    exercise = ALL["select-coins"]
    for n, right in ((2, 1), (6, 4), (9, 6)):
        heads = [sum(bits) for bits in itertools.product((0, 1), repeat=n)]
        lost = np.mean(np.array(heads) <= right)
        needed = exercise.reference(n, right)
        assert 1 - lost**needed >= 0.5 - 1e-9
        assert needed == 1 or 1 - lost ** (needed - 1) < 0.5 - 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_no_other_model_and_epoch_is_better_on_the_mean_over_seeds(name):
    student(name)
    for dev, test in ALL["select-report"].cases():
        model, epoch, number = ALL["select-report"].reference(dev, test)
        mean = [[np.mean(run) for run in np.transpose(table)] for table in dev]
        assert mean[int(model)][int(epoch)] == max(map(max, mean))
        assert number == pytest.approx(np.mean([run[int(epoch)] for run in test[int(model)]]))


HALVINGS = (
    lambda n, long: [(n, long // 10), (n // 2, long // 5), (n // 4, 2 * long // 5), (1, long)],
    lambda n, long: [(n, long // 10), (n // 2, long // 5), (n // 4, long // 2)],
    lambda n, long: [(n, long // 8), (n // 2, long // 4), (1, long)],
)


@pytest.mark.parametrize("halving", HALVINGS)
def test_any_sensible_halving_is_good_enough(halving):
    report = check("select-plan", lambda models, longest, budget: halving(models, longest))
    assert report.ok, str(report)


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 1.0])
def test_no_plan_that_drops_nobody_is_good_enough(share):
    def plan(models, longest, budget):
        some = max(1, round(share * models), -(-budget // longest))
        return [(some, budget // some)]

    assert not check("select-plan", plan).ok


@pytest.mark.parametrize("first", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("kept", [1, 2])
def test_who_keeps_only_the_early_leaders_loses_the_winner(first, kept):
    def plan(models, longest, budget):
        return [(models, first), (kept, min(longest, first + (budget - models * first) // kept))]

    report = check("select-plan", plan)
    assert not report.ok and "only the early leaders" in str(report)


def test_a_plan_is_compared_in_every_case_once_it_is_there():
    assert "yours" not in nb13_plan.compare(lambda models, longest, budget: ...)
    assert nb13_plan.compare(lambda models, longest, budget: [(models, 99)]).count("longer") == 4
    assert nb13_plan.compare(nb13_plan._halving).count("yours") == 4


def test_what_fails_is_told_where_the_best_are_dropped():
    plans = ([(24, 1), (8, 8), (2, 24)], [(24, 4), (23, 5), (1, 24)])
    for plan, epochs in zip(plans, (1, 5), strict=True):
        said = ALL["select-plan"].fault(plan, 24, 32, 192)
        assert f"most often after {epochs} epochs" in said


@pytest.mark.parametrize(
    ("plan", "word"),
    [
        ([(16, 6)], "equally long"),
        ([(16, 2), (8, 6)], "still rise"),
        ([(4, 5), (1, 24)], "leave out a third"),
        ([(12, 4), (6, 4), (1, 8)], "in all by then"),
        ([(9, 5), (4, 10), (2, 30)], "the plan of the text"),
        ([(16, 20), (8, 24)], "those that are dropped included"),
        ([(4, 5), (8, 10)], "None comes back"),
        ([(2, 30), (4, 10), (9, 5)], "Yours run the other way"),
        ([(5, 9), (10, 4), (30, 2)], "Yours run the other way"),
    ],
)
def test_the_slips_of_a_halving_are_told_apart(plan, word):
    assert word in str(check("select-plan", lambda models, longest, budget: plan))


def test_a_plan_costs_only_the_epochs_that_are_new():
    assert nb13_plan._cost([(9, 5), (4, 10), (2, 30)]) == 9 * 5 + 4 * 5 + 2 * 20


def test_the_slips_of_the_report_are_told_apart():
    def place(mean):
        return np.unravel_index(mean.argmax(), mean.shape)

    def last(dev, test):
        model = dev.mean(axis=1).max(axis=1).argmax()
        return model, dev.shape[2] - 1, test[model, :, -1].mean()

    def both(dev, test):
        model, epoch = place((dev + test).mean(axis=1))
        return model, epoch, test[model, :, epoch].mean()

    def peak(dev, test):
        model, epoch = place(dev.mean(axis=1))
        return model, epoch, test[model].mean(axis=0).max()

    def axis(dev, test):
        model, seed = place(dev.mean(axis=2))
        return model, seed, test[model, :, seed].mean()

    def later(dev, test):
        model, epoch = place(dev.mean(axis=1))
        return model, epoch + 1, test[model, :, epoch].mean()

    def whole(dev, test):
        model, epoch = place(dev.mean(axis=1))
        return model, epoch, test[model].mean()

    for slip, word in (
        (last, "last epoch"), (both, "chose together"), (peak, "best epoch of the"),
        (axis, "the last axis"), (later, "one too high"), (whole, "mean over all epochs"),
    ):  # fmt: skip
        assert word in str(check("select-report", slip))


def test_as_good_is_not_better():
    def stop(losses, patience):
        best, kept, bad = np.inf, 0, 0
        for k, loss in enumerate(losses):
            best, kept, bad = (loss, k, 0) if loss <= best else (best, kept, bad + 1)
            if bad > patience:
                break
        return kept, k + 1

    assert "has not beaten it" in str(check("select-early-stop", stop))


def test_as_many_as_the_model_do_not_beat_it():
    def needed(n, right):
        p = sum(math.comb(n, j) for j in range(right, n + 1)) / 2**n
        return math.ceil(math.log(0.5) / math.log(1 - p))

    assert "just as many does not beat" in str(check("select-coins", needed))


def test_what_cannot_be_run_says_so():
    exercise = ALL["select-plan"]
    inputs = exercise.simple[0]
    assert "list of pairs" in exercise.fault([0.1, 0.2], *inputs)
    assert "whole numbers" in exercise.fault([(2, 2.5)], *inputs)
    assert "must rise" in exercise.fault([(4, 5), (2, 5)], *inputs)
    assert "cannot keep 4" in exercise.fault([(2, 2), (4, 5)], *inputs)
    assert "budget" in exercise.fault([(24, 30)], *inputs)
    assert "longer than 32" in exercise.fault([(1, 33)], *inputs)
    assert "there are 24" in exercise.fault([(25, 1)], *inputs)
    assert "was played" in exercise.fault([(1, 1)], *inputs)


def test_what_is_drawn_is_near_and_not_exact():
    def luck(scores, k):
        return np.random.default_rng(0).choice(scores, (500, k)).max(axis=1).mean() - scores.mean()

    assert "Asked is the exact number" in str(check("select-best-of", luck))


def test_the_slips_of_a_stop_are_told_apart():
    def stop(losses, patience):
        kept, made = ALL["select-early-stop"].reference(losses, patience)
        return kept, made - 1

    assert "how many were made" in str(check("select-early-stop", stop))
    never = check("select-early-stop", lambda losses, patience: (np.argmin(losses), len(losses)))
    assert "stops before its end" in str(never)


def variance(numbers):
    mean = sum(numbers) / len(numbers)
    return sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_lead_is_measured_in_the_luck_of_seeds_and_of_pictures(name):
    student(name)
    exercise = ALL["select-better"]
    for A, B in exercise.cases():
        minus = [
            [int(a) - int(b) for a, b in zip(*rows, strict=True)] for rows in zip(A, B, strict=True)
        ]
        n, many = len(minus), len(minus[0])
        leads = [sum(row) for row in minus]
        gains = [sum(column) / n for column in zip(*minus, strict=True)]
        luck = math.sqrt(variance(leads) / n + many * variance(gains))
        lead = sum(leads) / n / luck
        verdict = 1 if lead > 2 else -1 if lead < -2 else 0
        assert exercise.reference(A, B).tolist() == pytest.approx([lead, verdict])


def test_each_verdict_is_asked_and_seeds_alone_would_give_another():
    cases = ALL["select-better"].simple
    assert {ALL["select-better"].reference(*case)[1] for case in cases} == {-1, 0, 1}
    alone = [nb13_better._verdict(nb13_better._seeds_only(*case)) for case in cases]
    assert alone != [ALL["select-better"].reference(*case)[1] for case in cases]


def test_luck_alone_seldom_decides_by_seeds_and_pictures_and_often_by_seeds():
    rng, found = np.random.default_rng(0), []
    for _ in range(400):  # two recipes that are level: each picture suits one, as each seed does
        suits, start = 0.1 * rng.standard_normal(200), 0.02 * rng.standard_normal((30, 1))
        A, B = (rng.random((30, 200)) < 0.8 + sign * (suits + start) for sign in (0.5, -0.5))
        t = nb13_better._deviations(A, B), nb13_better._seeds_only(A, B)
        found.append(np.abs(t) > 2)
    both, seeds = np.mean(found, axis=0)
    assert both < 0.05 < 0.1 < seeds


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (lambda t: abs(t) > 2, "also where B leads"),
        (lambda t: t > 2, "the verdict is for B"),
        (np.sign, "is open"),
    ],
)
def test_the_slips_of_a_verdict_are_told_apart(verdict, word):
    def judge(A, B):
        D = A.astype(int) - B
        luck = D.sum(axis=1).var(ddof=1) / len(D) + D.mean(axis=0).var(ddof=1) * D.shape[1]
        lead = D.sum(axis=1).mean() / np.sqrt(luck)
        return lead, verdict(lead)

    assert word in str(check("select-better", judge))
