"""Processes of this machine as a cluster: one for the parameters, some that compute."""

from __future__ import annotations

from contextlib import AbstractContextManager

from ..training.workers import local_cluster

__all__ = ["cluster"]


def cluster(workers: int = 2, *, port: int = 0) -> AbstractContextManager[str]:
    """Start a parameter server's process and some workers on this machine.

    Parameters
    ----------
    workers : int
        Processes that compute, with one thread each; more than there are cores is allowed, and
        no faster.
    port : int
        Where the scheduler listens; 0 for any free port.

    Returns
    -------
    context manager
        Gives the scheduler's address. On leaving it, also through an error or the stop button,
        all processes end. One that dies before is started again.

    Raises
    ------
    ValueError
        Fewer than one worker.
    OSError
        The port is taken.

    Notes
    -----
    A run does not ask whose cluster it is: the address of a scheduler on other machines serves
    :func:`train` as well. In a script, as opposed to a notebook, write it under
    ``if __name__ == "__main__":``, for the workers import the script.

    Examples
    --------
    >>> with cluster(workers=2) as address:      # doctest: +SKIP
    ...     print(address)
    tcp://127.0.0.1:41237
    """
    return local_cluster(workers, servers=1, port=port)
