"""curl snippets of each auth type: what curl signs itself, and what it takes from a variable."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.built import auth, header, item
from tests.recording import Answer, Recorded, Recorder, recording
from tests.signers import SETTINGS, SOURCE, named
from tests.test_auth_signed import ntlm_rule
from tests.trees import Tree, generated, run_curl

KINDS = {
    "Empty basic": auth("basic"),
    "Empty bearer": auth("bearer", token=""),
    "Key": auth("apikey", key="X-API-Key", value="{{key}}"),
    "Key elsewhere": auth("apikey", key="X-K", value="{{key}}", **{"in": "cookie"}),
    "Query key": auth("apikey", key="api_key", value="{{key}}", **{"in": "query"}),
    "Key of lines": auth("apikey", key="X-K\nX-Injected: 1", value="{{key}}"),
    "Odd": {"type": "odd", "odd": []},
    "Pending": auth("oauth2", grant_type="implicit"),
    "Pending raw": auth("oauth2", grant_type="implicit", headerPrefix=""),
    "Pending query": auth("oauth2", grant_type="implicit", addTokenTo="queryParams"),
    "Odd prefix": auth("jwt", algorithm="HS256", secret="{{key}}", headerPrefix="a'$`}"),
}
LINES = ("Authorization: Mine", "x_api_key: old", "X-Other: o")
HEADERS = header(*LINES)


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("curl")
    return generated(folder, SOURCE, emit=("snippets",), targets=("shell/curl",))


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    items = [
        item(
            name,
            "{{base}}/x?api_key=old&a=1",
            auth=kind,
            header=HEADERS if "bearer" in name else [],
        )
        for name, kind in KINDS.items()
    ]
    items.append(item("Same words", "{{base}}/x", auth=KINDS["Key"], header=HEADERS))
    folder = tmp_path_factory.mktemp("kinds")
    return generated(folder, named("Kinds", *items), emit=("snippets",), targets=("shell/curl",))


def _run(tree: Tree, name: str, server: Recorder, **env: str) -> Recorded:
    server.take()
    variables = {**{k.upper(): v for k, v in SETTINGS.items()}, "BASE": server.url, "PK": "k"}
    script = tree.root / "snippets" / name / "shell-curl.sh"
    run_curl(script, script.parent, {**variables, **env})
    return server.take()[-1]


UNSIGNED = {
    "oauth1_header": "OAUTH1_AUTHORIZATION",
    "oauth1_query": "OAUTH1_AUTHORIZATION",
    "oauth1_rsa": "OAUTH1_AUTHORIZATION",
    "hawk": "HAWK_AUTHORIZATION",
    "edgegrid": "EDGEGRID_AUTHORIZATION",
}


@pytest.mark.parametrize("post", ["", "_post"])
@pytest.mark.parametrize("name", UNSIGNED)
def test_an_authorization_from_a_variable(
    name: str, post: str, tree: Tree, server: Recorder
) -> None:
    plain = _run(tree, name + post, server)
    assert (plain.header("Authorization"), plain.target) == (None, "/x?q=a%20b&r=1")
    sent = _run(tree, name + post, server, **{UNSIGNED[name]: 'Some a="b", c=$d'})
    assert sent.header("Authorization") == 'Some a="b", c=$d'
    assert sent.body == plain.body == (b'{"n": 1}' if post else b"")
    snippet = (tree.root / "snippets" / name / "shell-curl.sh").read_text()
    assert re.search(rf"^# Note: curl cannot sign this: .* {UNSIGNED[name]}", snippet, re.M)


@pytest.mark.parametrize(
    ("name", "variable", "value", "sent"),
    [
        ("jwt", "JWT_TOKEN", "a.b.c", "Bearer a.b.c"),
        ("asap", "ASAP_TOKEN", "a.b.c", "Bearer a.b.c"),
        ("jwt_query", "JWT_TOKEN", "a.b.c", "/x?q=a%20b&r=1&t%20k=a.b.c"),
        ("aws_query", "AWSV4_QUERY", "X-Amz-Date=1&X-Amz-Signature=2", None),
    ],
)
def test_a_token_from_a_variable(
    name: str, variable: str, value: str, sent: str | None, tree: Tree, server: Recorder
) -> None:
    plain = _run(tree, name, server)
    assert (plain.header("Authorization"), plain.target) == (None, "/x?q=a%20b&r=1")
    signed = _run(tree, name, server, **{variable: value})
    found = signed.header("Authorization") or signed.target
    assert found == (sent or f"/x?q=a%20b&r=1&{value}")


def test_variables_that_may_be_unset_are_listed(tree: Tree) -> None:
    rows = {row["env"]: row for row in tree.lock["variables"]}
    for name in {*UNSIGNED.values(), "JWT_TOKEN", "ASAP_TOKEN", "AWSV4_QUERY"}:
        assert rows[name]["secret"] is True
    example = (tree.root / ".env.example").read_text()
    assert (
        "# What hawk auth adds, where curl cannot sign; may be unset.\nHAWK_AUTHORIZATION=\n"
        in example
    )


def test_curl_signs_for_aws(tree: Tree, server: Recorder) -> None:
    sent = _run(tree, "aws_post", server)
    stated = sent.header("Authorization") or ""
    assert stated.startswith("AWS4-HMAC-SHA256 Credential=AKID/")
    assert "/eu-west-1/execute-api/aws4_request" in stated
    assert sent.header("x-amz-security-token") == "session/token=="


def test_curl_answers_a_digest_challenge(tree: Tree, server: Recorder) -> None:
    challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256'

    def rule(request: Recorded) -> Answer:
        if (request.header("Authorization") or "").startswith("Digest "):
            return Answer()
        return Answer(401, b"", (("WWW-Authenticate", challenge),))

    server.rule = rule
    sent = _run(tree, "digest_post", server)
    server.answer()
    assert 'username="digest"' in (sent.header("Authorization") or "")
    assert sent.body == b'{"n": 1}'


def test_curl_answers_an_ntlm_challenge(
    tree: Tree, server: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True)
    if "NTLM" not in version.stdout:
        pytest.skip("this curl has no NTLM")
    server.rule = ntlm_rule(tmp_path, monkeypatch)
    sent = _run(tree, "ntlm_post", server)
    server.answer()
    assert (sent.header("Authorization") or "").startswith("NTLM TlRMTVNTUAAD")
    assert sent.body == b'{"n": 1}'


# Postman's order of things


def _kind(kinds: Tree, name: str, server: Recorder, env: Mapping[str, str] = {}) -> Recorded:
    given = {"KEY": "k-1", "AUTHORIZATION": "Mine", "X_API_KEY": "old", "URL_KEY": "old"}
    return _run(kinds, name, server, **given, **env)


def test_basic_without_user_and_password(kinds: Tree, server: Recorder) -> None:
    assert _kind(kinds, "empty_basic", server).header("Authorization") == "Basic Og=="


def test_an_empty_bearer_token_leaves_a_header_alone(kinds: Tree, server: Recorder) -> None:
    assert _kind(kinds, "empty_bearer", server).header("Authorization") == "Mine"


def test_an_api_key_replaces_headers_of_the_same_words(kinds: Tree, server: Recorder) -> None:
    sent = _kind(kinds, "same_words", server)
    assert sent.header("X-API-Key") == "k-1"
    assert sent.header("x_api_key") is None
    assert sent.header("X-Other") == "o"


def test_an_api_key_elsewhere_is_a_header(kinds: Tree, server: Recorder) -> None:
    assert _kind(kinds, "key_elsewhere", server).header("X-K") == "k-1"


def test_an_api_key_in_the_query(kinds: Tree, server: Recorder) -> None:
    sent = _kind(kinds, "query_key", server)
    assert sent.target == "/x?a=1&api_key=k-1"
    snippet = (kinds.root / "snippets" / "query_key" / "shell-curl.sh").read_text()
    assert "# Note: KEY stands in the URL: percent-encode what is special there" in snippet


def test_an_api_key_that_would_add_a_header_is_left_out(kinds: Tree, server: Recorder) -> None:
    sent = _kind(kinds, "key_of_lines", server)
    assert sent.header("X-K") is None and sent.header("X-Injected") is None


def test_an_unknown_type_is_sent_without(kinds: Tree, server: Recorder) -> None:
    assert _kind(kinds, "odd", server).header("Authorization") is None


@pytest.mark.parametrize(
    ("name", "header_", "target"),
    [
        ("pending", "Bearer tok", "/x?api_key=old&a=1"),
        ("pending_raw", "tok", "/x?api_key=old&a=1"),
        ("pending_query", None, "/x?api_key=old&a=1&access_token=tok"),
    ],
)
def test_a_token_that_is_not_there_yet(
    name: str, header_: str | None, target: str, kinds: Tree, server: Recorder
) -> None:
    plain = _kind(kinds, name, server)
    assert (plain.header("Authorization"), plain.target) == (None, "/x?api_key=old&a=1")
    sent = _kind(kinds, name, server, {"OAUTH2_TOKEN": "tok"})
    assert (sent.header("Authorization"), sent.target) == (header_, target)


def test_a_prefix_that_the_shell_would_read(kinds: Tree, server: Recorder) -> None:
    sent = _kind(kinds, "odd_prefix", server, {"JWT_TOKEN": "tok"})
    assert sent.header("Authorization") == "a'$`} tok"
