"""Each request of the samples, sent by the generated client, sync and async."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any
from urllib.parse import quote

import pytest

from tests.recording import Recorded, Recorder, recording
from tests.trees import COLLECTIONS, generated, imported

SAMPLES = ("bank-links", "messaging")
CREDENTIALS = {
    "bank-links": {"secret_id": "an-id", "secret_password": "a:pass wörd"},
    "messaging": {"key_id": "an-id", "key_secret": "a:pass wörd"},
}
BASIC = "Basic " + base64.b64encode("an-id:a:pass wörd".encode()).decode()


@dataclass(frozen=True)
class Request:
    """A request of a sample as its JSON states it."""

    sample: str
    pointer: str
    item: dict[str, Any]
    variables: dict[str, str]
    has_auth: bool

    def filled(self, text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda m: self.variables[m[1]], text)


def _requests(sample: str) -> Iterator[Request]:
    document = json.loads((COLLECTIONS / f"{sample}.postman_collection.json").read_text("utf-8"))
    variables = {row["key"]: row["value"] for row in document["variable"]}

    def walk(node: dict[str, Any], pointer: str, has_auth: bool) -> Iterator[Request]:
        own = (node.get("auth") or node.get("request", {}).get("auth") or {}).get("type")
        has_auth = own != "noauth" if own else has_auth
        if "request" in node:
            yield Request(sample, pointer, node, variables, has_auth)
        for index, child in enumerate(node.get("item", [])):
            yield from walk(child, f"{pointer}/item/{index}", has_auth)

    return walk(document, "#", False)


REQUESTS = [request for sample in SAMPLES for request in _requests(sample)]


@dataclass(frozen=True)
class Sample:
    """A generated package and the method of each of its requests, as steps from the client."""

    package: Any
    steps: dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Sample]]:
    """Return what imports the client of a sample; each is generated once."""
    with ExitStack() as stack:

        @cache
        def load(name: str) -> Sample:
            source = COLLECTIONS / f"{name}.postman_collection.json"
            tree = generated(tmp_path_factory.mktemp(name), source)
            steps = {
                pointer: path.relative_to(tree.root).parts[1:-1]
                for pointer, path in tree.snippets("python/client").items()
            }
            return Sample(stack.enter_context(imported(tree)), steps)

        yield load


def _identifier(name: str) -> str:
    words = re.sub(r"([a-z])([A-Z])", r"\1_\2", name)
    return "_".join(re.findall(r"[a-z0-9]+", words.lower()))


def _arguments(request: Request) -> tuple[list[str], dict[str, Any]]:
    url = request.item["request"]["url"]
    path = [request.filled(row["value"]) for row in url.get("variable", [])]
    given: dict[str, Any] = {
        _identifier(row["key"]): request.filled(row["value"])
        for row in url.get("query", [])
        if not row.get("disabled")
    }
    body = request.item["request"].get("body")
    if body:
        fields = json.loads(request.filled(body["raw"]))
        given |= {_identifier(name): value for name, value in fields.items()}
    return path, given


def _answer(request: Request, server: Recorder) -> dict[str, Any]:
    """Answer with the first saved response, which is a success, and return it."""
    response: dict[str, Any] = request.item["response"][0]
    server.answer(response["code"], response.get("body") or "")
    return response


def _call(client: Any, request: Request, sample: Sample) -> Any:
    method: Callable[..., Any] = reduce(getattr, sample.steps[request.pointer], client)
    path, given = _arguments(request)
    return method(*path, **given)


def _check(request: Request, arrived: Recorded, base: str) -> None:
    stated = request.item["request"]
    url = stated["url"]
    slots = {row["key"]: request.filled(row["value"]) for row in url.get("variable", [])}
    segments = [slots.get(s[1:], s) if s[:1] == ":" else request.filled(s) for s in url["path"]]
    query = "&".join(
        f"{row['key']}={quote(request.filled(row['value']), safe=',')}"
        for row in url.get("query", [])
        if not row.get("disabled")
    )
    target = base + "/" + "/".join(segments) + ("?" + query if query else "")
    assert (arrived.method, arrived.target) == (stated["method"], target)
    for row in stated["header"]:
        assert arrived.header(row["key"]) == row["value"]
    assert arrived.header("Authorization") == (BASIC if request.has_auth else None)
    if "body" in stated:
        assert json.loads(arrived.body) == json.loads(request.filled(stated["body"]["raw"]))
        assert arrived.header("Content-Length") == str(len(arrived.body))
    else:
        assert arrived.body == b""
        assert arrived.header("Content-Type") is None


def _check_result(result: Any, response: dict[str, Any]) -> None:
    if not response.get("body"):
        assert result is None
        return
    said = json.loads(response["body"])
    shown = [one.to_dict() for one in result] if isinstance(said, list) else result.to_dict()
    assert shown == said


@pytest.mark.parametrize("request_", REQUESTS, ids=[r.item["name"] for r in REQUESTS])
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_request_of_a_sample(
    mode: str, request_: Request, load: Callable[[str], Sample], server: Recorder
) -> None:
    sample = load(request_.sample)
    response = _answer(request_, server)
    settings = {"base_url": server.url + "/base", **CREDENTIALS[request_.sample]}
    server.take()
    if mode == "sync":
        client = sample.package.Client(**settings)
        result = _call(client, request_, sample)
        client.close()
    else:
        result = asyncio.run(_call_async(request_, sample, settings))
    _check(request_, server.one(), "/base")
    _check_result(result, response)


async def _call_async(request: Request, sample: Sample, settings: dict[str, str]) -> Any:
    client = sample.package.AsyncClient(**settings)
    try:
        return await _call(client, request, sample)
    finally:
        await client.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_request_has_a_method(name: str, load: Callable[[str], Sample]) -> None:
    assert sorted(load(name).steps) == sorted(request.pointer for request in _requests(name))
