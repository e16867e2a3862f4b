"""What the generated client makes of answers: results typed as far as they are as described."""

from __future__ import annotations

import gzip
import inspect
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from tests.built import auth, collection, item
from tests.recording import Recorder, recording, redirecting
from tests.trees import generated, imported

ID = "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4"
SECRET = "sesame-open-42"
THING = {
    "id": ID, "name": "a", "count": 1, "ratio": 1.5, "on": True,
    "createdAt": "2026-01-02T03:04:05Z", "day": "2026-01-02",
    "owner": {"id": ID, "since": "2026-01-02T03:04:05.123+02:00"},
    "parts": [{"id": 1, "madeAt": "2026-01-02T03:04:05Z"}], "tags": ["x"],
    "class": "k", "to_dict": 1, "byDay": {"2026-01-02": {"id": ID}, "2026-01-03": {"id": ID}},
}  # fmt: skip


def _example(code: int, body: Any, media_type: str = "application/json") -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    head = [{"key": "Content-Type", "value": media_type}]
    return {"name": f"Status {code}", "code": code, "body": text, "header": head}


ITEMS = [
    item("Get thing", "{{baseUrl}}/things/:id?key=1",
         response=[_example(200, THING), _example(404, {"code": "c"})]),
    item("List things", "{{baseUrl}}/things", response=[_example(200, [THING])]),
    item("Make thing", "{{baseUrl}}/things", "POST",
         response=[_example(201, THING), _example(202, {"job": ID})]),
    item("Delete thing", "{{baseUrl}}/things/:id", "DELETE", response=[_example(204, "")]),
    item("Export", "{{baseUrl}}/export", response=[_example(200, "a,b\n1,2", "text/csv")]),
    item("Picture", "{{baseUrl}}/picture", response=[_example(200, "\ufffdPNG", "image/png")]),
    item("Anything", "{{baseUrl}}/anything"),
    item("Written", "{{baseUrl}}/written", response=[{"name": "OK", "code": 200}]),
    item("Recorded", "{{baseUrl}}/recorded", response=[_example(200, "")]),
    item("Null", "{{baseUrl}}/null", response=[_example(200, {"next": None, "all": [None]})]),
]  # fmt: skip
SOURCE = collection(*ITEMS, auth=auth("basic", username="{{keyId}}", password="{{keySecret}}"))


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("answers"), SOURCE)) as module:
        yield module


@pytest.fixture
def client(package: Any, server: Recorder) -> Any:
    return package.Client(base_url=server.url, key_id="u", key_secret=SECRET)


def test_a_body_that_was_not_saved_may_be_anything(client: Any, server: Recorder) -> None:
    """A response with a status alone was written down by hand; one with headers was recorded."""
    server.answer(200, json.dumps({"properties": [1, 2]}))
    assert client.written() == {"properties": [1, 2]}
    assert client.recorded() is None
    server.answer(200, "")
    assert client.written() is None


def test_what_was_null_may_be_anything(client: Any, server: Recorder) -> None:
    server.answer(200, json.dumps({"next": "p2", "all": [1]}))
    found = client.null()
    assert (found.next, found.all) == ("p2", [1])
    assert "next: Any" in inspect.getsource(type(found))


def test_a_typed_result(client: Any, server: Recorder) -> None:
    server.answer(200, json.dumps(THING))
    thing = client.get_thing("1")
    assert thing.id == UUID(ID)
    assert thing.created_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    assert thing.day == date(2026, 1, 2)
    assert (thing.name, thing.count, thing.ratio, thing.on) == ("a", 1, 1.5, True)
    assert thing.owner.id == UUID(ID)
    zone = timezone(timedelta(hours=2))
    assert thing.owner.since == datetime(2026, 1, 2, 3, 4, 5, 123000, tzinfo=zone)
    assert thing.parts[0].id == 1
    assert thing.parts[0].made_at == thing.created_at
    assert thing.tags == ["x"]
    assert thing.by_day["2026-01-03"].id == UUID(ID)
    assert thing.class_ == "k"
    assert thing.to_dict() == THING


