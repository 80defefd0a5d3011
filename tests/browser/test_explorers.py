"""The explorers in a browser: by keyboard and by mouse, with a kernel and in a page without."""

from __future__ import annotations

import re

import pytest

from lecture_lib.style import number
from lecture_lib.widgets.assets import script

from .explorers import (
    broken_corners,
    drawn,
    export_cells,
    fits,
    follows,
    lines,
    page,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT
from .smoothness import drag

SETUP = """
from lecture_lib.descent import quadratic, rosenbrock
from lecture_lib.optim import Adam, GradientDescent, Momentum
from lecture_lib.widgets import (
    ConditioningExplorer, DescentExplorer, MomentumPhasePlane, ScheduleExplorer)
race = DescentExplorer(quadratic(condition_number=20, mu=0.2),
    [GradientDescent(0.2), Momentum(0.2), Adam(2.0)], start=(20.0, 1.0), steps=60)
"""
__all__ = ["page"]  # a fixture is found by its name here

CELLS = {
    "race": "race",
    "conditioning": "ConditioningExplorer()",
    "momentum": "MomentumPhasePlane(20)",
    "schedule": "ScheduleExplorer()",
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """One page with all four explorers."""
    return export_cells(tmp_path_factory.mktemp("explorers"), "explorers", (SETUP, *CELLS.values()))


@pytest.fixture
def in_lab(run_cells):
    """A notebook in JupyterLab with all four, run."""
    notebook = run_cells(SETUP, *CELLS.values())
    yield notebook
    assert notebook.console_errors == []
    assert notebook.external_requests == []


def explorer(page, name):
    return page.locator(".ll-explorer").nth(list(CELLS).index(name))


# --- without a kernel ------------------------------------------------------------------------


def test_every_corner_of_every_slider_is_drawn(page):
    for name in CELLS:
        root = explorer(page, name)
        sliders = root.locator("input[type=range]")
        ranges = sliders.evaluate_all("all => all.map(e => [+e.min, +e.max])")
        root.locator("input[type=checkbox]").evaluate_all(
            "all => all.forEach(box => { if (!box.checked) box.click(); })"
        )
        corners = dict(zip(sliders.all(), ranges, strict=True))
        assert broken_corners(root, corners) == [], name


def test_divergence_has_an_arrow_and_words_at_the_frame(page):
    root = explorer(page, "race")
    words = root.locator(".ll-stage .ll-words")
    assert "diverges" not in " ".join(words.all_text_contents())
    slider(root, "learning rates").press("End")
    settle(page)
    assert "Gradient descent diverges" in words.all_text_contents()
    assert any(drawn(root, ".ll-arrow"))
    assert "Diverged: Gradient descent at step" in says(root)


def test_the_race_by_keyboard(page):
    root = explorer(page, "race")
    before, told = lines(root), says(root)
    slider(root, "learning rates").press("ArrowLeft")
    settle(page)
    assert lines(root) != before
    assert says(root) != told
    slider(root, "step").press("Home")
    settle(page)
    assert says(root).startswith("Step 0:")
    root.get_by_role("button", name="Play").press("Enter")
    wait_until(root, "root => !root.querySelector('.ll-says').innerText.startsWith('Step 0:')")
    root.get_by_role("button", name="Pause").press("Enter")
    root.get_by_role("button", name="Reset").press("Enter")
    settle(page)
    assert (lines(root), says(root)) == (before, told)


def test_a_challenge_is_met_where_the_rate_rests_and_stays_met(page):
    page.clock.install()
    root = explorer(page, "race")
    outcome = root.locator(".ll-outcome")
    rate = slider(root, "learning rates")
    for at in range(16, 33):
        rate.fill(str(at))
        page.clock.run_for(750)
        if outcome.inner_text() == "Reached.":
            break
    assert outcome.inner_text() == "Reached."
    for key in ("Home", "ArrowRight", "End"):
        slider(root, "step").press(key)
        settle(page)
        assert outcome.inner_text() == "Reached."
    rate.fill("0")
    root.get_by_role("button", name="Small steps").press("Enter")
    settle(page)
    assert outcome.inner_text() == "Reached."
    root.get_by_role("button", name="Reset").press("Enter")
    settle(page)
    assert outcome.inner_text() == "Not yet."


def test_a_rate_that_meets_the_challenge_is_not_denied_before_it_rests(page):
    root = explorer(page, "race")
    within = int(re.search(r"within (\d+) steps", root.inner_text())[1])
    for at in range(16, 33):
        slider(root, "learning rates").fill(str(at))
        settle(page)
        outcome = root.locator(".ll-outcome").inner_text()
        cells = root.locator("table td, table th").all_inner_texts()
        steps = [int(cell[5:]) for cell in cells if re.fullmatch(r"step \d+", cell)]
        if min(steps, default=within + 1) <= within:
            break
        assert outcome == "Not yet."
    assert outcome in ("This rate does it. Stay a moment.", "Reached.")


def test_without_a_kernel_the_start_snaps_to_what_was_computed(page):
    root = explorer(page, "race")
    assert "17 small circles" in root.locator(".ll-do").inner_text()
    handle = root.get_by_role("button", name="Start at")
    before, label = lines(root), handle.get_attribute("aria-label")
    handle.press("ArrowLeft")
    settle(page)
    assert lines(root) != before
    assert handle.get_attribute("aria-label") != label
    root.scroll_into_view_if_needed()
    box = root.locator(".ll-hit").bounding_box()
    page.mouse.click(box["x"] + 0.15 * box["width"], box["y"] + 0.85 * box["height"])
    settle(page)
    assert handle.get_attribute("aria-label").startswith("Start at x −18.8, y −18.8")


def test_a_rule_can_be_left_out(page):
    root = explorer(page, "race")
    shown = sum(map(bool, lines(root)))
    root.get_by_role("checkbox", name="Adam").uncheck()
    settle(page)
    assert sum(map(bool, lines(root))) == shown - 2  # its path and its loss


def test_conditioning_tells_the_best_rate_once_the_hand_rests_near_it(page):
    page.clock.install()
    root = explorer(page, "conditioning")
    verdict = root.locator(".ll-outcome")
    star = root.locator(".ll-stage .ll-minimum").last
    rate = slider(root, "learning rate")

    def move(to):
        rate.fill(str(to))
        settle(page)

    assert verdict.inner_text() == "Not yet."
    assert star.get_attribute("d") == ""
    move(83)  # κ = 20: close to 2/(L + μ)
    move(90)  # who only passes by has not found it
    page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet."
    assert "η*" not in root.inner_text()
    assert "0.476" not in root.inner_text()
    move(84)  # the nearest one, on the other side of it
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert verdict.inner_text().replace("\xa0", " ") == (
        "Reached. Best is η = 0.476 (★): a step multiplies the loss by at most 0.819."
    )
    assert star.get_attribute("d") != ""
    height = root.bounding_box()["height"]
    move(10)  # it stays found
    assert verdict.inner_text().startswith("Reached.")
    slider(root, "condition number").press("ArrowRight")
    settle(page)
    assert verdict.inner_text() == "κ is another now: look again."
    assert star.get_attribute("d") == ""
    assert root.bounding_box()["height"] == height
    slider(root, "condition number").press("ArrowLeft")
    settle(page)
    assert verdict.inner_text().startswith("Reached.")


def test_conditioning_by_mouse(page):
    root = explorer(page, "conditioning")
    before = lines(root)
    drag(slider(root, "learning rate"), 0.45, 0.9)
    settle(page)
    assert lines(root) != before
    preset = root.get_by_role("button", name="Too large η")
    assert preset.get_attribute("aria-pressed") == "false"
    preset.click()
    settle(page)
    assert "the path leaves" in says(root)
    assert preset.get_attribute("aria-pressed") == "true"
    slider(root, "angle").press("ArrowRight")
    settle(page)
    assert preset.get_attribute("aria-pressed") == "false"


def test_conditioning_plays_its_path_step_by_step(page):
    page.clock.install()
    root = explorer(page, "conditioning")
    whole = lines(root)
    root.get_by_role("button", name="Play").click()
    settle(page)
    assert slider(root, "step").input_value() != "100"
    assert len(lines(root)[0]) < len(whole[0])
    page.clock.run_for(12_000)
    wait_until(root, "root => root.querySelector('[data-name=step] input').value === '100'")
    settle(page)
    assert lines(root) == whole


def test_keys_with_ctrl_are_left_to_the_page(page):
    root = explorer(page, "conditioning")
    page.evaluate("""() => {
        window.heard = [];
        const hears = ({ key, target }) =>
            window.heard.push([key, "lmSuppressShortcuts" in target.dataset]);
        document.addEventListener("keydown", hears, true);  // as JupyterLab listens
        document.addEventListener("keydown", ({ key }) => window.heard.push([key, "came"]));
    }""")
    rate = slider(root, "learning rate")
    rate.focus()
    page.keyboard.press("Control+s")
    page.keyboard.press("ArrowLeft")
    heard = page.evaluate("window.heard")
    assert ["s", False] in heard  # nothing keeps it from JupyterLab
    assert ["s", "came"] in heard
    assert ["ArrowLeft", True] in heard
    assert ["ArrowLeft", "came"] not in heard


@pytest.mark.parametrize("name", ["conditioning", "momentum"])
@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, width, name):
    root = explorer(page, name)
    assert fits(root, width)
    assert slider(root, "learning rate").bounding_box()["width"] > 200
    box = root.bounding_box()
    assert box["x"] + box["width"] <= width


def test_a_click_on_the_phase_plane_runs_the_path_there(page):
    root = explorer(page, "momentum")
    before, scale = lines(root), drawn(root, ".ll-theory")
    root.scroll_into_view_if_needed()
    box = root.locator(".ll-hit").bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.1 * box["height"])
    settle(page)
    assert lines(root) != before
    assert drawn(root, ".ll-theory") != scale
    assert slider(root, "learning rate").input_value() == "99"  # ηL = 3
    assert slider(root, "momentum β").get_attribute("aria-valuetext") == "β = 0.9"
    assert says(root).split("\n") == [
        "Flat mode (ημ = 0.150) swings: its roots are complex, both of size √β = 0.949.",
        "Steep mode (ηL = 3) swings: its roots are complex, both of size √β = 0.949.",
        "Both modes are equally fast: ρ = 0.949 a step in the long run, 44 steps a digit.",
    ]


