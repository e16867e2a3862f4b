"""Errors of the generated client: their class, and that they say what happened."""

from __future__ import annotations

import asyncio
import importlib
import json
import socket
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.built import auth, collection, item
from tests.recording import Answer, Recorder, recording
from tests.trees import generated, imported

ID = "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4"
SECRET = "sesame-open-42"
THING = {"id": ID, "name": "a"}
PROBLEM = {"code": "c", "message": "m", "session": ID, "fields": [{"name": "token"}]}


def _example(code: int, body: Any) -> dict[str, Any]:
    return {"name": f"Status {code}", "code": code, "body": json.dumps(body)}


_EXAMPLES = [_example(200, THING), _example(404, {"code": "c"}), _example(428, PROBLEM)]
ITEMS = [item("Get thing", "{{baseUrl}}/things/:id?key=1", response=_EXAMPLES)]
SOURCE = collection(*ITEMS, auth=auth("basic", username="{{keyId}}", password="{{keySecret}}"))

# Clients wait before they send again, which takes no time here.
pytestmark = pytest.mark.usefixtures("slept")


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("errors"), SOURCE)) as module:
        yield module


@pytest.fixture
def client(package: Any, server: Recorder) -> Any:
    return package.Client(base_url=server.url, key_id="u", key_secret=SECRET)


def _error(client: Any, kind: type[Exception]) -> Any:
    with pytest.raises(kind) as caught:
        client.get_thing("a/b")
    error = caught.value
    assert isinstance(error, _package(client).errors.ApiError)
    assert SECRET not in str(error) + repr(error)
    return error


def _package(client: Any) -> Any:
    return __import__(type(client).__module__.partition(".")[0])


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"), (401, "UnauthorizedError"), (403, "ForbiddenError"),
        (404, "NotFoundError"), (409, "ConflictError"), (410, "StatusError"),
        (418, "StatusError"), (422, "UnprocessableError"), (428, "StatusError"),
        (429, "RateLimitError"), (500, "ServerError"), (503, "ServerError"),
    ],
)  # fmt: skip
def test_the_error_of_a_status(
    status: int, name: str, client: Any, package: Any, server: Recorder
) -> None:
    server.answer(status, '{"why": 1}', "X-Request-Id: r-7", "Retry-After: 3")
    error = _error(client, package.errors.StatusError)
    kinds = [type(error), *type(error).__bases__]
    assert getattr(package.errors, name) in kinds
    assert error.status == status
    assert error.headers["retry-after"] == "3"
    assert error.body == {"why": 1} or error.body.to_dict() == {"why": 1}
    for said in ("get_thing", "GET", f"{server.url}/things/a%2Fb", str(status), "r-7", "why"):
        assert said in str(error)
    assert error.operation in str(error)


def test_a_typed_error(client: Any, package: Any, server: Recorder) -> None:
    server.answer(428, json.dumps(PROBLEM))
    types = importlib.import_module(f"{package.__name__}.types")
    error = _error(client, types.ApiPreconditionRequiredError)
    assert isinstance(error, package.errors.StatusError)
    assert error.body.session == UUID(ID)
    assert error.body.fields[0].name == "token"
    assert error.body.to_dict() == PROBLEM


@pytest.mark.parametrize("body", ["", "<html>busy</html>", "[1, 2]", '"text"', "null", "{"])
def test_an_error_with_another_body(body: str, client: Any, package: Any, server: Recorder) -> None:
    server.answer(404, body)
    error = _error(client, package.errors.NotFoundError)
    assert error.body in (body, None, [1, 2], "text")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "No such thing", "code": "nothing"}, "No such thing"),
        ({"error": {"type": "t", "message": "No\n such thing"}}, "No such thing"),
        ({"error": "invalid_request", "error_description": "No id"}, "No id"),
        ({"title": "Not found", "detail": "No thing 7"}, "No thing 7"),
        ({"errors": [{"message": "First"}, {"message": "Second"}]}, "First"),
        ([{"message": "Alone"}], "Alone"),
        ({"message": {"text": "x"}}, '{"message": {"text": "x"}}'),
        ({"errors": []}, '{"errors": []}'),
        ("a text", "a text"),
        (7, "7"),
    ],
    ids=str,
)
def test_the_message_of_the_server(
    body: Any, said: str, client: Any, package: Any, server: Recorder
) -> None:
    server.answer(404, json.dumps(body), "X-Request-Id: r-7")
    text = str(_error(client, package.errors.NotFoundError))
    start, _, end = text.partition(" answered ")
    assert start == f"Root.get_thing: GET {server.url}/things/a%2Fb"
    assert end == f"404 Status (request r-7): {said}"


@pytest.mark.parametrize("page", ["<html><head><TITLE lang='en'>Busy now</TITLE>", "no page", ""])
def test_a_page_is_told_by_its_title(
    page: str, client: Any, package: Any, server: Recorder
) -> None:
    server.answer(404, page and f"\n{page}<p>words</p>", "Content-Type: text/html")
    text = str(_error(client, package.errors.NotFoundError))
    said = ": Busy now" if "TITLE" in page else ": no page<p>words</p>" if page else ""
    assert text.endswith(f"404 Status{said}")


