"""The loop: learning, accumulation done right, stopping, interruption, every bad input."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import MLP, Embedding, Linear, Module, TokenHead, squared_error
from lecture_lib.optim import Adam, Clipped, GradientDescent, Momentum, StepDecay
from lecture_lib.training import (
    DataLoader,
    EarlyStopping,
    Evaluation,
    FixedSteps,
    Optimiser,
    ParameterChange,
    ReduceOnPlateau,
    accuracy,
    evaluate,
    fit,
    load,
    moons,
    noisy_curve,
    xor,
)


def model_of(sizes=(2, 16, 2), seed=0, **options):
    return MLP(sizes, rng=np.random.default_rng(seed), **options)


def data_of(n=64, seed=0):
    return moons(n, np.random.default_rng(seed))


def test_it_learns_and_repeats_with_the_seed():
    runs = []
    for _ in range(2):
        model, rng = model_of(), np.random.default_rng(3)
        history = fit(model, data_of(200), Adam(0.02), epochs=30, rng=rng)
        runs.append(history.loss)
    assert history.loss[-1] < 0.2 < history.loss[0]
    np.testing.assert_array_equal(*runs)
    assert history.steps == 30 * 7 and history.stopped == "30 epochs"
    assert not model.training
    assert all(p.grad is None for p in model.parameters().values())


def test_digits_reach_97_percent_on_held_out_data():
    # 64-128-10, 20 epochs, batch 32: the network of the issue, on three splits
    scores = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        parts = load("digits").split(rng, dev=0.05, test=0.2)
        model = MLP((64, 128, 10), rng=rng)
        fit(model, parts.train, Adam(0.004), epochs=20, batch_size=32, rng=rng)
        scores.append(evaluate(model, parts.test, metric=accuracy)[1])
    assert np.mean(scores) >= 0.97 and min(scores) >= 0.96


def test_a_hidden_layer_solves_xor_and_none_cannot():
    data, rng = xor(200, np.random.default_rng(0)), np.random.default_rng(0)
    for sizes, solved in (((2, 2), False), ((2, 8, 2), True)):
        model = model_of(sizes)
        fit(model, data, Adam(0.03), epochs=30, rng=rng)
        assert (evaluate(model, data, metric=accuracy)[1] > 0.95) is solved


def test_one_step_is_the_formula():
    X, y = data_of(8)
    model, twin = model_of(), model_of()
    fit(model, (X, y), GradientDescent(0.5), steps=1, batch_size=8, rng=np.random.default_rng(0))
    ll.cross_entropy(twin(X), y).backward()
    for p, q in zip(model.parameters().values(), twin.parameters().values(), strict=True):
        np.testing.assert_allclose(p.data, q.data - 0.5 * q.grad, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("size", "accumulate"), [(10, 1), (5, 2), (4, 3), (1, 10)])
def test_any_split_into_micro_batches_gives_the_same_update(size, accumulate):
    # E-K1, E-K2: sizes 4, 4, 2 as well; an SGD step would be ten times too long as printed
    X, y = data_of(10)
    model, whole = model_of(dtype=float), model_of(dtype=float)
    for net, options in ((model, (size, accumulate)), (whole, (10, 1))):
        loader = DataLoader((X, y), *options)
        history = fit(net, loader, GradientDescent(0.3), steps=3, rng=np.random.default_rng(0))
    assert history.steps == 3
    for p, q in zip(model.parameters().values(), whole.parameters().values(), strict=True):
        np.testing.assert_allclose(p.data, q.data, rtol=1e-12, atol=1e-15)


class Tagger(Module):
    """A token model small enough to check by hand."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.words = Embedding(6, 4, rng=rng, dtype=float)
        self.head = TokenHead(4, 3, rng=rng, dtype=float)

    def forward(self, tokens):
        return self.head(self.words(tokens))


