"""The palette as CSS variables, for widgets and pages."""

from __future__ import annotations

from .palette import DARK, LIGHT

__all__ = ["FIGURES_IN_THE_DARK", "css_variables"]

#: Pictures are drawn for a light ground. On a dark one their lightness is turned round and the hue
#: kept, and what was white lets the page through.
FIGURES_IN_THE_DARK = (
    ":is(.jp-RenderedImage, .jp-RenderedSVG) img"
    " { filter: invert(1) hue-rotate(180deg) brightness(1.25); mix-blend-mode: screen; }"
)

# JupyterLab's own variable where a role is the page's and not ours.
_THEMED = {
    "text": "--jp-ui-font-color1",
    "muted": "--jp-ui-font-color2",
    "surface": "--jp-layout-color0",
    "grid": "--jp-border-color2",
}


def css_variables(selector: str = ".lecture-lib", *, themed: bool = True) -> str:
    """Return the palette as CSS custom properties, light and dark.

    Parameters
    ----------
    selector : str
        The element that carries the properties ``--ll-value``, ``--ll-good``, …, one for each
        role of :data:`~lecture_lib.style.LIGHT`.
    themed : bool
        Follow JupyterLab: its theme decides between light and dark, and its variables give the
        page's own colours (text, muted, surface, grid), with our colours as fallbacks on a bare
        page. False is for a page of our own, which defines JupyterLab's variables by these.

    Returns
    -------
    str
        Style rules; each colour is written once, as ``light-dark(day, night)``.

    Examples
    --------
    >>> css = css_variables(".stage")
    >>> "--ll-value: light-dark(#0072B2, #6CC0F5);" in css
    True
    >>> "--ll-text: var(--jp-ui-font-color1, light-dark(#1B2430, #EEF2F6));" in css
    True
    """
    names = _THEMED if themed else {}
    block = " ".join(
        f"--ll-{role}: {_color(light, DARK[role], names.get(role))};"
        for role, light in LIGHT.items()
    )
    if not themed:
        return f"{selector} {{ color-scheme: light dark; {block} }}\n"
    return (
        f"{selector} {{ color-scheme: light; {block} }}\n"
        f"[data-jp-theme-light='false'] {selector} {{ color-scheme: dark; }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  body:not([data-jp-theme-light]) {selector} {{ color-scheme: dark; }}\n"
        "}\n"
    )


def _color(light: str, dark: str, name: str | None) -> str:
    both = light if light == dark else f"light-dark({light}, {dark})"
    return f"var({name}, {both})" if name else both
