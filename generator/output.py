"""The output tree: what would change in it, and writing that.

Nothing is written unless all of it can be. Each file is replaced whole; the lock is written last,
and until then a journal holds the new lock, so that a run that was killed is recognised and can be
finished by the next one.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import CodegenError
from generator.lock import LOCK_NAME, digest, read_owned

JOURNAL_NAME = ".codegen.journal"


@dataclass(frozen=True, slots=True)
class Changes:
    """How a tree on disk differs from what should stand there; paths are sorted.

    ``blocked`` are files that are not ours, or were edited by hand, where ours should go or be
    removed. ``interrupted`` says that an earlier run did not finish.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    extra: tuple[str, ...]
    blocked: tuple[tuple[str, str], ...]
    interrupted: bool

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra or self.interrupted)


def compare(root: Path, files: Mapping[str, bytes]) -> Changes:
    """Return what would change at ``root``; reads only.

    Raises `CodegenError` when the lock there cannot be understood.
    """
    owned = read_owned(root / LOCK_NAME)
    if owned.problem:
        message = f"{LOCK_NAME} {owned.problem}; remove it, or generate into another folder"
        raise CodegenError("output-unwritable", message, str(root / LOCK_NAME))
    journal = root / JOURNAL_NAME
    begun = read_owned(journal).digests
    missing, changed, blocked = [], [], []
    for path, content in sorted(files.items()):
        current = _read(root / path)
        if current is None:
            missing.append(path)
        elif current != content:
            changed.append(path)
            if path != LOCK_NAME and (why := _foreign(path, current, owned.digests, begun)):
                blocked.append((path, why))
    extra = []
    for path in sorted({*owned.digests, *begun} - set(files)):
        current = _read(root / path)
        if current is not None and _is_inside(path):
            extra.append(path)
            if why := _foreign(path, current, owned.digests, begun):
                blocked.append((path, why))
    return Changes(
        tuple(missing), tuple(changed), tuple(extra), tuple(blocked), journal.exists()
    )


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def _foreign(
    path: str, current: bytes, owned: Mapping[str, str], begun: Mapping[str, str]
) -> str | None:
    """Return the rule that forbids to replace a file, or ``None`` when it is ours unchanged."""
    if digest(current) in (owned.get(path), begun.get(path)):
        return None
    return "file-edited" if path in owned else "file-in-the-way"


def _is_inside(path: str) -> bool:
    """Whether a path of a lock stays below the tree; a lock may have been tampered with."""
    return not Path(path).is_absolute() and ".." not in Path(path).parts


def write(root: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    """Make the tree what it should be: write what differs, remove what is ours no more.

    Files whose bytes are right are not touched. Raises `CodegenError` (``output-unwritable``).
    """
    if not changes:
        return
    try:
        root.mkdir(parents=True, exist_ok=True)
        _replace(root / JOURNAL_NAME, files[LOCK_NAME])
        for path in (*changes.missing, *changes.changed):
            if path != LOCK_NAME:
                _replace(root / path, files[path])
        for path in changes.extra:
            _remove(root, path)
        _replace(root / LOCK_NAME, files[LOCK_NAME])
        (root / JOURNAL_NAME).unlink()
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise CodegenError("output-unwritable", message, error.filename or str(root)) from error


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".codegen-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _remove(root: Path, path: str) -> None:
    target = root / path
    target.unlink()
    for parent in target.parents:
        if parent == root:
            break
        try:
            parent.rmdir()
        except OSError:
            break


def diff(root: Path, files: Mapping[str, bytes], changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from the tree on disk to what should stand there."""
    for path in sorted({*changes.missing, *changes.changed, *changes.extra}):
        old = _lines(_read(root / path) or b"")
        new = _lines(files.get(path, b""))
        before = "/dev/null" if path in changes.missing else f"a/{path}"
        after = "/dev/null" if path in changes.extra else f"b/{path}"
        yield from difflib.unified_diff(old, new, before, after, lineterm="")


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").split("\n")[: -1 if content.endswith(b"\n") else None]
