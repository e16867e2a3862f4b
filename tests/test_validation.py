"""What is reported of collections and environments that are not as Postman describes them."""

from __future__ import annotations

import copy
import json
import time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from generator.diagnostics import Diagnostics
from generator.origin import Origin
from generator.readers.postman.validation import validate, validate_environment
from tests import shared

# Where our verdict is another than that of Postman's own schemas, and why.
DIFFERENCES = {
    "mountain-loop+yaak/auth.input.json": (
        "auth of type jwt: the app has written it since 2022, the schemas are older"
    ),
    "postmanlabs+postman-collection/oauth1.json": (
        "v2.0 auth settings in a file of another version: Postman reads both forms in both"
    ),
    "virtualansoftware+idaithalam/folders_postman.json": (
        "a variable of type default: the app itself exports it"
    ),
}

COLLECTIONS = shared.files({"v2", "wrapped-v2"})


def _found(document: dict[str, Any], pointer: str = "#") -> list[tuple[str, str]]:
    diagnostics = Diagnostics()
    validate(document, Origin("c.json", pointer), diagnostics)
    assert all(d.rule == "schema" and d.severity == "warning" for d in diagnostics)
    return [(d.origin.pointer, d.message) for d in diagnostics if d.origin]


def _collection(**entry: Any) -> dict[str, Any]:
    info = {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}
    return {"info": info, "item": [{"name": "r", "request": {"url": "http://h"} | entry}]}


# Postman's own schemas


def _load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
    wrapped: dict[str, Any] = document.get("collection", document)
    return document if "item" in document else wrapped


@cache
def _their_schema(version: str) -> Draft7Validator:
    path = shared.require() / "schemas" / f"schema-{version}.json"
    return Draft7Validator(json.loads(path.read_text(encoding="utf-8")))


def _their_verdict(document: dict[str, Any]) -> bool:
    declared = str(document.get("info", {}).get("schema"))
    return _their_schema("v2.0.0" if "v2.0.0" in declared else "v2.1.0").is_valid(document)


@pytest.mark.slow
@pytest.mark.parametrize("path", COLLECTIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_verdicts_of_real_collections(path: Path) -> None:
    document = _load(path)
    same = _their_verdict(document) == (not _found(document))
    assert same == (f"{path.parent.name}/{path.name}" not in DIFFERENCES)


@pytest.mark.slow
def test_time_of_real_collections() -> None:
    shared.require()
    documents = [_load(path) for path in COLLECTIONS]
    _found(_collection())
    start = time.process_time()
    for document in documents:
        _found(document)
    assert time.process_time() - start < 10


# Our schemas


def _our_schema(name: str) -> dict[str, Any]:
    path = resources.files("generator.readers.postman") / "schemas" / f"{name}.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


@cache
def _whole() -> Draft202012Validator:
    return Draft202012Validator(_our_schema("collection"))


def _whole_verdict(document: dict[str, Any]) -> set[str]:
    errors = _whole().iter_errors(document)
    return {Origin("", "#").child(*error.absolute_path).pointer for error in errors}


@pytest.mark.parametrize("name", ["collection", "environment"])
def test_schemas_are_schemas(name: str) -> None:
    definitions = _our_schema(name)["$defs"]
    for definition in definitions.values():
        assert "title" in definition or "if" in definition


@pytest.mark.parametrize("path", COLLECTIONS[::10], ids=lambda path: path.name)
def test_pieces_and_whole_schema_agree_on_real_collections(path: Path) -> None:
    document = _load(path)
    assert (not _found(document)) == (not _whole_verdict(document))


BASE: dict[str, Any] = {
    "info": {"name": "c", "schema": "s", "version": {"major": 1, "minor": 0, "patch": 0}},
    "auth": {"type": "basic", "basic": [{"key": "username", "value": "u", "type": "string"}]},
    "variable": [{"key": "v", "value": 1, "type": "string"}, {"id": "w"}],
    "event": [{"listen": "test", "script": {"exec": ["a", "b"], "type": "text/javascript"}}],
    "item": [
        {"name": "f", "item": [{"request": "http://h"}], "description": {"content": "d"}},
        {
            "name": "r",
            "request": {
                "method": "GET",
                "header": [{"key": "k", "value": "v", "disabled": True}],
                "url": {
                    "raw": "r",
                    "host": ["h"],
                    "path": ["p", {"type": "string", "value": "q"}],
                    "query": [{"key": "k", "value": None}],
                    "variable": [{"key": "id", "value": "1"}],
                },
                "body": {
                    "mode": "formdata",
                    "formdata": [
                        {"key": "a", "value": "1", "type": "text"},
                        {"key": "b", "src": ["x"], "type": "file"},
                        {"key": "c", "value": "1"},
                    ],
                    "urlencoded": [{"key": "a", "value": "1"}],
                    "file": {"src": None},
                },
            },
            "response": [
                {
                    "code": 200,
                    "header": [{"key": "k", "value": "v"}, "K: v"],
                    "cookie": [{"domain": "d", "path": "/"}],
                    "originalRequest": {"url": "u", "auth": {"type": "noauth"}},
                }
            ],
        },
    ],
}

SECRET = "s3cr3t-9f8e7d6c5b4a-value"
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 0.5, 2.0, SECRET, "", [], {}, [None], [{}], {"type": "x"}]
)


