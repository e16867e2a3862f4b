"""Generated trees, and running the snippets that stand in them."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.analysis import analyse
from generator.emitters import Emission
from generator.loading import load
from generator.options import Options
from generator.pipeline import generate
from tests.built import collection

COLLECTIONS = Path(__file__).parents[1] / "collections"


def emission_of(options: Options) -> Emission:
    """Return what the emitters work on."""
    return analyse(options, load(options))


@dataclass(frozen=True)
class Tree:
    """A generated tree and what its lock says."""

    root: Path
    lock: Mapping[str, Any]

    @property
    def client(self) -> Path:
        """The folder that goes on the import path."""
        return self.root / "client"

    @property
    def package(self) -> str:
        """The name of the client's package."""
        names = [p.parent.name for p in self.client.glob("*/__init__.py")]
        assert len(names) == 1
        return names[0]

    def env_names(self) -> dict[str, str]:
        """Return the environment variable of each open variable."""
        return {row["name"]: row["env"] for row in self.lock["variables"]}

    def snippets(self, target: str) -> dict[str, Path]:
        """Return the files of a target by the pointer of their request."""
        rows = (row for row in self.lock["files"] if row.get("target") == target)
        return {row["endpoint"]: self.root / row["path"] for row in rows}


def generated(
    folder: Path,
    source: Path | Mapping[str, Any],
    *,
    environments: Sequence[Path] = (),
    emit: tuple[str, ...] = ("client", "snippets"),
    targets: tuple[str, ...] = ("shell/curl", "python/client"),
) -> Tree:
    """Generate from a file, or from a collection that is written to one, into ``folder/out``."""
    if not isinstance(source, Path):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "source.postman_collection.json"
        path.write_text(json.dumps(source), encoding="utf-8")
        source = path
    names = tuple(map(str, environments))
    options = Options((str(source),), environments=names, emit=emit, targets=targets)
    root = folder / "out"
    _, changes = generate(options, root)
    assert not changes.blocked
    return Tree(root, json.loads((root / "codegen.lock").read_text("utf-8")))


def curl_snippets(folder: Path, *items: Mapping[str, Any]) -> Tree:
    """Generate nothing but the curl snippets of these items."""
    return generated(folder, collection(*items), emit=("snippets",), targets=("shell/curl",))


def run(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a folder, with a bare environment and these variables."""
    bare = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    home = {"HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"}
    return subprocess.run(
        command, cwd=folder, env=bare | home | dict(env or {}), capture_output=True, timeout=60
    )


def run_curl(
    script: Path, folder: Path, env: Mapping[str, str] | None = None, status: int | None = 0
) -> subprocess.CompletedProcess[bytes]:
    """Run a curl snippet unaltered with bash; ``status`` is the exit status to expect."""
    done = run(["bash", script], folder, env)
    if status is not None:
        assert done.returncode == status, done.stderr.decode("utf-8", "replace")
    return done


def run_python(
    script: Path, folder: Path, client: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a Python snippet unaltered with the client on its path; it must end well."""
    done = run([sys.executable, script], folder, {"PYTHONPATH": str(client), **(env or {})})
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done


@contextmanager
def imported(tree: Tree) -> Iterator[Any]:
    """Import the client's package for the time of the block."""
    sys.path.insert(0, str(tree.client))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(tree.package)
    finally:
        sys.path.remove(str(tree.client))
        for name in [n for n in sys.modules if n.partition(".")[0] == tree.package]:
            del sys.modules[name]
