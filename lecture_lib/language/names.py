"""Names at the pond: what somebody says depends on who he was said to be.

*Ada is a goose . Ben is a duck . Cleo is a swan . Ben quacks . Ada honks near the reeds . ¶* One
has to find the name where it was introduced, and take what stands behind it: two steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .birds import BIRDS, END, MOVES, PLACES, SOUNDS
from .source import Source

__all__ = ["names"]

_NAMES = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Finn")
_INTRODUCED = 3


@dataclass(frozen=True)
class _Text:
    """Where a text is.

    Attributes
    ----------
    place : str
        What comes next.
    known : tuple of (str, str)
        The names and birds that were introduced, by name.
    name : str
        Who the sentence is about, while that matters.
    """

    place: str
    known: tuple[tuple[str, str], ...] = ()
    name: str = ""


def names() -> Source:
    """Return the language of names; each text introduces three of six and ends by ``¶``.

    Returns
    -------
    Source
        About 40 words a text.

    Examples
    --------
    >>> language = names()
    >>> who = "Ada is a goose . Ben is a duck . Cleo is a swan . "
    >>> language.accepts((who + "Ben quacks . Ada honks . ¶").split())
    True
    >>> language.accepts((who + "Ben honks . ¶").split())
    False
    """
    return Source(_Text("introduction"), _told)


def _told(now: _Text) -> Iterator[tuple[str, float, _Text]]:
    match now.place:
        case "introduction":
            new = [name for name in _NAMES if name not in dict(now.known)]
            for name in new:
                yield name, 1 / len(new), replace(now, place="is", name=name)
        case "is":
            yield "is", 1.0, replace(now, place="a")
        case "a":
            yield "a", 1.0, replace(now, place="bird")
        case "bird":
            for bird, p in BIRDS.items():
                known = tuple(sorted([*now.known, (now.name, bird)]))
                yield bird, p, _Text("introduced", known)
        case "introduced":
            done = len(now.known) == _INTRODUCED
            yield ".", 1.0, replace(now, place="who" if done else "introduction")
        case "who":
            for name, _ in now.known:
                yield name, 1 / len(now.known), replace(now, place="does", name=name)
        case "does":
            after = _Text("after verb", now.known)
            yield SOUNDS[dict(now.known)[now.name]][0], 0.7, after
            for (move, _), p in MOVES.items():
                yield move, 0.3 * p, after
        case "after verb":
            yield "near", 0.3, replace(now, place="the")
            yield ".", 0.7, replace(now, place="next")
        case "the":
            yield "the", 1.0, replace(now, place="where")
        case "where":
            for place, p in PLACES.items():
                yield place, p, replace(now, place="stop")
        case "stop":
            yield ".", 1.0, replace(now, place="next")
        case "next":
            yield END, 0.15, _Text("introduction")
            for name, _ in now.known:
                yield name, 0.85 / len(now.known), replace(now, place="does", name=name)