def test_accumulation_counts_target_tokens_not_sequences():
    # E-K2: padded targets (−1) count nowhere; the micro-batches hold 4, 1 and 2 real tokens
    tokens = np.array([[1, 2, 3, 4], [5, 0, 0, 0], [2, 2, 0, 0]])
    tags = np.array([[0, 1, 2, 0], [1, -1, -1, -1], [2, 2, -1, -1]])
    model, whole = Tagger(), Tagger()
    options = {"rule": GradientDescent(0.3), "steps": 2}
    for net, sizes in ((model, (1, 3)), (whole, (3, 1))):
        loader = DataLoader((tokens, tags), *sizes, ignore_index=-1)
        fit(net, loader, rng=np.random.default_rng(0), **options)
    for p, q in zip(model.parameters().values(), whole.parameters().values(), strict=True):
        np.testing.assert_allclose(p.data, q.data, rtol=1e-12, atol=1e-15)
    expected = ll.cross_entropy(whole(tokens), tags, ignore_index=-1).item()
    measured, _ = evaluate(whole, (tokens, tags), ignore_index=-1, batch_size=1)
    assert measured == pytest.approx(expected)


def test_regression():
    X, y = noisy_curve(100, np.random.default_rng(0), noise=0.05)
    model = MLP((1, 32, 1), activation="tanh", rng=np.random.default_rng(0))
    fit(model, (X, y), Adam(0.02), loss=squared_error, epochs=500, rng=np.random.default_rng(0))
    assert evaluate(model, (X, y), loss=squared_error)[0] < 0.02


def test_schedules_reach_the_history():
    rule = Momentum(StepDecay(0.1, every=2, factor=0.5), 0.9)
    history = fit(model_of(), data_of(), rule, steps=5, rng=np.random.default_rng(0))
    np.testing.assert_allclose(history.learning_rate, [0.1, 0.1, 0.05, 0.05, 0.025])


@pytest.mark.parametrize("wrap", [lambda rule: rule, lambda rule: Clipped(rule, max_norm=1e9)])
def test_a_plateau_lowers_the_rate_and_the_steps(wrap):
    # the score never improves on the first: with patience 1, every second evaluation halves
    model = model_of()
    optimiser = Optimiser(model.parameters(), wrap(GradientDescent(0.5)), measure=True)
    history = fit(
        model, data_of(), optimiser, epochs=6, dev=data_of(32, 1), metric=lambda *_: 1.0,
        callbacks=ReduceOnPlateau(factor=0.5, patience=1), rng=np.random.default_rng(0),
    )  # fmt: skip
    rates = np.repeat([0.5, 0.5, 0.5, 0.25, 0.25, 0.125], 2)
    np.testing.assert_array_equal(history.learning_rate, rates)
    np.testing.assert_allclose(history.change, rates * history.gradient_norm, rtol=1e-4)


def test_a_plateau_knows_the_metrics_direction():
    scores = iter([0.1, 0.2, 0.3, 0.3, 0.3])
    history = fit(
        model_of(), data_of(32), GradientDescent(0.5), epochs=5, dev=data_of(32, 1),
        metric=lambda *_: next(scores), callbacks=[ReduceOnPlateau(factor=0.5, patience=0)],
        rng=np.random.default_rng(0),
    )  # fmt: skip
    np.testing.assert_array_equal(history.learning_rate, [0.5, 0.5, 0.5, 0.5, 0.25])


def test_clipping_bounds_every_step():
    model = model_of()
    optimiser = Optimiser(model.parameters(), GradientDescent(1.0), max_norm=0.1, measure=True)
    history = fit(model, data_of(), optimiser, epochs=3, rng=np.random.default_rng(0))
    assert history.gradient_norm.max() > 0.1
    assert history.change.max() <= 0.1 * (1 + 1e-5)


