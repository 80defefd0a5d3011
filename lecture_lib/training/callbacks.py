"""What `fit` calls on its way: functions of the history and the optimiser.

A callback is called after every evaluation, or with an attribute ``each_update = True`` after
every update. It may look, record, or set ``optimiser.learning_rate``. If it returns a text,
training stops, and the text says why::

    def enough(history, optimiser):
        return "learnt enough" if history.train_loss[-1] < 0.1 else None
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from ..optim import Plateau
from .history import History
from .optimiser import Optimiser

__all__ = ["Callback", "ReduceOnPlateau"]


#: A function of the history and the optimiser, or an object that can be called like one.
Callback = Callable[[History, Optimiser], object]


@dataclass(frozen=True)
class ReduceOnPlateau:
    """Multiply the learning rate by ``factor`` when the development set stops improving.

    It begins with the rate of the first update and takes the place of a schedule. The rule itself
    is :class:`~lecture_lib.optim.Plateau`; it judges what ``fit`` judges, the metric where there is
    one, else the development loss.

    Parameters
    ----------
    factor : float
        Below 1; the lecture divides by 2 or 10.
    patience : int
        Evaluations without improvement that are forgiven.
    threshold : float
        An improvement counts when it exceeds this part of the best score.
    cooldown : int
        Evaluations after a reduction in which nothing is counted.
    lowest : float
        The rate never falls below it.

    Raises
    ------
    ValueError
        A factor that is not between 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from lecture_lib import Tensor, optim
    >>> optimiser = Optimiser({"w": Tensor([1.0])}, optim.GradientDescent(0.4))
    >>> history = History({"learning_rate": [0.4, 0.4]}, {"dev_loss": [1.0, 1.0]})
    >>> ReduceOnPlateau(factor=0.5, patience=0)(history, optimiser)
    >>> optimiser.learning_rate
    0.2
    """

    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    cooldown: int = 0
    lowest: float = 0.0

    def __post_init__(self) -> None:
        Plateau(0.0, **asdict(self))  # says what is wrong with a setting

    def __call__(self, history: History, optimiser: Optimiser) -> None:
        first = history.updates["learning_rate"][0]
        plateau = Plateau(first, **asdict(self), maximise=history.maximise)
        optimiser.learning_rate = float(plateau.rates(history.scores)[-1])
