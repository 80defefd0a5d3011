"""Cards and pills: what they say, on how many lines, and that their sizes hold it."""

from __future__ import annotations

import pytest

from lecture_lib.graph import Edge, Node
from lecture_lib.graph.cards import LETTERS, PAD, card, fitted, measure, pill


@pytest.mark.parametrize(
    ("entries", "lines"),
    [
        (2.0, 1),
        ((1.0, 2.0), 1),
        (((1.0, 2.0),), 1),
        (((1.0,), (2.0,)), 2),
        (((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), 3),
        (((1.0,), (2.0,), (3.0,), (4.0,)), 1),
        ((((1.0,), (2.0,)),), 2),
        ((), 1),
    ],
)
def test_a_small_matrix_is_set_row_by_row(entries, lines):
    assert len(fitted(entries)[1]) == lines


def test_numbers_that_are_too_long_are_cut_and_a_matrix_is_not():
    text, lines = fitted((1e-5,) * 6)
    assert len(text) == LETTERS and text.endswith("…") and lines == (text,)
    text, lines = fitted(((1e-5,) * 3, (1e-5,) * 3))
    assert len(text) > LETTERS and "…" not in text and len(lines) == 2


def test_a_card_holds_its_words():
    node = Node("n0", "weight", label="matmul", value=((1.0, -2.0), (3.0, 4.0)), shape=(2, 2),
                gradient_norm=0.5, anomaly="gradient")  # fmt: skip
    made = card(node)
    assert [row.key for row in made.rows] == ["shape", "value", "‖grad‖", "⚠"]
    assert [row.text for row in made.rows][::3] == ["2×2", "in gradient"]
    for row in made.rows:
        for line in row.lines:
            assert measure(line, 14.0) + measure(row.key, 11.0) <= made.width - 2 * PAD
    assert made.height > card(Node("n0", "weight", value=1.0)).height


def test_a_pill_says_the_slope_or_how_many_edges_there_are():
    assert pill(Edge("e0", "n0", "n1", local=-0.5))[0] == "−0.500"
    assert pill(Edge("e0", "n0", "n1", count=3))[0] == "×3"
    assert pill(Edge("e0", "n0", "n1")) == ("", 0.0)
    assert pill(Edge("e0", "n0", "n1", local=0.0))[1] > 0
