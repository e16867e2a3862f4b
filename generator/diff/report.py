"""Report: the changes as text, Markdown, JSON or annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic
from generator.diagnostics import Severity as Level
from generator.diff.rules import RULES, SEVERITIES, Change, Severity
from generator.diff.sides import Side, findings, placed
from generator.findings.outcome import Finding, Outcome, printable
from generator.findings.reports import as_github
from generator.frozen import Frozen, changed
from generator.rendering.jinja import Renderer

# The number of the form of the JSON document.
_FORM = 1
_MOST_NAMED = 3
_LEVELS: dict[Severity, Level] = {"breaking": "error", "warning": "warning", "info": "info"}


class Report(Frozen):
    """What is printed. ``proposed`` is the version after ``current``, if that is known."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    current: str | None
    proposed: str | None

    @property
    def counts(self) -> dict[Severity, int]:
        """How many changes there are of each severity."""
        found = [change.severity for change in self.changes]
        return {severity: found.count(severity) for severity in SEVERITIES}


def fails(report: Report, least: str) -> bool:
    """Whether there is a change that is as severe as ``least``; of ``none`` there never is."""
    if least not in SEVERITIES:
        return False
    return any(report.counts[one] for one in SEVERITIES[: SEVERITIES.index(least) + 1])


def as_text(report: Report) -> str:
    """Return a line for each change, and one that counts them."""
    lines = [f"{one.severity}: {_about(one)}{one.message} [{one.rule}]" for one in report.changes]
    if not lines:
        return "no differences"
    counted = ", ".join(f"{number} {severity}" for severity, number in report.counts.items())
    version = f"; the version after {report.current} is {report.proposed}"
    lines.append(counted + (version if report.proposed is not None else ""))
    return "\n".join(map(printable, lines))


def _about(change: Change) -> str:
    """Return the requests that a change is about, the first of many by name."""
    names = change.requests
    if not names:
        return ""
    rest = len(names) - _MOST_NAMED
    shown = "; ".join(names[:_MOST_NAMED])
    return f"{shown} and {rest} more: " if rest > 0 else f"{shown}: "


def as_json(report: Report) -> str:
    """Return a JSON document with every change; docs/diff.md describes it."""
    document = {
        "diff_version": _FORM,
        "old": _side(report.old),
        "new": _side(report.new),
        "counts": report.counts,
        "version": {"current": report.current, "next": report.proposed},
        "changes": [_row(change, report) for change in report.changes],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _side(side: Side) -> dict[str, str]:
    return {"source": side.source, "name": side.name, "version": side.version}


def _row(change: Change, report: Report) -> dict[str, object]:
    origin = change.origin
    return {
        "rule": change.rule,
        "severity": change.severity,
        "message": change.message,
        "requests": change.requests,
        "file": report.new.user_path(origin.source) if origin else None,
        "pointer": origin.pointer if origin else None,
    }


def github(report: Report) -> str:
    """Return annotations at the requests of the new version, then what was odd about reading.

    A change that is in no request has a file alone.
    """
    found = [
        Diagnostic(one.rule, _LEVELS[one.severity], _about(one) + one.message, one.origin)
        for one in report.changes
    ]
    # Of those beyond GitHub's limit only a count is shown, so they stay in their own order.
    order = {(one.rule, one.message): index for index, one in enumerate(found)}
    rows = sorted(placed(report.new, found), key=lambda one: order[one.rule, one.message])
    odd = findings(report.old, report.new)
    return as_github([Outcome(0, found=(*map(_without_root, rows), *odd))])


def _without_root(one: Finding) -> Finding:
    return changed(one, line=None, column=None, pointer=None) if one.pointer == "#" else one


class Entry(Frozen):
    """A line of a changelog: which requests, what, and the rule."""

    about: str
    message: str
    rule: str


class Section(Frozen):
    """Changes of one kind."""

    title: str
    entries: tuple[Entry, ...]


class Changelog(Frozen):
    """A section of a changelog, as the template needs it."""

    heading: str
    sections: tuple[Section, ...]


def markdown(report: Report) -> str:
    """Return a section of a changelog."""
    changelog = Changelog(report.proposed or "Unreleased", tuple(_sections(report.changes)))
    return Renderer().render_template("diff/changelog.md.j2", changelog).rstrip("\n")


def _sections(changes: Sequence[Change]) -> Iterator[Section]:
    rows: dict[str, list[Entry]] = {"Breaking": [], "Added": [], "Changed": []}
    for change in changes:
        is_breaking = change.severity == "breaking"
        title = "Breaking" if is_breaking else "Added" if RULES[change.rule].adds else "Changed"
        entry = Entry(_about(change).removesuffix(": "), change.message, change.rule)
        rows[title].append(entry)
    for title, entries in rows.items():
        if entries:
            yield Section(title, tuple(entries))


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "markdown": markdown,
    "json": as_json,
    "github": github,
}
