"""Credentials: no value of one comes out anywhere, and what is no credential stays."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.analysis import analyse
from generator.credentials.names import is_credential_header, is_key_name
from generator.credentials.scrub import REDACTED
from generator.inspection import as_json
from generator.loading import load
from generator.options import Options
from tests import shared
from tests.built import collection, request
from tests.commands import SAMPLES, contents, invoke, saved
from tests.trees import emission_of

# A credential that is unlike any word.
S = "SESAME-4711-open"
KITCHEN_SINK = SAMPLES / "kitchen-sink.postman_collection.json"
KITCHEN_SINK_ENVIRONMENT = SAMPLES / "kitchen-sink.postman_environment.json"


def _everything(folder: Path, source: Path, *environments: Path) -> str:
    """Return all that the command writes and prints about a source, and its objects' repr."""
    options = [option for path in environments for option in ("-e", path)]
    printed = [
        invoke("generate", source, *options, "-o", folder / "out", "-v", "--diff"),
        invoke("inspect", source, *options, "--json"),
        invoke("inspect", source, *options, "-v"),
        invoke("validate", source, *options, "--format", "json"),
    ]
    assert {done.exit_code for done in printed} == {0}
    files = contents(folder / "out")
    given = Options((str(source),), tuple(map(str, environments)))
    loaded = load(given)
    emission = analyse(given, loaded)
    parts = [text for done in printed for text in (done.stdout, done.stderr)]
    parts += [
        repr(loaded.api),
        repr(loaded.input_files),
        repr(emission),
        repr([*loaded.diagnostics]),
    ]
    return "\n".join([*files, *(c.decode() for c in files.values()), *parts])


def test_no_secret_of_the_sample_comes_out(tmp_path: Path) -> None:
    rows = json.loads(KITCHEN_SINK_ENVIRONMENT.read_bytes())["values"]
    secrets = {row["value"] for row in rows if row["type"] == "secret"}
    assert len(secrets) > 15
    everything = _everything(tmp_path, KITCHEN_SINK, KITCHEN_SINK_ENVIRONMENT)
    assert {secret for secret in secrets if secret in everything} == set()


def _auth(kind: str, **settings: str) -> dict[str, Any]:
    return {"type": kind, kind: [{"key": k, "value": v} for k, v in settings.items()]}


def _header(key: str, value: str, **more: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value, **more}]


def _raw(text: str) -> dict[str, Any]:
    return request("a", method="POST", body={"mode": "raw", "raw": text})


def _saved_response(s: str) -> dict[str, Any]:
    """The request that was answered holds credentials which the answer repeats."""
    original = {"method": "GET", "url": f"https://h.test/?api_key=Q{s}"}
    original["header"] = f"X-Auth-Token: H{s}"
    header = _header("Set-Cookie", f"sid=C{s}; Path=/") + _header("X-Api-Key", f"R{s}")
    body = json.dumps({"echo": f"H{s} Q{s} C{s}", "key": f"R{s}"})
    return {"name": "n", "originalRequest": original, "code": 200, "header": header, "body": body}


