"""What build systems read: depfiles, in the syntax that Make and Ninja share, and stamps."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from generator.diagnostics import CodegenError
from generator.output.sidefiles import check_beside, save_beside
from generator.output.tree import create

# What Make or Ninja takes for something else than a part of a name, and cannot be told otherwise.
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f\\:;|*<>^`=]|^~|[ )&]$")


def depfile_text(targets: Iterable[str], paths: Iterable[str]) -> str:
    """Return the rule that the targets depend on the paths.

    Each path has an empty rule too, so that Make does not end where one was deleted; ``%`` would
    make a pattern of such a rule. Raises `CodegenError` for a name that cannot be written.
    """
    names = [_escaped(path) for path in paths]
    rule = " \\\n  ".join([" ".join(map(_target, targets)) + ":", *names])
    return rule + "\n" + "".join(f"\n{name}:\n" for name in names if "%" not in name)


def _target(path: str) -> str:
    if "%" in path:
        raise _error(path, "%")
    return _escaped(path)


def _escaped(path: str) -> str:
    wrong = _UNSPEAKABLE.search(path)
    if wrong:
        raise _error(path, wrong[0])
    return path.replace("$", "$$").replace("#", "\\#").replace(" ", "\\ ")


def _error(path: str, character: str) -> CodegenError:
    message = f"a depfile cannot hold {character!r} at this place of a name; rename the file"
    return CodegenError("output-unwritable", message, path)


def check_depfile(path: str) -> None:
    """Raise `CodegenError` where a depfile cannot be written without replacing another file."""
    check_beside(path, "depfile", _is_depfile)


def save_depfile(path: str, text: str) -> None:
    """Write a depfile, unless it is right already. Raises `CodegenError`."""
    save_beside(path, os.fsencode(text), "depfile", _is_depfile)


def _is_depfile(content: bytes) -> bool:
    return re.match(rb"[^\n]*: \\\n  ", content) is not None


def touch(path: str) -> None:
    """Make a file newer than all others, and make it if it is not there. Raises `CodegenError`."""
    try:
        if not os.path.lexists(path):
            create(Path(path), b"")
        os.utime(path)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise CodegenError("output-unwritable", message, path) from None
