"""The cache: texts of units that were rendered before, by digests of all that they are made of.

A unit's text depends on its template and context, on the templates and the code of this version,
and on the versions of what lays it out; these are its key. There is one file for each job in the
user's cache folder (``CODEGEN_CACHE_DIR`` names another), which holds the texts of its last run.
The files may be shared and deleted at any time. One that cannot be read is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator.inputs import digest_of
from generator.rendering import Unit
from generator.version import GENERATOR

# What decides on a text beside our own code; a change of them makes all keys new.
_TOOLS = ("jinja2", "markupsafe", "black")


class Cache:
    """The texts of a job's last run, and those of this one.

    ``path`` is ``None`` where nothing is to be kept.
    """

    def __init__(self, path: Path | None, salt: str) -> None:
        self._path = path
        self._salt = salt.encode()
        self._before = _read(path) if path else {}
        self._now: dict[str, str] = {}

    def text(self, unit: Unit, render: Callable[[Unit], str]) -> str:
        """Return a unit's text, rendered where the last run did not."""
        if self._path is None:
            return render(unit)
        try:
            key = self._key(unit)
        except TypeError:  # a secret, which nothing may write down
            return render(unit)
        found = self._before.get(key)
        self._now[key] = render(unit) if found is None else found
        return self._now[key]

    def _key(self, unit: Unit) -> str:
        """Return the digest of all that a unit's text depends on; contexts are plain data."""
        content = pickle.dumps((unit.path, unit.template, unit.context), protocol=5)
        return hashlib.sha256(self._salt + content).hexdigest()

    def save(self) -> str | None:
        """Keep this run's texts for the next one; return why that was not possible."""
        if self._path is None or self._now.keys() == self._before.keys():
            return None
        try:
            _write(self._path, self._now)
        except OSError as error:
            return f"{self._path.parent} cannot be written: {error.strerror or error}"
        return None


def open_cache(folder: Path, job: object, templates: Sequence[Mapping[str, object]]) -> Cache:
    """Return the cache of a job in a folder; ``templates`` are the rows of a user's own.

    ``job`` is a JSON value that tells it from others.
    """
    versions = [GENERATOR, platform.python_version(), *map(version, _TOOLS)]
    salt = digest_of([versions, list(templates)])
    return Cache(folder / f"{digest_of(job).removeprefix('sha256:')}.json", salt)


def _read(path: Path) -> dict[str, str]:
    try:
        content = path.read_bytes()
        head, _, rows = content.partition(b"\n")
        if head.decode() != hashlib.sha256(rows).hexdigest():
            return {}
        found: dict[str, str] = json.loads(rows)
    except (OSError, ValueError):
        return {}
    return found


def _write(path: Path, texts: Mapping[str, Any]) -> None:
    """Write a file whole or not at all: other runs may read it, or write it too."""
    rows = json.dumps(texts).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(rows).hexdigest().encode() + b"\n" + rows)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise
