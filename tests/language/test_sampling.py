"""Distributions to draw from beside their definitions in loops, and texts drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.language import NeuralLM, distribution, generate, grammatical, pond
from lecture_lib.nn import Transformer

logit = st.floats(-20, 20) | st.just(-np.inf) | st.integers(-2, 2).map(float)
rows = st.lists(logit, min_size=1, max_size=8).filter(lambda z: max(z) > -np.inf)


def by_hand(z, temperature=1.0, top_k=None, top_p=None):
    """From the largest to the smallest, word by word."""
    order = sorted(range(len(z)), key=lambda i: (-z[i], i))
    if temperature == 0:
        return [float(i == order[0]) for i in range(len(z))]
    weights = [np.exp((z[i] - max(z)) / temperature) for i in range(len(z))]
    kept = order[:top_k]
    total, so_far, found = sum(weights[i] for i in kept), 0.0, []
    for i in kept:
        if top_p is not None and so_far / total >= top_p - 1e-9:
            break
        found.append(i)
        so_far += weights[i]
    return [weights[i] / so_far if i in found else 0.0 for i in range(len(z))]


@given(rows, st.sampled_from([0, 0.3, 1.0, 2.0]), st.none() | st.integers(1, 9),
       st.none() | st.sampled_from([0.1, 0.5, 0.9, 1.0]))  # fmt: skip
def test_a_distribution_is_what_the_words_say(z, temperature, top_k, top_p):
    p = distribution(z, temperature=temperature, top_k=top_k, top_p=top_p)
    assert p.sum() == pytest.approx(1, abs=1e-12) and (p >= 0).all()
    if top_p is not None and top_p < 1:  # at the very edge, rounding decides
        near = np.cumsum(sorted(by_hand(z, temperature, top_k), reverse=True)) - top_p
        if np.abs(near).min() < 1e-9:
            return
    np.testing.assert_allclose(p, by_hand(z, temperature, top_k, top_p), atol=1e-12)


def test_each_row_on_its_own():
    z = np.random.default_rng(0).standard_normal((2, 3, 5))
    p = distribution(z, temperature=0.7, top_k=4, top_p=0.8)
    for i in np.ndindex(2, 3):
        np.testing.assert_allclose(p[i], by_hand(z[i], 0.7, 4, 0.8), atol=1e-12)


def test_each_row_may_have_a_setting_of_its_own():
    z = np.random.default_rng(1).standard_normal((4, 6))
    settings = {"temperature": [0, 0.5, 1, 2], "top_k": [3, 6, 2, 5], "top_p": [1, 0.6, 1, 0.9]}
    p = distribution(z, **settings)
    for i in range(4):
        own = {name: values[i] for name, values in settings.items()}
        np.testing.assert_allclose(p[i], by_hand(z[i], **own), atol=1e-12)
    with pytest.raises(ValueError, match="temperature"):
        distribution(z, temperature=[1.0, 1.0, -1.0, 1.0])


def test_ties_go_to_the_first_and_exactly_k_are_kept():
    assert distribution([1.0, 1.0, 1.0], top_k=2).tolist() == [0.5, 0.5, 0.0]
    assert distribution([0.0, 3.0, 3.0], temperature=0).tolist() == [0.0, 1.0, 0.0]


def test_exactly_enough_is_enough():
    assert distribution(np.log([0.5, 0.3, 0.2]), top_p=0.8).round(9).tolist() == [0.625, 0.375, 0]
    tenths = np.full(10, 0.1)  # added up one by one, eight of them are less than 0.8
    assert (distribution(np.log(tenths), top_p=0.8) > 0).sum() == 8


def test_what_is_given_does_not_change():
    z = np.array([2.0, 1.0, 0.0])
    distribution(z, temperature=0, top_k=1, top_p=0.5)
    assert z.tolist() == [2.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"temperature": -0.1}, "temperature=-0.1"),
        ({"temperature": np.nan}, "temperature=nan"),
        ({"temperature": np.inf}, "temperature=inf"),
        ({"top_k": 0}, "top_k=0"),
        ({"top_p": 0.0}, "top_p=0.0"),
        ({"top_p": 1.1}, "top_p=1.1"),
        ({"top_p": np.nan}, "top_p=nan"),
    ],
)
def test_settings_that_leave_no_distribution(settings, told):
    with pytest.raises(ValueError, match=told):
        distribution([0.0, 1.0], **settings)


@pytest.mark.parametrize("z", [[np.nan, 0.0], [np.inf, 0.0], [-np.inf, -np.inf], [], 1.0])
def test_logits_that_are_none(z):
    with pytest.raises(ValueError, match="logits of shape"):
        distribution(z)


# -- generation ----------------------------------------------------------------------------------


def plus_one(tokens):
    """Sure that 1 is added each time, of nine words."""
    return np.log(np.eye(9)[(tokens + 1) % 9] + 1e-300)


def test_words_go_on_from_the_prompt():
    rng = np.random.default_rng(0)
    assert generate(plus_one, [7], 4, rng=rng).tolist() == [7, 8, 0, 1, 2]
    assert generate(plus_one, [[7], [3]], 2, rng=rng).tolist() == [[7, 8, 0], [3, 4, 5]]
    last = generate(lambda tokens: plus_one(tokens[..., -1]), [[7, 7], [3, 3]], 1, rng=rng)
    assert last.tolist() == [[7, 7, 8], [3, 3, 4]]


def test_texts_of_many_settings_are_drawn_at_once():
    rng = np.random.default_rng(0)
    flat = np.zeros(4)
    said = generate(lambda tokens: np.broadcast_to(flat, (*tokens.shape[:-1], 4)),
                    np.zeros((3, 1), int), 300, rng=rng, top_k=[1, 2, 4])  # fmt: skip
    assert [set(row.tolist()) for row in said] == [{0}, {0, 1}, {0, 1, 2, 3}]


def test_groups_are_drawn_with_the_same_numbers():
    flat = np.zeros(4)
    said = generate(lambda tokens: np.broadcast_to(flat, (*tokens.shape[:-1], 4)),
                    np.zeros((6, 1), int), 30, rng=np.random.default_rng(0), groups=3,
                    top_k=np.repeat([4, 4, 1], 2))  # fmt: skip
    np.testing.assert_array_equal(said[:2], said[2:4])
    assert (said[0] != said[1]).any() and not said[4:].any()
    with pytest.raises(ValueError, match="6 texts are not 4 groups of equal size"):
        generate(lambda tokens: flat, np.zeros((6, 1), int), 1, rng=np.random.default_rng(0),
                 groups=4)  # fmt: skip


def test_words_are_drawn_as_often_as_they_are_probable():
    p = np.array([0.6, 0.0, 0.3, 0.1])

    def always(tokens):
        with np.errstate(divide="ignore"):
            return np.broadcast_to(np.log(p), (*tokens.shape[:-1], 4))

    n = 20_000
    said = generate(always, np.zeros((n, 1), int), 1, rng=np.random.default_rng(1))[:, 1]
    share = np.bincount(said, minlength=4) / n
    assert share[1] == 0
    assert (np.abs(share - p) <= 4 * np.sqrt(p * (1 - p) / n)).all()


def test_what_is_impossible_is_not_even_drawn_by_the_smallest_number():
    class Zero(np.random.Generator):
        def random(self, size):
            return np.zeros(size)

    said = generate(lambda tokens: np.array([-np.inf, 0.0]), [1], 3, rng=Zero(np.random.PCG64(0)))
    assert said.tolist() == [1, 1, 1, 1]


def test_a_seed_repeats_and_temperature_0_needs_no_luck():
    model = Transformer(9, 4, 8, 1, 2, rng=np.random.default_rng(0))
    a, b = (generate(model, [1], 12, rng=np.random.default_rng(5)) for _ in range(2))
    assert a.tolist() == b.tolist()
    a, b = (generate(model, [1], 12, rng=np.random.default_rng(s), temperature=0) for s in (1, 2))
    assert a.tolist() == b.tolist()


def test_a_model_is_shown_what_fits_into_its_context():
    shown = []

    def watching(tokens):
        shown.append(tokens.tolist())
        return plus_one(tokens)

    generate(watching, [0, 1], 3, rng=np.random.default_rng(0), context=3)
    assert shown == [[0, 1], [0, 1, 2], [1, 2, 3]]
    shown.clear()
    generate(watching, [0, 1], 3, rng=np.random.default_rng(0))
    assert shown[-1] == [0, 1, 2, 3]


@pytest.mark.parametrize("kind", ["Bengio", "Transformer"])
def test_both_kinds_of_models_go_on_beyond_their_context(kind):
    rng = np.random.default_rng(0)
    if kind == "Bengio":
        model = NeuralLM(9, n=4, size=3, hidden=5, start=0, rng=rng)
        greedy = lambda said: int(model([said[-3:]]).data[0].argmax())  # noqa: E731
    else:
        model = Transformer(9, 4, 8, 1, 2, rng=rng)
        greedy = lambda said: int(model([said[-4:]]).data[0, -1].argmax())  # noqa: E731
    said = [5]
    for _ in range(9):
        said.append(greedy(said))
    assert generate(model, [5], 9, rng=rng, temperature=0).tolist() == said


def test_what_the_truth_says_is_accepted():
    language = pond()

    def truth(tokens):
        with np.errstate(divide="ignore"):
            return np.log([language.distributions(row[1:])[-1] for row in tokens])

    start = language.numbers(["."])
    said = generate(truth, [start, start], 40, rng=np.random.default_rng(0), top_p=0.9)
    for row in said:
        assert grammatical(language, [language.words[w] for w in row[1:]]).accepted == 1


@pytest.mark.parametrize(
    ("prompt", "settings", "told"),
    [
        ([], {}, r"shape \(0,\)"),
        (np.zeros((2, 0), int), {}, r"shape \(2, 0\)"),
        (3, {}, r"shape \(\)"),
        ([0.5], {}, "float64"),
        ([1], {"length": 0}, "length=0"),
        ([1], {"context": 0}, "context=0"),
        ([1], {"temperature": -1}, "temperature=-1"),
        ([1], {"top_k": 0}, "top_k=0"),
        ([1], {"top_p": 2}, "top_p=2"),
    ],
)
def test_what_cannot_be_continued(prompt, settings, told):
    settings = {"length": 3} | settings
    with pytest.raises(ValueError, match=told):
        generate(plus_one, prompt, **settings, rng=np.random.default_rng(0))


def test_no_generator():
    with pytest.raises(TypeError, match="generate: rng"):
        generate(plus_one, [1], 3, rng=0)
