"""Schedules against torch's recorded rates, against published formulas, and bad settings."""

from pathlib import Path

import numpy as np
import pytest

from lecture_lib.optim import (
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseSquareRoot,
    Joined,
    Linear,
    MultiStep,
    OneCycle,
    Polynomial,
    Schedule,
    StepDecay,
    Warmup,
    WarmupCosine,
    growing_momentum,
)

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "torch_2_13_0.npz")

AS_TORCH = {
    "step": StepDecay(0.4, 7),
    "multi-step": MultiStep(0.4, (5, 20, 21), 0.5),
    "exponential": Exponential(0.4, 0.9),
    "linear": Linear(0.4),
    "linear decay": Linear(0.4, 40, 1.0, 0.1),
    "polynomial": Polynomial(0.4, 40, 2.0),
    "cosine": Cosine(0.4, 25, 0.01),
    "cosine restarts": CosineRestarts(0.4, 10),
    "cosine restarts growing": CosineRestarts(0.4, 5, 2, 0.01),
    "transformer": InverseSquareRoot.transformer(512, 20),
    "t5": InverseSquareRoot.t5(20),
    "triangular": Cyclic(0.1, 0.4, 8),
    "triangular2": Cyclic(0.1, 0.4, 8, "triangular2"),
    "exponential cycle": Cyclic(0.1, 0.4, 8, "exponential", 0.97),
    "one-cycle": OneCycle(0.4, 60),
    "warm-up cosine": WarmupCosine(0.4, 10, 60, start=0.01),
}


@pytest.mark.parametrize("name", AS_TORCH)
def test_rates_equal_torch(name):
    expected = REFERENCE[f"schedule/{name}"]
    np.testing.assert_allclose(AS_TORCH[name](np.arange(60)), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ["triangular", "triangular2", "exponential cycle", "one-cycle"])
def test_momenta_equal_torch(name):
    expected = REFERENCE[f"momentum/{name}"]
    np.testing.assert_allclose(AS_TORCH[name].momentum(np.arange(60)), expected, rtol=1e-12)


@pytest.mark.parametrize("name", AS_TORCH)
def test_one_step_is_a_float_and_equals_the_array(name):
    schedule = AS_TORCH[name]
    rates = schedule(np.arange(70))
    for step in (0, 1, 7, 31, 69):
        assert type(schedule(step)) is float
        assert schedule(step) == rates[step]
    assert (rates >= 0).all()


def test_joined_schedules_count_from_their_own_start():
    joined = Joined((Linear(0.4, 10, 0.01), Cosine(0.4, 50, 0.04)), at=(10,))
    np.testing.assert_allclose(joined(np.arange(60)), AS_TORCH["warm-up cosine"](np.arange(60)))


def test_cosine_rises_again_and_flat_stays():
    assert Cosine(1.0, 10)(20) == pytest.approx(1.0)
    assert Cosine(1.0, 10, flat=True)(20) == 0.0


def test_gpt3_falls_to_ten_percent_and_stays():  # in millions of tokens
    schedule = WarmupCosine(6e-5, 375, 260_000)
    assert schedule(0) == 0.0
    assert schedule(375) == pytest.approx(6e-5)
    assert schedule(260_000) == schedule(300_000) == pytest.approx(6e-6)


def test_transformer_peak():
    schedule = InverseSquareRoot.transformer(512, 4000)
    assert schedule(3999) == pytest.approx(512**-0.5 * 4000**-0.5)
    assert schedule(0) == pytest.approx(512**-0.5 * 4000**-1.5)
    assert InverseSquareRoot.t5()(0) == pytest.approx(0.01)


def test_warmup_and_growing_momentum():
    np.testing.assert_allclose(Warmup(0.4, 4)(np.arange(6)), [0, 0.1, 0.2, 0.3, 0.4, 0.4])
    assert growing_momentum(1) == 0.0
    assert growing_momentum(4) == 0.5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Exponential(-0.1), "Exponential: learning_rate is -0.1"),
        (lambda: Cosine(np.nan, 10), "learning_rate is nan"),
        (lambda: Cosine(0.1, 0), "steps is 0; it must be at least 1"),
        (lambda: StepDecay(0.1, every=0), "every is 0"),
        (lambda: Cyclic(0.1, 0.4, half=0), "half is 0"),
        (lambda: Cyclic(0.1, 0.4, form="square"), "no form 'square'.*'triangular'"),
        (lambda: WarmupCosine(0.1, warmup=10, total=10), "leaves nothing of 10"),
        (lambda: OneCycle(0.1, total=3), "Take more steps"),
        (lambda: Joined((Warmup(1.0, 2),), at=(2,)), "1 schedules need 0"),
    ],
)
def test_bad_settings_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda n: StepDecay(0.1, every=n),
        lambda n: Cosine(0.1, steps=n),
        lambda n: CosineRestarts(0.1, steps=n),
        lambda n: CosineRestarts(0.1, steps=10, growth=n),
        lambda n: Cyclic(0.1, 0.4, half=n),
        lambda n: Linear(0.1, steps=n),
        lambda n: Warmup(0.1, steps=n),
        lambda n: WarmupCosine(0.1, warmup=n, total=20),
        lambda n: WarmupCosine(0.1, warmup=1, total=n),
        lambda n: InverseSquareRoot(0.1, warmup=n),
        lambda n: OneCycle(0.1, total=n + 10),
    ],
)
def test_half_a_step_is_refused(make):
    assert make(3.0).name
    with pytest.raises(ValueError, match=r"is \d+\.5; it counts steps, so take a whole number"):
        make(2.5)


def test_lowest_is_a_rate_in_every_schedule_that_has_one():
    steps = np.arange(100)
    for schedule in (
        Cosine(0.4, 25, lowest=0.05),
        CosineRestarts(0.4, 10, lowest=0.05),
        Cyclic(lowest=0.05, highest=0.4, half=8),
    ):
        assert 0.05 <= schedule(steps).min() < 0.06
    assert WarmupCosine(0.4, 10, 60, end=0.5)(99) == pytest.approx(0.2)  # a part of the rate
    with pytest.raises(TypeError, match="lowest"):
        WarmupCosine(0.4, 10, 60, lowest=0.05)


def test_a_schedule_without_rate_says_so():
    with pytest.raises(NotImplementedError, match="no _rate"):
        Schedule()(0)
