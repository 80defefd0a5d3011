"""The training loop: epochs of mini-batches, one update each, until a callback says stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter
from typing import Any

import numpy as np

from ..autograd import cross_entropy
from ..nn import Module
from ..optim import Rule
from ..randomness import checked_rng
from .batches import Batch, DataLoader
from .callbacks import Callback, ReduceOnPlateau
from .evaluation import Evaluation, Loss, Metric, evaluate
from .half_precision import HalfPrecision
from .heap import keep_heap
from .history import History
from .optimiser import Optimiser
from .progress import bar
from .stopping import EarlyStopping, ParameterChange
from .threads import one_thread

__all__ = ["fit"]


def fit(
    model: Module | HalfPrecision,
    data: Sequence[Any] | DataLoader,
    rule: Rule | Optimiser,
    *,
    rng: np.random.Generator,
    loss: Loss = cross_entropy,
    epochs: int | None = None,
    steps: int | None = None,
    batch_size: int | None = None,
    dev: Sequence[Any] | Evaluation | None = None,
    metric: Metric | None = None,
    callbacks: Callback | Iterable[Callback] = (),
    transform: Callable[..., Iterable[Any]] | None = None,
) -> History:
    """Train a network in place.

    Each argument takes the plain thing, or the object that also holds its finer settings.

    Parameters
    ----------
    model : Module or HalfPrecision
        Its parameters are changed; it is left in evaluation mode. :class:`HalfPrecision` computes
        in float16 with float32 masters.
    data : sequence of array_like or DataLoader
        Inputs, then targets: ``(X, y)``. NaN and infinity are refused. A :class:`DataLoader` also
        accumulates, draws with replacement, or leaves targets out.
    rule : Rule or Optimiser
        From ``lecture_lib.optim``; its learning rate may be a schedule over updates. An
        :class:`Optimiser` also clips all gradients together and measures the steps; it may hold
        some of the parameters only, and goes on from where it is.
    rng : numpy.random.Generator
        Shuffles the examples anew in each epoch.
    loss : callable
        ``loss(output, target, reduction="sum")``; the mean over all targets of an update is
        minimised.
    epochs, steps : int, optional
        Passes through the data, or updates; whichever comes first. Give one of them.
    batch_size : int, optional
        Examples of an update, 32 by default; a DataLoader has its own.
    dev : sequence of array_like or Evaluation, optional
        Development set, measured after every epoch; the best parameters are kept. An
        :class:`Evaluation` also says how often, and whether larger is better.
    metric : callable, optional
        ``metric(outputs, targets) -> float`` judges on the development set; else the loss does.
    callbacks : callable or sequence of callables
        Called as ``callback(history, optimiser)`` after every evaluation; a text that one returns
        stops the training. :class:`EarlyStopping`, :class:`FixedSteps`, :class:`ParameterChange`
        and :class:`ReduceOnPlateau` are ready; see :mod:`~lecture_lib.training.callbacks`.
    transform : callable, optional
        ``transform(*arrays, rng=rng) -> (inputs, …, targets)`` makes each batch from rows of
        `data`, anew whenever they come up: words are hidden, pictures turned. The development set
        stays as it is given, so that its losses can be compared.

    Returns
    -------
    History
        Also when the student interrupts the run: what was learnt until then is kept. If the loss
        or a gradient that must be clipped becomes NaN or infinite, training stops before the
        update and says so in the history.

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
    checked_rng("fit", rng)
    if epochs is None and steps is None:
        raise ValueError("fit: say how long, with epochs=10 or steps=1000")
    if min(n for n in (epochs, steps, batch_size, 1) if n is not None) < 1:
        raise ValueError("fit: epochs, steps and batch_size count from 1")
    if not isinstance(data, DataLoader):
        data = DataLoader(data, 32 if batch_size is None else batch_size)
    elif batch_size is not None:
        raise ValueError("fit: the DataLoader has a batch_size of its own; leave out this one")
    if not isinstance(dev, Evaluation):
        if metric is not None and dev is None:
            raise ValueError("fit: a metric needs a development set, dev=(X, y)")
        dev = Evaluation(dev, metric)
    elif metric is not None:
        raise ValueError("fit: the Evaluation has a metric of its own; give it there")
    asked = tuple(callbacks) if isinstance(callbacks, Iterable) else (callbacks,)
    if dev.data is None and any(isinstance(c, EarlyStopping | ReduceOnPlateau) for c in asked):
        raise ValueError("fit: early stopping and plateaus need a development set, dev=(X, y)")
    half = model if isinstance(model, HalfPrecision) else None
    network = model.model if isinstance(model, HalfPrecision) else model
    optimiser = _optimiser(network, rule)
    optimiser.measure |= any(isinstance(c, ParameterChange) for c in asked)
    run = _Run(
        model=network,
        half=half,
        data=data,
        optimiser=optimiser,
        loss=loss,
        dev=dev,
        callbacks=asked,
        transform=transform,
        history=History(maximise=dev.larger_is_better),
    )
    ends = [] if steps is None else [(steps, f"{steps} updates")]
    ends += [] if epochs is None else [(epochs * data.updates_per_epoch, f"{epochs} epochs")]
    run.train(*min(ends, key=itemgetter(0)), rng)
    return run.history


def _optimiser(model: Module, rule: Rule | Optimiser) -> Optimiser:
    """The optimiser of the model's parameters, made from a rule or checked."""
    parameters = model.parameters()
    if not isinstance(rule, Optimiser):
        return Optimiser(parameters, rule)
    strange = [n for n, p in rule.parameters.items() if parameters.get(n) is not p]
    if strange:
        raise ValueError(f"fit: the optimiser holds {', '.join(strange[:3])}, which the model does "
                         "not have; make it with Optimiser(model.parameters(), rule)")  # fmt: skip
    return rule


