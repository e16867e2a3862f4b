"""Output trees at URLs: compared and written on disk, in a copy, and changed there as on disk.

The order is that of `generator.output.tree`: a journal first, the lock last, so that a run that was
killed is recognised and can be finished by the next one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.diagnostics import CodegenError
from generator.output.lock import JOURNAL_NAME, LOCK_NAME, journal_text, read_owned
from generator.paths import is_url, shown_url, without_file
from generator.remote import files_below, open_system, read_files, url_error

_RULE = "output-unwritable"


@contextmanager
def standing(output: str) -> Iterator[Path]:
    """Have the output tree at a path or URL in a folder for the time of the block.

    What is changed in the folder is then changed at the URL; nothing is when the block fails.
    Raises `CodegenError` (``output-unwritable``, ``extra``).
    """
    output = without_file(output)
    if not is_url(output):
        yield Path(output)
        return
    system, root = open_system(output, _RULE)
    with tempfile.TemporaryDirectory(prefix="codegen-") as folder:
        copy = Path(folder, "tree")
        before = _fetch(system, root, output, copy)
        begun = read_owned(copy / JOURNAL_NAME)
        try:
            yield copy
        except CodegenError as error:
            if error.source:
                error.source = error.source.replace(str(copy), shown_url(output))
            raise
        after = {p.relative_to(copy).as_posix(): p for p in copy.rglob("*") if p.is_file()}
        now = {below: path.read_bytes() for below, path in after.items()}
        if now != before:
            journal = journal_text(now[LOCK_NAME].decode(), begun).encode()
            _store(system, root, output, before, now, journal)


def _fetch(system: Any, root: str, output: str, copy: Path) -> dict[str, bytes]:
    """Copy a tree to disk and return its files."""
    try:
        if system.isfile(root):
            raise CodegenError(_RULE, "this is a file; name a folder", shown_url(output))
        files = read_files(system, files_below(system, root))
    except CodegenError:
        raise
    except Exception as error:
        raise url_error(output, error, _RULE) from None
    for below, content in files.items():
        (copy / below).parent.mkdir(parents=True, exist_ok=True)
        (copy / below).write_bytes(content)
    return files


def _store(
    system: Any,
    root: str,
    output: str,
    before: Mapping[str, bytes],
    now: Mapping[str, bytes],
    journal: bytes,
) -> None:
    """Make the tree at a URL what it should be: first a journal, the lock last."""
    changed = {below: content for below, content in now.items() if before.get(below) != content}
    lock = {name: changed.pop(name) for name in (LOCK_NAME,) if name in changed}
    removed = [below for below in before if below not in now and below != JOURNAL_NAME]
    root = root.rstrip("/")
    try:
        _put(system, root, {JOURNAL_NAME: journal})
        if removed:
            system.rm([f"{root}/{below}" for below in removed])
        _put(system, root, changed)
        _put(system, root, lock)
        system.rm(f"{root}/{JOURNAL_NAME}")
    except Exception as error:
        raise url_error(output, error, _RULE) from None


def _put(system: Any, root: str, files: Mapping[str, bytes]) -> None:
    paths = {f"{root}/{below}": content for below, content in files.items()}
    for folder in sorted({path.rpartition("/")[0] for path in paths}):
        system.makedirs(folder, exist_ok=True)
    if paths:
        system.pipe(paths)
