"""Arrays by name, in one ``.npz`` file: written whole or not at all, read without surprises."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ..files import replacing

__all__ = ["load_arrays", "mismatch", "save_arrays"]

Arrays = Mapping[str, NDArray[Any]]

_TIGHTEST = 1100  # deflate packs at most 1032 bytes into one


def save_arrays(path: str | os.PathLike[str], arrays: Arrays) -> Path:
    """Write `arrays` to an ``.npz`` file in one move: a reader sees the old file or the new.

    Equal arrays make equal files, byte for byte.

    Parameters
    ----------
    path : path-like
        Its folder must exist; see :func:`lecture_lib.files.replacing` for permissions and links.
    arrays : mapping of str to array_like
        Real numbers, or whatever NumPy stores without pickle.

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


def load_arrays(
    path: str | os.PathLike[str], check: Callable[[Arrays], None] | None = None
) -> dict[str, NDArray[Any]]:
    """Read all arrays of an ``.npz`` file. Nothing in it is ever executed.

    Parameters
    ----------
    path : path-like
    check : callable, optional
        Called before any array is read, with arrays by name that have the shapes and dtypes of
        the stored ones and take no memory; it raises where they are not what is wanted.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        Not such a file, or a damaged one: also where a header promises more than the file can
        hold, which is found before memory is asked for.
    OSError
        No such file, or no permission.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save_arrays(f"{folder}/model", {"W": np.eye(2), "b": np.zeros(2)})
    ...     print(load_arrays(path)["W"])
    [[1. 0.]
     [0. 1.]]
    """
    try:
        with zipfile.ZipFile(path) as archive:
            room = os.path.getsize(path)
            claimed = {_name(info): _claim(archive, info, room) for info in archive.infolist()}
    except OSError:
        raise
    except Exception as error:  # whatever zipfile and NumPy make of a file that is none
        raise _damaged(path, error) from None
    if check is not None:
        check(claimed)
    try:
        with zipfile.ZipFile(path) as archive:
            return {_name(info): _read(archive, info) for info in archive.infolist()}
    except OSError:
        raise
    except Exception as error:
        raise _damaged(path, error) from None


def _damaged(path: str | os.PathLike[str], error: Exception) -> ValueError:
    told = error if str(error) else type(error).__name__
    return ValueError(
        f"{os.fspath(path)} is not a file of named arrays (.npz) or is damaged: {told}"
    )


def _name(info: zipfile.ZipInfo) -> str:
    if not info.filename.endswith(".npy"):
        raise ValueError(f"it holds {info.filename!r:.60}, which is no array")
    return info.filename.removesuffix(".npy")


def _claim(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> NDArray[Any]:
    """An array as large as the header says, without memory, if the file can hold as much."""
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        read = {(1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0}.get(version)  # fmt: skip
        if read is None:
            raise ValueError(f"{info.filename} has a header of version {version}")
        shape, _, dtype = read(member)
        stored = info.file_size - member.tell()
    if dtype.hasobject:
        raise ValueError(f"{info.filename} holds Python objects, which are never loaded")
    promised = prod(shape) * dtype.itemsize
    packing = 1 if info.compress_type == zipfile.ZIP_STORED else _TIGHTEST
    if promised != stored or info.file_size > packing * min(info.compress_size, room):
        raise ValueError(
            f"{info.filename} promises {promised:,} bytes, and the file cannot hold as many"
        )
    return np.broadcast_to(np.zeros((), dtype), shape)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    with archive.open(info) as member:
        array: NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
    return array


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
