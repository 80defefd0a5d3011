"""Exercises of notebook 04: references, other right answers, and slips that students make."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib import nn, sigmoid
from lecture_lib.exercises.nb04_losses import EXERCISES as LOSSES
from lecture_lib.exercises.nb04_slopes import EXERCISES as SLOPES
from lecture_lib.exercises.nb04_sums import EXERCISES as SUMS
from lecture_lib.lessons import check, given, student

ALL = {e.id: e for e in LOSSES + SLOPES + SUMS}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_binary_cross_entropy_is_that_of_the_library(name):
    student(name)
    z, y = own("losses-bce")
    expected = nn.binary_cross_entropy(z, y, "none")
    np.testing.assert_allclose(ALL["losses-bce"].reference(z, y), expected, rtol=1e-12)


def test_the_waiting_time_is_a_density_with_mean_m_and_its_slope_is_nudged():
    y, m = np.linspace(0, 60, 200_001), 1.7
    z = np.full(y.shape, np.log(m))
    loss, slope = ALL["losses-waiting"].reference(z, y)
    p, width = np.exp(-loss), y[1]
    assert np.sum(p) * width == pytest.approx(1, abs=1e-3)
    assert np.sum(p * y) * width == pytest.approx(m, abs=1e-3)
    above, below = (ALL["losses-waiting"].reference(z + h, y)[0] for h in (1e-5, -1e-5))
    np.testing.assert_allclose((above - below) / 2e-5, slope, atol=1e-6)


@pytest.mark.parametrize("examples", [3, 10])
def test_converted_numbers_give_the_same_run(examples):
    rng = np.random.default_rng(examples)
    X, y = rng.normal(size=(examples, 2)), rng.normal(size=examples)

    def run(eta, clip, decay, divisor):
        theta, path = np.array([3.0, -2.0]), []
        for _ in range(8):
            g = X.T @ (X @ theta - y) / divisor
            g = g * min(1, clip / np.linalg.norm(g))
            theta = theta - eta * (g + decay * theta)
            path.append(theta)
        return np.array(path)

    settings = (0.02, 4.0, 0.3)
    mean = ALL["losses-convert"].reference(*settings, examples)
    np.testing.assert_allclose(run(*mean, examples), run(*settings, 1), rtol=1e-10)


# --- other right answers ----------------------------------------------------------------------


def p(z):
    return 1 / (1 + np.exp(-z))


def labelled(found, room=2e-3, end=None):
    end = room if end is None else end
    return found[0] if np.ptp(found) <= room and -end <= found[0] <= 1 + end else -1


RIGHT = {
    "losses-waiting": [
        lambda z, y: [z + y * np.exp(-z), 1 - y * np.exp(-z)],
        lambda z, y: (-np.log(np.exp(-y / np.exp(z)) / np.exp(z)), 1 - y / np.exp(z)),
    ],
    "losses-bce": [
        lambda z, y: np.logaddexp(0, z) - y * z,
        lambda z, y: np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)),
        lambda z, y: [max(a, 0) + np.log(1 + np.exp(-abs(a))) - b * a
                      for a, b in np.stack([z, y]).T],
    ],
    "losses-label": [
        lambda z, s: labelled(p(z) - s), lambda z, s: labelled(p(z) - s, 2e-4),
        lambda z, s: labelled(p(z) - s, 0.01), lambda z, s: round(float(labelled(p(z) - s)), 2),
    ],
    "losses-diverge": [
        lambda eta, n: [2 / np.sqrt(eta)] + [0] * (n - 1) if n > 4 else [1 / np.sqrt(eta)] * n,
        lambda eta, n: -np.full(n, (1.9 / eta) ** 0.5),
    ],
    "losses-convert": [lambda e, c, d, n: [n * e, c / n, d / n]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("id", "answer"), [(id, answer) for id, answers in RIGHT.items() for answer in answers]
)
@pytest.mark.parametrize("name", NAMES)
def test_other_right_answers_pass(id, answer, name):
    student(name)
    assert check(id, answer).ok is True, check(id, answer)


def exactly(sigmoid):
    """Compare without a tolerance."""

    def label(z, slopes):
        found = sigmoid(z) - slopes
        return found[0] if (found == found[0]).all() and 0 <= found[0] <= 1 else -1

    return label


# --- slips in another form --------------------------------------------------------------------

SLIPS = [
    ("losses-bce", lambda z, y: -np.log(np.where(y == 1, p(z), 1 - p(z)) + 1e-12), "cut off"),
    ("losses-bce", lambda z, y: np.minimum(np.logaddexp(0, z) - y * z, 100), "cut off"),
    ("losses-bce", lambda z, y: np.log(1 + np.exp(np.clip(z, -500, 500))) - y * z, "cut off"),
    ("losses-bce", lambda z, y: np.maximum(z, 0) + np.log1p(np.exp(-z)) - y * z, "one side only"),
    ("losses-bce", lambda z, y: z + np.log(1 + np.exp(-z)) - y * z, "turned round"),
    ("losses-bce", lambda z, y: np.abs(z) + np.log1p(np.exp(-np.abs(z))) - y * z,
     "the size of z for the larger of z and 0"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(-z), -y / np.exp(z)],
     "the slope of ln m forgotten"),
    ("losses-label", lambda z, s: p(z)[-1] - s[-1], None),
    ("losses-label", lambda z, s: round(np.clip(p(z) - s, 0, 1)[0]), "always 0 or 1"),
    ("losses-label", lambda z, s: labelled(p(z) + s), "y − ŷ"),
    ("losses-label", lambda z, s: (p(z) + s)[0], "y − ŷ, at the first logit"),
    ("losses-label", exactly(p), "no room for rounding"),
    ("losses-label", exactly(sigmoid), "no room for rounding"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 1e-6), "no room for rounding"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 1e-3, end=0), "the ends of the range"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 0.1), "too much room"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 0.05), "too much room"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 0.03), "too much room"),
    ("losses-label", lambda z, s: round(float(labelled(p(z) - s))), "a label rounded"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(-z), y - np.exp(z)], "y − ŷ"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(-z), 1 + y * np.exp(-2 * z)],
     "y/m with respect to m"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(-z), -y * np.exp(-2 * z)],
     "y/m with respect to m"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(-z), 2 - y], "the slope alone"),
    ("losses-convert", lambda e, c, d, n: (e * n, c * n, d / n), "the clip"),
    ("losses-convert", lambda e, c, d, n: (e * n, c * e, d / n), "the clip"),
    ("losses-convert", lambda e, c, d, n: (e * n, c / n, d / e), "the decay"),
    ("losses-diverge", lambda eta, n: np.full(n, 1 / eta), "x for its square"),
    ("losses-diverge", lambda eta, n: -np.full(n, (2 / eta / n) ** 0.5), "the sum swings for ever"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 1e-3, end=0.05), "out of range"),
    ("losses-label", lambda z, s: labelled(p(z) - s, 1e-3, end=9), "out of range"),
    ("losses-label", lambda z, s: (p(z) - s).mean() if np.ptp(p(z) - s) < 0.1 else -1,
     "some accepted"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(z), 1 - y * np.exp(z)],
     "a sign in the exponent"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(z), 1 + y * np.exp(z)],
     "a sign in the exponent"),
    ("losses-convert", lambda e, c, d, n: (e * n**0.5, c / n**0.5, d), "the rate"),
    ("losses-diverge", lambda eta, n: np.full(n, 100 / eta), "both diverge"),
    ("losses-diverge", lambda eta, n: np.full(n, 1e-3), "both converge"),
    ("losses-diverge", lambda eta, n: [0] * n, "nothing moves"),
    ("losses-diverge", lambda eta, n: np.full(n, (2 / eta) ** 0.5), "the mean swings for ever"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("id", "slip", "name"), SLIPS)
def test_a_slip_in_another_form_is_refused_with_a_true_word(id, slip, name):
    report = check(id, slip)
    assert report.ok is False
    assert name is None or report.diagnosis == name
