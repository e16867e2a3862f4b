"""The files of a collection in Postman's third format: a folder of YAML (docs/postman.md#v3)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from generator.diagnostics import CodegenError, Diagnostics
from generator.origin import Origin
from generator.readers.source import SourceFile, read_file

# More than people write; a folder that is no collection (a home, a disk) ends here.
MAX_FILES = 100_000
MAX_DEPTH = 100

# How deep collections are looked for: `postman/collections/<name>` stands at the third level.
_SEARCH_DEPTH = 3

DEFINITIONS = (".resources/definition.yaml", ".resources/definition.yml")
_REQUEST = re.compile(r".+\.request\.ya?ml", re.DOTALL)
_EXAMPLES = re.compile(r"(\.resources/)?[^/]+\.resources/examples/[^/]+\.example\.ya?ml")


def find_collection(path: str) -> Path | None:
    """Return the folder of the collection that a path means, or ``None`` where it is a file.

    The path is the folder itself, its definition file, or a folder that has exactly one collection
    in it. Raises `CodegenError` when it has none, or several.
    """
    given = Path(path)
    if path.replace("\\", "/").endswith(DEFINITIONS):
        return given.parent.parent
    if path == "-" or not os.path.isdir(path):
        return None
    found = list(_collections(given, _SEARCH_DEPTH))
    if len(found) == 1:
        return found[0]
    if not found:
        message = "this is a folder; name the collection file in it, or the folder of a collection"
        raise CodegenError("input-unreadable", message, path)
    names = ", ".join(folder.as_posix() for folder in found[:5])
    more = ", …" if len(found) > 5 else ""
    message = f"{len(found)} collections stand in this folder; give one of them: {names}{more}"
    raise CodegenError("input-unreadable", message, path)


def _collections(folder: Path, depth: int) -> Iterator[Path]:
    """Yield the folder if it is a collection, else those in it."""
    if any(os.path.isfile(folder / name) for name in DEFINITIONS):
        yield folder
        return
    entries = _entries(folder) if os.access(folder, os.R_OK | os.X_OK) else []
    if any(_REQUEST.fullmatch(entry.name) and os.path.isfile(entry.path) for entry in entries):
        yield folder
    elif depth:
        for entry in entries:
            if _is_folder(entry) and not entry.name.startswith("."):
                yield from _collections(folder / entry.name, depth - 1)


def read_collection(folder: Path, diagnostics: Diagnostics) -> tuple[SourceFile, ...]:
    """Return the definitions, requests and examples below a folder, by path.

    Links are followed to files below the folder and nowhere else. Raises `CodegenError` when a
    file cannot be read, when there is none, or when there are too many or too deep.
    """
    root = os.path.realpath(folder)
    files: list[SourceFile] = []
    for below in _paths(folder, PurePosixPath()):
        path = folder / below
        if path.is_symlink() and not _is_file_in(root, path):
            message = "this link leads to no file of the collection; it is left out"
            diagnostics.add("v3-left-out", message, Origin(str(path), "#"))
            continue
        if len(files) == MAX_FILES:
            message = f"this folder has more than {MAX_FILES:,} files of a collection"
            raise CodegenError("input-unreadable", message, str(folder))
        content = read_file(str(path)).content
        files.append(SourceFile(str(path), content, below.as_posix()))
    if not files:
        message = "no file of a collection stands in this folder"
        raise CodegenError("input-unreadable", message, str(folder))
    return tuple(sorted(files, key=lambda file: file.below))


def _is_file_in(root: str, path: Path) -> bool:
    target = os.path.realpath(path)
    return os.path.isfile(target) and os.path.commonpath([root, target]) == root


def _paths(folder: Path, below: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield the paths of the collection's files, and of links that may be some."""
    if len(below.parts) > MAX_DEPTH:
        raise CodegenError("input-unreadable", "the folders nest too deep", str(folder))
    for entry in _entries(folder / below):
        path = below / entry.name
        if _is_folder(entry) and entry.name.endswith(".resources"):
            yield from _resources(folder, below, path)
        elif _is_folder(entry) and not entry.name.startswith("."):
            yield from _paths(folder, path)
        elif _is_file(entry) and (_REQUEST.fullmatch(entry.name) or os.path.isdir(entry.path)):
            yield path


def _resources(
    folder: Path, below: PurePosixPath, path: PurePosixPath, depth: int = 3
) -> Iterator[PurePosixPath]:
    """Yield the definition and the examples in a folder of resources."""
    for entry in _entries(folder / path):
        inner = path / entry.name
        name = inner.relative_to(below).as_posix()
        if _is_folder(entry) and depth:
            yield from _resources(folder, below, inner, depth - 1)
        elif (name in DEFINITIONS or _EXAMPLES.fullmatch(name)) and _is_file(entry):
            yield inner


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise CodegenError("input-unreadable", message, str(folder)) from None


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether this is a file, or a link wherever it leads."""
    return entry.is_symlink() or entry.is_file()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)
