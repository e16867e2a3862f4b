"""Where a literal credential stood: pointers and spans of the lock lead back to it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from generator.frozen import Frozen
from generator.loading import load
from generator.options import Options
from generator.pipeline import build
from generator.text import Secret
from tests import shared
from tests.built import collection, item, request
from tests.commands import SAMPLES, saved

SOURCES = [*sorted(SAMPLES.glob("*collection.json")), *shared.files({"v2", "wrapped-v2"})]


def _at(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer from the file's root leads to."""
    for step in pointer.removeprefix("#").split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def _secrets(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _secrets(member)
    elif isinstance(value, Frozen):
        yield from _secrets(tuple(asdict(value).values()))


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_secret_knows_its_place(source: Path) -> None:
    document = json.loads(source.read_text(encoding="utf-8-sig"))
    for secret in _secrets(load(Options((str(source),))).api):
        assert secret.origin is not None
        held = _at(document, secret.origin.pointer)
        if secret.span is not None:
            held = held[slice(*secret.span)]
        # A number in the file is a text in the request.
        assert str(held) == secret.reveal(), secret.origin.pointer


def _rows(source: Path) -> list[dict[str, Any]]:
    lock = json.loads(build(Options((str(source),), emit=("snippets",))).files["codegen.lock"])
    return [row for row in lock["variables"] if row["pointer"]]


def test_rows_of_the_lock(tmp_path: Path) -> None:
    header = [{"key": "Authorization", "value": "Bearer abc-123-token"}]
    body = {"mode": "raw", "raw": '{"k": "AKIAFAKEFAKEFAKEFAKE", "password": "pin"}'}
    bearer = {"type": "bearer", "bearer": [{"key": "token", "value": "whole-of-1t"}]}
    document = collection(
        request("a/b~c", header=header),
        request("again", header=header),
        request("body", "/b", method="POST", body=body),
        request("query", "/q?api_key=value-in-url-1&page=2"),
        request("user", auth=bearer),
        {"name": "info", "request": {"url": "https://name-1:pass-2@h.test/x"}},
    )
    expected = {
        "abc-123-token": "#/item/0/request/header/0/value",
        "AKIAFAKEFAKEFAKEFAKE": "#/item/2/request/body/raw",
        "value-in-url-1": "#/item/3/request/url",
        "whole-of-1t": "#/item/4/request/auth/bearer/0/value",
        "name-1": "#/item/5/request/url",
        "pass-2": "#/item/5/request/url",
    }
    rows = _rows(saved(tmp_path / "c.json", document))
    found = {}
    for row in rows:
        held = _at(document, row["pointer"])
        literal = held[slice(*row["span"])] if "span" in row else held
        found[literal] = row["pointer"]
        assert row["secret"] is True
        assert ("span" in row) == (literal != held), "a span only where it is a part"
    assert found == expected
    assert len(rows) == len(expected), "equal literals share a variable"


PASSWORD, KEY = "hunter2Abc9", "AKIAFAKEFAKEFAKEFAKE"


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"password": "{PASSWORD}", "k": "{KEY}"}}',
        f'{{"k": "{KEY}", "password": "{PASSWORD}"}}',
        f'{{"password": "{PASSWORD}", "id": {{{{id}}}}, "k": "{KEY}"}}',
        f'{{"password": "{{{{id}}}} {PASSWORD} {KEY}"}}',
    ],
)
def test_several_in_one_text(raw: str, tmp_path: Path) -> None:
    document = collection(request("a", method="POST", body={"mode": "raw", "raw": raw}))
    rows = _rows(saved(tmp_path / "c.json", document))
    assert sorted(raw[slice(*row["span"])] for row in rows) == [KEY, PASSWORD]


_PIECES = {
    f'"password": "{PASSWORD}"': {PASSWORD},
    f'"apiKey": "Bearer {PASSWORD}"': {PASSWORD},
    f'"token": "{{{{id}}}}-{PASSWORD} {KEY}"': {f"-{PASSWORD}", KEY},
    f'"k": "{KEY}/{KEY}"': {KEY},
    f'"{PASSWORD}": {{{{id}}}}': set[str](),  # only where it is known from another place
    '"grin": "\U0001f600 {{name}}"': set[str](),
    '"plain": [1, "two"]': set[str](),
}