def test_a_gradient_too_large_to_clip_is_a_labelled_divergence():
    model = Linear(1, 1, rng=np.random.default_rng(0), dtype=float)
    before = model.state()

    def steep(out, y, reduction):  # a finite loss whose slope is infinite
        return np.sum(np.sqrt(np.abs(out - out.data)))

    optimiser = Optimiser(model.parameters(), GradientDescent(1.0), max_norm=1.0)
    history = fit(model, (np.ones((4, 1)), np.ones((4, 1))), optimiser, steps=3, loss=steep,
                  rng=np.random.default_rng(0))  # fmt: skip
    assert history.diverged and history.steps == 0
    assert "norm of the gradients is" in history.stopped
    for name, array in model.state().items():
        np.testing.assert_array_equal(array, before[name])


def test_an_optimiser_goes_on_from_where_it_is():
    model, twin = model_of(dtype=float), model_of(dtype=float)
    optimiser = Optimiser(model.parameters(), Adam(0.01))
    for _ in range(2):
        fit(model, data_of(32), optimiser, steps=3, batch_size=32, rng=np.random.default_rng(0))
    fit(twin, data_of(32), Adam(0.01), steps=6, batch_size=32, rng=np.random.default_rng(0))
    assert optimiser.steps == 6
    for p, q in zip(model.parameters().values(), twin.parameters().values(), strict=True):
        np.testing.assert_allclose(p.data, q.data, rtol=1e-9)


def test_an_optimiser_may_hold_some_of_the_parameters():
    model = model_of()
    before, parameters = model.state(), model.parameters()
    name, *rest = parameters
    optimiser = Optimiser({name: parameters[name]}, Adam(0.01))
    fit(model, data_of(), optimiser, epochs=1, rng=np.random.default_rng(0))
    after = model.state()
    assert (after[name] != before[name]).any()
    assert all((after[n] == before[n]).all() for n in rest)
    with pytest.raises(ValueError, match="which the model does not have"):
        fit(model_of(), data_of(), optimiser, epochs=1, rng=np.random.default_rng(0))


def test_a_failed_run_takes_back_the_optimisers_steps_too():
    model = model_of()
    optimiser = Optimiser(model.parameters(), Adam(0.01))
    bad = (np.ones((4, 2), np.float32), np.array([0, 0, 0, 2]))
    with pytest.raises(ValueError, match="label 2"):
        fit(model, bad, optimiser, epochs=3, batch_size=1, rng=np.random.default_rng(3))
    assert optimiser.steps == 0
    assert all(state.step == 0 for state in optimiser.states.values())


def test_dropout_acts_in_training_and_not_in_evaluation():
    model, data = model_of((2, 64, 2), dropout=0.5), data_of(100)
    fit(model, data, Adam(0.01), epochs=2, rng=np.random.default_rng(0))
    assert model.dropout.mask is not None
    assert evaluate(model, data) == evaluate(model, data)
    model.train()
    evaluate(model, data)
    assert model.training and model.dropout.training


# -- stopping ------------------------------------------------------------------------------------


def test_early_stopping_restores_the_best_parameters():
    scores = iter([0.5, 0.9, 0.7, 0.6, 0.8, 0.1, 0.1])
    states = []
    model = model_of()

    def metric(outputs, labels):
        states.append(model.state())
        return next(scores)

    history = fit(
        model, data_of(), Adam(0.01), epochs=50, dev=data_of(20, 1), metric=metric,
        callbacks=EarlyStopping(patience=2), rng=np.random.default_rng(0),
    )  # fmt: skip
    assert history.best == 1 and history.best_score == 0.9
    assert history.dev_score.tolist() == [0.5, 0.9, 0.7, 0.6, 0.8]
    assert history.stopped == "no improvement on the development set for 3 evaluations"
    for name, array in model.state().items():
        np.testing.assert_array_equal(array, states[1][name])
    assert "kept" in history.table() and "kept step" in repr(history)


def test_without_a_metric_the_smaller_loss_is_better():
    dev = data_of(20, 1)
    history = fit(
        model_of(), data_of(20), Adam(0.05), epochs=60, dev=dev, rng=np.random.default_rng(0)
    )
    assert history.dev_loss[history.best] == history.dev_loss.min()


