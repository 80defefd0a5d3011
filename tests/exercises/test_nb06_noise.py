"""References of notebook 06, worked out by counting and by running."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.exercises import nb06_accumulation, nb06_noise, nb06_waiting
from lecture_lib.lessons import check

FILES = (nb06_noise, nb06_accumulation, nb06_waiting)
ALL = {e.id: e for file in FILES for e in file.EXERCISES}

pytestmark = pytest.mark.usefixtures("fresh_answers")


def spread(means):
    return np.var(means, axis=0).sum()


def test_the_smallest_batch_is_the_first_quiet_enough_of_all():
    g = np.random.default_rng(0).normal(size=(9, 2))
    for share in (0.2, 0.4, 0.7):
        noise = [
            spread([g[list(rows)].mean(axis=0) for rows in itertools.combinations(range(9), size)])
            for size in range(1, 10)
        ]
        first = 1 + next(k for k, v in enumerate(noise) if v <= share**2 * noise[0])
        assert ALL["noise-batch"].reference(9, share) == first


def test_batches_of_an_epoch_are_as_correlated_as_counted():
    examples, batch = 6, 2
    g = np.random.default_rng(1).normal(size=examples)
    g -= g.mean()
    sets = [frozenset(rows) for rows in itertools.combinations(range(examples), batch)]
    mean = {rows: np.mean([g[k] for k in rows]) for rows in sets}
    pairs = [mean[a] * mean[b] for a, b in itertools.permutations(sets, 2) if not a & b]
    counted = np.mean(pairs) / np.mean([m**2 for m in mean.values()])
    assert ALL["noise-epoch"].reference(examples, batch) == pytest.approx(counted, rel=1e-9)


def test_other_refutations_are_right_too_and_faults_name_the_number():
    assert check("noise-uphill", lambda n, B: [-0.1] * (n - 1) + [1e6]).ok
    assert check("noise-uphill", lambda n, B: [*np.linspace(-2, -1, n - 1), 99.0]).ok
    report = check("noise-uphill", lambda n, B: [-1.0] * (n - 2) + [n, n])
    assert report.ok is False and "of the 3 batches" in repr(report)


def fall(before, last, errors=3.0, ddof=1):
    luck = np.hypot(before.std(ddof=ddof), last.std(ddof=ddof)) / np.sqrt(10)
    return before.mean() - last.mean() > errors * luck


def error(bar):
    return bar.std(ddof=1) / np.sqrt(10)


def by(rule):
    def judge(losses):
        bars = np.reshape(losses, (4, 10))
        if rule(bars[2], bars[3]):
            return "falls"
        return "too early" if rule(bars[1], bars[2]) else "settled"

    return judge


@pytest.mark.parametrize(
    "rule",
    [
        fall,
        lambda a, b: fall(a, b, ddof=0),  # as np.std divides
        lambda a, b: np.mean(a) - np.mean(b) >= 3 * np.sqrt((np.var(a) + np.var(b)) / 9),
    ],
)
def test_every_way_to_three_errors_passes(rule):
    assert check("noise-judge", by(rule)).ok


@pytest.mark.parametrize(
    "rule",
    [
        *(lambda a, b, s=s: b.mean() < s * a.mean() for s in np.arange(0.4, 1.01, 0.05)),
        *(lambda a, b, d=d: b.mean() < a.mean() - d for d in np.geomspace(1e-3, 10, 9)),
        *(lambda a, b, k=k: fall(a, b, k) for k in (1.0, 1.5, 2.0, 2.2, 4.0, 5.0, 3 * 10**0.5)),
        lambda a, b: a.mean() - b.mean() > 3 * (error(a) + error(b)),
    ],
)
def test_no_share_and_no_other_number_of_errors_passes(rule):
    assert check("noise-judge", by(rule)).ok is False


def test_the_verdicts_come_equally_often_and_are_clear():
    rng = np.random.default_rng(3)
    found = [ALL["noise-judge"].numbers(rng)[0] for _ in range(60)]
    verdicts = [by(fall)(run) for run in found]
    assert {verdict for verdict in verdicts if verdicts.count(verdict) > 10} == {
        "falls",
        "settled",
        "too early",
    }
    assert verdicts == [by(lambda a, b: fall(a, b, ddof=0))(run) for run in found]


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        (by(lambda a, b: a.mean() - b.mean() > 3 * np.std(b)), "by which factor"),
        (by(lambda a, b: fall(a, b, 3 * np.sqrt(10))), "by which factor"),
        (by(lambda a, b: a.mean() - b.mean() > 3 * error(b)), "both add, in squares"),
        (by(lambda a, b: a.mean() - b.mean() > 3 * error(a)), "both add, in squares"),
        (
            by(lambda a, b: a.mean() - b.mean() > 3 * (error(a) + error(b))),
            "but they add in squares",
        ),
        (by(lambda a, b: fall(a, b, 2)), "luck does that"),
        (by(lambda a, b: fall(a, b) or fall(b, a)), "Keep the sign"),
        (by(lambda a, b: fall(b, a)), "the earlier bar minus"),
        (by(lambda a, b: a.mean() > b.mean()), "more than luck"),
        (lambda x: "falls" if fall(x[20:30], x[30:]) else "settled", "came down only lately"),
        (lambda x: "settled", "is it that of one bar"),
    ],
)
def test_slips_of_reading_a_run_are_told_apart(judge, said):
    assert said in " ".join(repr(check("noise-judge", judge)).split())
