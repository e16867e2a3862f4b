"""The output tree: what would change in it, and writing that.

Nothing is written unless all of it can be. Each file is replaced whole; the lock is written last,
and until then a journal holds the new lock, so that a run that was killed is recognised and can be
finished by the next one.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from generator.diagnostics import CodegenError
from generator.lock import LOCK_NAME, Owned, digest, journal_text, read_owned

JOURNAL_NAME = ".codegen.journal"


@dataclass(frozen=True, slots=True)
class Changes:
    """How a tree on disk differs from what should stand there; paths are sorted.

    ``blocked`` are files that are not ours, or were edited by hand, where ours should go or be
    removed. ``interrupted`` says that an earlier run did not finish. ``before`` holds the changed
    and extra files as they were found.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    extra: tuple[str, ...]
    blocked: tuple[tuple[str, str], ...]
    interrupted: bool
    before: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra or self.interrupted)


def compare(root: Path, files: Mapping[str, bytes]) -> Changes:
    """Return what would change at ``root``; reads only.

    Raises `CodegenError` when ``root`` is a file or the lock there cannot be understood.
    """
    if os.path.exists(root) and not os.path.isdir(root):
        raise CodegenError("output-unwritable", "this is a file; name a folder", str(root))
    lock, journal = read_owned(root / LOCK_NAME), read_owned(root / JOURNAL_NAME)
    if lock.problem:
        message = f"{lock.problem}; remove it, or generate into another folder"
        raise CodegenError("output-unwritable", message, str(root / LOCK_NAME))
    missing, changed, extra = [], [], []
    blocked: dict[str, str] = {}
    before: dict[str, bytes] = {}
    for path, content in sorted(files.items()):
        current = _read(os.path.join(root, path))
        if current is None:
            missing.append(path)
        elif current != content:
            changed.append(path)
            before[path] = current
            if path != LOCK_NAME and (why := _foreign(path, current, lock, journal)):
                blocked[path] = why
    blocked |= {path: "file-in-the-way" for path in _files_above(root, missing)}
    for path in sorted({*lock.digests, *journal.digests} - set(files)):
        current = None if _is_through_link(root, path) else _read(os.path.join(root, path))
        if current is not None:
            extra.append(path)
            before[path] = current
            blocked.pop(path, None)
            if why := _foreign(path, current, lock, journal):
                blocked[path] = why
    in_the_way = tuple(sorted(blocked.items()))
    interrupted = os.path.lexists(root / JOURNAL_NAME)
    return Changes(tuple(missing), tuple(changed), tuple(extra), in_the_way, interrupted, before)


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def _files_above(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """Yield what is a file where a folder of one of the paths must stand."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for folder in folders:
        place = os.path.join(root, folder)
        if os.path.exists(place) and not os.path.isdir(place):
            yield folder


def _foreign(path: str, current: bytes, lock: Owned, journal: Owned) -> str | None:
    """Return the rule that forbids to replace a file, or ``None`` when it is ours unchanged."""
    ours = lock.digests.get(path, frozenset()) | journal.digests.get(path, frozenset())
    if digest(current) in ours:
        return None
    return "file-edited" if ours else "file-in-the-way"


def _is_through_link(root: Path, path: str) -> bool:
    """Whether a folder of the path is a link, so that the file may stand outside of the tree."""
    return any(os.path.islink(root / parent) for parent in PurePosixPath(path).parents[:-1])


def write(root: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    """Make the tree what it should be: remove what is ours no more, write what differs.

    Files whose bytes are right are not touched. Raises `CodegenError` (``output-unwritable``).
    """
    if not changes:
        return
    begun = read_owned(root / JOURNAL_NAME)
    # A run that was killed while it wrote its journal has left no other trace.
    _remove_temporary(root, {*files, *begun.digests} if changes.interrupted else {JOURNAL_NAME})
    new = files[LOCK_NAME]
    _replace(root / JOURNAL_NAME, journal_text(new.decode(), begun).encode())
    in_the_way = [path for path, _ in changes.blocked if path not in files]
    for path in dict.fromkeys((*changes.extra, *in_the_way)):
        _remove(root, path)
    for path in (*changes.missing, *changes.changed):
        if path != LOCK_NAME:
            _replace(root / path, files[path])
    _replace(root / LOCK_NAME, new)
    _unlink(root / JOURNAL_NAME)


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises `CodegenError`: ``file-in-the-way`` when it is, ``output-unwritable``.
    """
    if os.path.lexists(path):
        message = "this file exists; it is not replaced"
        raise CodegenError("file-in-the-way", message, str(path))
    _replace(path, content)


def plant(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files that are not there. Raises `CodegenError` (``output-unwritable``)."""
    for path, content in files.items():
        if not os.path.lexists(root / path):
            _replace(root / path, content)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = os.path.join(path.parent, f".codegen-{os.getpid()}-{next(_NUMBERS)}.tmp")
    try:
        with open(temporary, "xb", opener=_made) as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


# What tells the files that one process writes apart.
_NUMBERS = count()


def _made(path: str, flags: int) -> int:
    """Open a new file; its folders are made where they are missing."""
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, 0o600)


def _remove_temporary(root: Path, paths: Iterable[str]) -> None:
    """Remove what a run that was killed in the middle of a file has left."""
    for folder in {(root / path).parent for path in paths}:
        for leftover in folder.glob(".codegen-*.tmp"):
            _unlink(leftover)


def _remove(root: Path, path: str) -> None:
    """Remove a file and the folders that are empty without it."""
    _unlink(root / path)
    for parent in PurePosixPath(path).parents[:-1]:
        try:
            (root / parent).rmdir()
        except OSError:
            break


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CodegenError:
    message = f"cannot be written: {error.strerror or error}"
    return CodegenError("output-unwritable", message, str(path))


def diff(root: Path, files: Mapping[str, bytes], changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from what `compare` found at ``root`` to ``files``.

    Nothing is read again, so it is the same diff after `write`.
    """
    for path in sorted({*changes.missing, *changes.changed, *changes.extra}):
        old = _lines(changes.before.get(path, b""))
        new = _lines(files.get(path, b""))
        before = "/dev/null" if path in changes.missing else f"a/{path}"
        after = "/dev/null" if path in changes.extra else f"b/{path}"
        yield from difflib.unified_diff(old, new, before, after, lineterm="")


def _lines(content: bytes) -> list[str]:
    lines = content.decode("utf-8", "replace").split("\n")
    return lines[:-1] if lines[-1] == "" else lines