def test_members_that_no_example_names_are_kept(client: Any, server: Recorder) -> None:
    said = {**THING, "new": {"a": [1]}, "owner": {"id": ID, "new": None}}
    server.answer(200, json.dumps(said))
    thing = client.get_thing("1")
    assert thing.to_dict() == said
    assert thing.owner.to_dict() == {"id": ID, "new": None}
    with pytest.raises(AttributeError):
        _ = thing.new


def test_missing_members_are_none(client: Any, server: Recorder) -> None:
    server.answer(200, '{"owner": {}, "parts": [{}], "tags": null}')
    thing = client.get_thing("1")
    found = [thing.id, thing.name, thing.created_at, thing.tags, thing.class_]
    assert found == [None] * 5
    assert (thing.owner.id, thing.owner.since, thing.parts[0].made_at) == (None, None, None)


@pytest.mark.parametrize(
    ("member", "attribute", "value"),
    [
        ("id", "id", "not-a-uuid"),
        ("id", "id", 7),
        ("createdAt", "created_at", "yesterday"),
        ("createdAt", "created_at", 1767323045),
        ("createdAt", "created_at", ""),
        ("day", "day", "2026-13-45"),
        ("count", "count", "many"),
        ("count", "count", True),
        ("name", "name", {"en": "a"}),
        ("owner", "owner", "me"),
        ("owner", "owner", [1]),
        ("parts", "parts", {"a": 1}),
        ("parts", "parts", [1, None, "x"]),
        ("tags", "tags", "x"),
        ("on", "on", 1),
        ("byDay", "by_day", [1]),
        ("byDay", "by_day", {"x": 1, "y": None}),
    ],
)
def test_a_value_of_another_type_comes_as_it_is(
    member: str, attribute: str, value: Any, client: Any, server: Recorder
) -> None:
    server.answer(200, json.dumps({**THING, member: value}))
    found = getattr(client.get_thing("1"), attribute)
    assert found == value
    assert type(found) is type(value)


def test_the_result_of_each_status(client: Any, server: Recorder) -> None:
    server.answer(201, json.dumps(THING))
    assert client.make_thing().id == UUID(ID)
    server.answer(202, json.dumps({"job": ID}))
    assert client.make_thing().job == UUID(ID)
    server.answer(204, b"")
    assert client.delete_thing("1") is None


def test_a_list_of_models(client: Any, server: Recorder) -> None:
    server.answer(200, json.dumps([THING, {}]))
    first, second = client.list_things()
    assert (first.id, second.id) == (UUID(ID), None)


def test_text_bytes_and_anything(client: Any, server: Recorder) -> None:
    server.answer(200, "ä,b", "Content-Type: text/csv; charset=utf-8")
    assert client.export() == "ä,b"
    server.answer(200, b"\x89PNG\0\xff", "Content-Type: image/png")
    assert client.picture() == b"\x89PNG\0\xff"
    server.answer(200, '{"a": 1}')
    assert client.anything() == {"a": 1}
    server.answer(200, "plain", "Content-Type: text/plain")
    assert client.anything() == "plain"
    server.answer(204, b"")
    assert client.anything() is None


def test_a_success_that_no_example_shows_may_be_empty(client: Any, server: Recorder) -> None:
    server.answer(204, b"")
    assert client.get_thing("1") is None


def test_what_is_compressed_is_read(client: Any, server: Recorder) -> None:
    content = gzip.compress(json.dumps(THING).encode())
    server.answer(200, content, "Content-Encoding: gzip")
    assert client.get_thing("1").id == UUID(ID)


def test_models_compare_and_show_their_members(client: Any, server: Recorder) -> None:
    server.answer(200, json.dumps(THING))
    first, second = client.get_thing("1"), client.get_thing("2")
    assert first == second
    assert repr(first).startswith("Thing(")
    assert ID in repr(first)


def test_redirects_are_followed(client: Any, server: Recorder) -> None:
    server.rule = redirecting(302)
    server.take()
    client.anything()
    assert [r.target for r in server.take()] == ["/anything", "/landed"]
