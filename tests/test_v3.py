"""Collections of Postman's third format: a folder with a file of YAML for each request."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from generator.loading import load
from generator.model import (
    Api,
    Endpoint,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    TextPart,
)
from generator.options import Options
from generator.readers.postman import v3_files
from tests.commands import codegen, contents, invoke

DEFINITION = "$kind: collection\nname: Books\n"
GET = "$kind: http-request\nmethod: GET\nurl: 'https://h.test/a'\n"


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files by their path below a folder, and return the folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def api_of(tmp_path: Path, files: dict[str, str]) -> tuple[Api, list[tuple[str, str]]]:
    """Return the model of a collection of these files, and what was found: rule and address."""
    root = write(tmp_path / "c", {".resources/definition.yaml": DEFINITION, **files})
    loaded = load(Options((str(root),)))
    found = [
        (d.rule, Path(d.origin.source).relative_to(root).as_posix() + d.origin.pointer)
        for d in loaded.diagnostics
        if d.origin
    ]
    return loaded.api, found


def one(tmp_path: Path, text: str, found: list[tuple[str, str]] | None = None) -> Endpoint:
    """Return the only request of a collection; ``text`` follows its kind."""
    api, rules = api_of(tmp_path, {"r.request.yaml": f"$kind: http-request\n{text}"})
    assert rules == (found or [])
    (endpoint,) = api.endpoints
    return endpoint


def outline(api: Api) -> list[tuple[tuple[str, ...], str]]:
    """Return the names of the folders of each request, and its own."""
    names = {group.path: group.name for group in api.groups}
    return [
        (tuple(names[e.group[: i + 1]] for i in range(len(e.group))), e.name) for e in api.endpoints
    ]


def value(parameter: Parameter) -> str | None:
    """Return the text of a value."""
    return None if parameter.value is None else parameter.value.source


# Which folder


def test_the_ways_to_name_a_collection(tmp_path: Path) -> None:
    workspace = write(
        tmp_path,
        {
            "postman/collections/books/.resources/definition.yaml": DEFINITION,
            "postman/collections/books/a.request.yaml": GET,
            "postman/environments/dev.environment.yaml": "name: dev\nvalues: []\n",
            ".postman/resources.yaml": "workspace: {id: 1}\n",
            "README.md": "",
        },
    )
    inside = "postman/collections/books"
    for given in (
        "",
        "postman",
        "postman/collections",
        inside,
        f"{inside}/.resources/definition.yaml",
    ):
        done = invoke("inspect", workspace / given)
        assert (done.exit_code, done.stdout) == (0, "GET     https://h.test/a  a\n"), given


def test_several_collections_must_be_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"x/.resources/definition.yaml": DEFINITION, "y/a.request.yaml": GET})
    done = invoke("inspect", tmp_path)
    assert done.exit_code == 2
    assert f"2 collections stand in this folder; give one of them: {tmp_path}/x, {tmp_path}/y" in (
        done.stderr
    )


def test_a_folder_without_a_collection(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "b", "notes/x.txt": ""})
    done = invoke("inspect", tmp_path)
    assert done.exit_code == 2
    assert "this is a folder; name the collection file in it, or the folder" in done.stderr


def test_the_definition_may_be_missing(tmp_path: Path) -> None:
    root = write(tmp_path / "my api", {"a.request.yaml": GET})
    api = load(Options((str(root),))).api
    assert (api.name, outline(api)) == ("my api", [((), "a")])


def test_one_request_is_no_collection(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.request.yaml": GET})
    done = invoke("inspect", root / "a.request.yaml")
    assert done.exit_code == 2
    assert "this is YAML; give the folder of a Postman collection" in done.stderr


def test_another_kind_of_definition(tmp_path: Path) -> None:
    root = write(tmp_path, {".resources/definition.yaml": "$kind: flow\n", "a.request.yaml": GET})
    done = invoke("inspect", root)
    assert done.exit_code == 2
    assert "expected the definition of a Postman collection" in done.stderr


# The tree


def test_order_and_names(tmp_path: Path) -> None:
    """Requests and folders share one order; what has none comes last, by name."""
    api, found = api_of(
        tmp_path,
        {
            "late.request.yaml": GET + "order: 3e3\n",
            "b.request.yml": GET,
            "a.request.yaml": GET + "order: soon\n",
            "zz.request.yaml": GET + "name: 'a/0'\n",
            "A.request.yaml": GET,
            "first.request.yaml": GET + "order: -1.5\nname: First of all\n",
            "folder/.resources/definition.yml": "$kind: collection\nname: Middle\norder: '20'\n",
            "folder/x.request.yaml": GET + "order: 2\n",
            "folder/deep/y.request.yaml": GET,
            "folder/w.request.yaml": GET + "order: 10\n",
        },
    )
    assert found == []
    middle = [(("Middle",), "x"), (("Middle",), "w"), (("Middle", "deep"), "y")]
    last = [((), name) for name in ("late", "A", "a", "a/0", "b")]
    assert outline(api) == [((), "First of all"), *middle, *last]


def test_folders(tmp_path: Path) -> None:
    api, _ = api_of(
        tmp_path,
        {
            ".resources/definition.yaml": (
                "$kind: collection\nname: Books\ndescription: all\nvariables: {base: 'https://b.test'}\n"
                "auth: {type: basic, credentials: {username: '{{u}}', password: '{{p}}'}}\n"
            ),
            "f/.resources/definition.yaml": (
                "$kind: collection\ndescription: some\nauth: {type: noauth}\n"
                "variables: [{key: base, value: not looked at}]\n"
            ),
            "f/a.request.yaml": "$kind: http-request\nurl: '{{base}}/x'\n",
            "g/b.request.yaml": GET + "auth: {type: inherit}\n",
            "empty/.resources/definition.yaml": "$kind: collection\n",
        },
    )
    assert [(g.name, g.description) for g in api.groups] == [
        ("empty", ""),
        ("f", "some"),
        ("g", ""),
    ]
    assert [e.request.auth.kind for e in api.endpoints] == ["none", "basic"]
    assert (api.name, api.description) == ("Books", "all")
    assert {v.name: v.value.source for v in api.variables if v.value} == {"base": "https://b.test"}


def test_names_that_differ_only_in_case(tmp_path: Path) -> None:
    root = write(
        tmp_path / "c", {"a.request.yaml": GET, "A.request.yaml": GET, "á.request.yaml": GET}
    )
    assert [e.name for e in load(Options((str(root),))).api.endpoints] == ["A", "a", "á"]


def test_odd_file_names(tmp_path: Path) -> None:
    names = ["a\nb", 'c"$(id)`x`', "..", "%23#", "__proto__"]
    root = write(tmp_path / "c", {f"{name}.request.yaml": GET for name in names})
    (root / os.fsdecode(b"caf\xe9.request.yaml")).write_text(GET)
    assert invoke("generate", root, "-o", tmp_path / "out").exit_code == 0
    rows = [row for row in _lock(tmp_path / "out")["files"] if row.get("target") == "shell/curl"]
    assert len({row["endpoint"] for row in rows}) == len(rows) == 6


def test_the_order_of_a_directory_does_not_matter(tmp_path: Path) -> None:
    names = [f"{letter}.request.yaml" for letter in "cab"]
    one = write(tmp_path / "1" / "c", {name: GET for name in names})
    other = write(tmp_path / "2" / "c", {name: GET for name in reversed(names)})
    for root in (one, other):
        assert codegen("generate", "c", "-o", "out", cwd=root.parent).status == 0
    assert contents(tmp_path / "1" / "out") == contents(tmp_path / "2" / "out")


# What is left out


@pytest.mark.parametrize("kind", ["grpc", "websocket", "socket.io", "mqtt", "mcp", "llm"])
def test_other_protocols_are_left_out_with_a_word(kind: str, tmp_path: Path) -> None:
    files = {"x.request.yaml": f"$kind: {kind}-request\nurl: x\n", "a.request.yaml": GET}
    api, found = api_of(tmp_path, files)
    assert ([e.name for e in api.endpoints], found) == (["a"], [("v3-left-out", "x.request.yaml#")])


def test_what_belongs_to_nothing_is_reported(tmp_path: Path) -> None:
    example = "$kind: http-example\nresponse: {statusCode: 200, body: {type: text, content: x}}\n"
    api, found = api_of(
        tmp_path,
        {
            "a.request.yaml": GET,
            ".resources/gone.resources/examples/x.example.yaml": example,
            ".resources/definition.yml": DEFINITION,
            "q.request.yaml": "$kind: graphql-request\nurl: x\nquery: ' '\n",
            "odd.request.yaml": "$kind: [1]\n",
        },
    )
    assert [e.name for e in api.endpoints] == ["a"]
    assert sorted(found) == [
        ("v3-left-out", ".resources/definition.yml#"),
        ("v3-left-out", ".resources/gone.resources/examples/x.example.yaml#"),
        ("v3-left-out", "odd.request.yaml#"),
        ("v3-left-out", "q.request.yaml#"),
    ]


def test_links_lead_to_files_of_the_collection_only(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.request.yaml": GET, "sub/s.request.yaml": GET})
    root = write(tmp_path / "c", {"a.request.yaml": GET, "d/b.request.yaml": GET})
    (root / "inside.request.yaml").symlink_to("a.request.yaml")
    (root / "outside.request.yaml").symlink_to(outside / "secret.request.yaml")
    (root / "up.request.yaml").symlink_to("../outside/secret.request.yaml")
    (root / "broken.request.yaml").symlink_to("nothing")
    (root / "folder").symlink_to(outside / "sub")
    (root / "d" / "loop").symlink_to(root)
    (root / "circle.request.yaml").symlink_to("circle.request.yaml")
    os.mkfifo(root / "pipe.request.yaml")
    loaded = load(Options((str(root),)))
    assert outline(loaded.api) == [((), "a"), (("d",), "b"), ((), "inside")]
    left = sorted(Path(d.origin.source).name for d in loaded.diagnostics if d.origin)
    names = [f"{name}.request.yaml" for name in ("broken", "circle", "outside", "up")]
    assert left == sorted([*names, "folder", "loop"])
    assert {d.rule for d in loaded.diagnostics} == {"v3-left-out"}


def test_too_many_and_too_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "c", {"a.request.yaml": GET, "b.request.yaml": GET})
    monkeypatch.setattr(v3_files, "MAX_FILES", 1)
    assert "more than 1 files" in invoke("inspect", root).stderr
    deep = write(tmp_path / "d", {"a.request.yaml": GET, "f/" * 101 + "b.request.yaml": GET})
    assert "the folders nest too deep" in invoke("inspect", deep).stderr


# Requests


def test_a_request_with_everything(tmp_path: Path) -> None:
    endpoint = one(
        tmp_path,
        """
