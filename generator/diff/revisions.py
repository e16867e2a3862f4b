"""Revisions: the two things that are compared, from the disk or from git."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory

from generator.diagnostics import CodegenError
from generator.diff import git
from generator.discovery import find_inputs
from generator.frozen import Frozen
from generator.paths import YAML_ENDINGS, is_url

# What is read from a folder of a revision; all else stays where it is.
_READ = (".json", *YAML_ENDINGS, ".html", ".htm", ".md", ".mdx")
_FILE_MODES = frozenset({"100644", "100755"})


class Opened(Frozen):
    """Sources to read, and what a path among them is called towards the user.

    ``is_folder`` says that they were found in a folder, and not named themselves. There are none
    where the version is not there yet.
    """

    sources: tuple[str, ...]
    is_folder: bool
    user_path: Callable[[str], str]


@contextmanager
def opened(given: str, other: str = "") -> Iterator[Opened]:
    """Open a file, a folder, ``-`` or ``REVISION:PATH``; what git holds is there in the block.

    A path that exists is that path; else what stands before the first colon is a revision,
    and the path after it starts at the root of the repository, or with ``./`` here. A revision
    that does not have the place of the ``other`` version has no sources. Errors that
    are raised in the block name what the user gave. Raises `CodegenError` when git has no such
    revision or path.
    """
    parts = _parts(given)
    if parts is None:
        yield _opened(given, lambda source: source)
        return
    revision, path = parts
    if not git.has(given):
        if not other or _place(given) != _place(other):
            where = "paths start at the root of the repository, those with ./ here"
            message = f"revision {revision!r} has no file {path!r}; {where}"
            raise CodegenError("input-unreadable", message, given)
        yield Opened((), False, lambda source: source)
        return
    with TemporaryDirectory(prefix="codegen-") as folder:
        root = str(_check_out(revision, path, Path(folder)))
        stem = given if given.endswith((":", "/")) or not os.path.isdir(root) else f"{given}/"

        def user_path(source: str) -> str:
            below = source.removeprefix(root).replace(os.sep, "/").lstrip("/")
            return stem + below if source.startswith(root) else source

        try:
            yield _opened(root, user_path)
        except CodegenError as error:
            for one in (error, *error.more):
                one.source = one.source and user_path(one.source)
            raise


def _opened(path: str, user_path: Callable[[str], str]) -> Opened:
    """Return a file, or the collections and pages below a folder, which may be one itself."""
    found: list[str] = []
    if os.path.isdir(path):
        found = [one.path for one in find_inputs(Path(path)) if one.kind != "environment"]
    below = tuple(os.path.normpath(os.path.join(path, one)) for one in found) or (path,)
    return Opened(below, found not in ([], ["."]), user_path)


def in_revision(given: str, path: str) -> str:
    """Return a path in a revision where one is ``given`` alone, else what is given.

    Raises `CodegenError` when it is neither a revision nor a file.
    """
    if ":" in given or _is_path(given, given):
        return given
    git.check_revision(given, given)
    return f"{given}:./{PurePath(os.path.relpath(path)).as_posix()}"


def _parts(given: str) -> tuple[str, str] | None:
    """Return revision and path, or nothing of a path; errors as of `opened`."""
    revision, colon, path = given.partition(":")
    if not colon or _is_path(given, revision):
        return None
    git.check_revision(revision, given)
    return revision, path


def _is_path(given: str, revision: str) -> bool:
    """Whether something is on disk or at a URL, or holds what no revision is called."""
    is_name = bool(revision) and not revision.startswith("-")
    return not is_name or is_url(given) or os.path.exists(given)


def _place(given: str) -> str:
    """Return where in the working tree a version stands or would stand."""
    parts = _parts(given)
    if parts is None:
        return os.path.realpath(given)
    is_here = PurePosixPath(parts[1]).parts[:1] == ("..",) or parts[1].startswith("./")
    return os.path.realpath(parts[1] if is_here else os.path.join(git.top(), parts[1]))


def _check_out(revision: str, path: str, folder: Path) -> Path:
    """Write the file or folder that a revision has at a path, and return where."""
    given = f"{revision}:{path}"
    target = folder / (PurePosixPath(path).name or "tree")
    if git.read(given, given, "cat-file", "-t").strip() != b"tree":
        target.write_bytes(git.read(given, given, "show", "--no-textconv"))
        return target
    target.mkdir()
    for row in git.read(given, given, "ls-tree", "-r", "-z", "--full-tree").split(b"\0"):
        head, _, name = row.decode("utf-8", "surrogateescape").partition("\t")
        place = PurePosixPath(name)
        if not name.endswith(_READ) or place.is_absolute() or ".." in place.parts:
            continue
        mode, _, object_name = head.split(" ")
        if mode in _FILE_MODES:
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            (target / place).write_bytes(git.read(given, object_name, "show", "--no-textconv"))
    return target
