"""Exercises of notebook 01: a program that walks each path is stopped, and told why."""

from __future__ import annotations

import pytest

from lecture_lib.autograd import Value
from lecture_lib.exercises.nb01_engine import yours
from lecture_lib.exercises.nb01_record import recorded
from lecture_lib.lessons.checking import check, find


def five_paths(a):
    u = a * a
    return u * (u + a)


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


def test_ours_records_arrows_that_the_engine_can_walk_from_their_end():
    tape = []
    assert recorded(five_paths, {"a": 2.0}, tape) == {"a": 44.0}
    root, leaf = tape[-1][0], tape[0][1]
    assert find("pull-back").reference(tape[::-1], root)[leaf] == 44.0
    assert recorded(lambda a: five_paths(a).relu(), {"a": -0.5}) == {"a": 0.0}  # relu is closed
    neuron = recorded(lambda w, b: (1 - (w * 2 + b)) ** 2, {"w": 0.5, "b": -0.25})
    assert neuron == {"w": -1.0, "b": -0.5}


class Engine:
    """The notebook's engine; what is given by name takes the place of its own part."""

    def __init__(self, **slips):
        engine, self.tape = self, []
        self.note, self.minus, self.times = self.right_note, self.right_minus, self.right_times
        self.walk = lambda tape: tape[::-1]

        class Node:
            def __init__(self, value):
                self.value = value

            def __add__(self, other):
                other = engine.node(other)
                return engine.note(self.value + other.value, (self, 1.0), (other, 1.0))

            def __sub__(self, other):
                return engine.minus(self, other)

            def __mul__(self, other):
                return engine.times(self, other)

            def relu(self):
                return engine.note(max(self.value, 0.0), (self, float(self.value > 0)))

            __radd__, __rmul__ = __add__, __mul__

        self.Node = Node
        for name, slip in slips.items():
            setattr(self, name, lambda *given, slip=slip: slip(self, *given))

    def node(self, x):
        return x if isinstance(x, self.Node) else self.Node(x)

    def right_minus(self, one, other):
        other = self.node(other)
        return self.note(one.value - other.value, (one, 1.0), (other, -1.0))

    def right_times(self, one, other):
        other = self.node(other)
        return self.note(one.value * other.value, (one, other.value), (other, one.value))

    def right_note(self, value, *operands):
        result = self.Node(value)
        self.tape.extend((result, operand, local) for operand, local in operands)
        return result

    def gradients(self, formula, numbers):
        leaves = {name: self.Node(number) for name, number in numbers.items()}
        self.tape.clear()
        root = formula(**leaves)
        gradient = find("pull-back").reference(self.walk(self.tape), root)
        return {name: gradient.get(leaf, 0.0) for name, leaf in leaves.items()}


def turned(engine, value, *operands):
    result = engine.Node(value)
    engine.tape.extend((operand, result, local) for operand, local in operands)
    return result


def forget(engine, value, *operands):
    engine.right_note(value, *operands)


def without_arrows(engine, value, *operands):
    return engine.Node(value)


def of_nodes(engine, one, other):
    return engine.note(one * other, (one, other.value), (other, one.value))


def with_nodes(engine, one, other):
    other = engine.node(other)
    return engine.note(one.value * other.value, (one, other), (other, one))


def of_nodes_only(engine, one, other):
    return engine.note(one.value * other.value, (one, other.value), (other, one.value))


def without_pairs(engine, one, other):
    other = engine.node(other)
    return engine.note(one.value * other.value, other.value, one.value)


def other_way_round(engine, one, other):
    other = engine.node(other)
    return engine.note(other.value - one.value, (one, 1.0), (other, -1.0))


def exchanged(engine, one, other):
    return engine.right_minus(engine.node(other), one)


def test_the_engine_of_the_notebook_is_right():
    assert check("record-formula", Engine().gradients).ok


@pytest.mark.parametrize(
    ("part", "slip", "told"),
    [
        ("note", turned, "the result stand first on your arrows"),
        ("note", forget, "does note return the new node?"),
        ("note", without_arrows, "Likely: nothing on the tape"),
        ("walk", lambda engine, tape: tape, "begin at the end of the tape?"),
        ("walk", lambda engine, tape: ..., "The dots in gradients still stand there"),
        ("times", of_nodes, "Multiply their values"),
        ("times", with_nodes, "Likely: a node for a number"),
        ("times", of_nodes_only, "A plain number has no value"),
        ("times", without_pairs, "note is given pairs"),
        ("minus", other_way_round, "Likely: value of minus exchanged"),
    ],
)
def test_a_slip_in_the_engine_is_told(part, slip, told):
    report = check("record-formula", Engine(**{part: slip}).gradients)
    assert report.ok is False and told in " ".join(repr(report).split())


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


def test_who_has_written_minus_alone_is_told_that_times_is_still_to_do():
    def times(engine, one, other):
        raise NotImplementedError("*")

    report = check("record-formula", Engine(times=times).gradients)
    assert report.ok is None and report.headline == "right so far, in 1 of 6 cases"
    assert report.details[0].startswith("Still to do: * (line ")
    wrong = Engine(times=times, minus=exchanged)  # what is written is judged all the same
    assert check("record-formula", wrong.gradients).diagnosis == "minus the wrong way round"


@pytest.mark.parametrize(
    ("id", "attempt", "told"),
    [
        ("pull-back", lambda arrows, root: {root: 1.0}[arrows[0][1]], "What has it received so"),
        ("layer-slopes", lambda delta, between, own: own[len(own)], "The last of n entries"),
    ],
)
def test_who_is_stopped_by_a_usual_slip_is_told_why(id, attempt, told):
    assert told in " ".join(repr(check(id, attempt)).split())


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


def test_ours_writes_on_the_student_s_tape_and_stays_ours_when_it_is_run_twice(capsys):
    tape = ["old"]
    ours = yours("record-formula", lambda formula, numbers: {}, tape)
    assert yours("record-formula", ours, tape) is not None
    assert ours(five_paths, {"a": 2.0}) == {"a": 44.0} and len(tape) == 6
    told = capsys.readouterr().out.splitlines()
    assert told == ["record-formula: ours, until yours is right"] * 2


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
