"""GPT-3's recipe for training, in shares of a run: so it can be cooked small and taken apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..nn import Module
from ..optim import AdamW, WarmupCosine
from ..training import History, Optimiser, fit

__all__ = ["Recipe"]


@dataclass(frozen=True)
class Recipe:
    """How GPT-3 was trained, each part a field that can be set otherwise.

    All lengths are shares of the examples of a run, because a part that lasts 375 million tokens
    has no meaning in a run of one million.

    Parameters
    ----------
    learning_rate : float
        The peak η.
    batch_size : int
        Examples of an update after the ramp.
    beta1, beta2, epsilon : float
        Adam's.
    max_norm : float or None
        Clip the norm of all gradients together.
    weight_decay : float
        λ of AdamW.
    decay_vectors : bool
        Decay biases and gains as well.
    warmup : float
        Share of the run in which the rate rises; 0 for none.
    end : float
        What the cosine falls to, as a part of the peak; 1 keeps the rate.
    fall : float
        Share of the run after which the rate falls no further.
    ramp : float
        Share of the run in which the batch grows linearly to its full size; 0 for none.
    smallest : float
        The part of ``batch_size`` that the ramp begins with.

    Raises
    ------
    ValueError
        Shares that are none; a warm-up that ends after the fall.

    Notes
    -----
    Brown et al. (2020), appendix B, of 300 billion tokens: β₁ = .9, β₂ = .95, ε = 10⁻⁸, norm 1.0,
    decay .1, warm-up over 375 million (.125 %), cosine to 10 % at 260 billion (87 %), batches from
    32 thousand tokens to 3.2 million over the first 4 to 12 billion (up to 4 %). The defaults keep
    all but three of them: a short run needs 5 % of warm-up to have some updates of it, and its ramp
    goes from an eighth over a tenth, so that each size occurs.

    Examples
    --------
    >>> recipe = Recipe(learning_rate=0.006, batch_size=16)
    >>> sizes = recipe.batch_sizes(examples=400)
    >>> sizes[:9], sum(sizes)
    ([2, 3, 4, 5, 7, 9, 12, 16, 16], 400)
    """

    learning_rate: float
    batch_size: int = 16
    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8
    max_norm: float | None = 1.0
    weight_decay: float = 0.1
    decay_vectors: bool = False
    warmup: float = 0.05
    end: float = 0.1
    fall: float = 260 / 300
    ramp: float = 0.1
    smallest: float = 1 / 8

    def __post_init__(self) -> None:
        shares = self.warmup, self.end, self.fall, self.ramp, self.smallest
        if min(shares) < 0 or max(shares) > 1 or self.warmup >= self.fall or self.batch_size < 1:
            raise ValueError(
                f"Recipe: {self}; warmup, end, fall, ramp and smallest are shares from 0 to 1, the "
                "warm-up ends before the fall, and a batch has an example"
            )

    def batch_sizes(self, examples: int) -> list[int]:
        """Return the examples of each update; together they are `examples`.

        Parameters
        ----------
        examples : int
            The length of the run.
        """
        sizes, seen = [], 0
        while seen < examples:
            risen = min(1.0, seen / (self.ramp * examples)) if self.ramp else 1.0
            size = self.batch_size * (self.smallest + (1 - self.smallest) * risen)
            sizes.append(min(max(round(size), 1), examples - seen))
            seen += sizes[-1]
        return sizes

    def learning_rates(self, examples: int) -> NDArray[np.float64]:
        """Return the rate of each update: the schedule counts examples, not updates.

        Parameters
        ----------
        examples : int
            The length of the run.
        """
        seen = np.cumsum(self.batch_sizes(examples))
        schedule = WarmupCosine(
            self.learning_rate, round(self.warmup * examples), round(self.fall * examples), self.end
        )
        return np.asarray(schedule(seen))

    def train(
        self, model: Module, rows: NDArray[Any], examples: int, *, rng: np.random.Generator,
        transform: Callable[..., Any],
    ) -> list[History]:  # fmt: skip
        """Train `model` in place on `examples` of the rows.

        Parameters
        ----------
        model : Module
            A language model.
        rows : ndarray, shape (rows, words)
            Numbers of words.
        examples : int
            Rows that are read in all; rows come again in a new order when all were read.
        rng : numpy.random.Generator
            Draws the batches.
        transform : callable
            The objective: makes inputs and targets of rows, as for
            :func:`~lecture_lib.training.fit`.

        Returns
        -------
        list of History
            One for each size of batch, in order.
        """
        rates = self.learning_rates(examples)
        rule = AdamW(
            lambda step: rates[np.minimum(step, len(rates) - 1)], beta1=self.beta1,
            beta2=self.beta2, epsilon=self.epsilon, weight_decay=self.weight_decay,
        )  # fmt: skip
        optimiser = Optimiser(
            model.parameters(), rule, max_norm=self.max_norm, decay_vectors=self.decay_vectors
        )
        return [
            fit(
                model,
                (rows,),
                optimiser,
                steps=steps,
                batch_size=size,
                rng=rng,
                transform=transform,
            )
            for size, steps in _stages(self.batch_sizes(examples))
        ]


def _stages(sizes: list[int]) -> Iterator[tuple[int, int]]:
    return ((size, len(list(same))) for size, same in groupby(sizes))
