"""The training loop: epochs of mini-batches, one update each, until a rule says stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

import numpy as np

from ..autograd import Tensor, cross_entropy, no_grad
from ..nn import Module
from ..optim import Plateau, Rule
from ..randomness import checked_rng
from .batches import Batch, checked_data, cut, grouped
from .half_precision import HalfPrecision, LossScale
from .history import History
from .optimiser import Optimiser
from .progress import bar
from .stopping import EarlyStopping, ParameterChange, StoppingRule

__all__ = ["evaluate", "fit"]

Loss = Callable[..., Any]


def fit(
    model: Module, data: Sequence[Any], rule: Rule, *, rng: np.random.Generator,
    loss: Loss = cross_entropy, epochs: int | None = None, steps: int | None = None,
    batch_size: int = 32, accumulate: int = 1, replace: bool = False,
    ignore_index: int | None = None, max_norm: float | None = None, decay_vectors: bool = False,
    dev: Sequence[Any] | None = None, metric: Callable[[Any, Any], float] | None = None,
    maximise: bool | None = None, every: int | None = None,
    stop: StoppingRule | Sequence[StoppingRule] = (), plateau: Plateau | None = None,
    precision: LossScale | None = None, measure: bool = False,
    watch: Callable[[History], object] | None = None, progress: bool | None = None,
) -> History:  # fmt: skip
    """Train a network in place.

    Parameters
    ----------
    model : Module
        Its parameters are changed; it is left in evaluation mode.
    data : sequence of array_like
        Inputs, then targets: ``(X, y)``. NaN and infinity are refused.
    rule : Rule
        From ``lecture_lib.optim``; its learning rate may be a schedule over updates.
    rng : numpy.random.Generator
        Shuffles the examples anew in each epoch.
    loss : callable
        ``loss(output, target, reduction="sum")``; the mean over all targets of an update is
        minimised.
    epochs, steps : int, optional
        Passes through the data, or updates; whichever comes first. Give one of them.
    batch_size, accumulate : int
        Examples of a micro-batch, and micro-batches of an update. Their gradients are summed and
        divided by the number of *targets* of all of them, so that any split gives the same update
        (errata E-K1, E-K2).
    replace : bool
        Draw batches independently instead of by epochs.
    ignore_index : int, optional
        Targets with this value count nowhere; passed on to `loss`.
    max_norm, decay_vectors
        Clipping and decay, as for :class:`Optimiser`.
    dev : sequence of array_like, optional
        Development set, evaluated after every epoch; the best parameters are kept.
    metric : callable, optional
        ``metric(outputs, targets) -> float`` judges on the development set; else the loss does.
    maximise : bool, optional
        Whether larger is better; by default for a metric yes, for the loss no.
    every : int, optional
        Evaluate after so many updates instead.
    stop : rule or sequence of rules
        See :mod:`lecture_lib.training.stopping`.
    plateau : Plateau, optional
        Sets the learning rate after each evaluation.
    precision : LossScale, optional
        Compute in float16 with float32 masters, see :class:`HalfPrecision`.
    measure : bool
        Record the norms of gradient and step at every update.
    watch : callable
        Called with the history after every evaluation.
    progress : bool, optional
        A progress bar; by default only in a terminal, so that a notebook's output stays clean.

    Returns
    -------
    History
        Also when the student interrupts the run: what was learnt until then is kept. If the loss
        becomes NaN or infinite, training stops before the update and says so in the history.

    Raises
    ------
    ValueError, TypeError, ShapeError
        Settings that do not fit, empty or damaged data. The parameters have not changed then.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> rng = np.random.default_rng(0)
    >>> X = rng.standard_normal((200, 2)).astype(np.float32)
    >>> y = (X[:, 0] > X[:, 1]).astype(int)
    >>> model = ll.nn.MLP((2, 8, 2), rng=rng)
    >>> history = fit(model, (X, y), ll.optim.Adam(learning_rate=0.02), epochs=10, rng=rng)
    >>> history.steps, bool(history.loss[-1] < 0.2)
    (70, True)
    """
    train, held = checked_data(data), None if dev is None else checked_data(dev, "dev")
    checked_rng("fit", rng)
    if epochs is None and steps is None:
        raise ValueError("fit: say how long, with epochs=10 or steps=1000")
    if min(batch_size, accumulate, *(n for n in (epochs, steps, every) if n is not None)) < 1:
        raise ValueError("fit: epochs, steps, every, batch_size and accumulate count from 1")
    rules = tuple(stop) if isinstance(stop, Sequence) else (stop,)
    if held is None and (metric or plateau or any(isinstance(r, EarlyStopping) for r in rules)):
        raise ValueError("fit: metric, plateau and EarlyStopping need a development set, dev=…")
    per_epoch = ceil(ceil(len(train[0]) / batch_size) / accumulate)
    total = min(n for n in (steps, epochs and epochs * per_epoch) if n is not None)
    optimiser = Optimiser(
        model.parameters(), rule, max_norm=max_norm, decay_vectors=decay_vectors,
        measure=measure or any(isinstance(r, ParameterChange) for r in rules),
    )  # fmt: skip
    if plateau is not None:
        optimiser.learning_rate = plateau.learning_rate
    larger = metric is not None if maximise is None else maximise
    run = _Run(
        model, optimiser, loss, ignore_index, held, metric, every or per_epoch, per_epoch, rules,
        watch, plateau, HalfPrecision(model, precision) if precision else None,
        History(maximise=larger),
    )  # fmt: skip
    updates = _stream(train, batch_size, accumulate, rng, replace)
    start, began = model.state(), time.perf_counter()
    model.train()
    if run.half:
        run.half.worker.train()
    try:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            counter = bar(range(total), total, "training", progress)
            for _, group in zip(counter, updates, strict=False):
                if reason := run.update(group):
                    break
            else:
                reason = f"{total} updates" if total == steps else f"{epochs} epochs"
        run.history.stopped = reason or ""
    except Exception:  # labels out of range in the last batch, say: as if it had not begun
        run.kept = start
        raise
    except KeyboardInterrupt:
        run.history.interrupted = True
        run.history.stopped = f"interrupted after {run.optimiser.steps} updates"
    finally:
        run.close()
        run.history.seconds = time.perf_counter() - began
    return run.history


@dataclass
class _Run:
    """What one call of `fit` carries along."""

    model: Module
    optimiser: Optimiser
    loss: Loss
    ignore: int | None
    held: Batch | None
    metric: Callable[[Any, Any], float] | None
    every: int
    per_epoch: int
    rules: tuple[StoppingRule, ...]
    watch: Callable[[History], object] | None
    plateau: Plateau | None
    half: HalfPrecision | None
    history: History
    kept: dict[str, Any] | None = None
    since: int = 0  # updates when the last evaluation was made

    def __post_init__(self) -> None:
        self.options = {} if self.ignore is None else {"ignore_index": self.ignore}
        self.patience = None if self.plateau is None else self.plateau.init()

    def update(self, group: list[Batch]) -> str | None:
        """Make one update from the micro-batches of `group`; return a reason to stop, if any."""
        history, optimiser, half = self.history, self.optimiser, self.half
        n = sum(self.targets(batch[-1]) for batch in group)
        if not n:
            raise ValueError(
                f"fit: update {optimiser.steps + 1} has no target that counts (all of them are "
                f"{self.ignore}); leave such examples out"
            )
        forward, scale = (half.forward, half.state.scale) if half else (self.model, 1.0)
        value = 0.0
        for *inputs, target in group:
            total = self.loss(forward(*inputs), target, reduction="sum", **self.options)
            value += total.item()
            total.backward(scale / n)  # the mean, whatever the sizes of the micro-batches
        value /= n
        if not isfinite(value):
            self.model.zero_grad()
            history.diverged = True
            return f"diverged: the loss of update {optimiser.steps + 1} is {value}"
        history.note(loss=value, learning_rate=optimiser.learning_rate)
        if half is None:
            optimiser.step()
        else:
            gradients = half.gradients()
            if gradients is not None:
                optimiser.step(gradients)
                half.refresh()
            history.note(loss_scale=scale, skipped=gradients is None)
        if optimiser.measure or optimiser.max_norm is not None:
            history.note(gradient_norm=optimiser.gradient_norm)
        if optimiser.measure:
            history.note(change=optimiser.change)
        evaluated = history.steps % self.every == 0
        if evaluated:
            self.evaluate()
        asked = (r for r in self.rules if evaluated or getattr(r, "each_update", False))
        return next((reason for rule in asked if (reason := rule(history))), None)

    def targets(self, target: Any) -> int:
        """How many targets of a batch count."""
        return target.size if self.ignore is None else int(np.count_nonzero(target != self.ignore))

    def evaluate(self) -> None:
        """Measure on the development set, keep the parameters if they are the best so far."""
        history = self.history
        recent = history.updates["loss"][self.since :]
        self.since = history.steps
        found = {"step": history.steps, "epoch": history.steps / self.per_epoch,
                 "train_loss": float(np.mean(recent))}  # fmt: skip
        if self.held is not None:
            found["dev_loss"], score = evaluate(
                self.model, self.held, loss=self.loss, metric=self.metric,
                ignore_index=self.ignore,
            )  # fmt: skip
            if score is not None:
                found["dev_score"] = score
            judged = found["dev_loss"] if score is None else score
            better = history.judged(judged)
            if better:
                self.kept = self.model.state()
            if self.plateau is not None and self.patience is not None:
                self.patience = self.plateau.update(judged, self.patience)
                self.optimiser.learning_rate = self.patience.learning_rate
        history.note_evaluation(**found)
        if self.held is not None and better:
            history.best = len(history.evaluations["step"]) - 1
        if self.watch is not None:
            self.watch(history)

    def close(self) -> None:
        """Restore the best parameters, forget gradients, leave the model ready for use."""
        if self.kept is not None:
            self.model.load_state(self.kept)
        self.model.zero_grad()
        self.model.eval()


def evaluate(
    model: Module, data: Sequence[Any], *, loss: Loss = cross_entropy,
    metric: Callable[[Any, Any], float] | None = None, batch_size: int = 1024,
    ignore_index: int | None = None,
) -> tuple[float, float | None]:  # fmt: skip
    """Measure a network on data: mean loss over all targets, and the metric if there is one.

    The network computes in evaluation mode, without recording a graph, and is then back in the
    mode it was in.

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


def _stream(
    train: Batch, size: int, accumulate: int, rng: np.random.Generator, replace: bool
) -> Iterator[list[Batch]]:
    """Epoch after epoch, the micro-batches of each update; no update reaches across epochs."""
    while True:
        yield from grouped(cut(train, size, rng, replace), accumulate)
