"""A widget's state as a text that can be read aloud, sent, and pasted into another.

``ll:NoiseExplorer?batch=3&rate=2&step=144&sampling=not in an epoch``: the kind of widget and its
settings by name, so that a widget that has gained a slider still reads what was written before.
``js/link.js`` writes and reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

__all__ = ["as_text", "read", "write"]

_LINK = re.compile(r"ll:(\w+)\?(.*)")


def as_text(value: Any) -> str:
    """Return a value as JavaScript's ``String`` writes it: numbers, texts, and flat lists of them.

    Parameters
    ----------
    value : float, str or sequence of these

    Examples
    --------
    >>> as_text(2.0), as_text([1, 0.5]), as_text(1e-7)
    ('2', '1,0.5', '1e-7')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ",".join(map(as_text, value))
    whole = float(value).is_integer() and abs(value) < 1e21
    return str(int(value)) if whole else re.sub(r"(e[+-])0", r"\1", repr(float(value)))


def write(name: str, settings: Mapping[str, Any]) -> str:
    """Return a link.

    Parameters
    ----------
    name : str
        The kind of widget.
    settings : mapping of str to value
        By name, as :func:`as_text` takes them.

    Examples
    --------
    >>> write("ScaleExplorer", {"workers": 3, "share": "10 %"})
    'll:ScaleExplorer?workers=3&share=10 %25'
    """
    texts = {key: as_text(value) for key, value in settings.items()}
    spelled = {key: text.replace("%", "%25").replace("&", "%26") for key, text in texts.items()}
    return f"ll:{name}?" + "&".join(f"{key}={text}" for key, text in spelled.items())


def read(text: str, name: str) -> dict[str, str]:
    """Return the settings of a link as texts; a mail may have wrapped it.

    Parameters
    ----------
    text : str
    name : str
        The kind of widget that it has to be a link to.

    Raises
    ------
    ValueError
        It is no link, or one to another kind of widget.

    Examples
    --------
    >>> read("ll:ScaleExplorer?workers=3&share=10 %25", "ScaleExplorer")
    {'workers': '3', 'share': '10 %'}
    """
    found = _LINK.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(
            f"{name}.follow({text[:60]!r}): this is no link to a widget; one begins with "
            f"'ll:{name}?', and link() writes it."
        )
    if found[1] != name:
        raise ValueError(f"{name}.follow: this is a link to a {found[1]}; here is a {name}.")
    parts = [part.partition("=") for part in found[2].split("&")] if found[2] else []
    return {key: unquote(value) for key, _, value in parts}
