"""The grid of notebook 11: what heals is green, and a tick must name a panel."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lecture_lib.plot.figures.nb11_tools import grid

ILL = SimpleNamespace(loss=[2.0, 2.4], error=0.8)
WELL = SimpleNamespace(loss=[2.0, 0.1], error=0.05)


def panels(ticks="", runs=("Run A", "Run B")):
    row = {"clip": WELL, "start": ILL}  # a tool that leaves the run as it is
    healed = {name: ["clip"] for name in runs}
    return grid(dict.fromkeys(runs, ILL), dict.fromkeys(runs, row), healed, 2.3, ticks)


def test_a_run_that_heals_is_told_from_one_that_is_the_same():
    clip, start, *_ = panels()
    assert clip.texts[0].get_text() == "heals: 5% errors" and clip.patches
    assert start.texts[0].get_text() == "the same run" and not start.patches
    assert clip.lines[-1].get_ydata().tolist() == [2.0, 0.1]
    assert not start.lines


def test_errors_on_new_images_are_drawn_instead_of_the_training_loss():
    run = SimpleNamespace(loss=[2.0, 0.1], new_errors=[0.2, 0.3], error=0.3)
    treated = {"Run C": {"clip": SimpleNamespace(**vars(run))}}
    (ax,) = grid({"Run C": run}, treated, {"Run C": []}, 2.3)
    assert ax.lines[1].get_ydata().tolist() == [20, 30] and "% errors" in ax.get_ylabel()


def test_a_tick_is_a_ring_in_its_panel_and_must_name_one():
    ringed = ["ticked" in [line.get_label() for line in ax.lines] for ax in panels("B  clip,")]
    assert ringed == [False, False, True, False]
    with pytest.raises(ValueError, match=r"'D clip' is none of A clip, A start"):
        panels("A clip, D clip")
