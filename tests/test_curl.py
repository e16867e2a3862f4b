"""curl snippets, run by bash: the bytes that arrive are those of the request (docs/curl.md)."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import shared
from tests.recording import Answer, Recorded, Recorder, demanding_digest, recording, redirecting
from tests.trees import Tree, auth, collection, generated, header, item, raw, run_curl

TEXT = "Content-Type: text/plain"
NOTHING_PRUNED = {"disableBodyPruning": True}
METACHARACTERS = "it's \"q\" $HOME ${X} $(touch PWN) `touch PWN` \\ \\n !! #c ~ * ? & ; | < > \\"
LONG = "x" * 200_000
HUGE = "0123456789" * 120_000


@dataclass(frozen=True)
class Case:
    """A request to ``path``, and what must arrive; a header of ``None`` must not."""

    name: str
    path: str = "/x"
    method: str = "GET"
    request: Mapping[str, Any] = field(default_factory=dict)
    target: str = "/x"
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    behavior: Mapping[str, Any] = field(default_factory=dict)


def _text(name: str, text: str, **more: Any) -> Case:
    request = {"header": header(TEXT), "body": raw(text)}
    return Case(name, method="POST", request=request, body=text.encode(), **more)


def _sent(name: str, *lines: str, **headers: Any) -> Case:
    expected = {key.replace("_", "-"): value for key, value in headers.items()}
    return Case(name, request={"header": header(*lines)}, headers=expected)


def _url(name: str, path: str, target: str | None = None) -> Case:
    return Case(name, path=path, target=target or path)


def _bare(method: str, length: str | None) -> Case:
    expected = {"Content-Length": length, "Content-Type": None}
    return Case(f"{method} without a body", method=method, headers=expected)


BODIES = [
    _text("text that looks like a file", "@a.txt"),
    _text("text that looks like input", "<a.txt"),
    _text("text that looks like an option", "--help"),
    _text("shell characters", METACHARACTERS),
    _text("newlines around", "\n a \n\n"),
    _text("CRLF", "a\r\nb\r\n"),
    _text("tabs and a trailing backslash", "\ta\\\t\\"),
    _text("heredoc end", "it's\nEOF\ntouch PWN\n"),
    _text("unicode", "naïve 😀 日本 \u2028 \ufeff", headers={"Content-Type": "text/plain"}),
    _text("a NUL", "a\0b"),
    _text("NUL before digits", "\0001\0\\0 %s %b \\n 'q' \r\n"),
    _text("control characters", "".join(map(chr, range(1, 32)))),
    _text("over 128 KiB", LONG),
    _text("over 128 KiB with shell characters", METACHARACTERS + LONG + "\n"),
    _text("over 1 MiB", HUGE, headers={"Expect": None}),
    Case(
        "no content type",
        method="POST",
        request={"body": raw("x")},
        headers={"Content-Type": None},
        body=b"x",
        behavior={"disabledSystemHeaders": {"content-type": True}},
    ),
    Case(
        "wrong content length",
        method="POST",
        request={"header": header(TEXT, "Content-Length: 99"), "body": raw("abc")},
        headers={"Content-Length": "3"},
        body=b"abc",
    ),
    Case(
        "chunked by header",
        method="POST",
        request={"header": header(TEXT, "Transfer-Encoding: chunked"), "body": raw("abc")},
        headers={"Transfer-Encoding": None},
        body=b"abc",
    ),
    Case("GET prunes its body", request={"body": raw("x")}, headers={"Content-Length": None}),
    *(
        Case(
            f"{method} with a body",
            method=method,
            request={"header": header(TEXT), "body": raw("x=1")},
            headers={"Content-Type": "text/plain", "Content-Length": "3"},
            body=b"x=1",
            behavior=NOTHING_PRUNED,
        )
        for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE", "X-CUSTOM")
    ),
    *(_bare(method, "0") for method in ("POST", "PUT", "PATCH")),
    *(_bare(method, None) for method in ("GET", "HEAD", "DELETE", "OPTIONS", "COPY")),
]

HEADERS = [
    _sent("empty header", "X-Empty: ", "X-Full: 1", X_Empty="", X_Full="1"),
    _sent("empty Accept", "Accept: ", Accept=""),
    _sent("repeated header", "X-D: 1", "X-D: 2", X_D=["1", "2"]),
    _sent("case of names", "X-b: 1", "x-A: 2", X_b="1", x_A="2"),
    _sent("shell characters in a header", "X-A: " + METACHARACTERS, X_A=METACHARACTERS),
    _sent("a header that names a file", "X-A: @a.txt", X_A="@a.txt"),
    _sent("semicolons, colons, percent", "X-P: 50%: a;b,c=d;", X_P="50%: a;b,c=d;"),
    _sent("unicode header", "X-U: naïve ✓", X_U="naïve ✓".encode().decode("latin-1")),
    _sent("another host", "Host: api.example.com", Host="api.example.com"),
    _sent("another agent", "User-Agent: my/1.0", User_Agent="my/1.0"),
    _sent("a name that is none", "X A: 1", "X-B: 2", X_B="2"),
    _sent("a line end in a header", "X-A: a\r\nX-Inj: 1", "X-B: 2", X_A=None, X_Inj=None, X_B="2"),
    Case(
        "a disabled header",
        request={"header": [{"key": "X-No", "value": "1", "disabled": True}]},
        headers={"X-No": None},
    ),
]

URLS = [
    _url("brackets", "/x?filter[name]=x&ids[]=1&ids[]=2"),
    _url("range and braces", "/x?r=[1-3]&s={a,b}"),
    _url("range before a slash", "/x[1-2]?r={a,b}/"),
    _url("dots", "/a/../b/./c/.."),
    _url("encoded slash", "/a%2Fb/c"),
    _url("space and unicode", "/a b/ü?q=ü €", "/a%20b/%C3%BC?q=%C3%BC%20%E2%82%AC"),
    _url("shell characters in a query", "/x?$f=a&b=`c`&d=$(touch PWN)&e=!!&f=a*b;c|d",
         "/x?$f=a&b=`c`&d=$(touch%20PWN)&e=!!&f=a*b;c|d"),
    _url("quotes in a query", "/x?n=O'Neil \"x\"", "/x?n=O%27Neil%20%22x%22"),
    _url("names alone and empty values", "/x?flag&e=&&k=1&k=2"),
    _url("plus and percent", "/x?e=a+b@x.io&d=100%25&t=19%3A08"),
    _url("a verb", "/v1/x:batchGet"),
    _url("a trailing slash", "/x/"),
    _url("a fragment", "/x#frag", "/x"),
    _url("only a query", "?a=1", "/?a=1"),
]  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def tree(server: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    items = [
        item(c.name, server.url + c.path, c.method, behavior=c.behavior, **c.request)
        for c in (*BODIES, *HEADERS, *URLS)
    ]
    return _snippets(tmp_path_factory.mktemp("curl"), items)


def _snippets(folder: Path, items: list[dict[str, Any]], **more: Any) -> Tree:
    source = collection(items, **more)
    return generated(folder, source, emit=("snippets",), targets=("shell/curl",))


def _one_snippet(folder: Path, **request: Any) -> tuple[Tree, Path]:
    tree = _snippets(folder, [item("One", **request)])
    (script,) = tree.snippets("shell/curl").values()
    return tree, script


@pytest.mark.parametrize(
    ("index", "case"), enumerate((*BODIES, *HEADERS, *URLS)), ids=lambda v: getattr(v, "name", "")
)
def test_what_arrives_is_the_request(
    index: int, case: Case, tree: Tree, server: Recorder, tmp_path: Path
) -> None:
    server.answer()
    (tmp_path / "a.txt").write_text("a file")
    server.take()
    run_curl(tree.snippets("shell/curl")[f"#/item/{index}"], tmp_path)
    request = server.one()
    assert (request.method, request.target) == (case.method, case.target)
    for name, value in case.headers.items():
        wanted = [] if value is None else value if isinstance(value, list) else [value]
        assert request.all(name) == wanted
    assert request.body == case.body
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_the_case_of_a_header_name_is_kept(tree: Tree, server: Recorder, tmp_path: Path) -> None:
    index = next(i for i, c in enumerate((*BODIES, *HEADERS)) if c.name == "case of names")
    server.take()
    run_curl(tree.snippets("shell/curl")[f"#/item/{index}"], tmp_path)
    assert [n for n, _ in server.one().headers if n.lower() in ("x-a", "x-b")] == ["X-b", "x-A"]


def test_a_head_with_a_body(server: Recorder, tmp_path: Path) -> None:
    request = {"method": "HEAD", "body": raw("x"), "behavior": NOTHING_PRUNED}
    _, script = _one_snippet(tmp_path, url=server.url, **request)
    server.take()
    run_curl(script, tmp_path)
    assert server.one().method == "HEAD"


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
def test_basic(user: str, password: str, sent: str, server: Recorder, tmp_path: Path) -> None:
    server.answer()
    settings = auth("basic", username="{{u}}", password="{{p}}" if password else "")
    request = _authorised(server, tmp_path, settings, U=user, P=password)
    assert request.header("Authorization") == sent


def test_digest(server: Recorder, tmp_path: Path) -> None:
    server.rule = demanding_digest("u", "p'$x")
    _, script = _one_snippet(
        tmp_path, url=server.url + "/x?a=[1]", auth=auth("digest", username="{{u}}", password="{{p}}")
    )
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
        item("Header", url, header=header("X-A: {{v}}", "X-B: it's \"{{v}}\"")),
        item("Body", url, "POST", body=raw("a $HOME {{v}}\n'{{v}}'"), header=header(TEXT)),
        item("Nul", url, "POST", body=raw("\0{{v}}"), header=header(TEXT)),
        item("Form", url, "POST", body={"mode": "urlencoded", "urlencoded": fields}),
        item("Parts", url, "POST", body={"mode": "formdata", "formdata": fields}),
        item("Basic", url, auth=auth("basic", username="{{v}}", password="{{v}}")),
        item("Query", url + "?a={{v}}"),
        item("Host", "http://{{v}}/"),
        item("File", url, "POST", body={"mode": "file", "file": {"src": "{{v}}"}}),
    ]
    scripts = _snippets(tmp_path / "tree", items).snippets("shell/curl")
    work = tmp_path / "work"
    work.mkdir()
    for script in scripts.values():
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


def test_every_conformance_case_is_shell(tmp_path: Path) -> None:
    root = shared.require()
    source = root / "collections" / "conformance" / "curl-cases.postman_collection.json"
    environment = root / "wire" / "conformance" / "curl-cases.environment.json"
    tree = generated(tmp_path, source, environments=[environment], emit=("snippets",))
    scripts = list(tree.snippets("shell/curl").values())
    assert len(scripts) == 135
    loop = 'for script in "$@"; do bash -n "$script" || exit 1; done'
    subprocess.run(["bash", "-c", loop, "bash", *scripts], check=True)
