"""Running the command as a user does, and looking at what it leaves."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from generator.cli import cli
from generator.options import EMIT
from tests.built import collection, folder, request

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "collections"
MESSAGING = SAMPLES / "messaging.postman_collection.json"
MESSAGING_ENVIRONMENT = SAMPLES / "messaging.postman_environment.json"
ALL = ",".join(EMIT)


#: A client with one folder and two requests, one of which needs a credential.
SMALL = collection(
    folder("Things", request("List things", "/things?page=1")),
    request("Get thing", "/things/{{thing}}", auth={"type": "noauth"}),
    auth={"type": "bearer", "bearer": [{"key": "token", "value": "{{apiKey}}"}]},
    variable=[{"key": "thing", "value": "7"}],
)


def saved(path: Path, document: Any) -> Path:
    """Write a value as JSON and return where."""
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Done:
    """How a process of the command ended."""

    status: int
    stdout: str
    stderr: str


def codegen(
    *arguments: str | Path,
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    wrapper: tuple[str, ...] = (),
) -> Done:
    """Run ``python -m generator`` in a process of its own; ``wrapper`` is put before it."""
    done = subprocess.run(
        [*wrapper, sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        input=stdin,
        capture_output=True,
        timeout=120,
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def invoke(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run the command in this process; an exception that it does not handle is raised."""
    result = CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def on_path(folder: Path) -> dict[str, str]:
    """Make ``codegen`` a command in a folder; return the environment that finds it there.

    The tools of this Python's environment are found, too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    code = 'import sys; sys.argv[0] = "codegen"; from generator.cli import main; main()'
    script = f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c '{code}' \"$@\"\n"
    (folder / "codegen").write_text(script)
    (folder / "codegen").chmod(0o755)
    path = os.pathsep.join((str(folder), str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path; of a link where it points."""
    return {
        path.relative_to(root).as_posix(): (
            os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        )
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }


def stamps(root: Path) -> dict[str, tuple[int, int, int]]:
    """Return inode, size and time of change of everything below a folder."""
    found = {}
    for path in sorted([root, *root.rglob("*")]):
        status = path.lstat()
        found[str(path)] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found
