"""Pictures of notebook 03: what is drawn is what was given."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures.nb03 import brackets, docket, one_arrow, paths, reach, u_curves


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_the_arrow_says_how_large_both_arrays_are_and_not_how_large_the_table_is():
    texts = written(one_arrow(64, 1000, 500))
    assert "64 × 1000" in texts and "64 × 500" in texts
    assert not any("64000" in text or "64,000" in text for text in texts)


def test_local_derivatives_stand_in_the_entries_that_are_reached():
    X, W = [[1, 2], [3, -1]], [[1, 0, -1], [2, 1, 3]]
    bias, weight, entry = (
        [text for text in written(ax) if text.startswith("·")] for ax in reach(X, W)
    )
    assert bias == ["·1", "·1"]
    assert weight == ["·1", "·3"]  # the first column of X
    assert entry == ["·2", "·1", "·3"]  # the second row of W


def test_other_entries_and_other_sizes_are_drawn_too():
    (ax,) = reach(np.ones((4, 2)), [[1, 0.5], [-2, 3]], [("X", (3, 1))])
    assert [text for text in written(ax) if text.startswith("·")] == ["·−2", "·3"]
    assert ax.get_title() == "$X_{42}$ reaches"


def test_only_the_paths_of_one_operand_are_told():
    texts = written(paths([[1, 2, 0], [3, -1, 4]], [2, 1], target=1))
    assert "2" in texts and "−1" in texts
    assert sum(text.lstrip("−").isdigit() for text in texts) == 2
    assert "g$_1$ = 2" in texts and "g$_2$ = 1" in texts


def test_curves_differ_in_colour_marker_and_dash():
    h = np.array([1e-6, 1e-3, 1.0])
    ax = u_curves(h, A=h, B=h**2, C=1 / h)
    lines = ax.get_lines()
    assert [line.get_label() for line in lines] == ["A", "B", "C"]
    for look in ("get_color", "get_marker", "get_linestyle"):
        assert len({getattr(line, look)() for line in lines}) == 3
    np.testing.assert_array_equal(lines[1].get_ydata(), h**2)


def test_each_curve_has_a_ring_at_its_marked_step():
    h = np.array([1e-6, 1e-3, 1.0])
    ax = u_curves(h, A=h, B=h**2, at=[1e-3, 1.0])
    *_, a, b = ax.get_lines()
    assert written(ax) == ["A", "B"]
    assert [(*line.get_xdata(), *line.get_ydata()) for line in (a, b)] == [(1e-3, 1e-3), (1.0, 1.0)]
    assert a.get_fillstyle() == b.get_fillstyle() == "none"
    assert len(u_curves(h, A=h).get_lines()) == 1


def test_what_is_beyond_the_axis_has_an_arrow():
    ax = docket(
        {"a": (np.exp, np.exp, [0.0, 1.0, 2.0])}, {}, lambda f, slope, x: [0, 1e-9, 1e9][int(x)]
    )
    arrows = [(text.get_text(), text.get_position()[1]) for text in ax.texts]
    assert [a for a in arrows if a[0] in "←→"] == [("←", 0), ("→", 2)]


def test_from_the_vector_on_every_product_is_cheap_and_of_tables_all_but_the_last_are_dear():
    texts = written(brackets(100, 4))
    cut = texts.index("tables first")
    costs = [[text for text in part if "10" in text] for part in (texts[:cut], texts[cut:])]
    assert costs == [["$10^4$"] * 4, ["$10^6$"] * 3 + ["$10^4$"]]


def test_on_a_table_that_is_a_product_no_name_stands():
    texts = written(brackets(10))
    cut = texts.index("tables first")
    names = [[text for text in part if "J" in text] for part in (texts[:cut], texts[cut:])]
    assert [len(part) for part in names] == [3 + 2 + 1, 3 + 1]


def test_a_case_is_an_error_where_its_gap_is_on_the_wrong_side_of_the_line():
    gaps = iter([1e-9, 1e-3, float("nan"), 1e-9, 1e-3])
    right = {"a": (np.exp, np.exp, [0.0, 1.0, 2.0])}
    ax = docket(right, {"b": (np.exp, np.sin, [0.0, 1e6])}, lambda f, slope, x: next(gaps))
    assert ax.get_title() == "2 false alarms, 1 miss"
    assert [text for text in written(ax) if len(text) > 1 and "slopes" not in text] == [
        "false alarm"
    ] * 2 + ["miss"]
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "b, at 1e6"
    assert len({line.get_marker() for line in ax.get_lines()} - {"None"}) == 2
