"""Revisions: the two things that are compared, from the disk or from git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from generator.diagnostics import CodegenError
from generator.frozen import frozen
from generator.readers.finding import find_inputs

# What is read from a folder of a revision; all else stays where it is.
_READ = (".json", ".yaml", ".yml", ".html", ".htm", ".md", ".mdx")
_FILE_MODES = frozenset({"100644", "100755"})


@frozen
class Opened:
    """Sources to read, and what a path among them is called towards the user.

    ``is_folder`` says that they were found in a folder, and not named themselves.
    """

    sources: tuple[str, ...]
    is_folder: bool
    shown: Callable[[str], str]


@contextmanager
def opened(given: str) -> Iterator[Opened]:
    """Open a file, a folder, ``-`` or ``REVISION:PATH``; what git holds is there in the block.

    A path that exists is that path; else what stands before the first colon may be a revision,
    and the path after it starts at the root of the repository, or with ``./`` here. Errors that
    are raised in the block name what the user gave. Raises `CodegenError` when git has no such
    path.
    """
    revision, colon, path = given.partition(":")
    if not colon or os.path.exists(given) or not is_revision(revision):
        yield _opened(given, lambda source: source)
        return
    with TemporaryDirectory(prefix="codegen-") as folder:
        root = str(_check_out(revision, path, Path(folder)))
        stem = given if given.endswith((":", "/")) or not os.path.isdir(root) else f"{given}/"

        def shown(source: str) -> str:
            below = source.removeprefix(root).replace(os.sep, "/").lstrip("/")
            return stem + below if source.startswith(root) else source

        try:
            yield _opened(root, shown)
        except CodegenError as error:
            for one in (error, *error.more):
                one.source = one.source and shown(one.source)
            raise


def _opened(path: str, shown: Callable[[str], str]) -> Opened:
    """Return a file, or the collections and pages below a folder, which may be one itself."""
    found: list[str] = []
    if os.path.isdir(path):
        found = [one.path for one in find_inputs(Path(path)) if one.kind != "environment"]
    below = tuple(os.path.normpath(os.path.join(path, one)) for one in found) or (path,)
    return Opened(below, found not in ([], ["."]), shown)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    # A repository that lacks objects would fetch them.
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(
        ["git", "--no-pager", *arguments],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment,
        check=False,
    )


def is_revision(name: str) -> bool:
    """Whether the repository here, if there is one, has a commit of this name."""
    if not name or name.startswith("-"):
        return False
    try:
        done = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except (OSError, ValueError):
        return False
    return done.returncode == 0


def _check_out(revision: str, path: str, folder: Path) -> Path:
    """Write the file or folder that a revision has at a path, and return where."""
    given = f"{revision}:{path}"
    target = folder / (PurePosixPath(path).name or "tree")
    if _read(given, given, "cat-file", "-t").strip() != b"tree":
        target.write_bytes(_read(given, given, "show", "--no-textconv"))
        return target
    target.mkdir()
    for row in _read(given, given, "ls-tree", "-r", "-z", "--full-tree").split(b"\0"):
        head, _, name = row.decode("utf-8", "surrogateescape").partition("\t")
        place = PurePosixPath(name)
        if not name.endswith(_READ) or place.is_absolute() or ".." in place.parts:
            continue
        mode, _, object_name = head.split(" ")
        if mode in _FILE_MODES:
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            (target / place).write_bytes(_read(given, object_name, "show", "--no-textconv"))
    return target


def _read(given: str, name: str, *command: str) -> bytes:
    """Return what a command of git prints about an object."""
    done = _git(*command, name)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        message = f"git cannot read it: {reason.removeprefix('fatal: ')}"
        raise CodegenError("input-unreadable", message, given)
    return done.stdout
