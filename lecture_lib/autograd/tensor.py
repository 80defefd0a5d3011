"""An array that remembers how it was made, and speaks NumPy's own protocols."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from .backward import recording, topological_order
from .errors import AnomalyError, DTypeError, GraphError, InPlaceError, NoDerivative, ShapeError
from .messages import anomaly, explain, integer, label, no_rule, not_single, overwritten
from .shapes import unbroadcast

Array = NDArray[Any]

# The whole state of dispatch: filled by derivatives.py, extended by students.
PULLBACKS: dict[Callable[..., Any], Any] = {}  # function -> pull-back of each operand
COMPOSED: dict[Callable[..., Any], Callable[..., Any]] = {}  # function -> the same, in others
PLAIN: set[Callable[..., Any]] = set()  # piecewise constant or about shape: answers with arrays

_IN_USE = -1  # a graph needs this array, and nobody outside has been handed it yet


class Tensor:
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

    __slots__ = ("_data", "_function", "_inputs", "_kwargs", "_scope", "_seal", "grad", "name",
                 "parents", "positions")  # fmt: skip

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
        self._seal: int | None = None
        self._scope = recording.scope
        if recording.anomalies:
            _finite(array, name or "a leaf", ())

    # -- what it is made of --------------------------------------------------------------------

    @property
    def data(self) -> Array:
        """The array itself. Writing into it while a graph needs it makes backward() fail."""
        if self._seal == _IN_USE:
            self._seal = _fingerprint(self._data)
        return self._data

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
    T = property(lambda self: np.transpose(self), doc="With the axes reversed.")

    @property
    def op(self) -> str:
        """Name of the NumPy function that made it, ``""`` for a leaf."""
        return _name(self._function) if self._function else ""

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
        recording.escaped = True
        return np.array(self.data, dtype=dtype, copy=copy)

    def item(self) -> Any:
        """The only element, as a Python number."""
        recording.escaped = True
        return self._data.item() if self.size == 1 else not_single(self, "item()")

    def __float__(self) -> float:
        recording.escaped = True
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

    __hash__ = object.__hash__

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
            Not a scalar and no `gradient`, or an array of the graph was written to.
        DTypeError
            An integer leaf would need a derivative. No ``.grad`` has changed then.
        """
        gradients = {self: self.seed(gradient)}
        order = topological_order(self)
        upstreams, watch = set(), recording.anomalies
        for node in reversed(order):
            if node._seal is not None and node._seal != _IN_USE:
                node._unbroken()
            parents = node.parents
            if not parents:
                continue
            g = gradients[node]
            upstreams.add(id(g))
            pullbacks, operands, kwargs = PULLBACKS[node._function], node._inputs, node._kwargs
            for position, parent in zip(node.positions, parents):  # noqa: B905  (hot, equal)
                pulled = pullbacks[position](g, node._data, *operands, **kwargs)
                data = parent._data
                if getattr(pulled, "shape", None) != data.shape or pulled.dtype is not data.dtype:
                    pulled = node._fit(pulled, parent)
                if watch:
                    _finite(pulled, f"gradient of {node.op}", (g,))
                known = gradients.get(parent)
                gradients[parent] = pulled if known is None else known + pulled
        for node in order:  # only now: an error above leaves every .grad as it was
            new = gradients[node]
            node._seal = None
            if type(new) is not np.ndarray:
                new = np.asarray(new)  # 0-d arithmetic answers with NumPy scalars
            if node._function is not None:
                node.grad = new
            elif node.grad is not None:
                node.grad = np.asarray(node.grad + new)
            else:  # a leaf owns its gradient, for optimisers and clipping write into it
                node.grad = new if new.base is None and id(new) not in upstreams else new.copy()

    def seed(self, gradient: ArrayLike | None = None) -> Array:
        """The gradient a backward pass starts from: checked, and in this tensor's dtype."""
        data = self._data
        if data.dtype.kind != "f":
            raise DTypeError(integer(self))
        if gradient is None:
            if data.size != 1:
                raise GraphError(
                    f"backward(): {self.name or self.op or 'this leaf'} has shape {self.shape}, "
                    "and a gradient starts from one number; take .sum() or .mean(), or pass a "
                    "gradient of that shape"
                )
            return np.array(1, data.dtype, ndmin=data.ndim)
        seed = np.array(gradient, dtype=data.dtype)
        if seed.shape != self.shape:
            raise ShapeError(f"backward(gradient): shape {seed.shape} for a root {self.shape}")
        return seed

    def pull(self, k: int, upstream: Array) -> tuple[None, Array, Array | None]:
        """Along edge `k`: no local number; the contribution, and it before un-broadcasting."""
        pullback = PULLBACKS[self._function][self.positions[k]]
        raw = pullback(upstream, self._data, *self._inputs, **self._kwargs)
        parent = self.parents[k]
        return None, self._fit(raw, parent), None if raw.shape == parent.shape else raw

    def _fit(self, pulled: Any, parent: Tensor) -> Any:
        """Undo broadcasting, and cast: float32 parameters get float32 gradients."""
        data = parent._data
        if data.dtype.kind != "f":
            raise DTypeError(integer(parent))
        if not hasattr(pulled, "shape"):
            pulled = np.asarray(pulled)
        if pulled.dtype.kind not in "fiub":
            raise DTypeError(
                f"{self.op}: a pull-back returned {pulled!r:.60}; it must return the gradient of "
                f"its operand, an array of real numbers that broadcasts to {data.shape}"
            )
        try:
            fitted = pulled if pulled.shape == data.shape else unbroadcast(pulled, data.shape)
        except ShapeError as error:
            raise ShapeError(f"{self.op}: {error}") from None
        return fitted if fitted.dtype == data.dtype else fitted.astype(data.dtype)

    def recompute(self) -> None:
        """Refresh ``data`` from the operands' present data, through the recorded operation."""
        if self._function is not None:
            inputs = list(self._inputs)
            for position, parent in zip(self.positions, self.parents, strict=True):
                inputs[position] = parent._data
            self._inputs = tuple(inputs)
            self._data = np.asarray(self._function(*inputs, **self._kwargs))

    def _unbroken(self) -> None:
        """Raise if the data was written to since the graph came to need it."""
        if self._seal != _fingerprint(self._data):
            raise InPlaceError(overwritten(self))

    # -- NumPy's protocols ---------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        if method == "__call__":
            return dispatch(ufunc, args, kwargs)
        if (ufunc, method) not in _METHODS:
            raise NoDerivative(
                f"np.{ufunc.__name__}.{method} has no derivative rule here; write it with other "
                "functions, or pass t.data if no gradient is meant to flow through it"
            )
        return dispatch(_METHODS[ufunc, method], args, {"axis": 0, **kwargs})

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return dispatch(function, args, kwargs)

    if TYPE_CHECKING:  # operators and array methods are attached in operators.py

        def __getattr__(self, name: str) -> Any: ...
        def __add__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __getitem__(self, index: Any) -> Tensor: ...


