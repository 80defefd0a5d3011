"""What one student costs a class server: time and memory, the table of its page.

    python benchmarks/class_server.py                # the notebooks of docs/site/class_server.md
    python benchmarks/class_server.py notebooks/12*    # or others

Memory is that of all processes of the student together (RSS, so pages that several share count in
each of them), sampled twenty times a second, at its highest.  Processor time is told beside the
time that passed, for a busy machine stretches only the latter.  It takes as long as the notebooks
do, so `make bench` leaves it out.
"""

from __future__ import annotations

import asyncio
import contextlib
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from lecture_lib.tools.runner import run

HEAVY = ("02", "07", "08", "15", "16")
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@dataclass
class Cost:
    """What a group of processes took: seconds passed, seconds of processor, most memory in MB."""

    seconds: float = 0.0
    processor: float = 0.0
    memory: float = 0.0

    def look(self, processes: list[psutil.Process]) -> None:
        """Look at the processes now, and keep the most that was seen."""
        memory, processor = 0.0, 0.0
        for process in processes:
            try:
                resident, times = process.memory_info().rss, process.cpu_times()
            except psutil.Error:  # it has just ended
                continue
            memory += resident / 1e6
            processor += times.user + times.system
        self.memory, self.processor = max(self.memory, memory), max(self.processor, processor)


def measured(work: Callable[[], object]) -> Cost:
    """Return what the child processes took while `work` ran."""
    cost, over = Cost(), threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            cost.look(psutil.Process().children(recursive=True))

    watcher = threading.Thread(target=watch)
    watcher.start()
    begin = time.perf_counter()
    try:
        work()
    finally:
        cost.seconds = time.perf_counter() - begin
        over.set()
        watcher.join()
    return cost


def server() -> Cost:
    """Start JupyterLab; return what it took until it answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1",
                   f"--port={port}", "--allow-root", f"--ServerApp.root_dir={folder}"]  # fmt: skip
        begin, cost = time.perf_counter(), Cost()
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            while time.perf_counter() < begin + 60:
                time.sleep(0.05)
                with contextlib.suppress(OSError):  # it does not listen yet
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=30).read()
                    cost.seconds = time.perf_counter() - begin
                    cost.look([psutil.Process(process.pid)])
                    return cost
        finally:
            process.terminate()
            process.wait(30)
    raise RuntimeError("JupyterLab did not start")


def executed(*sources: str) -> None:
    """Run cells in a kernel of their own."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    asyncio.run(run(nbformat.v4.new_notebook(cells=cells), NOTEBOOKS / "cell.ipynb"))


def main(names: list[str]) -> None:
    """Print the table."""
    paths = [Path(name) for name in names] or [
        path for number in HEAVY for path in NOTEBOOKS.glob(f"{number}_*.ipynb")
    ]
    cores, gigabytes = psutil.cpu_count(), psutil.virtual_memory().total / 1e9
    print(f"{platform.platform()}, Python {platform.python_version()}, "
          f"{cores} cores, {gigabytes:.0f} GB\n")  # fmt: skip

    def show(what: str, cost: Cost) -> None:
        times = f"{cost.seconds:.1f} s | {cost.processor:.1f} s"
        print(f"| {what} | {times} | {cost.memory:.0f} MB |", flush=True)

    print("| part | time | of the processor | memory |\n|---|---:|---:|---:|")
    show("JupyterLab server, until it answers", server())
    show("a kernel, empty", measured(lambda: executed("1")))
    figures = "import lecture_lib as ll\nimport matplotlib.pyplot\nll.plot, ll.widgets, ll.lessons"
    show("a kernel, with the package and Matplotlib", measured(lambda: executed(figures)))
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        show(path.stem, measured(lambda n=notebook, p=path: asyncio.run(run(n, p, timeout=900))))


if __name__ == "__main__":
    main(sys.argv[1:])
