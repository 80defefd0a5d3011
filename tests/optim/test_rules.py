"""Every rule against torch's recorded paths, the lectures' errata, and bad settings."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from lecture_lib import optim, style
from lecture_lib.optim import (
    AdaBelief,
    Adafactor,
    AdaGrad,
    Adam,
    AdamW,
    Apollo,
    Clipped,
    Exponential,
    GradientDescent,
    Momentum,
    MultiStep,
    NAdam,
    Nesterov,
    OneCycle,
    RAdam,
    Restarted,
    RMSProp,
    growing_momentum,
    restart,
)
from lecture_lib.optim.rule import Rule

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "torch_2_13_0.npz")

# The names of tests/reference/make_reference.py, with our spelling of the same settings.
AS_TORCH = {
    "gd defaults": GradientDescent(),
    "gd decay": GradientDescent(1e-3, weight_decay=0.1),
    "momentum": Momentum(5e-4),
    "momentum decay": Momentum(5e-4, 0.9, weight_decay=0.1),
    "averaged": Momentum(1e-3, 0.9, form="averaged", initial="first"),
    "nesterov": Nesterov(5e-4, 0.9),
    "adagrad defaults": AdaGrad(),
    "adagrad": AdaGrad(0.1, learning_rate_decay=0.05, initial_accumulator=0.1, weight_decay=0.1),
    "rmsprop defaults": RMSProp(),
    "rmsprop": RMSProp(0.01, 0.9, weight_decay=0.1),
    "rmsprop centred": RMSProp(1e-3, 0.9, centred=True, momentum=0.5),
    "adam defaults": Adam(),
    "adam": Adam(0.05, 0.8, 0.95, weight_decay=0.1),
    "adam amsgrad": Adam(0.05, 0.9, 0.9, amsgrad=True),
    "adamw defaults": AdamW(),
    "adamw": AdamW(0.05, 0.9, 0.95, weight_decay=0.1),
    "nadam defaults": NAdam(),
    "nadam": NAdam(0.05, 0.8, 0.95, weight_decay=0.1),
    "radam defaults": RAdam(),
    "radam": RAdam(5e-4, 0.8, 0.95, weight_decay=0.1),
    "adafactor defaults": Adafactor(),
    "adafactor": Adafactor(0.1, threshold=1.2, weight_decay=0.1),
}

# So a new one is tested too; that the room has each of them is asked in test_rule.py.
RULES = [getattr(optim, name) for name in style.OPTIMIZERS if hasattr(optim, name)]

VARIANTS = [
    *(rule(0.01) for rule in RULES),
    *(Momentum(0.01, form=form) for form in ("polyak", "averaged", "printed")),
    Momentum(0.01, form="averaged", initial="debiased"),
    AdaGrad(0.01, form="printed"),
    AdaGrad(0.01, epsilon_inside=True),
    RMSProp(0.01, form="printed"),
    RMSProp(0.01, centred=True, momentum=0.9),
    Adam(0.01, form="printed"),
    Adam(0.01, form="efficient"),
    Adam(0.01, epsilon_inside=True),
    Adam(0.01, bias_correction=False),
    Adam(0.01, amsgrad=True),
    AdamW(0.01, form="paper"),
    NAdam(0.01, form="paper"),
    NAdam(0.01, form="constant"),
    RAdam(0.01, form="paper"),
    Apollo(0.01, form="belief"),
    Adafactor(0.01, form="paper"),
    Clipped(Adam(0.01)),
    Restarted(Adam(0.01), every=2),
]


def rosenbrock_gradient(theta):
    x, y = theta
    return np.array([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)])


def run(rule, start, gradient, steps):
    """θ before the first and after every step, as an array."""
    theta = np.asarray(start, dtype=float)
    state, points = rule.init(theta), [theta]
    for step in range(steps):
        theta, state = rule.update(theta, np.asarray(gradient(step, theta)), state)
        points.append(theta)
    return np.array(points)


def bowl(_, theta):
    """The gradient of ½(x² + 100y²)."""
    return theta * np.array([1.0, 100.0])


def bowl_value(theta):
    return 0.5 * (theta[..., 0] ** 2 + 100 * theta[..., 1] ** 2)


@pytest.mark.parametrize("name", AS_TORCH)
def test_closed_loop_equals_torch(name):
    expected = REFERENCE[f"rosenbrock/{name}"]
    measured = run(AS_TORCH[name], expected[0], lambda _, t: rosenbrock_gradient(t), 60)
    np.testing.assert_allclose(measured, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", AS_TORCH)
def test_matrix_path_equals_torch(name):
    expected, gradients = REFERENCE[f"matrix/{name}"], REFERENCE["gradients"]
    measured = run(AS_TORCH[name], expected[0], lambda step, _: gradients[step], 60)
    np.testing.assert_allclose(measured, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("momentum", lambda cycle: Momentum(cycle, cycle.momentum)),
        ("adam", lambda cycle: Adam(cycle, beta1=cycle.momentum)),
    ],
)
def test_scheduled_rate_and_momentum_equal_torch(name, make):
    expected = REFERENCE[f"scheduled/{name}"]
    measured = run(make(OneCycle(0.02, 61)), expected[0], lambda _, t: t * [1.0, 25.0], 60)
    np.testing.assert_allclose(measured, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("rule", VARIANTS, ids=lambda rule: rule.label)
def test_update_is_pure_and_works_on_any_shape(rule):
    rng = np.random.default_rng(3)
    for shape in [(), (2,), (3, 1, 2)]:
        theta, gradient = rng.normal(size=shape), rng.normal(size=shape)
        before = theta.copy(), gradient.copy()
        state = rule.init(theta)
        first = rule.update(theta, gradient, state)[0]
        again = rule.update(theta, gradient, state)[0]
        np.testing.assert_array_equal(first, again)
        np.testing.assert_array_equal(theta, before[0])
        np.testing.assert_array_equal(gradient, before[1])
        assert np.shape(first) == shape
        assert np.isfinite(first).all()


@pytest.mark.parametrize("rule", VARIANTS, ids=lambda rule: rule.label)
def test_state_does_not_alias_the_gradient(rule):
    theta, gradient = np.ones(2), np.array([0.5, -2.0])
    theta, state = rule.update(theta, gradient, rule.init(theta))
    expected = rule.update(theta, np.ones(2), state)[0]
    gradient[:] = 99.0
    np.testing.assert_array_equal(rule.update(theta, np.ones(2), state)[0], expected)


@pytest.mark.parametrize("rule", VARIANTS, ids=lambda rule: rule.label)
def test_float32_stays_float32(rule):
    theta = np.array([1.0, -2.0], dtype=np.float32)
    state = rule.init(theta)
    for _ in range(7):
        theta, state = rule.update(theta, theta, state)
    assert theta.dtype == np.float32


@pytest.mark.parametrize("make", RULES)
def test_a_slider_equals_one_run_per_value(make):
    rates = np.array([1e-4, 1e-3, 1e-2])
    starts = np.array([[-1.2, 1.0], [0.5, 0.5]])
    batch = run(
        make(learning_rate=rates[:, None, None]).over(-1),
        np.broadcast_to(starts, (3, 2, 2)),
        bowl,
        20,
    )
    for i, rate in enumerate(rates):
        for j, start in enumerate(starts):
            single = run(make(learning_rate=float(rate)), start, bowl, 20)
            np.testing.assert_allclose(batch[:, i, j], single, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "name", "values"),
    [
        (Momentum, "beta", [0.0, 0.5, 0.9]),
        (Nesterov, "beta", [0.0, 0.5, 0.9]),
        (RMSProp, "beta", [0.5, 0.9, 0.99]),
        (Adam, "beta1", [0.0, 0.5, 0.9]),
        (Adam, "beta2", [0.5, 0.9, 0.999]),
        (RAdam, "beta2", [0.1, 0.9, 0.999]),
        (NAdam, "beta1", [0.1, 0.5, 0.9]),
        (AdaBelief, "beta2", [0.5, 0.9, 0.999]),
        (Apollo, "sigma", [0.01, 0.1, 1.0]),
        (AdamW, "weight_decay", [0.0, 0.1, 0.5]),
    ],
)
def test_other_settings_may_be_arrays_too(make, name, values):
    def gradient(_, theta):
        return theta * np.array([1.0, 25.0])

    start = np.array([-4.0, 1.0])
    batch = run(
        make(0.01, **{name: np.array(values)[:, None]}).over(-1),
        np.broadcast_to(start, (3, 2)),
        gradient,
        12,
    )
    for i, value in enumerate(values):
        single = run(make(0.01, **{name: value}), start, gradient, 12)
        np.testing.assert_allclose(batch[:, i], single, rtol=1e-12)


# --- the lectures' errata -------------------------------------------------------------------


def test_first_steps_on_one_steep_and_one_flat_direction():
    gradient = np.array([-4.0, 100.0])
    expected = {
        GradientDescent: (4, -100),
        RAdam: (4, -100),
        AdaGrad: (1, -1),
        Adam: (1, -1),
        NAdam: (1.056, -1.056),
        AdaBelief: (1.111, -1.111),
    }
    for make, step in expected.items():
        measured = run(make(1e-3), np.zeros(2), lambda *_: gradient, 1)[1] / 1e-3
        np.testing.assert_allclose(measured, step, rtol=1e-3)
    measured = run(RMSProp(1.0, 0.9), np.zeros(2), lambda *_: gradient, 1)[1]
    np.testing.assert_allclose(measured, (3.162, -3.162), rtol=1e-3)
    start = np.array([-4.0, 1.0])
    step = run(Adafactor(1e-2), start, lambda *_: gradient, 1)[1] - start
    np.testing.assert_allclose(step / 1e-2, (2.915, -2.915), rtol=1e-3)


@pytest.mark.parametrize(
    ("rule", "printed", "right"),
    [
        (AdaGrad, [-9, 0.99, 0.99999], 0.99),
        (lambda form: RMSProp(0.01, 0.9, form=form), [-9, 0.99, 0.99999], 0.968),
        (lambda form: Adam(0.01, form=form), [-9, 0.99, 0.99999], 0.99),
    ],
)
def test_without_the_root_the_step_grows_as_the_gradient_shrinks(rule, printed, right):
    for c, value in zip([1e-3, 1, 1e3], printed, strict=True):
        for form, expected in (("printed", value), ("torch", right)):
            first = run(rule(form=form), [1.0], lambda _, t, c=c: c * t, 1)[1]
            assert first[0] == pytest.approx(expected, abs=5e-4)


def test_printed_momentum_exchanges_beta():  # E-G5
    start = np.array([-4.0, 1.0])
    for printed, past in [(0.1, 0.9), (0.9, 0.1)]:
        left = run(Momentum(0.01, printed, form="printed"), start, bowl, 50)
        right = run(Momentum(0.01, past, form="averaged", initial="first"), start, bowl, 50)
        np.testing.assert_allclose(left, right, rtol=1e-12)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (Momentum(0.018, 0.9, form="averaged", initial="first"), 472),
        (Momentum(0.018, 0.9, form="averaged", initial="zero"), 20.2),
        (Momentum(0.018, 0.9, form="averaged", initial="debiased"), 21.5),
        (GradientDescent(0.018), 12.0),
    ],
)
def test_four_ways_to_start_an_average(rule, value):  # E-G6
    values = bowl_value(run(rule, [-4.0, 1.0], bowl, 5))
    assert values[0] == 58
    assert values[5] == pytest.approx(value, rel=5e-3)


def test_first_sample_is_not_bias_correction():  # E-G21
    weights = []
    for form in ("printed", "torch"):
        rule = Adam(1.0, form=form)
        row = []
        for k in range(5):  # the step is linear in m: read off one gradient at a time
            theta, state = np.zeros(1), rule.init(np.zeros(1))
            for step in range(5):
                theta, state = rule.update(
                    theta, np.array([1.0 if step == k else 0.0]) + 1e-12, state
                )
            row.append(state.m[0] / (1 if form == "printed" else 1 - 0.9**5))
        weights.append(row)
    np.testing.assert_allclose(weights[0], [0.656, 0.073, 0.081, 0.09, 0.1], atol=5e-4)
    np.testing.assert_allclose(weights[1], [0.160, 0.178, 0.198, 0.220, 0.244], atol=5e-4)


@pytest.mark.parametrize(
    ("size", "inside", "outside"), [(1e-4, 0.707, 1.000), (1e-6, 0.010, 0.990), (1e-8, 0.0001, 0.5)]
)
def test_where_epsilon_goes(size, inside, outside):  # E-F2
    for flag, expected in ((True, inside), (False, outside)):
        step = run(Adam(1.0, epsilon_inside=flag), [0.0], lambda *_: [size], 1)[1]
        assert -step[0] == pytest.approx(expected, abs=5e-4)


def test_without_epsilon_an_unused_parameter_is_nan():  # E-F5
    for rule in (AdaGrad(epsilon=0.0), RMSProp(epsilon=0.0)):
        with np.errstate(invalid="ignore"):
            first = run(rule, [1.0, 1.0], lambda *_: [0.0, 1.0], 1)[1]
        assert np.isnan(first[0])
        assert np.isfinite(first[1])
    assert np.isfinite(run(AdaGrad(), [1.0, 1.0], lambda *_: [0.0, 1.0], 1)).all()


def test_polyak_keeps_the_old_rate_in_its_velocity():  # E-F9
    start, drop = np.array([-4.0, 1.0]), MultiStep(0.01, at=(9,))  # the tenth step is slower
    constant = [run(Momentum(0.01, form=form), start, bowl, 20) for form in ("torch", "polyak")]
    np.testing.assert_allclose(*constant, rtol=1e-12)
    for form, end in (("torch", (-2.445, 0.252)), ("polyak", (-1.288, 0.138))):
        measured = run(Momentum(drop, form=form), start, bowl, 20)[-1]
        np.testing.assert_allclose(measured, end, atol=5e-4)


def test_nesterov_slide_form_is_the_same_path_seen_from_its_own_point():  # E-F9
    rate, beta, theta, m = 0.002, 0.9, np.array([-4.0, 1.0]), np.zeros(2)
    rule, point = Nesterov(rate, beta), theta
    state = rule.init(point)
    for _ in range(30):
        ahead = theta + beta * m
        np.testing.assert_allclose(point, ahead, rtol=1e-12, atol=1e-13)
        m = beta * m - rate * bowl(0, ahead)
        theta = theta + m
        point, state = rule.update(point, bowl(0, point), state)
        np.testing.assert_allclose(rule.position(point, state), theta, rtol=1e-12, atol=1e-13)


def test_growing_momentum_is_nesterovs_two_sequences():
    rate, y = 0.005, np.array([-4.0, 1.0])
    rule, point, x = Nesterov(rate, growing_momentum), y, y
    state = rule.init(point)
    for k in range(1, 40):
        new = y - rate * bowl(0, y)
        x, y = new, new + (k - 1) / (k + 2) * (new - x)
        point, state = rule.update(point, bowl(0, point), state)
        np.testing.assert_allclose(point, y, rtol=1e-11, atol=1e-13)


def test_l2_in_adam_and_decoupled_decay():  # E-K4
    noise = np.random.default_rng(0).normal(size=(200, 2)) * [100, 0.01]

    def end(rule):
        return run(rule, np.ones(2), lambda step, _: noise[step], 200)[-1]

    free = end(Adam(0.01))
    coupled = end(Adam(0.01, weight_decay=0.1)) - free
    assert abs(coupled[0]) < 0.01  # lost beside a gradient of 100
    assert coupled[1] < -0.5  # far more than asked for
    decoupled = end(AdamW(0.01, weight_decay=0.1)) - free
    assert np.abs(decoupled - (0.999**200 - 1)).max() < 0.05  # both shrink by what was asked for


def test_adamw_paper_multiplies_rate_and_decay_by_the_schedule_only():
    rule = AdamW(0.5, weight_decay=0.1, form="paper", multiplier=Exponential(1.0, 0.5))
    points = run(rule, [1.0], lambda *_: [0.0], 3)[:, 0]
    np.testing.assert_allclose(points, np.cumprod([1, 0.9, 0.95, 0.975]))
    start = np.array([-4.0, 1.0])
    np.testing.assert_allclose(
        run(AdamW(0.01, weight_decay=0.1), start, bowl, 20),
        run(AdamW(0.01, weight_decay=0.001, form="paper"), start, bowl, 20),
    )


def test_adam_hides_a_factor_on_the_loss():  # E-K1
    start = np.array([-4.0, 1.0])
    one, ten = (run(Adam(0.01), start, lambda _, t, c=c: c * bowl(0, t), 50) for c in (1, 10))
    assert np.abs(one - ten).max() < 1e-6


@pytest.mark.parametrize(
    ("rule", "plain", "turned"),
    [
        (GradientDescent(0.018), 3.875, 3.875),
        (Momentum(0.01), 7.945, 7.945),
        (AdaGrad(0.5), 0.589, 6.24),
        (RMSProp(0.1, 0.9), 1.20, 6.39),
        (Adam(0.1), 5.84, 9.07),
        (NAdam(0.1), 2.98, 7.87),
    ],
    ids=lambda x: getattr(x, "label", ""),
)
def test_who_depends_on_the_axes(rule, plain, turned):  # E-K5
    turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    start = np.array([-4.0, 1.0])
    end = run(rule, start, bowl, 20)[-1]
    assert bowl_value(end) == pytest.approx(plain, rel=1.5e-3)
    end = run(rule, turn @ start, lambda _, t: turn @ bowl(0, turn.T @ t), 20)[-1]
    assert bowl_value(turn.T @ end) == pytest.approx(turned, rel=1.5e-3)


def test_rectification_starts_at_step_six_and_in_the_paper_at_five():
    torch, paper = RAdam(), RAdam(form="paper")
    assert [bool(torch.rectification(t)[0]) for t in (5, 6)] == [False, True]
    assert [bool(paper.rectification(t)[0]) for t in (4, 5)] == [False, True]
    r6 = torch.rectification(6)[1] / np.sqrt(1 - 0.999**6)
    assert r6 == pytest.approx(0.0258, abs=5e-5)


def test_nadam_constant_form_is_optax():
    step = run(NAdam(1.0, form="constant"), [0.0], lambda *_: [-4.0], 1)[1]
    assert step[0] == pytest.approx(1.4737, abs=5e-5)


def test_adam_efficient_form_differs_only_in_epsilon():
    start = np.array([-4.0, 1.0])
    plain, efficient = (
        run(Adam(0.05, form=form, epsilon=0.0), start, bowl, 40) for form in ("torch", "efficient")
    )
    np.testing.assert_allclose(plain, efficient, rtol=1e-12)
    plain, efficient = (
        run(Adam(0.05, form=form), start, bowl, 40) for form in ("torch", "efficient")
    )
    assert 0 < np.abs(plain - efficient).max() < 1e-6


def test_adabelief_and_apollo_equal_their_papers_written_with_loops():
    gradients, start = REFERENCE["gradients"].reshape(60, 6)[:30], np.linspace(-1, 1, 6)
    theta, m, s = list(start), [0.0] * 6, [0.0] * 6
    for t, g in enumerate(gradients, start=1):
        for i in range(6):
            m[i] = 0.9 * m[i] + 0.1 * g[i]
            s[i] = 0.999 * s[i] + 0.001 * (g[i] - m[i]) ** 2 + 1e-16
            theta[i] -= 0.01 * (m[i] / (1 - 0.9**t)) / ((s[i] / (1 - 0.999**t)) ** 0.5 + 1e-16)
    measured = run(AdaBelief(0.01), start, lambda step, _: gradients[step], 30)[-1]
    np.testing.assert_allclose(measured, theta, rtol=1e-10)

    theta, m, b, d = list(start), [0.0] * 6, [0.0] * 6, [0.0] * 6
    for t, g in enumerate(gradients, start=1):
        c = 1 - 0.9**t
        new = [0.9 * (1 - 0.9 ** (t - 1)) / c * m[i] + 0.1 / c * g[i] for i in range(6)]
        below = (sum(x**4 for x in d) ** 0.25 + 1e-2) ** 4
        a = sum(d[i] * (new[i] - m[i]) + d[i] * b[i] * d[i] for i in range(6)) / below
        b = [b[i] - a * d[i] ** 2 for i in range(6)]
        m, d = new, [new[i] / max(abs(b[i]), 0.01) for i in range(6)]
        theta = [theta[i] - 1e-4 * d[i] for i in range(6)]
    measured = run(Apollo(1e-4), start, lambda step, _: gradients[step], 30)[-1]
    np.testing.assert_allclose(measured, theta, rtol=1e-10)


def test_apollos_belief_form_equals_its_paper_written_with_loops():
    gradients, start = REFERENCE["gradients"].reshape(60, 6)[:30], np.linspace(-1, 1, 6)
    theta, m, b, d = list(start), [0.0] * 6, [0.0] * 6, [0.0] * 6
    for t, g in enumerate(gradients, start=1):
        weight = (1 - 0.9) / (1 - 0.9**t)
        change = [g[i] - m[i] for i in range(6)]
        below = (sum(x**4 for x in d) ** 0.25 + 1e-4) ** 4
        a = sum(d[i] * weight * change[i] + d[i] * b[i] * d[i] for i in range(6)) / below
        b = [b[i] - a * d[i] ** 2 for i in range(6)]
        m = [m[i] + weight * change[i] for i in range(6)]
        floor = max(abs(x) for x in change)
        d = [m[i] / (max(abs(b[i]), floor) + 1e-4 / weight) for i in range(6)]
        theta = [theta[i] - 1e-3 * d[i] for i in range(6)]
    measured = run(Apollo(1e-3, form="belief"), start, lambda step, _: gradients[step], 30)[-1]
    np.testing.assert_allclose(measured, theta, rtol=1e-10)


@pytest.mark.parametrize("gradient", [1e-2, 1e-4])
def test_apollos_belief_adds_epsilon_over_the_weight_of_a_new_gradient(gradient):
    # B = 0 and m = g at the first step: d = g / (g + ε/1); at the second, on the same gradient,
    # nothing has changed, and d = g / (|B| + ε/w) with w = 0.1/(1 − 0.9²)
    rule = Apollo(1.0, form="belief", epsilon=1e-3)
    path = run(rule, [0.0], lambda *_: [gradient], 2)[:, 0]
    first = gradient / (gradient + 1e-3)
    assert -path[1] == pytest.approx(first, rel=1e-12)
    assert path[1] - path[2] == pytest.approx(gradient / (1e-3 * (1 - 0.81) / 0.1), rel=1e-9)


def test_nadams_paper_form_equals_dozats_algorithm_written_with_loops():
    gradients, start = REFERENCE["gradients"].reshape(60, 6)[:30], np.linspace(-1, 1, 6)

    def mu(t):
        return 0.9 * (1 - 0.5 * 0.96 ** (t * 0.004))

    theta, m, v, product = list(start), [0.0] * 6, [0.0] * 6, 1.0
    for t, g in enumerate(gradients, start=1):
        product *= mu(t)
        for i in range(6):
            m[i] = mu(t) * m[i] + (1 - mu(t)) * g[i]
            v[i] = 0.99 * v[i] + 0.01 * g[i] ** 2
            m_hat = mu(t + 1) * m[i] / (1 - product * mu(t + 1)) + (1 - mu(t)) * g[i] / (
                1 - product
            )
            v_hat = 0.99 * v[i] / (1 - 0.99**t)
            theta[i] -= 0.01 * m_hat / (v_hat**0.5 + 1e-8)
    rule = NAdam(0.01, beta2=0.99, form="paper")
    measured = run(rule, start, lambda step, _: gradients[step], 30)[-1]
    np.testing.assert_allclose(measured, theta, rtol=1e-10)


def test_adafactors_paper_form_adds_1e30_to_the_squares():
    # without a gradient V̂ = ε₁, and with a tiny one the root is √(g² + 1e-30), not |g|
    rule = Adafactor(1e-2, form="paper", threshold=1e9)
    state = rule.init(np.zeros(1))
    for g in (1e-15, 1e-16):
        _, after = rule.update(np.ones(1), np.array([g]), state)
        assert after.entries[0] == pytest.approx(g * g + 1e-30, rel=1e-9, abs=0)


def test_apollo_rate_and_sigma_scale_together():
    start = np.array([-4.0, 1.0])
    one, ten = (run(Apollo(k * 1e-4, sigma=k * 0.01), start, bowl, 50) for k in (1, 10))
    np.testing.assert_allclose(one, ten, rtol=1e-9)


def test_adafactor_reconstructs_rank_one_and_only_that():  # E-S13
    rule = Adafactor(form="paper")
    outer = np.sqrt(np.outer([1.0, 4.0], [1.0, 2.0, 3.0]))
    _, state = rule.update(np.ones((2, 3)), outer, rule.init(np.ones((2, 3))))
    np.testing.assert_allclose(state.rows * state.columns / state.rows.mean(), outer**2)
    _, state = rule.update(np.ones((2, 2)), np.eye(2), rule.init(np.ones((2, 2))))
    np.testing.assert_allclose(state.rows * state.columns / state.rows.mean(), 0.5)


@pytest.mark.parametrize("form", ["torch", "paper"])
def test_adafactor_without_a_gradient_stays(form):
    rule, theta = Adafactor(form=form), np.ones((2, 3))
    after, _ = rule.update(theta, np.zeros((2, 3)), rule.init(theta))
    np.testing.assert_array_equal(after, theta)


def test_restart_forgets_and_halves():
    rule = Restarted(Adam(0.1), every=5)
    path = run(rule, [1.0, -1.0], bowl, 12)
    left = run(Adam(0.1), path[0], bowl, 5)
    middle = run(Adam(0.05), left[-1], bowl, 5)
    right = run(Adam(0.025), middle[-1], bowl, 2)
    np.testing.assert_array_equal(path, np.concatenate([left, middle[1:], right[1:]]))
    slower, state = restart(Adam(Exponential(0.1, 0.5)), np.zeros(2), factor=0.1)
    assert slower.learning_rate(1) == pytest.approx(0.005)
    assert state.step == 0


# --- looks and errors -----------------------------------------------------------------------


@pytest.mark.parametrize("rule", VARIANTS, ids=lambda rule: rule.label)
def test_equation_is_balanced_latex(rule):
    tex = rule.equation
    assert r"\theta \leftarrow" in tex
    assert "$" not in tex
    assert tex.count("{") == tex.count("}")


def test_equation_shows_where_epsilon_goes():
    assert r"\sqrt{\hat v}+\varepsilon" in Adam().equation
    assert r"\sqrt{\hat v+\varepsilon}" in Adam(epsilon_inside=True).equation
    assert r"\sqrt{s+\varepsilon}" in AdaGrad(epsilon_inside=True).equation


def test_labels_name_the_form():
    assert Adam().label == "Adam"
    assert Adam(form="printed").label == "Adam, printed"
    assert Adam(epsilon_inside=True).label == "Adam, ε inside the root"
    assert Clipped(Adam(), form="printed").label == "Adam, clipped as printed"
    assert Clipped(Adam()).name == "Adam"


def test_a_rule_is_frozen_and_its_arrays_are_its_own():
    rates = np.array([0.1, 0.2])
    rule = GradientDescent(rates)
    rates[0] = 99.0
    assert rule.learning_rate[0] == 0.1
    with pytest.raises(ValueError, match="read-only"):
        rule.learning_rate[0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.learning_rate = 1.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GradientDescent(-0.1), r"GradientDescent: learning_rate is -0.1.*small positive"),
        (lambda: GradientDescent(np.nan), "learning_rate is nan"),
        (lambda: GradientDescent(np.inf), "learning_rate is inf"),
        (lambda: Adam(np.array([0.1, -2.0])), "learning_rate is -2"),
        (lambda: Momentum(0.1, 1.0), "beta is 1; it must be at least 0 and below 1"),
        (lambda: Momentum(0.1, -0.5), "beta is -0.5"),
        (lambda: Adam(beta1=1.5), "beta1 is 1.5"),
        (lambda: Adam(beta2=np.nan), "beta2 is nan"),
        (lambda: Adam(epsilon=-1e-8), "epsilon is -1e-08"),
        (lambda: AdamW(weight_decay=-1.0), "weight_decay is -1"),
        (lambda: Clipped(Adam(), max_norm=-1.0), "max_norm is -1"),
        (lambda: Restarted(Adam(), every=0), "every is 0"),
        (lambda: Adam(form="prinnted"), "no form 'prinnted'.*'torch', 'printed'"),
        (lambda: Momentum(initial="frist"), "initial is 'frist'"),
        (lambda: Momentum(initial="debiased"), "has no bias to correct"),
    ],
)
def test_bad_settings_are_named_with_a_remedy(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_rate_that_is_no_number():
    with pytest.raises(TypeError, match="learning_rate is 'fast'"):
        GradientDescent("fast")


@pytest.mark.parametrize(
    "rule",
    [
        GradientDescent(lambda step: np.nan if step == 3 else 0.1),
        Adam(lambda step: -1.0 if step == 3 else 0.1),
        Momentum(0.1, beta=lambda step: 1.0 if step == 3 else 0.9),
    ],
)
def test_a_bad_schedule_is_named_with_its_step(rule):
    with pytest.raises(ValueError, match="at step 3 of its schedule"):
        run(rule, [1.0], lambda _, t: t, 5)


def test_shapes_that_do_not_broadcast_are_named_with_a_remedy():
    with pytest.raises(ValueError, match=r"theta \(2,\).*\(3,\).*rates\[:, None\]"):
        Adam(np.full(3, 0.1)).init(np.zeros(2))
    with pytest.raises(ValueError, match=r"learning_rate \(3,\).*beta1 \(2,\)"):
        Adam(np.full(3, 0.1), beta1=np.full(2, 0.1)).init(0.0)


def test_a_rule_without_update_says_so():
    with pytest.raises(NotImplementedError, match="no update of its own"):
        Rule().update(np.zeros(2), np.zeros(2), None)
