"""Exercise of notebook 09, *adaptive steps*: the κ that is left with a rate for each parameter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]


def _kappa(H: Array) -> float:
    e = np.linalg.eigvalsh(H)
    return float(e[-1] / e[0])


def _scaled(H: Array, power: float = 0.5) -> Array:
    s = np.diag(H) ** power
    return np.asarray(H / np.outer(s, s))


def _off(H: Array) -> float:
    """r of the first two parameters."""
    return float(abs(H[0, 1]) / np.sqrt(H[0, 0] * H[1, 1]))


def _singular(A: Array) -> float:
    s = np.linalg.svd(A, compute_uv=False)
    return float(s[0] / s[-1])


def _ratio(A: Array) -> float:
    e = np.abs(np.linalg.eigvals(A))
    return float(e.max() / e.min())


def _hessians(rng: np.random.Generator) -> Inputs:
    size = int(rng.integers(3, 5))
    A = rng.normal(size=(size + 2, size)) * rng.choice([0.3, 1.0, 4.0], size)
    return (np.round(A.T @ A + np.eye(size), 2),)


_UNITS = Exercise(
    id="adaptive-units",
    task="Return the condition number κ′ of H′ᵢⱼ = Hᵢⱼ/√(dᵢdⱼ), where the dᵢ make all curvatures "
    "along the axes, H′ᵢᵢ, equal to 1. H is symmetric, with positive eigenvalues, of any size.",
    inputs=("H",),
    simple=(
        (np.array([[5.0, 4.0], [4.0, 5.0]]),),
        (np.array([[100.0, 0.0], [0.0, 1.0]]),),
        (np.array([[4.0, 3.0], [3.0, 9.0]]),),
        (np.array([[4.0, 2.0, 0.0], [2.0, 9.0, 3.0], [0.0, 3.0, 16.0]]),),
    ),
    numbers=_hessians,
    reference=lambda H: _kappa(_scaled(H)),
    mistakes=(
        Mistake(
            "κ as it was",
            _kappa,
            "That is κ of H itself. First give each parameter its rate.",
        ),
        Mistake(
            "the curvature as unit",
            lambda H: _kappa(_scaled(H, 1.0)),
            "The curvatures along the axes are not 1 then: look at H′ᵢᵢ. Is a root missing?",
        ),
        Mistake(
            "only rows",
            lambda H: _singular(H / np.sqrt(np.diag(H))[:, None]),
            "Only rows are divided. Each parameter has a row and a column of H.",
        ),
        Mistake(
            "only rows, by eigenvalues",
            lambda H: _ratio(H / np.sqrt(np.diag(H))[:, None]),
            "Only rows are divided. Each parameter has a row and a column of H.",
        ),
        Mistake(
            "only rows, one triangle",
            lambda H: _kappa(H / np.sqrt(np.diag(H))[:, None]),
            "Only rows are divided, and eigvalsh looks at one triangle of a matrix. Each "
            "parameter has a row and a column of H.",
        ),
        Mistake(
            "singular values of D⁻¹H",
            lambda H: _singular(H / np.diag(H)[:, None]),
            "H over its diagonal is not symmetric, so cond gives something else than the ratio "
            "of eigenvalues.",
        ),
        Mistake(
            "only two parameters",
            lambda H: (1 + _off(H)) / (1 - _off(H)),
            "That formula is for two parameters. For more, take the eigenvalues.",
        ),
        Mistake(
            "the inverse",
            lambda H: 1 / _kappa(_scaled(H)),
            "Upside down: κ is the largest eigenvalue over the smallest.",
        ),
        Mistake(
            "the largest eigenvalue",
            lambda H: float(np.linalg.eigvalsh(_scaled(H))[-1]),
            "H′ is right. κ is a ratio of two eigenvalues.",
        ),
        Mistake(
            "the ratio of the diagonal",
            lambda H: float(np.max(np.diag(H)) / np.min(np.diag(H))),
            "That compares curvatures along the axes. Curvatures along modes are asked for.",
        ),
        Mistake(
            "multiplied instead of divided",
            lambda H: _kappa(_scaled(H, -0.5)),
            "You make the steep curvatures steeper. Multiply or divide?",
        ),
        Mistake(
            "multiplied by the diagonal",
            lambda H: _kappa(_scaled(H, -1.0)),
            "You make the steep curvatures steeper. Multiply or divide?",
        ),
        Mistake(
            "always 1",
            lambda H: 1.0,
            "The curvatures along the axes become 1. Those along the modes do not, unless H is "
            "diagonal.",
        ),
        Mistake(
            "the difference",
            lambda H: float(np.ptp(np.linalg.eigvalsh(_scaled(H)))),
            "H′ is right. κ is the quotient of two eigenvalues, not their difference.",
        ),
        Mistake(
            "the matrix",
            _scaled,
            "H′ is right. Return its condition number.",
        ),
        Mistake(
            "the root of κ′",
            lambda H: float(np.sqrt(_kappa(_scaled(H)))),
            "That is √κ′.",
        ),
    ),
    hints=(
        "Which dᵢ makes H′ᵢᵢ = 1?",
        "Divide each entry by the roots of both its diagonal entries: np.outer makes the table.",
        "κ′ is the largest over the smallest of np.linalg.eigvalsh(H′).",
    ),
)


EXERCISES = (_UNITS,)
