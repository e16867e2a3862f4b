"""Sides: what is known of each of the two versions, and what was odd about reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.findings.locating import most_severe, with_positions
from generator.findings.outcome import Finding
from generator.frozen import Frozen, changed
from generator.readers.source import SourceFile


def _as_it_is(path: str) -> str:
    return path


class Side(Frozen):
    """One of the two versions: what the user called it, its name and the version it states.

    ``inputs`` are its files, ``user_path`` says what the user calls a path of them. Where a
    version is not there yet, ``diagnostics`` say so, and the rest is empty.
    """

    source: str
    name: str = ""
    version: str = ""
    diagnostics: Sequence[Diagnostic] = ()
    inputs: Sequence[SourceFile] = ()
    user_path: Callable[[str], str] = _as_it_is


def placed(side: Side, diagnostics: Iterable[Diagnostic]) -> Iterator[Finding]:
    """Yield findings with their places in a version, as the user calls its files."""
    for one in with_positions(diagnostics, side.inputs):
        yield changed(one, file=side.user_path(one.file) if one.file is not None else None)


def findings(old: Side, new: Side, *, notes: bool = False) -> list[Finding]:
    """Return what was odd about reading two versions: warnings, then with ``notes`` also notes.

    What is odd about both is told once, with its place in the new one.
    """
    known = {(one.rule, one.message) for one in new.diagnostics}
    gone = [one for one in old.diagnostics if (one.rule, one.message) not in known]
    found = [
        finding
        for side, diagnostics in ((new, new.diagnostics), (old, gone))
        for finding in placed(side, (d for d in diagnostics if notes or d.severity != "info"))
    ]
    return most_severe(found, len(found))
