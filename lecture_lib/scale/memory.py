r"""What training needs of a device's memory: parameters, gradients, optimiser state, activations.

Adam in float32 keeps 4 + 4 + 8 = 16 bytes a parameter; with half precision it is 2 + 2, and 4 + 8
for a float32 copy and the moments: 16 as well (erratum E-S10). Rajbhandari et al., *ZeRO* (2020),
let each of N devices keep only its part: of the optimiser's state (stage 1), of the gradients too
(stage 2), of all (stage 3).

It is a model, and leaves out what no formula knows: buffers for communication and for matrix
products, the parameters that stage 3 gathers for the block at work, fragments of free memory that
are too small to use, and what the framework takes for itself (often a gigabyte). Tensor and
pipeline parallelism, and moving to a host's memory, are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from ..optim import Rule
from .activations import activations
from .stacks import Form, Shapes
from .state import state_size

__all__ = ["PRECISIONS", "Memory", "Precision", "model_bytes", "training_memory", "zero"]


@dataclass(frozen=True)
class Precision:
    """How many bytes a number has, by what it is for.

    Parameters
    ----------
    parameters, gradients, activations : int
        Of those that the two passes work with.
    copy : int
        Of the float32 copy that is updated and rounded anew, 0 for none.
    state : int
        Of what the rule remembers.

    Examples
    --------
    >>> from dataclasses import replace
    >>> replace(PRECISIONS["mixed"], gradients=4)  # where they are added up in float32
    Precision(parameters=2, gradients=4, activations=2, copy=4, state=4)
    """

    parameters: int
    gradients: int
    activations: int
    copy: int = 0
    state: int = 4


#: name -> bytes; "mixed" is float16 or bfloat16 with a float32 copy (Micikevicius et al. 2018)
PRECISIONS: Mapping[str, Precision] = {
    "float32": Precision(4, 4, 4),
    "mixed": Precision(2, 2, 2, copy=4),
}


class Memory(NamedTuple):
    """Bytes on one device.

    Attributes
    ----------
    parameters, gradients : int
    state : int
        What the rule remembers, and the float32 copy that it updates.
    activations : int

    Examples
    --------
    >>> Memory(4, 4, 8).total
    16
    """

    parameters: int
    gradients: int
    state: int
    activations: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return sum(self)


def model_bytes(shapes: Form | Shapes, rule: Rule, precision: str | Precision = "mixed") -> Memory:
    """Return what a model needs beside its activations, on one device.

    Parameters
    ----------
    shapes : Form or sequence of (shape, copies)
        The tensors: of a form, or of a module, ``[(p.shape, 1) for p in
        model.parameters().values()]``.
    rule : Rule
    precision : {"float32", "mixed"} or Precision

    Returns
    -------
    Memory

    Raises
    ------
    ValueError
        There is no such precision.

    Examples
    --------
    >>> from lecture_lib.optim import Adafactor, Adam, GradientDescent, Momentum
    >>> million = [((1000, 1000), 1)]
    >>> for rule in (GradientDescent(), Momentum(), Adam(), Adafactor()):
    ...     print(f"{rule.name:16s}", [model_bytes(million, rule, precision).total / 1e6
    ...                                for precision in PRECISIONS])
    GradientDescent  [8.0, 8.0]
    Momentum         [12.0, 12.0]
    Adam             [16.0, 16.0]
    Adafactor        [8.008, 8.008]
    """
    width = _width("model_bytes", precision)
    tensors = shapes.tensors() if isinstance(shapes, Form) else shapes
    size = state_size(rule)
    count = sum(copies * prod(shape) for shape, copies in tensors)
    remembered = sum(copies * size.of(shape) for shape, copies in tensors)
    return Memory(
        width.parameters * count, width.gradients * count,
        width.copy * count + width.state * remembered,
    )  # fmt: skip


def zero(memory: Memory, stage: int, devices: int) -> Memory:
    """Share among devices what each of them need not hold whole: ZeRO.

    Parameters
    ----------
    memory : Memory
        On one device alone.
    stage : {0, 1, 2, 3}
        0 shares nothing; 1 the optimiser's state; 2 the gradients too; 3 the parameters too.
        Activations are those of each device's own sequences, and stay.
    devices : int

    Returns
    -------
    Memory
        Of the device with the largest share.

    Raises
    ------
    ValueError
        There is no such stage; no device.

    Notes
    -----
    Rajbhandari et al. (2020), figure 1. Stages 1 and 2 send no more than plain data parallelism
    does; stage 3 sends half as much again.

    Examples
    --------
    >>> adam = Memory(*(each * 7_500_000_000 for each in (2, 2, 12)))
    >>> [round(zero(adam, stage, 64).total / 1e9, 1) for stage in range(4)]
    [120.0, 31.4, 16.6, 1.9]
    """
    if stage not in range(4) or devices < 1:
        raise ValueError(
            f"zero: stage {stage} on {devices} devices; stages are 0 to 3, on at least 1 device"
        )
    parameters, gradients, state, kept = memory
    return Memory(
        -(-parameters // devices) if stage >= 3 else parameters,
        -(-gradients // devices) if stage >= 2 else gradients,
        -(-state // devices) if stage >= 1 else state,
        kept,
    )


def training_memory(
    form: Form, rule: Rule, batch: int = 1, length: int | None = None, *,
    precision: str | Precision = "mixed", recompute: str = "none", stage: int = 0,
    devices: int = 1, engine: bool = False,
) -> Memory:  # fmt: skip
    """Return what training a model needs on each device: the whole sum.

    Parameters
    ----------
    form : Form
        Of :data:`MODELS`, or any other.
    rule : Rule
    batch : int
        Sequences on each device.
    length : int, optional
        Tokens of a sequence; as many as the model has positions.
    precision : {"float32", "mixed"} or Precision
    recompute : {"none", "selective", "full"}
        See :func:`activations`.
    stage, devices : int
        See :func:`zero`.
    engine : bool
        Activations as this package's Transformer keeps them.

    Returns
    -------
    Memory

    Raises
    ------
    ValueError
        No length, and no positions to take it from; names and stages that there are not.

    Examples
    --------
    >>> from lecture_lib.optim import Adam
    >>> from lecture_lib.scale import MODELS
    >>> need = training_memory(MODELS["GPT-2 small"].form, Adam(), batch=8)
    >>> print(*(f"{name} {size / 1e9:.1f} GB" for name, size in need._asdict().items()), sep=", ")
    parameters 0.2 GB, gradients 0.2 GB, state 1.5 GB, activations 10.3 GB
    """
    length = getattr(form, "context", None) if length is None else length
    if length is None:
        raise ValueError(f"training_memory: {type(form).__name__} has any length; pass length=")
    width = _width("training_memory", precision)
    laws = activations(form, width=width.activations, recompute=recompute, engine=engine)
    kept = sum(law.bytes(batch, length) for law in laws.values())
    alone = model_bytes(form, rule, width)._replace(activations=kept)
    return zero(alone, stage, devices)


def _width(name: str, precision: str | Precision) -> Precision:
    if isinstance(precision, Precision):
        return precision
    if precision not in PRECISIONS:
        raise ValueError(
            f"{name}: there is no precision {precision!r}; take one of "
            f"{', '.join(map(repr, PRECISIONS))}, or a Precision of your own"
        )
    return PRECISIONS[precision]
