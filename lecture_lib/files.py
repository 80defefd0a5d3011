"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Literal, overload

__all__ = ["replacing"]


@overload
def replacing(
    path: str | os.PathLike[str], mode: Literal["wb"] = "wb"
) -> AbstractContextManager[IO[bytes]]: ...


@overload
def replacing(
    path: str | os.PathLike[str], mode: Literal["w"]
) -> AbstractContextManager[IO[str]]: ...


def replacing(path: str | os.PathLike[str], mode: str = "wb") -> AbstractContextManager[IO[Any]]:
    """Open a draft that takes the place of `path` when, and only if, all has been written.

    A reader sees the old file or the new, never half of one, also when the power fails. A file
    that exists keeps its permissions, a new one gets what the umask leaves; a symbolic link stays,
    and the file it points to is replaced. After an error nothing has changed and no draft is left.

    Parameters
    ----------
    path : path-like
        Its folder must exist.
    mode : {"wb", "w"}
        Bytes, or text in UTF-8 with ``\\n`` at the ends of lines.

    Returns
    -------
    context manager
        Gives the stream to write to.

    Raises
    ------
    OSError
        There is no such folder, `path` is a folder or a device, the file is write-protected, its
        name is too long, or anything else that the system refuses.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with replacing(f"{folder}/notes.txt", "w") as stream:
    ...         _ = stream.write("η = 0.1")
    ...     print(Path(folder, "notes.txt").read_text(encoding="utf-8"), os.listdir(folder))
    η = 0.1 ['notes.txt']
    """
    if mode not in ("wb", "w"):
        raise ValueError(f"replacing: mode={mode!r}; a draft is written anew, so 'wb' or 'w'")
    return _replacing(Path(path), mode)


@contextmanager
def _replacing(path: Path, mode: str) -> Iterator[IO[Any]]:
    target, permissions = _target(path)
    # In the same folder, for a move between file systems would be a copy. The system itself takes
    # the umask off the permissions of a new file.
    draft = target.with_name(f".{secrets.token_hex(8)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, flags, 0o666 if permissions is None else permissions)
    try:
        encoding, newline = (None, None) if mode == "wb" else ("utf-8", "\n")
        with os.fdopen(handle, mode, encoding=encoding, newline=newline) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if permissions is not None:
            os.chmod(draft, permissions)
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _target(path: Path) -> tuple[Path, int | None]:
    """Return the file to replace, behind any links, and its permissions, if it exists."""
    target = Path(os.path.realpath(path))
    try:
        found = target.stat().st_mode
    except FileNotFoundError:
        if not target.parent.is_dir():
            told = f"{path}: there is no folder {target.parent}; make it first"
            raise FileNotFoundError(told) from None
        return target, None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            length = len(os.fsencode(path.name))
            told = f"{path.name[:30]}…: a name of {length} bytes is too long; take at most 250"
            raise OSError(error.errno, told) from None
        raise
    if not stat.S_ISREG(found):
        raise OSError(f"{path} is a folder or a device; give the name of a file")
    if not found & 0o222:  # asked here, for root may write to any file, and a move asks nobody
        raise PermissionError(f"{path} is write-protected; choose another name or change its mode")
    return target, stat.S_IMODE(found)
