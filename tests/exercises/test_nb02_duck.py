"""Exercises of notebook 02: references against the engine, half-rules, and other right answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises import (
    nb02_backward,
    nb02_depth,
    nb02_duck,
    nb02_loss,
    nb02_start,
    nb02_time,
)
from lecture_lib.lessons import check, given, student

MODULES = (nb02_backward, nb02_depth, nb02_duck, nb02_loss, nb02_start, nb02_time)
ALL = {e.id: e for module in MODULES for e in module.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("name", NAMES)
def test_the_repaired_routine_is_the_engines(name):
    student(name)
    theta, words, right = given("duck-repair").values()
    p = {key: ll.Tensor(array) for key, array in theta.items()}
    h = ll.relu(p["W"] @ p["E"][:, words].mean(axis=1) + p["b"])
    ll.cross_entropy(p["U"] @ h, right).backward()
    for key, found in ALL["duck-repair"].reference(theta, words, right).items():
        np.testing.assert_allclose(found, p[key].grad, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_six_layers_backward_are_the_engines(name):
    student(name)
    layers, h0, right = given("duck-depth").values()
    assert len(layers) == 6
    p = [(ll.Tensor(W), ll.Tensor(b)) for W, b in layers]
    h = h0
    for W, b in p:
        z = W @ h + b
        h = ll.relu(z)
    ll.cross_entropy(z, right).backward()
    found = ALL["duck-depth"].reference(layers, h0, right)
    for (W, b), d_W, d_b in zip(p, found["W"], found["b"], strict=True):
        np.testing.assert_allclose(d_W, W.grad, atol=1e-12)
        np.testing.assert_allclose(d_b, b.grad, atol=1e-12)


def test_the_slope_of_a_batch_is_the_engines():
    d_Z, H0 = given("duck-batch").values()
    W = ll.Tensor(np.zeros((d_Z.shape[1], H0.shape[1])))
    (H0 @ W.T).backward(d_Z)
    np.testing.assert_allclose(ALL["duck-batch"].reference(d_Z, H0), W.grad)
    assert check("duck-batch", lambda d_Z, H0: d_Z.T @ H0).ok


@pytest.mark.parametrize(
    ("product", "hint"),
    [
        (lambda d_Z, H0: d_Z @ H0.T, "Both must be the sentences"),
        (lambda d_Z, H0: d_Z @ H0, "Both must be the sentences"),
        (lambda d_Z, H0: d_Z * H0, "each unit and each input"),
    ],
)
def test_a_batch_that_does_not_fit_is_told_of_its_axes(product, hint):
    report = check("duck-batch", product)
    assert report.ok is False
    assert any(hint in line for line in report.details)


def test_a_backward_pass_is_told_the_layer_where_it_goes_wrong():
    def off_by_one(layers, h0, right):
        slopes = ALL["duck-depth"].reference(layers, h0, right)
        if len(layers) == 3:
            slopes["W"][1] = slopes["W"][1] + 1
        return slopes

    said = check("duck-depth", off_by_one)
    assert said.ok is False
    assert "of 3 layers, W of layer 2 is wrong, and all above it is right" in repr(said)
    empty = check("duck-depth", lambda layers, h0, right: {"W": [], "b": []})
    assert "a slope of every layer" in repr(empty)


def test_the_slopes_on_paper_are_the_engines():
    E, W, U, y_hat, right = given("duck-paper").values()
    e, w = ll.Tensor(E), ll.Tensor(W)
    z = w @ (e @ np.array([1, 2]) / 3)
    (U @ ll.relu(z)).backward(y_hat - np.eye(2)[right])
    slopes = [*z.grad, w.grad[0, 1], *e.grad[:, 1]]
    np.testing.assert_allclose(ALL["duck-paper"].reference(E, W, U, y_hat, right), slopes)
    softmax = ll.softmax(U @ np.maximum(z.data, 0))
    np.testing.assert_allclose(softmax, y_hat, atol=0.005)  # as the task says, rounded


@pytest.mark.parametrize(
    ("answer", "stage"),
    [
        ([0.56, 0, -0.28, 0.45, 0.30], None),
        ([0.7, 0, -0.28, 0.45, 0.30], "∂ℓ/∂z is wrong"),
        ([0.6, 0, -0.3, 0.4, 0.3], "too coarse"),
        ([0.6, 0, -0.3, 0.48, 0.32], "too coarse"),  # from a rounded .6
        ([0.56, 0, 0.5, 0.45, 0.30], "∂ℓ/∂z is right, ∂ℓ/∂W₁₂ is not"),
        ([0.56, 0, 1.12, 0.45, 0.30], "W₁₁ for W₁₂"),
        ([0.56, 0, 0, 0.45, 0.30], "W₂₁ for W₁₂"),
        ([0.56, 0, 0.28, 0.45, 0.30], "the second entry of h₀"),
        ([0.56, 0, -0.28, 0.3, 0.45], "∂ℓ/∂z and ∂ℓ/∂W₁₂ are right, goose is not"),
        ([0.56, 0], "five numbers are asked for"),
    ],
)
def test_paper_is_told_where_it_goes_wrong(answer, stage):
    report = check("duck-paper", answer)
    assert report.ok is (stage is None) and (stage is None or stage in report.headline)


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_the_engines(name):
    student(name)
    o, label = given("duck-loss").values()
    found = ll.cross_entropy(o, label)
    np.testing.assert_allclose(ALL["duck-loss"].reference(o, label), found)
    assert np.isfinite(found)


@pytest.mark.parametrize(
    "logits",
    [
        lambda label: [710.0 if k == label else 0.0 for k in range(3)],
        lambda label: -1000.0 * (1 - np.eye(3)[label]) - 1000,
    ],
)
def test_whatever_breaks_the_line_will_do(logits):
    assert check("duck-break", logits).ok is True


def start(aim, h0, w, u, words):
    """The bias for an h₂ so many times the line, with these squares of the shares."""
    return aim * np.sqrt((1 + h0 @ h0 + words * w @ w) / 2) * -u - w @ h0


@pytest.mark.parametrize("aim", [1.09, 1.1, 1.11])
@pytest.mark.parametrize("name", NAMES)
def test_a_start_a_tenth_above_the_line_is_right(name, aim):
    student(name)
    assert check("duck-choose", lambda h0, w, u, s: start(aim, h0, w, u, s @ s)).ok


@pytest.mark.parametrize(
    ("aim", "diagnosis"),
    [
        (0.47, "too quiet"),
        (0.83, "too quiet"),
        (1, "the line itself"),
        (1.05, "the right line"),
        (1.2, "the right line"),
        (1.37, "above the line"),
        (2.7, "above the line"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_other_starts_are_told_where_they_land(name, aim, diagnosis):
    """With K all right, no slip in K is suspected, whatever the start aims at."""
    student(name)
    report = check("duck-choose", lambda h0, w, u, s: start(aim, h0, w, u, s @ s))
    assert report.ok is False and report.diagnosis.startswith(diagnosis)


@pytest.mark.parametrize(
    "words",
    [
        lambda s: 3 / 9,
        lambda s: 4 / 9,
        lambda s: 2 / 3,
        lambda s: np.max(s) ** 2,
        lambda s: s[-1] ** 2,
        lambda s: np.sum(s**2) / 2,
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_slip_in_k_is_wrong_and_gets_no_false_word(name, words):
    student(name)
    report = check("duck-choose", lambda h0, w, u, s: start(1.1, h0, w, u, words(s)))
    assert report.ok is False
    assert report.diagnosis in ("", None, "too quiet", "above the line, elsewhere")


@pytest.mark.parametrize("name", NAMES)
def test_the_line_and_a_tenth_of_1_is_not_a_tenth_above_it(name):
    student(name)
    report = check("duck-choose", lambda h0, w, u, s: start(1, h0, w, u, s @ s) + 0.1)
    assert report.diagnosis == "a tenth of 1, not of the line"


@pytest.mark.parametrize("aim", [1, 1.05, 1.1, 1.15])
@pytest.mark.parametrize("slip", nb02_start._SLIPS, ids=lambda slip: slip.name)
def test_a_slip_in_the_formula_is_found_whatever_it_aims_at(slip, aim):
    report = check("duck-choose", lambda *inputs: slip.wrong(*inputs, aim))
    assert report.ok is False and report.diagnosis == slip.name


def test_the_run_of_the_check_is_training():
    """The check's own steps, written out, are those of the engine."""
    E = np.array([[0.05, -0.1], [-1.5, -0.9]])
    W, U = np.array([[0.9, 1.0], [0.7, -0.3]]), np.array([[0.0, -0.5], [-0.9, 0.3]])
    shares = np.array([2 / 3, 1 / 3])
    p = {"E": ll.Tensor(E), "W": ll.Tensor(W), "b": ll.Tensor([-9.0, 0.3]), "U": ll.Tensor(U)}
    for step in range(200):  # noqa: B007
        h = ll.relu(p["W"] @ (p["E"] @ shares) + p["b"])
        if h.data[1] == 0:
            break
        ll.cross_entropy(p["U"] @ h, 0).backward()
        for t in p.values():
            t.data, t.grad = t.data - nb02_start._ETA * t.grad, None
    assert nb02_start._silent_at(0.3, E @ shares, W[1], -0.8, shares) == step


