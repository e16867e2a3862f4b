"""The HTTP client below a generated one: hooks, proxies, HTTP/2, httpx2; what repr shows."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import httpx
import pytest

from tests.built import auth, collection, item
from tests.recording import Answer, Recorded, Recorder, recording
from tests.trees import Tree, generated, imported, run

SECRET = "sesame-open-42"
SAVED = {"name": "ok", "code": 200, "body": '{"id": 7}'}
SOURCE = collection(
    item("Get thing", "{{baseUrl}}/{{kind}}/:id", response=[SAVED]),
    auth=auth("basic", username="{{keyId}}", password="{{keySecret}}"),
    variable=[{"key": "kind", "value": "things"}],
)

# Clients wait before they send again, which takes no time here.
pytestmark = pytest.mark.usefixtures("slept")


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return generated(tmp_path_factory.mktemp("http"), SOURCE)


@pytest.fixture(scope="module")
def package(tree: Tree) -> Iterator[Any]:
    with imported(tree) as module:
        yield module


def _client(package: Any, url: str, http: httpx.Client | None = None) -> Any:
    return package.Client(base_url=url, key_id="me", key_secret=SECRET, http_client=http)


def test_hooks_see_every_attempt(package: Any, server: Recorder) -> None:
    answers = iter([503, 200])
    server.rule = lambda request: Answer(next(answers), b'{"id": 7}')
    seen: list[Any] = []
    hooks: Any = {
        "request": [lambda request: seen.append(request.method)],
        "response": [lambda response: seen.append(response.status_code)],
    }
    with httpx.Client(event_hooks=hooks) as http:
        assert _client(package, server.url, http).get_thing("1").id == 7
    assert seen == ["GET", 503, "GET", 200]


def test_an_async_hook_changes_the_request(package: Any, server: Recorder) -> None:
    async def sign(request: httpx.Request) -> None:
        request.headers["X-Signed"] = "yes"

    async def call() -> None:
        async with httpx.AsyncClient(event_hooks={"request": [sign]}) as http:
            client = package.AsyncClient(
                base_url=server.url, key_id="me", key_secret="x", http_client=http
            )
            await client.get_thing("1")

    server.take()
    server.answer(200, '{"id": 7}')
    asyncio.run(call())
    assert server.one().header("X-Signed") == "yes"


def test_a_proxy(package: Any, server: Recorder) -> None:
    server.take()
    server.answer(200, '{"id": 7}')
    with httpx.Client(proxy=server.url) as http:
        assert _client(package, "http://things.invalid", http).get_thing("1").id == 7
    assert server.one().target == "http://things.invalid/things/1"


# HTTP/2


@contextmanager
def _speaking_http2() -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Answer one connection that speaks HTTP/2; give the port and the headers that come."""
    heard: list[dict[str, str]] = []

    def serve() -> None:
        connection, _ = listener.accept()
        config = h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        state = h2.connection.H2Connection(config)
        state.initiate_connection()
        with connection:
            connection.sendall(state.data_to_send())
            while data := connection.recv(65536):
                for event in state.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        heard.append({str(name): str(value) for name, value in event.headers})
                        state.send_headers(event.stream_id, [(":status", "200")])
                        state.send_data(event.stream_id, b'{"id": 7}', end_stream=True)
                connection.sendall(state.data_to_send())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(10)


def test_http2(package: Any) -> None:
    with _speaking_http2() as (port, heard), httpx.Client(http1=False, http2=True) as http:
        client = _client(package, f"http://127.0.0.1:{port}", http)
        raw = client.with_raw_response.get_thing("a/b")
        http.close()
    assert raw.http_response.http_version == "HTTP/2"
    assert raw.parsed().id == 7
    assert heard[0][":path"] == "/things/a%2Fb"
    assert "authorization" in heard[0]


# httpx2

MOVED = f"""\
import httpx2

httpx2.alias_httpx()

import sys

from sample import Client, errors

url, = sys.argv[1:]
for http in (None, httpx2.Client()):
    client = Client(base_url=url, key_id="me", key_secret={SECRET!r}, http_client=http)
    print(client.get_thing("a/b").id)
    try:
        client.get_thing("nothing")
    except errors.NotFoundError as error:
        print(isinstance(error.response, httpx2.Response), error)
try:
    Client(base_url="http://127.0.0.1:1", key_id="me", key_secret="x", max_retries=0).get_thing("1")
except errors.ConnectionFailedError as error:
    print(error)
print("httpcore" in {{module.__name__ for module in sys.modules.values()}})
"""


def test_on_httpx2(tree: Tree, server: Recorder, tmp_path: Path) -> None:
    pytest.importorskip("httpx2")

    def rule(request: Recorded) -> Answer:
        return Answer(404) if "nothing" in request.target else Answer(200, b'{"id": 7}')

    server.take()
    server.rule = rule
    env = {"PYTHONPATH": str(tree.client)}
    done = run([sys.executable, "-c", MOVED, server.url], tmp_path, env)
    assert done.returncode == 0, done.stderr.decode()
    said = f"Root.get_thing: GET {server.url}/things/nothing answered 404 Status: {{}}"
    refused = "Root.get_thing: GET http://127.0.0.1:1/things/1: no response from 127.0.0.1:1"
    *lines, last, other = done.stdout.decode().splitlines()
    assert lines == ["7", f"True {said}"] * 2
    assert last.startswith(refused)
    assert other == "False"
    assert {r.target for r in server.take()} == {"/things/a%2Fb", "/things/nothing"}


# What is shown


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_client_shows_no_secret(kind: str, package: Any) -> None:
    url = f"https://me:{SECRET}@127.0.0.1/a"
    client = getattr(package, kind)(base_url=url, key_id="me", key_secret=SECRET)
    shown = f"{kind}(base_url='https://…@127.0.0.1/a', kind='things', key_id='…', key_secret='…')"
    assert repr(client) == str(client) == shown
    assert SECRET not in repr(vars(client))


def test_a_client_shows_what_it_does_not_have(package: Any) -> None:
    assert repr(package.Client()) == "Client(kind='things')"


def test_credentials_show_no_secret(tmp_path: Path) -> None:
    source = collection(
        item("Get", "{{baseUrl}}/a"),
        auth=auth("oauth2", accessTokenUrl="https://a.test/t", clientId="i", clientSecret=SECRET,
                  grant_type="client_credentials"),
    )  # fmt: skip
    source["info"]["name"] = "Tokens"
    tree = generated(tmp_path, source)
    assert SECRET not in json.dumps(tree.lock)
    flows: list[Any] = []

    class Http(httpx.Client):
        def send(self, request: httpx.Request, *, auth: Any = None, **more: Any) -> httpx.Response:
            flows.append(auth)
            return httpx.Response(200, request=request)

    with imported(tree) as module, Http() as http:
        client = module.Client(
            base_url="http://a.test", client_secret=SECRET, client_id="i", http_client=http
        )
        client.get()
        (flow,) = flows
        assert isinstance(flow, httpx.Auth)
        assert SECRET not in repr(client) + repr(flow) + repr(vars(flow))