def test_messages_inside_each_other_have_an_end(
    client: Any, package: Any, server: Recorder
) -> None:
    server.answer(404, '{"error":' * 50_000 + "1" + "}" * 50_000)
    assert "404" in str(_error(client, package.errors.NotFoundError))


PAGE = "<!doctype html><title>Sign in</title><body>…"
UNEXPECTED = "200 Status, but with another body than described"


@pytest.mark.parametrize(
    ("status", "body", "name", "sent", "said"),
    [
        (404, '{"message": "No such thing"}', "NotFoundError", 1, "404 Status: No such thing"),
        (503, '{"message": "Busy"}', "ServerError", 3, "503 Status: Busy"),
        (429, '{"message": "Slow down"}', "RateLimitError", 3, "429 Status: Slow down"),
        (200, '["no thing"]', "UnexpectedResponseError", 1, f"{UNEXPECTED}: no thing"),
        (200, PAGE, "UnexpectedResponseError", 1, f"{UNEXPECTED}: Sign in"),
    ],
)
def test_what_an_answer_that_is_no_result_raises(
    status: int, body: str, name: str, sent: int, said: str,
    client: Any, package: Any, server: Recorder,
) -> None:  # fmt: skip
    server.take()
    server.answer(status, body)
    error = _error(client, getattr(package.errors, name))
    assert len(server.take()) == sent
    assert str(error) == f"Root.get_thing: GET {server.url}/things/a%2Fb answered {said}"
    assert error.response.text == body


def test_an_object_of_other_members_is_a_result(client: Any, server: Recorder) -> None:
    server.answer(200, '{"id": [1], "more": 2}')
    thing = client.get_thing("1")
    assert (thing.id, thing.name, thing.to_dict()) == ([1], None, {"id": [1], "more": 2})


def test_html_with_status_200(client: Any, package: Any, server: Recorder) -> None:
    server.answer(200, "<html>Sign in</html>", "Content-Type: text/html")
    error = _error(client, package.errors.UnexpectedResponseError)
    assert (error.status, error.body) == (200, "<html>Sign in</html>")
    for said in ("get_thing", "GET", "/things/a%2Fb", "200", "another body", "Sign in"):
        assert said in str(error)


@pytest.mark.parametrize("body", ["", "[]", '"x"', "{", "7"])
def test_another_form_with_status_200(
    body: str, client: Any, package: Any, server: Recorder
) -> None:
    server.answer(200, body)
    assert _error(client, package.errors.UnexpectedResponseError).status == 200


def test_a_long_body_is_cut_in_the_message(client: Any, package: Any, server: Recorder) -> None:
    server.answer(500, "x" * 100_000)
    error = _error(client, package.errors.ServerError)
    assert len(str(error)) < 1000
    assert len(error.body) == 100_000


def test_a_closed_port(package: Any) -> None:
    with recording() as gone:
        url = gone.url
    client = package.Client(base_url=url, key_id="u", key_secret=SECRET)
    error = _error(client, package.errors.ConnectionFailedError)
    assert str(error).startswith(
        f"Root.get_thing: GET {url}/things/a%2Fb: no response from 127.0.0.1:"
    )


def test_a_timeout(package: Any) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = package.Client(base_url=url, key_id="u", key_secret=SECRET, timeout=0.05)
        error = _error(client, package.errors.TimeoutExceededError)
        assert isinstance(error, package.errors.ConnectionFailedError)
        assert "no response from 127.0.0.1:" in str(error) and " within 0.05 s" in str(error)
        patient = package.Client(base_url=url, key_id="u", key_secret=SECRET)
        with pytest.raises(package.errors.TimeoutExceededError):
            patient.get_thing("1", options={"timeout": 0.05})


def test_an_async_error(package: Any, server: Recorder) -> None:
    server.answer(404, "{}")

    async def call() -> None:
        client = package.AsyncClient(base_url=server.url, key_id="u", key_secret=SECRET)
        with pytest.raises(package.errors.NotFoundError):
            await client.get_thing("1")
        await client.close()

    asyncio.run(call())


@pytest.mark.parametrize(
    "answer",
    [
        Answer(302, b"", (("Location", "/things/1"),)),
        Answer(200, b"no gzip", (("Content-Encoding", "gzip"),)),
        Answer(200, b"{}", (("Content-Length", "1000"), ("Connection", "close"))),
        Answer(302, b"", (("Location", "http://[bad"),)),
    ],
    ids=["endless redirect", "no gzip", "short body", "bad location"],
)
def test_what_breaks_off(answer: Answer, client: Any, package: Any, server: Recorder) -> None:
    server.rule = lambda request: answer
    client = package.Client(base_url=server.url, key_id="u", key_secret=SECRET, timeout=0.5)
    _error(client, package.errors.ApiError)


@pytest.mark.parametrize("url", ["http://", "http://a b/", "http://[1", "ftp://h", "http://h:x"])
def test_a_base_url_that_is_none(url: str, package: Any) -> None:
    client = package.Client(base_url=url, key_id="u", key_secret=SECRET)
    with pytest.raises((ValueError, package.errors.ApiError)):
        client.get_thing("1")
