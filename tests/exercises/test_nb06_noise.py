"""References of notebook 06, worked out by counting and by running."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.exercises import nb06_accumulation, nb06_noise, nb06_waiting
from lecture_lib.lessons import check, given

FILES = (nb06_noise, nb06_accumulation, nb06_waiting)
ALL = {e.id: e for file in FILES for e in file.EXERCISES}

pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


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


def test_both_batch_sizes_settle_as_high_and_come_down_as_far():
    eta, updates, batch, new_batch, examples = own("noise-scale")
    rate, count = ALL["noise-scale"].reference(eta, updates, batch, new_batch, examples)
    far = 1e-3  # so small a share of both rates that no square of ηλ matters
    floors, downs = [], []
    for step, number, size in ((far * eta, updates, batch), (far * rate, count, new_batch)):
        noise = (examples - size) / (examples - 1) / size
        floors.append(step**2 * noise / (1 - (1 - step) ** 2))
        downs.append(number * np.log1p(-step))
    assert floors[0] == pytest.approx(floors[1], rel=1e-3)
    assert downs[0] == pytest.approx(downs[1], rel=1e-3)


def test_other_refutations_are_right_too_and_faults_name_the_number():
    assert check("noise-uphill", lambda n, B: [-0.1] * (n - 1) + [1e6]).ok
    assert check("noise-uphill", lambda n, B: [*np.linspace(-2, -1, n - 1), 99.0]).ok
    report = check("noise-uphill", lambda n, B: [-1.0] * (n - 2) + [n, n])
    assert report.ok is False and "of the 3 batches" in repr(report)


def fall(before, last, errors=3.0):
    luck = np.hypot(before.std(ddof=1), last.std(ddof=1)) / np.sqrt(len(last))
    return before.mean() - last.mean() > errors * luck


def error(window):
    return window.std(ddof=1) / np.sqrt(len(window))


def trend(x):
    (slope, _), square = np.polyfit(np.arange(20), x[20:], 1, cov=True)
    return slope < -3 * np.sqrt(square[0, 0])


@pytest.mark.parametrize(
    "rule",
    [
        lambda x: fall(x[20:30], x[30:]),
        lambda x: fall(x[20:30], x[30:], 2.5),
        lambda x: fall(x[20:30], x[30:], 3.5),
        lambda x: fall(x[24:32], x[32:]),
        lambda x: fall(x[16:28], x[28:]),
        lambda x: fall(x[10:25], x[25:]),
        lambda x: x[20:30].mean() - x[30:].mean() > 3 * (error(x[20:30]) + error(x[30:])),
        trend,
    ],
)
def test_any_sound_way_to_judge_a_run_passes(rule):
    rng = np.random.default_rng(3)
    exercise = ALL["noise-judge"]
    for inputs in (*exercise.simple, *(exercise.numbers(rng) for _ in range(60))):
        assert float(rule(*inputs)) == exercise.reference(*inputs)[1]


@pytest.mark.parametrize(
    "rule",
    [
        *(lambda x, s=s: x[30:].mean() < s * x[20:30].mean() for s in np.arange(0.3, 1.01, 0.02)),
        lambda x: fall(x[:10], x[30:]),
        lambda x: fall(x[10:20], x[30:], 1.0),
        lambda x: fall(x[:20], x[20:]),
        lambda x: fall(x[20:30], x[30:], 1.0),
        lambda x: fall(x[20:30], x[30:], 3 * np.sqrt(10)),
    ],
)
def test_no_share_and_no_window_on_the_way_down_passes(rule):
    report = check("noise-judge", lambda x: (np.mean(x[30:]), float(rule(x))))
    assert report.ok is False


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (lambda x: x[20:30].mean() - x[30:].mean() > 3 * np.std(x[30:]), "by which factor"),
        (lambda x: fall(x[20:30], x[30:], 3 * np.sqrt(10)), "by which factor"),
        (lambda x: x[20:30].mean() - x[30:].mean() > 3 * error(x[30:]), "both add, in squares"),
        (lambda x: x[20:30].mean() - x[30:].mean() > 3 * error(x[20:30]), "both add, in squares"),
        (lambda x: x[20:30].mean() - x[30:].mean() > 3 * np.std(x) / np.sqrt(10), "the way down"),
        (lambda x: fall(x[30:35], x[35:]), "Take ten"),
        (lambda x: x[-1] < x[-2], "Two single epochs"),
        (lambda x: fall(x[20:30], x[30:]) or fall(x[30:], x[20:30]), "Keep the sign"),
        (lambda x: not fall(x[20:30], x[30:]), "wrong way round"),
        (lambda x: x[20:].mean() < 0.8 * x[:20].mean(), "since?"),
        (lambda x: fall(x[30:], x[20:30]), "the earlier mean minus"),
    ],
)
def test_slips_of_reading_a_run_are_told_apart(rule, said):
    report = check("noise-judge", lambda x: (np.mean(x[30:]), rule(x)))
    assert said in " ".join(repr(report).split())


def test_another_share_is_not_taken_for_the_way_down():
    report = check(
        "noise-judge", lambda x: (np.mean(x[30:]), x[30:].mean() < 0.7 * x[20:30].mean())
    )
    assert report.ok is False and report.diagnosis is None


def test_a_rounded_number_of_updates_is_told_from_a_wrong_one():
    def rounded(*inputs):
        rate, count = ALL["noise-scale"].reference(*inputs)
        return rate, np.ceil(count)

    assert "rounding" in repr(check("noise-scale", rounded))
