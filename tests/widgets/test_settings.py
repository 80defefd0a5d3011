"""Each slider is a trait: it drives the explorer, and follows it."""

from __future__ import annotations

import ipywidgets
import pytest
from traitlets import TraitError

from lecture_lib.widgets import (
    ConditioningExplorer,
    DepthExplorer,
    DescentExplorer,
    DropoutExplorer,
    MaskingExplorer,
    MemoryExplorer,
    MomentumPhasePlane,
    RunReader,
    ScaleExplorer,
    ScheduleExplorer,
)

ALL = pytest.mark.parametrize(
    "make",
    [
        ConditioningExplorer,
        DepthExplorer,
        DescentExplorer,
        DropoutExplorer,
        MaskingExplorer,
        MemoryExplorer,
        MomentumPhasePlane,
        RunReader,
        ScaleExplorer,
        ScheduleExplorer,
    ],
)


def settings(explorer):
    """Sliders and choices: name, what its trait holds at a position, number of positions."""
    for setting in (*explorer.payload.sliders, *explorer.payload.choices):
        values = setting.values or range(setting.count)
        yield setting.name, values, setting.count


@ALL
def test_a_trait_moves_the_state_and_the_state_the_trait(make):
    explorer = make()
    for name, values, count in settings(explorer):
        assert getattr(explorer, name) == values[explorer.state[name]]
        for at in (0, count - 1):
            setattr(explorer, name, values[at])
            assert explorer.state[name] == at
            assert getattr(explorer, name) == values[at]
        explorer.state = {**explorer.state, name: 1}
        assert getattr(explorer, name) == values[1]


@ALL
def test_traits_are_synced_with_the_page(make):
    explorer = make()
    sent = explorer.get_state()
    for name, values, _ in settings(explorer):
        assert sent[name] == values[explorer.state[name]]


@ALL
def test_a_wrong_position_is_refused_and_changes_nothing(make):
    explorer = make()
    before = explorer.state
    for name, values, count in settings(explorer):
        if isinstance(values, range):
            for wrong in (-1, count, 0.5, "one", None):
                with pytest.raises(TraitError, match=make.__name__):
                    setattr(explorer, name, wrong)
            assert getattr(explorer, name) == before[name]
    assert explorer.state == before


def test_one_move_tells_an_observer_once():
    explorer, heard = ConditioningExplorer(), []
    explorer.observe(heard.append, "kappa")
    explorer.observe(heard.append, "state")
    explorer.kappa = 3
    assert sorted(change["name"] for change in heard) == ["kappa", "state"]
    explorer.kappa = 3
    assert len(heard) == 2


def test_a_slider_of_ipywidgets_is_linked_both_ways():
    explorer = ConditioningExplorer()
    slider = ipywidgets.IntSlider(min=0, max=16)
    ipywidgets.link((explorer, "kappa"), (slider, "value"))
    assert slider.value == explorer.kappa == 8
    slider.value = 12
    assert "κ = 100" in repr(explorer)
    explorer.state = {**explorer.state, "kappa": 0}
    assert slider.value == 0


def test_two_explorers_are_linked_to_one_slider():
    slider = ipywidgets.IntSlider(max=132)
    planes = [MomentumPhasePlane(), MomentumPhasePlane(1000)]
    for plane in planes:
        ipywidgets.dlink((slider, "value"), (plane, "rate"))
    slider.value = 49
    assert [plane.point[0] for plane in planes] == pytest.approx([1.5, 1.5])


def test_the_probability_of_dropout_is_a_trait_of_its_own_value():
    explorer, slider = DropoutExplorer(), ipywidgets.FloatSlider(min=0, max=0.9, step=0.05)
    ipywidgets.link((explorer, "p"), (slider, "value"))
    slider.value = 0.35
    assert explorer.state["p"] == 35 and "p = 0.35" in repr(explorer)
