"""What all explorers share: one state, one payload, and from it the page, the figure, the words.

An explorer computes the pictures of *all* positions of its sliders in NumPy, sends them once, and
is drawn by the browser alone. So a slider follows the hand, and goes on doing so in an exported
page without a kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from ..style import Mark
from ..style.text import columns
from .assets import sheet
from .packing import deflate, pack
from .payload import (
    Choice,
    Content,
    Curve,
    Slider,
)

if TYPE_CHECKING:
    from typing import Self

    from matplotlib.figure import Figure

__all__ = ["Explorer", "Setting"]

Array = NDArray[Any]
Rows = Sequence[tuple[str, ...]]


class Setting(traitlets.Int):  # type: ignore[type-arg]  # subscriptable only in traitlets' stubs
    """The position of one slider or choice, in step with the explorer's ``state``."""

    def __init__(self) -> None:
        super().__init__(0)
        self.tag(sync=True, setting=True)

    def validate(self, obj: Any, value: Any) -> int:
        return int(obj.checked(str(self.name), value))


class Explorer(anywidget.AnyWidget):
    """What every explorer offers.

    Attributes
    ----------
    state : dict
        The positions of sliders and switches; page and kernel both may set it.
    presenter : bool
        Larger type and lines, for the last row of a lecture hall.

    Notes
    -----
    Each slider is a trait of its own too, by its name: an ipywidgets slider can drive it,
    ``jslink((explorer, "rate"), (slider, "value"))``.
    """

    _css = sheet(".ll-explorer", "widgets/js/explorer.css")

    content = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    presenter = traitlets.Bool(False).tag(sync=True)

    payload: Content | None = None
    arrays: Mapping[str, Array]
    looks: Sequence[Mark]

    def _fill(
        self,
        payload: Content,
        arrays: Mapping[str, ArrayLike],
        initial: Mapping[str, Any],
        looks: Sequence[Mark],
        coarse: Mapping[str, ArrayLike] | None = None,
    ) -> None:
        """Set everything the page is made of; it gets the ``coarse`` ones of the arrays instead."""
        self.payload, self.looks = payload, looks
        self.arrays = {name: np.asarray(array) for name, array in arrays.items()}
        packed, directory = pack({**self.arrays, **(coarse or {})})
        self.data = deflate(packed)
        self.content = {**payload.data(), "arrays": directory, "initial": dict(initial)}
        for name in self._settings():
            self.observe(self._follow, name)
        self.state = dict(initial)

    def without_challenge(self) -> Self:
        """Leave the challenge out, where its words have not been explained yet.

        Returns
        -------
        Explorer
            Itself.

        Examples
        --------
        >>> from lecture_lib.widgets import NoiseExplorer
        >>> NoiseExplorer().without_challenge().content["challenge"]
        ''
        """
        self.content = {**self.content, "challenge": ""}
        return self

    # --- one state, and a trait for each setting

    def _settings(self) -> dict[str, Sequence[float] | None]:
        """The settings that are traits, and what their positions stand for, if not themselves."""
        made: list[Slider | Choice] = []
        if self.payload is not None:
            made = [*self.payload.sliders, *self.payload.choices]
        return {setting.name: setting.values for setting in made}

    def checked(self, name: str, at: Any) -> Any:
        """Return a position, or raise an error that says which there are."""
        if self.payload is None:
            return at
        for slider in self.payload.sliders:
            if slider.name == name and not _is_index(at, slider.count):
                raise traitlets.TraitError(
                    f"{type(self).__name__}: {name} is {at!r}; its positions are 0 to "
                    f"{slider.count - 1}."
                )
        for choice in self.payload.choices:
            if choice.name == name and not _is_index(at, choice.count):
                raise traitlets.TraitError(
                    f"{type(self).__name__}: {name} is {at!r}; there are 0 to "
                    f"{choice.count - 1}: {', '.join(choice.options)}."
                )
        return at

    @traitlets.validate("state")
    def _valid(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        """Refuse a state the sliders do not have, before anything is drawn with it."""
        state = dict(proposal["value"])
        if not self.content:
            return state
        known = self.content["initial"]
        if unknown := set(state) - set(known):
            raise traitlets.TraitError(
                f"{type(self).__name__}: there is no setting {', '.join(map(repr, unknown))}; "
                f"it has {', '.join(known)}."
            )
        state = {**known, **state}
        for name in self._settings():
            self.checked(name, state[name])
        return self._adjusted(state)

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        """What else a state has to fulfil; an explorer may bring it into range."""
        return state

    @traitlets.observe("state")
    def _lead(self, change: Mapping[str, Any]) -> None:
        """Tell the traits what the state is."""
        for name, values in self._settings().items():
            at = self.state[name]
            self.set_trait(name, at if values is None else values[at])

    def _follow(self, change: Mapping[str, Any]) -> None:
        """Bring the state to what a trait was set to."""
        name, value = change["name"], change["new"]
        values = self._settings()[name]
        at = value if values is None else int(np.abs(np.array(values) - value).argmin())
        if self.state.get(name) != at:
            self.state = {**self.state, **self._also(name), name: at}

    def _also(self, name: str) -> Mapping[str, int]:
        """What else a slider puts somewhere when it moves."""
        sliders = self.payload.sliders if self.payload is not None else ()
        return next((one.also for one in sliders if one.name == name and one.also), {})

    # --- words and print

    def summary(self) -> str:
        """Return the numbers of the present state in words, one fact per line."""
        head, rows = self._facts()
        return f"{type(self).__name__}: {head}\n{columns(rows)}"

    def _facts(self) -> tuple[str, Rows]:
        """What the summary begins with, and its table."""
        raise NotImplementedError

    def points(self, curve: Curve) -> Array:
        """Return a curve of the present state as points: what the page draws, in float64.

        Parameters
        ----------
        curve : Curve
            Of the payload.

        Returns
        -------
        ndarray, shape (n, 2)
        """
        state = self.state
        index = tuple(max(state[at], 0) if isinstance(at, str) else at for at in curve.by)
        run = self.arrays[curve.array][index]
        if not curve.plane:
            run = np.stack([np.arange(run.shape[-1]) * curve.every, run])
        elif curve.turn:
            angle = self.arrays[curve.turn][state[curve.turn]]
            c, s = np.cos(angle), np.sin(angle)
            run = np.array([[c, -s], [s, c]]) @ run
        return np.asarray(run.T[: state[curve.until] + 1 if curve.until else None])

    def figure(self) -> Figure:
        """Return the present state as a Matplotlib figure, for print."""
        from .figure import draw

        return draw(self)

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        """Add to the figure what is no curve."""

    def __repr__(self) -> str:
        return self.summary()


def _is_index(at: Any, count: int) -> bool:
    return isinstance(at, int) and not isinstance(at, bool) and 0 <= at < count
