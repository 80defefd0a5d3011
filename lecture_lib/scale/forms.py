"""How many parameters a model has: a closed form for each kind, and its tensors one by one.

The two are written down apart, so that a test can hold one against the other, both against the
modules of this package, and all of it against what is published (``models.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .stacks import Form, Shapes, Stack

__all__ = ["BART", "BERT", "GPT", "T5", "Bengio"]


@dataclass(frozen=True)
class GPT(Form):
    """A decoder, as GPT-2 and GPT-3: norms before each branch, one at the end.

    Parameters
    ----------
    layers, size, heads, vocabulary, context : int
        L, d, their heads, V words and T positions.
    tied : bool
        Whether the table of words also makes the logits.
    packed : bool
        See :class:`~lecture_lib.scale.stacks.Stack`.

    Notes
    -----
    :class:`lecture_lib.nn.Transformer` has as many, causal or not. Radford et al. (2019).

    Examples
    --------
    >>> import numpy as np
    >>> from lecture_lib.nn import Transformer
    >>> model = Transformer(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    >>> GPT(2, 48, 4, vocabulary=39, context=32).count == model.count()
    True
    """

    layers: int
    size: int
    heads: int
    vocabulary: int = 50257
    context: int = 2048
    tied: bool = True
    packed: bool = False
    formula: ClassVar = "L(12d² + 13d) + (V + T)d + 2d"

    @property
    def count(self) -> int:
        L, d, V, T = self.layers, self.size, self.vocabulary, self.context
        return L * (12 * d**2 + 13 * d) + (V + T) * d + 2 * d + (0 if self.tied else V * d)

    def stacks(self) -> tuple[Stack, ...]:
        sizes = self.layers, self.size, self.heads, self.size, 4 * self.size
        return (Stack(*sizes, packed=self.packed),)

    def ends(self) -> Shapes:
        tables = 1 if self.tied else 2
        return [((self.vocabulary, self.size), tables), ((self.context, self.size), 1),
                ((self.size,), 2)]  # fmt: skip


@dataclass(frozen=True)
class BERT(Form):
    """An encoder, as BERT and RoBERTa: norms after each branch, one over the embeddings.

    Parameters
    ----------
    layers, size, heads, vocabulary, context : int
        L, d, their heads, V words and T positions.
    types : int
        S kinds of segment: 2 for BERT, 1 for RoBERTa.
    pooler : bool
        The layer on [CLS].
    pretraining : bool
        Also the two heads: masked words, whose logits reuse the table of words, and next sentence.

    Examples
    --------
    >>> from dataclasses import replace
    >>> large = BERT(24, 1024, 16)
    >>> large.count, replace(large, pretraining=True).count
    (335141888, 336226108)
    """

    layers: int
    size: int
    heads: int
    vocabulary: int = 30522
    context: int = 512
    types: int = 2
    pooler: bool = True
    pretraining: bool = False
    formula: ClassVar = "L(12d² + 13d) + (V + T + S)d + 2d + (d² + d)"

    @property
    def count(self) -> int:
        L, d = self.layers, self.size
        tables = (self.vocabulary + self.context + self.types) * d + 2 * d
        heads = (d**2 + 3 * d + self.vocabulary) + (2 * d + 2) if self.pretraining else 0
        return L * (12 * d**2 + 13 * d) + tables + (d**2 + d if self.pooler else 0) + heads

    def stacks(self) -> tuple[Stack, ...]:
        return (Stack(self.layers, self.size, self.heads, self.size, 4 * self.size),)

    def ends(self) -> Shapes:
        d = self.size
        tables = [((n, d), 1) for n in (self.vocabulary, self.context, self.types)]
        pooler: Shapes = [((d, d), 1), ((d,), 1)] if self.pooler else []
        heads: Shapes = [((d, d), 1), ((d,), 3), ((self.vocabulary,), 1), ((2, d), 1), ((2,), 1)]
        return [*tables, ((d,), 2), *pooler, *(heads if self.pretraining else ())]


@dataclass(frozen=True)
class BART(Form):
    """An encoder and a decoder of L blocks each; one table of words, a table of positions for each.

    Parameters
    ----------
    layers, size, heads, vocabulary, context : int
        L, d, their heads, V words and T positions; BART has 1026 for texts of 1024.

    Notes
    -----
    :class:`lecture_lib.nn.EncoderDecoder` has as many: BART's two norms over the embeddings stand
    at its ends. Lewis et al. (2020).

    Examples
    --------
    >>> BART(12, 1024, 16).count
    406291456
    """

    layers: int
    size: int
    heads: int
    vocabulary: int = 50265
    context: int = 1026
    formula: ClassVar = "L(28d² + 32d) + (V + 2T)d + 4d"

    @property
    def count(self) -> int:
        L, d = self.layers, self.size
        return L * (28 * d**2 + 32 * d) + (self.vocabulary + 2 * self.context) * d + 4 * d

    def stacks(self) -> tuple[Stack, ...]:
        sizes = self.layers, self.size, self.heads, self.size, 4 * self.size
        return Stack(*sizes), Stack(*sizes, cross=True)

    def ends(self) -> Shapes:
        d = self.size
        return [((self.vocabulary, d), 1), ((self.context, d), 2), ((d,), 4)]


@dataclass(frozen=True)
class T5(Form):
    """An encoder and a decoder of L blocks each, without biases, with relative positions.

    Parameters
    ----------
    layers, size, heads, vocabulary : int
        L, d, h and V.
    key : int
        k numbers of a query in each head; h · k need not be d.
    hidden : int
        f units of the MLP.
    buckets : int
        B distances that are told apart, each with a number for each head, in either part.

    Notes
    -----
    Raffel et al. (2020).

    Examples
    --------
    >>> T5(24, 1024, 128, key=128, hidden=65536).count  # its largest
    11307321344
    """

    layers: int
    size: int
    heads: int
    vocabulary: int = 32128
    key: int = 64
    hidden: int = 2048
    buckets: int = 32
    formula: ClassVar = "L(12dhk + 4df + 5d) + Vd + 2Bh + 2d"

    @property
    def count(self) -> int:
        L, d, h, f = self.layers, self.size, self.heads, self.hidden
        blocks = L * (12 * d * h * self.key + 4 * d * f + 5 * d)
        return blocks + self.vocabulary * d + 2 * self.buckets * h + 2 * d

    def stacks(self) -> tuple[Stack, ...]:
        sizes = self.layers, self.size, self.heads, self.heads * self.key, self.hidden
        return Stack(*sizes, biases=False), Stack(*sizes, cross=True, biases=False)

    def ends(self) -> Shapes:
        d = self.size
        return [((self.vocabulary, d), 1), ((self.buckets, self.heads), 2), ((d,), 2)]


@dataclass(frozen=True)
class Bengio(Form):
    """The neural language model of n words of 2003, without a Transformer.

    Parameters
    ----------
    vocabulary, n, size, hidden : int
        V words, of which the last n − 1 are read, d numbers each; h hidden units.
    direct : bool
        Whether vectors of words also reach the logits directly.

    Notes
    -----
    :class:`lecture_lib.language.NeuralLM` has as many.

    Examples
    --------
    >>> Bengio(39, n=9, size=16, hidden=64).count
    11415
    """

    vocabulary: int
    n: int
    size: int
    hidden: int
    direct: bool = False
    formula: ClassVar = "V(d + h + 1) + h((n − 1)d + 1)"

    @property
    def count(self) -> int:
        V, d, h, read = self.vocabulary, self.size, self.hidden, (self.n - 1) * self.size
        return V * (d + h + 1) + h * (read + 1) + (V * read if self.direct else 0)

    def ends(self) -> Shapes:
        V, h, read = self.vocabulary, self.hidden, (self.n - 1) * self.size
        straight: Shapes = [((V, read), 1)] if self.direct else []
        return [((V, self.size), 1), ((h, read), 1), ((h,), 1), ((V, h), 1), ((V,), 1), *straight]
