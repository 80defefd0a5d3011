"""The gradient of a network as a function that can be sent to a worker."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import cross_entropy
from ..nn import Module

__all__ = ["loss_gradient"]


def loss_gradient(
    model: Module, loss: Callable[..., Any] = cross_entropy, reduction: str = "sum"
) -> Callable[[Mapping[str, Any], Sequence[Any]], dict[str, NDArray[Any]]]:
    """Return a function of the parameters and a shard that gives the gradient of the loss.

    Parameters
    ----------
    model : Module
        Copied, so that it stays as it is.
    loss : callable
        ``loss(output, target, reduction=reduction)``.
    reduction : str
        ``"sum"`` over the shard, as in Algorithm 1, where the server adds the shards up.

    Returns
    -------
    callable
        ``gradient(parameters, shard) -> gradients``, both by name as in ``model.state()``; a shard
        is inputs, then targets: ``(X, y)``.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> model = ll.nn.Linear(2, 2, rng=np.random.default_rng(0))
    >>> gradient = loss_gradient(model)
    >>> found = gradient(model.state(), (np.ones((3, 2)), np.array([0, 1, 1])))
    >>> {name: g.shape for name, g in found.items()}
    {'W': (2, 2), 'b': (2,)}

    With it, ``run = ll.scale.train(gradient, model.state(), shards, …)`` trains the network, and
    ``model.load_state(run.parameters)`` takes what was learnt.
    """
    fresh = copy.deepcopy(model)
    fresh.zero_grad()
    return _LossGradient(fresh, loss, reduction)


def repeated(gradient: Callable[..., Any], times: int) -> Callable[..., Any]:
    """Return a function that computes a gradient so many times and gives the last.

    More work for the same bytes: with it one finds out when work outweighs messages.

    Parameters
    ----------
    gradient : callable
        ``gradient(parameters, shard)``.
    times : int
        At least 1.

    Raises
    ------
    ValueError
        Less than once.

    Examples
    --------
    >>> calls = []
    >>> repeated(lambda w, shard: calls.append(shard) or w, 3)(2.0, "a shard"), len(calls)
    (2.0, 3)
    """
    if times < 1:
        raise ValueError(f"repeated: {times} times; a gradient is computed at least once")
    return _Repeated(gradient, times)


@dataclass(frozen=True)
class _Repeated:
    gradient: Callable[..., Any]
    times: int

    def __call__(self, parameters: Any, shard: Any) -> Any:
        for _ in range(self.times - 1):
            self.gradient(parameters, shard)
        return self.gradient(parameters, shard)


@dataclass(frozen=True)
class _LossGradient:
    model: Module
    loss: Callable[..., Any]
    reduction: str

    def __call__(self, parameters: Mapping[str, Any], shard: Sequence[Any]) -> dict[str, Any]:
        *inputs, target = shard
        self.model.load_state(parameters)
        self.model.zero_grad()
        self.loss(self.model(*inputs), target, reduction=self.reduction).backward()
        return {
            name: np.zeros(p.shape, p.dtype) if p.grad is None else p.grad
            for name, p in self.model.parameters().items()
        }
