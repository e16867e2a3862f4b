"""Files beside the outputs that a run is asked for: only our depfiles and records are replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from generator.diagnostics import CodegenError
from generator.output.tree import save

#: Whether bytes are those of a file that we may have written.
IsOurs = Callable[[bytes], bool]


def check_beside(path: str, kind: str, is_ours: IsOurs) -> None:
    """Raise `CodegenError` (``file-in-the-way``) where another file stands than one of a kind."""
    try:
        if not _is_plain(path) or not (content := Path(path).read_bytes()) or is_ours(content):
            return
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(path, error) from None
    message = f"this file is no {kind} of codegen; it is not replaced, name another"
    raise CodegenError("file-in-the-way", message, path)


def save_beside(path: str, content: bytes, kind: str, is_ours: IsOurs) -> None:
    """Write a file of a kind; a device or pipe takes the content, a link leads to its file.

    Raises `CodegenError` as `check_beside` does, or with ``output-unwritable``.
    """
    check_beside(path, kind, is_ours)
    if not os.path.exists(path) or _is_plain(path):
        return save(Path(os.path.realpath(path)), content)
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise _unwritable(path, error) from None


def forget(path: str, kind: str, is_ours: IsOurs) -> None:
    """Remove a file of a kind if it is there; errors as in `save_beside`."""
    check_beside(path, kind, is_ours)
    try:
        if os.path.exists(path) and _is_plain(path):
            os.unlink(os.path.realpath(path))
    except OSError as error:
        raise _unwritable(path, error) from None


def _is_plain(path: str) -> bool:
    return stat.S_ISREG(os.stat(path).st_mode)


def _unwritable(path: str, error: OSError) -> CodegenError:
    message = f"cannot be replaced: {error.strerror or error}"
    return CodegenError("output-unwritable", message, path)
