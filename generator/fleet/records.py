"""Records: how the jobs of a shard ended, and those of all shards as one (docs/scale.md)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import asdict

from generator.config.jobs import Job
from generator.diagnostics import RULES, CodegenError, raise_all
from generator.findings.outcome import Changes, Finding, Outcome
from generator.findings.reports import changes_row
from generator.fleet.shards import WHOLE, Shard, read_shard, shard_of
from generator.frozen import Frozen, changed
from generator.output.lock import LOCK_NAME, digest
from generator.output.sidefiles import forget, save_beside
from generator.paths import without_file
from generator.readers.source import read_file
from generator.version import GENERATOR

RECORD_VERSION = 1


class Result(Frozen):
    """How a job ended, and the digest of the lock that its tree has then, if it has one."""

    outcome: Outcome
    lock: str | None


class Record(Frozen):
    """What a run did for its shard.

    ``jobs`` are the names of all jobs that are shared out, ``config`` a digest of what they are.
    ``path`` is where the record was read.
    """

    generator: str
    command: str
    config: str
    jobs: tuple[str, ...]
    shard: Shard
    results: tuple[Result, ...]
    path: str = ""


def make_record(
    command: str, jobs: Sequence[Job], shard: Shard, results: Sequence[Result]
) -> Record:
    """Return the record of a shard; ``jobs`` are those of all shards."""
    settings = msgspec.json.encode([changed(job, place=None, given=()) for job in jobs])
    names = tuple(job.name for job in jobs)
    return Record(GENERATOR, command, digest(settings), names, shard, tuple(results))


def find_lock(output: str) -> str | None:
    """Return the digest of the lock of an output tree, if it has one."""
    try:
        return digest(read_file(f"{without_file(output)}/{LOCK_NAME}").content)
    except CodegenError:
        return None


def forget_record(path: str) -> None:
    """Remove a record of an earlier run, so that it is not taken for one of a run that was killed.

    Raises `CodegenError` (``file-in-the-way``, ``output-unwritable``).
    """
    forget(path, "record", _is_record)


def _is_record(content: bytes) -> bool:
    try:
        return "record_version" in json.loads(content)
    except (ValueError, TypeError, RecursionError):
        return False


def write_record(path: str, record: Record) -> None:
    """Write a record. Raises `CodegenError` (``file-in-the-way``, ``output-unwritable``)."""
    content = {
        "record_version": RECORD_VERSION,
        "generator": record.generator,
        "command": record.command,
        "config": record.config,
        "shard": str(record.shard),
        "jobs": record.jobs,
        "results": [_row(result) for result in record.results],
    }
    text = json.dumps(content, indent=2) + "\n"
    save_beside(path, text.encode(), "record", _is_record)


def _row(result: Result) -> dict[str, Any]:
    outcome = result.outcome
    return {
        "api": outcome.api,
        "status": outcome.status,
        "output": outcome.output,
        "lock": result.lock,
        "remedy": outcome.remedy,
        "diagnostics": [asdict(one) for one in outcome.found],
        "changes": changes_row(outcome.changes) if outcome.changes is not None else None,
    }


def read_records(paths: Iterable[str]) -> list[Record]:
    """Return the records at some paths. Raises `CodegenError` (``shard``) with all faults."""
    found: list[Record] = []
    wrong: list[CodegenError] = []
    for path in paths:
        try:
            found.append(_read_record(path))
        except CodegenError as error:
            wrong.append(error)
    raise_all(wrong)
    return found


def _read_record(path: str) -> Record:
    """Return the record at a path. Raises `CodegenError` (``shard``)."""
    try:
        content = json.loads(Path(path).read_bytes())
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise CodegenError("shard", message, path) from None
    except (ValueError, RecursionError):
        raise CodegenError("shard", "this is not JSON; the record is cut off", path) from None
    version = content.get("record_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > RECORD_VERSION:
        message = f"was written by a newer version ({content.get('generator')}); install that"
        raise CodegenError("shard", message, path)
    try:
        return Record(
            generator=str(content["generator"]),
            command=str(content["command"]),
            config=str(content["config"]),
            jobs=tuple(map(str, content["jobs"])),
            shard=read_shard(content["shard"]),
            results=tuple(map(_result, content["results"])),
            path=path,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise CodegenError("shard", "this is no record of a shard", path) from None


def _result(row: dict[str, Any]) -> Result:
    found = tuple(Finding(**one) for one in row["diagnostics"])
    if any(one.rule not in RULES for one in found) or row["status"] not in (0, 1, 2):
        raise ValueError
    changes = _changes(row["changes"]) if row["changes"] is not None else None
    named = {key: row[key] for key in ("status", "api", "output", "remedy")}
    return Result(Outcome(found=found, changes=changes, **named), row["lock"])


def _changes(row: dict[str, Any]) -> Changes:
    missing, changed, extra = (tuple(row[key]) for key in ("missing", "changed", "extra"))
    blocked = tuple((one["path"], one["rule"]) for one in row["blocked"])
    return Changes(missing, changed, extra, blocked, row["interrupted"])


def merge_records(records: Sequence[Record]) -> Record:
    """Return the record that one run over all jobs would have left.

    Raises `CodegenError` (``shard``) with all that is wrong: shards that are lost, doubled, or of
    other runs, and jobs that were not done, or more than once.
    """
    first = records[0]
    wrong = list(_strangers(records)) or list(_gaps(records))
    raise_all([CodegenError("shard", message, path) for message, path in wrong])
    results = {one.outcome.api: one for record in records for one in record.results}
    whole = tuple(results[name] for name in first.jobs)
    return changed(first, shard=WHOLE, results=whole, path="")


def _strangers(records: Sequence[Record]) -> Iterator[tuple[str, str | None]]:
    """Yield why records do not belong to the first one, and their paths."""
    first = records[0]
    for one in records:
        if one.generator != GENERATOR:
            yield f"it was written by {one.generator}, this is {GENERATOR}", one.path
        pairs = {
            "command": (one.command, first.command),
            "number of shards": (str(one.shard.count), str(first.shard.count)),
        }
        for what, (its, other) in pairs.items():
            if its != other:
                yield f"its {what} is {its}, that of {first.path} is {other}", one.path
        if (one.config, one.jobs) != (first.config, first.jobs):
            yield f"it is of another config, or of other options, than {first.path}", one.path


def _gaps(records: Sequence[Record]) -> Iterator[tuple[str, str | None]]:
    """Yield the shards that do not stand in exactly one record, and records of other jobs."""
    paths: dict[Shard, list[str]] = defaultdict(list)
    for one in records:
        paths[one.shard].append(one.path)
        mine = [name for name in one.jobs if shard_of(name, one.shard.count) == one.shard]
        if [result.outcome.api for result in one.results] != mine:
            yield f"its jobs are not those of shard {one.shard}", one.path
    count = records[0].shard.count
    for shard in (Shard(number, count) for number in range(1, count + 1)):
        if not paths[shard]:
            yield f"shard {shard} is lost: no record of it was given", None
        elif len(paths[shard]) > 1:
            yield f"shard {shard} is doubled: {', '.join(paths[shard])}", None
