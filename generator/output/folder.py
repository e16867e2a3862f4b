"""Where an output tree may stand, and that one run alone writes there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path, PurePath

from generator.diagnostics import CodegenError
from generator.paths import is_url, without_file

if sys.platform != "win32":
    import fcntl

# Seconds to wait for another run, and between two looks; no tree takes so long to write.
PATIENCE = 60.0
_PAUSE = 0.05


def check_place(root: Path, inputs: Iterable[str]) -> None:
    """Refuse a folder in which a tree would stand among what is not ours, or be led elsewhere.

    Raises `CodegenError`: ``output-refused``, ``output-unwritable`` for what is no folder.
    """
    if os.path.exists(root) and not os.path.isdir(root):
        raise CodegenError("output-unwritable", "this is a file; name a folder", str(root))
    if why := _wrong(root, inputs):
        raise CodegenError("output-refused", f"{why}; name a folder of its own", str(root))


def _wrong(root: Path, inputs: Iterable[str]) -> str | None:
    real = os.path.realpath(root)
    if real == os.path.dirname(real):
        return "this is the root of the file system"
    if _holds(real, os.path.expanduser("~")):
        return "this is your home folder, or holds it"
    for path in inputs:
        if path != "-" and not is_url(local := without_file(path)) and _holds(real, local):
            return f"this folder holds an input, {path}"
    if link := _link_out(root):
        return f"{link} is a link that leads elsewhere"
    return None


def _holds(real: str, path: str) -> bool:
    """Whether a path is that folder, or stands in it."""
    if not os.path.exists(path):
        return False
    return PurePath(os.path.realpath(path)).is_relative_to(real)


def _link_out(root: Path) -> str | None:
    """Return the folder, or one above it in a relative path, that is a link out of where it is.

    What stands above an absolute path is the machine's affair: ``/tmp`` may be a link.
    """
    above = [] if root.is_absolute() else accumulate(root.parts[:-1], os.path.join)
    for path in above:
        if os.path.islink(path) and not _holds(os.path.realpath(os.path.dirname(path)), path):
            return path
    return str(root) if os.path.islink(root) else None


@contextmanager
def held(root: Path) -> Iterator[None]:
    """Make a folder, and be the only run that writes to it for the time of the block.

    The system lets go of it for a process that was killed. A file system without locks, as some
    over the network are, is written to without. Raises `CodegenError` (``output-unwritable``).
    """
    try:
        os.makedirs(root, exist_ok=True)
        folder = None if sys.platform == "win32" else os.open(root, os.O_RDONLY)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise CodegenError("output-unwritable", message, str(root)) from error
    try:
        if folder is not None:
            _lock(folder, root)
        yield
    finally:
        if folder is not None:
            os.close(folder)


def _lock(folder: int, root: Path) -> None:
    if sys.platform == "win32":
        return
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                message = "another run is writing here and does not end; try again after it"
                raise CodegenError("output-unwritable", message, str(root)) from None
            time.sleep(_PAUSE)
        except OSError:
            return None
