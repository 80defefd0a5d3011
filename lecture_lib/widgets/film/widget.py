"""A player for films."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...plot.film import Film
from ...translation import tr
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..payload import Choice, Content, Slider

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FilmPlayer"]

#: The stage of an explorer is 720 wide, a drawing 800.
_SCALE = 0.9
_FRAMES_A_SECOND = 14


class FilmPlayer(Explorer):
    """Move through a film by hand, or let it play.

    Parameters
    ----------
    film : Film
        From a function that draws one, such as ``plot.figures.nb04_scenes.race``.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    frame, scene : int
        Positions of the slider and of the choice, in step with ``state``.

    Examples
    --------
    >>> from lecture_lib.plot.film import Film, Scene
    >>> up = Scene("up", {"ball.cy": [9, 5], "at.text": ["0", "1"]}, last=1)
    >>> player = FilmPlayer(Film('<circle data-id="ball"/>', 10, [up], "step", "", "9, then 5"))
    >>> player
    9, then 5
    >>> player.frame = 1
    >>> player.state
    {'frame': 1, 'scene': 0}
    """

    _esm = Script("widgets/film/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/film/draw.css")

    frame, scene = Setting(), Setting()

    def __init__(self, film: Film, *, presenter: bool = False) -> None:
        self.film = film
        super().__init__(presenter=presenter)
        scenes = film.scenes
        count = 1 + max(scene.last for scene in scenes)
        # Who compares scenes frame by frame keeps the frame; a run is seen from its beginning.
        begins = film.play or len({scene.first for scene in scenes}) > 1
        content = Content(
            title=tr("A film over {0}", film.slider),
            todo=tr("Press Play, or move the slider.") if film.play else tr("Move the slider."),
            challenge="", series=[], seriesLabel="", columns=[],
            sliders=[Slider("frame", film.slider, count,
                            lasts=("scene", [scene.last for scene in scenes]))],
            choices=[Choice("scene", film.choice, [scene.name for scene in scenes],
                            also=[{"frame": scene.first} for scene in scenes] if begins else None)]
            if len(scenes) > 1 else [],
            presets=[], charts={},
            play={"slider": "frame", "seconds": count / _FRAMES_A_SECOND} if film.play else None,
            more={
                "height": round(_SCALE * film.height),
                "scale": _SCALE,
                "drawing": film.drawing,
                "scenes": [dict(scene.changes) for scene in scenes],
            },
        )  # fmt: skip
        self._fill(content, {}, {"frame": scenes[0].first, "scene": 0}, ())

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        """A scene may be shorter than the others."""
        return {**state, "frame": min(state["frame"], self.film.scenes[state["scene"]].last)}

    def summary(self) -> str:
        """Return the numbers of the whole film."""
        return self.film.text

    def _facts(self) -> tuple[str, Rows]:
        return self.film.text, []

    def figure(self) -> Figure:
        """Refuse: a film has no Matplotlib figure.

        Raises
        ------
        NotImplementedError
            Always; a page prints the frame that it shows.
        """
        raise NotImplementedError(
            "FilmPlayer.figure: a film is drawn by the page; print the page, which shows a frame"
        )
