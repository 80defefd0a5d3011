r"""Send only the largest components of a gradient, and keep the rest for the next step.

.. math:: a_t = e_t + g_t, \quad s_t = \text{the } k \text{ largest of } a_t, \quad
          e_{t+1} = a_t - s_t

What is not sent stays in the residual e and is added to the next gradient, so that nothing is lost:
all that was sent and what is kept always sum to all gradients. Source: Aji and Heafield (2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..optim import Wrapper

__all__ = ["Compressed", "Kept", "Sparse", "TopK"]

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Sparse:
    """A few components of an array, as they are sent.

    Attributes
    ----------
    indices : ndarray of int32 (int64 for more than 2³¹ components)
        Places in the flattened array, rising.
    values : ndarray
        What stands there, in the precision of the array.
    shape : tuple of int
        Of the whole array.

    Examples
    --------
    >>> sent = Sparse(np.array([1, 4], np.int32), np.array([5.0, -2.0], np.float32), shape=(2, 3))
    >>> sent.dense()
    array([[ 0.,  5.,  0.],
           [ 0., -2.,  0.]], dtype=float32)
    >>> sent.bytes, sent.dense().nbytes
    (16, 24)
    """

    indices: NDArray[Any]
    values: Array
    shape: tuple[int, ...]

    def dense(self) -> Array:
        """Return the whole array, 0 where nothing was sent."""
        whole = np.zeros(math.prod(self.shape), self.values.dtype)
        whole[self.indices] = self.values
        return whole.reshape(self.shape)

    @property
    def bytes(self) -> int:
        """What must be sent: a component costs its value *and* its index, 8 bytes in float32."""
        return self.indices.nbytes + self.values.nbytes


@dataclass(frozen=True)
class TopK:
    """Compress a gradient to its components of largest magnitude.

    Like an update rule it is a specification with two pure functions: ``init`` makes the residual,
    and ``compress`` returns what is sent and the next residual.

    Parameters
    ----------
    share : float
        0 < share ≤ 1. Of n components k = share · n are sent, rounded, and at least one.
    residual : bool
        Whether what is not sent is kept and added to the next gradient. Without, it is thrown away,
        and a component that is never among the largest never moves.

    Raises
    ------
    ValueError
        A share outside its range.

    Notes
    -----
    Among equals the one further in front is sent, so that exactly k are. A component that is not a
    number counts as infinite: it is sent and seen, not kept where nobody looks.

    Examples
    --------
    >>> topk, g = TopK(0.25), np.array([3.0, -4.0, 2.0, 0.0])
    >>> state = topk.init(g)
    >>> for _ in range(2):
    ...     sent, state = topk.compress(g, state)
    ...     print(sent.dense(), state)
    [ 0. -4.  0.  0.] [3. 0. 2. 0.]
    [6. 0. 0. 0.] [ 0. -4.  4.  0.]
    """

    share: float
    residual: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError(
                f"TopK: share is {self.share!r}; it must be above 0 and at most 1. "
                "Take 0.01 to send one component in a hundred."
            )

    def count(self, size: int) -> int:
        """Return k, how many of ``size`` components are sent."""
        return min(size, max(1, round(self.share * size)))

    def init(self, parameters: ArrayLike) -> Array | None:
        """Return the residual before the first step: zeros, or None if none is kept."""
        if not self.residual:
            return None
        parameters = np.asarray(parameters)
        floating = parameters.dtype.kind == "f"
        return np.zeros(parameters.shape, parameters.dtype if floating else float)

    def compress(self, gradient: ArrayLike, state: Array | None) -> tuple[Sparse, Array | None]:
        """Return what is sent of a gradient of any shape, and the next residual.

        Raises
        ------
        ValueError
            The residual has another shape than the gradient.
        """
        total, chosen = self.choose(gradient, state)
        indices = np.flatnonzero(chosen)
        small = total.size <= np.iinfo(np.int32).max
        sent = Sparse(indices.astype(np.int32 if small else np.int64),
                      total.ravel()[indices], total.shape)  # fmt: skip
        return sent, None if state is None else np.where(chosen, 0, total)

    def choose(
        self, gradient: ArrayLike, state: Array | None, axis: Any = None
    ) -> tuple[Array, NDArray[np.bool_]]:
        """Return the gradient with the residual added, and which of its components are sent.

        Parameters
        ----------
        gradient, state
            As in :meth:`compress`.
        axis : int, tuple or None
            The axes of one gradient, None for all; the others are a batch.
        """
        total = np.asarray(gradient)
        if state is not None:
            if state.shape != total.shape:
                raise ValueError(
                    f"TopK: the gradient has shape {total.shape} and the residual {state.shape}; "
                    "make a residual for each parameter, by init(parameter)."
                )
            total = state + total
        axes = range(total.ndim) if axis is None else np.atleast_1d(axis)
        last = range(-len(axes), 0)
        moved = np.moveaxis(np.abs(total), axes, last)
        batch = moved.shape[: moved.ndim - len(axes)]
        rows = moved.reshape(*batch, math.prod(moved.shape[len(batch) :]))
        chosen = _largest(rows, self.count(rows.shape[-1]))
        return total, np.moveaxis(chosen.reshape(moved.shape), last, axes)

    def __str__(self) -> str:
        return f"top {self.share:.3g}" + ("" if self.residual else " without residual")


def _largest(magnitude: Array, k: int) -> NDArray[np.bool_]:
    """Where the k largest of each row are; of equals, the first ones."""
    if not k:
        return np.zeros(magnitude.shape, bool)
    magnitude = np.where(np.isnan(magnitude), np.inf, magnitude)
    # Which places argpartition picks among equals is up to the processor; the k-th value is not.
    threshold = np.partition(magnitude, -k, axis=-1)[..., -k, None]
    chosen: NDArray[np.bool_] = magnitude >= threshold
    if (chosen.sum(axis=-1) > k).any():
        above, equal = magnitude > threshold, magnitude == threshold
        left = k - above.sum(axis=-1, keepdims=True)
        chosen = above | (equal & (equal.cumsum(axis=-1) <= left))
    return chosen


class Kept(NamedTuple):
    """State of a compressed rule: the residual, and the state of the rule inside."""

    residual: Array | None
    inner: Any


@dataclass(frozen=True, eq=False)
class Compressed(Wrapper):
    """A rule that sees compressed gradients.

    Parameters
    ----------
    rule : Rule
        The rule that takes the step.
    by : TopK
        How they are compressed.
    axis : int, tuple or None
        The axes of one gradient, None for all; the others are a batch. ``descend`` sets it.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> rule = Compressed(GradientDescent(learning_rate=1.0), TopK(0.5))
    >>> theta, state = rule.update(np.zeros(2), np.array([3.0, 4.0]), rule.init(np.zeros(2)))
    >>> theta, state.residual
    (array([ 0., -4.]), array([3., 0.]))
    """

    by: TopK
    axis: Any = None

    @property
    def label(self) -> str:
        return f"{self.rule.label}, {self.by}"

    @property
    def equation(self) -> str:
        kept = r", \; e \leftarrow a - g, \; a = e + g" if self.by.residual else ""
        whole = "a" if self.by.residual else "g"
        return rf"g \leftarrow \mathrm{{top}}_k({whole}){kept}, \quad {self.rule.equation}"

    def init(self, theta: Any) -> Kept:
        return Kept(self.by.init(theta), super().init(theta))

    def update(self, theta: Array, gradient: Array, state: Kept) -> tuple[Array, Kept]:
        total, sent = self.by.choose(gradient, state.residual, self.axis)
        theta, inner = self.rule.update(theta, np.where(sent, total, 0), state.inner)
        kept = None if state.residual is None else np.where(sent, 0, total)
        return theta, Kept(kept, inner)
