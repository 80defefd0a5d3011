"""Train with a parameter server: what a student calls, and who watches over the processes."""

from __future__ import annotations

import os
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..optim.rule import Rule
from ..training.workers import COMPUTE, SERVER, connected
from .cluster import cluster as start_cluster
from .ledger import Death
from .parameters import Arrays, Layout
from .run import Run
from .server import ParameterServer, Plan
from .worker import Job, ServerLost, work

__all__ = ["train"]

_PATIENCE = 30.0  # seconds that a lost worker of another's cluster has to come back
_SERVERS = 4  # that a run may use up, as many as Dask allows a task to use up workers


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
        shard 1 in its round 25 before its push, ``"after"`` after it; ``{"server": 30}`` the
        server when 30 rounds are done.
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
    shards = _checked_shards(shards)
    layout, arrays = Layout.of(parameters)
    plan = _checked_plan(rule, len(shards), rounds, staleness, checkpoint, every, keep, kill)
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
        found, interrupted = _watched(client, arrays, plan, jobs, began)
    return Run(
        layout.given_back(found["parameters"]), found["ledger"], found["finished"],
        found["messages"], found["bytes"], time.monotonic() - began, found["refused"],
        tuple(found["deaths"]), {n: layout.given_back(a) for n, a in found["kept"].items()},
        staleness, interrupted,
    )  # fmt: skip


# --- who watches


def _watched(
    client: Any, arrays: Arrays, plan: Plan, jobs: list[Job], began: float
) -> tuple[dict[str, Any], bool]:
    """Run the jobs; when the server dies, start another from the checkpoint."""
    deaths: list[Death] = []
    while True:
        elapsed = time.monotonic() - began
        with _server(client, arrays, plan, elapsed) as server:
            if deaths:
                now = time.monotonic() - began
                deaths[-1] = deaths[-1]._replace(back=now)
            try:
                interrupted = _run(client, server, jobs)
                found = server.result().result()
                if found["failure"] is not None:
                    raise found["failure"]
                found["deaths"] = sorted([*found["deaths"], *deaths], key=lambda d: d.back)
                return found, interrupted
            except ServerLost:
                now = time.monotonic() - began
                deaths.append(Death("server", now, now))
        if plan.checkpoint is None:
            raise RuntimeError(
                "train: the process that held the parameters died, and they are lost; with "
                "checkpoint='run.npz' another one would have gone on from that file"
            )
        if len(deaths) == _SERVERS:
            raise RuntimeError(f"train: the server died {_SERVERS} times. Is its memory short? What "
                               f"was done is in {plan.checkpoint}")  # fmt: skip
        killed = plan.kill.get("server", float("inf"))
        later = {key: how for key, how in plan.kill.items() if key != "server" and key[1] >= killed}
        plan = replace(plan, kill=later)


def _run(client: Any, server: Any, jobs: list[Job]) -> bool:
    """Set all workers to work and wait for them; returns whether the student stopped it."""
    import cloudpickle
    import distributed

    needed = _needed(client, COMPUTE)
    tasks: dict[Any, Job] = {}

    def begin(job: Job) -> None:
        with warnings.catch_warnings():
            # The scheduler is to keep the data, so that a worker that is started again has them.
            warnings.filterwarnings("ignore", message="Sending large graph")
            key = f"worker-{job.worker}-{uuid.uuid4().hex}"
            task = client.submit(work, server, cloudpickle.dumps(job), key=key, pure=False,
                                 resources=needed)  # fmt: skip
        tasks[task] = job

    try:
        for job in jobs:
            begin(job)
        done: set[Any] = set()
        complete = time.monotonic()
        while waiting := tasks.keys() - done:
            with suppress(TimeoutError):
                distributed.wait(waiting, timeout=1.0, return_when="FIRST_COMPLETED")
            if len(_workers(client, COMPUTE)) >= len(waiting):
                complete = time.monotonic()
            elif time.monotonic() - complete > _PATIENCE:
                raise ConnectionError(
                    f"train: {len(waiting)} workers are needed, and for {_PATIENCE:.0f} s there "
                    f"were {len(_workers(client, COMPUTE))}; start others with `dask worker`"
                )
            for task in [task for task in waiting if task.done()]:
                done.add(task)
                if not _to_the_end(task, tasks[task]):
                    _ask(server)
                    begin(tasks[task])  # its answer was late, no more
        return False
    except KeyboardInterrupt:
        return True
    finally:
        _stop(client, server, list(tasks))


def _ask(server: Any) -> None:
    """Raise ServerLost unless the server answers."""
    try:
        server.ping().result(timeout=2.0)
    except (TimeoutError, OSError, RuntimeError) as error:
        raise ServerLost(str(error)) from None


def _to_the_end(task: Any, job: Job) -> bool:
    """Whether the worker got to the end; False if it had to stop because the server is gone."""
    import distributed

    error = task.exception()
    if error is None:
        return bool(task.result())
    if isinstance(error, distributed.KilledWorker):
        raise RuntimeError(
            f"train: {job.who}, died {error.allowed_failures + 1} times, and Dask gives up. Is its "
            "memory short, or does the gradient end the process? With a checkpoint, the next call "
            "goes on from there"
        ) from None
    if "Worker holding Actor was lost" in str(error):
        return False
    raise error


