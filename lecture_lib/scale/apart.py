"""GPT-3's recipe taken apart: what ``benchmarks/bench_recipe.py`` measured, stored."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import NamedTuple

import numpy as np

__all__ = ["Part", "recipe_parts"]

_TUNING = 3  # seeds 0, 1, 2 choose a learning rate; all others judge it
_STUDENT = 2.57  # so many standard errors hold 95 % of means of six


class Part(NamedTuple):
    """A recipe with one part set otherwise, against the full one.

    Attributes
    ----------
    learning_rate : float
        The best of the grid by the mean of three seeds, chosen for this recipe.
    excess : float
        Loss above the truth at that rate, a share; mean over six other seeds.
    difference, error : float
        To the full recipe seed by seed, and the standard error of that.

    Examples
    --------
    >>> Part(0.004, 0.0272, 0.0068, 0.0013).clear
    True
    """

    learning_rate: float
    excess: float
    difference: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether the interval of 95 % for the difference leaves 0 out."""
        return abs(self.difference) > self.half

    @property
    def half(self) -> float:
        """Half the length of that interval."""
        return _STUDENT * self.error


def recipe_parts() -> dict[str, Part]:
    """Return what each part of :class:`Recipe` is worth on a small Transformer.

    All runs read the same 8,000 examples of the pond language. About 20 minutes on one core, so
    they were run once and stored.

    Returns
    -------
    dict of str to Part
        What was set otherwise -> what came of it; the first is the full recipe.

    Examples
    --------
    >>> parts = recipe_parts()
    >>> list(parts)[:2], parts["the full recipe"].difference
    (['the full recipe', 'no warm-up'], 0.0)
    """
    lines = files(__package__).joinpath("recipe.csv").read_text(encoding="utf-8").splitlines()
    judged: dict[str, dict[int, float]] = {}
    rates: dict[str, float] = {}
    for row in csv.DictReader(lines):
        if (seed := int(row["seed"])) >= _TUNING:
            judged.setdefault(row["recipe"], {})[seed] = float(row["excess"])
            rates[row["recipe"]] = float(row["rate"])
    full = next(iter(judged.values()))
    found = {}
    for name, losses in judged.items():
        apart = np.array([losses[seed] - full[seed] for seed in sorted(full)])
        found[name] = Part(rates[name], float(np.mean(list(losses.values()))), float(apart.mean()),
                           float(apart.std(ddof=1) / apart.size**0.5))  # fmt: skip
    return found
