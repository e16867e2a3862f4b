"""Findings: diagnostics with the lines and columns that their pointers lead to, sorted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic
from generator.findings.outcome import Finding, below
from generator.formats.jsontext import locate
from generator.formats.tomltext import locate_toml
from generator.origin import line_number
from generator.paths import is_toml, is_yaml
from generator.readers.source import SourceFile, decode_text

T = TypeVar("T", Diagnostic, Finding)

_ORDER = {"error": 0, "warning": 1, "info": 2}


def with_positions(
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
            lines = {p: line for p in pointers[file.path] if (line := line_number(p)) is not None}
            positions |= {(file.path, pointer): (line, 1) for pointer, line in lines.items()}
            if not pointers[file.path] - lines.keys():
                continue
            located = _finder(file.path)(decode_text(file), pointers[file.path])
            positions |= {(file.path, pointer): at for pointer, at in located.items()}
    return sorted((_placed(d, positions, folder) for d in found), key=_sort_key)


def _finder(path: str) -> Callable[[str, Collection[str]], dict[str, tuple[int, int]]]:
    if is_toml(path):
        return locate_toml
    if is_yaml(path):
        from generator.formats.yamltext import locate_yaml

        return locate_yaml
    return locate


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


def most_severe(diagnostics: Iterable[T], count: int) -> list[T]:
    """Return the first diagnostics or findings, those that are more severe before all others."""
    return sorted(diagnostics, key=lambda found: _ORDER[found.severity])[:count]
