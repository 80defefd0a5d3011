"""GPT-3's recipe: its lengths, its parts, and that each does something."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from lecture_lib.language import Vocabulary, left_to_right, pond, windows
from lecture_lib.nn import Transformer
from lecture_lib.scale import Recipe

RECIPE = Recipe(learning_rate=0.01, batch_size=16)


@pytest.mark.parametrize("ramp", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("examples", [1, 37, 4000])
def test_the_batches_are_the_examples_of_the_run(ramp, examples):
    sizes = replace(RECIPE, ramp=ramp).batch_sizes(examples)
    assert sum(sizes) == examples and min(sizes) >= 1 and max(sizes) <= 16


def test_the_batch_grows_from_an_eighth_and_is_full_after_the_ramp():
    sizes = np.array(RECIPE.batch_sizes(4000))
    seen = np.cumsum(sizes) - sizes
    assert sizes[0] == 2
    assert (np.diff(sizes[seen <= 400]) >= 0).all()
    assert (sizes[seen >= 400][:-1] == 16).all()


def test_the_rate_counts_examples_not_updates():
    """At equal numbers of examples seen, a run with a ramp has the rate of one without."""
    ramped, plain = (replace(RECIPE, ramp=r) for r in (0.5, 0.0))
    seen = np.cumsum(plain.batch_sizes(4000))
    rates = np.interp(seen, np.cumsum(ramped.batch_sizes(4000)), ramped.learning_rates(4000))
    assert rates == pytest.approx(plain.learning_rates(4000), rel=0.05)


def test_the_rate_peaks_after_the_warm_up_and_ends_at_a_tenth():
    rates = RECIPE.learning_rates(32_000)
    assert rates.max() == pytest.approx(0.01, rel=1e-2)
    assert rates[-1] == pytest.approx(0.001)
    assert np.cumsum(RECIPE.batch_sizes(32_000))[rates.argmax()] == pytest.approx(1600, rel=0.05)


def parameters(recipe: Recipe) -> np.ndarray:
    language, rng = pond(), np.random.default_rng(0)
    text = language.numbers(language.sample(600, rng))
    vocabulary = Vocabulary(language.words)
    model = Transformer(len(vocabulary), 8, 8, layers=1, heads=2, tied=False, rng=rng)
    objective = partial(left_to_right, vocabulary=vocabulary)
    recipe.train(model, windows(text, 9), 150, rng=rng, transform=objective)
    return np.concatenate([p.data.ravel() for p in model.parameters().values()])


def test_training_is_the_same_every_time_and_every_part_changes_it():
    full = parameters(RECIPE)
    assert (full == parameters(RECIPE)).all()
    parts = {"warmup": 0.0, "end": 1.0, "ramp": 0.0, "max_norm": 0.01, "weight_decay": 0.0,
             "decay_vectors": True, "beta2": 0.999}  # fmt: skip
    for name, off in parts.items():
        assert (full != parameters(replace(RECIPE, **{name: off}))).any(), name


@pytest.mark.parametrize(
    "wrong", [{"warmup": -0.1}, {"warmup": 0.9}, {"end": 2.0}, {"batch_size": 0}]
)
def test_bad_shares_are_named(wrong):
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        replace(RECIPE, **wrong)
