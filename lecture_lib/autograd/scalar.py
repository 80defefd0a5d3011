"""A scalar that remembers how it was made: the smallest engine that can train a network."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from threading import RLock
from typing import Any, TypeAlias

from .backward import backward_steps
from .elementary import BINARY, REMEDY, UNARY, guard
from .errors import AnomalyError
from .recording import USUAL, current

__all__ = ["BINARY", "REMEDY", "UNARY", "Value"]

Number: TypeAlias = "Value | float"

_turn = RLock()  # a pass marks nodes in their .grad, so passes take turns


class Value:
    """A number that takes part in a computation graph.

    An operation stores its operands and, beside each, the local derivative: plain numbers
    that a picture can print and :meth:`backward` can multiply.

    Parameters
    ----------
    data : float
        Any real number; stored as a float.
    name : str, optional
        What pictures and tables call it.

    Attributes
    ----------
    data : float
    grad : float
        Derivative of the last root with respect to this node. Leaves accumulate over calls of
        :meth:`backward` as in PyTorch; interior nodes hold the last call's gradient.
    op : str
        The operation that made it, ``""`` for a leaf.

    Raises
    ------
    TypeError
        `data` is not one real number.

    Notes
    -----
    ``==`` is identity, so that Values hash; ``<`` and the like compare data. relu'(0) = 0 and
    abs'(0) = 0. A number outside an operation's domain raises what the same Python operation
    raises, with the operand named.

    Examples
    --------
    >>> from lecture_lib import Value
    >>> w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-0.25, "b")
    >>> loss = (1 - (w * x + b)) ** 2
    >>> loss.backward()
    >>> loss.data, w.grad, b.grad
    (0.0625, -1.0, -0.5)
    """

    __slots__ = ("_dx", "_dy", "_scope", "_x", "_y", "data", "grad", "name", "op")

    # A constant operand is no node: its slot (_x or _y) is None and its number stands where
    # the local derivative would (_dx or _dy), so that a picture can print "× 0.5".

    def __init__(self, data: float, name: str | None = None) -> None:
        if not isinstance(data, Real):
            told = "needs one real number; for arrays there is ll.Tensor"
            raise TypeError(f"Value({data!r}): {told}")
        self.data: float = float(data)
        self.grad: float = 0.0
        self.name: str | None = name
        self.op: str = ""
        self._x: Value | None = None
        self._dx: float = 0.0
        self._y: Value | None = None
        self._dy: float = 0.0
        if current() is not USUAL:
            self._unusual()

    def _unusual(self) -> None:
        """Inside scope(), no_grad() or detect_anomalies()."""
        now = current()
        if now.scope:
            self._scope = now.scope
        if now.anomalies and not math.isfinite(self.data):
            given = ", ".join(f"{p.name or p.op or 'a leaf'} = {p.data:g}" for p in self.parents)
            where = f" from {given}" if given else ""
            raise AnomalyError(f"{self.label or 'leaf'}: the result is {self.data}{where}")
        if not now.enabled and self.op:
            self.op, self._x, self._y = "", None, None

    # -- what it is made of --------------------------------------------------------------------

    @property
    def edges(self) -> tuple[tuple[Value, float], ...]:
        """Pairs (operand, local derivative), one per use: ``a * a`` has two."""
        pairs = ((self._x, self._dx), (self._y, self._dy))
        return tuple((node, local) for node, local in pairs if node is not None)

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands, in order."""
        x, y = self._x, self._y
        if x is None or y is None:
            return (x,) if x is not None else (y,) if y is not None else ()
        return x, y

    @property
    def positions(self) -> tuple[int, ...]:
        """Which operand each of `parents` is: ``2 / v`` has only operand 1."""
        return tuple(k for k, node in enumerate((self._x, self._y)) if node is not None)

    @property
    def scope(self) -> tuple[str, ...]:
        """The names of the scopes around the operation, outermost first."""
        return getattr(self, "_scope", ())  # the slot stays empty outside any scope

    @property
    def label(self) -> str:
        """The operation with its constant, as a picture prints it: ``× 0.5``, ``2 **``."""
        if self.op not in BINARY or (self._x is not None and self._y is not None):
            return self.op
        return f"{self.op} {self._dy:.4g}" if self._y is None else f"{self._dx:.4g} {self.op}"

    def __repr__(self) -> str:
        name = f", name={self.name!r}" if self.name is not None else ""
        return f"Value({self.data:.6g}, grad={self.grad:.6g}{name})"

    def __float__(self) -> float:
        return self.data

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    # -- gradients -----------------------------------------------------------------------------

    def backward(self) -> None:
        """Set ``.grad`` of every node this one depends on to d(self)/d(node).

        Leaves add to what they hold, interior nodes start afresh. No recursion: the depth of
        the graph is limited by memory alone. Passes in several threads take turns, so two of
        them over one graph do what one after the other would.
        """
        if current().anomalies:
            self._watch()
        with _turn:
            order = self._interior()
            self.grad += 1.0
            for node in reversed(order):
                grad = node.grad
                x, y = node._x, node._y
                if x is not None:
                    x.grad += grad * node._dx
                if y is not None:
                    y.grad += grad * node._dy

    def _watch(self) -> None:
        """Raise where the backward pass would meet a NaN or an infinity."""
        for step in backward_steps(self):
            if not math.isfinite(step.contribution):
                raise AnomalyError(
                    f"gradient of {step.node.label}: {step.upstream:g} · {step.local:g} = "
                    f"{step.contribution} for {step.parent!r}"
                )

    def _interior(self) -> list[Value]:
        """``topological_order(self)`` without the leaves, with every ``grad`` set to 0.

        Written out because speed counts. The zero is an object of its own, and a node that holds
        it has been met: a set of a million nodes would take longer than the walk itself.
        """
        zero = float("0")  # a new object, unlike the constant 0.0
        order: list[Value] = []
        path: list[Value] = []  # from the root down, by first operands as far as they go
        push, pop, done = path.append, path.pop, order.append
        node: Value | None = self
        while True:
            while node is not None and node.op and node.grad is not zero:
                node.grad = zero
                push(node)
                node = node._x
            if not path:
                return order
            node = path[-1]._y
            if node is None or not node.op or node.grad is zero:  # both operands are done
                done(pop())
                node = None

    def seed(self, gradient: float | None = None) -> float:
        """The gradient a backward pass starts from."""
        return 1.0 if gradient is None else float(gradient)

    def pull(self, k: int, upstream: float) -> tuple[float, float, None]:
        """Local derivative along edge `k`, and its product with `upstream`."""
        local = self.edges[k][1]
        return local, upstream * local, None

    def recompute(self) -> None:
        """Refresh ``data`` and local derivatives from the operands' present data."""
        x: Any = self._x
        y: Any = self._y
        if self.op in UNARY:
            value, slope = UNARY[self.op]
            self.data = guard(self.op, value, x.data)
            self._dx = slope(x.data, self.data)
        elif self.op:
            left = self._dx if x is None else x.data
            right = self._dy if y is None else y.data
            self.data, dx, dy = guard(self.op, BINARY[self.op], left, right)
            self._dx, self._dy = (left if x is None else dx), (right if y is None else dy)

    # -- operations ----------------------------------------------------------------------------

    # + and × make up most of a network; they skip the table.
    def __add__(self, other: Number) -> Value:
        if type(other) is Value:
            return _node(self.data + other.data, "+", self, 1.0, other, 1.0)
        return _binary("+", self, other)

    def __mul__(self, other: Number) -> Value:
        if type(other) is Value:
            x, y = self.data, other.data
            return _node(x * y, "×", self, y, other, x)
        return _binary("×", self, other)

    def __radd__(self, other: Number) -> Value:
        return _binary("+", self, other)  # + and × commute: "+ 1" reads better than "1 +"

    def __rmul__(self, other: Number) -> Value:
        return _binary("×", self, other)

    def __sub__(self, other: Number) -> Value:
        return _binary("−", self, other)

    def __rsub__(self, other: Number) -> Value:
        return _binary("−", other, self)

    def __truediv__(self, other: Number) -> Value:
        return _binary("÷", self, other)

    def __rtruediv__(self, other: Number) -> Value:
        return _binary("÷", other, self)

    def __pow__(self, other: Number) -> Value:
        return _binary("**", self, other)

    def __rpow__(self, other: Number) -> Value:
        return _binary("**", other, self)

    def __neg__(self) -> Value:
        return _unary("neg", self)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Value:
        return _unary("abs", self)

    def exp(self) -> Value:
        """e to this power."""
        return _unary("exp", self)

    def log(self) -> Value:
        """Natural logarithm."""
        return _unary("log", self)

    def sqrt(self) -> Value:
        """Square root."""
        return _unary("sqrt", self)

    def sin(self) -> Value:
        """Sine of an angle in radians."""
        return _unary("sin", self)

    def cos(self) -> Value:
        """Cosine of an angle in radians."""
        return _unary("cos", self)

    def tanh(self) -> Value:
        """Hyperbolic tangent."""
        return _unary("tanh", self)

    def sigmoid(self) -> Value:
        """1 / (1 + exp(-x)), without overflow."""
        return _unary("sigmoid", self)

    def relu(self) -> Value:
        """max(x, 0), with derivative 0 at 0."""
        return _unary("relu", self)

    # -- order by data; == and hash stay identity ----------------------------------------------

    def __lt__(self, other: Number) -> bool:
        return self.data < _data(other)

    def __le__(self, other: Number) -> bool:
        return self.data <= _data(other)

    def __gt__(self, other: Number) -> bool:
        return self.data > _data(other)

    def __ge__(self, other: Number) -> bool:
        return self.data >= _data(other)


