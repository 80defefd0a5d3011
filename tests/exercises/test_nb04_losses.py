"""Exercises of notebook 04: references, other right answers, and slips that students make."""

from __future__ import annotations

import decimal

import numpy as np
import pytest

from lecture_lib import sigmoid, softmax
from lecture_lib.exercises.nb04_cross import EXERCISES as CLASSES
from lecture_lib.exercises.nb04_losses import EXERCISES as LOSSES
from lecture_lib.exercises.nb04_slopes import EXERCISES as SLOPES
from lecture_lib.exercises.nb04_sums import EXERCISES as SUMS
from lecture_lib.lessons import check, given, student

ALL = {e.id: e for e in CLASSES + LOSSES + SLOPES + SUMS}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


def exact(o, q):
    """Losses and slopes in 3,000 digits, in which no exponential is too large or too small."""
    with decimal.localcontext(decimal.Context(prec=3000, Emax=10**6, Emin=-(10**6))):
        rows = []
        for logits, label in zip(o, q, strict=True):
            powers = [decimal.Decimal(float(one)).exp() for one in logits]
            y_hat = [power / sum(powers) for power in powers]
            loss = -sum(
                decimal.Decimal(float(w)) * p.ln() for w, p in zip(label, y_hat, strict=True)
            )
            rows.append([float(loss), *(float(p) - w for p, w in zip(y_hat, label, strict=True))])
    return rows


def test_cross_entropy_is_right_for_huge_logits():
    inputs = ALL["losses-cross-entropy"].simple[-1]
    np.testing.assert_allclose(ALL["losses-cross-entropy"].reference(*inputs), exact(*inputs))


@pytest.mark.parametrize("name", NAMES)
def test_cross_entropy_and_its_slopes_are_nudged(name):
    student(name)
    o, q = own("losses-cross-entropy")
    o, q = o[:1], q[:1]  # the other rows are huge
    reference = ALL["losses-cross-entropy"].reference
    loss, *slopes = reference(o, q)[0]
    assert loss == pytest.approx(-q[0] @ np.log(np.exp(o[0]) / np.exp(o[0]).sum()))
    h = 1e-5 * np.eye(4)
    nudged = [(reference(o + one, q)[0, 0] - reference(o - one, q)[0, 0]) / 2e-5 for one in h]
    np.testing.assert_allclose(slopes, nudged, atol=1e-8)


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


def one_by_one(o, q):
    powers = np.exp(o - max(o))
    return [max(o) + np.log(sum(powers)) - q @ o, *(powers / sum(powers) - q)]


def in_place(o, q):
    """The maximum taken out of the loss as a whole, and the student's own arrays changed."""
    o -= o.max(axis=1, keepdims=True)
    losses = np.log(np.exp(o).sum(axis=1)) - np.einsum("nk,nk->n", q, o)
    return np.concatenate([losses[:, None], softmax(o) - q], axis=1)


RIGHT = {
    "losses-waiting": [
        lambda z, y: [z + y * np.exp(-z), 1 - y * np.exp(-z)],
        lambda z, y: (-np.log(np.exp(-y / np.exp(z)) / np.exp(z)), 1 - y / np.exp(z)),
    ],
    "losses-cross-entropy": [
        lambda o, q: np.column_stack([np.logaddexp.reduce(o, axis=1) - (q * o).sum(1),
                                      softmax(o) - q]),
        lambda o, q: [one_by_one(a, b) for a, b in zip(o, q, strict=True)],
        in_place,
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


def beside(losses, o, q):
    return np.column_stack([losses, softmax(o) - q])


def with_probabilities(y_hat, q):
    return np.column_stack([-(q * np.log(y_hat)).sum(axis=1), y_hat - q])


def as_it_was(o, q):
    return with_probabilities(np.exp(o) / np.exp(o).sum(axis=1, keepdims=True), q)


# --- slips in another form --------------------------------------------------------------------

SLIPS = [
    ("losses-cross-entropy", lambda o, q: beside(-(q * np.log(softmax(o) + 1e-12)).sum(1), o, q),
     "cut off"),
    ("losses-cross-entropy", lambda o, q: beside(np.minimum(np.logaddexp.reduce(o, axis=1)
     - (q * o).sum(1), 100), o, q), "cut off"),
    ("losses-cross-entropy", lambda o, q: beside(-np.log((q * softmax(o)).sum(1)), o, q),
     "the losses"),
    ("losses-cross-entropy", lambda o, q: beside(-(q * np.nan_to_num(np.log(softmax(o)))).sum(1),
     o, q), "cut off"),
    ("losses-cross-entropy", lambda o, q: beside(np.log(np.exp(o).sum(1)) - (q * o).sum(1), o, q),
     "the losses"),
    ("losses-cross-entropy", lambda o, q: beside(-(q * np.log(softmax(o))).sum(1), o, q),
     "0 times the logarithm of 0"),
    ("losses-cross-entropy", lambda o, q: np.column_stack([np.logaddexp.reduce(o, axis=1)
     - (q * o).sum(1), np.exp(o) / np.exp(o).sum(1, keepdims=True) - q]), "the slopes"),
    ("losses-cross-entropy", lambda o, q: np.column_stack([np.logaddexp.reduce(o, axis=1)
     - (q * o).sum(1), softmax(o, axis=0) - q]), "the slopes"),
    ("losses-cross-entropy", lambda o, q: as_it_was(o - o.max(), q), "one maximum for all"),
    ("losses-cross-entropy", lambda o, q: as_it_was(o - o.max(axis=0), q),
     "another number out of each column"),
    ("losses-cross-entropy", lambda o, q: as_it_was(np.clip(o, -500, 500), q), "logits cut off"),
    ("losses-cross-entropy", lambda o, q: as_it_was(np.clip(o, -100, 100), q), "logits cut off"),
    ("losses-cross-entropy", lambda o, q: as_it_was(np.clip(o, None, 700), q), None),
    ("losses-cross-entropy", lambda o, q: np.nan_to_num(as_it_was(o, q)), "nan replaced"),
    ("losses-cross-entropy", lambda o, q: with_probabilities(np.nan_to_num(
        np.exp(o) / np.exp(o).sum(1, keepdims=True)) + 1e-12, q), "nan replaced"),
    ("losses-cross-entropy", lambda o, q: with_probabilities(np.nan_to_num(
        np.nan_to_num(np.exp(o)) / np.nan_to_num(np.exp(o)).sum(1, keepdims=True)) + 1e-12, q),
     "nan replaced"),
    ("losses-waiting", lambda z, y: [z + y * np.exp(-z), -y / np.exp(z)],
     "the slope of ln m forgotten"),
    ("losses-label", lambda z, s: p(z)[-1] - s[-1], None),
    ("losses-label", lambda z, s: round(np.clip(p(z) - s, 0, 1)[0]), "always 0 or 1"),
    ("losses-label", lambda z, s: labelled(p(z) + s), "y − ŷ"),
    ("losses-label", lambda z, s: (p(z) + s)[0], "y − ŷ, at the first logit"),
    ("losses-label", lambda z, s: (s - p(z)).mean(), "slope minus ŷ, compared"),
    ("losses-label", lambda z, s: labelled(s - p(z)), "slope minus ŷ, compared"),
    ("losses-label", lambda z, s: labelled(s - p(z), 1e-3, end=0), "slope minus ŷ, compared"),
    ("losses-label", lambda z, s: (s - p(z))[0] if 0 <= (s - p(z))[0] <= 1 else -1,
     "slope minus ŷ, compared"),
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
