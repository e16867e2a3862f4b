"""The README of a client: what it begins with, and what it says of the client around it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import black
import pytest

from generator.options import EMIT
from tests.built import auth, collection, item
from tests.trees import Tree, generated

FIRST = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _first(tree: Tree) -> str:
    found: str = FIRST.findall((tree.client / "README.md").read_text("utf-8"))[0]
    return found


LONG = item("Long", "https://a.example/x?a=1&b=2&c=3&d=4&t={{$timestamp}}")


@pytest.mark.parametrize("items", [[], [LONG], [LONG, item("Plain", "https://a.example/y")]])
def test_a_readme_begins_with_a_call(items: list[Any], tmp_path: Path) -> None:
    tree = generated(tmp_path, collection(*items), emit=("client",))
    first = _first(tree)
    compile(first, "README.md", "exec")
    assert ("client.plain()" if len(items) > 1 else "client.long(" if items else "...") in first


def test_a_readme_begins_with_a_call_that_only_reads(tmp_path: Path) -> None:
    saved = [{"name": "OK", "code": 200, "body": "[]"}]
    items = [
        item("Purge", "https://a.example/x", "DELETE", response=saved),
        item("Open", "https://a.example/x/:id", response=saved),
        item("Fails", "https://a.example/y", response=[{"name": "No", "code": 400, "body": "{}"}]),
        item("Fine", "https://a.example/z", response=saved),
    ]
    for count, first in ((4, "fine()"), (3, "fails()"), (2, 'open(":id")'), (1, "purge()")):
        tree = generated(tmp_path / str(count), collection(*items[:count]), emit=("client",))
        assert f"result = client.{first}" in (tree.client / "README.md").read_text("utf-8")


OPEN = {
    "an empty value": "https://a.example/x?ids=",
    "the name of a path variable": "https://a.example/x?id=:linkId",
    "a type": "https://a.example/x?id=<uuid>",
}


@pytest.mark.parametrize("url", OPEN.values(), ids=OPEN)
def test_a_readme_begins_with_a_call_that_has_nothing_to_fill_in(url: str, tmp_path: Path) -> None:
    saved = [{"name": "OK", "code": 200, "body": "[]"}]
    items = [item("Open", url, response=saved), item("Filled", "https://a.example/x?ids=1")]
    tree = generated(tmp_path, collection(*items), emit=("client",))
    assert "result = client.filled(" in (tree.client / "README.md").read_text("utf-8")


def test_a_readme_begins_with_the_settings_that_its_call_needs(tmp_path: Path) -> None:
    items = [
        item("Write", "{{base}}/x?a={{other}}", "POST"),
        item("Read", "{{base}}/x", auth=auth("basic", username="{{secretId}}", password="{{pin}}")),
    ]
    variables = [{"key": "base", "value": "https://a.example/{{version}}"}]
    tree = generated(tmp_path, collection(*items, variable=variables), emit=("client",))
    assert 'with Client(secret_id="…", pin="…", version="…") as client:' in _first(tree)
    readme = (tree.client / "README.md").read_text("utf-8")
    assert "environment:\n`SECRET_ID`, `PIN`, `VERSION`." in readme


ADDRESSES = {"{{host}}": "https://…", "{{host}}/x": "https://…", "https://{{host}}/x": "…"}


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_readme_shows_that_a_setting_is_an_address(url: str, tmp_path: Path) -> None:
    tree = generated(tmp_path, collection(item("Read", url)), emit=("client",))
    assert f'with Client(host="{ADDRESSES[url]}") as client:' in _first(tree)


def test_what_sets_a_setting_stands_in_the_docstring_of_the_client(tmp_path: Path) -> None:
    variables = [{"key": "base", "value": "https://a.example"}]
    document = collection(item("Read", "{{base}}{{b}}/x"), variable=variables)
    tree = generated(tmp_path, document, emit=("client",))
    module = (tree.client / tree.package / "_client.py").read_text("utf-8")
    assert "        base: The source's value of `base` when not given.\n" in module
    assert "        b: Read from `B` when not given.\n" in module


def test_a_readme_asks_for_a_token_and_not_for_what_could_fetch_it(tmp_path: Path) -> None:
    token = auth("oauth2", grant_type="client_credentials", accessTokenUrl="https://a.example/t")
    tree = generated(tmp_path, collection(item("Read", "https://a.example/x", auth=token)))
    assert 'with Client(oauth2_token="…") as client:' in _first(tree)


def test_the_settings_of_a_readmes_call_stand_as_black_has_them(tmp_path: Path) -> None:
    for count in (1, 5, 9):
        names = [f"a_rather_long_name_{number}" for number in range(count)]
        url = "https://a.example/" + "/".join(f"a{{{{{name}}}}}" for name in names)
        tree = generated(tmp_path / str(count), collection(item("Read", url)), emit=("client",))
        code = _first(tree)
        assert code == black.format_str(code, mode=black.Mode())


def test_a_readme_says_how_to_install_the_client_and_to_run_its_tests(tmp_path: Path) -> None:
    saved = [{"name": "OK", "code": 200, "body": "[]"}]
    document = collection(item("Read", "https://a.example/x", response=saved))
    for emit, answers, is_there in (
        (EMIT, True, True),
        (("client",), True, False),
        (EMIT, False, False),
    ):
        source = document if answers else collection(item("Read", "https://a.example/x"))
        tree = generated(tmp_path / f"{len(emit)}{answers}", source, emit=emit)
        readme = (tree.client / "README.md").read_text("utf-8")
        assert "`pip install .`" in readme
        assert ("pytest" in readme) == is_there == (tree.client / "tests").exists()
