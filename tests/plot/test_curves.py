"""Loss curves, and theory beside measurement."""

from __future__ import annotations

import numpy as np

from lecture_lib import style
from lecture_lib.descent import descend, exact_line_search, quadratic, saddle
from lecture_lib.optim import Adam, GradientDescent
from lecture_lib.plot import loss_curve, measured, theory

BOWL = quadratic(condition_number=20, mu=0.2)


def test_theory_is_thin_dark_and_dashed_and_measurement_solid_with_markers():
    ax = measured(np.arange(50), np.arange(50.0), theory(np.arange(50), np.arange(50.0)))
    predicted, found = ax.lines
    assert predicted.get_linewidth() < found.get_linewidth()
    assert predicted.get_color() == style.LIGHT["theory"]
    assert (predicted.get_linestyle(), found.get_linestyle()) == ("--", "-")
    assert predicted.get_marker() in ("", "None")
    assert found.get_marker() == "o"


def test_a_loss_curve_is_the_height_above_the_minimum():
    run = descend(BOWL, Adam(1.0), (20.0, 1.0), 40)
    ax = loss_curve(run)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), run.value)
    assert ax.lines[0].get_color() == style.mark("Adam").color
    assert ax.get_yscale() == "log"


def test_reaching_the_minimum_does_not_break_the_logarithm():
    run = descend(quadratic(condition_number=1), GradientDescent(1.0), (20.0, 1.0), 5)
    assert run.value[-1] == 0
    heights = loss_curve(run).lines[0].get_ydata()
    assert (heights > 0).all()


def test_a_curve_that_diverged_ends_there_and_says_so():
    run = descend(BOWL, GradientDescent(0.9), (20.0, 1.0), 200)
    ax = loss_curve(run)
    assert len(ax.lines[0].get_xdata()) == run.diverged_at
    assert [text.get_text() for text in ax.texts] == ["GradientDescent diverges"]


def test_a_surface_without_a_minimum_gets_a_linear_axis():
    ax = loss_curve(descend(saddle, GradientDescent(0.1), (1.0, 0.1), 20))
    assert (ax.get_yscale(), ax.get_ylabel()) == ("linear", "loss")


def test_a_line_search_has_a_name():
    ax = loss_curve(exact_line_search(BOWL, (20.0, 1.0), 5))
    assert ax.get_legend_handles_labels()[1] == ["exact line search"]
