"""OAuth 2.0 tokens that the generated client fetches, keeps, renews and never sends elsewhere."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.built import auth, header, item
from tests.commands import invoke, saved
from tests.recording import Answer, Recorded, Recorder, recording
from tests.signers import named
from tests.trees import Tree, generated, imported

_URL = {"accessTokenUrl": "{{base}}/token"}
_CLIENT = {"clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}"}
_BODY = {"client_authentication": "body"}
_ROWS = [
    {"key": "audience", "value": "api {{tenant}}", "send_as": "request_body"},
    {"key": "off", "value": "x", "enabled": False},
    {"key": "X-Tenant", "value": "{{tenant}}", "send_as": "request_header"},
    {"key": "v", "value": "1 2", "send_as": "request_url"},
    {"key": "client_assertion", "value": "Assertion-4711", "send_as": "request_body"},
]


def _oauth2(grant: str, **settings: str) -> dict[str, Any]:
    return auth("oauth2", grant_type=grant, **settings)


def _with_rows() -> dict[str, Any]:
    found = _oauth2("client_credentials", **_URL, **_CLIENT, scope="a b")
    found["oauth2"].append({"key": "tokenRequestParams", "value": _ROWS})
    return found


AUTHS = {
    "Basic client": _oauth2("client_credentials", **_URL, **_CLIENT),
    "Body client": _oauth2("client_credentials", **_URL, **_CLIENT, **_BODY, scope="s/.default"),
    "Query client": _oauth2("client_credentials", **_URL, **_CLIENT, addTokenTo="queryParams"),
    "Prefix client": _oauth2("client_credentials", **_URL, **_CLIENT, headerPrefix="Token"),
    "Password": _oauth2(
        "password_credentials", **_URL, **_CLIENT, username="{{user}}", password="{{pass}}"
    ),
    "Refresh": _oauth2("authorization_code", **_URL, **_CLIENT, refreshToken="{{refresh}}"),
    "Rows": _with_rows(),
    "Browser": _oauth2("authorization_code", authUrl="https://login.test/"),
    "Blank": _oauth2("client_credentials", **_URL, clientId="", clientSecret=""),
    "Given": _oauth2("client_credentials", **_URL, **_CLIENT, accessToken="{{token}}"),
}
SOURCE = named(
    "Tokens",
    *(item(name, "{{base}}/x", auth=kind) for name, kind in AUTHS.items()),
    item("Own header", "{{base}}/x", auth=AUTHS["Browser"], header=header("Authorization: Own 1")),
    variable=[{"key": "tenant", "value": "t1"}],
)
SECRETS = {"client_id": "id", "client_secret": "se:cret"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return generated(tmp_path_factory.mktemp("tokens"), SOURCE)


@pytest.fixture(scope="module")
def package(tree: Tree) -> Iterator[Any]:
    with imported(tree) as module:
        yield module


@dataclass
class Issuer:
    """Gives tokens ``t1``, ``t2``, …; ``valid`` says which the API takes (all, if empty)."""

    more: dict[str, Any] = field(default_factory=lambda: {"expires_in": 3600})
    valid: set[str] = field(default_factory=set)
    refuses: set[str] = field(default_factory=set)
    given: int = 0

    def __call__(self, request: Recorded) -> Answer:
        if request.path == "/token":
            if _form(request)["grant_type"] in self.refuses:
                return _json({"error": "invalid_grant", "error_description": "too old"}, 400)
            self.given += 1
            return _json({"access_token": f"t{self.given}", "token_type": "Bearer", **self.more})
        sent = (request.header("Authorization") or "").removeprefix("Bearer ")
        return Answer(200 if not self.valid or sent in self.valid else 401)


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


def _form(request: Recorded) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def server(issuer: Issuer) -> Iterator[Recorder]:
    with recording() as recorder:
        recorder.rule = issuer
        yield recorder


class Calls:
    """A client whose methods are called one after another, sync or async."""

    def __init__(self, package: Any, mode: str, **settings: Any) -> None:
        self.package, self.mode, self.settings = package, mode, settings

    def __call__(self, *names: str) -> None:
        if self.mode == "sync":
            with_client = self.package.Client(**self.settings)
            for name in names:
                getattr(with_client, name)()
            return

        async def sent() -> None:
            client = self.package.AsyncClient(**self.settings)
            try:
                for name in names:
                    await getattr(client, name)()
            finally:
                await client.close()

        asyncio.run(sent())


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _authorizations(requests: list[Recorded]) -> list[str | None]:
    return [r.header("Authorization") for r in requests if r.path != "/token"]


# Asking


def test_client_credentials_in_a_header(package: Any, server: Recorder, mode: str) -> None:
    Calls(package, mode, base=server.url, **SECRETS)("basic_client")
    asked, sent = server.take()
    assert (asked.method, asked.target) == ("POST", "/token")
    assert asked.header("Content-Type") == "application/x-www-form-urlencoded"
    assert asked.header("Accept") == "application/json"
    pair = base64.b64encode(b"id:se:cret").decode()
    assert asked.header("Authorization") == f"Basic {pair}"
    assert _form(asked) == {"grant_type": "client_credentials"}
    assert sent.header("Authorization") == "Bearer t1"


@pytest.mark.parametrize(
    ("name", "given", "form"),
    [
        (
            "body_client",
            SECRETS,
            {"grant_type": "client_credentials", "scope": "s/.default"} | SECRETS,
        ),
        (
            "password",
            {**SECRETS, "user": "u", "pass_": "p"},
            {"grant_type": "password", "username": "u", "password": "p"},
        ),
        (
            "password",
            {"client_id": "id", "client_secret": "", "user": "u", "pass_": "p"},
            {"grant_type": "password", "username": "u", "password": "p", "client_id": "id"},
        ),
        (
            "refresh",
            {**SECRETS, "refresh": "r0"},
            {"grant_type": "refresh_token", "refresh_token": "r0"},
        ),
        (
            "rows",
            {**SECRETS, "oauth2_client_assertion": "as"},
            {"grant_type": "client_credentials", "scope": "a b", "audience": "api t1"}
            | {"client_assertion": "as"},
        ),
    ],
)
def test_what_is_asked_with(
    name: str, given: dict[str, str], form: dict[str, str], package: Any, server: Recorder
) -> None:
    Calls(package, "sync", base=server.url, **given)(name)
    asked, sent = server.take()
    assert _form(asked) == form
    assert sent.header("Authorization") == "Bearer t1"
    if name == "rows":
        assert asked.target == "/token?v=1%202" or asked.target == "/token?v=1+2"
        assert asked.header("X-Tenant") == "t1"


def test_where_a_token_goes(package: Any, server: Recorder, mode: str) -> None:
    Calls(package, mode, base=server.url, **SECRETS)("query_client", "prefix_client")
    asked, query, prefix = server.take()
    assert asked.path == "/token"  # one is enough: both ask with the same
    assert (query.target, query.header("Authorization")) == ("/x?access_token=t1", None)
    assert prefix.header("Authorization") == "Token t1"


# Neither asking nor sending


@pytest.mark.parametrize("name", list(AUTHS))
def test_without_settings_nothing_is_sent(
    name: str, package: Any, server: Recorder, mode: str
) -> None:
    Calls(package, mode, base=server.url)(name.lower().replace(" ", "_"))
    sent = server.one()
    assert (sent.target, sent.header("Authorization")) == ("/x", None)


def test_a_given_token_is_used(package: Any, server: Recorder, mode: str) -> None:
    for name in ("browser", "blank", "basic_client"):
        Calls(package, mode, base=server.url, oauth2_token="mine", **SECRETS)(name)
        assert server.one().header("Authorization") == "Bearer mine"
    Calls(package, mode, base=server.url, token="its", **SECRETS)("given")
    assert server.one().header("Authorization") == "Bearer its"
    Calls(package, mode, base=server.url, oauth2_token="a&b c")("query_client")
    assert server.one().target == "/x?access_token=a%26b%20c"


def test_a_header_of_the_collection_stays(package: Any, server: Recorder) -> None:
    package.Client(base=server.url, authorization="Own 1").own_header()
    assert server.one().header("Authorization") == "Own 1"


# Keeping and renewing


def test_a_token_is_kept(package: Any, server: Recorder, mode: str) -> None:
    Calls(package, mode, base=server.url, **SECRETS)("basic_client", "basic_client", "given")
    requests = server.take()
    assert [r.path for r in requests] == ["/token", "/x", "/x", "/x"]
    assert _authorizations(requests) == ["Bearer t1"] * 3


def test_a_token_that_expires_is_renewed(
    package: Any, server: Recorder, issuer: Issuer, mode: str
) -> None:
    issuer.more = {"expires_in": 0}
    Calls(package, mode, base=server.url, **SECRETS)("basic_client", "basic_client")
    assert _authorizations(server.take()) == ["Bearer t1", "Bearer t2"]


def test_a_refused_token_is_renewed_once(
    package: Any, server: Recorder, issuer: Issuer, mode: str
) -> None:
    issuer.valid = {"t1"}
    calls = Calls(package, mode, base=server.url, **SECRETS)
    with pytest.raises(package.errors.UnauthorizedError):
        calls("body_client", "basic_client", "basic_client")
    requests = server.take()
    # Another grant has a token of its own, which is refused as soon as it is fetched.
    assert [r.path for r in requests] == ["/token", "/x", "/token", "/x"]


def test_a_revoked_token_is_renewed(
    package: Any, server: Recorder, issuer: Issuer, mode: str
) -> None:
    class Revoking(Issuer):
        """Takes ``t1`` once."""

        def __call__(self, request: Recorded) -> Answer:
            answer = super().__call__(request)
            if request.path == "/x":
                self.valid = {"t2"}
            return answer

    server.rule = Revoking(valid={"t1"})
    Calls(package, mode, base=server.url, **SECRETS)("basic_client", "basic_client")
    requests = server.take()
    assert [r.path for r in requests] == ["/token", "/x", "/x", "/token", "/x"]
    assert _authorizations(requests) == ["Bearer t1", "Bearer t1", "Bearer t2"]


def test_a_refresh_token_is_used(package: Any, server: Recorder, issuer: Issuer, mode: str) -> None:
    issuer.more = {"expires_in": 0, "refresh_token": "r1"}
    Calls(package, mode, base=server.url, **SECRETS)("basic_client", "basic_client")
    asked = [_form(r) for r in server.take() if r.path == "/token"]
    assert asked[1] == {"grant_type": "refresh_token", "refresh_token": "r1"}


def test_a_refresh_token_that_is_refused(
    package: Any, server: Recorder, issuer: Issuer, mode: str
) -> None:
    issuer.more = {"expires_in": 0, "refresh_token": "r1"}
    issuer.refuses = {"refresh_token"}
    Calls(package, mode, base=server.url, **SECRETS)("basic_client", "basic_client")
    requests = server.take()
    assert [_form(r)["grant_type"] for r in requests if r.path == "/token"] == [
        "client_credentials", "refresh_token", "client_credentials",
    ]  # fmt: skip
    assert _authorizations(requests) == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize("body", [b"{}", b"<html>", b'{"access_token": 7}', b"[]"])
def test_no_token_is_an_error(body: bytes, package: Any, server: Recorder, mode: str) -> None:
    server.rule = lambda request: Answer(200, body)
    with pytest.raises(package.errors.TokenError, match=r"no token: 127\.0\.0\.1 answered 200"):
        Calls(package, mode, base=server.url, **SECRETS)("basic_client")
    assert [r.path for r in server.take()] == ["/token"]


def test_the_reason_of_a_refusal_is_said(package: Any, server: Recorder, issuer: Issuer) -> None:
    issuer.refuses = {"client_credentials"}
    with pytest.raises(package.errors.ApiError) as caught:
        package.Client(base=server.url, **SECRETS).basic_client()
    assert str(caught.value) == "no token: 127.0.0.1 answered 400: invalid_grant: too old"
    assert "se:cret" not in repr(caught.value)


# Many at a time


def test_threads_share_one_token(package: Any, server: Recorder) -> None:
    client = package.Client(base=server.url, **SECRETS)
    start = threading.Barrier(8)

    def call() -> None:
        start.wait(30)
        client.basic_client()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    requests = server.take()
    assert sorted(r.path for r in requests) == ["/token", *["/x"] * 8]
    assert set(_authorizations(requests)) == {"Bearer t1"}


def test_tasks_share_one_token(package: Any, server: Recorder) -> None:
    async def sent() -> None:
        client = package.AsyncClient(base=server.url, **SECRETS)
        try:
            await asyncio.gather(*(client.basic_client() for _ in range(8)))
        finally:
            await client.close()

    asyncio.run(sent())
    requests = server.take()
    assert sorted(r.path for r in requests) == ["/token", *["/x"] * 8]


def test_clients_have_tokens_of_their_own(package: Any, server: Recorder) -> None:
    for _ in range(2):
        package.Client(base=server.url, **SECRETS).basic_client()
    client = package.Client(base=server.url, **SECRETS)
    client.basic_client(options={"variables": {"client_id": "other"}})
    client.basic_client()
    assert _authorizations(server.take()) == [f"Bearer t{n}" for n in (1, 2, 3, 4)]


# What is written about it


def test_settings_of_a_fetch_are_no_variables_of_snippets(tree: Tree) -> None:
    assert set(tree.env_names()) == {"base", "authorization", "oauth2_token", "token"}
    example = (tree.root / ".env.example").read_text()
    assert "# To fetch an OAuth 2.0 token with; may be unset.\nCLIENT_SECRET=\n" in example
    assert "# An OAuth 2.0 token; may be unset.\nOAUTH2_TOKEN=\n" in example
    snippets = "".join(p.read_text() for p in tree.snippets("shell/curl").values())
    assert "CLIENT" not in snippets
    readme = (tree.client / "README.md").read_text()
    assert "| `client_secret` | `CLIENT_SECRET` |" in readme
    assert "The client cannot fetch it: get it in a browser." in readme
    everything = "".join(p.read_text() for p in tree.root.rglob("*") if p.is_file())
    assert "Assertion-4711" not in everything


def test_settings_come_from_the_environment(
    package: Any, server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENT_ID", "id")
    monkeypatch.setenv("CLIENT_SECRET", "env")
    package.Client(base=server.url).body_client()
    assert _form(server.take()[0])["client_secret"] == "env"


def test_a_grant_that_needs_a_person_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.json", named("A", item("Browser", "/x", auth=AUTHS["Browser"])))
    assert "[auth-token]" in invoke("generate", path, "-o", tmp_path / "out", "-v").stderr
