"""What pages say becomes endpoints: a case for each way in which pages say it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import inspection
from generator.loading import load
from generator.model import Endpoint
from generator.options import Options
from generator.types.datatypes import EnumType, ScalarType
from tests.built import collection, request
from tests.commands import invoke, saved


def _endpoints(folder: Path, text: str, name: str = "page.txt") -> tuple[Endpoint, ...]:
    page = folder / name
    page.write_text(text, "utf-8")
    return load(Options((str(page),))).api.endpoints


def _one(folder: Path, text: str, name: str = "page.txt") -> dict[str, Any]:
    (endpoint,) = _endpoints(folder, text, name)
    shown: dict[str, Any] = inspection.as_json(endpoint)
    return shown


def _url(endpoint: dict[str, Any]) -> tuple[str, str, str]:
    url = endpoint["request"]["url"]
    return endpoint["request"]["method"], url["base"], url["path"]


@pytest.mark.parametrize(
    "text",
    [
        "Get user\nGET https://h.test/users/{id}\n",
        "Get user\nGET\nhttps://h.test\n/\nusers\n/\n{id}\n",
        "Get user\nURL: https://h.test/users/:id\nMethod: GET\n",
        "# Get user\n\n`GET https://h.test/users/<id>`\n",
        "Get user\n\n| Method | URL |\n|---|---|\n| GET | https://h.test/users/[id] |\n",
        "Get user\nSend a GET request to the following URL: https://h.test/users/{id}.\n",
        "Get user\nget\nhttps://h.test/users/{id}\n",
        "Users APICopy pageGEThttps://h.test/users/{id}\n",
        "```\nMETHOD: GET\nURL: https://h.test/users/{id}\n```\n",
    ],
)
def test_a_request_is_stated_in_many_ways(text: str, tmp_path: Path) -> None:
    endpoint = _one(tmp_path, text, "page.md" if "`" in text else "page.txt")
    assert _url(endpoint) == ("GET", "https://h.test", "/users/:id")


def test_a_base_comes_from_a_sample_of_the_same_path(tmp_path: Path) -> None:
    text = "Get user\nGET /users/:id\ncurl https://h.test/api/v4/users/17 -H 'X-Api-Key: abc'\n"
    endpoint = _one(tmp_path, text)
    assert _url(endpoint) == ("GET", "https://h.test", "/api/v4/users/:id")
    (parameter,) = endpoint["request"]["parameters"]
    assert (parameter["name"], parameter["value"]) == ("id", "17")


_TWO = """# Users

## Get user

`GET /users/{id}`

```shell
curl -H "Authorization: Bearer $TOKEN" https://h.test/$ACCOUNT/users/17
```

## Get team

