"""Postman's rules for auth and headers, each held by what arrives at a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.built import auth, folder, header, item
from tests.wires import Wire, case, sends, wired_cases

URL = "http://h.test/"
GET = f"GET {URL}"
VALUES = {"t": "T1", "u": "T2", "name": "us er", "pass": "a:b"}
TOKEN = auth("bearer", token="{{t}}")
BEARER = "Authorization: Bearer T1"
_V2_0 = {"type": "basic", "basic": {"username": "{{name}}", "password": "{{pass}}"}}
_QUERY = {"in": "query"}


def _get(name: str, **request: Any) -> dict[str, Any]:
    return item(name, URL, **request)


CASES = [
    case(
        "14-auth-null-inherits",
        folder(
            "Token",
            _get("Missing"),
            _get("Null", auth=None),
            _get("Empty", auth={}),
            _get("No type", auth={"type": None}),
            folder("Deeper", _get("Inherits"), auth=None),
            _get("Own", auth=auth("bearer", token="{{u}}")),
            auth=TOKEN,
        ),
        *[sends(GET, BEARER)] * 5,
        sends(GET, "Authorization: Bearer T2"),
    ),
    case(
        "15-noauth-stops",
        folder(
            "Token",
            _get("Stops", auth={"type": "noauth"}),
            folder("Stopped", _get("Below"), _get("Null", auth=None), auth={"type": "noauth"}),
            auth=TOKEN,
        ),
        *[sends(GET)] * 3,
    ),
    case(
        "16-auth-object-of-v2.0",
        folder(
            "Objects",
            _get("Bearer", auth={"type": "bearer", "bearer": {"token": "{{t}}"}}),
            _get("Basic", auth=_V2_0),
        ),
        sends(GET, BEARER),
        sends(GET, "Authorization: Basic dXMgZXI6YTpi"),
    ),
    case(
        "17-apikey-in-query",
        item(
            "Key",
            URL + "?k=old&a=1&K=other",
            auth=auth("apikey", key="k", value="{{t}}", **_QUERY),
        ),
        sends(f"GET {URL}?a=1&K=other&k=T1"),
    ),
    case(
        "18-apikey-replaces-a-header",
        _get(
            "Key",
            header=header("x-key: old", "X-Other: 1"),
            auth=auth("apikey", key="X-Key", value="{{t}}"),
        ),
        sends(GET, "X-Key: T1", "X-Other: 1"),
    ),
    case(
        "19-oauth2-places-and-prefix",
        folder(
            "OAuth 2",
            _get("Query", auth=auth("oauth2", accessToken="{{t}}", addTokenTo="queryParams")),
            _get("Header", auth=auth("oauth2", accessToken="{{t}}")),
            _get("Prefix", auth=auth("oauth2", accessToken="{{t}}", headerPrefix="Key")),
            _get("No prefix", auth=auth("oauth2", accessToken="{{t}}", headerPrefix="")),
        ),
        sends(f"GET {URL}?access_token=T1"),
        sends(GET, BEARER),
        sends(GET, "Authorization: Key T1"),
        sends(GET, "Authorization: T1"),
    ),
    case(
        "20-header-block-with-comment",
        _get("Block", header="X-A: 1\r\n// X-B: 2\nX-C: 3:4\n"),
        sends(GET, "X-A: 1", "X-C: 3:4"),
    ),
    case(
        "21-header-map",
        _get("Map", header={"X-A": "1", "X-B": "2"}),
        sends(GET, "X-A: 1", "X-B: 2"),
    ),
    case(
        "22-header-strings",
        _get("Strings", header=["X-A: 1", "X-B:2", "X-A: 3"]),
        sends(GET, "X-A: 1", "X-A: 3", "X-B: 2"),
    ),
    case(
        "58-duplicate-auth-keys",
        _get(
            "Twice",
            auth={
                "type": "bearer",
                "bearer": [{"key": "token", "value": "old"}, {"key": "token", "value": "{{t}}"}],
            },
        ),
        sends(GET, BEARER),
    ),
]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired_cases(tmp_path_factory.mktemp("auth"), CASES, values=VALUES) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_decision(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)