def test_the_phase_plane_can_be_walked_by_keyboard(page):
    root = explorer(page, "momentum")
    handle = root.get_by_role("button", name="Pair:")
    assert handle.get_attribute("aria-label").startswith("Pair: ηL 0.51, β 0.5;")
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "Shift+ArrowRight", "ArrowDown"):
        handle.press(key)
    settle(page)
    assert handle.get_attribute("aria-label").startswith("Pair: ηL 0.84, β 0.505;")
    assert slider(root, "momentum β").get_attribute("aria-valuetext") == "β = 0.505"
    for _ in range(3):
        handle.press("Shift+ArrowLeft")
    settle(page)
    assert handle.get_attribute("aria-label").startswith("Pair: ηL 0.03,")  # not beyond the edge


def test_the_best_pair_is_told_once_the_hand_rests_near_it(page):
    page.clock.install()
    root = explorer(page, "momentum")
    verdict = root.locator(".ll-outcome")
    star = root.locator(".ll-stage .ll-front > .ll-minimum")
    offer = root.get_by_role("button", name="Best pair")
    eta, beta = slider(root, "learning rate"), slider(root, "momentum β")
    eta.fill("88")
    beta.fill("81")  # 2.67, 0.405 at κ = 20
    beta.fill("90")  # who only passes by has not found it
    page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet."
    assert star.get_attribute("d") == ""
    assert offer.count() == 0
    assert not re.search("0.635|2.671|Polyak", root.inner_text())
    height = root.bounding_box()["height"]
    beta.fill("81")
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert verdict.inner_text() == "Reached. Where exactly the best pair lies can be derived."
    assert star.get_attribute("d") != ""
    assert offer.get_attribute("aria-pressed") == "false"
    offer.click()
    settle(page)
    assert offer.get_attribute("aria-pressed") == "true"
    assert beta.get_attribute("aria-valuetext") == "β = 0.4026"
    assert says(root).count("a double root at") == 2
    eta.press("ArrowLeft")  # it stays found, and a slider stands for itself again
    settle(page)
    assert offer.get_attribute("aria-pressed") == "false"
    assert eta.get_attribute("aria-valuetext") == "ηL = 2.64"
    assert verdict.inner_text().startswith("Reached.")
    slider(root, "condition number").press("ArrowRight")
    settle(page)
    assert verdict.inner_text() == "κ is another now: look again."
    assert star.get_attribute("d") == ""
    assert offer.count() == 0
    assert root.bounding_box()["height"] == height


