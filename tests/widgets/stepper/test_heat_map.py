"""Heat maps: arrays as whole numbers."""

from __future__ import annotations

import numpy as np

from lecture_lib.widgets.stepper.heat_map import heat_map


def test_heat_map():
    assert heat_map([[1.0, -2.0], [np.nan, 0.0]])["cells"] == [[50, -99], [None, 0]]
    assert heat_map(np.zeros(3))["cells"] == [[0, 0, 0]]
    assert heat_map(np.full((2, 2), np.inf))["cells"] == [[None, None]] * 2
    assert heat_map(np.zeros((0, 3)))["cells"] == []
    big = heat_map(np.arange(6000.0).reshape(20, 30, 10))
    assert (big["shape"], big["sampled"]) == ([20, 30, 10], True)
    assert (len(big["cells"]), len(big["cells"][0])) == (12, 10)
    assert big["cells"][-1][-1] == 99
