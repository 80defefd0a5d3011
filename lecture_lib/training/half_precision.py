"""Half precision: float16 forward and backward, float32 master weights, a loss scale.

float16 has 10 bits of fraction, 2⁻²⁴ as its smallest number and 65504 as its largest. Rounding is
to the nearest, so whatever exceeds 2⁻²⁵ survives, and 2⁻²⁵ itself becomes 0 (erratum E-S9).
Precision falls already below 2⁻¹⁴, where numbers are subnormal. Small gradients are saved by
scaling the loss, small updates by adding them up in float32: 1 + 2⁻¹¹ is 1 in float16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..nn import Module

__all__ = ["HalfPrecision", "LossScale", "ScaleState", "Underflow", "gradient_underflow",
           "underflow"]  # fmt: skip

Array = NDArray[Any]


class Underflow(NamedTuple):
    """What float16 does to numbers that are not 0, as counts.

    Attributes
    ----------
    total : int
        Numbers that are not 0.
    zero : int
        Those that are lost.
    subnormal : int
        Those that keep fewer bits, below 2⁻¹⁴.
    infinite : int
        Those that are too large, above 65504.

    Examples
    --------
    >>> lost = underflow(np.array([1e-9, 1e-6, 1.0]))
    >>> f"{lost.zero} of {lost.total} lost, {lost.subnormal} less precise"
    '1 of 3 lost, 1 less precise'
    """

    total: int
    zero: int
    subnormal: int
    infinite: int


def underflow(arrays: Array | Iterable[Array], scale: float = 1.0) -> Underflow:
    """Count what float16 would do to ``scale · arrays``; entries that are 0 are not counted.

    Parameters
    ----------
    arrays : ndarray or iterable of ndarray
        Counted together.
    scale : float
        What they are multiplied by first, in float64.

    Returns
    -------
    Underflow

    Examples
    --------
    >>> tiny = 2.0**-24
    >>> underflow(np.array([0.0, 0.5 * tiny, 0.75 * tiny, 1.0, 1e5]))
    Underflow(total=4, zero=1, subnormal=1, infinite=1)
    >>> underflow(np.array([0.5 * tiny]), scale=1024)
    Underflow(total=1, zero=0, subnormal=1, infinite=0)
    """
    counts = np.zeros(4, int)
    for a in [arrays] if isinstance(arrays, np.ndarray) else arrays:
        exact = a[a != 0].astype(float) * scale
        with np.errstate(over="ignore"):
            half = np.abs(exact.astype(np.float16))
        small = (half > 0) & (half < np.finfo(np.float16).smallest_normal)
        counts += [exact.size, np.sum(half == 0), np.sum(small), np.sum(np.isinf(half))]
    return Underflow(*counts.tolist())


def gradient_underflow(
    model: Module, batch: Sequence[Array], loss: Callable[..., Any],
    scales: Iterable[float] = (1.0, 2.0**5, 2.0**10, 2.0**15),
) -> dict[float, Underflow]:  # fmt: skip
    """Count for several loss scales how many parameter gradients float16 would lose.

    The gradients are computed in float64, so that nothing is lost before it is counted; the
    parameters are not changed.

    Parameters
    ----------
    model : Module
        Computed in float64, as a copy.
    batch : sequence of array_like
        Inputs, then targets: ``(X, y)``.
    loss : callable
        ``loss(output, target)``, the mean.
    scales : iterable of float
        Loss scales to try.

    Returns
    -------
    dict of float to Underflow

    Examples
    --------
    >>> import lecture_lib as ll
    >>> model = ll.nn.MLP((2, 3, 2), rng=np.random.default_rng(0))
    >>> X, y = np.ones((1, 2), np.float32), np.array([0])
    >>> gradient_underflow(model, (X, y), ll.cross_entropy, scales=[1.0])[1.0].zero
    0
    """
    copied = model.astype(np.float64)  # gradients of a copy: the model's own stay as they are
    *inputs, target = batch
    loss(copied(*inputs), target).backward()
    gradients = [p.grad for p in copied.parameters().values() if p.grad is not None]
    return {float(scale): underflow(gradients, scale) for scale in scales}


class ScaleState(NamedTuple):
    """State of :class:`LossScale`: the scale in force, and updates since it last changed."""

    scale: float
    good: int


@dataclass(frozen=True)
class LossScale:
    """Dynamic loss scaling: halve after an overflow, double after many updates without one.

    Parameters
    ----------
    initial : float
        The scale to start from.
    factor : float
        What it is multiplied or divided by.
    every : int
        Updates without overflow before it grows.
    lowest, highest : float
        The limits of the scale.

    Raises
    ------
    ValueError
        An initial scale outside the limits, a factor of 1 or less, no updates.

    Notes
    -----
    ``torch.amp.GradScaler`` does the same, with 2000 updates.

    Examples
    --------
    >>> rule = LossScale(initial=1024.0, every=2)
    >>> state = rule.init()
    >>> for finite in (True, True, False):
    ...     state = rule.update(finite, state)
    ...     print(state.scale)
    1024.0
    2048.0
    1024.0
    """

    initial: float = 2.0**15
    factor: float = 2.0
    every: int = 200
    lowest: float = 1.0
    highest: float = 2.0**24

    def __post_init__(self) -> None:
        if not (0 < self.lowest <= self.initial <= self.highest < np.inf):
            raise ValueError(
                f"LossScale: initial is {self.initial}; it must lie between lowest {self.lowest} "
                f"and highest {self.highest}"
            )
        if not self.factor > 1 or self.every < 1:
            raise ValueError(
                f"LossScale: factor is {self.factor} and every is {self.every}; take a factor "
                "above 1 and at least 1 update"
            )

    def init(self) -> ScaleState:
        """Return the state before the first update."""
        return ScaleState(float(self.initial), 0)

    def update(self, finite: bool, state: ScaleState) -> ScaleState:
        """Return the state after an update whose gradients were all finite, or not."""
        if not finite:
            return ScaleState(max(state.scale / self.factor, self.lowest), 0)
        if state.good + 1 >= self.every:
            return ScaleState(min(state.scale * self.factor, self.highest), 0)
        return ScaleState(state.scale, state.good + 1)


class HalfPrecision:
    """A float16 copy of a network that learns through the original's float32 weights.

    ``forward`` runs the copy; logits come back in float32, in which the loss, a sum over many
    numbers, is taken. ``gradients`` gives the copy's gradients in float32 without the scale, or
    None after an overflow, and ``refresh`` rounds the masters into the copy again.

    Parameters
    ----------
    model : Module
        The masters.
    rule : LossScale, optional
        How the scale moves; by default from 2¹⁵.

    Notes
    -----
    Bytes per parameter with Adam: 2 + 2 in half, 4 + 4 + 4 for master and moments, 16 as in
    float32 (erratum E-S10): what halves is the memory of activations. NumPy has no fast float16
    arithmetic, so this shows the numbers, not the speed.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> masters = ll.nn.Linear(2, 2, rng=np.random.default_rng(0))
    >>> half = HalfPrecision(masters, LossScale(initial=1024.0))
    >>> out = half.forward(np.ones((1, 2), np.float32))
    >>> out.sum().backward(half.state.scale)
    >>> {name: (g.dtype.name, g.tolist()) for name, g in half.gradients().items()}
    {'W': ('float32', [[1.0, 1.0], [1.0, 1.0]]), 'b': ('float32', [1.0, 1.0])}
    """

    def __init__(self, model: Module, rule: LossScale | None = None) -> None:
        self.rule = rule or LossScale()
        self.state = self.rule.init()
        self.model, self.masters = model, model.parameters()
        self.worker = model.astype(np.float16)
        self._copies = self.worker.parameters()

    @property
    def scale(self) -> float:
        """What the loss of the next update is multiplied by."""
        return self.state.scale

    def forward(self, *inputs: Any) -> Any:
        """Run the copy in float16 and return its output in float32."""
        halves = (x.astype(np.float16) if x.dtype.kind == "f" else x for x in inputs)
        return self.worker(*halves).astype(np.float32)

    def gradients(self) -> Mapping[str, Array] | None:
        """Return the unscaled gradients, forget the copy's own, and move the scale."""
        found = {n: p.grad for n, p in self._copies.items() if p.grad is not None}
        finite = all(np.isfinite(g).all() for g in found.values())
        scale = self.state.scale
        self.state = self.rule.update(finite, self.state)
        for p in self._copies.values():
            p.grad = None
        if not finite:
            return None
        return {n: g.astype(self.masters[n].dtype) / scale for n, g in found.items()}

    def refresh(self) -> None:
        """Round the masters into the copy."""
        for name, p in self.masters.items():
            self._copies[name].data = p.data
