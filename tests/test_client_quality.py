"""The generated clients as type checkers and linters see them."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests import shared
from tests.signers import SOURCE
from tests.trees import COLLECTIONS, Tree, generated

pytestmark = pytest.mark.slow

SAMPLES = sorted(COLLECTIONS.glob("*.postman_collection.json"))
# Besides what is common: arguments of any type alone, dates beside a method `date`, folders whose
# names end in numbers of several lengths.
REAL = [
    "Adyen+adyen-postman/CheckoutService-v49.json",
    "Center-of-Diagnostics-and-Telemedicine+FAnTom/Fantom library.postman_collection.json",
    "CodeURJC-DAW-2019-20+webapp6/apiV2.postman_collection.json",
    "cardano-foundation+cardano-rosetta/rosetta-ts.postman_collection.json",
    "RoxyAPI+postman-collections/numerology.json",
    "conformance/edge.postman_collection.json",
    "mojaloop+postman/Golden_Path_Mojaloop.postman_collection.json",
    "readmeio+oas/petstore.collection.json",
]
NAMES = [path.name.partition(".")[0] for path in SAMPLES] + REAL + ["signers"]


@pytest.fixture(scope="module", params=NAMES)
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    name = request.param
    if name == "signers":
        return generated(tmp_path_factory.mktemp("quality"), SOURCE)
    if name in REAL:
        source = shared.require() / "collections" / name
    else:
        source = COLLECTIONS / f"{name}.postman_collection.json"
    return generated(tmp_path_factory.mktemp("quality"), source)


def _run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)


def _mypy(folder: Path, *paths: str) -> list[str]:
    cache_dir = folder.parent / "mypy-cache"
    options = ["--strict", "--python-version=3.10", f"--cache-dir={cache_dir}", "--no-color-output"]
    done = _run("mypy", "--config-file=", *options, *paths, folder=folder)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if re.search(r": (error|note): ", line)]


def test_mypy_strict(tree: Tree) -> None:
    assert _mypy(tree.client, tree.package) == []


@cache
def _pyright_problem() -> str | None:
    """Return why pyright cannot run; it fetches itself when it is first used."""
    if importlib.util.find_spec("pyright") is None:
        return "pyright is not installed"
    try:
        done = _run("pyright", "--version", folder=Path.cwd())
    except subprocess.TimeoutExpired:
        return "pyright does not start"
    return None if done.returncode == 0 else "pyright cannot run: " + done.stderr[-200:]


def test_a_client_is_clean_for_pyright(tree: Tree) -> None:
    if problem := _pyright_problem():
        pytest.skip(problem)
    options = {"include": [tree.package], "typeCheckingMode": "standard", "pythonVersion": "3.10"}
    (tree.client / "pyrightconfig.json").write_text(json.dumps(options))
    done = _run("pyright", "--outputjson", "--pythonpath", sys.executable, folder=tree.client)
    found = json.loads(done.stdout)["generalDiagnostics"]
    shown = [
        f"{Path(row['file']).name}:{row['range']['start']['line'] + 1}: {row['message']}"
        for row in found
        if row["severity"] == "error"
    ]
    assert shown == []


def test_a_client_is_clean_for_ruff(tree: Tree) -> None:
    options = ["--isolated", "--no-cache", "--target-version=py310", "--output-format=concise"]
    done = _run("ruff", "check", *options, tree.package, folder=tree.client)
    assert done.returncode == 0, done.stdout


def test_ruff_on_the_snippets(tree: Tree) -> None:
    options = ["--isolated", "--no-cache", "--target-version=py310", "--select=E9,F,W"]
    done = _run("ruff", "check", *options, tree.root / "snippets", folder=tree.root)
    assert done.returncode == 0, done.stdout


# Types as a caller sees them


REVEALED = """\
from datetime import date

from bank_links import AsyncClient, Client, errors
from bank_links.types import ApiNotFoundError, ApiPreconditionRequiredError

client = Client(base_url="x", secret_id="a", timeout=None)
reveal_type(client.links.update("x", password="a", save_data=True))
reveal_type(client.links.update("x").created_at)
reveal_type(client.links.get("x").id)
reveal_type(client.links.list(page=1, page_size=None).results)
reveal_type(client.links.list(created_at_gte=date(2026, 1, 1)).results[0].last_accessed_date)
reveal_type(client.links.delete("x"))
reveal_type(client.accounts.read_accounts(link="x"))
try:
    client.links.get("x")
except ApiNotFoundError as error:
    reveal_type(error.body)
except ApiPreconditionRequiredError as error:
    reveal_type(error.body.fields[0].name)
except errors.NotFoundError as error:
    reveal_type(error.status)


async def main() -> None:
    client = AsyncClient()
    started = reveal_type(client.links.update("x", save_data=False))
    await started
    reveal_type(await client.links.update("x"))
    reveal_type((await client.accounts.get("x")).id)
    await client.close()
"""
# What is revealed, without the modules of Python itself; a pattern where our name may change.
TYPES = [
    r"bank_links.types.links.Link",
    r"datetime",
    r"UUID",
    r"list\[bank_links.types.links.Link\]",
    r"date",
    r"None",
    r"list\[bank_links.types.accounts.Account\]",
    r"list\[bank_links.types.LinkError\]",
    r"str",
    r"int",
    r"Coroutine\[Any, Any, bank_links.types.links.Link\]",
    r"bank_links.types.links.Link",
    r"UUID",
]

WRONG = {
    "client.links.update('x', password=1)": "arg-type",
    "client.links.update('x', save_data='yes')": "arg-type",
    "client.links.update('x', unknown=1)": "call-arg",
    "client.links.update()": "call-arg",
    "client.links.update('x', 'y')": "call-arg",
    "client.links.list(page='1')": "arg-type",
    "client.links.get('x').unknown": "attr-defined",
    "client.links.get('x').id + 1": "operator",
    "client.unknown": "attr-defined",
    "Client(unknown='x')": "call-arg",
    "Client('x')": "call-arg",
    "Client(base_url=1)": "arg-type",
}


@pytest.fixture(scope="module")
def bank_links(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    source = COLLECTIONS / "bank-links.postman_collection.json"
    return generated(tmp_path_factory.mktemp("types"), source, emit=("client",))


def test_types_of_results(bank_links: Tree) -> None:
    (bank_links.client / "use.py").write_text(REVEALED)
    found = _mypy(bank_links.client, "use.py")
    shown = [re.sub(r'.*Revealed type is "(.*)"', r"\1", line) for line in found]
    plain = [re.sub(r"\b(builtins|typing|datetime|uuid)\.(?=\w)", "", line) for line in shown]
    assert len(plain) == len(TYPES), "\n".join(found)
    assert all(map(re.fullmatch, TYPES, plain)), "\n".join(found)


def test_wrong_uses_are_errors(bank_links: Tree) -> None:
    lines = ["from bank_links import Client", "", "client = Client()", *WRONG]
    (bank_links.client / "misuse.py").write_text("\n".join(lines) + "\n")
    found: dict[int, set[str]] = {}
    for line in _mypy(bank_links.client, "misuse.py"):
        if match := re.match(r"misuse\.py:(\d+): error: .*\[([a-z-]+)\]$", line):
            found.setdefault(int(match[1]) - 4, set()).add(match[2])
    assert {text: found.get(index) for index, text in enumerate(WRONG)} == {
        text: {code} for text, code in WRONG.items()
    }
