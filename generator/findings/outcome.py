"""How runs end, and findings as they are shown; light enough for runs that have nothing to do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import field

from generator.frozen import Frozen
from generator.paths import is_url, shown_url

if TYPE_CHECKING:
    from generator.diagnostics import CodegenError, Severity


class Changes(Frozen):
    """How a tree on disk differs from what should stand there; paths are sorted.

    ``blocked`` are files that are not ours, or were edited by hand, where ours should go or be
    removed. ``interrupted`` says that an earlier run did not finish. ``before`` holds the changed
    and extra files as they were found.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    extra: tuple[str, ...]
    blocked: tuple[tuple[str, str], ...]
    interrupted: bool
    before: Mapping[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra or self.interrupted)


NO_CHANGES = Changes((), (), (), (), False)


class Finding(Frozen):
    """A diagnostic or an error as it is shown; lines and columns count from 1.

    ``file`` is relative to the working directory of who reads it.
    """

    rule: str
    severity: Severity
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    pointer: str | None = None

    def as_text(self) -> str:
        """Return ``file:line:column: severity: message [rule] pointer`` on one line.

        What is not known of the place is left out: a file that is missing has no line.
        """
        parts = (self.file, self.line, self.column)
        place = "".join(f"{part}:" for part in parts if part is not None)
        place += " " if place else ""
        pointer = f" {self.pointer}" if self.pointer is not None else ""
        return printable(f"{place}{self.severity}: {self.message} [{self.rule}]{pointer}")


class Outcome(Frozen):
    """How a run ended: its exit status, and what was found.

    ``api`` is its name in a config, ``changes`` how the tree at ``output`` differed, and
    ``remedy`` the command that makes it current.
    """

    status: int
    api: str = ""
    found: tuple[Finding, ...] = ()
    output: str = ""
    changes: Changes | None = None
    remedy: str = ""


def of_error(error: CodegenError) -> Finding:
    """Return an error that ended a run as a finding."""
    place = (error.source, error.line, error.column)
    return Finding(error.rule, "error", error.message, *place)


def below(folder: str, path: str) -> str:
    """Return a path that starts in a folder as one that starts where the folder's path does."""
    if is_url(path):
        return shown_url(path)
    if path == "-" or os.path.normpath(folder or ".") == ".":
        return path
    return os.path.normpath(os.path.join(folder, path)).replace(os.sep, "/")


def printable(text: str) -> str:
    """Return text that cannot steer a terminal or fake another line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
