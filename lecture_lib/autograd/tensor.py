"""An array that remembers how it was made, and speaks NumPy's own protocols."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from .errors import DTypeError, InPlaceError, NoDerivative, ShapeError
from .messages import explain, label, no_rule, not_single, operation_name
from .operators import ArrayMethods, astype, getitem
from .passes import finite, fit, run_backward, seed
from .recording import current, escaped
from .seals import MUTABLE, SMALL, Seal, fingerprint, keep
from .table import COMPOSED, PLAIN, PULLBACKS, UFUNC_METHODS

__all__ = ["Array", "Operand", "Tensor", "apply",
           "dispatch", "fingerprint", "node", "strip"]  # fmt: skip

Array: TypeAlias = NDArray[Any]
Operand: TypeAlias = "Tensor | ArrayLike"


def _arithmetic(function: Callable[..., Any]) -> Callable[[Any, Any], Tensor]:
    """``apply`` for two operands, unrolled: many nodes of a network are made here."""

    def operator(x: Any, y: Any) -> Tensor:
        inputs: tuple[Any, ...]
        parents: tuple[Tensor, ...]
        positions: tuple[int, ...]
        constants: tuple[Seal, ...] = ()
        if isinstance(x, Tensor):
            if isinstance(y, Tensor):
                inputs, parents, positions = (x._data, y._data), (x, y), (0, 1)
            else:
                if type(y) in MUTABLE:
                    y, constants = keep(y)
                inputs, parents, positions = (x._data, y), (x,), (0,)
        else:
            if type(x) in MUTABLE:
                x, constants = keep(x)
            inputs, parents, positions = (x, y._data), (y,), (1,)
        try:
            data = PULLBACKS[function].compute(*inputs)
        except ValueError as error:
            raise explain(function.__name__, (x, y), inputs, error) from None
        return node(data, function, inputs, {}, parents, positions, constants)

    return operator


def _reflected(operator: Callable[[Any, Any], Tensor]) -> Callable[[Any, Any], Tensor]:
    return lambda x, y: operator(y, x)


class Tensor(ArrayMethods):
    """An array that takes part in a computation graph.

    NumPy's functions work on it as on an array and record what they did; plain arrays and
    numbers are constants. Arithmetic is NumPy's: broadcasting, dtypes and warnings as well.

    Parameters
    ----------
    data : array_like
        Copied, so that later writes to the original cannot change the graph. float32 stays
        float32; integers are allowed but have no derivative.
    name : str, optional
        What pictures, tables and errors call it.

    Attributes
    ----------
    data : ndarray
    grad : ndarray or None
        Derivative of the last root, in the shape of `data`. Leaves accumulate over calls of
        :meth:`backward`; interior nodes hold the last call's gradient.
    name : str or None
    parents : tuple of Tensor
        The operands that gradients flow to, in order.
    positions : tuple of int
        Which argument of the operation each of them is.

    Raises
    ------
    TypeError
        `data` is a Tensor, or a list of them.
    DTypeError
        Complex numbers, text, objects.

    Notes
    -----
    A graph needs the arrays it was made from, and :meth:`backward` raises
    :class:`~lecture_lib.InPlaceError` where it finds that one was written to: through ``.data``
    of a Tensor after the forward pass; in any way between two passes over one graph; and in a
    constant, such as a batch buffer that is filled again. Constants up to 16 kB are copied, so a
    write to them does no harm. Results that are views, such as ``x.T.data``, are read-only.

    What it does not see: a write to a constant above 16 kB that misses all of 64 places; and
    before the first pass, a write through a reference to ``.data`` that is older than the forward
    pass, or to a Tensor that another forward pass has used since.

    Examples
    --------
    >>> import numpy as np
    >>> from lecture_lib import Tensor
    >>> x = Tensor([1.0, 2.0, 3.0], name="x")
    >>> loss = np.sum(np.exp(x) * [0, 1, 0])
    >>> loss.backward()
    >>> x.grad
    array([0.       , 7.3890561, 0.       ])
    """

    __slots__ = ("_constants", "_data", "_function", "_inputs", "_kwargs", "_needed", "_print",
                 "_scope", "grad", "name", "parents", "positions")  # fmt: skip

    def __init__(self, data: ArrayLike, name: str | None = None) -> None:
        if isinstance(data, Tensor):
            raise TypeError("Tensor(t) of a Tensor: use t.detach() for a new leaf, or t itself")
        if isinstance(data, list | tuple) and any(isinstance(x, Tensor) for x in data):
            raise TypeError("Tensor([t, …]) of Tensors: join them with np.stack, so gradients flow")
        array = np.array(data)
        if array.dtype.kind not in "fiub":
            raise DTypeError(f"Tensor: dtype {array.dtype} is not supported; use real numbers")
        self._data: Array = array
        self.grad: Array | None = None
        self.name = name
        self._function: Any = None
        self._inputs: tuple[Any, ...] = ()
        self._kwargs: dict[str, Any] = {}
        self.parents: tuple[Tensor, ...] = ()
        self.positions: tuple[int, ...] = ()
        self._constants: tuple[Seal, ...] = ()
        self._needed = False  # by a graph
        self._print: int | str | None = None  # of the array when it was handed out, or "spent"
        now = current()
        self._scope = now.scope
        if now.anomalies:
            finite(array, name or "a leaf", ())

    # -- what it is made of --------------------------------------------------------------------

    @property
    def data(self) -> Array:
        """The array itself. Writing into it while a graph needs it makes backward() fail."""
        data = self._data
        if self._function is not None and isinstance(data.base, np.ndarray):
            data = data.view()  # of an array that another Tensor may need
            data.flags.writeable = False
        elif self._needed and self._print is None:
            self._print = fingerprint(data)
        return data

    @data.setter
    def data(self, array: ArrayLike) -> None:
        if array is self._data:  # `t.data -= step` has written in place already
            return
        if self._function is not None:
            raise InPlaceError(
                f"{self.name or 'tensor'}.data: it is the result of {self.op}; change the data of "
                "a leaf, then recompute() the nodes in topological_order"
            )
        new = np.array(array, dtype=self.dtype if self.dtype.kind == "f" else None)
        if new.shape != self._data.shape:
            raise ShapeError(
                f"{self.name or 'tensor'}.data: has shape {self._data.shape}, cannot become "
                f"{new.shape}; make a new Tensor instead"
            )
        self._data = new

    shape = property(lambda self: self._data.shape, doc="Length along each axis.")
    ndim = property(lambda self: self._data.ndim, doc="Number of axes.")
    dtype = property(lambda self: self._data.dtype, doc="Kind of number.")
    size = property(lambda self: self._data.size, doc="Number of elements.")
    scope = property(lambda self: self._scope, doc="Names of the scopes around the operation.")

    @property
    def op(self) -> str:
        """Name of the NumPy function that made it, ``""`` for a leaf."""
        return operation_name(self._function) if self._function else ""

    @property
    def label(self) -> str:
        """The operation with its constants, as a picture prints it: ``× 0.5``, ``sum axis=0``."""
        return label(self.op, self._inputs, self._kwargs)

    def __repr__(self) -> str:
        body = np.array2string(self._data, separator=", ", prefix="Tensor(", threshold=50)
        dtype = "" if self.dtype == np.float64 else f", dtype={self.dtype}"
        return f"Tensor({body}{dtype}{f', name={self.name!r}' if self.name else ''})"

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else repr(self)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        # np.r_ and np.c_ ask no protocol, and would lose the graph
        caller = sys._getframe(1).f_code
        if caller.co_name == "__getitem__" and "index_tricks" in caller.co_filename:
            raise NoDerivative("np.r_ and np.c_ make plain arrays; use np.concatenate, np.stack or "
                               "np.column_stack, or pass t.data")  # fmt: skip
        escaped.set(True)
        return np.array(self.data, dtype=dtype, copy=copy)

    def item(self) -> Any:
        """The only element, as a Python number."""
        escaped.set(True)
        return self._data.item() if self.size == 1 else not_single(self, "item()")

    def __float__(self) -> float:
        escaped.set(True)
        return float(self._data.item()) if self.size == 1 else not_single(self, "float()")

    def __int__(self) -> int:
        return int(self._data.item()) if self.size == 1 else not_single(self, "int()")

    def __bool__(self) -> bool:
        return bool(self._data.item()) if self.size == 1 else not_single(self, "bool()")

    def detach(self) -> Tensor:
        """A new leaf with a copy of the data: gradients stop here."""
        return Tensor(self._data, self.name)

    def tolist(self) -> Any:
        """The data as nested lists."""
        return self._data.tolist()

    def __len__(self) -> int:
        return len(self._data)

    def __iter__(self) -> Iterator[Tensor]:
        if not self.ndim:
            raise TypeError("iteration over a 0-d tensor: use .item() for its number")
        return (self[i] for i in range(len(self)))

    def __setitem__(self, index: Any, value: Any) -> None:
        raise InPlaceError(
            f"{self.name or 'tensor'}[...] = value, shape {self.shape}: writing in place would "
            "change what the graph remembers; use np.where(mask, value, t), np.concatenate, or "
            "t.data[...] on a leaf between two forward passes"
        )

    # -- gradients -----------------------------------------------------------------------------

    def backward(self, gradient: ArrayLike | None = None) -> None:
        """Set ``.grad`` of everything this depends on to the derivative of this.

        Parameters
        ----------
        gradient : array_like, optional
            Weight of each element of this tensor, in its shape. Needed unless it has one.

        Raises
        ------
        GraphError
            Not a scalar and no `gradient`.
        InPlaceError
            An array of the graph was written to; see the notes of the class for what is seen.
        DTypeError
            An integer leaf would need a derivative. No ``.grad`` has changed then.
        """
        run_backward(self, gradient)

    def seed(self, gradient: ArrayLike | None = None) -> Array:
        """The gradient a backward pass starts from: checked, and in this tensor's dtype."""
        return seed(self, gradient)

    def pull(self, k: int, upstream: Array) -> tuple[None, Array, Array | None]:
        """Along edge `k`: no local number; the contribution, and it before un-broadcasting."""
        pullback: Any = PULLBACKS[self._function].pullbacks[self.positions[k]]
        raw = pullback(upstream, self._data, *self._inputs, **self._kwargs)
        parent = self.parents[k]
        return None, fit(self, raw, parent), None if raw.shape == parent.shape else raw

    def recompute(self) -> None:
        """Refresh ``data`` from the operands' present data, through the recorded operation."""
        if self._function is not None:
            inputs = list(self._inputs)
            for position, parent in zip(self.positions, self.parents, strict=True):
                inputs[position] = parent._data
            self._inputs = tuple(inputs)
            self._data = np.asarray(PULLBACKS[self._function].compute(*inputs, **self._kwargs))
        self._print = None

    # -- NumPy's protocols ---------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        if method == "__call__":
            return dispatch(ufunc, args, kwargs)
        if (ufunc, method) not in UFUNC_METHODS:
            raise NoDerivative(
                f"np.{ufunc.__name__}.{method} has no derivative rule here; write it with other "
                "functions, or pass t.data if no gradient is meant to flow through it"
            )
        return dispatch(UFUNC_METHODS[ufunc, method], args, {"axis": 0, **kwargs})

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return dispatch(function, args, kwargs)

    # -- arithmetic and indexing; the rest of what ndarray has comes from ArrayMethods ---------

    __add__ = _arithmetic(np.add)
    __sub__ = _arithmetic(np.subtract)
    __mul__ = _arithmetic(np.multiply)
    __truediv__ = _arithmetic(np.divide)
    __mod__ = _arithmetic(np.remainder)
    __pow__ = _arithmetic(np.power)
    __matmul__ = _arithmetic(np.matmul)
    __radd__ = _reflected(__add__)
    __rsub__ = _reflected(__sub__)
    __rmul__ = _reflected(__mul__)
    __rtruediv__ = _reflected(__truediv__)
    __rmod__ = _reflected(__mod__)
    __rpow__ = _reflected(__pow__)
    __rmatmul__ = _reflected(__matmul__)

    def __getitem__(self, index: Any) -> Tensor:
        """``t[index]``: numbers, slices, ``None``, integer and boolean arrays, repeats included."""
        return apply(getitem, (self, strip(index)), {})

    def astype(self, dtype: DTypeLike) -> Tensor:
        """The same numbers in another dtype; the gradient comes back in this one."""
        return apply(astype, (self, np.dtype(dtype)), {})


