"""Put ink in, and see what a trained network reads: its sums, its ten shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from ...style import number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..payload import Choice, Content
from .reach import SURE, ink_needed, shares

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["NOISES", "DigitPad", "share_text"]

Array = NDArray[Any]

#: Pictures of noise before the first comes again.
NOISES = 24
_PIXELS, _DIGITS = 64, 10
_MOST_UNITS, _MOST_IMAGES = 32, 40
_BRUSH = (tr_noop("adds ink"), tr_noop("takes ink away"))
#: What an unpractised hand needs, beside the greedy change that is known to do.
_SLACK = 1.5


def share_text(share: float) -> str:
    """Write a share with three decimals; what is not quite 1 is not written as 1.

    >>> share_text(0.25), share_text(0.99951)
    ('0.250', '> 0.999')
    """
    return "> 0.999" if share >= 0.9995 else f"{share:.3f}"


class DigitPad(Explorer):
    r"""Paint a digit of 8 × 8 pixels, and a trained network reads it with every stroke.

    Ink x meets the weights V of the hidden units; what is above 0 passes, and the weights W make
    ten scores of it, whose softmax are the shares p of the digits:

    .. math:: z = x V, \qquad s = \max(z, 0)\, W, \qquad p_k = \frac{e^{s_k}}{\sum_j e^{s_j}}.

    The network reads the digit with the largest share; of equals the first. All of it is worked out
    in the page, which needs no kernel. Beside the ink is each unit's column of V as a picture,
    framed while its sum is above 0, and of one of them how ink × weights add up. Buttons shift the
    ink, turn it upside down, or begin anew from an image, from noise, or from nothing.

    Parameters
    ----------
    V : array_like, shape (64, n)
        Weights from the pixels, row by row from the top, to 1 to 32 hidden units.
    W : array_like, shape (n, 10)
        Weights from the hidden units to the scores of the digits.
    images : array_like, shape (k, 64) or (k, 8, 8)
        1 to 40 images to begin from, from 0 to ``scale``; best such as the network has not seen.
    labels : sequence of int, length k, optional
        What the images are. Without them only what is read in them is told.
    scale : float
        Full ink, as the network was trained with: 1, or 16 for images of 0 to 16.
    seed : int
        Of the noise, each pixel of which is drawn evenly from 0 to full ink.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    rub : int
        1 while the brush takes ink away, else 0; in step with ``state``.
    most : int or None
        So much ink the challenge lets one change; ``None`` if it has nothing to ask.

    Raises
    ------
    ValueError
        Arrays whose shapes do not fit, that hold NaN or infinity; images outside 0 to ``scale``.

    Notes
    -----
    State: ``ink`` (64 numbers from 0 to 1), ``unit`` (the one whose sum is shown), ``rub``;
    ``origin`` ("digit", "noise" or "blank": what was there first), ``digit`` and ``noise`` (the
    place of the last image, and how often noise was asked for); ``tries`` (the last six);
    ``fooled`` and ``noisy`` (empty, or what met each part of the challenge: the digit it was, the
    digit read, and the ink changed).

    The challenge asks for no more ink than 1.5 times what a greedy change, pixel by pixel, needs
    for at least half of the images and of the noise. Such changes are the *adversarial examples* of
    Szegedy et al., *Intriguing properties of neural networks* (2014).

    Examples
    --------
    A network that compares the ink in the upper half with that in the lower:

    >>> V = np.zeros((64, 2))
    >>> V[:32, 0] = V[32:, 1] = 0.25
    >>> W = np.zeros((2, 10))
    >>> W[0, 3] = W[1, 7] = 1.0
    >>> image = np.zeros((1, 8, 8))
    >>> image[0, 1:3] = 1.0
    >>> pad = DigitPad(V, W, image, labels=[3])
    >>> print(pad)
    DigitPad: unseen digit 1 of 1, a 3; 1 of 2 sums above 0
    read as  share
    3        0.858
    0        0.016
    1        0.016
    >>> pad.state = {**pad.state, "ink": pad.state["ink"][::-1]}
    >>> pad.read(), f"{pad.shares()[7]:.3f}"
    (7, '0.858')
    """

    _esm = Script("widgets/digits/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/digits/draw.css")

    rub = Setting()

    def __init__(
        self, V: ArrayLike, W: ArrayLike, images: ArrayLike,
        labels: Sequence[int] | ArrayLike | None = None, *,
        scale: float = 1.0, seed: int = 0, presenter: bool = False,
    ) -> None:  # fmt: skip
        if not (np.isfinite(scale) and scale > 0):
            raise ValueError(
                f"DigitPad: scale is {scale}; give the value of full ink, such as 1 or 16."
            )
        #: Weights that ink from 0 to 1 meets, and those of the scores.
        self.V = scale * _numbers("V", V)
        self.W = _numbers("W", W)
        _check_weights(self.V, self.W)
        #: Images from 0 to 1: (k, 64).
        self.images = _checked_images(_numbers("images", images), scale)
        self.labels = None if labels is None else _checked_labels(labels, len(self.images))
        self.noises = np.random.default_rng(seed).random((NOISES, _PIXELS)).round(2)
        self.most = self._ink_asked()
        super().__init__(presenter=presenter)
        self._compose()

    # --- numbers

    def _ink_asked(self) -> int | None:
        """So much ink is enough for half of the images and of the noise at least, or nothing is."""
        read = shares(self.images @ self.V, self.W).argmax(axis=1)
        right = np.full(len(read), True) if self.labels is None else read == self.labels
        if not right.any():
            return None
        barred = read[right, None] == np.arange(_DIGITS)
        digits = ink_needed(self.V, self.W, self.images[right], barred)
        noise = ink_needed(self.V, self.W, self.noises, np.zeros((NOISES, _DIGITS), bool))
        needed = max(_at_half(digits), _at_half(noise))
        return int(np.ceil(_SLACK * needed)) or 1 if np.isfinite(needed) else None

    def sums(self) -> Array:
        """Return ink × weights, added up, for each hidden unit: (n,)."""
        return np.asarray(np.array(self.state["ink"]) @ self.V)

    def shares(self) -> Array:
        """Return the softmax shares of the ten digits, in the present state: (10,)."""
        return shares(self.sums(), self.W)

    def read(self) -> int:
        """Return the digit that is read, of equals the first."""
        return int(self.shares().argmax())

    def first(self) -> Array:
        """Return the ink as it was before anyone changed it: (64,)."""
        state = self.state
        if state["origin"] == "digit":
            return np.array(self.images[state["digit"]])
        if state["origin"] == "noise":
            return np.array(self.noises[(state["noise"] - 1) % NOISES])
        return np.zeros(_PIXELS)

    # --- the page

    def _compose(self) -> None:
        ink = self.images[0].tolist()
        began = {"origin": "digit", "digit": 0, "noise": 0, "ink": ink}
        initial = {
            **began, "unit": int((self.images[0] @ self.V).argmax()), "rub": 0, "tries": [began],
            "fooled": [], "noisy": [],
        }  # fmt: skip
        arrays = {"V": self.V, "W": self.W, "images": self.images, "noises": self.noises}
        self._fill(self._content(), arrays, initial, ())

    def _content(self) -> Content:
        most, sure = self.most, SURE
        challenge = tr(
            "Change at most {0} ink (a full pixel is 1), and get a share above {1} "
            "(1)\u00a0for a wrong reading of an unseen digit that was read rightly before, "
            "(2)\u00a0for any reading of noise.",
            *(most, sure),
        )
        return Content(
            title=tr("What does the network read?"),
            todo=tr(
                "Paint: with the pointer, or with arrow keys, Space, and Backspace to take ink "
                "away. Point at a small picture to see how its sum comes about."
            ),
            challenge=challenge if most else "", series=[], seriesLabel="", columns=[],
            sliders=[],
            choices=[Choice("rub", tr("brush"), [tr(one) for one in _BRUSH], keys=_BRUSH)],
            presets=[], charts={},
            more={
                "labels": None if self.labels is None else self.labels.tolist(),
                "most": most, "sure": sure,
            },
        )  # fmt: skip

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        for one in (state, *state["tries"]):
            self._check_image(one)
        if not _is_count(state["unit"], self.V.shape[1]):
            raise traitlets.TraitError(
                f"DigitPad: unit is {state['unit']!r}; there are 0 to {self.V.shape[1] - 1}."
            )
        return state

    def _check_image(self, one: Mapping[str, Any]) -> None:
        """Refuse ink that is none, and an origin that is not known."""
        ink = np.asarray(one["ink"], float)
        if ink.shape != (_PIXELS,) or not ((ink >= 0) & (ink <= 1)).all():
            raise traitlets.TraitError(
                f"DigitPad: ink has shape {ink.shape}; give 64 numbers from 0 to 1, row by row."
            )
        origin, digit, noise = one["origin"], one["digit"], one["noise"]
        if origin not in ("digit", "noise", "blank") or not _is_count(digit, len(self.images)):
            raise traitlets.TraitError(
                f"DigitPad: origin is {origin!r} and digit {digit!r}; origin is 'digit', 'noise' "
                f"or 'blank', and digit 0 to {len(self.images) - 1}."
            )
        if not _is_count(noise) or (origin == "noise" and noise == 0):
            raise traitlets.TraitError(f"DigitPad: noise is {noise!r}; it counts from 1.")

    # --- words and print

    def origin(self, say: Callable[..., str] = str.format) -> str:
        """Return in words what the ink is, and how much of it was changed.

        Parameters
        ----------
        say : callable
            What puts values into English, or `tr`.
        """
        state = self.state
        changed = float(np.abs(np.array(state["ink"]) - self.first()).sum())
        is_edited = changed >= 0.005
        if state["origin"] == "blank":
            return say(tr_noop("own ink") if is_edited else tr_noop("no ink"))
        if state["origin"] == "noise":
            what = say(tr_noop("noise {0}"), state["noise"])
        else:
            at = state["digit"]
            what = say(tr_noop("unseen digit {0} of {1}"), at + 1, len(self.images))
            if self.labels is not None:
                what = say(tr_noop("{0}, a {1}"), what, self.labels[at])
        return say(tr_noop("{0}, {1} ink changed"), what, f"{changed:.1f}") if is_edited else what

    def _facts(self) -> tuple[str, Rows]:
        found, sums = self.shares(), self.sums()
        likely = np.argsort(-found, kind="stable")[:3]
        rows = [("read as", "share"), *((f"{k}", share_text(found[k])) for k in likely)]
        return f"{self.origin()}; {np.sum(sums > 0)} of {len(sums)} sums above 0", rows

    def figure(self) -> Figure:
        """Return the present state as a figure: ink, hidden units, shares."""
        from .figure import draw

        return draw(self)


def _at_half(needed: Array) -> float:
    """What is enough for at least half of them."""
    return float(np.sort(needed)[(len(needed) - 1) // 2])


def _is_count(at: Any, end: int | None = None) -> bool:
    return isinstance(at, int) and not isinstance(at, bool) and 0 <= at < (end or at + 1)


def _numbers(name: str, given: ArrayLike) -> Array:
    """An array of finite numbers, or an error that says whose it is not."""
    try:
        array = np.array(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"DigitPad: {name} is no array of numbers: {error}.") from None
    if not np.isfinite(array).all():
        raise ValueError(f"DigitPad: {name} holds NaN or infinity; did the training diverge?")
    return array


def _check_weights(V: Array, W: Array) -> None:
    fits = V.ndim == W.ndim == 2 and V.shape[1:] == W.shape[:1]
    if not fits or V.shape[0] != _PIXELS or W.shape[1] != _DIGITS:
        raise ValueError(
            f"DigitPad: V has shape {V.shape} and W {W.shape}; give (64, n) and (n, 10), "
            "from pixels to hidden units and on to digits. Is one of them transposed?"
        )
    if not 1 <= V.shape[1] <= _MOST_UNITS:
        raise ValueError(
            f"DigitPad: V has shape {V.shape}; there is room for 1 to {_MOST_UNITS} hidden units."
        )


def _checked_images(images: Array, scale: float) -> Array:
    flat = images.reshape(len(images), -1) if images.ndim == 3 and images.size else images
    if flat.ndim != 2 or flat.shape[1] != _PIXELS or not 1 <= len(flat) <= _MOST_IMAGES:
        raise ValueError(
            f"DigitPad: images have shape {images.shape}; give 1 to {_MOST_IMAGES} as (k, 64) or "
            "(k, 8, 8), such as images[:12]."
        )
    if flat.min() < 0 or flat.max() > scale:
        raise ValueError(
            f"DigitPad: images run from {number(float(flat.min()))} to "
            f"{number(float(flat.max()))}; they must lie in 0 to scale = {number(float(scale))}. "
            "For images of 0 to 16, scale=16."
        )
    return np.asarray(flat / scale)


def _checked_labels(labels: ArrayLike, count: int) -> Array:
    array = np.asarray(labels)
    isin = np.isin(array, range(_DIGITS)).all()
    if array.shape != (count,) or not isin:
        raise ValueError(
            f"DigitPad: labels have shape {array.shape} for {count} images; give a digit from 0 "
            "to 9 for each."
        )
    return array.astype(int)
