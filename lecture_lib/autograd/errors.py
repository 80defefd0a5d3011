"""The errors of both engines: each names the operation, what it was given, and a remedy."""

from __future__ import annotations

__all__ = ["AnomalyError", "DTypeError", "GradientMismatch", "GraphError", "InPlaceError",
           "NoDerivative", "ShapeError"]  # fmt: skip


class GraphError(RuntimeError):
    """A computation graph cannot be used as asked (no path, changed arrays, wrong start).

    Examples
    --------
    >>> import lecture_lib as ll
    >>> ll.Tensor([1.0, 2.0], name="w").backward()
    Traceback (most recent call last):
        ...
    lecture_lib...GraphError: backward(): w has shape (2,), and a gradient starts from one ...
    """


class InPlaceError(GraphError, TypeError):
    """An array that a graph remembers was written to, or would have been.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> w = ll.Tensor([1.0, 2.0], name="w")
    >>> loss = np.sum(w * w)
    >>> w.data -= 0.1
    >>> loss.backward()
    Traceback (most recent call last):
        ...
    lecture_lib...InPlaceError: backward(): the data of w, shape (2,), was written to after ...
    """


class ShapeError(ValueError):
    """Shapes that do not fit the operation.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> W, h = ll.Tensor(np.ones((2, 3)), "W"), ll.Tensor(np.ones(2), "h")
    >>> W @ h
    Traceback (most recent call last):
        ...
    lecture_lib...ShapeError: matmul: W is (2, 3) and h is (2,): ... Did you mean (W).T @ h?
    """


class DTypeError(TypeError):
    """A derivative was asked with respect to something that is not a real float.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> ll.grad(lambda x: x * x)(3)
    Traceback (most recent call last):
        ...
    lecture_lib...DTypeError: derivative with respect to argument 0, which holds int64: ...
    """


class NoDerivative(TypeError):
    """The table of derivatives has no rule for this function, or none for this use of it.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> np.spacing(ll.Tensor([1.0]))
    Traceback (most recent call last):
        ...
    lecture_lib...NoDerivative: np.spacing has no derivative rule here. Add one, ...
    """


class AnomalyError(FloatingPointError):
    """A NaN or an infinity appeared while :func:`~lecture_lib.detect_anomalies` was on.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> with ll.detect_anomalies():
    ...     ll.Value(1e308, name="a") * 10
    Traceback (most recent call last):
        ...
    lecture_lib...AnomalyError: × 10: the result is inf from a = 1e+308
    """


class GradientMismatch(AssertionError):
    """A derivative rule disagrees with finite differences.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> wrong = ll.primitive(lambda g, out, x: g * x)(lambda x: x**2)  # half of it
    >>> ll.check_gradients(wrong, 3.0)
    Traceback (most recent call last):
        ...
    lecture_lib...GradientMismatch: <lambda>: the gradient of argument 0 gives slope ...
    """