def test_a_metric_may_be_minimised():
    scores = iter([3.0, 1.0, 2.0])
    history = fit(
        model_of(), data_of(), Adam(0.01), epochs=3, rng=np.random.default_rng(0),
        dev=Evaluation(data_of(20, 1), lambda outputs, labels: next(scores), maximise=False),
    )  # fmt: skip
    assert history.best == 1


def test_of_equal_scores_the_first_is_kept():
    scores, states, model = iter([0.5, 0.9, 0.9]), [], model_of()

    def metric(outputs, labels):
        states.append(model.state())
        return next(scores)

    history = fit(
        model, data_of(), Adam(0.01), epochs=3, dev=data_of(20, 1), metric=metric,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert history.best == 1
    for name, array in model.state().items():
        np.testing.assert_array_equal(array, states[1][name])


def test_a_nan_metric_is_never_best():
    scores = iter([np.nan, 0.2, np.nan])
    history = fit(
        model_of(), data_of(), Adam(0.01), epochs=3, dev=data_of(20, 1),
        metric=lambda outputs, labels: next(scores), rng=np.random.default_rng(0),
    )  # fmt: skip
    assert history.best == 1


def test_fixed_steps_and_parameter_change():
    rng = np.random.default_rng(0)
    history = fit(model_of(), data_of(), Adam(0.01), epochs=9, callbacks=FixedSteps(3), rng=rng)
    assert (history.steps, history.stopped) == (3, "3 updates")
    history = fit(
        model_of(), data_of(), GradientDescent(1e-3), epochs=9, rng=rng,
        callbacks=[ParameterChange(0.1)],
    )  # fmt: skip
    assert history.steps == 1 and "changed by" in history.stopped


def test_evaluating_every_so_many_updates():
    seen = []
    history = fit(
        model_of(), data_of(64), Adam(0.01), steps=7, batch_size=16, dev=Evaluation(every=3),
        callbacks=lambda history, _: seen.append(history.steps), rng=np.random.default_rng(0),
    )  # fmt: skip
    assert seen == history.step.tolist() == [3, 6]
    np.testing.assert_allclose(history.epoch, [0.75, 1.5])
    np.testing.assert_allclose(history.train_loss[1], history.loss[3:6].mean())


def test_callbacks_see_and_may_stop_a_run():
    def every_update(history, optimiser):
        seen.append((history.steps, optimiser.steps))
        optimiser.learning_rate = 0.5 / (history.steps + 1)
        return history.steps  # no text, so no reason to stop

    every_update.each_update, seen = True, []
    history = fit(
        model_of(), data_of(64), GradientDescent(0.5), steps=9, batch_size=32,
        callbacks=[every_update, lambda history, _: "enough" if history.steps == 4 else ""],
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert history.stopped == "enough"
    assert seen == [(1, 1), (2, 2), (3, 3), (4, 4)]
    np.testing.assert_allclose(history.learning_rate, [0.5, 0.25, 0.5 / 3, 0.125])


def test_interrupting_keeps_what_was_learnt():
    model, data = model_of(), data_of()
    before = model.state()

    def watch(history, optimiser):
        if history.steps >= 4:
            raise KeyboardInterrupt

    history = fit(model, data, Adam(0.01), epochs=50, callbacks=watch, rng=np.random.default_rng(0))
    assert history.interrupted and history.stopped == "interrupted after 4 updates"
    assert history.steps == 4
    assert any((model.state()[n] != before[n]).any() for n in before)
    assert not model.training


def test_a_step_that_is_finished_after_an_interrupt_is_noted(monkeypatch):
    real, calls = Optimiser._commit, []

    def interrupted(self, moved, steps):
        real(self, moved, steps)
        calls.append(steps)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Optimiser, "_commit", interrupted)
    model = model_of()
    optimiser = Optimiser(model.parameters(), Adam(0.01))
    history = fit(model, data_of(), optimiser, epochs=50, rng=np.random.default_rng(0))
    assert history.steps == optimiser.steps == 3
    assert history.stopped == "interrupted after 3 updates"


def test_divergence_is_a_labelled_result():
    X, y = noisy_curve(50, np.random.default_rng(0))
    model = MLP((1, 8, 1), activation="identity", rng=np.random.default_rng(0))
    history = fit(
        model, (100 * X, y), GradientDescent(10.0), loss=squared_error, epochs=50,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert history.diverged and history.stopped.startswith("diverged: the loss of update")
    assert np.isfinite(history.loss).all()


def test_a_quiet_run_writes_nothing(capsys):
    fit(model_of(), data_of(), Adam(0.01), epochs=1, rng=np.random.default_rng(0))
    assert capsys.readouterr() == ("", "")


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"rng": 3}, TypeError, "default_rng"),
        ({"epochs": None}, ValueError, "say how long"),
        ({"epochs": 0}, ValueError, "count from 1"),
        ({"batch_size": 0}, ValueError, "count from 1"),
        ({"metric": accuracy}, ValueError, "development set"),
        ({"metric": accuracy, "dev": Evaluation(every=2)}, ValueError, "give it there"),
        ({"callbacks": EarlyStopping()}, ValueError, "development set"),
        ({"callbacks": [ReduceOnPlateau()]}, ValueError, "development set"),
        ({"data": DataLoader(data_of())}, ValueError, "leave out this one"),
        ({"data": (np.ones((0, 2)), np.ones(0, int))}, ValueError, "no example"),
        ({"data": (np.full((4, 2), np.nan), np.zeros(4, int))}, ValueError, "nan at index"),
        ({"data": (np.ones((4, 2)), np.zeros(3, int))}, ll.ShapeError, "one row per example"),
        ({"data": (np.ones((4, 3), np.float32), np.zeros(4, int))}, ll.ShapeError, "needs 2"),
        ({"data": (np.ones((4, 2), np.float32), np.zeros(4))}, TypeError, "class indices"),
        ({"data": (np.ones((4, 2), np.float32), np.array([0, 0, 0, 2]))}, ValueError, "label 2"),
        ({"dev": (np.full((4, 2), np.inf), np.zeros(4, int))}, ValueError, r"dev\[0\]: inf"),
        ({"data": DataLoader((np.ones((4, 2), np.float32), np.ones(4, int)), ignore_index=1),
          "batch_size": None}, ValueError, "no target that counts"),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing(change, error, told):
    model = model_of()
    before = model.state()
    settings = {"data": data_of(), "rule": Adam(0.01), "epochs": 3, "batch_size": 1,
                "rng": np.random.default_rng(0), **change}  # fmt: skip
    with pytest.raises(error, match=told):
        fit(model, settings.pop("data"), settings.pop("rule"), **settings)
    for name, array in model.state().items():
        np.testing.assert_array_equal(array, before[name])


