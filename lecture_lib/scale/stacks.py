"""What a model is made of: blocks, and the shapes of all its tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

__all__ = ["Form", "Shapes", "Stack"]

#: Shapes of tensors, and how many there are of each.
Shapes: TypeAlias = Sequence[tuple[tuple[int, ...], int]]


@dataclass(frozen=True)
class Stack:
    """Equal blocks of a Transformer, one on the other: attention and an MLP, each with a norm.

    Parameters
    ----------
    layers, size, heads : int
        L blocks on vectors of d numbers.
    inner : int
        Numbers of a query over all heads: d in most models, not in T5's largest.
    hidden : int
        Units of the MLP: 4d in most models.
    cross : bool
        Whether a second attention looks at an encoder.
    biases : bool
        Whether layers and norms have biases; T5's have none.
    packed : bool
        Whether query, key and value are one matrix, as in GPT-2's weights and in this package: as
        many parameters, but fewer rows and columns for Adafactor to remember.

    Examples
    --------
    >>> from math import prod
    >>> block = Stack(1, 768, 12, inner=768, hidden=3072)
    >>> sum(copies * prod(shape) for shape, copies in block.tensors()) == 12 * 768**2 + 13 * 768
    True
    """

    layers: int
    size: int
    heads: int
    inner: int
    hidden: int
    cross: bool = False
    biases: bool = True
    packed: bool = False

    def tensors(self) -> Shapes:
        """Return the shapes of all its tensors, and how many there are of each."""
        d, m, f, n = self.size, self.inner, self.hidden, self.layers
        attentions = 1 + self.cross
        rows, apart = (3 * m, 1) if self.packed else (m, 3)  # of query, key and value
        matrices: Shapes = [((rows, d), apart * attentions * n), ((d, m), attentions * n),
                            ((f, d), n), ((d, f), n), ((d,), (1 + attentions) * n)]  # fmt: skip
        biases: Shapes = [((rows,), apart * attentions * n), ((d,), attentions * n),
                          ((f,), n), ((d,), n), ((d,), (1 + attentions) * n)]  # fmt: skip
        return [*matrices, *(biases if self.biases else ())]


class Form:
    """A kind of model: its shape, and from it the number of parameters.

    Attributes
    ----------
    formula : str, on the class
        The closed form in words of the fields, as a table prints it.
    vocabulary : int
        How many words it tells apart.

    Examples
    --------
    >>> from lecture_lib.scale import GPT
    >>> model = GPT(12, 768, 12, vocabulary=50257, context=1024)
    >>> print(f"{model.formula} = {model.count:,}")
    L(12d² + 13d) + (V + T)d + 2d = 124,439,808
    """

    formula: ClassVar[str]
    vocabulary: int

    @property
    def count(self) -> int:
        """How many parameters it has, by the closed form."""
        raise NotImplementedError(f"{type(self).__name__} has no closed form yet.")

    def stacks(self) -> tuple[Stack, ...]:
        """Return the blocks it is made of."""
        return ()

    def ends(self) -> Shapes:
        """Return the tensors that are in no block."""
        raise NotImplementedError(f"{type(self).__name__} does not say what is in no block.")

    def tensors(self) -> Shapes:
        """Return the shapes of all tensors, and how many there are of each."""
        return [*self.ends(), *(part for stack in self.stacks() for part in stack.tensors())]
