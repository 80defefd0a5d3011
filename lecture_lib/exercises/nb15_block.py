"""Exercise of notebook 15: a block of a Transformer, whose attention may give to other words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal
from ..nn import Block

__all__ = ["EXERCISES"]

Layer = Callable[[Any], Any]


@dataclass(frozen=True)
class _Part:
    """A layer of a block, which knows its name."""

    name: str
    layer: Layer

    def __call__(self, x: Any) -> Any:
        return np.asarray(self.layer(x).data)

    def __repr__(self) -> str:
        return f"<{self.name}>"


_NAMES = ("norm1", "attention", "norm2", "mlp")


def _drawn(rng: np.random.Generator, size: int = 4) -> Inputs:
    """A stream, a block whose numbers are all random, norms' gains as well, and whose row is taken.

    There are as many words as numbers of a vector: to exchange columns in place of rows runs, too.
    The order goes round all words, so that to give and to take are not the same.
    """
    block = Block(size, 2, rng=rng, dtype=np.float64)
    for parameter in block.parameters().values():
        parameter.data += 0.3 * rng.standard_normal(parameter.shape)
    parts = (_Part(name, getattr(block, name)) for name in _NAMES)
    order, round_all = np.empty(size, int), rng.permutation(size)
    order[round_all] = np.roll(round_all, 1)
    return np.round(2 * rng.standard_normal((size, size)), 1), *parts, order


def _block(x: Any, norm1: Layer, attention: Layer, norm2: Layer, mlp: Layer, order: Any) -> Any:
    """Both branches read the stream normalised, and add to it; attention's rows in this order."""
    x = x + attention(norm1(x))[order]
    return x + mlp(norm2(x))


def _slip(name: str, say: str, wrong: Callable[..., Any]) -> Mistake:
    """A mistake in the block, whether or not the order is heeded."""

    def exchanged(x: Any, n1: Layer, a: Layer, n2: Layer, m: Layer, order: Any) -> Any:
        return wrong(x, n1, lambda y: a(y)[order], n2, m)

    def fits(answer: Any, *inputs: Any) -> bool:
        return any(equal(answer, form, 1e-6) for form in (exchanged(*inputs), wrong(*inputs[:-1])))

    return Mistake(name, exchanged, say, fits)


def _exchange(name: str, say: str, wrong: Callable[..., Any]) -> Mistake:
    """A mistake in what is exchanged."""
    return Mistake(name, wrong, say)


