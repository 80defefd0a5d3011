"""A film: a drawing, and what of it is different in each frame.

Python works out every frame; :class:`~lecture_lib.widgets.FilmPlayer` only writes into the drawing
what changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Changes", "Film", "Scene"]

#: "id.attribute" -> its value in each frame; a list that ends early keeps its last.
Changes = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Scene:
    """What a film shows under one choice.

    Attributes
    ----------
    name : str
        As the choice is written.
    changes : mapping of str to sequence
        "id.attribute" -> its value in each frame. "id.text" is what is written; "at.text" is
        written beside the slider.
    last, first : int
        The last frame, and the one that is shown at first.
    """

    name: str
    changes: Changes = field(repr=False)
    last: int
    first: int = 0

    def at(self, key: str, frame: int) -> Any:
        """Return what an attribute is in a frame.

        Examples
        --------
        >>> Scene("up", {"ball.cy": [9, 5]}, last=3).at("ball.cy", 2)
        5
        """
        return self.changes[key][min(frame, len(self.changes[key]) - 1)]


@dataclass(frozen=True)
class Film:
    """A drawing with a slider over its frames, and a choice between scenes.

    Attributes
    ----------
    drawing : str
        Inside of an ``<svg>``; what changes carries a ``data-id``. What carries ``data-after="2"``
        is to be seen only when scene 2 has been at its last frame, and stays from then on.
    height : int
        Of the drawing; it is 800 wide.
    scenes : sequence of Scene
        All change the same attributes.
    slider, choice : str
        What slider and choice are called.
    text : str
        The numbers of the film, which notebooks compare; it is what Python prints of a film.
    play : bool
        Whether it can play by itself.

    Raises
    ------
    ValueError
        No scene; scenes that do not change the same; a change of something the drawing has not.

    Examples
    --------
    >>> up = Scene("up", {"ball.cy": [9, 5], "at.text": ["0", "1"]}, last=1)
    >>> Film('<circle data-id="ball"/>', 10, [up], "step", "", "9, then 5")
    9, then 5
    """

    drawing: str
    height: int
    scenes: Sequence[Scene]
    slider: str
    choice: str
    text: str
    play: bool = False

    def __post_init__(self) -> None:
        if not self.scenes:
            raise ValueError("Film: it has no scene; give one at least")
        keys = set(self.scenes[0].changes)
        for scene in self.scenes:
            if odd := keys ^ set(scene.changes):
                raise ValueError(
                    f"Film: {min(odd)!r} is not changed by all scenes; {scene.name!r} and "
                    f"{self.scenes[0].name!r} have to change the same"
                )
        for name in {key.split(".")[0] for key in keys} - {"at"}:
            if f'data-id="{name}"' not in self.drawing:
                raise ValueError(f'Film: the drawing has nothing with data-id="{name}" to change')

    def __repr__(self) -> str:
        return self.text
