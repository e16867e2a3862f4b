"""Credentials in JSON: which names and values are some, where they stand, what is sent of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.credentials.members import credential_members, credential_values, pieces
from generator.credentials.names import is_member_name, is_placeholder
from generator.options import Options
from generator.text import Text, joined, parse
from tests.built import auth, collection, request
from tests.commands import contents, invoke, saved
from tests.trees import emission_of, generated
from tests.wires import FORM, JSON, Part, case, sends, wired_cases

URL = "http://h.test/"
JSON_OPTIONS = {"raw": {"language": "json"}}


@pytest.mark.parametrize(
    "name",
    ["password", "Password2", "token", "authToken", "access_token", "donationToken", "apiKey",
     "api-key", "client_secret", "privateKey", "signing_key", "Authorization", "Set-Cookie",
     "keyPassphrase", "dbPwd", "credentials"],
)  # fmt: skip
def test_names_of_members_that_are_credentials(name: str) -> None:
    assert is_member_name(name)


@pytest.mark.parametrize(
    "name",
    ["key", "item_key", "auth", "author", "token_type", "tokenizer", "nextToken", "NextPageToken",
     "continuation_token", "clientRequestToken", "tokenUrl", "tokenExpirationDateTime",
     "passwordPolicy", "is_password_reset_required", "secretName", "secret_id", "credentialIds",
     "signature_algorithm", "dateOfSignatureDate", "publicKey", "authorizationServerUrl", "pin"],
)  # fmt: skip
def test_names_of_members_that_are_none(name: str) -> None:
    assert not is_member_name(name)


@pytest.mark.parametrize(
    "value",
    ["", " ", "pin", "string", "secret string", "test-token", "secret_string", "Password",
     "not THAT secret", "YOUR_PASSWORD", "YOUR_CLIENT_KEY_10", "sandbox-pin-2", "your-api-key-123",
     "<token>", "{access_token}", "${TOKEN}", "[redacted 1]", "%TOKEN%", "{{token}}",
     "Bearer {{token}}", "Bearer <token>", "******", "xxxxxx1", "sk_xxxxx", "R5CZ2NWPJTGV9D82...",
     "accessToken", "true", "2024-05-02", "2018-07-26T15:25:14.000Z", "https://h.test/secrets/1",
     "REDACTED"],
)  # fmt: skip
def test_values_that_stand_for_others(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    ["1234", "a12345", "Passw0rd", "password123", "Admin!123", "SECRET_body", "Bearer abc123",
     "550e8400-e29b-41d4-a716-446655440000", "SGVsbG8sIHdvcmxkIQ==", "https://u:p@h.test/",
     "https://h.test/?sig=1", "correct horse 1", "Ünï", "a\\nb"],
)  # fmt: skip
def test_values_that_may_be_real(value: str) -> None:
    assert not is_placeholder(value)


# Where they stand

TEXTS = st.text(st.sampled_from('ab1"\\/:{}[], \n\u00e9'), max_size=6)
NAMES = st.sampled_from(["password", "token", "a", 'to"ken', "password\\", ":", ""])
VALUES = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings of members that are named as credentials, in order."""
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and name in ("password", "token"):
                yield member
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)


