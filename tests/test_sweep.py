"""Real collections: what comes out is complete, valid, importable and stays as it is."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import black
import pytest
from black.mode import TargetVersion

from generator.diagnostics import CodegenError
from generator.options import Options
from generator.pipeline import check, generate
from tests import shared

pytestmark = pytest.mark.slow

COLLECTIONS = shared.sample(shared.collections(), 6)
NAMES = [f"{path.parent.name}/{path.name}" for path in COLLECTIONS]
MODE = black.Mode(target_versions={TargetVersion.PY310})
# Building again costs as much as building, and black as much again; larger ones are left out.
SMALL = 100_000
BLACK_EVERY = 3
BLACK_SNIPPETS = 10


def _document(path: Path) -> Any:
    """Return the JSON of a file; ``None`` where it has none."""
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError:
        return None


def _pointers(document: dict[str, Any]) -> Iterator[str]:
    """Yield the pointer of each request, by an own walk of the document."""
    if "requests" in document:
        yield from (f"#/requests/{index}" for index in range(len(document["requests"] or [])))
        return
    inner = document.get("collection")
    root, start = (inner, "#/collection") if isinstance(inner, dict) else (document, "#")
    yield from _below(root.get("item") or [], start)


def _below(items: list[Any], pointer: str) -> Iterator[str]:
    for index, row in enumerate(items):
        here = f"{pointer}/item/{index}"
        if not isinstance(row, dict):
            continue
        if isinstance(row.get("item"), list):
            yield from _below(row["item"], here)
        else:
            yield here


@pytest.mark.parametrize("index", range(len(COLLECTIONS)), ids=NAMES)
def test_a_collection(index: int, tmp_path: Path) -> None:
    source = COLLECTIONS[index]
    options = Options((str(source),))
    root = tmp_path / "out"
    document = _document(source)
    if not isinstance(document, dict):
        with pytest.raises(CodegenError):
            generate(options, root)
        return
    tree, changes = generate(options, root)
    assert not changes.blocked
    found = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
    # Begun for the user, and left alone from then on.
    assert {*tree.files, "client/CHANGELOG.md"} == found
    _check_completeness(document, root)
    _check_python(root, index % BLACK_EVERY == 0)
    _check_import(root)
    _check_shell(root)
    if source.stat().st_size < SMALL or index % BLACK_EVERY == 1:
        _check_stability(options, root)


def _check_completeness(document: dict[str, Any], root: Path) -> None:
    """Each request has each snippet, and a method in the class where its snippet says."""
    lock = json.loads((root / "codegen.lock").read_text("utf-8"))
    found: dict[str, dict[str, Path]] = {"shell/curl": {}, "python/client": {}}
    for row in lock["files"]:
        if row["emitter"] == "snippets":
            assert row["endpoint"] not in found[row["target"]]
            found[row["target"]][row["endpoint"]] = Path(row["path"])
    wanted = sorted(_pointers(document))
    assert sorted(found["shell/curl"]) == wanted
    assert sorted(found["python/client"]) == wanted
    places = [path.parent.relative_to("snippets").parts for path in found["shell/curl"].values()]
    steps = [(*(folder.rstrip("_") for folder in place[:-1]), place[-1]) for place in places]
    assert sorted(steps) == sorted(_methods(_package(root) / "resources"))


def _package(root: Path) -> Path:
    (marker,) = (root / "client").glob("*/py.typed")
    return marker.parent


def _methods(resources: Path) -> Iterator[tuple[str, ...]]:
    """Yield each method of the resources with the names of the folders above it."""
    for path in resources.rglob("*.py"):
        relative = path.relative_to(resources).with_suffix("")
        folders = relative.parent.parts if path.name == "__init__.py" else relative.parts
        (cls,) = (n for n in ast.parse(path.read_bytes()).body if isinstance(n, ast.ClassDef))
        functions = [node for node in cls.body if isinstance(node, ast.FunctionDef)]
        names = [node.name for node in functions]
        assert len(set(names)) == len(names)
        for node in functions:
            if any(isinstance(d, ast.Name) and d.id == "operation" for d in node.decorator_list):
                # A module may have an underscore that its folder has not.
                yield (*(folder.rstrip("_") for folder in folders), node.name)


# What a page shows in no list or quote.
PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _check_python(root: Path, with_black: bool) -> None:
    files = sorted(root.rglob("*.py"))
    for path in files:
        ast.parse(path.read_bytes(), feature_version=(3, 10))
    for page in root.rglob("*.md"):
        for block in PYTHON_BLOCK.findall(page.read_text("utf-8")):
            ast.parse(textwrap.dedent(block))
    if not with_black:
        return
    snippets = [path for path in files if path.is_relative_to(root / "snippets")]
    step = max(1, len(snippets) // BLACK_SNIPPETS)
    for path in [p for p in files if p.is_relative_to(root / "client")] + snippets[::step]:
        text = path.read_text("utf-8")
        assert black.format_str(text, mode=MODE) == text, f"black changes {path}"


IMPORT_ALL = """
import importlib, pkgutil, sys, typing
package = importlib.import_module(sys.argv[1])
seen = 0
for row in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    module = importlib.import_module(row.name)
    if not row.name.startswith(package.__name__ + ".types"):
        continue
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            typing.get_type_hints(value)
            seen += 1
for name in ("Client", "AsyncClient"):
    client = getattr(package, name)()
    for attribute in dir(client):
        if not attribute.startswith("__"):
            getattr(client, attribute)
print(seen)
"""


def _check_import(root: Path) -> None:
    command = [
        sys.executable,
        "-B",
        "-W",
        "error::SyntaxWarning",
        "-c",
        IMPORT_ALL,
        _package(root).name,
    ]
    done = subprocess.run(command, cwd=root / "client", capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    modules = (ast.parse(path.read_bytes()) for path in (_package(root) / "types").rglob("*.py"))
    assert int(done.stdout) == sum(_is_type(node) for module in modules for node in module.body)


def _is_type(node: ast.stmt) -> bool:
    """Whether a statement makes a class, or a dictionary whose keys are no identifiers."""
    call = node.value if isinstance(node, ast.Assign) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
        return call.func.id == "TypedDict"
    return isinstance(node, ast.ClassDef)


def _check_shell(root: Path) -> None:
    scripts = sorted((root / "snippets").rglob("*.sh"))
    loop = 'for script in "$@"; do bash -n "$script" || exit 1; done'
    for start in range(0, len(scripts), 500):
        subprocess.run(["bash", "-c", loop, "bash", *scripts[start : start + 500]], check=True)


def _check_stability(options: Options, root: Path) -> None:
    """A second run writes nothing; `check` finds nothing."""
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    _, changes = generate(options, root)
    assert not changes
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    if sum(path.is_file() for path in before) < 30:
        assert not check(options, root)[1]
