"""Stopping rules on histories made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib import Tensor
from lecture_lib.optim import GradientDescent
from lecture_lib.training import EarlyStopping, FixedSteps, History, Optimiser, ParameterChange


def dev(losses, **fields):
    return History(evaluations={"step": list(range(len(losses))), "dev_loss": losses}, **fields)


@pytest.mark.parametrize(
    ("losses", "patience", "stops"),
    [([3, 2, 1], 0, False), ([1, 2], 0, True), ([1, 2, 2], 2, False), ([1, 2, 2, 2], 2, True),
     ([1, 2, 0.5, 2], 1, False), ([1, 1], 0, True), ([1, np.nan, np.nan], 1, True)],
)  # fmt: skip
def test_patience(losses, patience, stops):
    assert bool(EarlyStopping(patience)(dev(losses))) is stops


def test_an_improvement_must_be_large_enough():
    assert EarlyStopping(0, least=0.5)(dev([1.0, 0.8]))
    assert not EarlyStopping(0, least=0.1)(dev([1.0, 0.8]))


def test_the_metric_goes_before_the_loss_and_the_history_knows_the_direction():
    history = dev([1.0, 2.0], maximise=True)
    history.evaluations["dev_score"] = [0.5, 0.6]
    assert not EarlyStopping(0)(history)


def test_without_a_development_set():
    with pytest.raises(ValueError, match="pass dev="):
        EarlyStopping()(History())


def test_a_step_to_the_left_is_no_convergence():
    # E-T7: f = x², x = 5, η = .1: the step −1 is "smaller than .001", its norm is not
    x = Tensor([5.0])
    optimiser = Optimiser({"x": x}, GradientDescent(0.1), measure=True)
    optimiser.step({"x": 2 * x.data})
    assert x.data[0] - 5.0 < 1e-3
    history = History({"loss": [25.0], "change": [optimiser.change]})
    assert ParameterChange(1e-3)(history) is None
    assert ParameterChange(1.5)(history) == "the parameters changed by 1, less than 1.5"
    assert ParameterChange(1e-3)(History()) is None


def test_fixed_steps():
    assert FixedSteps(2)(History({"loss": [1.0]})) is None
    assert FixedSteps(2)(History({"loss": [1.0, 1.0]})) == "2 updates"


@pytest.mark.parametrize(
    "make",
    [lambda: FixedSteps(0), lambda: ParameterChange(-1), lambda: ParameterChange(float("nan")),
     lambda: EarlyStopping(-1), lambda: EarlyStopping(least=-1.0)],
)  # fmt: skip
def test_bad_settings(make):
    with pytest.raises(ValueError, match=r"take at least|must be at least"):
        make()


def test_histories_are_arrays_and_print():
    history = dev([3.0, 1.0, 2.0])
    history.evaluations |= {"epoch": [1, 2, 3], "train_loss": [2.0, 1.0, 0.5]}
    history.best = 1
    assert history.best_score == 1 and history.step.dtype == np.int64
    assert history.table().splitlines() == [
        "step  epoch  train loss  dev loss",
        "   0      1       2.000     3.000",
        "   1      2       1.000     1.000  kept",
        "   2      3       0.500     2.000",
    ]
    assert repr(History()) == "History(no updates)"
    assert np.isnan(History().best_score) and History().loss.shape == (0,)


@pytest.mark.parametrize("maximise", [True, False])
def test_a_tie_or_nan_is_no_improvement(maximise):
    history = dev([0.5], maximise=maximise)
    history.best = 0
    assert not history.judged(0.5)
    assert not history.judged(np.nan)
    assert history.judged(0.6) is maximise
    assert history.judged(0.4) is not maximise