def test_a_loss_that_ignores_the_model_is_named():
    with pytest.raises(ll.GraphError, match="no parameter has a gradient"):
        fit(
            Linear(2, 2, rng=np.random.default_rng(0)), data_of(), Adam(0.01), steps=1,
            loss=lambda out, y, reduction: ll.Tensor(1.0) * 2, rng=np.random.default_rng(0),
        )  # fmt: skip


def test_evaluate_needs_targets():
    with pytest.raises(ValueError, match="no target that counts"):
        evaluate(model_of(), (np.ones((2, 2)), np.array([-1, -1])), ignore_index=-1)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: DataLoader(data_of(), accumulate=0), "count from 1"),
        (lambda: DataLoader(data_of(), batch_size=0), "count from 1"),
        (lambda: Evaluation(data_of(), every=0), "count from 1"),
        (lambda: Evaluation(metric=accuracy), "development set"),
        (lambda: ReduceOnPlateau(factor=2.0), "between 0 and 1"),
    ],
)
def test_bad_settings_are_named_at_once(make, told):
    with pytest.raises(ValueError, match=told):
        make()


# -- transform ---------------------------------------------------------------------------------


class Copy(Module):
    """Says the token that it reads."""

    def __init__(self, rng):
        self.table = Embedding(6, 6, rng=rng)

    def forward(self, tokens):
        return self.table(tokens)


