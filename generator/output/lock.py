"""``codegen.lock``: what an output tree was made from, and which files in it are ours.

Nothing heavy: whether anything changed must be known before more is imported.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from msgspec import field

from generator.frozen import Frozen
from generator.output.plainfiles import read_plain
from generator.version import GENERATOR, NAME, newer_version

LOCK_NAME = "codegen.lock"
JOURNAL_NAME = ".codegen.journal"
LOCK_VERSION = 1


class LockFile(Frozen):
    """An output file: its path below the tree, the digest of its bytes, and what it belongs to."""

    path: str
    sha256: str
    emitter: str
    target: str | None = None
    endpoint: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the lock holds it."""
        optional = {"target": self.target, "endpoint": self.endpoint}
        found: dict[str, Any] = {k: v for k, v in optional.items() if v is not None}
        return {**found, "path": self.path, "sha256": self.sha256, "emitter": self.emitter}


class Lock(Frozen):
    """The lock's content; ``variables`` and the like are JSON rows as written."""

    generator: str
    options: str
    sources: tuple[Mapping[str, Any], ...]
    inputs: tuple[Mapping[str, Any], ...]
    variables: tuple[Mapping[str, Any], ...]
    findings: Mapping[str, int]
    files: tuple[LockFile, ...]

    def to_bytes(self) -> bytes:
        """Return the file's content: sorted keys, a row a line, LF.

        ``seal`` is a digest of all else. Half a surrogate pair, which JSON may hold and UTF-8 may
        not, stands as an escape.
        """
        text = b"".join(piece.encode("utf-8", "backslashreplace") for piece in self._pieces())
        return text.replace(_UNSEALED, b'  "seal": "%s"' % digest(text).encode(), 1)

    def _pieces(self) -> Iterator[str]:
        findings = ({"rule": rule, "count": n} for rule, n in sorted(self.findings.items()))
        members: dict[str, Any] = {
            "seal": "",
            "lock_version": LOCK_VERSION,
            "generator": self.generator,
            "options": self.options,
            "sources": self.sources,
            "inputs": self.inputs,
            "variables": self.variables,
            "findings": findings,
            "files": map(LockFile.as_json, self.files),
        }
        before = "{"
        for name, value in sorted(members.items()):
            yield f'{before}\n  "{name}": '
            yield from (_encoded(value),) if isinstance(value, str | int) else _rows(value)
            before = ","
        yield "\n}\n"


_UNSEALED = b'  "seal": ""'
_SEAL = re.compile(r'(?<=^  "seal": ")sha256:[0-9a-f]{64}(?=")', re.MULTILINE)


def is_sealed(text: str) -> bool:
    """Whether a lock is as it was written: not edited, and not put together by a merge."""
    found = _SEAL.search(text)
    return found is not None and digest(_SEAL.sub("", text, count=1).encode()) == found[0]


_encoded = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def _rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield f"{before}\n    {_encoded(row)}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"


class Owned(Frozen):
    """What an existing lock says of its tree: the digests that each file of ours may have."""

    digests: Mapping[str, frozenset[str]] = field(default_factory=dict)
    problem: str | None = None


def read_owned(path: Path) -> Owned:
    """Return what the lock at ``path`` owns; nothing where there is none.

    ``problem`` says why a lock that is there cannot be used.
    """
    try:
        content = json.loads(read_plain(str(path)))
    except FileNotFoundError:
        return Owned()
    except (OSError, ValueError, RecursionError):
        return Owned(problem=f"cannot be read; {_REMOVE}")
    version = content.get("lock_version") if isinstance(content, dict) else None
    if not isinstance(version, int) or not isinstance(content.get("files"), list):
        return Owned(problem=f"is not a lock of codegen; {_REMOVE}")
    newer = newer_version(content.get("generator"))
    if version != LOCK_VERSION or newer:
        remedy = f"run: pip install '{NAME}=={newer}'" if newer else "install a newer one"
        return Owned(problem=f"was written by a newer version than this ({GENERATOR}); {remedy}")
    found: dict[str, frozenset[str]] = {}
    for row in content["files"]:
        if isinstance(row, dict) and is_inside(row.get("path")):
            found[row["path"]] = found.get(row["path"], frozenset()) | {str(row.get("sha256"))}
    return Owned(found)


_REMOVE = "remove it, or generate into another folder"


def generator_of(content: bytes) -> str | None:
    """Return who wrote a lock, if it says so."""
    try:
        found = json.loads(content)["generator"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def is_inside(path: object) -> bool:
    """Whether a path of a lock is plain and stays below the tree; a lock may be tampered with."""
    if not isinstance(path, str) or not path or "\0" in path or "\\" in path:
        return False
    posix = PurePosixPath(path)
    plain = str(posix) == path != "." and not posix.is_absolute() and ".." not in posix.parts
    return plain and not PureWindowsPath(path).drive


def journal_text(new: str, old: Owned) -> str:
    """Return the journal of a run: its lock, and what runs that were stopped may have written."""
    if not old.digests:
        return new
    content = json.loads(new)
    content["files"] += [
        {"path": path, "sha256": sha256}
        for path, digests in old.digests.items()
        for sha256 in sorted(digests)
    ]
    return json.dumps(content)


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes as a lock writes it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
