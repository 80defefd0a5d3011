"""Closed forms count what tensors, modules and published models have, to the last parameter."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

from lecture_lib.language import NeuralLM
from lecture_lib.nn import EncoderDecoder, Transformer
from lecture_lib.scale import BART, BERT, GPT, MODELS, T5, Bengio
from lecture_lib.scale.stacks import Form

rng = np.random.default_rng


def counted(form):
    return sum(copies * prod(shape) for shape, copies in form.tensors())


def shapes(form):
    """Elements of every tensor."""
    return sorted(size for shape, n in form.tensors() for size in [prod(shape)] * n)


@pytest.mark.parametrize("known", MODELS.values(), ids=[*MODELS])
def test_a_published_count_to_the_last_digit_given(known):
    assert known.agrees
    assert counted(known.form) == known.form.count
    assert known.published % known.unit == 0 and known.source


def test_there_are_ten_models_and_more_most_of_them_counted_exactly():
    assert len(MODELS) >= 10
    assert sum(known.unit == 1 for known in MODELS.values()) >= 10
    assert {type(known.form) for known in MODELS.values()} == {GPT, BERT, T5, BART}


def test_a_count_that_is_off_is_seen():
    small = MODELS["GPT-2 small"]
    assert not small._replace(published=124_439_809).agrees
    printed = MODELS["GPT-3 13B"]
    misprint = GPT(40, 5140, 40)  # the width of the paper's table 2.1
    assert not printed._replace(form=misprint).agrees


def test_both_counts_of_bert_large():
    assert BERT(24, 1024, 16).count == 335_141_888
    assert BERT(24, 1024, 16, pretraining=True).count == 336_226_108
    assert counted(BERT(24, 1024, 16, pretraining=True)) == 336_226_108
    assert BERT(24, 1024, 16, pooler=False).count == 335_141_888 - 1024**2 - 1024
    assert counted(BERT(24, 1024, 16, pooler=False)) == 335_141_888 - 1024**2 - 1024


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("sizes", [(39, 32, 48, 2, 4), (7, 5, 8, 3, 2)])
def test_our_transformer(sizes, tied, causal):
    V, T, d, L, h = sizes
    model = Transformer(V, T, d, L, h, causal, tied, rng=rng(0))
    form = GPT(L, d, h, vocabulary=V, context=T, tied=tied, packed=True)
    assert form.count == model.count() == counted(form)
    assert shapes(form) == sorted(p.size for p in model.parameters().values())


@pytest.mark.parametrize("sizes", [(39, 32, 48, 2, 4), (7, 5, 8, 3, 2)])
def test_our_encoder_decoder(sizes):
    V, T, d, L, h = sizes
    model = EncoderDecoder(V, T, d, L, h, rng=rng(0))
    form = BART(L, d, h, vocabulary=V, context=T)
    assert form.count == model.count() == counted(form)


@pytest.mark.parametrize("direct", [True, False])
def test_our_neural_language_model(direct):
    model = NeuralLM(39, n=9, size=16, hidden=64, start=0, direct=direct, rng=rng(0))
    form = Bengio(39, n=9, size=16, hidden=64, direct=direct)
    assert form.count == model.count() == counted(form)
    tensors = sorted(p.size for p in model.parameters().values())
    assert shapes(form) == tensors


def test_a_form_without_a_closed_form_says_so():
    with pytest.raises(NotImplementedError, match="Form has no closed form"):
        _ = Form().count
    with pytest.raises(NotImplementedError, match="does not say"):
        Form().tensors()
