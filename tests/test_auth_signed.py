"""Signed requests of the generated client, as a server that checks the signature sees them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jwt as pyjwt
import pytest
import spnego
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.built import auth, collection, item
from tests.recording import Answer, Recorded, Recorder, Rule, recording
from tests.signers import SETTINGS, SOURCE, named, seen
from tests.trees import Tree, generated, imported

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()
ALL = {**SETTINGS, "pk": PEM}
SIGNING = ["oauth1_header", "oauth1_query", "oauth1_sha512", "oauth1_plaintext", "aws", "aws_s3"]
SIGNING += ["aws_query", "hawk", "edgegrid"]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("signed"), SOURCE)) as module:
        yield module


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture
def server(recorder: Recorder) -> Recorder:
    recorder.take()
    recorder.answer()
    return recorder


def _send(package: Any, server: Recorder, method: str, mode: str = "sync", **given: Any) -> Any:
    settings = {**ALL, "base": server.url}
    given = {"q": "a b", "r": 1} | ({"n": 1} if method.endswith("_post") else {}) | given
    if mode == "sync":
        return getattr(package.Client(**settings), method)(**given)

    async def sent() -> Any:
        client = package.AsyncClient(**settings)
        try:
            return await getattr(client, method)(**given)
        finally:
            await client.close()

    return asyncio.run(sent())


def _fill(text: str) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda m: ALL[m[1]], text)


def _signed_again(package: Any, sent: Recorded, method: str, server: Recorder) -> Any:
    """Sign what arrived with the same nonce and moment: it must come to the same."""
    constant = _constant(package, method)
    request = seen(sent, server.url)
    text = sent.header("Authorization") or sent.target
    if type(constant).__name__ == "AwsV4":
        stated = re.search(r"X-Amz-Date=(\w+)", sent.target)
        date = stated[1] if stated else request.headers["X-Amz-Date"]
        moment = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        return constant.sign(request, _fill, moment)
    fixed = {}
    for name, pattern in (("nonce", r"nonce=\"?([^\",;&]+)"), ("timestamp", _TIMESTAMP)):
        found = re.search(pattern, text)
        assert found is not None
        fixed[name] = found[1]
    return replace(constant, **fixed).sign(request, _fill)


def _pieces(target: str) -> list[str]:
    return sorted(re.split("[?&]", target))


_TIMESTAMP = r"(?:oauth_timestamp|timestamp|ts)=\"?([^\",;&]+)"


def _constant(package: Any, method: str) -> Any:
    """Return the credentials that a method of the client sends."""
    return getattr(package.Client, method).describe(None).auth


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("post", ["", "_post"])
@pytest.mark.parametrize("method", SIGNING)
def test_the_signature_is_that_of_what_arrives(
    method: str, post: str, mode: str, package: Any, server: Recorder
) -> None:
    _send(package, server, method + post, mode)
    sent = server.one()
    again = _signed_again(package, sent, method + post, server)
    assert again.headers.get("Authorization") == sent.header("Authorization")
    assert _pieces(again.url.raw_path.decode()) == _pieces(sent.target)
    assert ("Authorization" in again.headers) == (not method.endswith("_query"))
    assert "q=a%20b&r=1" in sent.target
    assert sent.body == (b'{"n": 1}' if post else b"")


def test_each_request_has_a_nonce_of_its_own(package: Any, server: Recorder) -> None:
    for method in ("hawk", "oauth1_header", "edgegrid"):
        _send(package, server, method)
        _send(package, server, method)
        first, second = server.take()
        assert first.header("Authorization") != second.header("Authorization")


def test_oauth1_in_a_form(package: Any, server: Recorder) -> None:
    _send(package, server, "oauth1_form", a_b="c+d é")
    sent = server.one()
    assert sent.target == "/x?q=a%20b&r=1"
    assert sent.header("Content-Length") == str(len(sent.body))
    form, _, added = sent.body.decode().partition("&")
    assert form == "a%20b=c%2Bd%20%C3%A9"
    assert re.fullmatch(
        r"oauth_consumer_key=consumer&oauth_token=token&.*&oauth_signature=.+", added
    )


def test_oauth1_with_the_hash_of_the_body(package: Any, server: Recorder) -> None:
    _send(package, server, "oauth1_hash", n=2)
    sent = server.one()
    digest = base64.b64encode(hashlib.sha256(sent.body).digest()).decode()
    assert sent.body == b'{"n": 2}'
    assert dict(seen(sent, server.url).url.params)["oauth_body_hash"] == digest


def test_an_aws_session(package: Any, server: Recorder) -> None:
    _send(package, server, "aws")
    sent = server.one()
    assert sent.header("X-Amz-Security-Token") == "session/token=="
    assert "/eu-west-1/execute-api/aws4_request" in (sent.header("Authorization") or "")


def test_tokens_are_signed_with_secrets_and_keys(package: Any, server: Recorder) -> None:
    for method, key, algorithm in (
        ("jwt", ALL["js"], "HS256"),
        ("jwt_rsa", KEY.public_key(), "RS256"),
        ("asap", KEY.public_key(), "RS256"),
    ):
        _send(package, server, method)
        token = (server.one().header("Authorization") or "").removeprefix("Bearer ")
        audience = "you" if method == "asap" else None
        claims = pyjwt.decode(token, key, algorithms=[algorithm], audience=audience)
        assert claims.get("sub", "me") == "me"
    _send(package, server, "jwt_query")
    sent = server.one()
    assert sent.header("Authorization") is None
    token = dict(seen(sent, server.url).url.params)["t k"]
    assert pyjwt.decode(token, ALL["js"], algorithms=["HS512"]) == {}


def test_a_header_of_the_call_wins(package: Any, server: Recorder) -> None:
    for method in ("hawk", "jwt", "digest", "unsigned"):
        _send(package, server, method, options={"headers": {"authorization": "Mine x"}})
        assert server.one().header("Authorization") == "Mine x"


def test_fixed_nonce_and_timestamp_are_used(tmp_path: Path, server: Recorder) -> None:
    settings = {"authId": "{{hi}}", "authKey": "{{hk}}", "algorithm": "sha1"}
    hawk = auth("hawk", **settings, nonce="n0", timestamp="17")
    source = named("Fixed", item("One", "{{base}}/x", auth=hawk))
    with imported(generated(tmp_path, source, emit=("client",))) as package:
        package.Client(base=server.url, hi="i", hk="k").one()
    sent = server.one().header("Authorization") or ""
    assert sent.startswith('Hawk id="i", ts="17", nonce="n0", mac=')


# Redirects


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", ["oauth1_header", "aws", "aws_query", "hawk", "edgegrid"])
def test_a_redirect_of_the_same_host_is_signed_again(
    method: str, mode: str, package: Any, server: Recorder
) -> None:
    server.rule = _landing
    _send(package, server, method + "_post", mode)
    _, landed = server.take()
    assert landed.target.startswith("/landed?z=1")
    again = _signed_again(package, landed, method + "_post", server)
    assert again.headers.get("Authorization") == landed.header("Authorization")
    assert _pieces(again.url.raw_path.decode()) == _pieces(landed.target)


def _landing(request: Recorded) -> Answer:
    if request.path == "/landed":
        return Answer()
    return Answer(307, b"", (("Location", "/landed?z=1"),))


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_no_credential_goes_to_another_host(mode: str, package: Any, server: Recorder) -> None:
    methods = [n for n in dir(package.Client) if hasattr(getattr(package.Client, n), "describe")]
    assert len(methods) > 30
    with recording() as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost") + "/x"
        server.rule = lambda request: Answer(307, b"", (("Location", elsewhere),))
        for method in methods:
            _send(package, server, method, mode, **({"a_b": "1"} if "form" in method else {}))
            arrived = other.one()
            words = ["oauth_", "X-Amz", *(v for name, v in SETTINGS.items() if name != "who")]
            assert [word for word in words if word in repr(arrived)] == []
            assert not arrived.all("Authorization")


# Handshakes


def _digest_rule(algorithm: str, qop: str) -> Rule:
    """Return a rule that demands digest credentials as RFC 7616 describes them."""

    def digest(text: str) -> str:
        name = "sha256" if algorithm.startswith("SHA-256") else "md5"
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    def rule(request: Recorded) -> Answer:
        sent = request.header("Authorization") or ""
        if not sent.startswith("Digest "):
            stated = f', qop="{qop}"' if qop else ""
            challenge = f'Digest realm="r", nonce="n1", algorithm={algorithm}, opaque="o"{stated}'
            return Answer(401, b"", (("WWW-Authenticate", challenge),))
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', sent))
        first = digest(f"{ALL['du']}:r:{ALL['dp']}")
        if algorithm.endswith("-sess"):
            first = digest(f"{first}:n1:{given['cnonce']}")
        second = digest(f"{request.method}:{request.target}")
        middle = f"n1:{given['nc']}:{given['cnonce']}:auth" if qop else "n1"
        right = given["response"] == digest(f"{first}:{middle}:{second}")
        return Answer(200 if right and given["opaque"] == "o" else 403)

    return rule


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize(
    ("algorithm", "qop"),
    [
        *((name, "auth") for name in ("MD5", "MD5-sess", "SHA-256", "SHA-256-sess")),
        ("MD5", "auth, auth-int"),
        ("MD5", ""),
        ("SHA-256", ""),
    ],
)
def test_the_client_answers_a_digest_challenge(
    mode: str, algorithm: str, qop: str, package: Any, server: Recorder
) -> None:
    server.rule = _digest_rule(algorithm, qop)
    _send(package, server, "digest_post", mode)
    first, second = server.take()
    assert first.header("Authorization") is None
    assert second.body == b'{"n": 1}'


def ntlm_rule(folder: Path, monkeypatch: pytest.MonkeyPatch, scheme: str = "NTLM") -> Rule:
    """Return a rule that demands NTLM credentials, checked by the server side of pyspnego."""
    (folder / "users").write_text(f"DOM:{ALL['nu']}:{ALL['np']}\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(folder / "users"))
    context: list[Any] = []

    def rule(request: Recorded) -> Answer:
        sent = request.header("Authorization") or ""
        if not sent.startswith(scheme + " "):
            return Answer(401, b"", (("WWW-Authenticate", scheme),))
        token = base64.b64decode(sent.removeprefix(scheme))
        if token[8:12] == b"\1\0\0\0":
            context[:] = [spnego.server(protocol="ntlm")]
            challenge = base64.b64encode(context[0].step(token)).decode()
            return Answer(401, b"", (("WWW-Authenticate", f"{scheme} {challenge}"),))
        context[0].step(token)
        return Answer(200 if context[0].complete else 403)

    return rule


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("scheme", ["NTLM", "Negotiate"])
def test_the_client_answers_an_ntlm_challenge(
    mode: str, scheme: str, package: Any, server: Recorder, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    server.rule = ntlm_rule(tmp_path, monkeypatch, scheme)
    _send(package, server, "ntlm_post", mode)
    plain, negotiate, authenticate = server.take()
    assert plain.header("Authorization") is None
    assert (negotiate.header("Authorization") or "").startswith(f"{scheme} TlRMTVNTUAAB")
    assert authenticate.body == b'{"n": 1}'


def test_ntlm_with_a_wrong_password(
    package: Any, server: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.rule = ntlm_rule(tmp_path, monkeypatch)
    client = package.Client(**{**ALL, "base": server.url, "np": "wrong"})
    with pytest.raises((package.errors.ApiError, spnego.exceptions.SpnegoError)):
        client.ntlm()


# What is not installed


@pytest.mark.parametrize(
    ("method", "missing", "extra"),
    [
        ("jwt_rsa", "jwt", "jwt"),
        ("asap", "cryptography.hazmat.primitives.serialization", "jwt"),
        ("oauth1_rsa", "cryptography.hazmat.primitives.serialization", "oauth1-rsa"),
        ("ntlm", "spnego", "ntlm"),
    ],
)
def test_a_missing_package_is_named(
    method: str, missing: str, extra: str, package: Any, server: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    server.rule = lambda request: Answer(401, b"", (("WWW-Authenticate", "NTLM"),))
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(package.errors.MissingPackageError) as caught:
        _send(package, server, method)
    name = missing.partition(".")[0]
    assert str(caught.value) == f"{name} is not installed: pip install 'sample[{extra}]'"


# What a client does not use it does not have


def test_a_client_has_only_what_it_uses(tmp_path: Path) -> None:
    plain = generated(tmp_path / "plain", collection(item("A", "https://h.test")))
    text = "\n".join(p.read_text() for p in plain.client.rglob("*") if p.is_file()).lower()
    words = ["oauth", "hawk", "edgegrid", "jwt", "asap", "ntlm", "aws"]
    assert [word for word in words if word in text] == []
    hmac = generated(
        tmp_path / "hmac",
        collection(item("A", "https://h.test", auth=auth("jwt", algorithm="HS256", secret="s"))),
    )
    assert _extras(plain) == _extras(hmac) == ["http2", "test"]
    names = {path.stem for path in hmac.client.rglob("_runtime/*.py")}
    plain_names = {path.stem for path in plain.client.rglob("_runtime/*.py")}
    assert names - plain_names == {"jwt"}


def _extras(tree: Tree) -> list[str]:
    project = (tree.client / "pyproject.toml").read_text()
    return re.findall(r'^"([\w-]+)" = ', project, re.M)


def test_the_extras_of_a_client(tmp_path: Path) -> None:
    tree = generated(tmp_path, SOURCE, emit=("client",))
    assert _extras(tree) == ["jwt", "ntlm", "oauth1-rsa", "http2", "test"]
    assert "pip install 'sample[ntlm]'" in (tree.client / "README.md").read_text()


def test_what_is_incomplete_goes_out_unsigned(tmp_path: Path, server: Recorder) -> None:
    kinds = [
        auth("oauth1", consumerKey="k", signatureMethod="HMAC-SHA1"),
        auth("hawk", authId="i", authKey="k"),
        auth("edgegrid", accessToken="t"),
        auth("jwt", algorithm="XX1", secret="s"),
        auth("asap", privateKey="k"),
        auth("awsv4", region="r"),
    ]
    items = [item(f"R{i}", "{{base}}/x", auth=kind) for i, kind in enumerate(kinds)]
    with imported(generated(tmp_path, named("Open", *items), emit=("client",))) as package:
        client = package.Client(base=server.url)
        for index in range(len(kinds)):
            getattr(client, f"r{index}")()
    assert [(r.header("Authorization"), r.target) for r in server.take()] == [(None, "/x")] * 6
