"""Exercise of notebook 11, *keep it stable*: what the records of a run ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "RUNS", "Records"]

Array = NDArray[np.float64]
Generator = np.random.Generator
_WORDS = ("start", "shorter", "decay", "scale", "nothing")


@dataclass(frozen=True, eq=False)
class Records:
    """What was noted of a run in 30 equal parts; shown by its name and its main numbers.

    Attributes
    ----------
    name : str
        How the run is called.
    loss, new : array, shape (30,)
        Mean training loss of a part, and the loss on new data at its end.
    norm, zeros : array, shape (30,)
        Largest gradient norm of a part, and the share of gradients that are exactly 0 at its first
        update.

    Examples
    --------
    >>> run = Records("run 0", *np.array([[2.0, 1.0], [2.1, 1.5], [3.0, 1.0], [0.3, 0.2]]))
    >>> print(repr(run)[:34])
    run 0 (training loss 2 at first, 1
    """

    name: str
    loss: Array
    new: Array
    norm: Array
    zeros: Array

    def __iter__(self) -> Iterator[Array]:
        return iter((self.loss, self.new, self.norm, self.zeros))

    def __repr__(self) -> str:
        return (
            f"{self.name} (training loss {self.loss[0]:.2g} at first, {self.loss.min():.2g} at its "
            f"lowest, {self.loss[-1]:.2g} at the end; new data {self.new.min():.2g} at its lowest, "
            f"{self.new[-1]:.2g} at the end; zeros {self.zeros[0]:.0%} at first, "
            f"{self.zeros[-1]:.0%} at the end)"
        )


@cache
def _recorded() -> dict[tuple[str, int], tuple[Array, ...]]:
    """Tool and seed of each run -> its four records; the file says where they come from."""
    found: dict[tuple[str, int], list[Array]] = {}
    text = Path(__file__).with_name("nb11_runs.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            tool, seed, _, *numbers = line.split()
            found.setdefault((tool, int(seed)), []).append(np.array(numbers, dtype=float))
    return {run: tuple(records) for run, records in found.items()}


def _run(name: str, tool: str, seed: int, unit: float = 1.0) -> Records:
    """The records of a real run; the unit of its norms is that of its loss, and tells nothing."""
    loss, new, norm, zeros = (record.copy() for record in _recorded()[tool, seed])
    return Records(name, loss, new, np.array([float(f"{x:.3g}") for x in unit * norm]), zeros)


#: Those of the notebook's quiz, then those that `check` tries.
_SHOWN: tuple[tuple[str, int, float], ...] = (
    ("scale", 15, 1.0), ("nothing", 25, 1.0), ("shorter", 16, 1.0), ("start", 12, 1.0),
    ("decay", 15, 1.0),
    ("shorter", 33, 1.0), ("nothing", 42, 0.05), ("nothing", 59, 1.0), ("scale", 12, 0.001),
    ("decay", 10, 1.0), ("start", 10, 1.0), ("shorter", 11, 1.0), ("nothing", 20, 50.0),
    ("scale", 11, 1.0), ("decay", 11, 20.0), ("start", 11, 20.0), ("shorter", 61, 0.01),
    ("shorter", 35, 0.01), ("nothing", 22, 1.0), ("shorter", 12, 0.05), ("nothing", 41, 5.0),
    ("nothing", 52, 1.0), ("shorter", 60, 1.0), ("nothing", 26, 1.0),
)  # fmt: skip
#: Number -> run: what the notebook draws.
RUNS: Mapping[int, Records] = MappingProxyType(
    {k: _run(f"run {k}", *run) for k, run in enumerate(_SHOWN, 1)}
)

#: These are shown to nobody beforehand.
_FRESH = (
    ("shorter", 13), ("shorter", 37), ("shorter", 62), ("start", 13), ("decay", 13),
    ("scale", 13), ("nothing", 23), ("nothing", 28), ("nothing", 43), ("nothing", 53),
)  # fmt: skip


def spiked(run: Records) -> bool:
    """Whether one norm stands far above the usual one."""
    return bool(run.norm.max() > 30 * np.median(run.norm))


def worse(run: Records, part: int) -> bool:
    """Whether the loss on new data comes up in that part or in the next."""
    return bool(part and run.new[part : part + 2].max() > 1.5 * run.new[part - 1])


def _harmed(run: Records) -> bool:
    """Whether new data end above where they were before a spike."""
    before = int(np.argmax(run.norm > 30 * np.median(run.norm))) - 1
    return spiked(run) and bool(run.new[-1] > run.new[before])


def judge(run: Records) -> str:
    """Name the tool that a run needs."""
    if run.loss.min() > 2.2:
        return "start"
    if run.zeros[0] > 0.4:
        return "scale"
    if _harmed(run) or run.loss[-1] > 1.5:
        return "shorter"
    return "decay" if run.new[-1] > 2 * run.loss[-1] else "nothing"


def _any_run(rng: Generator) -> Inputs:
    tool, seed = _FRESH[int(rng.integers(len(_FRESH)))]
    return (_run("a run of your own", tool, seed, float(10.0 ** rng.uniform(-3, 2))),)


def _by_zeros_at_the_end(run: Records) -> str:
    return "scale" if run.zeros[-1] > 0.33 and run.loss.min() < 2.2 else judge(run)


def _by_zeros_alone(run: Records) -> str:
    return "scale" if run.zeros[0] > 0.4 else judge(run)


def _by_half_zeros(run: Records) -> str:
    few = judge(run) == "scale" and run.zeros[0] <= 0.5
    return "shorter" if few else judge(run)


def _by_rising_new(run: Records) -> str:
    rises = run.loss.min() < 2.2 and run.new[-1] > 1.1 * run.new.min()
    return "decay" if rises else judge(run)


def _by_the_end(run: Records) -> str:
    if judge(run) == "shorter" and run.loss[-1] < 1.5:
        return "decay" if run.new[-1] > 2 * run.loss[-1] else "nothing"
    return judge(run)


def _by_spikes(run: Records) -> str:
    return "shorter" if judge(run) == "nothing" and spiked(run) else judge(run)


def _by_bumps(run: Records) -> str:
    bump = any(worse(run, part) for part in range(5, len(run.new)))
    return "shorter" if judge(run) == "nothing" and bump else judge(run)


def _by_small_loss(run: Records) -> str:
    return "decay" if judge(run) == "nothing" else judge(run)


def _by_the_rest(run: Records) -> str:
    return "shorter" if judge(run) == "nothing" else judge(run)


def _by_falling_loss(run: Records) -> str:
    return "nothing" if judge(run) == "decay" else judge(run)


def _by_bad_ends(run: Records) -> str:
    return "start" if run.loss[-1] > 1.9 else judge(run)


def _by_rising_loss(run: Records) -> str:
    rises = run.loss.min() < 2.2 and run.loss[-1] > 1.2 * run.loss.min()
    return "shorter" if rises and judge(run) != "nothing" else judge(run)


def _above(limit: float) -> Mistake:
    return Mistake(
        f"norms above {limit:g}",
        lambda run: "shorter" if run.norm.max() > limit else judge(run),
        "How long is long? Norms depend on the units. Compare those of one run.",
    )


def _always(word: str) -> Mistake:
    return Mistake(
        f"always {word}",
        lambda run: word,
        "No word is right for all runs: their records differ.",
    )


def _look(run: Records, answer: str) -> str:
    """Ask for the record of a run that tells what it needs, without the answer."""
    if judge(run) == "nothing":
        if answer == "decay":
            times = run.new[-1] / run.loss[-1]
            return (
                f"Its loss on new data ends at {times:.1f} times its training loss. How many times "
                "is it in a run that learns by heart?"
            )
        if spiked(run):
            return "One norm stands out. Do new data end above where they were before it?"
        bump = any(worse(run, part) for part in range(5, len(run.new)))
        if bump:
            return "Its losses come up for a while. Do new data end above where they were before?"
        return "Do its two losses fall together? More updates may be all it needs"
    if _harmed(run):
        return "Where do new data end, beside where they were before its highest norm?"
    return {
        "start": "How far has its training loss come, beside that of a guess?",
        "scale": "How many of its gradients are 0 at the very first update?",
        "decay": "How far apart are its two losses in the end?",
    }.get(judge(run), "It had learnt something. How do its zeros at first and at the end differ?")


def _fault(answer: object, run: Records) -> str | None:
    right = judge(run)
    if not isinstance(answer, str) or answer.strip().lower() not in _WORDS:
        return "one of five words is asked for: " + ", ".join(_WORDS)
    if answer == right:
        return None
    if answer.strip().lower() == right:
        return f'write it as "{right}"'
    return f"{run.name} asks for something else. {_look(run, answer.strip().lower())}"


_JUDGE = Exercise(
    id="stable-judge",
    task="Of a real run you have four records, a number for each of 30 equal parts: the mean "
    "training loss, run.loss; the loss on new data, run.new; the largest gradient norm before any "
    "clipping, run.norm; and the share of gradients that are exactly zeros at the first update of "
    "the part, run.zeros. The loss of a guess is 2.3. Return what the run needs: "
    '"start", "shorter" (steps, by clipping or by a smaller rate), "decay", "scale" or "nothing", '
    "also when only more updates are needed. A bump asks for shorter steps only if new data end "
    "above where they were before it.",
    inputs=("run",),
    simple=tuple((RUNS[k],) for k in range(6, len(RUNS) + 1)),
    numbers=_any_run,
    reference=judge,
    mistakes=(
        *map(_always, _WORDS),
        Mistake(
            "zeros at the end",
            _by_zeros_at_the_end,
            "Dead units have gradients of 0 as well. Were there zeros before the run went wrong?",
        ),
        Mistake(
            "zeros alone",
            _by_zeros_alone,
            "Many zeros are found also where nothing is ever learnt. Look at the loss first.",
        ),
        Mistake(
            "over half must be zeros",
            _by_half_zeros,
            "That run is known by its zeros at first. It has less than half, but well above the "
            "share of a healthy run.",
        ),
        Mistake(
            "new data alone",
            _by_rising_new,
            "The loss on new data rises whenever the run goes wrong. What does the training loss "
            "do meanwhile?",
        ),
        Mistake(
            "a small loss is learnt by heart",
            _by_small_loss,
            "A small training loss is what one wants. Is that on new data far above it?",
        ),
        Mistake(
            "shorter steps for the rest",
            _by_the_rest,
            "No accident has done that run any harm.",
        ),
        Mistake(
            "all is well that ends well",
            _by_the_end,
            "That run looks healthy in the end. But look at its largest norm, beside the others: "
            "do new data end above where they were before it?",
        ),
        Mistake(
            "every spike asks for shorter steps",
            _by_spikes,
            "One norm of that run stands out. But new data end below where they were before it. "
            "Norms are noted before clipping.",
        ),
        Mistake(
            "every bump asks for shorter steps",
            _by_bumps,
            "The losses of that run come up for a while, and go down again: new data end below "
            "where they were before.",
        ),
        Mistake(
            "a falling loss is health",
            _by_falling_loss,
            "The training loss falls to the end. And that on new data?",
        ),
        Mistake(
            "a bad end is a bad start",
            _by_bad_ends,
            "That run ends near a guess, but it had learnt something before.",
        ),
        Mistake(
            "a loss that rises asks for shorter steps",
            _by_rising_loss,
            "The training loss comes up again in two kinds of failure, and norms swell in both. "
            "What were the zeros at first?",
        ),
        *map(_above, (1, 3, 10, 100, 1000)),
    ),
    hints=(
        "What does each failure do to the training loss: never fall, fall for ever, get stuck or "
        "come up again?",
        "Where the loss comes up, look at the other records: were there many zeros before anything "
        "went wrong? Does one norm stand far above the usual norm of its run? Where it falls to "
        "the end, what do new data say?",
        "Each failure has a record that tells it alone; ask for the clearest first. A spike is a "
        "norm far above the median of its own run, and it did harm only if new data end above "
        "where they were before it.",
    ),
    fault=_fault,
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES = (_JUDGE,)