# What holds a string where it is a credential.
PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "bearer": lambda s: request("a", auth=_auth("bearer", token=s)),
    "basic": lambda s: request("a", auth=_auth("basic", username=s + "u", password=s + "p")),
    "api key": lambda s: request("a", auth=_auth("apikey", key="X-K", value=s)),
    "key in query": lambda s: request(
        "a", auth=_auth("apikey", key="k", value=s, **{"in": "query"})
    ),
    "oauth2": lambda s: request("a", auth=_auth("oauth2", accessToken=s, clientSecret=s + "c")),
    "digest": lambda s: request("a", auth=_auth("digest", username="u", password=s)),
    "aws": lambda s: request("a", auth=_auth("awsv4", accessKey=s, secretKey=s + "s")),
    "a folder's": lambda s: {"name": "f", "item": [], "auth": _auth("bearer", token=s)},
    "authorization": lambda s: request("a", header=_header("Authorization", f"Bearer {s}")),
    "a header that is off": lambda s: request("a", header=_header("X-Api-Key", s, disabled=True)),
    "cookie": lambda s: request("a", header=_header("Cookie", f"a=b; s={s}")),
    "half a header": lambda s: request("a", header=_header("X-Token", "{{kind}} " + s)),
    "query": lambda s: request("a", f"?access_token={s}"),
    "saved response": lambda s: request("a") | {"response": [_saved_response(s)]},
    "userinfo": lambda s: {"name": "a", "request": {"url": f"https://{s}u:{s}p@h.test/"}},
    "form": lambda s: request("a", body={"mode": "urlencoded", "urlencoded": _header("secret", s)}),
    "part": lambda s: request("a", body={"mode": "formdata", "formdata": _header("password", s)}),
    "JSON": lambda s: _raw(f'{{"a": [{{"password": "{s}"}}]}}'),
    "JSON in a string": lambda s: _raw(json.dumps({"a": json.dumps({"apiKey": s})})),
    "GraphQL": lambda s: request(
        "a",
        method="POST",
        body={"mode": "graphql", "graphql": {"variables": f'{{"token": "{s}"}}'}},
    ),
    "answer": lambda s: request("a")
    | {"response": [{"name": "n", "code": 200, "body": f'{{"access_token": "{s}"}}'}]},
}
# What holds a string that has the shape of a token, where that alone tells.
TOKENS: dict[str, Callable[[str], dict[str, Any]]] = {
    "body": lambda s: _raw(f'{{"t": "{s}"}}'),
    "query": lambda s: request("a", f"?q={s}"),
    "path": lambda s: request("a", f"/hooks/{s}/x"),
    "host": lambda s: {"name": "a", "request": {"url": f"https://{s}.test/"}},
    "GraphQL": lambda s: request(
        "a", method="POST", body={"mode": "graphql", "graphql": {"query": f'{{ a(t: "{s}") }}'}}
    ),
    "description": lambda s: request("a", description=f"Use `{s}`."),
    "name": lambda s: request(f"call with {s}"),
    "folder": lambda s: {"name": s, "item": [request("a")], "description": s},
    "response": lambda s: request("a") | {"response": [{"name": s, "body": s, "code": 200}]},
    "part": lambda s: request(
        "a", body={"mode": "formdata", "formdata": _header("a", s, description=s)}
    ),
}  # fmt: skip


def test_no_literal_comes_out(tmp_path: Path) -> None:
    marks: dict[str, str] = {}
    items = []
    for name, place in PLACES.items():
        marks[name] = f"Sesame-{len(marks)}47-open"
        items.append(place(marks[name]))
    for name, place in TOKENS.items():
        for kind, token in {
            "AWS": f"AKIAFAKEFAKEFAKE{len(marks):04}",
            "JWT": f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnb{len(marks):03}fake",
        }.items():
            marks[f"{kind} in {name}"] = token
            items.append(place(token))
    pem = "-----BEGIN PRIVATE KEY-----\\nZmFrZS1mYWtl\\n-----END PRIVATE KEY-----"
    marks["PEM"] = "ZmFrZS1mYWtl"
    items.append(_raw(f'{{"k": "{pem}"}}'))
    texts = [mark for name, mark in marks.items() if name not in ("basic", "userinfo", "PEM")]
    document = collection(*items, description="Same again: " + ", ".join(texts))
    source = saved(tmp_path / "c.json", document)
    assert all(mark in source.read_text() for mark in marks.values())
    everything = _everything(tmp_path, source)
    leaks = {name: everything.count(mark) for name, mark in marks.items() if mark in everything}
    assert leaks.keys() == {"saved response"}, "its bare mark is no credential, and stays"


def test_a_credential_is_scrubbed_wherever_else_it_stands(tmp_path: Path) -> None:
    """In texts beside the position that told that it is one."""
    body = {"mode": "raw", "raw": json.dumps({"note": f"with {S}", "n": 1})}
    document = collection(
        request("a", auth=_auth("bearer", token=S)),
        request(f"b {S}", "/b", method="POST", body=body, description=f"use {S}"),
        {"name": f"f {S}", "description": S, "item": []},
        description=f"Token: {S}",
        variable=[{"key": "v", "value": f"x{S}", "description": S}],
    )
    everything = _everything(tmp_path, saved(tmp_path / "c.json", document))
    assert S not in everything
    assert REDACTED in everything
    assert "x" + S not in everything


def test_any_number_of_credentials_is_scrubbed(tmp_path: Path) -> None:
    tokens = [f"k{number % 7}.{number:04}-secret" for number in range(80)]
    tokens += [f"{token}-longer" for token in tokens[::9]]
    items = [
        request(str(n), header=_header("Authorization", f"Bearer {t}"), description=f"as a{t}b")
        for n, t in enumerate(tokens)
    ]
    everything = _everything(tmp_path, saved(tmp_path / "c.json", collection(*items)))
    assert everything.count(f"as a{REDACTED}b") >= len(tokens)
    assert not any(token in everything for token in tokens)


