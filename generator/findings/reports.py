"""Findings in the forms that pipelines read: GitHub, SARIF, GitLab, and JSON of our own."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec.structs import asdict

from generator.diagnostics import RULES
from generator.findings.outcome import Changes, Finding, Outcome
from generator.findings.remedies import REMEDIES
from generator.version import VERSION


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Return findings, errors and what differs in output trees as a JSON document.

    Of jobs of a config each has a row in ``apis``; one that has no name is the document. A shard
    may have no job.
    """
    rows = [_row(outcome) for outcome in outcomes]
    if not outcomes or any(outcome.api for outcome in outcomes):
        named = zip(outcomes, rows, strict=True)
        return _dumped({"apis": [{"api": outcome.api, **row} for outcome, row in named]})
    return _dumped(rows[0])


def _row(outcome: Outcome) -> dict[str, Any]:
    row: dict[str, Any] = {"diagnostics": [asdict(one) for one in outcome.found]}
    if outcome.changes is not None:
        row["changes"] = changes_row(outcome.changes)
    return row


def changes_row(changes: Changes) -> dict[str, Any]:
    """Return how a tree differed, as JSON."""
    return {
        "missing": changes.missing,
        "changed": changes.changed,
        "extra": changes.extra,
        "blocked": [{"path": path, "rule": rule} for path, rule in changes.blocked],
        "interrupted": changes.interrupted,
    }


def all_findings(outcomes: Sequence[Outcome]) -> list[Finding]:
    """Return the findings of all jobs, with what differs in their trees among them."""
    return [one for o in outcomes for one in (*o.found, *_differences(o))]


def _differences(outcome: Outcome) -> Iterator[Finding]:
    changes = outcome.changes
    if changes is None or not outcome.status:
        return
    for path, rule in changes.blocked:
        yield Finding(rule, "error", RULES[rule], f"{outcome.output}/{path}")
    if changes and outcome.remedy:
        counted = {word: len(getattr(changes, word)) for word in ("missing", "changed", "extra")}
        counts = ", ".join(f"{number} {word}" for word, number in counted.items() if number)
        message = f"{outcome.output} is not current ({counts}); run: {outcome.remedy}"
        yield Finding("stale", "error", message, f"{outcome.output}/codegen.lock")


# GitHub: workflow commands

# A step shows ten annotations of a kind and drops the others without a word.
_GITHUB_LIMIT = 10
_GITHUB_WORDS = {"error": "error", "warning": "warning", "info": "notice"}


def as_github(outcomes: Sequence[Outcome]) -> str:
    """Return an annotation for each finding; those beyond ten of a kind are one that counts them.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    found = all_findings(outcomes)
    lines = []
    for severity, word in _GITHUB_WORDS.items():
        rows = [one for one in found if one.severity == severity]
        shown = rows if len(rows) <= _GITHUB_LIMIT else rows[: _GITHUB_LIMIT - 1]
        lines += [_annotation(word, one) for one in shown]
        if len(shown) < len(rows):
            counted = Counter(one.rule for one in rows[len(shown) :])
            rules = ", ".join(f"{count} {rule}" for rule, count in counted.most_common())
            message = f"{len(rows) - len(shown)} more: {rules}"
            lines.append(f"::{word} title=codegen::{_github_text(message)}")
    return "\n".join(lines)


def _annotation(word: str, one: Finding) -> str:
    places = {"file": one.file, "line": one.line, "col": one.column}
    properties = [f"{k}={_github_value(str(v))}" for k, v in places.items() if v is not None]
    properties.append(f"title={_github_value(one.rule)}")
    text = f"{one.message} {one.pointer}" if one.pointer else one.message
    return f"::{word} {','.join(properties)}::{_github_text(text)}"


def _github_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_value(text: str) -> str:
    return _github_text(text).replace(":", "%3A").replace(",", "%2C")


# SARIF 2.1.0

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(outcomes: Sequence[Outcome]) -> str:
    """Return a SARIF log: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""
    found = all_findings(outcomes)
    rules = sorted({one.rule for one in found})
    described = [
        {"id": rule, "shortDescription": {"text": RULES[rule]}, "help": {"text": REMEDIES[rule]}}
        for rule in rules
    ]
    run = {
        "tool": {"driver": {"name": "codegen", "version": VERSION, "rules": described}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.rule)) for one in found],
    }
    return _dumped({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(one: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": _SARIF_LEVELS[one.severity],
        "message": {"text": one.message},
        "partialFingerprints": {"codegen/v1": _fingerprint(one)},
    }
    if one.file is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(one.file, errors="replace")}}
        if one.line is not None:
            place["region"] = {"startLine": one.line, "startColumn": one.column}
        location: dict[str, Any] = {"physicalLocation": place}
        if one.pointer:
            location["logicalLocations"] = [{"fullyQualifiedName": one.pointer}]
        result["locations"] = [location]
    return result


# GitLab: a report of code quality

_GITLAB_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def as_gitlab(outcomes: Sequence[Outcome]) -> str:
    """Return a report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.

    Equal findings have one fingerprint and are one row.
    """
    rows = {_fingerprint(one): one for one in reversed(all_findings(outcomes))}
    return _dumped(
        [
            {
                "description": one.message,
                "check_name": one.rule,
                "fingerprint": fingerprint,
                "severity": _GITLAB_SEVERITIES[one.severity],
                "location": {"path": one.file or ".", "lines": {"begin": one.line or 1}},
            }
            for fingerprint, one in reversed(rows.items())
        ]
    )


def _fingerprint(one: Finding) -> str:
    """Return what stays the same when lines move: rule, file, pointer and message."""
    text = "\n".join((one.rule, one.file or "", one.pointer or "", one.message))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _dumped(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


REPORTS: Mapping[str, Callable[[Sequence[Outcome]], str]] = {
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
    "gitlab": as_gitlab,
}