@given(value=VALUES, depth=st.integers(0, 2), indent=st.sampled_from([None, 1]))
def test_all_members_are_found_also_in_strings(value: Any, depth: int, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    for _ in range(depth):
        text = json.dumps([text])[1:-1]
    found = [text[start:end] for _, start, end in credential_members(text)]
    for _ in range(depth):
        found = [json.loads(f'"{one}"') for one in found]
    assert [json.loads(f'"{one}"') for one in found] == list(_strings(value))


@given(st.lists(st.sampled_from([*'ab1"\\:{} ,\n', "token", '":"'])).map("".join))
def test_pieces_are_the_whole_text_in_its_order(source: str) -> None:
    text = parse(f'{{"token": "{source}", "a": "{{{{b}}}}", "password":"{source}"}}')
    assert joined(part for _, piece in pieces(text) for part in piece.parts) == text.parts
    for _, value in credential_values(text):
        assert value.span
        assert text.source[slice(*value.span)] == value.source


def test_comments_variables_and_spaces_change_nothing() -> None:
    source = '// "token": no\n{"n": {{n}}, "token" :\t"a{{b}}" /* "c" */, "x": "token", "pwd":"d"}'
    found = [(name, value.source) for name, value in credential_values(parse(source))]
    assert found == [("token", "a{{b}}"), ("pwd", "d")]
    assert list(credential_values(parse("token: a"))) == []
    assert list(credential_values(Text())) == []


def test_one_that_does_not_end_is_none() -> None:
    assert list(credential_members('{"token": "abc')) == []
    assert list(credential_members(r'{"a": "{\"token\": \"abc", "b": "\"c\""}')) == []


# What becomes of them


def _raw(text: str) -> dict[str, Any]:
    return {"mode": "raw", "raw": text, "options": JSON_OPTIONS}


BODIES = [
    '{"user": "u", "password": "Hunter2!", "n": 1}',
    '{\n  // why\n  "token": "550e8400-e29b-41d4-a716-446655440000", "a": [{"token": "t2"}]}',
    r'{"password": "a\"b\\c1\u0041"}',
    r'{"event": "{\"apiKey\": \"k1\", \"b\": \"c\"}"}',
    '{"authorization": "Bearer abc123", "secret": "caf\u00e91"}',
    '{"password": "pin", "token": "<token>", "client_secret": ""}',
]


def _without_comments(body: str) -> bytes:
    return body.replace("// why", "").encode()


def test_what_is_sent_is_the_same(tmp_path: Path) -> None:
    """By curl to the byte, by the client as JSON, with what the lock says of each variable."""
    cases = [
        case(
            f"body {index}",
            {"name": f"b{index}", "request": {"url": URL, "method": "POST", "body": _raw(body)}},
            sends(f"POST {URL}", JSON, body=_without_comments(body)),
        )
        for index, body in enumerate(BODIES)
    ]
    variables = '{"password": "Zz123", "x": "{{y}}"}'
    query = "query a($password: String) { a }"
    graphql = {"mode": "graphql", "graphql": {"query": query, "variables": variables}}
    sent = {"query": query, "variables": {"password": "Zz123", "x": "v"}}
    cases.append(
        case(
            "GraphQL",
            {"name": "g", "request": {"url": URL, "method": "POST", "body": graphql}},
            sends(
                f"POST {URL}",
                JSON,
                body=json.dumps(sent, separators=(",", ":"))
                .replace('{"password":"Zz123","x":"v"}', '{"password": "Zz123", "x": "v"}')
                .encode(),
            ),
        )
    )
    with wired_cases(tmp_path / "json_credentials", cases, values={"y": "v"}) as wire:
        for index, one in enumerate(cases):
            wire.check(f"#/item/{index}", one.sent)
        files = [path.read_text() for path in wire.tree.root.rglob("*") if path.is_file()]
    for value in ("Hunter2!", "550e8400", '"t2"', "u0041", "k1", "abc123", "caf\u00e91", "Zz123"):
        assert not [text for text in files if value in text], value


def test_json_in_fields_headers_and_queries(tmp_path: Path) -> None:
    """A real collection keeps a token in the JSON of a form's field."""

    def told(name: str) -> str:
        return f'{{"token":"{name}9Q1","n":1}}'

    def encoded(name: str) -> str:
        return told(name).replace('"', "%22")

    fields = [{"key": "a", "value": told("field")}, {"key": "pwd", "value": "field9Q2"}]
    bodies: dict[str, bytes | list[Part]] = {
        "urlencoded": urlencode([("a", told("field")), ("pwd", "field9Q2")]).encode(),
        "formdata": [Part("a", told("field").encode()), Part("pwd", b"field9Q2")],
    }
    media_types = {"urlencoded": FORM, "formdata": "Content-Type: multipart/form-data"}
    cases = [
        case(
            mode,
            {
                "name": mode,
                "request": {
                    "method": "POST",
                    "url": f"{URL}?q={told('query')}",
                    "header": [{"key": "X-Meta", "value": told("header")}],
                    "body": {"mode": mode, mode: fields},
                },
            },
            sends(
                f"POST {URL}?q={encoded('query')}",
                f"X-Meta: {told('header')}",
                media_types[mode],
                body=body,
            ),
        )
        for mode, body in bodies.items()
    ]
    with wired_cases(tmp_path / "fields", cases) as wire:
        for index, one in enumerate(cases):
            wire.check(f"#/item/{index}", one.sent)
        files = [path.read_text() for path in wire.tree.root.rglob("*") if path.is_file()]
        names = {row["env"] for row in wire.tree.lock["variables"]}
    assert names == {"BODY_TOKEN", "BODY_PWD", "URL_KEY", "X_META"}
    for value in ("field9", "query9", "header9"):
        assert not [text for text in files if value in text], value


def test_variables_are_named_after_their_members(tmp_path: Path) -> None:
    body = '{"password": "Hunter2!", "clientSecret": "s1"}'
    items = [request(name, f"/{name}", method="POST", body=_raw(body)) for name in "ab"]
    tree = generated(tmp_path / "t", collection(*items))
    assert [(row["env"], row["pointer"], row["span"]) for row in tree.lock["variables"]] == [
        ("BODY_CLIENT_SECRET", "#/item/0/request/body/raw", [42, 44]),
        ("BODY_PASSWORD", "#/item/0/request/body/raw", [14, 22]),
    ]


def test_a_variable_there_is_secret(tmp_path: Path) -> None:
    body = _raw('{"password": "{{host1}}", "user": "{{name}}"}')
    rows = [{"key": "host1", "value": "hush"}, {"key": "name", "value": "shown"}]
    source = saved(
        tmp_path / "c.json", collection(request("a", method="POST", body=body), variable=rows)
    )
    variables = emission_of(Options((str(source),))).api.variables
    assert {variable.name: variable.secret for variable in variables} == {
        "host1": True,
        "name": False,
    }


def test_answers_and_descriptions_are_redacted(tmp_path: Path) -> None:
    """A client still reads the answer, though no UUID stands where one stood."""
    secret = "550e8400-e29b-41d4-a716-446655440000"
    answer = {"token": secret, "id": secret.replace("5", "6"), "token_type": "bearer", "next": "n1"}
    answer["Authorization"] = "Bearer " + secret
    response = {
        "name": "ok",
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": json.dumps(answer),
    }
    note = (
        f'Answers `{{"token": "{secret}"}}`, then use {secret}. The `"token": "string"` is yours.'
    )
    item = request("a", description=note) | {"response": [response]}
    out = tmp_path / "out"
    source = saved(tmp_path / "c.json", collection(item))
    assert invoke("generate", source, "-o", out).exit_code == 0
    files = {name: content.decode() for name, content in contents(out).items()}
    assert not [name for name, text in files.items() if secret in text]
    example = json.loads(files["client/tests/examples/a.json"])
    assert example["answers"][0]["json"] == {
        **answer,
        "token": "REDACTED",
        "Authorization": "Bearer REDACTED",
    }
    page = files["reference/index.md"]
    assert re.search(r'"token": "REDACTED".*use REDACTED.*"token": "string"', page)
    assert re.search(r"`token` \| string \|", page)
    assert re.search(r"`id` \| string \(uuid\) \|", page)


def test_each_place_is_reported_without_its_value(tmp_path: Path) -> None:
    body = _raw('{"user": "u",\n "password": "Hunter2!"}')
    source = saved(tmp_path / "c.json", collection(request("a", method="POST", body=body)))
    done = invoke("validate", source, "--format", "json")
    assert "secret-literal" in done.output
    assert "#/item/0/request/body/raw" in done.output
    assert "Hunter2" not in done.output


def test_a_credential_is_told_with_the_variable_that_it_became(tmp_path: Path) -> None:
    key = [{"key": "X-API-Key", "value": "Hunter2!"}]
    own = [{"key": "Authorization", "value": "Bearer Hunter3!"}]
    sent, replaced = (
        request("Sent", header=key),
        request("Replaced", header=own, auth=auth("bearer", token="{{token}}")),
    )
    source = saved(tmp_path / "c.json", collection(sent, replaced))
    done = invoke("validate", source)
    made, unsent = [line for line in done.output.splitlines() if "secret-literal" in line]
    assert "a credential stands here; it was made the environment variable X_API_KEY" in made
    assert "a credential stands here; nothing that is sent holds it" in unsent


def test_samples_of_pages_are_redacted(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    sample = 'curl https://h.test/login -d \'{"user": "u", "password": "Hunter2!"}\''
    page.write_text(
        f"# Users\n\n## Log in\n\n`POST https://h.test/login`\n\n```bash\n{sample}\n```\n"
    )
    assert invoke("generate", page, "-o", tmp_path / "out").exit_code == 0
    files = {name: content.decode() for name, content in contents(tmp_path / "out").items()}
    assert not [name for name, text in files.items() if "Hunter2" in text]
    assert sample.replace("Hunter2!", "REDACTED") in files["reference/index.md"]
