"""The cache: texts of units that were rendered before, by digests of all that they are made of.

A unit's text depends on its template and context, on the templates and the code of this version,
and on the versions of what lays it out; these are its key. There is one file for each job in the
user's cache folder (``CODEGEN_CACHE_DIR`` names another), which holds the texts of its last run
(`textstore`). The files may be shared and deleted at any time. A text that cannot be read is as
good as none.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import jinja2
import msgspec

from generator.output.inputs import digest_of
from generator.output.textstore import Texts, write_texts
from generator.rendering.formatting import BLACK
from generator.rendering.jinja import Unit
from generator.version import GENERATOR

# A secret, which nothing may write down, and what has no such form: half a surrogate pair, a number
# of more than 64 bits, lists in lists without end.
_NO_KEY = (TypeError, ValueError, OverflowError, RecursionError)


class Cache:
    """The texts of a job's last run, and which of its units have which key in this one.

    ``path`` is ``None`` where nothing is to be kept.
    """

    def __init__(self, path: Path | None, salt: str) -> None:
        self._path = path
        self._salt = salt.encode()
        self._before = Texts(path)
        self._now: dict[str, str] = {}

    def text(self, unit: Unit, render: Callable[[Unit], bytes]) -> bytes:
        """Return a unit's text, rendered where the last run did not."""
        if self._path is None:
            return render(unit)
        try:
            key = self._key(unit)
        except _NO_KEY:
            return render(unit)
        self._now[key] = unit.path
        found = self._before.get(key)
        return render(unit) if found is None else found

    def _key(self, unit: Unit) -> str:
        """Return the digest of all that a unit's text depends on; contexts are plain data."""
        content = msgspec.msgpack.encode((unit.path, unit.template, unit.context))
        return hashlib.sha256(self._salt + content).hexdigest()

    def save(self, files: Mapping[str, bytes]) -> str | None:
        """Keep this run's texts, which stand in ``files``, for the next one.

        Returns why that was not possible.
        """
        if self._path is None or self._now.keys() == self._before.keys():
            return None
        try:
            write_texts(self._path, ((key, files[path]) for key, path in self._now.items()))
        except OSError as error:
            return f"{self._path.parent} cannot be written: {error.strerror or error}"
        return None


def open_cache(folder: Path, job: object, templates: Sequence[Mapping[str, object]]) -> Cache:
    """Return the cache of a job in a folder; ``templates`` are the rows of all that there are.

    ``job`` is a JSON value that tells it from others.
    """
    # What decides on a text beside its context; a change of them makes all keys new.
    versions = [GENERATOR, sys.version.partition(" ")[0], jinja2.__version__, BLACK]
    salt = digest_of([versions, list(templates)])
    return Cache(folder / f"{digest_of(job).removeprefix('sha256:')}.texts", salt)