`GET /teams/{id}`
"""


def test_a_request_without_an_address_has_the_server_of_the_others(tmp_path: Path) -> None:
    first, second = map(inspection.as_json, _endpoints(tmp_path, _TWO, "page.md"))
    assert _url(first) == ("GET", "https://h.test", "/{{ACCOUNT}}/users/:id")
    assert _url(second) == ("GET", "https://h.test", "/{{ACCOUNT}}/teams/:id")
    assert second["request"]["auth"]["kind"] == "bearer"


def test_of_several_servers_none_is_taken(tmp_path: Path) -> None:
    text = f"{_TWO}\n## List\n\n`GET https://other.test/lists`\n"
    _, second, third = map(inspection.as_json, _endpoints(tmp_path, text, "page.md"))
    assert _url(second)[1] == "{{baseUrl}}"
    assert second["request"]["auth"]["kind"] == third["request"]["auth"]["kind"] == "none"


def test_an_address_without_a_server_is_open(tmp_path: Path) -> None:
    assert _url(_one(tmp_path, "Ping\nGET /ping\n"))[1] == "{{baseUrl}}"


@pytest.mark.parametrize(
    "rows",
    [
        "| Name | Type | Required | Description |\n|---|---|---|---|\n"
        "| limit | integer | yes | How many |\n| after | string | no | From where |",
        "limit\ninteger\nrequired\nHow many\nafter\nstring\nFrom where",
        "limitintegerRequired\nHow many\nafterstringOptional\nFrom where",
        "- limit (integer, required): How many\n- after (string, optional): From where",
        "NameTypeRequiredDescription\nlimitintegerYesHow many\nafterstringNoFrom where",
        "limit (Required) integer\nHow many\nafter string\nFrom where",
        "Parameter Type Required Description\n"
        "limit integer Yes How many\nafter string No From where",
        "limit | integer | How many | required\nafter | string | From where | optional",
        "-\nlimit(required): integer\nHow many\n-\nafter: string\nFrom where",
    ],
)
def test_parameters_are_listed_in_many_ways(rows: str, tmp_path: Path) -> None:
    endpoint = _one(tmp_path, f"List users\nGET https://h.test/users\nQuery Parameters\n{rows}\n")
    found = [
        (
            p["name"],
            p["location"],
            p["type"]["kind"],
            p["required"] is True,
            p["description"].strip(" |"),
        )
        for p in endpoint["request"]["parameters"]
    ]
    assert found == [
        ("limit", "query", "integer", True, "How many"),
        ("after", "query", "string", False, "From where"),
    ]


@pytest.mark.parametrize(
    ("kind", "words", "default"),
    [
        ("datetime", "Starting time (defaults to current time).", None),
        ("datetime", "Defaults to one hour from current time", None),
        ("datetime", "Defaults to now.", None),
        ("string", "Default is the first page", None),
        ("string", "In the default language.", None),
        ("string", "Defaults to null.", None),
        ("integer", "Defaults to unlimited.", None),
        ("integer", "Defaults to 20 per page", "20"),
        ("boolean", "Whether. Default: true if it is new", "true"),
        ("string", "The order. Defaults to desc (newest first).", "desc"),
        ("string", "The order (default asc), or desc", "asc"),
        ("string", "Default value: `in progress` or so", "in progress"),
        ("string", "Default: application/json", "application/json"),
        ("date", "Default = 2024-01-31.", "2024-01-31"),
    ],
)
def test_a_default_is_a_value_and_no_prose(
    kind: str, words: str, default: str | None, tmp_path: Path
) -> None:
    table = f"| Name | Type | Description |\n|---|---|---|\n| it | {kind} | {words} |"
    text = f"# List\n\n`GET https://h.test/users`\n\n## Query parameters\n\n{table}\n"
    (row,) = _one(tmp_path, text, "page.md")["request"]["parameters"]
    assert row["default"] == default


def test_what_need_not_be_sent_is_not_sent(tmp_path: Path) -> None:
    query = "Query Parameters\nlimit\ninteger\nrequired\nafter\nstring\n"
    text = f"List\nGET /users\n{query}Headers\nX-Trace\nstring\n"
    request_ = _one(tmp_path, text)["request"]
    assert [(p["name"], p["enabled"]) for p in request_["parameters"]] == [
        ("limit", True),
        ("after", False),
    ]
    assert [(h["name"], h["enabled"]) for h in request_["headers"]] == [("X-Trace", False)]


def test_what_is_not_sent_and_has_no_example_shows_none(tmp_path: Path) -> None:
    text = """# List

`GET https://h.test/users/{id}`

Authorization: Bearer <token>

## Query Parameters

| Name | Type | Required | Example |
|---|---|---|---|
| limit | integer | yes | |
| after | string | no | |
| font | string | no | {{fontOfMine}} |

## Headers

| Name | Description |
|---|---|
| Content-Type | application/json |
| Authorization | How you are known |
| X-Trace | |
"""
    request_ = _one(tmp_path, text, "page.md")["request"]
    rows = [(p["name"], p["enabled"], p["value"]) for p in request_["parameters"]]
    assert rows == [
        ("limit", True, "{{limit}}"),
        ("after", False, None),
        ("font", True, "{{fontOfMine}}"),
        ("id", True, "{{id}}"),
    ]
    rows = [(h["name"], h["enabled"], h["value"]) for h in request_["headers"]]
    assert rows == [
        ("Content-Type", False, "application/json"),
        ("Authorization", False, None),
        ("X-Trace", False, None),
    ]


def test_a_body_has_the_types_that_are_listed_and_the_example_that_is_shown(tmp_path: Path) -> None:
    text = """Create
POST https://h.test/users
Body
name
string
required
age
integer
curl https://h.test/users -H 'Content-Type: application/json' -d '{"name": "Ann", "tags": ["a"],}'
"""
    body = _one(tmp_path, text)["request"]["body"]
    assert json.loads(body["text"]) == {"name": "Ann", "tags": ["a"]}
    fields = [(f["name"], f["type"]["kind"], f["required"]) for f in body["type"]["fields"]]
    assert fields == [("name", "string", True), ("age", "integer", False), ("tags", "array", True)]


def test_fields_with_dots_are_nested(tmp_path: Path) -> None:
    text = "Create\nPOST /users\nBody\nuser.name\nstring\nrequired\nuser.tags[].id\ninteger\n"
    (user,) = _one(tmp_path, text)["request"]["body"]["type"]["fields"]
    name, tags = user["type"]["fields"]
    assert (user["name"], name["name"], tags["name"]) == ("user", "name", "tags")
    assert tags["type"]["items"]["fields"][0]["name"] == "id"


@pytest.mark.parametrize(
    ("line", "kind", "settings"),
    [
        ("-H 'Authorization: Bearer <token>'", "bearer", {}),
        ("-u user:secret", "basic", {}),
        ("-H 'X-API-Key: abc'", "apikey", {"key": "X-API-Key", "in": "header"}),
        ("-H 'Authorization: Token abc'", "apikey", {"key": "Authorization"}),
    ],
)
def test_a_sample_says_how_a_request_is_authorised(
    line: str, kind: str, settings: dict[str, str], tmp_path: Path
) -> None:
    auth = _one(tmp_path, f"Ping\nGET /ping\ncurl https://h.test/ping {line}\n")["request"]["auth"]
    found = {row["name"]: row["value"] for row in auth["parameters"]}
    assert auth["kind"] == kind
    assert settings.items() <= found.items()


def test_the_credentials_of_samples_do_not_come_out(tmp_path: Path) -> None:
    text = "Ping\nGET /ping\ncurl https://h.test/ping -H 'X-API-Key: 9HqLlyZOugoStsX'\n"
    assert "9HqLlyZOugoStsX" not in json.dumps(_one(tmp_path, text))


def test_responses_limits_notes_and_deprecation(tmp_path: Path) -> None:
    text = """Delete user
