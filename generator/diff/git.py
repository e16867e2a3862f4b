"""Git: whether it has a revision, and what is in one; nothing is written or fetched."""

from __future__ import annotations

import os
import subprocess

from generator.diagnostics import CodegenError


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    # A repository that lacks objects would fetch them.
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(
        ["git", "--no-pager", *arguments],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment,
        check=False,
    )


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
    return said.removeprefix("fatal: ")


def check_revision(name: str, given: str) -> None:
    """Raise `CodegenError` where git has no commit of a name; ``given`` is no file either."""
    try:
        found = _run("rev-parse", "--git-dir")
    except (OSError, ValueError) as error:
        raise _missing("git cannot be run", str(error), given) from None
    if found.returncode:
        raise _missing("git finds no repository here", f"it says: {_reason(found)}", given)
    if _run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").returncode:
        is_shallow = _run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        more = "this clone is shallow, so fetch more history (`git fetch --unshallow`)"
        hint = more if is_shallow else "look how it is spelled, or fetch it"
        raise _missing(f"git has no revision {name!r}", hint, given)


def _missing(what: str, hint: str, given: str) -> CodegenError:
    message = f"{what}, nor is there a file of this name; {hint}"
    return CodegenError("input-unreadable", message, given)


def has(name: str) -> bool:
    """Whether there is a file or folder of a name such as ``HEAD:api``."""
    return _run("rev-parse", "--verify", "--quiet", name).returncode == 0


def top() -> str:
    """Return the root of the working tree; empty where there is none."""
    return os.fsdecode(_run("rev-parse", "--show-toplevel").stdout).rstrip("\n")


def read(given: str, name: str, *command: str) -> bytes:
    """Return what a command of git prints about an object in what was ``given``.

    Raises `CodegenError` (``input-unreadable``) with what git says.
    """
    done = _run(*command, name)
    if done.returncode:
        raise CodegenError("input-unreadable", f"git cannot read it: {_reason(done)}", given)
    return done.stdout
