"""Reading input files: bytes from disk or standard input, then JSON or YAML."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
import sys
from typing import Any

from generator.diagnostics import CodegenError
from generator.frozen import Frozen
from generator.paths import is_url, shown_path, shown_url
from generator.readers.bounds import read_within
from generator.remote import read_url


class SourceFile(Frozen):
    """A file as it was read: ``path`` as the user gave it (``-`` is standard input).

    Of a file that was found in a folder, ``below`` is its path from there, in POSIX form.
    """

    path: str
    content: bytes
    below: str = ""

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"  # its content may hold credentials

    @property
    def name(self) -> str:
        """The path as output writes it: in POSIX form, without what is around the input."""
        return shown_path(self.path, self.below)

    @property
    def sha256(self) -> str:
        """The digest of the bytes, ``sha256:`` left out."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: str) -> SourceFile:
    """Return the file's bytes.

    Raises `CodegenError` (``input-unreadable``, ``input-large``) when that cannot be done.
    """
    if path == "-":
        return SourceFile(path, read_within(sys.stdin.buffer, path))
    if is_url(path):
        return SourceFile(shown_url(path), read_within(io.BytesIO(read_url(path)), shown_url(path)))
    try:
        with open(path, "rb") as file:
            return SourceFile(path, read_within(file, path))
    except FileNotFoundError:
        message = "there is no such file"
    except IsADirectoryError:
        message = "this is a folder; name the collection file in it"
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
    raise CodegenError("input-unreadable", message, path)


def decode_text(file: SourceFile) -> str:
    """Return the file as text without a byte order mark; UTF-16 and UTF-32 are read too.

    Raises `CodegenError` with the rule ``input-encoding`` that names the first wrong byte.
    """
    encoding = json.detect_encoding(file.content)
    try:
        return file.content.decode(encoding)
    except UnicodeDecodeError as error:
        mark = file.content.startswith(codecs.BOM_UTF8) * len(codecs.BOM_UTF8)
        before = file.content[: error.start + mark].decode(encoding, "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        message = f"byte {error.start + mark} is not {name}; save the file as UTF-8"
        raise CodegenError("input-encoding", message, file.path, line, column) from None


def decode_json(file: SourceFile, expected: str = "a Postman collection") -> Any:
    """Return the JSON value that the file holds; errors say what was ``expected``.

    Raises `CodegenError` (``input-encoding``, ``input-json``) with line and column.
    """
    text = decode_text(file)
    if not text.strip():
        message = f"the file is empty; expected {expected} (JSON)"
        raise CodegenError("input-json", message, file.path, 1, 1)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = _explain(text, error, expected)
        raise CodegenError("input-json", message, file.path, error.lineno, error.colno) from None
    except RecursionError:
        message = f"the JSON nests too deep to be read; expected {expected}"
        raise CodegenError("input-json", message, file.path, 1, 1) from None
    except ValueError as error:
        raise CodegenError("input-json", f"not JSON: {error}", file.path, 1, 1) from None


def decode_yaml(file: SourceFile, expected: str) -> Any:
    """Return the value that a YAML file holds, its scalars as strings.

    Raises `CodegenError` (``input-encoding``, ``input-yaml``) with line and column.
    """
    from generator.formats.yamltext import YamlError, read_yaml

    try:
        value = read_yaml(decode_text(file))
    except YamlError as error:
        raise CodegenError("input-yaml", str(error), file.path, error.line, error.column) from None
    if value is None:
        message = f"the file is empty; expected {expected} (YAML)"
        raise CodegenError("input-yaml", message, file.path, 1, 1)
    return value


# What is left of a value when a file ends in it: a string, a number or a word.
_CUT_OFF = re.compile(
    r'"(?:[^"\\]|\\.)*\\?|\\u?[0-9a-fA-F]{0,4}|-|[.eE][-+]?|t(?:ru?)?|f(?:a(?:ls?)?)?|nu?l?'
)


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:].removesuffix(" at")


def _explain(text: str, error: json.JSONDecodeError, expected: str) -> str:
    if text.lstrip()[:1] == "<":
        return f"this is HTML or XML; expected {expected} (JSON)"
    if not text[error.pos :].strip() or _CUT_OFF.fullmatch(text, error.pos):
        return "the JSON ends too early: the file is cut off; export it again"
    return f"expected {expected}, but this is not JSON: {_plain(error.msg)}"
