"""Run a student's notebook in a cage, as far as it goes, and bring back what its checks found."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import zmq
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from ...style.text import clean
from ..runner import environment, fresh
from .witness import Record, read

__all__ = ["Limits", "Trial", "attempt"]

_CAGE = Path(__file__).with_name("cage.py")
_START = 60  # seconds for the package to load, on a busy machine
_BEGIN = "import lecture_lib.tools.grading.witness as _w; _w.begin({!r}, {!r}); del _w"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a notebook may take.

    Attributes
    ----------
    cell, notebook : float
        Seconds for one cell, and for all.
    memory : int
        Bytes of address space, for each process.

    Examples
    --------
    >>> Limits().cell
    120
    """

    cell: float = 120
    notebook: float = 900
    memory: int = 4 << 30


@dataclass
class Trial:
    """What came of a notebook.

    Attributes
    ----------
    records : list of Record
        What the package's checks found, in order.
    errors : dict of int to str
        Code cell, from 1 -> why it failed.
    end : str
        Why the rest was not reached; empty when all cells were run.
    held : dict
        What the cage could hold, see `cage`.

    Examples
    --------
    >>> Trial(end="the kernel died in code cell 2").records
    []
    """

    records: list[Record] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)
    end: str = ""
    held: dict[str, Any] = field(default_factory=dict)


class _Deaf(NotebookClient):
    """Keeps no outputs, for they prove nothing."""

    def output(self, *arguments: Any, **options: Any) -> None:
        return None

    def hear_no_outputs(self) -> None:
        """Hear only what the kernel says of itself; outputs without end would fill our memory."""
        client: Any = self.kc
        socket = client.iopub_channel.socket
        socket.setsockopt(zmq.SUBSCRIBE, b"kernel.")
        socket.setsockopt(zmq.UNSUBSCRIBE, b"")


async def attempt(sources: Sequence[str], limits: Limits) -> Trial:
    """Run code cells, in order, in a kernel of their own; one that fails does not stop the rest.

    The kernel starts in an empty folder that is removed afterwards, so the hand-in stays as it is.

    Parameters
    ----------
    sources : sequence of str
        The cells.
    limits : Limits
        When they are over for a cell, it is interrupted; for the notebook, its kernel is ended.

    Returns
    -------
    Trial
        Whatever happened, this comes back; what the notebook started is ended.
    """
    trial, word = Trial(), secrets.token_hex()
    with TemporaryDirectory(prefix="ll-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch, "work")
        folder.mkdir()
        checks, held = Path(scratch, "checks"), Path(scratch, "held")
        begin = _BEGIN.format(str(checks), word)
        cells = [nbformat.v4.new_code_cell(source) for source in (begin, *sources)]

        def note(cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
            content = execute_reply["content"]
            if content["status"] == "error":
                told = f"{content.get('ename', 'error')}: {content.get('evalue', '')}"
                trial.errors[cell_index] = clean(told, 200)

        def seconds(cell: NotebookNode) -> int:
            return _START if cell is cells[0] else max(1, round(limits.cell))

        over = {"ename": "TimeoutError", "evalue": f"not done after {limits.cell:g} s",
                "traceback": []}  # fmt: skip
        client = fresh(
            nbformat.v4.new_notebook(cells=cells), folder, _Deaf,
            timeout_func=seconds, interrupt_on_timeout=True, error_on_timeout=over,
            allow_errors=True, shutdown_kernel="immediate", on_cell_executed=note,
        )  # fmt: skip
        client.log.disabled = True  # what it would log, the trial tells
        _cage(client, scratch, limits.memory, held)
        env = environment() | {"IPYTHONDIR": scratch}
        await _execute(client, cells, limits.notebook, trial, env)
        trial.records = read(checks, word)
        with contextlib.suppress(OSError, ValueError):
            trial.held = json.loads(held.read_text(encoding="utf-8"))
    return trial


def _cage(client: Any, scratch: str, memory: int, held: Path) -> None:
    """Let the kernel start in its cage, and be spoken to where no network is needed."""
    manager = client.km
    launch = [sys.executable, "-P", str(_CAGE), str(memory), str(held)]
    manager.kernel_spec.argv = [*launch, "-f", "{connection_file}"]
    client.extra_arguments += ["--HistoryManager.hist_file=:memory:"]
    if sys.platform == "linux":  # sockets in the file system lead out of a network of one's own
        manager.transport, manager.ip = "ipc", os.path.join(scratch, "k")


async def _execute(
    client: Any,
    cells: Sequence[NotebookNode],
    seconds: float,
    trial: Trial,
    env: dict[str, str],
) -> None:
    """Run the cells until the end, the kernel's death or the end of the time."""
    group, position, late = 0, 0, False

    def kill() -> None:
        nonlocal late
        late = True
        _end(group)

    loop = asyncio.get_running_loop()
    try:
        async with client.async_setup_kernel(env=env):
            group = client.km.provisioner.process.pid
            with contextlib.suppress(NotImplementedError):  # Ctrl-C stops us, not only this kernel
                loop.remove_signal_handler(signal.SIGINT)
            client.hear_no_outputs()
            timer = loop.call_later(seconds, kill)
            try:
                for position, cell in enumerate(cells):
                    await client.async_execute_cell(cell, position, store_history=position > 0)
            except DeadKernelError:
                why = f"{seconds:g} s for the notebook were over" if late else "the kernel died"
                trial.end = f"{why} in code cell {position}"
            finally:
                timer.cancel()
    except RuntimeError as error:  # it did not even start
        trial.end = f"no kernel could be started: {clean(error, 200)}"
    finally:
        if group:
            _end(group)  # what the notebook started, too
    if 0 in trial.errors:
        trial.end = f"the checks could not be watched: {trial.errors.pop(0)}"


def _end(group: int) -> None:
    """Kill a kernel and what it started; they have a process group, where the system knows them."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            os.kill(group, signal.SIGTERM)
        else:
            os.killpg(group, signal.SIGKILL)
