"""Exercises of notebook 01: a program that walks each path is stopped, and told why."""

from __future__ import annotations

import pytest

from lecture_lib.autograd import Value
from lecture_lib.exercises.nb01_engine import yours
from lecture_lib.lessons.checking import check, find

FIVE_PATHS = [("u", "times", ["a", "a"]), ("v", "plus", ["u", "a"]), ("f", "times", ["u", "v"])]


def every_path(arrows, root):
    found = {root: 1.0}

    def walk(node, so_far):
        for result, operand, local in arrows:
            if result == node:
                found[operand] = found.get(operand, 0.0) + so_far * local
                walk(operand, so_far * local)

    walk(root, 1.0)
    return found


@pytest.mark.parametrize("id", ["pull-back", "repair-engine"])
def test_who_walks_each_path_is_told_so_however_often(id):
    small = [("c", "b", 0.5), ("b", "a", 2.0), ("b", "a", -1.0)]
    assert every_path(small, "c") == {"c": 1.0, "b": 0.5, "a": 0.5}  # right, but for its price
    for _ in range(2):
        report = check(id, every_path)
        assert report.ok is False
        assert "each path is walked here, and not each arrow" in " ".join(repr(report).split())
        assert check(id, find(id).reference).ok  # who walks arrows is not stopped


def test_a_record_ends_in_the_gradients_that_the_engine_finds():
    values = {"a": 2.0}
    arrows = find("record-arrows").reference(FIVE_PATHS, values)
    assert find("pull-back").reference(arrows, "f") == {"f": 1.0, "v": 4.0, "u": 10.0, "a": 44.0}
    steps = [*FIVE_PATHS, ("g", "relu", ["f"])]
    for a, slope in ((2.0, 44.0), (-0.5, 0.0)):  # the gate is closed where f < 0
        arrows = find("record-arrows").reference(steps, {"a": a})
        assert find("pull-back").reference(arrows, "g")["a"] == pytest.approx(slope)


def test_an_order_that_pull_back_cannot_walk_is_named():
    def as_computed(steps, values):
        return find("record-arrows").reference(steps, values)[::-1]

    report = check("record-arrows", as_computed)
    assert report.ok is False and "not in the order of the walk" in report.headline


def test_who_returns_an_iterator_is_told_that_it_can_be_walked_only_once():
    def once(steps, values):
        return iter(find("record-arrows").reference(steps, values))

    report = check("record-arrows", once)
    assert report.ok is False and "list(…) makes a list of it" in report.headline


@pytest.mark.parametrize("slip", ["minus like plus", "minus the wrong way round"])
def test_a_minus_on_the_wrong_arrow_is_told(slip):
    wrong = {mistake.name: mistake.wrong for mistake in find("record-arrows").mistakes}[slip]
    assert check("record-arrows", wrong).diagnosis == slip


def test_judge_engines_has_whole_numbers_only():
    for inputs in find("judge-engines").cases():
        assert all(x == int(x) for x in [*inputs[:3], *inputs[3]])


def test_who_visits_again_and_again_is_told_what_is_wrong_before_it_takes_for_ever():
    def engine(arrows, root):
        gradient, visit = {root: 1.0}, [root]
        for node in visit:
            for result, operand, local in arrows:
                if result == node:
                    gradient[operand] = gradient.get(operand, 0.0) + gradient[node] * local
                    visit.append(operand)
        return gradient

    report = check("repair-engine", engine)
    assert report.diagnosis == "visited more than once"
    assert report.details[-1].startswith("Later it stops: RuntimeError: stopped, for this would")


def test_who_has_written_times_alone_is_told_that_minus_is_still_to_do():
    def record(steps, values):
        arrows = []
        for result, word, operands in steps:
            x = [values[operand] for operand in operands]
            if word == "plus":
                values[result], local = x[0] + x[1], [1.0, 1.0]
            elif word == "times":
                values[result], local = x[0] * x[1], [x[1], x[0]]
            else:
                raise NotImplementedError(word)
            arrows += [(result, *pair) for pair in zip(operands, local, strict=True)]
        return arrows[::turn]

    turn = -1
    report = check("record-arrows", record)
    assert report.ok is None and report.headline == "right so far, in 1 of 4 cases"
    assert report.details[0].startswith("Still to do: minus (line ")
    turn = 1  # what is written is judged all the same
    assert check("record-arrows", record).diagnosis == "not in the order of the walk"


def test_a_right_function_of_the_student_s_is_used_and_ours_is_not_called_theirs(capsys):
    def mine(arrows, root):
        return find("pull-back").reference(arrows, root)

    ours = find("pull-back").reference
    assert yours("pull-back", mine) is mine
    assert yours("pull-back", lambda arrows, root: {}) is yours("pull-back", ours) is ours
    told = capsys.readouterr().out.splitlines()
    assert told == ["pull-back: yours", *["pull-back: ours, until yours is right"] * 2]


@pytest.mark.parametrize("word", ["overwrites", None])
def test_who_takes_the_first_arrow_for_the_last_is_told_so(word):
    def judge(r, s, t, found):
        of = {r * (s + t): "right", s + t: "forgets", (r * s) * (r * t): "multiplies"}
        if word is None:  # looked up with ==
            return [of.get(number) for number in found]
        of[r * s] = word
        return [of[min(of, key=lambda mine: abs(mine - number))] for number in found]

    assert check("judge-engines", judge).diagnosis == "the first arrow kept"


def test_ours_enters_the_results_in_values_as_the_student_s_record_does(capsys):
    values = {"a": 2.0}
    yours("record-arrows", lambda steps, values: [])(FIVE_PATHS, values)
    assert values == {"a": 2.0, "u": 4.0, "v": 6.0, "f": 24.0}


class Exchanged(Value):
    """Its minus has its operands the wrong way round, which a square hides."""

    def __sub__(self, other):
        return Value.__sub__(other, self)


def test_a_step_on_an_engine_with_a_wrong_minus_is_not_passed():
    def step(formula, parameters, data, rate):
        leaves = {name: node(number, name) for name, number in (parameters | data).items()}
        formula(**leaves).backward()
        return {name: number - rate * leaves[name].grad for name, number in parameters.items()}

    node = Value
    assert check("train-step", step).ok
    node = Exchanged
    assert check("train-step", step).diagnosis == "operands of minus exchanged"
