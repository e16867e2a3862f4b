"""What ``codegen.lock`` says of a run: its inputs, its variables and its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from generator.lock import Lock, LockFile, digest, shown_path
from generator.model import Api, Source, Variable
from generator.plan import Plan
from generator.rendering import Unit
from generator.version import GENERATOR


def make_lock(
    api: Api,
    plan: Plan,
    options: Mapping[str, object],
    inputs: Iterable[Mapping[str, object]],
    units: Sequence[Unit],
    files: Mapping[str, bytes],
) -> Lock:
    """Return the lock of a tree; ``options`` are JSON that decides what is written."""
    rows = [LockFile(u.path, digest(files[u.path]), u.emitter, u.target, u.endpoint) for u in units]
    return Lock(
        generator=GENERATOR,
        options=_digest_of(options),
        sources=tuple(_source_row(source) for source in api.sources),
        inputs=tuple(inputs),
        variables=tuple(_variable_rows(plan)),
        files=tuple(sorted(rows, key=lambda row: row.path)),
    )


def environment_row(path: str, variables: Sequence[Variable], api: Api) -> Mapping[str, object]:
    """Return the row of an environment file, hashed with the values of its secrets masked.

    The lock must not confirm a guess of one.
    """
    secret = {variable.name for variable in api.variables if variable.secret}
    rows = [
        [v.name, v.scope, None if v.name in secret or v.value is None else v.value.source]
        for v in variables
    ]
    return {"path": shown_path(path), "role": "environment", "sha256": _digest_of(rows)}


def config_row(path: str, sha256: str) -> Mapping[str, object]:
    """Return the row of a config, with the digest of the settings of one job."""
    return {"path": path, "role": "config", "sha256": sha256}


def template_rows(folder: Path) -> Iterator[Mapping[str, object]]:
    """Yield a row for each file of a folder of templates."""
    for path in sorted((*folder.rglob("*.j2"), *folder.rglob("*.toml"))):
        name = path.relative_to(folder).as_posix()
        yield {"path": name, "role": "template", "sha256": digest(path.read_bytes())}


def _source_row(source: Source) -> Mapping[str, object]:
    return {"path": source.name, "sha256": "sha256:" + source.sha256}


def _digest_of(value: object) -> str:
    return "sha256:" + hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _variable_rows(plan: Plan) -> Iterable[Mapping[str, object]]:
    for variable in plan.variables():
        row: dict[str, object] = {"name": variable.name, "env": variable.env}
        row |= {"secret": variable.is_secret, "pointer": None}
        if variable.literal is not None and variable.literal.origin is not None:
            row["pointer"] = variable.literal.origin.address
            if variable.literal.span is not None:
                row["span"] = list(variable.literal.span)
        yield row
