"""Numbers and tolerances as a notebook hands them over."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.lessons.numeric import equal
from lecture_lib.lessons.tolerance import read_tolerance


@pytest.mark.parametrize(
    ("answer", "other", "least", "same"),
    [
        (1 + 1e-7, 1, 1.0, True),
        (1 + 2e-6, 1, 1.0, False),
        (1e6 + 0.5, 1e6, 1.0, True),
        ([1e6 + 0.5, 0.5], [1e6, 0], 1.0, True),  # relative to the largest entry
        (2e-9, 1e-9, 1.0, True),  # below 1 the tolerance is absolute
        (2e-9, 1e-9, 0.0, False),
        (0.0, 0.0, 0.0, True),
        ([np.nan, np.inf], [np.nan, np.inf], 1.0, True),
        ([1.0], 1.0, 1.0, False),
        ({"a": 2e-9}, {"a": 1e-9}, 0.0, False),
        ({"a": 1}, {"b": 1}, 1.0, False),
        (["x"], ["x"], 1.0, True),
        ("x", 1, 1.0, False),
    ],
)
def test_equal(answer, other, least, same):
    assert equal(answer, other, 1e-6, least) is same


@pytest.mark.parametrize(
    ("tolerance", "read"),
    [
        ("5%", (0.05, True)),
        (" 50 % ", (0.5, True)),
        (0, (0, False)),
        (np.float32(0.5), (0.5, False)),
    ],
)
def test_a_tolerance_is_absolute_or_a_share(tolerance, read):
    assert read_tolerance(tolerance, "tolerance") == read


@pytest.mark.parametrize(
    "tolerance", [None, -1, "-5%", "5", "%", "nan%", "1e999%", np.nan, np.inf, [1, 2], "five %"]
)
def test_any_other_tolerance_is_refused(tolerance):
    with pytest.raises(ValueError, match=r"^x is .* such as 0\.01, or a share, '5%'$"):
        read_tolerance(tolerance, "x")
