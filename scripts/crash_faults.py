"""What ends a run in the middle: a count of what it does to the files below a folder.

Python tells of most steps before they are done (`sys.addaudithook`); writing itself has no event,
so files below the folder write half of their bytes, count, and then the rest.
"""

from __future__ import annotations

import builtins
import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIGNALS = {"SIGKILL": signal.SIGKILL, "SIGTERM": signal.SIGTERM, "SIGINT": signal.SIGINT}

FULL = "disk full"

_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

Reached = Callable[[], None]


def steps_of(out: Path, fault: str, run: Callable[[Reached], tuple[int, str]]) -> int:
    """Return how many steps a run takes in which it may end; ``run`` hands it what counts them."""
    reader, writer = os.pipe()
    status, printed = run(lambda: _watch(out, lambda: _tell(writer), fault == FULL))
    os.close(writer)
    with open(reader, "rb") as told:
        steps = len(told.read())
    if status or not steps:
        raise SystemExit(f"a run that is only counted ended with {status}: {printed}")
    return steps


def _tell(writer: int) -> None:
    os.write(writer, b".")


def die_at(out: Path, step: int, fault: str) -> Reached:
    """Return what makes a process end in that step below a folder, counted from 1."""
    left = [step]

    def reached() -> None:
        left[0] -= 1
        if fault == FULL and left[0] <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if fault in SIGNALS and not left[0]:
            os.kill(os.getpid(), SIGNALS[fault])

    return lambda: _watch(out, reached, fault == FULL)


def _watch(out: Path, reached: Reached, takes_space: bool) -> None:
    """Call ``reached`` at each step below a folder; for good.

    ``takes_space`` leaves out the steps that a full disk does not keep from being done.
    """
    below, frees = str(out), ("os.remove", "os.rmdir", "os.chmod")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _EVENTS or not str(arguments[0]).startswith(below):
            return
        if event == "open" and not arguments[2] & _WRITING:
            return
        if not (takes_space and event in frees):
            reached()

    opened = builtins.open

    def open_(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        found = opened(file, mode, *rest, **more)
        if "x" in mode and str(file).startswith(below):
            return _Halting(found, reached)
        return found

    builtins.open = open_
    sys.addaudithook(hook)


class _Halting:
    """A file that stops between two halves of what is written."""

    def __init__(self, file: Any, reached: Reached) -> None:
        self._file = file
        self._reached = reached

    def __enter__(self) -> _Halting:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        """Write the content in two steps."""
        half = len(content) // 2
        self._file.write(content[:half])
        self._file.flush()
        self._reached()
        self._file.write(content[half:])
