"""Pictures of notebook 02: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.autograd import Tensor
from lecture_lib.plot.figures.nb02 import (
    duel,
    film,
    layer_film,
    layer_start,
    many_duels,
    network,
    nudge_errors,
    outcome,
    random_duels,
    surprise,
    vote_and_voice,
)

THETA = {
    "E": np.array([[0.05, -0.1], [-1.5, -0.9]]),
    "W": np.array([[0.9, 1.0], [0.7, -0.3]]),
    "b": np.zeros(2),
    "U": np.array([[0.0, -0.5], [-0.9, 0.3]]),
}


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_the_network_shows_its_weights_and_hides_what_is_not_known():
    texts = written(network(THETA))
    assert texts.count("?") == 10
    for weight in (".9", "1", ".7", "−.3", "0", "−.5", "−.9", ".3"):
        assert weight in texts
    assert "goose\n(−.1, −.9)" in texts
    known = written(network(THETA, {"h0": [0.0, -1.3], "h": [0.0, 0.39]}))
    assert known.count("?") == 6 and "−1.3" in known and ".39" in known


def test_the_network_reads_the_sentence_it_is_given():
    texts = written(network(THETA, words=("goose", "duck", "goose")))
    assert texts.count("goose\n(−.1, −.9)") == 2 and texts.count("duck\n(.05, −1.5)") == 1


def test_surprise_marks_its_points():
    ax = surprise({"a coin": 0.5, "sure": 0.99})
    assert "a coin: 0.69" in written(ax) and "sure: 0.01" in written(ax)
    np.testing.assert_allclose(ax.lines[1].get_ydata(), -np.log(0.5))


def test_slopes_stand_under_their_nodes_and_what_is_asked_is_a_question_mark():
    ax = network(THETA, {"h0": [0.0, -1.3]}, slopes={"o": [-0.5774, 0.5774], "h": None})
    slopes = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert slopes == ["−.577", ".577", "?", "?"]
    each = written(network(THETA, slopes={"word": [0.1078, -0.0462]}))
    assert each.count("(.108, −.046)") == 3


def racing(u, h):
    """A run of which only vote and output of unit 2 are known, and what they make likely."""
    run = []
    for one, other in zip(u, h, strict=True):
        p = 1 / (1 + np.exp(-one * other))
        net = {"U": np.array([[0.0, one / 2], [0.0, -one / 2]]), "h": np.array([0.0, other])}
        run.append([net | {"y_hat": np.array([p, 1 - p])}])
    return run


def test_vote_and_voice_are_read_from_arrays_and_tensors_of_either_unit():
    run = racing([-0.8, -0.7], [0.4, 0.2])
    u, h = vote_and_voice(run)
    np.testing.assert_allclose((u, h), ([-0.8, -0.7], [0.4, 0.2]))
    run[1] = [{name: Tensor(array) for name, array in run[1][0].items()}]
    np.testing.assert_allclose(vote_and_voice(run), (u, h))
    np.testing.assert_array_equal(vote_and_voice(run, unit=0), np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("u", "h", "said"),
    [
        ([-0.8, -0.7, -0.7, -0.7], [0.4, 0.1, 0.0, 0.0], "silent at step 2"),
        ([-0.8, -0.1, 0.2, 0.4], [1.5, 1.2, 1.1, 1.2], "turned at step 2"),
        ([-0.8, -0.7], [0.4, 0.1], "undecided"),
    ],
)
def test_a_duel_ends_when_one_of_the_two_is_0(u, h, said):
    assert outcome(u, h) == said
    kind, ends = said.split()[0], said != "undecided"
    over = 2 if ends else len(u) - 1
    for sums in (False, True):
        (scene,) = duel({"": racing(u, h)}, unit=2.0, sums=sums).scenes
        assert scene.last == (over if sums else len(u) - 1)
        assert scene.at("end.opacity", over) == int(ends)
        assert scene.at("end.opacity", over - 1) == 0
        assert {"silent": "vote left: 0.70", "turned": "voice left then: 0.55"}.get(
            kind, ""
        ) == scene.at("left.text", over)
        assert scene.at("silent.text", 9) == (said if kind == "silent" else "")
        assert scene.at("turned.text", 9) == (said if kind == "turned" else "")
        assert scene.at("silent.text", 0) == scene.at("turned.text", 0) == ""


def test_after_the_duel_a_right_vote_grows_with_its_voice():
    (scene,) = duel({"": racing([-0.8, 0.0, 0.4, 1.5], [1.0, 1.0, 1.2, 2.0])}, unit=1.0).scenes
    assert scene.at("right-says.text", 1) == "50 %"
    assert scene.at("right-says.text", 3) == "95 %"
    assert scene.at("right.width", 1) == 269
    said = [scene.at("vote-says.text", k) for k in (0, 2, 3)]
    assert said == ["0.80 wrong", "0.40 right", "1.50 right"]
    across, up = ([scene.at(f"now.{key}", k) for k in range(4)] for key in ("cx", "cy"))
    assert across == sorted(across, reverse=True) and up[3] < up[2] < up[1]
    assert (scene.at("end.cx", 0), scene.at("end.cy", 0)) == (across[1], up[1])
    assert scene.at("vote-axis.x", 3) == across[3] < scene.at("vote-axis.x", 1)
    assert [scene.at("vote-bite.width", k) > 0 for k in range(4)] == [True, False, False, False]


def test_both_bars_have_one_scale_and_lose_at_the_tip_what_ten_steps_take():
    u, h = [-0.8, -0.78, -0.7, -0.7], [0.8, 0.79, 0.4, 0.0]
    (scene,) = duel({"": racing(u, h)}, unit=2.0).scenes
    assert scene.at("vote.width", 0) == pytest.approx(2 * scene.at("voice.width", 0), abs=0.11)
    for k in range(2):
        for name, lost in (("vote", u[k + 1] - u[k]), ("voice", (h[k] - h[k + 1]) / 2)):
            whole, bite = scene.at(f"{name}.width", k), scene.at(f"{name}-bite.width", k)
            length = {"vote": -u[k], "voice": h[k] / 2}[name]
            assert bite == pytest.approx(whole / length * min(length, 10 * lost), abs=0.2)
            assert scene.at(f"{name}-bite.x", k) + bite == pytest.approx(152 + whole, abs=0.2)
    assert scene.at("vote-bite.width", 3) == scene.at("voice-bite.width", 3) == 0


def test_the_point_of_a_duel_stands_where_both_bars_on_the_axes_end():
    run = racing([-0.8, -0.6, 0.1], [1.2, 1.1, 1.0])
    (scene,) = duel({"": run}, unit=1.5).scenes
    side = scene.at("vote-axis.width", 0) / 0.8
    assert side == pytest.approx(scene.at("voice-axis.height", 0) / 0.8)
    left, low = 770 - side, 162 + side  # of the corner, where both are 0
    for k, wrong in enumerate((1, 1, -1)):
        width = scene.at("vote-axis.width", k)
        assert scene.at("now.cx", k) == pytest.approx(left + wrong * width, abs=0.11)
        assert scene.at("now.cy", k) == scene.at("voice-axis.y", k)
        height = scene.at("voice-axis.height", k)
        assert scene.at("now.cy", k) + height == pytest.approx(low, abs=0.11)
    assert scene.at("from.cx", 2) == scene.at("now.cx", 0)


def test_sum_and_difference_meet_where_the_shorter_bar_is_gone():
    run = racing([-0.8, -0.7, -0.65], [0.8, 0.3, 0.0])
    (scene,) = duel({"": run}, unit=2.0, sums=True).scenes
    each = 538 / 1.2  # the longest sum fills the line
    for k, (vote, voice) in enumerate([(0.8, 0.4), (0.7, 0.15), (0.65, 0.0)]):
        assert scene.at("sum.cx", k) == pytest.approx(152 + each * (vote + voice), abs=0.06)
        gap = each * (vote - voice)
        assert scene.at("difference.cx", k) == pytest.approx(152 + gap, abs=0.06)
        gap = scene.at("sum.cx", k) - scene.at("difference.cx", k)
        assert scene.at("between.width", k) == pytest.approx(gap, abs=0.11)
    assert scene.at("sum-says.text", 0) == "sum 1.20"
    assert scene.at("difference-says.text", 2) == "difference 0.65"


def test_a_silent_unit_is_shown_20_steps_more_and_one_that_turned_to_the_end():
    silent = racing([-0.8] * 60, [0.2, 0.1, *[0.0] * 58])
    turned = racing([-0.8, *[0.1] * 59], [0.9] * 60)
    made = duel({"a": silent, "b": turned}, unit=1.0)
    assert [scene.last for scene in made.scenes] == [22, 59]


def test_the_line_and_its_sides_are_drawn_on_request():
    runs = {"a": racing([-0.8, -0.7], [0.8, 0.0])}
    with_line = duel(runs, unit=2.0).drawing
    without = duel(runs, unit=2.0, border=False).drawing
    assert ">silent</text>" in with_line and ">turned</text>" in with_line
    assert ">silent</text>" not in without and ">turned</text>" not in without


def test_how_far_a_duel_looks_ahead_may_be_chosen():
    run = racing([-0.8, -0.6, -0.5], [0.8, 0.7, 0.6])
    one, two = (duel({"a": run}, unit=1.0, ahead=ahead) for ahead in (1, 2))
    bites = [made.scenes[0].at("vote-bite.width", 0) for made in (one, two)]
    assert bites[1] == pytest.approx(2 * bites[0], abs=0.2) and bites[0] > 0
    assert "what the next step takes" in one.drawing
    assert "what the next 2 steps take," in two.drawing


def test_random_duels_obey_the_line_and_large_steps_silence_only_more():
    vote, voice, silent = random_duels(60, eta=0.02)
    assert vote.shape == voice.shape == silent.shape == (60,)
    assert (vote > 0).all() and (voice > 0).all() and 0 < silent.sum() < 60
    clear = np.abs(np.log(voice / vote)) > 0.15
    np.testing.assert_array_equal(silent[clear], (voice < vote)[clear])
    _, _, large = random_duels(60, eta=1.0)
    assert (large & ~silent).any() and not (silent & ~large & clear).any()


def test_the_silenced_and_the_others_are_drawn_apart():
    ax = many_duels([0.5, 1.0, 2.0], [0.4, 1.2, 2.5], [True, False, False])
    filled, rings = ax.collections
    np.testing.assert_allclose(filled.get_offsets(), [[0.5, 0.4]])
    np.testing.assert_allclose(rings.get_offsets(), [[1.0, 1.2], [2.0, 2.5]])
    across, up = ax.lines[0].get_data()
    np.testing.assert_allclose(across, up)


def test_the_path_of_each_duel_waits_for_its_end():
    runs = {"a": racing([-0.8, -0.7], [0.8, 0.0]), "b": racing([-0.8, 0.1], [1.8, 1.7])}
    made = duel(runs, unit=2.0)
    for k, scene in enumerate(made.scenes):
        assert f'd="{scene.at("trail.d", 0)}" data-after="{k}"' in made.drawing


def history():
    return [
        [{"h": np.array([0.0, 0.4 - 0.2 * k]), "y_hat": np.array([0.4, 0.6]), "loss": 0.9 - k / 10}]
        for k in range(3)
    ]


def test_a_film_has_its_numbers_in_text_and_frames():
    made = film(history())
    assert repr(made).splitlines()[1:] == [
        "   0  0.000  0.400    0.400  0.900",
        "   1  0.000  0.200    0.400  0.800",
        "   2  0.000  0.000    0.400  0.700",
    ]
    (scene,) = made.scenes
    assert scene.last == 2
    assert scene.changes["says0.text"] == ["silent"] * 3
    assert scene.changes["says1.text"] == ["0.400", "0.200", "silent"]
    assert scene.changes["bar1.width"][0] == 2 * scene.changes["bar1.width"][1] == 424
    assert scene.at("at.text", 2) == "2" and scene.at("says3.text", 2) == "0.700"


def test_the_curve_of_a_film_is_drawn_as_far_as_the_run_has_come():
    (scene,) = film(history()).scenes
    places = [[float(x) for x in at.split(",")] for at in scene.at("curve.d", 0)[1:].split("L")]
    assert [one[0] for one in places] == [170, 435, 700]
    gone = [float(one.split()[0]) for one in scene.changes["curve.stroke-dasharray"]]
    assert gone[0] == 0
    assert gone[2] == pytest.approx(np.hypot(*np.diff(places, axis=0).T).sum(), abs=0.2)
    dot = scene.at("now.cx", 1), scene.at("now.cy", 1)
    np.testing.assert_allclose(dot, places[1], atol=0.06)


def test_several_runs_are_a_choice_and_share_their_scales():
    loud = [[{**net, "h": 2 * net["h"]} for net in nets] for nets in history()]
    made = film({0.1: history(), 0.5: loud[:2]}, choice="η")
    assert [scene.name for scene in made.scenes] == ["0.1", "0.5"] and made.choice == "η"
    quiet, other = (scene.changes["bar1.width"] for scene in made.scenes)
    assert [2 * one for one in quiet[:2]] == other
    assert [scene.last for scene in made.scenes] == [2, 1]
    assert "η = 0.5" in repr(made)


def test_a_bar_grows_to_the_left_of_a_mark_where_a_unit_is_below_0():
    net = {"h": np.array([-0.5, 0.5]), "y_hat": np.array([0.4, 0.6]), "loss": 0.9}
    made = film([[net], [{**net, "h": np.array([-0.25, 0.0])}]])
    changes = made.scenes[0].changes
    assert changes["bar0.x"] == [170, 302.5] and changes["bar0.width"] == [265, 132.5]
    assert changes["bar1.x"] == [435, 435] and changes["bar1.width"] == [265, 3]
    assert changes["says0.text"][0] == "−0.500" and changes["says1.text"][1] == "silent"
    assert 'd="M435.0,14' in made.drawing and "−0.50 to 0.50" in made.drawing
    assert film(history()).drawing.count('class="axis"') == 1  # that of the loss alone


@pytest.mark.parametrize(("right", "shown"), [(0, "40.0 %"), (1, "60.0 %")])
def test_a_film_shows_the_class_that_is_right(right, shown):
    assert film(history(), right=right).scenes[0].at("says2.text", 0) == shown


def test_each_kind_of_number_is_named_where_its_errors_begin():
    steps = np.array([1e-9, 1e-6, 1e-3])
    errors = {"float64": [1e-7, 1e-10, 1e-6], "float32": [1.0, 1e-1, 1e-4]}
    ax = nudge_errors(steps, errors, allowed=1e-5)
    named = {text.get_text(): text for text in ax.texts}
    assert named["float64"].xy == (1e-9, 1e-7) and named["float32"].xy == (1e-9, 1.0)
    assert named["bending"].xy == (1e-3, 1e-6)
    two, dashed = ax.get_lines()[:2], ax.get_lines()[2]
    for line, error in zip(two, errors.values(), strict=True):
        np.testing.assert_allclose(line.get_ydata(), error)
    assert list(dashed.get_ydata()) == [1e-5, 1e-5]


def burning(*rows, vote=0.5, loss=0.7, errors=(0.1, -0.1)):
    """A step of a layer: on which sentences (rows) each unit (column) speaks."""
    u = np.full(len(rows[0]), vote)
    d_o = np.outer(errors, [1, -1])
    return {"H": np.array(rows, float), "U": np.array([u / 2, -u / 2]), "loss": loss, "d_o": d_o}


def test_a_lamp_is_out_where_its_unit_is_silent_on_every_sentence():
    run = [burning([1, 2, 1], [1, 0, 3]), burning([1, 0, 0], [1, 0, 2], vote=1.0, loss=1.4)]
    (scene,) = layer_film({"4": run}).scenes
    assert [scene.at(f"lamp{unit}.fill-opacity", 0) for unit in range(3)] == [1, 0.62, 1]
    assert [scene.at(f"lamp{unit}.fill-opacity", 1) for unit in range(3)] == [1, 0, 0.62]
    assert [scene.at("dead.text", k) for k in (0, 1)] == ["0 dead", "1 dead"]
    assert scene.at("vote.width", 1) == 2 * scene.at("vote.width", 0)
    assert scene.at("now.cy", 1) < scene.at("now.cy", 0)  # the loss has risen


def test_errors_are_one_sided_as_far_as_they_do_not_cancel_on_the_same_scale_in_all_runs():
    even, lean, all_one_way, none = (
        burning([1], [1], errors=errors)
        for errors in [(0.2, -0.2), (-0.4, 0.1), (-0.1, -0.3), (0, 0)]
    )
    calm, wild = layer_film({"1": [even, lean], "4": [all_one_way, none]}).scenes
    assert [calm.at("lean-says.text", k) for k in (0, 1)] == ["0.00", "0.60"]
    assert [wild.at("lean-says.text", k) for k in (0, 1)] == ["1.00", "0.00"]
    assert calm.at("lean.width", 1) == pytest.approx(0.6 * wild.at("lean.width", 0))


def test_deaths_stand_at_their_step_and_not_before_and_all_runs_share_a_scale():
    alive, one, three = burning([1, 1, 1, 1]), burning([1, 1, 1, 0]), burning([1, 0, 0, 0])
    calm, wild = layer_film({"1": [alive, one, one], "4": [alive, alive, three]}).scenes
    assert [calm.at("died1.height", k) > 0 for k in range(3)] == [False, True, True]
    assert wild.at("died1.height", 2) == calm.at("died2.height", 2) == 0
    assert wild.at("died2.height", 2) == pytest.approx(3 * calm.at("died1.height", 1))
    assert wild.at("died-says.text", 2) == "3 now" and wild.at("died-says.text", 1) == ""
    assert wild.at("now.cx", 2) == calm.at("now.cx", 2) > calm.at("now.cx", 1)


def test_a_layer_starts_as_it_is_asked_and_its_seed_alone_decides():
    H0, right, W, b, U = layer_start(3, bias=-1.0)
    np.testing.assert_array_equal(b, np.full(50, -1.0))
    assert right.tolist() == [0, 1] * 5
    again, other = layer_start(3), layer_start(4)
    for drawn, same, unlike in zip((H0, W, U), again[::2], other[::2], strict=True):
        np.testing.assert_array_equal(drawn, same)
        assert not np.allclose(drawn, unlike)
    assert abs(np.std(H0 @ W.T) - 1) < 0.2
