"""Exercise of notebook 11, *keep it stable*: what the records of a failed run ask for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


@cache
def _runs() -> dict[tuple[str, int], tuple[Array, ...]]:
    """Tool and seed of each run -> its four records; the file says where they come from."""
    found: dict[tuple[str, int], list[Array]] = {}
    text = Path(__file__).with_name("nb11_runs.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            tool, seed, _, *numbers = line.split()
            found.setdefault((tool, int(seed)), []).append(np.array(numbers, dtype=float))
    return {run: tuple(records) for run, records in found.items()}


def _run(tool: str, seed: int, unit: float = 1.0) -> Inputs:
    """The records of a real run; the unit of its norms is that of its loss, and tells nothing."""
    loss, new, norm, zeros = (record.copy() for record in _runs()[tool, seed])
    return loss, new, np.array([float(f"{x:.3g}") for x in unit * norm]), zeros


#: These are shown to nobody beforehand.
_FRESH = (("clip", 13), ("clip", 15), ("start", 13), ("decay", 13), ("scale", 13))


def judge(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    """Name the tool that a failed run needs."""
    if loss.min() > 2.2:
        return "start"
    if zeros[0] > 0.4:
        return "scale"
    return "decay" if new[-1] > 1.5 * loss[-1] else "clip"


def _any_run(rng: Generator) -> Inputs:
    return _run(*_FRESH[int(rng.integers(len(_FRESH)))], float(10.0 ** rng.uniform(-3, 2)))


def _by_zeros_at_the_end(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "scale" if zeros[-1] > 0.33 and loss.min() < 2.2 else judge(loss, new, norm, zeros)


def _by_zeros_alone(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "scale" if zeros[0] > 0.4 else judge(loss, new, norm, zeros)


def _by_rising_new(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    rises = loss.min() < 2.2 and new[-1] > 1.1 * new.min()
    return "decay" if rises else judge(loss, new, norm, zeros)


def _by_bad_ends(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    return "start" if loss[-1] > 1.9 else judge(loss, new, norm, zeros)


def _by_rising_loss(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    rises = loss.min() < 2.2 and loss[-1] > 1.2 * loss.min()
    return "clip" if rises else judge(loss, new, norm, zeros)


def _by_an_end_near_the_lowest(loss: Array, new: Array, norm: Array, zeros: Array) -> str:
    stays = loss.min() < 2.2 and loss[-1] < 1.3 * loss.min()
    return "decay" if stays else judge(loss, new, norm, zeros)


def _above(limit: float) -> Mistake:
    return Mistake(
        f"norms above {limit:g}",
        lambda loss, new, norm, zeros: (
            "clip" if norm.max() > limit else judge(loss, new, norm, zeros)
        ),
        "How long is long? Norms depend on the units. Compare those of one run.",
    )


def _always(word: str) -> Mistake:
    return Mistake(
        f"always {word}",
        lambda *given: word,
        "No word is right for all runs: their records differ.",
    )


_JUDGE = Exercise(
    id="stable-judge",
    task="Of a real run that failed you have four records, a number for each of 30 equal parts: "
    "the mean training loss, the loss on new data, the largest gradient norm, and the share of "
    "gradients that are exactly zeros at the first update of the part. The loss of a guess is "
    '2.3. Return what it needs: "start", "clip", "decay" or "scale".',
    inputs=("loss", "new", "norm", "zeros"),
    simple=(
        _run("start", 10),
        _run("clip", 11),
        _run("decay", 10),
        _run("scale", 10),
        _run("clip", 14, 0.01),
        _run("scale", 12, 0.001),
        _run("start", 11, 20.0),
        _run("decay", 11, 20.0),
        _run("clip", 12, 0.05),
        _run("scale", 11),
        _run("decay", 12, 300.0),
    ),
    numbers=_any_run,
    reference=judge,
    mistakes=(
        *map(_always, ("start", "clip", "decay", "scale")),
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
            "new data alone",
            _by_rising_new,
            "The loss on new data rises whenever the run goes wrong. What does the training loss "
            "do meanwhile?",
        ),
        Mistake(
            "a bad end is a bad start",
            _by_bad_ends,
            "That run ends near a guess, but it had learnt something before.",
        ),
        Mistake(
            "a loss that rises asks for clipping",
            _by_rising_loss,
            "The training loss comes up again in two kinds of failure, and norms that swell for "
            "good are no spike. What were the zeros at first?",
        ),
        Mistake(
            "near its lowest loss in the end",
            _by_an_end_near_the_lowest,
            "That training loss ends near its lowest, but its lowest is high. What is learnt by "
            "heart has a training loss far below that on new data.",
        ),
        *map(_above, (1, 3, 10, 100, 1000)),
    ),
    hints=(
        "What does each failure do to the training loss: never fall, fall for ever, get stuck or "
        "come up again?",
        "Two kinds are known by their losses alone. The other two are bad in the end: which of "
        "them had many zeros before anything went wrong?",
        "The loss first: does it ever leave the guess? Then the zeros of the very first update, "
        "beside those of a healthy run. Last, training loss against new data.",
    ),
    fault=lambda answer, loss, new, norm, zeros: (
        None if isinstance(answer, str) and answer == judge(loss, new, norm, zeros) else ""
    ),
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES = (_JUDGE,)