name: Get one
method: post
description: Gives a book.
url: 'https://u.test/books/:id?limit=10&flag'
order: 1
future: {unknown: keys}
queryParams:
  - {key: limit, value: 10, description: Page size, disabled: false}
  - {key: off, value: x, disabled: true}
  - {key: flag, value: }
pathVariables:
  - {key: id, value: '7', description: number}
headers:
  - {key: Accept, value: a/b}
  - {key: X-Off, value: '1', disabled: true}
  - {key: X-Empty, value: null}
settings:
  strictSSL: true
  followRedirects: false
  maxRedirects: 3
  protocolVersion: http1
  disabledSystemHeaders: [user-agent, accept]
""",
    )
    request, behavior = endpoint.request, endpoint.behavior
    assert (endpoint.name, request.method, endpoint.description) == (
        "Get one", "POST", "Gives a book."
    )  # fmt: skip
    assert request.url.base.source + request.url.path.source == "https://u.test/books/:id"
    rows = [(p.name.source, p.location, value(p), p.enabled, p.description)
            for p in (*request.parameters, *request.headers)]  # fmt: skip
    assert rows == [
        ("id", "path", "7", True, "number"),
        ("limit", "query", "10", True, "Page size"),
        ("off", "query", "x", False, ""),
        ("flag", "query", None, True, ""),
        ("Accept", "header", "a/b", True, ""),
        ("X-Off", "header", "1", False, ""),
        ("X-Empty", "header", "", True, ""),
    ]
    assert (behavior.verify_tls, behavior.follow_redirects, behavior.max_redirects) == (
        True, False, 3
    )  # fmt: skip
    assert behavior.omitted_headers == ("accept", "user-agent")


def test_rows_as_objects(tmp_path: Path) -> None:
    endpoint = one(
        tmp_path,
        "url: https://h.test/:a\nqueryParams: {b: no, c: 0123}\nheaders: {D: 1e3}\n"
        "pathVariables: {a: on}\nsettings: {disabledSystemHeaders: {accept: true, host: false}}\n",
    )
    found = [*endpoint.request.parameters, *endpoint.request.headers]
    assert {p.name.source: p.value.source for p in found if p.value} == {
        "a": "on", "b": "no", "c": "0123", "D": "1e3"
    }  # fmt: skip
    assert endpoint.behavior.omitted_headers == ("accept",)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?x=1&y", []),
        ("", []),
        ("#f?x=2", []),
        ("?x=2", [("v3-query", "r.request.yaml#/url")]),
        ("?x=1", [("v3-query", "r.request.yaml#/url")]),
    ],
)
def test_query_parameters_count_before_the_url(
    query: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    rows = "queryParams: [{key: x, value: '1'}, {key: off, disabled: true}, {key: y, value: }]\n"
    endpoint = one(tmp_path, f"url: 'https://h.test/a{query}'\n{rows}", found)
    sent = [(p.name.source, value(p)) for p in endpoint.request.parameters]
    assert sent == [("x", "1"), ("off", None), ("y", None)]


def test_a_query_that_stands_in_the_url_only(tmp_path: Path) -> None:
    endpoint = one(tmp_path, "url: '{{base}}/a?x={{y}}&z'\nqueryParams: []\n")
    assert [p.name.source for p in endpoint.request.parameters] == ["x", "z"]


@pytest.mark.parametrize(
    ("kind", "media", "is_json"),
    [("json", "application/json", True), ("xml", "application/xml", False),
     ("html", "text/html", False), ("javascript", "application/javascript", False),
     ("text", "text/plain", False)],
)  # fmt: skip
def test_raw_bodies(kind: str, media: str, is_json: bool, tmp_path: Path) -> None:
    body = one(tmp_path, f"url: x\nbody:\n  type: {kind}\n  content: |-\n    {{}}\n").request.body
    assert isinstance(body, RawBody)
    assert (body.text.source, body.media_type, body.json) == ("{}", media, is_json)


def test_a_text_body_may_be_json_by_its_header(tmp_path: Path) -> None:
    text = "url: x\nheaders: {Content-Type: application/json}\nbody: {type: text, content: '{}'}\n"
    body = one(tmp_path, text).request.body
    assert isinstance(body, RawBody) and body.json


def test_forms(tmp_path: Path) -> None:
    rows = "[{key: a, value: 1}, {key: b, value: x, disabled: true}]"
    body = one(tmp_path, f"url: x\nbody: {{type: urlencoded, content: {rows}}}\n").request.body
    assert isinstance(body, FormBody)
    assert [(f.name.source, f.enabled) for f in body.fields] == [("a", True), ("b", False)]
    body = one(tmp_path, "url: x\nbody: {type: urlencoded, content: {a: no}}\n").request.body
    assert isinstance(body, FormBody) and body.fields[0].value
    assert body.fields[0].value.source == "no"
    rows = (
        "[{key: f, type: file, src: [a.bin, b.bin]}, "
        "{key: t, value: x, contentType: a/b, disabled: True}]"
    )
    parts = one(tmp_path, f"url: x\nbody: {{type: formdata, content: {rows}}}\n").request.body
    assert isinstance(parts, MultipartBody)
    file, text = parts.parts
    assert not isinstance(file, TextPart) and [p.source for p in file.paths] == ["a.bin", "b.bin"]
    assert isinstance(text, TextPart) and not text.enabled and text.media_type


@pytest.mark.parametrize("content", ["./a.bin", "{src: ./a.bin}"])
def test_file_bodies(content: str, tmp_path: Path) -> None:
    body = one(tmp_path, f"url: x\nbody: {{type: file, content: {content}}}\n").request.body
    assert isinstance(body, FileBody) and body.path.source == "./a.bin"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{type: none}", []),
        ("", []),
        ("{content: x}", [("schema", "r.request.yaml#/body")]),
        ("text", [("schema", "r.request.yaml#/body")]),
    ],
)
def test_no_body(body: str, found: list[tuple[str, str]], tmp_path: Path) -> None:
    assert one(tmp_path, f"url: x\nmethod: POST\nbody: {body}\n", found).request.body is None


def test_a_body_of_an_unknown_type_is_raw(tmp_path: Path) -> None:
    found = [("body-unknown-mode", "r.request.yaml#/body")]
    body = one(tmp_path, "url: x\nbody: {type: yaml, content: 'a: b'}\n", found).request.body
    assert isinstance(body, RawBody) and body.text.source == "a: b"


def test_graphql(tmp_path: Path) -> None:
    api, found = api_of(
        tmp_path,
        {
            "1.request.yaml": (
                "$kind: graphql-request\nurl: x\nquery: '{ a }'\nvariables: '{\"b\": 1}'\n"
            ),
            "2.request.yaml": (
                "$kind: http-request\nmethod: POST\nurl: x\n"
                "body: {type: graphql, content: {query: '{ a }', operationName: o}}\n"
            ),
            "3.request.yaml": (
                "$kind: http-request\nurl: x\nbody: {type: graphql, content: '{ a }'}\n"
            ),
        },
    )
    assert found == []
    bodies = [e.request.body for e in api.endpoints]
    assert [b.query.source for b in bodies if isinstance(b, GraphQLBody)] == ["{ a }"] * 3
    assert isinstance(bodies[0], GraphQLBody) and bodies[0].variables.source == '{"b": 1}'
    assert isinstance(bodies[1], GraphQLBody) and bodies[1].operation_name.source == "o"
    assert [e.request.method for e in api.endpoints] == ["POST", "POST", "GET"]


@pytest.mark.parametrize("credentials", ["{token: '{{t}}'}", "[{key: token, value: '{{t}}'}]"])
def test_auth(credentials: str, tmp_path: Path) -> None:
    auth = one(
        tmp_path, f"url: x\nauth: {{type: bearer, credentials: {credentials}}}\n"
    ).request.auth
    token = auth.get("token")
    assert auth.kind == "bearer" and token and token.references == ("t",)


def test_several_auths(tmp_path: Path) -> None:
    text = "url: x\nauth:\n  - {type: noauth}\n  - {type: bearer, credentials: {token: t}}\n"
    endpoint = one(tmp_path, text, [("v3-auths", "r.request.yaml#/auth")])
    assert endpoint.request.auth.kind == "none"
    assert one(tmp_path, "url: x\nauth: [{type: hawk}]\n").request.auth.kind == "hawk"
    assert one(tmp_path, "url: x\nauth: []\n").request.auth.kind == "none"


def test_scripts_that_set_variables_are_noted(tmp_path: Path) -> None:
    answer = 'code: pm.environment.set("token", pm.response.json().token)'
    text = f"url: x\nscripts:\n  - type: afterResponse\n    {answer}\n"
    endpoint = one(tmp_path, text, [("script-sets-variable", "r.request.yaml#/scripts/0")])
    assert endpoint.produces == ("token",)
    setting = """code: 'pm.environment.set("a", 1)'"""
    scripts = (
        f"scripts:\n  - {{type: 'grpc:beforeInvoke', {setting}}}\n"
        f"  - {{type: 'http:beforeRequest', {setting}}}\n"
    )
    _, found = api_of(tmp_path, {".resources/definition.yaml": DEFINITION + scripts})
    assert ("script-prerequest", ".resources/definition.yaml#/scripts/1") in found
    assert len(found) == 2


@pytest.mark.parametrize("text", ["url: [x]", "headers: x", "queryParams: x", "auth: x"])
def test_values_of_a_wrong_type_are_reported(text: str, tmp_path: Path) -> None:
    _, found = api_of(tmp_path, {"r.request.yaml": f"$kind: http-request\n{text}\n"})
    pointer = "r.request.yaml#/" + text.partition(":")[0]
    assert ("schema", pointer) in found


def test_rows_of_a_wrong_type_are_reported(tmp_path: Path) -> None:
    text = "url: x\nheaders: ['A: b', {key: C, value: d}]\n"
    endpoint = one(tmp_path, text, [("schema", "r.request.yaml#/headers/0")])
    assert [h.name.source for h in endpoint.request.headers] == ["C"]


# Examples


def test_examples(tmp_path: Path) -> None:
    text = """