def _data(other: Number) -> float:
    return other.data if isinstance(other, Value) else other


_blank: Callable[[type[Value]], Value] = Value.__new__


def _node(
    data: float, op: str, x: Value | None, dx: float, y: Value | None, dy: float
) -> Value:  # fmt: skip
    """Make the result of an operation: ``Value(…)`` without its checks, in half the time."""
    new = _blank(Value)
    new.data = data
    new.grad = 0.0
    new.name = None
    new.op = op
    new._x = x
    new._dx = dx
    new._y = y
    new._dy = dy
    if current() is not USUAL:
        new._unusual()
    return new


def _unary(op: str, x: Value) -> Value:
    value, slope = UNARY[op]
    data = guard(op, value, x.data)
    return _node(data, op, x, slope(x.data, data), None, 0.0)


def _binary(op: str, left: Any, right: Any) -> Value:
    """Apply `op` to two Values, or to a Value and a number on either side."""
    x = left if isinstance(left, Value) else None
    y = right if isinstance(right, Value) else None
    try:  # a NumPy scalar would turn all that follows into NumPy scalars
        a = x.data if x is not None else _real(left)
        b = y.data if y is not None else _real(right)
    except TypeError:
        return NotImplemented  # type: ignore[no-any-return]
    data, dx, dy = guard(op, BINARY[op], a, b)
    return _node(data, op, x, a if x is None else dx, y, b if y is None else dy)


def _real(number: Any) -> float:
    if type(number) is not float and not isinstance(number, Real):
        raise TypeError
    return float(number)
