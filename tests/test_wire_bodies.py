"""Forms, files and comments that a client would say otherwise than Postman."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.analysis import analyse
from generator.loading import load
from generator.options import Options
from tests.built import collection, folder, header, item, raw
from tests.commands import saved
from tests.wires import FORM, JSON, Part, Sent, Wire, assert_sent, case, sends, wired, wired_cases

URL = "http://h.test/"
POST = f"POST {URL}"
MULTIPART = "Content-Type: multipart/form-data"
PLAIN = "Content-Type: text/plain"
VALUES = {"field": "f1", "value": "v1", "number": "7"}
# Files by what Postman says of them; curl and Python would say otherwise of some.
TYPES = {
    "a.txt": "text/plain",
    "a.JSON": "application/json",
    "a.csv": "text/csv",
    "a.js": "application/javascript",
    "a.md": "text/markdown",
    "a.yaml": "text/yaml",
    "a.xml": "application/xml",
    "a.svg": "image/svg+xml",
    "a.png": "image/png",
    "a.pdf": "application/pdf",
    "a.zip": "application/zip",
    "a.tar.gz": "application/gzip",
    "a.unheard-of": "application/octet-stream",
    "none": "application/octet-stream",
}
# Those of which every Python says the same.
COMMON = ("a.txt", "a.JSON", "a.csv", "a.png", "a.pdf", "a.zip", "a.unheard-of", "none")
FILES = {name: name.encode() for name in TYPES}


def _post(name: str, mode: str, rows: list[dict[str, Any]], *headers: str) -> dict[str, Any]:
    return item(name, URL, "POST", body={"mode": mode, mode: rows}, header=header(*headers))


def _raw(name: str, text: str, *headers: str) -> dict[str, Any]:
    return item(name, URL, "POST", body={"mode": "raw", "raw": text}, header=header(*headers))


def _file(name: str, path: str, **more: Any) -> dict[str, Any]:
    return {"key": name, "type": "file", "src": path, **more}


def _file_body(name: str) -> dict[str, Any]:
    return item(name, URL, "POST", body={"mode": "file", "file": {"src": name}})


def _parts(names: Iterable[str]) -> dict[str, Any]:
    """Return a form with a file field for each name, called as the file is."""
    return _post("Parts", "formdata", [_file(name, name) for name in names])


def _sent_parts(names: Iterable[str]) -> Sent:
    parts = [Part(name, name.encode(), name, TYPES[name]) for name in names]
    return sends(POST, MULTIPART, body=parts)


MADE_NAMES = '{"{{field}}": 1, "a": {"x-{{value}}": ["{{field}}"]}}'

CASES = [
    case(
        "names in JSON that variables make",
        item(
            "Made",
            URL,
            "POST",
            body={"mode": "raw", "raw": MADE_NAMES, "options": {"raw": {"language": "json"}}},
        ),
        sends(POST, JSON, body=b'{"f1": 1, "a": {"x-v1": ["f1"]}}'),
    ),
    case(
        "types of bodies",
        folder("Bodies", *(_file_body(name) for name in COMMON)),
        *(sends(POST, f"Content-Type: {TYPES[name]}", body=name.encode()) for name in COMMON),
    ),
    case("types of parts", _parts(COMMON), _sent_parts(COMMON)),
    case(
        "file names of parts",
        _post(
            "Names",
            "formdata",
            [
                _file("a", "a.txt", fileName="other name.csv"),
                _file("b", "a.png", fileName="x.bin", contentType="image/webp"),
            ],
        ),
        sends(
            POST,
            MULTIPART,
            body=[
                Part("a", b"a.txt", "other name.csv", "text/plain"),
                Part("b", b"a.png", "x.bin", "image/webp"),
            ],
        ),
    ),
    case(
        "field names with variables",
        folder(
            "Names",
            _post("Form", "urlencoded", [{"key": "x{{field}}", "value": "{{value}}"}]),
            _post("Parts", "formdata", [{"key": "x{{field}}", "value": "{{value}}"}]),
        ),
        sends(POST, FORM, body=b"xf1=v1"),
        sends(POST, MULTIPART, body=[Part("xf1", b"v1")]),
    ),
    case(
        "fields without a name",
        folder(
            "Names",
            _post("Form", "urlencoded", [{"key": "", "value": "1"}, {"key": "a", "value": "2"}]),
            _post("Parts", "formdata", [{"key": "", "value": "1"}, {"key": "a", "value": "2"}]),
        ),
        sends(POST, FORM, body=b"=1&a=2"),
        sends(POST, MULTIPART, body=[Part("", b"1"), Part("a", b"2")]),
    ),
    case(
        "media types of forms",
        folder(
            "Types",
            _post("Charset", "urlencoded", [{"key": "a", "value": "1"}], FORM + "; charset=utf-8"),
            _post("Other", "urlencoded", [{"key": "a", "value": "1"}], JSON),
            _post("Parts", "formdata", [{"key": "a", "value": "1"}], JSON),
        ),
        sends(POST, FORM + "; charset=utf-8", body=b"a=1"),
        sends(POST, FORM, body=b"a=1"),
        sends(POST, MULTIPART, body=[Part("a", b"1")]),
    ),
    case(
        "comments before CRLF",
        item(
            "Comments",
            URL,
            "POST",
            header=header(JSON),
            body=raw('{\r\n  // one\r\n  "a": 1, /* two\r\n */\r\n  "b": "//" // three\r\n}'),
        ),
        sends(POST, JSON, body=b'{\r\n  \n  "a": 1, \r\n  "b": "//" \n}'),
    ),
    case(
        "JSON that is sent as another type",
        folder(
            "Types",
            _raw("No language", '{"a": "{{value}}"}'),
            _raw("A list", "[1, {{number}}]", "Content-Type: application/vnd.list"),
            _raw("Comments", '{"a": 1} // kept'),
            _raw("A form", '{"a": 1}', FORM),
            _raw("A word", '"a"'),
        ),
        sends(POST, PLAIN, body=b'{"a": "v1"}'),
        sends(POST, "Content-Type: application/vnd.list", body=b"[1, 7]"),
        sends(POST, PLAIN, body=b'{"a": 1} // kept'),
        sends(POST, FORM, body=b'{"a": 1}'),
        sends(POST, PLAIN, body=b'"a"'),
    ),
    case(
        "whole numbers as names",
        _post(
            "Order",
            "urlencoded",
            [{"key": key, "value": value} for key, value in ("b1", "92", "a3", "14", "b5", "06")],
        ),
        sends(POST, FORM, body=b"0=6&1=4&9=2&b=1&b=5&a=3"),
    ),
]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    place = tmp_path_factory.mktemp("bodies")
    with wired_cases(place, CASES, values=VALUES, files=FILES) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_what_arrives(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)


def test_types_that_curl_does_not_know(tmp_path: Path) -> None:
    with wired(tmp_path, collection(_parts(TYPES)), files=FILES) as wire:
        assert_sent(wire.by_curl("#/item/0"), _sent_parts(TYPES))


_EMPTY = [
    {"mode": "raw", "raw": " \n"},
    {"mode": "urlencoded", "urlencoded": []},
    {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "1", "disabled": True}]},
    {"mode": "formdata", "formdata": []},
    {"mode": "file", "file": {}},
    {"mode": "graphql", "graphql": {"query": ""}},
]
_FULL = [
    {"mode": "raw", "raw": "x"},
    {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": ""}]},
    {"mode": "formdata", "formdata": [{"key": "a", "type": "file"}]},
    {"mode": "file", "file": {"src": "a.bin"}},
    {"mode": "graphql", "graphql": {"query": "{ a }"}},
]


@pytest.mark.parametrize(
    ("body", "told"), [*((body, 0) for body in _EMPTY), *((body, 1) for body in _FULL)]
)
def test_only_a_body_that_is_lost_is_told_of(
    body: dict[str, Any], told: int, tmp_path: Path
) -> None:
    source = tmp_path / "c.json"
    source.write_text(json.dumps(collection(item("A", "https://a.test/", body=body))), "utf-8")
    options = Options((str(source),))
    loaded = load(options)
    analyse(options, loaded)
    assert [one.rule for one in loaded.diagnostics].count("body-pruned") == told


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"mode": "file", "file": {}}, "no file is chosen for the body; it is sent empty"),
        ({"mode": "file", "file": {"src": "a.bin"}}, None),
        (
            {"mode": "formdata", "formdata": [{"key": "a", "type": "file"}]},
            "form field 'a' names no file; it is left out",
        ),
        ({"mode": "formdata", "formdata": [{"key": "a", "type": "file", "src": "a.bin"}]}, None),
    ],
)
def test_a_file_that_is_not_chosen_is_told_of(
    body: dict[str, Any], message: str | None, tmp_path: Path
) -> None:
    source = saved(tmp_path / "c.json", collection(item("A", "https://a.test/", "POST", body=body)))
    options = Options((str(source),))
    loaded = load(options)
    analyse(options, loaded)
    told = [one.message for one in loaded.diagnostics if one.rule == "body-file-unset"]
    assert told == ([message] if message else [])
