"""One visual language for graph, plot, widget, slide and page.

Roles come before colours: a *value* is blue, a *gradient* vermilion, a *parameter* has a warm
fill, *data* a neutral one.  Colour never carries meaning alone: every optimiser also has its own
marker and dash.  All hues are Okabe and Ito's, which readers with colour-blindness can tell apart.

Nothing here loads Matplotlib; :func:`use`, the first line of every notebook, does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

__all__ = [
    "DARK",
    "LIGHT",
    "OPTIMIZERS",
    "PALETTE",
    "ROLES",
    "Mark",
    "Role",
    "align",
    "css_variables",
    "mark",
    "number",
    "use",
]

#: Okabe and Ito (2008), by the names of their paper.
PALETTE: Mapping[str, str] = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "reddish purple": "#CC79A7",
}

#: What each role looks like on a light ground.  Text colours have a contrast of 4.5 or more.
LIGHT: Mapping[str, str] = {
    "value": PALETTE["blue"],
    "gradient": PALETTE["vermilion"],
    "gradient-text": "#AD4A00",  # vermilion, darkened until small print passes 4.5 : 1 on white
    "parameter": "#FFF1D6",
    "parameter-line": "#B87A00",
    "data": "#F2F4F7",
    "data-line": "#7A8699",
    "operation": "#FFFFFF",
    "operation-line": "#9AA5B4",
    "root": "#E4F1FA",
    "root-line": PALETTE["blue"],
    "scope": "#E6F4EF",
    "scope-line": "#3D8B73",
    "anomaly": "#FDEFF6",
    "anomaly-line": "#A3246B",
    "edge": "#7A8594",  # 3 : 1 or more on white and on JupyterLab's dark ground alike
    "text": "#1B2430",
    "muted": "#5B6675",
    "theory": "#30363D",
    "surface": "#FFFFFF",
    "grid": "#D8DEE6",
}

#: The same roles on a dark ground.
DARK: Mapping[str, str] = {
    "value": "#6CC0F5",
    "gradient": "#FF9350",
    "gradient-text": "#FF9F66",
    "parameter": "#3B301A",
    "parameter-line": "#D9A441",
    "data": "#2B323C",
    "data-line": "#8C98A8",
    "operation": "#1D232B",
    "operation-line": "#66727F",
    "root": "#16324A",
    "root-line": "#6CC0F5",
    "scope": "#173129",
    "scope-line": "#58B99B",
    "anomaly": "#451C33",
    "anomaly-line": "#F08FC0",
    "edge": "#8C98A8",
    "text": "#EEF2F6",
    "muted": "#A9B4C0",
    "theory": "#D0D7DE",
    "surface": "#111111",
    "grid": "#3A434E",
}

# JupyterLab's own variable where a role is the page's and not ours.
_THEMED = {
    "text": "--jp-ui-font-color1",
    "muted": "--jp-ui-font-color2",
    "surface": "--jp-layout-color0",
    "grid": "--jp-border-color2",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Colour, marker and dash of one optimiser, as Matplotlib names them."""

    color: str
    marker: str
    dash: str | tuple[float, tuple[float, ...]]

    @property
    def line(self) -> dict[str, Any]:
        """Keyword arguments for ``Axes.plot``.

        >>> sorted(OPTIMIZERS["Adam"].line)
        ['color', 'linestyle', 'marker']
        """
        return {"color": self.color, "marker": self.marker, "linestyle": self.dash}

    @property
    def svg_dash(self) -> str:
        """The dash as an SVG ``stroke-dasharray``; "none" when the line is solid."""
        pattern = {"-": (), "--": (6, 3), "-.": (6, 2, 1, 2), ":": (1, 2)}
        dashes = pattern[self.dash] if isinstance(self.dash, str) else self.dash[1]
        return " ".join(f"{length:g}" for length in dashes) or "none"


Role = Mapping[str, Any]

#: Keyword arguments for ``Axes.plot`` by role; ``ax.plot(x, y, **ROLES["theory"])``.
ROLES: Mapping[str, Role] = {
    "value": {"color": LIGHT["value"], "marker": "o", "linestyle": "-"},
    "gradient": {"color": LIGHT["gradient"], "marker": "s", "linestyle": "-"},
    "theory": {"color": LIGHT["theory"], "linestyle": (0, (5, 3)), "linewidth": 1.1, "marker": ""},
    "measured": {"linestyle": "-", "linewidth": 2.0, "marker": "o", "markersize": 4.5},
    "minimum": {
        "color": LIGHT["text"],
        "marker": "*",
        "markersize": 13,
        "linestyle": "none",
        "markeredgecolor": "white",
        "markeredgewidth": 0.8,
    },
    "start": {
        "color": LIGHT["text"],
        "marker": "o",
        "markersize": 8,
        "linestyle": "none",
        "markerfacecolor": "none",
        "markeredgewidth": 1.6,
    },
    "divergence": {"color": PALETTE["vermilion"], "marker": "X", "linestyle": "none"},
}

_DOTTED = (0, (1, 1.6))
_LONG = (0, (8, 3))

#: One colour, marker and dash for each optimiser, everywhere.  The star and the open circle stay
#: free: they mean a minimum and a start.
OPTIMIZERS: Mapping[str, Mark] = {
    "GradientDescent": Mark(PALETTE["black"], "o", "-"),
    "Momentum": Mark(PALETTE["orange"], "s", "-"),
    "Nesterov": Mark(PALETTE["bluish green"], "^", "-"),
    "AdaGrad": Mark(PALETTE["reddish purple"], "v", "-"),
    "RMSProp": Mark(PALETTE["sky blue"], "D", "-"),
    "Adam": Mark(PALETTE["blue"], "P", "-"),
    "AdamW": Mark(PALETTE["vermilion"], "X", "--"),
    "NAdam": Mark(PALETTE["bluish green"], "<", "--"),
    "RAdam": Mark(PALETTE["orange"], ">", "--"),
    "AdaBelief": Mark(PALETTE["reddish purple"], "p", "--"),
    "Apollo": Mark(PALETTE["black"], "h", _DOTTED),
    "Adafactor": Mark(PALETTE["blue"], "d", _LONG),
}


