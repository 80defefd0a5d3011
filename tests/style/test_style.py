"""style: numbers, optimiser marks, CSS, and that nothing heavy is loaded."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from lecture_lib import style

OPTIMIZERS = [
    "GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW", "NAdam",
    "RAdam", "AdaBelief", "Apollo", "Adafactor",
]  # fmt: skip


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (2.0, "2.000"), (0.359, "0.359"), (-0.359, "−0.359"), (0.1, "0.100"), (9.9996, "10.00"),
        (0.99996, "1.000"), (0.0099996, "0.0100"), (12.345, "12.35"), (123.45, "123.5"),
        (1234.5, "1234"), (12345.0, "12345"), (123456.0, "1.235e5"), (0.00744, "0.00744"),
        (0.000123, "1.23e−4"), (-4.1e-9, "−4.10e−9"), (1e300, "1.000e300"), (0.0, "0.000"),
        (-0.0, "0.000"), (math.nan, "nan"), (math.inf, "inf"), (-math.inf, "−inf"),
        (7, "7"), (-3, "−3"), (10**12, "1.000e12"), (np.float32(0.5), "0.500"),
        (np.float64(-2.5), "−2.500"), (np.array(1.5), "1.500"),
    ],
)  # fmt: skip
def test_number(x, text):
    assert style.number(x) == text


def test_number_of_a_numpy_integer_is_whole():
    assert style.number(np.int64(7)) == "7"


def test_number_between_a_tenth_and_ten_has_one_count_of_decimals():
    rng = np.random.default_rng(0)
    texts = [style.number(x) for x in rng.uniform(0.1, 9.99, 50)]
    assert {len(t.partition(".")[2]) for t in texts} == {3}


def test_number_refuses_one_digit():
    with pytest.raises(ValueError, match="digits is 1"):
        style.number(1.0, digits=1)


def test_align_puts_decimal_points_in_one_column():
    aligned = style.align(["2.000", "−12.35", "nan", "7"])
    assert len({len(t) for t in aligned}) == 1
    assert aligned[0].index(".") == aligned[1].index(".")
    assert style.align([]) == []


def test_every_optimizer_has_a_mark_of_its_own():
    assert list(style.OPTIMIZERS) == OPTIMIZERS
    marks = list(style.OPTIMIZERS.values())
    assert len({m.marker for m in marks}) == len(marks)
    assert len({(m.color, m.svg_dash) for m in marks}) == len(marks)
    assert {m.color for m in marks} <= set(style.PALETTE.values())
    assert "*" not in {m.marker for m in marks}, "the star means a minimum"
    assert style.ROLES["start"]["markerfacecolor"] == "none", "the start is an open circle"


def test_mark_takes_name_class_and_object():
    class Adam:
        pass

    assert style.mark("Adam") is style.mark(Adam) is style.mark(Adam())
    with pytest.raises(KeyError, match="no optimiser is called 'Sgd'"):
        style.mark("Sgd")


def test_import_is_light_and_use_sets_matplotlib_up():
    code = (
        "import sys\nfrom lecture_lib import style\n"
        "assert 'matplotlib' not in sys.modules\nstyle.use()\n"
        "import matplotlib as m\n"
        "assert m.rcParams['svg.hashsalt'] == 'lecture_lib'\n"
        "assert m.rcParams['figure.facecolor'] == '#FFFFFF'\n"
        "assert m.rcParams['mathtext.fontset'] == 'stix'\n"
        "assert m.rcParams['figure.constrained_layout.use']\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