_BLOCK = Exercise(
    id="attention-block",
    task="A block of a Transformer. x is a stream, one row for each word; norm1, attention, norm2 "
    "and mlp are functions of such rows (attention has its causal mask already). Attention reads "
    "the stream normalised by norm1, and what it gives is added to the stream; then the MLP reads "
    "the new stream normalised by norm2, and adds to it. order is an array of T places: to word t "
    "is added what attention gives at word order[t]. With np.arange(T) all is as ever. Return the "
    "stream that comes out.",
    inputs=("x", *_NAMES, "order"),
    simple=(_drawn(np.random.default_rng(0)), _drawn(np.random.default_rng(1))),
    numbers=_drawn,
    reference=_block,
    mistakes=(
        _exchange(
            "order forgotten",
            "That is a block in which each word gets its own row of attention. Word t is to get "
            "row order[t].",
            lambda x, n1, a, n2, m, order: (y := x + a(n1(x))) + m(n2(y)),
        ),
        _exchange(
            "the other way round",
            "You send row t to word order[t]. Word t is to take row order[t].",
            lambda x, n1, a, n2, m, order: (y := x + a(n1(x))[np.argsort(order)]) + m(n2(y)),
        ),
        _exchange(
            "columns exchanged",
            "You exchange the numbers of all vectors. A word is a row: index rows, not columns.",
            lambda x, n1, a, n2, m, order: (y := x + a(n1(x))[:, order]) + m(n2(y)),
        ),
        _exchange(
            "the stream exchanged",
            "You exchange the whole stream, the words with it. Words stay where they are: only "
            "what attention gives is exchanged.",
            lambda x, n1, a, n2, m, order: (y := (x + a(n1(x)))[order]) + m(n2(y)),
        ),
        _exchange(
            "x exchanged, not attention",
            "You exchange x. Exchange what attention gives.",
            lambda x, n1, a, n2, m, order: (y := x[order] + a(n1(x))) + m(n2(y)),
        ),
        _exchange(
            "the MLP exchanged, too",
            "What the MLP gives is exchanged, too. Only attention's rows are to be.",
            lambda x, n1, a, n2, m, order: (y := x + a(n1(x))[order]) + m(n2(y))[order],
        ),
        _exchange(
            "the MLP exchanged, not attention",
            "You exchange what the MLP gives. It is attention's rows that are exchanged.",
            lambda x, n1, a, n2, m, order: (y := x + a(n1(x))) + m(n2(y))[order],
        ),
        _exchange(
            "what attention reads",
            "You exchange the words that attention reads: so it reads another text. Exchange what "
            "it gives.",
            lambda x, n1, a, n2, m, order: (y := x + a(n1(x[order]))) + m(n2(y)),
        ),
        _exchange(
            "all words exchanged at the start",
            "You exchange the words themselves, before anything is done. Only what attention gives "
            "is exchanged.",
            lambda x, n1, a, n2, m, order: (y := x[order] + a(n1(x[order]))) + m(n2(y)),
        ),
        _slip(
            "norm after the sum",
            "You normalise after each sum, as the first Transformers did. Here the branch alone "
            "reads normalised rows; the stream itself is never normalised.",
            lambda x, n1, a, n2, m: n2((y := n1(x + a(x))) + m(y)),
        ),
        _slip(
            "norm of what a branch gives",
            "A norm stands before its branch: it changes what is read, not what is added.",
            lambda x, n1, a, n2, m: (y := x + n1(a(x))) + n2(m(y)),
        ),
        _slip(
            "nothing is added",
            "Each branch replaces the stream. It should add to it.",
            lambda x, n1, a, n2, m: m(n2(a(n1(x)))),
        ),
        _slip(
            "attention replaces the stream",
            "The MLP adds to the stream. Attention replaces it: x is lost.",
            lambda x, n1, a, n2, m: (y := a(n1(x))) + m(n2(y)),
        ),
        _slip(
            "the MLP replaces the stream",
            "Attention adds to the stream. The MLP replaces it.",
            lambda x, n1, a, n2, m: m(n2(x + a(n1(x)))),
        ),
        _slip(
            "the MLP reads the old stream",
            "The MLP reads x as it came in. It should read what attention has added to.",
            lambda x, n1, a, n2, m: x + a(n1(x)) + m(n2(x)),
        ),
        _slip(
            "the MLP adds to the old stream",
            "The MLP reads the right thing, but adds to x as it came in: what attention gave is "
            "lost.",
            lambda x, n1, a, n2, m: x + m(n2(x + a(n1(x)))),
        ),
        _slip(
            "the MLP reads attention alone",
            "The MLP reads only what attention gave. It should read the whole stream, x included.",
            lambda x, n1, a, n2, m: x + (b := a(n1(x))) + m(n2(b)),
        ),
        _slip(
            "one sum alone",
            "Attention does not add to the stream: the MLP reads it, and x comes back only at the "
            "end. There are two sums.",
            lambda x, n1, a, n2, m: x + m(n2(a(n1(x)))),
        ),
        _slip(
            "the old stream twice",
            "At the end x is added once more: after attention it is in the stream already.",
            lambda x, n1, a, n2, m: (x + a(n1(x))) + x + m(n2(x + a(n1(x)))),
        ),
        _slip(
            "no norms",
            "Both sums are right. Each branch should read its stream normalised.",
            lambda x, n1, a, n2, m: (y := x + a(x)) + m(y),
        ),
        _slip(
            "norm1 forgotten",
            "The second half is right. What does attention read?",
            lambda x, n1, a, n2, m: (y := x + a(x)) + m(n2(y)),
        ),
        _slip(
            "norm2 forgotten",
            "The first half is right. What does the MLP read?",
            lambda x, n1, a, n2, m: (y := x + a(n1(x))) + m(y),
        ),
        _slip(
            "norm1 twice",
            "norm1 serves both branches. The MLP has a norm of its own.",
            lambda x, n1, a, n2, m: (y := x + a(n1(x))) + m(n1(y)),
        ),
        _slip(
            "norm2 twice",
            "norm2 serves both branches. Attention has a norm of its own.",
            lambda x, n1, a, n2, m: (y := x + a(n2(x))) + m(n2(y)),
        ),
        _slip(
            "norms exchanged",
            "The norms are exchanged: norm1 is attention's.",
            lambda x, n1, a, n2, m: (y := x + a(n2(x))) + m(n1(y)),
        ),
        _slip(
            "the normalised stream goes on",
            "You add to the normalised rows, in both halves. Add to the stream as it was: the norm "
            "is for the branch alone.",
            lambda x, n1, a, n2, m: (z := n2((y := n1(x)) + a(y))) + m(z),
        ),
        _slip(
            "attention adds to normalised rows",
            "Attention adds to norm1(x). The stream that it adds to is x.",
            lambda x, n1, a, n2, m: (z := (y := n1(x)) + a(y)) + m(n2(z)),
        ),
        _slip(
            "the MLP adds to normalised rows",
            "The first half is right. The MLP adds to normalised rows: add to the stream itself.",
            lambda x, n1, a, n2, m: (z := n2(x + a(n1(x)))) + m(z),
        ),
        _slip(
            "the MLP first",
            "The MLP comes first here. Attention gathers, then the MLP works on it.",
            lambda x, n1, a, n2, m: (y := x + m(n2(x))) + a(n1(y)),
        ),
        _slip(
            "attention alone",
            "That is the first half, and it is right. Now the MLP's.",
            lambda x, n1, a, n2, m: x + a(n1(x)),
        ),
        _slip(
            "the MLP alone",
            "That is the second half alone. What comes before it?",
            lambda x, n1, a, n2, m: x + m(n2(x)),
        ),
    ),
    hints=(
        "Follow the thick arrow of the picture: twice a branch leaves it, and comes back at a sum.",
        "The first line is x = x + attention(…)[order]. What does attention read?",
        "The second half looks like the first, with the other norm and the MLP, without order, and "
        "reads the x that the first line made.",
    ),
)

EXERCISES = (_BLOCK,)