def mark(rule: object) -> Mark:
    """Return the colour, marker and dash of an optimiser, given as object, class or name.

    Raises
    ------
    KeyError
        When the optimiser has no entry; add one to ``OPTIMIZERS``.

    Examples
    --------
    >>> mark("Momentum").marker
    's'
    """
    name = rule if isinstance(rule, str) else getattr(rule, "__name__", type(rule).__name__)
    if name not in OPTIMIZERS:
        known = ", ".join(OPTIMIZERS)
        raise KeyError(f"style.mark: no optimiser is called {name!r}; the known ones are {known}")
    return OPTIMIZERS[name]


def number(x: float, digits: int = 4) -> str:
    """Write a number the way table, graph and widget all print it.

    Parameters
    ----------
    x : float
        Any real number, NumPy's included.  An ``int`` is a count and stays whole.
    digits : int
        Significant digits from 1 upwards; numbers below 1 get one digit less, so that everything
        between 0.1 and 10 has the same number of decimals and lines up in a column.

    Returns
    -------
    str
        With a true minus sign; the words ``nan`` and ``inf`` where there is no number.

    Examples
    --------
    >>> [number(x) for x in (2.0, 0.3594, -0.3594, 12.345, 0.00744)]
    ['2.000', '0.359', '−0.359', '12.35', '0.00744']
    >>> number(123456.0), number(4.1e-9), number(0.0), number(-float("inf")), number(7)
    ('1.235e5', '4.10e−9', '0.000', '−inf', '7')
    """
    if digits < 2:
        raise ValueError(f"number: digits is {digits}; at least 2 are needed")
    if isinstance(x, Integral):
        text = str(int(x)) if abs(x) < 10**9 else f"{float(x):.{digits - 1}e}"
        return _minus(_short_exponent(text))
    x = float(x)
    if not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "−inf"
    if x == 0:
        return f"{0:.{digits - 1}f}"
    # The exponent is read after rounding, so that 0.99996 prints as 1.000 and not as 1.00.
    exponent = int(f"{x:.{digits - 1}e}".partition("e")[2])
    significant = digits
    if exponent < 0:
        significant = digits - 1
        exponent = int(f"{x:.{significant - 1}e}".partition("e")[2])
        significant = digits if exponent == 0 else significant
    if -4 < exponent < digits + 1:
        return _minus(f"{x:.{max(significant - 1 - exponent, 0)}f}")
    return _minus(_short_exponent(f"{x:.{significant - 1}e}"))


def _short_exponent(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def _minus(text: str) -> str:
    return text.replace("-", "−")


def align(texts: Iterable[str]) -> list[str]:
    """Pad numbers written by :func:`number` so that their decimal points stand in one column.

    >>> align(["2.000", "−12.35", "nan", ""])
    ['  2.000', '−12.35 ', 'nan    ', '       ']
    """
    parts = [(text, text.partition(".")) for text in texts]
    if not parts:
        return []
    left = max(len(head) for _, (head, _, _) in parts)
    right = max(len(dot + tail) for _, (_, dot, tail) in parts)
    return [(head.rjust(left) + (dot + tail).ljust(right)) for _, (head, dot, tail) in parts]


def css_variables(selector: str = ".lecture-lib") -> str:
    """Return the palette as CSS custom properties, light and dark.

    The page's own colours (text, surface, grid) follow JupyterLab's theme variables, with our
    fallbacks on a bare page; there the reader's ``prefers-color-scheme`` decides.

    Parameters
    ----------
    selector : str
        The element that carries the properties ``--ll-value``, ``--ll-gradient``, …

    Examples
    --------
    >>> "--ll-value: #0072B2;" in css_variables()
    True
    """
    shared = {f"opt-{name.lower()}": m.color for name, m in OPTIMIZERS.items()}
    night = {k: DARK["text"] if c == PALETTE["black"] else c for k, c in shared.items()}
    light = _block({**LIGHT, **shared})
    dark = _block({**DARK, **night})
    return (
        f"{selector} {{ {light} color-scheme: light; }}\n"
        f"[data-jp-theme-light='false'] {selector} {{ {dark} color-scheme: dark; }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  body:not([data-jp-theme-light]) {selector} {{ {dark} color-scheme: dark; }}\n"
        "}\n"
    )


def _block(colors: Mapping[str, str]) -> str:
    def value(role: str, color: str) -> str:
        return f"var({_THEMED[role]}, {color})" if role in _THEMED else color

    return " ".join(f"--ll-{role}: {value(role, color)};" for role, color in colors.items())


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


def use() -> None:
    """Set Matplotlib up for the course; the first line of every notebook.

    Figures get an explicit light ground (so that they can be read on a dark page too), STIX maths,
    type that carries to the last row, and SVG without dates or random ids.

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
    # Matplotlib stamps date and version into every SVG; only the caller of savefig can say no,
    # except through the inline backend, which takes the keywords from here.
    _inline_metadata()


def _inline_metadata() -> None:
    """Ask the notebook's inline backend for pictures without date and creator."""
    try:
        from IPython import get_ipython
        from matplotlib_inline.config import InlineBackend
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None and getattr(shell, "kernel", None) is not None:
        backend: Any = InlineBackend.instance(parent=shell)
        backend.print_figure_kwargs = {
            **backend.print_figure_kwargs,
            "metadata": {"Date": None, "Creator": None},
        }