def _containers(document: Any) -> list[Any]:
    found, todo = [], [document]
    while todo:
        value = todo.pop()
        if isinstance(value, dict | list) and value:
            found.append(value)
            todo += value.values() if isinstance(value, dict) else value
    return found


@st.composite
def _mutated(draw: st.DrawFn) -> dict[str, Any]:
    document = copy.deepcopy(BASE)
    for _ in range(draw(st.integers(0, 3))):
        container = draw(st.sampled_from(_containers(document)))
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()):
            container[key] = copy.deepcopy(draw(ODD))
        else:
            del container[key]
    return document


@given(_mutated())
@settings(max_examples=300)
def test_pieces_and_whole_schema_agree(document: dict[str, Any]) -> None:
    found = _found(document)
    assert {pointer for pointer, _ in found} == _whole_verdict(document)
    assert SECRET not in repr(found)


def test_base_is_valid() -> None:
    assert _found(BASE) == []


# Messages


@pytest.mark.parametrize(
    ("member", "value", "pointer", "message"),
    [
        ("method", None, "/method", "`method` of a request is null; expected a string"),
        ("url", 3, "/url", "a URL is an integer; expected a string or an object"),
        ("url", {"port": 80}, "/url/port", "`port` of a URL is an integer; expected a string"),
        ("header", [{"value": "v"}], "/header/0", "a header has no `key`"),
        ("header", [{}], "/header/0", "a header has no `key` and no `value`"),
        ("header", {}, "/header", "`header` of a request is an object; expected an array or"),
        ("body", {"mode": "xml"}, "/body/mode", '`mode` of a body is "xml"; expected one of raw, '),
        ("body", {"mode": ""}, "/body/mode", "`mode` of a body is empty; expected one of raw, "),
        ("body", {"mode": "a b"}, "/body/mode", "`mode` of a body is another string; expected"),
        ("body", {"mode": 1}, "/body/mode", "`mode` of a body is an integer; expected one of raw"),
        ("auth", {}, "/auth", "an auth has no `type`"),
        (
            "body",
            {"formdata": [{"key": "k", "type": "file", "src": 1}]},
            "/body/formdata/0/src",
            "`src` of a form-data part is an integer; expected an array or a string or null",
        ),
        (
            "url",
            {"variable": [{}]},
            "/url/variable/0",
            "a variable has no `key` or `id`",
        ),
    ],
)
def test_messages(member: str, value: Any, pointer: str, message: str) -> None:
    [(place, text)] = _found(_collection(**{member: value}))
    assert place == f"#/item/0/request{pointer}"
    assert text.startswith(message)


def test_pointers_begin_at_the_collection() -> None:
    document = _collection(method=None)
    assert _found(document, "#/collection")[0][0] == "#/collection/item/0/request/method"


@pytest.mark.parametrize("item", [[], {}, "x", [{"request": "u"}]])
def test_truthy_item_makes_a_folder(item: Any) -> None:
    document = {"info": _collection()["info"], "item": [{"item": item, "request": 3}]}
    expected = [] if isinstance(item, list) else ["#/item/0/item"]
    assert [pointer for pointer, _ in _found(document)] == expected


@pytest.mark.parametrize("item", [None, 0, False, ""])
def test_falsy_item_makes_a_request(item: Any) -> None:
    document = {"info": _collection()["info"], "item": [{"item": item, "request": "u"}]}
    assert _found(document) == []


def test_a_rule_is_reported_twenty_times_and_then_counted() -> None:
    headers = [{"key": "k", "value": None}] * 50 + [{"key": 1, "value": "v"}]
    found = _found(_collection(header=headers))
    assert len(found) == 22
    assert found[19][0] == "#/item/0/request/header/19/value"
    assert found[-1] == ("#", "`value` of a header is not a string: 30 more places like this")


def test_deep_folders() -> None:
    document: dict[str, Any] = _collection(method=None)
    for _ in range(20_000):
        document["item"] = [{"item": document["item"]}]
    [(pointer, _)] = _found(document)
    assert pointer == "#" + "/item/0" * 20_001 + "/request/method"


def test_endless_shapes_are_given_up() -> None:
    values: list[Any] = [None, True, 1, 0.5, "", [], {}]
    parts = [
        {"key": a, "value": b, "src": c, "disabled": d, "contentType": e}
        for a in values
        for b in values
        for c in values
        for d in values
        for e in values
    ]
    found = _found(_collection(body={"mode": "formdata", "formdata": parts}))
    assert "not all were checked" in found[-1][1]


def test_environment() -> None:
    document = {
        "name": "e",
        "values": [
            {"key": "a", "value": 1, "enabled": True, "type": "default"},
            {"value": SECRET},
            {"key": "b", "value": SECRET, "enabled": None, "type": SECRET},
        ],
    }
    diagnostics = Diagnostics()
    validate_environment(document, Origin("e.json", "#"), diagnostics)
    assert [(d.origin and d.origin.pointer, d.message) for d in diagnostics] == [
        ("#/values/1", "a variable has no `key`"),
        (
            "#/values/2/type",
            "`type` of a variable is another string; expected one of default, secret, text, any, "
            "string, boolean, number",
        ),
        ("#/values/2/enabled", "`enabled` of a variable is null; expected a boolean"),
    ]
