"""Postman's rules for URLs, each held by what arrives at a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.built import folder, item
from tests.wires import Wire, case, sends, wired_cases


def _url(name: str, *expected: str, **parts: Any) -> Any:
    """Return a case of one URL object; of a host when none is given."""
    address = {"protocol": "http", "host": ["h", "test"], **parts}
    return case(name, item(name, address), *(sends(target) for target in expected))


CASES = [
    case(
        "01-url-string",
        item("String", "http://h.test/a/b?x=1&y=2#top"),
        sends("http://h.test/a/b?x=1&y=2"),
    ),
    _url(
        "02-parts-and-another-raw",
        "http://h.test/parts?q=1",
        raw="http://raw.test/raw?z=1",
        path=["parts"],
        query=[{"key": "q", "value": "1"}],
    ),
    # Postman sends nothing; what can be read is read here.
    case(
        "03-raw-only",
        item("Raw only", {"raw": "http://h.test/raw-only?x=1"}),
        sends("http://h.test/raw-only?x=1"),
    ),
    case(
        "04-host-string",
        folder(
            "Hosts",
            item("Plain", {"protocol": "http", "host": "h.test", "path": ["a"]}),
            item("Braces", {"host": "{{first.label}}.test", "path": ["a"]}),
        ),
        sends("http://h.test/a"),
        sends("http://h.test/a"),
    ),
    case(
        "05-path-string",
        folder(
            "Paths",
            *(
                item(path, {"protocol": "http", "host": "h.test", "path": path})
                for path in ("/a/b/", "a//b", "/", "")
            ),
        ),
        sends("http://h.test/a/b/"),
        sends("http://h.test/a//b"),
        sends("http://h.test/"),
        sends("http://h.test/"),
    ),
    # Postman prints "[object Object]"; the segment's value is what was meant.
    _url("06-path-object", "http://h.test/a/z", path=[{"type": "string", "value": "a"}, "z"]),
    _url(
        "07-id-json",
        "http://h.test/u/5.json/5.tar.gz",
        path=["u", ":id.json", ":id.tar.gz"],
        variable=[{"key": "id", "value": "5"}],
    ),
    _url(
        "08-colon-inside",
        "http://h.test/a:id/:id:x/things:get",
        path=["a:id", ":id:x", "things:get"],
        variable=[{"key": "id", "value": "5"}],
    ),
    _url(
        "09-null-path-variable",
        "http://h.test/:null/:empty/:number/:unknown/on",
        path=[":null", ":empty", ":number", ":unknown", ":off"],
        variable=[
            {"key": "null", "value": None},
            {"key": "empty", "value": ""},
            {"key": "number", "value": 7},
            {"key": "off", "value": "on", "disabled": True},
        ],
    ),
    _url(
        "10-duplicate-query-keys",
        "http://h.test/?a=1&b=2&a=3",
        query=[
            {"key": "a", "value": "1"},
            {"key": "b", "value": "2"},
            {"key": "a", "value": "3"},
        ],
    ),
    _url(
        "11-disabled-query",
        "http://h.test/?c=3&d=4",
        query=[
            {"key": "a", "value": "1", "disabled": True},
            {"key": "b", "value": "2", "disabled": "false"},
            {"key": "c", "value": "3", "disabled": False},
            {"key": "d", "value": "4", "disabled": ""},
        ],
    ),
    _url(
        "12-query-null-or-empty",
        "http://h.test/?null&empty=&=nameless&",
        query=[
            {"key": "null", "value": None},
            {"key": "empty", "value": ""},
            {"key": None, "value": "nameless"},
            {"key": None, "value": None},
        ],
    ),
    _url(
        "13-query-number",
        "http://h.test/?number&boolean&text=1",
        query=[
            {"key": "number", "value": 1},
            {"key": "boolean", "value": True},
            {"key": "text", "value": "1"},
        ],
    ),
    _url("60-port-number", "http://h.test:8080/", port=8080),
]
MEMBERS = {"variable": [{"key": "first.label", "value": "h"}]}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired_cases(tmp_path_factory.mktemp("url"), CASES, members=MEMBERS) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_decision(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)
