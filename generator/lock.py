"""``codegen.lock``: what an output tree was made from, and which files in it are ours.

Standard library only: whether anything changed must be known before anything heavy is imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCK_NAME = "codegen.lock"
LOCK_VERSION = 1


@dataclass(frozen=True, slots=True)
class LockFile:
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


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock's content; ``variables`` and the like are JSON rows as written."""

    generator: str
    options: str
    sources: tuple[Mapping[str, Any], ...]
    inputs: tuple[Mapping[str, Any], ...]
    variables: tuple[Mapping[str, Any], ...]
    files: tuple[LockFile, ...]

    def to_text(self) -> str:
        """Return the file's text: sorted keys, two spaces, LF."""
        content = {
            "lock_version": LOCK_VERSION,
            "generator": self.generator,
            "options": self.options,
            "sources": list(self.sources),
            "inputs": list(self.inputs),
            "variables": list(self.variables),
            "files": [file.as_json() for file in self.files],
        }
        return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Owned:
    """What an existing lock says of its tree: the digest of each file that is ours."""

    digests: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def read_owned(path: Path) -> Owned:
    """Return what the lock at ``path`` owns; nothing where there is none.

    ``problem`` says why a lock that is there cannot be used.
    """
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Owned()
    except (OSError, ValueError):
        return Owned(problem="cannot be read")
    if not isinstance(content, dict) or not isinstance(content.get("files"), list):
        return Owned(problem="is not a lock of codegen")
    if content.get("lock_version") != LOCK_VERSION:
        return Owned(problem=f"was written by a newer version ({content.get('generator')})")
    rows = [row for row in content["files"] if isinstance(row, dict)]
    return Owned({str(row.get("path")): str(row.get("sha256")) for row in rows})


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes as a lock writes it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
