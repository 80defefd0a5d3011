"""What a rule is: pull-backs, and the options they understand; and how one is added."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from math import inf
from typing import Any, TypeAlias, TypeVar

from .errors import InPlaceError, NoDerivative
from .table import PULLBACKS
from .tensor import Tensor, apply, dispatch

__all__ = ["Derivative", "Every", "Pullback", "derivative", "primitive"]

Pullback: TypeAlias = Callable[..., Any]
Function = TypeVar("Function", bound=Callable[..., Any])
_ORIGINAL: dict[Any, Any] = {}  # what a primitive wraps: the function that nodes record


class Every:
    """The pull-backs of a function with any number of operands: one, which is told the position."""

    def __init__(self, pullback: Pullback) -> None:
        self.pullback = pullback

    def __getitem__(self, position: int) -> Pullback:
        return partial(self.pullback, position)


@dataclass(eq=False)
class Derivative:
    """What the table knows about one function.

    Attributes
    ----------
    function : callable
        What a node records, and names.
    pullbacks : tuple of callable or None, or Every
        One for each operand: ``(g, out, *operands, **keywords) -> gradient of the operand``.
    faster : callable, optional
        Evaluates the function in less time.
    """

    function: Callable[..., Any]
    pullbacks: tuple[Pullback | None, ...] | Every
    faster: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        self.compute = self.faster or self.function
        self.name = getattr(self.function, "__name__", "function").lstrip("_")
        if isinstance(self.pullbacks, Every):
            self.arity: float = inf
            return
        self.arity = len(self.pullbacks)
        first = next(filter(None, self.pullbacks), None)
        if first is None:
            raise TypeError("a rule needs at least one pull-back: lambda g, out, x: …")
        # The parameters after `g, out`, with their defaults: operands first, then keywords.
        self.options = {
            p.name: p.default for p in list(inspect.signature(first).parameters.values())[2:]
        }
        try:  # the function's own parameters, for keywords that are given by position
            self.order = tuple(inspect.signature(self.function).parameters)
        except (TypeError, ValueError):  # a ufunc: NumPy passes all but operands by keyword
            self.order = tuple(self.options)

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], Any]:
        """Move operands given by keyword to their places; refuse options without a derivative."""
        if isinstance(self.pullbacks, Every):
            return args, kwargs
        n = len(self.pullbacks)
        surplus = dict(zip(self.order[n:], args[n:], strict=False))
        args, options = args[:n], {}
        for key, value in {**surplus, **kwargs}.items():
            if key in self.options:
                options[key] = value
            elif key == "out" and value is not None:
                raise InPlaceError(
                    f"{self.name}: out= writes in place, which would change what the graph "
                    "remembers; use the result instead"
                )
            elif value is not None:
                raise NoDerivative(
                    f"{self.name}: no derivative for the keyword {key}={value!r:.60}; leave it "
                    "out, or compute on t.data if no gradient is meant to flow"
                )
        for key in list(self.options)[len(args) : n]:
            if key not in options:
                break
            args = (*args, options.pop(key))
        return args, options


def derivative(
    function: Callable[..., Any], *pullbacks: Pullback | None,
    faster: Callable[..., Any] | None = None,
) -> Any:  # fmt: skip
    """Teach the table how to differentiate `function`.

    Parameters
    ----------
    function : callable
        A NumPy function, or one made with :func:`primitive`.
    *pullbacks : callable or None
        For each operand ``pullback(g, out, *operands, **keywords)``, which returns the operand's
        gradient; None where there is none (an index, a mask). Without any, a decorator.
    faster : callable, optional
        Computes the function in less time; called on the same operands.

    Returns
    -------
    callable
        The first pull-back, or a decorator that waits for it.

    Raises
    ------
    TypeError
        None of the pull-backs is a function.

    Examples
    --------
    >>> import numpy as np, lecture_lib as ll
    >>> _ = ll.derivative(np.cbrt, lambda g, out, x: g / (3 * out**2))
    >>> x = ll.Tensor(8.0)
    >>> np.cbrt(x).backward()
    >>> x.grad
    array(0.08333333)
    """
    if not pullbacks:
        return lambda pullback: derivative(function, pullback, faster=faster)
    function = _ORIGINAL.get(function, function)
    PULLBACKS[function] = Derivative(function, pullbacks, faster)
    return pullbacks[0]


def primitive(
    *pullbacks: Pullback | None, every: Pullback | None = None
) -> Callable[[Function], Function]:
    """Make a function of arrays one node of the graph, with pull-backs of its own.

    Parameters
    ----------
    *pullbacks : callable or None
        As for :func:`derivative`.
    every : callable, optional
        Instead of them ``every(position, g, out, *operands)``, for any number of operands.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> @ll.primitive(lambda g, out, x: g * 3 * x**2)
    ... def cube(x):
    ...     return x**3
    >>> ll.grad(cube)(2.0)
    12.0
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def wrapper(*operands: Any, **keywords: Any) -> Any:
            for x in operands:
                if isinstance(x, Tensor):
                    call = dispatch if keywords else apply  # no keywords: nothing to look up
                    return call(function, operands, keywords)
            if keywords and any(isinstance(x, Tensor) for x in keywords.values()):
                return dispatch(function, operands, keywords)
            return function(*operands, **keywords)

        PULLBACKS[function] = Derivative(function, pullbacks if every is None else Every(every))
        _ORIGINAL[wrapper] = function
        return wrapper  # type: ignore[return-value]

    return decorate