def _transformed(
    transform: Callable[..., Iterable[Any]], batch: Batch, rng: np.random.Generator
) -> Batch:
    """A batch made from another, or TypeError."""
    made = transform(*batch, rng=rng)
    arrays = () if isinstance(made, np.ndarray) or not isinstance(made, Iterable) else tuple(made)
    if not arrays:
        raise TypeError(
            f"fit: transform returned {type(made).__name__}; it must return a tuple of arrays, "
            "inputs first and targets last"
        )
    return tuple(np.asarray(a) for a in arrays)


@dataclass
class _Run:
    """What one call of `fit` carries along."""

    model: Module
    half: HalfPrecision | None
    data: DataLoader
    optimiser: Optimiser
    loss: Loss
    dev: Evaluation
    callbacks: tuple[Callback, ...]
    transform: Callable[..., Iterable[Any]] | None
    history: History
    kept: dict[str, Any] | None = None  # the best parameters so far
    since: int = 0  # updates when the last evaluation was made

    def train(self, total: int, end: str, rng: np.random.Generator) -> None:
        """Make `total` updates, or fewer; keep what was learnt when interrupted, undo on errors."""
        history, before, began = self.history, self.optimiser.state(), time.perf_counter()
        start = self.model.state()
        self.model.train()
        if self.half:
            self.half.worker.train()
        try:
            keep_heap()
            with one_thread(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                counter = bar(range(total), total, "training")
                for _, group in zip(counter, self.data.updates(rng), strict=False):
                    if self.transform is not None:
                        group = [_transformed(self.transform, batch, rng) for batch in group]
                    if reason := self.update(group):
                        break
                else:
                    reason = end
            history.stopped = reason
        except Exception:  # labels out of range in the last batch, say: as if it had not begun
            self.kept = start
            self.optimiser.load_state(before)
            raise
        except KeyboardInterrupt:
            history.interrupted = True
            history.stopped = f"interrupted after {history.steps} updates"
        finally:
            self.close()
            history.seconds = time.perf_counter() - began

    def update(self, group: list[Batch]) -> str | None:
        """Make one update from the micro-batches of `group`; return a reason to stop, if any."""
        history, optimiser, number = self.history, self.optimiser, self.history.steps + 1
        n = sum(self.data.count(batch[-1]) for batch in group)
        if not n:
            raise ValueError(
                f"fit: update {number} has no target that counts (all of them are "
                f"{self.data.ignore_index}); leave such examples out"
            )
        forward, scale = (self.half.forward, self.half.scale) if self.half else (self.model, 1.0)
        value = 0.0
        for *inputs, target in group:
            total = self.loss(forward(*inputs), target, reduction="sum", **self.options)
            value += total.item()
            total.backward(scale / n)  # the mean, whatever the sizes of the micro-batches
        value /= n
        if not isfinite(value):
            return self.diverged(f"the loss of update {number} is {value}")
        made, found = optimiser.steps, {"loss": value, "learning_rate": optimiser.learning_rate}
        try:
            found |= self.step(scale)
        except FloatingPointError as error:  # a gradient to clip that has no length
            return self.diverged(f"at update {number}, {error}")
        except KeyboardInterrupt:  # the optimiser finishes a step that it has begun
            if optimiser.steps > made:
                history.note(**found)
            raise
        history.note(**found)
        evaluated = history.steps % (self.dev.every or self.data.updates_per_epoch) == 0
        if evaluated:
            self.evaluate()
        answers = [
            callback(history, optimiser)
            for callback in self.callbacks
            if evaluated or getattr(callback, "each_update", False)
        ]
        return next((a for a in answers if isinstance(a, str) and a), None)

    def step(self, scale: float) -> dict[str, float]:
        """Let the optimiser move the parameters; return what there is to note about it."""
        optimiser, found = self.optimiser, {}
        if self.half is None:
            optimiser.step()
        else:
            gradients = self.half.gradients()
            if gradients is not None:
                optimiser.step({n: g for n, g in gradients.items() if n in optimiser.parameters})
                self.half.refresh()
            found = {"loss_scale": scale, "skipped": gradients is None}
        if optimiser.measure or optimiser.max_norm is not None:
            found["gradient_norm"] = optimiser.gradient_norm
        if optimiser.measure:
            found["change"] = optimiser.change
        return found

    def diverged(self, what: str) -> str:
        """Note that the run went wrong, and return it as the reason to stop."""
        self.history.diverged = True
        return f"diverged: {what}"

    def evaluate(self) -> None:
        """Measure on the development set, keep the parameters if they are the best so far."""
        history, dev = self.history, self.dev
        recent = history.updates["loss"][self.since :]
        self.since = history.steps
        found = {
            "step": history.steps,
            "epoch": history.steps / self.data.updates_per_epoch,
            "train_loss": float(np.mean(recent)),
        }
        better = False
        if dev.data is not None:
            found["dev_loss"], score = evaluate(
                self.model, dev.data, loss=self.loss, metric=dev.metric, **self.options
            )
            if score is not None:
                found["dev_score"] = score
            better = history.judged(found["dev_loss"] if score is None else score)
        history.note_evaluation(**found)
        if better:
            self.kept = self.model.state()
            history.best = len(history.evaluations["step"]) - 1

    @property
    def options(self) -> dict[str, int]:
        """What the loss is told about targets that do not count."""
        ignored = self.data.ignore_index
        return {} if ignored is None else {"ignore_index": ignored}

    def close(self) -> None:
        """Restore the best parameters, forget gradients, leave the model ready for use."""
        if self.kept is not None:
            self.model.load_state(self.kept)
        if self.half:
            self.half.worker.zero_grad()
            self.half.refresh()
        self.model.zero_grad()
        self.model.eval()
