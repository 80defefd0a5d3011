"""How the sampling explorer says prompts, values and shares, in English or another language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...translation import tr_noop
from .generated import Knob

__all__ = ["percent", "quoted", "text"]


def quoted(words: Sequence[str], say: Callable[..., str] = str.format) -> str:
    """A prompt; ``say`` puts words into English, or is `tr`."""
    return say(tr_noop("“{0}”"), " ".join(words)) if words else say(tr_noop("nothing yet"))


def text(knob: Knob, value: float, say: Callable[..., str] = str.format) -> str:
    """What stands beside a slider; ``say`` puts the value into English, or is `tr`.

    >>> from lecture_lib.widgets.sampling.generated import knobs
    >>> heat, most, _ = knobs(39)
    >>> text(heat, 0.5), text(heat, 1.0), text(most, 39), text(heat, 0)
    ('τ = 0.5', 'off, τ = 1', 'off, all 39', 'τ = 0, greedy')
    """
    if value == knob.off:
        if knob.name == "top_k":
            return say(tr_noop("off, all {0}"), value)
        return say(tr_noop("off, {0} = 1"), knob.symbol)
    told = f"{knob.symbol} = {value:g}"
    return say(tr_noop("{0}, greedy"), told) if value == 0 else told


def percent(share: float, error: float | None = None) -> str:
    """A share in per cent, with two standard errors, rounded up, if it has been measured.

    >>> percent(0.9634, 0.004), percent(0.0, None)
    ('96 ± 1 %', '0.0 %')
    """
    if error is None:
        return f"{100 * share:.1f} %"
    return f"{100 * share:.0f} ± {np.ceil(200 * error):.0f} %"