def test_variables_in_credential_positions_are_secret(tmp_path: Path) -> None:
    """Whatever their type, also where one is reached through another."""
    document = collection(
        request("a", auth=_auth("bearer", token="{{token}}")),
        request("b", header=[{"key": "X-Api-Key", "value": "{{outer}}"}]),
        variable=[
            {"key": "token", "value": S + "t"},
            {"key": "outer", "value": "{{inner}}"},
            {"key": "inner", "value": S + "i"},
            {"key": "plain", "value": "kept"},
            {"key": "dsn", "value": f"https://user:{S}@h.test"},
            {"key": "empty", "value": ""},
        ],
    )
    source = saved(tmp_path / "c.json", document)
    api = load(Options((str(source),))).api
    assert {v.name for v in api.variables if v.secret} == {"token", "outer", "inner", "dsn"}
    assert S not in _everything(tmp_path, source)


def test_an_environment_that_overrides_does_not_show_what_it_hides(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection(request("a", "/{{a}}")))
    rows = [{"key": "a", "value": S, "type": "secret"}]
    environment = saved(tmp_path / "e.json", {"name": "e", "values": rows})
    assert S not in _everything(tmp_path, source, environment)


def test_errors_do_not_quote_the_file(tmp_path: Path) -> None:
    source = tmp_path / "c.json"
    for text in (f'{{"token": "{S}"', f'{{"token": "{S}" x}}', f'["{S}"]', f'"{S}"', S):
        source.write_text(text)
        for options in ([], ["-v"], ["--format", "json"]):
            done = invoke("inspect", source, *options)
            assert done.exit_code == 2
            assert S not in done.output


# What is no credential


@pytest.mark.parametrize(
    "raw", ['{"password": "pin"}', '{"user": "u", "pin": "1234"}', '{"token_type": "bearer"}']
)
def test_examples_in_bodies_stay(raw: str, tmp_path: Path) -> None:
    body = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    document = collection(request("a", method="POST", body=body))
    source = saved(tmp_path / "c.json", document)
    assert raw in _everything(tmp_path, source)
    assert not emission_of(Options((str(source),))).plan.literals


def test_no_planted_secret_comes_out(tmp_path: Path) -> None:
    program = shared.require() / "hostile" / "make_fixtures.py"
    command = [sys.executable, str(program), str(tmp_path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shown = _everything(tmp_path, tmp_path / "secrets.json")
    assert re.findall(r"SECRET_\w+", shown) == []


@pytest.mark.parametrize("name", ["password", "API_KEY", "clientSecret"])
def test_a_variable_with_the_name_of_a_credential_is_secret(name: str, tmp_path: Path) -> None:
    body = {"mode": "raw", "raw": '{"x": "{{' + name + '}}"}'}
    variable = [{"key": name, "value": "hush"}]
    document = collection(request("a", method="POST", body=body), variable=variable)
    assert "hush" not in _everything(tmp_path, saved(tmp_path / "c.json", document))


def test_short_credentials_do_not_redact_words(tmp_path: Path) -> None:
    document = collection(
        request("a", auth=_auth("basic", username="admin", password="password")),
        request("b", description="The admin sets a password."),
    )
    model = as_json(load(Options((str(saved(tmp_path / "c.json", document)),))).api)
    assert model["endpoints"][1]["description"] == "The admin sets a password."


@pytest.mark.parametrize(
    ("name", "header", "key"),
    [
        ("Authorization", True, False), ("Cookie", True, False), ("X-Api-Key", True, True),
        ("apikey", True, True), ("Ocp-Apim-Subscription-Key", True, False),
        ("X-Auth-Token", True, True), ("password", True, True), ("client_secret", True, True),
        ("access_token", True, True), ("sig", False, True), ("key", False, True),
        ("Content-Type", False, False), ("Accept", False, False), ("page", False, False),
        ("token_type", False, False), ("tokenUrl", False, False), ("keyword", False, False),
        ("X-CSRF-Header", False, False), ("monkey", False, False), ("sort_key", False, False),
        ("Postman-Token", False, False),
    ],
)  # fmt: skip
def test_names_of_credentials(name: str, header: bool, key: bool) -> None:
    assert (is_credential_header(name), is_key_name(name)) == (header, key)


def test_what_was_loaded_has_no_telling_repr(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection(request("a", "/{{a}}")))
    rows = [{"key": "a", "value": S, "type": "secret"}]
    environment = saved(tmp_path / "e.json", {"name": "e", "values": rows})
    assert S not in repr(load(Options((str(source),), (str(environment),))))
