"""Clients on other versions of Python: the grammar of the oldest, imports on those installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.signers import SOURCE
from tests.trees import COLLECTIONS, Tree, generated, run

IMPORT = """\
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


@pytest.fixture(scope="module", params=["bank-links", "kitchen-sink", "signers"])
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    name: str = request.param
    source = SOURCE if name == "signers" else COLLECTIONS / f"{name}.postman_collection.json"
    return generated(tmp_path_factory.mktemp("pythons"), source, emit=("client", "tests"))


def test_the_grammar_is_that_of_the_oldest_python(tree: Tree) -> None:
    """ruff tells of any syntax that came after the version it is told."""
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select=E9"]
    done = run([*ruff, "--target-version=py310", tree.client], tree.root)
    assert done.stdout.decode() == "All checks passed!\n"
    assert not done.stderr, "it has found no file"


def _interpreter(version: str) -> str:
    """Return a Python of a version that has httpx; skip the test where there is none."""
    found = shutil.which(f"python{version}")
    if found is None:
        pytest.skip(f"no Python {version}")
    if subprocess.run([found, "-c", "import httpx"], capture_output=True).returncode != 0:
        pytest.skip(f"no httpx for Python {version}")
    return found


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_every_module_is_imported(version: str, tree: Tree, tmp_path: Path) -> None:
    python, env = _interpreter(version), {"PYTHONPATH": str(tree.client)}
    done = run([python, "-c", IMPORT, tree.package], tmp_path, env)
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout) > 20