DELETE /users/{id}
Deprecated: use the other one.
Note
Cannot be undone.
Rate limits:
• Burst: 10/s
Responses
204 No Content
404
application/json
{
  "error": "none"
}
"""
    endpoint = _one(tmp_path, text)
    assert [(r["status"], r["text"] is not None) for r in endpoint["responses"]] == [
        (204, False),
        (404, True),
    ]
    assert endpoint["rate_limits"] == ["Burst: 10/s"]
    assert endpoint["notes"] == ["Cannot be undone."]
    assert endpoint["deprecated"] is True


def test_what_announces_a_sample_is_no_description(tmp_path: Path) -> None:
    text = """# Delete user

> To delete one, use a command such as this:

```shell
curl -X DELETE https://h.test/users/17
```

> The above command returns JSON structured like this:

```json
{"gone": true}
```

This endpoint deletes a user.

### HTTP Request

`DELETE https://h.test/users/<id>`

### URL Parameters

- id (integer): Whom to delete. Two ways are there:

The following commands are responsible for it:
"""
    endpoint = _one(tmp_path, text, "page.md")
    assert endpoint["description"] == "This endpoint deletes a user."
    (parameter,) = endpoint["request"]["parameters"]
    assert parameter["description"] == "Whom to delete. Two ways are there:"


def test_the_body_of_an_answer_is_no_request_body(tmp_path: Path) -> None:
    text = "Add\nPOST /users\nBody\nname\nstring\nResponses\n🟢200Success\nBody\nid\nstring\n"
    endpoint = _one(tmp_path, text)
    assert [f["name"] for f in endpoint["request"]["body"]["type"]["fields"]] == ["name"]
    assert [response["status"] for response in endpoint["responses"]] == [200]


def test_a_page_of_many_requests_is_grouped_by_its_headings(tmp_path: Path) -> None:
    text = """# API

## Users

### List users

`GET /users`

### Get user

`GET /users/{id}`

## Orders

### List orders

`GET /orders`
"""
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    api = load(Options((str(page),))).api
    assert [(e.name, api.groups[e.group[0]].name) for e in api.endpoints] == [
        ("List users", "Users"),
        ("Get user", "Users"),
        ("List orders", "Orders"),
    ]
    assert [e.id for e in api.endpoints] == ["#L7", "#L11", "#L17"]


def test_openapi_in_a_page_is_read(tmp_path: Path) -> None:
    text = """# Get user

