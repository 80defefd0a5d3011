"""Arrays by name, in one ``.npz`` file: written whole or not at all, read without surprises."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ..files import replacing

__all__ = ["load_arrays", "mismatch", "save_arrays"]

Arrays = Mapping[str, NDArray[Any]]


def save_arrays(path: str | os.PathLike[str], arrays: Arrays) -> Path:
    """Write `arrays` to an ``.npz`` file in one move: a reader sees the old file or the new.

    Equal arrays make equal files, byte for byte.

    Returns
    -------
    Path
        The file written; ``.npz`` is appended where it is missing, as NumPy does.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save_arrays(f"{folder}/model", {"W": np.eye(2)})
    ...     print(path.name, load_arrays(path)["W"].shape)
    model.npz (2, 2)
    """
    path = Path(path)
    path = path if path.suffix == ".npz" else path.with_name(f"{path.name}.npz")
    with replacing(path) as stream:  # not np.savez: a name such as "file" collides with its own
        _write(stream, arrays)
    return path


def _write(stream: IO[bytes], arrays: Arrays) -> None:
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980, so the bytes do not vary
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


def load_arrays(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Read all arrays of an ``.npz`` file. Nothing in it is ever executed.

    Raises
    ------
    ValueError
        Not such a file, or a damaged one.
    """
    try:
        with open(path, "rb") as stream:
            stored = np.load(stream, allow_pickle=False)
            if isinstance(stored, np.ndarray):
                raise ValueError("it holds a single array")
            with stored:
                return {name: stored[name] for name in stored.files}
    except (ValueError, EOFError, zipfile.BadZipFile, KeyError, TypeError) as error:
        raise ValueError(
            f"{os.fspath(path)} is not a file of named arrays (.npz) or is damaged: {error}"
        ) from None


def mismatch(wanted: Mapping[str, tuple[int, ...]], found: Arrays) -> list[str]:
    """Say, name by name, where stored arrays do not fit the shapes wanted; empty if they do.

    Examples
    --------
    >>> for line in mismatch({"W": (2, 3), "b": (2,)}, {"W": np.eye(3), "c": np.zeros(2)}):
    ...     print(line)
    W: (2, 3) in the model, (3, 3) stored
    b: (2,) in the model, nothing stored
    c: nothing in the model, (2,) stored
    """
    lines = []
    for name, shape in wanted.items():
        if name not in found:
            lines.append(f"{name}: {shape} in the model, nothing stored")
        elif np.shape(found[name]) != shape:
            lines.append(f"{name}: {shape} in the model, {np.shape(found[name])} stored")
        elif np.asarray(found[name]).dtype.kind not in "fiu":
            lines.append(f"{name}: real numbers in the model, {found[name].dtype} stored")
    lines += [f"{name}: nothing in the model, {np.shape(found[name])} stored"
              for name in found if name not in wanted]  # fmt: skip
    return lines
