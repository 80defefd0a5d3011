"""Exercises of notebook 03: references against the engine, half-rules, and other right answers."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises import nb03_layer, nb03_nudges, nb03_rule, nb03_softmax, nb03_unbroadcast
from lecture_lib.lessons import check, given, student

MODULES = (nb03_layer, nb03_nudges, nb03_rule, nb03_softmax, nb03_unbroadcast)
NOTEBOOK = Path(__file__).parents[2] / "notebooks/03_from_numbers_to_arrays.ipynb"
ALL = {e.id: e for module in MODULES for e in module.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("name", NAMES)
def test_softmax_pulled_back_is_the_engines(name):
    student(name)
    g, p = given("softmax-pull").values()
    o = ll.Tensor(np.log(p))
    ll.softmax(o).backward(g)
    np.testing.assert_allclose(ALL["softmax-pull"].reference(g, p), o.grad, atol=1e-12)


def test_softmax_pulled_back_by_a_table_for_each_row_is_right_too():
    def by_table(g, p):
        return np.array([(np.diag(q) - np.outer(q, q)) @ a for q, a in zip(p, g, strict=True)])

    assert check("softmax-pull", by_table).ok


@pytest.mark.parametrize("name", NAMES)
def test_the_repaired_block_is_the_engines(name):
    student(name)
    X, W, b, U, c, g = given("repair-layer").values()
    p = {key: ll.Tensor(a) for key, a in {"X": X, "W": W, "b": b, "U": U, "c": c}.items()}
    H = ll.relu(p["X"] @ p["W"].T + p["b"])
    (p["X"] + H @ p["U"].T + p["c"]).backward(g)
    for key, found in ALL["repair-layer"].reference(X, W, b, U, c, g).items():
        np.testing.assert_allclose(found, p[key].grad, atol=1e-12)


@pytest.mark.parametrize("mended", [*itertools.product([False, True], repeat=5)])
def test_of_five_slips_those_that_are_left_are_told(mended):
    u, h, w, x, skip = mended

    def backward(*inputs):
        slips = {key: "right" if fine else "page"
                 for key, fine in {"u": u, "h": h, "w": w, "x": x}.items()}  # fmt: skip
        return nb03_layer._back(*inputs, **slips, skip=skip)

    report = check("repair-layer", backward)
    assert report.ok is all(mended)
    if not all(mended):
        told = report.headline + " ".join(report.details) + str(report.diagnosis)
        assert report.diagnosis or "wrong: " in told


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        (lambda d: d | {"b": d["b"][None]}, "the shape of its array"),
        (lambda d: d | {"X": d["X"] + 1}, "It has two ways to out"),
        (lambda d: d | {"X": d["X"] + 1, "W": d["W"] + 1}, "wrong: W, X"),
    ],
)
def test_what_is_no_known_mistake_is_told_by_its_array(slip, told):
    report = check("repair-layer", lambda *inputs: slip(nb03_layer._back(*inputs)))
    assert report.ok is False and told in report.headline + " ".join(report.details)


def test_more_than_the_five_may_be_returned():
    assert check("repair-layer", lambda *inputs: nb03_layer._back(*inputs) | {"H": 1}).ok


def _cells():
    return {
        cell["id"]: "".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text())["cells"]
    }


def _exercise_1():
    """The functions of the page: `nudge`, `loss`, and the `backward` that is to be repaired."""
    cells, page = _cells(), {"np": np, "ll": ll}
    for id, end in (("nudge", "\n\n\nslopes"), ("ex-repair", None), ("judge", "\n\n\njudge(")):
        exec(cells[id].partition(end)[0] if end else cells[id], page)
    return page


@pytest.mark.parametrize("name", NAMES)
def test_nudges_tell_on_the_page_what_is_wrong_and_call_what_is_right_right(name, capsys):
    student(name)
    page = _exercise_1()
    for rule, right in ((page["backward"], "c"), (ALL["repair-layer"].reference, "UcWbX")):
        page["judge"](rule)
        told = dict(line.split(" ", 1) for line in capsys.readouterr().out.strip().splitlines())
        assert set(told) == set("UcWbX")
        full = {name for name, words in told.items() if words.split()[0] == words.split()[2]}
        assert full == set(right)


@pytest.mark.parametrize("name", NAMES)
def test_an_array_in_the_middle_is_nudged_by_cutting_the_block_there(name):
    """The lines that the page prints."""
    student(name)
    page = _exercise_1()
    lines = _cells()["task-middle"].partition("```python\n")[2].partition("```")[0]
    *before, last = lines.strip().splitlines()
    exec("\n".join(before), page)
    a = given("repair-layer")
    np.testing.assert_allclose(eval(last, page), a["g"] @ a["U"], atol=1e-9)


def test_the_broken_pass_of_the_page_is_the_first_known_mistake():
    report = check("repair-layer", _exercise_1()["backward"])
    assert report.diagnosis == "as it was"


@pytest.mark.parametrize("wrong", [None, 3.0, {}, {"U": 1}, [1, 2, 3, 4, 5]])
def test_no_dict_of_five_gradients_is_said_to_be_none(wrong):
    assert not check("repair-layer", lambda *_: wrong).ok


@pytest.mark.parametrize("name", NAMES)
def test_curves_are_told_apart_by_their_arms_as_well(name):
    student(name)
    numbers = given("judge-u")
    curves = [np.asarray(numbers[k]) for k in "ABC"]
    steep = [np.log10(c[-1] / c[-3]) for c in curves]  # per decade of h
    left = [np.median(c[:8]) for c in curves]
    by_eye = ["central"] * 3
    by_eye[int(np.argmax(left))] = "float32"
    by_eye[int(np.argmin(steep))] = "forward"
    place = int(np.argmin(np.abs(np.log(np.asarray(numbers["h"]) / numbers["at"]))))
    helps = [
        "smaller h" if c[:place].min() < c[place] / 5
        else "larger h" if c[place + 1 :].min() < c[place] / 5
        else "more digits"
        for c in curves
    ]  # fmt: skip
    assert check("judge-u", list(zip(by_eye, helps, strict=True))).ok
    assert check(
        "judge-u", tuple([a.upper(), b.title()] for a, b in zip(by_eye, helps, strict=True))
    ).ok


@pytest.mark.parametrize("at", nb03_nudges._MARKED)
def test_at_a_marked_step_one_curve_is_at_its_bottom_and_no_other_near_it(at):
    """Between a bottom and an arm the remedy would be a matter of taste."""
    for case in nb03_nudges._CASES:
        ratios = []
        for kind in nb03_nudges._KINDS:
            errors = nb03_nudges._errors(kind, case, np.linspace(0.6, 1.2, 31))
            here = np.argmin(np.abs(np.log(nb03_nudges._STEPS / at)))
            ratios.append(errors[here] / errors.min())
        bottom, *arms = sorted(ratios)
        assert bottom < nb03_nudges._BOTTOM / 2 and min(arms) > 10 * nb03_nudges._BOTTOM


def test_to_the_right_of_its_bottom_a_curve_wants_a_smaller_step_and_to_the_left_a_larger():
    smaller, larger, digits = nb03_nudges._CURES
    right = [(digits, larger, larger), (smaller, digits, larger), (smaller, smaller, digits)]
    for at, cures in zip(nb03_nudges._MARKED, right, strict=True):
        told = dict(nb03_nudges._read(*nb03_nudges._fixed((0, 1, 2), at)))
        assert tuple(told[kind] for kind in nb03_nudges._KINDS) == cures


def _left(g, s, **keep):
    ones = {i for i, n in enumerate(s) if n == 1}
    return g.sum(axis=tuple({*range(g.ndim - len(s))} | ones), **keep)


SLIPS = {
    ("unbroadcast", "counted from the left"): lambda g, s: (
        _left(g, s, keepdims=True).reshape(s) if g.ndim == len(s) or 1 not in s else _left(g, s)
    ),
    ("unbroadcast", "the mean over the first axis"): lambda g, s: g.mean(axis=0),
    ("softmax-pull", "a plus between the paths"): lambda g, p: p * (g + (g * p).sum(1)[:, None]),
    ("softmax-pull", "g and p exchanged"): lambda g, p: g * (p - (p * p).sum(1)[:, None]),
    ("unbroadcast", "the right shape, other numbers"): lambda g, s: np.ones(s),
    ("softmax-pull", "a mean over the classes"): lambda g, p: (
        p * (g - (g * p).mean(axis=1)[:, None])
    ),
    ("own-rule", "the slope of the square root"): lambda g, out, x: g / 2 / out,
    ("own-rule", "the slope of the square root, from x"): lambda g, out, x: (
        g / (2 * np.sqrt(np.where(x > 0, x, np.nan)))
    ),
    ("own-rule", "the slope of the cube"): lambda g, out, x: 3 * x**2 * g,
    ("own-rule", "the sign of x as a factor"): lambda g, out, x: np.sign(x) * g / (3 * out**2),
    ("own-rule", "brackets are missing"): lambda g, out, x: g / 3 * out**2,
    ("own-rule", "x in place of out"): lambda g, out, x: g / (3 * x**2),
    ("own-rule", "the exponent of out is wrong"): lambda g, out, x: g / (3 * out),
}


@pytest.mark.parametrize(("slip", "attempt"), SLIPS.items(), ids=map(": ".join, SLIPS))
def test_slips_have_their_own_words(slip, attempt):
    id, diagnosis = slip
    assert check(id, attempt).diagnosis == diagnosis


def test_what_was_never_summed_is_not_said_to_be_counted_from_the_left():
    report = check("unbroadcast", lambda g, s: g)
    assert report.ok is False and report.diagnosis != "counted from the left"


@pytest.mark.parametrize(
    "wrong",
    ["central", ["central", "forward", "float32"], [("central", "smaller h")] * 3, 7,
     [("forward", "less h"), ("central", "smaller h"), ("float32", "more digits")]],
)  # fmt: skip
def test_what_is_no_list_of_three_pairs_is_said_to_be_none(wrong):
    report = check("judge-u", wrong)
    assert report.ok is False and "three pairs" in report.headline + " ".join(report.details)


def test_a_wrong_order_of_curves_is_told_whatever_is_said_to_help():
    right = ALL["judge-u"].reference(*given("judge-u").values())
    for cure in ("smaller h", "more digits"):
        report = check("judge-u", [(kind, cure) for kind, _ in right[1:] + right[:1]])
        assert report.ok is False and report.diagnosis.startswith("all three moved")
        assert not any("0" in line for line in report.details)


@pytest.mark.parametrize("other", nb03_nudges._CURES)
def test_of_a_wrong_cure_it_is_said_whose_it_is(other):
    (first, cure), *others = ALL["judge-u"].reference(*given("judge-u").values())
    report = check("judge-u", [(first, other), *others])
    told = report.headline + " ".join(report.details)
    assert report.ok is (other == cure)
    assert report.ok or "what helps A" in told or report.diagnosis


@pytest.mark.parametrize("answer", [[0, 2], (2.0, 0.0), np.array([2, 0])])
def test_blind_points_come_in_any_order_and_form(answer):
    assert ALL["blind-points"].fault(answer, 6.0) is None


def _judge_of_rules():
    """The function `test` of the page."""
    page = {"np": np, "ll": ll}
    exec(_cells()["test"], page)
    return page["test"]


@pytest.mark.parametrize("k", [6.0, -4.5])
def test_at_blind_points_the_wrong_rule_passes_and_elsewhere_not(k):
    cube, test = ll.primitive(lambda g, out, x: g * k * x)(lambda x: x**3), _judge_of_rules()
    assert test(cube, ALL["blind-points"].reference(k)) == "nothing wrong found"
    assert test(cube, [0.0, k / 3 + 0.5]) == "wrong"


def test_what_the_test_of_the_page_misses_is_where_the_slope_is_less_than_it_lets_pass():
    test = _judge_of_rules()
    softplus = ll.primitive(lambda g, out, x: g * 0 * x)(lambda x: np.logaddexp(0, x))
    border = np.log(1e-6)
    for x in (border - 0.02, -14.0, -20.0):
        assert test(softplus, [x]) == "nothing wrong found"
    for x in (border + 0.02, -13.0, 0.0, 5.0):
        assert test(softplus, [x]) == "wrong"


def test_a_right_rule_is_called_wrong_where_the_digits_cost_more_than_is_let_pass():
    test, border = _judge_of_rules(), 1e-6 / (0.75 * 2.0**-52 / 1e-5)
    assert 5e4 < border < 7e4
    points = np.random.default_rng(1).uniform(-border, border, 2000)
    assert test(np.square, points) == "nothing wrong found"
    assert test(np.square, [1e6]) == test(np.square, [1e7]) == "wrong"
    assert test(np.square, [1e5]) == "nothing wrong found"


def test_a_right_rule_is_called_wrong_where_the_curve_bends_too_sharply_for_the_step():
    test, border = _judge_of_rules(), 1e-5 * 1e3 / np.sqrt(8)
    assert border == pytest.approx(0.0035, rel=0.02)
    assert test(np.sqrt, [0.99 * border]) == test(np.sqrt, [0.003]) == "wrong"
    assert test(np.sqrt, [1.01 * border]) == test(np.sqrt, [0.004]) == "nothing wrong found"


@pytest.mark.parametrize("h", [1e-8, 1e-6, 1e-5, 1e-3])
@pytest.mark.parametrize("x", [0.7, 5.0, 1000.0])
def test_both_errors_of_a_nudge_are_no_larger_than_the_page_derives(x, h):
    """For the square root and the square, whose values are rounded rightly."""
    points, eps = x * np.random.default_rng(1).uniform(0.9, 1.1, 2000), 2.0**-52
    for f, slope, third in ((np.sqrt, 0.5 * points**-0.5, 0.375 * points**-2.5),
                            (np.square, 2 * points, 0 * points)):  # fmt: skip
        error = abs((f(points + h) - f(points - h)) / (2 * h) - slope)
        digits = eps / (2 * h) * (f(points) + points * slope)
        assert np.all(error <= 1.001 * (h**2 / 6 * third + digits))


@pytest.mark.parametrize("near", [[0, 1e-8], [1e-9, -1e-9], [0, 1e-7], [2, 2 + 1e-8], [0, 1e-12]])
def test_points_that_the_test_lets_pass_are_not_said_to_be_one_point(near):
    cube = ll.primitive(lambda g, out, x: g * 6 * x)(lambda x: x**3)
    assert _judge_of_rules()(cube, near) == "nothing wrong found"
    scaled = [x / 6 for x in near]  # the same places for every k
    report = check("blind-points", lambda k: [k * x for x in scaled])
    assert report.ok is False and report.diagnosis == "within what the test lets pass"


@pytest.mark.parametrize("constant", [[0.0, 1.0], [0.0, 2.0], [0.0, 0.0]])
def test_constants_do_not_pass(constant):
    assert check("blind-points", lambda k: constant).ok is False


@pytest.mark.parametrize(("c", "p", "r"), [(0.5, 1, 1e-8), (0.2, 2, 1e-12), (3.0, 4, 1e-6)])
def test_the_best_step_is_the_least_of_both_errors(c, p, r):
    h = np.logspace(-9, 0, 90001)
    least = h[np.argmin(c * h**p + r / h)]
    np.testing.assert_allclose(ALL["u-curve"].reference(c, p, r), least, rtol=1e-3)


def test_shapes_tell_the_products_of_the_layer_on_the_page_apart():
    """The page says so; with as many examples as inputs or units it would be false."""
    cells, page = _cells(), {"np": np, "ll": ll}
    exec(cells["stepper"].partition("layer =")[0], page)
    X, W, g = page["X"].data, page["W"].data, page["g"]
    turned = [(a, b) for a, b in itertools.product((X, X.T, g, g.T), repeat=2)]
    like_w = [(a, b) for a, b in turned if a.shape[1] == b.shape[0]
              and (a.shape[0], b.shape[1]) == W.shape]  # fmt: skip
    assert len(like_w) == 1
    np.testing.assert_array_equal(like_w[0][0] @ like_w[0][1], X.T @ g)
    assert "answer=8" in cells["ask-bias"] and g.sum(axis=0)[0] == 8
