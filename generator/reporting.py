"""Diagnostics on their way out: sorted, with line and column, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import CodegenError, Diagnostic
from generator.output import Changes
from generator.positions import locate
from generator.readers.source import SourceFile, decode_text, is_yaml
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
            lines = {pointer for pointer in pointers[file.path] if pointer.startswith("#L")}
            positions |= {(file.path, pointer): (int(pointer[2:]), 1) for pointer in lines}
            if not pointers[file.path] - lines:
                continue
            find = locate_yaml if is_yaml(file.path) else locate
            located = find(decode_text(file), pointers[file.path])
            positions |= {(file.path, pointer): at for pointer, at in located.items()}
    placed = [Placed(d, *_position(d, positions)) for d in found]
    return sorted(placed, key=_sort_key)


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


def error_as_json(error: CodegenError) -> str:
    """Return an error that ended a run as a JSON document like those of diagnostics."""
    row = {
        "rule": error.rule,
        "severity": "error",
        "message": error.message,
        "file": error.source,
        "line": error.line,
        "column": error.column,
        "pointer": None,
    }
    return json.dumps({"diagnostics": [row]}, indent=2, ensure_ascii=False)


def most_severe(diagnostics: Iterable[Diagnostic], count: int) -> list[Diagnostic]:
    """Return the first diagnostics, those that are more severe before all others."""
    return sorted(diagnostics, key=lambda found: _ORDER[found.severity])[:count]


def as_json(placed: Iterable[Placed], changes: Changes | None = None) -> str:
    """Return diagnostics, and what differs in an output tree, as a JSON document."""
    document: dict[str, Any] = {"diagnostics": [one.as_json() for one in placed]}
    if changes is not None:
        document["changes"] = {
            "missing": changes.missing,
            "changed": changes.changed,
            "extra": changes.extra,
            "blocked": [{"path": path, "rule": rule} for path, rule in changes.blocked],
            "interrupted": changes.interrupted,
        }
    return json.dumps(document, indent=2, ensure_ascii=False)


def printable(text: str) -> str:
    """Return text that cannot steer a terminal or fake another line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
