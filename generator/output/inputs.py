"""Inputs of a run as ``codegen.lock`` lists them: their names and digests.

Imports nothing of weight: whether anything changed must be known before that is done.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.output.lock import digest
from generator.paths import is_yaml, shown_path
from generator.rendering.templatefolders import template_files

if TYPE_CHECKING:
    from generator.options import JobPlace, Options

Row = Mapping[str, object]

# What of a row counts, beside its name and value.
_MEMBERS = ("type", "enabled", "disabled", "description")
_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")


def digest_of(value: object) -> str:
    """Return the digest of a JSON value; members of objects keep their order."""
    return "sha256:" + hashlib.sha256(json.dumps(value).encode()).hexdigest()


def input_rows(
    options: Options,
    environments: Iterable[tuple[str, bytes, Collection[str]]],
    changelog: bytes | None,
) -> list[Row]:
    """Return the rows of all inputs but the sources.

    An environment file is its path, its bytes and the names of secrets; see `_environment_row`.
    """
    rows = [_environment_row(*one) for one in environments]
    rows += template_rows(Path(options.templates)) if options.templates else ()
    if options.changelog and changelog is not None:
        row = {"path": shown_path(options.changelog), "role": "changelog"}
        rows.append({**row, "sha256": digest(changelog)})
    return [*rows, _config_row(options.place)] if options.place else rows


def _environment_row(path: str, content: bytes, secret: Collection[str]) -> Row:
    """Return the row of an environment file, hashed with the values of its secrets masked.

    The lock must not confirm a guess of one, so it names those that were left out. Ids and dates,
    which change with every export, do not count. Raises `ValueError` for what cannot be read.
    """
    document = _document(path, content)
    scope = document.get("_postman_variable_scope") if isinstance(document, dict) else None
    rows, masked = [], set()
    for row in _rows(document):
        name, value = str(row.get("key")), row.get("value")
        if name in secret:
            masked.add(name)
            value = _masked(value)
        rows.append([name, value, *(row.get(key) for key in _MEMBERS)])
    shown = {"path": shown_path(path), "role": "environment", "secret": sorted(masked)}
    return {**shown, "sha256": digest_of([scope, rows])}


def _masked(value: object) -> object:
    """Return what decides on output of a secret's value: if there is one, and whom it names."""
    if value is None or value == "":
        return value
    return _REFERENCE.findall(value) if isinstance(value, str) else []


def _document(path: str, content: bytes) -> Any:
    if not is_yaml(path):
        return json.loads(content)
    from generator.formats.yamltext import read_yaml

    return read_yaml(content.decode(json.detect_encoding(content)))


def _rows(document: Any) -> list[dict[str, Any]]:
    """Return the rows of a document, where the reader of environments finds them."""
    if isinstance(document, dict) and not isinstance(document.get("values"), list):
        document = document.get("environment")
    rows = document.get("values") if isinstance(document, dict) else document
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _config_row(place: JobPlace) -> Row:
    """Return the row of a config, with the digest of the settings of one job."""
    return {"path": place.path, "role": "config", "sha256": place.sha256}


def template_rows(folder: Path) -> Iterator[Row]:
    """Yield a row for each file that counts of a folder of templates."""
    for path in template_files(folder):
        name = path.relative_to(folder).as_posix()
        yield {"path": name, "role": "template", "sha256": digest(path.read_bytes())}


def source_row(name: str, content: bytes) -> Row:
    """Return the row of a source by its name as it is shown."""
    return {"path": name, "sha256": digest(content)}
