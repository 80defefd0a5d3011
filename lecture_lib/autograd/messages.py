"""What the vector engine says when something does not fit: operation, shapes, remedy."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import ShapeError
from .symbols import sign

__all__ = ["anomaly", "explain", "integer", "label", "name_of", "no_rule", "not_single",
           "operation_name", "overwritten"]  # fmt: skip


def label(operation: str, inputs: Any, options: dict[str, Any]) -> str:
    """What a picture prints for an operation, with its constants: ``× 0.5``, ``sum axis=0``."""
    symbol = sign(operation)
    numbers = [
        f"{x:.4g}" if isinstance(x, int | float) and not isinstance(x, bool) else "" for x in inputs
    ]
    if symbol != operation and len(numbers) == 2:
        left, right = numbers
        return f"{left} {symbol} {right}".strip()
    given = [f"{key}={x}" for key, x in options.items() if not isinstance(x, np.ndarray)]
    return " ".join([symbol, *filter(None, numbers), *given])


def operation_name(function: Any) -> str:
    """What to call the function that made a node."""
    return getattr(function, "__name__", str(function)).lstrip("_")


def name_of(tensor: Any, fallback: str = "a leaf") -> str:
    """What to call a tensor in a sentence."""
    return str(tensor.name or tensor.op or fallback)


def explain(operation: str, inputs: Any, arrays: Any, error: Exception) -> Exception:
    """Turn NumPy's complaint about shapes or indices into one that names the operands."""
    if not isinstance(error, ValueError) or isinstance(error, np.linalg.LinAlgError):
        return type(error)(f"{operation}: {error}")  # an index or a singular matrix
    if operation == "einsum":  # its first argument, the subscripts, is no operand
        inputs, arrays, operation = inputs[1:], arrays[1:], f"einsum {arrays[0]!r}"
    operands = [
        (getattr(x, "name", None) or f"operand {k + 1}", np.shape(a))
        for k, (x, a) in enumerate(zip(inputs, arrays, strict=True))
        if isinstance(a, np.ndarray) or operation == "matmul"
    ]
    given = " and ".join(f"{name} is {shape}" for name, shape in operands)
    if operation == "matmul" and len(operands) == 2:
        return ShapeError(f"matmul: {given}: {_matmul(*operands[0], *operands[1])}")
    if "broadcast" in str(error) and "einsum" not in operation:
        return ShapeError(f"{operation}: {given}: {_broadcast([shape for _, shape in operands])}")
    return ShapeError(f"{operation}: {given}: {error}" if given else f"{operation}: {error}")


def _matmul(a: str, left: tuple[int, ...], b: str, right: tuple[int, ...]) -> str:
    if not left or not right:
        return "@ multiplies matrices and vectors; use * for numbers"
    columns, rows = left[-1], right[-2 if len(right) > 1 else 0]
    told = f"the {columns} columns of {a} need {columns} rows of {b}, not {rows}."
    if len(left) > 1 and left[-2] == rows:
        return f"{told} Did you mean ({a}).{_turned(left)} @ {b}?"
    if len(right) > 1 and right[-1] == columns:
        return f"{told} Did you mean {a} @ ({b}).{_turned(right)}?"
    return told


def _turned(shape: tuple[int, ...]) -> str:
    """What transposes one matrix or a stack of them."""
    return "T" if len(shape) == 2 else "mT"


def _broadcast(shapes: list[tuple[int, ...]]) -> str:
    axes = max(map(len, shapes))
    aligned = [(1,) * (axes - len(shape)) + shape for shape in shapes]
    for axis in reversed(range(axes)):
        lengths = {shape[axis] for shape in aligned} - {1}
        if len(lengths) > 1:
            told = " and ".join(map(str, sorted(lengths)))
            return (
                f"axis {axis - axes} has lengths {told}, and only equal lengths or 1 broadcast. "
                "Insert an axis with x[:, None], or transpose with x.T"
            )
    return "these shapes do not broadcast"


def anomaly(what: str, data: Any, inputs: Any) -> str:
    """Where the first NaN or infinity of `data` is, and what it was made from."""
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(data))[0])
    given = ", ".join(np.array2string(np.asarray(x), threshold=8) for x in inputs)
    place = f" at index {where} of the result" if where else ""
    return f"{what}: {np.asarray(data)[where]}{place}" + (f" (inputs: {given})" if given else "")


def integer(tensor: Any) -> str:
    """Only floats have derivatives."""
    return (
        f"derivative with respect to {name_of(tensor)}, which holds {tensor.dtype}: only floats "
        "have derivatives; write Tensor([1.0, 2.0]) or t.astype(float), and pass labels and "
        "indices as plain arrays"
    )


def not_single(tensor: Any, what: str) -> Any:
    """Raise: a tensor with several elements is not a number."""
    raise TypeError(
        f"{what}: {name_of(tensor, 'this tensor')} has shape {tensor.shape}; only a tensor with "
        "one element is a number. Reduce it, or index one element"
    )


def overwritten(what: str, shape: tuple[int, ...], remedy: str) -> str:
    """An array of the graph changed under its feet."""
    return (
        f"backward(): {what}, shape {shape}, was written to after the graph used it, so its "
        f"derivatives would be wrong; {remedy}"
    )


def no_rule(function: Any) -> str:
    """How to teach the table a new function."""
    module = str(getattr(function, "__module__", "") or "np").replace("numpy", "np")
    name = f"{module}.{getattr(function, '__name__', function)}"
    return (
        f"{name} has no derivative rule here. Add one, with a pull-back for each operand:\n"
        f"    ll.derivative({name}, lambda g, out, x: ...)\n"
        "or pass t.data if no gradient is meant to flow through it"
    )
