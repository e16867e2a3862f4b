"""Collections of Postman's first format as v2.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Diagnostics
from generator.origin import Origin
from generator.readers.postman.v1 import Converted, to_v2
from generator.readers.postman.validation import validate
from tests import shared
from tests.trees import generated


def _convert(document: dict[str, Any], pointer: str = "#") -> tuple[Converted, list[str]]:
    diagnostics = Diagnostics()
    converted = to_v2(document, Origin("c.json", pointer), diagnostics)
    assert all(d.rule == "v1-orphan" for d in diagnostics)
    return converted, [d.origin.pointer for d in diagnostics if d.origin]


def _one(**request: Any) -> Converted:
    document = {"name": "c", "order": ["1"], "requests": [{"id": "1", **request}]}
    return _convert(document)[0]


def _request(**request: Any) -> dict[str, Any]:
    found: dict[str, Any] = _one(**request).document["item"][0]["request"]
    return found


def _names(items: list[dict[str, Any]]) -> list[Any]:
    return [[i["name"], _names(i["item"])] if "item" in i else i["name"] for i in items]


def _tree(**members: Any) -> tuple[list[Any], list[str]]:
    """Convert folders ``a``, ``b`` … and requests ``1``, ``2`` … whose names are their ids."""
    for member in ("folders", "requests"):
        rows = members.get(member, [])
        members[member] = [{"id": r, "name": r} if isinstance(r, str) else r for r in rows]
        for row in members[member]:
            row["name"] = row["id"]
    converted, orphans = _convert({"name": "c", **members})
    return _names(converted.document["item"]), orphans


def _folder(name: str, *order: Any, **members: Any) -> dict[str, Any]:
    return {"id": name, "order": list(order), **members}


# The tree


def test_folders_come_first_and_orders_are_kept() -> None:
    found = _tree(
        folders=[_folder("a", "3"), _folder("b", "2", "1", folders_order=["c"]), _folder("c", "4")],
        folders_order=["b", "a"],
        requests=["1", "2", "3", "4", "5"],
        order=["5"],
    )
    assert found == ([["b", [["c", ["4"]], "2", "1"]], ["a", ["3"]], "5"], [])


def test_without_folders_order_folders_stand_in_file_order() -> None:
    folders = [_folder("b", "1"), _folder("a", "2")]
    found = _tree(folders=folders, requests=["1", "2"], order=[])
    assert found == ([["b", ["1"]], ["a", ["2"]]], [])


def test_orphans_are_appended_with_a_warning() -> None:
    found = _tree(
        folders=[_folder("a", "1"), _folder("b"), _folder("c", folder="a")],
        folders_order=["a"],
        requests=["1", {"id": "2", "folder": "a"}, {"id": "3", "folder": "?"}, "4"],
        order=["4"],
    )
    orphans = ["#/folders/1", "#/folders/2", "#/requests/1", "#/requests/2"]
    assert found == ([["a", [["c", []], "1", "2"]], ["b", []], "4", "3"], orphans)


def test_what_is_named_twice_stands_once() -> None:
    found = _tree(
        folders=[_folder("a", "1", "1", folders_order=["b"]), _folder("b", "1", "2")],
        folders_order=["a", "b", "a"],
        requests=["1", "2"],
        order=["2", "1"],
    )
    assert found == ([["a", [["b", ["2"]], "1"]]], [])


def test_equal_ids_are_all_kept() -> None:
    found = _tree(requests=["1", "1"], order=["1"])
    assert found == (["1", "1"], ["#/requests/1"])


def test_folders_in_each_other_are_kept() -> None:
    folders = [_folder("a", "1", folders_order=["b"]), _folder("b", "2", folders_order=["a"])]
    found, _ = _tree(folders=folders, requests=["1", "2"], order=[])
    assert found == [["a", [["b", ["2"]], "1"]]]


def test_deep_folders_are_kept() -> None:
    count = 5_000
    folders = [_folder(str(i), f"r{i}", folders_order=[str(i + 1)]) for i in range(count)]
    requests = [{"id": f"r{i}"} for i in range(count)]
    converted, orphans = _convert({"name": "c", "folders": folders, "requests": requests})
    assert orphans == []
    assert len(list(_entries(converted.document["item"]))) == count


def test_orders_and_ids_of_wrong_types_are_ignored() -> None:
    found = _tree(
        folders=[_folder("a", None, {}, ["1"], True, 1.5, "1"), _folder("b", "1")],
        requests=["1"],
        order=5,
    )
    assert found == ([["a", ["1"]], ["b", []]], [])


# The parts of a request


def test_name_method_description() -> None:
    converted = _one(name="n", method="post", description="d", url="http://h")
    assert converted.document["item"] == [
        {"name": "n", "request": {"method": "post", "description": "d", "url": "http://h"}}
    ]
    table = converted.table
    assert table.translate("#/item/0/name") == "#/requests/0/name"
    assert table.translate("#/item/0/request/url") == "#/requests/0/url"
    assert table.translate("#/item/0/request/auth/basic/1/value") == "#/requests/0"
    assert table.translate("#/item/0") == "#/requests/0"
    assert table.translate("#/item/7") == "#"


def test_url_with_parameters() -> None:
    converted = _one(
        url="https://u:p@{{a.b}}.h.de:{{port}}/x/:id?y={{a&b}}&z&n=#f",
        queryParams=[
            {"key": "y", "value": "{{a&b}}", "equals": True, "enabled": True},
            {"key": "z", "value": "", "equals": False},
            {"key": "n", "value": None, "equals": True},
            {"key": "off", "value": "1", "enabled": False, "description": "d"},
            "not a row",
        ],
        pathVariableData=[{"key": "id", "value": "7", "description": "number"}],
        pathVariables={"id": "8", "other/one": "9"},
    )
    assert converted.document["item"][0]["request"]["url"] == {
        "raw": "https://u:p@{{a.b}}.h.de:{{port}}/x/:id?y={{a&b}}&z&n=#f",
        "protocol": "https",
        "auth": {"user": "u", "password": "p"},
        "host": ["{{a.b}}", "h", "de"],
        "port": "{{port}}",
        "path": ["x", ":id"],
        "query": [
            {"key": "y", "value": "{{a&b}}"},
            {"key": "z", "value": None},
            {"key": "n", "value": ""},
            {"key": "off", "value": "1", "disabled": True, "description": "d"},
        ],
        "hash": "f",
        "variable": [
            {"key": "id", "value": "7", "description": "number"},
            {"key": "other/one", "value": "9"},
        ],
    }
    place = "#/item/0/request/url"
    old = "#/requests/0"
    assert converted.table.translate(f"{place}/raw") == f"{old}/url"
    assert converted.table.translate(f"{place}/query/3/value") == f"{old}/queryParams/3/value"
    assert (
        converted.table.translate(f"{place}/variable/1/value") == f"{old}/pathVariables/other~1one"
    )
    assert converted.table.translate(f"{place}/auth/password") == f"{old}/url"
    assert converted.table.spans[f"{place}/auth/password"] == (10, 11)


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "http://h/",
        "h:80/a//b",
        "{{url}}/a?b",
        "{{url}}?b=c=d&&e",
        "http://[::1]/a",
        "http://[::1]:80/a",
        "/a",
        "http://u@h",
        "a b/c d",
        "",
        "?",
        "{{a/b?c#d}}/e",
        "{{a{{b/c}}}}/d",
    ],
)
def test_parts_of_a_url_are_the_whole(url: str) -> None:
    parts = _request(url=url, pathVariables={"x": "y"})["url"]
    assert _written(parts) == url.rstrip("?").replace("u@h", "u:@h")


def _written(parts: dict[str, Any]) -> str:
    query = [
        pair["key"] + ("" if pair["value"] is None else "=" + pair["value"])
        for pair in parts.get("query", [])
    ]
    user = ":".join(parts["auth"].values()) + "@" if "auth" in parts else ""
    return (
        (parts["protocol"] + "://" if "protocol" in parts else "")
        + user
        + ".".join(parts.get("host", []))
        + (":" + parts["port"] if "port" in parts else "")
        + ("/" + "/".join(parts["path"]) if "path" in parts else "")
        + ("?" + "&".join(query) if query else "")
        + ("#" + parts["hash"] if "hash" in parts else "")
    )


def test_header_block_stays_one_string() -> None:
    converted = _one(headers="A: 1\n// B: 2\n")
    assert converted.document["item"][0]["request"]["header"] == "A: 1\n// B: 2\n"
    assert converted.table.pointers["#/item/0/request/header"] == "#/requests/0/headers"


def test_header_data_comes_before_what_only_the_block_has() -> None:
    converted = _one(
        headers="A: other\r\nC: d:e\n//F: g\n\n: x\n",
        headerData=[
            {"key": "a", "value": "1", "enabled": True, "description": "d"},
            {"key": "B", "value": "2", "enabled": False},
            {"key": "// D", "value": "3"},
            {"key": ["odd"]},
        ],
    )
    assert converted.document["item"][0]["request"]["header"] == [
        {"key": "a", "value": "1", "description": "d"},
        {"key": "B", "value": "2", "disabled": True},
        {"key": "D", "value": "3", "disabled": True},
        {"key": ["odd"]},
        {"key": "C", "value": "d:e"},
        {"key": "F", "value": "g", "disabled": True},
    ]
    place = "#/item/0/request/header"
    assert converted.table.translate(f"{place}/1/value") == "#/requests/0/headerData/1/value"
    assert converted.table.translate(f"{place}/4/value") == "#/requests/0/headers"


def test_headers_as_a_list() -> None:
    assert _request(headers=[{"key": "A", "value": "1"}])["header"] == [{"key": "A", "value": "1"}]


ROWS = [
    {"key": "a", "value": "1", "type": "text", "enabled": True},
    {"key": "f", "value": "x.txt", "type": "file", "enabled": False},
    {"value": "no key"},
]
FIELDS = [
    {"key": "a", "value": "1", "type": "text"},
    {"key": "f", "src": "x.txt", "type": "file", "disabled": True},
]


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ({"dataMode": None, "rawModeData": "x"}, None),
        ({}, None),
        ({"dataMode": "odd"}, None),
        ({"dataMode": "params", "data": ROWS}, {"mode": "formdata", "formdata": FIELDS}),
        ({"dataMode": "urlencoded", "data": ROWS}, {"mode": "urlencoded", "urlencoded": FIELDS}),
        ({"dataMode": "urlencoded", "data": "a=1"}, {"mode": "urlencoded", "urlencoded": "a=1"}),
        ({"dataMode": "params", "rawModeData": ROWS}, {"mode": "formdata", "formdata": FIELDS}),
        ({"dataMode": "raw", "rawModeData": "x", "data": []}, {"mode": "raw", "raw": "x"}),
        ({"dataMode": "raw", "rawModeData": ["x"]}, {"mode": "raw", "raw": "x"}),
        ({"dataMode": "raw", "rawModeData": None, "data": "x"}, {"mode": "raw", "raw": "x"}),
        ({"dataMode": "raw", "rawModeData": ["x", "y"]}, {"mode": "raw", "raw": ""}),
        (
            {"dataMode": "binary", "rawModeData": "f.bin"},
            {"mode": "file", "file": {"src": "f.bin"}},
        ),
        ({"dataMode": "binary"}, {"mode": "file", "file": {"src": None}}),
        (
            {"dataMode": "graphql", "graphqlModeData": {"query": "q", "variables": "{}"}},
            {"mode": "graphql", "graphql": {"query": "q", "variables": "{}"}},
        ),
        ({"rawModeData": "x", "data": ROWS}, {"mode": "raw", "raw": "x"}),
        ({"data": ROWS}, {"mode": "formdata", "formdata": FIELDS}),
        ({"data": "x"}, {"mode": "raw", "raw": "x"}),
        (
            {"graphqlModeData": {"query": "q"}},
            {"mode": "graphql", "graphql": {"query": "q"}},
        ),
        (
            {
                "dataMode": "raw",
                "rawModeData": "x",
                "dataOptions": {"raw": {"language": "json"}, "params": {}},
                "dataDisabled": True,
            },
            {
                "mode": "raw",
                "raw": "x",
                "options": {"raw": {"language": "json"}, "formdata": {}},
                "disabled": True,
            },
        ),
    ],
)
def test_body(members: dict[str, Any], body: dict[str, Any] | None) -> None:
    assert _request(**members).get("body") == body


def test_pointers_of_bodies() -> None:
    table = _one(dataMode="raw", rawModeData=["x"]).table
    assert table.translate("#/item/0/request/body/raw") == "#/requests/0/rawModeData/0"
    table = _one(dataMode="params", data=ROWS).table
    place = "#/item/0/request/body/formdata"
    assert table.translate(f"{place}/0/value") == "#/requests/0/data/0/value"
    assert table.translate(f"{place}/1/src") == "#/requests/0/data/1/value"


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize(
    ("helper", "attributes", "kind", "settings"),
    [
        ("basicAuth", {"id": "basic", "username": "u", "password": "p"}, "basic", None),
        ("bearerAuth", {"id": "bearer", "token": "t"}, "bearer", None),
        ("digestAuth", {"username": "u", "realm": "r", "nonce": ""}, "digest", None),
        (
            "hawkAuth",
            {"hawk_id": "i", "hawk_key": "k", "ext": "e", "app": "a", "dlg": "d"},
            "hawk",
            {"authId": "i", "authKey": "k", "extraData": "e", "app": "a", "delegation": "d"},
        ),
        (
            "oAuth1",
            {"consumerKey": "k", "header": True, "includeEmpty": False, "saveToRequest": True},
            "oauth1",
            {"consumerKey": "k", "addParamsToHeader": True, "addEmptyParamsToSign": False},
        ),
        ("oAuth2", {"accessToken": "t", "addTokenTo": "header"}, "oauth2", None),
        ("ntlmAuth", {"username": "u", "domain": "d"}, "ntlm", None),
        ("awsSigV4", {"accessKey": "a", "secretKey": "s"}, "awsv4", None),
        ("apikeyAuth", {"key": "k", "value": "v", "in": "query"}, "apikey", None),
        ("jwtAuth", {"secret": "s"}, "jwt", None),
        ("asapAuth", {"kid": "k"}, "asap", None),
        ("edgegridAuth", {"accessToken": "t"}, "edgegrid", None),
        ("customAuth", {"x": "y"}, "customAuth", None),
    ],
)
def test_helpers(
    written: bool, helper: str, attributes: dict[str, Any], kind: str, settings: dict[str, Any]
) -> None:
    given = json.dumps(attributes) if written else attributes
    converted = _one(currentHelper=helper, helperAttributes=given)
    auth = converted.document["item"][0]["request"]["auth"]
    expected = settings or {k: v for k, v in attributes.items() if k != "id"}
    assert auth == {"type": kind, kind: [{"key": k, "value": v} for k, v in expected.items()]}
    place = converted.table.translate(f"#/item/0/request/auth/{kind}/0/value")
    first = next(key for key in attributes if key != "id")
    step = "" if written else f"/{first}"
    assert place == f"#/requests/0/helperAttributes{step}"


@pytest.mark.parametrize("helper", [None, "normal", "", 3, {}])
def test_no_helper(helper: Any) -> None:
    members = {"currentHelper": helper, "helperAttributes": {"token": "t"}}
    assert "auth" not in _request(**members)


@pytest.mark.parametrize("attributes", [None, "", "{", "3", "[" * 100_000, 3, []])
def test_helper_without_attributes(attributes: Any) -> None:
    found = _request(currentHelper="basicAuth", helperAttributes=attributes)
    assert found["auth"] == {"type": "basic", "basic": []}


@pytest.mark.parametrize("attributes", [{"username": "u"}, '{"username": "u"}', None])
def test_the_helper_counts_before_auth(attributes: Any) -> None:
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": "t"}]}
    found = _request(auth=auth, currentHelper="basicAuth", helperAttributes=attributes)
    settings = [{"key": "username", "value": "u"}] if attributes else []
    assert found["auth"] == {"type": "basic", "basic": settings}


@pytest.mark.parametrize("helper", [None, "normal", ""])
@pytest.mark.parametrize("settings", [[{"key": "token", "value": "t"}], {"token": "t"}])
def test_auth_counts_without_a_helper(settings: Any, helper: Any) -> None:
    converted = _one(auth={"type": "bearer", "bearer": settings}, currentHelper=helper)
    auth = converted.document["item"][0]["request"]["auth"]
    assert auth == {"type": "bearer", "bearer": [{"key": "token", "value": "t"}]}
    pointer = converted.table.translate("#/item/0/request/auth/bearer/0/value")
    step = "token" if isinstance(settings, dict) else "0/value"
    assert pointer == f"#/requests/0/auth/bearer/{step}"


def test_auth_null_leaves_the_helper() -> None:
    found = _request(auth=None, currentHelper="bearerAuth", helperAttributes={"token": "t"})
    assert found["auth"]["type"] == "bearer"


def test_auth_of_collection_and_folder() -> None:
    converted, _ = _convert(
        {
            "name": "c",
            "auth": {"type": "noauth"},
            "folders": [
                {
                    "id": "a",
                    "order": [],
                    "auth": {"type": "basic", "basic": [{"key": "username", "value": "u"}]},
                }
            ],
            "order": [],
            "requests": [],
        }
    )
    assert converted.document["auth"]["type"] == "noauth"
    assert converted.document["item"][0]["auth"]["basic"] == [{"key": "username", "value": "u"}]
    place = converted.table.translate("#/item/0/auth/basic/0/value")
    assert place == "#/folders/0/auth/basic/0/value"


def test_scripts_are_kept_as_text() -> None:
    events = [{"listen": "test", "script": {"exec": ["x"]}}]
    converted = _one(events=events, tests="old")
    assert converted.document["item"][0]["event"] == events
    assert converted.table.translate("#/item/0/event/0/script") == "#/requests/0/events/0"
    item = _one(events=[], preRequestScript="a\nb", tests="c").document["item"][0]
    assert item["event"] == [
        {"listen": "prerequest", "script": {"exec": ["a", "b"]}},
        {"listen": "test", "script": {"exec": ["c"]}},
    ]
    assert "event" not in _one(preRequestScript="", tests=None).document["item"][0]


def test_variables_and_behavior() -> None:
    converted, _ = _convert(
        {
            "name": "c",
            "description": "d",
            "order": [],
            "requests": [],
            "variables": [{"id": "a", "value": "1", "type": "string"}, 3, {"key": "b", "value": 2}],
            "protocolProfileBehavior": {"followRedirects": False},
        },
        "#/collection",
    )
    document = converted.document
    assert document["variable"] == [
        {"id": "a", "key": "a", "value": "1", "type": "string"},
        {"key": "b", "value": 2},
    ]
    assert document["protocolProfileBehavior"] == {"followRedirects": False}
    assert document["info"]["name"] == "c"
    assert document["info"]["description"] == "d"
    place = converted.table.translate("#/variable/0/value")
    assert place == "#/collection/variables/0/value"
    assert converted.table.translate("#/info/name") == "#/collection/name"
    assert converted.table.translate("#/auth") == "#/collection"


RESPONSE = {
    "id": "r1",
    "name": "ok",
    "status": "",
    "responseCode": {"code": 200, "name": "OK", "detail": "fine"},
    "time": 12,
    "text": "{}",
    "language": "json",
    "headers": [{"name": "A", "key": "A", "value": "1"}, {"name": "B", "value": "2"}],
    "cookies": [{"name": "c", "domain": "d", "path": "/"}],
}


def test_response() -> None:
    converted = _one(responses=[RESPONSE | {"request": {"url": "http://x", "method": "PUT"}}])
    assert converted.document["item"][0]["response"] == [
        {
            "name": "ok",
            "status": "OK",
            "code": 200,
            "body": "{}",
            "responseTime": 12,
            "_postman_previewlanguage": "json",
            "header": [
                {"name": "A", "key": "A", "value": "1"},
                {"name": "B", "key": "B", "value": "2"},
            ],
            "cookie": [{"name": "c", "domain": "d", "path": "/"}],
            "originalRequest": {"url": "http://x", "method": "PUT"},
        }
    ]
    old = "#/requests/0/responses/0"
    place = "#/item/0/response/0"
    assert converted.table.translate(place) == old
    assert converted.table.translate(f"{place}/body") == f"{old}/text"
    assert converted.table.translate(f"{place}/header/1/value") == f"{old}/headers/1/value"
    url = converted.table.translate(f"{place}/originalRequest/url")
    assert url == f"{old}/request/url"


def test_responses_order() -> None:
    converted = _one(
        responses=[{"id": "a", "name": "a"}, {"name": "b"}, {"id": "c", "name": "c"}],
        responses_order=["c", "?", None, "c"],
    )
    responses = converted.document["item"][0]["response"]
    assert [response["name"] for response in responses] == ["c", "a", "b"]
    assert converted.table.pointers["#/item/0/response/0"] == "#/requests/0/responses/2"


@pytest.mark.parametrize(
    ("members", "url", "pointer"),
    [
        ({"request": '{"url": "http://x"}'}, "http://x", "#/requests/0/responses/0"),
        ({"request": "1"}, "http://h", "#/requests/0"),
        ({"request": {"url": "a"}, "requestObject": {"url": "b"}}, "b", None),
        ({"request": {"url": "a"}, "requestObject": "1"}, "a", None),
        ({"request": "1", "requestObject": '{"url": "b"}'}, "b", "#/requests/0/responses/0"),
        ({"request": "?"}, None, "#/requests/0/responses/0"),
        ({"request": 3}, None, "#/requests/0/responses/0"),
    ],
)
def test_request_of_a_response(
    members: dict[str, Any], url: str | None, pointer: str | None
) -> None:
    converted = _one(url="http://h", responses=[members])
    response = converted.document["item"][0]["response"][0]
    assert response.get("originalRequest", {}).get("url") == url
    if pointer:
        place = converted.table.translate("#/item/0/response/0/originalRequest/url")
        assert place == pointer


# Credentials


def test_literals_in_blocks_and_urls_have_a_place_in_their_string(tmp_path: Path) -> None:
    url = "https://user:swordfish@h.test/:id?api_key=k1234567&page=1"
    block = "Accept: a/b\nX-Api-Key: s3cretkey\nX-Auth-Token: t0ken42"
    row = {"key": "X-Auth-Token", "value": "t0ken42"}
    request: dict[str, Any] = {
        "id": "1",
        "name": "r",
        "url": url,
        "method": "GET",
        "headers": block,
    }
    request |= {"headerData": [row], "pathVariableData": [{"key": "id", "value": "7"}]}
    document = {"name": "c", "order": ["1"], "requests": [request]}
    variables = generated(tmp_path, document).lock["variables"]
    found = {
        row["pointer"]: row.get("span") for row in variables if row["pointer"] != "#/requests/0/url"
    }
    assert found == {
        "#/requests/0/headers": [23, 32],
        "#/requests/0/headerData/0/value": None,
    }
    spans = [row["span"] for row in variables if row["pointer"] == "#/requests/0/url"]
    pieces = {url[start:end] for start, end in spans}
    assert pieces == {"user", "swordfish", "k1234567"}
    assert block[23:32] == "s3cretkey"


def test_a_literal_in_a_helper_written_as_a_string(tmp_path: Path) -> None:
    attributes = json.dumps({"username": "{{u}}", "password": "swordfish-1", "n": 5, "m": "5"})
    request = {"id": "1", "name": "r", "url": "https://h.test", "method": "GET"}
    request |= {"currentHelper": "basicAuth", "helperAttributes": attributes}
    document = {"name": "c", "order": ["1"], "requests": [request]}
    rows = generated(tmp_path, document).lock["variables"]
    (row,) = (row for row in rows if row["pointer"])
    start, end = row["span"]
    assert row["pointer"] == "#/requests/0/helperAttributes"
    assert attributes[start:end] == "swordfish-1"


# Whole files


def _entries(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    todo = list(items)
    while todo:
        item = todo.pop()
        if "item" in item:
            todo += item["item"]
        else:
            yield item


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key) if isinstance(document, list) else key]
    return document


def _check_pointers(v1: dict[str, Any], converted: Converted) -> None:
    """Check that noted strings are exactly the strings of the v1 file."""
    for new, old in converted.table.pointers.items():
        given = _at(v1, old)
        try:
            made = _at(converted.document, new)
        except (KeyError, IndexError):
            continue
        start, end = converted.table.spans.get(new, (0, None))
        if isinstance(made, str):
            assert made == given[start:end]
        else:
            assert not isinstance(given, str) or made is None or isinstance(made, dict)


def _load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
    return document


V1_FILES = shared.files({"v1"})


@pytest.mark.parametrize("path", V1_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files(path: Path) -> None:
    v1 = _load(path)
    assert v1["name"] and "order" in v1 and "requests" in v1
    converted, orphans = _convert(v1)
    items = list(_entries(converted.document["item"]))
    assert len(items) == len(v1["requests"])
    _check_pointers(v1, converted)
    seen = []
    for pointer, old in converted.table.pointers.items():
        request = _at(v1, old)
        if not old.startswith("#/requests/") or old.count("/") != 2 or "response" in pointer:
            continue
        item = _at(converted.document, pointer)
        seen.append(old)
        assert item.get("name") == request.get("name")
        assert item["request"].get("method") == request["method"]
        url = item["request"]["url"]
        assert (url if isinstance(url, str) else url["raw"]) == request["url"]
        assert isinstance(url, str) or _written(url) == request["url"]
    assert len(seen) == len(set(seen)) == len(items)
    listed = {name for row in [v1, *v1.get("folders", [])] for name in row["order"]}
    assert sum("requests" in pointer for pointer in orphans) == sum(
        request["id"] not in listed for request in v1["requests"]
    )


@pytest.mark.parametrize("path", V1_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files_become_valid(path: Path) -> None:
    converted, _ = _convert(_load(path))
    diagnostics = Diagnostics()
    validate(converted.document, Origin("", "#"), diagnostics)
    assert [d.message for d in diagnostics] == []


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 300)
    | st.floats()
    | st.sampled_from(["a", "b", "{}", '{"url": "u"}', "A: 1\n//B", "http://h:1/:a?b=c", "raw"])
    | st.text(max_size=5)
)
# fmt: off
MEMBERS = st.sampled_from([
    "id", "name", "order", "folders_order", "folder", "folders", "requests", "url",
    "method", "headers", "headerData", "dataMode", "data", "rawModeData", "graphqlModeData",
    "dataOptions", "dataDisabled", "auth", "type", "basic", "currentHelper",
    "helperAttributes", "pathVariables", "pathVariableData", "queryParams", "events",
    "preRequestScript", "tests", "responses", "responses_order", "request", "requestObject",
    "responseCode", "text", "variables", "key", "value", "enabled", "equals", "description",
    "protocolProfileBehavior", "a/b", "~",
])
# fmt: on
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=6),
    max_leaves=30,
)
REQUEST = st.dictionaries(MEMBERS, ANYTHING, max_size=12)


@given(
    members=st.dictionaries(MEMBERS, ANYTHING, max_size=5),
    folders=ANYTHING | st.lists(REQUEST, max_size=4),
    requests=ANYTHING | st.lists(REQUEST, max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_anything_is_converted(members: dict[str, Any], folders: Any, requests: Any) -> None:
    v1 = members | {"folders": folders, "requests": requests}
    before = json.dumps(v1)
    converted, _ = _convert(v1)
    assert json.dumps(v1) == before
    json.dumps(converted.document)
    rows = requests if isinstance(requests, list) else []
    count = sum(isinstance(row, dict) for row in rows)
    assert len(list(_entries(converted.document["item"]))) == count
    _check_pointers(v1, converted)
