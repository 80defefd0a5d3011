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


def _minus(A: ArrayLike, B: ArrayLike) -> Array:
    difference: Array = np.asarray(A, float) - np.asarray(B, float)
    return difference


def _of_seeds(A: Table, B: Table, *, ddof: int = 1) -> float:
    """s²/n: the variance of the mean lead from seed to seed."""
    lead = _minus(A, B).sum(axis=1)
    return float(lead.var(ddof=ddof)) / len(lead)


def _of_pictures(A: Table, B: Table, *, ddof: int = 1) -> float:
    """N v: the same from picture to picture."""
    gain = _minus(A, B).mean(axis=0)
    return float(gain.var(ddof=ddof)) * len(gain)


def _about_0(A: Table, B: Table, *, less: int = 0) -> float:
    """The same, with the squares of the gains instead of their distances to the mean."""
    gain = _minus(A, B).mean(axis=0)
    return float(gain @ gain) / (len(gain) - less) * len(gain)


def _turned(A: Table, B: Table) -> tuple[float, float, float]:
    """Mean lead, variances of leads and of gains, all along the wrong axis."""
    found = _minus(A, B)
    lead, gain = found.sum(axis=0), found.mean(axis=1)
    return float(lead.mean()), float(lead.var(ddof=1)), float(gain.var(ddof=1))


def _turned_deviations(A: Table, B: Table) -> float:
    """Sums of columns for leads and means of rows for gains, with n and N in their places."""
    lead, of_leads, of_gains = _turned(A, B)
    n, many = np.shape(A)
    return lead / float(np.sqrt(of_leads / n + many * of_gains))


def _turned_leads(A: Table, B: Table, n: int) -> float:
    lead, of_leads, _ = _turned(A, B)
    return lead / float(np.sqrt(of_leads / n + _of_pictures(A, B)))


def _unpaired(A: Table, B: Table) -> tuple[float, float]:
    """Both, as if A and B had other seeds and other pictures."""
    none = np.zeros_like(np.asarray(A))
    return (_of_seeds(A, none) + _of_seeds(B, none), _of_pictures(A, none) + _of_pictures(B, none))


def _lead(A: Table, B: Table) -> float:
    return float(_minus(A, B).sum(axis=1).mean())


def _deviations(A: Table, B: Table) -> float:
    return _lead(A, B) / float(np.sqrt(_of_seeds(A, B) + _of_pictures(A, B)))


def _verdict(deviations: float) -> float:
    return float(deviations > 2) - float(deviations < -2)


def _better(A: Table, B: Table) -> Array:
    return np.array([_deviations(A, B), _verdict(_deviations(A, B))])


def _seeds_only(A: Table, B: Table) -> float:
    return _lead(A, B) / float(np.sqrt(_of_seeds(A, B)))


def _over(variance: Callable[[Table, Table], float]) -> Deviations:
    return lambda A, B: _lead(A, B) / float(np.sqrt(variance(A, B)))


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
        return bool(len(found) and np.isclose(found[0], wrong(A, B), rtol=1e-6, atol=1e-9))

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
        if all(abs(abs(t(A, B)) - 2) > 0.15 for t in (_deviations, _seeds_only)):
            return A, B


def _signs(*rows: str) -> Inputs:
    """Tables in which A alone (+), B alone (-) or both (.) have a picture right."""
    found = np.array([list(row) for row in rows])
    return found != "-", found != "+"


# First by hand; then seeds that agree on few pictures, and a lead of A and of B that is decided.
_SIMPLE = (
    _signs(".+.-", "+.-.", "+.+."),
    _signs("++.......-..", "+++.........", "++....+..-..", "+++........."),
    _signs("++.++.+++.++", "+++.++++++.+", "++++.++.++++", ".++++++++++."),
    _signs("--.--.---.", "---.------", "----.--.--", "+---------"),
)

