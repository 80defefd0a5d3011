"""Exercises of notebook 03: references against the engine, half-rules, and other right answers."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises import (
    nb03_attention,
    nb03_judge,
    nb03_layer,
    nb03_nudges,
    nb03_rule,
    nb03_softmax,
    nb03_unbroadcast,
)
from lecture_lib.lessons import check, given, student

MODULES = (nb03_attention, nb03_judge, nb03_layer, nb03_nudges, nb03_rule, nb03_softmax,
           nb03_unbroadcast)  # fmt: skip
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


@pytest.mark.parametrize(
    "by_table",
    [
        lambda g, p: np.array(
            [(np.diag(q) - np.outer(q, q)) @ a for q, a in zip(p, g, strict=True)]
        ),
        lambda g, p: p * g - (p[:, :, None] * p[:, None, :] @ g[..., None])[..., 0],
    ],
)
def test_softmax_pulled_back_by_a_table_has_right_numbers_and_holds_too_much(by_table):
    report = check("softmax-pull", by_table)
    assert report.ok is False and report.diagnosis is None
    assert "the answers are right" in report.headline and "times as much as p" in report.headline


@pytest.mark.parametrize(
    "sparing",
    [
        lambda g, p: np.array([q * (a - q @ a) for q, a in zip(p, g, strict=True)]),
        lambda g, p: [[q * (a - sum(map(float.__mul__, r, s))) for q, a in zip(r, s, strict=True)]
                      for r, s in zip(p.tolist(), g.tolist(), strict=True)],
    ],
)  # fmt: skip
def test_softmax_pulled_back_row_by_row_or_with_lists_is_right_too(sparing):
    assert check("softmax-pull", sparing).ok


def test_what_stops_at_more_classes_is_said_to():
    def small(g, p):
        if p.shape[1] > 100:
            raise MemoryError
        return ALL["softmax-pull"].reference(g, p)

    assert "MemoryError" in check("softmax-pull", small).headline


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


@pytest.mark.parametrize("name", NAMES)
def test_attention_pulled_back_is_the_engines(name):
    student(name)
    *arrays, g = given("attention-back").values()
    q, k, v = (ll.Tensor(a, key) for a, key in zip(arrays, "QKV", strict=True))
    (ll.softmax(q @ k.T / np.sqrt(q.shape[1])) @ v).backward(g)
    found = ALL["attention-back"].reference(*arrays, g)
    for key, node in zip("QKV", (q, k, v), strict=True):
        np.testing.assert_allclose(found[key], node.grad, atol=1e-12)


def test_where_all_values_are_alike_nothing_reaches_the_queries_and_keys():
    Q, K, V, g = np.random.default_rng(1).normal(size=(4, 4, 3))
    found = ALL["attention-back"].reference(Q, K, np.tile(V[0], (4, 1)), g)
    assert max(abs(found[key]).max() for key in "QK") < 1e-14


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
    """By the cell of the page; it prints the nudged slopes first, to three decimals."""
    student(name)
    page = _exercise_1()
    seen = []
    exec(_cells()["nudge-middle"], page | {"print": seen.append})
    a = given("repair-layer")
    np.testing.assert_allclose(seen[0], a["g"] @ a["U"], atol=1e-3)
    np.testing.assert_array_equal(seen[1], page["backward"](**a)["H"])


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
    places = [int(np.argmin(np.abs(np.log(np.asarray(numbers["h"]) / at)))) for at in numbers["at"]]
    helps = [
        "smaller h" if c[:place].min() < c[place] / 5
        else "larger h" if c[place + 1 :].min() < c[place] / 5
        else "more digits"
        for c, place in zip(curves, places, strict=True)
    ]  # fmt: skip
    assert check("judge-u", list(zip(by_eye, helps, strict=True))).ok
    assert check(
        "judge-u", tuple([a.upper(), b.title()] for a, b in zip(by_eye, helps, strict=True))
    ).ok


@pytest.mark.parametrize("kind", nb03_nudges._KINDS)
def test_a_marked_step_is_at_a_bottom_or_far_up_an_arm(kind):
    """Between a bottom and an arm the remedy would be a matter of taste."""
    for case in nb03_nudges._CASES:
        errors = nb03_nudges._errors(kind, case, np.linspace(0.6, 1.2, 31))
        here = [np.argmin(np.abs(np.log10(nb03_nudges._STEPS) - k))
                for k in nb03_nudges._MARKED[kind]]  # fmt: skip
        right, left, bottom = errors[here] / errors.min()
        assert bottom < nb03_nudges._BOTTOM / 2 and min(right, left) > 10 * nb03_nudges._BOTTOM
        assert [nb03_nudges._cure(errors, k, int(np.argmin(errors))) for k in here] == [
            *nb03_nudges._CURES
        ]


def test_of_two_cures_nobody_can_tell_the_third():
    drawn = [[cure for _, cure in nb03_nudges._read(*nb03_nudges._unlabelled(rng))]
             for rng in map(np.random.default_rng, range(40))]  # fmt: skip
    assert {len(set(cures)) for cures in drawn} == {2, 3}
    for place in range(3):
        assert {cures[place] for cures in drawn} == set(nb03_nudges._CURES)


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


def _page_of_judges():
    """The functions and cases of the page: `gap`, `softplus`, `right` and `wrong`."""
    cells, page = _cells(), {"np": np, "ll": ll, "nb03": type("", (), {"docket": _docket})}
    exec(cells["test"].partition("\n\n\nfor")[0], page)
    exec(cells["docket"], page | {"print": str}, page)
    return page


def _docket(right, wrong, gap):
    """In place of the picture: nothing is drawn."""
    return type("", (), {"get_title": lambda self: ""})()


def _judged(page, gap, name):
    f, slope, points = (page["right"] | page["wrong"])[name]
    return [bool(gap(f, slope, np.float64(x)) <= 1e-6) for x in points]


TRUTH = [True] * 8 + [False] * 5
TRUTHS = TRUTH + [True] * len(nb03_judge._RIGHT) + [False] * len(nb03_judge._WRONG)


def test_the_cases_of_the_page_are_those_of_the_check():
    page = _page_of_judges()
    cases = [(name.replace(": ", " "), f, slope, x) for rules in (page["right"], page["wrong"])
             for name, (f, slope, points) in rules.items() for x in points]  # fmt: skip
    assert len(cases) == len(nb03_judge.DOCKET)
    for (name, f, slope, x), (f_, slope_, x_) in zip(cases, nb03_judge.DOCKET, strict=True):
        assert name == f"{f_} {slope_}" and x == x_
        assert f(x) == f_(x_) and slope(x) == slope_(x_)


def test_the_judge_of_the_page_errs_as_it_says_and_the_reference_does_not():
    gap, cases = _page_of_judges()["gap"], ALL["mend-judge"].simple
    with np.errstate(all="ignore"):
        said = [bool(gap(*case) <= 1e-6) for case in nb03_judge.DOCKET]
    assert said == [False] * 4 + [True] * 4 + [False] * 3 + [True] * 2
    gaps = np.array([nb03_judge._reference(*case) for case in cases])
    assert list(gaps <= 1e-6) == TRUTHS
    assert not np.any((gaps > 1e-7) & (gaps < 5e-5))  # far from the line, on any machine
    assert check("mend-judge", gap).diagnosis == "as it was"


@pytest.mark.parametrize("seed", range(30))
def test_drawn_cases_are_judged_rightly_and_with_a_margin(seed):
    f, slope, x = nb03_judge._drawn(np.random.default_rng(seed))
    gap = nb03_judge._reference(f, slope, x)
    assert gap < 1e-7 if repr(slope) != "0" else gap > 0.5
    assert (_page_of_judges()["gap"](f, slope, x) <= 1e-6) is np.bool_(repr(slope) == "0")


def _by(*steps, floor=0.0, choose=np.fmin.reduce):
    def gap(f, slope, x):
        gaps = []
        for h in (step(x) for step in steps):
            nudged = (f(x + h) - f(x - h)) / (2 * h)
            gaps.append(abs(slope(x) - nudged) / max(floor, abs(nudged)))
        return choose(gaps)

    return gap


@pytest.mark.parametrize(
    "gap",
    [
        _by(lambda x: 1e-5, lambda x: 1e-5 * abs(x)),
        _by(lambda x: 1e-5, lambda x: 1e-5 * x, floor=1e-10),
        _by(lambda x: 1e-5, lambda x: 1e-5 * (abs(x) or 1), choose=min),
        _by(lambda x: 1e-5, lambda x: 1e-5 * abs(x), lambda x: 1e-6 * abs(x)),
        _by(*(lambda x, k=k: 10.0**k for k in range(-10, 3))),
    ],
)
def test_other_good_judges_are_right_too(gap):
    assert check("mend-judge", gap).ok


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (_by(lambda x: 1e-5), "the misses are mended"),
        (_by(lambda x: 1e-5 * abs(x)), "the step in proportion to x"),
        (_by(lambda x: 1e-5 * (abs(x) or 1)), "only x = 0 apart"),
        (_by(lambda x: 1e-5 * max(1, abs(x))), "the step never below the old one"),
        (_by(lambda x: 1e-5 * abs(x) ** 0.5 or 1e-5), "a step in between"),
        (_by(lambda x: 1e-5 * abs(x) ** 0.5), "nan"),
        (_by(lambda x: 1e-5 * abs(x) ** 0.5 + 1e-9), "false alarm"),
        (_by(lambda x: 1e-5 * abs(x) ** (2 / 3) or 1e-5), "a step nearer to x"),
        (_by(lambda x: min(1e-3, max(1e-8, 1e-5 * abs(x)))), "the step kept within bounds"),
        (_by(lambda x: 1e-5, lambda x: 1e-5 * abs(x), floor=1), "both steps, the misses left"),
        (_by(lambda x: 1e-5, lambda x: 1e-5 * abs(x), choose=np.fmax.reduce), "both must agree"),
        (_by(lambda x: 1e-3), "a larger step for all"),
        (lambda f, slope, x: 0.0, "everything is right"),
        (lambda f, slope, x: -1.0, "not negative"),
        (lambda f, slope, x: True, "return the gap"),
        (_by(lambda x: 1e-5 * abs(x), lambda x: 1e-5, choose=min), "nan"),
        (lambda f, slope, x: 1e-4 * _by(lambda x: 1e-5)(f, slope, x), "a miss"),
    ],
)
def test_of_a_judge_that_errs_it_is_said_how(gap, told):
    report = check("mend-judge", gap)
    assert report.ok is False
    assert told in " ".join([str(report.diagnosis), report.headline, *report.details])


@pytest.mark.parametrize("power", np.arange(0, 1.01, 0.1))
def test_no_step_made_from_x_alone_suits_all(power):
    """Nor within bounds: the hint says so."""
    cases = ALL["mend-judge"].simple
    for size, low, high in itertools.product(
        10.0 ** np.arange(-8, -2.4, 0.5), (0, 1e-10, 1e-8, 1e-6), (1e-5, 1e-3, 1e-2, 1e9)
    ):
        gap = _by(lambda x, s=size, a=low, b=high: min(b, max(a, s * abs(x) ** power)) or 1e-5)
        with np.errstate(all="ignore"):
            judged = (nb03_judge._misjudged(gap(*case), *case) for case in reversed(cases))
            assert any(wrong is not None for wrong in judged)


def test_a_judge_that_fits_the_page_only_is_found_out():
    gap = _by(lambda x: 1e-5 * (abs(x) or 1))
    with np.errstate(all="ignore"):
        assert [bool(gap(*case) <= 1e-6) for case in nb03_judge.DOCKET] == TRUTH
    assert not check("mend-judge", gap)


def test_of_seven_points_softplus_as_written_passes_at_one_and_mended_at_all():
    page = _page_of_judges()
    mended = ll.primitive(lambda g, out, x: g / (1 + np.exp(-x)))(lambda x: np.logaddexp(0, x))
    for softplus, passed in ((page["softplus"], [0.0]), (mended, [*np.arange(-3.0, 4.0)])):
        gaps = {x: page["gap"](softplus, ll.grad(softplus), x) for x in np.arange(-3.0, 4.0)}
        assert [x for x, gap in gaps.items() if gap <= 1e-6] == passed


def test_misses_and_alarms_begin_where_the_page_asks():
    page = _page_of_judges()
    gap, softplus = page["gap"], page["softplus"]
    for x, is_missed in ((np.log(1e-6) - 0.02, True), (np.log(1e-6) + 0.02, False)):
        assert (gap(softplus, lambda x: 0 * x, x) <= 1e-6) is np.bool_(is_missed)
    border = 1e-2 / 8**0.5
    for x, is_right in ((0.99 * border, False), (1.01 * border, True)):
        assert (gap(np.sqrt, lambda x: 0.5 / np.sqrt(x), x) <= 1e-6) is np.bool_(is_right)
    cube = ll.grad(lambda x: x**3)
    assert [x for x in range(-3, 4) if cube(float(x)) == 6 * x] == [0, 2]


def test_no_judge_that_divides_by_the_slope_is_right_where_the_slope_is_0():
    at = np.float64(np.pi / 2)
    with np.errstate(all="ignore"):
        assert nb03_judge._reference(np.sin, np.cos, at) >= 1
        border = np.log(1e-5 / (1 - 1e-3))
    assert border == pytest.approx(-11.5, abs=0.02)


def test_the_digits_cost_a_square_at_most_what_is_told():
    """Below the x at which that is the gap allowed, no alarm is possible."""
    gap, border = _page_of_judges()["gap"], 1e-6 / (0.75 * 2.0**-52 / 1e-5)
    for x in np.random.default_rng(1).uniform(1, border, 2000):
        assert gap(np.square, lambda x: 2 * x, x) <= 1e-6


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
