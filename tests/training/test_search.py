"""Grid search: the product, seeds, processes, resuming, failures, foreign files, Dask."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.training import Row, SearchResults, configurations, grid_search

GRID = {"a": [1, 2], "b": [0.5, 0.25, 0.125]}


def score(a, b, rng):
    return a * b + rng.random()


def fails_for_two(a, b, rng):
    if a == 2:
        raise ValueError("a is 2\nand that is too much")
    return a * b


class Counting:
    """An evaluation that remembers what it was asked; only for workers=1."""

    def __init__(self, stop_after=None, function=score):
        self.seen, self.stop_after, self.function = [], stop_after, function
        self.__qualname__ = "score"

    def __call__(self, rng, **config):
        if len(self.seen) == self.stop_after:
            raise KeyboardInterrupt
        self.seen.append(config)
        return self.function(rng=rng, **config)


def test_the_product_of_the_lecture():
    # T-48: 2 layer counts × 2 rates = 4 models
    found = configurations({"layers": [2, 3], "learning_rate": [1e-2, 1e-3]})
    assert len(found) == 4
    assert found[1] == {"layers": 2, "learning_rate": 1e-3}
    assert configurations([{"a": 1}, {"a": 2, "b": 3}]) == [{"a": 1}, {"a": 2, "b": 3}]


def test_processes_and_order_change_nothing():
    serial = grid_search(score, GRID, workers=1)
    parallel = grid_search(score, GRID, workers=2)
    backwards = grid_search(score, {"b": GRID["b"][::-1], "a": [2, 1]}, workers=1)
    assert [r.config for r in serial.rows] == [r.config for r in parallel.rows]
    assert [r.scores for r in serial.rows] == [r.scores for r in parallel.rows]
    by_config = {json.dumps(r.config, sort_keys=True): r.scores for r in backwards.rows}
    assert all(by_config[json.dumps(r.config, sort_keys=True)] == r.scores for r in serial.rows)
    other = grid_search(score, GRID, workers=1, seed=1)
    assert [r.scores for r in serial.rows] != [r.scores for r in other.rows]


def test_each_configuration_has_random_numbers_of_its_own():
    found = grid_search(lambda a, rng: rng.random(), {"a": list(range(20))}, workers=1)
    assert len(set(found.column("score"))) == 20


def test_an_interrupted_search_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "results.jsonl"
    first = Counting(stop_after=2)
    partial = grid_search(first, GRID, results=path, workers=1)
    assert len(partial.rows) == 2 and partial.planned == 6
    assert "4 of 6 configurations not run yet" in repr(partial)
    second = Counting()
    whole = grid_search(second, GRID, results=path, workers=1)
    assert len(second.seen) == 4
    fresh = grid_search(score, GRID, workers=1)
    assert [r.scores for r in whole.rows] == [r.scores for r in fresh.rows]
    third = Counting()
    again = grid_search(third, GRID, results=path, workers=1)
    assert third.seen == []
    assert [r.scores for r in again.rows] == [r.scores for r in fresh.rows]
    assert [p.name for p in tmp_path.iterdir()] == ["results.jsonl"]  # no drafts left


def test_the_file_is_whole_after_every_configuration(tmp_path):
    path = tmp_path / "results.jsonl"
    lengths = []

    def look(a, b, rng):
        lengths.append(len(path.read_text().splitlines()) if path.exists() else 0)
        return 1.0

    grid_search(look, GRID, results=path, workers=1)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[1]["config"] == {"a": 1, "b": 0.5}
    assert len(lines) == 7 and max(lengths) >= 5


def test_one_failure_is_recorded_and_not_fatal(tmp_path):
    path = tmp_path / "results.jsonl"
    found = grid_search(fails_for_two, GRID, results=path, workers=2)
    assert len(found.failures) == 3
    assert found.failures[0].error == "ValueError: a is 2\nand that is too much"
    assert found.best.config == {"a": 1, "b": 0.5}
    assert np.isnan(found.column("score")[3:]).all()
    assert found.table().count("failed: ValueError: a is 2") == 3
    # kept when resumed, computed again on request
    assert len(grid_search(fails_for_two, GRID, results=path, workers=1).failures) == 3
    counting = Counting(function=fails_for_two)
    counting.__qualname__ = "fails_for_two"
    grid_search(counting, GRID, results=path, workers=1, retry=True)
    assert [c["a"] for c in counting.seen] == [2, 2, 2]


@pytest.mark.parametrize(
    ("function", "error"),
    [(lambda a, rng: float("nan"), "the score is nan"), (lambda a, rng: None, "TypeError"),
     (lambda a, rng: {"loss": 1.0}, "without the deciding 'score'"),
     (lambda a: 1.0, "unexpected keyword argument 'rng'")],
)  # fmt: skip
def test_what_is_no_score_is_a_failure(function, error):
    found = grid_search(function, {"a": [1]}, workers=1)
    assert error in found.failures[0].error
    with pytest.raises(ValueError, match="no configuration succeeded"):
        _ = found.best


def test_several_scores(tmp_path):
    def both(a, rng):
        return {"loss": a, "accuracy": float("nan") if a == 1 else 1 / a}

    path = tmp_path / "r.jsonl"
    for _ in range(2):  # the second time from the file, NaN included
        found = grid_search(
            both, {"a": [3, 1, 2]}, workers=1, score="loss", maximise=False, results=path
        )
        assert found.best.config == {"a": 1}
        np.testing.assert_allclose(found.column("accuracy"), [1 / 3, np.nan, 0.5])
    assert found.table().splitlines()[1].split() == ["1", "1", "nan"]


@pytest.mark.parametrize(
    ("change", "told"),
    [({"grid": {"a": [1, 3], "b": [0.5]}}, "its grid is"), ({"seed": 1}, "its seed is 0, this"),
     ({"evaluate": fails_for_two}, "its function is score"), ({"score": "loss"}, "its score is")],
)  # fmt: skip
def test_a_file_from_another_search_is_refused_and_not_touched(tmp_path, change, told):
    path = tmp_path / "results.jsonl"
    grid_search(score, GRID, results=path, workers=1)
    before = path.read_bytes()
    settings = {"evaluate": score, "grid": GRID, "results": path, "workers": 1, **change}
    with pytest.raises(ValueError, match=told):
        grid_search(**settings)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["{", "[]", '"text"', '{"scores": {}}'])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "results.jsonl"
    grid_search(score, GRID, results=path, workers=1)
    path.write_text(path.read_text() + damage + "\n")
    with pytest.raises(ValueError, match="line 8 is damaged"):
        grid_search(score, GRID, results=path, workers=1)


@pytest.mark.parametrize(
    ("grid", "error", "told"),
    [
        ({}, ValueError, "no configuration"), ({"a": []}, ValueError, "no configuration"),
        ([], ValueError, "no configuration"), ({"a": "relu"}, TypeError, "list of values"),
        ({"a": 3}, TypeError, "list of values"), (3, TypeError, "list of dicts"),
        ({"a": [1, 1]}, ValueError, "occurs twice"), ({"a": [1, np.int64(1)]}, ValueError, "twice"),
        ({"a": [np.tanh]}, TypeError, "look it up"), ({"a": [float("nan")]}, TypeError, "finite"),
    ],
)  # fmt: skip
def test_bad_grids(grid, error, told):
    with pytest.raises(error, match=told):
        grid_search(score, grid, workers=1)


def test_settings_reach_the_function_as_they_are():
    seen = []
    grid = {"a": [np.float32(0.5)], "b": [(64, 10)], "c": [None]}
    grid_search(lambda a, b, c, rng: seen.append((a, b, c)) or 1.0, grid, workers=1)
    assert seen == [(0.5, (64, 10), None)]
    assert type(seen[0][1]) is tuple


def test_tables_and_columns():
    results = SearchResults((Row({"a": 1}, {"score": 0.5}), Row({"a": 10}, {"score": 0.75})))
    assert results.table() == " a  score\n10  0.75\n 1  0.5"
    assert results.table(1).count("\n") == 1
    assert results.column("a").tolist() == [1, 10]
    with pytest.raises(KeyError, match="there are a, score"):
        results.column("b")
    assert repr(SearchResults(())) == "no configuration finished"


def test_the_same_call_on_a_cluster(monkeypatch):
    pytest.importorskip("distributed")
    from lecture_lib.training import local_cluster

    # Workers start in a fresh interpreter and import this package from the present folder.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")

    def squared(a, b, rng):
        import os

        return {"score": a * b + rng.random(), "trim": "MALLOC_TRIM_THRESHOLD_" in os.environ}

    with local_cluster(2) as address:
        far = grid_search(squared, GRID, cluster=address)
    near = grid_search(squared, GRID, workers=1)
    np.testing.assert_array_equal(far.column("score"), near.column("score"))
    assert not far.column("trim").any()


def test_no_scheduler_at_that_address(monkeypatch):
    distributed = pytest.importorskip("distributed")

    def refuse(*args, **kwargs):
        raise OSError("Timed out")

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(ConnectionError, match="no Dask scheduler answers at 'tcp://nowhere:1'"):
        grid_search(score, GRID, cluster="tcp://nowhere:1")


@pytest.mark.parametrize("workers", [0, 1])
def test_no_workers_and_workers_with_the_memory_trap_are_named(monkeypatch, workers):
    distributed = pytest.importorskip("distributed")
    from lecture_lib.training.workers import connected

    class Client:
        def __init__(self, *args, **kwargs): ...
        def wait_for_workers(self, n_workers, timeout):
            if workers < n_workers:
                raise TimeoutError

        def __enter__(self):
            return self

        def __exit__(self, *error): ...
        def run(self, function, *args):
            return {"tcp://worker": "65536"}

    monkeypatch.setattr(distributed, "Client", Client)
    told = (
        pytest.warns(RuntimeWarning, match="MALLOC_TRIM_THRESHOLD_")
        if workers
        else pytest.raises(ConnectionError, match="at 'tcp://x:1' has no workers; start some with")
    )
    with told, connected("tcp://x:1"):
        pass
