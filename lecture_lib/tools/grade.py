"""Grade a class: run the checks of many students' notebooks, the module behind ``make grade``.

Each notebook runs in a kernel of its own, with limits of time and memory and without a network, in
an empty folder; the file handed in is only read. The table has a row for each exercise of each
student.

**What a result rests on.** On what the package's checks find while the student's functions run
here, in this edition of the package. Outputs stored in the file are never looked at. Of what a
student could fake:

- outputs typed or printed, a function of one's own called ``ll.check``, a row written into some
  file: no result, for results are signed with a word chosen for each run;
- checks patched, or exercises registered anew under the course's ids: seen, and not passed;
- the exercise's own reference handed in: not passed. Called from a function of one's own it does
  pass, and the message says which word to look for in the notebook;
- somebody else's solution, or one written by a machine: not seen. Nothing here compares students.

Out of scope is who attacks the kernel's process from inside, digging the signature out of its
memory: the attempt and what judges it run in one process. That, too, stands in the notebook for
everybody to read.

**What holds it.** Time: a cell is interrupted, and at the notebook's limit the kernel and what it
started are killed. Memory: ``RLIMIT_AS`` on Linux; not on macOS and Windows. Network: on Linux,
where unprivileged namespaces are allowed, none at all; elsewhere Python's sockets refuse other
machines, and a program that the notebook starts is not held. What held is printed. Files are not
held: a notebook can read and write what you can. For students whom you do not trust, grade as a
user who owns nothing, or in a container.

**Predictions and quizzes are not graded.** They stand in the student's answers file, not in the
notebook, the answer is told after three tries, and anybody can write that file: they show who took
part. Let students hand in ``ll.report("name.csv")`` for that. Where the answers file lies beside
the notebook, the table tells the tries it counted for each check.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from ..files import replacing
from ..lessons.sheet import sheet
from .grading.hand_ins import HandedIn, Original, collect, originals
from .grading.results import Result, grade
from .grading.trial import Limits, Trial

__all__ = ["main"]

_NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_NETWORK = {
    "none": "no network",
    "python": "network refused to Python only, not to programs that a notebook starts",
}


async def _grade_all(
    files: Sequence[HandedIn], course: Sequence[Original], limits: Limits, jobs: int
) -> tuple[list[Result], list[Trial]]:
    """Grade several at once; rows in the order of the files, a line printed for each when done."""
    places = asyncio.Semaphore(jobs)

    async def one(handed: HandedIn) -> tuple[list[Result], Trial]:
        async with places:
            rows, trial = await grade(handed, course, limits)
        passed = sum(row.passed == "yes" for row in rows)
        state = f"{passed} of {len(rows)} passed" if rows[0].exercise else rows[0].message
        ended = f"; {trial.end}" if trial.end and rows[0].exercise else ""
        print(f"{handed.path}  {state}{ended}", flush=True)
        return rows, trial

    done = await asyncio.gather(*map(one, files))
    return [row for rows, _ in done for row in rows], [trial for _, trial in done]


def _held(trials: Sequence[Trial], limits: Limits) -> str:
    """Say what the cages held, the weakest of them."""
    held = [trial.held for trial in trials if trial.held]
    if not held:
        return "Nothing was run."
    network = "none" if all(one["network"] == "none" for one in held) else "python"
    size = f"{limits.memory / 2**30:g} GiB for each process"
    memory = size if all(one["memory"] for one in held) else "not limited on this system"
    return f"Held: {_NETWORK[network]}; memory: {memory}; files: not held."


def _arguments(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.grade",
        description="Run the checks of students' notebooks and write a table of them.",
    )
    parser.add_argument("files", nargs="+", help="notebooks, or folders of them")
    parser.add_argument("-o", "--output", type=Path, default=Path("grades.csv"), metavar="CSV")
    parser.add_argument("--replace", action="store_true", help="an older table of that name")
    parser.add_argument("--cell", type=float, default=120, help="seconds for a cell (120)")
    parser.add_argument("--notebook", type=float, default=900, help="seconds for a notebook (900)")
    parser.add_argument("--memory", type=float, default=4, help="GiB for a process (4)")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks at once (2)")
    parser.add_argument("--originals", type=Path, default=_NOTEBOOKS, help="the course's notebooks")
    options = parser.parse_args(arguments)
    for name in ("cell", "notebook", "memory", "jobs"):
        if getattr(options, name) <= 0:
            parser.error(f"--{name} is {getattr(options, name):g}; it must be more than 0")
    if options.output.exists() and not options.replace:
        parser.error(f"{options.output} is there already: name another with -o, or add --replace")
    if not options.output.parent.is_dir():
        parser.error(f"there is no folder {options.output.parent} for {options.output.name}")
    if not options.originals.is_dir():
        parser.error(f"there is no folder {options.originals}: name it with --originals")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade the files named; 1 if one of them could not be graded to its end."""
    options = _arguments(arguments)
    limits = Limits(options.cell, options.notebook, round(options.memory * 2**30))
    files = collect(options.files)
    if not files:
        print(f"No notebook is in {', '.join(options.files)}.", file=sys.stderr)
        return 1
    graded = _grade_all(files, originals(options.originals), limits, options.jobs)
    try:
        rows, trials = asyncio.run(graded)
    except KeyboardInterrupt:
        print("Stopped; no table was written.", file=sys.stderr)
        return 130
    text = sheet([field.name for field in fields(Result)], map(astuple, rows))
    try:
        with replacing(options.output, "w") as stream:
            stream.write(text)
    except OSError as error:  # an hour's work must not be lost
        print(text)
        print(f"The table stands above, for it was not written: {error}", file=sys.stderr)
        return 1
    print(f"{_held(trials, limits)}\n{options.output}: {len(rows)} rows")
    return 1 if any(trial.end for trial in trials) else 0


if __name__ == "__main__":
    sys.exit(main())
