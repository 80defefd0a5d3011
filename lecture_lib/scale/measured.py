"""What one step of training keeps on this package's own engine, measured array by array."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..autograd import Tensor
from ..nn import Module
from ..optim import Rule
from .held import activation_bytes, held_arrays
from .memory import Memory
from .state import second_state

__all__ = ["measured_memory"]


def measured_memory(model: Module, rule: Rule, loss: Callable[[Module], Tensor]) -> Memory:
    """Measure, on this package's own engine, what one step of training keeps: array by array.

    Parameters
    ----------
    model : Module
        Its parameters and gradients stay as they are.
    rule : Rule
    loss : callable
        ``loss(model)``, a Tensor.

    Returns
    -------
    Memory
        To be held against :func:`training_memory` with ``precision="float32", engine=True``. While
        a block is computed a second time it needs the law's ``"again"`` on top, which a
        measurement before the backward pass does not see.

    Examples
    --------
    >>> import numpy as np
    >>> import lecture_lib as ll
    >>> from lecture_lib.optim import Adam
    >>> model = ll.nn.Transformer(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    >>> tokens = np.zeros((16, 32), int)
    >>> measured_memory(model, Adam(), lambda model: ll.cross_entropy(model(tokens), tokens))
    Memory(parameters=240192, gradients=240192, state=480384, activations=5818376)
    """
    parameters = model.parameters()
    before = {name: p.grad for name, p in parameters.items()}
    value = loss(model)
    kept = activation_bytes(value)
    try:
        for p in parameters.values():
            p.grad = None
        value.backward()
        gradients = _bytes(p.grad for p in parameters.values())
    finally:
        for name, p in parameters.items():
            p.grad = before[name]
    weights = [p.data for p in parameters.values()]
    states = _bytes(second_state(rule, array) for array in weights)
    return Memory(_bytes(weights), gradients, states, kept)


def _bytes(holders: Iterable[Any]) -> int:
    return sum(array.nbytes for array in held_arrays(*holders) if array.ndim)
