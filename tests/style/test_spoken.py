"""Figures in words, and that a notebook's figures bring them along."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure

from lecture_lib.style.spoken import speak, spoken


@pytest.fixture
def figure():
    """Two panels: curves with and without a name, and a picture without axes."""
    made = Figure()
    left, right = made.subplots(1, 2)
    left.plot([np.nan, 1.0, 8.0, np.inf], label="SGD")
    left.plot([0.0, 1.0])
    left.set(title="Loss", xlabel="step", xlim=(0, 4), yscale="log", ylabel="η\nnow", ylim=(1, 9))
    right.set_axis_off()
    right.text(0, 0, "a word")
    return made


def test_titles_axes_and_named_curves_are_told(figure):
    assert spoken(figure) == (
        "Panel 1 of 2: Loss. x: step, from 0 to 4. y: η now, from 1 to 9, logarithmic. "
        "SGD: from 1 to 8. Panel 2 of 2: a word."
    )


def test_what_says_nothing_is_passed_over_and_many_are_cut():
    figure = Figure()
    assert spoken(figure) == ""
    axes = figure.subplots(2)
    assert spoken(figure) == ""
    for k in range(10):
        axes[0].plot([k], label=f"run {k}")
    figure.suptitle("All runs")
    axes[1].set_visible(False)
    told = spoken(figure)
    assert told.startswith("All runs. run 0: 0; run 1: 1; ") and told.endswith("; and 2 more.")


@pytest.mark.parametrize(
    ("drawn", "before"), [(b"png", {}), ((b"png", {"width": 9}), {"width": 9})]
)
def test_a_figure_of_a_notebook_brings_its_words(figure, drawn, before):
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    shell.display_formatter.formatters["image/png"].for_type(Figure, lambda figure: drawn)
    for _ in range(2):
        speak(shell)
    data, metadata = shell.display_formatter.format(figure)
    assert data["image/png"] == b"png"
    assert metadata["image/png"] == {**before, "alt": spoken(figure)}


def test_where_figures_are_no_png_nothing_changes():
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    speak(shell)
    assert Figure not in shell.display_formatter.formatters["image/png"]
