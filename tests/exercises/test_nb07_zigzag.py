"""Exercises of notebook 07: references, wrong answers, and the theory behind them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.descent import bowl, descend, quadratic
from lecture_lib.descent.theory import best_learning_rate
from lecture_lib.exercises import nb07_cures, nb07_judge, nb07_noise, nb07_refute, nb07_zigzag
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import GradientDescent

ROOMS = (nb07_cures, nb07_judge, nb07_noise, nb07_refute, nb07_zigzag)
ALL = {e.id: e for room in ROOMS for e in room.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_no_other_learning_rate_shrinks_every_direction_faster(name):
    student(name)
    (hessian,) = own("zigzag-best-step")
    best = ALL["zigzag-best-step"].reference(hessian)
    slowest = {
        share: np.linalg.norm(np.eye(3) - share * best * hessian, 2)
        for share in (0.9, 0.99, 1.0, 1.01, 1.1)
    }
    assert min(slowest, key=slowest.get) == 1.0


@pytest.mark.parametrize("name", NAMES)
def test_the_number_of_steps_is_that_of_descend(name):
    student(name)
    kappa, accuracy = own("zigzag-iterations")
    start = np.array([3.0, 1.0])  # at the best rate all starts are alike
    valley = quadratic(condition_number=kappa, domain=((-400.0, 400.0), (-5.0, 5.0)))
    path = descend(valley, GradientDescent(best_learning_rate(1.0, kappa)), start, 4000)
    first = path.converged_at(accuracy * path.value[0], by="value")
    assert ALL["zigzag-iterations"].reference(kappa, accuracy) == first


@pytest.mark.parametrize("name", NAMES)
def test_standardised_features_are_near_the_best(name):
    student(name)
    (X,) = own("zigzag-features")
    F = ALL["zigzag-features"].reference(X)
    design = np.column_stack([F, np.ones(len(F))])
    correlation = np.linalg.eigvalsh(np.corrcoef(X.T))
    # The bias is at right angles to centred columns and has eigenvalue 1, between the others.
    assert np.linalg.cond(design.T @ design) == pytest.approx(correlation[-1] / correlation[0])
    assert np.linalg.cond(design.T @ design) < 5


@pytest.mark.parametrize(
    "answer", [np.ones((8, 3)), np.zeros((8, 3)), "features", None, 3.0, np.full((8, 3), np.nan)]
)
def test_features_that_say_less_than_the_inputs_are_refused(answer):
    if answer is None:
        assert check("zigzag-features", answer).ok is None
    else:
        assert check("zigzag-features", answer).ok is False
    (X,) = own("zigzag-features")
    assert check("zigzag-features", ALL["zigzag-features"].reference(X)[:, :2]).ok is False


def test_whitened_features_are_right_as_well():
    def whiten(X):
        centred = X - X.mean(axis=0)
        _, _, directions = np.linalg.svd(centred, full_matrices=False)
        F = centred @ directions.T
        return F / F.std(axis=0)

    assert check("zigzag-features", whiten).ok is True


@pytest.mark.parametrize("name", NAMES)
def test_halving_the_rate_that_refutes_saves_steps(name):
    student(name)
    (curvatures,) = own("zigzag-refute")
    eta = ALL["zigzag-refute"].reference(curvatures)
    bowl_ = bowl(curvatures)
    start = np.ones(len(curvatures))
    whole, half = (
        descend(bowl_, GradientDescent(rate), start, 4000).converged_at(1e-6, by="distance")
        for rate in (eta, eta / 2)
    )
    assert 0 < half < whole


@pytest.mark.parametrize(
    ("part", "right"), [(-0.01, False), (0.01, True), (0.5, True), (0.99, True), (1.01, False)]
)
def test_what_refutes_lies_between_two_rates(part, right):
    (curvatures,) = own("zigzag-refute")
    mu, L = curvatures.min(), curvatures.max()
    low, high = 2 / (L + mu / 2), 2 / L
    assert check("zigzag-refute", low + part * (high - low)).ok is right


@pytest.mark.parametrize("eta", [0.0, float("nan"), float("inf"), [0.3, 0.3], "small"])
def test_what_is_no_rate_refutes_nothing(eta):
    assert check("zigzag-refute", eta).ok is False


@pytest.mark.parametrize("name", NAMES)
def test_the_last_two_gradients_tell_the_slow_curvature(name):
    student(name)
    (hessian,) = own("zigzag-best-step")
    eigenvalues = np.linalg.eigvalsh(hessian)
    best = best_learning_rate(eigenvalues[0], eigenvalues[-1])
    for share, slow, advice in ((0.8, eigenvalues[0], 1), (1.02, eigenvalues[-1], -1)):
        eta, theta, gradients = share * best, np.ones(3), []
        for _ in range(402):
            gradients.append(hessian @ theta)
            theta = theta - eta * gradients[-1]
        found = ALL["zigzag-judge"].reference(eta, np.array(gradients))
        assert found == pytest.approx((slow, advice), rel=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_steps_of_a_run_advise_wrongly(name):
    student(name)
    _, gradients = own("zigzag-judge")
    first, last = (float(gradients[t] @ gradients[t + 1]) for t in (0, -2))
    assert first * last < 0
    assert check("zigzag-judge", lambda eta, g: (
        (1 - g[-2] @ g[-1] / (g[-2] @ g[-2])) / eta, np.sign(g[0] @ g[1])
    )).ok is False  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_bounce_is_told_from_noise_by_what_fits_a_plane_to_it(name):
    """Independent: a bounce and a flat mode lie in a plane, noise in all directions."""
    student(name)
    (runs,) = own("zigzag-noise")
    whole, half = runs[:, 0], runs[:, 1]
    assert all(np.sum(run[1:] * run[:-1]) < 0 for run in whole)  # at η all of them turn
    sizes = np.linalg.svd(half, compute_uv=False)
    in_a_plane = sizes[:, 2] < 0.15 * sizes[:, 1]
    assert in_a_plane.sum() == 1
    np.testing.assert_array_equal(ALL["zigzag-noise"].reference(runs), -1.0 * in_a_plane)
    both = [np.sum(run[2:] * run[:-2]) / np.sum(run[2:] ** 2) for run in whole]
    assert np.sum(np.array(both) > 0.6) == 2  # strong noise comes back as well


def _medians(runs, threshold=0.0):
    def cosine(a, b):
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    return [
        -int(np.median([cosine(a, b) for a, b in itertools.pairwise(half)]) > threshold)
        for _, half in runs
    ]


@pytest.mark.parametrize(
    "attempt",
    [
        _medians,
        lambda runs: [-int(np.sum(half[1:] * half[:-1]) > 0) for _, half in runs],
        lambda runs: [-int(np.sum(h[2:] * h[:-2]) > 0.5 * np.sum(h**2)) for _, h in runs],
        lambda runs: [-int(np.mean([a @ b > 0 for a, b in itertools.pairwise(half)]) > 0.9)
                      for _, half in runs],
    ],
)  # fmt: skip
def test_any_reading_of_the_half_rate_is_right(attempt):
    assert check("zigzag-noise", attempt).ok is True


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda runs: [-int(np.sum(w[2:] * w[:-2]) > 0.5 * np.sum(w**2)) for w in runs[:, 0]],
         "so is noise where"),
        (lambda runs: [-int(np.sum(w[2:] * w[:-2]) > 0) for w in runs[:, 0]], "so is noise where"),
        (lambda runs: [-int(h[-1] @ h[-2] > 0) for h in runs[:, 1]], "the last two gradients only"),
        (lambda runs: [-int(np.sum(h[1:] * h[:-1]) < 0) for h in runs[:, 1]], "other way round"),
        (lambda runs: [-int(np.sum(w[1:] * w[:-1]) < 0) for w in runs[:, 0]],
         "Which of them still turn with"),
    ],
)  # fmt: skip
def test_other_readings_of_turning_gradients_are_told_for_what_they_are(attempt, words):
    report = check("zigzag-noise", attempt)
    assert report.ok is False
    assert words in " ".join(str(report).split())


@pytest.mark.parametrize("name", NAMES)
def test_steps_in_order_reach_the_minimum_and_swell_no_mode(name):
    student(name)
    (hessian,) = own("zigzag-order")
    _, modes = np.linalg.eigh(hessian)
    theta = first = np.random.default_rng(0).normal(size=3)
    for eta in ALL["zigzag-order"].reference(hessian):
        theta = theta - eta * hessian @ theta
        assert (np.abs(modes.T @ theta) <= np.abs(modes.T @ first) + 1e-12).all()
    assert np.abs(theta).max() < 1e-12


@pytest.mark.parametrize("answer", [[0.1, 0.2], 0.3, "small", np.full(3, np.nan), [0.1] * 4])
def test_what_is_no_row_of_rates_is_refused(answer):
    report = check("zigzag-order", answer)
    assert report.ok is False and report.diagnosis is None


@pytest.mark.parametrize("mistake", ["advice", "components", "rows"])
def test_the_form_of_a_judgement_is_diagnosed(mistake):
    right = ALL["zigzag-judge"].reference

    def answer(eta, gradients):
        curvature, advice = right(eta, gradients)
        before, after = gradients[-2:]
        if mistake == "advice":
            return curvature, 1  # always raise
        with np.errstate(all="ignore"):
            factor = after[0] / before[0] if mistake == "components" else after / before
        return (1 - factor) / eta, advice

    report = check("zigzag-judge", answer)
    names = {"advice": "the advice"}
    said = {m.name: m.say for m in ALL["zigzag-judge"].mistakes}
    assert report.ok is False
    told = " ".join(str(report).split())  # lines that fit
    assert said[names.get(mistake, "component by component")] in told


@pytest.mark.parametrize("a_loss_digit", [1.15 / 2, 0.576, np.log(10) / 4])
def test_the_rule_of_thumb_is_not_enough(a_loss_digit):
    report = check("zigzag-iterations", lambda k, a: np.ceil(-np.log10(a) * k * a_loss_digit))
    assert report.ok is False and "rule of thumb" in str(report)


def test_a_margin_below_the_limit_that_suits_small_condition_numbers_is_not_enough():
    assert check("zigzag-refute", lambda curvatures: 1.99 / np.max(curvatures)).ok is False


SLIPS = [
    ("zigzag-order", lambda H: 1 / np.linalg.eig(H)[0], "does not sort"),
    ("zigzag-order", lambda H: 1 / np.diag(H), "The diagonal holds"),
    ("zigzag-order", lambda H: np.sort(1 / np.diag(H)), "The diagonal holds"),
    ("zigzag-iterations", lambda k, a: np.log(a) / np.log((k + 1) / (k - 1)), "is positive"),
    ("zigzag-iterations", lambda k, a: 1.15 * k * -np.log10(a), "digits of the distance"),
    ("zigzag-best-step", lambda H: 2 / np.linalg.eigvalsh(H)[:2].sum(), "two smallest"),
    ("zigzag-features", lambda X: 2 * (X - X.min(0)) / np.ptp(X, axis=0) - 1, "extreme rows"),
    ("zigzag-features", lambda X: X[:, :1], "as many as X has"),
]


@pytest.mark.parametrize(("id", "attempt", "words"), SLIPS)
def test_slips_are_told_for_what_they_are(id, attempt, words):
    assert words in " ".join(str(check(id, attempt)).split())
