"""Postman's rules for bodies and methods, each held by what arrives at a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.built import folder, header, item, raw
from tests.wires import FORM, JSON, TEXT, Part, Wire, case, sends, wired_cases

URL = "http://h.test/"
POST = f"POST {URL}"
MULTIPART = "Content-Type: multipart/form-data"
FILES = {"a.txt": b"first\n", "b.json": b'{"b":1}', "c.unknown": b"\0\xff"}
PRUNED = ("GET", "COPY", "HEAD", "PURGE", "UNLOCK")
KEPT = ("DELETE", "OPTIONS", "VIEW")
UNPRUNED = {"disableBodyPruning": True}
COMMENTED = '{\n  // one\n  "a": "http://x", /* two */\n  "b": "/* kept */" // three\n}'
UNCOMMENTED = '{\n  \n  "a": "http://x", \n  "b": "/* kept */" \n}'


def _post(name: str, body: Any, *headers: str, **more: Any) -> dict[str, Any]:
    return item(name, URL, "POST", body=body, header=header(*headers), **more)


def _in(language: str, text: str) -> dict[str, Any]:
    return {**raw(text), "options": {"raw": {"language": language}}}


def _form(*rows: Any) -> dict[str, Any]:
    return {"mode": "urlencoded", "urlencoded": list(rows)}


def _graphql(**members: Any) -> dict[str, Any]:
    return {"mode": "graphql", "graphql": {"query": "{ me }", **members}}


CASES = [
    case(
        "23-raw-without-language",
        folder(
            "Raw",
            _post("No language", raw("{}")),
            _post("Unknown language", _in("yaml", "a: 1")),
            _post("Text as the body", "plain"),
        ),
        sends(POST, TEXT, body=b"{}"),
        sends(POST, TEXT, body=b"a: 1"),
        sends(POST, TEXT, body=b"plain"),
    ),
    case(
        "24-raw-json-with-comments",
        folder(
            "Comments",
            _post("By language", _in("json", COMMENTED)),
            _post("By header", raw(COMMENTED), "Content-Type: application/vnd.x+json"),
            _post("Text", _in("text", COMMENTED), JSON),
        ),
        sends(POST, JSON, body=UNCOMMENTED.encode()),
        sends(POST, "Content-Type: application/vnd.x+json", body=UNCOMMENTED.encode()),
        sends(POST, JSON, body=COMMENTED.encode()),
    ),
    case(
        "25-language-and-content-type",
        folder(
            "Languages",
            *(
                _post(name, _in(name, "1"))
                for name in ("json", "xml", "html", "javascript", "text")
            ),
            _post("Stated", _in("xml", "1"), "content-type: application/custom"),
            item(
                "Switched off",
                URL,
                "POST",
                body=_in("xml", "1"),
                header=[{"key": "Content-Type", "value": "a/b", "disabled": True}],
            ),
        ),
        sends(POST, JSON, body=b"1"),
        sends(POST, "Content-Type: application/xml", body=b"1"),
        sends(POST, "Content-Type: text/html", body=b"1"),
        sends(POST, "Content-Type: application/javascript", body=b"1"),
        sends(POST, TEXT, body=b"1"),
        sends(POST, "content-type: application/custom", body=b"1"),
        sends(POST, "Content-Type: application/xml", body=b"1"),
    ),
    case(
        "26-methods-with-bodies",
        folder(
            "Methods",
            *(item(method, URL, method, body=raw("x")) for method in (*PRUNED, *KEPT)),
            item("GET, not pruned", URL, "GET", body=raw("x"), behavior=UNPRUNED),
            item("No body", URL, "POST"),
        ),
        *(sends(f"{method} {URL}") for method in PRUNED),
        *(sends(f"{method} {URL}", TEXT, body=b"x") for method in KEPT),
        sends(f"GET {URL}", TEXT, body=b"x"),
        sends(POST, "Content-Length: 0"),
    ),
    case(
        "27-files-of-one-field",
        _post(
            "Files",
            {
                "mode": "formdata",
                "formdata": [
                    {"key": "one", "type": "file", "src": "a.txt"},
                    {"key": "all", "type": "file", "src": ["a.txt", "b.json", "c.unknown"]},
                    {"key": "text", "value": "1"},
                ],
            },
        ),
        sends(
            POST,
            MULTIPART,
            body=[
                Part("one", b"first\n", "a.txt", "text/plain"),
                Part("all", b"first\n", "a.txt", "text/plain"),
                Part("all", b'{"b":1}', "b.json", "application/json"),
                Part("all", b"\0\xff", "c.unknown", "application/octet-stream"),
                Part("text", b"1"),
            ],
        ),
    ),
    case(
        "28-graphql-variables",
        folder(
            "GraphQL",
            _post("As text", _graphql(variables='{"a": 1}', operationName="Q")),
            _post("As object", _graphql(variables={"a": 1})),
            _post("Empty", _graphql(variables="")),
            _post("None", _graphql()),
        ),
        sends(POST, JSON, body=b'{"query":"{ me }","operationName":"Q","variables":{"a": 1}}'),
        sends(POST, JSON, body=b'{"query":"{ me }","variables":{"a":1}}'),
        *[sends(POST, JSON, body=b'{"query":"{ me }"}')] * 2,
    ),
    case(
        "29-file-as-body",
        folder(
            "Files",
            _post("Member", {"mode": "file", "file": {"src": "c.unknown"}}),
            _post("Text", {"mode": "file", "file": "b.json"}),
            _post("Stated", {"mode": "file", "file": {"src": "a.txt"}}, "Content-Type: a/b"),
        ),
        sends(POST, "Content-Type: application/octet-stream", body=b"\0\xff"),
        sends(POST, JSON, body=b'{"b":1}'),
        sends(POST, "Content-Type: a/b", body=b"first\n"),
    ),
    case(
        "30-urlencoded-disabled",
        folder(
            "Forms",
            _post(
                "Some",
                _form(
                    {"key": "off", "value": "1", "disabled": True},
                    {"key": "null", "value": None},
                    {"key": "a b", "value": "~!*'()+"},
                    {"key": "null", "value": "2"},
                ),
            ),
            _post("All", _form({"key": "off", "value": "1", "disabled": True})),
        ),
        sends(POST, FORM, body=b"null=&null=2&a%20b=~%21%2A%27%28%29%2B"),
        sends(POST),
    ),
    case(
        "31-other-modes-data",
        folder(
            "Modes",
            _post(
                "Raw",
                {**raw("x"), "urlencoded": [{"key": "a", "value": "1"}], "file": {"src": "a.txt"}},
            ),
            _post("Upper case", {"mode": "URLENCODED", "raw": "x", "urlencoded": []}),
            _post("No mode", {"raw": "x"}),
            _post("Switched off", {**raw("x"), "disabled": True}),
        ),
        sends(POST, TEXT, body=b"x"),
        *[sends(POST)] * 3,
    ),
    case("36-lower-case-method", item("Lower", URL, "pAtch"), sends(f"PATCH {URL}")),
    case("37-empty-method", item("Empty", URL, ""), sends(f"GET {URL}")),
    case(
        "57-behavior-of-the-nearest",
        folder(
            "Off",
            folder(
                "On",
                item("Inherits", URL, body=raw("x")),
                item("Off", URL, body=raw("x"), behavior={"disableBodyPruning": False}),
                item("No object", URL, body=raw("x"), behavior="none"),
                item("Other key", URL, body=raw("x"), behavior={"disableUrlEncoding": True}),
                protocolProfileBehavior=UNPRUNED,
            ),
            item("Outside", URL, body=raw("x")),
            protocolProfileBehavior={"disableBodyPruning": False},
        ),
        sends(f"GET {URL}", TEXT, body=b"x"),
        sends(f"GET {URL}"),
        *[sends(f"GET {URL}", TEXT, body=b"x")] * 2,
        sends(f"GET {URL}"),
    ),
]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired_cases(tmp_path_factory.mktemp("body"), CASES, files=FILES) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_decision(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)
