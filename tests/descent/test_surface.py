"""The catalogue: exact derivatives by our own engine, minima that are minima, shapes."""

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import descent
from lecture_lib.descent import (
    bowl,
    double_well,
    grid,
    heavy_ball_trap,
    himmelblau,
    parabola,
    quadratic,
    rastrigin,
    rosenbrock,
    saddle,
    styblinski_tang,
)
from lecture_lib.descent.surface import Line, Planar, Surface

SURFACES = [
    getattr(descent, name)
    for name in descent.__all__
    if isinstance(getattr(descent, name), Surface)
]
VARIANTS = [
    *SURFACES,
    quadratic(20, angle=0.7, mu=0.2),
    bowl([1.0, 2.0, 30.0]),
    saddle(2.0, 0.5),
    rosenbrock(1.5, steepness=10.0),
    double_well(-1.0, 0.0, 2.0),
    parabola(3.0),
]


def points(surface, count=20):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(1).uniform(low, high, (count, surface.dimension))


def test_the_catalogue_is_complete():
    names = {surface.name for surface in SURFACES}
    assert names >= {
        "quadratic",
        "rosenbrock",
        "beale",
        "himmelblau",
        "rastrigin",
        "booth",
        "saddle",
        "styblinski_tang",
        "ravine",
    }
    assert all(getattr(descent, name).name == name for name in names)


@pytest.mark.parametrize("surface", VARIANTS, ids=lambda s: s.name)
def test_gradient_and_hessian_equal_the_engines(surface):
    for theta in points(surface):
        np.testing.assert_allclose(
            surface.gradient(theta), ll.grad(surface.value)(theta), rtol=1e-10, atol=1e-10
        )
        np.testing.assert_allclose(
            surface.hessian(theta), ll.hessian(surface.value)(theta), rtol=1e-9, atol=1e-9
        )


@pytest.mark.parametrize("surface", VARIANTS, ids=lambda s: s.name)
def test_minima_are_minima_inside_the_domain_lowest_first(surface):
    minima = surface.minima
    assert minima.shape[1:] == (surface.dimension,)
    if not len(minima):
        assert "saddle" in surface.name
        return
    np.testing.assert_allclose(surface.gradient(minima), 0, atol=1e-9)
    assert (np.linalg.eigvalsh(surface.hessian(minima)) > 0).all()
    assert (np.diff(surface.value(minima)) >= -1e-9).all()
    low, high = np.array(surface.domain).T
    assert ((low <= minima) & (minima <= high)).all()


@pytest.mark.parametrize("surface", VARIANTS, ids=lambda s: s.name)
def test_no_point_of_the_domain_lies_below_the_lowest_minimum(surface):
    if len(surface.minima):
        lowest = surface.value(surface.minima[0])
        assert (surface.value(points(surface, 2000)) >= lowest - 1e-9).all()


@pytest.mark.parametrize("surface", VARIANTS, ids=lambda s: s.name)
def test_any_batch_of_points_equals_one_point_at_a_time(surface):
    d, theta = surface.dimension, points(surface, 6)
    batch = theta.reshape(2, 3, d)
    assert np.shape(surface.value(batch)) == (2, 3)
    assert surface.gradient(batch).shape == (2, 3, d)
    assert surface.hessian(batch).shape == (2, 3, d, d)
    for index in np.ndindex(2, 3):
        one = list(batch[index])  # a list will do
        np.testing.assert_allclose(surface.value(batch)[index], surface.value(one))
        np.testing.assert_allclose(surface.gradient(batch)[index], surface.gradient(one))
        np.testing.assert_allclose(surface.hessian(batch)[index], surface.hessian(one))


@pytest.mark.parametrize("surface", VARIANTS, ids=lambda s: s.name)
def test_integers_are_points_too(surface):
    ones = np.ones(surface.dimension, dtype=int)
    np.testing.assert_array_equal(surface.gradient(ones), surface.gradient(ones.astype(float)))
    assert surface.gradient(ones).dtype == float


@pytest.mark.parametrize("surface", VARIANTS, ids=lambda s: s.name)
def test_every_surface_has_an_equation(surface):
    assert surface.equation
    assert surface.equation.count("{") == surface.equation.count("}")


@pytest.mark.parametrize(
    ("surface", "point", "value"),
    [
        (rosenbrock, (-1.2, 1), 24.2),
        (himmelblau, (0, 0), 170),
        (rastrigin, (0, 0), 0),
        (descent.beale, (0, 0), 14.203125),
        (descent.booth, (0, 0), 74),
        (styblinski_tang, (-2.903534, -2.903534), -78.33233),
        (saddle, (1, 1), 0),
        (descent.three_hump_camel, (1, 1), 2 - 1.05 + 1 / 6 + 2),
    ],
)
def test_published_values(surface, point, value):
    assert surface.value(point) == pytest.approx(value, abs=1e-5)


