"""References of notebook 13, beside counting, drawing, running and the library's own rules."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from lecture_lib.exercises import nb13_luck, nb13_patience, nb13_plan, nb13_report
from lecture_lib.lessons import check, student
from lecture_lib.training import EarlyStopping, History

ROOMS = (nb13_luck, nb13_patience, nb13_plan, nb13_report)
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


@pytest.mark.parametrize("rates", [7, 12, 15])
def test_any_sensible_plan_is_good_enough(rates):
    def plan(low, high, budget):
        return np.array([(rate, budget // rates) for rate in np.geomspace(low, high, rates)])

    assert check("select-plan", plan).ok


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_no_single_rate_is_good_wherever_the_range_lies(place):
    def plan(low, high, budget):
        return [(low * (high / low) ** place, budget)]

    assert not check("select-plan", plan).ok


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3, 1.0])
def test_no_rate_that_is_known_is_good(rate):
    def plan(low, high, budget):
        return [(min(max(rate, low), high), budget)]

    assert not check("select-plan", plan).ok


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

    for slip, word in ((last, "last epoch"), (both, "chose together"), (peak, "best epoch of the")):
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
    assert "whole numbers" in exercise.fault([(0.1, 2.5)], *inputs)
    assert "not between" in exercise.fault([(1e9, 2)], *inputs)
    assert "budget" in exercise.fault([(0.1, 10_000)], *inputs)
    assert "was run" in exercise.fault([(0.1, 1)], *inputs)
