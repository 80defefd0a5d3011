"""Run a notebook from a fresh kernel: what refreshing, pages, slides and grading begin with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from ..lessons.answers import VARIABLE as ANSWERS

__all__ = ["CellFailed", "environment", "fresh", "run"]

_PROJECT = Path(__file__).parents[2]


class CellFailed(RuntimeError):
    """A cell did not come to its end.

    Attributes
    ----------
    place, problem, remedy : str
        Which cell of which notebook, what happened to it, and what to do.

    Examples
    --------
    >>> raise CellFailed("nb.ipynb, cell 2 of 9", "the kernel died", "Run it to see why")
    Traceback (most recent call last):
    lecture_lib...CellFailed: nb.ipynb, cell 2 of 9: the kernel died. Run it to see why
    """

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{place}: {problem}. {remedy}")
        self.place, self.problem, self.remedy = place, problem, remedy


def fresh(
    notebook: NotebookNode,
    folder: Path,
    kind: type[NotebookClient] = NotebookClient,
    **options: Any,
) -> NotebookClient:
    """Return a client whose kernel, not started yet, is the interpreter that runs this.

    Parameters
    ----------
    notebook : NotebookNode
        What it is to run.
    folder : Path
        Where the kernel starts.
    kind : type
        The client's class.
    **options
        Of the client.

    Examples
    --------
    >>> import nbformat
    >>> fresh(nbformat.v4.new_notebook(), Path.cwd()).km.kernel_name
    'python3'
    """
    client = kind(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # no word on its sockets in the reader's terminal
        **options,
    )
    # Without a folder to look in, "python3" is this interpreter and no one else's.
    client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    return client


def environment() -> dict[str, str]:
    """Return the environment of a kernel that finds this very package and no student's answers.

    Examples
    --------
    >>> environment()["LECTURE_LIB_ANSWERS"]
    ''
    """
    search = os.pathsep.join(filter(None, [str(_PROJECT), os.environ.get("PYTHONPATH")]))
    own = {"PYTHONPATH": search, ANSWERS: "", "TQDM_DISABLE": "1"}  # a bar is no output to keep
    return {**os.environ, **own}


async def run(
    notebook: NotebookNode, path: Path, *, timeout: int = 600, widgets: bool = False
) -> None:
    """Execute all cells in order, in place.

    The kernel is the interpreter that runs this, starts in the notebook's folder, finds this very
    package, and neither reads nor writes a student's answers.

    Parameters
    ----------
    notebook : NotebookNode
        Gets the outputs.
    path : Path
        Where it lies; names it in errors.
    timeout : int
        Seconds a cell may take.
    widgets : bool
        Whether to store the state of its widgets as well.

    Raises
    ------
    CellFailed
        A cell raised, took too long, or took the kernel with it.

    Examples
    --------
    >>> import asyncio, nbformat
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(6 * 7)")])
    >>> asyncio.run(run(notebook, Path("answer.ipynb")))
    >>> notebook.cells[0].outputs[0].text
    '42\\n'
    """
    position = 0

    def remember(cell: NotebookNode, cell_index: int) -> None:
        nonlocal position
        position = cell_index

    client = fresh(
        notebook,
        path.resolve().parent,
        timeout=timeout,
        store_widget_state=widgets,
        coalesce_streams=True,  # or the output would be cut wherever the buffer was flushed
        on_cell_start=remember,
    )
    try:
        await client.async_execute(env=environment())
    except CellExecutionError as error:
        problem, remedy = f"{error.ename}: {error.evalue}", "Mend the cell"
    except CellTimeoutError:
        problem, remedy = f"ran longer than {timeout} s", "Make the cell do less"
    except DeadKernelError:
        problem, remedy = "the kernel died", "Run the cell in JupyterLab to see why (memory?)"
    else:
        return
    cells = notebook.cells
    number = sum(cell.cell_type == "code" for cell in cells[: position + 1])
    begin = next(iter(cells[position].source.strip().splitlines()), "")
    place = f"{path}, cell {position + 1} of {len(cells)} (code cell {number}, “{begin:.60}”)"
    raise CellFailed(place, problem, remedy)
