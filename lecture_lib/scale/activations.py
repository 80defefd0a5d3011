r"""What the forward pass leaves behind for the backward pass, as a law in batch and length.

Korthikanti et al. (2022) count the arrays of one block of a GPT, in float16, with dropout, for s
tokens in each of b sequences, a heads and vectors of h numbers:

.. math:: s\,b\,h \left(34 + 5\,\frac{a s}{h}\right) \text{ bytes}

Twice 16 h numbers of 2 bytes and 2 h bytes of masks, and for each head and each pair of tokens two
numbers and a mask. The second part is what grows with the square of the length, and it is cheap to
compute again (*selective* recomputation: 34); of a whole block, only its input need be kept
(*full*: 2).

The law of this package's own Transformer is another: it has no dropout and fuses more. It is exact,
and a test holds it to the bytes measured by :func:`~lecture_lib.scale.held.activation_bytes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .stacks import Form, Stack

__all__ = ["RECOMPUTE", "Law", "activations", "block_law", "engine_law"]

#: What the backward pass computes a second time: nothing, attention's weights, or whole blocks.
RECOMPUTE = ("none", "selective", "full")
_LOGIT = 4  # they stay in float32


@dataclass(frozen=True)
class Law:
    """Bytes that grow with the tokens, with pairs of them, and with neither.

    Parameters
    ----------
    token : int
        Bytes for each token.
    pair : int
        Bytes for each pair of tokens of one sequence.
    square : int
        Bytes for each pair of positions, whatever the batch is: a mask.
    fixed : int
        Bytes in any case.

    Examples
    --------
    >>> (2 * Law(token=5) + Law(pair=1, fixed=5)).bytes(batch=2, length=4)
    117
    """

    token: int = 0
    pair: int = 0
    square: int = 0
    fixed: int = 0

    def bytes(self, batch: int, length: int) -> int:
        """Return the bytes for so many sequences of so many tokens."""
        tokens = batch * length
        whole = self.square * length**2 + self.fixed
        return self.token * tokens + self.pair * tokens * length + whole

    def __add__(self, other: Law) -> Law:
        return Law(self.token + other.token, self.pair + other.pair,
                   self.square + other.square, self.fixed + other.fixed)  # fmt: skip

    def __rmul__(self, count: int) -> Law:
        return Law(count * self.token, count * self.pair, count * self.square, count * self.fixed)


def block_law(stack: Stack, width: int = 2, recompute: str = "none") -> Law:
    """Return what one block keeps, by Korthikanti et al. (2022).

    Parameters
    ----------
    stack : Stack
        The block; its number of layers does not matter.
    width : int
        Bytes of a number: 2 in float16 and bfloat16, 4 in float32. Masks of dropout have 1.
    recompute : {"none", "selective", "full"}

    Returns
    -------
    Law

    Raises
    ------
    ValueError
        There is no such recomputation.

    Notes
    -----
    For d-wide attention and an MLP of 4d it is the paper's 34 and 5. Of other blocks the same
    arrays are counted: a query's width and the MLP's are their own, and a second attention, to an
    encoder as long as the text, has its own norm, query, key, value, weights, output and mask. That
    a ReLU needs no input of its own, or that a norm has no mean, is not taken into account.

    Examples
    --------
    >>> gpt3 = Stack(96, 12288, 96, inner=12288, hidden=4 * 12288)
    >>> law = block_law(gpt3)
    >>> law.token / 12288, law.pair / 96
    (34.0, 5.0)
    >>> f"{law.bytes(batch=1, length=2048) / 1e9:.2f} GB a layer"
    '2.87 GB a layer'
    >>> block_law(gpt3, recompute="full").token / 12288
    2.0
    """
    _checked("block_law", recompute)
    d, m, w = stack.size, stack.inner, width
    if recompute == "full":
        return Law(token=w * d)
    norms_and_inputs, mask = 2 * d + 2 * d, 2 * d
    token = w * (norms_and_inputs + 3 * m + m + 2 * stack.hidden) + mask
    pair = stack.heads * (2 * w + 1)
    if stack.cross:
        token += w * (2 * d + 3 * m + m) + d
        pair *= 2
    return Law(token, pair if recompute == "none" else 0)


def engine_law(stack: Stack, width: int = 4, recompute: str = "none") -> Law:
    """Return what one block of this package's Transformer keeps, exactly.

    In numbers for each token: two norms, each with its output, the standardised input and a root
    (4d + 2); query, key and value (3d), the weights (one for each head and token it sees), what
    they mix (d) and its product (d); the MLP's hidden layer, its GELU and the slope of that (12d),
    and its output (d); two sums (2d). That is 24d + 2.

    Parameters
    ----------
    stack : Stack
        Without a second attention.
    width : int
        Bytes of a number.
    recompute : {"none", "selective", "full"}
        The package itself recomputes nothing or whole blocks, see :func:`lecture_lib.nn.recompute`.

    Returns
    -------
    Law

    Raises
    ------
    ValueError
        A second attention; there is no such recomputation.

    Examples
    --------
    >>> law = engine_law(Stack(2, 48, 4, inner=48, hidden=192))
    >>> law.token == 4 * (24 * 48 + 2), law.pair == 4 * 4
    (True, True)
    """
    _checked("engine_law", recompute)
    if stack.cross:
        raise ValueError("engine_law: it is known for blocks without a second attention")
    d, m = stack.size, stack.inner
    if recompute == "full":
        return Law(token=width * d)
    numbers = (4 * d + 2) + (3 * m + m + d) + (3 * stack.hidden + d) + 2 * d
    return Law(width * numbers, width * stack.heads if recompute == "none" else 0)


def activations(
    form: Form, *, width: int = 2, recompute: str = "none", engine: bool = False
) -> Mapping[str, Law]:
    """Return what a whole model keeps at most, part by part.

    Parameters
    ----------
    form : Form
        A kind of Transformer.
    width : int
        Bytes of a number.
    recompute : {"none", "selective", "full"}
        What the backward pass computes a second time.
    engine : bool
        As this package's :class:`~lecture_lib.nn.Transformer` does it, and not as Korthikanti et
        al. count it.

    Returns
    -------
    mapping of str to Law
        ``"blocks"`` is what all blocks keep; ``"again"`` what the largest of them needs once more
        while it is computed a second time; ``"ends"`` what is in no block: embeddings, the last
        norm, logits.

    Raises
    ------
    ValueError
        A model without blocks; there is no such recomputation.

    Notes
    -----
    Ends, by the paper: the mask of the dropout over embeddings, the inputs of the last norm and of
    the logits, and the logits in float32. An encoder has the first two of its own; that BERT asks
    for the logits of hidden words alone is not taken into account. Left out, as in the paper: the
    gradients of activations, which come and go, and buffers of the products.

    Examples
    --------
    >>> from lecture_lib.scale import MODELS
    >>> gpt3 = MODELS["GPT-3 175B"].form
    >>> for how in RECOMPUTE:
    ...     blocks = activations(gpt3, recompute=how)["blocks"].bytes(batch=1, length=2048)
    ...     print(f"{how:10s}{blocks / 1e9:6.1f} GB")
    none       275.4 GB
    selective   82.1 GB
    full         4.8 GB
    """
    _checked("activations", recompute)
    if not form.stacks():
        raise ValueError(f"activations: {type(form).__name__} has no blocks; take a Transformer")
    law: Callable[[Stack, int, str], Law] = engine_law if engine else block_law
    blocks, again = Law(), Law()
    for stack in form.stacks():
        kept, whole = law(stack, width, recompute), law(stack, width, "none")
        blocks += stack.layers * kept
        lost = whole if recompute == "full" else Law(pair=whole.pair - kept.pair)
        again = Law(max(again.token, lost.token), max(again.pair, lost.pair))
    ends = _engine_ends(form, width, recompute) if engine else _ends(form, width)
    return {"blocks": blocks, "again": again, "ends": ends}


def _ends(form: Form, width: int) -> Law:
    """A mask and the norm's input for each stack; the input of the logits, and they themselves."""
    stacks = form.stacks()
    size = stacks[-1].size
    return Law(token=len(stacks) * (1 + width) * size + width * size + _LOGIT * form.vocabulary)


def _engine_ends(form: Form, width: int, recompute: str) -> Law:
    """Vectors of words, with their places, two arrays and a root of the norm; logits and softmax.

    Tokens and labels are integers of 8 bytes; the causal mask is one for all blocks; the loss and
    the weight of each of its terms are single numbers.
    """
    numbers = 4 * form.stacks()[0].size + 1 + 2 * form.vocabulary
    mask = 0 if recompute == "full" else width
    return Law(token=width * numbers + 2 * 8, square=mask, fixed=2 * width)


def _checked(name: str, recompute: str) -> None:
    if recompute not in RECOMPUTE:
        raise ValueError(
            f"{name}: there is no recomputation {recompute!r}; take one of "
            f"{', '.join(map(repr, RECOMPUTE))}"
        )