@given(st.lists(st.sampled_from(sorted(_PIECES)), min_size=1, max_size=5))
def test_every_span_leads_to_its_credential(pieces: list[str]) -> None:
    raw = "{" + ", ".join(pieces) + "}"
    document = collection(
        request("a", method="POST", body={"mode": "raw", "raw": raw}),
        request("b", header=[{"key": "X-Context", "value": raw}]),
        item("c", {"host": "h.test", "query": [{"key": "filter", "value": raw}]}),
    )
    with tempfile.TemporaryDirectory() as folder:
        source = saved(Path(folder) / "c.json", document)
        secrets = list(_secrets(load(Options((str(source),))).api))
        rows = _rows(source)
    for secret in secrets:
        assert secret.origin and secret.span
        assert _at(document, secret.origin.pointer)[slice(*secret.span)] == secret.reveal()
    found = {_at(document, row["pointer"])[slice(*row["span"])] for row in rows}
    assert found == set[str]().union(*map(_PIECES.__getitem__, pieces))


@pytest.mark.parametrize("wrap", [True, False])
def test_pointers_start_at_the_root_of_the_file(wrap: bool, tmp_path: Path) -> None:
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": "abc-123"}]}
    document: dict[str, Any] = collection(request("a"), auth=auth)
    document = {"collection": document} if wrap else document
    [row] = _rows(saved(tmp_path / "c.json", document))
    assert _at(document, row["pointer"]) == "abc-123"


def test_what_is_only_true_or_false_is_no_credential(tmp_path: Path) -> None:
    items = [request("A", "/?withCredentials=yes&hasPassword=true&apiKey=FALSE&token=abc1")]
    api = load(Options((str(saved(tmp_path / "c.json", collection(*items))),))).api
    parameters = api.endpoints[0].request.parameters
    assert [p.name.source for p in parameters if p.value and p.value.secrets] == ["token"]


def test_an_empty_variable_that_is_a_credential_or_an_address_has_no_value(tmp_path: Path) -> None:
    item = {"name": "A", "request": {"method": "GET", "url": "{{base}}/x{{part}}"}}
    empty = [{"key": key, "value": ""} for key in ("base", "part", "key", "hush")]
    document = collection(
        item,
        auth={"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}"}]},
        variable=[*empty, {"key": "kept", "value": "", "type": "secret"}],
    )
    tree = build(Options((str(saved(tmp_path / "c.json", document)),), emit=("snippets",)))
    curl = tree.files["snippets/a/shell-curl.sh"].decode()
    assert '--url "${BASE:?}/x"' in curl and "${KEY:?}" in curl
    assert tree.files[".env.example"].decode().split()[-2:] == ["BASE=", "KEY="]
    with_value = {"name": "e", "values": [{"key": "base", "value": "https://h.test"}]}
    given = (str(saved(tmp_path / "e.json", with_value)),)
    options = Options((str(tmp_path / "c.json"),), environments=given, emit=("snippets",))
    assert "'https://h.test/x'" in build(options).files["snippets/a/shell-curl.sh"].decode()


def test_equal_words_are_one_credential_only_in_one_role(tmp_path: Path) -> None:
    """``admin`` may be a user here and a password there; a token is the same wherever it is."""
    word, token = "admin", "Abcdefgh-1234-5678"
    items = [
        request("A", "/a", auth=_auth("basic", username=word, password=word)),
        request("B", "/b", auth=_auth("basic", username=word, password="other")),
        request("C", f"/c?api_key={word}"),
        request("D", f"/d?api_key={token}"),
        request("E", "/e", auth=_auth("bearer", token=token)),
    ]
    source = saved(tmp_path / "c.json", collection(*items))
    assert {row["env"]: row["pointer"].removeprefix("#/item/") for row in _rows(source)} == {
        "BASIC_USERNAME": "0/request/auth/basic/0/value",
        "BASIC_PASSWORD_A": "0/request/auth/basic/1/value",
        "BASIC_PASSWORD_B": "1/request/auth/basic/1/value",
        "URL_KEY_C": "2/request/url",
        "URL_KEY_D": "3/request/url",
    }


def _auth(kind: str, **settings: str) -> dict[str, Any]:
    return {"type": kind, kind: [{"key": k, "value": v} for k, v in settings.items()]}
