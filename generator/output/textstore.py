"""A file of texts by key: one behind the other, then a table of where each stands.

The table has the digest of each text, and its own digest and length stand behind it. So a text is
read alone and known to be whole, and what is not whole counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, KeysView
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from weakref import finalize

_LENGTH = 8
_END = hashlib.sha256().digest_size + _LENGTH

#: Start, length and digest of a text.
Row = tuple[int, int, str]


class Texts:
    """What a file holds; none where it is missing, or its table is not whole."""

    def __init__(self, path: Path | None) -> None:
        self._file: BinaryIO | None = None
        self._rows: dict[str, Row] = {}
        with suppress(OSError, ValueError):
            if path is not None:
                self._file = path.open("rb")
                finalize(self, self._file.close)
                self._rows = _table(self._file)

    def keys(self) -> KeysView[str]:
        """Return the keys of all texts."""
        return self._rows.keys()

    def get(self, key: str) -> bytes | None:
        """Return a text, if it is there and whole."""
        row = self._rows.get(key)
        if row is None or self._file is None:
            return None
        start, length, digest = row
        try:
            self._file.seek(start)
            text = self._file.read(length)
        except OSError:
            return None
        return text if _digest(text) == digest else None


def _table(file: BinaryIO) -> dict[str, Row]:
    end = file.seek(-_END, os.SEEK_END)
    digest, length = file.read(_END - _LENGTH), int.from_bytes(file.read(_LENGTH), "big")
    if length > end:
        raise ValueError("no table of this length")
    file.seek(end - length)
    table = file.read(length)
    if hashlib.sha256(table).digest() != digest:
        raise ValueError("the table is not whole")
    rows: dict[str, Row] = json.loads(table)
    return rows


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def write_texts(path: Path, texts: Iterable[tuple[str, bytes]]) -> None:
    """Write a file whole or not at all: others may read it, or write it too. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            rows = {}
            for key, text in texts:
                rows[key] = (file.tell(), len(text), _digest(text))
                file.write(text)
            table = json.dumps(rows).encode()
            file.write(table + hashlib.sha256(table).digest())
            file.write(len(table).to_bytes(_LENGTH, "big"))
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise
