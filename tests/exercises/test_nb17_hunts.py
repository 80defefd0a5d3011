"""Bug hunts: other good tests pass, and each bad one is told what it lets through."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises import nb17_hunts, nb17_rules
from lecture_lib.exercises.suspects import Suspect
from lecture_lib.lessons import check, student

HUNTS = {e.id: e for e in (*nb17_hunts.EXERCISES, *nb17_rules.EXERCISES)}
ALONE = [id for id in HUNTS if id != "hunt-adam"]
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


def suspects(id):
    """Those of all students."""
    found = {}
    for name in NAMES:
        student(name)
        found |= {suspect.how: suspect for (suspect,) in HUNTS[id].cases()}
    return found


@pytest.mark.parametrize("id", ALONE)
def test_a_hunt_has_right_ones_the_printed_one_and_others(id):
    found = suspects(id)
    assert sum(one.right for one in found.values()) >= 1
    assert sum("printed" in how for how in found) == 1
    assert sum(not one.right for one in found.values()) >= 5


@pytest.mark.parametrize("id", ALONE)
def test_whoever_misjudges_one_suspect_is_told_what_it_does(id):
    for how, misjudged in suspects(id).items():

        def test(suspect, misjudged=misjudged):
            return suspect.right != (suspect is misjudged or suspect.how == misjudged.how)

        met = [suspect.how for (suspect,) in HUNTS[id].cases()]
        report = check(id, test)
        assert bool(report) == (how not in met)
        if how in met and report.diagnosis is None:
            assert how in report.headline


def nudged(gradient):
    """Average losses, nudged: another good test of gradients."""
    rng = np.random.default_rng(3)
    for n in (1, 5, 9):
        w, X, y = rng.normal(size=2), rng.normal(size=(n, 2)), rng.normal(size=n)
        nudges = 1e-5 * np.eye(2)
        up, down = (np.mean((X @ (w + s * nudges).T - y[:, None]) ** 2 / 2, axis=0)
                    for s in (1, -1))  # fmt: skip
        if not np.allclose(gradient(w, X, y), (up - down) / 2e-5, rtol=1e-3, atol=1e-5):
            return False
    return True


def by_products(slopes):
    a, x = np.array([2.0, 0.0, -3.0]), 5.0
    return bool(np.allclose(slopes(a, x), [0, -30, 0], atol=1e-3)) and bool(
        np.allclose(slopes(a + 1, x), [1 * -2 * 5, 3 * -2 * 5, 3 * 1 * 5], atol=1e-3)
    )


def against_ones_own(stops):
    rng = np.random.default_rng(0)
    for _ in range(300):
        old, step = rng.normal(size=3), rng.normal(size=3)
        tau = rng.choice([0.3, 1.0, 2.0])
        if stops(old, old + step, tau) != (np.linalg.norm(step) < tau):
            return False
    return True


@pytest.mark.parametrize(
    ("id", "test"),
    [("hunt-copies", nudged), ("hunt-chain", by_products), ("hunt-stop", against_ones_own)],
)
def test_other_good_tests_pass(id, test):
    for name in NAMES:
        student(name)
        assert check(id, test), check(id, test)


def test_a_suspect_tells_nothing_and_takes_lists_and_numbers():
    (clip,) = HUNTS["hunt-clip"].simple[0]
    (stops,) = HUNTS["hunt-stop"].simple[0]
    assert repr(clip) == "a suspect" and clip([3, 4]).tolist() == pytest.approx([0.6, 0.8])
    assert stops(5, 4, 2) is True and stops([5.0], [4.0], 0.5) is False


def test_what_is_no_verdict_is_asked_for():
    assert "return True for one that is right" in str(check("hunt-clip", lambda clip: 1.0))
    assert "the number of one rule" in str(check("hunt-adam", lambda rules: True))


def test_the_rules_of_the_line_up_are_what_they_are_said_to_be():
    """Adam is that of the library, and no other rule walks its path."""
    from lecture_lib.optim import Adam

    g = np.random.default_rng(0).normal(size=12)
    rule, theta, path = Adam(0.1, epsilon=1e-12), np.zeros(1), [0.0]
    state = rule.init(theta)
    for now in g:
        theta, state = rule.update(theta, np.array([now]), state)
        path.append(float(theta[0]))
    steps = np.diff(path)
    np.testing.assert_allclose(nb17_rules._ADAM(g), steps, rtol=1e-9)
    for other in nb17_rules._OTHERS:
        assert isinstance(other, Suspect) and not np.allclose(other(g), steps, rtol=1e-3), other.how