def test_quadratic_has_the_eigenvalues_asked_for_at_any_angle():
    for angle in (0, 0.3, np.pi / 4, 2.0):
        values, vectors = np.linalg.eigh(quadratic(20, angle=angle, mu=0.2).hessian([0, 0]))
        np.testing.assert_allclose(values, [0.2, 4.0])
        flat = np.array([np.cos(angle), np.sin(angle)])
        assert abs(vectors[:, 0] @ flat) == pytest.approx(1)


def test_settings_may_be_arrays():
    kappas = np.array([1.0, 10.0, 100.0])
    many = quadratic(condition_number=kappas, angle=0.3)
    assert many.batch_shape == (3,)
    theta = np.array([2.0, -1.0])
    for i, kappa in enumerate(kappas):
        one = quadratic(kappa, 0.3)
        np.testing.assert_allclose(many.value(theta)[i], one.value(theta))
        np.testing.assert_allclose(many.gradient(theta)[i], one.gradient(theta))
        np.testing.assert_allclose(many.hessian(theta)[i], one.hessian(theta))
    assert quadratic(condition_number=[1.0, 2.0]).gradient([1.0, 1.0]).shape == (2, 2)


def test_a_surface_is_frozen_and_calling_it_makes_another():
    other = rosenbrock(steepness=10.0, domain=((-3, 3), (-3, 3)))
    assert (rosenbrock.steepness, other.steepness) == (100.0, 10.0)
    assert other.domain == ((-3, 3), (-3, 3))
    with pytest.raises(AttributeError):
        rosenbrock.steepness = 1.0


def test_settings_that_are_not_named_stay():
    both = rosenbrock(steepness=10.0, domain=((-3, 3), (-3, 3)))(shift=2.0)
    assert (both.shift, both.steepness, both.domain) == (2.0, 10.0, ((-3, 3), (-3, 3)))
    assert rosenbrock(1.5)(steepness=3.0).shift == 1.5
    assert quadratic(20)(angle=0.5).condition_number == 20
    three = bowl([1.0, 2.0, 3.0])
    assert three.dimension == len(three.domain) == 3
    wide = bowl([1.0, 2.0], domain=((-9, 9), (-9, 9)))
    assert wide([3.0, 4.0]).domain == wide.domain
    assert wide(domain=((-1, 1), (-1, 1))).eigenvalues.tolist() == [1, 2]


@pytest.mark.parametrize("point", [np.array([1, 1]), [1.0, 1.0], (3.0, 0.5), np.ones((4, 2))])
@pytest.mark.parametrize(
    "land", [rosenbrock, quadratic, descent.beale, descent.parabola], ids=lambda land: land.name
)
def test_a_point_is_not_taken_for_a_setting(land, point):
    with pytest.raises(TypeError, match=rf"{land.name}: an array .* {land.name}\.value\(theta\)"):
        land(point)


def test_an_unknown_setting_is_named_with_the_known_ones():
    with pytest.raises(TypeError, match=r"steepnes is not one of its settings shift=…, steepness="):
        rosenbrock(steepnes=10.0)
    with pytest.raises(TypeError, match="setting 3 is not one of its settings"):
        rosenbrock(1.0, 10.0, 3.0)


def test_the_trap_is_convex_and_continuous():
    x = np.linspace(-3, 4, 2001)[:, None]
    assert (np.diff(heavy_ball_trap.gradient(x)[:, 0]) > 0).all()
    jumps = np.abs(np.diff(heavy_ball_trap.value(x)))
    assert jumps.max() < 0.3  # steps of 0.0035 with slopes up to 76
    np.testing.assert_allclose(
        np.gradient(heavy_ball_trap.value(x), x[:, 0])[1:-1],
        heavy_ball_trap.gradient(x)[1:-1, 0],
        atol=0.05,
    )


def test_grid_has_rows_of_y():
    x, y, height = grid(descent.booth, 5)
    assert height.shape == (5, 5)
    assert height[4, 0] == descent.booth.value([x[0], y[4]])
    with pytest.raises(ValueError, match="dimension 1"):
        grid(parabola)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: quadratic(0.5), r"condition_number is 0\.5.*at least 1"),
        (lambda: quadratic(np.nan), "condition_number is nan"),
        (lambda: quadratic(mu=-1.0), "mu is -1.0.*saddle"),
        (lambda: bowl([1.0, 0.0]), "positive curvatures"),
    ],
)
def test_bad_settings_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("kind", [Surface, Planar, Line])
@pytest.mark.parametrize("method", ["value", "gradient", "hessian"])
def test_an_unfinished_family_says_what_is_missing(kind, method):
    with pytest.raises(NotImplementedError, match=kind.__name__.lower()):
        getattr(kind(), method)([1.0, 1.0])
