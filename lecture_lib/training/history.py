"""What happened in training, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..style import number
from ..style.text import columns

__all__ = ["Column", "History"]

Array = NDArray[Any]


class Column:
    """One of the lists of a :class:`History` as an array; empty if nothing was noted.

    Parameters
    ----------
    record : {"updates", "evaluations"}
        Where the list is, under the name that the column has in its class.
    doc : str
        What the numbers are.
    dtype : dtype
        Of the array.

    Examples
    --------
    >>> History(evaluations={"step": [7, 14]}).step
    array([ 7, 14])
    """

    def __init__(self, record: str, doc: str, dtype: DTypeLike = float) -> None:
        self.record, self.__doc__, self.dtype = record, doc, dtype

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, history: Any, owner: type) -> Any:
        if history is None:
            return self
        return np.array(getattr(history, self.record).get(self.name, ()), dtype=self.dtype)


@dataclass
class History:
    """The record of a run: one number per update, one per evaluation, and why it ended.

    Attributes
    ----------
    updates : dict of list
        By name, one number per update. As arrays they are attributes: ``history.loss``.
    evaluations : dict of list
        By name, one number per evaluation; as arrays, ``history.dev_loss``.
    stopped : str
        Why training ended, in words; ``""`` while it runs.
    best : int or None
        Index of the evaluation whose parameters were kept; None without a development set.
    maximise : bool
        Whether a larger number on the development set is better.
    interrupted, diverged : bool
        Whether the student stopped it, or the loss became NaN or infinite.
    seconds : float
        How long it took.

    Examples
    --------
    >>> history = History()
    >>> history.note(loss=2.0)
    >>> history.note(loss=1.5)
    >>> history.loss
    array([2. , 1.5])
    """

    updates: dict[str, list[float]] = field(default_factory=dict)
    evaluations: dict[str, list[float]] = field(default_factory=dict)
    stopped: str = ""
    best: int | None = None
    maximise: bool = False
    interrupted: bool = False
    diverged: bool = False
    seconds: float = 0.0

    def note(self, **numbers: float) -> None:
        """Append the numbers of one update."""
        for name, value in numbers.items():
            self.updates.setdefault(name, []).append(value)

    def note_evaluation(self, **numbers: float) -> None:
        """Append the numbers of one evaluation."""
        for name, value in numbers.items():
            self.evaluations.setdefault(name, []).append(value)

    @property
    def steps(self) -> int:
        """How many updates were made."""
        return len(self.updates.get("loss", ()))

    loss = Column("updates", "Training loss of each update's batch, before the update.")
    learning_rate = Column("updates", "η of each update.")
    gradient_norm = Column("updates", "‖g‖ of each update before clipping, if it was measured.")
    change = Column("updates", "‖θ_{s+1} − θ_s‖ of each update, if it was measured.")
    loss_scale = Column("updates", "Loss scale of each update in half precision.")
    skipped = Column("updates", "Which updates were left out: half precision overflowed.", bool)

    step = Column("evaluations", "After how many updates each evaluation was made.", np.int64)
    epoch = Column("evaluations", "After how many passes through the data it was made.")
    train_loss = Column("evaluations", "Mean loss of the updates since the evaluation before.")
    dev_loss = Column("evaluations", "Loss on the development set at each evaluation.")
    dev_score = Column("evaluations", "The metric on the development set; empty without one.")

    @property
    def scores(self) -> Array:
        """What the development set is judged by: the metric where there is one, else the loss."""
        scores: Array = self.dev_score
        losses: Array = self.dev_loss
        return scores if scores.size else losses

    def judged(self, score: float) -> bool:
        """Whether `score` is better than that of the parameters kept so far; NaN never is."""
        if self.best is None:
            return bool(np.isfinite(score))
        return score > self.best_score if self.maximise else score < self.best_score

    @property
    def best_score(self) -> float:
        """The development metric, or else loss, of the parameters that were kept."""
        if self.best is None:
            return float("nan")
        return float(self.scores[self.best])

    def table(self, rows: int = 10) -> str:
        """Return the evaluations as text, at most about `rows` of them, evenly chosen."""
        names = [n for n in ("step", "epoch", "train_loss", "dev_loss", "dev_score")
                 if n in self.evaluations]  # fmt: skip
        total = len(self.evaluations.get("step", ()))
        chosen = {*np.linspace(0, total - 1, min(rows, total)).astype(int).tolist()}
        if self.best is not None:
            chosen.add(self.best)
        lines = [(*(name.replace("_", " ") for name in names), "")]
        for k in sorted(chosen):
            kept = "kept" if k == self.best else ""
            lines.append((*(number(self.evaluations[n][k]) for n in names), kept))
        return columns(lines, right=range(len(names)))

    def __repr__(self) -> str:
        if not self.steps:
            return "History(no updates)"
        loss = self.updates["loss"]
        kept = "" if self.best is None else f", kept step {self.step[self.best]}"
        return (
            f"History({self.steps} updates, loss {loss[0]:.4g} → {loss[-1]:.4g}{kept}, "
            f"stopped: {self.stopped or 'still running'})"
        )
