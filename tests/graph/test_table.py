"""The Wengert list."""

from __future__ import annotations

import lecture_lib as ll
from lecture_lib.graph import snapshot


def neuron():
    w, x, b, t = (ll.Value(v, n) for v, n in ((0.5, "w"), (2.0, "x"), (-0.25, "b"), (1.0, "t")))
    y = (w * x + b).sigmoid()
    y.name = "y"
    loss = (t - y) ** 2
    loss.name = "L"
    return loss


def test_table_before_and_after_backward():
    loss = neuron()
    assert snapshot(loss).table() == (
        "step             value   local derivatives\n"
        "t                 1.000\n"
        "w                 0.500\n"
        "x                 2.000\n"
        "v1 = w × x        1.000  ∂/∂w = 2.000, ∂/∂x = 0.500\n"
        "b                −0.250\n"
        "v2 = v1 + b       0.750  ∂/∂v1 = 1.000, ∂/∂b = 1.000\n"
        "y = sigmoid(v2)   0.679  ∂/∂v2 = 0.218\n"
        "v3 = t − y        0.321  ∂/∂t = 1.000, ∂/∂y = −1.000\n"
        "L = v3 ** 2       0.103  ∂/∂v3 = 0.642"
    )
    loss.backward()
    table = snapshot(loss).table().splitlines()
    assert table[0] == "step             value   gradient  local derivatives"
    assert table[2] == "w                 0.500  −0.280"
    assert table[-1] == "L = v3 ** 2       0.103   1.000    ∂/∂v3 = 0.642"


def test_long_tables_leave_out_their_middle():
    x = ll.Value(1.0, "x")
    for _ in range(500):
        x = x + 1
    lines = snapshot(x).table().splitlines()
    assert len(lines) == 152
    assert lines[51] == "… 351 more steps …"
    assert lines[-1].startswith("v500 = v499 + 1")


def test_hostile_names_stay_on_their_line():
    table = snapshot(ll.Value(1.0, "a\nb\x1b[2J") * 2).table()
    assert table.splitlines()[1].startswith("a␊b␛[2J")
    assert len(table.splitlines()) == 3
