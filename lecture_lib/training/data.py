"""Data without a download: what scikit-learn brings along, and how it is divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..randomness import checked_rng
from .batches import checked_data

__all__ = ["BUNDLED", "Dataset", "Pair", "Split", "load", "split"]

Array = NDArray[Any]
Pair = tuple[Array, Array]

#: Name -> scikit-learn's loader, and whether the targets are classes.
BUNDLED: Mapping[str, tuple[str, bool]] = {
    "digits": ("load_digits", True), "iris": ("load_iris", True), "wine": ("load_wine", True),
    "breast_cancer": ("load_breast_cancer", True), "diabetes": ("load_diabetes", False),
}  # fmt: skip


@dataclass(frozen=True)
class Split:
    """A data set in parts; `dev` chooses, `test` is looked at once.

    Parameters
    ----------
    train, dev, test : pair of ndarray
        ``(X, y)`` each, as :func:`fit` and :func:`evaluate` take them.

    Examples
    --------
    >>> parts = split(np.eye(10), np.arange(10), np.random.default_rng(0), dev=0.2, test=0.3)
    >>> parts
    Split(train=5, dev=2, test=3, inputs of shape (10,))
    >>> X, y = parts.dev
    """

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
    name : str
        As :func:`load` knows it.
    X : ndarray, shape (N, features)
        float32; digits lie in 0 … 1, the others are as scikit-learn has them.
    y : ndarray, shape (N,)
        Classes as integers, or float32 targets of a regression.
    features, classes : tuple of str
        Names of columns and classes; no classes in a regression.

    Examples
    --------
    >>> iris = load("iris")
    >>> iris.classes, iris.features[0], iris.y.dtype
    (('setosa', 'versicolor', 'virginica'), 'sepal length (cm)', dtype('int64'))
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


@cache  # a file is unpacked once; who loads it gets copies
def _read(loader: str) -> Any:
    from sklearn import datasets  # takes a second to import, so only now

    return getattr(datasets, loader)()


def load(name: str = "digits", dtype: DTypeLike = np.float32) -> Dataset:
    """Return a data set that comes with scikit-learn: no network is needed.

    Parameters
    ----------
    name : str
        One of ``BUNDLED``: "digits" (1797 images of 8 × 8, 10 classes), "iris", "wine",
        "breast_cancer", or "diabetes" (a regression).
    dtype : dtype
        Of X, and of the targets of a regression.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        A name that is not in ``BUNDLED``.

    Examples
    --------
    >>> digits = load("digits")
    >>> digits, float(digits.X.max())
    (Dataset(digits: 1797 examples, 64 features), 1.0)
    """
    if name not in BUNDLED:
        raise ValueError(f"load: there is no data set {name!r}; choose one of {', '.join(BUNDLED)}")
    loader, classify = BUNDLED[name]
    found = _read(loader)
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
        Decides who goes where.
    dev, test : float
        Shares of the examples; the rest is for training.
    stratify : bool
        Give each class its share in each part.
    standardise : bool
        Mean 0 and variance 1 for each column, by the *training* rows: the others are not known
        yet. Constant columns become 0.

    Returns
    -------
    Split

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
