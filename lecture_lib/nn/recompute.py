"""Remember less: the backward pass computes a block a second time instead of keeping its arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np

from ..autograd import (
    GraphError,
    InPlaceError,
    Tensor,
    no_grad,
    primitive,
    recording,
    topological_order,
)
from ..autograd.calculus import pull_back
from ..autograd.seals import glimpse
from ..autograd.tensor import strip
from .module import Module

__all__ = ["recompute"]

_Modes: TypeAlias = list[tuple[Module, bool]]
_Dice: TypeAlias = list[tuple[np.random.Generator, Any]]


def recompute(block: Module) -> Callable[..., Any]:
    """Make one node of a whole block: it keeps what goes in, and computes the rest again.

    Parameters
    ----------
    block : Module
        Returns one array. Its parameters are operands of the node, beside what it is called with.

    Returns
    -------
    callable
        Takes what `block` takes and returns the same, with gradients equal to the last bit, but
        not to what is passed by keyword. Units that dropout has dropped are dropped again.

    Notes
    -----
    A step takes one more forward pass, a third to a half of its time, and holds one array for each
    block in place of dozens. Chen et al., *Training deep nets with sublinear memory cost* (2016);
    ``torch.utils.checkpoint``.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> layer = ll.nn.MLP((2, 8, 2), rng=np.random.default_rng(0))
    >>> x = ll.Tensor(np.ones((1, 2), np.float32))
    >>> len(ll.topological_order(layer(x))), len(ll.topological_order(recompute(layer)(x)))
    (8, 6)
    """
    parameters = block.parameters()

    def run(*inputs: Any, **options: Any) -> Any:
        own = {"parameters": parameters, "inputs": len(inputs), "options": options}
        return _recomputed(block, own, *inputs, *parameters.values())

    return run


def _pull(
    position: int, g: Any, out: Any, block: Module, own: dict[str, Any], *operands: Any
) -> Any:
    """The first operand to ask computes the gradients of all; the others fetch theirs."""
    last = own.get("last")
    if last is None or last[0] is not g or position not in last[1]:
        last = own["last"] = g, _gradients(g, block, own, operands)
    return last[1].pop(position)


@primitive(every=_pull)
def _recomputed(block: Module, own: dict[str, Any], *operands: Any) -> Any:
    """Its own notes: modes and dice of `block` at first, and a glimpse of each parameter."""
    own["seen"] = [glimpse(p._data) for p in own["parameters"].values()]
    with no_grad(), _as_at_first(block, own):
        return strip(block(*operands[: own["inputs"]], **own["options"]))


def _gradients(
    g: Any, block: Module, own: dict[str, Any], operands: tuple[Any, ...]
) -> dict[int, Any]:
    """Those of all operands, from a graph of the block that lives no longer than this call."""
    for seen, (name, p) in zip(own["seen"], own["parameters"].items(), strict=True):
        if seen != glimpse(p._data):
            raise InPlaceError(
                f"backward(): {name} of {block.label} was written to, and recompute needs it as "
                "it was; update parameters after backward()"
            )
    given = [Tensor(x) if _is_float(x) else x for x in operands[: own["inputs"]]]
    with recording.Block("enabled", True), _as_at_first(block, own):
        out = block(*given, **own["options"])
    variables = {k: x for k, x in enumerate([block, own, *given, *own["parameters"].values()])
                 if isinstance(x, Tensor)}  # fmt: skip
    symbolic = any(isinstance(x, Tensor) for x in operands)
    if not symbolic:
        _refuse_others(block, out, variables.values())
    return dict(zip(variables, pull_back(out, [*variables.values()], g, symbolic), strict=True))


def _refuse_others(block: Module, out: Tensor, variables: Iterable[Tensor]) -> None:
    own = {id(x) for x in variables}
    for node in topological_order(out):
        if not node.parents and id(node) not in own:
            raise GraphError(
                f"backward(): {block.label} uses {node.name or 'a Tensor'}, which is neither an "
                "input nor a parameter of it, so recompute would lose its gradient; pass it as an "
                "input"
            )


def _is_float(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.dtype.kind == "f"


@contextmanager
def _as_at_first(block: Module, own: dict[str, Any]) -> Iterator[None]:
    """Note the modes and dice of `block`; from the second time on, go back to them for a while."""
    now = _moment(block)
    if own.setdefault("first", now) is now:
        yield
        return
    _restore(own["first"])
    try:
        yield
    finally:
        _restore(now)


def _moment(block: Module) -> tuple[_Modes, _Dice]:
    parts = [*block.modules().values()]
    found = (x for part in parts for x in vars(part).values())
    dice = [(x, x.bit_generator.state) for x in found if isinstance(x, np.random.Generator)]
    return [(part, part.training) for part in parts], dice


def _restore(moment: tuple[_Modes, _Dice]) -> None:
    modes, dice = moment
    for part, training in modes:
        part.training = training
    for rng, state in dice:
        rng.bit_generator.state = state
