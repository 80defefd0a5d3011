"""Bytes of parameters, gradients and states, and what ZeRO shares."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import optim
from lecture_lib.scale import (
    GPT,
    MODELS,
    PRECISIONS,
    T5,
    Bengio,
    Memory,
    Precision,
    activations,
    measured_memory,
    model_bytes,
    state_size,
    training_memory,
    zero,
)
from lecture_lib.scale.held import held_arrays

rng = np.random.default_rng

#: Numbers for each parameter of a matrix; Adafactor's are rows and columns.
REMEMBERED = {
    optim.GradientDescent: 0, optim.Momentum: 1, optim.Nesterov: 1, optim.AdaGrad: 1,
    optim.RMSProp: 1, optim.Adam: 2, optim.AdamW: 2, optim.NAdam: 2, optim.RAdam: 2,
    optim.AdaBelief: 2, optim.Apollo: 3, optim.Adafactor: 0,
}  # fmt: skip


@pytest.mark.parametrize("rule", REMEMBERED, ids=lambda rule: rule.__name__)
def test_what_a_rule_remembers(rule):
    size = state_size(rule())
    assert size.entry == REMEMBERED[rule]
    assert size.vector == (1 if rule is optim.Adafactor else REMEMBERED[rule])
    assert (size.row, size.column) == ((1, 1) if rule is optim.Adafactor else (0, 0))


@pytest.mark.parametrize("shape", [(9,), (13, 4), (2, 3, 5)])
@pytest.mark.parametrize("rule", [*REMEMBERED, lambda: optim.Adam(amsgrad=True),
                                  lambda: optim.Clipped(optim.Adafactor())])  # fmt: skip
def test_the_law_is_what_is_measured_on_other_shapes_to_the_byte(rule, shape):
    rule, theta = rule(), np.ones(shape, np.float32)
    state = rule.init(theta)
    for _ in range(3):
        theta, state = rule.update(theta, 0.1 * theta, state)
    measured = sum(array.nbytes for array in held_arrays(state) if array.ndim)
    assert 4 * state_size(rule).of(shape) == measured


def test_wrappers_remember_what_is_inside():
    assert state_size(optim.Clipped(optim.Adam())) == state_size(optim.Adam())


@pytest.mark.parametrize(("rule", "precision", "parts"), [
    (optim.Adam(), "float32", (4, 4, 8)),
    (optim.Adam(), "mixed", (2, 2, 12)),
    (optim.Momentum(), "float32", (4, 4, 4)),
    (optim.Momentum(), "mixed", (2, 2, 8)),
    (optim.GradientDescent(), "float32", (4, 4, 0)),
    (optim.GradientDescent(), "mixed", (2, 2, 4)),
    (optim.Adam(), Precision(2, 4, 2, copy=4), (2, 4, 12)),
])  # fmt: skip
def test_bytes_a_parameter(rule, precision, parts):
    million = [((1000, 500), 2)]
    assert model_bytes(million, rule, precision) == Memory(*(1_000_000 * p for p in parts))


def test_sixteen_bytes_in_both_precisions_and_twice_the_numbers_of_gradient_descent():
    form = MODELS["BERT-large"].form
    for precision in PRECISIONS:
        assert model_bytes(form, optim.Adam(), precision).total == 16 * form.count  # E-S10
    numbers = [model_bytes(form, rule, "float32").total / 4 / form.count
               for rule in (optim.GradientDescent(), optim.Adam())]  # fmt: skip
    assert numbers == [2, 4]  # S-45


def test_adafactor_of_the_lecture_and_of_a_model():
    assert state_size(optim.Adafactor()).of((4096, 1024)) == 5120  # S-46
    form = MODELS["T5-11B"].form
    factors = sum(copies * (sum(shape) if len(shape) > 1 else prod(shape))
                  for shape, copies in form.tensors())  # fmt: skip
    assert model_bytes(form, optim.Adafactor(), "float32").state == 4 * factors
    assert factors < form.count / 500


def test_zero_of_the_paper():
    alone = Memory(2 * 7_500_000_000, 2 * 7_500_000_000, 12 * 7_500_000_000)
    found = [zero(alone, stage, 64).total / 1e9 for stage in range(4)]
    assert [round(one, 1) for one in found] == [120.0, 31.4, 16.6, 1.9]
    assert found[3] == 120 / 64


def test_zero_shares_no_activations_and_loses_no_byte():
    alone = Memory(101, 7, 991, 55)
    assert zero(alone, 0, 10) == zero(alone, 3, 1) == alone
    assert zero(alone, 1, 10) == Memory(101, 7, 100, 55)
    assert zero(alone, 2, 10) == Memory(101, 1, 100, 55)
    assert zero(alone, 3, 10) == Memory(11, 1, 100, 55)  # nobody holds less than the rest


@pytest.mark.parametrize(("stage", "devices"), [(4, 2), (-1, 2), (1, 0)])
def test_stages_and_devices_that_there_are_not(stage, devices):
    with pytest.raises(ValueError, match="stages are 0 to 3, on at least 1 device"):
        zero(Memory(1, 1, 1), stage, devices)


def test_all_together():
    form, rule = MODELS["GPT-3 13B"].form, optim.Adam()
    need = training_memory(form, rule, 2, 512, recompute="full", stage=3, devices=8)
    laws = activations(form, recompute="full")
    assert need.activations == sum(law.bytes(2, 512) for law in laws.values())
    assert need.parameters == -(-2 * form.count // 8)
    assert need.state == -(-12 * form.count // 8)
    assert training_memory(form, rule) == training_memory(form, rule, 1, 2048)


def test_names_and_lengths_that_there_are_not():
    form, rule = MODELS["T5-small"].form, optim.Adam()
    assert isinstance(form, T5)
    with pytest.raises(ValueError, match="T5 has any length; pass length="):
        training_memory(form, rule)
    with pytest.raises(ValueError, match="no precision 'half'; take one of 'float32', 'mixed'"):
        training_memory(form, rule, 1, 8, precision="half")
    with pytest.raises(ValueError, match="no blocks"):
        training_memory(Bengio(39, 3, 8, 8), rule, 1, 8)


# --- measured --------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [optim.GradientDescent(), optim.Momentum(), optim.Adam(),
                                  optim.Adafactor()], ids=lambda rule: rule.name)  # fmt: skip
@pytest.mark.parametrize("again", [False, True])
def test_a_step_measured_is_the_step_computed(rule, again):
    V, T, d, L, h = 43, 16, 32, 2, 4
    model = ll.nn.Transformer(V, T, d, L, h, rng=rng(0))
    model.body.recompute = again
    tokens = rng(1).integers(0, V, (4, T))
    before = {name: p.data.copy() for name, p in model.parameters().items()}
    found = measured_memory(model, rule, lambda m: ll.cross_entropy(m(tokens), tokens))
    form, how = GPT(L, d, h, V, T, packed=True), "full" if again else "none"
    computed = training_memory(form, rule, 4, precision="float32", recompute=how, engine=True)
    peak = activations(form, width=4, recompute=how, engine=True)["again"].bytes(4, T)
    assert found == computed._replace(activations=computed.activations - peak)
    for name, p in model.parameters().items():
        assert p.grad is None
        np.testing.assert_array_equal(p.data, before[name])


def test_adafactor_is_measured_with_queries_keys_and_values_as_one_matrix():
    V, T, d, L, h = sizes = 43, 16, 32, 2, 4
    model = ll.nn.Transformer(*sizes, rng=rng(0))
    tokens = rng(1).integers(0, V, (4, T))
    found = measured_memory(model, optim.Adafactor(), lambda m: np.sum(m(tokens))).state
    shapes = [(p.shape, 1) for p in model.parameters().values()]
    packed, apart = (GPT(L, d, h, V, T, packed=one) for one in (True, False))
    for same in (shapes, packed):
        assert model_bytes(same, optim.Adafactor(), "float32").state == found
    more = model_bytes(apart, optim.Adafactor(), "float32").state - found
    assert more == 4 * 2 * L * d  # the column means of two matrices more in each block
    assert packed.count == apart.count == model.count()


def test_a_failing_loss_leaves_gradients_as_they_were():
    model = ll.nn.Transformer(7, 6, 8, 1, 2, rng=rng(0))
    mark = {name: np.ones(p.shape, np.float32) for name, p in model.parameters().items()}
    for name, p in model.parameters().items():
        p.grad = mark[name]
    with pytest.raises(ll.GraphError):
        measured_memory(model, optim.Adam(), lambda m: m(np.zeros((1, 6), int)))
    for name, p in model.parameters().items():
        assert p.grad is mark[name]