_METHODS: dict[tuple[np.ufunc, str], Callable[..., Any]] = {
    (np.add, "reduce"): np.sum, (np.multiply, "reduce"): np.prod, (np.maximum, "reduce"): np.max,
    (np.minimum, "reduce"): np.min, (np.add, "accumulate"): np.cumsum,
}  # fmt: skip


def apply(function: Callable[..., Any], inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
    """Call `function` on the data of `inputs` and record it: the one place nodes are made."""
    arrays = list(inputs)
    parents: list[Tensor] = []
    positions: list[int] = []
    for position, x in enumerate(inputs):
        if isinstance(x, Tensor):
            arrays[position] = x._data
            if PULLBACKS[function][position] is not None:
                parents.append(x)
                positions.append(position)
    try:
        data = function(*arrays, **kwargs)
    except (ValueError, IndexError, np.linalg.LinAlgError) as error:
        raise explain(_name(function), inputs, arrays, error) from None
    return node(data, function, tuple(arrays), kwargs, tuple(parents), tuple(positions))


def node(
    data: Any, function: Any, inputs: tuple[Any, ...], kwargs: dict[str, Any],
    parents: tuple[Tensor, ...], positions: tuple[int, ...],
) -> Tensor:  # fmt: skip
    """Make the result of an operation; skips the checks and the copy that a leaf needs."""
    new = Tensor.__new__(Tensor)
    new._data = data if type(data) is np.ndarray else np.asarray(data)
    new.grad = new.name = None
    new._scope = recording.scope
    if recording.plain or _recorded(new._data, function, inputs):
        new._function, new._inputs, new._kwargs = function, inputs, kwargs
        new.parents, new.positions = parents, positions
        new._seal = _IN_USE  # its own pull-backs may read the result
        for parent in parents:
            parent._seal = _IN_USE
    else:
        new._function, new._inputs, new._kwargs, new.parents, new.positions = None, (), {}, (), ()
        new._seal = None
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


def _recorded(data: Array, function: Any, inputs: tuple[Any, ...]) -> bool:
    if recording.anomalies:
        _finite(data, _name(function), inputs)
    return recording.enabled


def _finite(data: Array, what: str, inputs: tuple[Any, ...]) -> None:
    if data.dtype.kind == "f" and not np.isfinite(data).all():
        raise AnomalyError(anomaly(what, data, inputs))


def _fingerprint(array: Array) -> int:
    return zlib.crc32(np.ascontiguousarray(array).data.cast("B")) if array.size else 0


def _name(function: Any) -> str:
    return getattr(function, "__name__", str(function)).lstrip("_")
