"""Tables and the sentences that tell them.

*bird goose number two does swim place reeds : two geese swim near the reeds .* Before the colon
stands a table of fields and values, after it one of two ways to say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .birds import BIRDS, MOVES, PLACES, PLURAL, SOUNDS, scaled
from .source import Source

__all__ = ["facts"]

_NUMBERS = {"one": 0.4, "two": 0.35, "three": 0.25}
#: Field -> what stands after its value.
_AFTER = {"bird": "number", "number": "does", "does": "place", "place": ":"}


@dataclass(frozen=True)
class _Fact:
    """Where a text is.

    Attributes
    ----------
    sure : tuple of str
        The words to be said first, about which there is no choice.
    field : str
        What is chosen after them: the value of a field, or after ":" how to say it all.
    table : tuple of str
        The values so far: bird, number, what it does, place.
    """

    sure: tuple[str, ...]
    field: str
    table: tuple[str, ...] = ()


_START = _Fact(("bird",), "bird")


def facts() -> Source:
    """Return the language of tables with their sentences, one after the other.

    Returns
    -------
    Source
        16 words a text, nine of them the table.

    Examples
    --------
    >>> language = facts()
    >>> table = "bird goose number two does swim place reeds : "
    >>> language.accepts((table + "two geese swim near the reeds .").split())
    True
    >>> language.accepts((table + "near the reeds two geese swim .").split())
    True
    >>> language.accepts((table + "two geese sleep near the reeds .").split())
    False
    """
    return Source(_START, _told)


def _told(now: _Fact) -> Iterator[tuple[str, float, _Fact]]:
    if now.sure:
        yield now.sure[0], 1.0, replace(now, sure=now.sure[1:])
    elif now.field == ":":
        for (first, *rest), p in _sentences(*now.table):
            yield first, p, replace(_START, sure=(*rest, *_START.sure))
    else:
        after = _AFTER[now.field]
        for value, p in _values(now):
            yield value, p, _Fact((after,), after, (*now.table, value))


def _values(now: _Fact) -> Iterator[tuple[str, float]]:
    match now.field:
        case "bird":
            yield from BIRDS.items()
        case "number":
            yield from _NUMBERS.items()
        case "does":
            yield SOUNDS[now.table[0]][1], 0.4
            yield from scaled({several: p for (_, several), p in MOVES.items()}, 0.6)
        case "place":
            yield from PLACES.items()


def _sentences(bird: str, number: str, does: str, place: str) -> Iterator[tuple[list[str], float]]:
    forms = {several: one for one, several in [SOUNDS[bird], *MOVES]}
    who = [number, bird, forms[does]] if number == "one" else [number, PLURAL[bird], does]
    where = ["near", "the", place]
    yield [*who, *where, "."], 0.7
    yield [*where, *who, "."], 0.3
