"""Generate and run clients with each Python that is installed: the same bytes with all of them.

    python -m scripts.pythons [--quick] [VERSION]...

Looks for Python 3.10 to 3.14 on PATH and among pyenv's. Each gets an environment of its own in a
cache, with the project and the packages of ``constraints.txt`` from PyPI; nothing is installed
again while that stays as it is. There all of ``collections/`` is generated with warnings as errors
and compared with ``generated/``, the tests of all clients are run, and an example calls a server
on this machine. Exits with 1 when something differs or fails. What is not installed is named.
``--quick``, as CI has it, takes the oldest and the newest besides the one that runs this, and
passes over those for which the packages cannot be had.
"""

from __future__ import annotations

import argparse
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from demo import COLLECTION, demo_values, serving
from scripts.bootstrap import CONSTRAINTS, ROOT

VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
_STRICT = ("-W", "error")
_PYTEST = ("-q", "--no-header", "-p", "no:cacheprovider", "-o", "pythonpath=.", "tests")
_IMPORT = """\
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""


def main(arguments: list[str]) -> int:
    """Try the Pythons of these versions, or all; return 1 when something is wrong with one."""
    parser = argparse.ArgumentParser(description="Generate and run clients with each Python.")
    parser.add_argument("versions", nargs="*", metavar="VERSION", help=", ".join(VERSIONS))
    parser.add_argument("--quick", action="store_true", help="the oldest and the newest other one")
    options = parser.parse_args(arguments)
    wanted = options.versions or VERSIONS
    found = {version: path for version in wanted if (path := _interpreter(version))}
    if options.quick:
        found.pop("{}.{}".format(*sys.version_info), None)
        found = {version: found[version] for version in (*found,)[:1] + (*found,)[1:][-1:]}
    status = 0
    for version, python in found.items():
        start = time.monotonic()
        environment = _environment(version, python)
        if environment is None:
            print(f"Python {version}: the project cannot be installed")
            status = max(status, int(not options.quick))
            continue
        wrong = list(_problems(environment / "bin" / "python"))
        verdict = "; ".join(wrong) or "the same bytes, clients and an example run"
        print(f"Python {version}: {verdict} ({time.monotonic() - start:.0f} s)", flush=True)
        status = max(status, int(bool(wrong)))
    for version in wanted:
        if not options.quick and version not in found:
            print(f"Python {version}: not installed")
    return status


def _interpreter(version: str) -> str | None:
    """Return a Python of a version that can make environments; names on PATH may be shims."""
    folder = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    candidates = [shutil.which(f"python{version}"), sys.executable]
    candidates += sorted(glob.glob(f"{folder}/versions/{version}.*/bin/python"))
    probe = f"import ensurepip, sys; sys.exit('{{}}.{{}}'.format(*sys.version_info) != '{version}')"
    for path in candidates:
        if path and subprocess.run([path, "-c", probe], capture_output=True).returncode == 0:
            return path
    return None


def _problems(own: Path) -> Iterator[str]:
    """Yield what is wrong with the Python of an environment."""
    with tempfile.TemporaryDirectory(prefix="codegen-pythons-") as name:
        yield from _differences(own, Path(name))
        yield from _example(own, Path(name))
    for client in sorted(ROOT.glob("generated/*/client")):
        package = next(client.glob("*/py.typed")).parent.name
        done = _run([own, *_STRICT, "-c", _IMPORT, package], client)
        if done.returncode:
            yield f"{package} cannot be imported: {done.stderr[-1500:]}"
        if not (client / "tests").is_dir():
            continue
        done = _run([own, *_STRICT, "-m", "pytest", *_PYTEST], client)
        if done.returncode:
            yield f"tests of {package} fail: {done.stdout[-1500:]}"


def _environment(version: str, python: str) -> Path | None:
    """Return an environment with the project, and what its clients' tests need."""
    facts = (ROOT / "pyproject.toml", CONSTRAINTS)
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in facts))
    folder = _cache() / f"{version}-{digest.hexdigest()[:16]}"
    stamp = folder / "installed"
    if stamp.exists():
        return folder
    print(f"Python {version}: installing the project into {folder}", flush=True)
    for old in _cache().glob(f"{version}-*"):
        shutil.rmtree(old)
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "-qq"]
    if _run([python, "-m", "venv", folder], ROOT).returncode:
        return None
    # Of the project itself, what stands in this checkout goes before what is installed.
    done = _run([*pip, "-c", CONSTRAINTS, ".", "httpx", "pytest", "pydantic"], ROOT)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    stamp.touch()
    return folder


def _cache() -> Path:
    """Return where environments are kept; those of all checkouts are the same."""
    above = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(above) / "codegen-pythons"


def _differences(python: Path, folder: Path) -> Iterator[str]:
    """Yield the files of ``generated/`` that this Python makes otherwise."""
    for sample in sorted((ROOT / "collections").glob("*.postman_collection.json")):
        name = sample.name.partition(".")[0]
        made, kept = folder / name, ROOT / "generated" / name
        words: list[str | Path] = [
            "generate",
            f"collections/{sample.name}",
            "-o",
            made,
            "--quiet",
            "--no-cache",
        ]
        environment = f"collections/{name}.postman_environment.json"
        if (ROOT / environment).exists():
            words += ["-e", environment]
        done = _run([python, *_STRICT, "-m", "generator", *words], ROOT)
        if done.returncode:
            yield f"{name} is not generated: {done.stderr[-1500:]}"
            continue
        # The lock holds a digest of every file but those that belong to the user.
        lock = json.loads((kept / "codegen.lock").read_text("utf-8"))
        for path in ("codegen.lock", *(row["path"] for row in lock["files"])):
            if not _is_same(made / path, kept / path):
                yield f"{name}: {path} differs"


def _is_same(made: Path, kept: Path) -> bool:
    return made.is_file() and kept.is_file() and made.read_bytes() == kept.read_bytes()


def _example(python: Path, folder: Path) -> Iterator[str]:
    """Yield what goes wrong when a generated example calls a server on this machine."""
    with serving() as server:
        values = [{"key": "baseUrl", "value": server.url, "enabled": True}]
        environment, out = folder / "local.json", folder / "example"
        environment.write_text(json.dumps({"name": "local", "values": values}), "utf-8")
        words: list[str | Path] = ["generate", COLLECTION, "-e", environment, "-o", out, "--quiet"]
        _run([python, *_STRICT, "-m", "generator", *words], ROOT)
        lock = json.loads((out / "codegen.lock").read_text("utf-8"))
        example = min(out.glob("snippets/**/python-client.py"))
        more = {**demo_values(lock), "PYTHONPATH": str(out / "client"), "NO_PROXY": "127.0.0.1"}
        done = _run([python, *_STRICT, example], folder, more)
        if done.returncode or not server.received:
            yield f"an example fails: {done.stderr[-1500:]}"


def _run(
    words: Sequence[str | Path], folder: Path, more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", **(more or {})}
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, errors="replace"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
