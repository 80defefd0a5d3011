"""Exercises of notebook 16: right answers in other forms are right, and slips get their word."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent.theory import delay_limit
from lecture_lib.exercises import nb16_costs, nb16_judge, nb16_rounds, nb16_send
from lecture_lib.lessons import check
from lecture_lib.scale import CostModel, Memory, TopK, zero

pytestmark = pytest.mark.usefixtures("fresh_answers")
EXERCISES = {
    one.id: one
    for room in (nb16_costs, nb16_judge, nb16_rounds, nb16_send)
    for one in room.EXERCISES
}


def diagnosis(id, attempt):
    report = check(id, attempt)
    assert report.ok is False
    return report.diagnosis


def test_a_round_with_loops_over_rows():
    def one_round(w, shards, eta, decay):
        total = decay * np.array(w)
        for X, y in shards:
            for row, target in zip(X, y, strict=True):
                total += (row @ w - target) * row
        return list(w - eta * total)

    assert check("scale-round", one_round).ok


def test_a_round_that_forgets_to_keep_w_is_named():
    def one_round(w, shards, eta, decay):
        for X, y in shards:
            w = w - eta * (X.T @ (X @ w - y))
        return w - eta * decay * w

    assert diagnosis("scale-round", one_round) == "one after the other, decay last"


def test_retries_by_a_set_and_as_an_array():
    def sums(messages):
        shards = 1 + max(m[0] for m in messages)
        first = {(shard, clock): g for shard, clock, g in reversed(messages)}
        whole = [t for t in range(len(messages)) if all((s, t) in first for s in range(shards))]
        return np.array([sum(first[s, t] for s in range(shards)) for t in whole])

    assert check("scale-retry", sums).ok


def test_the_server_that_is_to_be_repaired_counts_all():
    def sums(messages):
        shards = 1 + max(shard for shard, _, _ in messages)
        totals, heard = {}, {}
        for shard, clock, g in messages:
            totals[clock] = totals.get(clock, 0) + g
            heard.setdefault(clock, set()).add(shard)
        return [totals[t] for t in sorted(totals) if len(heard[t]) == shards]

    assert diagnosis("scale-retry", sums) == "all are counted"


def test_topk_is_the_packages():
    def compress(gradient, residual, k):
        sent, kept = TopK(k / len(gradient)).compress(gradient, residual)
        return sent.dense(), kept

    assert check("scale-topk", compress).ok


def test_topk_by_a_threshold_as_a_list():
    def compress(gradient, residual, k):
        total = [g + r for g, r in zip(gradient, residual, strict=True)]
        least = sorted(map(abs, total))[-k]
        sent = [t if abs(t) >= least else 0.0 for t in total]
        return [sent, [t - s for t, s in zip(total, sent, strict=True)]]

    assert check("scale-topk", compress).ok


def test_the_best_whole_number_of_workers_by_trying_them_all():
    def workers(C, alpha, b, beta):
        rounds = CostModel(alpha, beta).round(np.arange(1, 1000), C, b)
        return 1 + int(np.argmin(rounds))

    assert check("scale-workers", workers).ok


def test_workers_rounded_to_the_nearest_are_refused_and_named():
    """Where rounding and comparing differ is a hair's breadth: one case lies in it."""
    report = check("scale-workers", lambda C, alpha, b, beta: max(
        1, round((C / (2 * (alpha + b / beta))) ** 0.5)))  # fmt: skip
    assert not report.ok and "nearer of its two neighbours" in str(report)


def test_the_limit_is_that_of_theory():
    assert check("scale-limit", lambda L, R: delay_limit(L / R, R - 1)).ok
    share = EXERCISES["scale-limit"].reference(1.0, 1000) / 2
    assert share == pytest.approx(np.pi / 4, rel=1e-3), "four fifths"


def test_bytes_as_a_floor_of_floats():
    def sequences(n, a, room, N, stage):
        form = Memory(*(int(each * n) for each in (2, 2, 12)))
        return max(0.0, (room - zero(form, stage, N).total) // a)

    assert check("scale-bytes", sequences).ok


@pytest.mark.parametrize(("id", "name", "attempt"), [
    ("scale-round", "one after the other, decay last", nb16_rounds._in_turn_decay_last),
    ("scale-topk", "the residual is subtracted", nb16_send._subtracts),
    ("scale-workers", "no root", lambda C, alpha, b, beta: C / (2 * (alpha + b / beta))),
    ("scale-limit", "half of the angle's denominator",
     lambda L, R: 2 * R / L * np.sin(np.pi / (2 * R - 1))),
    ("scale-limit", "the formula for large ages, the whole curvature",
     lambda L, R: np.pi / (2 * max(R - 1, 1) * L)),
    ("scale-bytes", "all is shared",
     lambda n, a, room, N, stage: max(0, int((room - 16 * n / (N if stage else 1)) // a))),
    ("scale-bytes", "activations shared", lambda n, a, room, N, stage: max(
        0, int((room - nb16_costs._each(N, stage) * n) // (a / N)))),
])  # fmt: skip
def test_slips_that_readers_made_are_named(id, name, attempt):
    assert diagnosis(id, attempt) == name


def test_a_judge_by_shares_of_the_round():
    def troubles(seconds, sizes):
        wait, pull, compute, push = np.moveaxis(np.asarray(seconds), -1, 0)
        whole = wait + pull + compute + push
        slow = int(np.argmax((wait / whole).max(axis=1)))
        sent = (pull + push).mean(axis=1)
        work = int(np.argmax(np.where(np.arange(4) == slow, 0, compute.mean(axis=1) / sent)))
        small, large = (k for k in np.argsort(sizes) if k not in (slow, work))
        return np.array([small, large, slow, work])

    assert troubles(*nb16_judge.EXAMPLE).tolist() == EXERCISES["scale-judge"].reference(
        *nb16_judge.EXAMPLE
    )


@pytest.mark.parametrize("seed", range(20))
def test_no_single_number_tells_the_four_runs_apart(seed):
    """The largest parameters are not the bandwidth's, nor the longest messages the latency's."""
    seconds, sizes = nb16_judge._four(np.random.default_rng(seed))
    latency, _, slow, work = EXERCISES["scale-judge"].reference(seconds, sizes)
    sent = (seconds[..., 1] + seconds[..., 3]).mean(axis=1)
    assert int(np.argmax(sizes)) == work and int(np.argmax(sent)) == work
    assert sent[slow] > 0.5 * sent[latency], "its messages take as long"
    assert seconds[slow, :, 0].max() > seconds[slow, :, 2].min()
