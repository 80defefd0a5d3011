"""The numbers behind the bar: for each model what its size is multiplied by, as coefficients.

There are too many positions for a table, so the page multiplies; a test holds it to Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from ...autograd import Tensor, cross_entropy
from ...nn import Module, Transformer
from ...optim import Adafactor, Adam, GradientDescent, Momentum, Rule
from ...scale import (
    GPT,
    MODELS,
    PRECISIONS,
    Memory,
    activation_bytes,
    activations,
    measured_memory,
    model_bytes,
    training_memory,
)
from ...scale.activations import RECOMPUTE, Law
from ...scale.stacks import Form
from ...translation import tr_noop

__all__ = ["BATCHES", "COUNTS", "DEVICES", "FORMS", "LENGTHS", "OURS", "ROOM", "RULES",
           "coefficients", "fewest", "longest", "measured", "need"]  # fmt: skip

#: The name of this package's own model, whose bytes can be measured.
OURS = tr_noop("our tiny GPT")
_TINY = GPT(2, 48, 4, vocabulary=39, context=32, packed=True)
_TEN = ("GPT-2 small", "BERT-large", "RoBERTa-large", "BART-large", "T5-large", "T5-3B",
        "GPT-3 6.7B", "T5-11B", "GPT-3 13B", "GPT-3 175B")  # fmt: skip
#: name -> form, from small to large
FORMS: Mapping[str, Form] = {OURS: _TINY} | {name: MODELS[name].form for name in _TEN}
#: Positions of the sliders.
BATCHES = tuple(2**k for k in range(7))
LENGTHS = tuple(2**k for k in range(5, 12))
DEVICES = (1, *sorted(n * 2**k for n in (2, 3) for k in range(10) if n * 2**k <= 1024))
RULES: Mapping[str, Rule] = {
    "SGD": GradientDescent(), tr_noop("momentum"): Momentum(), "Adam": Adam(),
    "Adafactor": Adafactor(),
}  # fmt: skip
#: What devices there are, and their bytes.
ROOM: Mapping[str, int] = {
    tr_noop("laptop"): 8 * 10**9, tr_noop("graphics card"): 24 * 10**9,
    tr_noop("data centre"): 80 * 10**9,
}  # fmt: skip
_TRAINED = 512  # tokens of T5, whose positions are relative

#: Parameters of each model.
COUNTS: Sequence[int] = tuple(form.count for form in FORMS.values())


def longest(form: Form) -> int:
    """Return the last position of ``LENGTHS`` that a model has places for.

    >>> [LENGTHS[longest(FORMS[name])] for name in (OURS, "BART-large", "T5-11B")]
    [32, 1024, 512]
    """
    context = getattr(form, "context", _TRAINED)
    return max(k for k, length in enumerate(LENGTHS) if length <= context)


@cache
def need(
    model: int, rule: int, batch: int, length: int, precision: int, again: int, stage: int,
    devices: int,
) -> Memory:  # fmt: skip
    """Return what a state of the explorer takes, all settings as positions."""
    form = [*FORMS.values()][model]
    return training_memory(
        form, [*RULES.values()][rule], BATCHES[batch], LENGTHS[min(length, longest(form))],
        precision=[*PRECISIONS][precision], recompute=RECOMPUTE[again], stage=stage,
        devices=DEVICES[devices], engine=form is _TINY,
    )  # fmt: skip


@cache
def coefficients() -> Mapping[str, Any]:
    """Return what the page multiplies: counts, numbers remembered, bytes, and laws."""
    widths = [[w.parameters, w.gradients, w.copy, w.state] for w in PRECISIONS.values()]
    return {
        "counts": COUNTS,
        "remembered": [
            [model_bytes(form, rule, "float32").state // 4 for rule in RULES.values()]
            for form in FORMS.values()
        ],
        "widths": widths,
        "laws": [
            [[_law(form, w.activations, how) for how in RECOMPUTE] for w in PRECISIONS.values()]
            for form in FORMS.values()
        ],
    }


def _law(form: Form, width: int, recompute: str) -> list[int]:
    parts = activations(form, width=width, recompute=recompute, engine=form is _TINY)
    law = sum(parts.values(), Law())
    return [law.token, law.pair, law.square, law.fixed]


@cache
def fewest(model: int, rule: int, room: int) -> int:
    """Return the first position of ``DEVICES`` where a model can be trained at its full length.

    >>> found = fewest([*FORMS].index("GPT-2 small"), [*RULES].index("Adam"), ROOM["laptop"])
    >>> DEVICES[found]
    1
    """
    ways = [(precision, again) for precision in range(2) for again in range(3)]
    return next(
        at for at in range(len(DEVICES))
        if any(need(model, rule, 0, len(LENGTHS), *way, 3, at).total <= room for way in ways)
    )  # fmt: skip


@cache
def measured() -> tuple[list[list[int]], list[int]]:
    """Measure the tiny Transformer, in float32, nothing computed again.

    Returns
    -------
    states : list of [parameters, gradients, state], for each rule
    kept : list of int
        Bytes of activations, for each batch.
    """
    model = Transformer(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    tokens = np.arange(BATCHES[-1] * 32).reshape(-1, 32) % 39

    def loss(model: Module, batch: int = 1) -> Tensor:
        given = tokens[:batch]
        value: Tensor = cross_entropy(model(given), given)
        return value

    states = [list(measured_memory(model, rule, loss)[:3]) for rule in RULES.values()]
    return states, [activation_bytes(loss(model, batch)) for batch in BATCHES]