def apply(function: Callable[..., Any], inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
    """Call `function` on the data of `inputs` and record it: the one place nodes are made."""
    rule = PULLBACKS[function]
    arrays = list(inputs)
    parents: list[Tensor] = []
    positions: list[int] = []
    constants: tuple[Seal, ...] = ()
    for position, x in enumerate(inputs):
        if isinstance(x, Tensor):
            arrays[position] = x._data
            if rule.pullbacks[position] is not None:
                parents.append(x)
                positions.append(position)
        elif type(x) is np.ndarray and x.nbytes <= SMALL:  # keep(x), for a small batch
            arrays[position] = x.copy()
        elif type(x) in MUTABLE:
            arrays[position], seals = keep(x)
            constants += seals
    try:
        data = rule.compute(*arrays, **kwargs)
    except (ValueError, IndexError, np.linalg.LinAlgError) as error:
        raise explain(operation_name(function), inputs, arrays, error) from None
    return node(data, function, tuple(arrays), kwargs, tuple(parents), tuple(positions), constants)


def node(
    data: Any, function: Any, inputs: tuple[Any, ...], kwargs: dict[str, Any],
    parents: tuple[Tensor, ...], positions: tuple[int, ...], constants: tuple[Seal, ...] = (),
) -> Tensor:  # fmt: skip
    """Make the result of an operation; skips the checks and the copy that a leaf needs."""
    new = Tensor.__new__(Tensor)
    new._data = data if type(data) is np.ndarray else np.asarray(data)
    new.grad = new.name = new._print = None
    now = current()
    new._scope = now.scope
    if now.anomalies:
        finite(new._data, operation_name(function), inputs)
    if now.enabled:
        new._function, new._inputs, new._kwargs = function, inputs, kwargs
        new.parents, new.positions, new._constants = parents, positions, constants
        new._needed = True  # its own pull-backs may read the result
        for parent in parents:
            parent._needed, parent._print = True, None
    else:  # a leaf, which shares memory with nothing
        new._data = new._data if new._data.base is None else new._data.copy()
        new._function, new._inputs, new._kwargs, new.parents, new.positions = None, (), {}, (), ()
        new._needed, new._constants = False, ()
    return new


def dispatch(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """Find what `function` means on Tensors: its own node, other functions, or a plain array."""
    if function in COMPOSED:
        return COMPOSED[function](*args, **kwargs)
    if function in PULLBACKS:
        rule = PULLBACKS[function]
        if kwargs or len(args) > rule.arity:
            args, kwargs = rule.bind(args, kwargs)
        return apply(function, args, kwargs)
    if function in PLAIN:
        return function(*strip(args), **strip(kwargs))
    raise NoDerivative(no_rule(function))


def strip(value: Any) -> Any:
    """Replace every Tensor in nested tuples, lists and dicts by its array."""
    if isinstance(value, Tensor):
        return value._data
    if type(value) in (tuple, list):
        return type(value)(strip(v) for v in value)
    if type(value) is dict:
        return {k: strip(v) for k, v in value.items()}
    return value
