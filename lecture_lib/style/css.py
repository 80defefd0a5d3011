"""The palette as CSS variables, for widgets and pages."""

from __future__ import annotations

from collections.abc import Mapping

from .marks import OPTIMIZERS
from .palette import DARK, LIGHT, PALETTE

__all__ = ["css_variables"]

# JupyterLab's own variable where a role is the page's and not ours.
_THEMED = {
    "text": "--jp-ui-font-color1",
    "muted": "--jp-ui-font-color2",
    "surface": "--jp-layout-color0",
    "grid": "--jp-border-color2",
}


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
