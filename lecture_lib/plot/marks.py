"""Which colour, marker and dash each rule of a picture gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from .. import style
from ..optim import Rule

__all__ = ["marks"]

# A second and third rule of the same kind keep colour and marker and get another dash.
_RELATIVES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    (0, (6, 2.5)),
    (0, (1.2, 1.8)),
    (0, (6, 2, 1.2, 2)),
)


def marks(rules: Iterable[Rule | str]) -> list[style.Mark]:
    """Return one :class:`~lecture_lib.style.Mark` for each rule.

    A rule looks the same in every picture. Rules of the same kind in one picture, say two forms
    of Adam, share colour and marker and differ in the dash. A wrapped rule looks like the one
    inside. A rule the course does not know, say your own, gets the neutral
    :data:`~lecture_lib.style.UNKNOWN`; its name stands in the legend.

    Parameters
    ----------
    rules : iterable of Rule or str
        Rules, or names of rules.

    Examples
    --------
    >>> from lecture_lib.optim import Adam, Momentum
    >>> [m.marker for m in marks([Momentum(), Adam(), Adam(form="printed")])]
    ['s', 'P', 'P']
    >>> [m.dash for m in marks([Adam(), Adam(form="printed")])]
    ['-', (0, (6, 2.5))]
    """
    seen: Counter[style.Mark] = Counter()
    found = []
    for rule in rules:
        mark = _mark(rule)
        if earlier := seen[mark]:
            found.append(replace(mark, dash=_RELATIVES[(earlier - 1) % len(_RELATIVES)]))
        else:
            found.append(mark)
        seen[mark] += 1
    return found


def _mark(rule: Rule | str) -> style.Mark:
    name = rule if isinstance(rule, str) else rule.innermost.name
    return style.OPTIMIZERS.get(name, style.UNKNOWN)
