"""The words of the pond: three birds, and what they do. All languages here are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

__all__ = ["ADJECTIVES", "BIRDS", "DETERMINERS", "END", "MEETS", "MOVES", "PLACES", "PLURAL",
           "SELVES", "SOUNDS", "scaled"]  # fmt: skip

T = TypeVar("T")

BIRDS = {"duck": 0.4, "goose": 0.35, "swan": 0.25}
PLURAL = {"duck": "ducks", "goose": "geese", "swan": "swans"}
DETERMINERS = {"the": 0.5, "a": 0.25, "two": 0.25}
ADJECTIVES = {"little": 0.12, "grey": 0.08, "wet": 0.06, "young": 0.04}
PLACES = {"pond": 0.5, "reeds": 0.3, "island": 0.2}
#: One of a kind, several: what each says, and what all do.
SOUNDS = {"duck": ("quacks", "quack"), "goose": ("honks", "honk"), "swan": ("hisses", "hiss")}
MOVES = {("swims", "swim"): 0.4, ("eats", "eat"): 0.35, ("sleeps", "sleep"): 0.25}
MEETS = {("sees", "see"): 0.5, ("follows", "follow"): 0.5}
SELVES = ("itself", "themselves")
#: Ends a text of several sentences.
END = "¶"


def scaled(shares: Mapping[T, float], p: float) -> Iterator[tuple[T, float]]:
    """The shares, p in all."""
    return ((name, p * share) for name, share in shares.items())
