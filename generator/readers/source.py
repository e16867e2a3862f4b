"""Reading input files: bytes from disk or standard input, then JSON."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import CodegenError


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read: ``path`` as the user gave it (``-`` is standard input)."""

    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the bytes, ``sha256:`` left out."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: str) -> SourceFile:
    """Return the file's bytes.

    Raises `CodegenError` with the rule ``input-unreadable`` when that cannot be done.
    """
    if path == "-":
        return SourceFile(path, sys.stdin.buffer.read())
    try:
        return SourceFile(path, Path(path).read_bytes())
    except FileNotFoundError:
        message = "there is no such file"
    except IsADirectoryError:
        message = "this is a folder; name the collection file in it"
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
    raise CodegenError("input-unreadable", message, path)


def decode_text(file: SourceFile) -> str:
    """Return the file as text without a byte order mark; UTF-16 with a mark is read too.

    Raises `CodegenError` with the rule ``input-encoding`` that names the first wrong byte.
    """
    encoding = "utf-16" if file.content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return file.content.decode(encoding)
    except UnicodeDecodeError as error:
        before = file.content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        raise CodegenError("input-encoding", message, file.path, line, column) from None


def decode_json(file: SourceFile) -> Any:
    """Return the JSON value that the file holds.

    Raises `CodegenError` (``input-encoding``, ``input-json``) with line and column.
    """
    text = decode_text(file)
    if not text.strip():
        message = "the file is empty; expected a Postman collection (JSON)"
        raise CodegenError("input-json", message, file.path, 1, 1)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = _explain(text, error)
        raise CodegenError("input-json", message, file.path, error.lineno, error.colno) from None
    except RecursionError:
        message = "the JSON nests too deep to be read (Postman's own limit is lower)"
        raise CodegenError("input-json", message, file.path, 1, 1) from None
    except ValueError as error:
        raise CodegenError("input-json", f"not JSON: {error}", file.path, 1, 1) from None


def _explain(text: str, error: json.JSONDecodeError) -> str:
    if text.lstrip()[:1] == "<":
        return "this is HTML or XML; expected a Postman collection (JSON)"
    if error.pos >= len(text.rstrip()):
        return "the JSON ends too early: the file is cut off; export it again"
    return f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
