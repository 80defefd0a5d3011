"""An exercise of notebook 00, *start here*: images moved by some pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "shift"]

Array = NDArray[Any]
Generator = np.random.Generator


def _moved(images: ArrayLike, dx: int, dy: int, fill: str = "constant") -> Array:
    images = np.asarray(images)
    _, rows, columns = images.shape
    edges = ((0, 0), (abs(dy), abs(dy)), (abs(dx), abs(dx)))
    wide = np.pad(images, edges, mode=fill)  # type: ignore[call-overload]
    top, left = abs(dy) - dy, abs(dx) - dx
    seen: Array = wide[:, top : top + rows, left : left + columns]
    return seen


def shift(images: ArrayLike, dx: int, dy: int) -> Array:
    """Move images given as rows of pixels; what leaves is lost, and what comes in is empty.

    Parameters
    ----------
    images : array_like, shape (n, side · side)
        A row of pixels for each square image.
    dx, dy : int
        By how many pixels to the right, and by how many down.

    Examples
    --------
    >>> shift([[1, 2, 3, 4]], 1, 0)
    array([[0, 1, 0, 3]])
    """
    images = np.asarray(images)
    side = round(images.shape[1] ** 0.5)
    return _moved(images.reshape(-1, side, side), dx, dy).reshape(len(images), -1)


def _drawn(rng: Generator) -> Inputs:
    """Two images of 5 × 6 pixels, moved to the left, or up, or both."""
    dx, dy = [(-3, -1), (-2, 1), (2, -1), (3, -1)][int(rng.integers(4))]
    return rng.integers(1, 17, size=(2, 5, 6)) / 16, dx, dy


def _slip(change: Callable[[int, int], tuple[int, int]]) -> Callable[[Array, int, int], Array]:
    return lambda images, dx, dy: _moved(images, *change(dx, dy))


def _first_emptied(images: Array, dx: int, dy: int) -> Array:
    """As :func:`_moved` where both are above 0; else other pixels are emptied."""
    result = np.roll(images, (dy, dx), axis=(1, 2))
    result[:, :dy] = 0
    result[:, :, :dx] = 0
    return result


def _writes_over(attempt: Callable[..., Any]) -> str | None:
    """Whether the images that it is given are others afterwards."""
    images = _INK.copy()
    attempt(images, 1, 1)
    if np.array_equal(images, _INK):
        return None
    return (
        "the images that were given are changed, too, and are lost for whoever needs them. Write "
        "into a new array."
    )


_INK = np.arange(1.0, 13.0).reshape(1, 3, 4)

_MOVED = Exercise(
    id="start-moved",
    task="images is an array of shape (number, rows, columns), an image for each number. Return an "
    "array of the same shape in which each image is moved by dx pixels to the right and by dy "
    "pixels down (to the left, or up, where they are negative). What leaves the image is lost, and "
    "the pixels that become free are 0.",
    inputs=("images", "dx", "dy"),
    simple=(
        (_INK, 2, -1),
        (np.concatenate([_INK, 13 - _INK]), -2, 1),
        (_INK, 1, 1),
        (_INK, 1, 0),
        (_INK, 0, 0),
    ),
    numbers=_drawn,
    reference=_moved,
    also=_writes_over,
    mistakes=(
        Mistake(
            "comes in again",
            lambda images, dx, dy: np.roll(images, (dy, dx), axis=(1, 2)),
            "What leaves at one side comes in again at the other, as np.roll does it. It should be "
            "lost, and 0 come in.",
        ),
        Mistake(
            "comes in again, and axes exchanged",
            lambda images, dx, dy: np.roll(images, (dx, dy), axis=(1, 2)),
            "Right and down are exchanged (axis 1 counts rows), and what leaves comes in again.",
        ),
        Mistake(
            "comes in again, and only to the side",
            lambda images, dx, dy: np.roll(images, dx, axis=2),
            "They move to the side only, and what leaves comes in again.",
        ),
        Mistake(
            "row runs into row",
            lambda images, dx, dy: np.roll(
                np.reshape(images, (len(images), -1)), dx + dy * np.shape(images)[2], axis=1
            ).reshape(np.shape(images)),
            "What leaves a row comes in again in the next one. Rows and columns are two axes.",
        ),
        Mistake(
            "emptied as for right and down",
            _first_emptied,
            "Right where dx and dy are above 0. Where they are negative, other rows and columns "
            "become free: which?",
        ),
        Mistake(
            "axes exchanged",
            _slip(lambda dx, dy: (dy, dx)),
            "Right and down are exchanged. Which axis of images counts rows, and which columns?",
        ),
        Mistake(
            "the wrong way",
            _slip(lambda dx, dy: (-dx, -dy)),
            "The images move the other way: left for right, and up for down.",
        ),
        Mistake(
            "the wrong way to the side",
            _slip(lambda dx, dy: (-dx, dy)),
            "Down is right. To the side they move the other way: a dx above 0 is to the right.",
        ),
        Mistake(
            "the wrong way up",
            _slip(lambda dx, dy: (dx, -dy)),
            "Right is right. But a dy above 0 is down, and row 0 is the uppermost.",
        ),
        Mistake(
            "only to the side",
            _slip(lambda dx, dy: (dx, 0)),
            "They move to the side, but neither up nor down.",
        ),
        Mistake(
            "only up or down",
            _slip(lambda dx, dy: (0, dy)),
            "They move up or down, but not to the side.",
        ),
        Mistake(
            "the edge is repeated",
            lambda images, dx, dy: _moved(images, dx, dy, "edge"),
            "What comes in repeats the edge of the image. It should be 0.",
        ),
        Mistake(
            "the old ink stays",
            lambda images, dx, dy: np.where(
                _moved(np.ones(np.shape(images)), dx, dy) > 0, _moved(images, dx, dy), images
            ),
            "The old ink still stands in the pixels that should have become free. Into what do you "
            "write? Begin with zeros.",
        ),
        Mistake(
            "nothing has moved",
            _slip(lambda dx, dy: (0, 0)),
            "These are the images as they were.",
        ),
        Mistake(
            "rows of pixels",
            lambda images, dx, dy: _moved(images, dx, dy).reshape(len(images), -1),
            "The pixels are right, but the shape should be that of images.",
        ),
    ),
    hints=(
        "What stands in row r, column c of an image afterwards, and where did it stand before?",
        "np.roll moves arrays along two axes at once. What of its result is wrong, and which rows "
        "and columns have to be emptied?",
        "Or begin with np.zeros_like(images) and go through rows and columns: the pixel r, c goes "
        "to row r + dy, column c + dx, if there is one.",
    ),
)

EXERCISES = (_MOVED,)
