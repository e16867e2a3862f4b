"""curl snippets in use: redirects, credentials, and what the environment holds."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import auth, header, item, raw
from tests.recording import Answer, Recorded, Recorder, demanding_digest, recording, redirecting
from tests.trees import Tree, curl_snippets, run_curl

TEXT = "Content-Type: text/plain"


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


def _one_snippet(folder: Path, **request: Any) -> tuple[Tree, Path]:
    tree = curl_snippets(folder, item("One", **request))
    (script,) = tree.snippets("shell/curl").values()
    return tree, script


def test_what_is_compressed_is_shown_in_clear(server: Recorder, tmp_path: Path) -> None:
    content = gzip.compress(b'{"zipped":true}')
    server.rule = lambda request: Answer(200, content, (("Content-Encoding", "gzip"),))
    _, script = _one_snippet(tmp_path, url=server.url, header=header("Accept-Encoding: gzip"))
    assert run_curl(script, tmp_path).stdout == b'{"zipped":true}'


# Redirects


def _landed(
    server: Recorder, folder: Path, status: int, method: str, body: str | None
) -> list[tuple[str, str, bytes]]:
    more = {"header": header(TEXT), "body": raw(body)} if body is not None else {}
    _, script = _one_snippet(folder, url=server.url + "/start", method=method, **more)
    server.rule = redirecting(status)
    server.take()
    run_curl(script, folder)
    return [(r.method, r.target, r.body) for r in server.take()]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_redirects_of_reading_methods(
    status: int, method: str, server: Recorder, tmp_path: Path
) -> None:
    sent = _landed(server, tmp_path, status, method, None)
    assert sent == [(method, "/start", b""), (method, "/landed", b"")]


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", b""), (302, "GET", b""), (307, "POST", b"a=1"), (308, "POST", b"a=1")],
)
def test_redirects_of_post(
    status: int, method: str, body: bytes, server: Recorder, tmp_path: Path
) -> None:
    sent = _landed(server, tmp_path, status, "POST", "a=1")
    assert sent == [("POST", "/start", b"a=1"), (method, "/landed", body)]


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (307, "POST")])
def test_redirects_of_post_without_a_body(
    status: int, method: str, server: Recorder, tmp_path: Path
) -> None:
    sent = _landed(server, tmp_path, status, "POST", None)
    assert sent == [("POST", "/start", b""), (method, "/landed", b"")]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_curl_would_repeat_is_not_redirected(
    method: str, server: Recorder, tmp_path: Path
) -> None:
    # curl before 8.16 repeats such a method after a 302, where Postman goes on with GET.
    assert _landed(server, tmp_path, 302, method, "a=1") == [(method, "/start", b"a=1")]


# Credentials and variables


def _authorised(server: Recorder, folder: Path, settings: dict[str, Any], **env: str) -> Recorded:
    _, script = _one_snippet(folder, url=server.url + "/x?a=1", auth=settings)
    server.take()
    run_curl(script, folder, env)
    return server.take()[-1]


@pytest.mark.parametrize(
    ("user", "password", "sent"),
    [
        ("u", "p", "Basic dTpw"),
        ("a:b", "c", "Basic YTpiOmM="),
        ("key", "", "Basic a2V5Og=="),
        ("ü", "é", "Basic w7w6w6k="),
        ("u", "a'\"$HOME `x` \\ @ :", "Basic dTphJyIkSE9NRSBgeGAgXCBAIDo="),
    ],
)
def test_basic_credentials_of_any_characters(
    user: str, password: str, sent: str, server: Recorder, tmp_path: Path
) -> None:
    server.answer()
    settings = auth("basic", username="{{u}}", password="{{p}}" if password else "")
    request = _authorised(server, tmp_path, settings, U=user, P=password)
    assert request.header("Authorization") == sent


def test_curl_answers_a_digest_challenge_for_any_password(server: Recorder, tmp_path: Path) -> None:
    server.rule = demanding_digest("u", "p'$x")
    digest = auth("digest", username="{{u}}", password="{{p}}")
    _, script = _one_snippet(tmp_path, url=server.url + "/x?a=[1]", auth=digest)
    server.take()
    run_curl(script, tmp_path, {"U": "u", "P": "p'$x"})
    first, second = server.take()
    assert first.header("Authorization") is None
    assert server.rule(second).status == 200


def test_a_token_and_a_key(server: Recorder, tmp_path: Path) -> None:
    server.answer()
    bearer = _authorised(server, tmp_path / "1", auth("bearer", token="{{t}}"), T="a$b")
    assert bearer.header("Authorization") == "Bearer a$b"
    key = auth("apikey", key="k", value="{{t}}", **{"in": "query"})
    assert _authorised(server, tmp_path / "2", key, T="v1").target == "/x?a=1&k=v1"


def test_user_and_password_in_the_url(server: Recorder, tmp_path: Path) -> None:
    server.answer()
    tree, script = _one_snippet(tmp_path, url=f"http://us%40er:p%3Ass@127.0.0.1:{server.port}/x")
    values = ["us%40er", "p%3Ass"]
    env = dict(zip((row["env"] for row in _by_pointer(tree)), values, strict=True))
    run_curl(script, tmp_path, env)
    assert server.take()[-1].header("Authorization") == "Basic dXNAZXI6cDpzcw=="


def _by_pointer(tree: Tree) -> list[dict[str, Any]]:
    return sorted(tree.lock["variables"], key=lambda row: row["span"])


def test_a_variable_that_is_missing_is_named(server: Recorder, tmp_path: Path) -> None:
    _, script = _one_snippet(tmp_path, url=server.url + "/{{tenantId}}")
    server.take()
    done = run_curl(script, tmp_path, status=None)
    assert done.returncode != 0
    assert b"TENANT_ID" in done.stderr
    assert server.take() == []


HOSTILE = "\"; touch PWN; $(touch PWN) `touch PWN` '\\' && touch PWN #"


def test_hostile_values_of_the_environment(server: Recorder, tmp_path: Path) -> None:
    server.answer()
    url = server.url + "/x"
    fields = [{"key": "a", "value": "{{v}}"}]
    items = [
        item("Header", url, header=header("X-A: {{v}}", 'X-B: it\'s "{{v}}"')),
        item("Body", url, "POST", body=raw("a $HOME {{v}}\n'{{v}}'"), header=header(TEXT)),
        item("Nul", url, "POST", body=raw("\0{{v}}"), header=header(TEXT)),
        item("Form", url, "POST", body={"mode": "urlencoded", "urlencoded": fields}),
        item("Parts", url, "POST", body={"mode": "formdata", "formdata": fields}),
        item("Basic", url, auth=auth("basic", username="{{v}}", password="{{v}}")),
        item("Query", url + "?a={{v}}"),
        item("Host", "http://{{v}}/"),
        item("File", url, "POST", body={"mode": "file", "file": {"src": "{{v}}"}}),
    ]
    scripts = sorted(curl_snippets(tmp_path / "tree", *items).snippets("shell/curl").items())
    work = tmp_path / "work"
    work.mkdir()
    server.take()
    for _, script in scripts:
        run_curl(script, work, {"V": HOSTILE}, status=None)
    assert list(work.iterdir()) == []
    head, body, nul, *_ = server.take()
    assert head.header("X-A") == HOSTILE
    assert head.header("X-B") == f'it\'s "{HOSTILE}"'
    assert body.body.decode() == f"a $HOME {HOSTILE}\n'{HOSTILE}'"
    assert nul.body.decode() == "\0" + HOSTILE


def test_a_value_of_the_environment_is_no_pattern(server: Recorder, tmp_path: Path) -> None:
    server.answer()
    _, script = _one_snippet(tmp_path, url=server.url + "/x?a={{v}}")
    server.take()
    run_curl(script, tmp_path, {"V": "[1-3]{a,b}"})
    assert server.one().target == "/x?a=[1-3]{a,b}"
