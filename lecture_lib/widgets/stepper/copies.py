"""Along which axes an operand was broadcast: what the way back has to sum over."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...autograd.backward import Step
from ...translation import tr

__all__ = ["Copies"]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Copies:
    """An operand that was used several times over, because its shape was broadcast.

    Attributes
    ----------
    wide, narrow : tuple of int
        The shape it was broadcast to, and its own.
    axes : tuple of int
        Axes of `wide` along which it was repeated, and so those that are summed over.

    Examples
    --------
    >>> Copies.between((2, 3), (2, 1)), Copies.between((1, 2), (2,))
    (Copies(wide=(2, 3), narrow=(2, 1), axes=(1,)), None)
    """

    wide: Shape
    narrow: Shape
    axes: tuple[int, ...]

    @classmethod
    def between(cls, wide: Shape, narrow: Shape) -> Copies | None:
        """The copies of an operand, or None where only axes of length 1 were added."""
        extra = len(wide) - len(narrow)
        own = (1,) * extra + narrow
        axes = tuple(k for k, n in enumerate(wide) if n > 1 and own[k] == 1)
        return cls(wide, narrow, axes) if axes and 0 not in wide else None

    @classmethod
    def of(cls, step: Step) -> Copies | None:
        """The copies that a step of the backward pass has to add up; None without any."""
        if step.unreduced is None:
            return None
        return cls.between(np.shape(step.unreduced), np.shape(step.contribution))

    @property
    def count(self) -> int:
        """How often each entry was used."""
        return math.prod(self.wide[k] for k in self.axes)

    @property
    def used(self) -> str:
        """Where each entry was used, in words.

        >>> [Copies.between((2, 3), own).used for own in ((2, 1), (3,), ())]
        ['in each of the 3 columns', 'in each of the 2 rows', 'in all 6 entries']
        """
        if self.axes == tuple(range(len(self.wide))):
            return tr("in all {0} entries", self.count)
        if len(self.wide) == 2 and self.axes[0] == 0:
            return tr("in each of the {0} rows", self.count)
        if len(self.wide) == 2:
            return tr("in each of the {0} columns", self.count)
        return tr("{0} times along {1}", self.count, self.along)

    @property
    def along(self) -> str:
        """The axes in words: ``axis 1``, ``axes 0 and 2``."""
        listed = tr(" and ").join(map(str, self.axes))
        return tr("axis {0}", listed) if len(self.axes) == 1 else tr("axes {0}", listed)
