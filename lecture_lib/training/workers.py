"""Dask workers for a grid search: by address, or a cluster on this machine."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["connected", "local_cluster"]

# Dask's nanny sets this for its workers. It makes glibc give freed memory back at once, and
# NumPy, which frees large arrays all the time, spends half its time asking for it again.
_TRIM = "MALLOC_TRIM_THRESHOLD_"


@contextmanager
def local_cluster(workers: int | None = None) -> Iterator[str]:
    """Start Dask workers on this machine; gives the address of their scheduler.

    Parameters
    ----------
    workers : int, optional
        Processes; one per core by default.

    Notes
    -----
    In a script, as opposed to a notebook, call it under ``if __name__ == "__main__":``, for the
    workers import the script.

    Examples
    --------
    >>> with local_cluster(2) as address:      # doctest: +SKIP
    ...     grid_search(evaluate, grid, cluster=address)
    """
    dask, distributed = _dask()
    key = "distributed.nanny.pre-spawn-environ"
    environment = {k: v for k, v in dask.config.get(key, {}).items() if k != _TRIM}
    inherited = os.environ.pop(_TRIM, None)
    try:
        with (
            dask.config.set({key: environment}),
            distributed.LocalCluster(
                n_workers=workers or os.cpu_count() or 1, threads_per_worker=1,
                host="127.0.0.1", dashboard_address=None, silence_logs=50,
            ) as cluster,
        ):  # fmt: skip
            yield cluster.scheduler_address
    finally:
        if inherited is not None:
            os.environ[_TRIM] = inherited


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Connect to the Dask scheduler at `address`; joblib's "dask" backend then uses it.

    Warns
    -----
    RuntimeWarning
        Its workers run with the setting that doubles NumPy's time, or there is no worker.
    """
    distributed = _dask()[1]
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=True)
    except (OSError, ValueError, TimeoutError) as error:
        raise ConnectionError(
            f"grid_search: no Dask scheduler answers at {address!r} ({error}); start one with "
            "`dask scheduler` and `dask worker`, or use local_cluster()"
        ) from None
    with client:
        slow = [w for w, trim in client.run(os.environ.get, _TRIM).items() if trim]
        if slow:
            warnings.warn(
                f"{len(slow)} workers run with {_TRIM}, which doubles the time of NumPy; remove it "
                "from distributed.nanny.pre-spawn-environ before starting them",
                RuntimeWarning, stacklevel=4,
            )  # fmt: skip
        yield client


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
