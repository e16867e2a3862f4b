"""Several sources become one Api: what stays, what a page adds, and who wins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.loading import Loaded, load
from generator.options import Options
from tests.built import collection, request
from tests.commands import codegen, invoke, saved

PAGE = """# Get user

GET https://h.test/v1/users/{userId}

Deprecated: use the other one.

Rate limits:

- 10 requests per second

## Path Parameters

| Name | Type | Description |
|---|---|---|
| userId | integer | Which user |

## Query Parameters

| Name | Type | Required | Description |
|---|---|---|---|
| limit | integer | yes | How many |
| after | string | no | From where |

## Responses

| Status | Description |
|---|---|
| 404 | No such user |
"""


def _loaded(folder: Path, *sources: str | dict[str, Any]) -> Loaded:
    names = []
    for number, source in enumerate(sources):
        path = folder / (f"page{number}.md" if isinstance(source, str) else f"api{number}.json")
        if isinstance(source, str):
            path.write_text(source, "utf-8")
        else:
            saved(path, source)
        names.append(str(path))
    return load(Options(tuple(names)))


def _users(*names: str, path: str = "/v1/users/:id?limit=5") -> dict[str, Any]:
    return collection(*(request(name, path) for name in names), name="Users")


def test_a_page_tells_more_of_every_request_that_it_describes(tmp_path: Path) -> None:
    api = _loaded(tmp_path, _users("One", "Same again"), PAGE).api
    assert [endpoint.name for endpoint in api.endpoints] == ["One", "Same again"]
    for endpoint in api.endpoints:
        rows = {p.name.source: p for p in endpoint.request.parameters}
        assert (rows["id"].description, str(rows["id"].type)) == (
            "Which user",
            "ScalarType(kind='integer', format=None)",
        )
        assert rows["limit"].required and rows["limit"].description == "How many"
        assert rows["limit"].value is not None and rows["limit"].value.source == "5"
        assert rows["after"].enabled is False
        assert [response.status for response in endpoint.responses] == [404]
        assert endpoint.rate_limits == ("10 requests per second",)
        assert endpoint.deprecated


@pytest.mark.parametrize(
    "path",
    [
        "/v1/users/:user_id",
        "/v1/users/{{id}}",
        "/users/:id",
        "/api/v1/users/:id",
        "/v1/users/17",
    ],
)
def test_names_prefixes_and_ids_do_not_count(path: str, tmp_path: Path) -> None:
    api = _loaded(tmp_path, _users("One", path=path), PAGE).api
    assert len(api.endpoints) == 1
    assert api.endpoints[0].rate_limits


@pytest.mark.parametrize("path", ["/v1/users", "/v1/orders/:id", "/accounts/:a/v1/users/:id"])
def test_another_path_is_another_request(path: str, tmp_path: Path) -> None:
    api = _loaded(tmp_path, _users("One", path=path), PAGE).api
    assert [endpoint.name for endpoint in api.endpoints] == ["One", "Get user"]


def test_the_order_of_sources_does_not_matter(tmp_path: Path) -> None:
    first = _loaded(tmp_path, _users("One"), PAGE).api.endpoints
    (tmp_path / "b").mkdir()
    second = _loaded(tmp_path / "b", PAGE, _users("One")).api.endpoints
    assert [e.request.parameters[0].description for e in first] == ["Which user"]
    assert [e.request.parameters[0].description for e in second] == ["Which user"]


def test_collections_are_folders_and_stay_apart(tmp_path: Path) -> None:
    api = _loaded(tmp_path, _users("One"), _users("One")).api
    assert [endpoint.group for endpoint in api.endpoints] == [(0,), (1,)]
    assert len({endpoint.id for endpoint in api.endpoints}) == 2


def test_facts_say_where_and_how_sure(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, _users("One"), PAGE)
    (endpoint,) = loaded.api.endpoints
    facts = {fact.name: fact for fact in loaded.api.facts if fact.endpoint == endpoint.id}
    assert facts["query/limit"].value == "required"
    assert facts["query/limit"].origin.pointer == "#L19"
    assert facts["query/limit"].origin.source.endswith("page1.md")
    assert 0 < facts["query/limit"].confidence <= 1


def test_a_contradiction_is_a_finding(tmp_path: Path) -> None:
    path = "/v1/users/:id?limit=2024-01-31"
    rules = [found.rule for found in _loaded(tmp_path, _users("One", path=path), PAGE).diagnostics]
    assert "page-contradiction" in rules


def test_pages_share_the_one_server_that_they_name(tmp_path: Path) -> None:
    api = _loaded(tmp_path, "# A\n\nGET https://h.test/a\n", "# B\n\nGET /b\n").api
    assert [e.request.url.base.source for e in api.endpoints] == ["https://h.test"] * 2


def test_a_page_that_repeats_another_adds_to_it(tmp_path: Path) -> None:
    api = _loaded(tmp_path, "# Users\n\n`GET /v1/users/:id`\n", PAGE).api
    assert len(api.endpoints) == 1
    assert api.endpoints[0].rate_limits


def test_a_site_is_one_client_in_groups(tmp_path: Path) -> None:
    users = "# Users\n\n## List users\n\nGET /users\n\n## Get user\n\nGET /users/{id}\n"
    orders = "# Orders\n\n## List orders\n\nGET /orders\n\n## Get order\n\nGET /orders/{id}\n"
    pages = [tmp_path / "users.md", tmp_path / "orders.md"]
    pages[0].write_text(users, "utf-8")
    pages[1].write_text(orders, "utf-8")
    done = invoke("generate", *pages, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    lock = json.loads((tmp_path / "out" / "codegen.lock").read_text("utf-8"))
    endpoints = {row["endpoint"] for row in lock["files"] if row.get("target") == "shell/curl"}
    assert {name.partition("#")[2] for name in endpoints} == {"L5", "L9"}
    assert {name.partition("#")[0] for name in endpoints} == {"users.md", "orders.md"}
    names = {path.name for path in (tmp_path / "out" / "reference").iterdir()}
    assert {"users.md", "orders.md"} <= names


def test_output_from_pages_is_current_until_a_page_changes(tmp_path: Path) -> None:
    saved(tmp_path / "api.json", _users("One"))
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    arguments = ("api.json", "page.md", "-o", "out")
    assert codegen("generate", *arguments, cwd=tmp_path).status == 0
    assert codegen("check", *arguments, cwd=tmp_path).status == 0
    (tmp_path / "page.md").write_text(PAGE.replace("10 requests", "20 requests"), "utf-8")
    assert codegen("check", *arguments, cwd=tmp_path).status == 1
