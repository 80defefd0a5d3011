"""Choosing a model: every configuration of a grid, on all cores or on a cluster."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from .progress import bar
from .results import Row, SearchResults, read_rows, write_rows
from .threads import one_thread

__all__ = ["configurations", "grid_search"]

Grid = Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]
Config = dict[str, Any]


def configurations(grid: Grid) -> list[Config]:
    """List the Cartesian product of a grid, the last name varying fastest.

    Parameters
    ----------
    grid : mapping of str to sequence, or sequence of mappings
        Values for each name, or the configurations themselves.

    Raises
    ------
    TypeError, ValueError
        Not a grid; a name without values; a configuration that occurs twice; a value that is not
        a number, a string, None or a list of such, for those alone can be found again in a file.

    Examples
    --------
    >>> for config in configurations({"layers": [2, 3], "learning_rate": [0.01, 0.001]}):
    ...     print(config)
    {'layers': 2, 'learning_rate': 0.01}
    {'layers': 2, 'learning_rate': 0.001}
    {'layers': 3, 'learning_rate': 0.01}
    {'layers': 3, 'learning_rate': 0.001}
    """
    if isinstance(grid, Mapping):
        for name, values in grid.items():
            if isinstance(values, str) or not isinstance(values, Iterable):
                raise TypeError(f"grid: {name} is {values!r:.40}; give a list of values to try")
        found = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    elif isinstance(grid, list | tuple) and {type(c) for c in grid} <= {dict}:
        found = [dict(c) for c in grid]
    else:
        kind = type(grid).__name__
        raise TypeError(f"grid is {kind}; give {{'name': [values]}} or a list of dicts")
    if not found or not found[0]:
        raise ValueError("grid: it holds no configuration; each name needs at least one value")
    keys = [_key(config) for config in found]
    if len(set(keys)) < len(keys):
        twice = next(k for k in keys if keys.count(k) > 1)
        raise ValueError(f"grid: the configuration {twice} occurs twice; take one of them out")
    return found


def grid_search(
    evaluate: Callable[..., float | Mapping[str, float]], grid: Grid, *, seed: int = 0,
    results: str | os.PathLike[str] | None = None, workers: int = -1, cluster: str | None = None,
    score: str = "score", maximise: bool = True, retry: bool = False,
    progress: bool | None = None,
) -> SearchResults:  # fmt: skip
    """Evaluate every configuration of a grid in parallel.

    Parameters
    ----------
    evaluate : callable
        ``evaluate(rng=rng, **config) -> score``, or a dict of scores. `rng` depends on `seed` and
        the configuration alone: not on the grid, the order, the machine.
    grid : mapping or sequence
        As for :func:`configurations`.
    seed : int
        Of all generators together; another seed, other draws everywhere.
    results : path, optional
        A file of JSON lines that is replaced whole after every configuration. If it exists, what
        it holds is not computed again: an interrupted search goes on where it stopped.
    workers : int
        Processes on this machine; −1 for one per core, 1 for none but this one.
    cluster : str, optional
        Address of a Dask scheduler, such as ``"tcp://127.0.0.1:8786"``: its workers compute. See
        :func:`~lecture_lib.training.workers.local_cluster`.
    score : str
        Which score decides, if there are several.
    maximise : bool
        Whether larger is better.
    retry : bool
        Compute configurations again that failed in an earlier run.
    progress : bool, optional
        A progress bar; by default in a terminal or a notebook, after two seconds.

    Returns
    -------
    SearchResults
        In the order of the grid. A configuration that raises, or whose score is NaN or infinite,
        is recorded with its error. Interrupting returns what is finished.

    Raises
    ------
    ValueError, TypeError
        A bad grid; a results file that is damaged or belongs to another search.

    Examples
    --------
    >>> def fit_line(degree, rng):
    ...     x = np.linspace(0, 1, 20)
    ...     y = x**2 + 0.01 * rng.standard_normal(20)
    ...     return float(np.polyfit(x, y, degree, full=True)[1][0])
    >>> found = grid_search(fit_line, {"degree": [1, 2]}, workers=1, maximise=False)
    >>> found.best.config
    {'degree': 2}
    """
    planned = {_key(config): config for config in configurations(grid)}
    path = None if results is None else Path(results)
    function = getattr(evaluate, "__qualname__", type(evaluate).__name__)
    header = {"function": function, "seed": seed, "score": score, "grid": sorted(planned)}
    done: dict[str, Row] = {}
    if path is not None and path.exists():
        done = {_key(row.config): row for row in read_rows(path, header)}
        if retry:
            done = {key: row for key, row in done.items() if not row.error}
    left = [config for key, config in planned.items() if key not in done]

    def gathered() -> list[Row]:
        return [Row(config, done[key].scores, done[key].error, done[key].seconds)
                for key, config in planned.items() if key in done]  # fmt: skip

    jobs = ((evaluate, config, seed, score) for config in left)
    finished = _spread(list(jobs), workers, cluster) if left else iter(())
    try:
        for row in bar(finished, len(left), "grid search", progress):
            done[_key(row.config)] = row
            if path is not None:
                write_rows(path, header, gathered())
    except KeyboardInterrupt:
        pass  # what is finished is worth having
    return SearchResults(tuple(gathered()), score, maximise, len(planned))


def _spread(jobs: list[Any], workers: int, cluster: str | None) -> Iterator[Row]:
    """Run the jobs somewhere, yield rows as they come."""
    import joblib

    with ExitStack() as stack:
        if cluster is not None:
            from .workers import connected

            stack.enter_context(connected(cluster))
            stack.enter_context(joblib.parallel_config(backend="dask"))
        parallel = joblib.Parallel(n_jobs=workers, return_as="generator_unordered")
        yield from parallel(joblib.delayed(_attempt)(*job) for job in jobs)


def _attempt(evaluate: Callable[..., Any], config: Config, seed: int, score: str) -> Row:
    """Evaluate one configuration; an exception becomes a result.

    On one thread of BLAS, here as in a worker: sums in another order would give other last digits,
    and one configuration one score is the promise.
    """
    began = time.perf_counter()
    scores: dict[str, float] = {}
    error = ""
    try:
        with one_thread():
            found = evaluate(rng=_generator(config, seed), **config)
        given = found if isinstance(found, Mapping) else {score: found}
        scores = {str(name): float(value) for name, value in given.items()}
        if score not in scores:
            raise KeyError(f"evaluate returned {sorted(scores)}, without the deciding {score!r}")
        if not np.isfinite(scores[score]):
            raise FloatingPointError(f"the {score} is {scores[score]}")
    except Exception as problem:
        scores, error = {}, f"{type(problem).__name__}: {problem}"
    return Row(config, scores, error, time.perf_counter() - began)


def _generator(config: Config, seed: int) -> np.random.Generator:
    digest = hashlib.sha256(_key(config).encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, np.uint32).tolist()])


def _key(config: Mapping[str, Any]) -> str:
    """The configuration as text, the same whatever the order of its names."""
    return json.dumps({str(k): _plain(k, v) for k, v in config.items()}, sort_keys=True)


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, list | tuple):
        return [_plain(name, v) for v in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and np.isfinite(value):
        return value
    raise TypeError(
        f"grid: {name} is {value!r:.60}; a setting is a finite number, a string, None or a list of "
        "such. For a function or an object, give its name and look it up in evaluate"
    )
