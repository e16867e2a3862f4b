"""The output tree: what would change in it, and writing that.

Nothing is written unless all of it can be. Each file is replaced whole; the lock is written last,
and until then a journal holds the new lock, so that a run that was killed is recognised and can be
finished by the next one. Links in the tree are never followed: they are in the way.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path, PurePosixPath

from generator.diagnostics import CodegenError
from generator.findings.outcome import Changes
from generator.output.lock import JOURNAL_NAME, LOCK_NAME, Owned, digest, journal_text, read_owned
from generator.output.plainfiles import folders_of, read_plain


def compare(root: Path, files: Mapping[str, bytes]) -> Changes:
    """Return what would change at ``root``; reads only.

    Raises `CodegenError` when the lock there cannot be understood.
    """
    lock, journal = read_owned(root / LOCK_NAME), read_owned(root / JOURNAL_NAME)
    if lock.problem:
        raise CodegenError("output-unwritable", lock.problem, str(root / LOCK_NAME))
    missing, changed, extra = [], [], []
    blocked: dict[str, str] = {}
    before: dict[str, bytes] = {}
    gone = sorted({*lock.digests, *journal.digests} - set(files))
    hidden, nowhere = _not_folders(root, folders_of([*files, *gone]))
    unread = hidden | nowhere
    for path in sorted(files):
        current = _read(root, path, unread)
        if current is None:
            missing.append(path)
        elif current != files[path]:
            changed.append(path)
            before[path] = current
            if path != LOCK_NAME and (why := _foreign(path, current, lock, journal)):
                blocked[path] = why
    needed = folders_of(missing)
    blocked |= {path: "file-in-the-way" for path in hidden if path in needed}
    for path in gone:
        current = _read(root, path, unread)
        if current is not None:
            extra.append(path)
            before[path] = current
            blocked.pop(path, None)
            if why := _foreign(path, current, lock, journal):
                blocked[path] = why
    in_the_way = tuple(sorted(blocked.items()))
    interrupted = os.path.lexists(root / JOURNAL_NAME)
    return Changes(tuple(missing), tuple(changed), tuple(extra), in_the_way, interrupted, before)


def _not_folders(root: Path, folders: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return where a file or a link stands and where nothing does, in place of a folder.

    What is below these is not looked at.
    """
    others: set[str] = set()
    missing: set[str] = set()
    for folder in sorted(folders):
        if not any(above in others or above in missing for above in _above(folder)):
            try:
                if not stat.S_ISDIR(os.lstat(os.path.join(root, folder)).st_mode):
                    others.add(folder)
            except FileNotFoundError:
                missing.add(folder)
            except OSError:
                continue  # said of the file that cannot be read or written there
    return others, missing


def _above(path: str) -> Iterator[str]:
    """Yield the folders of a tree that a path stands in, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def _read(root: Path, path: str, unread: Collection[str]) -> bytes | None:
    """Return a file's bytes, none for what is no plain file; ``None`` where nothing stands."""
    if unread and any(folder in unread for folder in _above(path)):
        return None
    try:
        return read_plain(os.path.join(root, path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _OTHER


# What is no plain file counts as these bytes, which no file of ours has.
_OTHER = b"\0"


def _foreign(path: str, current: bytes, lock: Owned, journal: Owned) -> str | None:
    """Return the rule that forbids to replace a file, or ``None`` when it is ours unchanged."""
    ours = lock.digests.get(path, frozenset()) | journal.digests.get(path, frozenset())
    if digest(current) in ours:
        return None
    return "file-edited" if ours else "file-in-the-way"


def write(
    root: Path, files: Mapping[str, bytes], changes: Changes, seeds: Mapping[str, bytes]
) -> None:
    """Make the tree what it should be: remove what is ours no more, write what differs.

    Files whose bytes are right are not touched. ``seeds`` are written where there is no lock yet,
    unless they are there. Raises `CodegenError` (``output-unwritable``).
    """
    if not changes:
        return
    lock, begun = read_owned(root / LOCK_NAME), read_owned(root / JOURNAL_NAME)
    _begin(root, files, begun)
    in_the_way = [path for path, _ in changes.blocked if path not in files]
    for path in dict.fromkeys((*changes.extra, *in_the_way)):
        _remove(root, path)
    if changes.interrupted:
        ours = {*files, *seeds}
        _tidy(root, ours, {*lock.digests, *begun.digests} - ours)
    for folder in sorted(folders_of(changes.missing)):
        # A fault is said of the first file there.
        with suppress(OSError):
            os.mkdir(f"{root}/{folder}")
    for path in (*changes.missing, *changes.changed):
        if path != LOCK_NAME:
            replace_file(f"{root}/{path}", files[path])
    if LOCK_NAME in changes.missing:
        _plant(root, seeds)
    replace_file(root / LOCK_NAME, files[LOCK_NAME])
    _unlink(root / JOURNAL_NAME)


def _begin(root: Path, files: Mapping[str, bytes], begun: Owned) -> None:
    """Write the journal. As long as it is the first one and not whole, nothing else has changed."""
    journal = root / JOURNAL_NAME
    content = journal_text(files[LOCK_NAME].decode(), begun).encode()
    if os.path.lexists(journal):
        return replace_file(journal, content)
    with _whole(journal, journal), open(journal, "xb", opener=_made) as file:
        file.write(content)


def _tidy(root: Path, paths: Collection[str], gone: Collection[str]) -> None:
    """Remove what runs that were stopped have left: halves of files, and empty folders."""
    folders = folders_of([*paths, *gone])
    hidden, _ = _not_folders(root, folders)
    for folder in ("", *sorted(folders, reverse=True)):
        if hidden.isdisjoint((folder, *_above(folder))):
            for leftover in (root / folder).glob(".codegen-*.tmp"):
                _unlink(leftover)
    for folder in sorted(folders_of(gone) - folders_of(paths), reverse=True):
        if hidden.isdisjoint((folder, *_above(folder))):
            with suppress(OSError):
                (root / folder).rmdir()


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises `CodegenError`: ``file-in-the-way`` when it is, ``output-unwritable``.
    """
    if os.path.lexists(path):
        message = "this file exists; it is not replaced"
        raise CodegenError("file-in-the-way", message, str(path))
    replace_file(path, content)


def save(path: Path, content: bytes) -> None:
    """Write a file whole, unless it is right already. Raises `CodegenError`."""
    with suppress(OSError):
        if read_plain(str(path)) == content:
            return
    replace_file(path, content)


def _plant(root: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        if not os.path.lexists(root / path):
            replace_file(root / path, content)


def replace_file(path: Path | str, content: bytes) -> None:
    """Write a file whole or not at all. Raises `CodegenError` (``output-unwritable``)."""
    temporary = os.path.join(os.path.dirname(path), f".codegen-{os.getpid()}-{next(_NUMBERS)}.tmp")
    with _whole(temporary, path):
        with open(temporary, "xb", opener=_made) as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)


@contextmanager
def _whole(written: Path | str, path: Path | str) -> Iterator[None]:
    """Leave nothing of a file whose writing is not finished; faults are said of ``path``."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError):
            os.unlink(written)
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


def _unwritable(path: Path | str, error: OSError) -> CodegenError:
    message = f"cannot be written: {error.strerror or error}"
    return CodegenError("output-unwritable", message, str(path))


def diff(files: Mapping[str, bytes], changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from what `compare` found to ``files``.

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
