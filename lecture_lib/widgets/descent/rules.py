"""Rules for the slider of a race: faster or slower ones, and those that suit a surface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ... import plot
from ...descent import Surface
from ...optim import Adam, GradientDescent, Momentum, Rule
from ...style import UNKNOWN, Mark
from ...translation import tr, tr_noop

__all__ = ["faster", "in_words", "looks", "own_rate", "said", "usual_rules"]

#: What the name of a rule has, beside what is the same in all languages.
_PARTS = (
    tr_noop("Gradient descent"), tr_noop("Momentum"), tr_noop("clipped"),
    tr_noop("clipped as printed"), tr_noop("restarted"), tr_noop("ε inside the root"),
)  # fmt: skip


def faster(rule: Rule, factor: ArrayLike) -> Rule:
    """The rule with its learning rate times ``factor``, inside a wrapper too."""
    if not hasattr(rule.innermost, "learning_rate"):
        raise TypeError(f"DescentExplorer: {rule!r} has no learning_rate for the slider to move.")
    return rule.scaled(np.asarray(factor))


def in_words(rule: Rule) -> str:
    """The name of a rule as a sentence has it.

    >>> in_words(GradientDescent(0.1)), in_words(Adam())
    ('Gradient descent', 'Adam')
    """
    return rule.label.replace("GradientDescent", "Gradient descent")


def said(name: str) -> str:
    """The name that `in_words` gives, in the current language.

    >>> said("Gradient descent, clipped")
    'Gradient descent, clipped'
    """
    return ", ".join(tr(part) if part in _PARTS else part for part in name.split(", "))


def looks(rules: Sequence[Rule]) -> list[Mark]:
    """The mark of each rule; a wrapped one never looks like the same rule bare.

    >>> from lecture_lib.optim import Clipped
    >>> rule = GradientDescent(0.1)
    >>> [mark.marker for mark in looks([rule, Clipped(rule, 1.0)])]
    ['o', 'H']
    """
    bare = {type(rule) for rule in rules if rule is rule.innermost}
    return [
        UNKNOWN if rule is not rule.innermost and type(rule.innermost) in bare else mark
        for rule, mark in zip(rules, plot.marks(rules), strict=True)
    ]


def own_rate(rule: Rule) -> float | None:
    """The learning rate of a rule, None when it is a schedule."""
    rate = getattr(rule.innermost, "learning_rate", None)
    return None if callable(rate) or rate is None or np.ndim(rate) else float(rate)


def usual_rules(surface: Surface, start: NDArray[Any]) -> tuple[Rule, ...]:
    """Gradient descent, momentum and Adam with rates that suit a surface.

    η = 1/L with the largest curvature L at the start and the minima; Adam, whose first steps are
    η long, gets a fortieth of the domain.
    """
    points = np.concatenate([surface.minima.reshape(-1, 2), start[None]])
    steepest = float(np.abs(np.linalg.eigvalsh(surface.hessian(points))).max())
    rate = float(f"{1 / max(steepest, 1e-12):.1g}")
    reach = float(f"{np.ptp(surface.domain, axis=1).max() / 40:.1g}")
    return GradientDescent(rate), Momentum(rate), Adam(reach)
