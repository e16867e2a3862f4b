"""Environments of a client: a constant for each of several environment files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import auth, collection, item
from tests.recording import Recorder, recording
from tests.trees import Tree, generated, imported

SECRETS = ("tok-prod-1234567890", "tok-test-1234567890", "pass-42-word-9876")
SOURCE = collection(
    item("Get thing", "{{baseUrl}}/{{region}}/{{zone}}/thing"),
    auth=auth("bearer", token="{{token}}"),
    variable=[{"key": "zone", "value": "z0"}],
)
SOURCE["info"]["name"] = "Several places"


def _rows(**values: str | None) -> list[dict[str, Any]]:
    return [{"key": key, "value": value, "enabled": True} for key, value in values.items()]


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, server: Recorder) -> list[Path]:
    folder = tmp_path_factory.mktemp("environments")
    prod = _rows(baseUrl=server.url + "/{{tenant}}", region="eu", token=SECRETS[0])
    test = _rows(baseUrl=server.url + "/test", region="us", zone="z9", token=SECRETS[1])
    open_ = _rows(baseUrl=f"http://me:{SECRETS[2]}@127.0.0.1:9", region="")
    shared = {"_postman_variable_scope": "globals", "values": _rows(tenant="t1", zone="z5")}
    found = {
        "Prod (EU).postman_environment.json": {"values": prod},
        "test.postman_environment.json": {"values": [*test, *_rows(tenant="t2")]},
        "open.json": {"values": open_},
        "workspace.postman_globals.json": shared,
    }
    for name, content in found.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return [folder / name for name in found]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> Tree:
    order = [files[2], files[0], files[3], files[1]]
    return generated(tmp_path_factory.mktemp("client"), SOURCE, environments=order)


@pytest.fixture(scope="module")
def package(tree: Tree) -> Iterator[Any]:
    with imported(tree) as module:
        yield module


def _target(package: Any, server: Recorder, **given: Any) -> str:
    package.Client(token="t", **given).get_thing()
    return server.one().target


def test_a_constant_for_each_file(package: Any) -> None:
    names = [one.name for one in package.Environment]
    assert names == ["OPEN", "PROD_EU", "TEST"]


def test_the_last_file_is_the_default(package: Any, server: Recorder) -> None:
    assert _target(package, server) == "/test/us/z9/thing"
    test = package.Environment.TEST
    assert _target(package, server, environment=test) == "/test/us/z9/thing"


def test_an_environment_is_chosen(package: Any, server: Recorder) -> None:
    # The collection's own zone wins over the global one.
    prod = package.Environment.PROD_EU
    assert _target(package, server, environment=prod) == "/t1/eu/z0/thing"
    assert _target(package, server, environment=package.Environment("prod_eu")).startswith("/t1/")


def test_what_is_given_wins(package: Any, server: Recorder) -> None:
    prod = package.Environment.PROD_EU
    target = _target(package, server, environment=prod, region="asia", tenant="me")
    assert target == "/me/asia/z0/thing"


def test_a_value_with_a_secret_has_to_be_given(package: Any, server: Recorder) -> None:
    with pytest.raises(package.errors.MissingVariableError, match="base_url"):
        _target(package, server, environment=package.Environment.OPEN)


def test_no_secret_is_in_the_output(tree: Tree) -> None:
    text = "".join(path.read_text("utf-8") for path in tree.root.rglob("*") if path.is_file())
    assert not [secret for secret in SECRETS if secret in text]


def test_one_file_makes_no_constants(files: list[Path], tmp_path: Path) -> None:
    tree = generated(tmp_path, SOURCE, environments=[files[1], files[3]])
    assert not list(tree.client.rglob("environments.py"))
    assert "Environment" not in (tree.client / tree.package / "__init__.py").read_text()
