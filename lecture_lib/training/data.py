"""Data without a download: what scikit-learn brings along, and sets made to show a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..randomness import checked_rng
from .batches import checked_data

__all__ = ["BUNDLED", "Dataset", "Split", "few_examples", "imbalanced", "load", "moons",
           "noisy_curve", "spirals", "split", "xor"]  # fmt: skip

Array = NDArray[Any]
Pair = tuple[Array, Array]

#: Name -> scikit-learn's loader, and whether the targets are classes.
BUNDLED: Mapping[str, tuple[str, bool]] = {
    "digits": ("load_digits", True), "iris": ("load_iris", True), "wine": ("load_wine", True),
    "breast_cancer": ("load_breast_cancer", True), "diabetes": ("load_diabetes", False),
}  # fmt: skip


@dataclass(frozen=True)
class Split:
    """A data set in parts, each a pair (X, y); `dev` chooses, `test` is looked at once."""

    train: Pair
    dev: Pair
    test: Pair

    def __repr__(self) -> str:
        sizes = ", ".join(f"{k}={len(getattr(self, k)[1])}" for k in ("train", "dev", "test"))
        return f"Split({sizes}, inputs of shape {self.train[0].shape[1:]})"


@dataclass(frozen=True)
class Dataset:
    """A whole data set with its names.

    Attributes
    ----------
    X : ndarray, shape (N, features)
        float32; digits lie in 0 … 1, the others are as scikit-learn has them.
    y : ndarray, shape (N,)
        Classes as integers, or float32 targets of a regression.
    features, classes : tuple of str
        Names of columns and classes; no classes in a regression.
    """

    name: str
    X: Array
    y: Array
    features: tuple[str, ...]
    classes: tuple[str, ...]

    def split(
        self, rng: np.random.Generator, dev: float = 0.15, test: float = 0.15, *,
        standardise: bool = False,
    ) -> Split:  # fmt: skip
        """Divide the rows at random; see :func:`split`. Classes keep their shares."""
        return split(self.X, self.y, rng, dev, test, stratify=bool(self.classes),
                     standardise=standardise)  # fmt: skip

    def __repr__(self) -> str:
        return f"Dataset({self.name}: {self.X.shape[0]} examples, {self.X.shape[1]} features)"


def load(name: str = "digits", dtype: DTypeLike = np.float32) -> Dataset:
    """Return a data set that comes with scikit-learn: no network is needed.

    Parameters
    ----------
    name : str
        One of ``BUNDLED``: "digits" (1797 images of 8 × 8, 10 classes), "iris", "wine",
        "breast_cancer", or "diabetes" (a regression).
    dtype : dtype
        Of X, and of the targets of a regression.

    Examples
    --------
    >>> digits = load("digits")
    >>> digits, float(digits.X.max())
    (Dataset(digits: 1797 examples, 64 features), 1.0)
    """
    if name not in BUNDLED:
        raise ValueError(f"load: there is no data set {name!r}; choose one of {', '.join(BUNDLED)}")
    from sklearn import datasets  # takes a second to import, so only now

    loader, classify = BUNDLED[name]
    found = getattr(datasets, loader)()
    X = found.data / 16 if name == "digits" else found.data
    names = tuple(str(n) for n in found.target_names) if classify else ()
    return Dataset(name, X.astype(dtype), found.target.astype(np.int64 if classify else dtype),
                   tuple(map(str, found.feature_names)), names)  # fmt: skip


def split(
    X: ArrayLike, y: ArrayLike, rng: np.random.Generator, dev: float = 0.15, test: float = 0.15, *,
    stratify: bool = False, standardise: bool = False,
) -> Split:  # fmt: skip
    """Divide examples at random into training, development and test set.

    Parameters
    ----------
    X, y : array_like
        One row per example.
    rng : numpy.random.Generator
    dev, test : float
        Shares of the examples; the rest is for training.
    stratify : bool
        Give each class its share in each part.
    standardise : bool
        Mean 0 and variance 1 for each column, by the *training* rows: the others are not known
        yet. Constant columns become 0.

    Raises
    ------
    ValueError
        A part, or with `stratify` a class in a part, would be empty.

    Examples
    --------
    >>> X, y = np.arange(20.0)[:, None], np.arange(20) % 2
    >>> split(X, y, np.random.default_rng(0), dev=0.2, test=0.2, stratify=True)
    Split(train=12, dev=4, test=4, inputs of shape (1,))
    """
    inputs, targets = checked_data((X, y))
    checked_rng("split", rng)
    if not (dev >= 0 and test >= 0 and dev + test < 1):
        raise ValueError(f"split: dev={dev} and test={test} must be at least 0, below 1 in all")
    parts: list[list[Array]] = [[], [], []]
    every = np.ones(len(targets), bool)
    strata = [targets == c for c in np.unique(targets)] if stratify else [every]
    for chosen in strata:
        rows = rng.permutation(np.flatnonzero(chosen))
        ends = np.cumsum([round(share * len(rows)) for share in (dev, test)])
        pieces = np.split(rows, ends)
        wanted = (dev, test, 1.0)
        if any(share and not len(piece) for share, piece in zip(wanted, pieces, strict=True)):
            of = f"class {targets[chosen][0]} has" if stratify else "there are"
            raise ValueError(
                f"split: {of} only {len(rows)} examples, too few for a share in each of train, dev "
                "and test; collect more, leave the class out, or take larger shares"
            )
        for part, piece in zip(parts, pieces, strict=True):
            part.append(piece)
    held, tested, train = (rng.permutation(np.concatenate(part)) for part in parts)
    if standardise:
        mean, std = inputs[train].mean(axis=0), inputs[train].std(axis=0)
        inputs = (inputs - mean) / np.where(std == 0, 1, std)
    return Split(*((inputs[rows], targets[rows]) for rows in (train, held, tested)))


# -- sets made to show a point -----------------------------------------------------------------


def xor(n: int, rng: np.random.Generator, noise: float = 0.1) -> Pair:
    """Four clouds, opposite ones of one class: no straight line separates them.

    Examples
    --------
    >>> X, y = xor(100, np.random.default_rng(0))
    >>> X.shape, bool(np.all((X[:, 0] * X[:, 1] < 0) == y))
    ((100, 2), True)
    """
    _sized("xor", n, 4)
    corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    which = np.arange(n) % 4
    X = corners[which] + noise * rng.standard_normal((n, 2))
    return _shuffled(X, np.isin(which, (1, 2)).astype(np.int64), rng)


def moons(n: int, rng: np.random.Generator, noise: float = 0.15) -> Pair:
    """Two half-moons that reach into each other: a curved border, little overlap.

    Examples
    --------
    >>> X, y = moons(100, np.random.default_rng(0))
    >>> X.dtype, np.bincount(y)
    (dtype('float32'), array([50, 50]))
    """
    _sized("moons", n, 2)
    y = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    X = np.where(
        y[:, None] == 0,
        np.stack([np.cos(angle), np.sin(angle)], axis=1),
        np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1),
    )
    return _shuffled(X + noise * rng.standard_normal((n, 2)), y, rng)


def spirals(n: int, rng: np.random.Generator, classes: int = 2, turns: float = 1.5,
            noise: float = 0.02) -> Pair:  # fmt: skip
    """Arms of a spiral: needs depth or width, and shows what a bad start costs.

    Examples
    --------
    >>> X, y = spirals(90, np.random.default_rng(0), classes=3)
    >>> np.bincount(y)
    array([30, 30, 30])
    """
    _sized("spirals", n, classes)
    y = np.arange(n) % classes
    radius = rng.random(n) ** 0.5
    angle = 2 * np.pi * (turns * radius + y / classes)
    X = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _shuffled(X + noise * rng.standard_normal((n, 2)), y, rng)


def imbalanced(n: int, rng: np.random.Generator, share: float = 0.05, gap: float = 1.5) -> Pair:
    """Two clouds, the second rare: answering "0" always is right 1 − share of the time.

    Examples
    --------
    >>> X, y = imbalanced(200, np.random.default_rng(0))
    >>> np.bincount(y)
    array([190,  10])
    """
    rare = round(share * n)
    if not 1 <= rare < n:
        raise ValueError(
            f"imbalanced: share={share} of {n} examples is {rare}; each class needs at least one"
        )
    y = (np.arange(n) < rare).astype(np.int64)
    X = rng.standard_normal((n, 2)) + gap * y[:, None]
    return _shuffled(X, y, rng)


def few_examples(
    n: int, rng: np.random.Generator, features: int = 50, useful: int = 5, flips: float = 0.1
) -> Pair:
    """Few examples, many features of which few matter, some labels wrong: made to be overfitted.

    Examples
    --------
    >>> X, y = few_examples(40, np.random.default_rng(0))
    >>> X.shape
    (40, 50)
    """
    _sized("few_examples", n, 2)
    if not 1 <= useful <= features or not 0 <= flips <= 0.5:
        raise ValueError(
            f"few_examples: useful={useful} of features={features}, flips={flips}; take 1 ≤ useful "
            "≤ features and 0 ≤ flips ≤ 0.5"
        )
    X = rng.standard_normal((n, features))
    y = (X[:, :useful].sum(axis=1) > 0).astype(np.int64)
    return X.astype(np.float32), np.where(rng.random(n) < flips, 1 - y, y)


def noisy_curve(
    n: int, rng: np.random.Generator, noise: float = 0.2,
    curve: Callable[[Array], Array] = lambda x: np.sin(2 * np.pi * x),
) -> Pair:  # fmt: skip
    """A function on [0, 1] with noise: a regression with columns x and y, both (n, 1).

    Examples
    --------
    >>> X, y = noisy_curve(10, np.random.default_rng(0))
    >>> X.shape, y.shape
    ((10, 1), (10, 1))
    """
    _sized("noisy_curve", n, 1)
    X = np.sort(rng.random((n, 1)), axis=0)
    y = curve(X) + noise * rng.standard_normal((n, 1))
    return X.astype(np.float32), y.astype(np.float32)


def _sized(name: str, n: int, least: int) -> None:
    if n < least:
        raise ValueError(f"{name}: n is {n}; it needs at least {least}, one example of each kind")


def _shuffled(X: Array, y: Array, rng: np.random.Generator) -> Pair:
    order = rng.permutation(len(y))
    return X[order].astype(np.float32), y[order]
