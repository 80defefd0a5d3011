"""Exercise of notebook 15: how many parameters a Transformer has."""

from __future__ import annotations

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "gpt"]

Generator = np.random.Generator


def gpt(
    V: int, T: int, L: int, d: int, *, matrices: int = 12, vectors: int = 13, places: int = 1,
    last: int = 2, head: int = 0,
) -> int:  # fmt: skip
    """Count the parameters of a GPT whose table of words also makes the logits."""
    block = matrices * d**2 + vectors * d
    return L * block + V * d + places * T * d + last * d + head * V * d


def _drawn(rng: Generator) -> Inputs:
    d = 16 * int(rng.integers(2, 40))
    return int(rng.integers(40, 900)), int(rng.integers(16, 300)), int(rng.integers(2, 9)), d


def _off(name: str, say: str, **how: int) -> Mistake:
    return Mistake(name, lambda V, T, L, d: gpt(V, T, L, d, **how), say)


_COUNT = Exercise(
    id="attention-count",
    task="How many parameters has a GPT? Tables: V words and T places, d numbers each; the table "
    "of words also makes the logits, without a bias. L blocks: two norms (a gain and a bias of d "
    "numbers each), query, key, value and output (four matrices d × d with biases), an MLP from d "
    "to 4d and back, with biases. One norm at the end. The number of heads changes nothing.",
    inputs=("V", "T", "L", "d"),
    simple=((5, 3, 1, 4), (39, 32, 2, 48), (50257, 1024, 12, 768)),
    numbers=_drawn,
    reference=gpt,
    mistakes=(
        _off(
            "no biases",
            "Only the matrices of a block are there. It also has biases, and norms.",
            vectors=0,
        ),
        _off(
            "no vectors at all",
            "The matrices of the blocks and both tables are there. Biases and norms have numbers, "
            "too: how many times d in a block, and how many at the end?",
            vectors=0,
            last=0,
        ),
        _off(
            "norms without a bias",
            "A norm has a gain and a bias. How many numbers are that for the two norms of a block?",
            vectors=11,
        ),
        _off(
            "four vectors missing",
            "Nine of the vectors of a block are there: either its norms are "
            "missing, or the biases of attention.",
            vectors=9,
        ),
        _off(
            "the MLP's biases forgotten",
            "Norms and the biases of attention are there. How many biases has the MLP?",
            vectors=8,
        ),
        _off(
            "biases forgotten",
            "Matrices and norms are there. How many biases have the four "
            "matrices of attention, and the two of the MLP?",
            vectors=4,
        ),
        _off(
            "MLP's wide bias counted as d",
            "The first layer of the MLP gives 4d numbers: how many biases are that?",
            vectors=10,
        ),
        _off(
            "MLP's biases 4d and 4d",
            "A layer has a bias for each number that it gives. The MLP's second layer gives d.",
            vectors=16,
        ),
        _off(
            "one d of the vectors missing",
            "One d of a block is missing. Count again what each layer gives: four matrices of "
            "attention d each, the MLP 4d and then d; and two norms, gain and bias.",
            vectors=12,
        ),
        _off(
            "no output matrix",
            "Attention has query, key, value, and one more matrix that mixes the heads.",
            matrices=11,
            vectors=12,
        ),
        _off(
            "the MLP one way",
            "The MLP goes to 4d and back: how many matrices?",
            matrices=8,
            vectors=12,
        ),
        _off("places forgotten", "Words have a table. Places have one, too.", places=0),
        _off("the last norm forgotten", "There is one norm more, after the last block.", last=0),
        _off(
            "the last norm has a gain alone", "The last norm has a bias as well as a gain.", last=1
        ),
        _off(
            "a head of its own",
            "The logits are made by the table of words itself: it is counted once.",
            head=1,
        ),
        Mistake(
            "one block",
            lambda V, T, L, d: gpt(V, T, 1, d),
            "That is right for one block. There are L.",
        ),
        Mistake(
            "blocks alone",
            lambda V, T, L, d: L * (12 * d**2 + 13 * d),
            "The blocks are right. What stands before and behind them?",
        ),
        Mistake(
            "no words",
            lambda V, T, L, d: gpt(0, T, L, d),
            "The table of words is missing.",
        ),
        Mistake(
            "one table for words and places",
            lambda V, T, L, d: L * (12 * d**2 + 13 * d) + V * T * d + 2 * d,
            "Words and places have a table each, and their rows are added. So the sizes add, too.",
        ),
        Mistake(
            "not squared",
            lambda V, T, L, d: L * (12 * d + 13 * d) + (V + T) * d + 2 * d,
            "How many numbers has a matrix of d rows and d columns?",
        ),
        Mistake(
            "doubled, not squared",
            lambda V, T, L, d: L * (12 * 2 * d + 13 * d) + (V + T) * d + 2 * d,
            "A matrix d × d has d·d numbers; 2d is something else.",
        ),
    ),
    hints=(
        "One block first: how many matrices d × d is an MLP to 4d and back worth?",
        "A block's vectors, in units of d: two norms, four biases in attention, and in the MLP one "
        "that is wide and one that is not.",
        "All matrices of a block are worth 12 of d × d. Count its vectors, multiply by L, add both "
        "tables and the last norm.",
    ),
    tolerance=1e-12,
)

EXERCISES = (_COUNT,)