@pytest.mark.parametrize(
    ("h2", "formula", "end"),
    [
        (0.39, (30, 34), (33, "silent")),
        (0.79, (69, 91), (85, "silent")),
        (1.19, (66, 96), (83, "turned")),
    ],
)
def test_the_formula_holds_the_runs_of_the_notebook(h2, formula, end):
    start = np.array([0, -1.3]), np.array([0.7, -0.3]), -0.8, h2, np.array([2 / 3, 1 / 3]), 0.01
    earliest, latest = ALL["duck-when"].reference(*start)
    assert (round(earliest), round(latest)) == formula
    assert nb02_time.fight(*start) == end and earliest <= end[0] <= latest


@pytest.mark.parametrize("name", NAMES)
def test_between_earliest_and_latest_training_ends(name):
    student(name)
    inputs = tuple(given("duck-when").values())
    earliest, latest = ALL["duck-when"].reference(*inputs)
    assert earliest < nb02_time.fight(*inputs)[0] < latest
    assert check("duck-when", lambda *inputs: np.round(ALL["duck-when"].reference(*inputs))).ok


def test_a_guess_that_holds_the_step_is_too_wide_and_one_that_does_not_is_told_the_step():
    right = ALL["duck-when"].reference
    assert "more narrowly" in check("duck-when", lambda *i: right(*i) * [0.5, 1.3]).headline
    assert "at step 85, and" in check("duck-when", lambda *i: right(*i) * [0.3, 0.8]).headline
    assert "two numbers" in check("duck-when", lambda *i: 70.0).headline


