"""Matplotlib's settings for the course; loads Matplotlib only when they are used."""

from __future__ import annotations

from typing import Any

from .css import FIGURES_IN_THE_DARK
from .palette import LIGHT, PALETTE
from .spoken import speak

__all__ = ["use"]

_RC: dict[str, Any] = {
    "figure.facecolor": LIGHT["surface"],
    "figure.figsize": (7.2, 4.2),
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "figure.titlesize": 15,
    "axes.facecolor": LIGHT["surface"],
    "axes.edgecolor": LIGHT["muted"],
    "axes.labelcolor": LIGHT["text"],
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.labelsize": 13,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": LIGHT["grid"],
    "grid.linewidth": 0.7,
    "text.color": LIGHT["text"],
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "lines.linewidth": 2.0,
    "lines.markersize": 6,
    "legend.fontsize": 12,
    "legend.frameon": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 13,
    "mathtext.fontset": "stix",
    "savefig.facecolor": LIGHT["surface"],
    "svg.hashsalt": "lecture_lib",
    "svg.fonttype": "none",
}

# In JupyterLab's dark themes, and in notebooks of the course only.
_MARK = (
    f"<style>[data-jp-theme-light='false'] .jp-Notebook:has(.ll-figures) {FIGURES_IN_THE_DARK}"
    "</style><span class='ll-figures'></span>"
)


def use() -> None:
    """Set Matplotlib up for the course; the first line of every notebook.

    Figures get an explicit light ground, STIX maths, type that carries to the last row, and SVG
    without dates or random ids. In a notebook they follow JupyterLab's theme, and bring along what
    they show in words.

    Examples
    --------
    >>> use()
    >>> import matplotlib
    >>> matplotlib.rcParams["svg.hashsalt"]
    'lecture_lib'
    """
    import matplotlib
    from cycler import cycler

    cycle = [color for name, color in PALETTE.items() if name != "yellow"]
    settings: Any = matplotlib.rcParams  # its type spells every key out
    settings.update(_RC | {"axes.prop_cycle": cycler(color=cycle[4:] + cycle[:4])})
    _use_in_notebook()


def _use_in_notebook() -> None:
    try:
        from IPython import get_ipython
        from IPython.display import HTML, display
        from matplotlib_inline.config import InlineBackend
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None and getattr(shell, "kernel", None) is not None:
        display(HTML(_MARK))  # type: ignore[no-untyped-call]
        # Matplotlib stamps date and version into every SVG; only the caller of savefig can say no,
        # except through the inline backend, which takes the keywords from here.
        backend: Any = InlineBackend.instance(parent=shell)
        backend.print_figure_kwargs = {
            **backend.print_figure_kwargs,
            "metadata": {"Date": None, "Creator": None},
        }
        speak(shell)
