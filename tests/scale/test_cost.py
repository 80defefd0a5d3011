"""The model of a round's time: its terms, its fit, and what follows from them."""

import numpy as np
import pytest

from lecture_lib.scale import PATTERNS, CostModel

MODEL = CostModel(latency=1e-3, bandwidth=1e9)


def played_ring(workers: int) -> tuple[int, float]:
    """Messages, and copies of the parameters, that one worker of a ring sends, piece by piece."""
    held = np.ones((workers, workers))  # held[i, p]: how many shares worker i has summed of piece p
    messages, copies = 0, 0.0
    for summing in (True, False):  # first every piece is summed round the ring, then handed on
        for step in range(workers - 1):
            new = held.copy()
            for i in range(workers):
                piece, to = (i - step + (not summing)) % workers, (i + 1) % workers
                new[to, piece] = held[i, piece] + held[to, piece] * summing
            held = new
            messages, copies = messages + 1, copies + 1 / workers
    assert (held == workers).all(), "the ring did not bring every sum to everybody"
    return messages, copies


@pytest.mark.parametrize("workers", [2, 3, 8])
def test_a_ring_sends_what_one_that_is_played_through_sends(workers):
    messages, copies = PATTERNS["ring"]
    assert (messages(workers), copies(workers, 1)) == pytest.approx(played_ring(workers))


def test_one_worker_with_a_server_pays_for_its_messages_and_copies():
    assert MODEL.round(1, work=0.5, size=1e8) == pytest.approx(0.5 + 2e-3 + 0.2)


def test_servers_share_the_bytes_but_not_the_messages():
    one, four = (MODEL.round(8, 0.0, 1e8, servers=s) for s in (1, 4))
    assert one - four == pytest.approx(0.75 * 8 * 2 * 1e8 / 1e9)


@pytest.mark.parametrize("share", [1.0, 0.01])
def test_a_workers_own_link_carries_two_copies_however_many_servers_there_are(share):
    workers = np.array([2, 8, 64])
    enough, more = (MODEL.round(workers, 0.0, 1e8, servers=s, share=share) for s in (workers, 64))
    np.testing.assert_allclose(enough, more)
    np.testing.assert_allclose(MODEL.round(workers, 0.0, 1e8, servers=64), 2 * workers / 1e3 + 0.2)


def test_a_sparse_push_doubles_by_its_indices_and_the_pull_fills_up():
    def copies(share, workers):
        return float(CostModel(0.0, 1.0).round(workers, 0.0, 1.0, share=share))

    assert copies(1.0, 4) == 8  # dense: four pushes and four pulls
    assert copies(0.01, 4) == pytest.approx(4 * 0.02 + 4 * 0.08)
    assert copies(0.01, 100) == pytest.approx(100 * 0.02 + 100 * 1.0)  # the sum is dense again


@pytest.mark.parametrize("size", [1e4, 1e8])
def test_at_the_break_even_both_take_the_same_time(size):
    work = MODEL.break_even(size, workers=3)
    assert MODEL.round(3, work, size) == pytest.approx(work)


def test_the_best_number_of_workers_has_the_shortest_round():
    workers = np.arange(1, 400)
    for servers in (1, 5, 80, 300):
        rounds = MODEL.round(workers, 20.0, 4e6, servers=servers)
        assert abs(workers[rounds.argmin()] - MODEL.best_workers(20.0, 4e6, servers)) <= 1


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_fit_finds_the_network_through_two_per_cent_of_noise(pattern):
    random = np.random.default_rng(0)
    workers = np.tile([2, 3, 4], 20)
    size, work = np.repeat([1e4, 1e6, 1e7, 1e8], 15), np.tile([0.001, 0.01], 30)
    seconds = MODEL.round(workers, work, size, pattern) * random.normal(1, 0.02, 60)
    found = CostModel.fit(workers, work, size, seconds, pattern)
    assert found.latency == pytest.approx(1e-3, rel=0.1)
    assert found.bandwidth == pytest.approx(1e9, rel=0.1)
    assert found.fitted == (2, 4)


def test_no_latency_is_below_zero_and_what_is_left_is_fitted_again():
    size, seconds = np.array([1e3, 1e6, 1e7]), np.array([1e-6, 4e-3, 8e-2])  # the largest disturbed
    found = CostModel.fit(2, 0.0, size, seconds)
    assert found.latency == 0

    def errors(bandwidth):
        return np.sum((CostModel(0.0, bandwidth).round(2, 0.0, size) / seconds - 1) ** 2)

    assert errors(found.bandwidth) < min(errors(found.bandwidth * c) for c in (0.99, 1.01))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: CostModel(-1.0, 1.0), "no negative time"),
        (lambda: CostModel(0.0, 0.0), "some bytes must pass"),
        (lambda: MODEL.round(0, 1.0, 1.0), "at least one worker"),
        (lambda: MODEL.round(2, 1.0, 1.0, share=0.0), "share is above 0"),
        (lambda: MODEL.round(2, 1.0, 1.0, "star"), "none of server, tree, ring"),
        (lambda: MODEL.round(2, 1.0, 1.0, "ring", share=0.1), "belong to the pattern 'server'"),
        (lambda: MODEL.break_even(1.0, workers=1), "cannot beat itself"),
        (lambda: CostModel.fit([1, 1], [1, 1], [5, 5], [2, 1.5]), "two sizes far apart"),
        (lambda: CostModel.fit([1, 2], [1, 1], [5, 9], [0.5, 0.2]), "does nothing else"),
        (lambda: CostModel.fit(2, 1, 5, 2), "1 runs do not tell"),
        (lambda: CostModel.fit([1, 2], [1, 1], [5, 9], [2, 0]), "takes some time"),
        (lambda: CostModel.fit([0, 2], [1, 1], [5, 9], [2, 2]), "at least one worker"),
        (lambda: CostModel.fit([1, 2], [1, 1], [5, 9], [2, 2], "star"), "none of server"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
