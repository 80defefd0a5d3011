"""What happened in training, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["History"]

Array = NDArray[np.float64]


@dataclass
class History:
    """The record of a run: one number per update, one per evaluation, and why it ended.

    Attributes
    ----------
    updates : dict of list
        By name, one number per update; the properties below give them as arrays.
    evaluations : dict of list
        By name, one number per evaluation.
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
        for name, number in numbers.items():
            self.updates.setdefault(name, []).append(number)

    def note_evaluation(self, **numbers: float) -> None:
        """Append the numbers of one evaluation."""
        for name, number in numbers.items():
            self.evaluations.setdefault(name, []).append(number)

    @property
    def steps(self) -> int:
        """How many updates were made."""
        return len(self.updates.get("loss", ()))

    @property
    def loss(self) -> Array:
        """Training loss of each update's batch, before the update."""
        return self._updates("loss")

    @property
    def learning_rate(self) -> Array:
        """η of each update; NaN for a rule that has none of its own."""
        return self._updates("learning_rate")

    @property
    def gradient_norm(self) -> Array:
        """‖g‖ of each update before clipping; empty unless clipped or ``measure=True``."""
        return self._updates("gradient_norm")

    @property
    def change(self) -> Array:
        """‖θ_{s+1} − θ_s‖ of each update; empty unless asked for by a rule or ``measure=True``."""
        return self._updates("change")

    @property
    def loss_scale(self) -> Array:
        """Loss scale of each update in half precision."""
        return self._updates("loss_scale")

    @property
    def skipped(self) -> NDArray[np.bool_]:
        """Which updates were left out because a half-precision gradient overflowed."""
        return self._updates("skipped").astype(bool)

    @property
    def step(self) -> NDArray[np.int64]:
        """After how many updates each evaluation was made."""
        return self._evaluations("step").astype(np.int64)

    @property
    def epoch(self) -> Array:
        """After how many passes through the data each evaluation was made."""
        return self._evaluations("epoch")

    @property
    def train_loss(self) -> Array:
        """Mean loss of the updates since the evaluation before."""
        return self._evaluations("train_loss")

    @property
    def dev_loss(self) -> Array:
        """Loss on the development set at each evaluation."""
        return self._evaluations("dev_loss")

    @property
    def dev_score(self) -> Array:
        """The metric on the development set at each evaluation; empty without a metric."""
        return self._evaluations("dev_score")

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
        return float((self.dev_score if self.dev_score.size else self.dev_loss)[self.best])

    def table(self, rows: int = 10) -> str:
        """Return the evaluations as text, at most about `rows` of them, evenly chosen."""
        names = [n for n in ("step", "epoch", "train_loss", "dev_loss", "dev_score")
                 if n in self.evaluations]  # fmt: skip
        total = len(self.evaluations.get("step", ()))
        chosen = sorted({*np.linspace(0, total - 1, min(rows, total)).astype(int).tolist(),
                         *([] if self.best is None else [self.best])})  # fmt: skip
        lines = ["".join(f"{name.replace('_', ' '):>12}" for name in names)]
        for k in chosen:
            kept = "  kept" if k == self.best else ""
            lines.append("".join(f"{self.evaluations[n][k]:>12.4g}" for n in names) + kept)
        return "\n".join(lines)

    def __repr__(self) -> str:
        if not self.steps:
            return "History(no updates)"
        loss = self.updates["loss"]
        kept = "" if self.best is None else f", kept step {self.step[self.best]}"
        return (
            f"History({self.steps} updates, loss {loss[0]:.4g} → {loss[-1]:.4g}{kept}, "
            f"stopped: {self.stopped or 'still running'})"
        )

    def _updates(self, name: str) -> Array:
        return np.array(self.updates.get(name, ()), dtype=float)

    def _evaluations(self, name: str) -> Array:
        return np.array(self.evaluations.get(name, ()), dtype=float)
