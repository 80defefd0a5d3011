"""Who watches over the processes of a run: starts them, waits for them, replaces the server."""

from __future__ import annotations

import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from ..training.workers import COMPUTE, SERVER
from .ledger import Death
from .parameters import Arrays
from .plan import Plan
from .server import ParameterServer
from .worker import Job, ServerLost, work

__all__ = ["watched", "workers_of"]

_PATIENCE = 60.0  # seconds that a lost process has to come back; a busy machine takes a quarter
_SERVERS = 4  # that a run may use up, as many as Dask allows a task to use up workers


def watched(
    client: Any, arrays: Arrays, plan: Plan, jobs: list[Job], began: float
) -> tuple[dict[str, Any], bool]:
    """Run the jobs; when the server dies, start another from the checkpoint."""
    # Looked at once: while a process is started again it is not listed, and nobody is to take its
    # place.
    roles = {role for resources in _resources(client).values() for role in resources}
    deaths: list[Death] = []
    while True:
        elapsed = time.monotonic() - began
        with _holder(client, roles, arrays, plan, elapsed) as holder:
            if deaths:
                deaths[-1] = deaths[-1]._replace(back=time.monotonic() - began)
            try:
                interrupted = _run(client, roles, holder, jobs)
                found = _answer(holder, "result")
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
            raise RuntimeError(f"train: the server died {_SERVERS} times. Is its memory short? "
                               f"What was done is in {plan.checkpoint}")  # fmt: skip
        killed = plan.kill.get("server", float("inf"))
        later = {key: how for key, how in plan.kill.items() if key != "server" and key[1] >= killed}
        plan = replace(plan, kill=later)


def _run(client: Any, roles: set[str], holder: Any, jobs: list[Job]) -> bool:
    """Set all workers to work and wait for them; returns whether the student stopped it."""
    import cloudpickle

    needed, server = _needed(COMPUTE, roles), holder.result()
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
            _wait(waiting, 0.5, "FIRST_COMPLETED")
            _look_at(holder)
            if len(workers_of(client, COMPUTE)) >= len(waiting):
                complete = time.monotonic()
            elif time.monotonic() - complete > _PATIENCE:
                raise ConnectionError(
                    f"train: it needs {len(waiting)} of the cluster's workers, and for "
                    f"{_PATIENCE:.0f} s there were {len(workers_of(client, COMPUTE))}; start "
                    "others with `dask worker`"
                )
            for task in [task for task in waiting if task.done()]:
                done.add(task)
                if not _to_the_end(task, tasks[task]):
                    # The server is there, or this raises: its answer was late, no more.
                    _answer(holder, "leave", tasks[task].worker)
                    begin(tasks[task])
        return False
    except KeyboardInterrupt:
        return True
    finally:
        if holder.status == "finished":
            _let_end(holder, [task for task in tasks if not task.done()])
        client.cancel(list(tasks), force=True)


def _wait(tasks: Any, timeout: float, until: str = "ALL_COMPLETED") -> None:
    import distributed

    wait: Any = distributed.wait
    with suppress(TimeoutError):
        wait(tasks, timeout=timeout, return_when=until)


def _look_at(holder: Any) -> None:
    """Raise ServerLost if the scheduler says that the process with the parameters is gone."""
    if holder.status != "finished":
        raise ServerLost


def _answer(holder: Any, method: str, *arguments: Any) -> Any:
    """Call the server and wait for its answer as long as there is a server."""
    _look_at(holder)
    answer = getattr(holder.result(), method)(*arguments)
    while True:
        try:
            return answer.result(timeout=0.5)
        except TimeoutError:
            _look_at(holder)
        except OSError:  # nobody listens, whatever the scheduler knows by now
            raise ServerLost(method) from None


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


def _let_end(holder: Any, tasks: list[Any]) -> None:
    """Let the workers end: each finishes the gradient that it is at, and begins no other."""
    with suppress(ServerLost):
        _answer(holder, "stop")
    _wait(tasks, 2.0)


@contextmanager
def _holder(
    client: Any, roles: set[str], arrays: Arrays, plan: Plan, elapsed: float
) -> Iterator[Any]:
    """Yield the future of an actor with the parameters, which is released at the end."""
    needed = _needed(SERVER, roles)
    spare = None
    if needed is None:  # another's cluster: beside the workers, if there is room beside them
        spare = workers_of(client, COMPUTE)[-1:]
    future = client.submit(
        ParameterServer, arrays, plan, elapsed, actor=True, pure=False, resources=needed,
        key=f"parameter-server-{uuid.uuid4().hex}", workers=spare, allow_other_workers=bool(spare),
    )  # fmt: skip
    try:
        try:
            future.result(timeout=_PATIENCE)  # says what is wrong with a checkpoint
        except TimeoutError:
            raise ConnectionError(
                f"train: for {_PATIENCE:.0f} s there was no process to hold the parameters; start "
                "one, or give the address of another cluster"
            ) from None
        yield future
    finally:
        future.release()


def workers_of(client: Any, role: str) -> list[str]:
    """Addresses of the workers of that role; where roles are not given, all have all."""
    found = _resources(client)
    fit = [address for address, resources in found.items() if role in resources]
    return fit or [address for address, resources in found.items() if not resources]


def _needed(role: str, roles: set[str]) -> dict[str, int] | None:
    return {role: 1} if role in roles else None


def _resources(client: Any) -> dict[str, dict[str, float]]:
    """What the scheduler knows of each worker's resources, by address."""

    def look(dask_scheduler: Any) -> dict[str, dict[str, float]]:  # sent there as it is
        return {a: dict(worker.resources) for a, worker in dask_scheduler.workers.items()}

    found: dict[str, dict[str, float]] = client.run_on_scheduler(look)
    return found
