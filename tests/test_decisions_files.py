"""Postman's rules for files: what counts as a collection, an entry, a description, a response."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import collection, folder, item, raw
from tests.commands import invoke
from tests.wires import TEXT, Case, Wire, case, sends, wired, wired_cases

URL = "http://h.test/"
ID = "4f9c0b9e-6d5a-4b0c-9c39-0d4a8d1f7a01"

CASES = [
    case("33-request-string", {"name": "String", "request": URL + "s?a=1"}, sends(URL + "s?a=1")),
    case(
        "34-item-and-request",
        folder("Both", item("Below", URL + "below"), request={"method": "GET", "url": URL + "own"}),
        sends(URL + "below"),
    ),
    case(
        "35-item-null",
        folder("Null", {"name": "No folder", "item": None, "request": URL + "request"}),
        sends(URL + "request"),
    ),
    case(
        "38-duplicate-names",
        folder(
            "Twice",
            item("Same", URL + "1"),
            item("Same", URL + "2"),
            folder("Same", item("Same", URL + "3")),
            folder("Same", item("Same", URL + "4")),
        ),
        *(sends(f"{URL}{number}") for number in range(1, 5)),
    ),
]


def _v1(name: str, identity: str, **members: Any) -> dict[str, Any]:
    return {"id": identity, "name": name, "method": "POST", "url": URL + name, **members}


# Requests of a first-format collection, in the order of `requests`.
V1_CASES = [
    case("50-v1-orphan", _v1("orphan", "1"), sends("POST http://h.test/orphan")),
    case(
        "51-v1-helper-attributes",
        _v1(
            "helper",
            "2",
            currentHelper="basicAuth",
            helperAttributes=json.dumps({"username": "{{name}}", "password": "{{pass}}"}),
        ),
        sends("POST http://h.test/helper", "Authorization: Basic dXM6cHc="),
    ),
    case(
        "52-v1-binary",
        _v1("binary", "3", dataMode="binary", rawModeData="a.txt"),
        sends("POST http://h.test/binary", TEXT, body=b"content\n"),
    ),
]
V1 = {
    "id": ID,
    "name": "First format",
    "order": ["2", "3"],
    "requests": [one.item for one in V1_CASES],
}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired_cases(tmp_path_factory.mktemp("files"), CASES) as wire:
        yield wire


@pytest.fixture(scope="module")
def v1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    place = tmp_path_factory.mktemp("v1")
    values = {"name": "us", "pass": "pw"}
    with wired(place, V1, values, files={"a.txt": b"content\n"}) as wire:
        yield wire


def _ids(cases: list[Case]) -> list[str]:
    return [one.name for one in cases]


@pytest.mark.parametrize("index", range(len(CASES)), ids=_ids(CASES))
def test_decision(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)


@pytest.mark.parametrize("index", range(len(V1_CASES)), ids=_ids(V1_CASES))
def test_decision_of_v1(index: int, v1: Wire) -> None:
    v1.check(f"#/requests/{index}", V1_CASES[index].sent)


# What is read without a request


ONE = collection(item("One", URL, "POST", body=raw("é")))


def _inspected(path: Path, content: Any) -> Any:
    """Return the model that a file is read into; the command must find nothing odd."""
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    done = invoke("inspect", path, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def _requests(model: Any) -> list[Any]:
    return [endpoint["request"] for endpoint in model["endpoints"]]


def test_decision_32_description_object(tmp_path: Path) -> None:
    def described(text: str) -> dict[str, Any]:
        return {"description": {"content": text, "type": "text/markdown", "version": 1}}

    query = {"key": "q", "value": "1", **described("query")}
    document = collection(
        folder("F", item("R", {"host": ["h"], "query": [query]}, **described("request"))),
        {**item("Beside", URL), **described("item")},
        item("Null", URL, description=None),
    )
    document["info"].update(described("collection"))
    document["item"][0].update(described("folder"))
    model = _inspected(tmp_path / "c.json", document)
    assert (model["description"], model["groups"][0]["description"]) == ("collection", "folder")
    assert [e["description"] for e in model["endpoints"]] == ["request", "item", ""]
    assert _requests(model)[0]["parameters"][0]["description"] == "query"


def test_decision_48_wrapped(tmp_path: Path) -> None:
    plain = _inspected(tmp_path / "plain.json", ONE)
    assert _requests(_inspected(tmp_path / "wrapped.json", {"collection": ONE})) == _requests(plain)


def test_decision_49_byte_order_mark(tmp_path: Path) -> None:
    text = json.dumps(ONE, ensure_ascii=False)
    marked = _inspected(tmp_path / "c.json", text.encode("utf-8-sig"))
    assert _requests(marked) == _requests(_inspected(tmp_path / "c.json", ONE))


def _responses(tmp_path: Path, *rows: Any) -> Any:
    document = collection(item("One", URL, response=list(rows)))
    document["item"][0]["response"] = list(rows)
    path = tmp_path / "c.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    model = json.loads(invoke("inspect", path, "--json").stdout)
    return model["endpoints"][0]["responses"]


def test_decision_53_response_headers(tmp_path: Path) -> None:
    block = "Content-Type: application/json\nX-A: 1"
    found = _responses(
        tmp_path, {"code": 200, "header": None}, {"code": 200, "header": block}, {"code": 200}
    )
    written = [["Content-Type", "application/json"], ["X-A", "1"]]
    assert [response["headers"] for response in found] == [[], written, []]
    assert [response["media_type"] for response in found] == ["", "application/json", ""]


def test_decision_54_response_code(tmp_path: Path) -> None:
    found = _responses(
        tmp_path, {"status": "OK", "body": "{}"}, {"code": None}, {"code": "201"}, {"code": 204}
    )
    assert [response["status"] for response in found] == [None, None, 201, 204]


def test_decision_56_schema_host(tmp_path: Path) -> None:
    other = collection(item("One", URL, "POST", body=raw("é")))
    other["info"]["schema"] = other["info"]["schema"].replace("getpostman", "postman")
    assert "//schema.postman.com/" in other["info"]["schema"]
    model = _inspected(tmp_path / "c.json", other)
    assert _requests(model) == _requests(_inspected(tmp_path / "c.json", ONE))
