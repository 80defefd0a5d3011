"""The language of the pond: three birds, what they do, and who has to agree with whom.

*the little goose that sees two ducks honks near the reeds and swims .* A sound agrees with the
bird and its number, a movement with the number alone, and a clause may stand between. Rarely
somebody plays: *duck duck duck goose !*
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .birds import (
    ADJECTIVES,
    BIRDS,
    DETERMINERS,
    MEETS,
    MOVES,
    PLACES,
    PLURAL,
    SELVES,
    SOUNDS,
    scaled,
)
from .source import Source

__all__ = ["START", "At", "Said", "pond", "said"]

Said = Iterator[tuple[str, float, Any]]


@dataclass(frozen=True)
class At:
    """Where a sentence is, and what it has to remember.

    Attributes
    ----------
    place : str
        What comes next.
    bird : str
        Of the subject, while a verb may still have to agree with it.
    many : bool or None
        Whether the subject, or the phrase begun, is several; None after *the*.
    clause : bool
        Whether the phrase begun belongs to a clause about the subject.
    subject_many : bool or None
        Of the subject, while another phrase is said.
    second : bool
        Whether this is the verb after *and*.
    """

    place: str
    bird: str = ""
    many: bool | None = None
    clause: bool = False
    subject_many: bool | None = None
    second: bool = False


START = At("start")


def pond() -> Source:
    """Return the language of the pond.

    Returns
    -------
    Source

    Examples
    --------
    >>> language = pond()
    >>> language.accepts("the goose that sees two ducks honks .".split())
    True
    >>> language.accepts("the goose that sees two ducks quack .".split())
    False
    """
    return Source(START, said)


def said(at: At) -> Said:
    """What may be said there: word, probability, and where that leads."""
    return _RULES[at.place](at)


def _start(at: At) -> Said:
    yield "duck", 0.02, At("game")
    for word, p in scaled(DETERMINERS, 0.98):
        yield word, p, At("subject", many=_number(word))


def _game(at: At) -> Said:
    yield "duck", 0.6, at
    yield "goose", 0.4, At("end of game")


def _end_of_game(at: At) -> Said:
    yield "!", 1.0, START


def _number(determiner: str) -> bool | None:
    return {"a": False, "two": True}.get(determiner)


def _phrase(at: At) -> Iterator[tuple[str, float, str, bool]]:
    """The bird of a phrase, after its determiner: word, probability, bird, and whether many."""
    rest = 1 - sum(ADJECTIVES.values())
    for many in (False, True) if at.many is None else (at.many,):
        for bird, p in scaled(BIRDS, rest / (2 if at.many is None else 1)):
            yield PLURAL[bird] if many else bird, p, bird, many


def _adjectives(at: At) -> Said:
    for word, p in ADJECTIVES.items():
        yield word, p, at


def _subject(at: At) -> Said:
    yield from _adjectives(at)
    for word, p, bird, many in _phrase(at):
        yield word, p, At("after subject", bird, many)


def _after_subject(at: At) -> Said:
    yield "that", 0.2, replace(at, place="clause")
    yield "near", 0.12, replace(at, place="near", clause=True)
    yield from _verbs(at, 0.68)


def _clause(at: At) -> Said:
    for forms, p in MEETS.items():
        yield forms[bool(at.many)], p, replace(at, place="object", clause=True)


def _object(at: At) -> Said:
    if not at.clause:
        yield SELVES[bool(at.many)], 0.3, _after_verb_of(at)
    for word, p in scaled(DETERMINERS, 1.0 if at.clause else 0.7):
        yield word, p, replace(at, place="met", many=_number(word), subject_many=at.many)


def _met(at: At) -> Said:
    yield from _adjectives(at)
    for word, p, _, _ in _phrase(at):
        back = replace(at, many=at.subject_many, subject_many=None, clause=False)
        yield word, p, replace(back, place="verb") if at.clause else _after_verb_of(back)


def _verb(at: At) -> Said:
    return _verbs(at, 1.0)


def _verbs(at: At, p: float) -> Said:
    after, many = _after_verb_of(at), bool(at.many)
    yield SOUNDS[at.bird][many], 0.4 * p, after
    for forms, share in scaled(MOVES, 0.4 * p):
        yield forms[many], share, after
    for forms, share in scaled(MEETS, 0.2 * p):
        yield forms[many], share, replace(at, place="object", clause=False)


def _after_verb_of(at: At) -> At:
    """After a verb phrase; the last one has nothing more to remember."""
    return At("after verb", second=True) if at.second else replace(at, place="after verb")


def _after_verb(at: At) -> Said:
    yield "near", 0.2, replace(at, place="near")
    yield from _ends(at, 0.8)


def _near(at: At) -> Said:
    yield "the", 1.0, replace(at, place="at")


def _at(at: At) -> Said:
    for word, p in PLACES.items():
        yield word, p, replace(at, place="verb" if at.clause else "after place", clause=False)


def _after_place(at: At) -> Said:
    return _ends(at, 1.0)


def _ends(at: At, p: float) -> Said:
    if at.second:
        yield ".", p, START
        return
    yield ".", 0.75 * p, START
    yield "and", 0.25 * p, replace(at, place="verb", second=True)


_RULES = {
    "start": _start, "game": _game, "end of game": _end_of_game, "subject": _subject,
    "after subject": _after_subject, "clause": _clause, "object": _object, "met": _met,
    "verb": _verb, "after verb": _after_verb, "near": _near, "at": _at,
    "after place": _after_place,
}  # fmt: skip
