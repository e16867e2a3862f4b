"""What ``codegen.lock`` says of a run: its inputs, its variables and its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.model import Api, Source
from generator.names.plan import Plan
from generator.output.inputs import Row, digest_of
from generator.output.lock import Lock, LockFile, digest
from generator.rendering.jinja import Unit
from generator.version import GENERATOR


def make_lock(
    api: Api,
    plan: Plan,
    options: Mapping[str, object],
    inputs: Iterable[Row],
    findings: Mapping[str, int],
    units: Sequence[Unit],
    files: Mapping[str, bytes],
) -> Lock:
    """Return the lock of a tree; ``options`` are JSON that decides what is written.

    ``findings`` are the counts of errors and warnings by rule.
    """
    rows = [LockFile(u.path, digest(files[u.path]), u.emitter, u.target, u.endpoint) for u in units]
    return Lock(
        generator=GENERATOR,
        options=digest_of(options),
        sources=tuple(map(_source_row, api.sources)),
        inputs=tuple(inputs),
        variables=tuple(_variable_rows(plan)),
        findings=findings,
        files=tuple(sorted(rows, key=lambda row: row.path)),
    )


def _source_row(source: Source) -> Row:
    return {"path": source.name, "sha256": "sha256:" + source.sha256}


def _variable_rows(plan: Plan) -> Iterable[Row]:
    for variable in plan.variables():
        row: dict[str, object] = {"name": variable.name, "env": variable.env}
        row |= {"secret": variable.is_secret, "pointer": None}
        if variable.literal is not None and variable.literal.origin is not None:
            row["pointer"] = variable.literal.origin.address
            if variable.literal.span is not None:
                row["span"] = list(variable.literal.span)
        yield row
