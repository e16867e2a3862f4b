"""Diagnostics on their way out: sorted, with line and column."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import CodegenError, Diagnostic, Severity
from generator.output import Changes
from generator.positions import locate
from generator.readers.source import SourceFile, decode_text, is_yaml
from generator.remote import is_url, shown_url
from generator.tomltext import is_toml, locate_toml
from generator.yamltext import locate_yaml

_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
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
        """Return ``file:line:column: severity: message [rule] pointer`` on one line."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.file is not None else ""
        pointer = f" {self.pointer}" if self.file is not None else ""
        return printable(f"{place}{self.severity}: {self.message} [{self.rule}]{pointer}")


@dataclass(frozen=True, slots=True)
class Outcome:
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


def place(
    diagnostics: Iterable[Diagnostic], files: Iterable[SourceFile], folder: str = ""
) -> list[Finding]:
    """Return the diagnostics by severity, file and position.

    ``folder`` is where the files' paths start.
    """
    found = list(diagnostics)
    pointers: dict[str, set[str]] = {}
    for one in found:
        if one.origin:
            pointers.setdefault(one.origin.source, set()).add(one.origin.pointer)
    positions: dict[tuple[str, str], tuple[int, int]] = {}
    for file in files:
        if file.path in pointers:
            lines = {pointer for pointer in pointers[file.path] if pointer.startswith("#L")}
            positions |= {(file.path, pointer): (int(pointer[2:]), 1) for pointer in lines}
            if not pointers[file.path] - lines:
                continue
            located = _finder(file.path)(decode_text(file), pointers[file.path])
            positions |= {(file.path, pointer): at for pointer, at in located.items()}
    return sorted((_placed(d, positions, folder) for d in found), key=_sort_key)


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


def _finder(path: str) -> Callable[[str, Collection[str]], dict[str, tuple[int, int]]]:
    if is_toml(path):
        return locate_toml
    return locate_yaml if is_yaml(path) else locate


def _placed(
    diagnostic: Diagnostic, positions: Mapping[tuple[str, str], tuple[int, int]], folder: str
) -> Finding:
    rule, severity, message = diagnostic.rule, diagnostic.severity, diagnostic.message
    origin = diagnostic.origin
    if origin is None:
        return Finding(rule, severity, message)
    position = positions.get((origin.source, origin.pointer), (1, 1))
    file = below(folder, origin.source)
    return Finding(rule, severity, message, file, *position, origin.pointer)


def _sort_key(one: Finding) -> tuple[Any, ...]:
    place = (one.file or "", one.line or 0, one.column or 0)
    return (_ORDER[one.severity], *place, one.rule, one.message)


def most_severe(diagnostics: Iterable[Diagnostic], count: int) -> list[Diagnostic]:
    """Return the first diagnostics, those that are more severe before all others."""
    return sorted(diagnostics, key=lambda found: _ORDER[found.severity])[:count]


def printable(text: str) -> str:
    """Return text that cannot steer a terminal or fake another line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
