"""A child process with limits, in which an audit hook notes whatever reaches beyond its folder."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# More than any fixture needs: only a child that hangs, or eats the machine, comes so far.
SECONDS = 60
_BYTES = 4 << 30
_FILE = 256 << 20

#: An event of ours: from here on the child may read anything.
MAY_READ = "hostile.may-read"
#: Events of Python that start programs or use the network.
_FORBIDDEN = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "ctypes.dlopen",
    "webbrowser.open",
)
#: Events that change a file, with the positions of the paths among their arguments.
_CHANGES = {
    "os.chmod": (0,),
    "os.link": (0, 1),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.symlink": (0, 1),
    "os.truncate": (0,),
    "os.utime": (0,),
}

#: What Python itself and its libraries read of a system.
_SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/ssl/", "/usr/lib/ssl/", "/usr/share/zoneinfo/")


@dataclass(frozen=True)
class Ended:
    """How a child ended; ``status`` is negative where a signal ended it.

    ``output`` is what it printed, ``reached`` what it touched and should not have.
    """

    status: int
    seconds: float
    megabytes: float
    output: str
    reached: tuple[str, ...]


@dataclass(frozen=True)
class Bounds:
    """The folders that a child may read and write; Python's own may be read always."""

    readable: tuple[Path, ...]
    writable: tuple[Path, ...] = ()


def run(work: Callable[[], int], folder: Path, bounds: Bounds) -> Ended:
    """Return how a function ended in a child process, whose working directory is a folder."""
    output, noted = folder / "output.txt", folder / "reached.txt"
    child = os.fork()
    if child == 0:
        status = 70
        try:
            status = _guarded(work, folder, bounds, output, noted)
        finally:
            os._exit(status)
    _, state, usage = os.wait4(child, 0)
    reached = noted.read_text("utf-8", "replace").splitlines() if noted.exists() else []
    return Ended(
        os.waitstatus_to_exitcode(state),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        output.read_text("utf-8", "replace") if output.exists() else "",
        tuple(dict.fromkeys(reached)),
    )


def _guarded(
    work: Callable[[], int], folder: Path, bounds: Bounds, output: Path, noted: Path
) -> int:
    """Set the limits up and do the work; its exit status is what the child ends with."""
    signal.alarm(SECONDS * 20)  # of a machine that may be busy with other things
    for what, most in (("CPU", SECONDS), ("AS", _BYTES), ("FSIZE", _FILE), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))
    printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(printed, stream)
    note = os.open(noted, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.chdir(folder)
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    tempfile.tempdir = str(temporary)
    sys.addaudithook(_Hook(note, replace(bounds, writable=(*bounds.writable, temporary))))
    try:
        return work()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


class _Hook:
    """Notes events in a file that stays open; nothing is refused but programs and the network."""

    def __init__(self, note: int, bounds: Bounds) -> None:
        self._note = note
        self._writable = tuple(map(_prefix, bounds.writable))
        pythons = {Path(p) for p in (sys.prefix, sys.base_prefix, *sys.path) if p}
        readable = (*bounds.readable, *bounds.writable, *pythons)
        self._readable = (*map(_prefix, readable), *_SYSTEM)
        self._is_busy = False

    def __call__(self, event: str, given: Sequence[Any]) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        try:
            self._look(event, given)
        finally:
            self._is_busy = False

    def _look(self, event: str, given: Sequence[Any]) -> None:
        if event in _FORBIDDEN:
            self._tell(event, given)
            raise PermissionError(f"{event} is not for a sandbox")
        if event == MAY_READ:
            self._readable = ("/",)
        if event == "open":
            path, mode, flags = given
            wants_change = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if not self._is_below(path, self._writable if wants_change else self._readable):
                self._tell("write of" if wants_change else "read of", (path, mode))
        for position in _CHANGES.get(event, ()):
            if not self._is_below(given[position], self._writable):
                self._tell(event, given)

    def _is_below(self, path: Any, prefixes: tuple[str, ...]) -> bool:
        if isinstance(path, int):
            return True
        above, name = os.path.split(os.path.abspath(os.fsdecode(path)))
        return f"{os.path.realpath(above)}/{name}/".startswith(prefixes)

    def _tell(self, event: str, given: Sequence[Any]) -> None:
        line = f"{event} {list(given)!r}"[:300]
        os.write(self._note, line.encode("utf-8", "backslashreplace") + b"\n")


def _prefix(folder: Path) -> str:
    return os.path.join(os.path.realpath(folder), "")
