"""What a rule is: settings that are checked, schedules, wrappers, and a rule of one's own."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import optim, style
from lecture_lib.optim import (
    AdaGrad,
    Adam,
    Apollo,
    Clipped,
    Exponential,
    GradientDescent,
    Momentum,
    Restarted,
    RMSProp,
    Rule,
    Wrapper,
    setting,
)
from lecture_lib.optim.rule import Steps
from lecture_lib.optim.setting import rate


def rules_of_the_room() -> dict[str, type[Rule]]:
    """Every class in optim that takes steps, found in its modules and not in a list."""
    modules = [
        importlib.import_module(f"lecture_lib.optim.{found.name}")
        for found in pkgutil.iter_modules(optim.__path__)
    ]
    classes = {c for m in modules for c in vars(m).values() if isinstance(c, type)}
    return {
        c.__name__: c
        for c in classes
        if issubclass(c, Rule) and c.update is not Rule.update and not issubclass(c, Wrapper)
    }


@pytest.mark.parametrize("name", sorted(rules_of_the_room()))
def test_a_rule_is_known_everywhere(name):
    assert name in optim.__all__, "add it to optim/__init__.py"
    assert name in ll._ROOMS["optim"], "add it to _ROOMS in lecture_lib/__init__.py"
    assert name in style.OPTIMIZERS, "give it a colour, a marker and a dash in style/marks.py"
    assert getattr(ll, name) is rules_of_the_room()[name]


def test_the_rules_of_the_room_are_those_of_the_style():
    assert set(rules_of_the_room()) == set(style.OPTIMIZERS)
    assert all(hasattr(optim, name) for name in optim.__all__)


# --- a rule of one's own --------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Mine(Rule):
    learning_rate: float = rate(0.1)
    keep: float = setting(0.5, "Half is plenty", below=1.0)
    free: Any = -3.0

    def update(self, theta, gradient, state):
        return theta - self.rate_at(state.step) * gradient, Steps(state.step + 1)


def test_declared_fields_are_checked_and_plain_ones_are_free():
    assert Mine(free=-7.0).free == -7.0
    with pytest.raises(ValueError, match=r"Mine: keep is 2; .* below 1\. Half is plenty"):
        Mine(keep=2.0)
    with pytest.raises(ValueError, match="learning_rate is -1 at step 2 of its schedule"):
        Mine(lambda step: -1.0 if step == 2 else 0.1).rate_at(2)


def test_a_rule_without_equations_states_none():
    assert Mine().equation == ""
    assert Mine().label == "Mine"
    assert Clipped(Mine()).equation.endswith(r"\quad ")


def test_a_rule_without_a_rate_says_so():
    @dataclass(frozen=True, eq=False)
    class Still(Rule):
        def update(self, theta, gradient, state):
            return theta, Steps(state.step + 1)

    assert np.isnan(Still().rate_at(0)) and np.isnan(Clipped(Still()).rate_at(3))
    with pytest.raises(TypeError, match="Still has no learning_rate to change"):
        Clipped(Still()).with_rate(0.1)
    with pytest.raises(TypeError, match="Still has no learning_rate to scale"):
        Restarted(Still(), every=2)  # at once, not at the first restart


def test_equations_are_keyed_by_what_the_form_is():
    assert "torch" not in optim.AdaBelief.equations  # torch has neither
    assert "torch" not in Apollo.equations
    assert not Restarted.equations


# --- schedules ------------------------------------------------------------------------------


def test_a_rule_at_a_step_has_numbers_only():
    rule = Momentum(Exponential(0.4, 0.5), beta=lambda step: 0.1 * step)
    now = rule.at(3)
    assert (now.learning_rate, now.beta) == (0.05, pytest.approx(0.3))
    assert now.at(7) is now
    assert rule.at(0).learning_rate == 0.4  # the rule itself has not changed
    assert Momentum().at(5).learning_rate == 1e-3


# --- wrappers -------------------------------------------------------------------------------

WRAPPED = [
    lambda rule: rule,
    lambda rule: Clipped(rule, max_norm=2.0),
    lambda rule: Restarted(rule, every=3),
    lambda rule: Restarted(Clipped(rule), every=3),
    lambda rule: Clipped(Restarted(rule, every=3)),
]


@pytest.mark.parametrize("wrap", WRAPPED)
def test_settings_go_through_wrappers(wrap):
    rule = wrap(Adam(0.1, weight_decay=0.5))
    assert isinstance(rule.innermost, Adam)
    assert rule.with_rate(0.25).innermost.learning_rate == 0.25
    assert rule.with_rate(0.25).innermost.weight_decay == 0.5
    assert rule.with_settings(weight_decay=0.0).innermost.weight_decay == 0
    assert rule.scaled(0.5).innermost.learning_rate == 0.05
    assert rule.innermost.learning_rate == 0.1  # the old one has not changed
    assert type(rule.with_rate(0.25)) is type(rule)
    assert rule.rate_at(0) == 0.1
    assert rule.name == "Adam"


@pytest.mark.parametrize("wrap", WRAPPED)
def test_a_wrapped_slider_equals_one_run_per_value(wrap):
    def walked(rule, theta, steps=8):
        state = rule.init(theta)
        for _ in range(steps):
            theta, state = rule.update(theta, theta * np.array([1.0, 25.0]), state)
        return theta

    rates, start = np.array([0.001, 0.01, 0.1]), np.array([-4.0, 1.0])
    together = walked(wrap(Momentum(rates[:, None])).over(-1), np.broadcast_to(start, (3, 2)))
    alone = [walked(wrap(Momentum(float(r))), start) for r in rates]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_a_clipped_rule_restarts():
    rule = Restarted(Clipped(GradientDescent(1.0), max_norm=1.0), every=1, factor=0.5)
    theta, state = np.array([100.0]), rule.init(np.zeros(1))
    path = []
    for _ in range(3):
        theta, state = rule.update(theta, theta, state)
        path.append(theta[0])
    assert path == [99, 98.5, 98.25]
    assert [rule.rate_at(step) for step in range(3)] == [1, 0.5, 0.25]


def test_a_restarted_rule_takes_the_rate_it_is_given_on_the_way():
    rule = Restarted(GradientDescent(1.0), every=2, factor=0.5)
    theta, state = rule.update(np.zeros(1), np.ones(1), rule.init(np.zeros(1)))
    theta, _ = rule.with_rate(0.25).update(theta, np.ones(1), state)
    assert theta[0] == -1.25


# --- what a state holds ---------------------------------------------------------------------


def size_of(state):
    """The bytes of all arrays in a state, nested or not."""
    if isinstance(state, tuple):
        return sum(map(size_of, state))
    return state.nbytes if isinstance(state, np.ndarray) else 0


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        (GradientDescent(), 0),
        (Momentum(), 4),
        (AdaGrad(), 4),
        (RMSProp(), 4),
        (RMSProp(centred=True), 8),
        (RMSProp(momentum=0.9, centred=True), 12),
        (Adam(), 8),
        (optim.AdamW(), 8),
        (Adam(amsgrad=True), 12),
        (optim.NAdam(), 8),
        (optim.RAdam(), 8),
        (optim.AdaBelief(), 8),
        (Restarted(Clipped(Adam()), every=2), 8),
    ],
    ids=lambda x: getattr(x, "label", str(x)),
)
def test_bytes_of_a_float32_parameter(rule, size):
    theta = np.zeros(100, np.float32)
    state = rule.init(theta)
    assert size_of(state) == 100 * size
    _, state = rule.update(theta, np.ones(100, np.float32), state)
    assert size_of(state) == 100 * size


def test_a_state_has_names_of_its_own():
    assert optim.NAdam().init(0.0)._fields[-1] == "product"
    assert Adam(amsgrad=True).init(0.0)._fields[-1] == "largest"
    classes = {type(cls().init(0.0)).__name__ for cls in rules_of_the_room().values()}
    assert len(classes) >= 8
