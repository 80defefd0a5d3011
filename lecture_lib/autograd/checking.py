"""A check of derivatives against differences, for rules and whole functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .calculus import grad
from .errors import GradientMismatch
from .tensor import Array, Tensor

__all__ = ["GradientCheck", "check_gradients"]


@dataclass(frozen=True)
class GradientCheck:
    """The largest relative error that :func:`check_gradients` met, and over how many directions."""

    error: float
    directions: int
    tolerance: float

    def __str__(self) -> str:
        compared = f"error {self.error:.0e} ≤ {self.tolerance:.0e}"
        return f"gradients agree: {compared} in {self.directions} directions"


def check_gradients(
    f: Callable[..., Any], *args: ArrayLike, directions: int = 3, tolerance: float = 1e-6,
    order: int = 1, seed: int = 0,
) -> GradientCheck:  # fmt: skip
    r"""Compare the gradient of `f` with central differences along random directions.

    .. math:: \nabla f(x) \cdot v \approx
              \frac{4 D(h/2) - D(h)}{3}, \qquad D(h) = \frac{f(x + h v) - f(x - h v)}{2h}

    The combination of two step lengths (Richardson) cancels the error in h², so that a double
    leaves about eleven correct digits. Where h = 10⁻³ disagrees, h = 10⁻⁵ is tried before the
    rule is called wrong: the wider step may have crossed a kink.

    Parameters
    ----------
    f : callable
        Any real function of arrays; a result that is an array is weighted at random first, so
        every output takes part.
    *args : array_like of float
        Where to check. Stay clear of kinks.
    directions : int
        Random directions for each argument.
    tolerance : float
        Largest allowed ``|slope - measured| / max(1, |slope|, |measured|)``.
    order : int
        2 checks the second derivatives as well.
    seed : int
        Of directions and weights.

    Raises
    ------
    GradientMismatch
        Names the argument, both slopes, and the element that is most wrong.

    Examples
    --------
    >>> import numpy as np
    >>> check_gradients(np.tanh, np.array([0.5, -1.0])).error < 1e-9
    True
    """
    arrays = [np.array(a, dtype=float) for a in args]
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal(np.shape(_plain(f(*arrays))))

    def scalar(*xs: Any) -> Any:
        return np.sum(f(*xs) * weights)

    gradients = grad(scalar, tuple(range(len(arrays))))(*arrays)
    worst = 0.0
    for k, (x, g) in enumerate(zip(arrays, gradients, strict=True)):

        def along(v: Array, h: float, k: int = k, x: Array = x) -> float:
            ends = [_plain(scalar(*arrays[:k], x + s * h * v, *arrays[k + 1 :])) for s in (1, -1)]
            return float(ends[0] - ends[1]) / (2 * h)

        def slope(v: Array, h: float = 1e-3) -> float:
            return (4 * along(v, h / 2) - along(v, h)) / 3

        for _ in range(directions):
            v = np.asarray(rng.standard_normal(x.shape))
            exact = float(np.sum(g * v))
            for h in (1e-3, 1e-5):
                measured = slope(v, h)
                error = abs(exact - measured) / max(1.0, abs(exact), abs(measured))
                if error <= tolerance:
                    break
            else:  # a NaN fails as well
                raise GradientMismatch(_mismatch(f, k, x, np.asarray(g), exact, measured, slope))
            worst = max(worst, error)
    if order > 1:
        for k in range(len(arrays)):
            again = check_gradients(
                grad(scalar, k), *arrays, directions=directions, tolerance=tolerance,
                order=order - 1, seed=seed + 1,
            )  # fmt: skip
            worst = max(worst, again.error)
    return GradientCheck(worst, directions * len(arrays), tolerance)


def _plain(x: Any) -> Any:
    return x._data if isinstance(x, Tensor) else np.asarray(x)


def _mismatch(f: Any, k: int, x: Array, g: Array, exact: float, measured: float, slope: Any) -> str:
    units = [np.zeros(x.shape) for _ in range(min(x.size, 100))]
    for i, unit in enumerate(units):
        unit.flat[i] = 1.0
    each = [slope(unit) for unit in units]
    i = int(np.argmax([abs(a - b) for a, b in zip(each, g.flat, strict=False)]))
    return (
        f"{getattr(f, '__name__', 'f')}: the gradient of argument {k} gives slope {exact:.6g} "
        f"along a random direction, measured {measured:.6g}. Most wrong at element {i}: "
        f"{g.flat[i]:.6g}, measured {each[i]:.6g}"
    )
