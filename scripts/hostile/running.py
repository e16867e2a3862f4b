"""Running what was generated: the client is imported, examples and curl snippets are run."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from scripts.hostile.sandbox import MAY_READ, Bounds, Ended
from scripts.hostile.sandbox import run as run_in_sandbox

#: What every payload that is run makes.
CANARY = "CANARY_PWNED"
#: What stands in the environment for each variable that a tree needs.
VALUE = "value of the environment"

# The options that curl snippets use; one that is not here was written by a collection.
_WITH_VALUE = {
    "--request", "--url", "--connect-to", "--request-target", "--header", "--user", "--aws-sigv4",
    "--data-raw", "--data-binary", "--data-urlencode", "--form", "--form-string",
}  # fmt: skip
_FLAGS = {
    "--head", "--ignore-content-length", "--location", "--globoff", "--path-as-is", "--compressed",
    "--digest", "--ntlm",
}  # fmt: skip


class Importer:
    """Imports clients and runs their examples, the same ones once.

    Their source is compiled in this process, and what is the same in many of them once.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[str, ...]] = set()
        self._codes: dict[bytes, CodeType] = {}

    def ended(self, root: Path, folder: Path) -> Ended | None:
        """Return how that ended in a child without network; ``None`` for what was seen before."""
        sources = sorted([*root.glob("client/**/*.py"), *root.glob("snippets/**/*.py")])
        for path in sources:
            content = path.read_bytes()
            if content not in self._codes:
                # What cannot be compiled is a finding of the import.
                with contextlib.suppress(SyntaxError, ValueError, RecursionError):
                    self._codes[content] = compile(content, path.name, "exec")
        key = tuple(f"{path.relative_to(root)} {hash(path.read_bytes())}" for path in sources)
        if key in self._seen:
            return None
        self._seen.add(key)
        return run_in_sandbox(lambda: _import(root, self._codes), folder, Bounds((root,)))


def _import(root: Path, codes: dict[bytes, CodeType]) -> int:
    import httpx

    class NotSent(Exception):
        """Ends an example where it would have sent its request."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise NotSent

    def without_tls(*_: Any, **__: Any) -> None:
        """Read no certificates, which takes longer than all the rest."""

    def compiled(self: Any, data: bytes, path: Any, **more: Any) -> CodeType:
        found = codes.get(data)
        return found if found else compile(data, path, "exec", dont_inherit=True)

    httpx.HTTPTransport.__init__ = without_tls  # type: ignore[method-assign]
    httpx.HTTPTransport.handle_request = refuse  # type: ignore[method-assign]
    SourceFileLoader.source_to_code = compiled  # type: ignore[method-assign,assignment]
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(root / "client"))
    (marker,) = (root / "client").glob("*/py.typed")
    package = importlib.import_module(marker.parent.name)
    for row in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(row.name)
    # Examples send the files that the collection names, as Postman does; nothing else may be read.
    sys.audit(MAY_READ)
    os.environ.update(dict.fromkeys(needed_variables(root), VALUE))
    for script in sorted((root / "snippets").rglob("*.py")):
        try:
            exec(codes[script.read_bytes()], {"__name__": "__main__"})
        except (NotSent, OSError, ValueError):
            continue  # sent; a file that is not there; a header that must not be sent
        except package.errors.ApiError:
            continue  # an address that httpx cannot use
    return 0


def needed_variables(root: Path) -> Iterator[str]:
    """Yield the names of the variables that a tree takes from the environment."""
    lock = json.loads((root / "codegen.lock").read_text("utf-8"))
    for row in lock["variables"]:
        if row["env"]:
            yield row["env"]


class Curl:
    """Runs curl snippets, the same one once, with a stub that writes down its arguments."""

    def __init__(self, stubs: Path) -> None:
        self._stubs = stubs
        self._seen: set[tuple[str, tuple[str, ...]]] = set()

    def findings(self, root: Path, folder: Path) -> Iterator[str]:
        """Yield what was wrong about the snippets of a tree; they run in a folder."""
        names = tuple(needed_variables(root))
        folder.mkdir(parents=True)
        for script in sorted((root / "snippets").rglob("*.sh")):
            key = script.read_text("utf-8"), names
            if key not in self._seen:
                self._seen.add(key)
                for finding in self._run(script, names, folder):
                    yield f"{script.relative_to(root)}: {finding}"

    def _run(self, script: Path, names: tuple[str, ...], folder: Path) -> Iterator[str]:
        log = folder / "curl.log"
        log.unlink(missing_ok=True)
        environment = {**dict.fromkeys(names, VALUE), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        environment |= {"CURL_STUB_LOG": str(log), "PATH": f"{self._stubs}:/usr/bin:/bin"}
        done = subprocess.run(
            ["bash", str(script)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        is_too_long = b"Argument list too long" in done.stderr
        if done.returncode != 0 and not is_too_long:
            yield f"bash ends with {done.returncode}: {done.stderr.decode()[:200]}"
        calls = log.read_text("utf-8").splitlines() if log.exists() else []
        if done.returncode == 0 and not calls:
            yield "curl was not called"
        for call in calls:
            yield from wrong_arguments(json.loads(call))
        for path in folder.iterdir():
            if path != log:
                yield f"wrote {path.name!r}"


def wrong_arguments(arguments: list[str]) -> Iterator[str]:
    """Yield what no snippet says to curl."""
    rest = iter(arguments)
    for word in rest:
        if word in _FLAGS:
            continue
        value = next(rest, None)
        if word not in _WITH_VALUE or value is None:
            yield f"curl has the argument {word[:60]!r}"
        elif word == "--data-urlencode" and not re.match("[^@=]*=", value):
            yield f"curl may read a file for {value[:60]!r}"
        elif word == "--header" and (value.startswith("@") or re.search(r"[\r\n\0]", value)):
            yield f"curl has the header {value[:60]!r}"
        elif word == "--request-target" and re.search(r"[\x00-\x1f]", value):
            yield f"curl has the target {value[:60]!r}"
