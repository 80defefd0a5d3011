"""The four runs of notebook 11: what is wrong with each, and how they are computed."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib import Tensor, cross_entropy, relu
from lecture_lib.exercises.four_runs import (
    Watched,
    bfloat16,
    float16,
    in_format,
    memorise,
    network,
    run,
    scaled_update,
    span,
    train,
)
from lecture_lib.nn import he
from lecture_lib.optim import Adam, AdamW, GradientDescent
from lecture_lib.training import load

RNG = np.random.default_rng(0)
X = RNG.random((32, 64), dtype=np.float32)
Y = RNG.integers(0, 10, 32)


def test_pre_norm_blocks_add_what_a_layer_makes_of_normed_inputs():
    net = network(2, biases=True, norm=True)

    def normed(x):
        return (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)

    x = X
    for layer in net.layers[:-1]:
        x = x + np.maximum(normed(x) @ layer.W.data.T + layer.b.data, 0)
    expected = normed(x) @ net.layers[-1].W.data.T + net.layers[-1].b.data
    np.testing.assert_allclose(net(X).data, expected, atol=1e-5)


def test_a_norm_leaves_the_weights_of_a_start_as_they_are():
    plain, normed = (network(3, 5, biases=True, norm=norm).parameters() for norm in (False, True))
    assert all((p.data == normed[name].data).all() for name, p in plain.items())


def test_float16_rounds_as_numpy_does_down_to_its_smallest_numbers():
    sizes = 10.0 ** RNG.uniform(-9, 5, 10_000) * RNG.choice([-1, 1], 10_000)
    with np.errstate(over="ignore"):
        expected = sizes.astype(np.float32).astype(np.float16)
    assert (float16(sizes) == expected).all()


def test_bfloat16_takes_the_nearest_and_of_two_the_even_one():
    gap = 2.0**-7
    between = 1 + gap * np.array([0.49, 0.51, 0.5, 1.5])
    np.testing.assert_array_equal(bfloat16(between), 1 + gap * np.array([0, 1, 0, 2]))
    assert bfloat16(1e-30) > 0


def test_a_scale_changes_nothing_in_32_bits_and_an_overflow_makes_no_update():
    moved = []
    for S in (1, 4096, 1e38):
        net = network(1)
        loss = cross_entropy(net(X), Y, reduction="sum")
        with np.errstate(all="ignore"):
            scaled_update(net, Watched(net, GradientDescent(0.1)), loss, S, count=1)
        moved.append(net.layers[0].W.data)
    np.testing.assert_array_equal(moved[0], moved[1])
    np.testing.assert_array_equal(moved[2], network(1).layers[0].W.data)
    assert not (moved[0] == moved[2]).all()


@pytest.mark.parametrize("norm", [False, True])
def test_without_rounding_a_run_in_a_format_is_that_of_the_network(norm):
    record = in_format(np.asarray, updates=1, count=32, norm=norm)
    rows = np.random.default_rng(0).integers(0, 1440, 32)
    digits, net = load("digits"), network(3, norm=norm)
    loss = cross_entropy(net(digits.X[rows]), digits.y[rows])
    assert record.loss[0] == pytest.approx(float(loss.data), rel=1e-5)
    loss.backward()
    first = np.concatenate([p.grad.ravel() for p in net.parameters().values()])
    np.testing.assert_allclose(record.first, first, atol=1e-6)


def test_one_batch_breaks_and_the_memory_of_it_can_be_erased():
    record = train(network(2), Adam(0.003), updates=20, accident=10, forget=5)
    assert len(record.loss) == 20 and int(np.argmax(record.gradient_norm)) == 10
    plain = train(network(2), Adam(0.003), updates=20, accident=10)
    assert plain.loss[:16] == record.loss[:16] and plain.loss[16:] != record.loss[16:]


def test_a_tool_that_leaves_a_run_as_it_is_gives_the_same_record():
    assert run("Run A", start=he) is run("Run A", 1) is run("Run A", scale=4096)
    assert run("Run A", clip=1.0) is not run("Run A")
    with pytest.raises(ValueError, match="no 'Run E'"):
        run("Run E")


def test_run_b_has_the_weights_and_biases_of_a_default_start_unless_given_another():
    ill, well = run("Run B"), run("Run B", start=he)
    assert ill.error > 0.85 and min(ill.loss) > 2.2 and well.error < 0.5


def test_run_c_learns_wrong_labels_by_heart():
    record = memorise(Adam(0.003))
    assert np.mean(record.loss[-50:]) < 0.5 and record.new[-1] > 1.2 * min(record.new)


def test_with_decay_run_c_gives_most_images_with_wrong_labels_their_true_digit():
    plain, decayed = memorise(AdamW(0.003)), memorise(AdamW(0.003, weight_decay=1))
    assert plain.repeats > 0.8 > 0.3 > plain.finds
    assert decayed.finds > 0.6 > 0.3 > decayed.repeats
    assert min(plain.learns, decayed.learns) > 0.95
    assert plain.size > 2 * decayed.size


def test_what_a_gradient_is_noted_as():
    net = network(1)
    watched = Watched(net, GradientDescent(0.1))
    relu(net(Tensor(X))).backward(np.zeros((32, 10), np.float32))
    watched.step()
    assert watched.norms == [0.0] and watched.zeros == [1.0]


def test_a_span_names_what_lies_outside():
    assert [span(x, 0, 1, 2) for x in (-1, 0, 1.5, 3)] == [
        "below 0", "between 0 and 1", "between 1 and 2", "above 2",
    ]  # fmt: skip
