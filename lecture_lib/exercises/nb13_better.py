"""An exercise of notebook 13, *choose a model*: whether one recipe is better than another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Table = NDArray[np.bool_]
Generator = np.random.Generator
Deviations = Callable[[Table, Table], float]
Variance = Callable[[Table, Table], float]


def _minus(A: ArrayLike, B: ArrayLike) -> Array:
    difference: Array = np.asarray(A, float) - np.asarray(B, float)
    return difference


def _of_seeds(A: Table, B: Table, *, ddof: int = 1) -> float:
    """s²/n: the variance of the mean lead that the rows show."""
    lead = _minus(A, B).sum(axis=1)
    return float(lead.var(ddof=ddof)) / len(lead)


def _of_pictures(A: Table, B: Table, *, ddof: int = 1) -> float:
    """N v: the same, as the columns show it."""
    gain = _minus(A, B).mean(axis=0)
    return float(gain.var(ddof=ddof)) * len(gain)


def _of_entries(A: Table, B: Table, *, ddof: int = 1) -> float:
    """N t/n: the same, if each entry were drawn for itself."""
    found = _minus(A, B)
    variance = float(found.var(ddof=ddof))
    return variance * int(found.shape[1]) / len(found)


def _of_rest(A: Table, B: Table) -> float:
    """The same from what rows and columns leave over: another good estimate of what is in both."""
    found = _minus(A, B)
    n, many = found.shape
    rest = found - found.mean(axis=1, keepdims=True) - found.mean(axis=0) + found.mean()
    return float(np.sum(rest**2) / ((n - 1) * (many - 1)) * many / n)


def _about_0(A: Table, B: Table, *, less: int = 0) -> float:
    """N v with the squares of the gains instead of their distances to the mean."""
    gain = _minus(A, B).mean(axis=0)
    return float(gain @ gain) / (len(gain) - less) * len(gain)


def _turned(A: Table, B: Table) -> tuple[float, float, float]:
    """Mean lead, variances of leads and of gains, all along the wrong axis."""
    found = _minus(A, B)
    lead, gain = found.sum(axis=0), found.mean(axis=1)
    return float(lead.mean()), float(lead.var(ddof=1)), float(gain.var(ddof=1))


def _unpaired(A: Table, B: Table) -> tuple[float, float, float]:
    """All three, as if A and B had other seeds and other pictures."""
    none = np.zeros_like(np.asarray(A))
    seeds, pictures, entries = (
        of(A, none) + of(B, none) for of in (_of_seeds, _of_pictures, _of_entries)
    )
    return seeds, pictures, entries


def _lead(A: Table, B: Table) -> float:
    return float(_minus(A, B).sum(axis=1).mean())


def _whole(seeds: float, pictures: float, both: float) -> float:
    """What is in both is counted once; the whole is at least either part."""
    return max(seeds, pictures, seeds + pictures - both)


def _over(
    seeds: Variance = _of_seeds,
    pictures: Variance = _of_pictures,
    both: Variance = _of_entries,
    lead: Deviations = _lead,
    whole: Callable[[float, float, float], float] = _whole,
) -> Deviations:
    """The lead in standard deviations, with one of the parts taken otherwise."""

    def deviations(A: Table, B: Table) -> float:
        of = whole(seeds(A, B), pictures(A, B), both(A, B))
        with np.errstate(all="ignore"):
            return float(np.divide(lead(A, B), np.sqrt(of)))

    return deviations


_deviations = _over()
_seeds_only = _over(whole=lambda seeds, pictures, both: seeds)


def _times(variance: Variance, factor: Callable[[int, int], float]) -> Variance:
    """A variance times what depends on the numbers of seeds and of pictures."""
    return lambda A, B: variance(A, B) * factor(*np.shape(A))


def _biased(variance: Callable[..., float]) -> Variance:
    """The same, divided by how many there are instead of one less."""
    return lambda A, B: variance(A, B, ddof=0)


def _verdict(deviations: float) -> float:
    return float(deviations > 2) - float(deviations < -2)


def _better(A: Table, B: Table) -> Array:
    return np.array([_deviations(A, B), _verdict(_deviations(A, B))])


def _better_fault(answer: Any, A: Table, B: Table) -> str | None:
    """Accept the variance of the entries or of what rows and columns leave over."""
    found = as_numbers(answer, "the answer").astype(float).ravel()
    for both in (_of_entries, _of_rest):
        lead = _over(both=both)(A, B)
        if len(found) == 2 and np.allclose(found, [lead, _verdict(lead)], rtol=1e-6, atol=1e-9):
            return None
    right = _deviations(A, B)
    told = f"A leads by {right:.3f} of its standard deviations, so the verdict is"
    return f"{told} {_verdict(right):.0f}".replace("-", "−")


def _coins(A: Table, B: Table) -> float:
    """All pictures of all seeds as coins of their own."""
    return float(_minus(A, B).sum() / np.sqrt(max(1.0, np.abs(_minus(A, B)).sum())))


def _largest(A: Table, B: Table) -> float:
    """The largest of the pairs, in its own standard deviations."""
    found = _minus(A, B)
    return float((found.sum(axis=1) / np.sqrt(np.maximum(np.abs(found).sum(axis=1), 1))).max())


def _slip(name: str, wrong: Deviations, say: str) -> Mistake:
    """A fault in the deviations, whatever the verdict is."""

    def fits(answer: Any, A: Table, B: Table) -> bool:
        found = as_numbers(answer, "the answer").astype(float).ravel()
        return bool(len(found) and np.isclose(found[0], wrong(A, B), 1e-6, 1e-9, equal_nan=True))

    return Mistake(
        name, lambda A, B: np.array([wrong(A, B), _verdict(wrong(A, B))]), say, fits
    )  # fmt: skip


def _judged(name: str, verdict: Callable[[Table, Table], float], say: str) -> Mistake:
    """A fault in the verdict only."""
    return Mistake(name, lambda A, B: np.array([_deviations(A, B), verdict(A, B)]), say)


def _tables(rng: Generator) -> Inputs:
    seeds, pictures = int(rng.integers(4, 8)), int(rng.integers(20, 40))
    hard = rng.random(pictures)
    while True:
        worse = rng.uniform(0.1, 0.9, size=2)
        A, B = (rng.random((seeds, pictures)) > w * hard for w in worse)
        if _minus(A, B).sum(axis=1).std() < 0.5 or abs(_lead(A, B)) < 0.4:
            continue
        parts = _of_seeds(A, B), _of_pictures(A, B), _of_entries(A, B)
        if max(parts[:2]) > 0.95 * (parts[0] + parts[1] - parts[2]):
            continue  # a table whose rows and columns both tell something
        known = _deviations, _over(both=_of_rest), _over(both=lambda A, B: 0.0), _seeds_only
        if all(abs(abs(t(A, B)) - 2) > 0.15 for t in known):
            return A, B


def _signs(*rows: str) -> Inputs:
    """Tables in which A alone (+), B alone (-) or both (.) have a picture right."""
    found = np.array([list(row) for row in rows])
    return found != "-", found != "+"


# First by hand; then seeds that agree on few pictures; a lead of A, where the whole comes out less
# than the part of the seeds, and one of B, where it comes out less than that of the pictures.
_SIMPLE = (
    _signs(".--.", "+..+", "++-+"),
    _signs("++--+.+.", "++--+-+.", "++-.+++.", "+++.++++"),
    _signs("..+.++.", "...+.+.", "+.-....", "...+..."),
    _signs("-.----+", "--.---.", "--+.---", "--..---"),
)

_BETTER = Exercise(
    id="select-better",
    task="A and B are tables of True and False, n seeds × N dev pictures: which pictures a network "
    "of each recipe has right. Of A - B, the sum of a row is the lead of a seed, and the mean of a "
    "column the gain of a picture. Return (deviations, verdict): the mean lead, divided by its "
    "standard deviation, in which the luck of seeds and of pictures counts, and what is in both "
    "only once (each variance with ddof=1, and the whole at least as large as either part); and 1 "
    "if that is more than 2, -1 if it is less than -2, else 0.",
    inputs=("A", "B"),
    simple=_SIMPLE,
    numbers=_tables,
    reference=_better,
    fault=_better_fault,
    mistakes=(
        _judged(
            "judged by the seeds",
            lambda A, B: _verdict(_seeds_only(A, B)),
            "The deviations are right. But you judged by the seeds alone.",
        ),
        _judged(
            "never open",
            lambda A, B: float(np.sign(_deviations(A, B))),
            "The deviations are right. A lead of less than two of them is open: 0.",
        ),
        _judged(
            "B never wins",
            lambda A, B: float(_deviations(A, B) > 2),
            "The deviations are right. If B leads by more than two, the verdict is for B.",
        ),
        _judged(
            "decided, for whom?",
            lambda A, B: float(abs(_deviations(A, B)) > 2),
            "The deviations are right. You say that it is decided, also where B leads: the verdict "
            "for B has the other sign.",
        ),
        _slip("the wrong sign", lambda A, B: -_deviations(A, B), "That is by how much B leads."),
        _slip(
            "seeds only",
            _seeds_only,
            "You counted the luck of the seeds alone. More seeds make sure of this dev set only. "
            "How much do the gains scatter from picture to picture?",
        ),
        _slip(
            "pictures only",
            _over(whole=lambda seeds, pictures, both: pictures),
            "You counted the luck of the pictures alone. How much do the leads scatter from seed "
            "to seed?",
        ),
        _slip(
            "counted twice",
            _over(whole=lambda seeds, pictures, both: seeds + pictures),
            "You added the luck of rows and of columns. Each entry with itself is a pair of one "
            "row and also of one column: it is in both, and must be taken off once.",
        ),
        _slip(
            "counted three times",
            _over(whole=lambda seeds, pictures, both: seeds + pictures + both),
            "You added what the entries have by themselves. It is in rows and in columns already: "
            "take it off once.",
        ),
        _slip(
            "always the larger part",
            _over(whole=lambda seeds, pictures, both: max(seeds, pictures)),
            "Your whole is only the larger of the two parts, the least that it can be. Add both, "
            "and take off what is in both, once.",
        ),
        _slip(
            "less than a part",
            _over(whole=lambda seeds, pictures, both: seeds + pictures - both),
            "In one of the cases your whole is smaller than a part of it, which cannot be: there, "
            "take the larger part.",
        ),
        _slip(
            "one entry's variance",
            _over(both=_times(_of_entries, lambda n, N: n / N)),
            "You took off the variance of one entry. The mean lead is the sum of all entries, "
            "divided by the number of seeds.",
        ),
        _slip(
            "entries divided twice",
            _over(both=_times(_of_entries, lambda n, N: 1 / n)),
            "Leads and gains are right. What you took off is too small: there are as many entries "
            "in a column as there are seeds.",
        ),
        _slip(
            "one row of entries",
            _over(both=_times(_of_entries, lambda n, N: 1 / N)),
            "Leads and gains are right. What you took off is too small: there are as many entries "
            "in a row as there are pictures.",
        ),
        _slip(
            "rows and columns exchanged",
            _over(
                lambda A, B: _turned(A, B)[1] / len(np.asarray(A)),
                lambda A, B: _turned(A, B)[2] * np.shape(A)[1],
                lead=lambda A, B: _turned(A, B)[0],
            ),
            "You exchanged rows and columns. A row belongs to a seed: its sum, along axis 1, is "
            "the lead of the seed. A column belongs to a picture.",
        ),
        _slip(
            "leads along columns",
            _over(
                lambda A, B: _turned(A, B)[1] / len(np.asarray(A)),
                lead=lambda A, B: _turned(A, B)[0],
            ),
            "The gains are right. But you took the leads along columns. A row belongs to a seed: "
            "its sum, along axis 1, is the lead of the seed.",
        ),
        _slip(
            "leads along columns, and counted so",
            _over(
                lambda A, B: _turned(A, B)[1] / np.shape(A)[1],
                lead=lambda A, B: _turned(A, B)[0],
            ),
            "The gains are right. But you took the leads along columns. A row belongs to a seed: "
            "its sum, along axis 1, is the lead of the seed.",
        ),
        _slip(
            "gains along rows",
            _over(pictures=lambda A, B: _turned(A, B)[2] * np.shape(A)[1]),
            "The leads are right. But you took the gains along rows. A column belongs to a "
            "picture: its mean, along axis 0, is the gain of the picture.",
        ),
        _slip(
            "gains along rows, and counted so",
            _over(pictures=lambda A, B: _turned(A, B)[2] * len(np.asarray(A))),
            "The leads are right. But you took the gains along rows. A column belongs to a "
            "picture: its mean, along axis 0, is the gain of the picture.",
        ),
        _slip(
            "gains about 0",
            _over(pictures=_about_0),
            "For the gains you took the mean of their squares. The variance is taken about their "
            "own mean, which is not 0.",
        ),
        _slip(
            "gains about 0, one less below",
            _over(pictures=lambda A, B: _about_0(A, B, less=1)),
            "For the gains you took the mean of their squares. The variance is taken about their "
            "own mean, which is not 0.",
        ),
        _slip(
            "A and B apart",
            _over(
                lambda A, B: _unpaired(A, B)[0],
                lambda A, B: _unpaired(A, B)[1],
                lambda A, B: _unpaired(A, B)[2],
            ),
            "You added the variances of A and of B. Both have the same pictures, and what is hard "
            "for both cancels: take the difference first, then the variance.",
        ),
        _slip(
            "A and B apart, by seeds",
            _over(lambda A, B: _unpaired(A, B)[0]),
            "For the seeds you added the variances of A and of B. Take the lead of each seed, and "
            "the variance of these.",
        ),
        _slip(
            "A and B apart, by seeds only",
            _over(lambda A, B: _unpaired(A, B)[0], whole=lambda seeds, pictures, both: seeds),
            "You added the variances of A and of B, and counted the seeds alone. Take the lead of "
            "each seed first; and the pictures have luck, too.",
        ),
        _slip(
            "one lead's variance",
            _over(_times(_of_seeds, lambda n, N: n)),
            "You took the variance of one lead. The mean of all seeds scatters less.",
        ),
        _slip(
            "one gain's variance",
            _over(pictures=_times(_of_pictures, lambda n, N: 1 / N)),
            "You took the variance of one gain. The lead is the sum of the gains of all pictures.",
        ),
        _slip(
            "the square of N",
            _over(pictures=_times(_of_pictures, lambda n, N: N)),
            "You multiplied the variance of the gains by the square of the number of pictures. "
            "That would be right for one gain times that number. Here are as many gains, each with "
            "luck of its own.",
        ),
        _slip(
            "sums of columns",
            _over(pictures=_times(_of_pictures, lambda n, N: n**2)),
            "A gain is the mean of a column, over the seeds. You took its sum.",
        ),
        _slip(
            "n below",
            _over(_biased(_of_seeds), _biased(_of_pictures), _biased(_of_entries)),
            "np.var and np.std divide by how many there are. These scatter about their own mean, "
            "so divide by one less: ddof=1.",
        ),
        _slip(
            "n below, for the pictures",
            _over(pictures=_biased(_of_pictures)),
            "The leads are right. For the gains, too, divide by one less: ddof=1.",
        ),
        _slip(
            "n below, for the seeds",
            _over(_biased(_of_seeds)),
            "The gains are right. For the leads, too, divide by one less: ddof=1.",
        ),
        _slip(
            "n below, for the entries",
            _over(both=_biased(_of_entries)),
            "Leads and gains are right. For the entries, too, divide by one less: ddof=1.",
        ),
        _slip(
            "standard deviations added",
            _over(whole=lambda seeds, pictures, both: (seeds**0.5 + pictures**0.5) ** 2),
            "You added standard deviations. Of luck that is independent, variances add up.",
        ),
        _slip(
            "divided by the root",
            _over(_times(_of_seeds, lambda n, N: n**0.5)),
            "The variance of a mean falls with the number of seeds. With its root falls the "
            "standard deviation.",
        ),
        _slip(
            "the gains' variance divided, too",
            _over(pictures=_times(_of_pictures, lambda n, N: 1 / n)),
            "You divided the variance of the gains by the number of seeds. A gain is a mean over "
            "the seeds already.",
        ),
        _slip(
            "the sum of the leads",
            lambda A, B: _deviations(A, B) * len(np.asarray(A)),
            "You took the sum of all leads. Asked is their mean.",
        ),
        _slip(
            "each entry for itself",
            _over(whole=lambda seeds, pictures, both: both),
            "You took the variance of all entries, as if each were drawn for itself. But the "
            "entries of a row have a seed in common, and those of a column a picture.",
        ),
        _slip(
            "a variance",
            lambda A, B: _deviations(A, B) ** 2 / (_lead(A, B) or 1.0),
            "You divided by the variance. Its root is the standard deviation.",
        ),
        _slip(
            "in pictures",
            _lead,
            "That is the mean lead in pictures. How long is it, measured in its standard "
            "deviation?",
        ),
        _slip(
            "in shares",
            lambda A, B: _deviations(A, B) / np.shape(A)[1],
            "You divided a share of the pictures by a standard deviation in pictures. Take the "
            "mean lead in pictures: sums of rows.",
        ),
        _slip(
            "all pictures as coins",
            _coins,
            "You counted the pictures of all seeds as coins of their own. But a picture that is "
            "hard for B is so with every seed.",
        ),
        _slip(
            "the luckiest pair",
            _largest,
            "That is the largest lead of all pairs: the winner's curse. Take the mean of all.",
        ),
    ),
    hints=(
        "Make the table of differences. Its sums along one axis are leads, its means along the "
        "other gains. How many are there of each?",
        "Leads, gains and entries have a variance each, with ddof=1. The mean lead is a mean of "
        "leads, a sum of gains, and the sum of all entries divided by the number of seeds: what "
        "is its variance by each?",
        "Add the first two of these three variances and take the third off; if that is less than "
        "one of the first two, take the larger of them. Its root is what you measure the mean lead "
        "in, and two of it decide.",
    ),
)


EXERCISES = (_BETTER,)
