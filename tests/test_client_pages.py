"""Pages: which operations are seen to be paged, and that iterating goes through all of them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.built import collection, item
from tests.recording import Answer, Recorded, Recorder, recording
from tests.trees import generated, imported

THING = {"id": 1, "name": "a"}
ROWS = [{"id": number, "name": f"n{number}"} for number in range(1, 8)]


def _saved(body: Any, *headers: str) -> list[dict[str, Any]]:
    rows = [dict(zip(("key", "value"), line.split(": ", 1), strict=True)) for line in headers]
    return [{"name": "ok", "code": 200, "header": rows, "body": json.dumps(body)}]


def _list(name: str, query: str, body: Any, *headers: str) -> dict[str, Any]:
    url = "{{baseUrl}}/" + name.lower().replace(" ", "-") + query
    return item(name, url, response=_saved(body, *headers))


ITEMS = [
    _list("List numbered", "?page=1&per_page=3", {"results": [THING], "count": 1}),
    _list("List from zero", "?page=0", [THING]),
    _list("List skipped", "?offset=0&limit=3", {"data": {"rows": [THING]}, "total": 1}),
    _list("List marked", "?cursor=x", {"items": [THING], "paging": {"next_cursor": "y"}}),
    _list("List linked", "", {"value": [THING], "links": {"next": "https://h.test/x?page=2"}}),
    _list("List headed", "", [THING], 'Link: <https://h.test/x?p=2>; rel="next"'),
]
PLAIN = [
    _list("No items", "?page=1", {"page": 1}),
    _list("Two lists", "?page=1", {"cats": [THING], "dogs": [THING]}),
    _list("No parameter", "", {"items": [THING]}),
    _list("A token that nothing takes", "", {"items": [THING], "next_cursor": "y"}),
    _list("A parameter that nothing gives", "?cursor=x", {"items": [THING]}),
    item("Not saved", "{{baseUrl}}/unsaved?page=1&limit=2"),
    item("Changes", "{{baseUrl}}/changes?page=1", "POST", response=_saved([THING])),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("pages"), collection(*ITEMS))) as module:
        yield module


@pytest.fixture
def client(package: Any, server: Recorder) -> Any:
    server.take()
    return package.Client(base_url=server.url)


def _query(request: Recorded) -> dict[str, str]:
    return {name: rows[0] for name, rows in parse_qs(urlsplit(request.target).query).items()}


def _json(body: Any, *headers: tuple[str, str]) -> Answer:
    return Answer(200, json.dumps(body).encode(), (*headers, ("Content-Type", "application/json")))


def _pages_of(size: int, first: int, wrap: Callable[[list[Any]], Any]) -> Any:
    def answer(request: Recorded) -> Answer:
        start = (int(_query(request).get("page", first)) - first) * size
        return _json(wrap(ROWS[start : start + size]))

    return answer


def _names(items: Any) -> list[str]:
    return [one.name for one in items]


ALL = [row["name"] for row in ROWS]


def test_pages_that_are_counted(client: Any, server: Recorder) -> None:
    server.rule = _pages_of(3, 1, lambda rows: {"results": rows, "count": 7})
    assert _names(client.iterate_numbered(per_page=3)) == ALL
    assert [_query(r).get("page") for r in server.take()] == [None, "2", "3"]
    assert _names(client.iterate_numbered(page=2, per_page=3)) == ALL[3:]


def test_without_a_size_an_empty_page_is_the_last(client: Any, server: Recorder) -> None:
    server.rule = _pages_of(3, 0, lambda rows: rows)
    assert _names(client.iterate_from_zero()) == ALL
    assert [_query(r).get("page") for r in server.take()] == [None, "1", "2", "3"]


def test_items_that_are_skipped(client: Any, server: Recorder) -> None:
    def answer(request: Recorded) -> Answer:
        start = int(_query(request).get("offset", 0))
        return _json({"data": {"rows": ROWS[start : start + 3]}, "total": 7})

    server.rule = answer
    assert _names(client.iterate_skipped(limit=3)) == ALL
    assert [_query(r).get("offset") for r in server.take()] == [None, "3", "6"]


def test_a_token_of_the_next_page(client: Any, server: Recorder) -> None:
    def answer(request: Recorded) -> Answer:
        start = int(_query(request).get("cursor", 0))
        more = str(start + 3) if start + 3 < len(ROWS) else None
        return _json({"items": ROWS[start : start + 3], "paging": {"next_cursor": more}})

    server.rule = answer
    assert _names(client.iterate_marked()) == ALL
    assert [_query(r).get("cursor") for r in server.take()] == [None, "3", "6"]


@pytest.mark.parametrize("absolute", [True, False])
def test_an_address_of_the_next_page(absolute: bool, client: Any, server: Recorder) -> None:
    def answer(request: Recorded) -> Answer:
        page = int(_query(request).get("at", 0))
        link = f"{server.url if absolute else ''}/more?at={page + 1}&q={{{{baseUrl}}}}"
        links = {"next": link if page < 2 else None}
        return _json({"value": ROWS[page * 3 : page * 3 + 3], "links": links})

    server.rule = answer
    assert _names(client.iterate_linked()) == ALL
    assert [r.path for r in server.take()] == ["/list-linked", "/more", "/more"]


def test_an_address_in_a_header(client: Any, server: Recorder) -> None:
    def answer(request: Recorded) -> Answer:
        page = int(_query(request).get("p", 0))
        link = ("Link", f'</list-headed?p={page + 1}>; rel="next"')
        return _json(ROWS[page * 3 : page * 3 + 3], *([link] if page < 2 else []))

    server.rule = answer
    assert _names(client.iterate_headed()) == ALL


def test_no_page_of_another_host_is_read(client: Any, server: Recorder) -> None:
    server.answer(200, json.dumps({"value": ROWS, "links": {"next": "https://evil.test/x"}}))
    with pytest.raises(ValueError, match=r"another host: evil\.test"):
        list(client.iterate_linked())
    assert len(server.take()) == 1


def test_the_same_page_again_ends_it(client: Any, server: Recorder) -> None:
    server.answer(200, json.dumps({"items": ROWS, "paging": {"next_cursor": "same"}}))
    assert len(list(client.iterate_marked())) == 2 * len(ROWS)
    assert len(server.take()) == 2


def test_pages_are_read_when_they_are_needed(client: Any, server: Recorder) -> None:
    server.rule = _pages_of(3, 1, lambda rows: {"results": rows})
    items = client.iterate_numbered(per_page=3)
    assert server.take() == []
    assert next(items).name == "n1"
    assert len(server.take()) == 1


def test_an_answer_of_another_form_has_no_items(client: Any, server: Recorder) -> None:
    server.answer(200, b'{"results": "none"}')
    assert list(client.iterate_numbered()) == []


def test_the_async_client_iterates_too(package: Any, server: Recorder) -> None:
    async def names() -> list[str]:
        async with package.AsyncClient(base_url=server.url) as client:
            return [one.name async for one in client.iterate_numbered(per_page=3)]

    server.rule = _pages_of(3, 1, lambda rows: {"results": rows})
    assert asyncio.run(names()) == ALL


def test_what_does_not_show_pages_has_no_iterator(tmp_path: Path) -> None:
    tree = generated(tmp_path, collection(*PLAIN))
    texts = [path.read_text() for path in tree.client.rglob("*.py")]
    assert not any("iterate" in text for text in texts)
    assert not list(tree.client.rglob("pages.py"))


def test_the_plain_name_in_a_folder_that_is_listed(tmp_path: Path) -> None:
    body = {"items": [THING]}
    folder = {"name": "Things", "item": [_list("Get all things", "?page=1", body)]}
    names = [
        "List red",
        "Get a list of all cars",
        "Returns a paged list for users",
        "Search by name",
    ]
    other = {"name": "Others", "item": [_list(name, "?page=1", body) for name in names]}
    tree = generated(tmp_path, collection(folder, other))
    texts = [path.read_text() for path in sorted(tree.client.rglob("resources/*.py"))]
    assert any("    iterate = pages(get_all," in text for text in texts)
    found = [name for text in texts for name in re.findall(r"    (iterate_\w+) = pages\(", text)]
    assert found == ["iterate_red", "iterate_cars", "iterate_users", "iterate_by_name"]
