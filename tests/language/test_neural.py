"""Bengio's model beside the same in loops, and its gradients beside differences."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.autograd import ShapeError, check_gradients, cross_entropy
from lecture_lib.language import NeuralBody, NeuralLM, excess, losses, pond, windows
from lecture_lib.optim import Adam
from lecture_lib.training import fit


def made(direct=False, **changed):
    settings = {"vocabulary": 7, "n": 4, "size": 3, "hidden": 5, "start": 6} | changed
    return NeuralLM(**settings, direct=direct, rng=np.random.default_rng(1), dtype=float)


def by_hand(model, context):
    """One row of logits, word by word, as the lecture writes it."""
    P = model.state()
    x = [number for word in context for number in P["words.E"][word]]
    h = [np.tanh(sum(w * v for w, v in zip(row, x, strict=True)) + b)
         for row, b in zip(P["hidden.W"], P["hidden.b"], strict=True)]  # fmt: skip
    y = [sum(w * v for w, v in zip(row, h, strict=True)) + b
         for row, b in zip(P["out.W"], P["out.b"], strict=True)]  # fmt: skip
    if "direct.W" in P:
        y = [a + sum(w * v for w, v in zip(row, x, strict=True))
             for a, row in zip(y, P["direct.W"], strict=True)]  # fmt: skip
    return y


@pytest.mark.parametrize("direct", [False, True])
def test_logits_are_those_of_the_lecture(direct):
    model = made(direct)
    for p in model.parameters().values():  # biases too
        p.data = np.random.default_rng(p.size).standard_normal(p.shape)
    contexts = np.random.default_rng(0).integers(0, 7, (2, 5, 3))
    logits = model(contexts).data
    assert logits.shape == (2, 5, 7)
    for i in np.ndindex(2, 5):
        np.testing.assert_allclose(logits[i], by_hand(model, contexts[i]), rtol=1e-12)


@pytest.mark.parametrize("direct", [False, True])
def test_it_has_as_many_parameters_as_the_paper_says(direct):
    V, n, m, h = 7, 4, 3, 5
    paper = V * (1 + n * m + h) + h * (1 + (n - 1) * m)
    assert made(direct).count() == (paper if direct else paper - V * (n - 1) * m)


@pytest.mark.parametrize("direct", [False, True])
def test_gradients_are_those_of_differences(direct):
    model = made(direct)
    names, tensors = zip(*model.parameters().items(), strict=True)
    contexts = np.random.default_rng(0).integers(0, 7, (6, 3))
    targets = np.arange(6)

    def loss(*arrays):
        for name, array in zip(names, arrays, strict=True):
            part, attribute = name.split(".")
            object.__setattr__(getattr(model, part), attribute, array)
        return cross_entropy(model(contexts), targets)

    check_gradients(loss, *(t.data for t in tensors))


def test_the_beginning_of_a_text_is_filled_up():
    model = made()
    np.testing.assert_array_equal(model([[2]]).data, model([[6, 6, 2]]).data)
    np.testing.assert_array_equal(model(np.zeros((2, 0), int)).data, model(np.full((2, 3), 6)).data)


def test_distributions_are_those_of_each_window():
    model, text = made(), [3, 0, 5, 5, 1]
    p = model.distributions(text)
    assert p.shape == (6, 7)
    for place in range(6):
        z = np.exp(by_hand(model, ([6, 6, 6, *text])[place : place + 3]))
        np.testing.assert_allclose(p[place], z / z.sum(), rtol=1e-12)
    rows = windows(text, 4, start=6)
    each = cross_entropy(model(rows[:, :-1]).data, rows[:, -1], "none")
    np.testing.assert_allclose(losses(model, text), each, rtol=1e-12)


def test_it_learns_more_than_the_last_word_tells():
    language, rng = pond(), np.random.default_rng(0)
    train, test = (language.numbers(language.sample(n, rng)) for n in (20_000, 2_000))
    start = language.numbers(["."])[0]
    model = NeuralLM(39, n=5, size=8, hidden=32, start=start, rng=rng)
    rows = windows(train, 5, start=start)
    fit(model, (rows[:, :-1], rows[:, -1]), Adam(0.02), epochs=1, batch_size=128, rng=rng)
    one_word = language.window_entropies(1)[1] / language.entropy - 1
    assert excess(model, language, test) < one_word


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"n": 1}, "n is 1"),
        ({"start": 7}, "start=7 is none of 7"),
        ({"start": -1}, "start=-1"),
        ({"hidden": 0}, "hidden is 0"),
        ({"size": 2.5}, "size is 2.5"),
    ],
)
def test_settings_that_make_no_model(changed, told):
    with pytest.raises(ValueError, match=told):
        made(**changed)


@pytest.mark.parametrize("tokens", [np.zeros((2, 4), int), np.int64(3)])
def test_tokens_that_are_no_context(tokens):
    with pytest.raises(ShapeError, match=r"it needs \(\.\.\., 3\)"):
        made()(tokens)


def test_words_that_are_none():
    with pytest.raises(ValueError, match="token 7 is outside"):
        made()([[1, 2, 7]])
    with pytest.raises(TypeError, match="integers"):
        made()([[1.5, 2.0, 3.0]])
    with pytest.raises(ValueError, match="encode it"):
        made().distributions([[1, 2]])


def test_the_body_of_a_row_is_what_the_model_has_after_each_word():
    model, before = made(), [1, 2, 3]
    rows = np.array([[4, 5, 0, 1], [2, 2, 6, 3]])
    vectors = NeuralBody(model, before)(rows).data
    for row, found in zip(rows, vectors, strict=True):
        for t in range(len(row)):
            context = [*before, *row[: t + 1]][-3:]
            np.testing.assert_allclose(model.out(found[t]).data, model(context).data)


def test_a_body_shares_the_models_weights():
    model = made()
    body = NeuralBody(model)
    assert body.parameters()["words.E"] is model.parameters()["words.E"]
    assert not any(name.startswith("out") for name in body.parameters())


def test_without_a_table_it_is_the_network_whose_table_is_the_identity():
    bare, same = made(size=None), made(size=7)
    same.words.E.data = np.eye(7)
    for layer in ("hidden", "out"):
        getattr(same, layer).W.data = getattr(bare, layer).W.data
    contexts = np.random.default_rng(0).integers(0, 7, (5, 3))
    np.testing.assert_allclose(bare(contexts).data, same(contexts).data, rtol=1e-12)
    assert sorted(bare.parameters()) == ["hidden.W", "hidden.b", "out.W", "out.b"]
