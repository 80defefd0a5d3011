"""Processes that work on one array: memory they share, and a race that starts them together."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["CONTEXT", "Race", "SharedArray", "race"]

#: Processes start afresh and import what they need, as on Windows and macOS. A copy of a running
#: notebook ("fork") would inherit its locks in whatever state its threads had left them.
CONTEXT = get_context("spawn")


class SharedArray:
    """A NumPy array in memory that processes share.

    What one process writes, all others read, with no message and no order between them. Hand the
    object itself to a process; there its :attr:`array` looks at the same bytes.

    Parameters
    ----------
    values : array_like
        What it holds at first: a copy is made.

    Attributes
    ----------
    array : ndarray
        The numbers, writable.

    Notes
    -----
    The memory belongs to ``multiprocessing.RawArray``. It has no name, so nothing has to be closed
    or unlinked: it is gone with the last array that looks at it, also when a process was killed.
    (A block of ``multiprocessing.shared_memory`` outlives a killed program, and an array that
    still looks at it after ``close()`` ends Python with a segmentation fault.) Only a process that
    is being started can receive it.

    Examples
    --------
    >>> weights = SharedArray(np.zeros(3))
    >>> weights.array[0] += 1
    >>> weights.array
    array([1., 0., 0.])
    """

    def __init__(self, values: ArrayLike) -> None:
        values = np.asarray(values)
        self._shape, self._dtype = values.shape, values.dtype
        self._memory = CONTEXT.RawArray("b", max(values.nbytes, 1))
        self.array[...] = values

    @property
    def array(self) -> NDArray[Any]:
        count = int(np.prod(self._shape))
        return np.frombuffer(self._memory, self._dtype, count).reshape(self._shape)


@dataclass(frozen=True)
class Race:
    """What came of processes that started together.

    Attributes
    ----------
    results : list
        What each returned, in the order of the tasks.
    seconds : float
        On the clock, from the common start until the last has finished.
    processor_seconds : tuple of float
        What each process used of a processor meanwhile. On a busy machine the clock says more
        about other programs than these do.
    preparation : float
        Seconds on the clock before the common start: processes, imports, data.

    Examples
    --------
    >>> Race(results=[3, 3], seconds=0.5, processor_seconds=(0.5, 0.4), preparation=0.3).seconds
    0.5
    """

    results: list[Any]
    seconds: float
    processor_seconds: tuple[float, ...]
    preparation: float


def race(owner: str, prepare: Callable[..., Callable[[], Any]], tasks: Sequence[Any]) -> Race:
    """Run each task in a process of its own, all from the same moment.

    Parameters
    ----------
    owner : str
        Who asks, for messages.
    prepare : callable
        ``prepare(*task)`` is called in the new process and returns the work, a function without
        arguments. The clock starts when all have prepared. It stands in a module, for a process
        imports it.
    tasks : sequence of tuple
        Arguments, a tuple for each process; a :class:`SharedArray` or a lock may be among them.

    Returns
    -------
    Race

    Raises
    ------
    ChildProcessError
        A process died, or its work raised an error. The others are stopped first.

    Notes
    -----
    However it ends, with an error or because someone interrupts it, no process is left behind. In a
    script, as opposed to a notebook, call it under ``if __name__ == "__main__":``, for the
    processes import the script.

    Examples
    --------
    >>> from functools import partial
    >>> race("example", partial, [(pow, 2, 10), (pow, 3, 4)]).results  # doctest: +SKIP
    [1024, 81]
    """
    began = time.perf_counter()
    pipes, processes = [], []
    try:
        for task in tasks:
            ours, theirs = CONTEXT.Pipe()
            process = CONTEXT.Process(target=_run, args=(theirs, prepare, task), daemon=True)
            pipes.append(ours)
            processes.append(process)
            process.start()
            theirs.close()  # with the only other end in the process, its death closes the pipe
        _one_from_each(owner, pipes, processes)
        started = time.perf_counter()
        for number, pipe in enumerate(pipes):
            try:
                pipe.send("go")
            except OSError:  # it died since it was ready
                raise _lost(owner, number, processes) from None
        answers = _one_from_each(owner, pipes, processes)
        ended = time.perf_counter()
        for process in processes:
            process.join()
    finally:
        started_ones = [process for process in processes if process.pid is not None]
        for process in started_ones:
            process.kill()
        for process in started_ones:
            process.join()
            process.close()
        for pipe in pipes:
            pipe.close()
    results, used = zip(*answers, strict=True)
    return Race(list(results), ended - started, used, started - began)


def _run(pipe: Any, prepare: Callable[..., Callable[[], Any]], task: Any) -> None:
    """The life of a process: prepare, wait for the start, work, report."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts means the parent, which cares
    try:
        work = prepare(*task)
        pipe.send((None, None))
        pipe.recv()
        began = time.process_time()
        result = work()
        pipe.send((None, (result, time.process_time() - began)))
    except EOFError:  # the parent is gone
        return
    except Exception as error:
        pipe.send((f"{type(error).__name__}: {error}", None))


def _one_from_each(owner: str, pipes: list[Any], processes: list[Any]) -> list[Any]:
    """Return the next message of every process, or say which of them can send none."""
    answers: dict[int, Any] = {}
    while waiting := [pipe for n, pipe in enumerate(pipes) if n not in answers]:
        for pipe in connection.wait(waiting):
            number = pipes.index(pipe)
            try:
                error, answers[number] = pipes[number].recv()
            except (EOFError, OSError):
                raise _lost(owner, number, processes) from None
            if error:
                raise ChildProcessError(
                    f"{owner}: process {number + 1} of {len(pipes)} raised {error}. "
                    "The others were stopped."
                )
    return [answers[number] for number in range(len(pipes))]


def _lost(owner: str, number: int, processes: list[Any]) -> ChildProcessError:
    processes[number].join()
    code = processes[number].exitcode
    how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    return ChildProcessError(
        f"{owner}: process {number + 1} of {len(processes)} ended {how} before its work was done. "
        "The others were stopped, and what they had done is lost. Run it again; if it happens "
        "again, look for a lack of memory, or, in a script, for a missing "
        'if __name__ == "__main__":'
    )
