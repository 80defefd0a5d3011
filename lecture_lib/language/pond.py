"""The language of the pond: three birds, what they do, and who has to agree with whom.

*the little goose that sees two ducks honks near the reeds and swims .* A sound agrees with the
bird and its number, a movement with the number alone, and a clause may stand between. Rarely
somebody plays: *duck duck duck goose !*
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .source import Source

__all__ = ["pond"]

_Said = Iterator[tuple[str, float, Any]]

_BIRDS = {"duck": 0.4, "goose": 0.35, "swan": 0.25}
_PLURAL = {"duck": "ducks", "goose": "geese", "swan": "swans"}
_DETERMINERS = {"the": 0.5, "a": 0.25, "two": 0.25}
_ADJECTIVES = {"little": 0.12, "grey": 0.08, "wet": 0.06, "young": 0.04}
_PLACES = {"pond": 0.5, "reeds": 0.3, "island": 0.2}
#: One of a kind, several: what each does.
_SOUNDS = {"duck": ("quacks", "quack"), "goose": ("honks", "honk"), "swan": ("hisses", "hiss")}
_MOVES = {("swims", "swim"): 0.4, ("eats", "eat"): 0.35, ("sleeps", "sleep"): 0.25}
_MEETS = {("sees", "see"): 0.5, ("follows", "follow"): 0.5}
_SELVES = ("itself", "themselves")


@dataclass(frozen=True)
class _At:
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


_START = _At("start")


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
    return Source(_START, _said)


def _said(at: _At) -> _Said:
    return _RULES[at.place](at)


def _scaled(shares: Mapping[Any, float], p: float) -> Iterator[tuple[Any, float]]:
    return ((name, p * share) for name, share in shares.items())


def _start(at: _At) -> _Said:
    yield "duck", 0.02, _At("game")
    for word, p in _scaled(_DETERMINERS, 0.98):
        yield word, p, _At("subject", many=_number(word))


def _game(at: _At) -> _Said:
    yield "duck", 0.6, at
    yield "goose", 0.4, _At("end of game")


def _end_of_game(at: _At) -> _Said:
    yield "!", 1.0, _START


def _number(determiner: str) -> bool | None:
    return {"a": False, "two": True}.get(determiner)


def _phrase(at: _At) -> Iterator[tuple[str, float, str, bool]]:
    """The bird of a phrase, after its determiner: word, probability, bird, and whether many."""
    rest = 1 - sum(_ADJECTIVES.values())
    for many in (False, True) if at.many is None else (at.many,):
        for bird, p in _scaled(_BIRDS, rest / (2 if at.many is None else 1)):
            yield _PLURAL[bird] if many else bird, p, bird, many


def _adjectives(at: _At) -> _Said:
    for word, p in _ADJECTIVES.items():
        yield word, p, at


def _subject(at: _At) -> _Said:
    yield from _adjectives(at)
    for word, p, bird, many in _phrase(at):
        yield word, p, _At("after subject", bird, many)


def _after_subject(at: _At) -> _Said:
    yield "that", 0.2, replace(at, place="clause")
    yield "near", 0.12, replace(at, place="near", clause=True)
    yield from _verbs(at, 0.68)


def _clause(at: _At) -> _Said:
    for forms, p in _MEETS.items():
        yield forms[bool(at.many)], p, replace(at, place="object", clause=True)


def _object(at: _At) -> _Said:
    if not at.clause:
        yield _SELVES[bool(at.many)], 0.3, _after_verb_of(at)
    for word, p in _scaled(_DETERMINERS, 1.0 if at.clause else 0.7):
        yield word, p, replace(at, place="met", many=_number(word), subject_many=at.many)


def _met(at: _At) -> _Said:
    yield from _adjectives(at)
    for word, p, _, _ in _phrase(at):
        back = replace(at, many=at.subject_many, subject_many=None, clause=False)
        yield word, p, replace(back, place="verb") if at.clause else _after_verb_of(back)


def _verb(at: _At) -> _Said:
    return _verbs(at, 1.0)


def _verbs(at: _At, p: float) -> _Said:
    after, many = _after_verb_of(at), bool(at.many)
    yield _SOUNDS[at.bird][many], 0.4 * p, after
    for forms, share in _scaled(_MOVES, 0.4 * p):
        yield forms[many], share, after
    for forms, share in _scaled(_MEETS, 0.2 * p):
        yield forms[many], share, replace(at, place="object", clause=False)


def _after_verb_of(at: _At) -> _At:
    """After a verb phrase; the last one has nothing more to remember."""
    return _At("after verb", second=True) if at.second else replace(at, place="after verb")


def _after_verb(at: _At) -> _Said:
    yield "near", 0.2, replace(at, place="near")
    yield from _ends(at, 0.8)


def _near(at: _At) -> _Said:
    yield "the", 1.0, replace(at, place="at")


def _at(at: _At) -> _Said:
    for word, p in _PLACES.items():
        yield word, p, replace(at, place="verb" if at.clause else "after place", clause=False)


def _after_place(at: _At) -> _Said:
    return _ends(at, 1.0)


def _ends(at: _At, p: float) -> _Said:
    if at.second:
        yield ".", p, _START
        return
    yield ".", 0.75 * p, _START
    yield "and", 0.25 * p, replace(at, place="verb", second=True)


_RULES = {
    "start": _start, "game": _game, "end of game": _end_of_game, "subject": _subject,
    "after subject": _after_subject, "clause": _clause, "object": _object, "met": _met,
    "verb": _verb, "after verb": _after_verb, "near": _near, "at": _at,
    "after place": _after_place,
}  # fmt: skip
