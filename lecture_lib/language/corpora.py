"""Real English: what Python says of itself, or any text of your own."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

__all__ = ["TextSplit", "paragraphs", "python_topics", "read_text", "split_paragraphs"]


def python_topics() -> str:
    """Return 210,000 characters of English: what Python's ``help()`` says on its topics.

    Returns
    -------
    str
        Paragraphs of prose, with an empty line between them; each stands there once.

    Notes
    -----
    ``pydoc_data.topics`` of Python 3.11, kept here because it differs from version to version.
    A fifth of the original prose stands in more than one topic. Copyright © Python Software
    Foundation; its licence and what was changed stand beside the text in
    ``language/data/LICENSE-PSF.txt``.

    Examples
    --------
    >>> paragraphs(python_topics())[0]
    'Assert statements are a convenient way to insert debugging assertions into a program:'
    """
    return (files(__package__) / "data" / "python_topics.txt").read_text(encoding="utf-8")


def read_text(path: str | os.PathLike[str]) -> str:
    r"""Read a text in UTF-8.

    Parameters
    ----------
    path : path-like
        A file of your own. A byte-order mark at its beginning is left out, and ends of lines
        become ``\n``.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Bytes that are no UTF-8, or nothing but white space.
    OSError
        The file cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "notes.txt")
    ...     _ = file.write_bytes("Die Gänse schwimmen.".encode("latin-1"))
    ...     read_text(file)
    Traceback (most recent call last):
    ...
    ValueError: notes.txt: byte 5 (line 1) is 0xe4, no UTF-8 after 'Die G'; save it as UTF-8 first
    """
    path = Path(path)
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise ValueError(
            f"{path.name}: byte {error.start} (line {before.count(chr(10)) + 1}) is "
            f"0x{data[error.start]:02x}, no UTF-8 after {before[-12:]!r}; save it as UTF-8 first"
        ) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ValueError(f"{path.name}: the text is empty; take a file with words in it")
    return text


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a text, each once and in one line.

    Parameters
    ----------
    text : str
        With empty lines between paragraphs.

    Returns
    -------
    list of str
        In the order in which they first occur.

    Notes
    -----
    Who divides a text before its repetitions are gone tests a model on what it has read.

    Examples
    --------
    >>> paragraphs("A duck\nswims.\n\nA goose.\n\nA duck swims.")
    ['A duck swims.', 'A goose.']
    """
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return [*dict.fromkeys(block for block in blocks if block)]


class TextSplit(NamedTuple):
    """A text in parts; `dev` chooses, `test` is looked at once.

    Attributes
    ----------
    train, dev, test : list of str
        Paragraphs.

    Examples
    --------
    >>> TextSplit(["A duck."], ["A goose."], ["A swan."]).dev
    ['A goose.']
    """

    train: list[str]
    dev: list[str]
    test: list[str]


def split_paragraphs(
    text: str | Sequence[str], dev: float = 0.1, test: float = 0.1
) -> TextSplit:  # fmt: skip
    """Divide a text in three, without a paragraph that stands in two parts.

    Parameters
    ----------
    text : str or sequence of str
        A text, or its paragraphs. Of repetitions only the first is kept.
    dev, test : float
        Shares of the paragraphs, above 0, and taken from the end; the rest is for training.

    Returns
    -------
    TextSplit
        Three pieces as they follow in the text: neighbours have much in common, and a random
        choice would put one to train on beside each to test with.

    Raises
    ------
    ValueError
        Shares that leave nothing for training, or too few paragraphs for three parts.

    Examples
    --------
    >>> split = split_paragraphs(python_topics())
    >>> [len(part) for part in split], set(split.train) & set(split.test)
    ([737, 92, 92], set())
    """
    if not (dev > 0 and test > 0 and dev + test < 1):
        raise ValueError(
            f"split_paragraphs: dev={dev} and test={test} must be above 0, below 1 in all"
        )
    found = paragraphs(text) if isinstance(text, str) else [*dict.fromkeys(text)]
    held, tested = round(dev * len(found)), round(test * len(found))
    train = len(found) - held - tested
    if not (train and held and tested):
        raise ValueError(
            f"split_paragraphs: {len(found)} different paragraphs are too few for the shares "
            f"dev={dev} and test={test}; take more text, or put empty lines between its paragraphs"
        )
    return TextSplit(found[:train], found[train : train + held], found[train + held :])