_BETTER = Exercise(
    id="select-better",
    task="A and B are tables of True and False, n seeds × N dev pictures: which pictures a network "
    "of each recipe has right. Of A - B, the sum of a row is the lead of a seed, and the mean of a "
    "column the gain of a picture. Return (deviations, verdict): the mean lead, divided by its "
    "standard deviation, in which the luck of seeds and that of pictures are both counted (each "
    "variance with ddof=1); and 1 if that is more than 2, -1 if it is less than -2, else 0.",
    inputs=("A", "B"),
    simple=_SIMPLE,
    numbers=_tables,
    reference=_better,
    mistakes=(
        _slip("the wrong sign", lambda A, B: -_deviations(A, B), "That is by how much B leads."),
        _slip(
            "seeds only",
            _seeds_only,
            "You counted the luck of the seeds alone. More seeds make sure of this dev set only. "
            "How much do the gains scatter from picture to picture?",
        ),
        _slip(
            "pictures only",
            _over(_of_pictures),
            "You counted the luck of the pictures alone. How much do the leads scatter from seed "
            "to seed?",
        ),
        _slip(
            "rows and columns exchanged",
            _turned_deviations,
            "You exchanged rows and columns. A row belongs to a seed: its sum, along axis 1, is "
            "the lead of the seed. A column belongs to a picture.",
        ),
        _slip(
            "leads along columns",
            lambda A, B: _turned_leads(A, B, len(np.asarray(A))),
            "The gains are right. But you took the leads along columns. A row belongs to a seed: "
            "its sum, along axis 1, is the lead of the seed.",
        ),
        _slip(
            "leads along columns, and counted so",
            lambda A, B: _turned_leads(A, B, np.shape(A)[1]),
            "The gains are right. But you took the leads along columns. A row belongs to a seed: "
            "its sum, along axis 1, is the lead of the seed.",
        ),
        _slip(
            "gains along rows",
            _over(lambda A, B: _of_seeds(A, B) + _turned(A, B)[2] * np.shape(A)[1]),
            "The leads are right. But you took the gains along rows. A column belongs to a "
            "picture: its mean, along axis 0, is the gain of the picture.",
        ),
        _slip(
            "gains along rows, and counted so",
            _over(lambda A, B: _of_seeds(A, B) + _turned(A, B)[2] * len(np.asarray(A))),
            "The leads are right. But you took the gains along rows. A column belongs to a "
            "picture: its mean, along axis 0, is the gain of the picture.",
        ),
        _slip(
            "gains about 0",
            _over(lambda A, B: _of_seeds(A, B) + _about_0(A, B)),
            "For the gains you took the mean of their squares. The variance is taken about their "
            "own mean, which is not 0.",
        ),
        _slip(
            "gains about 0, one less below",
            _over(lambda A, B: _of_seeds(A, B) + _about_0(A, B, less=1)),
            "For the gains you took the mean of their squares. The variance is taken about their "
            "own mean, which is not 0.",
        ),
        _slip(
            "A and B apart",
            _over(lambda A, B: sum(_unpaired(A, B))),
            "You added the variances of A and of B. Both have the same pictures, and what is hard "
            "for both cancels: take the difference first, then the variance.",
        ),
        _slip(
            "A and B apart, by seeds",
            _over(lambda A, B: _unpaired(A, B)[0] + _of_pictures(A, B)),
            "For the seeds you added the variances of A and of B. Take the lead of each seed, and "
            "the variance of these.",
        ),
        _slip(
            "A and B apart, by seeds only",
            _over(lambda A, B: _unpaired(A, B)[0]),
            "You added the variances of A and of B, and counted the seeds alone. Take the lead of "
            "each seed first; and the pictures have luck, too.",
        ),
        _slip(
            "one lead's variance",
            _over(lambda A, B: _of_seeds(A, B) * len(np.asarray(A)) + _of_pictures(A, B)),
            "You took the variance of one lead. The mean of all seeds scatters less.",
        ),
        _slip(
            "divided twice",
            _over(lambda A, B: _of_seeds(A, B) / len(np.asarray(A)) + _of_pictures(A, B)),
            "The standard deviation of a mean falls with the root of the number of seeds, its "
            "variance with the number. You divided once more.",
        ),
        _slip(
            "one gain's variance",
            _over(lambda A, B: _of_seeds(A, B) + _of_pictures(A, B) / np.shape(A)[1]),
            "You took the variance of one gain. The lead is the sum of the gains of all pictures.",
        ),
        _slip(
            "a mean of gains",
            _over(lambda A, B: _of_seeds(A, B) + _of_pictures(A, B) / np.shape(A)[1] ** 2),
            "You took the variance of the mean gain. The lead is the sum of all gains.",
        ),
        _slip(
            "the square of N",
            _over(lambda A, B: _of_seeds(A, B) + _of_pictures(A, B) * np.shape(A)[1]),
            "You multiplied the variance of the gains by the square of the number of pictures. "
            "That would be right for one gain times that number. Here are as many gains, each with "
            "luck of its own.",
        ),
        _slip(
            "sums of columns",
            _over(lambda A, B: _of_seeds(A, B) + _of_pictures(A, B) * len(np.asarray(A)) ** 2),
            "A gain is the mean of a column, over the seeds. You took its sum.",
        ),
        _slip(
            "n below",
            _over(lambda A, B: _of_seeds(A, B, ddof=0) + _of_pictures(A, B, ddof=0)),
            "np.var and np.std divide by how many there are. These scatter about their own mean, "
            "so divide by one less: ddof=1.",
        ),
        _slip(
            "n below, for the pictures",
            _over(lambda A, B: _of_seeds(A, B) + _of_pictures(A, B, ddof=0)),
            "The leads are right. For the gains, too, divide by one less: ddof=1.",
        ),
        _slip(
            "n below, for the seeds",
            _over(lambda A, B: _of_seeds(A, B, ddof=0) + _of_pictures(A, B)),
            "The gains are right. For the leads, too, divide by one less: ddof=1.",
        ),
        _slip(
            "standard deviations added",
            lambda A, B: (
                _lead(A, B) / float(np.sqrt(_of_seeds(A, B)) + np.sqrt(_of_pictures(A, B)))
            ),
            "You added standard deviations. Of luck that is independent, variances add up.",
        ),
        _slip(
            "standard deviations for variances",
            lambda A, B: (
                _lead(A, B)
                / float(
                    np.sqrt(
                        np.sqrt(_of_seeds(A, B) / len(np.asarray(A)))
                        + np.sqrt(_of_pictures(A, B) * np.shape(A)[1])
                    )
                )
            ),
            "You put standard deviations where variances belong: np.var, or the square of np.std.",
        ),
        _slip(
            "divided by the root",
            _over(lambda A, B: _of_seeds(A, B) * len(np.asarray(A)) ** 0.5 + _of_pictures(A, B)),
            "The variance of a mean falls with the number of seeds. With its root falls the "
            "standard deviation.",
        ),
        _slip(
            "the gains' variance divided, too",
            _over(lambda A, B: _of_seeds(A, B) + _of_pictures(A, B) / len(np.asarray(A))),
            "You divided the variance of the gains by the number of seeds. A gain is a mean over "
            "the seeds already.",
        ),
        _slip(
            "seeds and pictures exchanged",
            _over(
                lambda A, B: (
                    (_of_seeds(A, B) + _of_pictures(A, B)) * len(np.asarray(A)) / np.shape(A)[1]
                )
            ),
            "You exchanged the numbers of seeds and of pictures. The mean lead is a mean of as "
            "many leads as there are seeds.",
        ),
        _slip(
            "the sum of the leads",
            lambda A, B: _deviations(A, B) * len(np.asarray(A)),
            "You took the sum of all leads. Asked is their mean.",
        ),
        _slip(
            "each entry for itself",
            lambda A, B: (
                _lead(A, B)
                / float(_minus(A, B).std(ddof=1) * np.sqrt(np.shape(A)[1] / len(np.asarray(A))))
            ),
            "You took the variance of all entries, as if each were drawn for itself. But the "
            "entries of a row have a seed in common, and those of a column a picture.",
        ),
        _slip(
            "a variance",
            lambda A, B: _lead(A, B) / (_of_seeds(A, B) + _of_pictures(A, B)),
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
    ),
    hints=(
        "Make the table of differences. Its sums along one axis are leads, its means along the "
        "other gains. How many are there of each?",
        "Leads and gains have a variance each, with ddof=1. The mean of many leads scatters less "
        "than one of them, the sum of many gains more.",
        "Add the two variances, one divided by the number of seeds, one times the number of "
        "pictures. The root is what you measure the mean lead in, and two of it decide.",
    ),
)


EXERCISES = (_BETTER,)
