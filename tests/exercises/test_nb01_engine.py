"""Exercises of notebook 01: a program that walks each path is stopped, and told why."""

from __future__ import annotations

import pytest

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
    assert report.ok is False and "in the order of computing" in report.headline


def test_judge_engines_has_whole_numbers_only():
    for inputs in find("judge-engines").cases():
        assert all(x == int(x) for x in [*inputs[:3], *inputs[3]])
