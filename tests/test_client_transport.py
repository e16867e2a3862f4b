"""Transport of the generated client: what is sent again, raw and streamed answers, logs."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.built import auth, collection, header, item, raw
from tests.recording import Answer, Recorded, Recorder, recording
from tests.trees import generated, imported, run_python

SECRET = "sesame-open-42"
THING = {"id": 7, "name": "a"}
EVENTS = b': hello\n\ndata: {"n": 1}\nid: 5\n\nevent: end\nretry: 20\ndata: a\ndata: b\n\n'
JSON = header("Content-Type: application/json")
ITEMS = [
    item(
        "Get thing",
        "{{baseUrl}}/things/:id?key=1",
        response=[{"name": "ok", "code": 200, "body": json.dumps(THING)}],
    ),
    item("Add thing", "{{baseUrl}}/things", "POST", header=JSON, body=raw('{"name": "a"}')),
    item(
        "Pay",
        "{{baseUrl}}/pay",
        "POST",
        header=[*JSON, {"key": "Idempotency-Key", "value": "{{$guid}}"}],
        body=raw('{"amount": 1}'),
    ),
    item(
        "Refund",
        "{{baseUrl}}/refund",
        "POST",
        header=[*JSON, {"key": "Idempotency-Key", "value": "from-the-collection"}],
        body=raw('{"amount": 1}'),
    ),
]
FOLDER = {"name": "Files", "item": [item("Download", "{{baseUrl}}/file")]}
SOURCE = collection(
    *ITEMS, FOLDER, auth=auth("basic", username="{{keyId}}", password="{{keySecret}}")
)

# Clients wait before they send again, which takes no time here.
pytestmark = pytest.mark.usefixtures("slept")


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("transport"), SOURCE)) as module:
        yield module


@pytest.fixture
def client(package: Any, server: Recorder) -> Iterator[Any]:
    server.take()
    with package.Client(base_url=server.url, key_id="u", key_secret=SECRET) as client:
        yield client


def _then(*answers: Answer) -> Callable[[Recorded], Answer]:
    """Give these answers one after the other, the last one for ever."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


def _failing(status: int, *headers: tuple[str, str]) -> Answer:
    return Answer(status, b'{"code": "busy"}', (*headers, ("Content-Type", "application/json")))


def _date_in(distance: timedelta) -> str:
    """Return a time that far from now in the form of HTTP headers."""
    return format_datetime(datetime.now(timezone.utc) + distance, usegmt=True)


FINE = Answer(200, json.dumps(THING).encode())


# What is sent again


@pytest.mark.parametrize("status", [408, 429, 500, 503, 599])
def test_what_may_be_repeated_is_sent_again(
    status: int, client: Any, server: Recorder, slept: list[float]
) -> None:
    server.rule = _then(_failing(status), _failing(status), FINE)
    assert client.get_thing(7).name == "a"
    requests = server.take()
    assert len(requests) == 3
    assert len({(r.method, r.target, r.headers) for r in requests}) == 1
    first, second = slept
    assert 0.25 <= first <= 0.5 <= second <= 1.0


def test_after_the_last_attempt_the_error_is_raised(
    client: Any, package: Any, server: Recorder
) -> None:
    server.rule = _then(_failing(503))
    with pytest.raises(package.errors.ServerError) as caught:
        client.get_thing(7)
    assert caught.value.body == {"code": "busy"}
    assert len(server.take()) == 3
    with pytest.raises(package.errors.ServerError):
        client.get_thing(7, options={"max_retries": 0})
    assert len(server.take()) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422])
def test_what_would_fail_again_is_not_sent_again(
    status: int, client: Any, package: Any, server: Recorder
) -> None:
    server.rule = _then(_failing(status))
    with pytest.raises(package.errors.StatusError):
        client.get_thing(7)
    assert len(server.take()) == 1


def test_a_post_is_sent_once(client: Any, package: Any, server: Recorder) -> None:
    server.rule = _then(_failing(503))
    with pytest.raises(package.errors.ServerError):
        client.add_thing(name="a")
    assert len(server.take()) == 1


def test_a_post_with_a_key_is_sent_again_with_that_key(client: Any, server: Recorder) -> None:
    server.rule = _then(_failing(503), FINE)
    client.pay(amount=1)
    client.pay(amount=1)
    keys = [request.header("Idempotency-Key") for request in server.take()]
    assert keys[0] == keys[1] != keys[2]


def test_a_key_of_the_collection_is_that_of_no_other_call(client: Any, server: Recorder) -> None:
    server.rule = _then(_failing(503), FINE)
    client.refund(amount=1)
    client.refund(amount=1)
    client.refund(amount=1, idempotency_key="mine")
    first, again, second, mine = (r.header("Idempotency-Key") for r in server.take())
    assert first == again != second
    assert {str(UUID(first)), str(UUID(second))} == {first, second}
    assert mine == "mine"


