"""Every credential of every auth type, in each shape that a collection writes it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.auth.kinds import KINDS
from generator.model import AUTH_KINDS
from tests.built import SCHEMA
from tests.commands import contents, invoke, saved

# What makes each type sign, so that its settings are used; and what is shown as it stands.
SHOWN: dict[str, dict[str, Any]] = {
    "oauth1": {"signatureMethod": "HMAC-SHA1", "realm": "Realm-1", "addParamsToHeader": True},
    "hawk": {"algorithm": "sha256", "extraData": "Extra-1"},
    "jwt": {"algorithm": "HS256", "payload": '{"iss": "Issuer-1"}'},
    "asap": {"kid": "Kid-1", "iss": "Issuer-1", "aud": "Audience-1", "alg": "RS256"},
    "awsv4": {"region": "Region-1", "service": "Service-1"},
    "oauth2": {"grant_type": "client_credentials", "accessTokenUrl": "https://t.test/Url-1"},
    "edgegrid": {"headersToSign": "X-One-1"},
    "ntlm": {"domain": "Domain-1"},
    "apikey": {"key": "X-Key-1"},
}
HELPERS = {
    "basic": "basicAuth", "bearer": "bearerAuth", "digest": "digestAuth", "oauth1": "oAuth1",
    "oauth2": "oAuth2", "hawk": "hawkAuth", "awsv4": "awsSigV4", "ntlm": "ntlmAuth",
    "apikey": "apikeyAuth", "jwt": "jwtAuth", "asap": "asapAuth", "edgegrid": "edgegridAuth",
}  # fmt: skip
CASES = [
    (kind, dropped)
    for kind in KINDS
    if kind != "userinfo"
    for dropped in ((), ("accessToken",), ("secret",), ("consumerSecret",))
    if {*dropped} <= {*KINDS[kind].credentials}
    and (kind, dropped) != ("edgegrid", ("accessToken",))
]


def _secret(name: str) -> str:
    return f"SESAME-4711-{name}"


def _source(shape: str, kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Return a collection with one request of this auth."""
    url = "https://h.test/"
    if shape == "v1":
        request: dict[str, Any] = {"id": "r", "name": "A", "method": "GET", "url": url}
        request |= {"currentHelper": HELPERS[kind], "helperAttributes": settings}
        return {"id": "c", "name": "C", "order": ["r"], "requests": [request]}
    rows: Any = settings
    if shape == "v2.1":
        rows = [{"key": key, "value": value} for key, value in settings.items()]
    request = {"method": "GET", "url": url, "auth": {"type": kind, kind: rows}}
    return {"info": {"name": "C", "schema": SCHEMA}, "item": [{"name": "A", "request": request}]}


@pytest.mark.parametrize("shape", ["v2.1", "v2.0", "v1"])
@pytest.mark.parametrize(("kind", "dropped"), CASES)
def test_no_credential_comes_out(
    kind: str, dropped: tuple[str, ...], shape: str, tmp_path: Path
) -> None:
    names = sorted({*KINDS[kind].credentials} - {*dropped})
    settings = {**SHOWN.get(kind, {}), **{name: _secret(name) for name in names}}
    if dropped in (("secret",), ("consumerSecret",)):
        settings |= {"signatureMethod": "RSA-SHA256", "algorithm": "RS256"}
    path = saved(tmp_path / "c.json", _source(shape, kind, settings))
    done = invoke("generate", path, "-o", tmp_path / "out", "-v", "--diff")
    assert done.exit_code == 0
    files = {name: content.decode() for name, content in contents(tmp_path / "out").items()}
    printed = invoke("inspect", path, "--json")
    everything = "\n".join([*files.values(), done.stdout, done.stderr, printed.stdout])
    assert "SESAME" not in everything
    used = files["client/c/_auth.py"]
    for value in SHOWN.get(kind, {}).values():
        if isinstance(value, str) and value.endswith("-1"):
            assert value in used


def test_rows_of_a_token_request(tmp_path: Path) -> None:
    rows = [
        {"key": "client_assertion", "value": _secret("a"), "send_as": "request_body"},
        {"key": "Authorization", "value": f"Basic {_secret('b')}", "send_as": "request_header"},
        {"key": "audience", "value": "Audience-1", "send_as": "request_body"},
        {"key": "api_key", "value": _secret("c"), "send_as": "request_url", "enabled": False},
    ]
    settings = {**SHOWN["oauth2"], "tokenRequestParams": rows}
    for shape in ("v2.1", "v2.0"):
        path = saved(tmp_path / f"{shape}.json", _source(shape, "oauth2", settings))
        done = invoke("generate", path, "-o", tmp_path / shape, "-v", "--diff")
        assert done.exit_code == 0
        files = {name: content.decode() for name, content in contents(tmp_path / shape).items()}
        assert "SESAME" not in json.dumps([files, done.stdout, done.stderr])
        assert '"audience": Text("Audience-1")' in files["client/c/_auth.py"]
        assert '"Authorization": Text("Basic {{' in files["client/c/_auth.py"]


def test_the_table_of_kinds_knows_every_kind_of_the_model() -> None:
    assert {*KINDS, "none"} == {*AUTH_KINDS, "userinfo"}
