"""One visual language for graph, plot, widget, slide and page.

Roles come before colours: a *value* is blue, a *gradient* vermilion, a *parameter* has a warm
fill, *data* a neutral one.  Colour never carries meaning alone: every optimiser also has its own
marker and dash.  All hues are Okabe and Ito's, which readers with colour-blindness can tell apart.

Nothing here loads Matplotlib; :func:`use`, the first line of every notebook, does.
"""

from __future__ import annotations

from .css import css_variables
from .marks import OPTIMIZERS, ROLES, Mark, Role, mark
from .matplotlib import use
from .numbers import align, number, point, short, tex
from .palette import DARK, HEIGHTS, LIGHT, PALETTE

__all__ = [
    "DARK",
    "HEIGHTS",
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
    "point",
    "short",
    "tex",
    "use",
]
