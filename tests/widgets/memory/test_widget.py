"""The memory explorer: its numbers are those of the package, in Python and in the page."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import lecture_lib.widgets.memory as room
from lecture_lib import optim
from lecture_lib.scale import MODELS, training_memory
from lecture_lib.widgets import MemoryExplorer
from lecture_lib.widgets.memory.figure import end_of
from lecture_lib.widgets.memory.needs import (
    DEVICES,
    FORMS,
    LENGTHS,
    OURS,
    ROOM,
    RULES,
    coefficients,
    fewest,
    longest,
    measured,
    need,
)
from lecture_lib.widgets.memory.words import size_text

HERE = Path(room.__file__).parent
NODE = pytest.mark.skipif(
    shutil.which("node") is None, reason="needs node; the browser tests see it too"
)
NAMES = ("model", "rule", "batch", "length", "precision", "again", "stage", "devices")


def run(script):
    """What a script prints as JSON, with everything that the two modules export."""
    head = "".join(f'import * as {name} from "{HERE.as_uri()}/{name}.js";\n'
                   for name in ("numbers", "words"))  # fmt: skip
    done = subprocess.run(
        ["node", "--input-type=module"], input=head + script, check=True, timeout=60,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return json.loads(done.stdout)


def content():
    return json.dumps(MemoryExplorer().content)


def some_states():
    """Corners of all settings, and some positions between."""
    explorer, rng = MemoryExplorer(), np.random.default_rng(0)
    settings = {**{s.name: s.count for s in explorer.payload.sliders},
                **{c.name: c.count for c in explorer.payload.choices}}  # fmt: skip
    corners = itertools.product(*((0, settings[name] - 1) for name in NAMES))
    inner = [[int(rng.integers(settings[name])) for name in NAMES] for _ in range(400)]
    return [dict(zip(NAMES, at, strict=True)) for at in [*corners, *inner]]


@NODE
def test_the_page_multiplies_as_python_does_to_the_byte():
    states = some_states()
    script = f"const content = {content()};\nconst states = {json.dumps(states)};\n"
    found = run(script + "console.log(JSON.stringify(states.map((state) => "
                "numbers.needOf(state, content).parts)));")  # fmt: skip
    assert found == [list(need(*(at[name] for name in NAMES))) for at in states]


@NODE
def test_bytes_are_written_and_axes_end_as_in_python():
    sizes = [1, 12, 999, 999.4, 1000, 240_192, 999_499, 999_500, 5_818_376, 80e9, 99.95e9, 2.8e12]
    written, ends = run(
        f"const sizes = {json.dumps(sizes)};\nconsole.log(JSON.stringify("
        "[sizes.map((one) => words.size(Math.floor(one))), sizes.map(numbers.endOf)]));"
    )
    assert written == [size_text(int(one)) for one in sizes]
    assert ends == pytest.approx([end_of(one) for one in sizes])


def test_numbers_are_those_of_the_package():
    found = need(
        [*FORMS].index("T5-11B"), [*RULES].index("Adafactor"), 1, 3, 1, 2, 2, DEVICES.index(8)
    )
    assert found == training_memory(
        MODELS["T5-11B"].form, optim.Adafactor(), 2, 256, recompute="full", stage=2, devices=8
    )


def test_ten_published_models_from_small_to_large_and_ours():
    counts = coefficients()["counts"]
    assert counts == tuple(sorted(counts))
    assert len(FORMS) == 11 and sum(name in MODELS for name in FORMS) == 10
    assert [*ROOM.values()] == [8 * 10**9, 24 * 10**9, 80 * 10**9]


def test_a_length_stops_where_the_places_do():
    explorer = MemoryExplorer("BERT-large")
    assert "1 × 512 tokens" in repr(explorer)
    before = explorer.need()
    explorer.length = longest(FORMS["BERT-large"])
    assert explorer.need() == before
    explorer.length -= 1
    assert explorer.need().activations < before.activations
    assert LENGTHS[longest(FORMS[OURS])] == 32


# --- measured --------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", range(len(RULES)))
@pytest.mark.parametrize("batch", [0, 3, 6])
def test_what_is_measured_is_what_is_computed(rule, batch):
    explorer = MemoryExplorer(OURS)
    explorer.state = {**explorer.state, "precision": 0, "rule": rule, "batch": batch}
    assert explorer.measured() == explorer.need()
    assert repr(explorer).count("measured") == 4


@pytest.mark.parametrize("change", [{"precision": 1}, {"again": 1}, {"again": 2}, {"model": 1},
                                    {"stage": 1, "devices": 3}])  # fmt: skip
def test_what_was_not_measured_is_not_told(change):
    explorer = MemoryExplorer(OURS)
    explorer.state = {**explorer.state, "precision": 0, **change}
    assert explorer.measured() is None
    assert "measured" not in repr(explorer)


def test_one_that_shares_nothing_is_as_if_alone():
    explorer = MemoryExplorer(OURS)
    explorer.state = {**explorer.state, "precision": 0, "devices": 3}
    assert explorer.measured() == explorer.need()


# --- the challenge ---------------------------------------------------------------------------


def positions(**given):
    """Every position of what is not given, at one sequence of full length."""
    free = {"precision": 2, "again": 3, "stage": 4}
    model, length = [*FORMS].index("GPT-3 13B"), len(LENGTHS) - 1
    for at in itertools.product(*map(range, free.values())):
        yield need(**{"model": model, "batch": 0, "length": length, **given,
                      **dict(zip(free, at, strict=True))})  # fmt: skip


@pytest.mark.parametrize("name", ["Adam", "Adafactor"])
def test_as_few_devices_as_can_be(name):
    challenged = MemoryExplorer().content["challenged"]
    rule = [*RULES].index(name)
    best = challenged["best"][rule]
    room = ROOM[challenged["room"]]
    assert any(one.total <= room for one in positions(rule=rule, devices=best))
    fewer = [one for at in range(best) for one in positions(rule=rule, devices=at)]
    assert fewer and all(one.total > room for one in fewer)


def test_adafactor_needs_fewer_than_adam_and_neither_is_given_away():
    explorer = MemoryExplorer()
    best = explorer.content["challenged"]["best"]
    adam, adafactor = (DEVICES[best[[*RULES].index(name)]] for name in ("Adam", "Adafactor"))
    assert 1 < adafactor < adam
    words = f"{explorer.payload.todo} {explorer.payload.challenge}"
    assert f"{adam} devices" not in words and f"{adafactor} devices" not in words
    for preset in explorer.payload.presets:
        assert DEVICES[preset.state["devices"]] not in (adam, adafactor)


def test_fewest_for_a_small_model_is_one():
    found = fewest([*FORMS].index("GPT-2 small"), [*RULES].index("Adam"), ROOM["laptop"])
    assert DEVICES[found] == 1


CHALLENGE = """
const model = content.models.indexOf("GPT-3 13B");
const base = { ...content.initial, model, stage: 3, again: 2, precision: 1 };
const told = (change) => {
  const state = { ...base, ...change };
  return words.verdict(state, numbers.needOf(state, content), content);
};
const [adam, factored] = ["Adam", "Adafactor"].map((name) => content.rules.indexOf(name));
const best = content.challenged.best;
console.log(JSON.stringify([
  told({ model: 0 }), told({ length: 0 }), told({ rule: 0 }), told({ devices: 0 }),
  told({ devices: 9 }), told({ devices: best[adam] }), told({ found: [adam] }),
  told({ found: [adam], rule: factored, devices: 9 }), told({ found: [adam, factored] }),
]));
"""


@NODE
def test_what_is_said_of_the_challenge():
    assert run(f"const content = {content()};{CHALLENGE}") == [
        "Not yet: take GPT-3 13B.",
        "Not yet: take texts of 2,048 tokens.",
        "Not yet: take Adam or Adafactor.",
        "Not yet: it does not fit.",
        "Not yet: it fits, but fewer can do it.",
        "Not yet.",
        "Reached with Adam.",
        "Reached with Adam. Not yet: it fits, but fewer can do it.",
        "Reached with both.",
    ]


# --- the rest --------------------------------------------------------------------------------


def test_presets_are_whole_states_and_none_is_where_it_starts():
    explorer = MemoryExplorer()
    for preset in explorer.payload.presets:
        assert set(preset.state) == set(explorer.state) - {"found"}
        assert preset.state != {name: explorer.state[name] for name in preset.state}


def test_a_model_that_there_is_not():
    with pytest.raises(ValueError, match="no model 'GPT-5'; it has our tiny GPT, GPT-2 small"):
        MemoryExplorer("GPT-5")


def test_the_figure_has_the_bar_and_the_devices():
    explorer = MemoryExplorer()
    (ax,) = explorer.figure().axes
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([size / 1e9 for size in explorer.need()])
    lines = [line.get_xdata()[0] for line in ax.lines]
    assert lines == [24.0, 80.0]  # a laptop's 8 GB are too near to the left end of 300


def test_the_measurement_is_made_once():
    assert measured() is measured()
