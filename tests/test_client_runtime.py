"""The generated client at work: from arguments and settings to the request that arrives."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.built import auth, collection, header, item, raw
from tests.recording import Recorded, Recorder, recording
from tests.trees import generated, imported

ID = UUID("0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4")
DAY = date(2026, 1, 2)
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
BODY = {
    "name": "a", "count": 1, "ratio": 1.5, "on": True, "nothing": None, "day": str(DAY),
    "moment": "2026-01-02T03:04:05Z", "id": str(ID), "tags": ["a"],
    "owner": {"name": "b", "address": {"street": "c", "since": str(DAY)}},
    "items": [{"id": 1, "price": 2.5}], "class": "keyword", "two words": 1,
}  # fmt: skip
FORM = [{"key": "a", "value": "1"}, {"key": "b c", "value": "2"}, {"key": "c[]", "value": "3"}]
PARTS = [
    {"key": "title", "value": "x", "type": "text"},
    {"key": "meta", "value": "{}", "type": "text", "contentType": "application/json"},
    {"key": "file", "src": "/a.txt", "type": "file"},
    {"key": "more", "src": ["/a.txt", "/b.txt"], "type": "file"},
]
GRAPHQL = {"query": "query Q($id: ID!) { user(id: $id) { name } }", "variables": '{"id": "1"}'}
JSON = header("Content-Type: application/json")
TEXT = header("Content-Type: text/plain")
ITEMS = [
    item("Get thing", "{{baseUrl}}/things/:kind/parts/:id"),
    item("Search", "{{baseUrl}}/search?q=text&page=1&on=true&day=2026-01-02&tag=a&tag=b&flag"),
    item("Create", "{{baseUrl}}/things", "POST", header=JSON, body=raw(json.dumps(BODY))),
    item("Replace", "{{baseUrl}}/things", "PUT", header=JSON, body=raw('["a", "b"]')),
    item("Say", "{{baseUrl}}/say", "POST", header=TEXT, body=raw("hello")),
    item("Fill", "{{baseUrl}}/form", "POST", body={"mode": "urlencoded", "urlencoded": FORM}),
    item("Upload", "{{baseUrl}}/parts", "POST", body={"mode": "formdata", "formdata": PARTS}),
    item("Store", "{{baseUrl}}/file", "PUT", body={"mode": "file", "file": {"src": "a.bin"}}),
    item("Ask", "{{baseUrl}}/graphql", "POST", body={"mode": "graphql", "graphql": GRAPHQL}),
]  # fmt: skip
VARIABLES = [{"key": "baseUrl", "value": "https://example.test"}]
SOURCE = collection(
    *ITEMS, variable=VARIABLES, auth=auth("basic", username="{{keyId}}", password="{{keySecret}}")
)


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    tree = generated(tmp_path_factory.mktemp("runtime"), SOURCE)
    with imported(tree) as module:
        yield module


@pytest.fixture
def client(package: Any, server: Recorder) -> Iterator[Any]:
    server.take()
    client = package.Client(base_url=server.url, key_id="u", key_secret="s")
    yield client
    client.close()


# Paths and queries


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("a/b?c#d é", "a%2Fb%3Fc%23d%20%C3%A9"),
        ("100%", "100%25"),
        ("a%2Fb", "a%252Fb"),
        ("{{keySecret}}", "%7B%7BkeySecret%7D%7D"),
        (":id", ":id"),
        ("a\\b", "a%5Cb"),
        ("a\r\nb", "a%0D%0Ab"),
        (7, "7"),
        (True, "true"),
        (ID, str(ID)),
        (DAY, "2026-01-02"),
    ],
)
def test_a_path_variable(value: Any, sent: str, client: Any, server: Recorder) -> None:
    client.get_thing(value, "x")
    client.get_thing("x", value)
    first, second = server.take()
    assert first.target == f"/things/{sent}/parts/x"
    assert second.target == f"/things/x/parts/{sent}"


@pytest.mark.parametrize("value", ["..", ".", "%2e%2e"])
def test_a_path_variable_does_not_climb(value: str, client: Any, server: Recorder) -> None:
    try:
        client.get_thing("x", value)
    except ValueError:
        assert server.take() == []
    else:
        assert re.fullmatch(r"/things/x/parts/\S*%\S*", server.one().target)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, ""),
        ({"q": "a b&c=d/é+{{keySecret}}"}, "?q=a%20b%26c%3Dd/%C3%A9%2B%7B%7BkeySecret%7D%7D"),
        ({"q": ""}, "?q="),
        ({"q": None}, "?q"),
        ({"page": 2, "on": False}, "?page=2&on=false"),
        ({"page": 2, "on": True}, "?page=2&on=true"),
        ({"day": DAY}, "?day=2026-01-02"),
        ({"tag": ["x", "y z"]}, "?tag=x&tag=y%20z"),
        ({"tag": []}, ""),
        ({"tag": "x"}, "?tag=x"),
    ],
)
def test_a_query(given: dict[str, Any], sent: str, client: Any, server: Recorder) -> None:
    client.search(**given)
    assert server.one().target == "/search" + sent


# Bodies


def _json(request: Recorded) -> Any:
    assert request.header("Content-Type") == "application/json"
    return json.loads(request.body)


def test_a_json_body(client: Any, server: Recorder) -> None:
    owner = {"name": "é \U0001f600", "address": {"since": DAY, "other": {"at": MOMENT, "id": ID}}}
    client.create(
        name='"\n', nothing=None, day=DAY, moment=MOMENT, id=ID, tags=[], owner=owner,
        items=[{"id": 1}], class_="x", two_words=2,
    )  # fmt: skip
    request = server.one()
    assert _json(request) == {
        "name": '"\n', "nothing": None, "day": "2026-01-02", "moment": "2026-01-02T03:04:05+00:00",
        "id": str(ID), "tags": [], "items": [{"id": 1}], "class": "x", "two words": 2,
        "owner": {
            "name": "é \U0001f600",
            "address": {
                "since": "2026-01-02",
                "other": {"at": "2026-01-02T03:04:05+00:00", "id": str(ID)},
            },
        },
    }  # fmt: skip
    assert "é".encode() in request.body


def test_what_is_not_given_is_not_sent(client: Any, server: Recorder) -> None:
    client.create(name="a")
    assert _json(server.one()) == {"name": "a"}
    client.create(name=None, tags=None)
    assert _json(server.one()) == {"name": None, "tags": None}


def test_braces_in_a_body_are_text(client: Any, server: Recorder) -> None:
    client.create(name="{{keySecret}}")
    assert _json(server.one()) == {"name": "{{keySecret}}"}
    client.say(body="{{keySecret}}")
    assert server.one().body == b"{{keySecret}}"


def test_a_json_array(client: Any, server: Recorder) -> None:
    client.replace(body=["x", "y"])
    assert _json(server.one()) == ["x", "y"]


def test_a_text_body(client: Any, server: Recorder) -> None:
    client.say(body="a\r\né")
    request = server.one()
    assert request.body == "a\r\né".encode()
    assert request.header("Content-Type") == "text/plain"


def test_another_body(client: Any, server: Recorder) -> None:
    client.create(name="a", options={"content": b"\0\xff", "headers": {"Content-Type": "a/b"}})
    request = server.one()
    assert (request.body, request.header("Content-Type")) == (b"\0\xff", "a/b")


def test_a_urlencoded_body(client: Any, server: Recorder) -> None:
    client.fill(a="x y~+&=é{{keySecret}}", b_c=True, c=5)
    request = server.one()
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    secret = "%7B%7BkeySecret%7D%7D"
    assert request.body.decode() == f"a=x%20y~%2B%26%3D%C3%A9{secret}&b%20c=true&c%5B%5D=5"


def test_a_graphql_body(client: Any, server: Recorder) -> None:
    client.ask(variables={"id": 2})
    assert _json(server.one()) == {"query": GRAPHQL["query"], "variables": {"id": 2}}
    client.ask(query="{ me }")
    assert _json(server.one()) == {"query": "{ me }"}


# Files


def _file_forms(folder: Path) -> dict[str, Any]:
    (folder / "a.txt").write_bytes(b"\0content\r\n")
    return {
        "path": folder / "a.txt",
        "name": str(folder / "a.txt"),
        "open": (folder / "a.txt").open("rb"),
        "bytes": b"\0content\r\n",
        "memory": io.BytesIO(b"\0content\r\n"),
        "pair": ("b.txt", b"\0content\r\n"),
        "open pair": ("b.txt", io.BytesIO(b"\0content\r\n")),
    }


FILE_FORMS = ["path", "name", "open", "bytes", "memory", "pair", "open pair"]


def _parts(request: Recorded) -> list[tuple[str, bytes]]:
    stated = request.header("Content-Type") or ""
    boundary = stated.partition("boundary=")[2].encode()
    pieces = request.body.split(b"--" + boundary)[1:-1]
    found = (piece[2:-2].partition(b"\r\n\r\n")[::2] for piece in pieces)
    return [(head.decode(), content) for head, content in found]


@pytest.mark.parametrize("form", FILE_FORMS)
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_file_in_a_form(
    mode: str, form: str, package: Any, server: Recorder, tmp_path: Path
) -> None:
    file = _file_forms(tmp_path)[form]
    server.take()
    given = {"title": "é", "meta": '{"a":1}', "file": file, "more": [b"1", ("2.txt", b"2")]}
    _send(package, server, mode, "upload", **given)
    title, meta, one, first, second = _parts(server.one())
    assert title == ('Content-Disposition: form-data; name="title"', "é".encode())
    assert "Content-Type: application/json" in meta[0]
    assert meta[1] == b'{"a":1}'
    assert 'name="file"; filename="' in one[0]
    assert one[1] == b"\0content\r\n"
    if form not in ("bytes", "memory"):
        assert re.search(r'filename="[ab]\.txt"\r\nContent-Type: text/plain', one[0])
    assert (first[1], second[1]) == (b"1", b"2")


@pytest.mark.parametrize("form", FILE_FORMS)
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_file_as_the_body(
    mode: str, form: str, package: Any, server: Recorder, tmp_path: Path
) -> None:
    file = _file_forms(tmp_path)[form]
    server.take()
    _send(package, server, mode, "store", content=file)
    assert server.one().body == b"\0content\r\n"


def _send(package: Any, server: Recorder, mode: str, method: str, **given: Any) -> Any:
    settings = {"base_url": server.url, "key_id": "u", "key_secret": "s"}
    if mode == "sync":
        return getattr(package.Client(**settings), method)(**given)

    async def sent() -> Any:
        client = package.AsyncClient(**settings)
        try:
            return await getattr(client, method)(**given)
        finally:
            await client.close()

    return asyncio.run(sent())
