"""The seed documents' requests: client, curl snippet and Python snippet send what they say."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from tests import shared
from tests.recording import Recorded, Recorder, recording
from tests.trees import Tree, generated, imported, run_curl, run_python

POINTERS = ("#/item/0/item/0", "#/item/1/item/0", "#/item/1/item/1")
# What stands in the items, written down by hand: method, path, user and password, field names.
EXPECTED: dict[str, tuple[str, str, str, str]] = {
    POINTERS[0]: ("PATCH", "/v2/apps/my-app/integrations/:integrationId", "username", "password"),
    POINTERS[1]: ("PUT", "/api/links/consequa/", "an-id", "a:pass$word"),
    POINTERS[2]: ("PATCH", "/api/links/", "an-id", "a:pass$word"),
}
METHODS = {
    POINTERS[0]: "integrations.update",
    POINTERS[1]: "links.update",
    POINTERS[2]: "links.resume",
}


@dataclass(frozen=True)
class Seeds:
    """The generated tree, its source, and the environment that its lock asks for."""

    tree: Tree
    source: Any
    env: dict[str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def seeds(server: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    path = shared.require() / "seeds" / "items.postman_collection.json"
    source = json.loads(path.read_text("utf-8"))
    tree = generated(tmp_path_factory.mktemp("seeds"), path)
    known = {
        "url": server.url, "baseUrl": server.url, "appId": "my-app",
        "secretId": "an-id", "secretPassword": "a:pass$word",
    }  # fmt: skip
    env = {
        row["env"]: known[row["name"]] if row["pointer"] is None else _literal(source, row)
        for row in tree.lock["variables"]
    }
    return Seeds(tree, source, env)


def _at(source: Any, pointer: str) -> Any:
    steps = pointer.removeprefix("#/").split("/")
    return reduce(lambda node, step: node[int(step) if step.isdigit() else step], steps, source)


def _literal(source: Any, row: dict[str, Any]) -> str:
    """Return the credential that a variable of the lock stands for."""
    text: str = _at(source, row["pointer"])
    start, end = row.get("span", (0, len(text)))
    return text[start:end] if "span" in row else text


def _by_curl(seeds: Seeds, pointer: str, folder: Path) -> None:
    run_curl(seeds.tree.snippets("shell/curl")[pointer], folder, seeds.env)


def _by_python(seeds: Seeds, pointer: str, folder: Path) -> None:
    script = seeds.tree.snippets("python/client")[pointer]
    run_python(script, folder, seeds.tree.client, seeds.env)


def _by_client(seeds: Seeds, pointer: str, folder: Path) -> None:
    body = json.loads(_at(seeds.source, pointer)["request"]["body"]["raw"])
    given = {re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower(): body[name] for name in body}
    path = {POINTERS[0]: [":integrationId"], POINTERS[1]: ["consequa"], POINTERS[2]: []}[pointer]
    with imported(seeds.tree) as package, pytest.MonkeyPatch.context() as patch:
        for name, value in seeds.env.items():
            patch.setenv(name, value)
        client = package.Client()
        reduce(getattr, METHODS[pointer].split("."), client)(*path, **given)
        client.close()


WAYS: dict[str, Callable[[Seeds, str, Path], None]] = {
    "curl": _by_curl,
    "python": _by_python,
    "client": _by_client,
}


def _sent(seeds: Seeds, way: str, pointer: str, server: Recorder, folder: Path) -> Recorded:
    response = _at(seeds.source, pointer)["response"][0]
    server.answer(response["code"], response["body"])
    server.take()
    WAYS[way](seeds, pointer, folder)
    return server.one()


def _meaning(request: Recorded) -> tuple[Any, ...]:
    stated = [request.header(name) for name in ("Authorization", "Content-Type")]
    body = json.loads(request.body)
    return (request.method, request.target, *stated, body, list(body))


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("way", WAYS)
def test_a_request_is_what_the_item_says(
    way: str, pointer: str, seeds: Seeds, server: Recorder, tmp_path: Path
) -> None:
    request = _sent(seeds, way, pointer, server, tmp_path)
    method, path, user, password = EXPECTED[pointer]
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    raw = _at(seeds.source, pointer)["request"]["body"]["raw"]
    assert (request.method, request.target) == (method, path)
    assert request.header("Authorization") == "Basic " + credentials
    assert request.header("Content-Type") == "application/json"
    assert json.loads(request.body) == json.loads(raw)
    if way == "curl":
        assert request.body == raw.encode()


@pytest.mark.parametrize("pointer", POINTERS)
def test_the_three_ways_are_one_request(
    pointer: str, seeds: Seeds, server: Recorder, tmp_path: Path
) -> None:
    curl, python, client = (_sent(seeds, way, pointer, server, tmp_path) for way in WAYS)
    assert _meaning(curl) == _meaning(python) == _meaning(client)
    assert python.body == client.body


def test_the_tree_shows_no_credential(seeds: Seeds) -> None:
    assert {p for p in seeds.tree.snippets("shell/curl")} == set(POINTERS)
    rows = {row["name"]: row for row in seeds.tree.lock["variables"]}
    assert {"url", "baseUrl", "appId", "secretId", "secretPassword"} < set(rows)
    assert rows["secretId"]["secret"] and rows["secretPassword"]["secret"]
    assert not rows["baseUrl"]["secret"]
    literals = {_literal(seeds.source, row) for row in rows.values() if row["pointer"]}
    assert literals == {"username", "password", "1234ab", "1234567890abcd="}


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("way", ["curl", "python"])
def test_a_variable_that_is_missing_is_named(
    way: str, pointer: str, seeds: Seeds, server: Recorder, tmp_path: Path
) -> None:
    gone = "SECRET_PASSWORD" if pointer != POINTERS[0] else "APP_ID"
    env = {name: value for name, value in seeds.env.items() if name != gone}
    server.take()
    with pytest.raises(AssertionError, match=gone):
        WAYS[way](Seeds(seeds.tree, seeds.source, env), pointer, tmp_path)
    assert server.take() == []