$kind: http-example
order: {order}
request: {{url: 'https://h.test/a?x=1', method: POST, body: {{type: json, content: '{{}}'}}}}
response:
  statusCode: {code}
  statusText: Fine
  headers: {{Content-Type: application/json; charset=utf-8}}
  body: {{type: json, content: '[1]'}}
"""
    folder = ".resources/a.resources/examples"
    api, found = api_of(
        tmp_path,
        {
            "a.request.yaml": GET,
            f"{folder}/200 OK.example.yaml": text.format(order=2, code=200),
            f"{folder}/x.example.yml": text.format(order=1, code=500) + "name: Failed\n",
            f"{folder}/bare.example.yaml": "$kind: http-example\nresponse: {body: oops}\n",
            "b.request.yaml": GET + "examples: './.resources/other.resources/examples/'\n",
            ".resources/other.resources/examples/o.example.yaml": text.format(order=1, code=1),
            "c.request.yaml": GET,
            "c.resources/examples/old.example.yaml": text.format(order=1, code=204),
        },
    )
    assert found == []
    first, second, third = api.endpoints
    assert [(r.name, r.status) for r in first.responses] == [
        ("Failed", 500), ("200 OK", 200), ("bare", None)
    ]  # fmt: skip
    response = first.responses[1]
    assert (response.reason, response.media_type, response.text) == (
        "Fine",
        "application/json",
        "[1]",
    )
    assert response.request and response.request.method == "POST"
    assert first.responses[2].text == "oops" and first.responses[2].request is None
    assert [r.name for r in second.responses] == ["o"]
    assert [r.name for r in third.responses] == ["old"]


# Origins, the lock, credentials


def _lock(folder: Path) -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((folder / "codegen.lock").read_text("utf-8"))
    return lock


LITERALS = {
    ".resources/definition.yaml": DEFINITION
    + "auth:\n  - type: basic\n    credentials: {username: user-name, password: swordfish-1}\n",
    "f/a#b%.request.yaml": "$kind: http-request\nmethod: PUT\n"
    "url: 'https://h.test/:id?api_key=k12345678'\n"
    "pathVariables: {id: '1'}\n"
    "headers:\n  - key: X-Api-Key\n    value: Key header-4711\n"
    "body:\n  type: urlencoded\n  content: {password: form-4711}\n",
    "f/.resources/a#b%.resources/examples/x.example.yaml": (
        "$kind: http-example\nresponse: {body: {type: text, content: 'swordfish-1 again'}}\n"
    ),
}


def test_literal_credentials_are_concealed_and_placed(tmp_path: Path) -> None:
    root = write(tmp_path / "books", LITERALS)
    done = codegen("generate", "books", "-o", "out", cwd=tmp_path)
    assert done.status == 0, done.stderr
    secrets = ("user-name", "swordfish-1", "k12345678", "header-4711", "form-4711")
    texts = [*contents(tmp_path / "out").values(), done.stderr.encode(), done.stdout.encode()]
    assert not [s for s in secrets for text in texts if s.encode() in text]
    name = "books/f/a%23b%25.request.yaml#"
    lock = _lock(tmp_path / "out")
    assert {row["pointer"]: row.get("span") for row in lock["variables"]} == {
        "books/.resources/definition.yaml#/auth/0/credentials/username": None,
        "books/.resources/definition.yaml#/auth/0/credentials/password": None,
        f"{name}/url": [27, 36],
        f"{name}/headers/0/value": [4, 15],
        f"{name}/body/content/password": None,
    }
    assert {row["endpoint"] for row in lock["files"] if "endpoint" in row} == {name}
    assert "books/f/a#b%.request.yaml:7:12: warning: a credential stands here" in done.stderr
    assert str(root) not in json.dumps(lock)


def test_every_file_is_a_source_of_the_lock(tmp_path: Path) -> None:
    root = write(tmp_path / "books", LITERALS)
    out = tmp_path / "out"
    assert invoke("generate", root, "-o", out).exit_code == 0
    names = [row["path"] for row in _lock(out)["sources"]]
    assert names == [f"books/{name}" for name in sorted(LITERALS)]
    assert invoke("check", root, "-o", out).exit_code == 0
    request = root / "f" / "a#b%.request.yaml"
    before = request.read_text()
    request.write_text(before + "# a comment\n")
    assert invoke("check", root, "-o", out).exit_code == 1
    request.write_text(before)
    assert invoke("check", root, "-o", out).exit_code == 0
    write(root, {"g/.resources/definition.yaml": "$kind: collection\n"})
    assert invoke("check", root, "-o", out).exit_code == 1
    (root / "g/.resources/definition.yaml").unlink()
    request.unlink()
    assert invoke("check", root, "-o", out).exit_code == 1


def test_the_output_does_not_depend_on_how_the_folder_is_given(tmp_path: Path) -> None:
    root = write(tmp_path / "books", LITERALS)
    here: dict[str, Path] = {"books": tmp_path, "../books": root, ".": root, str(root): Path("/")}
    trees = []
    for index, (given, folder) in enumerate(here.items()):
        done = codegen("generate", given, "-o", tmp_path / str(index), cwd=folder)
        assert done.status == 0, done.stderr
        trees.append(contents(tmp_path / str(index)))
    assert trees[0] == trees[1] == trees[3]
    # From inside, the paths of the lock begin there.
    assert _lock(tmp_path / "2")["sources"][0]["path"] == ".resources/definition.yaml"
    assert {**trees[2], "codegen.lock": b""} == {**trees[0], "codegen.lock": b""}


@pytest.mark.parametrize(
    ("name", "text", "place", "rule"),
    [
        ("a.request.yaml", "url: 'x\n", "2:1", "input-yaml"),
        ("a.request.yaml", "url: x\nurl: y\n", "2:1", "input-yaml"),
        ("a.request.yaml", "url: {{base}}/x\n", "1:7", "input-yaml"),
        ("a.request.yaml", "", "1:1", "input-yaml"),
        ("a.request.yaml", "- a\n", "1:1", "input-format"),
        ("a.request.yaml", "name: caf\udce9\n", "1:10", "input-encoding"),
        (".resources/definition.yaml", "name: [\n", r"\d:\d", "input-yaml"),
    ],
)
def test_files_that_cannot_be_read(
    name: str, text: str, place: str, rule: str, tmp_path: Path
) -> None:
    root = write(tmp_path, {"b.request.yaml": GET})
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    done = invoke("validate", root, "--format", "json")
    assert (done.exit_code, done.stderr) == (2, "")
    [row] = json.loads(done.stdout)["diagnostics"]
    assert (row["rule"], row["file"]) == (rule, str(root / name))
    assert re.fullmatch(place, f"{row['line']}:{row['column']}")


def test_validate_places_findings_in_their_files(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {"a.request.yaml": GET + "auth:\n  type: magic\n", "b.request.yml": "method: GET\n"},
    )
    done = invoke("validate", root, "--format", "json")
    rows = json.loads(done.stdout)["diagnostics"]
    assert [(row["rule"], Path(row["file"]).name, row["line"], row["column"]) for row in rows] == [
        ("auth-unknown", "a.request.yaml", 5, 9),
        ("request-without-url", "b.request.yml", 1, 1),
    ]
