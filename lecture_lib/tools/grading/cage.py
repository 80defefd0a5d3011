"""Start a kernel that reaches no network and takes no more memory than it may.

This file is run by its path, before anything of the package is loaded, for a process can leave its
network only while it has a single thread. What could be done on this machine it writes down:

- network ``"none"``: on Linux, where unprivileged namespaces are allowed, the kernel and all that
  it starts have a network of their own, in which there is nothing but the machine itself.
  ``"python"``: elsewhere, Python's own sockets refuse every address but this machine's; a program
  that the notebook starts, or a call into C, is not held.
- memory ``true``: the system refuses more address space (``RLIMIT_AS``, each process by itself).
  ``false`` on macOS and Windows, which know no such limit.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import runpy
import socket
import struct
import sys
from typing import Any

__all__ = ["limit_memory", "main", "refuse_addresses", "without_network"]

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
_LARGEST_FILE = 1 << 30
_HERE = {"", "localhost", "0.0.0.0", "::", "::1"}


def refuse_addresses(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to speak to another machine; an audit hook, which nothing in Python can remove.

    Raises
    ------
    PermissionError
        The address is not of this machine.

    Examples
    --------
    >>> refuse_addresses("socket.connect", (None, ("127.0.0.1", 80)))
    >>> refuse_addresses("socket.getaddrinfo", ("example.org", 80, 0, 0, 0))
    Traceback (most recent call last):
    PermissionError: no network while a notebook is graded: 'example.org'
    """
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode(errors="replace") if isinstance(host, bytes) else host or ""
    if host not in _HERE and not str(host).startswith("127."):
        raise PermissionError(f"no network while a notebook is graded: {host!r}")


def without_network() -> str:
    """Leave the network, and return how far that holds: ``"none"`` or ``"python"``, see above."""
    held = "none" if sys.platform == "linux" and _own_namespace() else "python"
    sys.addaudithook(refuse_addresses)
    return held


def _own_namespace() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    # With users of its own first: then not even a kernel of root can go back.
    if libc.unshare(_NEW_USER | _NEW_NETWORK) == 0:
        for name, text in [("setgroups", "deny"), ("uid_map", f"{user} {user} 1"),
                           ("gid_map", f"{group} {group} 1")]:  # fmt: skip
            with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    elif libc.unshare(_NEW_NETWORK) != 0:
        return False
    with contextlib.suppress(OSError):  # workers of one machine speak over its loopback
        _raise_loopback()
    return True


def _raise_loopback() -> None:
    if sys.platform == "linux":
        import fcntl

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            asked = struct.pack("16sh14x", b"lo", 0)
            flags = struct.unpack("16sh14x", fcntl.ioctl(handle, _GET_FLAGS, asked))[1]
            fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def limit_memory(size: int) -> bool:
    """Limit the address space of this process and its children; return whether that holds.

    Parameters
    ----------
    size : int
        Bytes; nobody but the system's administrator can raise it again. Files may have at most
        1 GiB, and no memory image is written when the kernel dies.
    """
    if sys.platform in ("win32", "darwin"):
        return False
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):  # less was allowed before
        return False
    return True


def main(arguments: list[str]) -> None:
    """Run the kernel: ``cage.py BYTES WHERE_TO_SAY_WHAT_HOLDS -f CONNECTION …``."""
    size, told, *others = arguments
    held = {"network": without_network(), "memory": limit_memory(int(size))}
    with open(told, "w", encoding="utf-8") as file:
        json.dump(held, file)
    sys.argv = ["ipykernel_launcher", *others]
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