```yaml
openapi: 3.0.0
info: {title: A, version: "1"}
servers: [{url: https://h.test/v1}]
paths:
  /users/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: full, in: query, schema: {type: boolean}}
        - {name: key, in: query, required: true, schema: {type: string}}
      responses:
        "200": {description: ok}
```
"""
    endpoint = _one(tmp_path, text, "page.md")
    assert _url(endpoint) == ("GET", "https://h.test", "/v1/users/:id")
    rows = [
        (p["name"], p["type"]["kind"], p["required"]) for p in endpoint["request"]["parameters"]
    ]
    expected = [("id", "integer", True), ("full", "boolean", False), ("key", "string", True)]
    assert rows == expected


def test_a_collection_in_a_page_is_read_exactly(tmp_path: Path) -> None:
    entry = request("Get it", "/users/:id?full={{full}}", description="From the item.")
    document = saved(tmp_path / "c.json", collection(entry))
    text = "Title\n\nPostman Collection Item JSON\n\n" + json.dumps(entry, indent=2) + "\n"
    (found,) = _endpoints(tmp_path, text)
    (exact,) = load(Options((str(document),))).api.endpoints
    assert _without_places(found.request) == _without_places(exact.request)
    assert found.description == "From the item."


def _without_places(value: Any) -> Any:
    shown = inspection.as_json(value)
    return json.loads(
        json.dumps(shown), object_hook=lambda row: {k: v for k, v in row.items() if k != "origin"}
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("prose.txt", "Our API is fast. It has rate limits and webhooks.\n", "no request"),
        ("empty.html", "", "empty"),
        ("login.html", "<html><form><input type=password></form>Sign in</html>", "log in"),
        ("file.html", "%PDF-1.7\n\0\1\2", "no text"),
        ("ja.txt", "これは認証についての説明です。トークンを使ってください。\n", "no request"),
    ],
)
def test_a_page_without_endpoints_is_a_note_and_no_failure(
    name: str, content: str, words: str, tmp_path: Path
) -> None:
    page = tmp_path / name
    page.write_text(content, "utf-8")
    done = invoke("generate", page, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "[page-without-endpoints]" in done.output and words in done.output


@pytest.mark.parametrize(
    "text",
    [
        "# Changelog\n\n## 2024-05-01\n\n- `POST /orders` returns 201 now\n- Drops `GET /carts`\n",
        "Paging\nFirst page:\nGET /users?page=1\nThe next one:\nGET /users?page=2\n",
        "Webhooks\nWe send a POST request to the URL: https://your-server.com/webhooks.\n",
        "Learn curl\nTry it:\ncurl https://example.com/page\nYou see a page.\n",
        "Style\nDo not use `GET /users/delete` to change things.\n",
    ],
)
def test_what_is_named_in_passing_is_no_endpoint(text: str, tmp_path: Path) -> None:
    assert _endpoints(tmp_path, text, "page.md" if "#" in text else "page.txt") == ()


def test_a_request_whose_address_was_lost_is_a_finding(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Update\nPath parameters\nidstringRequired\nErrors\n400\nBad Request\n", "utf-8"
    )
    done = invoke("validate", page)
    assert "[page-incomplete]" in done.output


def test_pages_in_other_languages_are_read(tmp_path: Path) -> None:
    text = "更新API\nPATCH\n/api/{id}请求参数\nPath 参数\nid\ninteger\n必需\n返回响应\n成功(200)\n"
    endpoint = _one(tmp_path, text)
    assert _url(endpoint)[2] == "/api/:id"
    assert endpoint["request"]["parameters"][0]["type"]["kind"] == "integer"
    assert [response["status"] for response in endpoint["responses"]] == [200]


def test_twenty_megabytes_are_read(tmp_path: Path) -> None:
    page = tmp_path / "big.html"
    rows = "<p>Some words about this and that &amp; more of it.</p>\n" * 400_000
    page.write_text(f"<h1>Ping</h1><p>GET https://h.test/ping</p>{rows}", "utf-8")
    loaded = load(Options((str(page),)))
    assert [endpoint.request.method for endpoint in loaded.api.endpoints] == ["GET"]
    assert "page-cut" in {found.rule for found in loaded.diagnostics}


def test_the_same_page_gives_the_same_model(tmp_path: Path) -> None:
    text = "List\nGET /users\nQuery Parameters\nlimit\ninteger\nResponses\n200\n"
    assert _one(tmp_path, text) == _one(tmp_path, text)


def test_a_page_of_very_many_requests(tmp_path: Path) -> None:
    page = tmp_path / "many.md"
    page.write_text("".join(f"## R{n}\n\n`GET /r/{n}`\n\n" for n in range(2005)), "utf-8")
    loaded = load(Options((str(page),)))
    assert len(loaded.api.endpoints) == 2000
    assert [(d.rule, d.origin and d.origin.pointer) for d in loaded.diagnostics] == [
        ("page-cut", "#L8003")
    ]


def test_allowed_values_that_are_no_words(tmp_path: Path) -> None:
    """They are told of, but stand in no annotation."""
    parameters = "\n".join(
        f"        - {{name: {name}, in: query, schema: {{type: string, enum: {values}}}}}"
        for name, values in (("plain", "[a, b]"), ("odd", '["in progress", "a\\rb"]'))
    )
    page = tmp_path / "page.md"
    page.write_text(
        "# Pets\n\n```yaml\nopenapi: 3.0.0\nservers: [{url: 'https://h.test'}]\npaths:\n"
        f"  /pets:\n    get:\n      parameters:\n{parameters}\n```\n",
        "utf-8",
    )
    assert invoke("generate", page, "-o", tmp_path / "out").exit_code == 0
    (endpoint,) = load(Options((str(page),))).api.endpoints
    plain, odd = endpoint.request.parameters
    assert (plain.type, plain.enum) == (EnumType(("a", "b")), ("a", "b"))
    assert (odd.type, odd.enum) == (ScalarType("string"), ("in progress", "a\rb"))