def _stop(client: Any, server: Any, tasks: list[Any]) -> None:
    """Let the workers end: each finishes the gradient that it is at, and begins no other."""
    import distributed

    with suppress(Exception):  # there may be no server any more
        server.stop().result(timeout=2.0)
    with suppress(TimeoutError):
        distributed.wait([task for task in tasks if not task.done()], timeout=2.0)
    client.cancel(tasks, force=True)


@contextmanager
def _server(client: Any, arrays: Arrays, plan: Plan, elapsed: float) -> Iterator[Any]:
    """An actor with the parameters, released at the end."""
    needed = _needed(client, SERVER)
    spare = None
    if needed is None:  # another's cluster: beside the workers, if there is room beside them
        spare = _workers(client, COMPUTE)[-1:]
    future = client.submit(
        ParameterServer, arrays, plan, elapsed, actor=True, pure=False, resources=needed,
        key=f"parameter-server-{uuid.uuid4().hex}", workers=spare, allow_other_workers=bool(spare),
    )  # fmt: skip
    try:
        yield future.result()
    finally:
        future.release()


# --- what there is


def _workers(client: Any, role: str) -> list[str]:
    """Addresses of the workers of that role; where roles are not given, all have all."""
    found = _resources(client)
    fit = [address for address, resources in found.items() if role in resources]
    return fit or [address for address, resources in found.items() if not resources]


def _needed(client: Any, role: str) -> dict[str, int] | None:
    return {role: 1} if any(role in r for r in _resources(client).values()) else None


def _resources(client: Any) -> dict[str, dict[str, float]]:
    """What the scheduler knows of each worker's resources, by address."""

    def look(dask_scheduler: Any) -> dict[str, dict[str, float]]:  # sent there as it is
        return {a: dict(worker.resources) for a, worker in dask_scheduler.workers.items()}

    found: dict[str, dict[str, float]] = client.run_on_scheduler(look)
    return found


def _jobs(
    client: Any, gradient: Callable[..., Any], layout: Layout, shards: list[Any],
    workers: int | None,
) -> list[Job]:  # fmt: skip
    there = len(_workers(client, COMPUTE))
    if workers is not None and workers > there:
        raise ValueError(f"train: workers={workers}, and the cluster has {there} that compute")
    count = min(workers or there, len(shards))
    return [
        Job(k, {s: shards[s] for s in range(k, len(shards), count)}, gradient, layout)
        for k in range(count)
    ]


# --- what is asked for


def _checked_shards(shards: Any) -> list[Any]:
    if isinstance(shards, str | bytes | Mapping) or not hasattr(shards, "__len__"):
        raise TypeError(f"train: shards is {type(shards).__name__}; give a list with the data in "
                        "parts, one or more for each worker")  # fmt: skip
    found = list(shards)
    if not found:
        raise ValueError("train: shards is empty; give the data in at least one part")
    for k, shard in enumerate(found):
        parts = shard if isinstance(shard, list | tuple) else [shard]
        if not parts or any(hasattr(p, "__len__") and len(p) == 0 for p in parts):
            raise ValueError(f"train: shard {k} of {len(found)} is empty; with so little data, cut "
                             "it into fewer parts")  # fmt: skip
    return found


def _checked_plan(
    rule: Any, shards: int, rounds: int, staleness: int | None, checkpoint: Any, every: int,
    keep: int, kill: Mapping[Any, Any] | None,
) -> Plan:  # fmt: skip
    if not isinstance(rule, Rule):
        raise TypeError(f"train: rule is {type(rule).__name__}; give one of lecture_lib.optim, such "
                        "as ll.GradientDescent(0.1)")  # fmt: skip
    least = {"rounds": (rounds, 1), "staleness": (staleness or 0, 0), "every": (every, 1),
             "keep": (keep, 0)}  # fmt: skip
    for name, (value, bound) in least.items():
        if value != int(value) or value < bound:
            raise ValueError(f"train: {name}={value}; give a whole number of at least {bound}")
    for key, how in (kill or {}).items():
        if key == "server":
            if checkpoint is None:
                raise ValueError("train: kill of the server needs a checkpoint to go on from")
        elif how not in ("before", "after") or not 0 <= key[0] < shards:
            raise ValueError(f"train: kill={{{key!r}: {how!r}}}; give {{(shard, clock): 'before'}} "
                             f"or 'after', with a shard below {shards}")  # fmt: skip
    if checkpoint is not None:
        path = Path(checkpoint).absolute()
        path = path if path.suffix == ".npz" else path.with_name(f"{path.name}.npz")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"train: there is no folder {path.parent}; make it first")
        checkpoint = str(path)
    return Plan(rule, shards, rounds, staleness, checkpoint, every, keep, dict(kill or {}))
