"""Files that stand in a tree themselves: links, which lead out of it, and devices do not count."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable

_OF_A_LINK = getattr(os, "O_NOFOLLOW", 0)
# A pipe is opened without waiting for who writes to it.
_FLAGS = os.O_RDONLY | _OF_A_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_plain(path: str) -> bytes:
    """Return the bytes of a regular file; raises `OSError` for anything else, also for a link."""
    if not _OF_A_LINK and os.path.islink(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    with open(os.open(path, _FLAGS), "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "no regular file", path)
        return file.readall()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return the folders that the files of a tree stand in, and those above them in the tree."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
