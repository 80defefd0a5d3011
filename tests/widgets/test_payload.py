"""What an explorer sends: right to what can be seen, and no heavier than that."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lecture_lib.descent import himmelblau, quadratic, rosenbrock
from lecture_lib.nn import Inspection
from lecture_lib.optim import Adam, GradientDescent, Momentum, RMSProp
from lecture_lib.widgets import (
    AttentionExplorer,
    ConditioningExplorer,
    DepthExplorer,
    DescentExplorer,
    DifferenceExplorer,
    DigitPad,
    DropoutExplorer,
    MaskingExplorer,
    MemoryExplorer,
    MomentumPhasePlane,
    NoiseExplorer,
    RunReader,
    ScaleExplorer,
    ScheduleExplorer,
)
from lecture_lib.widgets.packing import deflate, inflate, pack, rounded, unpack, visible


def seventeen_steps():
    """Twice four heads on 48 words, whose weights nothing makes regular."""
    rng, seen = np.random.default_rng(0), {}
    for step in range(0, 801, 50):
        weights = rng.dirichlet(np.full(48, 0.1), size=(2, 4, 48)) * np.tri(48) + 1e-9 * np.eye(48)
        weights /= weights.sum(axis=-1, keepdims=True)
        said, without = (rng.dirichlet(np.full(43, 0.1), size=n) for n in ((48,), (2, 4, 48)))
        seen[step] = Inspection(weights, said, without)
    words = [f"word{n}" for n in range(48)]
    return AttentionExplorer(words, seen, vocabulary=[f"word{n}" for n in range(43)])


def forty_images():
    """As many units and images as there is room for."""
    rng = np.random.default_rng(0)
    return DigitPad(rng.normal(size=(64, 32)), rng.normal(size=(32, 10)), rng.random((40, 64)))


EXPLORERS = {
    "attention": seventeen_steps,
    "conditioning": ConditioningExplorer,
    "depth": DepthExplorer,
    "descent": DescentExplorer,
    "descent on Rosenbrock": lambda: DescentExplorer(rosenbrock),
    "four rules": lambda: DescentExplorer(
        quadratic(condition_number=50, angle=0.8, mu=0.2),
        [GradientDescent(0.1), Momentum(0.1), RMSProp(0.1), Adam(0.3)], steps=120,
    ),
    "400 steps": lambda: DescentExplorer(himmelblau, steps=400),
    "dropout": lambda: DropoutExplorer(np.ones(8), np.arange(8.0)),
    "momentum": MomentumPhasePlane,
    "difference": DifferenceExplorer,
    "digits": forty_images,
    "masking": MaskingExplorer,
    "masking, 48 words": lambda: MaskingExplorer("themselves follow . " * 16),
    "memory": MemoryExplorer,
    "noise": NoiseExplorer,
    "reading": RunReader,
    "scale": ScaleExplorer,
    "schedule": ScheduleExplorer,
    "1000 steps": lambda: ScheduleExplorer(steps=1000),
}  # fmt: skip


@pytest.mark.parametrize("make", EXPLORERS.values(), ids=EXPLORERS)
def test_on_a_page_an_explorer_weighs_half_a_megabyte_at_most(make):
    explorer = make()
    state = explorer.get_state()
    bytes_as_text = len(explorer.data) * 4 / 3  # base64
    rest = {name: value for name, value in state.items() if not isinstance(value, bytes)}
    assert bytes_as_text + len(json.dumps(rest, default=str)) <= 500_000


def test_what_is_packed_comes_back():
    arrays = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([1e30, -0.1])}
    data, directory = pack(arrays)
    found = unpack(inflate(deflate(data)), directory)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array.astype("<f4"))


def test_rounding_is_finer_than_it_says():
    x = np.random.default_rng(0).lognormal(sigma=20, size=10_000)
    assert (np.abs(rounded(x, 12) / x - 1) <= 2.0**-12).all()
    assert len(np.unique(np.frexp(rounded(x, 5))[0])) <= 17
    assert rounded([0.0, -np.inf]).tolist() == [0.0, -np.inf]


def test_what_can_be_seen_is_right_to_a_quarter_of_a_pixel():
    x = np.random.default_rng(0).uniform(-3, 3, 10_000)
    assert np.abs(visible(x, extent=6.0, pixels=300) - x).max() <= 6 / 300 / 4
    assert visible([1e9], extent=6.0, pixels=300) == 54  # far outside, but drawable


@pytest.mark.parametrize("make", EXPLORERS.values(), ids=EXPLORERS)
def test_a_curve_on_paper_is_the_one_on_the_page(make):
    explorer = make()
    explorer_arrays = unpack(inflate(explorer.data), explorer.content["arrays"])
    for curve in explorer.payload.curves:
        index = tuple(explorer.state[at] if isinstance(at, str) else at for at in curve.by)
        sent = explorer_arrays[curve.array][index]
        sent = sent if curve.plane else sent[None]
        points = explorer.points(curve).T[-len(sent) :]
        np.testing.assert_allclose(sent[:, : points.shape[1]], points, rtol=1e-3, atol=0.03)


def test_a_curve_is_added_by_one_entry():
    """A Curve and its array: the page and the figure both draw it."""
    from dataclasses import replace

    from lecture_lib.widgets.payload import Curve

    explorer = MomentumPhasePlane()
    payload, curve = explorer.payload, Curve("losses", "half", role="theory")
    arrays = {**explorer.arrays, "half": 0.5 ** np.arange(61.0)}
    payload = replace(payload, curves=[*payload.curves, curve])
    before = len(explorer.figure().axes[3].lines)
    explorer._fill(payload, arrays, explorer.content["initial"], explorer.looks)
    assert explorer.content["curves"][-1]["array"] == "half"
    assert len(explorer.figure().axes[3].lines) == before + 1