def test_presets_of_the_phase_plane_look_pressed_until_something_moves(page):
    root = explorer(page, "momentum")
    group = root.get_by_role("group", name="Presets").locator("button[aria-pressed]")
    slider(root, "condition number").press("End")
    for name, told in (
        ("β = 0", "zig-zags: its roots are 0 and 1 − 1.890 = −0.890."),
        ("Too much β", "ρ = 0.987 a step"),
        ("Too large η", "diverges: one root lies below −1, at −1.457."),
        ("β = 0.9", "ρ = 0.949 a step"),
    ):
        root.get_by_role("button", name=name, exact=True).click()
        settle(page)
        assert told in says(root)
        assert slider(root, "condition number").get_attribute("aria-valuetext") == "κ = 20"
        pressed = group.evaluate_all("all => all.filter(e => e.ariaPressed === 'true').length")
        assert pressed == 1
    slider(root, "momentum β").press("ArrowLeft")
    settle(page)
    assert group.evaluate_all("all => all.every(e => e.ariaPressed === 'false')")


def test_a_root_outside_the_circle_leaves_by_an_arrow_with_its_value(page):
    root = explorer(page, "momentum")
    arrows = ".ll-out"
    assert drawn(root, arrows) == ["", ""]
    root.get_by_role("button", name="Too large η").click()
    settle(page)
    flat, steep = drawn(root, arrows)
    assert flat == "" and steep != ""
    assert "−1.457" in root.locator(".ll-stage text").all_text_contents()
    assert drawn(root, "path.ll-dot")[1].count("Z") == 1  # only the other root is drawn as one


