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
from . import links
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

__all__ = ["SHEETS", "Explorer", "Setting"]

#: The style sheets of every explorer, before its own.
SHEETS = tuple(f"widgets/js/{name}.css" for name in ("bar", "explorer", "presented"))
#: What of a state has been reached with it; a link neither tells nor changes that.
_EARNED = frozenset({"found", "fooled", "noisy", "told", "tried", "tries"})

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
        The look of the *Present* button in place: larger type and lines, for the last row.

    Notes
    -----
    Each slider is a trait of its own too, by its name: an ipywidgets slider can drive it,
    ``jslink((explorer, "rate"), (slider, "value"))``.
    """

    _css = sheet(".ll-explorer", *SHEETS)

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
        self.content = {
            **payload.data(),
            "arrays": directory,
            "initial": dict(initial),
            "link": {"name": type(self).__name__, "earned": sorted(_EARNED & {*initial})},
        }
        for name in self._settings():
            self.observe(self._mirror, name)
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

    def _mirror(self, change: Mapping[str, Any]) -> None:
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

    # --- a state to send to others

    def link(self) -> str:
        """Return the present state as a text, as the *Copy* button does.

        Returns
        -------
        str
            The settings by name; what has been found so far is not told.

        Examples
        --------
        >>> from lecture_lib.widgets import NoiseExplorer
        >>> NoiseExplorer().link()
        'll:NoiseExplorer?batch=0&rate=2&step=144&sampling=yes: with replacement'
        """
        initial, terms = self.content["initial"], self._link_terms()
        told = {
            name: terms[name][at] if name in terms else at
            for name, at in self.state.items()
            if name in terms or (name not in _EARNED and at != initial[name])
        }
        ordered = {name: told[name] for name in initial if name in told}
        return links.write(type(self).__name__, ordered)

    def follow(self, link: str) -> Self:
        """Show the state that a link tells of, so that a notebook can begin there.

        Parameters
        ----------
        link : str
            From :meth:`link`, or from the *Copy* button of an explorer of the same kind.

        Returns
        -------
        Explorer
            Itself, set; what has been found so far stays.

        Raises
        ------
        ValueError
            It is no link to an explorer of this kind, or asks for what this one does not have.
            The state is as it was.

        Examples
        --------
        >>> from lecture_lib.widgets import NoiseExplorer
        >>> NoiseExplorer().follow("ll:NoiseExplorer?batch=3").state["batch"]
        3
        """
        name, initial, terms = type(self).__name__, self.content["initial"], self._link_terms()
        state = {**initial, **{key: self.state[key] for key in _EARNED & {*initial}}}
        for key, text in links.read(link, name).items():
            if key not in initial or key in _EARNED:
                has = ", ".join(one for one in initial if one not in _EARNED)
                raise ValueError(f"{name}.follow: there is no setting {key!r}; it has {has}.")
            state[key] = _position(f"{name}.follow: {key}", text, initial[key], terms.get(key))
        try:
            self.state = state
        except traitlets.TraitError as error:
            raise ValueError(f"{name}.follow: {error}") from None
        return self

    def _link_terms(self) -> dict[str, list[Any]]:
        """What a link says for each position of a slider, or option of a choice."""
        if self.payload is None:
            return {}
        sliders = {one.name: [*(one.values or range(one.count))] for one in self.payload.sliders}
        return sliders | {one.name: [*(one.keys or one.options)] for one in self.payload.choices}

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


def _position(where: str, text: str, initial: Any, terms: Sequence[Any] | None) -> Any:
    """What the text of a setting stands for in a state."""
    if terms is not None:
        texts = [links.as_text(term) for term in terms]
        if text in texts:
            return texts.index(text)
        is_option = isinstance(terms[0], str)
        there = "; ".join(texts) if is_option else f"{texts[0]} to {texts[-1]}"
        raise ValueError(f"{where} is {text!r}; there is {there}.")
    if isinstance(initial, str):
        return text
    several = isinstance(initial, list | tuple)
    try:
        numbers = [_number(one) for one in (text.split(",") if several else [text]) if one]
        return numbers if several else numbers[0]
    except (ValueError, IndexError):
        raise ValueError(f"{where} is {text!r}, which is no number.") from None


def _number(text: str) -> float:
    number = float(text)
    if not np.isfinite(number):
        raise ValueError
    return int(number) if number.is_integer() else number