def hidden(tokens, *, rng, seen=None):
    """Every third token or so becomes 0, and counts."""
    chosen = rng.random(tokens.shape) < 1 / 3
    chosen[:, 0] = True
    inputs, targets = np.where(chosen, 0, tokens), np.where(chosen, tokens, -1)
    if seen is not None:
        seen.append((tokens, inputs, targets))
    return inputs, targets


def test_a_transform_makes_each_batch_anew_and_repeats_with_the_seed():
    tokens = np.random.default_rng(0).integers(1, 6, (8, 5))
    runs = []
    for _ in range(2):
        seen = []
        history = fit(
            Copy(np.random.default_rng(1)), DataLoader((tokens,), batch_size=8, ignore_index=-1),
            Adam(0.01), epochs=3, rng=np.random.default_rng(2),
            transform=lambda tokens, rng, seen=seen: hidden(tokens, rng=rng, seen=seen),
        )  # fmt: skip
        runs.append((history.loss, [inputs for _, inputs, _ in seen]))
        assert history.steps == len(seen) == 3
        for rows, _, targets in seen:  # all rows of the epoch, with some other words hidden
            np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(tokens, axis=0))
            assert (targets >= 0).any(axis=1).all()
        assert len({(targets >= 0).sum() for _, _, targets in seen}) > 1
    np.testing.assert_array_equal(runs[0][0], runs[1][0])
    np.testing.assert_array_equal(runs[0][1], runs[1][1])
    assert tokens.min() == 1  # the data themselves are not written to


def test_a_transformed_update_is_the_mean_over_the_targets_that_count():
    tokens = np.random.default_rng(0).integers(1, 6, (6, 5))
    rng, model, seen = np.random.default_rng(1), Copy(np.random.default_rng(1)), []
    start = model.state()["table.E"]
    fit(
        model, DataLoader((tokens,), batch_size=2, accumulate=3, ignore_index=-1),
        GradientDescent(1.0), steps=1, rng=rng,
        transform=lambda tokens, rng: hidden(tokens, rng=rng, seen=seen),
    )  # fmt: skip
    assert len(seen) == 3
    inputs, targets = (np.concatenate(arrays) for arrays in list(zip(*seen, strict=True))[1:])
    table = ll.Tensor(start)
    ll.cross_entropy(table[inputs], targets, ignore_index=-1).backward()
    np.testing.assert_allclose(start - model.state()["table.E"], table.grad, atol=1e-6)


def test_the_development_set_is_not_transformed():
    tokens = np.random.default_rng(0).integers(1, 6, (8, 5))
    model = Copy(np.random.default_rng(1))
    history = fit(
        model, DataLoader((tokens,), ignore_index=-1), Adam(0.01), epochs=1,
        dev=(tokens, tokens), rng=np.random.default_rng(1), transform=hidden,
    )  # fmt: skip
    assert history.evaluations["dev_loss"][0] == pytest.approx(evaluate(model, (tokens, tokens))[0])


@pytest.mark.parametrize(
    ("transform", "error", "told"),
    [
        (lambda x, rng: x, TypeError, "transform returned ndarray"),
        (lambda x, rng: (), TypeError, "inputs first and targets last"),
        (lambda x, rng: (x, np.full_like(x, -1)), ValueError, "update 1 has no target that counts"),
    ],
)
def test_a_transform_that_makes_no_batch(transform, error, told):
    tokens, model = np.ones((4, 3), int), Copy(np.random.default_rng(1))
    before = model.state()
    with pytest.raises(error, match=told):
        fit(model, DataLoader((tokens,), ignore_index=-1), Adam(0.01), steps=2,
            rng=np.random.default_rng(0), transform=transform)  # fmt: skip
    np.testing.assert_array_equal(model.state()["table.E"], before["table.E"])
