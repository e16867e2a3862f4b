"""Compiled templates, kept between runs in the user's cache folder as `.pyc` files are for Python.

A file there holds the digest of what follows, the checksum of the template that it was made from,
and Python's own form of the code. One that is not so in all three is made anew, so the folder may
be deleted, shared or damaged at any time; where it cannot be written, templates are compiled.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from generator.garbage import free_cycles
from generator.rendering.cachefolder import cache_folder

_CODE = Path(__file__).parent.parent
_DIGEST = hashlib.sha256().digest_size


class Compiled(BytecodeCache):
    """The compiled templates of one version of ours, of Jinja and of Python."""

    def __init__(self) -> None:
        self._folder = cache_folder() / f"templates-{_version()}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with the code that is kept, if there is any that is whole."""
        try:
            content = self._path(bucket).read_bytes()
        except OSError:
            return
        digest, rest = content[:_DIGEST], content[_DIGEST:]
        checksum = bucket.checksum.encode()
        if hashlib.sha256(rest).digest() == digest and rest.startswith(checksum):
            bucket.code = marshal.loads(rest[len(checksum) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bucket's code, whole or not at all."""
        free_cycles()  # the tree of a template that was compiled
        rest = bucket.checksum.encode() + marshal.dumps(bucket.code)
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(".tmp", dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(rest).digest() + rest)
                os.replace(temporary, self._path(bucket))
            except OSError:
                os.unlink(temporary)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / bucket.key


def _version() -> str:
    """Return a digest of all that decides what a template is compiled to.

    Filters are among it: of constants they are called when a template is compiled.
    """
    found = hashlib.sha256(importlib.util.MAGIC_NUMBER + jinja2.__version__.encode())
    for path in sorted([_CODE / "rendering/jinja.py", *(_CODE / "escaping").glob("*.py")]):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
