"""Train with a parameter server: what a student calls."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from ..optim.rule import Rule
from ..training.workers import COMPUTE, connected
from .cluster import cluster as start_cluster
from .parameters import Layout
from .plan import checked_plan, checked_shards
from .run import Run
from .watch import watched, workers_of
from .worker import Job

__all__ = ["train"]


def train(
    gradient: Callable[..., Any], parameters: Any, shards: Sequence[Any], *, rule: Rule,
    rounds: int, cluster: str | None = None, workers: int | None = None,
    staleness: int | None = None, checkpoint: str | os.PathLike[str] | None = None,
    every: int = 10, keep: int = 0, kill: Mapping[Any, Any] | None = None, timeout: float = 10.0,
) -> Run:  # fmt: skip
    r"""Train on many workers, which pull parameters from a server and push gradients to it.

    This is Algorithm 1 of Li et al. (2014). In round t each worker r pulls :math:`w^{(t)}`,
    computes the gradient of the loss *summed* over its shard of the data, and pushes it; the
    server adds them up and takes one step of `rule`:

    .. math:: g_r^{(t)} = \sum_{k=1}^{n_r} \partial\ell(x_k, y_k, w^{(t)}), \qquad
              w^{(t+1)} = w^{(t)} - \eta \Bigl(\sum_r g_r^{(t)} + \partial\Omega(w^{(t)})\Bigr)

    Parameters
    ----------
    gradient : callable
        ``gradient(parameters, shard) -> array(s)``, built like the parameters. A function of a
        notebook will do; with an argument named ``clock`` it gets the number of the round, by
        which it can draw a mini-batch. See :func:`loss_gradient` for a network.
    parameters : ndarray, list or dict of ndarray
        w at the start; it is not changed. Of a network: ``model.state()``.
    shards : sequence
        The data in parts, whatever `gradient` takes; at least one a worker.
    rule : Rule
        Any of :mod:`lecture_lib.optim`, applied by the server to each array. Its learning rate is
        η and its weight decay λ makes Ω = ½λ‖w‖².
    rounds : int
        Gradients of each shard. The algorithm as printed counts t = 0, …, T: T + 1 rounds.
    cluster : str, optional
        Address of a Dask scheduler. By default a cluster on this machine, for this run alone.
    workers : int, optional
        How many are used: by default as many as there are, at most one a shard. A worker with
        several shards computes one after the other.
    staleness : int, optional
        Without it rounds are synchronous. With it the server takes a step for each gradient that
        arrives, and a shard may begin a round when it is at most this many rounds ahead of the
        slowest.
    checkpoint : path, optional
        A file ``.npz`` for the server's state, replaced whole after every `every`-th round: a
        server that dies is started again from it. If it exists, the run goes on where it
        stopped, so a finished run ends at once.
    every : int
        Rounds between checkpoints.
    keep : int
        Keep the parameters after every `keep`-th round in ``run.kept``; 0 for none.
    kill : dict, optional
        For experiments: processes that kill themselves. ``{(1, 25): "before"}`` is the worker of
        shard 1 in its round 25 before its push, ``"after"`` after it, and
        ``"twice"`` after it sent the same gradient once more, as one does that heard no answer;
        ``{"server": 30}`` the server when 30 rounds are done.
    timeout : float
        Seconds to wait for the scheduler.

    Returns
    -------
    Run
        Stopped by hand, it holds what is done, with ``run.interrupted``.

    Raises
    ------
    ConnectionError
        No scheduler at that address, no worker there, or a worker that left and did not return.
    ShapeError, FloatingPointError
        A gradient of another shape, or with a NaN; the shard is named.
    RuntimeError
        A worker that dies again and again; a server that died without a checkpoint.
    TypeError, ValueError
        More workers than shards, an empty shard, and other bad settings; a checkpoint of another
        run.
    Exception
        Whatever `gradient` raises, with a note that names shard and round. The cluster lives on.

    Notes
    -----
    Sums, as the lecture has them, not means: with twice the data, the step is twice as long
    (erratum E-F11). The sum is taken in the order of the shards, whoever is first, so a
    synchronous run gives one machine's result to the last bit, if that adds the shards' gradients
    up in this order; also when workers die, provided that `gradient` depends on its arguments
    alone. An asynchronous run takes a step for each gradient, so a round of m shards is m steps,
    with m times the weight decay, and no two runs are alike.

    References
    ----------
    Li et al. (2014), *Scaling Distributed Machine Learning with the Parameter Server*, Algorithm
    1 (F-45, F-46). Ho et al. (2013), *More Effective Distributed ML via a Stale Synchronous
    Parallel Parameter Server*.

    Examples
    --------
    >>> import numpy as np
    >>> import lecture_lib as ll
    >>> def gradient(w, shard):  # of the sum of ½(Xw − y)²
    ...     X, y = shard
    ...     return X.T @ (X @ w - y)
    >>> X = np.arange(12.0).reshape(6, 2) / 10
    >>> shards = [(X[:3], X[:3].sum(axis=1)), (X[3:], X[3:].sum(axis=1))]
    >>> run = train(gradient, np.zeros(2), shards, rule=ll.GradientDescent(0.3),
    ...             rounds=500, kill={(1, 25): "before"})      # doctest: +SKIP
    >>> run.parameters.round(3), len(run.ledger), run.deaths[0].who      # doctest: +SKIP
    (array([1., 1.]), 1000, 'worker 1')
    """
    began = time.monotonic()
    shards = checked_shards(shards)
    layout, arrays = Layout.of(parameters)
    plan = checked_plan(rule, len(shards), rounds, staleness, checkpoint, every, keep, kill)
    if workers is not None and not 1 <= workers <= len(shards):
        raise ValueError(f"train: workers={workers}, and there are {len(shards)} shards; each "
                         "worker needs one, so cut the data into more parts")  # fmt: skip
    for array in arrays.values():
        rule.init(array)  # says whether array settings fit
    with ExitStack() as stack:
        if cluster is None:
            count = workers or min(len(shards), os.cpu_count() or 1)
            cluster = stack.enter_context(start_cluster(count))
        client = stack.enter_context(connected(cluster, timeout=timeout))
        jobs = _jobs(client, gradient, layout, shards, workers)
        found, interrupted = watched(client, arrays, plan, jobs, began)
    return Run(
        layout.given_back(found["parameters"]), found["ledger"], found["finished"],
        found["messages"], found["bytes"], time.monotonic() - began, found["refused"],
        tuple(found["deaths"]), {n: layout.given_back(a) for n, a in found["kept"].items()},
        staleness, interrupted,
    )  # fmt: skip


def _jobs(
    client: Any, gradient: Callable[..., Any], layout: Layout, shards: list[Any],
    workers: int | None,
) -> list[Job]:  # fmt: skip
    there = len(workers_of(client, COMPUTE))
    if workers is not None and workers > there:
        raise ValueError(f"train: workers={workers}, and the cluster has {there} that compute")
    count = min(workers or there, len(shards))
    return [
        Job(k, {s: shards[s] for s in range(k, len(shards), count)}, gradient, layout)
        for k in range(count)
    ]
