"""curl snippets, run by bash: the bytes that arrive are those of the request (docs/curl.md)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import shared
from tests.built import header, item, raw
from tests.recording import Recorder, recording
from tests.trees import Tree, curl_snippets, generated, run_curl

TEXT = "Content-Type: text/plain"
NOTHING_PRUNED = {"disableBodyPruning": True}
METACHARACTERS = 'it\'s "q" $HOME ${X} $(touch PWN) `touch PWN` \\ \\n !! #c ~ * ? & ; | < > \\'
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

CASES = (*BODIES, *HEADERS, *URLS)


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def tree(server: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    items = [
        item(c.name, server.url + c.path, c.method, behavior=c.behavior, **c.request) for c in CASES
    ]
    return curl_snippets(tmp_path_factory.mktemp("curl"), *items)


@pytest.mark.parametrize("index", range(len(CASES)), ids=[case.name for case in CASES])
def test_what_arrives_is_the_request(
    index: int, tree: Tree, server: Recorder, tmp_path: Path
) -> None:
    case = CASES[index]
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
    index = next(i for i, c in enumerate(CASES) if c.name == "case of names")
    server.take()
    run_curl(tree.snippets("shell/curl")[f"#/item/{index}"], tmp_path)
    assert [n for n, _ in server.one().headers if n.lower() in ("x-a", "x-b")] == ["X-b", "x-A"]


def test_a_head_with_a_body(server: Recorder, tmp_path: Path) -> None:
    one = item("One", server.url, "HEAD", body=raw("x"), behavior=NOTHING_PRUNED)
    (script,) = curl_snippets(tmp_path, one).snippets("shell/curl").values()
    server.take()
    run_curl(script, tmp_path)
    assert server.one().method == "HEAD"


def test_every_conformance_case_is_shell(tmp_path: Path) -> None:
    root = shared.require()
    source = root / "collections" / "conformance" / "curl-cases.postman_collection.json"
    environment = root / "wire" / "conformance" / "curl-cases.environment.json"
    tree = generated(tmp_path, source, environments=[environment], emit=("snippets",))
    scripts = list(tree.snippets("shell/curl").values())
    assert len(scripts) == 135
    loop = 'for script in "$@"; do bash -n "$script" || exit 1; done'
    subprocess.run(["bash", "-c", loop, "bash", *scripts], check=True)
