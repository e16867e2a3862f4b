"""Variables in paths: arguments of the methods, and settings where they are not given."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import auth, collection, item
from tests.recording import Recorder, recording
from tests.trees import generated, imported

BASE = "{{baseUrl}}/v1"
ITEMS = [
    item("Read", f"{BASE}/users/{{{{userId}}}}/posts/{{{{post-id}}}}?page=1"),
    item("Both", f"{BASE}/users/{{{{userId}}}}/posts/:post"),
    item("First", "{{baseUrl}}/{{version}}/users"),
    item("Part", f"{BASE}/users/u-{{{{userId}}}}/x{{{{post-id}}}}.json"),
    item("Twice", f"{BASE}/{{{{userId}}}}/and/{{{{userId}}}}"),
    item("Secret", f"{BASE}/bots/{{{{botToken}}}}/send/{{{{hush}}}}"),
    item("Same", f"{BASE}/users/{{{{userId}}}}?userId=7&options={{{{options}}}}"),
    *(item(f"Other {n}", f"{BASE}/others/{n}") for n in range(6)),
]
VARIABLES = [
    {"key": "userId", "value": "7", "description": "Whose it is."},
    {"key": "hush", "value": "x", "type": "secret"},
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    source = collection(*ITEMS, variable=VARIABLES, auth=auth("noauth"))
    with imported(generated(tmp_path_factory.mktemp("variables"), source)) as module:
        yield module


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        recorder.answer()
        yield recorder


def _target(server: Recorder) -> str:
    return server.one().target


def test_what_is_given_stands_in_the_path(package: Any, server: Recorder) -> None:
    client = package.Client(base_url=server.url)
    client.read(user_id=5, post_id="a/b ?", page=2)
    assert _target(server) == "/v1/users/5/posts/a%2Fb%20%3F?page=2"
    client.both("p", user_id="u")
    assert _target(server) == "/v1/users/u/posts/p"
    client.same(user_id="1", user_id_query="2")
    assert _target(server).startswith("/v1/users/1?userId=2")


def test_what_is_not_given_is_the_setting(
    package: Any, server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = package.Client(base_url=server.url, post_id="9")
    client.read()
    assert _target(server) == "/v1/users/7/posts/9"
    client.read(options={"variables": {"user_id": "8"}})
    assert _target(server) == "/v1/users/8/posts/9"
    monkeypatch.setenv("POST_ID", "10")
    package.Client(base_url=server.url).read()
    assert _target(server) == "/v1/users/7/posts/10"
    monkeypatch.delenv("POST_ID")
    with pytest.raises(package.errors.MissingVariableError, match="post_id"):
        package.Client(base_url=server.url).read()


def test_only_whole_segments_that_are_no_credentials_are_arguments(package: Any) -> None:
    client = package.Client()
    names = {
        name: list(inspect.signature(getattr(client, name)).parameters)[1:-1]
        for name in ("read", "both", "first", "part", "twice", "secret")
    }
    assert names == {
        "read": ["user_id", "post_id", "page"],
        "both": ["post", "user_id"],
        "first": [],
        "part": [],
        "twice": [],
        "secret": [],
    }
    assert "user_id: Whose it is." in str(inspect.getdoc(client.read))


@pytest.mark.parametrize(("requests", "is_argument"), [(3, True), (4, False)])
def test_what_most_requests_have_is_a_setting_alone(
    requests: int, is_argument: bool, tmp_path: Path
) -> None:
    items = [item(f"A {n}", f"{BASE}/accounts/{{{{account}}}}/{n}") for n in range(requests)]
    tree = generated(tmp_path, collection(*items))
    text = (tree.client / tree.package / "resources/__init__.py").read_text("utf-8")
    assert ("account: str | NotGiven = NOT_GIVEN" in text) is is_argument
    assert "account: str | None" in (tree.client / tree.package / "_client.py").read_text("utf-8")
