"""Say things in the reader's language: one catalogue for Python and for the scripts of widgets.

A message is written in English where it is needed, ``tr("{0} of {1} steps", done, all)``, and that
English text is its key. Its translations stand in ``locale/<language>.po``, the format of gettext,
which translators' tools read; ``python -m lecture_lib.tools.catalogue`` keeps the keys there in
step with the code. What has no translation is said in English.

Numbers are written as Python writes them in every language, and so is what an exception says: both
are compared with code, or looked up. Texts of exercises belong to the notebooks.
"""

from __future__ import annotations

import os
import warnings
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["current", "languages", "messages", "set_language", "tr", "tr_noop"]

LOCALE = Path(__file__).with_name("locale")
ENGLISH = "en"
VARIABLE = "LECTURE_LANGUAGE"


def languages() -> tuple[str, ...]:
    """Return the codes of the languages there are, English among them.

    Examples
    --------
    >>> {"de", "en"} <= {*languages()}
    True
    """
    return tuple(sorted({ENGLISH, *(path.stem for path in LOCALE.glob("*.po"))}))


def set_language(code: str) -> None:
    """Choose the language of what is said from now on; what is on the page already stays.

    The environment variable ``LECTURE_LANGUAGE`` chooses the first one.

    Parameters
    ----------
    code : str
        ``"en"``, ``"de"``.

    Raises
    ------
    ValueError
        There is no catalogue of that language; nothing has changed.

    Examples
    --------
    >>> set_language("de")
    >>> tr("Not yet.")
    'Noch nicht.'
    >>> set_language("en")
    """
    global _current
    if code not in languages():
        known = ", ".join(map(repr, languages()))
        raise ValueError(f"set_language: there is no catalogue for {code!r}; there are {known}.")
    _current = code


def current() -> str:
    """Return the code of the language in which things are said.

    Examples
    --------
    >>> current()
    'en'
    """
    return _current


def tr(message: str, *values: Any) -> str:
    """Say a message in the current language.

    Parameters
    ----------
    message : str
        In English, a literal, so that it is found. Where values are put in it is as `str.format`
        has it, by their number: ``"{0} of {1}"``. One and many are two messages.
    *values
        What is put in.

    Examples
    --------
    >>> tr("{0} of {1} steps", 3, 10)
    '3 of 10 steps'
    """
    said = messages(_current).get(message, message)
    return said.format(*values) if values else said


def tr_noop(message: str) -> str:
    """Mark a message of a table for the catalogue; whoever takes it from there passes it to `tr`.

    Examples
    --------
    >>> tr_noop("left to right")
    'left to right'
    """
    return message


@cache
def messages(code: str, script: str | None = None) -> MappingProxyType[str, str]:
    """Return English text -> text of a language; for English itself nothing is needed.

    Parameters
    ----------
    code : str
        One of `languages`.
    script : str, optional
        Only those that this file says, by its path in the package: ``"widgets/js/kit.js"``.
    """
    found = _entries(code) if code != ENGLISH else ()
    return MappingProxyType(
        {english: said for english, said, files in found if script is None or script in files}
    )


@cache
def _entries(code: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """English text, translation, and the files that say it; read once."""
    from babel.messages.pofile import read_po  # of no use to who stays with English

    with (LOCALE / f"{code}.po").open("rb") as stream:
        return tuple(
            (str(message.id), str(message.string), frozenset(name for name, _ in message.locations))
            for message in read_po(stream, locale=code)
            if message.id and message.string
        )


def _first() -> str:
    """What the environment asks for, if there is such a language."""
    wanted = os.environ.get(VARIABLE) or ENGLISH
    if wanted in languages():
        return wanted
    warnings.warn(f"{VARIABLE} is {wanted!r}; there are {', '.join(languages())}.", stacklevel=2)
    return ENGLISH


_current = _first()
