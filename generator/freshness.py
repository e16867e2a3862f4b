"""Freshness: whether an output tree is what a run would write, told by its lock alone.

The lock holds digests of all that the tree was made from and of all that it is made of; where
they are still right there is nothing to do, and nothing that does it need be imported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.frozen import Frozen
from generator.options import Options, choices
from generator.output.inputs import Row, digest_of, input_rows, source_row
from generator.output.lock import JOURNAL_NAME, LOCK_NAME, LOCK_VERSION, digest, is_sealed
from generator.output.plainfiles import folders_of, read_plain
from generator.paths import is_yaml, shown_path
from generator.version import GENERATOR, IS_CHECKOUT


class CurrentTree(Frozen):
    """A tree that is current: how many files it has, and how often each rule was broken."""

    files: int
    findings: Mapping[str, int]


def find_current(options: Options, root: Path) -> CurrentTree | None:
    """Return what is known of the tree at ``root`` if it is current.

    ``None`` says nothing of the tree: a run has to find out.
    """
    if IS_CHECKOUT or os.path.lexists(root / JOURNAL_NAME):
        return None
    try:
        text = read_plain(f"{root}/{LOCK_NAME}").decode()
        lock = json.loads(text)
        if not is_sealed(text) or not _is_asked_for(lock, options):
            return None
        files = lock["files"]
        if any(digest(read_plain(f"{root}/{row['path']}")) != row["sha256"] for row in files):
            return None
        folders = folders_of(row["path"] for row in files)
        if any(os.path.islink(f"{root}/{folder}") for folder in folders):
            return None
        findings = {row["rule"]: row["count"] for row in lock["findings"]}
        return CurrentTree(len(files) + 1, findings)
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _is_asked_for(lock: Mapping[str, Any], options: Options) -> bool:
    """Whether a lock is one of this version, these options and these inputs."""
    asked = (LOCK_VERSION, GENERATOR, digest_of(choices(options)))
    if asked != (lock["lock_version"], lock["generator"], lock["options"]):
        return False
    sources, inputs = list(_sources(options.sources)), _inputs(lock["inputs"], options)
    return (sources, inputs) == (lock["sources"], lock["inputs"])


def _sources(paths: Sequence[str]) -> Iterator[Row]:
    for path in paths:
        # Standard input can be read once only, and whoever makes the tree has to.
        if path == "-":
            raise ValueError(path)
        if os.path.isdir(path) or is_yaml(path):
            yield from _folder(path)
        else:
            yield source_row(shown_path(path), _read(path))


def _folder(path: str) -> Iterator[Row]:
    """Yield the files of a collection that is a folder."""
    from generator.diagnostics import CodegenError, Diagnostics
    from generator.readers.postman.v3_files import find_collection, read_collection

    try:
        folder = find_collection(path)
        if folder is None:
            raise ValueError(path)
        for file in read_collection(folder, Diagnostics()):
            yield source_row(file.name, file.content)
    except CodegenError as error:
        raise ValueError(path) from error


def _inputs(rows: Sequence[Mapping[str, Any]], options: Options) -> list[Row]:
    """Return the rows of inputs; ``rows`` say which names were secret in environments."""
    given = zip(options.environments, rows, strict=False)
    environments = [(path, _read(path), row["secret"]) for path, row in given]
    changelog = _read(options.changelog) if options.changelog else None
    return input_rows(options, environments, changelog)


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()