def test_a_logarithm_that_stops_is_told_of_the_bars():
    def when(h0, w, u, h2, shares, eta):
        unit = np.sqrt((1 + h0 @ h0 + shares @ shares * (w @ w)) / 2)
        turns = math.log((-u + h2 / unit) / (-u - h2 / unit))
        return [turns / (4 * eta * r * unit) for r in (1 / (1 + np.exp(u * h2)), 0.5)]

    assert "no logarithm" in repr(check("duck-when", when))


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_at_the_words_is_the_engines(name):
    student(name)
    d_z, W, words = given("duck-dE").values()
    E = ll.Tensor(np.zeros((3, 3)))
    shares = np.bincount(words, minlength=3) / len(words)
    (W @ (E @ shares)).backward(d_z)
    np.testing.assert_allclose(ALL["duck-dE"].reference(d_z, W, words), E.grad)


@pytest.mark.parametrize("attempt", [np.nan, "W", [[1, 2]], None, [[np.nan, 1], [1, 1]]])
@pytest.mark.parametrize("id", ["duck-choose", "duck-break", "duck-paper", "duck-when"])
def test_strange_answers_are_judged(id, attempt):
    assert not check(id, attempt)


@pytest.mark.parametrize("limit", [30, 500, 709])
def test_clipped_logits_are_seen(limit):
    def loss(o, label):
        o = np.clip(o, -limit, limit)
        return np.log(np.sum(np.exp(o - np.max(o)))) + np.max(o) - o[label]

    assert check("duck-loss", loss).diagnosis == "logits clipped"
