"""Stories at the pond, whose hero has to be recalled.

*once two swans lived near the reeds . a duck quacks . they hiss near the reeds . ¶* How the hero is
called, what it says and where it stays follow from the first sentence, however long ago that was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .birds import BIRDS, END, PLACES, PLURAL, scaled
from .pond import START, At, said
from .source import Source

__all__ = ["story"]

_PRONOUN = ("it", "they")


@dataclass(frozen=True)
class _Story:
    """Where a story is.

    Attributes
    ----------
    at : At or str
        Where its sentence is: of the opening by name, then as at the pond.
    bird, many, home : str, bool, str
        The hero, as far as the opening told.
    of_hero : bool
        Whether the sentence is about the hero.
    """

    at: At | str
    bird: str = ""
    many: bool = False
    home: str = ""
    of_hero: bool = False


_Said = Iterator[tuple[str, float, _Story]]


def story() -> Source:
    """Return the language of stories, each ended by ``¶``.

    Returns
    -------
    Source
        About 40 words a text. Eight words do not reach back to the hero.

    Examples
    --------
    >>> language = story()
    >>> language.accepts("once a swan lived near the pond . a duck quacks . it hisses . ¶".split())
    True
    >>> language.accepts("once a swan lived near the pond . a duck quacks . it quacks . ¶".split())
    False
    """
    return Source(_Story("once"), _told)


def _told(now: _Story) -> _Said:
    return _opening(now) if isinstance(now.at, str) else _sentence(now, now.at)


def _opening(now: _Story) -> _Said:
    match now.at:
        case "once":
            yield "once", 1.0, replace(now, at="how many")
        case "how many":
            yield "a", 0.6, replace(now, at="who")
            yield "two", 0.4, replace(now, at="who", many=True)
        case "who":
            for bird, p in BIRDS.items():
                yield PLURAL[bird] if now.many else bird, p, replace(now, at="lived", bird=bird)
        case "lived":
            yield "lived", 1.0, replace(now, at="near")
        case "near":
            yield "near", 1.0, replace(now, at="the")
        case "the":
            yield "the", 1.0, replace(now, at="home")
        case "home":
            for home, p in PLACES.items():
                yield home, p, replace(now, at="stop", home=home)
        case "stop":
            yield ".", 1.0, replace(now, at=START)


def _sentence(now: _Story, at: At) -> _Said:
    if at == START:
        yield END, 0.15, _Story("once")
        of_hero = At("verb", bird=now.bird, many=now.many)
        yield _PRONOUN[now.many], 0.55, replace(now, at=of_hero, of_hero=True)
        others = {(word, after): p for word, p, after in said(at) if after.place == "subject"}
        for (word, after), p in scaled(others, 0.3 / sum(others.values())):
            yield word, p, replace(now, at=after)
    elif at.place == "at" and now.of_hero:
        (after,) = (after for word, _, after in said(at) if word == now.home)
        yield now.home, 1.0, replace(now, at=after)
    else:
        for word, p, after in said(at):
            yield word, p, replace(now, at=after, of_hero=now.of_hero and after != START)