def test_an_example_sends_the_key_of_the_collection(server: Recorder, tmp_path: Path) -> None:
    tree = generated(tmp_path, collection(ITEMS[-1]))
    (script,) = tree.snippets("python/client").values()
    run_python(script, tmp_path, tree.client, {"BASE_URL": server.url})
    assert server.one().header("Idempotency-Key") == "from-the-collection"


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_the_server_says_when(kind: str, client: Any, server: Recorder, slept: list[float]) -> None:
    wish = "50" if kind == "seconds" else _date_in(timedelta(seconds=50))
    server.rule = _then(_failing(429, ("Retry-After", wish)), FINE)
    assert client.get_thing(7).id == 7
    assert len(server.take()) == 2
    assert len(slept) == 1
    assert 40 < slept[0] <= 50


@pytest.mark.parametrize("wish", ["3600", _date_in(timedelta(days=1))], ids=["seconds", "date"])
def test_a_server_that_asks_for_too_long_is_not_waited_for(
    wish: str, client: Any, package: Any, server: Recorder
) -> None:
    server.rule = _then(_failing(429, ("Retry-After", wish)), FINE)
    with pytest.raises(package.errors.RateLimitError):
        client.get_thing(7)
    assert len(server.take()) == 1


def test_a_host_that_is_not_there_is_tried_again_and_named(package: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = package.Client(base_url=f"http://127.0.0.1:{port}", key_id="u", key_secret=SECRET)
    with pytest.raises(package.errors.ConnectionFailedError) as caught:
        client.get_thing(7)
    assert f"get_thing: GET http://127.0.0.1:{port}/things/7" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_the_async_client_does_the_same(package: Any, server: Recorder) -> None:
    async def use() -> Any:
        settings = {"base_url": server.url, "key_id": "u", "key_secret": SECRET}
        async with package.AsyncClient(**settings) as client:
            server.rule = _then(_failing(503), FINE)
            thing = await client.get_thing(7)
            response = await client.with_raw_response.get_thing(7)
            server.answer(200, EVENTS, "Content-Type: text/event-stream")
            async with client.files.with_streaming_response.download() as stream:
                events = [event async for event in stream.events()]
            return thing, response, events

    server.take()
    thing, response, events = asyncio.run(use())
    assert thing.name == response.parsed().name == "a"
    assert [event.event for event in events] == ["message", "end"]
    assert len(server.take()) == 4


# Raw and streamed


def test_a_raw_response(client: Any, server: Recorder) -> None:
    server.answer(201, json.dumps(THING), "X-Request-Id: r-1")
    response = client.with_raw_response.get_thing(7)
    assert (response.status, response.request_id) == (201, "r-1")
    assert response.headers["x-request-id"] == "r-1"
    assert response.json() == THING and response.parsed().id == 7
    assert response.elapsed.total_seconds() > 0


def test_a_raw_response_of_a_folder(client: Any, server: Recorder) -> None:
    server.answer(200, b"\x00\x01", "Content-Type: application/octet-stream")
    assert client.files.with_raw_response.download().content == b"\x00\x01"
    assert client.with_raw_response.files.download().content == b"\x00\x01"


def test_errors_of_raw_responses_are_raised(client: Any, package: Any, server: Recorder) -> None:
    server.answer(404, b'{"code": "no"}')
    with pytest.raises(package.errors.NotFoundError):
        client.with_raw_response.get_thing(7)


def test_a_streamed_download(client: Any, server: Recorder) -> None:
    server.answer(200, b"x" * 100_000, "Content-Type: application/octet-stream")
    with client.files.with_streaming_response.download() as stream:
        sizes = [len(piece) for piece in stream.iter_bytes(1000)]
    assert sizes == [1000] * 100


def test_lines_and_the_rest_of_a_stream(client: Any, server: Recorder) -> None:
    server.answer(200, b"one\ntwo\n", "Content-Type: text/plain")
    with client.files.with_streaming_response.download() as stream:
        assert list(stream.iter_lines()) == ["one", "two"]
    with client.files.with_streaming_response.download() as stream:
        assert (stream.status, stream.read()) == (200, b"one\ntwo\n")


def test_events_of_a_server(client: Any, server: Recorder) -> None:
    server.answer(200, EVENTS, "Content-Type: text/event-stream")
    with client.files.with_streaming_response.download() as stream:
        first, last = stream.events()
    assert (first.event, first.id, first.json()) == ("message", "5", {"n": 1})
    assert (last.event, last.data, last.retry) == ("end", "a\nb", 20)


def test_the_error_of_a_stream_has_its_body(client: Any, package: Any, server: Recorder) -> None:
    server.answer(404, b'{"code": "no"}')
    download = client.files.with_streaming_response.download()
    with pytest.raises(package.errors.NotFoundError) as caught, download:
        pytest.fail("the stream was opened")
    assert caught.value.body == {"code": "no"}


# Logs


def test_logs_name_what_happened_and_no_secret(
    client: Any, package: Any, server: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    server.rule = _then(_failing(503), FINE)
    with caplog.at_level(logging.DEBUG, logger=package.__name__):
        client.get_thing(7)
    lines = [r.getMessage() for r in caplog.records if r.name == package.__name__]
    assert lines[0].startswith(f"Root.get_thing: GET {server.url}/things/7: 503 (")
    assert "again in" in lines[1]
    assert ": 200 (" in lines[2]
    assert SECRET not in caplog.text
