"""Measuring a network on data it does not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..autograd import Tensor, cross_entropy, no_grad
from ..nn import Module
from .batches import checked_data, cut

__all__ = ["Evaluation", "Loss", "Metric", "evaluate"]

Loss = Callable[..., Any]
Metric = Callable[[Any, Any], float]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """On what `fit` measures, how, and how often; ``dev=(X, y)`` is short for the usual one.

    Parameters
    ----------
    data : sequence of array_like, optional
        The development set, ``(X, y)``; without one only the training loss is noted.
    metric : callable, optional
        ``metric(outputs, targets) -> float`` judges; else the loss does.
    every : int, optional
        Updates from one evaluation to the next; by default an epoch.
    maximise : bool, optional
        Whether larger is better; by default for a metric yes, for the loss no.

    Raises
    ------
    ValueError
        A metric without data, ``every`` below 1, or data that :func:`~lecture_lib.training.batches`
        would refuse.

    Examples
    --------
    >>> Evaluation((np.ones((2, 1)), [0, 1]), metric=lambda outputs, labels: 0.5).larger_is_better
    True
    """

    data: Sequence[Any] | None = None
    metric: Metric | None = None
    every: int | None = None
    maximise: bool | None = None

    def __post_init__(self) -> None:
        if self.data is not None:
            object.__setattr__(self, "data", checked_data(self.data, "dev"))
        elif self.metric is not None:
            raise ValueError("Evaluation: a metric needs a development set, data=(X, y)")
        if self.every is not None and self.every < 1:
            raise ValueError(f"Evaluation: every is {self.every}; updates count from 1")

    @property
    def larger_is_better(self) -> bool:
        """Whether a larger number on the development set is better."""
        return self.metric is not None if self.maximise is None else self.maximise


def evaluate(
    model: Module,
    data: Sequence[Any],
    *,
    loss: Loss = cross_entropy,
    metric: Metric | None = None,
    batch_size: int = 1024,
    ignore_index: int | None = None,
) -> tuple[float, float | None]:
    """Measure a network on data: mean loss over all targets, and the metric if there is one.

    The network computes in evaluation mode, without recording a graph, and is then back in the
    mode it was in.

    Parameters
    ----------
    model : Module
        Not changed.
    data : sequence of array_like
        Inputs, then targets: ``(X, y)``.
    loss : callable
        ``loss(output, target, reduction="sum")``.
    metric : callable, optional
        ``metric(outputs, targets) -> float``, called once on all outputs.
    batch_size : int
        Examples computed at a time; changes the memory, not the result.
    ignore_index : int, optional
        Targets with this value do not count; passed on to `loss`.

    Returns
    -------
    loss : float
    score : float or None

    Raises
    ------
    ValueError
        No target that counts, or damaged data.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> model = ll.nn.MLP((2, 2), initialiser=ll.nn.zeros, rng=np.random.default_rng(0))
    >>> loss, score = evaluate(model, (np.ones((4, 2)), [0, 0, 0, 1]), metric=ll.training.accuracy)
    >>> round(loss, 4), score
    (0.6931, 0.75)
    """
    *_, targets = arrays = checked_data(data)
    counted = targets.size if ignore_index is None else np.count_nonzero(targets != ignore_index)
    if not counted:
        raise ValueError("evaluate: there is no target that counts")
    options = {} if ignore_index is None else {"ignore_index": ignore_index}
    total, outputs = 0.0, []
    with model.evaluating(), no_grad(), np.errstate(over="ignore", invalid="ignore"):
        for *inputs, target in cut(arrays, batch_size):
            output = model(*inputs)
            total += float(loss(output, target, reduction="sum", **options))
            if metric is not None:
                outputs.append(output.data if isinstance(output, Tensor) else output)
    score = None if metric is None else float(metric(np.concatenate(outputs), targets))
    return total / counted, score
