"""The card in which a question or a report stands on a page without our style sheet."""

from __future__ import annotations

from ..style import LIGHT
from ..style.lang import attribute

__all__ = ["card"]


def card(role: str, body: str) -> str:
    """Return a frame with a coloured edge.

    Parameters
    ----------
    role : str
        What the edge means, a role of the palette: ``"good"``, ``"bad"``, ``"note"``, ``"value"``.
    body : str
        HTML; what came from people has been escaped.  It says in words what the edge says.

    Examples
    --------
    >>> "border-left: 4px solid var(--ll-good, " in card("good", "<p>✓ right</p>")
    True
    """
    return (
        f'<div role="group"{attribute()} '
        f'style="border: 1px solid var(--jp-border-color2, {LIGHT["grid"]}); '
        f"border-left: 4px solid var(--ll-{role}, {LIGHT[role]}); border-radius: 6px; "
        f'padding: 0.5em 1em; margin: 0.3em 0">{body}</div>'
    )
