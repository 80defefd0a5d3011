"""What a Matplotlib figure shows, as sentences: for who does not see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .numbers import short
from .text import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

__all__ = ["speak", "spoken"]

_MOST = 8  # of the lines, and of the words written beside them


def spoken(figure: Figure) -> str:
    """Say in words what a figure draws: titles, axes, where its curves begin and end.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Not changed. What has neither title, label nor line is passed over.

    Returns
    -------
    str
        Plain sentences; empty where there is nothing to tell.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> ax = figure.subplots()
    >>> _ = ax.plot([0, 100], [2.0, 0.5], label="Adam")
    >>> _ = ax.set(title="Loss", xlabel="step", xlim=(0, 100), ylabel="mean", ylim=(0, 2))
    >>> spoken(figure)
    'Loss. x: step, from 0 to 100. y: mean, from 0 to 2. Adam: from 2 to 0.5.'
    """
    told = [" ".join(_sentences(ax)) for ax in figure.axes if ax.get_visible()]
    panels = [text for text in told if text]
    if len(panels) > 1:
        panels = [f"Panel {i} of {len(panels)}: {text}" for i, text in enumerate(panels, 1)]
    return " ".join([*_ended([figure.get_suptitle()]), *panels])


def _sentences(ax: Axes) -> Iterator[str]:
    titles = [ax.get_title(loc) for loc in ("left", "center", "right")]
    yield from _ended(title for title in titles if title)
    if not ax.axison:
        yield from _ended(_some(text.get_text() for text in ax.texts))
        return
    for name, label, ends, scale in (
        ("x", ax.get_xlabel(), ax.get_xlim(), ax.get_xscale()),
        ("y", ax.get_ylabel(), ax.get_ylim(), ax.get_yscale()),
    ):
        if label:
            unit = ", logarithmic" if scale == "log" else ""
            yield f"{name}: {clean(label)}, from {_span(ends)}{unit}."
    yield from _ended(_some(_course(line) for line in ax.lines))
    yield from _ended(_some(text.get_text() for text in ax.texts))


def _course(line: Line2D) -> str:
    """Where a curve with a name begins and ends; nothing of a curve without."""
    import numpy as np

    label = str(line.get_label())
    y = np.ma.masked_invalid(np.asarray(line.get_ydata(), dtype=float)).compressed()
    if label.startswith("_") or not label or not y.size:
        return ""
    return f"{label}: from {_span((y[0], y[-1]))}" if y.size > 1 else f"{label}: {short(y[0], 3)}"


def _span(ends: Iterable[float]) -> str:
    return " to ".join(short(end, 3) for end in ends)


def _some(texts: Iterable[str]) -> list[str]:
    """The first few that say something."""
    said = [text for text in texts if text.strip()]
    rest = [f"and {len(said) - _MOST} more"] if len(said) > _MOST else []
    return ["; ".join([*said[:_MOST], *rest])] if said else []


def _ended(texts: Iterable[str]) -> Iterator[str]:
    """Each text, if there is one, as a sentence of one line."""
    for text in filter(None, map(clean, texts)):
        yield text if text.endswith((".", "!", "?")) else f"{text}."


def speak(shell: Any) -> None:
    """Let figures of a notebook bring their words along, as ``alt`` of the stored picture.

    Does nothing where figures are no PNG, and nothing the second time.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        Whose figures these are.
    """
    # Matplotlib's backend registers how a figure becomes PNG when it is loaded: so now.
    import_module("matplotlib_inline.backend_inline")
    from matplotlib.figure import Figure

    formatter = shell.display_formatter.formatters["image/png"]
    draw = formatter.lookup_by_type(Figure) if Figure in formatter else None
    if draw is None or isinstance(draw, _Spoken):
        return
    formatter.for_type(Figure, _Spoken(draw))


class _Spoken:
    """Draws a figure as another does, and adds its words."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def __call__(self, figure: Figure) -> Any:
        drawn = self.draw(figure)
        if drawn is None:
            return None
        data, more = drawn if isinstance(drawn, tuple) else (drawn, {})
        return data, {**more, "alt": spoken(figure)}
