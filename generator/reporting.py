"""Diagnostics on their way out: sorted, with line and column, as text or as documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import CodegenError, Diagnostic
from generator.output import Changes
from generator.positions import locate
from generator.readers.source import SourceFile, decode_text, is_yaml
from generator.tomltext import is_toml, locate_toml
from generator.yamltext import locate_yaml

_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Placed:
    """A diagnostic with the line and column of its pointer, both from 1, where it has one."""

    diagnostic: Diagnostic
    line: int | None
    column: int | None

    def as_text(self) -> str:
        """Return ``file:line:column: severity: message [rule] pointer`` on one line."""
        found = self.diagnostic
        place, pointer = "", ""
        if found.origin is not None:
            place = f"{found.origin.source}:{self.line}:{self.column}: "
            pointer = f" {found.origin.pointer}"
        return printable(f"{place}{found.severity}: {found.message} [{found.rule}]{pointer}")

    def as_json(self) -> dict[str, Any]:
        """Return the same as a JSON object."""
        origin = self.diagnostic.origin
        return {
            "rule": self.diagnostic.rule,
            "severity": self.diagnostic.severity,
            "message": self.diagnostic.message,
            "file": origin.source if origin else None,
            "line": self.line,
            "column": self.column,
            "pointer": origin.pointer if origin else None,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its exit status, what was found, and the errors that ended it.

    ``api`` is its name in a config, ``changes`` how the tree on disk differed.
    """

    status: int
    api: str = ""
    placed: tuple[Placed, ...] = ()
    changes: Changes | None = None
    errors: tuple[CodegenError, ...] = ()


def place(diagnostics: Iterable[Diagnostic], files: Iterable[SourceFile]) -> list[Placed]:
    """Return the diagnostics by severity, file and position."""
    found = list(diagnostics)
    pointers: dict[str, set[str]] = {}
    for one in found:
        if one.origin:
            pointers.setdefault(one.origin.source, set()).add(one.origin.pointer)
    positions: dict[tuple[str, str], tuple[int, int]] = {}
    for file in files:
        if file.path in pointers:
            located = _finder(file.path)(decode_text(file), pointers[file.path])
            positions |= {(file.path, pointer): at for pointer, at in located.items()}
    placed = [Placed(d, *_position(d, positions)) for d in found]
    return sorted(placed, key=_sort_key)


def _finder(path: str) -> Callable[[str, Collection[str]], dict[str, tuple[int, int]]]:
    if is_toml(path):
        return locate_toml
    return locate_yaml if is_yaml(path) else locate


def _position(
    diagnostic: Diagnostic, positions: Mapping[tuple[str, str], tuple[int, int]]
) -> tuple[int | None, int | None]:
    origin = diagnostic.origin
    return positions.get((origin.source, origin.pointer), (1, 1)) if origin else (None, None)


def _sort_key(placed: Placed) -> tuple[Any, ...]:
    found = placed.diagnostic
    source = found.origin.source if found.origin else ""
    place = (placed.line or 0, placed.column or 0)
    return (_ORDER[found.severity], source, *place, found.rule, found.message)


def most_severe(diagnostics: Iterable[Diagnostic], count: int) -> list[Diagnostic]:
    """Return the first diagnostics, those that are more severe before all others."""
    return sorted(diagnostics, key=lambda found: _ORDER[found.severity])[:count]


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Return findings, errors and what differs in output trees as a JSON document.

    Of jobs of a config each has a row in ``apis``; one that has no name is the document.
    """
    rows = [_row(outcome) for outcome in outcomes]
    if any(outcome.api for outcome in outcomes):
        named = zip(outcomes, rows, strict=True)
        document: object = {"apis": [{"api": outcome.api, **row} for outcome, row in named]}
    else:
        (document,) = rows
    return json.dumps(document, indent=2, ensure_ascii=False)


def _row(outcome: Outcome) -> dict[str, Any]:
    found = [*(one.as_json() for one in outcome.placed), *map(_error_row, outcome.errors)]
    row: dict[str, Any] = {"diagnostics": found}
    changes = outcome.changes
    if changes is not None:
        row["changes"] = {
            "missing": changes.missing,
            "changed": changes.changed,
            "extra": changes.extra,
            "blocked": [{"path": path, "rule": rule} for path, rule in changes.blocked],
            "interrupted": changes.interrupted,
        }
    return row


def _error_row(error: CodegenError) -> dict[str, Any]:
    return {
        "rule": error.rule,
        "severity": "error",
        "message": error.message,
        "file": error.source,
        "line": error.line,
        "column": error.column,
        "pointer": None,
    }


def printable(text: str) -> str:
    """Return text that cannot steer a terminal or fake another line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
