"""Pictures and films of notebook 04: what is drawn is what was given."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lecture_lib.plot.figures.nb04 import approach, errors, steps
from lecture_lib.plot.figures.nb04_scenes import _FAMILIES, likelihood, race
from lecture_lib.plot.figures.nb04_slopes import classes, gap

DATA = {"a number: bell": [1, 2, 2.5, 3, 6.5], "yes or no: coin": [1, 1, 1, 0],
        "a count: Poisson": [0, 1, 1, 2, 6]}  # fmt: skip
FIRST = {"a number: bell": 5.4, "yes or no: coin": 0.3, "a count: Poisson": 4.4}


def test_the_approach_is_drawn_in_percent():
    left, right = approach({"a": {"x": [0.1, 0.5]}, "b": {"x": [0.2]}}, goal=0.75)
    np.testing.assert_allclose(left.lines[1].get_ydata(), [10, 50])
    np.testing.assert_allclose(left.lines[0].get_ydata(), 75)
    assert right.get_title() == "b"


def test_steps_and_errors_are_drawn_as_given():
    ax = steps([-4, -2], {"a": [3, 2], "b": [9, 4]}, [8, 3])
    assert [line.get_label() for line in ax.lines] == ["derived", "a", "b"]
    np.testing.assert_allclose(ax.lines[2].get_ydata(), [9, 4])
    ax = errors({"sum": [2, 22], "mean": [2, 0.0]})
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [2, 22])
    assert ax.lines[1].get_ydata()[1] > 0  # 0 has no place on a logarithmic axis


def test_every_run_is_drawn_and_the_one_below_another_is_seen():
    ax = errors({name: [2, 1, 0.5, 0.25, 0.1] for name in "abcdefg"})
    *runs, _one = ax.lines
    assert [line.get_label() for line in runs] == list("abcdefg")
    marked = [line.get_markevery()[0] for line in runs]
    assert marked == sorted(set(marked))  # no two at the same step
    assert len({(line.get_marker(), line.get_color()) for line in runs[:5]}) == 5


# --- films ------------------------------------------------------------------------------------


@pytest.fixture
def ran():
    def bowl(z):
        return (z - 1) ** 2

    runs = {z: {"fast": [z, 1, 1], "slow": [z, z / 2, z / 4]} for z in (-2.0, -8.0)}
    return race({"fast": bowl, "slow": bowl}, runs, goal=1.0)


def test_a_race_says_when_each_is_there(ran):
    assert repr(ran).splitlines() == [
        "start at ŷ = 12 %: fast 1, slow more than 2",
        "start at ŷ = 0.034 %: fast 1, slow more than 2",
    ]
    changes = ran.scenes[0].changes
    assert changes["asays.text"] == ["ŷ = 11.9 %", *["ŷ = 73.1 %: there at step 1"] * 2]
    assert changes["a.cx"][0] == pytest.approx(changes["b.cx"][0] - 400, abs=0.11)
    assert changes["b.cx"][0] < changes["b.cx"][1] < changes["b.cx"][2]
    assert ran.play


def test_each_hill_has_a_scale_of_its_own():
    film = race({"low": lambda z: z**2 / 1000, "high": lambda z: z**2},
                {-2.0: {"low": [-2.0], "high": [-2.0]}}, goal=0.0)  # fmt: skip
    numbers = re.findall(r'text-anchor="end">([\d.]+)<', film.drawing)
    assert numbers == ["0", "0.02", "0.04", "0.06", "0.08", "0", "20", "40", "60", "80"]


def test_what_leaves_the_race_stays_at_the_edge_and_is_never_there():
    runs = {"away": [-8.0, 30.0], "lost": [-8.0, np.nan]}
    film = race({"away": lambda z: z**2, "lost": lambda z: z**2}, {-8.0: runs}, goal=1.0)
    changes = film.scenes[0].changes
    assert changes["asays.text"][1] == "ŷ = 100 %, far off at z = 30"
    assert changes["bsays.text"][0] == "ŷ = 0.0335 %"
    assert changes["a.cx"][1] == 370 and changes["b.cx"][1] == 770
    assert repr(film) == "start at ŷ = 0.034 %: away more than 1, lost more than 1"


@pytest.mark.parametrize(
    ("name", "y"), [("yes or no: coin", 2), ("a count: Poisson", 1.5), ("a number: bell", 60)]
)
def test_data_without_a_place_are_refused(name, y):
    with pytest.raises(ValueError, match=re.escape(f"{name} is drawn for y = ")):
        likelihood({name: [0, y]}, FIRST)


def test_each_datum_has_a_stem_however_many_there_are():
    film = likelihood({"yes or no: coin": [1] * 7, "a number: bell": [1, 2]}, FIRST)
    assert film.drawing.count('class="stem"') == 7
    assert film.scenes[1].at("stem6.d", 0) == ""


@pytest.mark.parametrize(("name", "best"), [(name, np.mean(y)) for name, y in DATA.items()])
def test_the_sum_of_surprises_is_lowest_at_the_mean(name, best):
    film = likelihood({name: DATA[name]}, FIRST)
    (scene,) = film.scenes
    heights, y_hat = scene.changes["now.cy"], np.array(scene.changes["at.text"], float)
    lowest = y_hat[np.flatnonzero(heights == np.max(heights))]  # down is large
    assert lowest.min() - 0.05 <= best <= lowest.max() + 0.05
    parts, total = re.fullmatch(r"−ln p: (.*) = (.*)", scene.at("sum.text", 7)).groups()
    assert sum(map(float, parts.split(" + "))) == pytest.approx(float(total), abs=0.3)


def test_only_the_axes_of_the_scene_are_seen():
    film = likelihood(DATA, FIRST)
    for k, scene in enumerate(film.scenes):
        seen = [scene.at(f"axes{other}.visibility", 0) for other in range(3)]
        assert seen == ["visible" if other == k else "hidden" for other in range(3)]
        assert float(scene.at("at.text", scene.first)) == pytest.approx(FIRST[scene.name])


def test_the_bell_is_closed_along_the_axis_where_it_is_cut():
    film = likelihood({"a number: bell": [3.0]}, {"a number: bell": 0.0})
    (scene,) = film.scenes
    for frame in (0, scene.last):
        path = re.findall(r"[ML](-?[\d.]+),([\d.]+)", scene.at("shape.d", frame))
        assert path[0][1] == path[-1][1] == "244"  # the axis: a fill between them is level
        assert path[0][0] == path[1][0] and path[-1][0] == path[-2][0]
        assert max(float(path[1][1]), float(path[-2][1])) <= 244


def test_little_of_a_distribution_is_left_out_of_the_drawing():
    for family in _FAMILIES.values():
        width = 1 if family.is_discrete else family.y[1] - family.y[0]
        for m in (family.y_hat[0], family.y_hat[-1]):
            assert np.sum(family.p(family.y, m)) * width == pytest.approx(1, abs=0.01)


def test_stems_end_on_the_bell():
    film = likelihood({"a number: bell": [3.0]}, {"a number: bell": 3.0})
    (scene,) = film.scenes
    top = float(scene.at("stem0.d", scene.first).split("V")[1])
    bell = re.findall(r"[ML]([\d.]+),([\d.]+)", scene.at("shape.d", scene.first))
    assert top == pytest.approx(min(float(v) for _, v in bell), abs=0.2)


def lengths(values):
    """How far each upright line of a path leads, in the drawing."""
    ends = (re.match(r"M[-\d.]+,([-\d.]+)V([-\d.]+)", one).groups() for one in values)
    return [float(b) - float(a) for a, b in ends]


def test_the_gap_is_the_loss_and_the_tangent_has_the_slope_of_the_curve():
    (scene,) = gap({"coin": (lambda z: np.logaddexp(0, z), 1.0, 0.0)}).scenes
    assert scene.at("at.text", scene.first) == "−2.0"
    assert scene.at("loss.text", scene.first) == "gap, ℓ = 2.13"  # ln(1 + e²)
    assert scene.at("says.text", scene.first) == "ŷ − y = −0.88"
    losses = [float(text.removeprefix("gap, ℓ = ")) for text in scene.changes["loss.text"]]
    drawn = np.array(lengths(scene.changes["gap.d"]))
    np.testing.assert_allclose(drawn / drawn[0], np.array(losses) / losses[0], atol=0.01)
    (x0, y0), (x1, y1) = re.findall(r"([\d.]+),([\d.]+)", scene.at("touch.d", scene.first))
    unit = 250 / (np.log1p(np.exp(5)) + 5 + 1.0) * 10 / 400  # a slope of 1, in the drawing
    slope = (float(y0) - float(y1)) / (float(x1) - float(x0)) / unit
    assert slope == pytest.approx(0.12, abs=0.01)


def test_a_tangent_stays_in_its_panel():
    (curve,) = gap({"bell": (lambda z: z**2 / 2, 1.0, 0.5)}).scenes
    (hill,) = classes(cross, {"q": [0.5, 0.25, 0.25]}).scenes
    for scene, low, high in ((curve, 30, 430), (hill, 470, 770)):
        for frame in (0, scene.last):
            x = [float(u) for u in re.findall(r"([\d.]+),", scene.at("touch.d", frame))]
            assert low <= min(x) < max(x) <= high


def test_a_bar_shows_how_far_off_the_model_is():
    (scene,) = gap({"bell": (lambda z: z**2 / 2, 1.0, 0.5)}).scenes
    widths, starts = (np.array(scene.changes[f"off.{k}"], float) for k in ("width", "x"))
    np.testing.assert_allclose(widths / 20, np.abs(np.linspace(-6, 4, 101)), atol=0.01)
    assert (starts + widths).max() <= 800 and starts[0] == 620 - 120 and starts[-1] == 620


def cross(o, q):
    return np.log(np.exp(o).sum()) - q @ o


def test_arrows_lead_from_the_label_to_the_probability():
    (scene,) = classes(cross, {"q": [0.5, 0.25, 0.25]}, first=0.7).scenes  # nearly ln 2
    assert [scene.at(f"says{i}.text", scene.first) for i in range(3)] == ["0.00"] * 3
    (scene,) = classes(cross, {"q": [0.9, 0.05, 0.05]}, first=-1).scenes
    said = [float(scene.at(f"says{i}.text", scene.first).replace("−", "-")) for i in range(3)]
    drawn = [lengths([scene.at(f"off{i}.d", scene.first)])[0] / -190 for i in range(3)]
    np.testing.assert_allclose(drawn, said, atol=0.006)
    assert sum(said) == pytest.approx(0, abs=0.011)


def test_the_loss_of_three_classes_is_never_below_the_entropy_of_the_label():
    q = np.array([0.9, 0.05, 0.05])
    (scene,) = classes(cross, {"q": q}).scenes
    losses = [float(text.split()[1]) for text in scene.changes["loss.text"]]
    assert min(losses) == float(scene.at("least.text", 0)) == round(-(q @ np.log(q)), 2)
    best = scene.at("at.text", int(np.argmin(losses)))
    assert abs(float(best) - np.log(18)) < 0.35  # flat there
    (sure,) = classes(cross, {"q": [1, 0, 0]}).scenes
    assert np.all(np.diff(np.array(sure.changes["now.cy"])) >= 0)
    assert "0.00" not in sure.changes["says0.text"]  # never there
