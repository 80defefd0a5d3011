"""The Transformer: blocks of attention and a small MLP, each adding to a stream of vectors.

It has feet (words and positions), a body (the blocks) and a head. :class:`TransformerBody` is feet
and body, from tokens to a vector for each; any head of ``heads.py`` can stand on it, and in a
:class:`Transformer` it is the one that names the next token.
"""

from __future__ import annotations

from functools import partial
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..autograd import ShapeError
from ..randomness import checked_rng
from .attention import Attention
from .heads import GenerationHead, WithHead
from .initialisers import Initialiser, lecun, normal
from .layers import MLP, Embedding, LayerNorm, checked_sizes
from .module import Module
from .recompute import recompute

__all__ = ["Block", "EncoderDecoder", "Transformer", "TransformerBody"]


class Block(Module):
    r"""One layer of a Transformer, which normalises before each branch and adds after it.

    .. math:: x \leftarrow x + \operatorname{Attention}(\operatorname{LayerNorm}(x)), \qquad
              x \leftarrow x + \operatorname{MLP}(\operatorname{LayerNorm}(x))

    Parameters
    ----------
    size, heads, causal
        As for :class:`Attention`.
    cross : bool
        Whether a branch between the two looks at the positions of an encoder.
    activation : str or callable
        Of the MLP, whose hidden layer is 4 · size wide.
    rng, initialiser, dtype
        As for :class:`Linear`; the initialiser is that of all W.

    Notes
    -----
    Vaswani et al. (2017) normalise after each addition; GPT-2 and most since then do it before,
    so that a gradient finds a way back that no normalisation scales.

    Examples
    --------
    >>> block = Block(8, 2, rng=np.random.default_rng(0))
    >>> block(np.ones((5, 3, 8), np.float32)).shape, block.count() == 12 * 8**2 + 13 * 8
    ((5, 3, 8), True)
    """

    def __init__(
        self, size: int, heads: int, causal: bool = True, *, rng: np.random.Generator,
        cross: bool = False, activation: Any = "gelu", initialiser: Initialiser = lecun,
        dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        made: dict[str, Any] = {"rng": rng, "initialiser": initialiser, "dtype": dtype}
        self.norm1 = LayerNorm(size, dtype=dtype)
        self.attention = Attention(size, heads, causal, **made)
        self.norm_cross = LayerNorm(size, dtype=dtype) if cross else None
        self.cross = Attention(size, heads, False, **made) if cross else None
        self.norm2 = LayerNorm(size, dtype=dtype)
        self.mlp = MLP((size, 4 * size, size), activation=activation, **made)

    def forward(
        self, x: Any, mask: ArrayLike | None = None, memory: Any = None,
        memory_mask: ArrayLike | None = None,
    ) -> Any:  # fmt: skip
        """Return what `x`, (..., T, size), is after the block; masks as for `attention`."""
        if (memory is None) != (self.cross is None):
            remedy = "make it with cross=True" if self.cross is None else "pass memory="
            raise ValueError(
                f"{self.label}: memory is what a branch to an encoder looks at, and there is but "
                f"one of the two here; {remedy}"
            )
        x = x + self.attention(self.norm1(x), mask)
        if self.cross is not None and self.norm_cross is not None:
            x = x + self.cross(self.norm_cross(x), memory_mask, memory)
        return x + self.mlp(self.norm2(x))

    @property
    def outputs(self) -> list[Any]:
        """The W that end its branches: what they give is added to the stream."""
        return [
            *(a.out.W for a in (self.attention, self.cross) if a is not None),
            self.mlp.layers[-1].W,
        ]


class TransformerBody(Module):
    r"""Tokens to vectors: embeddings and learned positions, blocks, a last normalisation.

    Parameters
    ----------
    vocabulary, context : int
        How many tokens there are, and how many positions a sequence may have.
    size, layers, heads : int
        d numbers of a vector, L blocks, and heads in each; they divide d.
    causal : bool
        Position t sees positions 0 … t alone.
    cross : bool
        Whether blocks look at an encoder too.
    words : Embedding, optional
        Share this table instead of learning another.
    activation : str or callable
        See :class:`Block`.
    rng, dtype
        As for :class:`Linear`.

    Attributes
    ----------
    words, positions : Embedding
    blocks : list of Block
    norm : LayerNorm
    recompute : bool
        Whether the backward pass computes each block a second time instead of remembering it; see
        :func:`recompute`. At first not.

    Notes
    -----
    All matrices start at N(0, (0.6/√d)²), those that end a branch divided by √(2L), so that the
    stream's variance does not grow with depth. GPT-2's 0.02 suits d of about 1,000.

    Examples
    --------
    >>> body = TransformerBody(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    >>> body(np.zeros((16, 20), int)).shape, body.count()
    ((16, 20, 48), 60048)
    """

    def __init__(
        self, vocabulary: int, context: int, size: int, layers: int, heads: int,
        causal: bool = True, *, rng: np.random.Generator, cross: bool = False,
        words: Embedding | None = None, activation: Any = "gelu", dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        checked_sizes("Transformer", vocabulary=vocabulary, context=context, size=size,
                      layers=layers, heads=heads)  # fmt: skip
        checked_rng("Transformer", rng)
        made: dict[str, Any] = {
            "rng": rng, "dtype": dtype, "initialiser": partial(normal, std=0.6 / sqrt(size)),
        }  # fmt: skip
        self.context = context
        self.words = Embedding(vocabulary, size, **made) if words is None else words
        self.positions = Embedding(context, size, **made)
        self.positions.E.name = "P"
        self.blocks = [
            Block(size, heads, causal, cross=cross, activation=activation, **made)
            for _ in range(layers)
        ]
        outputs = [W for block in self.blocks for W in block.outputs]
        for W in outputs:
            W.data /= sqrt(len(outputs))
        for number, block in enumerate(self.blocks, 1):  # as pictures and errors call them
            block.label = f"Block {number}"
        self.norm = LayerNorm(size, dtype=dtype)
        self.recompute = False

    def forward(
        self, tokens: ArrayLike, mask: ArrayLike | None = None, memory: Any = None,
        memory_mask: ArrayLike | None = None,
    ) -> Any:  # fmt: skip
        """Return one vector for each of `tokens`, (..., T): an array (..., T, size).

        `mask` is True where there is a token, (..., T), such as ``tokens != padding``, or where a
        query sees a key, (..., T, T); `memory` is what the encoder returned, and `memory_mask` is
        True where it had a token.
        """
        tokens = np.asarray(tokens)
        T = tokens.shape[-1] if tokens.ndim else 0
        if not T:
            raise ShapeError(f"{self.label}: tokens of shape {tokens.shape}; it needs (..., T)")
        if self.context < T:
            raise ShapeError(
                f"{self.label}: {T} tokens are more than the {self.context} positions it has "
                f"learnt; read the last of them, tokens[..., -{self.context}:], or make it with "
                f"context={T}"
            )
        x = self.words(tokens) + self.positions.E[:T]
        for block in self.blocks:
            x = (recompute(block) if self.recompute else block)(x, mask, memory, memory_mask)
        return self.norm(x)


class Transformer(WithHead):
    """A language model: at every position, logits of what stands there or comes next.

    Parameters
    ----------
    vocabulary, context, size, layers, heads, causal, activation, rng, dtype
        As for :class:`TransformerBody`. Causal, it is a GPT and says what comes next; not causal,
        a BERT, which says what a hidden token was.
    tied : bool
        Whether the table of words also makes the logits; see :class:`GenerationHead`.

    Attributes
    ----------
    body : TransformerBody
        To be used with other heads too, ``WithHead(model.body, TokenHead(…))``.
    head : GenerationHead
    context : int

    Notes
    -----
    Radford et al., *Language models are unsupervised multitask learners* (2019): GPT-2.

    Examples
    --------
    >>> model = Transformer(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    >>> model(np.zeros((16, 20), int)).shape
    (16, 20, 39)
    """

    def __init__(
        self, vocabulary: int, context: int, size: int, layers: int, heads: int,
        causal: bool = True, tied: bool = True, *, rng: np.random.Generator,
        activation: Any = "gelu", dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        body = TransformerBody(vocabulary, context, size, layers, heads, causal, rng=rng,
                               activation=activation, dtype=dtype)  # fmt: skip
        head = GenerationHead(size, vocabulary, rng=rng, dtype=dtype,
                              embedding=body.words if tied else None)  # fmt: skip
        super().__init__(body, head)
        self.context = context


class EncoderDecoder(Module):
    """Reads one sequence, writes another: a decoder that looks at all that the encoder read.

    Parameters
    ----------
    vocabulary, context, size, layers, heads, tied, activation, rng, dtype
        As for :class:`Transformer`, for both parts. One table of words serves both.

    Attributes
    ----------
    encoder, decoder : TransformerBody
    head : GenerationHead

    Notes
    -----
    Vaswani et al. (2017), normalised before each branch; BART and T5 are such models.

    Examples
    --------
    >>> model = EncoderDecoder(39, 32, 48, layers=1, heads=4, rng=np.random.default_rng(0))
    >>> read, written = np.zeros((16, 20), int), np.zeros((16, 7), int)
    >>> model(read, written).shape
    (16, 7, 39)
    """

    def __init__(
        self, vocabulary: int, context: int, size: int, layers: int, heads: int,
        tied: bool = True, *, rng: np.random.Generator, activation: Any = "gelu",
        dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        sizes = vocabulary, context, size, layers, heads
        made: dict[str, Any] = {"rng": rng, "activation": activation, "dtype": dtype}
        self.encoder = TransformerBody(*sizes, causal=False, **made)
        self.decoder = TransformerBody(*sizes, cross=True, words=self.encoder.words, **made)
        self.head = GenerationHead(size, vocabulary, rng=rng, dtype=dtype,
                                   embedding=self.encoder.words if tied else None)  # fmt: skip
        self.encoder.label, self.decoder.label = "Encoder", "Decoder"

    def forward(self, source: ArrayLike, target: ArrayLike, mask: ArrayLike | None = None) -> Any:
        """Return logits of what follows each token of `target`; `mask` is True where `source` is.

        Padding behind the target needs no mask: no token before it sees it.
        """
        memory = self.encoder(source, mask)
        return self.head(self.decoder(target, memory=memory, memory_mask=mask))