def test_the_phase_plane_plays_its_path_step_by_step(page):
    page.clock.install()
    root = explorer(page, "momentum")
    whole, dots = lines(root), drawn(root, "path.ll-dot")
    root.get_by_role("button", name="Play").click()
    settle(page)
    assert slider(root, "step").input_value() != "100"
    assert len(lines(root)[0]) < len(whole[0])
    assert drawn(root, "path.ll-dot") == dots
    page.clock.run_for(12_000)
    wait_until(root, "root => root.querySelector('[data-name=step] input').value === '100'")
    settle(page)
    assert lines(root) == whole


def test_schedules_follow_their_sliders_and_no_other(page):
    root = explorer(page, "schedule")
    before = lines(root)
    slider(root, "falls from").press("ArrowRight")
    settle(page)
    after = lines(root)
    names = [text.strip() for text in root.locator(".ll-legend tbody th").all_inner_texts()]
    changed = {
        names[i % len(names)]
        for i, (old, new) in enumerate(zip(before, after, strict=True))
        if old != new
    }
    assert changed == {"one drop"}  # the only one ticked that turns


def test_numbers_are_written_as_the_package_writes_them(page):
    values = [0.0, 1.0, 9.9995, 0.99996, -0.3594, 12345.6, 99999.6, 0.00744, 4.1e-9, 1e-4, -3e7]
    page.evaluate(
        "text => { window.number = new Function(`${text}; return number;`)(); }",
        script("widgets/js/kit.js"),
    )
    for digits in (3, 4):
        written = page.evaluate("([all, n]) => all.map(x => number(x, n))", [values, digits])
        assert written == [number(x, digits) for x in values]


def test_with_reduced_motion_play_still_arrives(exported, open_offline):
    page = open_offline(exported, reduced_motion="reduce").page
    page.clock.install()
    root = explorer(page, "race")
    slider(root, "step").press("Home")
    root.get_by_role("button", name="Play").click()
    page.clock.run_for(12_000)
    wait_until(root, "root => root.querySelector('.ll-says').innerText.startsWith('Step 60')")


