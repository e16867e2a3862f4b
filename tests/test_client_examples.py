"""The tests that come with a client: they pass, and fail when the client is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import shared
from tests.built import auth, collection, item
from tests.trees import COLLECTIONS, Tree, generated

SAMPLES = ("bank-links", "kitchen-sink", "messaging")
OK = {"name": "Done", "code": 200, "status": "OK", "body": '{"id": 1}'}
EMIT = ("client", "tests")


def _pytest(tree: Tree) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short"]
    done = subprocess.run(command, cwd=tree.client, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def _answer(code: int, body: str | None = None, media_type: str = "application/json") -> Any:
    header = [{"key": "Content-Type", "value": media_type}]
    return {"name": f"Is {code}", "code": code, "body": body, "header": header}


def _passed(folder: Path, document: Mapping[str, Any] | Path) -> Tree:
    tree = generated(folder, document, emit=EMIT)
    status, output = _pytest(tree)
    assert status == 0, output
    return tree


def _examples(tree: Tree) -> list[Path]:
    return sorted((tree.client / "tests" / "examples").rglob("*.json"))


def _count(tree: Tree) -> int:
    return sum(len(json.loads(path.read_text("utf-8"))["answers"]) for path in _examples(tree))


@pytest.mark.parametrize("name", SAMPLES)
def test_of_a_sample(name: str, tmp_path: Path) -> None:
    assert _count(_passed(tmp_path, COLLECTIONS / f"{name}.postman_collection.json")) > 1


ANSWERS = {
    "JSON, text and nothing of one status": [
        _answer(200, '{"id": 1}'),
        _answer(200, "busy", "text/plain"),
        _answer(200),
    ],
    "a JSON string": [_answer(200, '"a token"')],
    "JSON that is labelled text": [_answer(200, '"a token"', "text/plain")],
    "dates and UUIDs in a list": [
        _answer(200, '["2026-01-02", "2026-03-04"]'),
        _answer(404, '["5f0c7a0e-6a55-4a4e-9f3b-2b1d0c9e8f7a"]'),
    ],
    "errors of every kind": [
        _answer(400, '{"message": "no"}'),
        _answer(404, "gone", "text/html; charset=iso-8859-1"),
        _answer(409),
        _answer(418, "[1, 2]"),
        _answer(500, "<h1>no</h1>", "text/html"),
    ],
    "null": [_answer(200, "null")],
    "numbers": [_answer(200, "[1.0, 1e300, 12345678901234567890]")],
    "a redirect": [_answer(302, "moved", "text/html")],
    "bytes": [_answer(200, "%PDF", "application/pdf")],
    "no Content-Type": [{"name": "Bare", "code": 200, "body": "text"}],
    "characters that no editor shows": [_answer(200, '{"a": "\u2028\u200b\\ud800\\u0000"}')],
}


def test_of_answers(tmp_path: Path) -> None:
    url = "https://example.com/things"
    items = [item(name, url, response=answers) for name, answers in ANSWERS.items()]
    assert _count(_passed(tmp_path, collection(*items))) == sum(map(len, ANSWERS.values()))


_FILE = {"mode": "formdata", "formdata": [{"key": "photo", "type": "file", "src": "/none.png"}]}
REQUESTS: dict[str, dict[str, Any]] = {
    "a host and port that are open": {"url": "{{protocol}}://{{host}}:{{port}}/a/{{id}}?b={{c}}"},
    "an open base": {"url": "{{base_url}}/a"},
    "values that are made anew": {"url": "https://example.com/{{$guid}}?at={{$timestamp}}"},
    "encoded names": {"url": "https://example.com/a%2Fb/ü?q=a b&r=%26&s&t="},
    "a file": {"url": "https://example.com/a", "method": "POST", "body": _FILE},
    "basic auth": {"url": "https://example.com/a", "auth": auth("basic", username="a")},
    "a key in the query": {
        "url": "https://example.com/a?b=1",
        "auth": auth("apikey", key="k", value="a-long-secret-value", **{"in": "query"}),
    },
    "a signature": {
        "url": "https://example.com/a",
        "auth": auth("awsv4", accessKey="{{key}}", secretKey="{{secret}}", service="s3"),
    },
    "OAuth 1.0 in the query": {
        "url": "https://example.com/a",
        "auth": auth("oauth1", consumerKey="{{key}}", consumerSecret="{{secret}}"),
    },
    "a token to fetch": {
        "url": "https://example.com/a",
        "auth": auth(
            "oauth2",
            grant_type="client_credentials",
            accessTokenUrl="https://example.com/token",
            clientId="{{client}}",
            clientSecret="{{secret}}",
        ),
    },
    "a JSON Web Token": {
        "url": "https://example.com/a",
        "auth": auth("jwt", secret="{{secret}}", payload="{{claims}}", algorithm="HS256"),
    },
    "NTLM": {"url": "https://example.com/a", "auth": auth("ntlm", username="{{user}}")},
}


def test_of_requests(tmp_path: Path) -> None:
    items = [item(name, response=[OK], **request) for name, request in REQUESTS.items()]
    tree = _passed(tmp_path, collection(*items))
    assert len(_examples(tree)) == len(REQUESTS)
    found = "".join(p.read_text("utf-8") for p in (tree.client / "tests").rglob("*.*"))
    assert "a-long-secret-value" not in found


def test_bodies_that_no_server_sends_are_left_out(tmp_path: Path) -> None:
    answers = [_answer(200, '{"id": {{id}}}'), _answer(200, '{"id": 1}')]
    tree = _passed(tmp_path, collection(item("Read", "https://a.test/a", response=answers)))
    (example,) = _examples(tree)
    assert [a["json"] for a in json.loads(example.read_text("utf-8"))["answers"]] == [{"id": 1}]


def test_nothing_was_saved(tmp_path: Path) -> None:
    tree = generated(tmp_path, collection(item("Read", "https://a.test/a")), emit=EMIT)
    assert not (tree.client / "tests").exists()


CHANGES = {
    "another path": ("resources/__init__.py", r'"{{base_url}}/a"', '"{{base_url}}/b"'),
    "another method": ("resources/__init__.py", '"GET"', '"PUT"'),
    "no attributes": ("types/__init__.py", "id: int", "id: Missing"),
    "another error": ("types/__init__.py", r"errors\.NotFoundError", "errors.ConflictError"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_of_a_client_that_is_wrong(name: str, tmp_path: Path) -> None:
    answers = [_answer(200, '{"id": 1}'), _answer(404, '{"message": "none"}')]
    document = collection(item("Read", "https://a.test/a", response=answers))
    tree = generated(tmp_path, document, emit=EMIT)
    path, old, new = CHANGES[name]
    module = tree.client / tree.package / path
    source, count = re.subn(old, new, module.read_text("utf-8"))
    assert count
    module.write_text(source, "utf-8")
    status, output = _pytest(tree)
    assert status == 1, output


REAL = [
    "Adyen+adyen-postman/CheckoutService-v49.json",
    "Adyen+adyen-postman/ManagementService-v3.json",
    "RoxyAPI+postman-collections/tarot.json",
    "amzn+ads-advanced-tools-docs/Amazon_Ads_API.postman_collection.json",
    "docusign+postman-collections/notary-collection.json",
    "joolfe+postman-to-openapi/ResponsesJsonError.json",
    "joolfe+postman-to-openapi/ResponsesMultiLang.json",
    "mojaloop+postman/mojaloop-simulator-collection.json",
    "readmeio+oas/petstore.collection.json",
    "streamdata-gallery-organizations+akamai/slaapiv1testsid-get-postman.md.json",
    "thedevsaddam+docgen/example.json",
    "twitterdev+postman-twitter-api/Twitter API v2.postman_collection.json",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_of_a_real_collection(name: str, tmp_path: Path) -> None:
    _passed(tmp_path, shared.require() / "collections" / name)
