"""What layers and networks have in common: parameters by name, a mode, a file."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..autograd import Tensor
from ..autograd.recording import current, inside, switch
from ..style.text import columns
from .storage import load_arrays, mismatch, save_arrays

__all__ = ["Module"]


class Module:
    """A part of a network: something with parameters that turns arrays into arrays.

    Write one by storing Tensors and other modules as attributes in ``__init__`` and computing in
    ``forward``. A Tensor is a parameter, a plain array is a constant; lists, tuples and dicts of
    them are searched too, names that begin with ``_`` are not. Calling the module opens a scope
    with its :attr:`label`, by which a picture of the graph can fold it.

    Attributes
    ----------
    label : str
        Name of the scope, at first that of the class.
    training : bool
        Whether the next call is part of training. Dropout asks; see :meth:`train`, :meth:`eval`.

    Examples
    --------
    >>> class Neuron(Module):
    ...     def __init__(self, inputs):
    ...         self.w, self.b = Tensor(np.zeros(inputs)), Tensor(0.0)
    ...     def forward(self, x):
    ...         return np.tanh(x @ self.w + self.b)
    >>> neuron = Neuron(3)
    >>> neuron(np.ones((2, 3)))
    Tensor([0., 0.])
    >>> neuron.shapes()
    {'w': (3,), 'b': ()}
    >>> neuron.count()
    4
    """

    label: str = "Module"
    training: bool = True

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.label = cls.__name__

    def forward(self, *inputs: Any) -> Any:
        """Compute the output; what a subclass defines."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(self, x) of its own yet")

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        outer = current()  # as `with scope(self.label)`, without an object for the block
        switch(inside(outer, "scope", self.label))
        try:
            return self.forward(*inputs, **options)
        finally:
            switch(outer)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(self.__dict__.get(name), Tensor) and not isinstance(value, Tensor | None):
            raise TypeError(
                f"{type(self).__name__}.{name} is a parameter; {name} = {type(value).__name__} "
                f"would lose it. Write .{name}.data = array, or assign a Tensor"
            )
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.count():,} parameters)"

    # -- parameters ----------------------------------------------------------------------------

    def parameters(self) -> dict[str, Tensor]:
        """Return every parameter by its dotted name, such as ``layers.0.W``.

        A parameter that several modules share appears once, under the first of its names.
        """
        return {names[0]: tensor for tensor, names in self._uses()}

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every parameter by name."""
        return {name: p.shape for name, p in self.parameters().items()}

    def count(self) -> int:
        """Return how many numbers are learnt; shared ones count once."""
        return sum(p.size for p in self.parameters().values())

    def modules(self) -> dict[str, Module]:
        """Return this module, under the name ``""``, and all inside it, each once."""
        found: dict[int, tuple[str, Module]] = {}
        for path, part in _parts(self, "", set()):
            if isinstance(part, Module):
                found.setdefault(id(part), (path, part))
        return dict(found.values())

    def zero_grad(self) -> None:
        """Forget the gradients of the last backward passes."""
        for p in self.parameters().values():
            p.grad = None

    def summary(self) -> str:
        """Return a table of the parameters as text: name, shape, number, what is shared.

        Examples
        --------
        >>> import lecture_lib as ll
        >>> print(ll.nn.MLP((2, 2, 2), rng=np.random.default_rng(0)).summary())
        name        shape   numbers  dtype
        layers.0.W  (2, 2)        4  float32
        layers.0.b  (2,)          2  float32
        layers.1.W  (2, 2)        4  float32
        layers.1.b  (2,)          2  float32
        MLP, in all              12
        """
        rows = [("name", "shape", "numbers", "dtype")]
        for p, (name, *others) in self._uses():
            shared = f"  also {', '.join(others)}" if others else ""
            rows.append((name, str(p.shape), f"{p.size:,}", f"{p.dtype}{shared}"))
        rows.append((f"{type(self).__name__}, in all", "", f"{self.count():,}", ""))
        return columns(rows, right=[2])

    def _uses(self) -> list[tuple[Tensor, list[str]]]:
        """Every parameter with all the names it goes by."""
        found: dict[int, tuple[Tensor, list[str]]] = {}
        for path, part in _parts(self, "", set()):
            if isinstance(part, Tensor):
                found.setdefault(id(part), (part, []))[1].append(path)
        return list(found.values())

    # -- training and evaluation ---------------------------------------------------------------

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all inside it to training, or back; returns itself."""
        for module in self.modules().values():
            module.training = bool(mode)
        return self

    def eval(self) -> Self:
        """Switch to evaluation: dropout keeps every unit. Returns itself."""
        return self.train(False)

    @contextmanager
    def evaluating(self) -> Iterator[Self]:
        """Evaluate for a while, then go back to the mode each part was in.

        Examples
        --------
        >>> import lecture_lib as ll
        >>> drop = ll.nn.Dropout(0.5, rng=np.random.default_rng(0))
        >>> with drop.evaluating():
        ...     print(drop(np.ones(3)), drop.training)
        [1. 1. 1.] False
        >>> drop.training
        True
        """
        before = [(module, module.training) for module in self.modules().values()]
        self.eval()
        try:
            yield self
        finally:
            for module, mode in before:
                module.training = mode

    # -- state and files -----------------------------------------------------------------------

    def state(self) -> dict[str, NDArray[Any]]:
        """Return a copy of every parameter's data by name."""
        return {name: p.data.copy() for name, p in self.parameters().items()}

    def load_state(self, state: Mapping[str, ArrayLike]) -> Self:
        """Set every parameter from arrays by name, cast to its dtype.

        Raises
        ------
        ValueError
            A name or a shape does not fit: all of them are listed, and nothing has changed.
        """
        arrays = {name: np.asarray(array) for name, array in state.items()}
        self._check(arrays)
        for name, p in self.parameters().items():
            p.data = arrays[name]
        return self

    def _check(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        if wrong := mismatch(self.shapes(), arrays):
            raise ValueError(
                f"{type(self).__name__}: the stored parameters belong to another network; "
                "build it with the same sizes as when it was saved.\n  " + "\n  ".join(wrong)
            )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the parameters to an ``.npz`` file, whole or not at all; returns its path."""
        return save_arrays(path, {name: p.data for name, p in self.parameters().items()})

    def load(self, path: str | os.PathLike[str]) -> Self:
        """Read the parameters from a file that :meth:`save` wrote; returns itself.

        Raises
        ------
        ValueError
            Not such a file, or from another network. Nothing has changed then.
        """
        try:
            return self.load_state(load_arrays(path, check=self._check))
        except ValueError as error:
            raise ValueError(f"{os.fspath(path)}: {error}") from None

    def astype(self, dtype: DTypeLike) -> Self:
        """Return a copy whose parameters are rounded to `dtype`; what was shared stays shared.

        Examples
        --------
        >>> import lecture_lib as ll
        >>> layer = ll.nn.Linear(2, 2, rng=np.random.default_rng(0))
        >>> layer.astype(np.float16).W.dtype
        dtype('float16')
        """
        # The memo maps each old parameter to its new self wherever deepcopy meets it.
        memo: dict[int, Any] = {
            id(p): Tensor(p.data.astype(dtype), p.name) for p in self.parameters().values()
        }
        return copy.deepcopy(self, memo)


def _parts(part: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """Walk through modules and containers: every Module once, every Tensor at each of its uses."""
    if isinstance(part, Tensor):
        if not part.parents:  # a result that a module keeps is not a parameter
            yield path, part
        return
    if isinstance(part, Module):
        children = {k: v for k, v in vars(part).items() if not k.startswith("_")}
    elif isinstance(part, Mapping):
        children = {str(k): v for k, v in part.items()}
    elif isinstance(part, list | tuple):
        children = {str(k): v for k, v in enumerate(part)}
    else:
        return
    if isinstance(part, Module):
        yield path, part
    if id(part) in seen:
        return
    seen.add(id(part))
    for name, child in children.items():
        yield from _parts(child, f"{path}.{name}" if path else name, seen)