def test_dragging_is_smooth(page, record_property):
    for name, label in (
        ("race", "learning rates"),
        ("conditioning", "learning rate"),
        ("momentum", "momentum β"),
        ("schedule", "peak η"),
    ):
        assert follows(explorer(page, name), label, record_property), name


# --- with a kernel ---------------------------------------------------------------------------

NEW_START = """async root => {
    const path = root.querySelector(".ll-stage .ll-line"), hit = root.querySelector(".ll-hit");
    const box = hit.getBoundingClientRect(), times = [];
    hit.setPointerCapture = () => {};
    for (let i = 1; i <= 15; i += 1) {
        const before = path.getAttribute("d"), begin = performance.now();
        hit.dispatchEvent(new PointerEvent("pointerdown", {
            clientX: box.x + i / 16 * box.width, clientY: box.y + 0.2 * box.height,
            pointerId: 1, bubbles: true, isPrimary: true}));
        while (path.getAttribute("d") === before && performance.now() - begin < 5000)
            await new Promise(resolve => setTimeout(resolve, 1));
        times.push(performance.now() - begin);
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    return times.sort((a, b) => a - b);
}"""


def test_in_jupyterlab_the_kernel_answers_a_new_start(in_lab, record_property):
    root = explorer(in_lab.page, "race")
    root.scroll_into_view_if_needed()
    wait_until(root, "root => !root.querySelector('.ll-do').innerText.includes('Without a kernel')")
    first = lines(root)
    took = root.evaluate(NEW_START)
    record_property("new start, median ms", took[len(took) // 2])
    print(f"a new start took {took[len(took) // 2]:.0f} ms, at most {took[-1]:.0f} ms")
    assert took[-1] < 5000  # each was answered
    assert lines(root) != first
    handle = root.get_by_role("button", name="Start at")
    label = handle.get_attribute("aria-label")
    handle.press("ArrowRight")
    wait_until(root, "(root, label) => root.querySelector('.ll-handle').ariaLabel !== label", label)


BESIDE = """async root => {
    const path = root.querySelector(".ll-stage .ll-line"), hit = root.querySelector(".ll-hit");
    const circle = root.querySelector(".ll-start"), box = hit.getBoundingClientRect();
    hit.setPointerCapture = () => {};
    let most = 0, places = new Set();
    for (let i = 1; i <= 60; i += 1) {
        hit.dispatchEvent(new PointerEvent("pointerdown", {
            clientX: box.x + i / 61 * box.width, clientY: box.y + 0.7 * box.height,
            pointerId: 1, bubbles: true, isPrimary: true}));
        await new Promise(resolve => setTimeout(resolve, 15));
        const [x, y] = path.getAttribute("d").slice(1).split("L")[0].split(",").map(Number);
        most = Math.max(most, Math.hypot(x - circle.getAttribute("cx"),
                                         y - circle.getAttribute("cy")));
        places.add(circle.getAttribute("cx"));
    }
    return [most, places.size];
}"""


def test_in_jupyterlab_the_path_begins_in_the_circle_while_it_is_dragged(in_lab):
    root = explorer(in_lab.page, "race")
    root.scroll_into_view_if_needed()
    wait_until(root, "root => !root.querySelector('.ll-do').innerText.includes('Without a kernel')")
    most, places = root.evaluate(BESIDE)
    assert most < 0.5  # of a pixel, which is as far as paths are rounded
    assert places > 3


def test_in_jupyterlab_keys_stay_with_the_control_and_both_themes_are_readable(in_lab):
    page = in_lab.page
    for theme in (LIGHT, DARK):
        in_lab.theme(theme)
        for name in CELLS:
            root = explorer(page, name)
            control = root.locator("input[type=range]").first
            control.focus()
            value = control.input_value()
            control.press("ArrowRight")
            settle(page)
            assert int(control.input_value()) == int(value) + 1, name
            ground, ink = root.evaluate("""root => [getComputedStyle(root).backgroundColor,
                getComputedStyle(root.querySelector(".ll-stage .ll-line")).stroke]""")
            assert ground != ink
            in_lab.screenshot(f"explorer_{name}_{'dark' if theme == DARK else 'light'}", root)
    in_lab.theme(LIGHT)
