"""Dask workers: by the address of their scheduler, or a cluster on this machine."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["COMPUTE", "SERVER", "connected", "local_cluster"]

# What a process of local_cluster is there for, as resources of Dask. A task that is restricted to
# a resource finds another process after a death; one restricted to an address waits for ever.
COMPUTE, SERVER = "compute", "server"

# Fifteen seconds after a death Dask looks whether the process is back, and gives its place up if
# not. A second death may be the reason, or a busy machine: nannies start it again in any case.
_GIVE_UP = {"distributed.deploy.lost-worker-timeout": "1 day"}

# Dask's nanny sets this for its workers. It makes glibc give freed memory back at once, and
# NumPy, which frees large arrays all the time, spends half its time asking for it again.
_TRIM = "MALLOC_TRIM_THRESHOLD_"


@contextmanager
def local_cluster(workers: int | None = None, *, servers: int = 0, port: int = 0) -> Iterator[str]:
    """Start Dask workers on this machine; gives the address of their scheduler.

    Each is a process with one thread, which a nanny starts again when it dies. On leaving the
    ``with`` block all of them end.

    Parameters
    ----------
    workers : int, optional
        Processes that compute; one per core by default.
    servers : int
        Processes beside them that hold parameters: see :func:`lecture_lib.scale.train`.
    port : int
        Where the scheduler listens; 0 for any free port.

    Raises
    ------
    ValueError
        Fewer than one worker.
    OSError
        The port is taken.

    Notes
    -----
    In a script, as opposed to a notebook, call it under ``if __name__ == "__main__":``, for the
    workers import the script.

    Examples
    --------
    >>> with local_cluster(2) as address:      # doctest: +SKIP
    ...     grid_search(evaluate, grid, cluster=address)
    """
    workers = (os.cpu_count() or 1) if workers is None else workers
    if workers < 1 or servers < 0:
        raise ValueError(f"local_cluster: workers={workers}, servers={servers}; at least one "
                         "worker has to compute")  # fmt: skip
    if port:
        _ask_for(port)
    dask, distributed = _dask()
    key = "distributed.nanny.pre-spawn-environ"
    environment = {k: v for k, v in dask.config.get(key, {}).items() if k != _TRIM}
    inherited = os.environ.pop(_TRIM, None)
    # Its page for browsers is at any free port: the usual one belongs to whoever came first.
    here = {"host": "127.0.0.1", "dashboard": False, "dashboard_address": "127.0.0.1:0"}
    roles = {f"{SERVER}-{k}": SERVER for k in range(servers)}
    roles |= {f"worker-{k}": COMPUTE for k in range(workers)}
    nannies = {
        name: {"cls": distributed.Nanny, "options": {
            **here, "nthreads": 1, "resources": {role: 1}, "silence_logs": 50}}
        for name, role in roles.items()
    }  # fmt: skip
    try:
        scheduler = {"cls": distributed.Scheduler, "options": {**here, "port": port}}
        with (
            dask.config.set({key: environment, **_GIVE_UP}),
            distributed.SpecCluster(nannies, scheduler, silence_logs=50) as cluster,
        ):
            yield cluster.scheduler_address
    finally:
        if inherited is not None:
            os.environ[_TRIM] = inherited


@contextmanager
def connected(address: str, *, timeout: float = 10.0) -> Iterator[Any]:
    """Connect to the Dask scheduler at `address`; joblib's "dask" backend then uses it.

    Parameters
    ----------
    address : str
        Such as ``"tcp://127.0.0.1:8786"``.
    timeout : float
        Seconds to wait for the scheduler and for its first worker.

    Raises
    ------
    ConnectionError
        No scheduler answers, or it has no workers.

    Warns
    -----
    RuntimeWarning
        Its workers run with the setting that doubles NumPy's time.
    """
    distributed = _dask()[1]
    try:
        client = distributed.Client(address, timeout=timeout, set_as_default=True)
    except (OSError, ValueError, TimeoutError) as error:
        raise ConnectionError(
            f"no Dask scheduler answers at {address!r} ({error}); start one with "
            "`dask scheduler` and `dask worker`, or use a cluster on this machine: "
            "lecture_lib.training.local_cluster()"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=timeout)
        except TimeoutError:
            raise ConnectionError(
                f"the Dask scheduler at {address!r} has no workers; start some with "
                f"`dask worker {address}`"
            ) from None
        slow = [w for w, trim in client.run(os.environ.get, _TRIM).items() if trim]
        if slow:
            warnings.warn(
                f"{len(slow)} workers run with {_TRIM}, which doubles the time of NumPy; remove it "
                "from distributed.nanny.pre-spawn-environ before starting them",
                RuntimeWarning, stacklevel=4,
            )  # fmt: skip
        yield client


def _ask_for(port: int) -> None:
    """Say that the port is taken before half a cluster has started."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise OSError(
            error.errno, f"local_cluster: port {port} cannot be used ({error.strerror}); another "
            "program may have it. Leave port out, and a free one is found"
        ) from None  # fmt: skip


def _dask() -> tuple[Any, Any]:
    try:
        import dask
        import distributed
    except ImportError:
        raise ImportError(
            "a cluster needs Dask: pip install 'lecture-lib[cluster]'; without it, grid_search "
            "uses all cores of this machine"
        ) from None
    return dask, distributed
