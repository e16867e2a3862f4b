"""Names of collections that mean something to Python: the client imports, and all of it works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from tests.built import collection, folder, header, item, raw
from tests.recording import Recorder, recording
from tests.trees import Tree, generated, imported

# Names that occur, and hide something when they are taken as they stand.
NAMES = [
    "property", "operation", "list", "str", "int", "type", "object", "builtins", "None", "True",
    "import", "class", "self", "close", "bind", "errors", "types", "Client", "Root", "Call",
    "Resource", "Model", "Text", "Mode", "Any", "UUID", "date", "field", "to dict", "_client",
    "__init__", "Ünïcode", "日本", "1. First", "", "con", "transport", "not given", "options",
]  # fmt: skip
VARIABLES = [
    "self", "timeout", "http_client", "transport", "values", "VARIABLES", "Root", "httpx", "None",
    "str", "float", "a b", "a-b", "Client", "super", "PATH", "éa", "1",
]  # fmt: skip
MEMBERS = [
    "self", "cls", "options", "from", "import", "str", "list", "dict", "None", "NOT_GIVEN", "Call",
    "json", "path", "query", "headers", "content", "UUID", "date", "datetime", "Any", "int", "bool",
    "builtins", "_data", "__x", "_x", "1a", "a-b", "a b", "a_b", "A_B", "é", "日本", "", "$filter",
    "to_dict", "field", "items", "class", "id", "name",
]  # fmt: skip


def _value(index: int) -> Any:
    nested = {"list": [1], "str": "x", "int": 2, "date": "2026-01-01", "dict": {"bool": True}}
    kinds = [1, "x", 1.5, True, ["a"], "2026-01-01", "2026-01-02T03:04:05Z", [nested], nested]
    return kinds[index % len(kinds)]


def _answer(body: Any) -> list[dict[str, Any]]:
    head = header("Content-Type: application/json")
    return [{"name": "ok", "code": 200, "body": json.dumps(body), "header": head}]


LISTED = item("Get them", "{{baseUrl}}/them?q=a&q=b", response=_answer([{"a": 1}]))


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


def _generated(folder: Path, server: Recorder, *items: dict[str, Any]) -> Tree:
    variables = [{"key": "baseUrl", "value": server.url}]
    return generated(folder, collection(*items, variable=variables))


def _steps(tree: Tree) -> list[tuple[str, ...]]:
    paths = tree.snippets("python/client").values()
    return sorted(path.relative_to(tree.root).parts[1:-1] for path in paths)


def _use_all(tree: Tree, server: Recorder, body: Any) -> None:
    """Call every method twice: the first use of a resource imports its module."""
    server.answer(200, json.dumps(body))
    server.take()
    steps = _steps(tree)
    with imported(tree) as package:
        client = package.Client()
        for step in steps * 2:
            reduce(getattr, step, client)()
        client.close()
    assert len(server.take()) == 2 * len(steps)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_this_name(name: str, server: Recorder, tmp_path: Path) -> None:
    inner = folder(name, LISTED, folder(name, LISTED), folder("zoo", LISTED))
    tree = _generated(tmp_path, server, inner, folder("zoo", LISTED), LISTED)
    assert len(_steps(tree)) == 5
    _use_all(tree, server, [{"a": 1}])


def test_requests_of_these_names(server: Recorder, tmp_path: Path) -> None:
    items = [item(name, "{{baseUrl}}/x", response=LISTED["response"]) for name in NAMES]
    tree = _generated(tmp_path, server, *items, LISTED, folder("zoo", *items))
    assert len(_steps(tree)) == 2 * len(NAMES) + 1
    _use_all(tree, server, [{"a": 1}])


@pytest.mark.parametrize("name", ["operation", "property", "close", "bind", "list"])
def test_a_request_of_this_name(name: str, server: Recorder, tmp_path: Path) -> None:
    first = item(name, "{{baseUrl}}/x", response=LISTED["response"])
    _use_all(_generated(tmp_path, server, first, LISTED, folder("zoo", LISTED)), server, [{}])


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_of_this_name(
    name: str, server: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = _generated(tmp_path, server, item("One", "{{baseUrl}}/{{" + name + "}}"))
    (env,) = tree.env_names().values()
    monkeypatch.setenv(env, "value")
    with imported(tree) as package:
        server.answer()
        server.take()
        package.Client().one()
        assert server.one().target == "/value"
        client = package.Client()
        with pytest.raises(TypeError):
            package.Client(no_such_variable="x")
        client.close()


def test_members_of_these_names(server: Recorder, tmp_path: Path) -> None:
    body = {name: _value(index) for index, name in enumerate(MEMBERS)}
    query = "&".join(f"{name}=1" for name in MEMBERS if name.isascii() and name.isidentifier())
    head = header("Content-Type: application/json")
    url = "{{baseUrl}}/x/:id/:self/:options?" + query
    one = item("One", url, "POST", header=head, body=raw(json.dumps(body)), response=_answer(body))
    tree = _generated(tmp_path, server, one)
    server.answer(200, json.dumps(body))
    server.take()
    (script,) = tree.snippets("python/client").values()
    with imported(tree):
        found: dict[str, Any] = {}
        exec(compile(script.read_text("utf-8"), script.name, "exec"), found)
        result = found["response"]
        hints = get_type_hints(type(result))
        assert len(hints) == len(body)
        for name in hints:
            getattr(result, name)
    assert result.to_dict() == body
    request = server.one()
    assert json.loads(request.body) == body
    assert request.target == "/x/:id/:self/:options?" + query


def test_a_class_of_several_methods_is_called_after_their_path(tmp_path: Path) -> None:
    body = json.dumps({"id": 1, "status": "on", "interval": "day", "entityKey": "k"})
    saved = [{"name": "OK", "code": 200, "body": body}]
    names = ("Limit international payments", "Score cards of issuers")
    items = [item(n, "https://a.test/v2/transactionRules", "POST", response=saved) for n in names]
    tree = generated(tmp_path, collection(*items), emit=("client",))
    text = (tree.client / tree.package / "resources/__init__.py").read_text("utf-8")
    assert text.count("-> Call[TransactionRuleResponse]:") == 2
