"""When to stop: callbacks that look at the history and give a reason, or None to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .history import History

__all__ = ["EarlyStopping", "FixedSteps", "ParameterChange"]


@dataclass(frozen=True)
class FixedSteps:
    """Stop after so many updates.

    Parameters
    ----------
    steps : int
        Updates, at least 1.

    Raises
    ------
    ValueError
        Fewer than 1.

    Examples
    --------
    >>> history = History({"loss": [1.0, 0.5]})
    >>> FixedSteps(2)(history)
    '2 updates'
    """

    steps: int
    each_update: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError(f"FixedSteps: steps is {self.steps}; take at least 1")

    def __call__(self, history: History, optimiser: object = None) -> str | None:
        return f"{self.steps} updates" if history.steps >= self.steps else None


@dataclass(frozen=True)
class ParameterChange:
    """Stop when an update hardly moved: ‖θ_{s+1} − θ_s‖ < tolerance.

    Titov's slide compares the difference itself, without a norm: any step to the left is then
    "small" (erratum E-T7). The test follows the update, and θ_{s+1} is kept (erratum E-T6).

    Parameters
    ----------
    tolerance : float
        At least 0, in the units of the parameters: the norm is over all of them.

    Raises
    ------
    ValueError
        A tolerance that is negative or NaN.

    Examples
    --------
    >>> rule = ParameterChange(tolerance=0.1)
    >>> rule(History({"loss": [1.0, 0.5], "change": [1.0, 0.05]}))
    'the parameters changed by 0.05, less than 0.1'
    """

    tolerance: float = 1e-3
    each_update: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not self.tolerance >= 0:
            raise ValueError(f"ParameterChange: tolerance is {self.tolerance}; take at least 0")

    def __call__(self, history: History, optimiser: object = None) -> str | None:
        changes = history.updates.get("change")
        if not changes or not changes[-1] < self.tolerance:
            return None
        return f"the parameters changed by {changes[-1]:.3g}, less than {self.tolerance:g}"


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the development set has not improved for so many evaluations.

    It judges what ``fit`` judges: the metric where there is one, else the development loss. The
    parameters of the best evaluation are restored by ``fit``.

    Parameters
    ----------
    patience : int
        Evaluations without improvement that are forgiven.
    least : float
        How much better counts as an improvement, in the units of the score.

    Raises
    ------
    ValueError
        A negative setting; when called, a history without a development set.

    Examples
    --------
    >>> history = History(evaluations={"step": [1, 2, 3], "dev_loss": [0.5, 0.6, 0.7]})
    >>> EarlyStopping(patience=1)(history)
    'no improvement on the development set for 2 evaluations'
    """

    patience: int = 5
    least: float = 0.0

    def __post_init__(self) -> None:
        if self.patience < 0 or not self.least >= 0:
            raise ValueError(
                f"EarlyStopping: patience is {self.patience} and least is {self.least}; both must "
                "be at least 0"
            )

    def __call__(self, history: History, optimiser: object = None) -> str | None:
        values = history.scores
        if not values.size:
            raise ValueError(
                "EarlyStopping: nothing was measured on a development set; pass dev=(X, y) to fit"
            )
        best, bad = -np.inf, 0
        for value in values:
            value = value if history.maximise else -value
            best, bad = (value, 0) if value > best + self.least else (best, bad + 1)
        if bad <= self.patience:
            return None
        return f"no improvement on the development set for {bad} evaluations"
